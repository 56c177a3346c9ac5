"""扫描页上一格里的一行字在哪里：在表格线处切开找到的框，补上漏找的墨，一点也不丢。"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import cv2

from engine.readers.scan_engine import Box
from engine.readers.scan_rules import Image, Rule

_SPECK = 0.35  # 磅；更小的是噪点，小数点约 1 磅
_STROKE = 2.5  # 磅；至少这么大的墨才自成一处：最小的六号字，数字高 5 磅，短横宽 3 磅
_TALL = 40.0  # 磅；比初号字还高的是图、印章
_NEAR = 1.2  # 漏找的墨离字不到这么多个字高，是同一行的
_DOT = 3.2  # 磅；目录引导点（含二值化的毛边）不大于此
_DOTS = 10  # 连着这么多点才是引导点；省略号六个点
_DOT_GAP = 7.0  # 磅；引导点之间不超过此
_LINES = 1.6  # 比通常的一行高这么多，可能是几行
_LINE = 0.4  # 矮于通常一行的这么多，不成一行
_SLACK = 1.0  # 磅；框伸过线这么点不算跨格


class Blot(NamedTuple):
    """一团连着的墨：左、上、右、下，像素。"""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Piece:
    """一行字（或一行在一格里的部分）的范围，像素。

    blots 是其中的墨；guess 是表格以外没有框、凭墨猜的；walls 是所在格的左右两条竖线，没有线的不限。
    """

    left: float
    top: float
    right: float
    bottom: float
    blots: list[Blot] = field(default_factory=list)
    guess: bool = False
    walls: tuple[float, float] = (-math.inf, math.inf)

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def ink(self) -> Blot:
        """墨的范围。"""
        return Blot(
            min(b.left for b in self.blots),
            min(b.top for b in self.blots),
            max(b.right for b in self.blots),
            max(b.bottom for b in self.blots),
        )

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def blots(marks: Image, scale: float) -> list[Blot]:
    """擦掉线以后的墨 → 各团墨，去掉噪点和大块的图。"""
    _, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    found = []
    for x, y, width, height, _ in stats[1:].tolist():
        if max(width, height) >= _SPECK * scale + 1 and height <= _TALL * scale and width <= 2 * _TALL * scale:
            found.append(Blot(x, y, x + width, y + height))
    return found


def leaders(spread: Sequence[Blot], scale: float) -> list[Blot]:
    """目录的引导点：同样高低、一个挨一个的许多小点。它们会让找字的模型漏掉整行。"""
    dots = [b for b in spread if max(b.right - b.left, b.bottom - b.top) <= _DOT * scale]
    runs: list[list[Blot]] = []
    for dot in sorted(dots):
        for run in reversed(runs):
            last = run[-1]
            level = abs(last.top + last.bottom - dot.top - dot.bottom) <= 2 * scale
            if level and 0 < dot.left - last.left <= _DOT_GAP * scale:
                run.append(dot)
                break
        else:
            runs.append([dot])
    return [dot for run in runs if len(run) >= _DOTS for dot in run]


class Cells:
    """某处左右最近的竖线。"""

    def __init__(self, rules: Sequence[Rule], scale: float) -> None:
        self.down = sorted((r for r in rules if not r.across), key=lambda r: r.at)
        self.slack = _SLACK * scale

    def around(self, x: float, y: float) -> tuple[float | None, float | None]:
        """左、右两条竖线的横坐标；没有的为 None。"""
        left = right = None
        for rule in self.down:
            if rule.start - self.slack <= y <= rule.end + self.slack:
                if rule.at <= x:
                    left = rule.at
                else:
                    right = rule.at
                    break
        return left, right

    def cuts(self, box: Box) -> list[float]:
        """穿过这个框的竖线。"""
        x0, y0, x1, y1 = box
        y = (y0 + y1) / 2
        return [r.at for r in self.down if x0 < r.at < x1 and r.start - self.slack <= y <= r.end + self.slack]


def pieces(boxes: Sequence[Box], spread: Sequence[Blot], rules: Sequence[Rule], scale: float) -> list[Piece]:
    """找到的框 + 各团墨 → 各处要认的字。"""
    cells = Cells(rules, scale)
    found = [piece for box in boxes for piece in _cut(box, cells.cuts(box))]
    loose: list[Blot] = []
    for blot in sorted(spread):
        owner = _owner(blot, found)
        if owner is None:
            loose.append(blot)
        else:
            owner.blots.append(blot)
    found = [p for p in found if any(_big(b, scale) for b in p.blots)]
    usual = median(p.height for p in found) if found else 0.0
    found = [line for p in found for line in _lines(p, usual)]
    # 右边漏的从左往右接，左边漏的从右往左接
    left_over = _attach(loose, found, cells)
    left_over = _attach(reversed(left_over), found, cells)
    found += _missed(left_over, cells, scale)
    for piece in found:
        ink = piece.ink
        left, right = cells.around((ink.left + ink.right) / 2, (ink.top + ink.bottom) / 2)
        piece.walls = (-math.inf if left is None else left, math.inf if right is None else right)
    return found


def _cut(box: Box, cuts: list[float]) -> list[Piece]:
    x0, y0, x1, y1 = box
    edges = [x0, *cuts, x1]
    return [Piece(a, y0, b, y1) for a, b in pairwise(edges) if b > a]


def _lines(piece: Piece, usual: float) -> list[Piece]:
    """窄格里折成几行的字，框常常套在一起：在行与行的空隙处切开。"""
    if piece.height < _LINES * usual:
        return [piece]
    runs: list[list[Blot]] = []
    for blot in sorted(piece.blots, key=lambda b: b.top):
        if runs and blot.top <= max(b.bottom for b in runs[-1]):
            runs[-1].append(blot)
        else:
            runs.append([blot])
    parts = [Piece(piece.left, min(b.top for b in r), piece.right, max(b.bottom for b in r), r) for r in runs]
    # 一横（二、三）、一点不是一行
    return parts if len(parts) > 1 and all(p.height >= _LINE * usual for p in parts) else [piece]


def _big(blot: Blot, scale: float) -> bool:
    return max(blot.right - blot.left, blot.bottom - blot.top) >= _STROKE * scale


def _owner(blot: Blot, found: Sequence[Piece]) -> Piece | None:
    """墨的中心所在的框；几个都是的取中线最近的。"""
    x, y = (blot.left + blot.right) / 2, (blot.top + blot.bottom) / 2
    inside = [p for p in found if p.left <= x <= p.right and p.top <= y <= p.bottom]
    return min(inside, key=lambda p: abs(p.middle - y), default=None)


def _attach(loose: Iterable[Blot], found: Sequence[Piece], cells: Cells) -> list[Blot]:
    """框外的墨，与框在同一格、同一行、离得近的，并入框里。返回并不进去的。"""
    rest: list[Blot] = []
    for blot in loose:
        x, y = (blot.left + blot.right) / 2, (blot.top + blot.bottom) / 2
        best, gap = None, float("inf")
        for piece in found:
            if not piece.top <= y <= piece.bottom:
                continue
            away = max(piece.left - blot.right, blot.left - piece.right, 0.0)
            if away < min(gap, _NEAR * piece.height) and not _parted(piece, x, y, cells):
                best, gap = piece, away
        if best is None:
            rest.append(blot)
            continue
        best.left, best.right = min(best.left, blot.left), max(best.right, blot.right)
        best.blots.append(blot)
    return rest


def _parted(piece: Piece, x: float, y: float, cells: Cells) -> bool:
    left, right = cells.around(x, y)
    return (left is not None and left > (piece.left + piece.right) / 2) or (
        right is not None and right < (piece.left + piece.right) / 2
    )


def _missed(loose: Sequence[Blot], cells: Cells, scale: float) -> list[Piece]:
    """没有框的墨，自成一处：表格里单个的 0、短横常常漏找；表格以外的可能是漏找的一行，也可能是污点、印章。"""
    found: list[Piece] = []
    for blot in sorted(b for b in loose if _big(b, scale)):
        x, y = (blot.left + blot.right) / 2, (blot.top + blot.bottom) / 2
        left, right = cells.around(x, y)
        if right is not None and blot.right > right + cells.slack:
            continue
        for piece in found:
            reach = _NEAR * max(piece.height, blot.bottom - blot.top)
            if piece.top <= y <= piece.bottom and blot.left - piece.right <= reach and not _parted(piece, x, y, cells):
                piece.right = max(piece.right, blot.right)
                piece.top, piece.bottom = min(piece.top, blot.top), max(piece.bottom, blot.bottom)
                piece.blots.append(blot)
                break
        else:
            found.append(Piece(*blot, [blot], guess=left is None or right is None))
    return found
