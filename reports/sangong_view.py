"""“三公”经费对照：本年、上年、预算、决算并列成表，另画一张条形图。

图用 SVG 写在网页里，黑白打印也分得清：上年虚线框、预算空心、决算实心；各条的数写在条尾，全部的数另有一段文字。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports import labels
from reports.text import amount

SERIES = (("prior", "上年数"), ("budget", "预算数"), ("final", "决算数"))
BAR, ROW, TITLE, GAP, TOP, WIDTH = 220, 15, 18, 8, 22, 360
"""图的尺寸，单位是 SVG 的点：最长的条、每条一行、项目名一行、项目之间、图例、全宽。"""
LABEL = 16
"""条尾的数至多这么多字，如“1,234,567.89万元”。"""


def sangong(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """rows 表的各行，series 有数的几种，chart 条形图（没有可画的为 None）。"""
    series = [(key, name) for key, name in SERIES if any(item[key] for item in items)]
    rows = [{**item, "differs": _differs(item)} for item in items]
    return {"rows": rows, "series": series, "chart": _chart(items, series)}


def _differs(item: Mapping[str, Any]) -> bool:
    """文字说的本年数与表里的不同。"""
    said, printed = amount(item["stated"]), amount(item["final"] or item["budget"])
    return said is not None and printed is not None and said != printed


def _chart(items: Sequence[Mapping[str, Any]], series: Sequence[tuple[str, str]]) -> dict[str, Any] | None:
    sizes = {(n, key): _yuan(item, key) for n, item in enumerate(items) for key, _ in series}
    top = max((size for size in sizes.values() if size is not None), default=Decimal(0))
    if not top:
        return None
    groups: list[dict[str, Any]] = []
    y = TOP
    for number, item in enumerate(items):
        bars: list[dict[str, Any]] = []
        for key, name in series:
            size = sizes[number, key]
            if size is not None:
                at = y + TITLE + ROW * len(bars)
                value = _short(f"{item[key]}{item['unit']}")
                bars.append({"key": key, "name": name, "value": value, "y": at, "width": int(size * BAR / top)})
        if bars:
            groups.append({"item": item["item"], "y": y, "bars": bars})
            y += TITLE + ROW * len(bars) + GAP
    told = "；".join(f"{g['item']}：{'，'.join(b['name'] + ' ' + b['value'] for b in g['bars'])}" for g in groups)
    return {"width": WIDTH, "height": y, "groups": groups, "told": f"{told}。"}


def _short(value: str) -> str:
    """条尾放得下的；更长的不会是一个数。"""
    return value if len(value) <= LABEL else f"{value[: LABEL // 2]}……"


def _yuan(item: Mapping[str, Any], key: str) -> Decimal | None:
    """折合元，只用来定条的长短；读不出、没有数的为 None，负数长度为零。"""
    value = amount(item[key])
    return None if value is None else max(Decimal(0), value * labels.MONEY.get(item["unit"], Decimal(1)))
