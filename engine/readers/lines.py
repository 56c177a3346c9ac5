"""行：把散着的字排成一行一行，行内按左右次序，空开的地方断开。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from engine.document import Box
from engine.readers.ink import Glyph

_SAME_LINE = 0.5  # 基线相差不到半个字高的是同一行：引号、数字常偏离基线
_SPACE = 0.35  # 空开这么多字宽就补一个空格
_BREAK = 3.0  # 空开三个字以上的，是并排印的两项


class TextLine(NamedTuple):
    """一行（或一行中的一项）。size 是字号的中位数；continued：同一行左边还有一项；confidence 是其中数字的最低把握。"""

    text: str
    box: Box
    size: float
    continued: bool = False
    confidence: float = 1.0


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.y, g.x)):
        if rows and glyph.y - base <= _SAME_LINE * max(min(size, glyph.size), 1):
            rows[-1].append(glyph)
            if glyph.size > size:  # 以大字的基线为准，免得一串小偏差越拖越远
                size = glyph.size
        else:
            rows.append([glyph])
            base, size = glyph.y, glyph.size
    return [sorted(row, key=lambda g: g.x) for row in rows]


def _joined(row: Sequence[Glyph]) -> str:
    parts: list[str] = []
    end = None
    for glyph in row:
        if end is not None and glyph.x - end > _SPACE * glyph.size:
            parts.append(" ")
        parts.append(glyph.char)
        end = glyph.x + glyph.width
    return "".join(parts)


def text_of(glyphs: Sequence[Glyph]) -> str:
    """一格里的字：折行直接相连。"""
    return "".join(_joined(row) for row in _rows(glyphs))


def text_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """散着的字 → 各行，自上而下；一行里空开很大的断成几项。"""
    found: list[TextLine] = []
    for row in _rows(glyphs):
        start = 0
        for index in range(1, len(row) + 1):
            if index == len(row) or row[index].x - row[index - 1].x - row[index - 1].width > _BREAK * row[index].size:
                found.append(_line(row[start:index], start > 0))
                start = index
    return found


def _line(row: Sequence[Glyph], continued: bool) -> TextLine:
    top = min(g.y - 0.88 * g.size for g in row)  # 汉字的上沿约在基线上方 0.88 字高，下沿在下方 0.12
    bottom = max(g.y + 0.12 * g.size for g in row)
    box = (row[0].x, top, max(g.x + g.width for g in row), bottom)
    doubt = min((g.confidence for g in row if g.char.isdigit()), default=1.0)
    return TextLine(_joined(row), box, median(g.size for g in row), continued, doubt)
