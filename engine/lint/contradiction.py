"""永不成立、总是成立的判断：写得进去，却什么也查不到，或者处处都报。

错误示例  when: fact(收入总额) > 5万元 and fact(收入总额) < 3万元     （同一个数，两头合不拢）
错误示例  assert: 合计 == 合计                                        （两边一样，总是成立）
错误示例  assert: 1 == 2                                              （没有要核对的数）

只看写出来的样子：同一个算式与写死的数比、两个算式之间比、says 的有无。看不出矛盾的不说。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

from engine.ruleset.syntax import COMPARISONS, Binary, Call, Name, Number, Part, Unary

MAX_CASES: Final = 256
"""or 展开后的情形数；审计人员写的判断远不到，超过的不判。"""

_FLIPPED: Final = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_NEGATED: Final = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SIGNS: Final = {"==": {0}, "!=": {-1, 1}, "<": {-1}, ">": {1}, "<=": {-1, 0}, ">=": {0, 1}}
"""左减右的正负可以是什么。"""

_Shape = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Fact:
    """一个简单判断：左边的样子、算符、右边的样子；part 是它在算式里的位置。"""

    left: _Shape
    operator: str
    right: _Shape
    part: Part


def never(part: Part) -> Part | None:
    """永不成立时给出矛盾所在的那一处，否则 None。"""
    cases = _cases(part, True)
    if cases is None:
        return None
    found = [_clash(case) for case in cases]
    return found[0] if found and all(f is not None for f in found) else None


def always(part: Part) -> bool:
    """总是成立：它的反面永不成立。"""
    cases = _cases(part, False)
    return cases is not None and bool(cases) and all(_clash(case) is not None for case in cases)


def _cases(part: Part, wanted: bool) -> list[tuple[_Fact, ...]] | None:
    """展开成几种情形，每种情形是同时成立的一组简单判断；太多为 None。"""
    match part:
        case Unary(operator="not"):
            return _cases(part.operand, not wanted)
        case Binary(operator="and" | "or"):
            left, right = _cases(part.left, wanted), _cases(part.right, wanted)
            if left is None or right is None or len(left) * len(right) > MAX_CASES:
                return None
            if (part.operator == "and") == wanted:
                return [a + b for a, b in product(left, right)]
            return left + right
        case Binary() if part.operator in COMPARISONS:
            operator = part.operator if wanted else _NEGATED[part.operator]
            return [(_Fact(_shape(part.left), operator, _shape(part.right), part),)]
        case Call(function="says" | "only"):
            return [(_Fact(_shape(part), "==" if wanted else "!=", ("says",), part),)]
    return None


def _clash(case: tuple[_Fact, ...]) -> Part | None:
    """一组判断从哪一处起不能同时成立。"""
    signs: dict[tuple[_Shape, _Shape], set[int]] = {}
    bounds: dict[_Shape, _Bounds] = {}
    for fact in case:
        left, operator, right = fact.left, fact.operator, fact.right
        if left[0] == "数" and right[0] != "数":
            left, operator, right = right, _FLIPPED[operator], left
        if left == right:
            possible = _SIGNS[operator] & {0}
        elif left[0] == "数" and right[0] == "数":
            assert isinstance(left[1], Decimal) and isinstance(right[1], Decimal)
            possible = _SIGNS[operator] & {(left[1] > right[1]) - (left[1] < right[1])}
        elif right[0] == "数":
            assert isinstance(right[1], Decimal)
            bound = bounds.setdefault(left, _Bounds.of(left))
            possible = {0} if bound.narrow(operator, right[1]) else set()
        else:
            if repr(left) > repr(right):
                left, operator, right = right, _FLIPPED[operator], left
            possible = signs.setdefault((left, right), {-1, 0, 1})
            possible &= _SIGNS[operator]
        if not possible:
            return fact.part
    return None


@dataclass(slots=True)
class _Bounds:
    """一个算式可以取的数：上下限（是否含端点）和不能取的数。"""

    low: Decimal = Decimal("-Infinity")
    high: Decimal = Decimal("Infinity")
    low_open: bool = False
    high_open: bool = False
    barred: tuple[Decimal, ...] = ()

    @staticmethod
    def of(shape: _Shape) -> _Bounds:
        """sign 只有 -1、0、1；abs、count 不为负。"""
        if shape[:2] == ("函数", "sign"):
            return _Bounds(Decimal(-1), Decimal(1))
        return _Bounds(Decimal(0)) if shape[:2] in (("函数", "abs"), ("函数", "count")) else _Bounds()

    def narrow(self, operator: str, number: Decimal) -> bool:
        """加上一个条件；还有可取的数为真。"""
        if operator in (">", ">=", "==") and (number, operator == ">") >= (self.low, self.low_open):
            self.low, self.low_open = number, operator == ">"
        if operator in ("<", "<=", "==") and (number, operator != "<") <= (self.high, not self.high_open):
            self.high, self.high_open = number, operator == "<"
        if operator == "!=":
            self.barred += (number,)
        # == 落在原来的界外时，界没有动，这里一比就知道
        if operator == "==" and not (self.low <= number <= self.high):
            return False
        if self.low == self.high:
            return not (self.low_open or self.high_open or self.low in self.barred)
        return self.low < self.high


def _shape(part: Part) -> _Shape:
    """算式的样子，不计空格、写法和位置；写死的数先算出来。"""
    match part:
        case Number():
            return ("数", part.value)
        case Name():
            return ("名", part.name)
        case Unary(operator="-"):
            inner = _shape(part.operand)
            return ("数", -inner[1]) if inner[0] == "数" and isinstance(inner[1], Decimal) else ("负", inner)
        case Unary():
            return ("非", _shape(part.operand))
        case Call():
            return ("函数", part.function, *map(_shape, part.arguments))
    left, right = _shape(part.left), _shape(part.right)
    number = _constant(part.operator, left, right)
    if number is not None:
        return ("数", number)
    if part.operator in ("+", "*"):
        left, right = sorted((left, right), key=repr)
    return (part.operator, left, right)


def _constant(operator: str, left: _Shape, right: _Shape) -> Decimal | None:
    one, other = left[1], right[1]
    if left[0] != "数" or right[0] != "数" or not isinstance(one, Decimal) or not isinstance(other, Decimal):
        return None
    match operator:
        case "+":
            return one + other
        case "-":
            return one - other
        case "*":
            return one * other
    return one / other if operator == "/" and other else None


def speaks_of_nothing(part: Part) -> bool:
    """算式里没有一个名称，也没有取文件里的数。"""
    return not any(True for _ in _spoken(part))


def _spoken(part: Part) -> Iterator[Part]:
    match part:
        case Name() | Call(function="fact" | "says" | "only"):
            yield part
        case Unary():
            yield from _spoken(part.operand)
        case Binary():
            yield from _spoken(part.left)
            yield from _spoken(part.right)
        case Call():
            for argument in part.arguments:
                yield from _spoken(argument)
