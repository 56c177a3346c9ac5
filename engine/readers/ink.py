"""一页上的墨：字和线。数字版 PDF 和扫描件都变成它，网格和行由它而来。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.document import Box


class Glyph(NamedTuple):
    """一个字。x、y 是基线的起点，磅，原点在正立页面的左上角，y 向下；size 是字号，width 是占的宽度。"""

    char: str
    x: float
    y: float
    width: float
    size: float
    confidence: float = 1.0


class Stroke(NamedTuple):
    """一段横线或竖线（含细长的填色矩形），坐标同上；x0 ≤ x1，y0 ≤ y1。"""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """一页，已转到正立。

    kind     digital 数字版、scan 扫描、blank 空白、unread 没有读
    remark   没有读或没有读全的原因，一句话
    pictures 页上的图片，扫描页靠它判断
    turn     按 /Rotate 显示之后又顺时针转了多少度才正立
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    kind: str = "digital"
    remark: str = ""
    pictures: tuple[Box, ...] = field(default=())
    turn: int = 0
