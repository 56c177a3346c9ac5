# ruff: noqa: N802　测试名是中文句子
"""格式凭内容认，扩展名只用来说明名不副实。"""

from __future__ import annotations

import quopri
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from pathlib import Path

import pytest

from engine.document import Document, Paragraph, Table
from engine.errors import DocumentError
from engine.readers import parse, sniff
from engine.readers.limits import changed
from tests.readers import bad_files as bad

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "formats"
WORD = bad.docx("<w:p><w:r><w:t>青石区水务局2025年部门预算</w:t></w:r></w:p>".encode())
SHEET = bad.xlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>合计</t></is></c><c r="B1"><v>12</v></c></row>'.encode())
PAGE = "<html><head><title>公开</title></head><body><p>青石区水务局2025年部门预算</p></body></html>".encode()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (bad.text_page("Budget"), "pdf"),
        (b"\r\n\0junk" + bad.text_page("Budget"), "pdf"),
        (WORD, "docx"),
        (SHEET, "xlsx"),
        (PAGE, "html"),
        (b"\xef\xbb\xbf\n<!-- saved -->\n<!DOCTYPE HTML PUBLIC '-//W3C//DTD'>", "html"),
        ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>".encode("utf-16"), "html"),
        (b"<TABLE border=1><tr><td>1", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n", "mht"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        (b"{\\rtf1\\ansi", "rtf"),
        (bad.png(9, 9), "image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
        (b"II*\0\x08\0\0\0", "image"),
        (b"BM" + bytes(60), "image"),
        (bad.zipped({"甲.txt": b"1"}), "zip"),
        (bad.zipped({}), "zip"),
        (bad.zipped({"OFD.xml": b""}), "ofd"),
        (bad.zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "opendocument"),
        (bad.zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "xlsb"),
        (SHEET[: len(SHEET) // 2], "broken-zip"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "office-xml"),
        (b"Rar!\x1a\x07\x01\0", "rar"),
        ("收入<800万元>，支出 12 万元".encode(), "text"),
        ("一、<b>预算</b>数 PK".encode("gb18030"), "text"),
        ("BM 是简称".encode(), "text"),
        (b"", "text"),
    ],
)
def test_凭内容认格式(data: bytes, kind: str) -> None:
    assert sniff.kind_of(data) == kind


def read(name: str, data: bytes) -> Document:
    return parse(Path(name), data)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("公开.xls", PAGE, "扩展名是 .xls，内容却是网页，已按网页读。"),
        ("公开.doc", PAGE, "扩展名是 .doc，内容却是网页，已按网页读。"),
        ("公开.txt", WORD, "扩展名是 .txt，内容却是Word 文档"),
        ("公开.xls", SHEET, "扩展名是 .xls，内容却是Excel 工作簿"),
        ("公开.pdf", "青石区水务局2025年部门预算".encode(), "扩展名是 .pdf，内容却是纯文本"),
    ],
)
def test_扩展名与内容不符_照内容读_说一句(name: str, data: bytes, words: str) -> None:
    document = read(name, data)
    assert any(words in remark for remark in document.remarks)
    assert document.blocks


@pytest.mark.parametrize("name", ["公开.docx", "公开.DOCX", "公开", "公开.wps", "公开.下载"])
def test_相符的_没有扩展名的_不说(name: str) -> None:
    document = read(name, WORD)
    assert not document.remarks
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text.norm == "青石区水务局2025年部门预算"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bad.zipped({"OFD.xml": b""}), "OFD"),
        (b"Rar!\x1a\x07\x01\0", "解压"),
        (bad.zipped({"甲.txt": b"1"}), "压缩包"),
        (bad.zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "演示文稿"),
    ],
)
def test_认得出而不读的_说怎么办(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        read("公开.pdf", data)
    assert str(caught.value).count("。") == 1
    assert "请" in str(caught.value)


def test_旧版Word看里面的流() -> None:
    from engine.readers import ole

    for path in FIXTURES.glob("*.doc"):
        assert ole.kind_of(path.read_bytes()) == "doc"
        assert ole.kind_of(path.read_bytes()[:30_000]) in ("doc", "ole")
    for path in FIXTURES.glob("*.xls"):
        assert ole.kind_of(path.read_bytes()) == "xls"
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert ole.kind_of(locked) == "locked"
    with pytest.raises(DocumentError, match="打开密码"):
        read("加密.docx", locked)


# ---- --limit


def test_改上限() -> None:
    limits = changed(("pages=20", "seconds=5", "pages=30"))
    assert (limits.pages, limits.seconds) == (30, 5)


@pytest.mark.parametrize(
    "setting", ["页数=3", "pages", "pages=", "pages=0", "pages=-1", "pages=1.5", "until=3", "pages=٣"]
)
def test_上限写错了说怎么写(setting: str) -> None:
    from engine.errors import UsageError

    with pytest.raises(UsageError, match=r"^--limit "):
        changed((setting,))


# ---- 单一文件网页


def mht(*pages: str) -> bytes:
    """像 Excel 另存的那样：各页用 quoted-printable，GBK。"""
    whole = MIMEMultipart("related")
    for number, page in enumerate(pages, start=1):
        part = MIMENonMultipart("text", "html", charset="gb2312")
        part["Content-Location"] = f"file:///C:/sheet{number:03}.htm"
        part["Content-Transfer-Encoding"] = "quoted-printable"
        part.set_payload(quopri.encodestring(page.encode("gb18030")).decode("ascii"))
        whole.attach(part)
    return whole.as_bytes()


def test_单一文件网页() -> None:
    document = read("公开.doc", mht("<html><body><p>青石区水务局2025年部门预算</p></body></html>"))
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text.norm == "青石区水务局2025年部门预算"
    assert "扩展名是 .doc，内容却是单一文件网页，已按单一文件网页读。" in document.remarks


def test_单一文件网页里有几张工作表() -> None:
    frame = "<html><frameset rows='*'><frame src='sheet001.htm'></frameset></html>"
    pages = [
        f"<html><table><tr><td>表{n}</td><td>{n}.00</td></tr><tr><td>合计</td><td>{n}.00</td></tr></table></html>"
        for n in (1, 2)
    ]
    document = read("公开.mht", mht(frame, *pages))
    assert sum(isinstance(b, Table) for b in document.blocks) == 2
    assert {spot.file for spot in document.spots} == {"sheet002.htm", "sheet003.htm"}
    with pytest.raises(DocumentError, match="没有可读的网页"):
        read("公开.mht", mht(frame))
