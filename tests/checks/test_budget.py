# ruff: noqa: N802　测试名是中文句子
"""一条规则的上限：恰在上限的照常，超过的停下，说清是哪条规则、写在哪里。"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from engine.checks import budget
from engine.checks.budget import MAX_OUTCOMES, MAX_SECONDS, Budget
from engine.errors import RuleError, RuleFault
from engine.yaml_source import Mark

ADVICE = "没有给出结论，请缩小范围（例如只写用得上的表、章节、概念）"


def begun() -> Budget:
    found = Budget()
    found.begin(Mark("试写/T-1.yaml", 3, 2), "T-1")
    return found


def fault(caught: pytest.ExceptionInfo[RuleError]) -> RuleFault:
    (found,) = caught.value.faults
    return found


def test_结论恰在上限的照常_多一个就停() -> None:
    used = begun()
    for _ in range(MAX_OUTCOMES):
        used.outcome()
    with pytest.raises(RuleError) as caught:
        used.outcome()
    assert fault(caught) == RuleFault("试写/T-1.yaml", 3, 2, f"规则 T-1 结论超过 {MAX_OUTCOMES} 个，{ADVICE}", "T-1")
    used.begin(Mark("试写/T-2.yaml", 1, 1), "T-2")
    used.outcome()
    assert used.outcomes == 1


def test_处理器时间超过上限才停_钟点走过了不算(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(wall=100.0, cpu=7.0)
    monkeypatch.setattr(budget, "time", SimpleNamespace(monotonic=lambda: clock.wall, process_time=lambda: clock.cpu))
    used = begun()
    clock.wall += MAX_SECONDS
    clock.cpu += 2 * MAX_SECONDS
    used.step()  # 钟点还没有走过上限，不看处理器时间
    assert used.started is None
    clock.wall += 1
    used.step()
    assert used.started == clock.cpu
    clock.cpu += MAX_SECONDS
    used.step()
    clock.cpu += 1
    with pytest.raises(RuleError) as caught:
        used.outcome()
    assert fault(caught).message == f"规则 T-1 用了 {MAX_SECONDS} 秒还没有查完，{ADVICE}"


def test_没有说是哪条规则的也说得出来(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MAX_OUTCOMES", 0)
    with pytest.raises(RuleError) as caught:
        Budget().outcome()
    assert (fault(caught).file, fault(caught).line, fault(caught).column) == ("", 0, 0)
