"""读 Word 文档（docx）：段落、表格按正文的次序，自动编号、文本框、脚注都读出来，页眉页脚不读。"""

from __future__ import annotations

import hashlib
from itertools import accumulate, pairwise
from pathlib import Path

from lxml import etree

from engine.document import Document
from engine.errors import DocumentError
from engine.readers import archive
from engine.readers.docx_styles import Styles
from engine.readers.docx_text import Run, mark_deleted, opened, read_run
from engine.readers.flow import Box, Content, Flow, Grid, Piece
from engine.readers.limits import DEFAULTS, Limits
from engine.readers.numbering import Numbering
from engine.readers.ooxml import Package, attribute, child, children, name, number
from engine.text import norm

_SNAP = 100  # 相距不到这么多缇（约 1.8 毫米）的竖线是同一条：手工拖动的表格对不齐


def read(path: Path, data: bytes, limits: Limits = DEFAULTS) -> Document:
    """docx → 文档；打不开、没有正文抛出 DocumentError。"""
    with archive.opened(path, data, limits) as opened_archive:
        package = Package(path, opened_archive, limits)
        main = package.related("", "officeDocument") or "word/document.xml"
        body = child(package.part(main), "body")
        if body is None:
            raise DocumentError(f"{path}：Word 文档里没有正文，多半没有下载完整，请重新下载。")
        reader = _Reader(package, main, limits)
    flow = Flow(path)
    flow.emit([*reader.contents(body), *reader.endnotes])
    blocks = flow.finish()
    unread = tuple(reader.unread())
    if not blocks:
        why = "".join(unread[:1]).rstrip("。") or "正文是空的"
        raise DocumentError(f"{path}：没有读到文字（{why}），请检查是否下载完整；内容是图片的，请另存为 PDF 后再核查。")
    return Document(str(path), digest(data), blocks, len(flow.spots), spots=flow.spots, unread=unread)


def digest(data: bytes) -> str:
    """文件内容的 SHA-256。"""
    return hashlib.sha256(data).hexdigest()


class _Reader:
    """正文 → 段落和表格的树。"""

    def __init__(self, package: Package, main: str, limits: Limits) -> None:
        def part(kind: str) -> etree._Element | None:
            target = package.related(main, kind)
            return package.part(target) if target else None

        self.styles = Styles(part("styles"))
        self.numbering = Numbering(part("numbering"))
        self.limits = limits
        self.pictures = self.objects = self.imports = 0
        self.oversized: list[int] = []
        self.endnotes: list[Content] = []
        self._tables = 0
        self._carried = ""
        self._notes = {
            (kind, attribute(e, "id")): e for kind in ("footnote", "endnote") for e in children(part(f"{kind}s"), kind)
        }

    def contents(self, parent: etree._Element) -> list[Content]:
        """parent（正文、单元格、文本框、脚注）里的各块。"""
        found: list[Content] = []
        for element in opened(parent, {"p", "tbl", "altChunk"}):
            if name(element) == "p":
                found += self._paragraph(element)
            elif name(element) == "tbl":
                found += self._table(element)
            else:
                self.imports += 1
        return found

    def unread(self) -> list[str]:
        """没有读到的部分，一句话一处。"""
        found = []
        if self.pictures:
            found.append(f"文档里有 {self.pictures} 张大图片，图上的字没有读；表格是图片的，请另存为 PDF 后再核查。")
        if self.objects:
            found.append(f"文档里嵌入了 {self.objects} 个对象（工作簿、公式等），其中的内容没有读。")
        if self.imports:
            found.append(f"文档里插入了 {self.imports} 个外部文件，其中的内容没有读，请用 Word 打开、另存后再核查。")
        found += [f"第 {n} 张表超过 {self.limits.cells} 格，没有读。" for n in self.oversized]
        return found

    def _paragraph(self, element: etree._Element) -> list[Content]:
        run = read_run(element, self.styles)
        self.pictures += run.pictures
        self.objects += run.objects
        form = self.styles.form(child(element, "pPr"))
        text = self._carried + ("" if form.hidden else run.text)
        self._carried = text if mark_deleted(element) else ""
        if self._carried:
            return []
        # 空的一段也占一个编号，只是不值得读
        number_text = "" if form.hidden else self._number(form.num, form.num_level, form.num_style)
        if not norm(text):
            return [Piece([]), *self._attached(run)]
        piece = Piece((number_text + text.strip("\n")).split("\n"), form.heading, form.toc)
        return [piece, *self._attached(run)]

    def _number(self, num: str, level: int, style: str) -> str:
        if not num:
            return ""
        return self.numbering.next(num, self.numbering.level_of_style(num, style) if level < 0 else level)

    def _attached(self, run: Run) -> list[Content]:
        """跟在这一段后面的：文本框的内容、脚注。"""
        found: list[Content] = [c for box in run.boxes for c in self.contents(box)]
        for key in run.notes:
            note = self._notes.pop(key, None)  # 同一个脚注引用两次只印一次
            if note is None:
                continue
            pieces = self.contents(note)
            for piece in pieces:
                if isinstance(piece, Piece):
                    piece.label = "（脚注）" if key[0] == "footnote" else "（尾注）"
            (found if key[0] == "footnote" else self.endnotes).extend(pieces)
        return found

    def _table(self, element: etree._Element) -> list[Content]:
        self._tables += 1
        order = self._tables
        edges = list(accumulate((number(c, "w", 0) for c in children(child(element, "tblGrid"), "gridCol")), initial=0))
        rows = [list(self._row(row)) for row in opened(element, {"tr"}) if child(row, "trPr", "del") is None]
        width = max((end for row in rows for _, end, _, _ in row), default=0)
        if width * len(rows) > self.limits.cells:
            self.oversized.append(order)
            return []
        columns = _snapped(edges, rows, width)
        spread = [_spread(row, columns) for row in rows]
        # 单元格里的脚注、文本框排在表后
        grid = Grid(spread)
        after: list[Content] = []
        for box in (b for row in spread for b in row):
            after += [p for p in box.content if isinstance(p, Piece) and p.label]
            box.content = [p for p in box.content if not (isinstance(p, Piece) and p.label)]
        return [grid, *after]

    def _row(self, row: etree._Element) -> list[tuple[int, int, Box, bool]]:
        """各格的（起列，止列，格，是否并入上面）。"""
        at = number(child(row, "trPr", "gridBefore"), "val", 0)
        found: list[tuple[int, int, Box, bool]] = []
        for cell in opened(row, {"tc"}):
            properties = child(cell, "tcPr")
            if child(properties, "cellDel") is not None:
                continue
            span = max(1, min(number(child(properties, "gridSpan"), "val", 1), self.limits.cells))
            vertical = child(properties, "vMerge")
            up = vertical is not None and attribute(vertical, "val", "continue") == "continue"
            left = attribute(child(properties, "hMerge"), "val") == "continue" and bool(found)
            content = self.contents(cell)
            if left:
                start, _, box, above = found.pop()
                found.append((start, at + span, box, above))
            else:
                found.append((at, at + span, Box([] if up else content), up))
            at += span
        return found


_Row = list[tuple[int, int, Box, bool]]


def _snapped(edges: list[int], rows: list[_Row], width: int) -> list[int]:
    """网格的第几条竖线 → 第几栏；挨得太近的竖线当作一条，这样会挤掉有字的格时不合并。"""
    plain = list(range(width + 1))
    if len(edges) <= width or any(a >= b for a, b in pairwise(edges)):
        return plain
    columns = [0]
    for left, right in pairwise(edges):
        columns.append(columns[-1] + (right - left > _SNAP))
    lost = any(
        columns[start] == columns[end] and norm(box.text) for row in rows for start, end, box, _ in row if end <= width
    )
    return plain if lost else columns


def _spread(row: _Row, columns: list[int]) -> list[Box]:
    """一行的各格按栏展开，合并掉的补上记号。"""
    found: list[Box] = []
    for start, end, box, up in row:
        first, last = columns[start], columns[end]
        if first == last:
            continue
        found += [Box() for _ in range(first - len(found))]
        if up:
            box.merged = "^"
        found += [box, *(Box(merged="<") for _ in range(last - first - 1))]
    return found
