"""算式读出来的样子：一棵小树，每个成分记得自己的写法和位置。

grammar.py 由文字造出它，expression.py 按它计算；规则检查用 names、fact_calls、says_calls 看它提到了什么。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from engine.yaml_source import Mark

Dimension = Literal["money", "ratio", "count", "number"]

COMPARISONS: Final = ("==", "!=", "<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class Number:
    """18.7、18.7%（ratio）、50万元（money，value 已折成元）。name 是它所代替的参数名。"""

    value: Decimal
    dimension: Dimension
    unit: str
    text: str
    at: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """函数；fact、says 的参数是名称本身，不取值。"""

    function: str
    arguments: tuple[Part, ...]
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Unary:
    operator: Literal["-", "not"]
    operand: Part
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Part
    right: Part
    text: str
    at: int


Part = Number | Name | Call | Unary | Binary

WORD_CALLS: Final = ("says", "only")
"""对词的判断：says 里面有没有，only 是不是只有。"""


def is_logical(part: Part) -> bool:
    """是判断（真假）还是数。"""
    match part:
        case Binary():
            return part.operator in COMPARISONS or part.operator in ("and", "or")
        case Unary():
            return part.operator == "not"
        case Call():
            return part.function in WORD_CALLS
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """一个算式；写得一样的两个也是两个，各有各的位置。"""

    root: Part
    text: str
    mark: Mark

    @property
    def logical(self) -> bool:
        """assert、when 要判断；let 要数。"""
        return is_logical(self.root)


def _parts(part: Part) -> Iterator[Part]:
    yield part
    match part:
        case Unary():
            yield from _parts(part.operand)
        case Binary():
            yield from _parts(part.left)
            yield from _parts(part.right)
        case Call():
            for argument in part.arguments:
                if part.function not in ("fact", *WORD_CALLS):
                    yield from _parts(argument)


def _calls(expr: Expression, function: str) -> Iterator[tuple[str, str]]:
    for arguments in call_arguments(expr, function):
        yield arguments[0].name, arguments[1].name if len(arguments) > 1 else ""


def bind(expr: Expression, numbers: Mapping[str, Number]) -> Expression:
    """把算式里的参数名换成数；位置还是名字的位置。"""
    return replace(expr, root=_bound(expr.root, numbers))


def _bound(part: Part, numbers: Mapping[str, Number]) -> Part:
    match part:
        case Name() if part.name in numbers:
            return replace(numbers[part.name], at=part.at, name=part.name)
        case Unary():
            return replace(part, operand=_bound(part.operand, numbers))
        case Binary():
            return replace(part, left=_bound(part.left, numbers), right=_bound(part.right, numbers))
        case Call() if part.function not in ("fact", *WORD_CALLS):
            return replace(part, arguments=tuple(_bound(a, numbers) for a in part.arguments))
    return part


def name_parts(expr: Expression) -> Iterator[Name]:
    """同 names，逐处给出，带位置。"""
    for part in _parts(expr.root):
        if isinstance(part, Name):
            yield part
        elif isinstance(part, Call) and part.function in WORD_CALLS and isinstance(part.arguments[0], Name):
            yield part.arguments[0]


def call_arguments(expr: Expression, function: str) -> Iterator[tuple[Name, ...]]:
    """每次调用 fact、says 的参数，带位置。"""
    for part in _parts(expr.root):
        if isinstance(part, Call) and part.function == function:
            yield tuple(a for a in part.arguments if isinstance(a, Name))


def names(expr: Expression) -> frozenset[str]:
    """要由 given、let、列名提供的名称；fact 的参数和 says 的词表不在内。"""
    return frozenset(part.name for part in name_parts(expr))


def fact_calls(expr: Expression) -> frozenset[tuple[str, str]]:
    """(指标, 期间)；没写期间为空串。"""
    return frozenset(_calls(expr, "fact"))


def says_calls(expr: Expression) -> frozenset[tuple[str, str]]:
    """(要素, 词表)。"""
    return frozenset(call for name in WORD_CALLS for call in _calls(expr, name))
