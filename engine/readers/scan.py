"""扫描页：图 → 字和线，与数字版 PDF 的墨迹一样往下走。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.readers import scan_engine
from engine.readers.ink import Glyph, Page, Stroke
from engine.readers.limits import Limits
from engine.readers.scan_engine import available as available

if TYPE_CHECKING:
    from engine.readers.scan_pieces import Piece
    from engine.readers.scan_rules import Image

_TURN_SAMPLE = 16  # 看颠倒与否，取最长的这么多行
_TALL = 1.5  # 高是宽的这么多倍的框，字是竖着的
_MARGIN = 0.12  # 裁字时上下左右多留几分之几的高：模型是照着留白的图训练的
_CJK_HEIGHT = 0.92  # 汉字的墨高与字号之比
_DIGIT_HEIGHT = 0.72  # 数字的墨高与字号之比
_CJK_DROP = 0.1  # 汉字的下沿低于基线几分之几字号
_HALF = 0.55  # 数字、字母占的宽度与字号之比
NUMBER_CHARS = frozenset("0123456789.,，．。-－%％()（）")
"""一个数里的字符：其中一个没有把握，整个数就没有把握。"""


def recognise(image: Any, number: int, width: float, height: float, limits: Limits) -> Page:
    """一页的图（PIL 图像或 RGB 数组）→ 墨迹；width、height 是页的大小，磅。

    页面先转正（90、180、270 度）、拉平（4 度以内）；转了 90、270 度的，宽高对调。
    没有装识别组件的抛出 DocumentError。
    """
    if not available():
        from engine.errors import DocumentError

        raise DocumentError(scan_engine.NEEDS)
    import cv2
    import numpy as np

    from engine.readers import scan_pieces, scan_rules

    page = np.ascontiguousarray(np.asarray(image, dtype=np.uint8)[:, :, ::-1])
    scale = page.shape[1] / width
    page = scan_rules.turned(page, scan_rules.skew(scan_rules.ink(_grey(page, cv2), scale)))
    boxes = scan_engine.boxes(page)
    quarter = _quarters(page, boxes)
    if quarter:
        page = np.ascontiguousarray(np.rot90(page, quarter))
        boxes = [_quarter_turned(box, quarter, page.shape) for box in boxes]
        if quarter % 2:
            width, height = height, width
    marks = scan_rules.ink(_grey(page, cv2), scale)
    rules, mask = scan_rules.find(marks, scale)
    page = scan_rules.erased(page, mask)
    marks[mask > 0] = 0
    spots = scan_pieces.pieces(boxes, scan_pieces.blots(marks, scale), rules, scale)
    crops = [_crop(page, piece, scale) for piece in spots]
    readings = scan_engine.read(crops)
    glyphs = [
        g
        for piece, crop, reading in zip(spots, crops, readings, strict=True)
        for g in _glyphs(piece, crop, reading, scale)
    ]
    strokes = tuple(
        Stroke(r.start / scale, r.at / scale, r.end / scale, r.at / scale)
        if r.across
        else Stroke(r.at / scale, r.start / scale, r.at / scale, r.end / scale)
        for r in rules
    )
    return Page(number, width, height, tuple(glyphs), strokes, "scan" if glyphs or strokes else "blank")


def _grey(page: Image, cv2: Any) -> Image:
    grey: Image = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    return grey


def _quarters(page: Image, boxes: Sequence[tuple[float, float, float, float]]) -> int:
    """要逆时针转几个 90 度才正立。"""
    import numpy as np

    long = sorted(boxes, key=lambda b: -max(b[2] - b[0], b[3] - b[1]))[:_TURN_SAMPLE]
    upright = sum(b[3] - b[1] < _TALL * (b[2] - b[0]) for b in long)
    turn = 0 if 2 * upright >= len(long) else 1
    crops = [
        np.ascontiguousarray(np.rot90(page[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1], turn))
        for x0, y0, x1, y1 in long
    ]
    if scan_engine.upside_down(crops) < 0.5:
        return turn
    # 分类不一定准：两个方向都认一遍，取认得有把握的
    ways = (crops, [np.ascontiguousarray(np.rot90(c, 2)) for c in crops])
    right, wrong = (sum(sum(r.confidences) for r in scan_engine.read(way)) for way in ways)
    return turn + 2 if wrong > right else turn


def _quarter_turned(
    box: tuple[float, float, float, float], quarter: int, shape: tuple[int, ...]
) -> tuple[float, float, float, float]:
    """框随页面逆时针转 quarter 个 90 度以后在哪里；shape 是转后的图的大小。"""
    x0, y0, x1, y1 = box
    height, width = shape[:2]
    if quarter == 1:
        return y0, height - x1, y1, height - x0
    if quarter == 2:
        return width - x1, height - y1, width - x0, height - y0
    return width - y1, x0, width - y0, x1


def _crop(page: Image, piece: Piece, scale: float) -> Image:
    """一处字的图，四周留白。"""
    import cv2
    import numpy as np

    margin = max(_MARGIN * piece.height, scale)
    x0, x1 = int(piece.left - margin), int(piece.right + margin) + 1
    y0, y1 = (
        int(min(piece.top, *(b.top for b in piece.blots))),
        int(max(piece.bottom, *(b.bottom for b in piece.blots))) + 1,
    )
    height, width = page.shape[:2]
    part = page[max(y0, 0) : min(y1, height), max(x0, 0) : min(x1, width)]
    return np.asarray(cv2.copyMakeBorder(part, 0, 0, max(-x0, 0), 0, cv2.BORDER_REPLICATE), dtype=np.uint8)


def _glyphs(piece: Piece, crop: Image, reading: scan_engine.Reading, scale: float) -> list[Glyph]:
    if not reading.text:
        return []
    top, bottom = min(b.top for b in piece.blots), max(b.bottom for b in piece.blots)
    wide = any(c >= "⺀" for c in reading.text)
    ink = min(bottom - top, piece.height)
    size = ink / (_CJK_HEIGHT if wide else _DIGIT_HEIGHT)
    size = min(max(size, 0.6 * piece.height), 1.1 * piece.height)
    base = bottom - (_CJK_DROP * size if wide else 0.0)
    margin = max(_MARGIN * piece.height, scale)
    left, span = piece.left - margin, crop.shape[1]
    doubts = _doubts(reading)
    found = []
    for char, centre, doubt in zip(reading.text, reading.centres, doubts, strict=True):
        width = size if char >= "⺀" else _HALF * size
        x = left + centre * span - width / 2
        found.append(Glyph(char, x / scale, base / scale, width / scale, size / scale, doubt))
    return found


def _doubts(reading: scan_engine.Reading) -> list[float]:
    """各字的把握；一个数里的各字同取最低的。"""
    found = list(reading.confidences)
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and (reading.text[end] in NUMBER_CHARS) == (reading.text[start] in NUMBER_CHARS):
            end += 1
        if reading.text[start] in NUMBER_CHARS:
            found[start:end] = [min(found[start:end])] * (end - start)
        start = end
    return found
