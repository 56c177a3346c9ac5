"""Excel 工作簿：工作表、样式、共享的字由零碎拼成，装成合格的压缩包；有时改坏部件或压缩包。"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.fuzzing.docx import mangled
from benchmarks.fuzzing.draw import Draw
from benchmarks.fuzzing.reading import tried
from engine.readers import xlsx

LENGTH = 300
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FORMATS = (
    "General",
    "0.00",
    "#,##0.00",
    "#,##0.00_ ;[Red]\\-#,##0.00\\ ",
    "yyyy年m月",
    "0%",
    "0.0E+00",
    "@",
    "[$-804]yyyy-mm-dd",
    ";;;",
    '"约"0',
    "0.00;(0.00);—",
    "# ?/?",
    "[h]:mm",
    "#,##0,",
    "_-* #,##0.00",
    "[DBNum1]0",
    "0.0#####",
    '"',
    "\\",
    "[",
    "0" * 40,
)
_VALUES = (
    "1.00",
    "0",
    "-3.5",
    "1e300",
    "1E-20",
    "45000.5",
    "-1",
    "99999999",
    "0.1",
    "12345678901234567890",
    "",
)
_ODD_VALUES = ("nan", "inf", "abc", "1e999", "--1")
_TEXTS = (
    "合计",
    "项目",
    "预算数",
    "单位：万元",
    "收支总表",
    "白鹭区园林局",
    "208",
    "社会保障",
    "1,234.50",
    "—",
    "_x0041_",
    "_xD800_",
    "",
    "是",
)
_KINDS = ("", "", ' t="s"', ' t="str"', ' t="b"', ' t="e"', ' t="n"', ' t="inlineStr"')
_ODD_KINDS = (' t="d"', ' t="x"')
_AFTER = (
    '<mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells>',
    '<mergeCells><mergeCell ref="B2:B9"/><mergeCell ref="A1:C2"/></mergeCells>',
    '<mergeCells><mergeCell ref="C3:A1"/></mergeCells>',
    '<mergeCells><mergeCell ref="A1"/></mergeCells>',
    '<autoFilter ref="A1:C9"/>',
    "",
    "",
    '<dataValidations><dataValidation sqref="A1"/></dataValidations>',
    "",
)
_ODD_AFTER = (
    '<hyperlinks><hyperlink ref="A1" r:id="r9"/></hyperlinks>',
    '<pageMargins left="x"/>',
    '<legacyDrawing r:id="r1"/>',
    '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
)
_BEFORE = (
    "",
    "",
    '<sheetViews><sheetView workbookViewId="0" showZeros="0"/></sheetViews>',
    '<dimension ref="A1:XFD9"/>',
    '<cols><col min="2" max="3" hidden="1"/></cols>',
    '<cols><col min="1" max="16384" width="0"/></cols>',
    '<sheetFormatPr defaultRowHeight="0" zeroHeight="1"/>',
)
_ODD_BEFORE = (
    '<cols><col min="0" max="-1"/></cols>',
    '<sheetPr><tabColor rgb="x"/></sheetPr>',
)
_STATES = ("visible", "visible", "visible", "visible", "hidden", "veryHidden")


def run(data: bytes) -> None:
    tried(xlsx.read, "表.xlsx", package(Draw(data)))


def package(draw: Draw) -> bytes:
    """一本一张表的工作簿。"""
    shared = [draw.pick(_TEXTS) for _ in range(4)]
    formats = [draw.pick(_FORMATS) for _ in range(3)]
    rows = "".join(_row(draw, number) for number in range(1, 2 + draw.below(8)))
    before, after = draw.mostly(_BEFORE, _ODD_BEFORE), draw.mostly(_AFTER, _ODD_AFTER)
    state = draw.mostly(_STATES, ("x",))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{part}.xml" ContentType="{_KIND}.{kind}+xml"/>'
            for part, kind in (
                ("workbook", "sheet.main"),
                ("worksheets/sheet1", "worksheet"),
                ("styles", "styles"),
                ("sharedStrings", "sharedStrings"),
            )
        )
        + "</Types>",
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/workbook.xml": f'<workbook {_S} xmlns:r="{_R}"><workbookPr date1904="{draw.below(2)}"/><sheets>'
        f'<sheet name="表1" sheetId="1" state="{state}" r:id="r0"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet {_S} xmlns:r="{_R}">{before}<sheetData>{rows}</sheetData>{after}'
        "</worksheet>",
        "xl/styles.xml": _styles(formats),
        "xl/sharedStrings.xml": f"<sst {_S}>{''.join(f'<si><t>{text}</t></si>' for text in shared)}</sst>",
    }
    return mangled(draw, {name: text.encode("utf-8", "replace") for name, text in parts.items()})


def _row(draw: Draw, number: int) -> str:
    hidden = ' hidden="1"' if draw.rarely() else ""
    cells = "".join(_cell(draw, number, column) for column in range(draw.below(6)))
    return f'<row r="{number if not draw.rarely() else draw.below(70_000)}"{hidden}>{cells}</row>'


def _cell(draw: Draw, row: int, column: int) -> str:
    at = (
        f"{'ABCDEFG'[column]}{row}"
        if not draw.rarely()
        else draw.mostly(("XFD1048576", "A1"), ("A0", "", "1A", "AAAA1"))
    )
    kind, style = draw.mostly(_KINDS, _ODD_KINDS), draw.below(4)
    formula = "<f>SUM(A1:A2)</f>" if draw.rarely() else ""
    if kind == ' t="inlineStr"':
        return f'<c r="{at}" s="{style}"{kind}><is><t>{draw.pick(_TEXTS)}</t></is></c>'
    values = {' t="s"': "0123", ' t="b"': "01", ' t="str"': _TEXTS}.get(kind, _VALUES)
    value = draw.mostly(values, _ODD_VALUES)
    return f'<c r="{at}" s="{style}"{kind}>{formula}<v>{value}</v></c>'


def _styles(formats: list[str]) -> str:
    quoted = (f.replace("&", "&amp;").replace('"', "&quot;") for f in formats)
    numbers = "".join(f'<numFmt numFmtId="{170 + n}" formatCode="{code}"/>' for n, code in enumerate(quoted))
    used = "".join(f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0"/>' for n in (0, 170, 171, 172))
    return (
        f"<styleSheet {_S}><numFmts>{numbers}</numFmts><fonts><font/></fonts>"
        '<fills><fill><patternFill patternType="none"/></fill></fills><borders><border/></borders>'
        f"<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{used}</cellXfs></styleSheet>"
    )


def _relations(*pairs: tuple[str, str]) -> str:
    inside = "".join(f'<Relationship Id="r{n}" Type="{_R}/{k}" Target="{t}"/>' for n, (k, t) in enumerate(pairs))
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def seeds() -> Iterator[bytes]:
    for n in range(40):
        yield bytes((n * 11 + k * 7) % 256 for k in range(140))
