"""一页扫描图像 → 墨迹：转正、拉平、找线、找字、认字，没有把握的再认一遍。"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import cv2
import numpy as np

from engine.readers import scan_engine, scan_rules
from engine.readers.ink import Glyph, Page, Stroke
from engine.readers.scan_engine import Box, Reading
from engine.readers.scan_pieces import Blot, Piece, blots, leaders, pieces
from engine.readers.scan_rules import Image

_TURN_SAMPLE = 16  # 看颠倒与否，取最长的这么多行
_TALL = 1.5  # 高是宽的这么多倍的框，字是竖着的
_MARGIN = 0.12  # 裁字时左右多留几分之几的高：模型是照着留白的图训练的
_TIGHT = 0.05  # 第二遍裁得紧一些，与第一遍不同
_CJK_HEIGHT = 0.92  # 汉字的墨高与字号之比
_DIGIT_HEIGHT = 0.72  # 数字的墨高与字号之比
_CJK_DROP = 0.1  # 汉字的下沿低于基线几分之几字号
_HALF = 0.55  # 数字、字母占的宽度与字号之比
_GUESS = 0.8  # 表格以外凭墨猜的，平均把握低于此的是污点、印章，不是字
_AGAIN = 0.97  # 把握低于此的数再认一遍
_UNSURE = 0.3  # 两遍认的不一样、写法不像一个数的，把握不超过此
# 一个数连同它中间的标点：1,234.50
_NUMBER = re.compile(r"[0-9](?:[.,，．·]?[0-9])*")
# 不像金额的写法，多半把逗号认成了点，或丢了一位：1.234.50  1,23.40  12,3456  12,345.678
_ODD = re.compile(r"[.．·]\d+[.．·]|[,，]\d{1,2}(?!\d)|[,，]\d{4}|[,，]\d{3}[.．·]\d{3}")

# 夹着字母、没有汉字：u03  2O.8  I1  ~24
_GARBLED = re.compile(r"^(?=.*[A-Za-z~_|])[\x21-\x7e]{1,14}")


def ink_page(page: Image, number: int, width: float, height: float) -> Page:
    """page 是 BGR；width、height 是页的大小，磅。转了 90、270 度的，宽高对调。"""
    scale = page.shape[1] / width
    marks = scan_rules.ink(_grey(page), scale)
    if not blots(marks, scale):
        return Page(number, width, height, kind="blank")
    page = scan_rules.turned(page, scan_rules.skew(marks))
    boxes = scan_engine.boxes(_without_leaders(page, scale))
    quarter = _quarters(page, boxes)
    if quarter:
        page = np.ascontiguousarray(np.rot90(page, quarter))
        boxes = [_quarter_turned(box, quarter, page.shape) for box in boxes]
        if quarter % 2:
            width, height = height, width
    marks = scan_rules.ink(_grey(page), scale)
    rules, mask = scan_rules.find(marks, scale)
    page = scan_rules.erased(page, mask)
    marks[mask > 0] = 0
    spread = blots(marks, scale)
    dots = leaders(spread, scale)
    page = _painted(page, dots)
    spread = [b for b in spread if b not in set(dots)] if dots else spread
    glyphs = _read(page, pieces(boxes, spread, rules, scale), scale)
    strokes = tuple(
        Stroke(r.start / scale, r.at / scale, r.end / scale, r.at / scale)
        if r.across
        else Stroke(r.at / scale, r.start / scale, r.at / scale, r.end / scale)
        for r in rules
    )
    kind = "scan" if glyphs or strokes else "blank"
    return Page(number, width, height, tuple(glyphs), strokes, kind, turn=-90 * quarter % 360)


def _grey(page: Image) -> Image:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _without_leaders(page: Image, scale: float) -> Image:
    return _painted(page, leaders(blots(scan_rules.ink(_grey(page), scale), scale), scale))


def _painted(page: Image, dots: Sequence[Blot]) -> Image:
    """把引导点涂成纸的颜色。"""
    if not dots:
        return page
    clean, paper = page.copy(), np.median(page.reshape(-1, 3), axis=0)
    for dot in dots:
        clean[int(dot.top) - 1 : int(dot.bottom) + 1, int(dot.left) - 1 : int(dot.right) + 1] = paper
    return clean


def _quarters(page: Image, boxes: Sequence[Box]) -> int:
    """要逆时针转几个 90 度才正立。"""
    longest = sorted(boxes, key=lambda b: -max(b[2] - b[0], b[3] - b[1]))[:_TURN_SAMPLE]
    upright = sum(b[3] - b[1] < _TALL * (b[2] - b[0]) for b in longest)
    turn = 0 if 2 * upright >= len(longest) else 1
    crops = [_turned(page[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1], turn) for x0, y0, x1, y1 in longest]
    if scan_engine.upside_down(crops) < 0.5:
        return turn
    # 分类不一定准：两个方向都认一遍，取认得有把握的
    as_is, turned = (
        sum(sum(r.confidences) for r in scan_engine.read(way)) for way in (crops, [_turned(c, 2) for c in crops])
    )
    return turn + 2 if turned > as_is else turn


def _turned(picture: Image, quarter: int) -> Image:
    return np.ascontiguousarray(np.rot90(picture, quarter))


def _quarter_turned(box: Box, quarter: int, shape: tuple[int, ...]) -> Box:
    """框随页面逆时针转 quarter 个 90 度以后在哪里；shape 是转后的图的大小。"""
    x0, y0, x1, y1 = box
    height, width = shape[:2]
    if quarter == 1:
        return y0, height - x1, y1, height - x0
    if quarter == 2:
        return width - x1, height - y1, width - x0, height - y0
    return width - y1, x0, width - y0, x1


def _read(page: Image, found: Sequence[Piece], scale: float) -> list[Glyph]:
    """各处的字；没有把握的数另裁一遍再认：两遍一样才算数，不一样就是没有把握。"""
    margins = [max(_MARGIN * piece.height, scale) for piece in found]
    crops = [_crop(page, piece, margin) for piece, margin in zip(found, margins, strict=True)]
    readings = [_weighed(r) for r in scan_engine.read(crops)]
    again = [n for n, reading in enumerate(readings) if _lowest(reading) < _AGAIN]
    second = scan_engine.read([_crop(page, found[n], max(_TIGHT * found[n].height, 1.0), tight=True) for n in again])
    for n, other in zip(again, second, strict=True):
        readings[n] = _confirmed(readings[n], _weighed(other))
    return [
        glyph
        for piece, reading in zip(found, readings, strict=True)
        if reading.text and (not piece.guess or _plausible(reading))
        for glyph in _glyphs(piece, _suspected(piece, reading), scale)
    ]


def _suspected(piece: Piece, reading: Reading) -> Reading:
    """表格里夹着拉丁字母而没有汉字的，多半是认错的数，没有把握。"""
    if not _GARBLED.fullmatch(reading.text) or math.isinf(piece.walls[0]) or math.isinf(piece.walls[1]):
        return reading
    return reading._replace(confidences=tuple(min(c, _UNSURE) for c in reading.confidences))


def _plausible(reading: Reading) -> bool:
    return any(map(str.isalnum, reading.text)) and sum(reading.confidences) >= _GUESS * len(reading.text)


def _crop(page: Image, piece: Piece, margin: float, tight: bool = False) -> Image:
    """一处字的图，左右留白 margin；不越过格线，免得带进邻格的字。tight 时上下只到墨的边。"""
    ink = piece.ink
    top, bottom = (ink.top - margin, ink.bottom + margin) if tight else (piece.top, piece.bottom)
    y0, y1 = int(max(min(top, ink.top), 0)), int(max(bottom, ink.bottom)) + 1
    left, right = int(piece.left - margin), int(piece.right + margin) + 1
    x0, x1 = int(max(left, piece.walls[0], 0)), int(min(right, piece.walls[1] + 1, page.shape[1]))
    part = cv2.copyMakeBorder(page[y0:y1, x0:x1], 0, 0, x0 - left, right - x1, cv2.BORDER_REPLICATE)
    return np.asarray(part, dtype=np.uint8)


def _weighed(reading: Reading) -> Reading:
    """一个数里的各字同取最低的把握；写法不像金额的，没有把握。"""
    sure = list(reading.confidences)
    for number in _NUMBER.finditer(reading.text):
        span = slice(*number.span())
        low = min(sure[span])
        if _ODD.search(number[0]):
            low = min(low, _UNSURE)
        sure[span] = [low] * (span.stop - span.start)
    return reading._replace(confidences=tuple(sure))


def _lowest(reading: Reading) -> float:
    return min((c for char, c in zip(reading.text, reading.confidences, strict=True) if char.isdigit()), default=1.0)


def _confirmed(first: Reading, second: Reading) -> Reading:
    """没有把握的数：第二遍认得一样，把握取高的；不一样，就是没有把握。"""
    numbers, others = list(_NUMBER.finditer(first.text)), list(_NUMBER.finditer(second.text))
    paired = len(numbers) == len(others)
    sure = list(first.confidences)
    for index, number in enumerate(numbers):
        span = slice(*number.span())
        if sure[span.start] >= _AGAIN:
            continue
        other = others[index] if paired else None
        if other is not None and other[0] == number[0]:
            level = max(sure[span.start], second.confidences[other.start()])
        else:
            level = min(sure[span.start], _UNSURE)
        sure[span] = [level] * (span.stop - span.start)
    return first._replace(confidences=tuple(sure))


def _glyphs(piece: Piece, reading: Reading, scale: float) -> list[Glyph]:
    """模型给的位置是粗的：按墨的左右两端校准，再不越过格线。"""
    ink = piece.ink
    wide = any(c >= "⺀" for c in reading.text)
    high = min(ink.bottom - ink.top, piece.height)
    size = high / (_CJK_HEIGHT if wide else _DIGIT_HEIGHT)
    size = min(max(size, 0.6 * piece.height), 1.1 * piece.height)  # 只有一横、一点的，墨高不可信
    base = ink.bottom - (_CJK_DROP * size if wide else 0.0)
    widths = [size if char >= "⺀" else _HALF * size for char in reading.text]
    first, last = ink.left + widths[0] / 2, ink.right - widths[-1] / 2
    low, high = reading.centres[0], reading.centres[-1]
    stretch = (last - first) / (high - low) if high > low and last > first else 0.0
    found = []
    for char, width, centre, sure in zip(reading.text, widths, reading.centres, reading.confidences, strict=True):
        middle = first + (centre - low) * stretch if stretch else (ink.left + ink.right) / 2
        x = min(max(middle, piece.walls[0] + 1), piece.walls[1] - 1) - width / 2
        found.append(Glyph(char, x / scale, base / scale, width / scale, size / scale, sure))
    return found
