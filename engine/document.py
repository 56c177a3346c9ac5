"""文档模型：按阅读顺序排列的段落和表格，每个字都能回到原文的位置。"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from engine.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """原文中的一处。line、page 从 1 起；table、row、column 从 0 起；span 是所在段落或单元格归一化文字的起止。"""

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

    @property
    def key(self) -> tuple[int, int, int, int]:
        """排序用：阅读顺序。"""
        return (
            self.block if self.block is not None else -1,
            self.row if self.row is not None else -1,
            self.column if self.column is not None else -1,
            self.span[0] if self.span else -1,
        )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """一个自然段，断页断行已接好。lines[i] 是原文第 i 个字符所在的行号。"""

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


@dataclass(frozen=True, slots=True)
class Cell:
    """一个单元格。status：number 数、blank 空白、dash 短横、text 文字、unreadable 认不出的数。"""

    text: Text
    row: int
    column: int
    line: int
    value: Decimal | None
    status: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """一张表的网格，行宽已补齐；captions、notes 由识别阶段归属。"""

    index: int
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def line(self) -> int:
        return self.rows[0][0].line if self.rows else 0


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """读入后的一份文件。"""

    path: str
    sha256: str
    blocks: tuple[Block, ...]
    line_count: int
    remarks: tuple[str, ...] = field(default=())
