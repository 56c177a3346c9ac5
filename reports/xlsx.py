"""XLSX 整改台账：问题台账、无法核查、汇总、说明四张表，一批另有整批的几张。填好后用 --ledger 读回。"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from reports import batch_sheets, labels, summary_tables
from reports.cells import risky, sheet_cell
from reports.naming import href
from reports.package import STAMP, repacked
from reports.register import COLUMNS, NAME, NUMBERS, SHEET, Entry, entries, extra_columns
from reports.schema import complete
from reports.summary import summary
from reports.terminal import cells as width_of
from reports.text import amount
from reports.totals import gather

# 一张表的链接至多 65,530 个（Excel 规范与限制），多出的只写文字。
MAX_LINKS = 65_530
_FROZEN = "C2"
_LINE = Side("thin", color="FFB8BEC8")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_TOP = Alignment(vertical="top", wrap_text=True)


_FONT = {"name": "宋体", "size": 10}
_TEXT, _COUNT, _AMOUNT, _LINK, _HEAD, _FILL_HEAD = "文字", "计数", "金额", "链接", "表头", "填写的表头"


def _styles() -> Iterator[NamedStyle]:
    """命名的样式：逐格设对齐、边框很慢。一个样式只能用在一本工作簿里，所以每次新做。"""
    for name, number_format in ((_TEXT, "General"), (_COUNT, "0"), (_AMOUNT, "#,##0.00####")):
        yield _style(name, Font(**_FONT), number_format=number_format)
    yield _style(_LINK, Font(**_FONT, color="FF1C4F86", underline="single"))
    for name, color in ((_HEAD, "FFD9E1EC"), (_FILL_HEAD, "FFF6E7C1")):
        yield _style(name, Font(**_FONT, bold=True), fill=PatternFill("solid", start_color=color))


def _style(name: str, font: Font, **more: Any) -> NamedStyle:
    return NamedStyle(name, font=font, alignment=_TOP, border=_BORDER, **more)


# 一行字高多少磅；一行至多 409 磅（Excel 规范与限制）
_LINE_HEIGHT, _MAX_HEIGHT = 15, 409

Value = str | int | Decimal
Link = tuple[str, str]


def render(report: Mapping[str, Any], links: Mapping[str, str]) -> bytes:
    """整批的台账。links：文件的 path → 单份 HTML 报告的文件名，没有写 HTML 时为空。"""
    whole = complete(report)
    book = Workbook()
    book.properties.creator = "gouji"
    book.properties.title = "整改台账"
    for style in _styles():
        book.add_named_style(style)
    _register(book.active, whole, links)
    tables = [*summary_tables.tables(whole), *_batch(whole)]
    for title, widths, rows in tables:
        _table(book.create_sheet(title), rows, widths)
    out = io.BytesIO()
    book.save(out)
    return _fixed(out.getvalue())


def _batch(report: Mapping[str, Any]) -> Iterator[summary_tables.Table]:
    """整批的几张表；只有一份文件的没有。"""
    if len(report["documents"]) > 1:
        yield from batch_sheets.sheets(gather(report, map(summary, report["documents"])))


def _fixed(data: bytes) -> bytes:
    """openpyxl 存盘时写进当时的时间，换成固定的一刻。"""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        core = opened.read("docProps/core.xml")
    return repacked(data, {"docProps/core.xml": re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?", STAMP.encode(), core)})


def _register(sheet: Any, report: Mapping[str, Any], links: Mapping[str, str]) -> None:
    sheet.title = SHEET
    extra = extra_columns(report)
    names = [*(column.name for column in COLUMNS), *extra]
    linked = 0

    def targets(entry: Entry) -> dict[str, Link]:
        nonlocal linked
        page = href(links.get(entry.path, ""))
        if not page or linked + 2 > MAX_LINKS:
            return {}
        found = {NAME: (page, "")} | ({"编号": (page, entry.card)} if entry.card else {})
        linked += len(found)
        return found

    rows = ([entry.cells.get(name, "") for name in names] for entry in entries(report))
    marks = (targets(entry) for entry in entries(report))
    last = _table(sheet, [names, *rows], [*(c.width for c in COLUMNS), *(16 for _ in extra)], marks)
    for number, column in enumerate(COLUMNS, start=1):
        if column.filled:
            sheet.cell(1, number).style = _FILL_HEAD
    for number in range(len(COLUMNS) + 1, len(names) + 1):
        sheet.cell(1, number).style = _FILL_HEAD
    sheet.freeze_panes = _FROZEN
    # 栏多，A4 一页宽印出来看不清：A3 横排，两页宽，每页重印序号、编号
    sheet.page_setup.paperSize, sheet.page_setup.fitToWidth = sheet.PAPERSIZE_A3, 2
    sheet.print_title_cols = "A:B"
    _choices(sheet, names.index("状态") + 1, last)


def _choices(sheet: Any, column: int, last: int) -> None:
    """“状态”只能选清单里的。"""
    listed = ",".join(labels.LEDGER_STATUS)
    rule = DataValidation("list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "状态", f"请选 {'、'.join(labels.LEDGER_STATUS)} 之一"
    letter = get_column_letter(column)
    rule.add(f"{letter}2:{letter}{max(last, 2)}")
    sheet.add_data_validation(rule)


def _table(
    sheet: Any, rows: Sequence[Sequence[Value]], widths: Sequence[int], marks: Iterable[Mapping[str, Link]] = ()
) -> int:
    """写一张表：首行是表头；加筛选、冻结、栏宽、打印的设置。返回最后一行的行号。"""
    head = [str(name) for name in rows[0]]
    _line(sheet, 1, head, ())
    for column in range(1, len(head) + 1):
        sheet.cell(1, column).style = _HEAD
    linked = iter(marks)
    for number, row in enumerate(rows[1:], start=2):
        _line(sheet, number, row, head)
        sheet.row_dimensions[number].height = _height(row, widths)
        for name, (target, card) in next(linked, {}).items():
            _link(sheet.cell(number, head.index(name) + 1), target, card)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(rows)}"
    _printing(sheet)
    return len(rows)


def _height(row: Sequence[Value], widths: Sequence[int]) -> int:
    """放得下各格折行的高：没有写高度的行，有的软件打开时不按折行加高。"""
    lines = [
        sum(max(1, math.ceil(width_of(part) / (width - 3))) for part in str(value).split("\n"))
        for value, width in zip(row, widths, strict=True)
    ]
    return min(_LINE_HEIGHT * max(lines), _MAX_HEIGHT)


def _line(sheet: Any, number: int, row: Sequence[Value], head: Sequence[str]) -> None:
    for column, value in enumerate(row, start=1):
        if head and head[column - 1] in NUMBERS and isinstance(value, str):
            value = found if (found := amount(value)) is not None else value
        _write(sheet.cell(number, column), value)


def _write(cell: Any, value: Value) -> None:
    """文字一律按文字存：不认公式，不认错误值；像公式的加引号前缀，改过也还是文字。"""
    if isinstance(value, str):
        text = sheet_cell(value)
        cell.style = _TEXT
        if text:
            cell.value, cell.data_type = text, "s"
            if risky(text):
                cell.quotePrefix = True
    else:
        cell.value = value
        cell.style = _AMOUNT if isinstance(value, Decimal) else _COUNT


def _link(cell: Any, target: str, card: str) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, target=target, location=card or None)
    prefixed = cell.quotePrefix
    cell.style = _LINK
    cell.quotePrefix = prefixed


def _printing(sheet: Any) -> None:
    """横排 A4，一页宽，每页重印表头，页脚有页码。"""
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
