# ruff: noqa: N802　测试名是中文句子
"""Excel 工作簿：标题与表怎样分开、数怎样印出来、看不见的怎样说。内容都是编的。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.document import Document, Paragraph, Table
from engine.errors import DocumentError
from engine.readers import xls, xlsx
from engine.readers.limits import Limits
from engine.readers.number_format import shown

FORMATS = Path(__file__).resolve().parents[1] / "fixtures" / "formats"


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: tuple[Any, ...], name: str = "Sheet1", change: Callable[[Any], None] | None = None) -> bytes:
    """一张工作表；change 再改它的合并、格式。"""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    return saved(book)


def read(data: bytes, limits: Limits | None = None) -> Document:
    return xlsx.read(Path("附表.xlsx"), data, limits or Limits())


def texts(document: Document) -> list[str]:
    """段落的文字；表格为各行，格与格之间写“|”，合并掉的写记号。"""
    found = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text.raw)
        else:
            found += ["|".join(c.merged or c.text.norm for c in row) for row in block.rows]
    return found


def statuses(document: Document) -> list[list[str]]:
    return [[c.status for c in row] for b in document.blocks if isinstance(b, Table) for row in b.rows]


HEAD = (("部门支出总表", None), ("部门：白鹭区园林局", "单位：万元"), ("科目", "金额"))


def test_标题和单位行是段落_注也是() -> None:
    document = read(book_of(*HEAD, ("教育支出", 12.5), ("注：本表含上年结转。", None)))
    assert texts(document) == [
        *("部门支出总表", "部门：白鹭区园林局", "单位：万元", "科目|金额", "教育支出|12.5", "注：本表含上年结转。"),
    ]
    assert [s.label for s in document.spots][:5] == ["Sheet1!A1", "Sheet1!A2", "Sheet1!B2", "Sheet1!A3", "Sheet1!B3"]


def test_只有名称的数据行不是注() -> None:
    found = texts(read(book_of(*HEAD, ("教育支出", 12.5), ("结转下年", None))))
    assert found[-2:] == ["教育支出|12.5", "结转下年|"]


def test_没有标题的用工作表的名字() -> None:
    assert texts(read(book_of(("科目", "金额"), ("教育", 1), name="01部门支出总表")))[0] == "部门支出总表"
    assert texts(read(book_of(("科目", "金额"), ("教育", 1), name="Sheet1")))[0] == "科目|金额"
    assert texts(read(book_of(("表1", None), ("科目", "金额"), ("教育", 1), name="支出表")))[:2] == ["支出表", "表1"]


def test_一张工作表里有几张表() -> None:
    rows = (*HEAD, ("教育支出", 12.5), (None,), ("部门收入总表", None), ("项目", "金额"), ("拨款", 3))
    found = texts(read(book_of(*rows)))
    assert found[3:] == ["科目|金额", "教育支出|12.5", "部门收入总表", "项目|金额", "拨款|3"]


def test_表中间的空行不分开() -> None:
    document = read(book_of(*HEAD, ("教育支出", 12.5), (None,), ("卫生支出", 3)))
    assert len([b for b in document.blocks if isinstance(b, Table)]) == 1


def test_目录工作表的各行是目录项() -> None:
    rows = (("目录",), ("表1", "部门收支总表", 1), ("表2", "部门收入总表", 2))
    assert texts(read(book_of(*rows))) == ["目录", "表1 部门收支总表", "表2 部门收入总表"]


def test_合并的表头() -> None:
    def merge(sheet: Any) -> None:
        for area in ("A1:C1", "A2:A3", "B2:C2"):
            sheet.merge_cells(area)

    rows = (("支出总表", None, None), ("科目", "支出", None), (None, "基本", "项目"), ("教育", 1, 2))
    assert texts(read(book_of(*rows, change=merge))) == ["支出总表", "科目|支出|<", "^|基本|项目", "教育|1|2"]


def test_单位行之下合并成一格的是表头的第一层() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A3:C3")

    rows = (("三公经费表",), ("单位：万元",), ("2025年预算数", None, None), ("合计", "用车", "接待"), (3, 2, 1))
    found = texts(read(book_of(*rows, change=merge)))
    assert found == ["三公经费表", "单位：万元", "2025年预算数|<|<", "合计|用车|接待", "3|2|1"]


def test_单位行之下的年度不是表头() -> None:
    rows = (("三公经费表",), ("单位：万元",), ("（2025年度）",), ("合计", "用车", "接待"), (3, 2, 1))
    assert texts(read(book_of(*rows)))[2:4] == ["（2025年度）", "合计|用车|接待"]


def test_标题合并到一万多栏也照读() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A1:XFD1")

    assert texts(read(book_of(("支出总表",), ("科目", "金额"), ("教育", 1), change=merge)))[1:] == [
        "科目|金额",
        "教育|1",
    ]


def test_按数字格式印() -> None:
    def style(sheet: Any) -> None:
        for address, code in (("A2", "00"), ("B2", "#,##0.00"), ("C2", "0.0%"), ("D2", 'yyyy"年"m"月"')):
            sheet[address].number_format = code

    rows = (("款", "金额", "占比", "时间"), (5, 1234.5, 0.125, datetime(2025, 3, 1)))
    assert texts(read(book_of(*rows, change=style)))[1] == "05|1,234.50|12.5%|2025年3月"


@pytest.mark.parametrize(
    ("value", "code", "printed"),
    [
        (5, "00", "05"),
        (208, "000", "208"),
        (2080505, "General", "2080505"),
        (1234.5, "#,##0.00", "1,234.50"),
        (-3.2, "#,##0.00_);(#,##0.00)", "(3.20)"),
        (-3.2, "0.00;[Red]0.00", "-3.20"),
        (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (1234.5, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
        (0, "#,##0.00;-#,##0.00;", ""),
        (0.1 + 0.2, "General", "0.3"),
        (1.005, "0.00", "1.01"),
        (1 / 3, "General", "0.3333333333"),
        (0.5, "#.##", "0.5"),
        (-0.001, "0.00", "0.00"),
        (12345678, "#,##0.00,", "12,345.68"),
        (1234, "[$¥-804]#,##0.00", "1,234.00"),
        (3, '0"个"', "3个"),
        (12345678, '0!.0,"万元"', "1234.6万元"),
        (12345678, "0\\.0000", "1234.5678"),
        (5, "0\\.0000", "0.0005"),
        (-80500, '0"."0,', "-8.1"),
        (0.1234, "0.00%", "12.34%"),
        (5, "@", "5"),
        ("05", "General", "05"),
        (1e16, "General", "10000000000000000"),
        (True, "General", "TRUE"),
        (None, "0.00", ""),
        (datetime(2025, 3, 1), "mm-dd-yy", "2025/3/1"),
        (datetime(2025, 3, 1, 9, 5), "yyyy-mm-dd hh:mm:ss", "2025-03-01 09:05:00"),
        (datetime(2025, 3, 1), "[$-804]yyyy\\-m\\-d;@", "2025-3-1"),
    ],
)
def test_数字格式(value: object, code: str, printed: str) -> None:
    assert shown(value, code) == printed


def test_没有算过的公式认不出_不当作零() -> None:
    document = read(book_of(*HEAD, ("教育", 1), ("合计", "=SUM(B4:B4)")))
    assert statuses(document)[-1] == ["text", "unreadable"]
    assert document.remarks == ("工作表“Sheet1”的 B5是没有算过或算错的公式，读不到数，请用 Excel 打开、保存后再核查。",)


def test_算错的公式认不出() -> None:
    def wrong(sheet: Any) -> None:
        sheet["B4"].value = "#REF!"
        sheet["B4"].data_type = "e"

    document = read(book_of(*HEAD, ("教育", 1), change=wrong))
    assert statuses(document)[-1] == ["text", "unreadable"]


def test_设为不显示零的工作表里_零是空白() -> None:
    def zeros(sheet: Any) -> None:
        sheet.sheet_view.showZeros = False

    assert texts(read(book_of(*HEAD, ("教育", 0), ("卫生", 1), change=zeros)))[-2:] == ["教育|", "卫生|1"]


def test_隐藏的不读而要说() -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["C"].hidden = True
        other = sheet.parent.create_sheet("底稿")
        other.append(["内部", 1])
        other.sheet_state = "veryHidden"

    document = read(book_of(*HEAD, ("教育", 1, "内部"), ("卫生", 2, "内部"), change=hide))
    assert texts(document)[3:] == ["科目|金额", "卫生|2"]
    assert document.remarks == ("工作表“Sheet1”有 1 行、1 栏是隐藏的，没有读。", "工作表“底稿”是隐藏的，没有读。")


def test_合并格的左上角隐藏了_字仍在看得见的地方() -> None:
    def hide(sheet: Any) -> None:
        sheet.merge_cells("B3:C3")
        sheet.column_dimensions["B"].hidden = True

    rows = (("支出总表",), ("单位：万元",), ("科目", "金额", None, "备注"), ("教育", 1, 2, "无"))
    assert texts(read(book_of(*rows, change=hide)))[2:] == ["科目|金额|备注", "教育|2|无"]


def test_右下角孤零零一格不撑破() -> None:
    def far(sheet: Any) -> None:
        sheet["XFD1048576"] = "远处"

    document = read(book_of(*HEAD, ("教育", 1), change=far))
    assert texts(document)[3:] == ["科目|金额", "教育|1", "远处"]


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """改掉一个部件里的字。"""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', "格以上"),
        (b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "x">]><worksheet', "不合规范"),
        (b"</sheetData>", b"", "打不开"),
        (b"</sheetData>", b" " * (65 << 20) + b"</sheetData>", "上限"),
    ],
)
def test_坏的文件一句话说明(old: bytes, new: bytes, told: str) -> None:
    with pytest.raises(DocumentError, match=told) as error:
        read(rewritten(book_of(*HEAD), SHEET, old, new))
    assert "\n" not in str(error.value)


def test_空的工作簿() -> None:
    with pytest.raises(DocumentError, match="没有读到内容"):
        read(book_of())


def test_格数超过上限的工作表不读而要说() -> None:
    many = book_of(*HEAD, *[("教育", n) for n in range(20)])
    with pytest.raises(DocumentError, match="上限"):
        read(many, Limits(cells=5))
    with pytest.raises(DocumentError, match="“Sheet1”超过 20 格"):
        read(many, Limits(cells=20))
    book = openpyxl.load_workbook(io.BytesIO(many))
    book.create_sheet("另表").append(["科目", 1])
    assert read(saved(book), Limits(cells=20)).unread == ("工作表“Sheet1”超过 20 格，没有读。",)


@pytest.mark.parametrize("name", [p.stem for p in sorted(FORMATS.glob("*.xls"))])
def test_xls与xlsx读出来的一样(name: str) -> None:
    old = xls.read(Path("附表.xls"), (FORMATS / f"{name}.xls").read_bytes())
    new = xlsx.read(Path("附表.xlsx"), (FORMATS / name / "附表.xlsx").read_bytes())
    assert texts(old) == texts(new)
    assert [s.label for s in old.spots] == [s.label for s in new.spots]
    assert old.remarks == new.remarks == ("工作表“核对”是隐藏的，没有读。",)


def test_坏的xls一句话说明() -> None:
    data = next(FORMATS.glob("*.xls")).read_bytes()
    with pytest.raises(DocumentError, match="打不开"):
        xls.read(Path("附表.xls"), data[: len(data) // 2])
