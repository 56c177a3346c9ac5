# ruff: noqa: N802　测试名是中文句子
"""别人给的图片、单一文件网页、Word 文档：页数的炸弹，套得很深的邮件，通向网上的链接和图片。"""

from __future__ import annotations

import io
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from engine.errors import DocumentError
from engine.readers import doc, parse, scan
from engine.readers.limits import Limits
from tests.readers import bad_files as bad

SMALL = Limits(seconds=60, memory=1500, pages=20)
needs_ocr = pytest.mark.skipif(not scan.available(), reason='没有装识别组件（pip install "gouji[ocr]"）')


def answer(name: str, data: bytes, limits: Limits = SMALL) -> str:
    """读不出来的那句话，或没有读的部分。"""
    try:
        return "".join(parse(Path(name), data, limits).unread)
    except DocumentError as problem:
        return str(problem)


# ---- 图片


def tiff(width: int, height: int, pages: int, loop: bool = False) -> bytes:
    """许多页的 TIFF，各页 126 字节，图像数据都是开头的 8 字节；loop 时末页的下一页是第一页。"""
    tags = [(256, width), (257, height), (258, 1), (259, 1), (262, 1), (273, 8), (277, 1), (278, height), (279, 1)]
    page = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    places = [16 + (len(page) + 4) * n for n in range(1, pages)] + [16 if loop else 0]
    return b"II*\0" + struct.pack("<I", 16) + bytes(8) + b"".join(page + struct.pack("<I", to) for to in places)


@needs_ocr
def test_几十万页的图片_读到上限为止() -> None:
    """数一遍页数要按平方的时间：十万页要十几分钟。"""
    pages = scan._pages
    with Image.open(io.BytesIO(tiff(1, 1, 100_000))) as file:
        read = list(pages(file, SMALL))
    assert len(read) == SMALL.pages + 1
    assert "起没有读" in read[-1].remark
    assert "没有读" in answer("十万页.tif", tiff(1, 1, 100_000))


@needs_ocr
@pytest.mark.parametrize("size", [(2**32 - 1, 2**32 - 1), (100_000, 100_000), (0, 0), (30_000_000, 1), (1, 30_000_000)])
def test_大小不像话的图片_一句话(size: tuple[int, int]) -> None:
    with pytest.raises(DocumentError, match=r"像素超过|已损坏"):
        scan.read(Path("大.tif"), tiff(*size, 30), SMALL)


@needs_ocr
def test_页绕成圈的图片_只读一遍() -> None:
    with Image.open(io.BytesIO(tiff(1, 1, 3, loop=True))) as file:
        assert len(list(scan._pages(file, SMALL))) == 3


# ---- 单一文件网页、邮件

PAGE = b"Content-Type: text/html\r\n\r\n<html><body><p>Budget 2025</p></body></html>\r\n"


def mht(depth: int) -> bytes:
    heads = (b'Content-Type: multipart/related; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return b"MIME-Version: 1.0\r\n" + b"".join(heads) + PAGE + b"--b%d--\r\n" % (depth - 1)


def mail(depth: int) -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
    return head + b"Content-Type: message/rfc822\r\n\r\n" * depth + PAGE + b"--b--\r\n"


@pytest.mark.parametrize("made", [mht, mail])
def test_套了几千层的单一文件网页_一句话(made: object) -> None:
    assert callable(made)
    assert not answer("浅.mht", made(3))
    assert "套得太深" in answer("深.mht", made(5000))


# ---- 联网


@pytest.fixture
def visits() -> Iterator[tuple[int, list[bytes]]]:
    """本机上等着有人来连的端口，和来过的。"""
    came: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def wait() -> None:
        while True:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            came.append(b"came")
            caller.close()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    yield listening.getsockname()[1], came
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def linked_html(url: bytes) -> bytes:
    """图片、样式、框架都在网上的网页。"""
    tags = (b'<img src="%b/i.png">', b'<link rel="stylesheet" href="%b/s.css">', b'<iframe src="%b/f"></iframe>')
    return b"<html><head></head><body>Budget 2025 " + b"".join(t % url for t in tags) + b"</body></html>"


def linked_docx(url: bytes) -> bytes:
    """图片、模板都在网上的 DOCX。"""
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = (
        b'<w:p><w:r><w:t>Budget 2025</w:t><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/'
        b'drawingml/2006/wordprocessingDrawing"><wp:extent cx="99" cy="99"/><a:graphic xmlns:a="http://schemas.'
        b'openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/'
        b'2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
        b'<a:blip xmlns:r="%b" r:link="r1"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic>'
        b"</wp:inline></w:drawing></w:r></w:p>" % kind
    )
    links = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + b"".join(
        b'<Relationship Id="r%d" Type="%b/%b" Target="%b/%b" TargetMode="External"/>' % (n, kind, what, url, what)
        for n, what in enumerate((b"image", b"attachedTemplate", b"oleObject"), 1)
    )
    return bad.docx(body, more={"word/_rels/document.xml.rels": links + b"</Relationships>"})


def linked_xlsx(url: bytes) -> bytes:
    """一格去网上取数，一个查询。"""
    cell = b'<row><c t="str"><f>WEBSERVICE("%b/x")</f><v>Budget 2025</v></c></row>' % url
    link = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
        b'Target="%b/b.xlsx" TargetMode="External"/></Relationships>' % url
    )
    return bad.xlsx(cell, more={"xl/externalLinks/_rels/externalLink1.xml.rels": link})


LINKED = {"docx": linked_docx, "xlsx": linked_xlsx, "html": linked_html}


@pytest.mark.parametrize("kind", LINKED)
def test_读公开件时不联网(kind: str, visits: tuple[int, list[bytes]]) -> None:
    port, came = visits
    assert not answer(f"公开件.{kind}", LINKED[kind](b"http://127.0.0.1:%d" % port))
    assert not came


@pytest.mark.skipif(not doc.find(), reason="没有装 LibreOffice")
def test_转换旧版Word时不联网(visits: tuple[int, list[bytes]]) -> None:
    """图片在 http://127.0.0.1:55555/image；换成等着的端口，都是五位。"""
    port, came = visits
    data = Path(__file__).with_name("网上的图片.doc").read_bytes()
    for code in ("ascii", "utf-16-le"):
        assert "55555".encode(code) in data
        data = data.replace("55555".encode(code), f"{port:05}".encode(code))
    assert parse(Path("公开件.doc"), data, Limits(seconds=60)).blocks
    assert not came
