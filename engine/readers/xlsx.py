"""读 Excel 工作簿（xlsx）：整个载入，按数字格式印出各格；隐藏的不读，没有算过的公式不当作零。"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from engine.document import Document
from engine.errors import DocumentError
from engine.readers import archive
from engine.readers.limits import DEFAULTS, Limits
from engine.readers.number_format import shown
from engine.readers.sheet import Entry, Sheet, Workbook, address, unread

_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml$", re.I)
_DRAWING_PART = re.compile(r"xl/drawings/[^/]+\.xml$", re.I)
_MEDIA_PART = re.compile(r"xl/media/", re.I)
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
# <mergeCell ref="A1:H1"/>
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
_SHAPE_TEXT = re.compile(rb"<a:t>[^<\s]")
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY")
# 只有格式没有字的格也占地方：整栏设了格式的表，格数是有字的几倍
_STYLED = 4
_SAVE_AS = "请用 Excel 或 WPS 打开、另存后再核查"
_BROKEN = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    SyntaxError,
    zipfile.BadZipFile,
)
"""openpyxl 对坏工作簿会抛出的各种异常。"""


def read(path: Path, data: bytes, limits: Limits = DEFAULTS) -> Document:
    """xlsx → 文档；打不开、格子超过上限抛出 DocumentError。"""
    values, written, remarks = books(path, data, limits)
    book = Workbook(limits.cells)
    book.remarks += remarks
    for sheet, source in zip(values.worksheets, written.worksheets, strict=True):
        if sheet.sheet_state != "visible":
            if sheet.max_row > 1 or sheet.max_column > 1:
                book.remarks.append(f"工作表“{sheet.title}”是隐藏的，没有读。")
            continue
        book.add(_sheet(sheet, source, book.remarks))
    return book.document(path, hashlib.sha256(data).hexdigest())


def books(path: Path, data: bytes, limits: Limits = DEFAULTS) -> tuple[Any, Any, list[str]]:
    """查过之后打开：openpyxl 的工作簿（公式取算得的值）、同一本（公式取写法）、没有读到的。同 read 抛出异常。"""
    with archive.opened(path, data, limits) as opened:
        formulas, remarks = _inspect(path, opened, limits)
    values = _load(path, data, cached=True)
    return values, _load(path, data, cached=False) if formulas else values, remarks


def _inspect(path: Path, opened: zipfile.ZipFile, limits: Limits) -> tuple[bool, list[str]]:
    """载入之前先看一遍：格数、合并的范围、有没有公式、有没有读不到的文字。"""
    formulas = False
    pictures = texts = 0
    for name, info in archive.members(opened).items():
        if _MEDIA_PART.match(name):
            pictures += 1
            continue
        if not name.lower().endswith((".xml", ".rels")):
            continue
        data = archive.content(path, opened, info, limits)
        if _DOCTYPE.search(data[:4096]):
            raise DocumentError(f"{path}：里面的 XML 带有不合规范的声明，没有读，{_SAVE_AS}。")
        if _DRAWING_PART.match(name):
            texts += len(_SHAPE_TEXT.findall(data))
        if _SHEET_PART.match(name):
            formulas = formulas or bool(_FORMULA.search(data))
            _count(path, data, limits)
    remarks = []
    if pictures:
        remarks.append(f"工作簿里有 {pictures} 张图片，图上的字没有读。")
    if texts:
        remarks.append("工作簿里有文本框，其中的字没有读。")
    return formulas, remarks


def _count(path: Path, data: bytes, limits: Limits) -> None:
    """合并的每一格载入时都要建出来，所以一并计数。"""
    most = limits.cells * _STYLED
    total = sum(1 for _ in _CELL.finditer(data))
    for found in _MERGE.finditer(data):
        left, top, right, bottom = (n or 0 for n in range_boundaries(found[1].decode()))
        total += abs(right - left + 1) * abs(bottom - top + 1)
    if total > most:
        raise DocumentError(f"{path}：一张工作表有 {total} 格以上，超过 {most} 格的上限，请删去空白的格式后再核查。")


def _load(path: Path, data: bytes, cached: bool) -> Any:
    try:
        return openpyxl.load_workbook(io.BytesIO(data), data_only=cached, keep_links=False)
    except _BROKEN:
        raise DocumentError(f"{path}：工作簿打不开，多半是损坏了或写得不合规范，{_SAVE_AS}。") from None


def _sheet(sheet: Any, source: Any, remarks: list[str]) -> Sheet:
    """openpyxl 的工作表 → 看得见的各格。"""
    found = Sheet(sheet.title)
    unknown: list[str] = []
    zeros = sheet.sheet_view.showZeros is not False
    # iter_rows 会把右下角一格以内的空格全建出来，只有一格在 XFD1048576 的表就撑破内存；只看真有的格
    for at, cell in sorted(sheet._cells.items()):
        formula = at in source._cells and source._cells[at].data_type == "f"
        if cell.data_type == "e" or (cell.value is None and formula):
            unknown.append(address(*at))
            found.cells[at] = Entry("", doubtful=True)
        elif cell.value is not None and (zeros or cell.value != 0):
            found.cells[at] = Entry(shown(cell.value, cell.number_format))
    found.merges = [(r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges]
    found.hidden_rows = {n for n, d in sheet.row_dimensions.items() if d.hidden or d.height == 0}
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden or dimension.width == 0:
            found.hidden_columns |= set(range(dimension.min or 1, (dimension.max or 0) + 1))
    if unknown:
        remarks.append(unread(sheet.title, unknown))
    return found
