"""算式的计算：按区间算，结果带着过程，报告里的“计算”一栏就取自这里。

量纲的规定见 value.py。

比较按区间：== 两边有可能相等就成立，<= < >= > 有可能成立就成立，!= 是 == 的反面（确定不等才成立）。
缺数 → UNKNOWN 并说出缺什么；除数可能为零 → UNDEFINED（不适用）。and、or 用三值逻辑，两边都算，不短路；
结论不定时缺数先于不适用。空的一组数：sum 为 0，count 为 0，min、max 不适用。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from engine.errors import RuleError
from engine.numbers import Interval
from engine.ruleset.grammar import parse
from engine.ruleset.syntax import (
    COMPARISONS,
    Binary,
    Call,
    Dimension,
    Expression,
    Name,
    Number,
    Part,
    Unary,
    fact_calls,
    names,
    says_calls,
)
from engine.ruleset.value import (
    PRODUCTS,
    QUOTIENTS,
    WORDS,
    Comparison,
    Environment,
    State,
    Term,
    Value,
    Verdict,
    clash,
    compare,
    compatible,
    computed,
    direction,
    extreme,
    rounded,
)

__all__ = [
    "Comparison",
    "Environment",
    "Expression",
    "ExpressionError",
    "State",
    "Term",
    "Value",
    "Verdict",
    "evaluate",
    "fact_calls",
    "names",
    "parse",
    "says_calls",
    "terms",
]

_FLIP: Final = {"+": "-", "-": "+"}


class ExpressionError(RuleError):
    """算式本身不成立（量纲不合、一组数没有求和），是规则的错，与文件无关。"""


def evaluate(expr: Expression, env: Environment) -> Verdict | Value:
    """判断式给 Verdict；数的算式给 Value，算不出来时给 UNKNOWN 或 UNDEFINED 的 Verdict。"""
    run = _Run(expr, env)
    if expr.logical:
        state = run.truth(expr.root)
        return Verdict(state, tuple(run.comparisons), *run.gaps())
    result = run.number(expr.root)
    return result if isinstance(result, Value) else Verdict(result, (), *run.gaps())


def terms(expr: Expression, env: Environment) -> list[Term]:
    """把一个数的算式展开成带正负号的各项；比较的两边见 Comparison.left_terms、right_terms。"""
    return [] if expr.logical else list(_Run(expr, env).terms(expr.root, "+"))


# —— 以下是计算 ——

_Result = Value | State


@dataclass(slots=True)
class _Run:
    expr: Expression
    env: Environment
    comparisons: list[Comparison] = field(default_factory=list)
    missing: dict[str, None] = field(default_factory=dict)
    undefined: dict[str, None] = field(default_factory=dict)
    known: dict[int, _Result] = field(default_factory=dict)

    def gaps(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(self.missing), tuple(self.undefined)

    def wrong(self, part: Part, message: str) -> ExpressionError:
        return ExpressionError([self.expr.mark.at(part.at).fault(message)])

    def lacks(self, name: str) -> State:
        self.missing[name] = None
        return State.UNKNOWN

    def senseless(self, part: Part) -> State:
        self.undefined[part.text] = None
        return State.UNDEFINED

    # 真假

    def truth(self, part: Part) -> State:
        match part:
            case Unary(operator="not"):
                state = self.truth(part.operand)
                return {State.TRUE: State.FALSE, State.FALSE: State.TRUE}.get(state, state)
            case Binary() if part.operator in COMPARISONS:
                return self.comparison(part)
            case Binary():
                states = {self.truth(part.left), self.truth(part.right)}
                decisive, other = (State.FALSE, State.TRUE) if part.operator == "and" else (State.TRUE, State.FALSE)
                order = (decisive, State.UNKNOWN, State.UNDEFINED, other)
                return next(state for state in order if state in states)
            case Call(function="says" | "only", arguments=(Name(name=slot), Name(name=words))):
                said = (self.env.says if part.function == "says" else self.env.only)(slot, words)
                return self.lacks(slot) if said is None else State.TRUE if said else State.FALSE
        raise AssertionError(part)  # parse 保证判断的位置上只有判断

    def comparison(self, part: Binary) -> State:
        left, right = self.number(part.left), self.number(part.right)
        if isinstance(left, Value) and isinstance(right, Value):
            self.alike(part, left, right)
            state = State.TRUE if compare(part.operator, left.interval, right.interval) else State.FALSE
        else:
            state = _worse(left, right)
        sides = [side if isinstance(side, Value) else None for side in (left, right)]

        def flat(side: Literal["left", "right"]) -> tuple[Term, ...]:
            return tuple(self.terms(getattr(part, side), "+"))

        self.comparisons.append(Comparison(part.operator, state, sides[0], sides[1], part.text, flat))
        return state

    # 数

    def number(self, part: Part) -> _Result:
        if id(part) not in self.known:
            self.known[id(part)] = self.work_out(part)
        return self.known[id(part)]

    def work_out(self, part: Part) -> _Result:
        match part:
            case Number():
                return Value(Interval.exact(part.value), part.dimension, _bare(part), part.unit, part.name)
            case Name():
                found = self.env.value(part.name)
                if found is None:
                    return self.lacks(part.name)
                if not isinstance(found, Value):
                    raise self.wrong(part, f"“{part.name}”是一组数，要先合起来，例如 sum({part.text})")
                return found
            case Unary():
                result = self.number(part.operand)
                return result if isinstance(result, State) else _like(-result.interval, result)
            case Binary():
                left, right = self.number(part.left), self.number(part.right)
                if isinstance(left, State) or isinstance(right, State):
                    return _worse(left, right)
                return self.arithmetic(part, left, right)
            case Call():
                return self.call(part)

    def arithmetic(self, part: Binary, left: Value, right: Value) -> _Result:
        if part.operator in ("+", "-"):
            dimension = self.alike(part, left, right)
            interval = left.interval + right.interval if part.operator == "+" else left.interval - right.interval
            like = left if left.dimension == dimension else right
            return computed(interval, dimension, like.unit or right.unit, (left, right))
        table, verb = (PRODUCTS, "相乘") if part.operator == "*" else (QUOTIENTS, "相除")
        dimension_or_none = table.get((left.dimension, right.dimension))
        if dimension_or_none is None:
            raise self.wrong(part, f"{WORDS[left.dimension]}不能与{WORDS[right.dimension]}{verb}")
        unit = left.unit if left.dimension == dimension_or_none else right.unit
        if part.operator == "*":
            return computed(left.interval * right.interval, dimension_or_none, unit, (left, right))
        try:
            return computed(left.interval / right.interval, dimension_or_none, unit, (left, right))
        except ZeroDivisionError:
            return self.senseless(part)

    def alike(self, part: Part, left: Value, right: Value) -> Dimension:
        """两边相加减、相比较的结果量纲；不允许就是规则的错。"""
        comparing = isinstance(part, Binary) and part.operator in COMPARISONS
        dimension = compatible(left, right, comparing)
        if dimension is not None:
            return dimension
        raise self.wrong(part, clash(left.dimension, right.dimension, comparing))

    def call(self, part: Call) -> _Result:
        first = part.arguments[0]
        match part.function:
            case "fact":
                words = [argument.name for argument in part.arguments if isinstance(argument, Name)]
                return self.env.fact(words[0], words[1] if len(words) > 1 else "") or self.lacks(
                    f"{words[0]}（{words[1] if len(words) > 1 else '本年'}）"
                )
            case "sign":
                return self.sign(first)
            case "abs" | "round":
                value = self.number(first)
                if isinstance(value, State):
                    return value
                if part.function == "abs":
                    return replace(value, interval=abs(value.interval), written=value.printed.lstrip("-－"))
                places = part.arguments[1] if len(part.arguments) > 1 else None
                return _like(rounded(value, int(places.value) if isinstance(places, Number) else 0), value)
        values = self.many(part.arguments)
        if isinstance(values, State):
            return values
        if part.function == "count":
            return computed(Interval.exact(len(values)), "count", "", values)
        if part.function == "sum":
            return self.total(part, values)
        if not values:
            return self.senseless(part)
        best = values[0]
        for value in values[1:]:
            dimension = self.alike(part, best, value)
            like = best if best.dimension == dimension else value
            best = computed(extreme(part.function, best.interval, value.interval), dimension, like.unit, (best, value))
        return best

    def total(self, part: Part, values: Sequence[Value]) -> Value:
        result = Value(Interval.exact(0), "number", "0", "")
        for value in values:
            dimension = self.alike(part, result, value)
            like = result if result.dimension == dimension and result.unit else value
            result = computed(result.interval + value.interval, dimension, like.unit, (result, value))
        return result

    def many(self, parts: Iterable[Part]) -> tuple[Value, ...] | State:
        values: list[Value] = []
        worst: _Result | None = None
        for part in parts:
            group = self.group(part)
            if group is not None:
                values.extend(group)
                continue
            result = self.number(part)
            if isinstance(result, Value):
                values.append(result)
            else:
                worst = result if worst is None else _worse(worst, result)
        return tuple(values) if not isinstance(worst, State) else worst

    def group(self, part: Part) -> Sequence[Value] | None:
        """名称是一组数时的那组数。"""
        found = self.env.value(part.name) if isinstance(part, Name) else None
        return None if found is None or isinstance(found, Value) else found

    def sign(self, part: Part) -> _Result:
        """方向词取方向；数取正负，区间跨零时正负都算可能。"""
        if isinstance(part, Name) and (way := self.env.sign(part.name)) is not None:
            if isinstance(way, State):
                return self.senseless(part)
            return computed(Interval.exact(way), "number", "", ())
        value = self.number(part)
        if isinstance(value, State):
            return value
        return computed(direction(value.interval), "number", "", (value,))

    # 过程

    def terms(self, part: Part, sign: str) -> Iterable[Term]:
        match part:
            case Binary(operator="+" | "-"):
                yield from self.terms(part.left, sign)
                yield from self.terms(part.right, sign if part.operator == "+" else _FLIP[sign])
            case Unary(operator="-"):
                yield from self.terms(part.operand, _FLIP[sign])
            case Call(function="sum"):
                for argument in part.arguments:
                    group = self.group(argument)
                    if group is None:
                        yield from self.terms(argument, sign)
                    for number, value in enumerate(group or (), 1):
                        yield Term(sign, value.label or f"{argument.text} 第{number}项", value)
            case _:
                yield self.leaf(part, sign)

    def leaf(self, part: Part, sign: str) -> Term:
        result = self.number(part)
        value = result if isinstance(result, Value) else None
        inner: tuple[Term, ...] = ()
        match part:
            case Binary(operator="*" | "/"):
                inner = (*self.factors(part.left, "+"), *self.factors(part.right, part.operator))
            case Call() if part.function not in ("fact", "sign"):
                inner = tuple(term for argument in part.arguments[:1] for term in self.inside(argument))
        return Term(
            sign, value.label if value and value.label and isinstance(part, Name | Number) else part.text, value, inner
        )

    def inside(self, part: Part) -> Iterable[Term]:
        group = self.group(part)
        if group is None:
            return self.terms(part, "+")
        return (Term("+", value.label or f"{part.text} 第{n}项", value) for n, value in enumerate(group, 1))

    def factors(self, part: Part, sign: str) -> Iterable[Term]:
        if isinstance(part, Binary) and part.operator in ("*", "/") and sign == "+":
            yield from self.factors(part.left, "+")
            yield self.leaf(part.right, part.operator)
        else:
            yield self.leaf(part, sign)


def _worse(left: _Result, right: _Result) -> State:
    """两边至少一边算不出：缺数先于不适用。"""
    return State.UNKNOWN if State.UNKNOWN in (left, right) else State.UNDEFINED


def _like(interval: Interval, value: Value) -> Value:
    return computed(interval, value.dimension, value.unit, (value,))


def _bare(part: Number) -> str:
    """数的写法，去掉货币单位：50万元 → 50，18.7% 不变。"""
    return part.text if part.dimension == "ratio" else part.text.removesuffix(part.unit)
