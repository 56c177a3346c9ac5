"""随附规则的全部测试运行一遍要多久：总时间、一个用例的时间，和改数试验的时间。

用法：python -m benchmarks.rule_tests [--repeat 3] [--most 10] [--mutate]
取几遍里最快的；超过 --most 秒，以 1 退出。用的是处理器时间，机器上别的程序忙不忙不相干。
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from engine.inference.select import matcher  # noqa: E402
from engine.recognition.vocabulary import Vocabulary  # noqa: E402
from engine.ruletest.library import FileResult, run, targets, tiers  # noqa: E402


def whole(mutated: bool) -> list[FileResult]:
    """同 gouji rules test：读词汇、读规则、逐条运行。"""
    vocabulary = Vocabulary.load(ROOT / "rules")
    listed = targets(tiers((ROOT / "rules",), vocabulary, matcher("reference")))
    return [run(target, vocabulary, mutated) for target in listed]


def best(work: Callable[[], object], repeat: int) -> float:
    """几遍里最快的一遍，处理器秒数。"""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--most", type=float, default=10.0)
    options.add_argument("--mutate", action="store_true")
    chosen = options.parse_args()
    cases = sum(len(r.cases) for r in whole(False))
    seconds = best(lambda: whole(False), chosen.repeat)
    print(f"{cases} 个用例：{seconds:.2f} 秒，每个 {seconds / max(cases, 1) * 1000:.1f} 毫秒")
    if chosen.mutate:
        print(f"连改数试验：{best(lambda: whole(True), 1):.2f} 秒")
    return 1 if seconds > chosen.most else 0


if __name__ == "__main__":
    sys.exit(main())
