"""docx 的样式：一段是几级标题、是不是目录项、用哪一种编号，字是不是隐藏的。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from engine.readers.ooxml import attribute, child, children, name, number, switched_on

_BODY_LEVEL = 9  # 大纲级别 9 是正文
_CHAIN = 20  # basedOn 的层数；防止绕圈
# 样式名：heading 1　标题 2
_HEADING_NAME = re.compile(r"^(?:heading|标题)\s?([1-9])$", re.I)
# toc 1　目录 2
_TOC_NAME = re.compile(r"^(?:toc|目录)\s?[1-9]$", re.I)


@dataclass(frozen=True, slots=True)
class Form:
    """一段的样式所定。num 为空串是不编号；num_level 为 -1 是样式自带的编号，级别由编号定义说。"""

    heading: int = 0
    toc: bool = False
    num: str = ""
    num_level: int = 0
    num_style: str = ""
    hidden: bool = False


class Styles:
    """styles.xml。"""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles = {attribute(e, "styleId"): e for e in children(root, "style")}
        self._default = next(
            (
                attribute(e, "styleId")
                for e in children(root, "style")
                if attribute(e, "type") == "paragraph" and attribute(e, "default") in ("1", "true")
            ),
            "",
        )

    def form(self, properties: etree._Element | None) -> Form:
        """w:pPr → 这一段的样式。"""
        chain = self._chain(attribute(child(properties, "pStyle"), "val") or self._default)
        outline = number(child(properties, "outlineLvl"), "val", -1)
        num, level, owner = _num(properties), number(child(properties, "numPr", "ilvl"), "val", 0), ""
        toc = hidden = False
        for ident, style in chain:
            title = attribute(child(style, "name"), "val")
            own = child(style, "pPr")
            toc = toc or bool(_TOC_NAME.match(title))
            hidden = hidden or switched_on(child(style, "rPr", "vanish"))
            if outline < 0:
                named = _HEADING_NAME.match(title)
                outline = number(child(own, "outlineLvl"), "val", int(named[1]) - 1 if named else -1)
            if num is None:
                num, level, owner = _num(own), -1, ident
        heading = outline + 1 if 0 <= outline < _BODY_LEVEL else 0
        return Form(heading, toc, num if num and num != "0" else "", level, owner, hidden)

    def hides(self, properties: etree._Element | None) -> bool:
        """w:rPr 说这几个字是隐藏的，或画了删除线。"""
        if any(switched_on(child(properties, line)) for line in ("strike", "dstrike")):
            return True
        own = child(properties, "vanish")
        if own is not None:
            return switched_on(own)
        style = attribute(child(properties, "rStyle"), "val")
        return any(switched_on(child(e, "rPr", "vanish")) for _, e in self._chain(style)) if style else False

    def _chain(self, ident: str) -> list[tuple[str, etree._Element]]:
        """样式及其所依据的样式，由近及远。"""
        found: list[tuple[str, etree._Element]] = []
        while ident in self._styles and len(found) < _CHAIN:
            found.append((ident, self._styles[ident]))
            ident = attribute(child(self._styles[ident], "basedOn"), "val")
        return found


def _num(properties: etree._Element | None) -> str | None:
    """编号的 numId；没有说为 None，说了不编号为“0”。"""
    found = child(properties, "numPr", "numId")
    return attribute(found, "val", "0") if found is not None and name(found) else None
