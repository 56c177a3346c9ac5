"""有意做坏的文件：都在内存里拼，很小，展开才很大。"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

MB = 1 << 20


# ---- PDF


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """第 n 个对象编号 n；第 1 个是目录，第 2 个是页树。"""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def one_page(content: bytes, box: bytes = b"0 0 595 842", resources: bytes = b"/Font << /F 5 0 R >>") -> bytes:
    """一页的 PDF；content 是内容流对象。"""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%b] /Contents 4 0 R /Resources << %b >> >>" % (box, resources)
    return pdf(CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content, FONT)


def text_page(*lines: str) -> bytes:
    return one_page(
        stream(b"BT /F 12 Tf 50 700 Td " + b" ".join(b"(%b) Tj 0 -20 Td" % s.encode() for s in lines) + b" ET")
    )


def locked_pdf() -> bytes:
    """要打开密码的 PDF：口令的校验值是乱写的，空口令打不开。"""
    encrypt = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >>" % (b"5a" * 32, b"c3" * 32)
    return pdf(
        CATALOG,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        encrypt,
        trailer=b"/Encrypt 4 0 R /ID [<%b> <%b>]" % (b"11" * 16, b"11" * 16),
    )


def many_pages(count: int) -> bytes:
    """各页各有一句话。"""
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(count))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"
    )
    words = stream(b"BT /F 12 Tf 50 700 Td (Budget 2025) Tj ET")
    return pdf(CATALOG, b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count), words, FONT, *[page] * count)


def looping_pdf() -> bytes:
    """页树的孩子是它自己，页数写成二十亿。"""
    return pdf(CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000 >>")


def picture_pdf() -> bytes:
    """只有一张铺满页面的图片。"""
    image = stream(
        zlib.compress(b"\xff" * 100 * 100),
        b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /FlateDecode",
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >> >>"
    )
    content = stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    return pdf(CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content, image)


def zeros(size: int) -> bytes:
    """size 个零字节的 zlib 流；size 是 1 MB 的整数倍。不必真的压 2 GB：一块压好，重复即可。"""
    packer = zlib.compressobj(9)
    head = packer.compress(bytes(MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = b"\x03\0" + struct.pack(">I", (size % 65521) << 16 | 1)  # 空的末块，零的 Adler-32
    return head + block * (size // MB - 1) + end


def flate_bomb(size: int, nested: bool = False) -> bytes:
    """内容流解开有 size 字节；nested 再压一层，只剩几 kB。"""
    packed = zeros(size)
    if nested:
        return one_page(stream(zlib.compress(packed, 9), b"/Filter [/FlateDecode /FlateDecode]"))
    return one_page(stream(packed, b"/Filter /FlateDecode"))


def packed_page(content: bytes) -> bytes:
    return one_page(stream(zlib.compress(content), b"/Filter /FlateDecode"))


# ---- 图片


def png(width: int, height: int) -> bytes:
    """一张一位深的黑图；像素很多，文件很小。"""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    size = -(-height * (1 + -(-width // 8)) // MB) * MB
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", zeros(size))
        + chunk(b"IEND", b"")
    )


# ---- 压缩包、Office


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%b" Target="%b"/></Relationships>'
)
_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/%b" ContentType="application/vnd.openxmlformats-officedocument.%b.main+xml"/>%b</Types>'
)
_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def docx(body: bytes, prolog: bytes = b"", more: dict[str, bytes] | None = None) -> bytes:
    """more 是另外的部件。"""
    return zipped(
        {
            **(more or {}),
            "[Content_Types].xml": _TYPES % (b"word/document.xml", b"wordprocessingml.document", b""),
            "_rels/.rels": _RELATIONS % (b"officeDocument", b"word/document.xml"),
            "word/document.xml": prolog + b"<w:document %b><w:body>%b</w:body></w:document>" % (_W, body),
        }
    )


def xlsx(rows: bytes, prolog: bytes = b"", more: dict[str, bytes] | None = None) -> bytes:
    sheet_type = (
        b'<Override PartName="/xl/worksheets/sheet1.xml"'
        b' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    )
    book = (
        b'<workbook %b xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        b'<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>' % _S
    )
    return zipped(
        {
            **(more or {}),
            "[Content_Types].xml": _TYPES % (b"xl/workbook.xml", b"spreadsheetml.sheet", sheet_type),
            "_rels/.rels": _RELATIONS % (b"officeDocument", b"xl/workbook.xml"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": _RELATIONS % (b"worksheet", b"worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": prolog + b"<worksheet %b><sheetData>%b</sheetData></worksheet>" % (_S, rows),
        }
    )


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
    + b"z" * 64
    + b'">'
    + b"".join(b'<!ENTITY %b "%b">' % (bytes([n + 1]), b"&%c;" % n * 16) for n in range(ord("a"), ord("j")))
    + b"]>"
)
"""层层引用的实体：&j; 展开有 64 × 16⁹ 字节。"""


def lying_size(archive: bytes) -> bytes:
    """把清单上各文件解开后的大小都改成 100 字节。"""
    out = bytearray(archive)
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = out.find(mark)
        while place >= 0:
            struct.pack_into("<I", out, place + at, 100)
            place = out.find(mark, place + 4)
    return bytes(out)
