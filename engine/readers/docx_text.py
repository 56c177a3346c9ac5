"""docx 的一段：留下印出来的字，去掉删除的、隐藏的、域代码；文本框、脚注另外收着。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.readers.docx_styles import Styles
from engine.readers.ooxml import attribute, child, name, number

# 修订里插入的、超链接、智能标记、内容控件：本身不印，里面的照读
_OPEN = {"ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "dir", "bdo", "customXml", "oMath"}
_OPEN |= {"oMathPara", "ruby", "rubyBase"}
_CHARS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_BIG_PICTURE = 2_000_000  # 长、宽都超过这么多 EMU（约 5.5 厘米）的图，里面可能是表


@dataclass(slots=True)
class Run:
    """一段里的东西。boxes 是文本框的内容（w:txbxContent），notes 是引用的脚注（种类，编号）。"""

    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0
    objects: int = 0


def read_run(paragraph: etree._Element, styles: Styles) -> Run:
    """w:p → 印出来的字和附带的东西。"""
    found = Run()
    parts: list[str] = []
    for element in paragraph:
        _inline(element, styles, found, parts)
    found.text = "".join(parts)
    return found


def mark_deleted(paragraph: etree._Element) -> bool:
    """段落标记被修订删掉：这一段与下一段连成一段。"""
    mark = child(paragraph, "pPr", "rPr")
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None


def opened(parent: etree._Element, wanted: set[str]) -> Iterator[etree._Element]:
    """parent 下的 wanted 元素，透过内容控件、修订标记这些不印的壳；删掉的不算。"""
    for element in parent:
        if name(element) in wanted:
            yield element
        elif name(element) in _OPEN:
            yield from opened(element, wanted)
        elif name(element) == "AlternateContent":
            choice = chosen(element)
            if choice is not None:
                yield from opened(choice, wanted)


def chosen(alternate: etree._Element) -> etree._Element | None:
    """mc:AlternateContent 的几种写法是同一样东西，只取一种。"""
    choice = child(alternate, "Choice")
    return choice if choice is not None else child(alternate, "Fallback")


def _inline(element: etree._Element, styles: Styles, found: Run, parts: list[str]) -> None:
    kind = name(element)
    if kind == "r":
        # 数学公式里的 r 没有 rPr 的隐藏；w:rPr 在前
        if not styles.hides(child(element, "rPr")):
            for inner in element:
                _inline(inner, styles, found, parts)
    elif kind == "t":
        parts.append(element.text or "")
    elif kind in _CHARS:
        parts.append(_CHARS[kind])
    elif kind == "br":
        parts.append("" if attribute(element, "type") in ("page", "column") else "\n")
    elif kind in _NOTES:
        found.notes.append((_NOTES[kind], attribute(element, "id")))
    elif kind == "AlternateContent":
        choice = chosen(element)
        for inner in choice if choice is not None else ():
            _inline(inner, styles, found, parts)
    elif kind in ("drawing", "pict", "object"):
        _drawn(element, found)
    elif kind in _OPEN:
        for inner in element:
            _inline(inner, styles, found, parts)


def _drawn(element: etree._Element, found: Run) -> None:
    """图形：文本框收着，大的图片、嵌入的对象计数。"""
    boxes = list(_text_boxes(element))
    found.boxes += boxes
    if name(element) == "object":
        found.objects += 1
    elif not boxes and any(name(e) in ("blip", "imagedata") for e in element.iter("{*}*")):
        extent = next((e for e in element.iter("{*}extent")), None)
        size = min(number(extent, "cx", 0), number(extent, "cy", 0))
        found.pictures += extent is None or size > _BIG_PICTURE


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """图形里的文本框；框里还有框的，由读框里的段落时再取。"""
    for inner in element:
        if name(inner) == "txbxContent":
            yield inner
        elif name(inner) == "AlternateContent":
            choice = chosen(inner)
            if choice is not None:
                yield from _text_boxes(choice)
        else:
            yield from _text_boxes(inner)
