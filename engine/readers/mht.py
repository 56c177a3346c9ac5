"""单一文件网页（.mht，Word、Excel、浏览器另存的“单个文件网页”）：取出其中的网页，交给 html 读。"""

from __future__ import annotations

import email
import hashlib
from dataclasses import replace
from email.message import Message
from pathlib import Path, PurePosixPath

from engine.document import Document
from engine.errors import DocumentError
from engine.readers import html
from engine.readers.limits import DEFAULTS, Limits
from engine.readers.merge import merge


def read(path: Path, data: bytes, limits: Limits = DEFAULTS) -> Document:
    """单一文件网页 → 文档；里面没有可读的网页的抛出 DocumentError。

    Excel 另存的一张工作表一个网页，依次合成；框架页、标签页没有正文，读不出来不算缺。
    """
    parts: list[tuple[str, Document]] = []
    for number, part in enumerate(_pages(data), start=1):
        body = part.get_payload(decode=True)
        if not isinstance(body, bytes):
            continue
        try:
            parts.append((_name(part, number), html.read(path, body, limits)))
        except DocumentError:
            continue
    if not parts:
        raise DocumentError(f"{path}：单一文件网页里没有可读的网页，请在浏览器里另存为 PDF 后再核查。")
    document = parts[0][1] if len(parts) == 1 else merge(path, parts)
    return replace(document, sha256=hashlib.sha256(data).hexdigest())


def _pages(data: bytes) -> list[Message]:
    return [part for part in email.message_from_bytes(data).walk() if part.get_content_type() == "text/html"]


def _name(part: Message, number: int) -> str:
    """Content-Location: file:///C:/公开.files/sheet001.htm → sheet001.htm"""
    return PurePosixPath(str(part.get("Content-Location", "")).replace("\\", "/")).name or f"网页{number}"
