# ruff: noqa: N802　测试名是中文句子
"""formula 的说法：各栏目怎么填，差额、核算数印几位，核算过程列哪些项；可能原因用哪些数试。"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from engine.checks.common import Context
from engine.checks.environment import Scope
from engine.checks.formula_cause import formula_cause
from engine.checks.formula_words import (
    MANY,
    difference_of,
    fields_of,
    figures_of,
    ratio_text,
    side,
    steps_of,
)
from engine.document import Place
from engine.facts.model import Fact
from engine.numbers import Interval, Quantity
from engine.ruleset.expression import Comparison, Value, Verdict, evaluate, parse
from engine.yaml_source import Mark
from tests.disclosures import vocabulary

HERE = Place(table="支出总表", row_name="合计行")
SAID = Place(section="收入情况")


def fact(printed: str, at: Place = HERE, kind: str = "cell", ident: str = "", **keys: Any) -> Fact:
    """printed 写“3.10 万元”，空格前是数，后是单位；没有空格的只是文字。"""
    number, _, unit = printed.partition(" ")
    if not unit:
        return Fact(ident or f"f{printed}", kind, keys, at, printed)
    quantum = Decimal(1).scaleb(-len(number.partition(".")[2]))
    shown = f"{number}%" if unit == "%" else number
    own = Quantity(Decimal(number), unit, quantum, shown)
    return Fact(ident or f"f{printed}", kind, keys, at, shown, own)


def context(*priors: Fact, again: bool = False) -> Context:
    def of(kind: str, **keys: Any) -> tuple[Fact, ...]:
        return tuple(f for f in priors if f.kind == kind and all(f.keys.get(k) == v for k, v in keys.items()))

    stub: Any = SimpleNamespace(of=of)
    return Context(stub, vocabulary(), again=again)


def scope(unit: str = "万元", of: Context | None = None, **facts: str | Fact) -> Scope:
    own = {name: fact(own, ident=name) if isinstance(own, str) else own for name, own in facts.items()}
    return Scope(of or context(), own, unit=unit)


def compare(text: str, own: Scope) -> Comparison:
    verdict = evaluate(parse(text, Mark("T-1.yaml", 1, 1)), own)
    assert isinstance(verdict, Verdict)
    return verdict.comparisons[0]


# ---- 一边的数、差额


def test_一边的数带单位_已经带了的不重复_没有的为空() -> None:
    exact = Interval.exact(1)
    assert side(Value(exact, "money", "3.10", "万元")) == "3.10万元"
    assert side(Value(exact, "money", "3.10万元", "万元")) == "3.10万元"
    assert side(Value(exact, "number", "3", "")) == "3"
    assert side(None) == ""


@pytest.mark.parametrize(
    ("text", "facts", "said"),
    [
        ("甲 == 乙", {"甲": "3.10 万元", "乙": "3.2 万元"}, "0.10万元"),
        ("甲 == 乙", {"甲": "3 元", "乙": "5 元"}, "2.00元"),
        ("甲 == 乙", {"甲": "3.1234 万元", "乙": "3.1 万元"}, "0.0234万元"),
        ("甲 == 乙", {"甲": "3.10 万元", "乙": "31001 元"}, "0.0001万元"),
        ("甲 == 乙", {"甲": "3.12345678 万元", "乙": "3.1 万元"}, "0.023457万元"),
        ("甲 == 乙 + 丙", {"甲": "3.10 万元", "乙": "1.123 万元", "丙": "1.1 万元"}, "0.877万元"),
        ("甲 == max(乙, 丙)", {"甲": "3.10 万元", "乙": "1.123 万元", "丙": "1.1 万元"}, "1.977万元"),
        ("甲 == 乙", {"甲": "25.5 %", "乙": "20.0 %"}, "5.50个百分点"),
        ("甲 == 乙", {"甲": "20 %", "乙": "25.55 %"}, "5.55个百分点"),
        ("甲 == 乙", {"甲": "3 辆", "乙": "5 辆"}, "2辆"),
        ("甲 == 缺", {"甲": "3 辆"}, ""),
    ],
)
def test_差额不带正负号_带单位_够印最细的数(text: str, facts: Mapping[str, str], said: str) -> None:
    assert difference_of(compare(text, scope(**facts))) == said


@pytest.mark.parametrize(
    ("text", "facts", "computed"),
    [
        ("甲 == 乙", {"甲": "25.0 %", "乙": "20.123 %"}, "20.1%"),
        ("甲 == 乙", {"甲": "25 %", "乙": "20.16 %"}, "20.2%"),
        ("甲 == 乙", {"甲": "25.000 %", "乙": "20.16 %"}, "20.160%"),
        ("甲 == 乙 / 丙", {"甲": "25.00 %", "乙": "1.00 万元", "丙": "3.00 万元"}, "33.33%"),
        ("乙 / 丙 == 甲", {"甲": "25.0 %", "乙": "1.00 万元", "丙": "3.00 万元"}, "25.00%"),
        ("甲 == 乙", {"甲": "3 元", "乙": "3.12 万元"}, "31200.00元"),
        ("甲 == 乙 + 丙", {"甲": "3.1 万元", "乙": "1.123 万元", "丙": "1.1 万元"}, "2.223万元"),
        ("甲 == 乙 + 乙", {"甲": "3 辆", "乙": "5 辆"}, "10辆"),
        ("甲 == 缺", {"甲": "3 辆"}, ""),
        ("缺 == 甲", {"甲": "20.1 %"}, "20.10%"),
        ("缺 == 甲", {"甲": "3 元"}, "3.00元"),
    ],
)
def test_核算数照对面的写法印(text: str, facts: Mapping[str, str], computed: str) -> None:
    own = scope(**facts)
    made = compare(text, own)
    assert fields_of(own, fact("甲"), made)["computed"] == computed


def test_通过的一处只说两边的数_金额两位() -> None:
    own = scope(甲="3.10 万元", 乙="1.1234 万元")
    assert figures_of(compare("甲 == 乙", own)) == {"printed": "3.10万元", "computed": "1.12万元"}
    yuan = scope(甲="3 元", 乙="3.12 万元")
    assert figures_of(compare("甲 == 乙", yuan))["computed"] == "31200.00元"
    assert figures_of(None) == {"printed": "", "computed": ""}
    assert difference_of(None) == ""


# ---- 栏目


def test_各栏目() -> None:
    head = Fact("h", "stated", {}, SAID, "", None, {"本年": fact("5.00 万元")})
    kinds = {"0.00 万元": "丙", "1.00 万元": "甲", "2.00 万元": "乙"}
    items = [
        Fact(name, "stated", {"concept": name, "name": "子"}, SAID, "", None, {"本年": fact(number)})
        for number, name in kinds.items()
    ]
    items += [Fact("丁", "stated", {"name": "丁"}, SAID, "", None, {"占比": fact("20.0 %")})]
    own = Scope(context(), {"甲": fact("3.10 万元"), "乙": fact("")}, items, head, unit="万元")
    own.values = {"应有": Value(Interval.exact(20000), "money", None, "万元"), "没有": None}
    subject = Fact(
        "s",
        "statement",
        {"concept": "人员经费", "name": "甲", "table": "支出总表", "title": "表题"},
        HERE,
        "整句",
        None,
        {"原因": fact("压减"), "用途": fact("办公")},
    )
    assert fields_of(own, subject, compare("甲 == 应有", own)) == {
        "place": "《支出总表》“合计行”",
        "name": "人员经费",
        "row": "合计行",
        "table": "支出总表",
        "title": "表题",
        "left": "3.10万元",
        "right": "2万元",
        "printed": "3.10万元",
        "computed": "2.00万元",
        "diff": "1.10万元",
        "unit": "万元",
        "reason": "压减",
        "purpose": "办公",
        "甲": "3.10",
        "乙": "空",
        "应有": "2万元",
        "没有": "",
        "总体.本年": "5.00",
        "各项": "甲1.00、乙2.00、丁",
        "各项.本年": "甲1.00、乙2.00、丁",
        "各项.占比": "丙、甲、乙、丁20.0%",
    }


def test_没有比较的_各数为空() -> None:
    found = fields_of(scope(), fact("印的", kind="table"), None)
    assert (found["left"], found["right"], found["printed"], found["computed"]) == ("", "", "", "")
    assert (found["diff"], found["unit"], found["reason"], found["purpose"]) == ("", "", "", "")
    assert "各项" not in found


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ({"concept": "甲", "name": "乙", "head": "丙", "project": "丁"}, "甲"),
        ({"name": "乙", "head": "丙", "project": "丁"}, "乙"),
        ({"head": "丙", "project": "丁"}, "丙"),
        ({"project": "丁"}, "丁"),
        ({}, "合计行"),
    ],
)
def test_名称依次取概念_名称_总额_项目_行名(keys: dict[str, str], name: str) -> None:
    assert fields_of(scope(), fact("甲", **keys), None)["name"] == name


@pytest.mark.parametrize(
    ("kind", "keys", "title"),
    [("table", {"title": "表题"}, "表题"), ("table", {}, "印的"), ("row", {}, ""), ("row", {"title": "表题"}, "表题")],
)
def test_表题(kind: str, keys: dict[str, str], title: str) -> None:
    assert fields_of(scope(), fact("印的", kind=kind, **keys), None)["title"] == title


def test_截尾的说明引第一个比率() -> None:
    own = scope(甲="3.10 万元", 乙="25.0 %", 丙="20.0 %", 丁="没有数")
    assert ratio_text(own) == ""
    for name in ("甲", "丁", "乙", "丙"):
        own.used[name] = own.facts[name]
    assert ratio_text(own) == "“25.0%”"


# ---- 核算过程


def test_核算过程_左边_算符_右边各项_核算数_上下限按印的单位() -> None:
    own = scope(甲="3.10 万元", 乙="1.00 万元", 丙="200 元")
    steps = steps_of(compare("甲 == 乙 - 丙", own))
    assert [(s.sign, s.item, s.printed, s.low, s.high) for s in steps] == [
        ("+", "甲", "3.10", Decimal("3.095"), Decimal("3.105")),
        ("==", "", "", None, None),
        ("+", "乙", "1.00", Decimal("0.995"), Decimal("1.005")),
        ("-", "丙", "200", Decimal("199.5"), Decimal("200.5")),
        ("＝", "核算", "0.98万元", Decimal("0.97495"), Decimal("0.98505")),
    ]
    assert [s.place for s in steps] == [HERE, None, HERE, HERE, None]
    assert steps_of(None) == ()
    fine = steps_of(compare("甲 == 乙", scope(甲="3.10 万元", 乙="1.123 万元")))
    assert fine[-1].printed == "1.123万元"


def test_缺的数列名称_没有核算数() -> None:
    steps = steps_of(compare("甲 == 缺", scope(甲="3.10 万元")))
    assert [(s.sign, s.item, s.printed) for s in steps] == [("+", "甲", "3.10"), ("==", "", ""), ("+", "缺", "")]


@pytest.mark.parametrize("count", [MANY - 1, MANY])
def test_项数多的_空着的和没有的栏不列进核算过程(count: int) -> None:
    names = [f"项{n}" for n in range(count)]
    facts = {name: fact("1.00 万元", ident=name) for name in names[:-2]}
    facts[names[-2]] = fact("", ident="空", status="blank")
    own = Scope(context(), {"合": fact("9.00 万元"), **facts}, unit="万元", absent_zero=True)
    steps = steps_of(compare(f"合 == {' + '.join(names)}", own))
    shown = [s.item for s in steps[2:-1]]
    assert shown == (names if count < MANY else names[:-2])


# ---- 可能原因


RULE: Any = SimpleNamespace(likely_cause=())


def cause(text: str, own: Scope, rule: Any = RULE) -> str:
    return formula_cause(rule, compare(text, own), own, fact("甲"), own.context).name


def test_可能原因按左边的单位试_只有相等的才试() -> None:
    own = scope(甲="3.00 万元", 乙="1.00 万元", 丙="2.00 万元", 丁="0.50 万元")
    assert cause("甲 == 乙 + 丙 + 丁", own) == "漏计"
    assert cause("甲 >= 乙 + 丙 + 丁", own) == ""
    assert cause("甲 == 乙 + 丙 + 缺", own) == ""
    assert cause("甲 == 乙", scope(甲="300.00 元", 乙="3.00 万元")) == "小数点错位"
    assert cause("甲 == 乙", scope(甲="31.02 万元", 乙="31.20 万元")) == "数字颠倒"
    assert cause("甲 == 乙 + 丙", scope(甲="31.02 万元", 乙="30.00 万元", 丙="1.20 万元")) == "数字颠倒"
    assert cause("甲 == 乙 + 丙 + 丁", scope(of=context(again=True), **own.facts)) == ""
    assert formula_cause(RULE, None, own, fact("甲"), own.context).name == ""


def test_比率之间不试漏计() -> None:
    own = scope(甲="30.0 %", 乙="10.0 %", 丙="20.0 %", 丁="5.0 %")
    assert cause("甲 == 乙 + 丙 + 丁", own) == ""


def test_右边只有一项的_不说漏计了它() -> None:
    assert cause("甲 == 乙", scope(甲="0.00 万元", 乙="1.37 万元")) == ""


def test_左边恰是同一格的上年数() -> None:
    at = Place(table="支出总表", row_name="合计", row=1, column=2)
    keys = {"instance": "支出总表", "row": "合计", "column": "合计"}
    before = fact("28.75 万元", ident="上年", period="上年", **keys)
    now = fact("28.75 万元", at, **keys)
    other = fact("31.16 万元", Place(table="支出总表", row_name="合计", row=2, column=2))
    of = context(before)
    assert cause("甲 == 乙", scope(of=of, 甲=now, 乙=other)) == "误取上年数"
    assert cause("甲 == 乙", scope(甲=now, 乙=other)) == ""
    assert cause("甲 + 丙 == 乙", scope(of=of, 甲=now, 乙=other, 丙=fact("0.00 万元", SAID))) == ""


def growth(change: str = "10.00 万元", now: str = "110.00 万元", rate: str = "9.09 %") -> Scope:
    return scope(增减额=change, 本年=now, 增减率=rate)


WRONG_BASE = "增减率 == 增减额 / (本年 - 增减额)"


def test_增减率的底数用错_单位不同的_缺数的不试_规则不要的不试() -> None:
    assert cause(WRONG_BASE, growth()) == "底数用错"
    assert cause(WRONG_BASE, growth(rate="9.50 %")) == ""
    assert cause(WRONG_BASE, growth(change="100000 元")) == ""
    only: Any = SimpleNamespace(likely_cause=("数字颠倒",))
    assert cause(WRONG_BASE, growth(), only) == ""
    also: Any = SimpleNamespace(likely_cause=("数字颠倒", "底数用错"))
    assert cause(WRONG_BASE, growth(), also) == "底数用错"
    named = "增减率 == 10万元 / 100万元"
    assert cause(named, scope(增减率="9.09 %", 本年="110.00 万元")) == ""
    assert cause(named, scope(增减率="9.09 %", 增减额="10.00 万元", 本年="不详")) == ""
    assert cause(named, scope(增减率="9.09 %", 增减额="不详", 本年="110.00 万元")) == ""


def test_印着的数照印的位数_补出来的零不算写反_千分位不算() -> None:
    assert cause("甲 == 乙 + 丙", scope(甲="1363 万元", 乙="1360.01 万元", 丙="0.02 万元")) == ""
    thousand = Fact(
        "甲", "cell", {}, HERE, "1,302.10", Quantity(Decimal("1302.10"), "万元", Decimal("0.01"), "1,302.10")
    )
    assert cause("甲 == 乙", scope(甲=thousand, 乙="1320.10 万元")) == "数字颠倒"


@pytest.mark.parametrize("printed", ["1363万元", "1363 万元", "1363　万元", "１３６３万元"])
def test_数与单位之间空不空格_全角半角_可能原因一样(printed: str) -> None:
    whole = Fact("甲", "word", {}, HERE, printed, Quantity(Decimal(1363), "万元", Decimal("0.01"), printed))
    assert cause("甲 == 乙 + 丙", scope(甲=whole, 乙="1360.01 万元", 丙="0.02 万元")) == ""
