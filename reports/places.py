"""原文中的一处怎样写进报告：给人看的一句话，给程序看的各键。"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from engine.document import Document, Origin, Place

# 第12行  第3页：数字两边空一格；文件名、格子的名字（支出表!C7、第2张表第5行）照原样
_PLAIN = re.compile(r"(?<![^ ])第([0-9]+)([行页])$")


def where(place: Place, document: Document) -> str:
    """第 n 行、第 n 页、支出表!C7；不知道为空。另一份公开件里的，前面写是哪一份。"""
    if place.origin is not None:
        return " ".join(p for p in (place.origin.title, _spaced(place.origin.where)) if p)
    return _spaced(document.where(place.line))


@lru_cache(maxsize=4096)  # 一份报告里同一行、同一页要写许多遍
def _spaced(text: str) -> str:
    return _PLAIN.sub(r"第 \1 \2", text)


def location(place: Place, document: Document) -> dict[str, Any]:
    """有页的写页和范围，有格子的写格子，都没有的写行。另一份公开件里的，写明是哪一份，没有范围。"""
    if place.origin is not None:
        return _elsewhere(place, place.origin)
    spot = document.spot(place.line)
    region = document.region(place)
    found: dict[str, Any] = {
        "page": spot.page if spot else place.page,
        "line": None if spot else place.line,
        "table": place.table.split("#")[0],
        "row": place.row_name,
        "column": place.column_name,
        "section": place.section,
    }
    if spot and spot.label and spot.page is None:
        found["label"] = spot.label
    if spot and spot.file:
        found["file"] = spot.file
    if region:
        found["box"] = [round(edge, 1) for edge in region[1]]
        if region[0].turn:
            found["turn"] = region[0].turn
    return found


def _elsewhere(place: Place, origin: Origin) -> dict[str, Any]:
    found: dict[str, Any] = {
        "page": origin.page,
        "line": origin.line,
        "table": place.table.split("#")[0],
        "row": place.row_name,
        "column": place.column_name,
        "section": place.section,
        "document": {"title": origin.title, "path": origin.path},
    }
    return found | {key: value for key, value in (("label", origin.label), ("file", origin.file)) if value}
