"""把页面上的一块画成小图：PDF 由 PDFium 渲染，图片文件直接裁。只在子进程里用（见 reports.sources）。"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageOps, ImageSequence

from engine.document import Box
from engine.readers import pdf_fonts
from engine.readers.orientation import Upright

_DPI = 120  # 五号字约 17 像素高，认得清，一行的图约 10 KB
_GREYS = 15  # 调色板：十五级灰，留一个给红框，一像素半个字节
_RED = (200, 16, 24)
_PEN = 2  # 红框的笔画，像素
_GAP = 2.0  # 红框与字的距离，磅
_ABOVE = 30.0  # 上下各露出这么多，约两行，磅
_HALF_WIDTH = 430.0  # 左右各至多这么多，磅；A4 横放（842 磅）整行都看得见
_TALLEST = 240.0  # 至多这么高，磅；再高的只画开头
_MOST_PIXELS = 4_000_000  # 一张小图至多这么多像素


class Region(NamedTuple):
    """要画的一块。page 从 1 起；boxes 是正立页面上要框出来的各处，至少一处；turn 见 Spot.turn。"""

    page: int
    boxes: tuple[Box, ...]
    turn: int = 0

    @property
    def box(self) -> Box:
        """各处合起来的范围。"""
        left, top, right, bottom = zip(*self.boxes, strict=True)
        return min(left), min(top), max(right), max(bottom)


def upright(page: pdfium.PdfPage, turn: int) -> Upright:
    """一页的坐标换算：正立页面 ↔ PDF 自己的坐标。"""
    return Upright(page.get_cropbox(), (page.get_rotation() + turn) % 360)


def to_user_space(page: pdfium.PdfPage, box: Box, turn: int = 0) -> Box:
    """正立页面的左、上、右、下 → PDF 坐标的左、下、右、上；/Rotate、CropBox、横放的字都算在内。"""
    return upright(page, turn).user_box(box)


def crops(kind: str, data: bytes, regions: tuple[Region, ...]) -> Iterator[tuple[int, bytes]]:
    """（第几块，PNG）；画不出来的跳过。kind 为 pdf 或 image。"""
    return _from_pdf(data, regions) if kind == "pdf" else _from_image(data, regions)


def _view(box: Box, width: float, height: float) -> Box:
    """要露出的范围：整行，上下各多两行；不出页面。"""
    left, top, right, bottom = box
    middle = (left + right) / 2
    bottom = min(bottom, top + _TALLEST)
    return (
        max(0.0, min(left, middle - _HALF_WIDTH)) if right - left < 2 * _HALF_WIDTH else max(0.0, left - _GAP),
        max(0.0, top - _ABOVE),
        min(width, max(middle + _HALF_WIDTH, min(right, left + 2 * _HALF_WIDTH))),
        min(height, bottom + _ABOVE),
    )


def _from_pdf(data: bytes, regions: tuple[Region, ...]) -> Iterator[tuple[int, bytes]]:
    scale = _DPI / 72
    pdf_fonts.system()
    with closing(pdfium.PdfDocument(data)) as pdf:
        for index, region in enumerate(regions):
            if not 1 <= region.page <= len(pdf):
                continue
            with closing(pdf[region.page - 1]) as page:
                size = upright(page, region.turn)
                view = _view(region.box, size.width, size.height)
                left, top, right, bottom = view
                if not _drawable(view, scale):
                    continue
                around = (left, size.height - bottom, size.width - right, top)
                bitmap = page.render(scale=scale, rotation=region.turn, crop=around, grayscale=True)
                yield index, _png(bitmap.to_pil(), region.boxes, view, scale)


def _from_image(data: bytes, regions: tuple[Region, ...]) -> Iterator[tuple[int, bytes]]:
    from engine.readers import scan  # 识别用的库很大，用到才载入

    with Image.open(io.BytesIO(data)) as file:
        for number, frame in enumerate(ImageSequence.Iterator(file), start=1):
            wanted = [(i, r) for i, r in enumerate(regions) if r.page == number]
            if not wanted:
                continue
            picture = ImageOps.exif_transpose(frame).convert("L")
            own = scan.pixels_per_point(picture, frame.info.get("dpi", (0, 0)))
            for index, region in wanted:
                whole = picture.rotate(-region.turn, expand=True) if region.turn else picture
                view = _view(region.box, whole.width / own, whole.height / own)
                scale = min(_DPI / 72, own)
                if not _drawable(view, scale):
                    continue
                part = whole.crop(tuple(round(edge * own) for edge in view))  # type: ignore[arg-type]
                size = max(1, round(part.width * scale / own)), max(1, round(part.height * scale / own))
                yield index, _png(part.resize(size, Image.Resampling.LANCZOS), region.boxes, view, scale)


def _drawable(view: Box, scale: float) -> bool:
    width, height = (view[2] - view[0]) * scale, (view[3] - view[1]) * scale
    return all(map(math.isfinite, view)) and width >= 1 and height >= 1 and width * height <= _MOST_PIXELS


def _png(picture: Image.Image, boxes: tuple[Box, ...], view: Box, scale: float) -> bytes:
    """灰度的小图，有关的地方框红。"""
    grey = picture.convert("L").point([value * (_GREYS - 1) // 255 for value in range(256)])
    shown = Image.frombytes("P", grey.size, grey.tobytes())
    levels = [255 * level // (_GREYS - 1) for level in range(_GREYS)]
    shown.putpalette([*(part for level in levels for part in (level, level, level)), *_RED])
    pen = ImageDraw.Draw(shown)
    for box in boxes:
        left, top = (box[0] - _GAP - view[0]) * scale, (box[1] - _GAP - view[1]) * scale
        right, bottom = (box[2] + _GAP - view[0]) * scale, (box[3] + _GAP - view[1]) * scale
        edge = (max(0.0, left), max(0.0, top), min(shown.width - 1.0, right), min(shown.height - 1.0, bottom))
        if edge[0] < edge[2] and edge[1] < edge[3]:
            pen.rectangle(edge, outline=_GREYS, width=_PEN)
    written = io.BytesIO()
    shown.save(written, "PNG", bits=4, optimize=True)
    return written.getvalue()
