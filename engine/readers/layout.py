"""版面：各页的字和线排成段落和表格。页眉页脚去掉，跨页的表接上，断页的段落接好。"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.document import SURE, Block, Document, Spot
from engine.errors import DocumentError
from engine.readers.aligned import read_aligned
from engine.readers.assemble import CLOSED, LONG_TITLE, PAGE_NUMBER, Assembler, GridCell
from engine.readers.continuation import OpenTable
from engine.readers.grid import Grid, read_grids
from engine.readers.ink import Page
from engine.readers.lines import TextLine, text_lines
from engine.readers.marks import mark_of
from engine.text import norm

_OUTER = 0.12  # 页眉页脚在上下各这么大一部分里
_RUNNING = 3  # 同一高度同样的字至少出现在这么多页上，才可能是页眉页脚
_SAME_HEIGHT = 4.0  # 磅
_OTHER_SIZE = 0.15  # 字号差这么多，不是同一段
_UNBROKEN = 8.0  # 数字、括号不能拆到两行，行末可以空出这么多个字
_PROSE_LENGTH = 20  # 这么多字以上的行用来量版心
# 目录项的引导点和页码：一、主要职能……3　　第一部分 概况......1
_LEADER = re.compile(r"(?:[.…·]\s*+){3}\d{0,3}$")
_DIGITS = re.compile(r"\d+")
# 表格上方的单位行：单位：万元　金额单位:元
_UNIT_LINE = re.compile(r"单位:|元\)?$")


@dataclass(frozen=True, slots=True)
class _Item:
    """一页上的一行字或一张网格。"""

    page: int
    top: float
    line: TextLine | None = None
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class _Margins:
    """版心的左右边。"""

    left: float
    right: float

    def full(self, line: TextLine, short: float = 1.8) -> bool:
        """写到了右边：离右边不到这么多个字。"""
        return line.box[2] > self.right - short * line.size

    def indented(self, line: TextLine) -> bool:
        return line.box[0] > self.left + 1.2 * line.size


def document(path: Path, data: bytes, pages: Sequence[Page], unread: tuple[str, ...], total: int) -> Document:
    """各页的墨迹 → 文档；unread 为没有读的页，total 为文件的总页数。一页也没有读成的抛出 DocumentError。"""
    if all(p.kind in ("unread", "blank") for p in pages):
        why = next((f"第 {p.number} 页{p.remark}" for p in pages if p.remark), "没有字，请检查是否下载完整。")
        raise DocumentError(f"{path}：{why}")
    flow = _Flow(pages, total)
    blocks = flow.run()
    if not blocks:
        raise DocumentError(f"{path}：没有可读的内容，请检查是否下载完整。")
    turns = {p.number: p.turn for p in pages if p.turn}
    spots = tuple(replace(s, turn=turns.get(s.page or 0, 0)) if turns else s for s in flow.assembler.spots)
    sha256 = hashlib.sha256(data).hexdigest()
    return Document(str(path), sha256, blocks, len(spots), spots=spots, unread=unread, pages=total)


def _items(page: Page) -> list[_Item]:
    """一页的行和网格，自上而下，页码已去掉。"""
    grids, outside = read_grids(page.glyphs, page.strokes)
    lines = [
        line
        for line in text_lines(outside)
        if not (_outer(line, page.height) and PAGE_NUMBER.match(norm(line.text)) and not line.continued)
    ]
    unruled, lines = read_aligned(lines)
    items = [_Item(page.number, line.box[3], line=line) for line in lines]
    items += [_Item(page.number, grid.box[1], grid=grid) for grid in (*grids, *unruled)]
    return sorted(items, key=lambda i: i.top)


def _outer(line: TextLine, height: float) -> bool:
    return line.box[3] < height * _OUTER or line.box[1] > height * (1 - _OUTER)


def _without_running(pages: list[list[_Item]], heights: list[float]) -> list[list[_Item]]:
    """去掉页眉页脚：同一高度、除数字外同样的字在一半以上的页上都有。表格的单位行、续表的标题也是这样，所以第一次出现的、写着单位的留着。"""

    def key(line: TextLine) -> tuple[str, int]:
        return _DIGITS.sub("#", norm(line.text)), round(line.box[3] / _SAME_HEIGHT)

    edges = [
        [i for i in items if i.line is not None and _outer(i.line, height)]
        for items, height in zip(pages, heights, strict=True)
    ]
    counts = Counter(k for lines in edges for k in {key(i.line) for i in lines if i.line is not None})
    seen: set[tuple[str, int]] = set()
    kept: list[list[_Item]] = []
    for items, edge in zip(pages, edges, strict=True):
        dropped = set()
        for item in edge:
            assert item.line is not None
            name = key(item.line)
            if counts[name] >= max(_RUNNING, len(pages) / 2) and not _UNIT_LINE.search(name[0]):
                if name in seen:
                    dropped.add(id(item))
                seen.add(name)
        kept.append([i for i in items if id(i) not in dropped])
    return kept


def _margins(pages: list[list[_Item]], widths: list[float]) -> dict[int, _Margins]:
    """页面宽度 → 版心；没有长行的不知道。"""
    ends: dict[int, list[tuple[float, float]]] = {}
    for items, width in zip(pages, widths, strict=True):
        for item in items:
            if item.line is not None and not item.line.continued and len(item.line.text) >= _PROSE_LENGTH:
                ends.setdefault(round(width), []).append((item.line.box[0], item.line.box[2]))
    found = {}
    for size, pairs in ends.items():
        lefts, rights = sorted(p[0] for p in pairs), sorted(p[1] for p in pairs)
        found[size] = _Margins(lefts[len(lefts) // 10], rights[len(rights) * 9 // 10])
    return found


class _Flow:
    """逐页收下行和网格。"""

    def __init__(self, pages: Sequence[Page], total: int) -> None:
        self.unread = [page.kind == "unread" for page in pages]
        self.short = total > len(pages)
        self.widths = [page.width for page in pages]
        self.pages = _without_running([_items(page) for page in pages], [page.height for page in pages])
        self.margins = _margins(self.pages, self.widths)
        self.assembler = Assembler()
        self.table: OpenTable | None = None
        self.above: list[str] = []  # 眼下这张表上方的几行
        self.previous: TextLine | None = None
        self.first: TextLine | None = None  # 眼下这一段的第一行
        self.ended = False  # 上一行是目录的一项，已经写完
        self.in_toc = False

    def run(self) -> tuple[Block, ...]:
        missed = False  # 上一页没有读
        for items, width, unread in zip(self.pages, self.widths, self.unread, strict=True):
            if unread:
                self._flush_table(cut=True)
                missed = True
                continue
            margins = self.margins.get(round(width))
            for item in self._continued(items):
                if item.grid is not None:
                    torn = not self.above and self.table is not None and self.table.lacks(item.page, item.grid)
                    self._flush_table(torn)
                    self.table = OpenTable(item.page, item.grid, tuple(self.above[-6:]))
                    self.table.cut = torn or (missed and not self.above)
                    self.above, self.previous, self.first = [], None, None
                elif item.line is not None:
                    self._flush_table()
                    self._line(item.page, item.line, margins)
                missed = False
            self.above = []
        self._flush_table(cut=self.short)
        return self.assembler.finish()

    def _continued(self, items: list[_Item]) -> list[_Item]:
        """页首的网格接着上一页的表时并进去，连同重印的标题；返回其余的。"""
        if self.table is None:
            return items
        for index, item in enumerate(items):
            if item.grid is not None:
                return items[index + 1 :] if self.table.add(item.page, item.grid) else items
            assert item.line is not None
            if not self.table.repeats(norm(item.line.text)):
                return items
        return items

    def _flush_table(self, cut: bool = False) -> None:
        """这张表到此为止；cut：接着的一页没有读，可能还有。"""
        if self.table is None:
            return
        rows = [
            [
                GridCell(
                    c.text,
                    self.assembler.spot(Spot(page, c.box, confidence=c.confidence)),
                    c.merged,
                    c.confidence < SURE,
                )
                for c in row
            ]
            for page, row in self.table.rows
        ]
        self.assembler.table(rows, cut or self.table.cut)
        self.table = None

    def _line(self, page: int, line: TextLine, margins: _Margins | None) -> None:
        plain = norm(line.text)
        if not plain or (self.in_toc and line.continued and PAGE_NUMBER.match(plain)):
            self.ended = True
            return
        fresh = self._fresh(line, plain, margins)
        number = self.assembler.spot(Spot(page, line.box, confidence=line.confidence))
        self.assembler.line(line.text, number, fresh=fresh)
        self.in_toc = plain in ("目录", "目次") or (self.in_toc and len(plain) < LONG_TITLE and plain[-1] not in CLOSED)
        self.ended = bool(_LEADER.search(line.text))
        if fresh or self.first is None:
            self.first = line
        self.previous = line
        self.above.append(plain)

    def _fresh(self, line: TextLine, plain: str, margins: _Margins | None) -> bool | None:
        """另起一段（True）、接上一行（False）、版面上看不出（None）。"""
        previous, first = self.previous, self.first
        if previous is None or first is None or line.continued or self.ended:
            return True
        if self.in_toc or margins is None:
            return None
        closed = norm(previous.text)[-1:] in CLOSED
        if abs(line.size - previous.size) > _OTHER_SIZE * previous.size or (closed and mark_of(plain)):
            return True
        if not margins.indented(line) and margins.full(previous, 1.8 if closed else _UNBROKEN):
            return False
        if not margins.full(previous):
            # 没写到头就换行是一段的末尾；居中的标题折行不是
            return None if margins.indented(previous) and margins.indented(line) and not mark_of(plain) else True
        if line.box[0] < first.box[0] - 0.5 * line.size:
            return False
        return True if mark_of(plain) or closed else None
