"""数字版 PDF：网格、合并格、跨页、方向、看不见的字和线。所有公开件都是虚构的。"""

from __future__ import annotations

import ctypes
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from engine.document import Document, Paragraph, Table
from engine.errors import DocumentError
from engine.readers import pdf as reader
from engine.readers import pdf_fonts
from engine.readers.limits import DEFAULTS, Limits
from tests.pdf_maker import PageMaker, pdf

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "formats"
HEAD = [["项目", "<", "预算数", "<"], ["编码", "名称", "合计", "基本支出"]]
DATA = [
    ["208", "社会保障和就业支出", "1,234.50", "1,200.00"],
    ["20805", "行政事业单位养老支出", "1,234.50", "1,200.00"],
    ["2080505", "基本养老保险缴费支出", "34.50", ""],
]
XS = [60, 120, 280, 400, 520]


def read(*pages: PageMaker, limits: Limits = DEFAULTS) -> Document:
    return reader.read(Path("某局.pdf"), pdf(*pages), limits)


def grid(table: Table) -> list[list[str]]:
    return [[c.merged or c.text.raw for c in row] for row in table.rows]


def tables(document: Document) -> list[list[list[str]]]:
    return [grid(b) for b in document.blocks if isinstance(b, Table)]


def texts(document: Document) -> list[str]:
    return [b.text.norm for b in document.blocks if isinstance(b, Paragraph)]


def titled(**options: object) -> PageMaker:
    page = PageMaker(**options)  # type: ignore[arg-type]
    return page.text(200, 60, "部门收支总表", 16).text(420, 90, "单位：万元", 10).table(XS, 100, HEAD + DATA)


# ---- 表格


def test_bordered_table_keeps_merged_cells_blanks_and_places() -> None:
    document = read(titled())
    assert tables(document) == [HEAD + DATA]
    table = next(b for b in document.blocks if isinstance(b, Table))
    spot = document.spot(table.rows[2][2].line)
    assert spot is not None and spot.page == 1
    assert spot.box == pytest.approx((280, 140, 400, 160), abs=0.5)
    assert table.rows[4][3].status == "blank"


@pytest.mark.parametrize("late", [False, True])
def test_text_is_read_in_visual_order_whatever_the_stream_order(late: bool) -> None:
    page = PageMaker().text(60, 200, "第二行的话。", late=not late).text(60, 100, "第一行的话。", late=late)
    assert texts(read(page)) == ["第一行的话。", "第二行的话。"]


def test_lines_drawn_as_thin_filled_rectangles_count() -> None:
    assert tables(read(PageMaker().table(XS, 100, HEAD + DATA, bars=True))) == [HEAD + DATA]


def test_white_lines_and_underlines_do_not_make_a_table() -> None:
    page = PageMaker().text(60, 100, "本单位无政府性基金预算").rule(60, 103, 300, 103)
    for y in (90, 120):
        page.rule(50, y, 400, y, "1 G")
    for x in (50, 150, 400):
        page.rule(x, 90, x, 120, "1 G")
    assert tables(read(page)) == []


def test_frame_open_at_both_sides_still_has_its_outer_columns() -> None:
    page = PageMaker()
    for y in (100, 120, 140):
        page.rule(60, y, 520, y)
    page.rule(200, 100, 200, 140).rule(360, 100, 360, 140)
    page.text(70, 113, "项目").text(210, 113, "预算数").text(370, 113, "决算数")
    page.text(70, 133, "合计").text(300, 133, "12.00").text(460, 133, "11.50")
    assert tables(read(page)) == [[["项目", "预算数", "决算数"], ["合计", "12.00", "11.50"]]]


def test_wholly_merged_first_row_of_an_open_frame_belongs_to_the_table() -> None:
    page = PageMaker().text(250, 93, "预算数")
    for y in (80, 100, 120, 140):
        page.rule(60, y, 520, y)
    page.rule(200, 100, 200, 140).rule(360, 100, 360, 140)
    page.text(70, 113, "项目").text(210, 113, "基本支出").text(370, 113, "项目支出")
    page.text(70, 133, "合计").text(300, 133, "12.00").text(460, 133, "11.50")
    assert tables(read(page))[0][0] == ["预算数", "<", "<"]


def test_dotted_lines_are_lines() -> None:
    page = PageMaker()
    for y in (100, 120, 140):
        for x in range(60, 302, 2):
            page.bar(x, y, x + 0.8, y + 0.8)
    for x in (60, 180, 300):
        for y in range(100, 142, 2):
            page.bar(x, y, x + 0.8, y + 0.8)
    page.text(70, 113, "项目").text(190, 113, "预算数").text(70, 133, "合计").text(190, 133, "12.00")
    assert tables(read(page)) == [[["项目", "预算数"], ["合计", "12.00"]]]


def test_columns_of_tables_that_nearly_line_up_do_not_mix() -> None:
    page = PageMaker().table([60, 200, 300], 100, [["甲", "乙"], ["1", "2.00"]])
    page.table([60, 202, 300], 200, [["丙", "丁"], ["3", "4.00"]]).table(
        [60, 204.5, 300], 300, [["戊", "己"], ["5", "6.00"]]
    )
    assert [len(row) for table in tables(read(page)) for row in table] == [2] * 6


def test_lines_that_do_not_quite_meet_are_one_frame() -> None:
    page = PageMaker()
    for y in (100, 120, 140):
        page.rule(62, y, 518, y)
    for x in (60, 200, 520):
        page.rule(x, 101.5, x, 138.5)
    page.text(70, 113, "项目").text(210, 113, "预算数").text(70, 133, "合计").text(210, 133, "12.00")
    assert tables(read(page)) == [[["项目", "预算数"], ["合计", "12.00"]]]


def test_amount_and_next_name_that_touch_are_two_cells() -> None:
    page = PageMaker().table([60, 200, 300, 500], 100, [["项目", "预算数", "项目"], ["一、收入", "", ""]])
    page.right(300, 133, "91,016,775.35", 10).text(300, 133, "一、一般公共服务支出", 10)
    assert tables(read(page))[0][1] == ["一、收入", "91,016,775.35", "一、一般公共服务支出"]


def test_name_spilling_over_a_blank_cell_stays_in_its_own_cell() -> None:
    page = PageMaker().table([60, 120, 240, 360], 100, [["编码", "名称", "合计"], ["", "", "3.00"]])
    page.text(62, 133, "社会保障和就业支出", 10)
    assert tables(read(page))[0][1] == ["社会保障和就业支出", "", "3.00"]


def test_name_spilling_beside_an_amount_leaves_the_amount_alone() -> None:
    page = PageMaker().table([60, 120, 240, 360], 100, [["编码", "名称", "合计"], ["", "6.00", "3.00"]])
    page.text(62, 133, "社会保障和就业支出", 10)
    assert tables(read(page))[0][1] == ["社会保障和就业支出", "6.00", "3.00"]


def test_numbers_off_the_baseline_stay_in_their_row() -> None:
    page = PageMaker().table([60, 200, 300], 100, [["名称", "合计"], ["甲", ""], ["乙", ""]])
    page.text(250, 126, "1.00", 10).text(250, 154, "2.00", 10)
    assert [row[1] for row in tables(read(page))[0]] == ["合计", "1.00", "2.00"]


def test_two_tables_on_a_page_and_a_boxed_note() -> None:
    page = PageMaker().table(XS, 100, HEAD + DATA).table([60, 300, 520], 300, [["姓名", "人数"], ["在职", "12"]])
    page.rule(60, 400, 520, 400).rule(60, 430, 520, 430).rule(60, 400, 60, 430).rule(520, 400, 520, 430)
    page.text(70, 420, "说明：本表不含结转资金。")
    document = read(page)
    assert tables(document) == [HEAD + DATA, [["姓名", "人数"], ["在职", "12"]]]
    assert texts(document) == ["说明:本表不含结转资金。"]


def test_unruled_rows_of_amounts_that_line_up_are_a_table() -> None:
    page = PageMaker().text(200, 60, "部门收支总表", 16).text(430, 80, "单位：万元")
    page.text(60, 110, "项目").text(330, 110, "预算数").text(480, 110, "决算数")
    rows = (("收入", "1,234.50", "900.00"), ("其他收入", "", ""), ("支出", "", "12.00"), ("合计", "7.00", "8.00"))
    for n, (name, budget, final) in enumerate(rows):
        page.text(60, 130 + 20 * n, name).right(366, 130 + 20 * n, budget).right(516, 130 + 20 * n, final)
    page.text(60, 240, "　　二〇二五年收入预算一百万元。")
    document = read(page)
    assert tables(document) == [
        [
            ["项目", "预算数", "决算数"],
            ["收入", "1,234.50", "900.00"],
            ["其他收入", "", ""],
            ["支出", "", "12.00"],
            ["合计", "7.00", "8.00"],
        ]
    ]
    assert texts(document) == ["部门收支总表", "单位:万元", "二〇二五年收入预算一百万元。"]


def test_contents_and_signature_lines_are_not_a_table() -> None:
    page = PageMaker().text(260, 80, "目　　录", 16)
    for n, title in enumerate(("一、部门职责", "二、机构设置", "三、收支情况", "四、名词解释")):
        page.text(60, 120 + 20 * n, title).text(530, 120 + 20 * n, str(n + 1))
    page.text(60, 300, "填表人：林某").text(300, 300, "联系电话：12345").text(60, 320, "审核人：何某").text(
        300, 320, "日期：2025年"
    )
    assert tables(read(page)) == []


# ---- 跨页


def test_table_over_pages_is_one_table_with_or_without_repeated_head() -> None:
    first = titled()
    bare = PageMaker().table(XS, 60, DATA)
    again = PageMaker().text(200, 30, "部门收支总表", 16).text(420, 50, "单位：万元", 10).table(XS, 60, HEAD + DATA)
    assert tables(read(first, bare)) == [HEAD + DATA + DATA]
    document = read(titled(), again)
    assert tables(document) == [HEAD + DATA + DATA]
    table = next(b for b in document.blocks if isinstance(b, Table))
    assert [document.spot(row[0].line).page for row in table.rows] == [1] * 5 + [2] * 3  # type: ignore[union-attr]
    assert texts(document) == ["部门收支总表", "单位:万元"]


def test_total_row_alone_on_the_last_page_with_merged_columns() -> None:
    last = PageMaker().table([60, 280, 400, 520], 60, [["合计", "1,234.50", "1,200.00"]])
    assert tables(read(titled(), last))[0][-1] == ["合计", "<", "1,234.50", "1,200.00"]


def test_row_cut_by_the_page_break_is_one_row() -> None:
    first = PageMaker().table(XS, 700, [*HEAD, DATA[0], ["2080505", "机关事业单位基本养老", "34.50", "34.50"]])
    last = PageMaker().table(XS, 60, [["", "保险缴费支出", "", ""], DATA[1]])
    rows = tables(read(first, last))[0]
    assert rows[3] == ["2080505", "机关事业单位基本养老保险缴费支出", "34.50", "34.50"]
    assert rows[4] == DATA[1]


def test_head_cut_by_the_page_break_keeps_its_merged_cells() -> None:
    first = PageMaker().text(200, 760, "部门收支总表", 16).table(XS, 780, [["编码", "名称", "预算数", "<"]])
    rest = PageMaker().table(XS, 60, [["", "", "合计", "基本支出"], *DATA])
    assert tables(read(first, rest))[0][:2] == [["编码", "名称", "预算数", "<"], ["^", "^", "合计", "基本支出"]]


def test_blank_under_a_whole_head_on_the_page_before_is_blank() -> None:
    first = PageMaker().text(200, 740, "部门收支总表", 16).table(XS, 760, HEAD)
    rest = PageMaker().table(XS, 60, DATA[::-1])
    assert tables(read(first, rest)) == [HEAD + DATA[::-1]]


SHIFTED = [60, 135, 300, 410, 515]


def test_rest_of_a_table_whose_columns_are_drawn_elsewhere() -> None:
    """一页一页分开画的表，竖线不在一处。"""
    bare = PageMaker().table(SHIFTED, 60, DATA)
    again = PageMaker().text(200, 30, "部门收支总表（续）", 16).text(420, 50, "单位：万元", 10)
    for rest in (bare, again.table(SHIFTED, 60, HEAD + DATA)):
        assert tables(read(titled(), rest)) == [HEAD + DATA + DATA]


def test_rest_of_a_table_that_cannot_be_joined_leaves_both_halves_unchecked() -> None:
    rest = PageMaker().table([60, 200, 515], 60, [["合计", "9.00"], ["其他", "1.00"]])
    assert [t.cut for t in read(titled(), rest).blocks if isinstance(t, Table)] == [True, True]
    titles = PageMaker().text(200, 40, "部门收入总表", 16).table([60, 200, 515], 60, [["合计", "9.00"]])
    words = PageMaker().table([60, 200, 515], 60, [["项目名称", "年度目标"], ["河道保洁", "完成"]])
    for other in (titles, words):
        assert [t.cut for t in read(titled(), other).blocks if isinstance(t, Table)] == [False, False]


def test_another_form_of_the_same_layout_is_another_table() -> None:
    def form(name: str) -> PageMaker:
        page = PageMaker().text(200, 60, "项目支出绩效目标表", 16)
        return page.table([60, 200, 520], 100, [["项目名称", name], ["年度目标", "完成"]])

    assert len(tables(read(form("河道保洁"), form("绿地养护")))) == 2


def test_a_new_title_starts_a_new_table() -> None:
    other = PageMaker().text(200, 60, "部门收入总表", 16).table(XS, 100, HEAD + DATA)
    assert len(tables(read(titled(), other))) == 2


def test_landscape_page_between_upright_pages() -> None:
    wide = (
        PageMaker(842, 595).text(300, 60, "部门支出总表", 16).table([60, 300, 500, 780], 100, [["甲", "乙", "丙"]] * 2)
    )
    assert [len(t) for t in tables(read(titled(), wide, titled()))] == [5, 2, 5]


# ---- 段落


def prose(page: PageMaker, top: float, *lines: str) -> PageMaker:
    """版心 60～540，12 磅，一行 40 字；以两个全角空格开头的缩进两字。"""
    for n, line in enumerate(lines):
        page.text(60 + 24 * line.startswith("　　"), top + 20 * n, line.strip("　"))
    return page


LONG = "　　二〇二五年收入预算一百二十三万元比上年增加五万元主要原因是人员经费增加项目支出减少"
FULL = "其中一般公共预算拨款收入一百万元政府性基金预算拨款收入二十三万元其他收入没有安排合计如上"


def test_wrapped_lines_make_one_paragraph_and_short_lines_end_it() -> None:
    page = prose(
        PageMaker(), 100, LONG[:40], FULL[:40], "余款结转。", "　　第二段从这里开始，也只有一行。", "　　第三段。"
    )
    assert texts(read(page)) == [
        LONG[2:40] + FULL[:40] + "余款结转。",
        "第二段从这里开始,也只有一行。",
        "第三段。",
    ]


def test_paragraph_over_the_page_break_skips_head_foot_and_page_number() -> None:
    pages = [PageMaker() for _ in range(4)]
    for number, page in enumerate(pages, 1):
        page.text(200, 40, "白鹭区园林局2025年部门预算公开", 9).text(280, 810, f"— {number} —", 9)
        prose(page, 100, *([LONG[:40], FULL[:40]] if number == 1 else [FULL[:40], "到此为止。", LONG[:40]]))
    found = texts(read(*pages))
    assert found[0] == "白鹭区园林局2025年部门预算公开"
    assert found[1] == LONG[2:40] + FULL[:40] * 2 + "到此为止。"
    assert not any("—" in t for t in found)
    assert sum("部门预算公开" in t for t in found) == 1


def test_unit_lines_at_the_same_height_are_not_page_heads() -> None:
    pages = [
        PageMaker().text(200, 40, f"部门{name}总表", 16).text(420, 70, "单位：万元", 10).table(XS, 100, HEAD + DATA)
        for name in ("收支", "收入", "支出", "项目")
    ]
    assert texts(read(*pages)).count("单位:万元") == 4


def test_contents_lines_stay_apart_and_lose_their_page_numbers() -> None:
    page = PageMaker().text(260, 80, "目　　录", 16)
    page.text(60, 120, "一、部门职责" + "…" * 32 + "1").text(60, 140, "二、机构设置").text(530, 140, "2")
    found = texts(read(page))
    assert found[0] == "目录" and found[1].startswith("一、部门职责…") and found[2] == "二、机构设置"
    assert len(found) == 3


def test_items_printed_far_apart_on_a_line_are_separate() -> None:
    page = PageMaker().text(60, 80, "部门：白鹭区园林局").text(430, 80, "单位：万元").table(XS, 100, HEAD + DATA)
    assert texts(read(page)) == ["部门:白鹭区园林局", "单位:万元"]


# ---- 看不见的


def test_text_off_the_page_or_outside_its_clip_is_not_read() -> None:
    page = PageMaker().text(60, 100, "看得见的话。").text(60, -20, "页面以外的话。")
    page.clipped((60, 140, 500, 160), 60, 155, "框里的话。").clipped((60, 140, 500, 160), 60, 300, "框外的话。")
    assert texts(read(page)) == ["看得见的话。", "框里的话。"]


def test_slanted_watermark_is_not_read() -> None:
    page = titled()
    code = "内部资料".encode("utf-16-be").hex()
    page.parts.append(f"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 500 Tm <{code}> Tj ET")
    assert tables(read(page)) == [HEAD + DATA]


# ---- 方向


@pytest.mark.parametrize(
    "options",
    [
        {"turned": True},
        {"turned": True, "rotate": 90},
        {"rotate": 90},
        {"rotate": 180},
        {"rotate": 270},
        {"origin": (20.0, 30.0)},
        {"origin": (20.0, 30.0), "turned": True},
    ],
)
def test_turned_pages_read_the_same_as_upright_ones(options: dict[str, object]) -> None:
    upright, turned = read(titled()), read(titled(**options))
    assert tables(turned) == tables(upright) and texts(turned) == texts(upright)
    for a, b in zip(upright.spots, turned.spots, strict=True):
        assert a.box == pytest.approx(b.box, abs=0.1)


def test_text_in_fonts_neither_embedded_nor_installed_is_read_whole() -> None:
    """没有嵌入的宋体，本机也没有：字形是空的，侧放的、单独一个字的没有宽，PDFium 不列；代替的字体要有字形。"""
    turned = PageMaker(turned=True).text(60, 100, "本部门没有政府性基金预算支出。")
    assert texts(read(turned)) == ["本部门没有政府性基金预算支出。"]
    rows = [["类", "款", "项", "合计"], ["208", "05", "01", "12.00"]]
    assert tables(read(PageMaker().table(XS, 100, rows))) == [rows]


def test_fonts_are_not_switched_while_a_document_is_open() -> None:
    """换字体要重新起动 PDFium，开着的就用不得了。"""
    pdf_fonts.system()
    with closing(pdfium.PdfDocument(pdf(titled()))) as opened:
        pdf_fonts.own()
        assert len(opened) == 1
        assert opened[0].get_size() == (595, 842)
    assert tables(read(titled())) == [HEAD + DATA]


def turned_copy(path: Path, rotate: int, turn: bool) -> bytes:
    """示例 PDF 的各页：内容转 90°（turn），写上 /Rotate。"""
    source = pdfium.PdfDocument(path)
    for page in source:
        width, height = page.get_size()
        if turn:
            matrix = raw.FS_MATRIX(0, 1, -1, 0, height, 0)
            raw.FPDFPage_TransFormWithClip(page.raw, matrix, None)
            page.set_mediabox(0, 0, height, width)
            page.set_cropbox(0, 0, height, width)
        page.set_rotation(rotate)
    saved = bytearray()

    class Writer(raw.FPDF_FILEWRITE):
        pass

    def write(_: object, data: int, size: int) -> int:
        saved.extend(ctypes.string_at(data, size))
        return 1

    writer = raw.FPDF_FILEWRITE(version=1)
    writer.WriteBlock = type(writer.WriteBlock)(write)
    assert raw.FPDF_SaveAsCopy(source.raw, writer, 0)
    return bytes(saved)


@pytest.mark.parametrize(("rotate", "turn"), [(90, False), (0, True), (90, True), (270, True)])
def test_turned_example_reads_the_same(rotate: int, turn: bool) -> None:
    path = sorted(FIXTURES.glob("*.pdf"))[0]
    upright = reader.read(path, path.read_bytes(), DEFAULTS)
    turned = reader.read(path, turned_copy(path, rotate, turn), DEFAULTS)
    assert tables(turned) == tables(upright)
    assert texts(turned) == texts(upright)


# ---- 读不了


def test_broken_and_empty_files_say_what_to_do() -> None:
    good = pdf(titled())
    for data, words in (
        (good[: len(good) // 3], "损坏"),
        (b"%PDF-1.4\n" + b"\0" * 400, "损坏"),
        (pdf(PageMaker()), "没有"),
    ):
        with pytest.raises(DocumentError, match=words):
            reader.read(Path("某局.pdf"), data, DEFAULTS)


def test_pages_over_the_limit_and_crowded_pages_are_named() -> None:
    document = read(titled(), titled(), titled(), limits=Limits(pages=2))
    assert document.pages == 3 and any("只读了前 2 页" in r for r in document.unread)
    document = read(titled(), PageMaker().text(60, 100, "字" * 400), limits=Limits(glyphs=300))
    assert any("第 2 页" in r and "没有读" in r for r in document.unread)
