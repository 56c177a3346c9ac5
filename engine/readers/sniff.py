"""凭内容认格式；扩展名不作数，只用来说明名不副实。"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from engine.readers import archive
from engine.readers.limits import DEFAULTS, Limits

_HEAD = 4096  # 网页的标签在开头几行就该出现
_PDF_HEAD = 1024  # PDF 规范容许文件头之前有不超过 1024 字节的杂物

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),  # 空的压缩包
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"GIF8", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
)
_BITMAP = re.compile(rb"BM.{4}\0{4}|RIFF.{4}WEBP", re.S)
# 网页以标签开头：<!DOCTYPE html  <html xmlns=…  <table>；前面可以有 XML 声明和注释。
# 一个注释一吃到底，不回头：一串空注释后面不是标签，换着分法试要试 2ⁿ 次
_HTML = re.compile(
    r"\s*+(?>(?:<\?xml[^>]*+>|<!--.*?-->)\s*+)*+<(?:!doctype\s+html|(?:html|head|meta|title|body|table|div|style|script)[\s>])",
    re.I | re.S,
)
# 前面有别的字样的网页：…<html xmlns:x="urn:schemas-microsoft-com:office:excel">
_HTML_LATER = re.compile(r"<html[\s>]", re.I)
# 单一文件网页：MIME-Version: 1.0 … Content-Type: multipart/related
_MHTML = re.compile(r"\s*(?:From|Subject|Date|MIME-Version|Content-Type):.*?multipart/related", re.I | re.S)
# Excel、Word 2003 的 XML：<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
_OFFICE_XML = re.compile(r"<(?:\w+:)?(?:Workbook|wordDocument|package)\s[^>]*schemas[.-]microsoft", re.I)

NAMES = {
    "pdf": "PDF",
    "docx": "Word 文档",
    "doc": "Word 97-2003 文档",
    "rtf": "RTF 文档",
    "xlsx": "Excel 工作簿",
    "xls": "Excel 97-2003 工作簿",
    "html": "网页",
    "mht": "单一文件网页",
    "image": "图片",
    "zip": "ZIP 压缩包",
    "text": "纯文本",
}
"""能读的格式怎么称呼。"""

_FORMS = {
    ".pdf": ("pdf",),
    ".docx": ("docx",),
    ".doc": ("doc",),
    ".wps": ("doc", "docx"),
    ".rtf": ("rtf",),
    ".xlsx": ("xlsx",),
    ".xls": ("xls",),
    ".et": ("xls", "xlsx"),
    ".htm": ("html",),
    ".html": ("html",),
    ".mht": ("mht",),
    ".mhtml": ("mht",),
    ".zip": ("zip",),
    ".txt": ("text",),
    ".md": ("text",),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff"), ("image",)),
}
"""扩展名 → 内容应是哪几种之一。"""

SUFFIXES = (*_FORMS, ".ofd", ".ods", ".odt", ".rar", ".7z")
"""遍历文件夹时会看的扩展名；末尾几种读不了，看到了要说，不能当作没有。"""

_SAVE_AS = "请用原软件另存为 PDF 或 docx、xlsx 后再核查"
REFUSED = {
    "ofd": "是 OFD 版式文件，请转换成 PDF 后再核查",
    "opendocument": f"是 OpenDocument 文件，{_SAVE_AS}",
    "presentation": f"是演示文稿，{_SAVE_AS}",
    "xlsb": "是二进制的 Excel 工作簿（xlsb），请另存为 xlsx 后再核查",
    "office-xml": f"是 Office 2003 的 XML 文件，{_SAVE_AS}",
    "locked": "设了打开密码，请解除密码另存后再核查",
    "rar": "是 RAR 压缩包，请解压后再核查",
    "7z": "是 7z 压缩包，请解压后再核查",
    "broken-zip": "是压缩包一类的文件（docx、xlsx 也是），但不完整，请重新下载",
}
"""认得出而不读的格式：是什么，怎么办。"""


def kind_of(data: bytes, limits: Limits = DEFAULTS) -> str:
    """NAMES 或 REFUSED 中的一种；ole 要由 ole.kind_of 细分。认不出的当作文本，由文本读入判断。"""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return archive.kind_of(data, limits) if kind == "zip" else kind
    if _BITMAP.match(data):
        return "image"
    head = _decoded(data[:_HEAD])
    if _MHTML.match(head):
        return "mht"
    if _OFFICE_XML.search(head):
        return "office-xml"
    if _HTML.match(head) or _HTML_LATER.search(head):
        return "html"
    if b"%PDF-" in data[:_PDF_HEAD]:
        return "pdf"
    return "text"


def mismatch(path: Path, kind: str) -> str:
    """扩展名与内容不符时的一句话；相符、没有扩展名或不认得的扩展名为空串。"""
    suffix = path.suffix.lower()
    if kind in _FORMS.get(suffix, (kind,)):
        return ""
    return f"扩展名是 {suffix}，内容却是{NAMES[kind]}，已按{NAMES[kind]}读。"


def _decoded(head: bytes) -> str:
    """只为找标签：UTF-16 按 BOM，其余逐字节，标签都是 ASCII。"""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
