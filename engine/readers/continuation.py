"""跨页的表：下一页开头的网格是不是上一页那张表的后半截；是就接上，重印的表头去掉。"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from engine.readers import numerals
from engine.readers.grid import Grid, GridText
from engine.readers.marks import mark_of
from engine.text import norm

_FRAME = 4.0  # 左右边框相差不到这么多磅的是同一个框；同一张表各页的线几乎不差
_COLUMN = 3.0  # 竖线相差不到这么多磅的是同一条
_HEAD = 8  # 重印的表头至多这么多行
_TITLE_ROW = 2  # 表内标题在头两行
# 重印的标题上加的字：（续）、续表、续上表
_CONTINUED = re.compile(r"\(?续上?[表页]?\d*\)?")
_NUMBER = re.compile(r"\d")
_PART = ("其中", "合计", "小计")  # 以这些字开头的另是一行


class OpenTable:
    """还可能接着往下印的一张表。rows 是（页，一行）。"""

    def __init__(self, page: int, grid: Grid, above: tuple[str, ...]) -> None:
        self.page = page
        self.above = frozenset(_CONTINUED.sub("", text) for text in above)
        self.xs = grid.xs
        self.rows: list[tuple[int, tuple[GridText, ...]]] = [(page, row) for row in grid.rows]
        self.head = _head(grid)
        self.cut = False  # 前面的一页没有读，开头可能不全

    def repeats(self, text: str) -> bool:
        """这一行字是不是本表标题、单位行的重印。"""
        bare = _CONTINUED.sub("", text)
        return not bare or bare in self.above

    def add(self, page: int, grid: Grid) -> bool:
        """接得上就接上；接不上返回 False，什么也不做。"""
        if page != self.page + 1 or self._own_title(grid) or self._another(grid):
            return False
        xs = _union(self.xs, grid.xs)
        if xs is None:  # 一页一页分开画的表，竖线不在一处，凭栏数和表头
            repeats = _texts(grid.rows[0]) == self.head[0]
            if len(grid.xs) != len(self.xs) or not (repeats or _starts_with_data(grid)):
                return False
            xs = self.xs
        repeated = 0
        while repeated < min(len(self.head), len(grid.rows)) and _texts(grid.rows[repeated]) == self.head[repeated]:
            repeated += 1
        if xs != self.xs:
            self.rows = [(p, _spread(row, self.xs, xs)) for p, row in self.rows]
        fresh = [_spread(row, grid.xs, xs) for row in grid.rows[repeated:]]
        self.xs, self.page = xs, page
        while fresh and not any(c.text for c in fresh[0]):
            fresh.pop(0)  # 一行被分页切开，下半截是空的
        if fresh and self._split(fresh[0]):
            last_page, last = self.rows[-1]
            self.rows[-1] = (last_page, tuple(_glued(a, b) for a, b in zip(last, fresh.pop(0), strict=True)))
        if fresh and self._head_cut(fresh[0]):
            fresh[0] = tuple(_under(a, b) for a, b in zip(self.rows[-1][1], fresh[0], strict=True))
        self.rows += [(page, row) for row in fresh]
        return True

    def lacks(self, page: int, grid: Grid) -> bool:
        """接不上，却像是本表的下半截：在下一页开头，没有标题、表头，第一行就有数。"""
        goes_on = page == self.page + 1 and _starts_with_data(grid)
        return goes_on and not self._own_title(grid) and not self._another(grid)

    def _another(self, grid: Grid) -> bool:
        """同样格式的另一张表单：第一行的标签相同，填的不同（项目名称：甲 / 项目名称：乙）。"""
        first = _texts(grid.rows[0])
        return bool(first[0]) and first[0] == self.head[0][0] and first != self.head[0]

    def _own_title(self, grid: Grid) -> bool:
        """网格自己头两行里有整行合并的标题，且不是本表的。"""
        for row in grid.rows[:_TITLE_ROW]:
            texts = _texts(row)
            filled = [t for t in texts if t]
            if len(filled) == 1 and texts[0].endswith("表") and texts not in self.head:
                return True
        return False

    def _head_cut(self, row: tuple[GridText, ...]) -> bool:
        """表头被分页切开：至今没有一个数，上一行还有横着合并的（下面该分几栏），这一行也没有数。"""
        above = self.rows[-1][1]
        rows = (*(r for _, r in self.rows), row)
        return any(c.merged == "<" for c in above) and not any(map(_has_number, rows))

    def _split(self, row: tuple[GridText, ...]) -> bool:
        """一行的字被分页切成两截：首栏空着，只有一两栏有字，没有数、序号；而上一行首栏是编码或序号，这几栏也有字。"""
        last = self.rows[-1][1]
        filled = [i for i, c in enumerate(row) if c.text]
        if not filled or filled[0] == 0 or len(filled) > len(row) / 2 or not _NUMBER.search(last[0].text):
            return False
        texts = [norm(row[i].text) for i in filled]
        fresh = any(_NUMBER.search(t) or mark_of(t) or t.startswith(_PART) for t in texts)
        return not fresh and all(last[i].text for i in filled)


def _head(grid: Grid) -> tuple[tuple[str, ...], ...]:
    """表头：第一个有数的行以前的各行，至少一行。"""
    texts = [_texts(row) for row in grid.rows[:_HEAD]]
    end = next((n for n, row in enumerate(texts) if any(numerals.parse(t)[1] == "number" for t in row)), len(texts))
    return tuple(texts[: max(end, 1)])


def _starts_with_data(grid: Grid) -> bool:
    return _has_number(grid.rows[0])


def _has_number(row: Sequence[GridText]) -> bool:
    return any(numerals.parse(text)[1] == "number" for text in _texts(row))


def _under(above: GridText, cell: GridText) -> GridText:
    """表头里空着的一格，上面一格有字的，是它的下半截。"""
    return cell._replace(merged="^") if above.text and not cell.text and not cell.merged else cell


def _texts(row: Sequence[GridText]) -> tuple[str, ...]:
    return tuple(norm(c.text) for c in row)


def _glued(a: GridText, b: GridText) -> GridText:
    return a._replace(text=a.text + b.text) if b.text else a


def _near(value: float, places: tuple[float, ...]) -> int | None:
    """places 里离 value 最近、又足够近的一个。"""
    index = bisect_left(places, value)
    best = min(range(max(0, index - 1), min(len(places), index + 1)), key=lambda i: abs(places[i] - value))
    return best if abs(places[best] - value) <= _COLUMN else None


def _union(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, ...] | None:
    """两截的竖线：一截的都在另一截里，取多的；对不上为 None。"""
    if abs(a[0] - b[0]) > _FRAME or abs(a[-1] - b[-1]) > _FRAME:
        return None
    many, few = (a, b) if len(a) >= len(b) else (b, a)
    found = [_near(x, many) for x in few[1:-1]]
    if None in found or len(set(found)) != len(found):
        return None
    return many


def _spread(row: tuple[GridText, ...], own: tuple[float, ...], xs: tuple[float, ...]) -> tuple[GridText, ...]:
    """把一行摊到更细的竖线上：占几栏的，后几栏是并入左边的空格。"""
    if len(own) == len(xs):
        return row
    starts = [0, *((_near(x, xs) or 0) for x in own[1:-1]), len(xs) - 1]
    spread: list[GridText] = []
    for cell, start, end in zip(row, starts, starts[1:], strict=False):
        spread.append(cell)
        spread += [GridText("", cell.box, "<") for _ in range(end - start - 1)]
    return tuple(spread)
