"""原文摘录：一个事实在文件里的那一行、那一句。"""

from __future__ import annotations

from engine.document import Document, Paragraph, Place, Table

_LONGEST = 280
"""一处摘录至多这么多字：够一行表、两三句话。"""


def quote(document: Document, place: Place, printed: str = "", width: int = 60) -> str:
    """表格取整行，文字取所在的一句；另一份公开件里的取它的原文，没有位置的取 printed。"""
    if place.origin is not None:
        return place.origin.quote or printed
    if place.block is None:
        return printed
    block = document.blocks[place.block]
    if isinstance(block, Table):
        if place.row is None or place.row >= len(block.rows):
            return printed
        return "\t".join(" ".join(c.text.raw.split()) for c in block.rows[place.row])[:_LONGEST]
    assert isinstance(block, Paragraph)
    norm = block.text.norm
    start, end = place.span or (0, min(len(norm), width))
    left = max((norm.rfind(c, 0, start) + 1 for c in "。;"), default=0)
    left = max(left, start - 120)
    stops = [p for c in "。;" if (p := norm.find(c, end)) >= 0]
    right = min([*stops, len(norm), end + width * 2]) + 1
    return block.text.quote(left, min(right, len(norm)))[:_LONGEST]
