"""“三公”经费对照：本年、上年、预算、决算并列成表，另画一张条形图。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.bars import Item, Part, Strip, chart
from reports.text import unit_of, yuan

SERIES = (("prior", "上年数"), ("budget", "预算数"), ("final", "决算数"))


def sangong(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """rows 表的各行，series 有数的几种，chart 条形图（没有可画的为 None）。"""
    series = [(key, name) for key, name in SERIES if any(item[key] for item in items)]
    rows = [{**item, "differs": _differs(item)} for item in items]
    bars = [Item(item["item"], _strips(item, series)) for item in items]
    return {"rows": rows, "series": series, "chart": chart([bar for bar in bars if bar.strips], series)}


def strip(key: str, printed: str, unit: str) -> Strip | None:
    """一个数一条；读不出的没有，负数的长度为零。"""
    size = yuan(printed, unit)
    return None if size is None else Strip((Part(key, max(Decimal(0), size)),), printed + unit_of(printed, unit))


def _strips(item: Mapping[str, Any], series: Sequence[tuple[str, str]]) -> tuple[Strip, ...]:
    found = [strip(key, item[key], item["unit"]) for key, _ in series]
    return tuple(one for one in found if one is not None)


def _differs(item: Mapping[str, Any]) -> bool:
    """文字说的本年数与表里的不同；单位不同的舍入也不同，不在这里比。"""
    said, printed = item["stated"], item["final"] or item["budget"]
    if unit_of(said, item["unit"]) != unit_of(printed, item["unit"]):
        return False
    one, two = yuan(said, item["unit"]), yuan(printed, item["unit"])
    return one is not None and two is not None and one != two
