# ruff: noqa: N802　测试名是中文句子
"""永不成立、总是成立的判断看得出来；看不出的不说。"""

from __future__ import annotations

import pytest

from engine.lint.contradiction import always, never
from engine.ruleset.grammar import parse
from engine.ruleset.syntax import Part
from engine.yaml_source import Mark


def tree(text: str) -> Part:
    return parse(text, Mark("f", 1, 1)).root


NEVER = [
    ("合计 < 3万元 and 合计 > 5万元", 13),
    ("合计 < 3万元 and 合计 >= 3万元", 13),
    ("合计 == 1万元 and 合计 == 2万元", 14),
    ("合计 > 5万元 and 合计 == 3万元", 13),
    ("合计 >= 3 and 合计 != 3 and 合计 <= 3", 24),
    ("3 > 合计 and 合计 > 5", 11),
    ("甲 < 乙 and 乙 < 甲", 10),
    ("甲 + 乙 < 丙 and 丙 <= 乙 + 甲", 14),
    ("甲 != 甲", 0),
    ("1 == 2", 0),
    ("2 * 3 < 1 + 4", 0),
    ("sign(方向) > 1", 0),
    ("abs(增减额) < 0", 0),
    ("says(原因, 人员支出词) and not says(原因, 人员支出词)", 24),
    ("(甲 > 3 or 甲 < 1) and 甲 == 2", 21),
    ("not (甲 > 0 or 甲 <= 0)", 14),
]


@pytest.mark.parametrize(("text", "at"), NEVER)
def test_永不成立_指到矛盾的那一处(text: str, at: int) -> None:
    found = never(tree(text))
    assert found is not None
    assert found.at == at
    assert not always(tree(text))


@pytest.mark.parametrize("text", ["甲 == 甲", "甲 + 乙 == 乙 + 甲", "甲 > 0 or 甲 <= 0", "1 + 1 == 2", "abs(甲) >= 0"])
def test_总是成立(text: str) -> None:
    assert always(tree(text))
    assert never(tree(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "甲 <= 3 and 甲 >= 3",
        "甲 < 3 or 甲 > 5",
        "甲 > 3 and 乙 < 3",
        "甲 / 0 == 1",
        "甲 - 乙 == 乙 - 甲",
        "says(原因, 人员支出词) and not says(用途, 人员支出词)",
        "sign(比较) > 0 and 决算 > 预算 or sign(比较) == 0 and 决算 == 预算",
    ],
)
def test_随文件而定的不说(text: str) -> None:
    assert never(tree(text)) is None
    assert not always(tree(text))


def test_情形太多的不判() -> None:
    three, two = "(甲 > 1 or 乙 > 1 or 丙 > 1)", "(甲 < 0 or 甲 < 1)"
    text = " and ".join([three] * 4 + [two] * 2)
    assert never(tree(text)) is None
