# ruff: noqa: N802　测试名是中文句子
"""算式里的名称各是什么数：一格、一个要素、一组、各项、总额，另处的概念，方向词，词表。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from engine.checks.common import Context
from engine.checks.environment import Scope, direction_of, lookup, prior_figure, value_of
from engine.document import Origin, Place
from engine.facts.model import Fact
from engine.numbers import ZERO, Interval, Quantity
from engine.ruleset.expression import State, Value, parse
from engine.yaml_source import Mark
from tests.disclosures import vocabulary

HERE = Place(section="收入情况")


def quantity(value: str, unit: str = "万元", quantum: str = "0.01") -> Quantity:
    return Quantity(Decimal(value), unit, Decimal(quantum), f"{value}{unit}")


def fact(
    ident: str,
    number: Quantity | None = None,
    kind: str = "stated",
    said: str = "",
    slots: Mapping[str, Fact] | None = None,
    at: Place = HERE,
    **keys: Any,
) -> Fact:
    return Fact(ident, kind, {"set": "1", **keys}, at, said or (number.printed if number else ""), number, slots or {})


def document(*facts: Fact, words: Mapping[str, tuple[str, ...]] | None = None) -> Context:
    """只有这几个事实的一份文件。"""

    def of(kind: str, **keys: Any) -> tuple[Fact, ...]:
        return tuple(f for f in facts if f.kind == kind and all(f.keys.get(k) == v for k, v in keys.items()))

    stub: Any = SimpleNamespace(of=of)
    return Context(stub, vocabulary() if words is None else replace(vocabulary(), words=words))


# ---- 一个数


@pytest.mark.parametrize(
    ("number", "dimension", "bounds"),
    [
        (quantity("3.10"), "money", ("31000", "30950", "31050")),
        (quantity("25.0", "%", "0.1"), "ratio", ("0.25", "0.2495", "0.2505")),
        (quantity("5", "辆", "0"), "count", ("5", "5", "5")),
        (quantity("5", "公里", "1"), "number", ("5", "4.5", "5.5")),
        (quantity("2025", "", "0"), "number", ("2025", "2025", "2025")),
    ],
)
def test_一个数的量纲和区间_带着原样的写法单位和出处(number: Quantity, dimension: str, bounds: tuple[str, ...]) -> None:
    found = value_of(fact("f1", number), "元", "甲")
    assert found is not None
    assert (found.dimension, found.interval) == (dimension, Interval(*map(Decimal, bounds)))
    assert (found.written, found.unit, found.label, found.place) == (number.printed, number.unit, "甲", HERE)


def test_空格按零_按规则的单位_认不出的没有() -> None:
    assert value_of(fact("f1", status="blank"), "元", "甲") == Value(ZERO, "money", "空", "元", "甲", HERE)
    assert value_of(fact("f1", said="3.l0", status="unreadable"), "元") is None


@pytest.mark.parametrize(
    ("rate", "bounds"),
    [
        ("0.66", ("0.0066", "0.0066", "0.0067")),
        ("-0.66", ("-0.0066", "-0.0067", "-0.0066")),
        ("0.00", ("0", "0", "0.0001")),
    ],
)
def test_截尾的比率_往离零远的一头放一个末位_金额不变(rate: str, bounds: tuple[str, ...]) -> None:
    found = value_of(fact("f1", quantity(rate, "%")), "元", truncated=True)
    assert found is not None
    assert found.interval == Interval(*map(Decimal, bounds))
    assert found.label == ""
    money = fact("f1", quantity("3.10"))
    assert value_of(money, "元", truncated=True) == value_of(money, "元")


# ---- 名称


def test_名称依次在算好的值_各项总额_各组_各栏里找_记下用到的() -> None:
    one = fact("f1", quantity("3.00"), at=Place(table="表", row_name="甲行"))
    two = fact("f2", quantity("2.00"), name="乙")
    items = [
        fact("f3", slots={"本年": one}, concept="甲项"),
        fact("f4", slots={"本年": two}, concept="丙项", name="乙项"),
    ]
    head = fact("f5", slots={"本年": fact("f6", quantity("5.00"))})
    scope = Scope(document(), {"合计": one}, items, head, groups={"支出行": [one, two]}, unit="元")
    scope.values["底数"] = kept = Value(ZERO, "money", None, "元")
    assert scope.value("底数") is kept

    def labels(name: str) -> list[tuple[str, Decimal]]:
        found = scope.value(name)
        assert found is not None
        return [(v.label, v.interval.mid) for v in ([found] if isinstance(found, Value) else found)]

    assert labels("合计") == [("合计", 30000)]
    assert labels("各项.本年") == [("甲项", 30000), ("乙项", 20000)]
    assert labels("总体.本年") == [("总额", 50000)]
    assert labels("支出行") == [("甲行", 30000), ("乙", 20000)]
    assert list(scope.used) == ["f1", "f2", "f6"]
    assert scope.value("各项.上年") is None  # 有一项没有的，整组没有
    assert scope.value("总体.上年") is None
    assert scope.value("各项") is None
    assert Scope(document()).value("总体.本年") is None
    assert Scope(document()).value("各项.本年") == []


def test_名称里有点的_只在第一个点分开() -> None:
    head = fact("f5", slots={"上.年": fact("f6", quantity("5.00"))})
    found = Scope(document(), {}, (), head).value("总体.上.年")
    assert isinstance(found, Value)
    assert found.interval.mid == 50000
    named = Scope(document(), {"1.货物": fact("f1", quantity("3.00"))}).value("1.货物")
    assert isinstance(named, Value)


def test_没有的栏_按零的写作无此栏() -> None:
    assert Scope(document(), absent_zero=True, unit="元").value("甲") == Value(ZERO, "money", "无此栏", "元", "甲")
    assert Scope(document()).value("甲") is None


def test_中间名称依次算_后面的用得上前面的_算不出来的是没有() -> None:
    scope = Scope(document(), {"甲": fact("f1", quantity("3.00"))})
    texts = {"乙": "甲 + 甲", "丙": "乙 - 甲", "丁": "无 + 甲"}
    scope.define({name: parse(text, Mark("T-1.yaml", 1, 1)) for name, text in texts.items()})
    found = {name: value and (value.label, value.interval.mid) for name, value in scope.values.items()}
    assert found == {"乙": ("乙", 60000), "丙": ("丙", 30000), "丁": None}


# ---- 另处的概念


def known(ident: str, number: Quantity | None, basis: str = "", concept: str = "甲") -> Fact:
    keys = {} if number else {"status": "blank"}
    cell = fact(f"{ident}格", number, "cell", basis=basis, **keys)
    return fact(ident, number, "known", slots={"格": cell}, concept=concept)


def statement(ident: str, concept: str = "甲", **slots: str) -> Fact:
    own = {name: fact(f"{ident}{name}", quantity(value)) for name, value in slots.items()}
    return fact(ident, kind="statement", slots=own, concept=concept)


def derived(ident: str, value: str, period: str, concept: str = "甲") -> Fact:
    return fact(ident, quantity(value), "derived", concept=concept, period=period)


def found(context: Context, period: str = "本年") -> str:
    one = lookup(context, "甲", period)
    return one.id if one else ""


def test_本年数_先看表里有数的格_再看文字_再看推算的_最后是空格() -> None:
    other = (
        known("k0", quantity("9"), concept="乙"),
        statement("s0", "乙", 本年="9"),
        derived("d0", "9", "本年", "乙"),
    )
    blank, filled = known("k1", None), known("k2", quantity("1.00"))
    said, counted = statement("s1", 本年="2.00"), derived("d1", "3", "本年")
    assert found(document(*other, counted, said, blank, filled)) == "k2格"
    assert found(document(*other, counted, said, blank)) == "s1本年"
    assert found(document(*other, counted, blank)) == "d1"
    assert found(document(*other, blank)) == "k1格"
    assert found(document(*other)) == ""
    assert found(document(statement("s1", 个数="2", 上年="1"))) == "s1个数"
    assert found(document(statement("s1", 上年="1"), derived("d1", "3", "上年"))) == ""


def test_上年数只取推算的_同一概念的() -> None:
    facts = (known("k1", quantity("1")), derived("d0", "9", "上年", "乙"), derived("d1", "3", "本年"))
    assert found(document(*facts), "上年") == ""
    assert found(document(*facts, derived("d2", "3", "上年")), "上年") == "d2"


def test_预算决算按口径取格_没有分口径的_决算照取_预算不取() -> None:
    plain, budget, final = (known(f"k{n}", quantity("1"), basis) for n, basis in enumerate(("", "预算数", "决算数")))
    said = statement("s1", 预算="2.00", 决算="3.00", 本年="9")
    assert found(document(plain, budget, final, said), "预算") == "k1格"
    assert found(document(plain, budget, final, said), "决算") == "k2格"
    assert found(document(plain, said), "预算") == "s1预算"
    assert found(document(plain, said), "决算") == "k0格"
    assert found(document(known("k0", None), said), "决算") == "s1决算"
    assert found(document(known("k0", None)), "决算") == ""
    assert found(document(plain), "预算") == ""


def test_另处的数写明年份_另一份的写明哪一份_记下用到的() -> None:
    scope = Scope(document(known("k1", quantity("1.00")), derived("d2", "3.00", "上年")))

    def label(period: str) -> str:
        value = scope.fact("甲", period)
        return value.label if value else ""

    assert (label(""), label("上年"), label("预算")) == ("甲（本年）", "甲（上年）", "")
    assert list(scope.used) == ["k1格", "d2"]
    blank = Scope(document(known("k1", None)), unit="元").fact("甲", "")
    assert blank == Value(ZERO, "money", "空", "元", "甲（本年）", HERE)
    there = Place(section="收入", origin=Origin("2024年部门预算", "a.txt"))
    own = {"figure": True, "concept": "甲", "上年公开": True}
    prior = Scope(document(fact("p1", quantity("1.00"), "prior", at=there, **own))).fact("甲", "上年公开")
    assert prior is not None
    assert prior.label == "2024年部门预算甲"


def prior(ident: str, number: Quantity | None, of: str = "statement", concept: str = "甲", **keys: Any) -> Fact:
    own = {"figure": True, "concept": concept, "上年公开": True, "of": of, **keys}
    return fact(ident, number, "prior", **own)


def test_另一份的数_先看表再看文字_几处不是同一个数的没有() -> None:
    def chosen(*facts: Fact) -> str:
        one = prior_figure(document(*facts).facts, "甲", "上年公开")
        return one.id if one else ""

    said, cell = prior("p1", quantity("3.1", quantum="0.1")), prior("p2", quantity("3.10"), "known")
    assert chosen(said, cell) == "p2"
    assert chosen(said) == "p1"
    assert chosen(said, cell, prior("p3", quantity("3.20"))) == ""
    assert chosen(prior("p0", None, status="blank"), said) == "p1"
    assert chosen(prior("p0", quantity("5", "辆")), said) == "p1"
    assert chosen(prior("p0", None, "known", status="blank")) == "p0"
    assert chosen(prior("p0", None, "known", status="unreadable")) == ""
    others = (prior("p4", quantity("9"), concept="乙"), prior("p5", quantity("9"), 上年公开=False))
    assert chosen(*others, prior("p6", quantity("9"), figure=False)) == ""


# ---- 方向、词表

WORDS = {
    "增加": ("增加", "新增"),
    "大于": ("大于",),
    "减少": ("减少",),
    "小于": ("小于",),
    "持平": ("持平",),
    "等于": ("等于",),
    "方向词例外": ("不增加编制",),
    "比较词例外": ("小于零",),
    "租赁": ("租赁", "租 用"),
    "租赁例外": ("非租赁",),
}


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("新增人员", 1),
        ("大于去年", 1),
        ("人员减少", -1),
        ("小于去年", -1),
        ("与上年持平", 0),
        ("等于预算", 0),
        ("新增，增加", 1),
        ("有增加有减少", State.UNDEFINED),
        ("照旧", State.UNDEFINED),
        ("不增加编制", State.UNDEFINED),
        ("不增加编制，减少会议", -1),
        ("小于零，增加", 1),
    ],
)
def test_一段话的方向(text: str, way: int | State) -> None:
    assert direction_of(text, WORDS) == way


def test_词表里没有的方向_当作没有这样的词() -> None:
    assert direction_of("增加", {"增加": ("增加",)}) == 1


def test_方向词已定方向的照它_没有选定的和格和数没有方向_一段话看其中的词() -> None:
    def sign(**keys: Any) -> int | State | None:
        said = {"said": "新增人员", "kind": "word", **keys}
        return Scope(document(words=WORDS), {"甲": fact("f1", **said)}).sign("甲")

    assert [sign(sign=s) for s in ("+", "-", "0", "?")] == [1, -1, 0, None]
    assert sign() == 1
    assert sign(slot="原因") == 1
    assert [sign(slot=s) for s in ("方向", "升降", "比较")] == [None] * 3
    assert sign(kind="text", slot="方向") == 1
    assert sign(kind="cell") is None
    assert sign(said="") is None
    assert sign(number=quantity("3")) is None
    assert Scope(document(words=WORDS)).sign("甲") is None


@pytest.mark.parametrize(
    ("text", "says", "only"),
    [
        ("均为租赁", True, False),
        ("租 赁。", True, True),
        ("租用；", True, True),
        ("租赁,", True, True),
        ("非租赁", False, False),
        ("非租赁，另租赁一辆", True, False),
        ("自有", False, False),
    ],
)
def test_话里有没有词表中的词_是不是只有一个词(text: str, says: bool, only: bool) -> None:
    scope = Scope(document(words=WORDS), {"甲": fact("f1", said=text, kind="text")})
    assert (scope.says("甲", "租赁"), scope.only("甲", "租赁")) == (says, only)
    assert (scope.says("乙", "租赁"), scope.only("乙", "租赁")) == (None, None)
    assert (scope.says("甲", "没有的词表"), scope.only("甲", "没有的词表")) == (False, False)
