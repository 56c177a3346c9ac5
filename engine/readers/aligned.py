"""没有画线的表：几行并排印着几项，其中有金额，左右对得齐，就是表。"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from engine.document import Box
from engine.readers.grid import Grid, GridText
from engine.readers.lines import TextLine
from engine.text import norm

# 金额的样子：1,234.50　12.00　156,211,123；页码、序号、年份不是
_AMOUNT = re.compile(r"^-?(?:\d{1,3}(?:,\d{3})+|\d+(?=\.))(?:\.\d{1,2})?$")
_LEAST = 3  # 至少这么多行
_SPACING = 3.0  # 相邻两行相距不到这么多个字高

_Row = list[TextLine]


def read_aligned(lines: Sequence[TextLine]) -> tuple[list[Grid], list[TextLine]]:
    """自上而下的各行 →（没有画线的表，其余的行）。"""
    rows: list[_Row] = []
    for line in lines:
        if line.continued and rows:
            rows[-1].append(line)
        else:
            rows.append([line])
    grids: list[Grid] = []
    rest: list[TextLine] = []
    start = 0
    while start < len(rows):
        end = _end(rows, start)
        grid = _grid(rows[start:end]) if end - start >= _LEAST else None
        if grid is None:
            rest += rows[start]
            start += 1
        else:
            grids.append(grid)
            start = end
    return grids, rest


def _end(rows: list[_Row], start: int) -> int:
    """从 start 起接连的、并排印着几项的行到哪里为止；夹在中间、只印了名称的行也算。"""
    if len(rows[start]) < 2:
        return start
    second = rows[start][1].box[0]
    end = last = start + 1
    while end < len(rows):
        row = rows[end]
        if row[0].box[1] - rows[end - 1][0].box[3] > _SPACING * row[0].size:
            break
        if len(row) < 2 and row[0].box[2] > second:
            break
        end += 1
        if len(row) > 1:
            last = end
            second = min(second, row[1].box[0])
    return last


def _grid(rows: list[_Row]) -> Grid | None:
    counted = [row for row in rows if any(_AMOUNT.match(norm(line.text)) for line in row)]
    if len(counted) < _LEAST - 1:
        return None
    columns = _columns([line for row in counted for line in row])
    if len(columns) < 2:
        return None
    cells = [_cells(row, columns) for row in rows]
    box = (columns[0][0], rows[0][0].box[1], columns[-1][1], rows[-1][0].box[3])
    edges = (columns[0][0], *((a[1] + b[0]) / 2 for a, b in itertools.pairwise(columns)), columns[-1][1])
    return Grid(box, edges, tuple(cells))


def _columns(lines: list[TextLine]) -> list[tuple[float, float]]:
    """有金额的各行里，左右重叠的项是一栏。"""
    found: list[tuple[float, float]] = []
    for left, right in sorted((line.box[0], line.box[2]) for line in lines):
        if found and left < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _cells(row: _Row, columns: list[tuple[float, float]]) -> tuple[GridText, ...]:
    top, bottom = min(line.box[1] for line in row), max(line.box[3] for line in row)
    texts: list[list[TextLine]] = [[] for _ in columns]
    merged = [""] * len(columns)
    for line in row:
        covered = [n for n, (left, right) in enumerate(columns) if line.box[0] < right and line.box[2] > left]
        nearest = min(range(len(columns)), key=lambda n: abs(sum(columns[n]) - line.box[0] - line.box[2]))
        texts[covered[0] if covered else nearest].append(line)
        for n in covered[1:]:
            merged[n] = "<"
    found = []
    for (left, right), own, mark in zip(columns, texts, merged, strict=True):
        box: Box = (left, top, right, bottom)
        confidence = min((line.confidence for line in own), default=1.0)
        found.append(GridText("".join(line.text for line in own), box, "" if own else mark, confidence))
    return tuple(found)
