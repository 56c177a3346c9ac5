# ruff: noqa: N802　测试名是中文句子
"""算式的计算：按区间、分量纲、三值逻辑，过程一项一项列得出来。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.document import Place
from engine.errors import RuleError
from engine.numbers import Interval
from engine.ruleset.expression import (
    ExpressionError,
    State,
    Term,
    Value,
    Verdict,
    evaluate,
    names,
    parse,
    terms,
)
from engine.yaml_source import Mark

MARK = Mark("f", 7, 10)


@dataclass
class Given:
    """测试用的取数：照字典给。"""

    values: dict[str, Value | Sequence[Value]] = field(default_factory=dict)
    facts: dict[tuple[str, str], Value] = field(default_factory=dict)
    signs: dict[str, int] = field(default_factory=dict)
    said: dict[tuple[str, str], bool] = field(default_factory=dict)

    def value(self, name: str) -> Value | Sequence[Value] | None:
        return self.values.get(name)

    def fact(self, concept: str, period: str) -> Value | None:
        return self.facts.get((concept, period))

    def sign(self, name: str) -> int | None:
        return self.signs.get(name)

    def says(self, slot: str, wordlist: str) -> bool | None:
        return self.said.get((slot, wordlist))


def money(printed: str, label: str = "", line: int | None = None) -> Value:
    """万元，两位小数。"""
    interval = Interval.rounded(Decimal(printed), Decimal("0.01")).scaled(Decimal(10_000))
    place = Place(line=line) if line else None
    return Value(interval, "money", printed, "万元", label, place)


def percent(printed: str) -> Value:
    interval = Interval.rounded(Decimal(printed), Decimal("0.1")).scaled(Decimal("0.01"))
    return Value(interval, "ratio", printed + "%", "%")


def count(number: int) -> Value:
    return Value(Interval.exact(number), "count", str(number), "个")


def judge(text: str, env: Given) -> Verdict:
    result = evaluate(parse(text, MARK), env)
    assert isinstance(result, Verdict)
    return result


def compute(text: str, env: Given) -> Value:
    result = evaluate(parse(text, MARK), env)
    assert isinstance(result, Value)
    return result


def test_三十二项相加不算深() -> None:
    assert len(terms(parse("+".join(["甲"] * 32), MARK), Given({"甲": money("1.00")}))) == 32


def test_中文输入法的写法() -> None:
    env = Given({"甲": money("2.00"), "乙": money("1.00")})
    assert judge("（甲　－　乙）×２　≥　乙", env).state is State.TRUE
    assert judge("甲 ≠ 乙 and 甲÷乙 ＝＝ ２００％", env).state is State.TRUE


# —— 计算 ——


def test_尾差成立_超出就不成立() -> None:
    env = Given({"合计": money("33.13"), "基本支出": money("33.10"), "项目支出": money("0.02")})
    verdict = judge("合计 == 基本支出 + 项目支出", env)
    assert verdict.state is State.TRUE
    [comparison] = verdict.comparisons
    assert comparison.by_rounding
    assert comparison.difference is not None and comparison.difference.printed == "0.01"
    env.values["项目支出"] = money("0.00")
    assert judge("合计 == 基本支出 + 项目支出", env).state is State.FALSE
    assert judge("合计 != 基本支出 + 项目支出", env).state is State.TRUE


def test_计算过程一项一项列出() -> None:
    env = Given(
        {
            "总体.增减额": money("3.00"),
            "各项.增减额": [money("1.00", "工资", 12), money("2.50")],
            "调整": money("0.50"),
        }
    )
    [comparison] = judge("总体.增减额 == sum(各项.增减额) - (调整 - 0)", env).comparisons
    shown = [(t.sign, t.item, t.printed, t.low, t.high, t.unit) for t in comparison.right_terms]
    assert shown == [
        ("+", "工资", "1.00", Decimal("0.995"), Decimal("1.005"), "万元"),
        ("+", "各项.增减额 第2项", "2.50", Decimal("2.495"), Decimal("2.505"), "万元"),
        ("-", "调整", "0.50", Decimal("0.495"), Decimal("0.505"), "万元"),
        ("+", "0", "0", Decimal(0), Decimal(0), ""),
    ]
    assert comparison.right is not None and comparison.right.place == Place(line=12)


def test_乘除的内部也看得见() -> None:
    env = Given({"增减率": percent("24.2"), "增减额": money("393.10"), "上年": money("1234.07")})
    [comparison] = judge("增减率 == 增减额 / 上年", env).comparisons
    assert comparison.state is State.FALSE
    [term] = comparison.right_terms
    assert (term.item, term.printed, term.unit) == ("增减额 / 上年", "31.85%", "%")
    assert [(part.sign, part.item, part.printed) for part in term.parts] == [
        ("+", "增减额", "393.10"),
        ("/", "上年", "1234.07"),
    ]


def test_方向词() -> None:
    env = Given({"本年": money("1627.17"), "增减额": money("393.10")}, signs={"方向": 1})
    assert compute("本年 - sign(方向) * 增减额", env).printed == "1234.07"
    assert judge("sign(增减额 - 本年) == sign(方向)", env).state is State.FALSE
    assert judge("sign(不明) == 1", env).missing == ("不明",)


@pytest.mark.parametrize(
    ("text", "printed", "unit"),
    [
        ("甲 + 乙", "4.00", "万元"),
        ("-甲", "-1.00", "万元"),
        ("甲 / 乙", "33.33%", "%"),
        ("甲 * 50%", "0.5", "万元"),
        ("甲 / 人数", "0.25", "万元"),
        ("50万元 + 甲", "51.00", "万元"),
        ("max(甲, 乙)", "3.00", "万元"),
        ("min(甲, 乙, 0)", "0", "万元"),
        ("abs(甲 - 乙)", "2.00", "万元"),
        ("round(甲 / 乙, 1)", "33.3%", "%"),
        ("round(甲 + 乙)", "4", "万元"),
        ("乙 / 甲 - 1", "200%", "%"),
        ("sum(甲, 乙, 各项)", "9.00", "万元"),
        ("count(各项)", "2", ""),
        ("max(各项)", "3.00", "万元"),
        ("1 + 2 * 3 - 4 / 2", "5", ""),
    ],
)
def test_算得的写法和单位(text: str, printed: str, unit: str) -> None:
    env = Given({"甲": money("1.00"), "乙": money("3.00"), "人数": count(4), "各项": [money("2.00"), money("3.00")]})
    value = compute(text, env)
    assert (Decimal(value.printed.rstrip("%")), value.unit) == (Decimal(printed.rstrip("%")), unit)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("合计 == 占比", 10, "金额不能与比率比较"),
        ("1 == 1 and 合计 + 占比 == 0", 21, "金额不能与比率相加减"),
        ("合计 * 合计 == 0", 10, "相乘"),
        ("占比 / 合计 == 0", 10, "相除"),
        ("合计 > 100", 10, "例如 50万元"),
        ("占比 <= 50", 10, "例如 50%"),
        ("合计 == 各项", 16, "sum(各项)"),
        ("合计 + 人数 > 0", 10, "个数"),
        ("缺的 == 0 and 合计 == 占比", 22, "金额不能与比率比较"),
    ],
)
def test_量纲不合是规则的错(text: str, column: int, says: str) -> None:
    env = Given({"合计": money("1.00"), "占比": percent("5.0"), "人数": count(3), "各项": [money("1.00")]})
    with pytest.raises(ExpressionError) as caught:
        evaluate(parse(text, MARK), env)
    fault = caught.value.faults[0]
    assert (fault.line, fault.column) == (7, column)
    assert says in fault.message


@pytest.mark.parametrize("text", ["甲 > 0万元", "甲 < 0", "0 < 甲", "甲 - 乙 > 0万元"])
def test_印作零的不大于也不小于零(text: str) -> None:
    """0.00 的真值可能是 0.004，但没有人说它大于零；两数相同，差也是零。"""
    assert judge(text, Given({"甲": money("0.00"), "乙": money("0.00")})).state is State.FALSE


@pytest.mark.parametrize("text", ["甲 >= 0", "甲 == 0万元", "甲 < 0.01万元"])
def test_印作零的等于零_也可能不到末位(text: str) -> None:
    assert judge(text, Given({"甲": money("0.00")})).state is State.TRUE


def test_零与什么都能比() -> None:
    env = Given({"合计": money("0.00"), "占比": percent("0.0"), "人数": count(0), "各项": []})
    assert judge("合计 == 0 and 占比 == 0 and 人数 == 0 and sum(各项) == 合计", env).state is State.TRUE
    assert judge("人数 < 3 and count(各项) == 0", env).state is State.TRUE


def test_缺数说出缺什么() -> None:
    env = Given({"今年": money("1.00")})
    verdict = judge("今年 <= fact(三公经费合计, 上年) + 去年", env)
    assert (verdict.state, verdict.missing) == (State.UNKNOWN, ("三公经费合计（上年）", "去年"))
    assert verdict.comparisons[0].left is not None and verdict.comparisons[0].right is None
    result = evaluate(parse("今年 + 去年", MARK), env)
    assert isinstance(result, Verdict) and result.missing == ("去年",)
    assert judge("says(用途, 词)", env).missing == ("用途",)


def test_除数可能为零不适用() -> None:
    env = Given({"甲": money("1.00"), "零": money("0.00"), "各项": []})
    verdict = judge("甲 / 零 <= 50%", env)
    assert (verdict.state, verdict.undefined) == (State.UNDEFINED, ("甲 / 零",))
    assert judge("max(各项) == 0", env).state is State.UNDEFINED


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("真 and 真", State.TRUE),
        ("真 and 假", State.FALSE),
        ("缺 and 假", State.FALSE),
        ("缺 and 真", State.UNKNOWN),
        ("缺 or 真", State.TRUE),
        ("缺 or 假", State.UNKNOWN),
        ("除零 and 假", State.FALSE),
        ("除零 and 真", State.UNDEFINED),
        ("除零 or 真", State.TRUE),
        ("除零 and 缺", State.UNKNOWN),
        ("not 缺", State.UNKNOWN),
        ("not 除零", State.UNDEFINED),
        ("not 假 and 真", State.TRUE),
        ("not (假 or 真)", State.FALSE),
    ],
)
def test_三值逻辑(text: str, state: State) -> None:
    spelt = {"真": "1 == 1", "假": "1 == 2", "缺": "没有 == 1", "除零": "1 / 0 == 1"}
    for word, comparison in spelt.items():
        text = text.replace(word, f"({comparison})")
    verdict = judge(text, Given())
    assert verdict.state is state


def test_空表与用途的规则() -> None:
    env = Given({"项目支出": money("0.00"), "基本支出": money("5.00")})
    env.said = {("用途", "项目性质词"): True, ("用途", "基本性质词"): False}
    text = "not (says(用途, 项目性质词) and 项目支出 == 0) and not (says(用途, 基本性质词) and 基本支出 == 0)"
    assert judge(text, env).state is State.FALSE


# —— 性质 ——

WORDS = [
    "甲",
    "乙",
    "各项.值",
    "「列（万元）」",
    "1",
    "24.2%",
    "0",
    "50万元",
    "and",
    "or",
    "not",
    "(",
    ")",
    ",",
    "sum(",
]
WORDS += ["fact(", "says(", "sign(", "round(", "abs(", "+", "-", "*", "/", "==", "<=", "≥", "<", "“", "."]


@given(st.lists(st.sampled_from(WORDS), max_size=16).map(" ".join) | st.text(max_size=60))
def test_任何文字要么能算要么说出错处(text: str) -> None:
    env = Given({"甲": money("1.00"), "乙": percent("5.0"), "各项.值": [money("1.00")]})
    try:
        expr = parse(text, MARK)
        result = evaluate(expr, env)
        flat = terms(expr, env) if isinstance(result, Value) else []
        assert all(isinstance(term, Term) for term in flat)
        assert isinstance(result, Verdict) or not expr.logical
    except RuleError as error:
        for fault in error.faults:
            assert fault.line == 7 and 10 <= fault.column <= 10 + len(text)


@dataclass(frozen=True)
class Sample:
    """一个算式、它的真值、它用到的数。"""

    text: str
    true: Fraction
    values: dict[str, Value]


def leaf(index: int, printed: int, hidden: int) -> Sample:
    """打印值是两位小数，真值与它相差不到半分。"""
    value = Value(Interval.rounded(Decimal(printed) / 100, Decimal("0.01")), "number", str(printed), "")
    name = f"数{index}"
    return Sample(name, Fraction(printed, 100) + Fraction(hidden, 10_000), {name: value})


def joined(left: Sample, operator: str, right: Sample) -> Sample:
    operator = "+" if operator == "/" and not right.true else operator
    true = {
        "+": left.true + right.true,
        "-": left.true - right.true,
        "*": left.true * right.true,
        "/": left.true / (right.true or 1),
    }[operator]
    return Sample(f"({left.text} {operator} {right.text})", true, left.values | right.values)


LEAVES = st.builds(leaf, st.integers(0, 10**6), st.integers(-500, 500), st.integers(-49, 49))
SAMPLES: st.SearchStrategy[Sample] = st.recursive(
    LEAVES,
    lambda inner: st.builds(joined, inner, st.sampled_from("+-*/"), inner),
    max_leaves=6,
)


@given(SAMPLES)
def test_区间总含有真值(sample: Sample) -> None:
    """用打印值的区间算，结果必含用真值算出的数；所以数据没错时规则不会报错。"""
    expr = parse(sample.text, MARK)
    assume(len(names(expr)) == sample.text.count("数"))
    result = evaluate(expr, Given(dict(sample.values)))
    if isinstance(result, Verdict):
        assert result.state is State.UNDEFINED and "/" in sample.text
        return
    slack = Fraction(1, 10**15) * (1 + abs(sample.true))  # Decimal 只有 28 位
    assert Fraction(result.interval.low) - slack <= sample.true <= Fraction(result.interval.high) + slack
    decimal = Decimal(sample.true.numerator) / Decimal(sample.true.denominator)
    around = Decimal("1e-15") * (1 + abs(decimal))
    truth = Value(Interval(decimal, decimal - around, decimal + around), "number", str(decimal), "")
    assert judge(f"{sample.text} == 真", Given({**sample.values, "真": truth})).state is State.TRUE
