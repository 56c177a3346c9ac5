"""各处共同的承诺：错误是一句中文，文档的每个字指得回原文，事实指得回原文。"""

from __future__ import annotations

import re

from engine.document import Document, Paragraph, Place, Table
from engine.errors import RuleFault
from engine.facts.build import FactSet
from engine.text import Text, norm

_CHINESE = re.compile(r"[一-鿿]")


def one_sentence(said: str) -> None:
    """给用户看的一句：中文，一行，一个句号结尾，没有程序的话。"""
    assert said.endswith("。"), said
    assert "\n" not in said, said
    assert _CHINESE.search(said), said
    assert "Traceback" not in said, said


def pointed(fault: RuleFault, text: str) -> None:
    """规则文件里的错：指在文字之内（可以指到一行的末字之后），说的是一句中文。"""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= fault.line <= len(lines), fault
    assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1, fault
    assert _CHINESE.search(fault.message), fault
    assert "Traceback" not in fault.message, fault


def sound_text(text: Text) -> None:
    """归一化文字与原文逐字对照。"""
    assert len(text.offsets) == len(text.norm)
    assert all(a <= b for a, b in zip(text.offsets, text.offsets[1:], strict=False))
    assert not text.offsets or 0 <= text.offsets[0] <= text.offsets[-1] < len(text.raw)
    assert norm(text.norm) == text.norm, text
    assert not re.search(r"\s", text.norm), text


def sound(document: Document) -> None:
    """块依次编号，行号在文件之内，表是齐的，数与状态相符，没有读到的都说成一句话。"""
    assert document.blocks
    for index, block in enumerate(document.blocks):
        assert block.index == index
        if isinstance(block, Paragraph):
            assert block.text.norm
            sound_text(block.text)
            assert len(block.lines) == len(block.text.raw)
            assert all(1 <= line <= document.line_count for line in block.lines)
        else:
            _grid(block, document.line_count)
    for said in (*document.remarks, *document.unread):
        one_sentence(said)
    if document.spots:
        assert len(document.spots) == document.line_count
        assert all(s.label or s.page for s in document.spots)


def _grid(table: Table, line_count: int) -> None:
    assert table.width >= 2
    for y, row in enumerate(table.rows):
        assert len(row) == table.width
        for x, cell in enumerate(row):
            assert (cell.row, cell.column) == (y, x)
            assert 1 <= cell.line <= line_count
            assert (cell.value is not None) == (cell.status == "number"), cell
            assert cell.value is None or cell.value.is_finite()
            assert not cell.unit or cell.status == "number", cell
            assert cell.status in ("number", "blank", "dash", "text", "unreadable")
            assert cell.merged in ("", "<", "^")
            assert cell.text.norm == "" or cell.status != "blank", cell
            sound_text(cell.text)


def traced(facts: FactSet) -> None:
    """每个事实指得回原文：行号在文件之内，起止在段落、单元格之内，原文照引。"""
    document = facts.document
    ids = [fact.id for fact in facts.facts]
    assert len(set(ids)) == len(ids)
    for fact in facts.by_id.values():
        place = fact.place
        assert place.line is None or 1 <= place.line <= document.line_count
        text = text_at(document, place)
        if text is not None and place.span is not None:
            assert 0 <= place.span[0] <= place.span[1] <= len(text.norm), fact
        if fact.kind == "cell":
            assert (fact.quantity is not None) == (fact.keys["status"] in ("number", "zero")), fact
        if fact.kind == "stated" and place.span and fact.quantity is not None:
            if fact.quantity.unit == "年":  # 年份由全句归纳，指着整句
                continue
            assert text is None or fact.printed == text.quote(*place.span), fact
    for unknown in facts.not_understood:
        assert unknown.what and unknown.reason
        assert unknown.place.line is None or 1 <= unknown.place.line <= document.line_count


def text_at(document: Document, place: Place) -> Text | None:
    """这一处的文字：段落或单元格。"""
    if place.block is None:
        return None
    block = document.blocks[place.block]
    if isinstance(block, Paragraph):
        return block.text
    if place.row is None or place.column is None:
        return None
    return block.rows[place.row][place.column].text
