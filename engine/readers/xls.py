"""读旧版 Excel 工作簿（xls）：由 xlrd 取出值、格式、合并、隐藏，其余与 xlsx 相同。"""

from __future__ import annotations

import hashlib
import io
import struct
from pathlib import Path
from typing import Any

import xlrd
from xlrd.compdoc import CompDocError

from engine.document import Document
from engine.errors import DocumentError
from engine.readers.limits import DEFAULTS, Limits
from engine.readers.number_format import shown
from engine.readers.sheet import Entry, Sheet, Workbook, address, unread

_SAVE_AS = "请用 Excel 或 WPS 另存为 xlsx 后再核查"
_BROKEN = (
    xlrd.XLRDError,
    CompDocError,
    AssertionError,
    LookupError,
    ValueError,
    TypeError,
    OverflowError,
    struct.error,
)
"""xlrd 对坏工作簿会抛出的各种异常。"""


def read(path: Path, data: bytes, limits: Limits = DEFAULTS) -> Document:
    """xls → 文档；打不开、设了密码抛出 DocumentError。"""
    try:
        source = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO(), ragged_rows=True)
    except _BROKEN as problem:
        if "encrypted" in str(problem).lower():
            raise DocumentError(f"{path}：设了打开密码，请解除密码另存后再核查。") from None
        raise DocumentError(f"{path}：工作簿打不开，多半是损坏了，{_SAVE_AS}。") from None
    book = Workbook(limits.cells)
    for sheet in source.sheets():
        if sheet.visibility:
            if sheet.nrows:
                book.remarks.append(f"工作表“{sheet.name}”是隐藏的，没有读。")
            continue
        book.add(_sheet(source, sheet, book.remarks))
    return book.document(path, hashlib.sha256(data).hexdigest())


def _sheet(book: Any, sheet: Any, remarks: list[str]) -> Sheet:
    found = Sheet(sheet.name)
    wrong: list[str] = []
    for r in range(sheet.nrows):
        for c, cell in enumerate(sheet.row(r)):
            at = (r + 1, c + 1)
            if cell.ctype == xlrd.XL_CELL_ERROR:
                wrong.append(address(*at))
                found.cells[at] = Entry("", doubtful=True)
            elif cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) and (
                sheet.show_zero_values or cell.ctype != xlrd.XL_CELL_NUMBER or cell.value
            ):
                found.cells[at] = Entry(_printed(book, cell))
    found.merges = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    found.hidden_rows = {r + 1 for r, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0}
    found.hidden_columns = {c + 1 for c, info in sheet.colinfo_map.items() if info.hidden or info.width == 0}
    if wrong:
        remarks.append(unread(sheet.name, wrong))
    return found


def _printed(book: Any, cell: Any) -> str:
    """按数字格式印出来的样子；xls 里整数也存作浮点数。"""
    style = book.xf_list[cell.xf_index] if cell.xf_index < len(book.xf_list) else None
    form = book.format_map.get(style.format_key) if style else None
    code = form.format_str if form else ""
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return shown(xlrd.xldate_as_datetime(cell.value, book.datemode), code)
        except (ValueError, OverflowError):
            return shown(cell.value, "")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value), code)
    return shown(cell.value, code)
