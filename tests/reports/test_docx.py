# ruff: noqa: N802　测试名是中文句子
"""DOCX 审核意见书：栏目填得对，模板改得动，模板写错了说得清；LibreOffice 打得开。"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from engine.errors import UsageError
from engine.readers.docx import read
from reports import opinion
from reports.docx_fill import filled
from tests.reports import sample
from tests.reports.readers import paragraphs, parts, through_office

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
TEMPLATE = Path("模板.docx")


def p(*runs: str) -> str:
    """一段；每个参数是一截。"""
    return "<w:p>" + "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    lines = ("<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def docx(*blocks: str, header: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("[Content_Types].xml", TYPES)
        target.writestr("_rels/.rels", RELS)
        body = f'<w:document xmlns:w="{W}"><w:body>{"".join(blocks)}</w:body></w:document>'
        target.writestr("word/document.xml", body)
        if header:
            target.writestr("word/header1.xml", f'<w:hdr xmlns:w="{W}">{header}</w:hdr>')
    return out.getvalue()


def fill(fields: dict[str, Any], *blocks: str) -> list[str]:
    return paragraphs(filled(TEMPLATE, docx(*blocks), fields))


def wrong(*blocks: str) -> str:
    with pytest.raises(UsageError) as told:
        fill({"单位": "甲局", "问题": [{"事实": "一"}]}, *blocks)
    assert "模板.docx" in str(told.value) and "\n" not in str(told.value)
    return str(told.value)


# ---- 填模板


def test_一段里的几个栏目_拆在几截里的也认() -> None:
    assert fill({"单位": "甲局", "年度": "2024"}, p("致【单", "位】：【年度】", "年度")) == ["致甲局：2024年度"]


def test_值里像栏目的字不再替换() -> None:
    assert fill({"单位": "【年度】{{x}}", "年度": "2024"}, p("【单位】")) == ["【年度】{{x}}"]


def test_页眉页脚也填_只填一遍() -> None:
    data = filled(TEMPLATE, docx(p("甲"), header=p("【单位】")), {"单位": "【年度】", "年度": "2024"})
    assert "【年度】" in parts(data)["word/header1.xml"].decode()


def test_换行和首尾的空格照样() -> None:
    assert fill({"单位": " 甲\n乙 "}, p("【单位】")) == [" 甲\n乙 "]


def test_成段逐条重复_可以套着() -> None:
    items = [{"名": "一", "问题": [{"事实": "甲"}, {"事实": "乙"}]}, {"名": "二", "问题": []}]
    blocks = (
        *(p("【每个 方面】"), p("【名】、【单位】"), p("【每个 问题】"), p("【事实】"), p("【完】")),
        *(p("【没有 问题】"), p("没有"), p("【完】"), p("【完】")),
    )
    assert fill({"单位": "甲局", "方面": items}, *blocks) == ["一、甲局", "甲", "乙", "二、甲局", "没有"]


def test_表格的行逐条重复() -> None:
    rows = (("序号", "事实"), ("【每个 问题】", ""), ("【序号】", "【事实】"), ("【完】", ""))
    items = [{"序号": "1", "事实": "甲"}, {"序号": "2", "事实": "乙"}]
    assert fill({"问题": items}, table(*rows)) == ["序号", "事实", "1", "甲", "2", "乙"]


def test_有才留_没有才留() -> None:
    blocks = (p("【有 网址】"), p("网址【网址】"), p("【完】"), p("【没有 网址】"), p("无网址"), p("【完】"))
    assert fill({"网址": "x"}, *blocks) == ["网址x"]
    assert fill({"网址": ""}, *blocks) == ["无网址"]


def test_格子里的内容都没了也留一段() -> None:
    cell = f"<w:tbl><w:tr><w:tc>{p('【有 网址】')}{p('甲')}{p('【完】')}</w:tc></w:tr></w:tbl>"
    assert fill({"网址": ""}, cell) == [""]


def test_恶意的文字只是文字() -> None:
    nasty = "</w:t><script>&}}\x00\x0b\u202e\ufffe\ud800"
    (told,) = fill({"单位": nasty}, p("【单位】"))
    assert told == "</w:t><script>&}}⟦U+0000⟧⟦U+000B⟧⟦U+202E⟧⟦U+FFFE⟧⟦U+D800⟧"


# ---- 模板写错了


def test_不认得的栏目_给出相近的() -> None:
    assert "不认得“【单立】”，是否为“【单位】”" in wrong(p("【单立】"))


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ((p("【每个 问题】"), p("甲")), "“【每个 问题】”后面没有对应的【完】"),
        ((p("【完】"),), "前面没有对应的"),
        ((p("【问题】"),), "有许多条"),
        ((p("【每个 单位】"), p("【完】")), "不能逐条重复"),
        ((p("【每个 毛病】"), p("【完】")), "不认得“【毛病】”"),
    ],
)
def test_标记写错(blocks: tuple[str, ...], words: str) -> None:
    assert words in wrong(*blocks)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"{\\rtf1}", docx(p("甲"))[:-30]])
def test_模板不是DOCX(data: bytes) -> None:
    with pytest.raises(UsageError, match=r"模板\.docx："):
        filled(TEMPLATE, data, {})


# ---- 意见书


def text(report: dict[str, Any], number: int = 0) -> str:
    data = opinion.render(report, report["documents"][number])
    parts(data)
    return "\n".join(paragraphs(data))


def test_意见书有结论_各方面的问题_依据_建议_签字() -> None:
    told = text(sample.report())
    assert "关于云溪市示例区水务局2024年度部门决算公开文本的审核意见书" in told
    for words in ("核查了 421 处", "（五）真实性", "发现需要核实的问题 4 项", "无法核查的事项", "检查人", "盖章"):
        assert words in told
    for finding in sample.findings():
        assert finding["message"] in told and finding["advice"] in told
    assert "公开数 186.52万元，核算数 176.52万元，差额 10.00万元" in told
    assert "第 12 页 · 第 214 行" in told
    assert "【" not in told


def test_没有核查的方面说没有核查() -> None:
    told = text(sample.report())
    assert "（一）及时性\n没有规则在这一方面得出结果，未核查。" in told
    clean = text(sample.report(), 1)
    assert "（五）真实性\n在已核查的范围内没有发现问题。" in clean


def test_没有读全的写明() -> None:
    report = sample.report()
    report["documents"][0]["unread"] = ["第 7 页：太模糊"]
    assert "不在审核范围之内：\n第 7 页：太模糊" in text(report)


def test_另给的模板以它为准_没有的用自带的(tmp_path: Path) -> None:
    report = sample.report()
    own = report["documents"][0]
    assert opinion.render(report, own, tmp_path) == opinion.render(report, own)
    (tmp_path / opinion.TEMPLATE).write_bytes(docx(p("某市财政局：【名称】")))
    assert paragraphs(opinion.render(report, own, tmp_path)) == ["某市财政局：云溪市示例区水务局2024年度部门决算"]


@pytest.mark.parametrize("block", [(p("【每个 问题】"), p("【事買】"), p("【完】")), (p("【单立】"),)])
def test_试模板时里层的栏目也试到(tmp_path: Path, block: tuple[str, ...]) -> None:
    opinion.try_template(None)
    (tmp_path / opinion.TEMPLATE).write_bytes(docx(*block))
    with pytest.raises(UsageError, match=r"审核意见书\.docx：不认得“【(事買|单立)】”，是否为“【(事项|单位)】”"):
        opinion.try_template(tmp_path)


def test_文档里列的栏目都能用_能用的都列了() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "report.md").read_text(encoding="utf-8")
    section = manual.split("## 审核意见书")[1].split("\n## ")[0]
    found = opinion.fields(*completed())
    nested = [item for value in found.values() if isinstance(value, list) for item in value]
    names = {*found, *(name for item in nested for name in item)}
    assert [name for name in sorted(names) if f"`{name}`" not in section] == []


def completed() -> tuple[dict[str, Any], dict[str, Any]]:
    from reports.schema import complete

    report = complete(sample.report())
    report["documents"][0]["unread"] = ["第 7 页：太模糊"]
    return report, report["documents"][0]


def test_相同的字节() -> None:
    for report in (sample.report(), sample.hostile()):
        own = report["documents"][0]
        assert opinion.render(report, own) == opinion.render(report, own)


def test_自己的读法读得回来(tmp_path: Path) -> None:
    report = sample.report()
    data = opinion.render(report, report["documents"][0])
    document = read(tmp_path / "意见书.docx", data)
    assert any("审核意见书" in block.text.raw for block in document.blocks if hasattr(block, "text"))


def test_LibreOffice打得开_字都在(tmp_path: Path) -> None:
    report = sample.report()
    findings = report["documents"][0]["findings"]
    findings[0]["message"] = "<script>}}=cmd|'/c calc'!A0\u202e\x00"
    findings[1]["message"] = "长" * 100_000
    told = through_office(
        opinion.render(report, report["documents"][0]), "意见书.docx", "txt:Text (encoded):UTF8", tmp_path
    )
    assert "<script>}}=cmd|'/c calc'!A0⟦U+202E⟧⟦U+0000⟧" in told
    assert told.count("长") >= 100_000
