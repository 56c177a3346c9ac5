# ruff: noqa: N802　测试名是中文句子
"""一眼看得出成立的判断：照常算也一定成立；看不出的不说成立。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.numbers import Interval
from engine.ruleset.expression import State, Value, Verdict, evaluate, parse
from engine.ruleset.glance import glance
from engine.ruleset.grammar import MAX_LENGTH
from engine.yaml_source import Mark

MARK = Mark("f", 7, 10)
Named = dict[str, Value | Sequence[Value]]


@dataclass
class Given:
    """测试用的取数：照字典给，照印的数由同一个字典来。"""

    values: Named = field(default_factory=dict)
    said: dict[str, bool] = field(default_factory=dict)
    ways: dict[str, int | State] = field(default_factory=dict)

    def value(self, name: str) -> Value | Sequence[Value] | None:
        return self.values.get(name)

    def yuan(self, name: str) -> Decimal | Sequence[Decimal] | None:
        found = self.values.get(name)
        if found is None or isinstance(found, Value):
            return found.interval.mid if found is not None and found.dimension == "money" else None
        return [one.interval.mid for one in found] if all(one.dimension == "money" for one in found) else None

    def span(self, name: str) -> Interval | None:
        return self._interval(name, "money")

    def ratio(self, name: str) -> Interval | None:
        return self._interval(name, "ratio")

    def _interval(self, name: str, dimension: str) -> Interval | None:
        found = self.values.get(name)
        return found.interval if isinstance(found, Value) and found.dimension == dimension else None

    def fact(self, concept: str, period: str) -> Value | None:
        return None

    def sign(self, name: str) -> int | State | None:
        return self.ways.get(name)

    def says(self, slot: str, wordlist: str) -> bool | None:
        return self.said.get(f"{slot}/{wordlist}")

    def only(self, slot: str, wordlist: str) -> bool | None:
        return self.said.get(f"{slot}/{wordlist}")


def money(printed: str) -> Value:
    """万元，两位小数。"""
    interval = Interval.rounded(Decimal(printed), Decimal("0.01")).scaled(Decimal(10_000))
    return Value(interval, "money", printed, "万元")


def percent(printed: str) -> Value:
    """一位小数。"""
    interval = Interval.rounded(Decimal(printed), Decimal("0.1")).scaled(Decimal("0.01"))
    return Value(interval, "ratio", f"{printed}%", "%")


def holds(text: str, env: Given, **lets: str) -> bool | None:
    """看得出成立为真，看不出为假；看不了这种算式的为 None。"""
    made = glance(parse(text, MARK), tuple((name, parse(each, MARK)) for name, each in lets.items()))
    return None if made is None else made.holds(env)


ROW = Given({"甲": money("12.00"), "乙": money("10.00"), "丙": money("2.00"), "各": [money("7.00"), money("5.00")]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲 == 乙 + 丙", True),
        ("甲 - 乙 == 丙", True),
        ("甲 == sum(各)", True),
        ("甲 == sum(乙, 丙)", True),
        ("-甲 <= 0 and 甲 > 0 and 丙 < 乙 and 甲 >= 12万元", True),
        ("甲 == 乙 or 甲 == 乙 + 丙", True),
        ("甲 == 乙", False),
        ("not 甲 == 乙", False),  # 照印的数不等，不等于一定不等
        ("甲 == 丁", False),
        ("甲 == 乙 + 丙 or 甲 == 丁", False),  # 缺数的照常算
        ("甲 == 各", False),  # 一组数没有合起来，是规则的错
        ("甲 != 乙", None),
        ("甲 / 乙 == 1", None),
        ("甲 == 12", None),
        ("abs(-甲) == 甲", True),
        ("max(甲, 乙) == 甲", None),
    ],
)
def test_照印的数成立的看得出_其余的照常算(text: str, expected: bool | None) -> None:
    assert holds(text, ROW) is expected


def test_两个比率相比不看() -> None:
    assert holds("甲 == 乙", Given({"甲": percent("5"), "乙": percent("5")})) is False


@pytest.mark.parametrize(
    ("rate", "text", "expected"),
    [
        ("16.7", "率 == 丙 / 甲", True),
        ("16.6", "率 == 丙 / 甲", False),  # 截尾的、靠末位放宽才成立的照常算
        ("16.7", "率 == (甲 - 乙) / 甲", True),
        ("-16.7", "abs(率) == abs(乙 - 甲) / 甲", True),
        ("-16.7", "abs(率) == (乙 - 甲) / 甲", False),
        ("25.0", "率 == 丙 / (乙 - 丙)", True),
        ("100.0", "率 == 丙 / (甲 - 乙)", True),
        ("100.0", "率 == 丙 / (乙 - 甲)", False),  # 除数不大于零
        ("100.0", "率 == 分 / 分", False),  # 0.01 万元也许是 0.005 到 0.015，除得出；0.00 万元也许是零
        ("100.0", "率 == 丙 / 率", False),
        ("16.7", "率 == sum(丙) / 甲", None),  # 一组数是空的，相加就没有单位
        ("16.7", "率 == 2 / 甲", None),
        ("16.7", "率 == 丙 / 丁", False),
        ("16.7", "丙 == 丙 / 甲", False),
    ],
)
def test_比率等于两个金额相除(rate: str, text: str, expected: bool | None) -> None:
    values: Named = {**ROW.values, "率": percent(rate), "分": money("0.00")}
    assert holds(text, Given(values)) is expected


def test_比率的除数可以是中间名称() -> None:
    env = Given({**ROW.values, "率": percent("20.0")}, ways={"升": 1, "降": -1})
    assert holds("率 == 丙 / 上年", env, 上年="甲 - sign(升) * 丙") is True
    assert holds("率 == 丙 / 上年", env, 上年="乙 - sign(降) * 丙 - 丙") is True
    assert holds("率 == 丙 / 上年", env, 上年="甲 - sign(没有) * 丙") is False
    assert holds("率 == 上年 / 乙", env, 上年="sum(丙)") is None


@pytest.mark.parametrize(
    ("way", "text", "expected"),
    [
        (1, "sign(向) > 0", True),
        (1, "sign(向) < 0 or 甲 > 乙", True),
        (-1, "sign(向) > 0", False),
        (-1, "not sign(向) > 0", True),
        (0, "sign(向) == 0", True),
        (0, "sign(向) == sign(向)", True),
        (State.UNDEFINED, "sign(向) == sign(向)", False),
        (1, "sign(向) * 甲 == 甲", True),
        (1, "sign(向) == 1", None),
        (1, "sign(向) == 甲", None),
    ],
)
def test_方向(way: int | State, text: str, expected: bool | None) -> None:
    assert holds(text, Given(ROW.values, ways={"向": way})) is expected


def test_靠四舍五入才成立的看不出() -> None:
    assert holds("甲 == 乙 + 丙", Given({**ROW.values, "丙": money("2.01")})) is False


def test_中间名称依次算好() -> None:
    assert holds("甲 == 和", ROW, 半="乙 - 丙", 和="半 + 丙 + 丙") is True
    assert holds("甲 == 和", ROW, 和="乙 + 丁") is False
    assert holds("甲 == 甲", ROW, 商="甲 / 乙") is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"用途/专项": False, "用途/日常": False}, True),
        ({"用途/专项": True, "用途/日常": True}, True),
        ({"用途/专项": True, "用途/日常": False}, False),
        ({"用途/专项": False}, True),  # 另一个词有没有都成立
        ({"用途/日常": False}, False),
    ],
)
def test_词的有无(said: dict[str, bool], expected: bool) -> None:
    text = "not (says(用途, 专项) and not only(用途, 日常) and 丙 == 0)"
    assert holds(text, Given(ROW.values, said)) is expected


NAMES = ("甲", "乙", "丙", "丁")
AMOUNTS = st.sampled_from(["0.00", "1.00", "-1.00", "1.01", "2.00", "0.01"]).map(money)
VALUES = st.one_of(AMOUNTS, AMOUNTS, AMOUNTS, st.just(percent("1")), st.lists(AMOUNTS, max_size=3))
WAYS = st.sampled_from([1, -1, 0, State.UNDEFINED])
LEAVES = st.sampled_from(
    [*NAMES, *NAMES, "0", "1万元", "sum(甲)", "sum(乙, 丙)", "sum(丁)", "abs(甲)", "sign(向) * 乙", "sign(话) * 丙"]
)
SUMS = st.recursive(
    LEAVES,
    lambda inner: st.tuples(inner, st.sampled_from("+-"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=4,
)
TESTS = st.recursive(
    st.one_of(
        st.tuples(SUMS, st.sampled_from(["==", "<=", ">=", "<", ">"]), SUMS).map(" ".join),
        st.sampled_from(["says(话, 词)", "only(话, 词)", "says(别的, 词)"]),
        st.sampled_from(["sign(向) > 0", "sign(向) == sign(话)", "sign(向) <= 0", "sign(甲) >= 0"]),
    ),
    lambda inner: st.one_of(
        inner.map(lambda t: f"not ({t})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"(({t[0]}) {t[1]} ({t[2]}))"),
    ),
    max_leaves=3,
).filter(lambda text: len(text) <= MAX_LENGTH)


@given(
    TESTS,
    st.dictionaries(st.sampled_from(NAMES), VALUES),
    st.booleans(),
    st.dictionaries(st.sampled_from(["向", "话"]), WAYS),
)
def test_看得出成立的_照常算也成立(text: str, values: Named, said: bool, ways: dict[str, int | State]) -> None:
    env = Given(values, {"话/词": said}, ways)
    if holds(text, env):
        verdict = evaluate(parse(text, MARK), env)
        assert isinstance(verdict, Verdict)
        assert verdict.state is State.TRUE


PARTS = st.sampled_from(["甲", "乙", "-甲", "(甲 - 乙)", "(甲 + 丙)", "abs(乙 - 甲)", "sign(向) * 甲", "中"])
QUOTIENTS = st.tuples(st.sampled_from(["率", "abs(率)", "甲"]), PARTS, PARTS).map(
    lambda t: f"{t[0]} == {t[1]} / {t[2]}"
)
SMALL = st.sampled_from(["1.00", "2.00", "4.00", "-2.00", "0.01", "0.00"]).map(money)
RATES = st.sampled_from(["50.0", "-50.0", "100.0", "-100.0", "200.0", "0.0", "25.0", "0.5"]).map(percent)


@given(
    QUOTIENTS,
    st.fixed_dictionaries({"甲": SMALL, "乙": SMALL, "率": RATES}, optional={"丙": st.one_of(SMALL, RATES)}),
    st.sampled_from(["甲 - 乙", "甲 - sign(向) * 乙", "乙 + 丙"]),
    st.dictionaries(st.just("向"), WAYS),
)
def test_看得出成立的比率_照常算也成立(text: str, values: Named, middle: str, ways: dict[str, int | State]) -> None:
    env = Given(values, ways=ways)
    if holds(text, env, 中=middle):
        found = evaluate(parse(middle, MARK), env)
        if isinstance(found, Value):
            env.values["中"] = found
        verdict = evaluate(parse(text, MARK), env)
        assert isinstance(verdict, Verdict)
        assert verdict.state is State.TRUE
