"""没有页的格式（Word、网页）共用：段落和表格的树 → 文档的块。

表里套表、用表格排版、目录的页码，在这里一并处理；各格式的读入只管把树建出来。
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from engine.document import Block, Spot
from engine.errors import DocumentError
from engine.readers import numerals
from engine.readers.assemble import CLOSED, LONG_TITLE, Assembler, GridCell
from engine.text import norm

# 目录项后面的页码：一、主要职能⇥3　一、主要职能……3
_TOC_PAGE = re.compile(r"(?:(?<!\t)\t++|(?<!\.)\.{3,}+|(?<!…)…++|(?<!·)·{3,}+)\s{0,40}+\d{1,3}\s*+$")
_PROSE = 120  # 一格里这么多字，又分成几段，就是一段文章而不是一个数或一个名称
_PROSE_LINES = 3
_SHORT = 40  # 数据表的格一般不到这么多字
_LAYOUT_BOXES = 4  # 排版用的表格一般只有三四格：导航、正文、页脚
_MOST_PIECES = 100_000  # 真实的公开件几百到几千段
_HEAD = 8  # 表头不过几行
_DEEP = 30  # 表里套表的层数；真实的网页不过五六层


@dataclass(slots=True)
class Piece:
    """一段。lines 是其中手工换行隔开的各行；toc 表示样式说明它是目录项。"""

    lines: list[str]
    heading: int = 0
    toc: bool = False
    label: str = ""  # 写在“第几段”之后：脚注、文本框

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(slots=True)
class Box:
    """表里的一格：内容，和合并记号（见 document.Cell.merged）。"""

    content: list[Content] = field(default_factory=list)
    merged: str = ""

    @property
    def text(self) -> str:
        return "\n".join(p.text for p in self.content if isinstance(p, Piece))

    @property
    def inner(self) -> list[Grid]:
        return [g for g in self.content if isinstance(g, Grid)]


@dataclass(slots=True)
class Grid:
    """一张表，行宽可以不齐。layout 表示格式自己说了这是排版用的。"""

    rows: list[list[Box]]
    layout: bool = False


Content = Piece | Grid


class Flow:
    """依次收下段落和表格，交给 Assembler；记下“第几段”“第几张表第几行第几栏”。"""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.assembler = Assembler()
        self._in_toc = False
        self._pieces = 0
        self._tables = 0
        self._pending: list[list[GridCell]] = []  # 读完了的一张表，等着看后面是不是它的下半张

    def emit(self, contents: list[Content], depth: int = 0) -> None:
        for content in contents:
            if isinstance(content, Piece):
                self._piece(content)
            else:
                self._grid(content, depth)

    def finish(self) -> tuple[Block, ...]:
        self._flush()
        return self.assembler.finish()

    @property
    def spots(self) -> tuple[Spot, ...]:
        return tuple(self.assembler.spots)

    def _flush(self) -> None:
        if self._pending:
            self.assembler.table(self._pending)
            self._pending = []

    def _piece(self, piece: Piece) -> None:
        lines = [line for line in piece.lines if norm(line)]
        if not lines:
            self.assembler.gap()
            return
        self._flush()
        self._pieces += 1
        if self._pieces > _MOST_PIECES:
            raise DocumentError(f"{self.path}：文字超过 {_MOST_PIECES} 段，不像一份公开件，没有核查，请拆分后再核查。")
        spot = self.assembler.spot(Spot(label=f"第{self._pieces}段{piece.label}"))
        for number, line in enumerate(lines):
            shown = self._without_page(line, piece.toc)
            # 手工换行的后几行，是不是另起一段要看文字
            self.assembler.line(shown, spot, _heading(piece.heading, shown), fresh=None if number else True)

    def _without_page(self, line: str, toc: bool) -> str:
        """目录项去掉页码；目录到第一段正文为止。"""
        shown = _TOC_PAGE.sub("", line) if toc or self._in_toc else line
        plain = norm(shown)
        self._in_toc = plain in ("目录", "目次") or (
            self._in_toc and len(plain) < LONG_TITLE and plain[-1:] not in CLOSED
        )
        return shown

    def _grid(self, grid: Grid, depth: int) -> None:
        rows = _trimmed(grid.rows)
        if not rows:
            return
        self._in_toc = False
        if depth < _DEEP and (grid.layout or len(rows[0]) < 2 or _is_layout(rows)):
            for box in (b for row in rows for b in row if not b.merged):
                self.emit(box.content, depth + 1)
            return
        self._tables += 1
        table = self._tables
        cells = [
            [
                GridCell(box.text, self.assembler.spot(Spot(label=f"第{table}张表第{r}行第{c}栏")), box.merged)
                for c, box in enumerate(row, 1)
            ]
            for r, row in enumerate(rows, 1)
        ]
        rest = _continued(self._pending, cells)
        if rest is None:
            self._flush()
            self._pending = cells
        else:
            self._pending += rest
        for inner in (g for row in rows for box in row for g in box.inner):
            self._flush()
            self._grid(inner, depth + 1)


def _continued(above: list[list[GridCell]], below: list[list[GridCell]]) -> list[list[GridCell]] | None:
    """below 紧接在 above 之后、是它的下半张时，去掉重印的表头的各行；不是为 None。

    一张表拆成几张（按页拆开的、网页转成的）的，中间没有字，栏数相同；表头或者重印，或者没有。
    """
    if not above or len(above[0]) != len(below[0]):
        return None
    first = [norm(cell.raw) for cell in below[0]]
    repeated = 0
    while repeated < min(len(above), len(below), _HEAD) and _same(above[repeated], below[repeated]):
        repeated += 1
    if repeated:
        return below[repeated:] or None
    # 没有重印表头的，第一行就该有数；左上角的字相同的是另一张同样的表单
    data = any(numerals.parse(text)[1] in ("number", "dash") for text in first)
    return below if data and first[0] != norm(above[0][0].raw) else None


def _same(one: list[GridCell], other: list[GridCell]) -> bool:
    return [(norm(c.raw), c.merged) for c in one] == [(norm(c.raw), c.merged) for c in other]


def _heading(level: int, text: str) -> int:
    """标题样式套在整段正文上的，不算标题。"""
    plain = norm(text)
    return min(level, 6) if level and len(plain) <= LONG_TITLE and plain[-1:] not in CLOSED else 0


def _trimmed(rows: list[list[Box]]) -> list[list[Box]]:
    """补齐行宽，去掉每一行都只是被合并掉的列（合并多写了几列的）和没有格的行。"""
    width = max((len(row) for row in rows), default=0)
    full = [row + [Box() for _ in range(width - len(row))] for row in rows if row]
    kept = [c for c in range(width) if c == 0 or any(row[c].merged != "<" for row in full)]
    # 末尾整列没有字的，是合并列数写多了补出来的
    while len(kept) > 1 and not any(row[kept[-1]].content for row in full) and _padded(rows, kept[-1]):
        kept.pop()
    return [[row[c] for c in kept] for row in full]


def _padded(rows: list[list[Box]], column: int) -> bool:
    """这一列没有一格是真有的：都是补的或合并掉的。"""
    return all(len(row) <= column or row[column].merged for row in rows)


def _is_layout(rows: list[list[Box]]) -> bool:
    """排版用的表格：格子不多，其中有整篇的文字，或套着表而别的格没有什么数据。"""
    boxes = [b for row in rows for b in row if not b.merged and (b.inner or norm(b.text))]
    short = sum(1 for b in boxes if not b.inner and len(norm(b.text)) < _SHORT)
    if any(b.inner for b in boxes):
        nested = sum(1 for b in boxes if b.inner)
        return short <= max(_LAYOUT_BOXES, nested)
    return len(boxes) <= _LAYOUT_BOXES and any(_is_prose(b) for b in boxes)


def _is_prose(box: Box) -> bool:
    lines = [line for p in box.content if isinstance(p, Piece) for line in p.lines if norm(line)]
    return len(lines) >= _PROSE_LINES and sum(map(len, lines)) >= _PROSE
