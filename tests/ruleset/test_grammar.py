# ruff: noqa: N802　测试名是中文句子
"""算式的写法：写错指到那个字，提到的名称一个不漏。"""

from __future__ import annotations

import pytest

from engine.errors import RuleError
from engine.ruleset.expression import fact_calls, names, parse, says_calls
from engine.yaml_source import Mapping, Mark, Scalar, compose

MARK = Mark("f", 7, 10)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 10, "算式是空的"),
        ("合计 = 基本支出", 13, "两个等号"),
        ("合计 ==", 13, "末尾"),
        ("(合计 == 1", 10, "没有配对"),
        ("合计)", 12, "右括号多了"),
        ("合计 基本支出", 13, "缺少运算符"),
        ("甲 == 乙 == 丙", 17, "一次只能比较两个数"),
        ("(甲 < 乙 < 丙)", 17, "一次只能比较两个数"),
        ("sum(甲 == 乙)", 16, "不能写比较"),
        ("sun(甲)", 10, "是否为“sum”？"),
        ("金额（万元） == 0", 10, "请写成「金额（万元）」"),
        ("合计 == 因公出国（境）费 + 1", 16, "请写成「因公出国（境）费」"),
        ("金额（万元", 10, "请写成「金额（万元」"),
        ("“三公”经费 == 0", 10, "「“三公”经费」"),
        ("甲 and 乙 == 0", 10, "应是判断"),
        ("甲 == 0 and 乙", 21, "应是判断"),
        ("not 甲", 14, "应是判断"),
        ("(甲 == 0) + 1", 11, "应是数"),
        ("甲 && 乙", 12, "and"),
        ("甲.__class__[0]", 21, "看不懂“[”"),
        ("'甲' == 1", 10, "「」"),
        ("1.5倍 == 甲", 10, "看不懂“1.5倍”"),
        ("fact(1)", 15, "应写名称"),
        ("fact(甲, 本年, 乙)", 10, "参数个数"),
        ("round(甲, 乙)", 19, "0 到 6"),
        ("sum()", 10, "参数个数"),
        ("「合计", 10, "没有配对"),
        ("9" * 21, 10, "20 位"),
        ("甲" * 201, 10, "200 个字"),
        ("(" * 13 + "甲" + ")" * 13, 22, "12 层"),
        ("+".join(["甲"] * 33), 10, "64 个"),
    ],
)
def test_写错的算式指到那个字(text: str, column: int, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text, MARK)
    fault = caught.value.faults[0]
    assert (fault.file, fault.line) == ("f", 7)
    assert says in fault.message
    assert fault.column == column


def test_写在多行里也指得准() -> None:
    node = compose("assert: >-\n  合计 ==\n  基本支出 +\n  @项目\n", "f")
    assert isinstance(node, Mapping)
    value = node.get("assert")
    assert isinstance(value, Scalar)
    with pytest.raises(RuleError) as caught:
        parse(value.value, value.mark)
    assert (caught.value.faults[0].line, caught.value.faults[0].column) == (4, 3)


def test_提到的名称() -> None:
    expr = parse("「金额（万元）」 - sum(各项.增减额) <= fact(“三公”, 本年)".replace("“三公”", "「“三公”」"), MARK)
    assert names(expr) == {"金额（万元）", "各项.增减额"}
    assert fact_calls(expr) == {("“三公”", "本年")}
    expr = parse("not (says(用途, 项目性质词) and 项目支出 == 0) or 年 == fact(文件年度)", MARK)
    assert names(expr) == {"用途", "项目支出", "年"}
    assert fact_calls(expr) == {("文件年度", "")}
    assert says_calls(expr) == {("用途", "项目性质词")}


def test_判断与数() -> None:
    assert parse("甲 == 乙", MARK).logical
    assert parse("says(用途, 词)", MARK).logical
    assert not parse("本年 - 上年", MARK).logical
