"""读 PDF：每页的字和线转到正立的坐标；扫描页交给文字识别。解析由 PDFium 做，这里只取墨迹。"""

from __future__ import annotations

import ctypes
import math
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from engine.document import Box, Document
from engine.errors import DocumentError
from engine.readers import layout, pdf_fonts
from engine.readers.ink import Glyph, Page, Stroke
from engine.readers.limits import Limits
from engine.readers.orientation import Upright
from engine.readers.pdf_drawing import Drawing, address

_SCAN_CHARS = 20  # 字少于这么多、又有大图的是扫描页
_SCAN_SHARE = 0.5  # 图占页面的比例
_PICTURE_SHARE = 0.2  # 占页面这么大的图片，上面多半有要紧的字
_SCAN_DPI = 200  # 识别用的分辨率
_ADJOINING = 1.2  # 两字的起点相距不到这么多个字宽，是紧挨着的
_SLANT = 5.0  # 斜着这么多度以上的字是水印
_REPLACEMENT = 0xFFFD
_GARBLED_SHARE = 0.2  # 没有对照文字的字形超过这个比例，文字层不能用


def read(path: Path, data: bytes, limits: Limits) -> Document:
    """PDF → 文档；加密、损坏、没有页的抛出 DocumentError。"""
    pdf_fonts.own()
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
    unread = [f"第 {p.number} 页{p.remark}" for p in pages if p.remark]
    if total > len(pages):
        unread.append(f"共 {total} 页，只读了前 {len(pages)} 页，后面的没有核查（{_most(pages, limits)}）。")
    return layout.document(path, data, pages, tuple(unread), total)


def _most(pages: tuple[Page, ...], limits: Limits) -> str:
    if len(pages) == limits.pages:
        return f"上限 {limits.pages} 页，可用 --limit pages=页数 放宽"
    return f"上限 {limits.seconds:g} 秒，可用 --limit seconds=秒数 放宽"


def _why_not(path: Path, problem: pdfium.PdfiumError) -> str:
    if getattr(problem, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return f"{path}：PDF 有打开密码，请先去掉密码再核查。"
    return f"{path}：PDF 已损坏，打不开，请重新下载，或用阅读器打开后另存一份。"


def ink_pages(pdf: pdfium.PdfDocument, limits: Limits) -> Iterator[Page]:
    """各页的墨迹；有一页读不出来，那一页写明原因，其余照读。到了 limits.until 就不再读后面的页。"""
    for index in range(min(len(pdf), limits.pages)):
        if time.monotonic() > limits.until:
            return
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
        self.drawing = Drawing(page.raw, limits.strokes)

    def page(self) -> Page:
        crop = self.source.get_cropbox()
        rotation = self.source.get_rotation()
        glyphs, turn, garbled = self._glyphs(rotation)
        upright = Upright(crop, (rotation + turn) % 360)
        if glyphs is None:
            most = self.limits.glyphs
            return self._unread(upright, f"的字超过 {most} 个的上限，没有读（可用 --limit glyphs=个数 放宽）。")
        if self.drawing.truncated:
            most = self.limits.strokes
            return self._unread(upright, f"的线超过 {most} 条的上限，没有读（可用 --limit strokes=条数 放宽）。")
        width, height = upright.width, upright.height
        # 画在页外的字是看不见的
        placed = tuple(
            g for g in map(upright.glyph, glyphs) if 0 <= g.x + g.width / 2 <= width and 0 <= g.y - 1 <= height
        )
        strokes = tuple(Stroke(*upright.box(*s)) for s in self.drawing.strokes)
        pictures = tuple(upright.box(*p) for p in self.drawing.pictures)
        if self._is_scan(placed, pictures, upright, garbled):
            return self._scanned(upright)
        kind = "digital" if placed or strokes else "blank"
        page = Page(self.number, width, height, placed, strokes, kind, pictures=pictures, turn=turn)
        wordless = _wordless(page)
        return self._with_pictures(page, upright, wordless) if wordless and self.number > 1 else page

    def _unread(self, upright: Upright, remark: str) -> Page:
        return Page(self.number, upright.width, upright.height, kind="unread", remark=remark)

    def _glyphs(self, rotation: int) -> tuple[list[tuple[str, float, float, float]] | None, int, bool]:
        """（字，x，y，字号）用 PDF 自己的坐标；字的方向要页面再转多少度；是不是大多没有文字对照。"""
        text = self.source.get_textpage()
        found: list[tuple[str, float, float, float]] = []
        x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
        directions: Counter[int] = Counter()
        turn: int | None = 0
        size = last_x = last_y = 0.0
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
                if self.drawing.clipped and address(raw.FPDFText_GetTextObject(handle, index)) in self.drawing.clipped:
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
                px, py = x.value, y.value
                # 同一行里紧挨着的字，字号和方向相同，不必再问
                if py != last_y or not 0 < px - last_x <= _ADJOINING * size:
                    raw.FPDFText_GetMatrix(handle, index, matrix)
                    size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
                    turn = _direction(matrix.a, matrix.b)
                last_x, last_y = px, py
                if turn is None:
                    continue
                directions[turn] += 1
                found.append((chr(code), px, py, size))
        finally:
            text.close()
        direction = directions.most_common(1)[0][0] if directions else rotation
        return found, (direction - rotation) % 360, garbled > _GARBLED_SHARE * max(len(found), 1)

    def _is_scan(self, glyphs: tuple[Glyph, ...], pictures: tuple[Box, ...], upright: Upright, garbled: bool) -> bool:
        """字极少（或都是看不见的识别文字）而有大图，或文字层没有文字对照。"""
        if garbled:
            return True
        if len(glyphs) >= _SCAN_CHARS and self.drawing.shown >= self.drawing.hidden:
            return False
        area = sum((right - left) * (bottom - top) for left, top, right, bottom in pictures)
        return area > _SCAN_SHARE * upright.width * upright.height

    def _with_pictures(self, page: Page, upright: Upright, wordless: tuple[Box, ...]) -> Page:
        """数字版的页上有大幅图片（表格截成图贴上去的）：图上的字另认；认不了的写明。"""
        found = self._scanned(upright)
        if found.kind == "unread" or found.turn != page.turn:
            return replace(page, remark='有大幅图片，图上的字没有读；要读它请装 pip install "gouji[ocr]"。')
        glyphs = tuple(g for g in found.glyphs if any(_inside(g.x, g.y, box) for box in wordless))
        strokes = tuple(s for s in found.strokes if any(_inside(s.x0, s.y0, box) for box in wordless))
        kind = "digital" if glyphs or strokes else page.kind
        return replace(
            page, glyphs=page.glyphs + glyphs, strokes=page.strokes + strokes, kind=kind, remark=found.remark
        )

    def _scanned(self, upright: Upright) -> Page:
        """扫描页：渲染后识别；没有装识别组件的，写明这一页没有读。"""
        from engine.readers import scan  # 识别用的库很大，用到才载入

        width, height = upright.width, upright.height
        if not scan.available():
            return self._unread(upright, '是扫描图像，没有读；要读它请装 pip install "gouji[ocr]"。')
        scale = min(_SCAN_DPI / 72, math.sqrt(self.limits.pixels / max(width * height, 1)))
        turn = (upright.rotation - self.source.get_rotation()) % 360
        image = self.source.render(scale=scale, rotation=turn).to_pil().convert("RGB")
        found = scan.recognise(image, self.number, width, height, self.limits)
        return replace(found, turn=(turn + found.turn) % 360)


def _wordless(page: Page) -> tuple[Box, ...]:
    """大幅而上面没有字的图片；衬在字下面的底图不算。"""
    least = _PICTURE_SHARE * page.width * page.height
    large = [box for box in page.pictures if (box[2] - box[0]) * (box[3] - box[1]) >= least]
    return tuple(box for box in large if not any(_inside(g.x, g.y, box) for g in page.glyphs))


def _inside(x: float, y: float, box: Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _direction(a: float, b: float) -> int | None:
    """字的方向：0、90、180、270；斜着的是水印，为 None。"""
    angle = math.degrees(math.atan2(b, a))
    nearest = round(angle / 90)
    return nearest % 4 * 90 if abs(angle - nearest * 90) <= _SLANT else None
