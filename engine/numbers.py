"""数：区间与带单位的量。

打印出来的数是一个区间：数值 v、末位单位 q 表示真值在 [v - q/2, v + q/2]。
加减乘除按区间运算；“等于”指两个区间相交，因此四舍五入造成的尾差不会被当作错误。
只用 Decimal，不用浮点数。
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property, lru_cache

from engine.light import light

_CENT, _ONE = Decimal("0.01"), Decimal(1)
_PRECISION = 28  # Decimal 默认的有效数字
MOST_DIGITS = 20
"""一个数至多这么多位：全国的预算以元计也不过十五位，连小数二十位；再长的是几个数连在了一起。"""
# 货币单位折合元的倍数；其他单位不能互相换算。
MONEY: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}


@light
@dataclass(frozen=True, slots=True)
class Interval:
    """真值所在的闭区间，mid 为按打印值直接计算的结果（用于显示）。"""

    mid: Decimal
    low: Decimal
    high: Decimal

    @classmethod
    def exact(cls, value: Decimal | int | str) -> Interval:
        number = Decimal(value)
        return cls(number, number, number)

    @classmethod
    def rounded(cls, value: Decimal, quantum: Decimal) -> Interval:
        """打印值 value、末位单位 quantum 所代表的区间。"""
        half = quantum / 2
        return cls(value, value - half, value + half)

    @property
    def width(self) -> Decimal:
        """区间有多宽；一个四舍五入的数，就是它的末位单位。"""
        return self.high - self.low

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.mid + other.mid, self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.mid - other.mid, self.low - other.high, self.high - other.low)

    def __neg__(self) -> Interval:
        return Interval(-self.mid, -self.high, -self.low)

    def __mul__(self, other: Interval) -> Interval:
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(self.mid * other.mid, min(corners), max(corners))

    def __truediv__(self, other: Interval) -> Interval:
        """除数区间含零时抛出 ZeroDivisionError：这样的比率没有意义。"""
        if other.low <= 0 <= other.high or other.mid == 0:
            raise ZeroDivisionError("除数可能为零")
        corners = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(self.mid / other.mid, min(corners), max(corners))

    def __abs__(self) -> Interval:
        if self.low >= 0:
            return self
        if self.high <= 0:
            return -self
        return Interval(abs(self.mid), Decimal(0), max(-self.low, self.high))

    def scaled(self, factor: Decimal) -> Interval:
        """乘以一个不是负数的倍数。"""
        return Interval(self.mid * factor, self.low * factor, self.high * factor)

    def meets(self, other: Interval) -> bool:
        """是否存在一对相等的真值。"""
        return self.low <= other.high and other.low <= self.high

    def may_be_at_most(self, other: Interval) -> bool:
        return self.low <= other.high

    def may_be_below(self, other: Interval) -> bool:
        return self.low < other.high


ZERO = Interval.exact(0)


@light
@dataclass(frozen=True)
class Quantity:
    """一个打印出来的量。

    value   打印的数值，按 unit 计
    unit    元、万元、%、个、人……；没有单位为空串
    quantum 末位单位，按 unit 计；0 表示精确
    printed 文件中的原样
    """

    value: Decimal
    unit: str
    quantum: Decimal
    printed: str
    approximate: bool = False

    @property
    def is_money(self) -> bool:
        return self.unit in MONEY

    def interval(self) -> Interval:
        """按自身单位的区间；“约、近、左右”放宽为前后各一个末位单位。"""
        if self.approximate:
            return Interval.rounded(self.value, self.quantum * 2)
        return Interval.rounded(self.value, self.quantum)

    def yuan(self) -> Decimal | None:
        """照印的数折合成元；非货币单位为 None。"""
        scale = MONEY.get(self.unit)
        return None if scale is None else self.value * scale

    def in_yuan(self) -> Interval:
        """折合成元的区间；非货币单位抛出 KeyError。"""
        return self._yuan

    @cached_property
    def _yuan(self) -> Interval:
        """同 interval().scaled(…)，少算几步。一个数有十几条规则要看，只折算一次。"""
        scale = MONEY[self.unit]
        mid, quantum = self.value * scale, self.quantum * scale
        half = quantum if self.approximate else quantum / 2
        return Interval(mid, mid - half, mid + half)


def decimals(value: Decimal) -> int:
    """小数位数：352.47 → 2，418 → 0。"""
    if value.same_quantum(_CENT):  # 多半是两位，或者没有，不必把各位数字拆出来
        return 2
    if value.same_quantum(_ONE):
        return 0
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


@lru_cache(maxsize=64)
def last_place(places: int) -> Decimal:
    """小数第几位的一个单位：2 → 0.01，0 → 1。"""
    return Decimal(1).scaleb(-places)


def to_places(value: Decimal, places: int) -> Decimal:
    """四舍五入到小数点后 places 位。再大的数也行：默认的算术只留 28 位有效数字，超过的要另给位数。"""
    unit = last_place(places)
    digits = value.adjusted() + places + 2
    if digits <= _PRECISION:
        return value.quantize(unit, ROUND_HALF_UP)
    return value.quantize(unit, ROUND_HALF_UP, Context(prec=digits))


def plain(value: Decimal, places: int | None = None) -> str:
    """不用科学记数法、不留多余尾零的写法；给出 places 时四舍五入到该位。"""
    if places is not None:
        value = to_places(value, places)
        return format(value if value else abs(value), "f")
    text = format(value if value else abs(value), "f")  # 不印“-0”
    return text.rstrip("0").rstrip(".") if "." in text else text
