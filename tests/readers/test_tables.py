# ruff: noqa: N802　测试名是中文句子
"""表格：制表符行和竖线行成格，断页接好，格里的数认得出才算数。"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Cell, Table
from engine.errors import DocumentError
from engine.readers import numerals
from engine.text import norm
from tests.disclosures import document_of, paragraphs_of, rows, tables_of


def grid_of(source: str) -> list[list[str]]:
    (table,) = tables_of(source)
    return [[cell.text.norm for cell in row] for row in table.rows]


def cell_of(printed: str) -> Cell:
    (table,) = tables_of(rows(f"办公费|{printed}|末"))
    return table.rows[0][1]


# ---- 网格


def test_制表符分格_短行补齐() -> None:
    assert grid_of("项目\t合计\t备注\n办公费\t3.20\n") == [["项目", "合计", "备注"], ["办公费", "3.20", ""]]


def test_空行和页码行隔开的表格接成一张() -> None:
    source = "项目\t合计\n办公费\t3.20\n\n— 5 —\n\n差旅费\t1.10\n"
    assert grid_of(source) == [["项目", "合计"], ["办公费", "3.20"], ["差旅费", "1.10"]]
    (table,) = tables_of(source)
    assert [row[0].line for row in table.rows] == [1, 2, 6]


def test_文字隔开的是两张表() -> None:
    source = "项目\t合计\n办公费\t3.20\n\n注：单位万元。\n\n项目\t合计\n差旅费\t1.10\n"
    assert [len(table.rows) for table in tables_of(source)] == [2, 2]
    assert paragraphs_of(source) == ["注:单位万元。"]


def test_表格不与前后的文字粘连() -> None:
    source = "收入预算，支出预算如表\n项目\t合计\n办公费\t3.20\n见上表，按规定公开。"
    assert paragraphs_of(source) == ["收入预算,支出预算如表", "见上表,按规定公开。"]


def test_只有一格有字的行仍在表内() -> None:
    assert grid_of("项目\t合计\n其中：\t\n\t3.20\n") == [["项目", "合计"], ["其中:", ""], ["", "3.20"]]


def test_竖线表_分隔行不算一行() -> None:
    source = "| 项目 | 合计 |\n|:---|---:|\n| 办公费 | 3.20 |\n| 差旅费 | |\n"
    assert grid_of(source) == [["项目", "合计"], ["办公费", "3.20"], ["差旅费", ""]]


def test_竖线表_行首行末的空格不丢() -> None:
    source = "|一级|二级|数|备注|\n|产出|数量|1|甲|\n|||2|乙|\n||质量|3||\n"
    assert grid_of(source) == [
        ["一级", "二级", "数", "备注"], ["产出", "数量", "1", "甲"], ["", "", "2", "乙"], ["", "质量", "3", ""],
    ]  # fmt: skip


def test_格里的标签和公式写法不进归一化文字_原文仍在() -> None:
    (table,) = tables_of("整改率\t$\\geq$ 9 0%\t<b>1.50</b>\n")
    assert [cell.text.norm for cell in table.rows[0]] == ["整改率", "≥90%", "1.50"]
    assert [cell.text.raw for cell in table.rows[0]] == ["整改率", "$\\geq$ 9 0%", "<b>1.50</b>"]
    assert table.rows[0][2].value == Decimal("1.50")


# ---- 格里的数


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1,627.17", "1627.17"),
        ("1, 627. 17", "1627.17"),
        ("1，627．17", "1627.17"),
        ("23. 64", "23.64"),
        ("１２．５０", "12.50"),
        ("0.00", "0.00"),
        ("12,345,678.90", "12345678.90"),
        ("-3.20", "-3.20"),
        ("−3.20", "-3.20"),
        ("△3.20", "-3.20"),
        ("(3.20)", "-3.20"),
        ("（3.20）", "-3.20"),
        ("+3.20", "3.20"),
        ("2024", "2024"),
    ],
)
def test_认得出的数(printed: str, value: str) -> None:
    cell = cell_of(printed)
    assert (cell.status, cell.unit) == ("number", "")
    assert str(cell.value) == value


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("", "blank"),
        ("　 ", "blank"),
        ("-", "dash"),
        ("—", "dash"),
        ("——", "dash"),
        ("/", "dash"),
        ("**", "dash"),
        ("1,62.7", "unreadable"),
        ("1,6271", "unreadable"),
        ("12.3.4", "unreadable"),
        ("4l8.56", "unreadable"),
        ("1O.50", "unreadable"),
        ("3.20.", "unreadable"),
        pytest.param(
            "(3.20",
            "unreadable",
        ),
        ("无", "text"),
        ("办公费", "text"),
        ("2025年4月", "text"),
    ],
)
def test_空白_短横_认不出和文字是四回事_都没有值(printed: str, status: str) -> None:
    cell = cell_of(printed)
    assert (cell.status, cell.value) == (status, None)


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [("8.80%", "8.80", "%"), ("1,200人", "1200", "人"), ("30 万元", "30", "万元"), ("△4.5%", "-4.5", "%")],
)
def test_格里带单位的数(printed: str, value: str, unit: str) -> None:
    cell = cell_of(printed)
    assert (str(cell.value), cell.status, cell.unit) == (value, "number", unit)


AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
WRITINGS = st.sampled_from(["{:.2f}", "{:,.2f}"])


@given(AMOUNTS, WRITINGS)
def test_怎样写的数都读回原值(value: Decimal, writing: str) -> None:
    assert numerals.parse(writing.format(value)) == (value, "number", "")


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(["△{}", "-{}", "({})", "（{}）", "－{}"]))
def test_各种负数写法读回负值(value: Decimal, writing: str) -> None:
    assert numerals.parse(norm(writing.format(f"{value:,.2f}"))) == (-value, "number", "")


@given(AMOUNTS, st.data())
def test_逗号和小数点后多出的空格不改变数值(value: Decimal, data: st.DataObject) -> None:
    noise = st.sampled_from(["", " ", "\u3000", "\u00a0"])
    printed = "".join(c + data.draw(noise) if c in ",." else c for c in f"{value:,.2f}")
    assert cell_of(printed).value == value


@given(st.text(alphabet="0123456789,.△-()", max_size=10))
def test_有值当且仅当认得出(printed: str) -> None:
    value, status, unit = numerals.parse(printed)
    assert (value is not None) == (status == "number")
    assert unit == ""


# ---- 任何文件


@given(st.lists(st.text(alphabet="收支一、12.5，。|\t <p>（）", max_size=14), min_size=1, max_size=8))
def test_任何几行文字都读得出_每个字都指回自己的那一行(printed: list[str]) -> None:
    try:
        document = document_of("\n".join(printed))
    except DocumentError:
        return
    for block in document.blocks:
        if isinstance(block, Table):
            assert all(cell.text.raw in printed[cell.line - 1] for row in block.rows for cell in row)
            assert len({len(row) for row in block.rows}) == 1
            continue
        for index in range(len(block.text.norm)):
            assert block.text.raw[block.text.raw_offset(index)] in printed[block.line_at(index) - 1]
