"""docx 的包：XML 部件怎样安全地取出来、怎样按本地名看元素。

Office 有两套命名空间（过渡的、严格的），只看本地名两套都认得。
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from engine.errors import DocumentError
from engine.readers import archive
from engine.readers.limits import Limits


def parse(path: Path, data: bytes) -> etree._Element:
    """XML → 根元素；不取外部资源，不展开实体，不容许 DTD（OOXML 本来就不许有）。"""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise DocumentError(f"{path}：里面的 XML 损坏或套得太深，请用原软件打开、另存后再核查。") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError(f"{path}：里面的 XML 带有不合规范的声明，没有读，请用原软件打开、另存后再核查。")
    return root


def name(element: etree._Element) -> str:
    """本地名：{…}tbl → tbl。"""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element | None, wanted: str, default: str = "") -> str:
    """按本地名取属性。"""
    if element is None:
        return default
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == wanted:
            return str(value)
    return default


def number(element: etree._Element | None, wanted: str, default: int) -> int:
    """整数属性；没有或写错为 default。"""
    text = attribute(element, wanted)
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 10 else default


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """逐层往下找第一个子元素。"""
    for wanted in names:
        if element is None:
            return None
        element = next((e for e in element if name(e) == wanted), None)
    return element


def children(element: etree._Element | None, wanted: str) -> Iterator[etree._Element]:
    if element is not None:
        yield from (e for e in element if name(e) == wanted)


def switched_on(element: etree._Element | None) -> bool:
    """开关属性：有元素就是开，除非 val 写明关。"""
    return element is not None and attribute(element, "val", "1") not in ("0", "false", "off", "none")


class Package:
    """打开了的 docx。"""

    def __init__(self, path: Path, opened: zipfile.ZipFile, limits: Limits) -> None:
        self.path = path
        self._opened = opened
        self._limits = limits
        self._members = {n.lstrip("/"): info for n, info in archive.members(opened).items()}

    def part(self, part: str) -> etree._Element | None:
        """一个部件的根元素；没有为 None。"""
        info = self._members.get(part)
        return parse(self.path, archive.content(self.path, self._opened, info, self._limits)) if info else None

    def related(self, part: str, kind: str) -> str:
        """part（空串为整个包）以某种关系指向的部件名；没有为空串。"""
        folder, base = posixpath.split(part)
        relations = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        for relation in relations if relations is not None else ():
            if attribute(relation, "Type").endswith(f"/{kind}") and attribute(relation, "TargetMode") != "External":
                target = attribute(relation, "Target")
                return posixpath.normpath(target if target.startswith("/") else f"{folder}/{target}").lstrip("/")
        return ""
