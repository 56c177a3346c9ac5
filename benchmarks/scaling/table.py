"""量得的结果：表、要达到的线、说明；写成 JSON 与 Markdown（终端上也看它）。"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Cell = str | float | int


@dataclass(frozen=True)
class Goal:
    """一条要达到的线。most 为真的不超过 limit，为假的不少于 limit；measured 为 None 是没有量。"""

    what: str
    measured: float | None
    limit: float
    most: bool = True
    unit: str = ""

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "没有量"
        met = self.measured <= self.limit if self.most else self.measured >= self.limit
        return "达到" if met else "没有达到"


@dataclass(frozen=True)
class Table:
    """一张表。columns 是栏名；数字栏照数的大小取位数。"""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """一项测量。"""

    name: str
    title: str
    tables: tuple[Table, ...] = ()
    goals: tuple[Goal, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def data(self) -> dict[str, Any]:
        """JSON 里的样子。"""
        goals = [dataclasses.asdict(g) | {"verdict": g.verdict} for g in self.goals]
        return dataclasses.asdict(self) | {"goals": goals}


def shown(value: Cell) -> str:
    """三位有效数字；整数、文字照写。"""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    size = abs(value)
    return (
        f"{value:,.0f}"
        if size >= 100
        else f"{value:.1f}"
        if size >= 10
        else f"{value:.2f}"
        if size >= 0.1
        else f"{value:.3f}"
    )


def markdown(table: Table) -> str:
    """Markdown 表格，各栏按显示宽度对齐，终端上也看得清。"""
    rows = [list(table.columns), *([shown(c) for c in row] for row in table.rows)]
    wide = [max(_width(row[c]) for row in rows) for c in range(len(table.columns))]
    right = [all(not isinstance(row[c], str) for row in table.rows) for c in range(len(table.columns))]
    lines = [_line(row, wide, right) for row in rows]
    rule = "|" + "|".join("-" * (w + 1) + (":" if r else "-") for w, r in zip(wide, right, strict=True)) + "|"
    return "\n".join([f"**{table.title}**", "", lines[0], rule, *lines[1:], *(f"\n{n}" for n in table.notes)])


def goals(found: Sequence[Goal]) -> Table:
    """各条线合成一张表。"""
    rows = [
        (
            g.what,
            "—" if g.measured is None else shown(g.measured) + g.unit,
            f"{'≤' if g.most else '≥'} {shown(g.limit)}{g.unit}",
            g.verdict,
        )
        for g in found
    ]
    return Table("要达到的线", ("线", "量得", "要求", "结果"), tuple(rows))


def _line(row: Sequence[str], wide: Sequence[int], right: Sequence[bool]) -> str:
    cells = []
    for text, width, flush in zip(row, wide, right, strict=True):
        space = " " * (width - _width(text))
        cells.append(f" {space}{text} " if flush else f" {text}{space} ")
    return "|" + "|".join(cells) + "|"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
