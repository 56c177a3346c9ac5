"""PDF 页上画的东西：横平竖直的线、图片、被裁掉的字。坐标是 PDF 自己的。"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as raw

from engine.document import Box

_THIN = 3.0  # 细于这么多磅的填色矩形是线；常见的线宽 0.5～2 磅
_DOT = 2.0  # 长宽都不到这么多磅的是一点
_FORM_DEPTH = 5  # 表单对象套表单对象的层数；真实的公开件至多两层
_WHITE = 250  # 三色都不低于此的是白线，看不见
_INVISIBLE = 3  # 文字绘制方式 3：不显示（扫描件背后的识别文字）


class Drawing:
    """一页的画面。

    strokes   各段线：x0、y0、x1、y1
    pictures  各张图片的范围
    hidden、shown  看不见的、看得见的文字对象各有几个
    clipped   整个在裁剪框以外的文字对象的地址
    truncated 线太多，没有收全
    """

    def __init__(self, page: Any, most: int) -> None:
        self.most = most
        self.strokes: list[Box] = []
        self.pictures: list[Box] = []
        self.hidden = 0
        self.shown = 0
        self.clipped: set[int] = set()
        self.truncated = False
        self._objects(page, _IDENTITY, 0, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)

    def _objects(self, holder: Any, outer: _Matrix, depth: int, count: Any, get: Any) -> None:
        """页上的线、图和表单对象；outer 把对象的坐标变成页面坐标。"""
        for index in range(count(holder)):
            item = get(holder, index)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                if raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
                    self.hidden += 1
                else:
                    self.shown += 1
                    if depth == 0 and _clipped_away(item):
                        self.clipped.add(address(item))
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self.pictures.append(outer.box(*_bounds(item)))
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
                inner = _matrix_of(item).then(outer)
                self._objects(item, inner, depth + 1, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
            if len(self.strokes) > self.most:
                self.truncated = True
                return

    def _path(self, item: Any, outer: _Matrix) -> None:
        fill, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroked)
        if stroked.value and _visible(item, raw.FPDFPageObj_GetStrokeColor):
            self._segments(item, _matrix_of(item).then(outer))
        elif fill.value and _visible(item, raw.FPDFPageObj_GetFillColor):
            left, bottom, right, top = outer.box(*_bounds(item))
            if min(right - left, top - bottom) <= _THIN:
                self.strokes.append(_centre(left, bottom, right, top))

    def _segments(self, item: Any, matrix: _Matrix) -> None:
        """描边的路径：其中横平竖直的各段。"""
        x, y = ctypes.c_float(), ctypes.c_float()
        start = last = (0.0, 0.0)
        for index in range(min(raw.FPDFPath_CountSegments(item), self.most)):
            segment = raw.FPDFPath_GetPathSegment(item, index)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.point(x.value, y.value)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == raw.FPDF_SEGMENT_LINETO:
                self._straight(last, point)
            last = point
            if raw.FPDFPathSegment_GetClose(segment):
                self._straight(point, start)
                last = start

    def _straight(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        if abs(a[0] - b[0]) <= 1 or abs(a[1] - b[1]) <= 1:
            self.strokes.append((min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))


class _Matrix:
    """二维仿射变换。"""

    __slots__ = ("a", "b", "c", "d", "e", "f")

    def __init__(self, a: float, b: float, c: float, d: float, e: float, f: float) -> None:
        self.a, self.b, self.c, self.d, self.e, self.f = a, b, c, d, e, f

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        corners = [self.point(x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def then(self, outer: _Matrix) -> _Matrix:
        """先做自己，再做 outer。"""
        a, b, c, d, e, f = self.a, self.b, self.c, self.d, self.e, self.f
        return _Matrix(
            a * outer.a + b * outer.c,
            a * outer.b + b * outer.d,
            c * outer.a + d * outer.c,
            c * outer.b + d * outer.d,
            *outer.point(e, f),
        )


_IDENTITY = _Matrix(1, 0, 0, 1, 0, 0)


def _matrix_of(item: Any) -> _Matrix:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return _Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _bounds(item: Any) -> Box:
    """左、下、右、上，对象所在一层的坐标。"""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _visible(item: Any, get_colour: Any) -> bool:
    """颜色不是全透明，也不是白的；没有颜色的按黑。"""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not get_colour(item, red, green, blue, alpha):
        return True
    return alpha.value > 0 and not (red.value >= _WHITE and green.value >= _WHITE and blue.value >= _WHITE)


def address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


_left, _bottom, _right, _top, _x0, _y0, _x1, _y1 = (ctypes.c_float() for _ in range(8))


def _clipped_away(item: Any) -> bool:
    """整个在裁剪框以外：表格软件把长单元格在每一页上都画一遍，靠裁剪露出各自的一截。

    每个字都可能是一个对象，所以只看最里面一层裁剪框的两个对角，变量也共用。
    """
    clip = raw.FPDFPageObj_GetClipPath(item)
    innermost = raw.FPDFClipPath_CountPaths(clip) - 1 if clip else -1
    if innermost < 0:
        return False
    corner = raw.FPDFClipPath_GetPathSegment(clip, innermost, 0)
    opposite = raw.FPDFClipPath_GetPathSegment(clip, innermost, 2)
    if not corner or not opposite:
        return False
    raw.FPDFPathSegment_GetPoint(corner, _x0, _y0)
    raw.FPDFPathSegment_GetPoint(opposite, _x1, _y1)
    raw.FPDFPageObj_GetBounds(item, _left, _bottom, _right, _top)
    a, b, c, d = _x0.value, _y0.value, _x1.value, _y1.value
    if a == c or b == d:  # 不是矩形的对角，看不出范围
        return False
    left, right = (a, c) if a < c else (c, a)
    bottom, top = (b, d) if b < d else (d, b)
    return _right.value < left or _left.value > right or _top.value < bottom or _bottom.value > top


def _centre(left: float, bottom: float, right: float, top: float) -> Box:
    """细长矩形的中线；长宽相当的是点线的一点，照原样。"""
    if max(right - left, top - bottom) <= _DOT:
        return left, bottom, right, top
    if right - left >= top - bottom:
        middle = (bottom + top) / 2
        return left, middle, right, middle
    middle = (left + right) / 2
    return middle, bottom, middle, top
