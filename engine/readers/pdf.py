"""读 PDF：每页的字和线转到正立的坐标；扫描页交给文字识别。解析由 PDFium 做，这里只取墨迹。"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from engine.document import Box, Document
from engine.errors import DocumentError
from engine.readers import layout
from engine.readers.ink import Glyph, Page, Stroke
from engine.readers.limits import Limits
from engine.readers.orientation import Upright

_THIN = 3.0  # 细于这么多磅的填色矩形是线；常见的线宽 0.5～2 磅
_FORM_DEPTH = 5  # 表单对象套表单对象的层数；真实的公开件至多两层
_WHITE = 250  # 三色都不低于此的是白线，看不见
_INVISIBLE = 3  # 文字绘制方式 3：不显示（扫描件背后的识别文字）
_SCAN_CHARS = 20  # 字少于这么多、又有大图的是扫描页
_SCAN_SHARE = 0.5  # 图占页面的比例
_SCAN_DPI = 200  # 识别用的分辨率
_REPLACEMENT = 0xFFFD
_GARBLED_SHARE = 0.2  # 没有对照文字的字形超过这个比例，文字层不能用


def read(path: Path, data: bytes, limits: Limits) -> Document:
    """PDF → 文档；加密、损坏、没有页的抛出 DocumentError。"""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as problem:
        raise DocumentError(_why_not(path, problem)) from None
    try:
        total = len(pdf)
        if total == 0:
            raise DocumentError(f"{path}：PDF 里没有页，请检查是否下载完整。")
        pages = tuple(ink_pages(pdf, limits))
    finally:
        pdf.close()
    remarks = [f"第 {p.number} 页{p.remark}" for p in pages if p.remark]
    if total > len(pages):
        remarks.append(
            f"共 {total} 页，只读了前 {len(pages)} 页（上限 {limits.pages} 页，可用 --limit pages=页数 放宽）。"
        )
    return layout.document(path, data, pages, tuple(remarks), total)


def _why_not(path: Path, problem: pdfium.PdfiumError) -> str:
    if getattr(problem, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return f"{path}：PDF 有打开密码，请先去掉密码再核查。"
    return f"{path}：PDF 已损坏，打不开，请重新下载，或用阅读器打开后另存一份。"


def ink_pages(pdf: pdfium.PdfDocument, limits: Limits) -> Iterator[Page]:
    """各页的墨迹；有一页读不出来，那一页写明原因，其余照读。"""
    for index in range(min(len(pdf), limits.pages)):
        try:
            page = pdf[index]
        except pdfium.PdfiumError:
            yield Page(index + 1, 0, 0, kind="unread", remark="损坏，没有读。")
            continue
        try:
            yield _Reader(page, index + 1, limits).page()
        finally:
            page.close()


class _Reader:
    """读一页。"""

    def __init__(self, page: pdfium.PdfPage, number: int, limits: Limits) -> None:
        self.source = page
        self.number = number
        self.limits = limits
        self.strokes: list[tuple[float, float, float, float]] = []
        self.pictures: list[Box] = []
        self.hidden_text = 0
        self.shown_text = 0
        self.truncated = False

    def page(self) -> Page:
        crop = self.source.get_cropbox()
        rotation = self.source.get_rotation()
        glyphs, turn, garbled = self._glyphs(rotation)
        upright = Upright(crop, (rotation + turn) % 360)
        if glyphs is None:
            return Page(
                self.number,
                upright.width,
                upright.height,
                kind="unread",
                remark=f"的字超过 {self.limits.glyphs} 个的上限，没有读（可用 --limit glyphs=个数 放宽）。",
            )
        self._objects(self.source.raw, _IDENTITY, 0, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
        if self.truncated:
            return Page(
                self.number,
                upright.width,
                upright.height,
                kind="unread",
                remark=f"的线超过 {self.limits.strokes} 条的上限，没有读（可用 --limit strokes=条数 放宽）。",
            )
        placed = tuple(g for g in (upright.glyph(*g) for g in glyphs) if upright.holds(g.x + g.width / 2, g.y - 1))
        strokes = tuple(Stroke(*upright.box(*s)) for s in self.strokes)
        pictures = tuple(upright.box(*p) for p in self.pictures)
        if self._is_scan(placed, pictures, upright, garbled):
            return self._scanned(upright, placed, strokes)
        kind = "digital" if placed or strokes else "blank"
        return Page(self.number, upright.width, upright.height, placed, strokes, kind, pictures=pictures)

    def _glyphs(self, rotation: int) -> tuple[list[tuple[str, float, float, float]] | None, int, bool]:
        """（字，x，y，字号）用 PDF 自己的坐标；字的方向要页面再转多少度；是不是大多没有文字对照。"""
        text = self.source.get_textpage()
        found: list[tuple[str, float, float, float]] = []
        x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
        directions: Counter[int] = Counter()
        garbled = 0
        try:
            handle = text.raw
            count = raw.FPDFText_CountChars(handle)
            if count > self.limits.glyphs:
                return None, 0, False
            high = 0
            for index in range(count):
                code = raw.FPDFText_GetUnicode(handle, index)
                if code <= 32 or code == 0xA0:
                    continue
                if 0xD800 <= code < 0xDC00:  # 两个码元合成一个字
                    high = code
                    continue
                if 0xDC00 <= code < 0xE000:
                    code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else _REPLACEMENT
                    high = 0
                if code in (_REPLACEMENT, 0xFFFE, 0xFFFF):
                    garbled += 1
                    code = _REPLACEMENT
                raw.FPDFText_GetCharOrigin(handle, index, x, y)
                raw.FPDFText_GetMatrix(handle, index, matrix)
                size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
                directions[round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) % 4 * 90] += 1
                found.append((chr(code), x.value, y.value, size))
        finally:
            text.close()
        direction = directions.most_common(1)[0][0] if directions else 0
        return found, (direction - rotation) % 360, garbled > _GARBLED_SHARE * max(len(found), 1)

    def _objects(self, holder: Any, outer: _Matrix, depth: int, count: Any, get: Any) -> None:
        """页上的线、图和表单对象；outer 把对象的坐标变成页面坐标。"""
        for index in range(count(holder)):
            item = get(holder, index)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                if raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
                    self.hidden_text += 1
                else:
                    self.shown_text += 1
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self.pictures.append(outer.box(*_bounds(item)))
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
                inner = _matrix_of(item).then(outer)
                self._objects(item, inner, depth + 1, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
            if len(self.strokes) > self.limits.strokes:
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
        for index in range(min(raw.FPDFPath_CountSegments(item), self.limits.strokes)):
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

    def _is_scan(self, glyphs: tuple[Glyph, ...], pictures: tuple[Box, ...], upright: Upright, garbled: bool) -> bool:
        """字极少（或都是看不见的识别文字）而有大图，或文字层没有文字对照。"""
        if garbled:
            return True
        if len(glyphs) >= _SCAN_CHARS and self.shown_text >= self.hidden_text:
            return False
        area = sum((right - left) * (bottom - top) for left, top, right, bottom in pictures)
        return area > _SCAN_SHARE * upright.width * upright.height

    def _scanned(self, upright: Upright, glyphs: tuple[Glyph, ...], strokes: tuple[Stroke, ...]) -> Page:
        """扫描页：渲染后识别；没有装识别组件的，写明这一页没有读。"""
        from engine.readers import scan  # 识别用的库很大，用到才载入

        width, height = upright.width, upright.height
        if not scan.available():
            return Page(
                self.number,
                width,
                height,
                kind="unread",
                remark='是扫描图像，没有读；要读它请装 pip install "gouji[ocr]"。',
            )
        scale = min(_SCAN_DPI / 72, math.sqrt(self.limits.pixels / max(width * height, 1)))
        turn = (upright.rotation - self.source.get_rotation()) % 360
        image = self.source.render(scale=scale, rotation=turn).to_pil().convert("RGB")
        return scan.recognise(image, self.number, width, height, self.limits)


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


def _centre(left: float, bottom: float, right: float, top: float) -> Box:
    """细长矩形的中线。"""
    if right - left >= top - bottom:
        middle = (bottom + top) / 2
        return left, middle, right, middle
    middle = (left + right) / 2
    return middle, bottom, middle, top
