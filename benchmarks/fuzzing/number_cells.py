"""单元格里的数：认得出的印回去还是它；区间算术包得住每个真值；印数总印得出。"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from benchmarks.fuzzing.draw import Draw
from engine.numbers import MONEY, Interval, Quantity, decimals, plain
from engine.readers import numerals
from engine.text import norm

LENGTH = 64
_PIECES = (
    *"0123456789",
    *"0123456789",
    *".,.,-+△▲()/—*%‰OolI|",
    "万元",
    "元",
    "亿元",
    "千元",
    "个",
    "人",
    "次",
    "年",
    "1,234",
    ",567",
    ".00",
    "99999999",
)
_CLOSE = Fraction(1, 10**24)  # Decimal 算到 28 位有效数字
_KINDS = ("number", "blank", "dash", "text", "unreadable")


def run(data: bytes) -> None:
    draw = Draw(data)
    if draw.below(3):
        _cell(norm(draw.digits() if draw.rarely() else draw.words(_PIECES, 12)))
    else:
        _arithmetic(draw)


def seeds() -> Iterator[bytes]:
    yield from (b"\1\0\x05" + bytes(range(n, n + 12)) for n in range(0, 60, 4))
    yield from (b"\0" + bytes(range(n, n + 30)) for n in range(0, 60, 6))


def _cell(text: str) -> None:
    value, status, unit = numerals.parse(text)
    assert status in _KINDS
    assert (value is not None) == (status == "number"), text
    assert not unit or status == "number"
    assert (status == "blank") == (text == "")
    if value is None:
        return
    assert value.is_finite()
    again, same, _ = numerals.parse(plain(value))
    assert (again, same) == (value, "number"), text
    _printing(value)
    quantity = Quantity(value, unit, Decimal(1).scaleb(-decimals(value)), text)
    assert quantity.interval().low <= value <= quantity.interval().high
    if unit in MONEY:
        assert quantity.in_yuan().mid == value * MONEY[unit]


def _printing(value: Decimal) -> None:
    """印到任一位都印得出，差不过半个末位，没有科学记数法。"""
    for places in (None, 0, 2, 4, 6):
        shown = plain(value, places)
        assert "E" not in shown and shown not in ("-0", "-0.00"), shown
        if places is not None:
            assert abs(Fraction(shown) - Fraction(value)) <= Fraction(1, 2 * 10**places), (value, places)


def _amount(draw: Draw) -> Decimal:
    return Decimal(draw.digits(14).replace(",", "").replace("△", "-"))


def _interval(draw: Draw) -> Interval:
    value = _amount(draw)
    quantum = draw.pick((Decimal(0), Decimal("0.01"), Decimal(1), Decimal("0.1"), Decimal(1000)))
    return Interval.rounded(value, quantum)


def _arithmetic(draw: Draw) -> None:
    """两个区间里各取一个真值，按同样的算法算出来的都在结果里。"""
    a, b = _interval(draw), _interval(draw)
    p, q = (Fraction(getattr(x, draw.pick(("low", "mid", "high")))) for x in (a, b))
    _inside(p + q, a + b)
    _inside(p - q, a - b)
    _inside(p * q, a * b)
    _inside(-p, -a)
    _inside(abs(p), abs(a))
    try:
        quotient = a / b
    except ZeroDivisionError:
        assert b.low <= 0 <= b.high
    else:
        _inside(p / q, quotient)
    assert a.meets(b) == b.meets(a) == (a.may_be_at_most(b) and b.may_be_at_most(a))
    assert a.may_be_at_most(b) or b.may_be_below(a)
    assert a.meets(a)


def _inside(exact: Fraction, found: Interval) -> None:
    assert found.low <= found.mid <= found.high
    room = abs(exact) * _CLOSE
    assert Fraction(found.low) - room <= exact <= Fraction(found.high) + room, (exact, found)
