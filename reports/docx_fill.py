"""填 DOCX 模板：【栏目】换成文字，成段、成行的可以逐条重复。模板用 Word、WPS 照常改版式和措辞。

单独占一段（或表格的一行）的标记管到对应的【完】为止：
【每个 问题】逐条重复；【有 问题】有才留；【没有 问题】没有才留。
"""

from __future__ import annotations

import copy
import difflib
import re
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from engine.errors import DocumentError, UsageError
from engine.readers import archive, ooxml
from engine.readers.limits import DEFAULTS
from reports.package import STAMP, repacked
from reports.text import visible

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
# 【单位】
_FIELD = re.compile(r"【([^【】]+)】")
# 【每个 问题】　【有 问题】　【没有 问题】
_OPEN = re.compile(r"【(每个|有|没有)\s*([^【】\s]+)】")
_CLOSE = "【完】"
_CORE = "docProps/core.xml"

Fields = Mapping[str, Any]
"""栏目 → 文字，或一列栏目（供【每个】【有】【没有】用）。"""


class _Wrong(Exception):
    """模板里的一处错。"""


def filled(path: Path, template: bytes, fields: Fields) -> bytes:
    """填好的 DOCX。模板坏了、栏目不认得、标记不成对，抛出 UsageError，写明是哪个模板的什么字样。"""
    try:
        with archive.opened(path, template, DEFAULTS) as opened:
            members = archive.members(opened)
            parts = {name: archive.content(path, opened, members[name], DEFAULTS) for name in members}
        if "word/document.xml" not in parts:
            raise DocumentError(f"{path}：不是 DOCX，请用 Word 或 WPS 另存为 DOCX。")
        made = {name: _part(path, data, fields) for name, data in parts.items() if _PARTS.fullmatch(name)}
    except DocumentError as problem:
        raise UsageError(f"模板{problem}") from None
    except _Wrong as problem:
        raise UsageError(f"模板{path}：{problem}") from None
    if _CORE in parts:
        made[_CORE] = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?", STAMP.encode(), parts[_CORE])
    return repacked(template, made)


def _part(path: Path, data: bytes, fields: Fields) -> bytes:
    root = ooxml.parse(path, data)
    scope: ChainMap[str, Any] = ChainMap(dict(fields))
    for container in list(root.iter(f"{_W}body", f"{_W}hdr", f"{_W}ftr")):
        _container(container, scope)
    for cell in root.iter(f"{_W}tc"):
        if not len(cell) or cell[-1].tag != f"{_W}p":  # 格子里最后必须是一段
            etree.SubElement(cell, f"{_W}p")
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _container(parent: etree._Element, scope: ChainMap[str, Any]) -> None:
    """填一层：正文、格子里的各段各表，表里的各行。"""
    children = list(parent)
    for child in children:
        parent.remove(child)
    parent.extend(_expanded(children, scope))


def _expanded(children: Sequence[etree._Element], scope: ChainMap[str, Any]) -> Iterator[etree._Element]:
    rest = list(children)
    while rest:
        child = rest.pop(0)
        text = _text(child) if child.tag in (f"{_W}p", f"{_W}tr") else ""
        opened = _OPEN.fullmatch(text)
        if opened:
            inside, rest = _block(rest, text)
            for inner in _scopes(opened[1], opened[2], scope):
                yield from _expanded([copy.deepcopy(item) for item in inside], inner)
        elif text == _CLOSE:
            raise _Wrong(f"有一处{_CLOSE}前面没有对应的【每个 …】【有 …】或【没有 …】。")
        else:
            _fill(child, scope)
            yield child


def _block(rest: list[etree._Element], mark: str) -> tuple[list[etree._Element], list[etree._Element]]:
    """标记之后到对应的【完】之前，以及【完】之后。"""
    depth = 1
    for index, item in enumerate(rest):
        text = _text(item)
        depth += bool(_OPEN.fullmatch(text)) - (text == _CLOSE)
        if not depth:
            return rest[:index], rest[index + 1 :]
    raise _Wrong(f"“{mark}”后面没有对应的{_CLOSE}（要与它同在正文、同一格或同一张表里，单独占一段或一行）。")


def _scopes(word: str, name: str, scope: ChainMap[str, Any]) -> list[ChainMap[str, Any]]:
    """块里的内容填几遍、各用哪些栏目。"""
    value = _value(name, scope)
    if word == "每个":
        if isinstance(value, str):
            raise _Wrong(f"“【每个 {name}】”：{name} 只有一个，不能逐条重复，请写【{name}】。")
        return [scope.new_child(dict(item)) for item in value]
    return [scope] if bool(value) == (word == "有") else []


def _value(name: str, scope: ChainMap[str, Any]) -> Any:
    if name in scope:
        return scope[name]
    near = difflib.get_close_matches(name, list(scope), n=1, cutoff=0.3)
    raise _Wrong(f"不认得“【{name}】”{f'，是否为“【{near[0]}】”' if near else ''}；可用的栏目见 docs/report.md。")


def _text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{_W}t")).strip()


def _fill(element: etree._Element, scope: ChainMap[str, Any]) -> None:
    if element.tag == f"{_W}p":
        _paragraph(element, scope)
    elif element.tag in (f"{_W}tbl", f"{_W}tc"):
        _container(element, scope)
    else:
        for child in element:
            _fill(child, scope)


def _paragraph(paragraph: etree._Element, scope: ChainMap[str, Any]) -> None:
    """一段里的各栏目；Word 常把一个【栏目】拆在几截里，所以连起来找，字写在头一截。"""
    pieces = list(paragraph.iter(f"{_W}t"))
    whole = "".join(piece.text or "" for piece in pieces)
    for found in reversed(list(_FIELD.finditer(whole))):
        value = _value(found[1].strip(), scope)
        if not isinstance(value, str):
            raise _Wrong(f"“{found[0]}”有许多条，请在它前面单独一段写【每个 {found[1]}】，后面写{_CLOSE}。")
        _replace(pieces, found.start(), found.end(), visible(value))
    for piece in pieces:
        _broken(piece)


def _replace(pieces: Sequence[etree._Element], start: int, end: int, text: str) -> None:
    at, written = 0, False
    for piece in pieces:
        own = piece.text or ""
        left, right = max(start - at, 0), min(end - at, len(own))
        if left < right:
            piece.text = own[:left] + ("" if written else text) + own[right:]
            written = True
        at += len(own)


def _broken(piece: etree._Element) -> None:
    """文字里的换行写成 w:br；首尾的空格要声明保留。"""
    lines = (piece.text or "").split("\n")
    parent = piece.getparent()
    if parent is None:
        return
    piece.text = lines[0]
    piece.set(_SPACE, "preserve")
    at = parent.index(piece)
    for line in reversed(lines[1:]):
        text = etree.Element(f"{_W}t")
        text.text = line
        text.set(_SPACE, "preserve")
        parent.insert(at + 1, text)
        parent.insert(at + 1, etree.Element(f"{_W}br"))
