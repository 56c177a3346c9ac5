"""拼装：各种格式读出来的行和网格，拼成段落和表格；断页断行接好，位置保留。"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from engine.document import Block, Cell, Paragraph, Spot, Table
from engine.readers import numerals
from engine.readers.marks import mark_of
from engine.text import Text, norm, normalise

# 页码行：— 3 —  第3页  3/20
PAGE_NUMBER = re.compile(r"^(?:[-—]*\d{1,3}[-—]*|第\d{1,3}页(?:共\d{1,3}页)?|\d{1,3}/\d{1,3})$")
# 另起一段的字样：注： 说明： 单位：万元 部门： 公开01表 表1-2 附件1 图3： [177]某局
_FRESH = re.compile(
    r"^(?:注\d?[:.]|说明:|备注:|(?:金额)?单位:|(?:填报|编制|预算)?(?:单位|部门)(?:名称)?:|填报单位|公开\d|表\d|附[件表录]|图\d|目录|\[\d{3,}\]|\(?\d{4}年度?\)?$)"
)
CLOSED = "。;!?:"
_PROSE_MARKS = ",。;、"
_WHOLE_TITLES = ("表", "说明", "概况", "解释", "情况", "附件")  # 部分标题到这里就完整了
_ITEM_PROSE = 18  # “1.”一级的序号段超过这么多字就是正文
# 科目路径只印了一半：社会保障和就业支出(类)行政事业
_PATH = re.compile(r"\([类款项]\)")
# 断在一个数当中，两截接起来正是一个数：828.⏎59万元　828.59万⏎元；前一截之前要有字，只有一个数的是一格
_NUMBER_CUT = re.compile(r"(?<![0-9.,])[0-9][0-9.,]*+[万亿千百]?$")
_NUMBER_REST = re.compile(r"^[0-9.,]*+[万亿千百]{0,2}(?:元|%|‰)")
_NUMBER = re.compile(r"^(?:[0-9]{1,3}(?:,[0-9]{3})++|[0-9]++)(?:\.[0-9]++)?[万亿千百]{0,2}(?:元|%|‰)$")
_WORD = re.compile(r"[一-\u9fff]")
# 断在标点之前、括号里面，接着的不会是另一段：支出⏎，其中　（含上⏎年结转）
_NOT_FIRST = ",。;、:)%"
# 先有右括号，再有（或没有）左括号：年结转5.00万元)。前一段漏了右括号的，下一段自己的括号(……)不算
_CLOSES = re.compile(r"^[^()]*+\)")
LONG_TITLE = 60  # 标题连同折行不超过这么多字


class GridCell(NamedTuple):
    """网格里的一格：原文、行号（见 Document.spots）、合并记号（见 Cell.merged）。

    doubtful：数字认得没有把握；没有字的，是该有数而读不到。
    """

    raw: str
    line: int
    merged: str = ""
    doubtful: bool = False


@dataclass
class _Draft:
    """正在拼接的一段。"""

    raw: str = ""
    norm: str = ""
    lines: list[int] = field(default_factory=list)
    heading: int = 0
    gap: bool = False  # 此后是否隔了空行

    def add(self, raw: str, shown: str, line: int) -> None:
        """接上一行；shown 是它归一化的样子。"""
        if self.raw:
            self.raw += "\n"
            self.lines.append(line)
        self.raw += raw
        self.norm += shown
        self.lines.extend([line] * len(raw))


def _torn(before: str, line: str) -> bool:
    """一个数断成了两截。"""
    cut, rest = _NUMBER_CUT.search(before), _NUMBER_REST.match(line)
    return bool(cut and rest and _NUMBER.match(cut[0] + rest[0]) and _WORD.search(before, 0, cut.start()))


def _continues(previous: _Draft, line: str, bulleted: bool) -> bool:
    """line（归一化）是否接在 previous 之后；两者之间可以隔着断页的空行。"""
    before = previous.norm
    if bulleted and not _PATH.match(line):
        return False
    if not before or not line or previous.heading or before[-1] in CLOSED:
        return False
    if before.rfind("(") > before.rfind(")") and _CLOSES.match(line) and not mark_of(line):
        return True
    if line[0] in _NOT_FIRST or _torn(before, line):
        return True
    if mark_of(line) or _FRESH.match(line) or _FRESH.match(before):
        return False
    mark = mark_of(before)
    body = before[mark.length :] if mark else before
    item = mark is not None and mark.level >= 4 and len(body) >= _ITEM_PROSE
    if item or len(before) >= LONG_TITLE or any(c in body for c in _PROSE_MARKS) or _PATH.search(body):
        return True
    if mark and mark.level == 1 and before.endswith(_WHOLE_TITLES):
        return False
    if previous.gap or any(c in line for c in _PROSE_MARKS) or len(before) + len(line) > LONG_TITLE:
        return False
    # 标题折行：“……部门预算情况说”+“明”
    return len(line) <= 25 if mark and mark.level == 1 else len(line) <= 4


class Assembler:
    """依次收下行和网格，拼成文档的块。text_of 把原文变成归一化文字。"""

    def __init__(self, text_of: Callable[[str], Text] = normalise) -> None:
        self.text_of = text_of
        self.blocks: list[Block] = []
        self.spots: list[Spot] = []
        self._draft = _Draft()
        self._contents: dict[str, tuple[Text, Decimal | None, str, str]] = {}  # 一份文件里同样的格只认一次

    def spot(self, spot: Spot) -> int:
        """记下一处，得到它的行号。"""
        self.spots.append(spot)
        return len(self.spots)

    def line(self, raw: str, line: int, heading: int = 0, bulleted: bool = False, fresh: bool | None = None) -> None:
        """一行字。fresh：版面上看得出另起一段（True）或接着上一行（False），看不出为 None，凭文字判断。"""
        shown = norm(raw)
        if fresh is None:
            fresh = bool(heading) or not _continues(self._draft, shown, bulleted)
        if fresh:
            self._flush()
            self._draft.heading = heading
        self._draft.gap = False
        self._draft.add(raw.strip(), shown, line)

    def paragraph(self, raw: str, line: int, heading: int = 0) -> None:
        """完整的一段。"""
        self.line(raw, line, heading, fresh=True)
        self._flush()

    def gap(self) -> None:
        """这里隔了空行或断了页。"""
        self._draft.gap = bool(self._draft.raw)

    def table(self, rows: Sequence[Sequence[GridCell]], cut: bool = False) -> None:
        """一张网格，行宽不齐的补空格；只有一栏的不是表，是框起来的文字。"""
        self._flush()
        width = max((len(row) for row in rows), default=0)
        if width < 2:
            for cell in (c for row in rows for c in row):
                if cell.raw.strip():
                    self.paragraph(cell.raw, cell.line)
            return
        grid = tuple([self._row(row, number, width) for number, row in enumerate(rows)])
        self.blocks.append(Table(len(self.blocks), grid, cut))

    def finish(self) -> tuple[Block, ...]:
        self._flush()
        return tuple(self.blocks)

    def _flush(self) -> None:
        draft, self._draft = self._draft, _Draft()
        text = self.text_of(draft.raw)
        if text.norm:
            self.blocks.append(Paragraph(len(self.blocks), text, tuple(draft.lines), draft.heading))

    def _row(self, row: Sequence[GridCell], number: int, width: int) -> tuple[Cell, ...]:
        padding = [GridCell("", row[0].line)] * (width - len(row))
        return tuple([self._cell(cell, number, column) for column, cell in enumerate((*row, *padding))])

    def _cell(self, cell: GridCell, row: int, column: int) -> Cell:
        raw, line, merged, doubtful = cell
        content = self._contents.get(raw)
        if content is None:
            text = self.text_of(raw.strip())
            content = self._contents[raw] = (text, *numerals.parse(text.norm))
        text, value, status, unit = content
        # 没有汉字的字样，多半也是认错的数：u03  2O.8
        if doubtful and (status in ("number", "blank") or (status == "text" and all(c < "⺀" for c in text.norm))):
            value, status, unit = None, "unreadable", ""
        return Cell(text, row, column, line, value, status, unit, merged)
