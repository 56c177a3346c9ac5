"""算式的一次计算：向环境要了什么、缺什么、比过什么，以及报告里“计算”一栏的各项。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from engine.ruleset.syntax import Binary, Call, Name, Number, Part, Unary
from engine.ruleset.value import Comparison, Environment, State, Term, Value

Result = Value | State
_FLIP: Final = {"+": "-", "-": "+"}


@dataclass(slots=True)
class Run:
    """一次计算。steps 是算式里每个数怎样算，见 program.py；exact 照打印的数比，不算四舍五入。"""

    env: Environment
    steps: Mapping[int, Step]
    exact: bool = False
    comparisons: list[Comparison] = field(default_factory=list)
    missing: dict[str, None] = field(default_factory=dict)
    undefined: dict[str, None] = field(default_factory=dict)

    def lacks(self, name: str) -> State:
        self.missing[name] = None
        return State.UNKNOWN

    def senseless(self, part: Part) -> State:
        self.undefined[part.text] = None
        return State.UNDEFINED

    def compared(self, part: Binary, state: State, left: Result, right: Result) -> None:
        """记下一次比较；它的各项要看时再列。

        列的时候另算一次：比较拿着这次计算，计算又拿着比较，就成了环，要等垃圾回收才放得掉整份文件。
        """
        env, steps = self.env, self.steps

        def flat(side: Literal["left", "right"]) -> tuple[Term, ...]:
            return tuple(Run(env, steps).terms(part.left if side == "left" else part.right, "+"))

        sides = [side if isinstance(side, Value) else None for side in (left, right)]
        self.comparisons.append(Comparison(part.operator, state, sides[0], sides[1], part.text, flat))

    def group(self, part: Part) -> Sequence[Value] | None:
        """名称是一组数时的那组数。"""
        found = self.env.value(part.name) if isinstance(part, Name) else None
        return None if found is None or isinstance(found, Value) else found

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
                yield self._leaf(part, sign)

    def _leaf(self, part: Part, sign: str) -> Term:
        result = self.steps[id(part)](self)
        value = result if isinstance(result, Value) else None
        inner: tuple[Term, ...] = ()
        match part:
            case Binary(operator="*" | "/"):
                inner = (*self._factors(part.left, "+"), *self._factors(part.right, part.operator))
            case Call() if part.function not in ("fact", "sign"):
                inner = tuple(term for argument in part.arguments[:1] for term in self._inside(argument))
        return Term(
            sign, value.label if value and value.label and isinstance(part, Name | Number) else part.text, value, inner
        )

    def _inside(self, part: Part) -> Iterable[Term]:
        group = self.group(part)
        if group is None:
            return self.terms(part, "+")
        return (Term("+", value.label or f"{part.text} 第{n}项", value) for n, value in enumerate(group, 1))

    def _factors(self, part: Part, sign: str) -> Iterable[Term]:
        if isinstance(part, Binary) and part.operator in ("*", "/") and sign == "+":
            yield from self._factors(part.left, "+")
            yield self._leaf(part.right, part.operator)
        else:
            yield self._leaf(part, sign)


Step = Callable[[Run], Result]
"""一个数怎样算。"""
