"""网格：由横竖线认出表格的格子和合并格，把字放进格里。数字版和扫描页通用。"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from engine.document import Box
from engine.readers.ink import Glyph, Stroke
from engine.readers.lines import text_of

_SNAP = 3.0  # 相距不到这么多磅的平行线是同一条：双线边框、画得不齐的框
_REACH = 4.0  # 横竖线差这么多磅没有碰上，也算相交
_COVER = 0.5  # 一条边有一半画了线，就是有边
_EDGE = 8.0  # 横线伸出最外一条竖线这么多磅，说明外框没有画
_DOT = 2.0  # 长宽都不到这么多磅的是点线的一点，既可能在横线上，也可能在竖线上
_OVERFLOW = 1.0  # 两格相邻的字相距不到这么多磅，是一串字写出了格


class GridText(NamedTuple):
    """一格：文字、范围、合并记号（见 document.Cell.merged）、数字的最低把握。"""

    text: str
    box: Box
    merged: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """页上的一张网格。xs 是各竖线的横坐标；rows 的每一行宽度相同。"""

    box: Box
    xs: tuple[float, ...]
    rows: tuple[tuple[GridText, ...], ...]


class _Segment(NamedTuple):
    """一段线：坐标、起、止。"""

    at: float
    start: float
    end: float


def _segments(strokes: Iterable[_Segment]) -> list[_Segment]:
    """同一直线上首尾相接的各段连成一段，坐标取平均；点线、短划线也连得起来。太短的不是线。"""
    found: list[_Segment] = []
    line: list[_Segment] = []
    for stroke in sorted(strokes):
        if line and stroke.at - line[0].at > _SNAP:
            found += _chained(line)
            line = []
        line.append(stroke)
    return sorted(found + _chained(line))


def _chained(line: list[_Segment]) -> list[_Segment]:
    found: list[_Segment] = []
    weight = 0.0
    for at, start, end in sorted(line, key=lambda s: s.start):
        length = end - start
        if found and start <= found[-1].end + _SNAP:
            last = found[-1]
            share = length / (weight + length) if weight + length else 0.0
            found[-1] = _Segment(last.at + (at - last.at) * share, last.start, max(last.end, end))
            weight += length
        else:
            found.append(_Segment(at, start, end))
            weight = length
    return [s for s in found if s.end - s.start > _SNAP]


class _Groups:
    """并查集。"""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, item: int) -> int:
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, a: int, b: int) -> None:
        a, b = self.find(a), self.find(b)
        self.parent[max(a, b)] = min(a, b)


def _frames(strokes: Sequence[Stroke]) -> list[tuple[list[_Segment], list[_Segment]]]:
    """互相连着的横线、竖线，一组是一个框。"""
    across = _segments(_Segment(s.y0, s.x0, s.x1) for s in strokes if s.y1 - s.y0 <= max(s.x1 - s.x0, _DOT))
    down = _segments(_Segment(s.x0, s.y0, s.y1) for s in strokes if s.x1 - s.x0 <= max(s.y1 - s.y0, _DOT))
    groups = _Groups(len(across) + len(down))
    ats = [h.at for h in across]
    for i, v in enumerate(down):
        for j in range(bisect_right(ats, v.start - _REACH), len(across)):
            h = across[j]
            if h.at > v.end + _REACH:
                break
            if h.start - _REACH <= v.at <= h.end + _REACH:
                groups.join(len(across) + i, j)
    found: dict[int, tuple[list[_Segment], list[_Segment]]] = {}
    for j, h in enumerate(across):
        found.setdefault(groups.find(j), ([], []))[0].append(h)
    for i, v in enumerate(down):
        found.setdefault(groups.find(len(across) + i), ([], []))[1].append(v)
    loose = [line for lines, v in found.values() if not v for line in lines]
    return [(_with_open_rows(h, v, loose), v) for h, v in found.values() if len(h) >= 2 and v]


def _with_open_rows(across: list[_Segment], down: list[_Segment], loose: list[_Segment]) -> list[_Segment]:
    """左右没有边框的表，整行合并的首行、末行只有上下两条横线，与竖线不相连：同样长、挨得近的横线也算这张表的。"""
    left, right = min(h.start for h in across), max(h.end for h in across)
    if min(v.at for v in down) - left < _EDGE or right - max(v.at for v in down) < _EDGE:
        return across
    heights = [b.at - a.at for a, b in pairwise(sorted(across)) if b.at - a.at > _SNAP]
    near = 2 * max(heights, default=0.0)
    alike = [h for h in loose if abs(h.start - left) < _REACH and abs(h.end - right) < _REACH]
    top, bottom = min(h.at for h in across), max(h.at for h in across)
    above = [h for h in alike if 0 < top - h.at <= near]
    below = [h for h in alike if 0 < h.at - bottom <= near]
    return [*across, *sorted(above)[-1:], *sorted(below)[:1]]


def _cuts(lines: list[_Segment], ends: list[float]) -> list[float]:
    """各条线的坐标；横线（竖线）明显伸出最外一条的，外框没有画，补上。"""
    found: list[float] = []
    for line in sorted(lines):
        if not found or line.at - found[-1] > _SNAP:
            found.append(line.at)
    low, high = min(ends), max(ends)
    if not found or low < found[0] - _EDGE:
        found.insert(0, low)
    if high > found[-1] + _EDGE:
        found.append(high)
    return found


@dataclass(frozen=True, slots=True)
class _Frame:
    """一个框切成的原子格；region[r][c] 是所属合并格的（首行，首列，末行，末列）。"""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    region: tuple[tuple[tuple[int, int, int, int], ...], ...]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_at(self, x: float, y: float) -> tuple[int, int, int, int]:
        """框里的一点落在哪一格；压在外框上的算最外一格。"""
        row = bisect_right(self.ys, y, 1, len(self.ys) - 1) - 1
        column = bisect_right(self.xs, x, 1, len(self.xs) - 1) - 1
        return self.region[row][column]


def _frame(across: list[_Segment], down: list[_Segment]) -> _Frame:
    xs = _cuts(down, [e for h in across for e in (h.start, h.end)])
    ys = _cuts(across, [e for v in down for e in (v.start, v.end)])
    height, width = len(ys) - 1, len(xs) - 1
    rows_at = {i: _gather(across, y) for i, y in enumerate(ys)}
    columns_at = {i: _gather(down, x) for i, x in enumerate(xs)}
    groups = _Groups(height * width)
    for r in range(height):
        for c in range(width):
            if c + 1 < width and not _covers(columns_at[c + 1], ys[r], ys[r + 1]):
                groups.join(r * width + c, r * width + c + 1)
            if r + 1 < height and not _covers(rows_at[r + 1], xs[c], xs[c + 1]):
                groups.join(r * width + c, (r + 1) * width + c)
    return _Frame(tuple(xs), tuple(ys), _regions(groups, height, width))


def _covers(segments: list[_Segment], start: float, end: float) -> bool:
    """这些共线的段有没有盖住起止之间的一半以上。"""
    covered = sum(max(0.0, min(end, s.end) - max(start, s.start)) for s in segments)
    return covered >= _COVER * (end - start)


def _gather(segments: list[_Segment], at: float) -> list[_Segment]:
    return [s for s in segments if abs(s.at - at) <= _SNAP]


def _regions(groups: _Groups, height: int, width: int) -> tuple[tuple[tuple[int, int, int, int], ...], ...]:
    """合并格必须是矩形；不是矩形的（中间少画了一段线）按行拆开，上下完全对齐的行再合起来。"""
    members: dict[int, list[tuple[int, int]]] = {}
    for r in range(height):
        for c in range(width):
            members.setdefault(groups.find(r * width + c), []).append((r, c))
    region: list[list[tuple[int, int, int, int]]] = [[(r, c, r, c) for c in range(width)] for r in range(height)]
    for cells in members.values():
        for box in _rectangles(cells):
            for r in range(box[0], box[2] + 1):
                for c in range(box[1], box[3] + 1):
                    region[r][c] = box
    return tuple(tuple(row) for row in region)


def _rectangles(cells: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    top, bottom = min(r for r, _ in cells), max(r for r, _ in cells)
    left, right = min(c for _, c in cells), max(c for _, c in cells)
    if (bottom - top + 1) * (right - left + 1) == len(cells):
        return [(top, left, bottom, right)]
    runs: list[tuple[int, int, int, int]] = []
    taken = set(cells)
    for r in range(top, bottom + 1):
        c = left
        while c <= right:
            if (r, c) not in taken:
                c += 1
                continue
            start = c
            while c + 1 <= right and (r, c + 1) in taken:
                c += 1
            above = next((i for i, b in enumerate(runs) if b[2] == r - 1 and (b[1], b[3]) == (start, c)), None)
            if above is None:
                runs.append((r, start, r, c))
            else:
                runs[above] = (runs[above][0], start, r, c)
            c += 1
    return runs


def read_grids(glyphs: Sequence[Glyph], strokes: Sequence[Stroke]) -> tuple[list[Grid], list[Glyph]]:
    """字和线 →（各张网格，网格以外的字）。只有一列的框不是表，其中的字当作正文。"""
    frames = [_frame(across, down) for across, down in _frames(strokes)]
    # 小框在前：套在大框里的表先认领自己的字
    frames = sorted((f for f in frames if len(f.xs) > 2), key=lambda f: (f.box[2] - f.box[0]) * (f.box[3] - f.box[1]))
    inside: list[dict[tuple[int, int, int, int], list[Glyph]]] = [{} for _ in frames]
    framed = [(*frame.box, frame, cells) for frame, cells in zip(frames, inside, strict=True)]
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = glyph.x + glyph.width / 2, glyph.y - 0.35 * glyph.size  # 汉字和数字的中心约在基线上方三分之一字高
        for left, top, right, bottom, frame, cells in framed:
            if left <= x <= right and top <= y <= bottom:
                cells.setdefault(frame.cell_at(x, y), []).append(glyph)
                break
        else:
            outside.append(glyph)
    grids = [_grid(frame, cells) for frame, cells in zip(frames, inside, strict=True)]
    return sorted(grids, key=lambda g: (g.box[1], g.box[0])), outside


def _grid(frame: _Frame, cells: dict[tuple[int, int, int, int], list[Glyph]]) -> Grid:
    _rejoin(frame, cells)
    rows = []
    for r in range(len(frame.ys) - 1):
        row = []
        for c in range(len(frame.xs) - 1):
            region = frame.region[r][c]
            box = (frame.xs[region[1]], frame.ys[region[0]], frame.xs[region[3] + 1], frame.ys[region[2] + 1])
            if (r, c) != region[:2]:
                row.append(GridText("", box, "<" if c > region[1] else "^"))
                continue
            own = cells.get(region, [])
            doubt = min((g.confidence for g in own if g.char < "⺀"), default=1.0)  # 汉字认错不要紧
            row.append(GridText(text_of(own), box, "", doubt))
        rows.append(tuple(row))
    return Grid(frame.box, frame.xs, tuple(rows))


def _rejoin(frame: _Frame, cells: dict[tuple[int, int, int, int], list[Glyph]]) -> None:
    """一串汉字写出了格、盖到右边一格：两格的字首尾相接的，归到左边；右边自己的字不动。"""
    for region in sorted(cells, key=lambda b: (b[0], b[1])):
        if region[3] + 2 >= len(frame.xs) or region not in cells:
            continue
        right = frame.region[region[0]][region[3] + 1]
        if right not in cells:
            continue
        last = max(cells[region], key=lambda g: g.x)
        first = min(cells[right], key=lambda g: g.x)
        if (
            abs(first.x - last.x - last.width) < _OVERFLOW
            and abs(first.y - last.y) < _OVERFLOW
            and first.char >= "⺀"
            and last.char >= "⺀"
            and first.x < frame.xs[region[3] + 1] + first.size
        ):
            spilt = _run(cells[right], first)
            cells[region] += spilt
            rest = [g for g in cells.pop(right) if g not in spilt]
            if rest:
                cells[right] = rest


def _run(glyphs: Sequence[Glyph], first: Glyph) -> list[Glyph]:
    """从 first 起，同一行上首尾相接的一串字；隔着空的、印在另一行的不是。"""
    found = [first]
    for glyph in sorted(glyphs, key=lambda g: g.x):
        last = found[-1]
        if glyph.x > last.x and abs(glyph.x - last.x - last.width) < _OVERFLOW and abs(glyph.y - last.y) < _OVERFLOW:
            found.append(glyph)
    return found
