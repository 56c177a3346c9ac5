"""公开件的文字 ↔ 一件件东西：一行文字，或者一张表的各行。变换都在这上面做。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.readers.marks import mark_of
from engine.text import norm

# 单位：万元　金额单位：元　单位:万元（在一行的末尾也算）
UNIT_LINE = re.compile(r"(?P<label>单位\s*[：:]\s*)(?P<unit>万元|元)\s*$")
# 表下面的注：注：……　说明：……　备注：……
_PROSE = re.compile(r"[,;。]")
_NOTE = re.compile(r"^\s*(?:注|说明|备注)\s*\d?[：:]")
# ## 标题　- 一项　**粗体
_BULLET = re.compile(r"^\s*(?:#{1,6}\s*|[-*+•]\s+|\*\*)")


@dataclass(frozen=True)
class Line:
    """一行文字；空行也是一行。"""

    text: str

    @property
    def plain(self) -> str:
        """归一化的文字，不带 Markdown 的标题号、项目符号。"""
        return norm(_BULLET.sub("", self.text))

    @property
    def marked(self) -> bool:
        """有层次序号：一、（一）1.；或者是 Markdown 的标题。"""
        return mark_of(self.plain) is not None or self.text.lstrip().startswith("#")

    @property
    def closed(self) -> bool:
        """完整的一段：以句号结束。"""
        return self.plain.endswith("。")

    @property
    def unfinished(self) -> bool:
        """没有写完的一行：有逗号顿号，或者比标题长，又不以句号、分号、冒号结束。"""
        return (
            bool(self.plain)
            and self.plain[-1] not in "。;:"
            and (len(self.plain) > 40 or bool(_PROSE.search(self.plain)))
        )

    @property
    def note(self) -> bool:
        return bool(_NOTE.match(self.text))


@dataclass(frozen=True)
class Grid:
    """一张表；piped 的格与格之间是竖线，否则是制表符。"""

    rows: tuple[tuple[str, ...], ...]
    piped: bool

    def lines(self) -> list[str]:
        return [f"|{'|'.join(row)}|" if self.piped else "\t".join(row) for row in self.rows]

    @property
    def words(self) -> str:
        return norm("".join(cell for row in self.rows for cell in row))

    @property
    def form(self) -> bool:
        """绩效目标、自评一类的表单：各行自己说单位，同一栏里有金额也有别的数。"""
        return "三级指标" in self.words


Piece = Line | Grid
Pieces = tuple[Piece, ...]


def _cells(line: str, begun: bool) -> tuple[tuple[str, ...], bool] | None:
    """表格的一行 →（各格，是不是竖线）；不是表格的行为 None。

    begun 表示前一行是表格的行；不是的，只有段首有制表符的是缩进。
    """
    bare = line.strip()
    if "\t" in line:
        return (tuple(line.split("\t")), False) if bare and (begun or "\t" in line.strip("\t")) else None
    if bare.startswith("|") and bare.endswith("|") and bare.count("|") > 2:
        return tuple(bare[1:-1].split("|")), True
    return None


def split(text: str) -> Pieces:
    """文字 → 各件；join 还原。"""
    found: list[Piece] = []
    rows: list[tuple[str, ...]] = []
    piped = False
    for line in text.split("\n"):
        cells = _cells(line, bool(rows))
        if cells and (not rows or cells[1] == piped):
            rows.append(cells[0])
            piped = cells[1]
            continue
        if rows:
            found.append(Grid(tuple(rows), piped))
            rows = []
        if cells:
            rows, piped = [cells[0]], cells[1]
        else:
            found.append(Line(line))
    if rows:
        found.append(Grid(tuple(rows), piped))
    return tuple(found)


def join(pieces: Iterable[Piece]) -> str:
    """各件 → 文字。"""
    return "\n".join(line for p in pieces for line in (p.lines() if isinstance(p, Grid) else [p.text]))


def unit_of(pieces: Pieces, index: int) -> str:
    """第 index 件（一张表）的金额单位：上方到前一张表或前一段正文为止的单位行；没有写为空串。"""
    for piece in reversed(pieces[:index]):
        if isinstance(piece, Grid) or piece.closed:
            return ""
        if found := UNIT_LINE.search(piece.text):
            return found["unit"]
    return ""


def caption_start(pieces: Pieces, index: int) -> int:
    """一张表的标题、表号、单位从第几件起：往上到序号标题、正文、前一张表（连同它的注）为止。"""
    start = index
    for n in range(index - 1, -1, -1):
        piece = pieces[n]
        if isinstance(piece, Grid) or piece.closed or piece.note or piece.marked:
            break
        if piece.plain:
            start = n
    return start


def notes_end(pieces: Pieces, index: int) -> int:
    """一张表下面的注到第几件为止（不含）。"""
    end = index + 1
    for n in range(index + 1, len(pieces)):
        piece = pieces[n]
        if isinstance(piece, Grid) or (piece.plain and not piece.note):
            break
        if piece.plain:
            end = n + 1
    return end
