"""OLE2 复合文档里装的是什么：doc、xls 还是加了密码的 docx、xlsx。"""

from __future__ import annotations

import io
import struct

from xlrd import compdoc

_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "presentation"),
)


def kind_of(data: bytes) -> str:
    """凭根目录下的流名（内嵌的对象也有同名的流，不算）；目录坏了就在全文里找；都没有为 ole。"""
    try:
        top = _top(data)
    except (compdoc.CompDocError, AssertionError, ValueError, LookupError, RecursionError, struct.error):
        top = [name for name, _ in _STREAMS if name.encode("utf-16-le") in data]
    return next((kind for name, kind in _STREAMS if name in top), "ole")


def _top(data: bytes) -> list[str]:
    document = compdoc.CompDoc(data, logfile=io.StringIO())
    root = document.dirlist[0]
    return [document.dirlist[number].name for number in root.children]
