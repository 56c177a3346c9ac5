"""一眼就看得出成立的判断：照印的数就成立，不必按区间算，也不必记过程。

绝大多数的行、陈述都是这样。只认金额的加减、比较，比率等于两个金额相除，方向，和词的有无；用到的数有一个没有、
不是要的那种的，照印的数不成立的，都不算看得出，由 expression.py 照常算。所以看得出的，照常算也一定成立，
也不会是规则的错：区间里总有照印的数，照印的数算出来的也就在算出来的区间里。

正确示例  合计 == 基本支出 + 项目支出，印的是 12.00、10.00、2.00；增减率 == 增减额 / 上年，印的是 33.3%、1.00、3.00
错误示例  印的是 12.00、10.00、2.01（靠四舍五入才成立）；增减率印的是 33.4%（截尾、放宽末位才可能成立）
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final, Protocol

from engine.numbers import ZERO, Interval
from engine.remember import MOST
from engine.ruleset.syntax import COMPARISONS, Binary, Call, Expression, Name, Number, Part, Unary


class Printed(Protocol):
    """判断向外要的东西。"""

    def yuan(self, name: str) -> Decimal | Sequence[Decimal] | None:
        """名称照印的金额，折成元；一组数是各个。没有、认不出、不是金额的为 None。"""

    def span(self, name: str) -> Interval | None:
        """同 yuan，一个金额四舍五入前的区间。"""

    def ratio(self, name: str) -> Interval | None:
        """名称印的百分数四舍五入前的区间，18.7% 在 0.187 前后；不是百分数的为 None。"""

    def sign(self, name: str) -> object:
        """方向词的方向 +1、-1、0；别的都看不出。"""

    def says(self, slot: str, wordlist: str) -> bool | None: ...

    def only(self, slot: str, wordlist: str) -> bool | None: ...


@dataclass(slots=True)
class _Seen:
    """一次判断用到的：各名称的数，let 的也在内。"""

    env: Printed
    one: dict[str, Decimal] = field(default_factory=dict)
    many: dict[str, Sequence[Decimal]] = field(default_factory=dict)
    spans: dict[str, Interval] = field(default_factory=dict)
    ratios: dict[str, Interval] = field(default_factory=dict)
    ways: dict[str, int] = field(default_factory=dict)


_Sum = Callable[[_Seen], Decimal]
_Span = Callable[[_Seen], Interval]
_Test = Callable[[_Seen], bool | None]
"""真、假、看不出。"""

Lets = tuple[tuple[str, Expression], ...]
"""let 的（名称，算式），依次。"""

# 照印的数合乎这些的，按区间算也合乎；“!=”不是：照印的数不等，四舍五入前可能相等
_COMPARED: Final = {
    "==": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Glance:
    """一条规则的判断。

    names 是要用到的名称，groups 是 sum 里的（可以是一组数），spans 是除数里的，ratios 是比率，ways 是方向词。
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    spans: tuple[str, ...]
    ratios: tuple[str, ...]
    ways: tuple[str, ...]
    lets: tuple[tuple[str, _Sum], ...]
    test: _Test

    def holds(self, env: Printed) -> bool:
        """看得出成立；为假的是看不出。"""
        seen = _Seen(env)
        for name in self.ways:
            way = env.sign(name)
            if not isinstance(way, int):
                return False
            seen.ways[name] = way
        for name in self.ratios:
            if (span := env.ratio(name)) is None:
                return False
            seen.ratios[name] = span
        for name in self.spans:
            if (span := env.span(name)) is None:
                return False
            seen.spans[name] = span
        for name in self.names:
            found = env.yuan(name)
            if not isinstance(found, Decimal):
                return False
            seen.one[name] = found
        for name in self.groups:
            found = env.yuan(name)
            if found is None:
                return False
            seen.many[name] = (found,) if isinstance(found, Decimal) else found
        for name, work in self.lets:
            seen.one[name] = work(seen)
        return self.test(seen) is True


@lru_cache(maxsize=MOST)
def glance(expression: Expression, lets: Lets) -> Glance | None:
    """判断式 → 怎样看；里头有看不了的（别的乘除、函数、不等号）为 None。"""
    made = _Compiler()
    try:
        own = []
        for name, each in lets:
            own.append((name, made.sum(each.root)))
            made.lets[name] = each.root
        test = made.test(expression.root)
    except _Unsuited:
        return None
    return Glance(
        tuple(made.names), tuple(made.groups), tuple(made.spans), tuple(made.ratios), tuple(made.ways),
        tuple(own), test,
    )  # fmt: skip


class _Unsuited(Exception):
    """有看不了的成分。"""


@dataclass(slots=True)
class _Compiler:
    names: dict[str, None] = field(default_factory=dict)
    groups: dict[str, None] = field(default_factory=dict)
    spans: dict[str, None] = field(default_factory=dict)
    ratios: dict[str, None] = field(default_factory=dict)
    ways: dict[str, None] = field(default_factory=dict)
    lets: dict[str, Part] = field(default_factory=dict)

    def test(self, part: Part) -> _Test:
        match part:
            case Unary(operator="not"):
                return _not(self.test(part.operand))
            case Binary(operator="and" | "or"):
                return _both(self.test(part.left), self.test(part.right), decisive=part.operator == "or")
            case Binary() if part.operator in COMPARISONS:
                return self.comparison(part)
            case Call(function="says", arguments=(Name(name=slot), Name(name=words))):
                return lambda seen: seen.env.says(slot, words)
            case Call(function="only", arguments=(Name(name=slot), Name(name=words))):
                return lambda seen: seen.env.only(slot, words)
        raise _Unsuited

    def comparison(self, part: Binary) -> _Test:
        if part.operator not in _COMPARED:
            raise _Unsuited
        if part.operator == "==" and isinstance(part.right, Binary) and part.right.operator == "/":
            return self.quotient(part.left, part.right)
        compared = _COMPARED[part.operator]
        if (one := self.way(part.left)) is not None and (other := self.way(part.right)) is not None:
            ways = one, other
            return lambda seen: compared(ways[0](seen), ways[1](seen))  # 方向是几就是几，没有四舍五入
        left, right = self.sum(part.left), self.sum(part.right)
        return lambda seen: compared(left(seen), right(seen)) or None

    def quotient(self, rate: Part, right: Binary) -> _Test:
        """比率 == 金额 / 金额：除数一定大于零、商在比率的区间里的。"""
        absolute = isinstance(rate, Call) and rate.function == "abs"
        name = rate.arguments[0] if isinstance(rate, Call) and absolute else rate
        if not isinstance(name, Name) or name.name in self.lets or not self.is_money(right.left):
            raise _Unsuited
        self.ratios[name.name] = None
        ratio, part, whole = name.name, self.sum(right.left), self.span(right.right)

        def test(seen: _Seen) -> bool | None:
            divisor, own = whole(seen), seen.ratios[ratio]
            if divisor.low <= 0:
                return None
            own = abs(own) if absolute else own
            return own.low <= part(seen) / divisor.mid <= own.high or None

        return test

    def is_money(self, part: Part) -> bool:
        """一定是金额：空的一组数相加是没有单位的零，不能除以金额。"""
        match part:
            case Name(name=name):
                return name not in self.lets or self.is_money(self.lets[name])
            case Binary(operator="+" | "-"):
                return self.is_money(part.left) and self.is_money(part.right)
            case Binary(operator="*"):
                return self.is_money(part.right)
            case Unary(operator="-"):
                return self.is_money(part.operand)
            case Call(function="abs", arguments=(operand,)):
                return self.is_money(operand)
        return False

    def span(self, part: Part) -> _Span:
        """金额的和四舍五入前的区间。"""
        match part:
            case Name(name=name) if name in self.lets:
                return self.span(self.lets[name])
            case Name(name=name):
                self.spans[name] = None
                return lambda seen: seen.spans[name]
            case Binary(operator="+"):
                left, right = self.span(part.left), self.span(part.right)
                return lambda seen: left(seen) + right(seen)
            case Binary(operator="-"):
                left, right = self.span(part.left), self.span(part.right)
                return lambda seen: left(seen) - right(seen)
            case Binary(operator="*") if (way := self.way(part.left)) is not None:
                times, operand = way, self.span(part.right)
                return lambda seen: _TURNED[times(seen)](operand(seen))
        raise _Unsuited

    def way(self, part: Part) -> Callable[[_Seen], int] | None:
        """方向词的方向，或者 0；别的为 None。"""
        match part:
            case Call(function="sign", arguments=(Name(name=name),)) if name not in self.lets:
                self.ways[name] = None
                return lambda seen: seen.ways[name]
            case Number(dimension="number") if not part.value:
                return lambda _: 0
        return None

    def sum(self, part: Part) -> _Sum:
        match part:
            case Number() if part.dimension == "money" or (part.dimension == "number" and not part.value):
                value = part.value
                return lambda _: value
            case Name(name=name):
                if name not in self.lets:
                    self.names[name] = None
                return lambda seen: seen.one[name]
            case Unary(operator="-"):
                operand = self.sum(part.operand)
                return lambda seen: -operand(seen)
            case Binary(operator="+"):
                left, right = self.sum(part.left), self.sum(part.right)
                return lambda seen: left(seen) + right(seen)
            case Binary(operator="-"):
                left, right = self.sum(part.left), self.sum(part.right)
                return lambda seen: left(seen) - right(seen)
            case Binary(operator="*") if self.is_money(part.right) and (way := self.way(part.left)) is not None:
                times, operand = way, self.sum(part.right)
                return lambda seen: times(seen) * operand(seen)
            case Call(function="abs", arguments=(inner,)):
                operand = self.sum(inner)
                return lambda seen: abs(operand(seen))
            case Call(function="sum", arguments=arguments):
                terms = [self.many(argument) for argument in arguments]
                return lambda seen: sum((value for term in terms for value in term(seen)), ZERO.mid)
        raise _Unsuited

    def many(self, part: Part) -> Callable[[_Seen], Sequence[Decimal]]:
        if isinstance(part, Name) and part.name not in self.lets:
            name = part.name
            self.groups[name] = None
            return lambda seen: seen.many[name]
        one = self.sum(part)
        return lambda seen: (one(seen),)


_TURNED: Final[dict[int, Callable[[Interval], Interval]]] = {1: lambda i: i, -1: lambda i: -i, 0: lambda _: ZERO}
"""方向乘以一个金额。"""


def _not(inner: _Test) -> _Test:
    def test(seen: _Seen) -> bool | None:
        found = inner(seen)
        return None if found is None else not found

    return test


def _both(left: _Test, right: _Test, decisive: bool) -> _Test:
    """and 有一边为假就假，or 有一边为真就真；不然两边都看得出才看得出。"""

    def test(seen: _Seen) -> bool | None:
        one = left(seen)
        if one is decisive:
            return decisive
        other = right(seen)
        if other is decisive:
            return decisive
        return None if one is None or other is None else not decisive

    return test
