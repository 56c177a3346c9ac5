"""算式的量纲：不必有文件，读规则时就看得出金额和比率相比、把词当数、把一组数当一个数。

错误示例  given: {statement: [本年, 占比]}；assert: 占比 == 本年      （比率不能与金额比较）
错误示例  assert: 增减率 == 0.5                                      （比率要写 50%）
正确示例  assert: 占比 == 本年 / 底数

一个名称可能是几种量纲的（个数，单位不常见的是没有单位的数），只要有一种说得通就不算错。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Final, cast

from engine.errors import RuleFault
from engine.numbers import Interval
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.bindings import TEXT, WORD, Kind, concept_kind
from engine.ruleset.syntax import COMPARISONS, Binary, Call, Dimension, Expression, Name, Number, Part, Unary
from engine.ruleset.value import PRODUCTS, QUOTIENTS, WORDS, Value, clash, compatible

_GATHER: Final = ("sum", "count", "min", "max")


@dataclass(frozen=True, slots=True)
class _Quantity:
    """一个数可能是什么：量纲，和写死的数（只有 0 和 1 有特别之处）。"""

    dimension: Dimension
    number: Decimal | None = None

    def value(self) -> Value:
        """当作一个值，好用 value.py 的规定；不知道多少的取 2。"""
        number = Decimal(2) if self.number is None else self.number
        return Value(Interval.exact(number), self.dimension, "", "")


_Kinds = frozenset[_Quantity]
"""空集：已经报过错，或者说不准，不再往上追究。"""


def faults_of(expression: Expression, names: Mapping[str, Kind], vocabulary: Vocabulary) -> list[RuleFault]:
    """算式里量纲不合的各处。names 里没有的名称不追究。"""
    run = _Run(expression, names, vocabulary)
    run.look(expression.root)
    return run.faults


def kind_of(expression: Expression, names: Mapping[str, Kind], vocabulary: Vocabulary) -> Kind | None:
    """let 里一个算式的量纲；说不准为 None。"""
    found = _Run(expression, names, vocabulary).look(expression.root)
    return Kind(frozenset(q.dimension for q in found)) if found else None


@dataclass(slots=True)
class _Run:
    expression: Expression
    names: Mapping[str, Kind]
    vocabulary: Vocabulary
    faults: list[RuleFault] = field(default_factory=list)

    def wrong(self, part: Part, message: str) -> _Kinds:
        self.faults.append(self.expression.mark.at(part.at).fault(message))
        return frozenset()

    def look(self, part: Part) -> _Kinds:
        match part:
            case Number():
                return frozenset({_Quantity(part.dimension, part.value)})
            case Name():
                return self.name(part, gathered=False)
            case Unary(operator="-"):
                return frozenset(_Quantity(q.dimension) for q in self.look(part.operand))
            case Unary():
                return self.look(part.operand) and frozenset()
            case Binary() if part.operator in ("and", "or"):
                return self.look(part.left) & self.look(part.right) & frozenset()
            case Binary():
                return self.pair(part)
            case Call():
                return self.call(part)

    def name(self, part: Name, gathered: bool) -> _Kinds:
        kind = self.kind(part)
        if kind is None:
            return frozenset()
        if kind == WORD:
            return self.wrong(part, f"“{part.name}”是词，不是数，要写成 sign({part.text}) 或 says({part.text}, 词表)")
        if kind.many and not gathered:
            return self.wrong(part, f"“{part.name}”是一组数，要先合起来，例如 sum({part.text})")
        return frozenset(_Quantity(cast(Dimension, d)) for d in kind.dimensions if d != TEXT)

    def kind(self, part: Name) -> Kind | None:
        """名称是什么；没有这个名称的由 consistency.py 去说。"""
        return self.names.get(part.name)

    def pair(self, part: Binary) -> _Kinds:
        left, right = self.look(part.left), self.look(part.right)
        if not left or not right:
            return frozenset()
        found: set[_Quantity] = set()
        for one, other in product(left, right):
            dimension = self.joined(part.operator, one, other)
            if dimension is not None:
                found.add(_Quantity(dimension))
        if found:
            return frozenset() if part.operator in COMPARISONS else frozenset(found)
        one, other = next(iter(left)), next(iter(right))
        comparing = part.operator in COMPARISONS
        if comparing or part.operator in "+-":
            return self.wrong(part.right, clash(one.dimension, other.dimension, comparing))
        verb = "相乘" if part.operator == "*" else "相除"
        return self.wrong(part.right, f"{WORDS[one.dimension]}不能与{WORDS[other.dimension]}{verb}")

    def joined(self, operator: str, one: _Quantity, other: _Quantity) -> Dimension | None:
        if operator in ("*", "/"):
            table = PRODUCTS if operator == "*" else QUOTIENTS
            return table.get((one.dimension, other.dimension))
        return compatible(one.value(), other.value(), operator in COMPARISONS)

    def call(self, part: Call) -> _Kinds:
        first = part.arguments[0]
        match part.function:
            case "fact":
                kind = concept_kind(first.name, self.vocabulary) if isinstance(first, Name) else None
                return frozenset(_Quantity(cast(Dimension, d)) for d in kind.dimensions) if kind else frozenset()
            case "says" | "only":
                self.said(first)
                return frozenset()
            case "sign":
                if not (isinstance(first, Name) and self.names.get(first.name) == WORD):
                    self.look(first)
                return frozenset({_Quantity("number")})
            case "count":
                for argument in part.arguments:
                    self.gathered(argument)
                return frozenset({_Quantity("count")})
        return self.alike(part, list(self.arguments(part)))

    def said(self, part: Part) -> None:
        if isinstance(part, Name) and (kind := self.kind(part)) is not None and kind != WORD:
            self.wrong(part, f"“{part.name}”是数，says 里要写文字要素，例如 says(用途, 项目性质词)")

    def arguments(self, part: Call) -> Iterator[_Kinds]:
        wanted = part.arguments[:1] if part.function in ("abs", "round") else part.arguments
        for argument in wanted:
            yield self.gathered(argument) if part.function in _GATHER else self.look(argument)

    def gathered(self, part: Part) -> _Kinds:
        return self.name(part, gathered=True) if isinstance(part, Name) else self.look(part)

    def alike(self, part: Call, kinds: list[_Kinds]) -> _Kinds:
        """sum、min、max 的各项要能相加。"""
        result = kinds[0]
        for argument, kind in zip(part.arguments[1:], kinds[1:], strict=False):
            if not result or not kind:
                return frozenset()
            joined = {d for a, b in product(result, kind) if (d := self.joined("+", a, b)) is not None}
            if not joined:
                one, other = next(iter(result)), next(iter(kind))
                return self.wrong(argument, clash(one.dimension, other.dimension, comparing=False))
            result = frozenset(map(_Quantity, joined))
        return frozenset(_Quantity(q.dimension) for q in result)
