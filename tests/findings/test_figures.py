# ruff: noqa: N802　测试名是中文句子
"""代入时换什么数、怎么换。"""

from __future__ import annotations

from decimal import Decimal

from engine.findings.figures import Correction, Figures
from engine.outcome import Outcome
from tests.audit_tools import audit_text, budget, explained, rule, table

TABLE = rule(
    "check: facts_agree\nby: code\ntables: [一般公共预算支出表]\ncolumns: [合计]\nmessage: '{left.printed}'",
    ident="A-1",
)
TREE = rule("check: hierarchy_sum\ntables: [一般公共预算支出表]\ncolumns: [合计]\nmessage: '{printed}'", ident="A-2")
AUDITED = audit_text(
    budget(
        table(
            "一般公共预算支出表",
            "科目编码|科目名称|合计|基本支出|项目支出",
            "212|城乡社区支出|3320.50|20.50|3300.00",
            "21205|城乡社区环境卫生|3000.10|20.10|2980.00",
            "21208|其他城乡社区支出|320.00||320.00",
        ),
        explained(
            "一般公共预算支出情况",
            "1. “城乡社区支出（类）”0.31亿元，主要用于清扫保洁。2024年当年预算执行数为0.30亿元。",
        ),
    ),
    (TABLE, TREE),
)
FIGURES = Figures(AUDITED.audit.facts)


def failed(rule_id: str) -> Outcome:
    return AUDITED.outcome(rule_id, "fail")


def test_两个数直接比的_换成另一个_小数位仍是原来的() -> None:
    (said, listed) = (failed("A-1").evidence[0], failed("A-1").evidence[1])
    assert (said.value, listed.value) == ("0.31亿元", "3320.50")
    ((wrong, right),) = FIGURES.corrections(failed("A-1"), FIGURES.cell(listed))
    assert wrong.printed == "3320.50"
    assert (right.value, right.unit, right.quantum) == (Decimal(3100), "万元", Decimal("0.01"))
    ((wrong, right),) = FIGURES.corrections(failed("A-1"), FIGURES.cell(said))
    assert (right.value, right.unit) == (Decimal("0.33205"), "亿元")
    assert wrong.quantity is not None
    assert right.quantum == wrong.quantity.quantum


def test_几个数相加的_差额补上或减去() -> None:
    outcome = failed("A-2")
    assert outcome.fields["diff"] == "0.40"
    for item, value in zip(outcome.evidence, ("3320.50", "3000.10", "320.00"), strict=True):
        assert item.value == value
        found = {right.value for _, right in FIGURES.corrections(outcome, FIGURES.cell(item))}
        assert found == {Decimal(value) + Decimal("0.40"), Decimal(value) - Decimal("0.40")}


def test_没有碰到的格_没有可换的() -> None:
    assert list(FIGURES.corrections(failed("A-2"), FIGURES.cell(failed("A-1").evidence[0]))) == []


def test_换一个数_各处都换_别的不动() -> None:
    """同一格在 cell、row、known 等事实里都是同一个数。"""
    before = AUDITED.audit.facts
    wrong, right = next(FIGURES.corrections(failed("A-2"), FIGURES.cell(failed("A-2").evidence[0])))
    after = Correction(before, Figures(before)).of(wrong, right)
    assert [f.id for f in after.facts] == [f.id for f in before.facts]
    changed = {i for i, f in after.by_id.items() if f is not before.by_id[i]}
    assert wrong.id in changed
    for ident in changed:
        fact = after.by_id[ident]
        own = fact.quantity == right
        assert own or any(slot.quantity == right for slot in fact.slots.values())
    (row,) = [f for f in after.facts if f.kind == "row" and f.key("code") == "212"]
    assert row.slots["合计"].quantity == right
    assert row.slots["基本支出"] is before.by_id[row.id].slots["基本支出"]


def test_两个金额的记号_折成元_不分先后() -> None:
    assert FIGURES.pair(failed("A-1")) == "31000000|33205000"
    assert FIGURES.pair(failed("A-2")) == ""
