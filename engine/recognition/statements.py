"""报表：认出每张表的种类、单位、栏目、行和上下级。"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.document import Cell, Document, Paragraph, Table
from engine.recognition.header import Column, Grid, Half, read_header, unit_in, unit_in_form
from engine.recognition.rows import Row, read_rows
from engine.recognition.sideways import turned
from engine.recognition.vocabulary import TableKind, Vocabulary, plain_title

# 标题里的单位：部门收入总表（元）
_UNIT_IN_TITLE = re.compile(r"\((?:单位:)?(万元|千元|亿元|元)\)$")
# 表号：公开01表 / 表1-2 / 附表3
_NUMBER = re.compile(r"^(?:公开\d{1,2}表|附?表\d{1,2}(?:[-.]\d{1,2})?)")
# 注：…… 说明：…… 以及整行就是空表说明
_NOTE = re.compile(r"^(?:注\d?[:.]|说明:|备注:)|(?:无此项|此项无|无数据|为空表|没有数据|无内容|无相关)")
# 表格标题以“表”结尾，后面至多跟分表名和括号：部门预算项目绩效目标表(2024年度)　一般公共预算基本支出表--人员经费
_TITLE = re.compile(r"表(?:[-—]{1,2}[^-—()]{2,12})?(?:\([^()]*\)|\[[^\[\]]*\])*$")
# 目录中表名后的页码和引导点
_LEADER = re.compile(r"(?:(?<!\.)\.{2,}+|(?<!…)…++|(?<!·)·{2,}+)\d*+$")
# 写在空表里的说明：本部门没有国有资本收支
_BLANK = re.compile(r"(?:部门|单位|局|年度?|本表)(?:20\d\d年度?)?(?:无|没有|未安排|未发生)|^此项无|无数据|为空表")
_CAPTION_LINES = 8
_TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Statement:
    """一张认出来的表。

    name   表种，同种第二张起加 #2
    halves 左右两侧或并列的几组；一般的表只有一个
    empty  没有一个数
    notes  表内和表外紧邻的附注（段落序号）
    """

    name: str
    kind: TableKind
    title: str
    title_block: int | None
    table: Table
    unit: str
    unit_stated: bool
    halves: tuple[Half, ...]
    rows: tuple[Row, ...]
    notes: tuple[int, ...]
    empty: bool
    blank_note: str
    data_rows: int
    unknown_columns: tuple[str, ...] = ()

    def unread(self, row: int) -> str:
        """第 row 行里有数（不是零）而没有认出是什么栏的一栏的栏名；没有为空串。"""
        strange = (c for half in self.halves for c in half.columns if c.path and not c.name)
        return next((">".join(c.path) for c in strange if self.table.rows[row][c.index].value), "")

    def cell(self, row: Row, column: Column) -> Cell:
        here = row.index if column.row is None else column.row
        return self.table.rows[here][column.index if row.amount_column is None else row.amount_column]


_FUNDS = ("政府性基金", "国有资本", "三公")
"""附注里点名说是哪张表的字。"""


@dataclass(frozen=True, slots=True)
class Caption:
    """表格上方的标题、单位、附注。"""

    title: str = ""
    title_block: int | None = None
    kind: TableKind | None = None
    unit: str = ""
    notes: tuple[int, ...] = ()


def is_title(text: str) -> bool:
    """像不像表的标题。"""
    if "表" not in text:
        return False
    bare = _LEADER.sub("", plain_title(text))
    return len(bare) <= _TITLE_LENGTH and bool(_TITLE.search(bare)) and not any(c in bare for c in "。;")


def is_blind(statement: Statement) -> bool:
    """表里有数，而金额栏一栏也没有认出：不能当作读过。"""
    return (
        not statement.empty and statement.kind.layout != "指标" and not any(half.amounts for half in statement.halves)
    )


def table_kind_of(text: str, vocabulary: Vocabulary, document: str) -> TableKind | None:
    """标题文字所指的表种；不像标题为 None。"""
    return vocabulary.table_of_title(text, document) if is_title(text) else None


def caption_of(document: Document, block: int, vocabulary: Vocabulary, kind: str) -> Caption:
    """由表格向上看几行，收集标题、单位和附注；遇到长文或上一张表为止。"""
    title, title_block, found, unit, notes = "", None, None, "", []
    for index in range(block - 1, max(-1, block - 1 - _CAPTION_LINES), -1):
        paragraph = document.blocks[index]
        if not isinstance(paragraph, Paragraph):
            break
        text = paragraph.text.norm
        if found is None:  # 标题以上的单位是别的表的
            unit = unit or unit_in(text)
        if len(text) <= 200 and _NOTE.search(text) and (found is None or _names(text, found)):
            notes.append(index)
            continue
        if found is None and (candidate := table_kind_of(text, vocabulary, kind)):
            title, title_block, found = paragraph.text.raw.strip(), index, candidate
            in_title = _UNIT_IN_TITLE.search(text)
            unit = unit or (in_title[1] if in_title else "")
            continue
        if len(text) > _TITLE_LENGTH or text.endswith("。") or (found is not None and not _NUMBER.match(text)):
            break
        if found is None and not title and is_title(text):
            title, title_block = paragraph.text.raw.strip(), index
    return Caption(title, title_block, found, unit, tuple(notes))


def _names(note: str, kind: TableKind) -> bool:
    """标题以上的附注是前一张表的；点了这张表的名的才是它的（转换时附注排到了标题前面）。"""
    return any(fund in plain_title(note) and fund in kind.name for fund in _FUNDS)


def _notes_below(document: Document, block: int) -> tuple[Paragraph, ...]:
    found = []
    for index in range(block + 1, min(len(document.blocks), block + 4)):
        paragraph = document.blocks[index]
        if not isinstance(paragraph, Paragraph):
            break
        text = paragraph.text.norm
        # 没有“注：”而写着 本部门没有政府性基金收入…… 的，也是这张表的附注
        if len(text) > 200 or not (_NOTE.search(text) or _BLANK.search(text)):
            break
        found.append(paragraph)
    return tuple(found)


def _blank_note(table: Table) -> str:
    """写在表格里的空表说明：本单位无政府性基金……"""
    for row in table.rows:
        for cell in row:
            if cell.status == "text" and 6 <= len(cell.text.norm) <= 80 and _BLANK.search(cell.text.norm):
                return cell.text.norm
    return ""


def recognise(
    document: Document, vocabulary: Vocabulary, kind: str, year: str
) -> tuple[tuple[Statement, ...], tuple[Table, ...]]:
    """全部表格 →（认出的表，认不出的表）。kind 为文种，year 用于区分上年栏。"""
    known: list[Statement] = []
    unknown: list[Table] = []
    counts: dict[str, int] = {}
    last_unit = ""
    for block in document.blocks:
        if not isinstance(block, Table):
            continue
        if block.cut:  # 缺了几行的表，合计、对应都不能查
            unknown.append(block)
            continue
        caption = caption_of(document, block.index, vocabulary, kind)
        grid = Grid.of(block, vocabulary, kind)
        table_kind = caption.kind or grid.kind
        if table_kind is None:
            content = "".join(c.text.norm for row in block.rows for c in row)
            table_kind = vocabulary.table_of_content(content, kind)
        if table_kind is None:
            unknown.append(block)
            continue
        below = _notes_below(document, block.index)
        unit = grid.unit or caption.unit or next(filter(None, (unit_in(p.text.norm) for p in below)), "")
        if table_kind.layout == "指标":
            unit = unit_in_form(block) or unit
        counts[table_kind.name] = counts.get(table_kind.name, 0) + 1
        name = table_kind.name if counts[table_kind.name] == 1 else f"{table_kind.name}#{counts[table_kind.name]}"
        statement = _statement(
            document, block, name, table_kind, caption, grid, unit or last_unit or "万元", bool(unit), vocabulary, year
        )
        known.append(statement)
        last_unit = unit or last_unit
    return tuple(known), tuple(unknown)


def _statement(
    document: Document,
    table: Table,
    name: str,
    kind: TableKind,
    caption: Caption,
    grid: Grid,
    unit: str,
    stated: bool,
    vocabulary: Vocabulary,
    year: str,
) -> Statement:
    halves: tuple[Half, ...] = ()
    rows: tuple[Row, ...] = ()
    unknown: tuple[str, ...] = ()
    if kind.layout != "指标":
        halves, unknown = read_header(table, grid, kind, vocabulary, year)
        rows = read_rows(table, grid, halves, kind, vocabulary)
    if kind.layout == "单行" and (found := turned(table, grid, kind, vocabulary, year)):
        (halves, rows), unknown = found, ()
    data = [c for row in table.rows[grid.body :] for c in row if c.status in ("number", "unreadable")]
    amounts = {column.index for half in halves for column in half.amounts}
    coded = {column.index for half in halves for column in (*half.codes, *half.names)}
    # 认不出栏名的数也是数：不能说是空表
    empty = not any(
        c.column in amounts or kind.layout == "指标" or (c.column not in coded and not amounts) for c in data
    )
    return Statement(
        name=name,
        kind=kind,
        title=caption.title or grid.title or kind.name,
        title_block=caption.title_block,
        table=table,
        unit=unit,
        unit_stated=stated,
        halves=halves,
        rows=rows,
        notes=caption.notes + tuple(p.index for p in _notes_below(document, table.index)),
        empty=empty,
        blank_note=_blank_note(table) if empty else "",
        data_rows=len(table.rows) - grid.body,
        unknown_columns=unknown,
    )


def announced_only(
    document: Document, statements: tuple[Statement, ...], vocabulary: Vocabulary, kind: str, inside: Mapping[int, bool]
) -> tuple[tuple[TableKind, int], ...]:
    """正文里出现了标题、却没有认出网格的表：(表种, 段落序号)。inside 标出属于目录的段落。"""
    captioned = {s.title_block for s in statements}
    present = {s.kind.name for s in statements}
    found: list[tuple[TableKind, int]] = []
    for block in document.blocks:
        if not isinstance(block, Paragraph) or block.index in captioned or inside.get(block.index):
            continue
        table_kind = table_kind_of(block.text.norm, vocabulary, kind)
        if table_kind and table_kind.name not in present and all(k.name != table_kind.name for k, _ in found):
            found.append((table_kind, block.index))
    return tuple(found)
