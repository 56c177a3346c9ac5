"""文档模型：按阅读顺序排列的段落和表格，每个字都能回到原文的位置。"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from engine.light import light
from engine.text import Text

Box = tuple[float, float, float, float]
"""左、上、右、下；磅，原点在页面正立时的左上角。"""


SURE = 0.9
"""识别的把握低于此的数不可信。

150 dpi 以上的扫描件上，认对的数九成九在 0.95 以上，认错的在此以下（benchmarks/ocr_read.py）。
"""


@light
@dataclass(frozen=True, slots=True)
class Spot:
    """原件上印着一行字或一个单元格的地方。

    page       第几页，从 1 起；没有页的格式为 None
    box        在那一页上的范围
    label      没有页的格式里的说法：支出表!C7、第2张表第3行
    file       文件夹、压缩包里的哪一个文件
    confidence 识别的把握，0 到 1；不是识别出来的为 1
    turn       那一页按 /Rotate 显示之后，还要顺时针转多少度才正立：0、90、180、270
    """

    page: int | None = None
    box: Box | None = None
    label: str = ""
    file: str = ""
    confidence: float = 1.0
    turn: int = 0


@light
@dataclass(frozen=True, slots=True)
class Origin:
    """另一份公开件里的一处：报告要说得出是哪一份、印在哪里、原文是什么。

    title 那一份怎么称呼：2024年部门预算
    path  那一份的文件；file 是文件夹、压缩包里的哪一个
    page、line、label 同 Spot 和行号：第几页、第几行、支出表!C7，有一样
    quote 那里的原文：表的一行，文字的一句
    """

    title: str
    path: str
    page: int | None = None
    line: int | None = None
    label: str = ""
    file: str = ""
    quote: str = ""

    @property
    def where(self) -> str:
        """第3页、第12行、支出表!C7；不知道为空串。"""
        at = f"第{self.page}页" if self.page else self.label or (f"第{self.line}行" if self.line else "")
        return " ".join(part for part in (self.file, at) if part)


@light
@dataclass(frozen=True, slots=True)
class Place:
    """原文中的一处。line、page 从 1 起；table、row、column 从 0 起；span 是所在段落或单元格归一化文字的起止。

    origin 不为空的是另一份公开件里的一处，没有 line、block：它们说的都是正在核查的这一份。
    """

    line: int | None = None
    page: int | None = None
    block: int | None = None
    table: str = ""
    row: int | None = None
    column: int | None = None
    row_name: str = ""
    column_name: str = ""
    section: str = ""
    span: tuple[int, int] | None = None
    origin: Origin | None = None

    @property
    def key(self) -> tuple[int, int, int, int]:
        """排序用：阅读顺序。"""
        return (
            self.block if self.block is not None else -1,
            self.row if self.row is not None else -1,
            self.column if self.column is not None else -1,
            self.span[0] if self.span else -1,
        )


@light
@dataclass(frozen=True, slots=True)
class Paragraph:
    """一个自然段，断页断行已接好。lines[i] 是原文第 i 个字符所在的行号（见 Document.spots）。"""

    index: int
    text: Text
    lines: tuple[int, ...]
    heading: int = 0  # Markdown 标题级别，0 为正文

    def line_at(self, offset: int) -> int:
        """归一化文字第 offset 个字所在的行。"""
        if not self.lines:
            return 0
        raw = self.text.raw_offset(offset)
        return self.lines[min(raw, len(self.lines) - 1)]

    @property
    def line(self) -> int:
        return self.lines[0] if self.lines else 0


@light
@dataclass(frozen=True, slots=True)
class Cell:
    """一个单元格。

    status  number 数、blank 空白、dash 短横、text 文字、unreadable 认不出的数
    merged  被合并掉的格：“<”并入左边，“^”并入上面；其余为空串
    """

    text: Text
    row: int
    column: int
    line: int
    value: Decimal | None
    status: str
    unit: str = ""
    merged: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """一张表的网格，行宽已补齐；captions、notes 由识别阶段归属。cut：接着的一页没有读，表可能不全。"""

    index: int
    rows: tuple[tuple[Cell, ...], ...]
    cut: bool = False

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def line(self) -> int:
        return self.rows[0][0].line if self.rows else 0


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """读入后的一份文件。

    spots   行号 n 在原件上的地方是 spots[n-1]；文本文件没有，行号就是第几行
    pages   页数；没有页的格式为 None
    remarks 读的时候要告诉使用者的话：扩展名与内容不符、工作表是隐藏的
    unread  没有读到的部分，一句话一处：哪一页、哪个文件；有它就不能因为没见到而说没有
    attached 网页上附件链接的字；附件是别的文件，读这一份时没有读
    """

    path: str
    sha256: str
    blocks: tuple[Block, ...]
    line_count: int
    remarks: tuple[str, ...] = field(default=())
    spots: tuple[Spot, ...] = field(default=())
    unread: tuple[str, ...] = field(default=())
    pages: int | None = None
    attached: tuple[str, ...] = field(default=())

    def spot(self, line: int | None) -> Spot | None:
        """行号 → 原件上的地方；文本文件为 None。"""
        return self.spots[line - 1] if line and line <= len(self.spots) else None

    def where(self, line: int | None) -> str:
        """行号 → 给人看的位置：第12行、第3页、支出表!C7；合成的文件前面写文件名。不知道为空串。"""
        if not line:
            return ""
        spot = self.spot(line)
        if spot is None:
            return f"第{line}行"
        at = f"第{spot.page}页" if spot.page else spot.label
        return " ".join(part for part in (spot.file, at) if part)

    def region(self, place: Place) -> tuple[Spot, Box] | None:
        """一处在页面上的范围：一格、一行字；说的是表的整行时，取这一行在同一页上的各格。没有页的为 None。"""
        spot = self.spot(place.line)
        if spot is None or spot.page is None or spot.box is None:
            return None
        boxes = [spot.box]
        if place.row is not None and place.column is None and place.block is not None:
            block = self.blocks[place.block]
            row = block.rows[place.row] if isinstance(block, Table) and place.row < len(block.rows) else ()
            same = [s for c in row if (s := self.spot(c.line)) and (s.page, s.file) == (spot.page, spot.file)]
            boxes += [s.box for s in same if s.box is not None]
        left, top, right, bottom = zip(*boxes, strict=True)
        return spot, (min(left), min(top), max(right), max(bottom))

    def doubtful(self, line: int | None) -> bool:
        """这一行的数，识别没有把握。"""
        spot = self.spot(line)
        return spot is not None and spot.confidence < SURE
