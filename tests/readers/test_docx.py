# ruff: noqa: N802　测试名是中文句子
"""Word 文档：手写的最小 docx，逐项看读出来的段落和表格。内容都是编的。"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from engine.document import Document, Paragraph, Table
from engine.errors import DocumentError
from engine.readers import docx
from engine.readers.limits import Limits

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(body: str, **parts: str) -> bytes:
    """正文和别的部件（styles、numbering、footnotes）→ docx。"""
    out = io.BytesIO()
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for n, name in enumerate(parts)
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", f"<w:document {NS}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {NS}>{xml}</w:{name}>")
    return out.getvalue()


def read(body: str, limits: Limits | None = None, **parts: str) -> Document:
    return docx.read(Path("公开件.docx"), package(body, **parts), limits or Limits())


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<') else p(text)}</w:tc>"


def tbl(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def texts(document: Document) -> list[str]:
    """段落的文字；表格为各行，格与格之间写“|”，合并掉的写记号。"""
    found = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text.raw)
        else:
            found += ["|".join(c.merged or c.text.norm for c in row) for row in block.rows]
    return found


def tables(document: Document) -> list[Table]:
    return [b for b in document.blocks if isinstance(b, Table)]


def test_段落和表格按正文的次序() -> None:
    document = read(
        p("部门支出总表") + tbl(tc("科目") + tc("金额"), tc("教育") + tc("12.50")) + p("注：以上为预算数。")
    )
    assert texts(document) == ["部门支出总表", "科目|金额", "教育|12.50", "注：以上为预算数。"]
    assert [document.spot(line).label for line in (1, 5)] == ["第1段", "第1张表第2行第2栏"]  # type: ignore[union-attr]


def test_合并的格记着并到哪一边() -> None:
    rows = (
        tc("科目", '<w:vMerge w:val="restart"/>') + tc("预算数", '<w:gridSpan w:val="2"/>'),
        tc("", "<w:vMerge/>") + tc("基本支出") + tc("项目支出"),
        tc("教育") + tc("1.00") + tc("2.00"),
    )
    assert texts(read(tbl(*rows))) == ["科目|预算数|<", "^|基本支出|项目支出", "教育|1.00|2.00"]


def test_合并的块里_右边的并入左边_下面的并入上面() -> None:
    block = '<w:gridSpan w:val="2"/><w:vMerge{}/>'
    rows = (
        tc("甲", block.format(' w:val="restart"')) + tc("1"),
        tc("", block.format("")) + tc("2"),
        tc("乙") + tc("丙") + tc("3"),
    )
    assert texts(read(tbl(*rows))) == ["甲|<|1", "^|<|2", "乙|丙|3"]


def test_空一格起头的行前面补空() -> None:
    row = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + tc("5.00")
    assert texts(read(tbl(tc("甲") + tc("1.00"), row))) == ["甲|1.00", "|5.00"]


def test_手工拖歪的竖线当作一条() -> None:
    """第二行的竖线偏了一点，Word 记成三栏，其实是两栏。"""
    rows = (tc("甲") + tc("1.00", '<w:gridSpan w:val="2"/>'), tc("乙", '<w:gridSpan w:val="2"/>') + tc("2.00"))
    assert texts(read(tbl(*rows, widths=(3000, 40, 3000)))) == ["甲|1.00", "乙|2.00"]


def test_窄而有字的栏不合并() -> None:
    rows = (tc("甲") + tc("1") + tc("2.00"),)
    assert texts(read(tbl(*rows, widths=(3000, 40, 3000)))) == ["甲|1|2.00"]


def test_修订_插入的留下_删除的不要() -> None:
    gone = "<w:del><w:r><w:delText>100.00</w:delText></w:r></w:del>"
    body = f"<w:p>{r('预算数')}{gone}<w:ins>{r('200.00')}</w:ins>{r('万元。')}</w:p>"
    assert texts(read(body)) == ["预算数200.00万元。"]


def test_修订_删掉段落标记的与下一段相连() -> None:
    body = p("2025年支出", "<w:rPr><w:del/></w:rPr>") + p("共12.50万元。")
    assert texts(read(body)) == ["2025年支出共12.50万元。"]


def test_修订_删掉的行不要() -> None:
    gone = "<w:trPr><w:del/></w:trPr>" + tc("旧") + tc("9.00")
    assert texts(read(tbl(tc("甲") + tc("1.00"), gone))) == ["甲|1.00"]


def test_修订_删掉的格不要() -> None:
    row = tc("甲") + tc("9.00", "<w:cellDel/>") + tc("1.00", "<w:cellIns/>")
    assert texts(read(tbl(tc("科目") + tc("金额"), row))) == ["科目|金额", "甲|1.00"]


def test_画了删除线的不读() -> None:
    struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>100.00</w:t></w:r>"
    kept = '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>万元。</w:t></w:r>'
    assert texts(read(f"<w:p>{r('预算数')}{struck}{r('200.00')}{kept}</w:p>")) == ["预算数200.00万元。"]


def test_文本框只读一次() -> None:
    """mc:Choice 与 mc:Fallback 是同一个文本框的两种写法。"""
    box = f"<w:txbxContent>{p('2025年部门预算')}</w:txbxContent>"
    body = (
        f"<w:p>{r('封面')}<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
        "</w:r></w:p>"
    )
    assert texts(read(body)) == ["封面", "2025年部门预算"]


def test_脚注排在引用它的一段之后() -> None:
    body = f'<w:p>{r("支出12.50万元")}<w:r><w:footnoteReference w:id="2"/></w:r>{r("。")}</w:p>' + p("下一段。")
    document = read(body, footnotes=f'<w:footnote w:id="2">{p("含上年结转。")}</w:footnote>')
    assert texts(document) == ["支出12.50万元。", "含上年结转。", "下一段。"]
    assert [s.label for s in document.spots] == ["第1段", "第2段（脚注）", "第3段"]


def test_表里的脚注排在表后() -> None:
    cell = f'<w:p>{r("12.50")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    document = read(
        tbl(tc("教育") + tc(cell)) + p("下一段。"),
        footnotes=f'<w:footnote w:id="2">{p("含上年结转。")}</w:footnote>',
    )
    assert texts(document) == ["教育|12.50", "含上年结转。", "下一段。"]


def test_表里的表排在外表之后() -> None:
    inner = tbl(tc("其中") + tc("金额"), tc("购置") + tc("1.00"))
    rows = [tc(name) + tc(amount) for name, amount in (("教育", "2.00"), ("卫生", "3.00"), ("农业", "4.00"))]
    found = texts(read(tbl(tc("科目") + tc("金额"), *rows, tc(p("明细") + inner) + tc("5.00"))))
    assert found == ["科目|金额", "教育|2.00", "卫生|3.00", "农业|4.00", "明细|5.00", "其中|金额", "购置|1.00"]


def test_排版用的表格拆成文字和里面的表() -> None:
    inner = tbl(tc("科目") + tc("金额"), tc("教育") + tc("1.00"))
    assert texts(read(tbl(tc("左栏") + tc(p("支出总表") + inner)))) == ["左栏", "支出总表", "科目|金额", "教育|1.00"]


HEADER = tc("科目") + tc("金额")


@pytest.mark.parametrize("header", ["", HEADER])
def test_拆成两张的一张表接起来(header: str) -> None:
    """中间只有空段；表头重印的去掉一份，没有重印的直接接上。"""
    body = tbl(HEADER, tc("教育") + tc("1.00")) + p("") + tbl(*filter(None, (header, tc("卫生") + tc("2.00"))))
    document = read(body)
    assert len(tables(document)) == 1
    assert texts(document) == ["科目|金额", "教育|1.00", "卫生|2.00"]


@pytest.mark.parametrize(
    ("between", "below"),
    [
        (p("收入表"), tbl(HEADER, tc("拨款") + tc("1.00"))),  # 中间有标题
        ("", tbl(tc("收入") + tc("数额"), tc("拨款") + tc("1.00"))),  # 表头不同
        ("", tbl(HEADER)),  # 全同
        ("", tbl(tc("科目") + tc("9"))),  # 同样的表单又一张
        ("", tbl(tc("甲") + tc("乙") + tc("1.00"))),  # 栏数不同
    ],
)
def test_不是一张表的不接(between: str, below: str) -> None:
    assert len(tables(read(tbl(HEADER, tc("教育") + tc("1.00")) + between + below))) == 2


def test_内容控件里的照读() -> None:
    def control(text: str) -> str:
        return f"<w:sdt><w:sdtContent>{text}</w:sdtContent></w:sdt>"

    body = control(p("一段")) + f"<w:p>{control(r('又一段'))}</w:p>"
    assert texts(read(body)) == ["一段", "又一段"]


def test_隐藏的字不读() -> None:
    runs = r("看得见") + r("看不见", "<w:vanish/>") + r("也看得见", '<w:vanish w:val="0"/>')
    body = f"<w:p>{runs}</w:p>"
    assert texts(read(body)) == ["看得见也看得见"]


def test_域代码不读_结果照读() -> None:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("结果")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    assert texts(read(body)) == ["结果"]


def test_目录项去掉页码() -> None:
    def entry(text: str, page: str) -> str:
        return f"<w:p>{r(text)}<w:r><w:tab/></w:r>{r(page)}</w:p>"

    body = p("目录") + entry("一、主要职能", "3") + entry("二、收支总表", "12") + p("本部门共有 3 个科室。")
    assert texts(read(body)) == ["目录", "一、主要职能", "二、收支总表", "本部门共有 3 个科室。"]


def test_手工换行是另起一段还是折行看文字() -> None:
    body = f"<w:p>{r('注：1.含上年结转。')}<w:r><w:br/></w:r>{r('2.以万元为单位。')}</w:p>"
    assert texts(read(body)) == ["注：1.含上年结转。", "2.以万元为单位。"]


LEVELS = "".join(
    f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for n, (form, text) in enumerate(
        (("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "%1.%4"))
    )
)
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="7">{LEVELS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def numbered(text: str, level: int, num: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def test_自动编号印在段前() -> None:
    body = (
        numbered("收入", 0) + numbered("拨款", 1) + numbered("其他", 1) + numbered("支出", 0) + numbered("基本", 1)
    ) + (numbered("人员", 2) + numbered("公用", 2))
    assert texts(read(body, numbering=NUMBERING)) == [
        *("一、收入", "（一）拨款", "（二）其他", "二、支出", "（一）基本", "1.人员", "2.公用"),
    ]


def test_自动编号数到十几二十几() -> None:
    found = texts(read("".join(numbered("项", 0) for _ in range(21)), numbering=NUMBERING))
    assert [found[n - 1] for n in (10, 11, 20, 21)] == ["十、项", "十一、项", "二十、项", "二十一、项"]


def test_自动编号重新开始() -> None:
    body = numbered("甲", 0) + numbered("乙", 0) + numbered("丙", 0, num=2) + numbered("丁", 0, num=2)
    assert texts(read(body, numbering=NUMBERING)) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_空段也占编号() -> None:
    """Word 里空的一段照样印出编号。"""
    body = numbered("甲", 0) + numbered("", 0) + numbered("乙", 0)
    assert texts(read(body, numbering=NUMBERING)) == ["一、甲", "三、乙"]


STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{ident}"><w:name w:val="{name}"/>{rest}</w:style>'
    for ident, name, rest in (
        ("a", "heading 2", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
        ("b", "自定", '<w:basedOn w:val="a"/>'),
        ("c", "自定二", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
    )
)


def test_标题级别和编号可以来自样式() -> None:
    body = (
        p("收入", '<w:pStyle w:val="b"/>') + p("总则", '<w:pStyle w:val="c"/>') + p("正文。", '<w:pStyle w:val="c"/>')
    )
    document = read(body, styles=STYLES, numbering=NUMBERING)
    assert texts(document) == ["一、收入", "总则", "正文。"]
    assert [b.heading for b in document.blocks if isinstance(b, Paragraph)] == [2, 1, 0]


def test_段落可以取消样式的编号() -> None:
    body = p("收入", '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert texts(read(body, styles=STYLES, numbering=NUMBERING)) == ["收入"]


def test_大图片和嵌入的对象要说() -> None:
    picture = '<w:r><w:drawing><extent cx="5000000" cy="4000000"/><blip/></w:drawing></w:r>'
    document = read(f"<w:p>{r('见图')}{picture}<w:r><w:object/></w:r></w:p>")
    assert [remark[:9] for remark in document.unread] == ["文档里有 1 张大", "文档里嵌入了 1 "]


def test_严格的命名空间也认得() -> None:
    with zipfile.ZipFile(io.BytesIO(package(p("一段")))) as archive:
        main = archive.read("word/document.xml").replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", main)
    assert texts(docx.read(Path("公开件.docx"), out.getvalue())) == ["一段"]


def bomb(main: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", main)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04 broken", "损坏"),
        (bomb("<w:document"), "损坏"),
        (bomb(f"<w:document {NS}/>"), "没有正文"),
        (bomb(f"<w:document {NS}><w:body/></w:document>"), "没有读到文字"),
        (bomb('<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'), "不合规范"),
        (bomb("<a>" * 5000 + "</a>" * 5000), "套得太深"),
        (bomb(" " * (65 << 20)), "上限"),
    ],
)
def test_坏的文件一句话说明(data: bytes, told: str) -> None:
    with pytest.raises(DocumentError, match=told) as error:
        docx.read(Path("公开件.docx"), data)
    assert "\n" not in str(error.value)


def test_格数超过上限的表不读而要说() -> None:
    document = read(p("一段") + tbl(*[tc("甲") + tc("1")] * 6), Limits(cells=10))
    assert not tables(document)
    assert document.unread == ("第 1 张表超过 10 格，没有读。",)


def test_合并列数写得再大也不撑破() -> None:
    rows = (tc("甲", '<w:gridSpan w:val="999999999"/>'), tc("乙") + tc("1"))
    document = read(p("一段") + tbl(*rows))
    assert document.unread
