"""一眼就看得出成立的判断：照印的数就成立，不必按区间算，也不必记过程。

绝大多数的行、陈述都是这样。只认金额的加减、比较，和词的有无；用到的数有一个没有、不是金额的，照印的数不成立的，
都不算看得出，由 expression.py 照常算。所以看得出的，照常算也一定成立，也不会是规则的错。

正确示例  合计 == 基本支出 + 项目支出，印的是 12.00、10.00、2.00
错误示例  印的是 12.00、10.00、2.01（靠四舍五入才成立）；增减率 == 增减额 / 上年（比率）
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final, Protocol

from engine.remember import MOST
from engine.ruleset.syntax import COMPARISONS, Binary, Call, Expression, Name, Number, Part, Unary


class Printed(Protocol):
    """判断向外要的东西。"""

    def yuan(self, name: str) -> Decimal | Sequence[Decimal] | None:
        """名称照印的金额，折成元；一组数是各个。没有、认不出、不是金额的为 None。"""

    def says(self, slot: str, wordlist: str) -> bool | None: ...

    def only(self, slot: str, wordlist: str) -> bool | None: ...


@dataclass(slots=True)
class _Seen:
    """一次判断用到的：各名称的数，let 的也在内。"""

    env: Printed
    one: dict[str, Decimal] = field(default_factory=dict)
    many: dict[str, Sequence[Decimal]] = field(default_factory=dict)


_Sum = Callable[[_Seen], Decimal]
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
    """一条规则的判断。names 是要用到的名称，groups 是 sum 里的（可以是一组数）。"""

    names: tuple[str, ...]
    groups: tuple[str, ...]
    lets: tuple[tuple[str, _Sum], ...]
    test: _Test

    def holds(self, env: Printed) -> bool:
        """看得出成立；为假的是看不出。"""
        seen = _Seen(env)
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
    """判断式 → 怎样看；里头有看不了的（乘除、函数、比率、不等号）为 None。"""
    made = _Compiler()
    try:
        own = []
        for name, each in lets:
            own.append((name, made.sum(each.root)))
            made.lets.add(name)
        test = made.test(expression.root)
    except _Unsuited:
        return None
    return Glance(tuple(made.names), tuple(made.groups), tuple(own), test)


class _Unsuited(Exception):
    """有看不了的成分。"""


@dataclass(slots=True)
class _Compiler:
    names: dict[str, None] = field(default_factory=dict)
    groups: dict[str, None] = field(default_factory=dict)
    lets: set[str] = field(default_factory=set)

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
        compared, left, right = _COMPARED[part.operator], self.sum(part.left), self.sum(part.right)
        return lambda seen: compared(left(seen), right(seen)) or None

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
            case Call(function="sum", arguments=arguments):
                terms = [self.many(argument) for argument in arguments]
                return lambda seen: sum((value for term in terms for value in term(seen)), _ZERO)
        raise _Unsuited

    def many(self, part: Part) -> Callable[[_Seen], Sequence[Decimal]]:
        if isinstance(part, Name) and part.name not in self.lets:
            name = part.name
            self.groups[name] = None
            return lambda seen: seen.many[name]
        one = self.sum(part)
        return lambda seen: (one(seen),)


_ZERO: Final = Decimal(0)


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
