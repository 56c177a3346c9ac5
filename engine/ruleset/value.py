"""算式里的量：带区间、量纲、单位和出处的值，以及判断的结论和计算过程。

值有四种量纲，金额一律折成元、比率一律是小数（18.7% 即 0.187）：

    money 金额    ratio 比率    count 个数    number 没有单位的数

    相加减、取最大最小  同量纲；个数与数可以混用；0 与什么都能加减；比率可以加减 1（本年 / 上年 - 1）
    相乘            一边是数或比率时随另一边；金额 × 个数 = 金额；金额 × 金额不允许
    相除            同量纲得比率（数除以数仍是数）；除以比率或数时随被除数；金额 ÷ 个数 = 金额
    比较            同量纲；个数与数可以混用；0 与什么都能比；比率与 50%、金额与 50万元 这样带单位的数比

量纲不合是规则写错了，由 expression.py 报成规则的错，不会变成数据的问题。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Final, Literal, Protocol

from engine.document import Place
from engine.light import light
from engine.numbers import MONEY, ZERO, Interval, decimals, plain, to_places
from engine.ruleset.syntax import Dimension

WORDS: Final[dict[Dimension, str]] = {"money": "金额", "ratio": "比率", "count": "个数", "number": "没有单位的数"}
_PERCENT: Final = Decimal("0.01")


class State(Enum):
    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"  # 缺数，无法核查
    UNDEFINED = "undefined"  # 除数可能为零，不适用


@light
@dataclass(frozen=True, slots=True)
class Value:
    """一个量。interval 按元、小数、个计；written 是原样的写法，算出来的为 None。

    label 是计算过程里的名字（如某行的科目名称），不填就用算式里的名称；place 是它在原文的出处，算出来的是第一个来源的。
    """

    interval: Interval
    dimension: Dimension
    written: str | None
    unit: str
    label: str = ""
    place: Place | None = None

    @property
    def printed(self) -> str:
        """数的写法：原样，或按 unit 写出，不带单位，比率带 %。"""
        if self.written is not None:
            return self.written
        return _printed(self.interval.mid / self.scale, self.dimension)

    @property
    def scale(self) -> Decimal:
        """一个 unit 折合多少：万元 10000，% 0.01，其余 1。"""
        if self.dimension == "ratio":
            return _PERCENT
        return MONEY.get(self.unit, Decimal(1)) if self.dimension == "money" else Decimal(1)


class Environment(Protocol):
    """算式向外要的东西；没有就给 None，不要给零。"""

    def value(self, name: str) -> Value | Sequence[Value] | None: ...

    def fact(self, concept: str, period: str) -> Value | None:
        """period 没写时为空串。"""

    def sign(self, name: str) -> int | State | None:
        """方向词要素的方向：+1、-1、0；一段话里方向不明为 UNDEFINED；不是词为 None。"""

    def says(self, slot: str, wordlist: str) -> bool | None:
        """要素的话里有没有词表中的词。"""

    def only(self, slot: str, wordlist: str) -> bool | None:
        """要素的话是不是只有词表中的一个词。"""


@light
@dataclass(frozen=True, slots=True)
class Term:
    """计算过程的一项。low、high 按 unit 计，与 printed 可以并排看；缺数时为 None。parts 是乘除、函数的内部。"""

    sign: str  # + - * /
    item: str
    value: Value | None
    parts: tuple[Term, ...] = ()

    @property
    def printed(self) -> str:
        return self.value.printed if self.value else ""

    @property
    def unit(self) -> str:
        return self.value.unit if self.value else ""

    @property
    def low(self) -> Decimal | None:
        return self.value.interval.low / self.value.scale if self.value else None

    @property
    def high(self) -> Decimal | None:
        return self.value.interval.high / self.value.scale if self.value else None


@light
@dataclass(frozen=True, slots=True)
class Comparison:
    """一次比较。state 是这一次比较自己的结果，不管外面有没有 not；terms 列出一边的各项，多数比较用不着列。"""

    operator: str
    state: State
    left: Value | None
    right: Value | None
    text: str
    terms: Callable[[Literal["left", "right"]], tuple[Term, ...]] = field(compare=False, repr=False)

    @property
    def left_terms(self) -> tuple[Term, ...]:
        return self.terms("left")

    @property
    def right_terms(self) -> tuple[Term, ...]:
        return self.terms("right")

    @property
    def difference(self) -> Value | None:
        """左减右，按左边的单位；缺数或比率对数时以左边量纲为准。"""
        if self.left is None or self.right is None:
            return None
        left, right = self.left, self.right
        base = right if is_zero(left) else left
        return computed(left.interval - right.interval, base.dimension, base.unit, (left, right))

    @property
    def by_rounding(self) -> bool:
        """尾差：打印的数不成立，考虑四舍五入后成立。"""
        if self.state is not State.TRUE or self.left is None or self.right is None:
            return False
        one, other = self.left.interval.mid, self.right.interval.mid
        if self.operator == "==":  # 绝大多数是等式，印的数多半就相等
            return one != other
        return not compare(self.operator, Interval.exact(one), Interval.exact(other))


@light
@dataclass(frozen=True, slots=True)
class Verdict:
    """一个判断的结论；comparisons 依算式次序，missing 是缺的名称，undefined 是没有意义的算式片段。"""

    state: State
    comparisons: tuple[Comparison, ...] = ()
    missing: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()


# 相乘、相除后的量纲；不在表里的不允许（金额 × 金额、比率 ÷ 金额）。
PRODUCTS: Final[dict[tuple[Dimension, Dimension], Dimension]] = {
    ("number", "number"): "number",
    ("number", "count"): "count",
    ("number", "ratio"): "ratio",
    ("number", "money"): "money",
    ("ratio", "ratio"): "ratio",
    ("ratio", "count"): "count",
    ("ratio", "money"): "money",
    ("count", "count"): "count",
    ("count", "money"): "money",
}
PRODUCTS.update({(right, left): result for (left, right), result in list(PRODUCTS.items())})

QUOTIENTS: Final[dict[tuple[Dimension, Dimension], Dimension]] = {
    ("money", "money"): "ratio",
    ("count", "count"): "ratio",
    ("ratio", "ratio"): "ratio",
    ("number", "number"): "number",
    ("money", "ratio"): "money",
    ("money", "number"): "money",
    ("money", "count"): "money",
    ("count", "ratio"): "count",
    ("count", "number"): "count",
    ("number", "ratio"): "number",
    ("number", "count"): "number",
    ("ratio", "number"): "ratio",
    ("ratio", "count"): "ratio",
}


def is_zero(value: Value) -> bool:
    """没有单位的零，与什么都能相加减、相比较。"""
    return value.dimension == "number" and value.interval.low == value.interval.high == 0


def is_one(value: Value) -> bool:
    return value.dimension == "number" and value.interval.low == value.interval.high == 1


def compatible(left: Value, right: Value, comparing: bool) -> Dimension | None:
    """相加减、相比较的结果量纲；None 为不允许。"""
    one, other = left.dimension, right.dimension
    if one == other or is_zero(right):
        return one
    if is_zero(left):
        return other
    if {one, other} == {"number", "count"}:
        return "count"
    if {one, other} == {"number", "ratio"} and not comparing and (is_one(left) or is_one(right)):
        return "ratio"
    return None


def clash(one: Dimension, other: Dimension, comparing: bool) -> str:
    """两个量不能相比较、相加减时的说法。"""
    pair = {one, other}
    hint = "，比率请写百分号，例如 50%" if pair == {"number", "ratio"} else ""
    hint = "，金额请写单位，例如 50万元" if pair == {"number", "money"} else hint
    return f"{WORDS[one]}不能与{WORDS[other]}{'比较' if comparing else '相加减'}{hint}"


def compare(operator: str, left: Interval, right: Interval) -> bool:
    """有可能成立就是成立；只有印作零的数，不大于也不小于零。"""
    if operator in ("<", ">") and ((right == ZERO and not left.mid) or (left == ZERO and not right.mid)):
        return False
    match operator:
        case "==":
            return left.meets(right)
        case "!=":
            return not left.meets(right)
        case "<=":
            return left.may_be_at_most(right)
        case "<":
            return left.may_be_below(right)
        case ">=":
            return right.may_be_at_most(left)
    return right.may_be_below(left)


def added(values: Sequence[Value | State], pluses: Sequence[bool]) -> Value | None:
    """values[0] ± values[1] ± …，各项都有数、量纲都相同的；不是这样的为 None。pluses 是后面各项加还是减。"""
    first = values[0]
    if not isinstance(first, Value):
        return None
    dimension, unit, interval = first.dimension, first.unit, first.interval
    mid, low, high = interval.mid, interval.low, interval.high
    for value, plus in zip(values[1:], pluses, strict=True):
        if not isinstance(value, Value) or value.dimension != dimension:
            return None
        interval = value.interval
        if plus:
            mid, low, high = mid + interval.mid, low + interval.low, high + interval.high
        else:
            mid, low, high = mid - interval.mid, low - interval.high, high - interval.low
        unit = unit or value.unit
    return computed(Interval(mid, low, high), dimension, unit, [v for v in values if isinstance(v, Value)])


def computed(interval: Interval, dimension: Dimension, unit: str, sources: Sequence[Value]) -> Value:
    """算出来的值：写法由区间的中值得来，出处是第一个来源的。"""
    if dimension == "ratio":
        unit = "%"
    elif dimension == "money":
        unit = unit if unit in MONEY else "元"
    place = None
    for source in sources:
        if source.place is not None:
            place = source.place
            break
    return Value(interval, dimension, None, unit, "", place)


def _printed(number: Decimal, dimension: Dimension) -> str:
    """保留原有小数位；除不尽的比率到百分号前两位，其余到六位。"""
    most = 2 if dimension == "ratio" else 6
    if decimals(number) > most:
        number = Decimal(plain(to_places(number, most)))
    return plain(number) + "%" if dimension == "ratio" else format(number, "f")


def rounded(value: Value, places: int) -> Interval:
    """按 value 自己的单位四舍五入：万元的金额保留两位，是保留到百元。"""
    scale, interval = value.scale, value.interval
    return Interval(*(_round_scaled(x, scale, places) for x in (interval.mid, interval.low, interval.high)))


def _round_scaled(number: Decimal, scale: Decimal, places: int) -> Decimal:
    return to_places(number / scale, places) * scale


def direction(interval: Interval) -> Interval:
    """正负：+1、0、-1；区间跨零时从 -1 到 +1 都可能。"""
    return Interval(*(Decimal((x > 0) - (x < 0)) for x in (interval.mid, interval.low, interval.high)))


def extreme(function: str, left: Interval, right: Interval) -> Interval:
    """两个区间的最小或最大。"""
    choose = min if function == "min" else max
    return Interval(choose(left.mid, right.mid), choose(left.low, right.low), choose(left.high, right.high))
