"""一份文件的草稿：段落和表格，各有名字，好让埋错的人找得到地方。"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Rows = list[list[str]]
# 年|12.30|万元
_SEAM = re.compile(r"(?<=[\u4e00-\u9fa5])(?=\d)|(?<=\d)(?=[\u4e00-\u9fa5])")


@dataclass
class Para:
    """一段文字；key 说明是哪一段（如“三公/总额”）。"""

    key: str
    text: str


@dataclass
class Grid:
    """一张表。names 与 rows 等长，是各行的名字（编码或行名）；columns 是各栏的名字，空串为不取数的栏。"""

    kind: str
    title: str
    above: list[str]
    head: Rows
    rows: Rows
    names: list[str]
    columns: list[str]
    notes: list[str] = field(default_factory=list)

    def has(self, name: str, column: str) -> bool:
        return name in self.names and column in self.columns

    def at(self, name: str, column: str) -> str:
        return self.rows[self.names.index(name)][self.columns.index(column)]

    def put(self, name: str, column: str, value: str) -> None:
        self.rows[self.names.index(name)][self.columns.index(column)] = value

    def lines(self, piped: bool = False) -> list[str]:
        rows = (*self.head, *self.rows)
        grid = "\n".join(f"|{'|'.join(row)}|" if piped else "\t".join(row) for row in rows)
        return [*([self.title] if self.title else []), *self.above, grid, *self.notes]


@dataclass
class Draft:
    """整份文件；kind 为预算或决算，grain 是账上的数都是多少分的整数倍。"""

    seed: int
    kind: str
    year: int
    entity: str
    pieces: list[Para | Grid]
    spaced: bool = False
    piped: bool = False
    grain: int = 1

    def text(self) -> str:
        parts: list[str] = []
        for piece in self.pieces:
            parts += [self._spaced(piece.text)] if isinstance(piece, Para) else piece.lines(self.piped)
        return "\n\n".join(parts) + "\n"

    def _spaced(self, text: str) -> str:
        """2025 年收支总预算 12.30 万元：数字与汉字之间有空格的写法。"""
        return _SEAM.sub(" ", text) if self.spaced else text

    def grids(self, *kinds: str) -> list[Grid]:
        return [p for p in self.pieces if isinstance(p, Grid) and p.kind in kinds]

    def paras(self, start: str = "") -> list[Para]:
        return [p for p in self.pieces if isinstance(p, Para) and p.key.startswith(start)]
