"""变异测试：核查、匹配、取舍的程序逐处改错，测试察觉几成。

用法：python -m benchmarks.mutation [--minutes 60] [--seed 8] [--only engine/checks/form] [--budget 4]
      python -m benchmarks.mutation --again          没有察觉的再试一遍（补了测试以后）
      python -m benchmarks.mutation --table          只看各模块的表，并更新 docs/mutation-survivors.csv
                                                     （逐个写的理由在 benchmarks/mutating/reasons-*.csv）
每个改法的结果写在 gouji-benchmarks/mutation.jsonl，断了接着做；--minutes 是做多久，没有做完的，做过的是分层的随机样本。
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.mutating import cover, results  # noqa: E402
from benchmarks.mutating.judge import SURVIVED, UNCOVERED, Judge  # noqa: E402
from benchmarks.mutating.mutants import Mutant, find, in_order  # noqa: E402
from benchmarks.mutating.swap import Program  # noqa: E402
from tests.audit_tools import load_rules  # noqa: E402

FILES = (
    *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "engine/checks").glob("*.py")),
    *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "engine/inference").glob("*.py")),
    "engine/numbers.py",
)
TESTS = (
    *(f"tests/{name}" for name in ("checks", "inference", "findings", "explain")),
    "tests/audit/test_volumes.py",
    "tests/audit/test_regressions.py",
    "tests/store/test_related.py",
    "tests/ruletest/test_shipped_library.py",
    "tests/test_numbers.py",
)
"""看得出这几个包做什么的测试；命令、读入、报告、整批的另有侧重，慢而查不出更多。"""
SURVIVORS = ROOT / "docs" / "mutation-survivors.csv"
LONGEST = 6.0  # 秒；更慢的测试不用


class Session:
    """pytest 的插件：收集之后不照常跑，改做变异测试。"""

    def __init__(self, options: argparse.Namespace, mutants: list[Mutant]) -> None:
        self.options = options
        self.mutants = mutants

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("有的测试文件读不进去")
        load_rules(None)  # 随附的规则只读一次
        judge = Judge(session, Program(ROOT, FILES))
        try:
            self._judge(judge)
        finally:
            judge.close()
        return True

    def _judge(self, judge: Judge) -> None:
        kept = ROOT / "gouji-benchmarks"
        tests = list(judge.items)
        judge.reach = cover.reach(ROOT, FILES, tests, judge.alone, kept / "reach.json", LONGEST)
        print(f"{len(self.mutants)} 个改法，{len(judge.reach)} 个测试走得到", flush=True)
        done = results.read(kept / "mutation.jsonl")
        end = time.monotonic() + self.options.minutes * 60
        tried = 0
        for mutant in self.mutants:
            before = done.get(mutant.key)
            if before and not (self.options.again and before["verdict"] in (SURVIVED, UNCOVERED)):
                continue
            if time.monotonic() > end:
                break
            results.add(kept / "mutation.jsonl", judge.judge(mutant, self.options.budget).row())
            tried += 1
            if tried % 100 == 0:
                print(f"试了 {tried} 个", flush=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=8)
    options.add_argument("--only", action="append", metavar="FILE")
    options.add_argument("--tests", action="append", metavar="PATH")
    options.add_argument("--budget", type=float, default=4)
    options.add_argument("--again", action="store_true")
    options.add_argument("--table", action="store_true")
    chosen = options.parse_args()
    mutants = [m for file in FILES if file.startswith(tuple(chosen.only or ("",))) for m in find(ROOT, file)]
    if not chosen.table:
        args = ["-q", "-s", "--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:faulthandler"]
        args += [str(ROOT / test) for test in chosen.tests or TESTS]
        code = pytest.main(args, plugins=[Session(chosen, in_order(mutants, chosen.seed))])
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return int(code)
    found = results.read(ROOT / "gouji-benchmarks" / "mutation.jsonl")
    if not chosen.only:  # 只试几个文件的，清单不动：别的文件的不在 mutants 里
        reasons = results.read_reasons((ROOT / "benchmarks/mutating").glob("reasons-*.csv"))
        results.keep_survivors(SURVIVORS, mutants, found, reasons)
    print(results.table(mutants, found, results.read_survivors(SURVIVORS)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
