"""文字的安全显示。"""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports import text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("支出决算表 1,234.50 万元", "支出决算表 1,234.50 万元"),
        ("a\x00b\x1b[31m", "a⟦U+0000⟧b⟦U+001B⟧[31m"),
        ("合计\u202e00.1", "合计⟦U+202E⟧00.1"),
        ("零\u200b宽\ufeff", "零⟦U+200B⟧宽⟦U+FEFF⟧"),
        ("\ud800", "⟦U+D800⟧"),
        ("一\r\n二\t三", "一 \n二\t三"),
        ("①㎡½𠮷", "①㎡½𠮷"),
    ],
)
def test_hidden_characters_become_visible(raw: str, shown: str) -> None:
    assert text.visible(raw) == shown


def proof(quote: str, mark: str, start: int | None = None) -> tuple[str, list[tuple[str, int | None]]]:
    return quote, [(mark, start)]


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        (proof("2012年支出12万元", "12"), "2012年支出<mark>12</mark>万元"),
        (proof("1.5和1.50", "1.5"), "<mark>1.5</mark>和1.50"),
        (proof("上年8.00，本年8.00", "8.00", 10), "上年8.00，本年<mark>8.00</mark>"),
        (proof("上年8.00", "8.00", 1), "上年<mark>8.00</mark>"),
        (proof("<b>5</b>", "5"), "&lt;b&gt;<mark>5</mark>&lt;/b&gt;"),
        (proof("没有这个数", "9"), "没有这个数"),
        (proof("全文", ""), "全文"),
    ],
)
def test_the_right_number_is_marked(evidence: tuple[str, list[tuple[str, int | None]]], shown: str) -> None:
    assert text.marked(*evidence) == shown


def test_place_reads_like_a_citation() -> None:
    location = {"page": 12, "line": 214, "table": "支出决算表", "row": "教育支出", "column": 3, "section": ""}
    assert text.place(location) == "第 12 页 · 第 214 行 · 支出决算表 · “教育支出”行 · 第 3 栏"
    assert text.place({"page": None, "line": None, "section": "名词解释"}) == "名词解释"
    assert text.place(None) == ""


@pytest.mark.parametrize(
    ("share", "shown"),
    [("0.93", "93%"), ("0.9349", "93.4%"), ("0.9999", "99.9%"), ("1", "100%"), ("", ""), ("无", ""), ("NaN", "")],
)
def test_a_share_is_never_rounded_up(share: str, shown: str) -> None:
    assert text.percent(share) == shown


@pytest.mark.parametrize(
    ("printed", "value"), [("1,234.50", "1234.50"), ("-10.00万元", "-10.00"), ("−３", "-3"), ("—", None), ("", None)]
)
def test_amounts_are_read_for_comparing_only(printed: str, value: str | None) -> None:
    assert text.amount(printed) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("cell", "number"), [("186.52", True), ("1,234", True), ("4.1%", True), ("0", True), ("208", False)]
)
def test_a_subject_code_is_not_a_figure(cell: str, number: bool) -> None:
    assert text.figure(cell) is number


def test_anchors_are_short_and_distinct() -> None:
    assert text.anchor("F-001") == "F-001"
    assert text.anchor('a"b') != text.anchor("a b")
    assert len(text.anchor("x" * 5000)) <= 60 and text.anchor("x" * 5000) != text.anchor("x" * 5001)


@pytest.mark.parametrize(
    ("printed", "unit", "size"),
    [
        ("12.80", "万元", 128_000),
        ("7,885.01", "元", Decimal("7885.01")),
        ("2.28万元", "元", 22_800),  # 自带的单位为准
        ("4.76万", "元", 47_600),
        ("-0.5亿元", "万元", -50_000_000),
        ("3", "个", 3),
        ("—", "万元", None),
    ],
)
def test_amounts_in_yuan_for_comparing(printed: str, unit: str, size: Decimal | int | None) -> None:
    assert text.yuan(printed, unit) == size
