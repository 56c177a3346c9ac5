"""报告文件的命名：`原文件名-格式-六位哈希.html`，同一份文件总是同一个名字。"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from reports.text import visible

# 能写的格式，照列出的次序
FORMATS = ("html", "json", "xlsx", "csv", "sarif", "junit", "docx")
# 文件名中不宜出现的字符：路径、通配、引号、空白（Windows 与网页链接都要能用）
_UNSAFE = re.compile(r'[<>:"/\\|?*#%&\s\x00-\x1f]+')
_MAX_BYTES = 150


def file_name(document: Mapping[str, Any], salt: str = "") -> str:
    """一份文档的 HTML 报告文件名，如 `云溪市水务局2024年度部门决算-md-3f9a1c.html`。"""
    path = PurePosixPath(str(document["path"]).replace("\\", "/"))
    suffix = path.suffix
    stem = path.name[: -len(suffix)] if suffix else path.name
    stem = _clean(stem)
    while len(stem.encode()) > _MAX_BYTES:
        stem = stem[:-1]
    kind = _clean(suffix.lstrip(".").lower())[:8] or "file"
    digest = str(document.get("sha256") or "") + salt
    if salt or not re.fullmatch(r"[0-9a-f]{64}", digest):
        digest = hashlib.sha256(f"{digest}\0{document['path']}".encode("utf-8", "replace")).hexdigest()
    return f"{stem or '文档'}-{kind}-{digest[:6]}.html"


def file_names(report: Mapping[str, Any]) -> dict[str, str]:
    """整批文档的文件名：path → 文件名。重名（同名同内容放在两处）时后者的哈希掺入路径。"""
    names: dict[str, str] = {}
    taken: set[str] = {"index.html"}
    for document in report["documents"]:
        name, round_ = file_name(document), 0
        while name.casefold() in taken:
            round_ += 1
            name = file_name(document, salt=f"#{round_}")
        taken.add(name.casefold())
        names[str(document["path"])] = name
    return names


def href(name: str) -> str:
    """相对链接：转码后加 ./，文件名里的 #、?、: 都不会被当作网址的一部分。"""
    return "./" + quote(name.encode("utf-8", "replace"), safe="/") if name else ""


def short_href(name: str) -> str:
    """同上，汉字等照原样：网页是 UTF-8，浏览器认得，几千个链接短了三分之二。"""
    kept = "".join(c if c.isalnum() else quote(c.encode("utf-8", "replace"), safe="/") for c in name)
    return f"./{kept}" if name else ""


def report_number(report: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """报告编号：由文件哈希和规则集哈希确定，同一文件用同一规则集核查，编号不变。"""
    identity = document["sha256"] or document["path"]
    source = f"{identity}\0{report['ruleset']['sha256']}"
    return "GJ-" + hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()[:10].upper()


def _clean(text: str) -> str:
    return _UNSAFE.sub("_", visible(text)).strip("._- ")
