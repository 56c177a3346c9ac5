"""长时间改坏规则：随附的规则和清单各改几处，看检查是不是总给出指得到行列的错误，不抛异常、不挂住。

用法：python benchmarks/fuzz_rules.py [次数，默认 5000] [种子，默认 1]

印出次数、其中有错误的次数、最慢的一次；遇到异常，或一次超过 LIMIT 秒，印出那份文字并以 1 退出。
"""

from __future__ import annotations

import faulthandler
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.lint.mutations import PAYLOADS, WAYS, mutated  # noqa: E402
from tests.lint.test_fuzz import MANIFEST, SOURCES, checked  # noqa: E402

LIMIT = 10.0  # 秒；平常一次不到百分之几秒，挂住的远不止这个数


def main() -> int:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    chance = random.Random(seed)
    slowest, wrong = 0.0, 0
    for number in range(times):
        name = "ruleset.yaml" if number % 5 == 0 else "试写/T-1.yaml"
        text = MANIFEST if number % 5 == 0 else chance.choice(SOURCES)
        changes = [
            (chance.choice(sorted(WAYS)), chance.random(), chance.choice(PAYLOADS)) for _ in range(chance.randint(1, 6))
        ]
        broken = mutated(text, changes)
        began = time.perf_counter()
        faulthandler.dump_traceback_later(LIMIT, exit=True)
        try:
            report = checked(name, broken, SOURCES[0] if number % 5 == 0 else "")
        except Exception as problem:  # noqa: BLE001  什么异常都是要报告的毛病
            print(f"第 {number} 次出错：{type(problem).__name__}: {problem}\n{changes!r}\n---\n{broken}")
            return 1
        finally:
            faulthandler.cancel_dump_traceback_later()
        slowest = max(slowest, time.perf_counter() - began)
        wrong += bool(report and report.count("error"))
    print(f"{times} 次（种子 {seed}）：{wrong} 次有错误，都指到行列；没有异常；最慢的一次 {slowest:.2f} 秒")
    return 0


if __name__ == "__main__":
    sys.exit(main())
