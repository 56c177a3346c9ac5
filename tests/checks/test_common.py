# ruff: noqa: N802　测试名是中文句子
"""各种写法共用的：数怎么取、怎么印，一处怎么称呼、位置键怎么写，核算过程的一行，没有认出的表。"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from engine.checks.common import (
    Context,
    Skip,
    amount,
    cause_of,
    coarser,
    compared,
    evidence,
    group_by,
    is_blank,
    is_suspicious,
    is_zero,
    last_year,
    missing_tables,
    own_tables,
    places_of,
    printed,
    row_of,
    seen,
    shown,
    spot,
    stable,
    step,
)
from engine.document import Origin, Place
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.numbers import ZERO, Interval, Quantity
from tests.disclosures import budget, facts_of, lines, table, vocabulary

PLACE = Place(table="支出总表", row_name="212 城乡社区支出", column_name="合计")


def quantity(value: str, unit: str = "万元", quantum: str = "0.01") -> Quantity:
    return Quantity(Decimal(value), unit, Decimal(quantum), value)


def fact(number: Quantity | None = None, at: Place = PLACE, kind: str = "cell", said: str = "", **keys: Any) -> Fact:
    return Fact("f1", kind, keys, at, said or (number.printed if number else ""), number)


@cache
def facts() -> FactSet:
    """有本年、上年两栏的一张表，和说了上年数的一句话。"""
    return facts_of(
        budget(
            table(
                "支出总表",
                "科目编码|科目名称|合计|2024年合计",
                "212|城乡社区支出|30.00|28.75",
                "221|住房保障支出|5.00|",
            ),
            lines("第三部分 部门情况说明", "一、“三公”经费情况说明"),
            "2025年“三公”经费预算3.10万元，比上年减少0.40万元。",
        )
    )


def context(trace: list[Skip] | None = None, again: bool = False, of: Any = None) -> Context:
    return Context(of or facts(), vocabulary(), again=again, trace=trace)


# ---- 数


def test_金额折成元_个数照旧_空格和短横是零_认不出的没有数() -> None:
    assert amount(fact(quantity("3.10"))) == Interval(Decimal(31000), Decimal(30950), Decimal(31050))
    assert amount(fact(quantity("5", "辆", "0"))) == Interval.exact(5)
    for status in ("blank", "dash"):
        empty = fact(status=status)
        assert (amount(empty), is_blank(empty), is_zero(empty)) == (ZERO, True, True)
    unclear = fact(said="3.l0", status="unreadable")
    assert (amount(unclear), is_blank(unclear), is_zero(unclear)) == (None, False, False)
    assert amount(None) is None
    zero = fact(quantity("0.00"), status="blank")
    assert (is_blank(zero), is_zero(zero), is_zero(fact(quantity("0.01")))) == (False, True, False)


@pytest.mark.parametrize(
    ("value", "unit", "places", "said"),
    [
        ("31000", "万元", None, "3.10"),
        ("31000", "元", None, "31000.00"),
        ("31000", "万元", 4, "3.1000"),
        ("31000", "元", 0, "31000"),
        ("12.50", "个", None, "12.5"),
        ("12.50", "个", 3, "12.5"),
    ],
)
def test_金额按单位印_默认两位_不是金额的照数印(value: str, unit: str, places: int | None, said: str) -> None:
    assert shown(Decimal(value), unit, places) == said


def test_一组金额的小数位_至少两位_够印最细的() -> None:
    assert places_of() == 2
    assert places_of(quantity("3"), None, quantity("3.1")) == 2
    assert places_of(quantity("3.1"), quantity("3.1234"), None) == 4


def test_报告的单位取最常见的表格单位_没有表的用万元() -> None:
    def of(*units: str) -> str:
        stub = SimpleNamespace(statements=[SimpleNamespace(unit=u) for u in units])
        stub.once = lambda make: make(stub)
        return context(of=stub).unit

    assert (of("万元", "元", "元"), of("元", "万元", "万元")) == ("元", "万元")
    assert of("元", "万元") == of("万元", "元") == "万元", "一样多的，每次都取同一个"
    assert of() == "万元"


# ---- 位置


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (PLACE, "《支出总表》“212 城乡社区支出”合计"),
        (Place(table="支出总表#2", column_name="合计/上年"), "《支出总表》合计"),
        (Place(table="支出总表", row_name="合计", section="甲"), "《支出总表》“合计”"),
        (Place(section="“三公”经费情况"), "“‘三公’经费情况”"),
        (Place(), "正文"),
        (Place(table="支出总表", origin=Origin("2024年部门预算", "a.txt")), "2024年部门预算《支出总表》"),
        (Place(section="收入情况", origin=Origin("2024年部门预算", "a.txt")), "2024年部门预算“收入情况”"),
    ],
)
def test_一处的称呼(place: Place, said: str) -> None:
    assert spot(fact(at=place)) == said


@pytest.mark.parametrize(
    ("place", "keys", "said"),
    [
        (PLACE, {}, "支出总表/212 城乡社区支出/合计"),
        (
            PLACE,
            {"instance": "支出总表#2", "row": "212", "column": "项目", "basis": "预算数"},
            "支出总表#2/212/项目/预算数",
        ),
        (PLACE, {"code": "212", "name": "城乡"}, "支出总表/212/合计"),
        (PLACE, {"name": "城乡"}, "支出总表/城乡/合计"),
        (Place(section="收入"), {"place": "收入/三公"}, "收入/三公"),
        (Place(section="收入"), {"concept": "三公", "code": "212", "name": "甲", "title": "乙"}, "收入/三公"),
        (Place(section="收入"), {"code": "212", "name": "甲", "title": "乙"}, "收入/212"),
        (Place(section="收入"), {"name": "甲", "title": "乙"}, "收入/甲"),
        (Place(section="收入"), {"title": "乙"}, "收入/乙"),
        (Place(), {"title": "乙"}, "乙"),
    ],
)
def test_位置键_不含页码行号数值(place: Place, keys: dict[str, str], said: str) -> None:
    assert stable(fact(at=place, **keys)) == said


def test_另一份公开件的位置键_前面写哪一份_所属单位的还写单位() -> None:
    same = {"relation": "上年公开", "entity": "甲所"}
    assert stable(fact(kind="prior", **same)) == "上年公开:支出总表/212 城乡社区支出/合计"
    units = {"relation": "所属单位", "entity": "甲所", "所属单位": True}
    assert stable(fact(kind="prior", **units)) == "所属单位甲所:支出总表/212 城乡社区支出/合计"


# ---- 核算过程


@pytest.mark.parametrize(
    ("place", "keys", "item"),
    [
        (PLACE, {"label": "甲"}, "212 城乡社区支出·合计"),
        (Place(table="支出总表", row_name="合计"), {}, "合计"),
        (Place(table="支出总表", column_name="合计", section="收入"), {"label": "甲", "name": "乙"}, "甲"),
        (Place(section="收入"), {"name": "乙"}, "乙"),
        (Place(section="收入"), {}, "收入"),
        (Place(section="收入", origin=Origin("2024年部门预算", "a.txt")), {}, "2024年部门预算收入"),
    ],
)
def test_核算过程的一行_项目怎么称呼(place: Place, keys: dict[str, str], item: str) -> None:
    one = step("+", fact(quantity("3.10"), place, **keys), "万元")
    assert (one.sign, one.item, one.printed, one.place) == ("+", item, "3.10", place)
    assert (one.low, one.high) == (Decimal("3.095"), Decimal("3.105"))


def test_核算过程的上下限_按所给的单位_个数不折算_空格是零_认不出的没有() -> None:
    def bounds(one: Fact, unit: str) -> tuple[str, Decimal | None, Decimal | None]:
        made = step("", one, unit)
        return made.printed, made.low, made.high

    assert bounds(fact(quantity("3.10")), "元") == ("3.10", 30950, 31050)
    assert bounds(fact(quantity("5", "辆", "0")), "万元") == ("5", 5, 5)
    assert bounds(fact(quantity("3.10")), "不是金额的") == ("3.10", 30950, 31050)
    assert bounds(fact(status="blank"), "万元") == ("空", 0, 0)
    unclear = step("-", fact(said="3.l0", status="unreadable"), "万元")
    assert (unclear.sign, unclear.item, unclear.printed) == ("-", "212 城乡社区支出·合计", "3.l0")
    assert (unclear.low, unclear.high, unclear.place) == (None, None, PLACE)


def test_行的称呼_印的行名在先_其次规范名称_再次名称() -> None:
    assert row_of(fact(role="合计", name="甲")) == "212 城乡社区支出"
    assert row_of(fact(at=Place(), role="合计", name="甲")) == "合计"
    assert row_of(fact(at=Place(), name="甲")) == "甲"
    assert printed(fact()) == "空"


def test_通过的证据和比较的过程只在解释时取_金额按单位_比率按百分数() -> None:
    left, right = Interval.exact(31000), Interval(Decimal(30000), Decimal(29000), Decimal(31000))
    plainly, explaining = context(), context([])
    one = facts().of("cell")[0]
    assert (seen(plainly, one), compared(plainly, left, "==", right, "万元", True)) == ((), ())
    assert seen(explaining, one) == evidence(facts(), one)
    (made,) = compared(explaining, left, "<=", right, "万元", False)
    assert (made.left, made.operator) == ((Decimal("3.1"),) * 3, "<=")
    assert (made.right, made.unit, made.holds) == ((3, Decimal("2.9"), Decimal("3.1")), "万元", False)
    (rate,) = compared(explaining, Interval.exact("0.25"), "==", right, "%", True)
    assert (rate.left[0], rate.holds) == (25, True)
    (count,) = compared(explaining, Interval.exact(3), "==", right, "辆", True)
    assert count.left == (3, 3, 3)


def test_没有核对的只在解释时记() -> None:
    trace: list[Skip] = []
    one = fact()
    context(trace).skip("不查", one)
    context().skip("不查", one)
    assert trace == [Skip("不查", one)]


# ---- 上年数、可能原因


def test_上年数_表里的取同一格的上年栏_文字的取同一概念_自己就是上年数的没有() -> None:
    now, before = (
        next(f for f in facts().of("cell", row="212") if f.key("period") == period) for period in ("本年", "上年")
    )
    assert last_year(now, context()) == 287500
    assert last_year(before, context()) is None
    blank = next(f for f in facts().of("cell", row="221") if f.key("period") == "本年")
    assert last_year(blank, context()) == 0
    said = facts().of("statement")[0].slots["本年"]
    assert last_year(said, context()) == 35000
    assert last_year(fact(at=Place(section="收入"), kind="stated"), context()) is None


RULE: Any = SimpleNamespace(likely_cause=(), body={"precision": "info"})


def test_可能原因_再查一遍时不找_恰是上年数的说出来() -> None:
    now = next(f for f in facts().of("cell", row="212") if f.key("period") == "本年")

    def told(printed: str, computed: str, again: bool = False, of: Fact = now) -> dict[str, Any]:
        items = [("甲", Decimal("4.20"))]
        return cause_of(RULE, Decimal(printed), Decimal(computed), items, of, context(again=again))

    assert told("287500", "300000")["cause"] == "误取上年数"
    assert told("300000", "287500", again=True) == {}
    assert told("300000", "342000")["cause"] == "漏计"
    assert told("300000", "3000")["likely_cause"] == "30恰为0.3的百倍，疑为小数点错位"
    assert told("300000", "310101") == {"likely_cause": "", "cause": ""}
    yuan = fact(at=Place(), kind="stated", unit="元")
    assert told("300042", "300046.20", of=yuan)["cause"] == "漏计"
    assert told("300000", "342000", of=fact(at=Place(), kind="stated"))["cause"] == "漏计"


def test_差额可疑_大于三倍标准差_印到整数精确的不算() -> None:
    cent = Decimal("0.01")
    assert not is_suspicious(Decimal("0.03"), cent, 11)  # 3·0.01·√(12/12) 恰是 0.03
    assert is_suspicious(Decimal("-0.0301"), cent, 11)
    assert not is_suspicious(Decimal("0.03"), cent, 12)
    assert not is_suspicious(Decimal(1), Decimal(0), 2)


def test_只是少印几位小数的_列为说明() -> None:
    fine, rough = fact(quantity("21.32")), fact(quantity("21.3", quantum="0.01"))
    assert coarser(RULE, [fine], [rough]) == "info"
    assert coarser(RULE, [fine], [fact(quantity("21.4", quantum="0.01"))]) == ""
    assert coarser(RULE, [fine], [fact(quantity("21", "辆"))]) == ""
    assert coarser(RULE, [fact(quantity("21", "辆"))], [fine]) == ""
    assert coarser(RULE, [fine], [fact(status="blank")]) == ""
    assert coarser(RULE, [fine, fine], [rough]) == coarser(RULE, [fine], [rough, rough]) == ""
    never: Any = SimpleNamespace(body={})
    assert coarser(never, [fine], [rough]) == ""


# ---- 没有认出的表


def test_属于本文种的表才查_没有的说目录列没列_再查一遍时不说() -> None:
    names = ("支出总表", "收入总表", "支出决算表", "政府性基金预算支出表")
    listed = facts_of(
        budget(
            *("目录", "一、支出总表", "二、收入总表"),
            table("支出总表", "科目编码|科目名称|合计", "212|城乡社区支出|30.00"),
        )
    )
    wide = context(of=listed)
    assert own_tables(names, wide) == ("支出总表", "收入总表", "政府性基金预算支出表")
    assert [(o.status, o.at, o.reason) for o in missing_tables(names, wide)] == [
        ("unknown", "收入总表", "目录列有《收入总表》，正文没有找到这张表"),
        ("not_applicable", "政府性基金预算支出表", "文件没有《政府性基金预算支出表》，目录也没有列"),
    ]
    assert list(missing_tables(names, context(again=True, of=listed))) == []


def test_按别名归组_保持次序() -> None:
    one, other = (Fact(ident, "cell", {}, PLACE) for ident in ("f1", "f2"))
    matches = [{"a": other, "b": one}, {"a": one, "b": one}, {"a": other, "b": other}]
    assert group_by(matches, "a") == {"f2": [matches[0], matches[2]], "f1": [matches[1]]}


def test_可能原因_规则限定只试哪几种的_别的不试() -> None:
    only: Any = SimpleNamespace(likely_cause=("漏计",))
    now = next(f for f in facts().of("cell", row="212") if f.key("period") == "本年")
    items = [("甲", Decimal("4.20"))]
    assert cause_of(only, Decimal(287500), Decimal(300000), items, now, context())["cause"] == ""
    assert cause_of(only, Decimal(300000), Decimal(342000), items, now, context())["cause"] == "漏计"
