# ruff: noqa: N802　测试名是中文句子
"""数：打印值是区间，尾差之内不算错，尾差之外一定看得出。"""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.numbers import MOST_DIGITS, Interval, Quantity, decimals, plain, to_places
from engine.readers import numerals

CENT = Decimal("0.01")
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
PRINTED = st.decimals(min_value=-(10**6), max_value=10**6, places=2)
QUANTA = st.sampled_from([Decimal(0), CENT, Decimal("0.1"), Decimal(1)])
ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])


@st.composite
def printed_and_true(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """一个打印值的区间，和区间里任取的一个真值。"""
    value, quantum = draw(PRINTED), draw(QUANTA)
    share = Fraction(draw(st.integers(-100, 100)), 200)
    return Interval.rounded(value, quantum), Fraction(value) + share * Fraction(quantum)


def contains(interval: Interval, value: Fraction, slack: Fraction = Fraction(0)) -> bool:
    return Fraction(interval.low) - slack <= value <= Fraction(interval.high) + slack


# ---- 区间运算


@given(printed_and_true(), printed_and_true())
def test_加减乘的区间含有真值的加减乘(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    assert contains(a[0] + b[0], a[1] + b[1])
    assert contains(a[0] - b[0], a[1] - b[1])
    assert contains(a[0] * b[0], a[1] * b[1])
    assert contains(-a[0], -a[1])
    assert contains(abs(a[0]), abs(a[1]))
    assert contains(a[0].scaled(Decimal(10_000)), a[1] * 10_000)


@given(printed_and_true(), printed_and_true())
def test_除的区间含有真值之商_除数可能为零时不算(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    if b[0].low <= 0 <= b[0].high:
        with pytest.raises(ZeroDivisionError):
            a[0] / b[0]
        return
    # 商可能除不尽，Decimal 保留 28 位
    exact = a[1] / b[1]
    assert contains(a[0] / b[0], exact, abs(exact) / 10**25)


@given(printed_and_true(), printed_and_true())
def test_区间的中间值总在区间之内(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    for interval in (a[0], a[0] + b[0], a[0] - b[0], a[0] * b[0], abs(a[0])):
        assert interval.low <= interval.mid <= interval.high


@given(printed_and_true(), printed_and_true())
def test_真值相等的两个打印值一定相合(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    if a[1] == b[1]:
        assert a[0].meets(b[0])
    assert a[0].meets(b[0]) == b[0].meets(a[0])
    assert a[0].meets(b[0]) == (a[0].may_be_at_most(b[0]) and b[0].may_be_at_most(a[0]))


def test_精确的数只与自己相合() -> None:
    assert Interval.exact("12.50").meets(Interval.exact(Decimal("12.5")))
    assert not Interval.exact("12.50").meets(Interval.exact("12.51"))
    assert not Interval.exact(3).may_be_below(Interval.exact(3))
    assert Interval.exact(3).may_be_at_most(Interval.exact(3))


A = Interval(Decimal(2), Decimal(1), Decimal(4))
B = Interval(Decimal(-3), Decimal(-5), Decimal(-2))


@pytest.mark.parametrize(
    ("interval", "mid", "low", "high"),
    [
        (A + B, "-1", "-4", "2"),
        (A - B, "5", "3", "9"),
        (-B, "3", "2", "5"),
        (A * B, "-6", "-20", "-2"),
        (B / A, "-1.5", "-5", "-0.5"),
        (abs(A), "2", "1", "4"),
        (abs(B), "3", "2", "5"),
        (abs(A + B), "1", "0", "4"),
        (abs(B - -A), "1", "0", "4"),
        (abs(Interval.rounded(Decimal("0.5"), Decimal(1))), "0.5", "0", "1"),
        (abs(Interval.rounded(Decimal("0.2"), Decimal(1))), "0.2", "0", "0.7"),
        (B.scaled(Decimal(10)), "-30", "-50", "-20"),
        (Interval.rounded(Decimal(7), Decimal(3)), "7", "5.5", "8.5"),
        (Interval.exact("7.50"), "7.5", "7.5", "7.5"),
    ],
)
def test_运算的中间值和两头(interval: Interval, mid: str, low: str, high: str) -> None:
    assert (interval.mid, interval.low, interval.high) == (Decimal(mid), Decimal(low), Decimal(high))


def test_区间的宽() -> None:
    assert (A.width, B.width, Interval.exact(9).width) == (3, 3, 0)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 0), (-1, 1), (0, 0)])
def test_除数挨着零也不能除(low: int, high: int) -> None:
    divisor = Interval(Decimal(low + high) / 2, Decimal(low), Decimal(high))
    with pytest.raises(ZeroDivisionError, match=r"^除数可能为零$"):
        A / divisor


def test_挨着的两个区间相合_不大于成立_小于不成立() -> None:
    left, right = Interval.rounded(Decimal("1.0"), Decimal("0.1")), Interval.rounded(Decimal("1.1"), Decimal("0.1"))
    assert left.high == right.low
    assert left.meets(right)
    assert right.meets(left)
    assert right.may_be_at_most(left)
    assert not right.may_be_below(left)
    assert left.may_be_below(right)
    apart = Interval.rounded(Decimal("1.2"), Decimal("0.1"))
    assert not left.meets(apart)
    assert not apart.meets(left)
    assert not apart.may_be_at_most(left)


# ---- 尾差


@given(st.lists(AMOUNTS, min_size=1, max_size=30), ROUNDINGS)
def test_各项和合计分别四舍五入之后_总还合得上(values: list[Decimal], rounding: str) -> None:
    printed = [v.quantize(CENT, rounding) for v in values]
    total = sum(values, Decimal(0)).quantize(CENT, rounding)
    summed = sum((Interval.rounded(p, CENT) for p in printed), Interval.exact(0))
    assert summed.meets(Interval.rounded(total, CENT))


@given(st.lists(PRINTED, min_size=1, max_size=30), st.integers(1, 10**6))
def test_差额超过尾差上限就合不上(printed: list[Decimal], excess: int) -> None:
    bound = CENT * (len(printed) + 1) / 2
    summed = sum((Interval.rounded(p, CENT) for p in printed), Interval.exact(0))
    exact = sum(printed, Decimal(0))
    assert summed.meets(Interval.rounded(exact + bound, CENT))
    assert not summed.meets(Interval.rounded(exact + bound + CENT * excess / 100, CENT))


@given(
    st.decimals(min_value="0.01", max_value=10**6, places=2),
    st.decimals(min_value="0.01", max_value=10**6, places=2),
    st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
def test_占比四舍五入算对_截尾差不出一个末位(part: Decimal, whole: Decimal, rounding: str) -> None:
    ratio = Interval.exact(part) / Interval.exact(whole) * Interval.exact(100)
    shown = (part / whole * 100).quantize(CENT, rounding)
    quantum = CENT if rounding == ROUND_HALF_UP else 2 * CENT
    assert Interval.rounded(shown, quantum).meets(ratio)


# ---- 带单位的量


@pytest.mark.parametrize(
    ("value", "unit", "quantum", "low", "high"),
    [
        ("12.34", "万元", "0.01", "123350", "123450"),
        ("1.5", "亿元", "0.1", "145000000", "155000000"),
        ("980", "元", "1", "979.5", "980.5"),
        ("980.25", "元", "0", "980.25", "980.25"),
    ],
)
def test_金额折合成元(value: str, unit: str, quantum: str, low: str, high: str) -> None:
    interval = Quantity(Decimal(value), unit, Decimal(quantum), f"{value}{unit}").in_yuan()
    assert (interval.low, interval.high) == (Decimal(low), Decimal(high))


def test_万元和元印的同一笔钱相合_差一分万元位就不合() -> None:
    def in_yuan(value: str, unit: str, quantum: str) -> Interval:
        return Quantity(Decimal(value), unit, Decimal(quantum), "").in_yuan()

    assert in_yuan("12.35", "万元", "0.01").meets(in_yuan("123456.78", "元", "0"))
    assert not in_yuan("12.36", "万元", "0.01").meets(in_yuan("123456.78", "元", "0"))


def test_约数放宽一倍() -> None:
    exact = Quantity(Decimal(20), "万元", Decimal(1), "20万元")
    about = Quantity(Decimal(20), "万元", Decimal(1), "约20万元", approximate=True)
    assert (exact.interval().low, exact.interval().high) == (Decimal("19.5"), Decimal("20.5"))
    assert (about.interval().low, about.interval().high) == (Decimal(19), Decimal(21))


def test_不是钱的量不能折合成元() -> None:
    people = Quantity(Decimal(22), "人", Decimal(0), "22人")
    assert not people.is_money
    with pytest.raises(KeyError):
        people.in_yuan()


# ---- 显示


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("418.560", "418.56"),
        ("1200", "1200"),
        ("1E+3", "1000"),
        ("0.00", "0"),
        ("-3.20", "-3.2"),
        ("0.50", "0.5"),
        ("10.00", "10"),
        ("1E-7", "0.0000001"),
    ],
)
def test_显示时不用科学记数_不留尾零(value: str, expected: str) -> None:
    assert plain(Decimal(value)) == expected


def test_负零显示为零() -> None:
    assert plain(Decimal("-0.00")) == "0"
    assert plain(Decimal("-0.00"), 2) == "0.00"


def test_四舍五入到零的负数也显示为零() -> None:
    assert plain(Decimal("-0.004"), 2) == "0.00"


@pytest.mark.parametrize(("value", "shown"), [("2.345", "2.35"), ("-2.345", "-2.35"), ("2", "2.00"), ("2.344", "2.34")])
def test_指定小数位时四舍五入(value: str, shown: str) -> None:
    assert plain(Decimal(value), 2) == shown


@given(AMOUNTS)
def test_显示出来的数就是那个数(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)


@pytest.mark.parametrize(
    ("value", "places"), [("418.56", 2), ("418.50", 2), ("418", 0), ("1E+3", 0), ("4.1", 1), ("4.125", 3)]
)
def test_小数位数照印的数(value: str, places: int) -> None:
    assert decimals(Decimal(value)) == places


def test_超过二十八位的数照样四舍五入_照样印得出() -> None:
    huge = Decimal("9" * 40 + ".995")
    assert to_places(huge, 2) == Decimal("1" + "0" * 40)
    assert plain(huge, 2) == "1" + "0" * 40 + ".00"
    assert plain(Decimal(f"-{huge}"), 3) == f"-{'9' * 40}.995"


def test_太长的数认不清_多半是几个数连在了一起() -> None:
    longest = "1" * (MOST_DIGITS - 2) + ".00"
    assert numerals.parse(longest) == (Decimal(longest), "number", "")
    assert numerals.parse(f"1{longest}") == (None, "unreadable", "")
    assert numerals.parse(f"1{longest}万元") == (None, "unreadable", "")


@pytest.mark.parametrize(("value", "places", "shown"), [("1234.5", 0, "1235"), ("1.25", 1, "1.3"), ("1.2", 3, "1.200")])
def test_显示到第几位(value: str, places: int, shown: str) -> None:
    assert plain(Decimal(value), places) == shown
