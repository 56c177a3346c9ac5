"""算式：写错的指到那个字；写对的总有结论，区间不倒，与另算一遍（分数）的相同，取反即反。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from benchmarks.fuzzing.draw import Draw
from engine.errors import RuleError
from engine.numbers import Interval
from engine.ruleset.expression import Expression, State, Value, Verdict, evaluate, names, parse, terms
from engine.yaml_source import Mark

LENGTH = 120
_MARK = Mark("f", 7, 10)
_NAMES = ("甲", "乙", "丙", "各项.本年", "「金额（万元）」", "缺", "率", "个数")
_TOKENS = (
    "甲",
    "乙",
    "丙",
    "缺",
    "率",
    "各项.本年",
    "「金额（万元）」",
    "「",
    "」",
    "1",
    "0",
    "50%",
    "12.5万元",
    "3亿元",
    "2",
    " + ",
    " - ",
    " * ",
    " / ",
    " == ",
    " != ",
    " <= ",
    ">=",
    "<",
    ">",
    " and ",
    " or ",
    "not ",
    "(",
    ")",
    "（",
    "）",
    "sum(",
    "count(",
    "min(",
    "max(",
    "abs(",
    "round(",
    "sign(",
    "fact(",
    "says(",
    "only(",
    ",",
    "，",
    "本年",
    "×",
    "÷",
    "≤",
    "≠",
    "＝＝",
    "=",
    "&&",
    ".",
    "..",
    "1.5倍",
    "99999999999999999999",
    "%",
    "-",
    " ",
)
_STATES = {State.TRUE: State.FALSE, State.FALSE: State.TRUE}
_CLOSE = Fraction(1, 10**18)
Exact = Callable[[], Fraction]


@dataclass
class _Given:
    """由字节定的取数。"""

    values: dict[str, Value | Sequence[Value] | None]
    said: bool | None

    def value(self, name: str) -> Value | Sequence[Value] | None:
        return self.values.get(name)

    def fact(self, concept: str, period: str) -> Value | None:
        found = self.values.get(concept)
        return found if isinstance(found, Value) else None

    def sign(self, name: str) -> int | State | None:
        return {"甲": 1, "乙": -1, "丙": State.UNDEFINED}.get(name)

    def says(self, slot: str, wordlist: str) -> bool | None:
        return self.said

    def only(self, slot: str, wordlist: str) -> bool | None:
        return self.said


def run(data: bytes) -> None:
    draw = Draw(data)
    if draw.below(3) == 0:
        _compared(draw)
        return
    text = draw.words(_TOKENS, 30) if draw.below(3) == 0 else _logical(draw, 3)
    env = _Given(
        {name.strip("「」"): _value(draw, name) for name in _NAMES if name != "缺"}, draw.pick((True, False, None))
    )
    try:
        expression = parse(text, _MARK)
    except RuleError as problem:
        for fault in problem.faults:
            assert fault.line == _MARK.line
            assert _MARK.column <= fault.column <= _MARK.column + len(text), (text, fault)
        return
    names(expression)
    result = _result(expression, env)
    if expression.logical and isinstance(result, Verdict) and len(text) < 190:
        opposite = _result(_parsed(f"not ({text})"), env)
        if isinstance(opposite, Verdict):
            assert opposite.state is _STATES.get(result.state, result.state), text


def seeds() -> Iterator[bytes]:
    for n in range(24):
        yield bytes([n, *((n * 7 + k * 13) % 256 for k in range(40))])


def _result(expression: Expression | None, env: _Given) -> Verdict | Value | None:
    """量纲不合是 RuleError，别的都要有结论。"""
    if expression is None:
        return None
    try:
        result = evaluate(expression, env)
    except RuleError as problem:
        assert all(fault.message for fault in problem.faults)
        return None
    if isinstance(result, Value):
        assert result.interval.low <= result.interval.mid <= result.interval.high
        assert result.printed
        for term in terms(expression, env):
            assert term.item
            assert term.low is None or term.high is None or term.low <= term.high
        return result
    for comparison in result.comparisons:
        assert comparison.state in State
        assert comparison.difference is None or comparison.difference.printed
        assert comparison.by_rounding in (True, False)
        for term in (*comparison.left_terms, *comparison.right_terms):
            assert term.item
    if result.state is State.UNKNOWN:
        assert result.missing
    return result


def _parsed(text: str) -> Expression | None:
    try:
        return parse(text, _MARK)
    except RuleError:  # 加上括号就太长、太深了
        return None


def _value(draw: Draw, name: str) -> Value | Sequence[Value] | None:
    kind = draw.below(12)
    if kind == 11:
        return None
    if kind >= 9 or name == "各项.本年":
        return [_one(draw, "money") for _ in draw.times(3)]
    if name == "率":
        return _one(draw, "ratio")
    return _one(draw, draw.pick(("money", "money", "count", "number")))


def _one(draw: Draw, dimension: str) -> Value:
    number = Decimal(draw.digits(14).replace(",", "").replace("△", "-"))
    quantum = draw.pick((Decimal("0.01"), Decimal(0), Decimal(1)))
    if dimension == "money":
        interval = Interval.rounded(number, quantum).scaled(Decimal(10_000))
        return Value(interval, "money", str(number), "万元")
    if dimension == "ratio":
        return Value(Interval.rounded(number, quantum).scaled(Decimal("0.01")), "ratio", f"{number}%", "%")
    return Value(Interval.rounded(number, quantum), "count" if dimension == "count" else "number", None, "")


def _number(draw: Draw, depth: int) -> str:
    kind = draw.below(10) if depth else draw.below(2)
    if kind <= 1:
        return draw.pick(_NAMES)
    if kind == 2:
        return draw.pick(("0", "1", "50%", "12.5万元", "3", "100"))
    if kind == 3:
        return f"-{_number(draw, depth - 1)}"
    if kind == 4:
        called = draw.pick(("sum", "count", "min", "max", "abs"))
        return f"{called}({_number(draw, depth - 1)})"
    if kind == 5:
        return f"round({_number(draw, depth - 1)}, {draw.below(7)})"
    if kind == 6:
        return f"({_number(draw, depth - 1)})"
    return f"{_number(draw, depth - 1)} {draw.pick('+-*/')} {_number(draw, depth - 1)}"


def _logical(draw: Draw, depth: int) -> str:
    kind = draw.below(8) if depth else 0
    if kind == 6:
        return f"not ({_logical(draw, depth - 1)})"
    if kind == 5:
        return "says(甲, 词)"
    if kind >= 3:
        return f"({_logical(draw, depth - 1)}) {draw.pick(('and', 'or'))} ({_logical(draw, depth - 1)})"
    operator = draw.pick(("==", "!=", "<=", ">=", "<", ">"))
    return f"{_number(draw, depth)} {operator} {_number(draw, depth)}"


# ---- 精确的数：与分数另算一遍的比


def _compared(draw: Draw) -> None:
    numbers = {name: Fraction(draw.digits(8).replace(",", "").replace("△", "-")) for name in ("甲", "乙", "丙")}
    env = _Given({n: Value(Interval.exact(_decimal(v)), "number", None, "") for n, v in numbers.items()}, None)
    left, right = _exact(draw, numbers, 3), _exact(draw, numbers, 3)
    operator = draw.pick(("==", "!=", "<=", ">=", "<", ">"))
    expression = _parsed(f"{left[0]} {operator} {right[0]}")
    if expression is None:
        return
    verdict = _result(expression, env)
    assert isinstance(verdict, Verdict)
    try:
        one, other = left[1](), right[1]()
    except ZeroDivisionError:
        assert verdict.state is State.UNDEFINED, expression.text
        return
    if verdict.state is State.UNDEFINED:  # 除不尽的差恰为零，Decimal 里未必看得出来，反过来也一样
        return
    if one != other and abs(one - other) <= _CLOSE * max(abs(one), abs(other), 1):
        return
    if one == other and "/" in expression.text:
        return
    held = {
        "==": one == other,
        "!=": one != other,
        "<=": one <= other,
        ">=": one >= other,
        "<": one < other,
        ">": one > other,
    }[operator]
    assert verdict.state is (State.TRUE if held else State.FALSE), (expression.text, numbers)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _exact(draw: Draw, numbers: dict[str, Fraction], depth: int) -> tuple[str, Exact]:
    kind = draw.below(8) if depth else 0
    if kind <= 1:
        name = draw.pick(tuple(numbers))
        return name, lambda: numbers[name]
    if kind == 2:
        text = str(draw.below(100))
        return text, lambda: Fraction(text)
    if kind == 3:
        text, value = _exact(draw, numbers, depth - 1)
        return f"abs({text})", lambda: abs(value())
    one, other = _exact(draw, numbers, depth - 1), _exact(draw, numbers, depth - 1)
    if kind == 4:
        choose, called = draw.pick(((min, "min"), (max, "max")))
        return f"{called}({one[0]}, {other[0]})", lambda: choose(one[1](), other[1]())
    operator = draw.pick("+-*/")
    work: dict[str, Exact] = {
        "+": lambda: one[1]() + other[1](),
        "-": lambda: one[1]() - other[1](),
        "*": lambda: one[1]() * other[1](),
        "/": lambda: one[1]() / other[1](),
    }
    return f"({one[0]}) {operator} ({other[0]})", work[operator]
