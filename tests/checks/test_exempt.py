# ruff: noqa: N802　测试名是中文句子
"""on_violation：第一个成立的例外换级别、说法、建议，加上它的证据；不算问题的改为不适用。"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from engine.checks.common import Context
from engine.checks.environment import Scope
from engine.checks.exempt import exempt
from engine.document import Place
from engine.facts.model import Fact
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, Evidence, Outcome
from engine.ruleset.expression import parse
from engine.ruleset.message import parse as message
from engine.ruleset.model import Exemption
from engine.yaml_source import Mark
from tests.disclosures import vocabulary

HERE = Place(section="收入情况")
MARK = Mark("T-1.yaml", 1, 1)
NEVER = Exemption(("没有的",), (), (), None, "warning", None, "别的建议")
CASE = Exemption(("原因",), (), (), None, "info", None, "")
SAID: Any = ("一个句式",)


def fact(ident: str, printed: str, kind: str = "word", slots: dict[str, Fact] | None = None, **keys: Any) -> Fact:
    return Fact(ident, kind, keys, HERE, printed, None, slots or {})


def context(*texts: Fact) -> Context:
    def of(kind: str, query: str) -> tuple[Fact, ...]:
        return tuple(t for t in texts if t.kind == kind and t.key("query") == query)

    stub: Any = SimpleNamespace(of=of, document=None)
    return Context(stub, vocabulary())


REASON = fact("f1", "压减会议")
SCOPE = Scope(context(), {"原因": REASON})
OWN = Evidence("原有", HERE, "3.10", "万元")
FAILED = Outcome(
    FAIL, "某处", fields={"甲": "1"}, evidence=(OWN,), severity="error", message="原话", advice="原建议", scope=SCOPE
)


def changed(*cases: Exemption, outcome: Outcome = FAILED, of: Context | None = None) -> Outcome:
    rule: Any = SimpleNamespace(id="T-1", on_violation=cases)
    return exempt(rule, outcome, of or context())


def test_没有例外的_没有不符的_原样_名称表用过即去掉() -> None:
    plain = replace(FAILED, scope=None)
    assert changed() == plain
    assert changed(NEVER) == plain
    passed = replace(FAILED, status=PASS)
    assert changed(CASE, outcome=passed) == replace(passed, scope=None)
    assert changed(CASE, outcome=plain) == plain  # 没有名称表的，没有要素可看
    assert changed(outcome=plain) is plain


def test_有这些要素的_换级别_加证据_没有写的照旧() -> None:
    found = changed(NEVER, CASE, NEVER)
    assert (found.severity, found.message, found.advice, found.scope) == ("info", "原话", "原建议", None)
    assert found.fields == {"甲": "1", "原因": "压减会议"}
    assert [e.value for e in found.evidence] == ["3.10", "压减会议"]
    both = replace(CASE, has=("原因", "用途"))
    assert changed(both).severity == "error"
    used = replace(FAILED, scope=Scope(context(), {"原因": REASON, "用途": fact("f2", "办公")}))
    assert [e.value for e in changed(both, outcome=used).evidence] == ["3.10", "压减会议", "办公"]


def test_换说法和建议_级别没有写的照旧() -> None:
    told = message("{甲}因{原因}", MARK, frozenset(("甲", "原因")))
    found = changed(replace(CASE, severity="", message=told, advice="新建议"))
    assert (found.status, found.severity, found.message, found.advice) == (FAIL, "error", "1因压减会议", "新建议")


@pytest.mark.parametrize(("told", "reason"), [("因{原因}不算", "因压减会议不算"), ("", "符合规则所写的例外")])
def test_不算问题的_改为不适用_说为什么(told: str, reason: str) -> None:
    said = message(told, MARK, frozenset(("原因",))) if told else None
    found = changed(replace(CASE, severity="off", message=said))
    assert (found.status, found.at, found.reason) == (NOT_APPLICABLE, "某处", reason)
    assert found.fields == {"甲": "1", "原因": "压减会议"}
    assert (found.evidence, found.severity) == ((), "")


def test_文字里有这句话的_只认自己这一项的查询_句式的要素可用_引整句() -> None:
    case = replace(CASE, has=(), phrases=SAID)
    text = fact("t1", "压减会议三次", "text", {"次数": fact("t2", "三次")}, query="T-1#2")
    found = changed(NEVER, case, of=context(text))
    assert found.severity == "info"
    assert found.fields == {"甲": "1", "次数": "三次"}
    assert [e.value for e in found.evidence] == ["3.10", "压减会议三次"]
    assert changed(case, of=context(text)).severity == "error"
    same = replace(FAILED, evidence=(Evidence("压减会议三次", HERE, "压减会议三次"),))
    assert len(changed(NEVER, case, outcome=same, of=context(text)).evidence) == 1


@pytest.mark.parametrize(("test", "severity"), [("1 == 1", "info"), ("1 == 2", "error"), ("无 == 1", "error")])
def test_算式成立的(test: str, severity: str) -> None:
    found = changed(replace(CASE, has=(), test=parse(test, MARK)))
    assert (found.severity, found.fields) == (severity, {"甲": "1"})
    assert found.evidence == (OWN,)


def test_没有名称表的_算式照样算() -> None:
    case = replace(CASE, has=(), test=parse("1 == 1", MARK))
    assert changed(case, outcome=replace(FAILED, scope=None)).severity == "info"
