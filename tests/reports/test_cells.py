# ruff: noqa: N802　测试名是中文句子
"""表格软件里的一格：像公式的不是公式，控制字符显形，太长的说明。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.cells import MAX_UNITS, csv_cell, from_sheet, risky, sheet_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|'/c calc'!A0", "+cmd", "-2+3", "@SUM(A1)", " =1", "\t=1", "\n@x", "＝1", "－cmd", "-", "--1"]
)
def test_像公式的加单引号(text: str) -> None:
    assert risky(text)
    assert csv_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["", "1,204.66", "-1,204.66", "+3", "-12.5%", "支出", "（-3）", "a=b"])
def test_数和普通文字照原样(text: str) -> None:
    assert not risky(text)
    assert csv_cell(text) == text


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\x1b", "\x85", "\u202e", "\u200b", "\ud800", "\ufffe", "\U0001ffff"])
def test_看不见的和XML容不下的显形(char: str) -> None:
    shown = f"甲⟦U+{ord(char):04X}⟧乙"
    assert csv_cell(f"甲{char}乙") == sheet_cell(f"甲{char}乙") == shown


@pytest.mark.parametrize("char", ["长", "😀"])
def test_太长的截断并说原来多长(char: str) -> None:
    shown = sheet_cell(char * 100_000)
    assert len(shown.encode("utf-16-le")) // 2 <= MAX_UNITS
    assert shown.startswith(char * 1000)
    assert "100,000" in shown and "report.json" in shown


@pytest.mark.parametrize("char", ["长", "😀"])
def test_放得下的一字不少(char: str) -> None:
    most = char * (MAX_UNITS // (len(char.encode("utf-16-le")) // 2))
    assert sheet_cell(most) == most


def test_换行太多的改成空格() -> None:
    assert sheet_cell("甲\n乙") == "甲\n乙"
    assert "\n" not in sheet_cell("甲\n" * 400)


@given(st.text(alphabet=st.sampled_from("_x005FAf甲0041"), max_size=40))
def test_转义的写法读回来是原文(text: str) -> None:
    assert from_sheet(sheet_cell(text)) == text


def test_会被读作别的字的写法加转义() -> None:
    assert sheet_cell("_x0041_") == "_x005F_x0041_"
