"""一条规则的测试还缺什么：正例、反例各至少一个；已知做不到的（todo）不算。

正例是不该报问题的，反例是应当报问题的。归并规则自己不报问题，反例是合得上的（reason 写“同一根源”），
正例是合不上的。豁免规则看的是登记和日期，用例里没有，不用写测试。
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.outcome import FAIL
from engine.ruletest.model import Case, RuleTests

UNTESTED = "waivers"
"""不用写测试的写法。"""
_MERGES = "outcomes"
_ROOT = "同一根源"


def lacking(check: str, tests: RuleTests) -> Iterator[str]:
    """缺什么，一句一样；check 是规则的写法。"""
    real = [c for c in tests.cases if not c.todo]
    if check == UNTESTED:
        return
    if check == _MERGES:
        if all(_merged(c) for c in real):
            yield "没有正例：至少要有一个合不上的用例"
        if not any(map(_merged, real)):
            yield f"没有反例：至少要有一个合得上的用例（outcome: not_applicable，reason: {_ROOT}）"
        return
    if not any(c.quiet for c in real):
        yield "没有正例：至少要有一个不该报问题的用例"
    if not any(e.status == FAIL for c in real for e in c.expect):
        yield "没有反例：至少要有一个应当报问题（outcome: fail）的用例"


def _merged(case: Case) -> bool:
    return any(_ROOT in e.reason for e in case.expect)
