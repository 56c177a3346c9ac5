"""算式编成的步骤：一条规则在一份文件里要算几十次，树只看一遍，以后照步骤算。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from engine.errors import RuleError
from engine.numbers import Interval
from engine.remember import MOST
from engine.ruleset.syntax import COMPARISONS, Binary, Call, Dimension, Expression, Name, Number, Part, Unary
from engine.ruleset.value import (
    PRODUCTS,
    QUOTIENTS,
    WORDS,
    State,
    Value,
    added,
    clash,
    compare,
    compatible,
    computed,
    direction,
    extreme,
    rounded,
)
from engine.ruleset.working import Result, Run, Step

Test = Callable[[Run], State]
"""一个判断怎样算。"""
_OPPOSITE: Final = {State.TRUE: State.FALSE, State.FALSE: State.TRUE}


class ExpressionError(RuleError):
    """算式本身不成立（量纲不合、一组数没有求和），是规则的错，与文件无关。"""


@dataclass(frozen=True, slots=True)
class Program:
    """truth、number 有一个：算式要么是判断，要么是数。steps 是其中每个数的步骤，按成分的编号。"""

    truth: Test | None
    number: Step | None
    steps: dict[int, Step]


@lru_cache(maxsize=MOST)
def program(expr: Expression) -> Program:
    """同一个算式只编一次；记着它，各成分的编号就不会给别的。"""
    made = _Compiler(expr, {})
    if expr.logical:
        return Program(made.truth(expr.root), None, made.steps)
    return Program(None, made.number(expr.root), made.steps)


@dataclass(frozen=True, slots=True)
class _Compiler:
    expr: Expression
    steps: dict[int, Step]

    def wrong(self, part: Part, message: str) -> ExpressionError:
        return ExpressionError([self.expr.mark.at(part.at).fault(message)])

    # 真假

    def truth(self, part: Part) -> Test:
        match part:
            case Unary(operator="not"):
                inner = self.truth(part.operand)
                return lambda run: _OPPOSITE.get(state := inner(run), state)
            case Binary() if part.operator in COMPARISONS:
                return self.comparison(part)
            case Binary():
                return self.both(part)
            case Call(function="says" | "only", arguments=(Name(name=slot), Name(name=words))):
                return _said(part.function, slot, words)
        raise AssertionError(part)  # parse 保证判断的位置上只有判断

    def both(self, part: Binary) -> Test:
        left, right = self.truth(part.left), self.truth(part.right)
        decisive, other = (State.FALSE, State.TRUE) if part.operator == "and" else (State.TRUE, State.FALSE)
        order = (decisive, State.UNKNOWN, State.UNDEFINED, other)

        def judge(run: Run) -> State:
            states = (left(run), right(run))
            return next(state for state in order if state in states)

        return judge

    def comparison(self, part: Binary) -> Test:
        left, right = self.number(part.left), self.number(part.right)

        def judge(run: Run) -> State:
            one, other = left(run), right(run)
            if isinstance(one, State) or isinstance(other, State):
                state = _worse(one, other)
            else:
                self.alike(part, one, other)
                first, second = (Interval.exact(i.mid) if run.exact else i for i in (one.interval, other.interval))
                state = State.TRUE if compare(part.operator, first, second) else State.FALSE
            run.compared(part, state, one, other)
            return state

        return judge

    # 数

    def number(self, part: Part) -> Step:
        made = self.steps[id(part)] = self.step(part)
        return made

    def step(self, part: Part) -> Step:
        match part:
            case Number():
                value = Value(Interval.exact(part.value), part.dimension, _bare(part), part.unit, part.name)
                return lambda _: value
            case Name():
                return self.name(part)
            case Unary():
                operand = self.number(part.operand)
                return _over(operand, lambda value: _like(-value.interval, value))
            case Binary(operator="+" | "-"):
                return self.sum(part)
            case Binary():
                return self.product(part)
            case Call():
                return self.call(part)

    def name(self, part: Name) -> Step:
        def find(run: Run) -> Result:
            found = run.env.value(part.name)
            if isinstance(found, Value):
                return found
            if found is None:
                return run.lacks(part.name)
            raise self.wrong(part, f"“{part.name}”是一组数，要先合起来，例如 sum({part.text})")

        return find

    def sum(self, part: Binary) -> Step:
        """连着加减的一串。各项量纲都相同的（绝大多数），中间的和不必各成一个值。"""
        chain: list[Binary] = []
        first: Part = part
        while isinstance(first, Binary) and first.operator in ("+", "-"):
            chain.append(first)
            first = first.left
        chain.reverse()
        steps = [self.number(first), *(self.number(each.right) for each in chain)]
        pluses = [each.operator == "+" for each in chain]

        def one_by_one(values: Sequence[Result]) -> Result:
            so_far = values[0]
            for each, plus, value in zip(chain, pluses, values[1:], strict=True):
                if isinstance(so_far, State) or isinstance(value, State):
                    so_far = _worse(so_far, value)
                    continue
                dimension = self.alike(each, so_far, value)
                interval = so_far.interval + value.interval if plus else so_far.interval - value.interval
                like = so_far if so_far.dimension == dimension else value
                so_far = computed(interval, dimension, like.unit or value.unit, (so_far, value))
            return so_far

        def work(run: Run) -> Result:
            values = [step(run) for step in steps]
            return added(values, pluses) or one_by_one(values)

        return work

    def product(self, part: Binary) -> Step:
        left, right, times = self.number(part.left), self.number(part.right), part.operator == "*"
        table, verb = (PRODUCTS, "相乘") if times else (QUOTIENTS, "相除")

        def work(run: Run) -> Result:
            one, other = left(run), right(run)
            if isinstance(one, State) or isinstance(other, State):
                return _worse(one, other)
            dimension = table.get((one.dimension, other.dimension))
            if dimension is None:
                raise self.wrong(part, f"{WORDS[one.dimension]}不能与{WORDS[other.dimension]}{verb}")
            unit = one.unit if one.dimension == dimension else other.unit
            try:
                interval = one.interval * other.interval if times else one.interval / other.interval
            except ZeroDivisionError:
                return run.senseless(part)
            return computed(interval, dimension, unit, (one, other))

        return work

    def alike(self, part: Part, left: Value, right: Value) -> Dimension:
        """两边相加减、相比较的结果量纲；不允许就是规则的错。"""
        if left.dimension == right.dimension:
            return left.dimension
        comparing = isinstance(part, Binary) and part.operator in COMPARISONS
        dimension = compatible(left, right, comparing)
        if dimension is not None:
            return dimension
        raise self.wrong(part, clash(left.dimension, right.dimension, comparing))

    def call(self, part: Call) -> Step:
        match part.function:
            case "fact":
                return _fact(*(argument.name for argument in part.arguments if isinstance(argument, Name)))
            case "sign":
                return self.sign(part, part.arguments[0])
            case "abs":
                return _over(self.number(part.arguments[0]), _absolute)
            case "round":
                digits = part.arguments[1] if len(part.arguments) > 1 else None
                places = int(digits.value) if isinstance(digits, Number) else 0
                return _over(self.number(part.arguments[0]), lambda value: _like(rounded(value, places), value))
            case "count":
                return self.many(part, lambda _, values: computed(Interval.exact(len(values)), "count", "", values))
            case "sum":
                return self.many(part, lambda _, values: self.total(part, values))
        return self.many(part, lambda run, values: self.best(part, values) if values else run.senseless(part))

    def total(self, part: Call, values: Sequence[Value]) -> Value:
        result = _NOTHING
        for value in values:
            dimension = self.alike(part, result, value)
            like = result if result.dimension == dimension and result.unit else value
            result = computed(result.interval + value.interval, dimension, like.unit, (result, value))
        return result

    def best(self, part: Call, values: Sequence[Value]) -> Value:
        best = values[0]
        for value in values[1:]:
            dimension = self.alike(part, best, value)
            like = best if best.dimension == dimension else value
            best = computed(extreme(part.function, best.interval, value.interval), dimension, like.unit, (best, value))
        return best

    def many(self, part: Call, join: Callable[[Run, Sequence[Value]], Result]) -> Step:
        """几个数、几组数合起来；有算不出的，就是其中最差的。"""
        steps = [(argument, self.number(argument)) for argument in part.arguments]

        def work(run: Run) -> Result:
            values: list[Value] = []
            worst: State | None = None
            for argument, step in steps:
                found = run.env.value(argument.name) if isinstance(argument, Name) else step(run)
                if found is None:
                    found = step(run)
                if isinstance(found, Value):
                    values.append(found)
                elif isinstance(found, State):
                    worst = found if worst is None else _worse(worst, found)
                else:
                    values.extend(found)
            return join(run, values) if worst is None else worst

        return work

    def sign(self, part: Call, argument: Part) -> Step:
        """方向词取方向；数取正负，区间跨零时正负都算可能。"""
        step = _over(self.number(argument), lambda value: computed(direction(value.interval), "number", "", (value,)))

        def work(run: Run) -> Result:
            if isinstance(argument, Name) and (way := run.env.sign(argument.name)) is not None:
                if isinstance(way, State):
                    return run.senseless(part)
                return computed(Interval.exact(way), "number", "", ())
            return step(run)

        return work


_NOTHING: Final = Value(Interval.exact(0), "number", "0", "")


def _said(function: str, slot: str, words: str) -> Test:
    def judge(run: Run) -> State:
        said = (run.env.says if function == "says" else run.env.only)(slot, words)
        return run.lacks(slot) if said is None else State.TRUE if said else State.FALSE

    return judge


def _fact(concept: str, period: str = "") -> Step:
    lacking = f"{concept}（{period or '本年'}）"
    return lambda run: run.env.fact(concept, period) or run.lacks(lacking)


def _over(operand: Step, change: Callable[[Value], Value]) -> Step:
    """一个数变成另一个；算不出的照旧。"""

    def work(run: Run) -> Result:
        result = operand(run)
        return result if isinstance(result, State) else change(result)

    return work


def _absolute(value: Value) -> Value:
    return replace(value, interval=abs(value.interval), written=value.printed.lstrip("-－"))


def _worse(left: Result, right: Result) -> State:
    """两边至少一边算不出：缺数先于不适用。"""
    return State.UNKNOWN if State.UNKNOWN in (left, right) else State.UNDEFINED


def _like(interval: Interval, value: Value) -> Value:
    return computed(interval, value.dimension, value.unit, (value,))


def _bare(part: Number) -> str:
    """数的写法，去掉货币单位：50万元 → 50，18.7% 不变。"""
    return part.text if part.dimension == "ratio" else part.text.removesuffix(part.unit)
