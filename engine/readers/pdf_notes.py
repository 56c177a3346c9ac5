"""在 PDF 的副本上写批注：方框加一段话。用 PDFium 自己的批注接口，原件不动。只在子进程里用。"""

from __future__ import annotations

import ctypes
import hashlib
import io
import re
from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from engine.document import Box
from engine.readers.pdf_render import to_user_space

_GAP = 2.0  # 方框与字的距离，磅
_WIDTH = 1.5  # 方框的笔画，磅
_ICON = 20.0  # 便签图标的边长和间隔，磅
_COLUMN = 30  # 一列至多这么多张便签，再多另起一列
_ALPHA = 255
# /ID[<EBC4861BDF676BF1CE172569D45586D6><D6F848643BAAF7F4A2E293AF36B96725>]：原件的编号、这次存盘的编号
_IDENTIFIERS = re.compile(rb"/ID ?\[ ?<([0-9A-Fa-f]{32})> ?<([0-9A-Fa-f]{32})> ?\]")


class Note(NamedTuple):
    """一条批注。

    page  从 1 起
    box   正立页面上的范围；没有范围的为 None，在页角放一张便签
    turn  见 Spot.turn
    title 批注的标题，阅读器里显示在作者处
    body  批注的话
    color 红、绿、蓝，0 到 255
    """

    page: int
    box: Box | None
    turn: int
    title: str
    body: str
    color: tuple[int, int, int]


def annotated(data: bytes, notes: Sequence[Note]) -> bytes:
    """PDF → 加了批注的副本；页码超出的批注不写。原有的保护照旧。打不开的抛出 pdfium.PdfiumError。"""
    with closing(pdfium.PdfDocument(data)) as pdf:
        stickers: dict[int, int] = {}
        for note in notes:
            if not 1 <= note.page <= len(pdf):
                continue
            with closing(pdf[note.page - 1]) as page:
                placed = stickers.get(note.page, 0)
                _write(page, note, placed)
                stickers[note.page] = placed + (note.box is None)
        written = io.BytesIO()
        pdf.save(written, flags=raw.FPDF_NO_INCREMENTAL)
        named = bool(pdf.get_identifier(raw.FILEIDTYPE_PERMANENT))
        return _settled(written.getvalue(), named)


def _settled(data: bytes, named: bool) -> bytes:
    """PDFium 每次存盘都随机取一个编号；换成由内容算出的，同样的输入得到同样的字节。

    原件自己的编号（named）不动：加密的 PDF 靠它解密。
    """
    found = list(_IDENTIFIERS.finditer(data))
    if not found:
        return data
    start, end = found[-1].span(2) if named else (found[-1].start(1), found[-1].end(2))
    digest = hashlib.sha256(data[:start] + data[end:]).hexdigest()[:32].upper().encode()
    own = digest if named else digest + b"><" + digest
    return data[:start] + own + data[end:]


def _write(page: pdfium.PdfPage, note: Note, placed: int) -> None:
    if note.box is None:
        column, row = divmod(placed, _COLUMN)
        left, top = _GAP + column * _ICON, _GAP + row * _ICON
        box = (left, top, left + _ICON, top + _ICON)
    else:
        x0, y0, x1, y1 = note.box
        box = (x0 - _GAP, y0 - _GAP, x1 + _GAP, y1 + _GAP)
    left, bottom, right, top = to_user_space(page, box, note.turn)
    kind = raw.FPDF_ANNOT_TEXT if note.box is None else raw.FPDF_ANNOT_SQUARE
    annotation = raw.FPDFPage_CreateAnnot(page.raw, kind)
    if not annotation:
        raise pdfium.PdfiumError("批注没有写成")
    try:
        raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(left, top, right, bottom))
        raw.FPDFAnnot_SetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, *note.color, _ALPHA)
        raw.FPDFAnnot_SetFlags(annotation, raw.FPDF_ANNOT_FLAG_PRINT)
        _text(annotation, b"T", note.title)
        _text(annotation, b"Contents", note.body)
        if note.box is not None:
            raw.FPDFAnnot_SetBorder(annotation, 0, 0, _WIDTH)
            _appearance(annotation, (left, bottom, right, top), note.color)
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _text(annotation: object, key: bytes, text: str) -> None:
    """PDF 的文字串：UTF-16。"""
    units = (text + "\0").encode("utf-16-le", "replace")
    buffer = ctypes.create_string_buffer(units, len(units))
    raw.FPDFAnnot_SetStringValue(annotation, key, ctypes.cast(buffer, raw.FPDF_WIDESTRING))


def _appearance(annotation: object, box: Box, color: tuple[int, int, int]) -> None:
    """方框的样子写进文件：不画默认样子的阅读器也看得见，打印出来也有。"""
    left, bottom, right, top = box
    red, green, blue = (part / 255 for part in color)
    half = _WIDTH / 2
    drawn = (
        f"q {red:.3f} {green:.3f} {blue:.3f} RG {_WIDTH} w {left + half:.2f} {bottom + half:.2f} "
        f"{right - left - _WIDTH:.2f} {top - bottom - _WIDTH:.2f} re S Q"
    )
    units = (drawn + "\0").encode("utf-16-le")
    buffer = ctypes.create_string_buffer(units, len(units))
    raw.FPDFAnnot_SetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, ctypes.cast(buffer, raw.FPDF_WIDESTRING))
