# ruff: noqa: N802　测试名是中文句子
"""改数试验：正例里参加核算的数改一位，规则应当察觉；察觉不了的列出来。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.ruletest.mutate import shifted
from tests.ruletest.bench import SUM, case, result

PASS = case("30.00", "outcome: pass")


def deaf(folder: Path, rule_text: str, *cases: str) -> tuple[int, list[tuple[str, int]]]:
    mutation = result(folder, *(cases or (PASS,)), rule_text=rule_text, mutated=True).mutation
    assert mutation is not None
    return mutation.tried, [(d.printed, d.mark.line) for d in mutation.deaf]


def test_用到的数都察觉(tmp_path: Path) -> None:
    assert deaf(tmp_path, SUM) == (3, [])


def test_只改参加核算的数(tmp_path: Path) -> None:
    text = SUM.replace("合计 == 基本支出 + 项目支出", "合计 >= 项目支出")
    tried, missed = deaf(tmp_path, text)
    assert tried == 2, "基本支出没有参加"
    assert missed == []


def test_聋的规则列得出来(tmp_path: Path) -> None:
    """忘了不等号的方向又加了一个总成立的分支。"""
    text = SUM.replace("合计 == 基本支出 + 项目支出", "合计 == 基本支出 + 项目支出 or 合计 > 0万元")
    assert deaf(tmp_path, text) == (3, [("30.00", 10), ("18.00", 10), ("12.00", 10)])


def test_反例和待办不试(tmp_path: Path) -> None:
    fail = case("31.00", "outcome: fail", name="反例")
    todo = case("30.00", name="待办", more="    todo: 是\n")
    assert deaf(tmp_path, SUM, fail, todo) == (0, [])


def test_文字里的数也改(tmp_path: Path) -> None:
    rule_text = SUM.replace("given: {table: [支出总表]}", "given: {once: 是}").replace(
        "needs: [合计, 基本支出, 项目支出]\n", ""
    )
    rule_text = rule_text.replace("合计 == 基本支出 + 项目支出", "fact(机关运行经费, 本年) <= fact(支出总额, 本年)")
    text = PASS.replace(
        "    expect:", "      sections:\n        机关运行经费情况: 2025年机关运行经费30.00万元，用于办公。\n    expect:"
    ).replace("2130301  | 行政运行", "         | 合计")
    assert deaf(tmp_path, rule_text, text) == (2, [])


@pytest.mark.parametrize(
    ("number", "first"),
    [
        ("30.00", ["40.00", "20.00", "90.00", "10.00"]),
        ("1,209.20", ["2,209.20", "9,209.20", "1,309.20"]),
        ("0.60", ["0.70", "0.50", "0.90", "0.00"]),
        ("0.00", ["1.00", "9.00"]),
        ("9", ["8", "0"]),
    ],
)
def test_改法_从最高位起_不以零开头(number: str, first: list[str]) -> None:
    changed = list(shifted(number))
    assert changed[: len(first)] == first
    assert number not in changed
    assert len(set(changed)) == len(changed)
