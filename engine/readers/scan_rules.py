"""图上的横竖线：把页面拉平，找出表格线，再把线擦掉，免得线被认成字。"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]

_SKEW_LIMIT = 4.0  # 度；平板扫描、走纸扫描的歪斜不到 3 度，再大的当作认不清
_SKEW_STEPS = (0.5, 0.1, 0.02)  # 度；先粗后细，最后一步在 A4 长边上不到 0.3 磅
_SKEW_SIDE = 900  # 估计歪斜时把长边缩到这么多像素，够分辨 0.05 度
_SEED = 9.0  # 磅；连续这么长才可能是线：五号字的笔画不到 9 磅
_LONG = 22.0  # 磅；不断开而有这么长，比二号字的一横还长，不会是笔画；几个字的横连起来不算
_JOIN = 4.0  # 磅；同一直线上两段都够长而断开这么点，是印得不清
_NICK = 1.0  # 磅；其中一段不够长的只能断开这么点：笔画离线至少 1.5 磅，不能接进来
_TOUCH = 3.0  # 磅；两线差这么点就算碰上
_THICK = 3.0  # 磅；更粗的是色块，不是线
_FRAME = 60.0  # 磅；表格至少这么宽：初号字宽 42 磅，大字的横竖自己会搭成框
_BLOCK = 25.0  # 磅；二值化看这么大一块地方的平均明暗：比表格线宽得多，比底色变化小
_CONTRAST = 14  # 比周围暗这么多（满格 255）才是墨：JPEG 的块状噪声不到 10
_RIM = 0.6  # 磅；线的毛边，擦线时一起擦


class Rule(NamedTuple):
    """一条线，像素。across 为横线；at 是它的坐标，start、end 是起止，unbroken 是其中不断开的最长一段。"""

    across: bool
    at: float
    start: float
    end: float
    unbroken: float


def ink(grey: Image, scale: float) -> Image:
    """灰度图 → 有墨处为 255。scale 是每磅几个像素；底色深浅不匀也认得。"""
    block = int(_BLOCK * scale) | 1
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    found = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, _CONTRAST)
    return np.asarray(found, dtype=np.uint8)


def turned(image: Image, angle: float) -> Image:
    """绕中心转 angle 度（逆时针为正），大小不变，露出的角落是白的。"""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    white = (255, 255, 255)
    flat = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=white)
    return np.asarray(flat, dtype=np.uint8)


def skew(marks: Image) -> float:
    """要转多少度才平：各行（各列）的墨分得最开的角度。marks 是有墨处为 255 的图，横竖放都可以。"""
    ratio = min(_SKEW_SIDE / max(marks.shape), 1.0)
    small: Image = np.asarray(cv2.resize(marks, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    best, reach = 0.0, _SKEW_LIMIT
    for step in _SKEW_STEPS:
        count = round(reach / step)
        angles = [best + step * n for n in range(-count, count + 1)]
        best = max(angles, key=lambda angle: (_spread(small, angle), -abs(angle)))
        reach = step
    return best


def _spread(marks: Image, angle: float) -> float:
    height, width = marks.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    flat = cv2.warpAffine(marks, matrix, (width, height), flags=cv2.INTER_LINEAR)
    rows, columns = flat.sum(axis=1, dtype=np.float64), flat.sum(axis=0, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum() + np.square(np.diff(columns)).sum())


def find(marks: Image, scale: float) -> tuple[list[Rule], Image]:
    """拉平的墨 →（表格线，线所占的像素为 255）。

    够长的、或接在够长的线后面的，并且碰得上另一个方向的线的，才是表格线；其余是笔画、下划线、破折号。
    """
    found: list[Rule] = []
    masks: dict[bool, Image] = {}
    for across in (True, False):
        masks[across] = _runs(marks, int(_SEED * scale), across)
        found += _rules(masks[across], across, scale)
    kept = _standing(found, scale)
    mask = np.zeros_like(marks)
    rim = int(np.ceil(_RIM * scale))
    for rule in kept:
        area = _area(rule, rim + int(_THICK * scale / 2), marks.shape)
        mask[area] |= masks[rule.across][area]
    cross = np.ones((2 * rim + 1, 2 * rim + 1), np.uint8)
    return kept, np.asarray(cv2.dilate(mask, cross), dtype=np.uint8)


def erased(image: Image, mask: Image) -> Image:
    """把线换成纸的颜色。"""
    clean = image.copy()
    clean[mask > 0] = np.median(image.reshape(-1, 3), axis=0)
    return clean


def _runs(marks: Image, length: int, across: bool) -> Image:
    """至少连续 length 像素的横（竖）条；先加粗一像素，拉平后的锯齿才不断开。"""
    fat = cv2.dilate(marks, np.ones((3, 1) if across else (1, 3), np.uint8))
    kernel = np.ones((1, length) if across else (length, 1), np.uint8)
    return np.asarray(cv2.morphologyEx(fat, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _rules(runs: Image, across: bool, scale: float) -> list[Rule]:
    count, _, stats, centres = cv2.connectedComponentsWithStats(runs, connectivity=8)
    pieces: list[Rule] = []
    for index in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[index])
        start, length = (x, width) if across else (y, height)
        if area / length - 2 > _THICK * scale:
            continue
        pieces.append(Rule(across, float(centres[index][1 if across else 0]), start, start + length, length))
    return _joined(pieces, scale)


def _joined(pieces: list[Rule], scale: float) -> list[Rule]:
    """同一直线上断开的几段接起来。"""
    found: list[Rule] = []
    for piece in sorted(pieces, key=lambda r: r.start):
        for index, rule in enumerate(found):
            gap = _JOIN if min(rule.unbroken, piece.unbroken) >= _LONG * scale else _NICK
            if abs(rule.at - piece.at) <= scale and piece.start - rule.end <= gap * scale:
                weight, more = rule.end - rule.start, piece.end - piece.start
                at = (rule.at * weight + piece.at * more) / (weight + more)
                found[index] = Rule(rule.across, at, rule.start, max(rule.end, piece.end), max(rule.unbroken, more))
                break
        else:
            found.append(piece)
    return found


def _standing(rules: list[Rule], scale: float) -> list[Rule]:
    """反复去掉不成表格线的，直到不再变。"""
    touch = _TOUCH * scale
    while True:
        across = [r for r in rules if r.across]
        down = [r for r in rules if not r.across]
        kept = [rule for rule in rules if _stands(rule, down if rule.across else across, rules, _LONG * scale, touch)]
        if len(kept) == len(rules):
            return [r for group in _groups(kept, touch) if _framed(group, _FRAME * scale) for r in group]
        rules = kept


def _groups(rules: list[Rule], touch: float) -> list[list[Rule]]:
    """互相碰着的线，一组是一张表。"""
    groups: list[list[Rule]] = []
    for rule in rules:
        joined = [g for g in groups if any(_meet(rule, other, touch) for other in g)]
        groups = [g for g in groups if g not in joined] + [[rule, *(r for g in joined for r in g)]]
    return groups


def _meet(rule: Rule, other: Rule, touch: float) -> bool:
    return (
        rule.across != other.across
        and rule.start - touch <= other.at <= rule.end + touch
        and other.start - touch <= rule.at <= other.end + touch
    )


def _framed(group: list[Rule], least: float) -> bool:
    across = [r for r in group if r.across]
    return len(across) >= 2 and max(r.end for r in across) - min(r.start for r in across) >= least


def _stands(rule: Rule, others: list[Rule], rules: list[Rule], long: float, touch: float) -> bool:
    meets = [o.at for o in others if _meet(rule, o, touch)]
    if rule.unbroken >= long:
        return bool(meets)
    # 短的：两头都顶在别的线上，而且接着同一直线上的另一条
    ends = all(any(abs(at - end) <= touch for at in meets) for end in (rule.start, rule.end))
    return ends and any(
        o is not rule
        and o.across == rule.across
        and abs(o.at - rule.at) <= touch
        and min(abs(o.start - rule.end), abs(o.end - rule.start)) <= 2 * touch
        for o in rules
    )


def _area(rule: Rule, half: int, shape: tuple[int, ...]) -> tuple[slice, slice]:
    low, high = max(int(rule.at) - half, 0), int(rule.at) + half + 1
    along = slice(max(int(rule.start), 0), int(rule.end) + 1)
    return (slice(low, min(high, shape[0])), along) if rule.across else (along, slice(low, min(high, shape[1])))
