"""历年库的样子：有哪些公开件，一个单位历年的数。"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from engine.store.looking import Figure, Listed
from reports.cells import csv_cell
from reports.terminal import cells as width_of
from reports.terminal import cut, pad
from reports.text import visible

_WIDEST = 48
_LISTED = ("单位", "年度", "文种", "范围", "为准", "日期", "事实", "哈希", "文件")


def list_text(listed: Sequence[Listed]) -> str:
    """一行一份；同一年有几份的，“为准”一栏写明取哪一份。"""
    if not listed:
        return "历年库里没有公开件。\n"
    rows = [
        (d.entity, d.year, d.kind, d.scope, "是" if d.current else "", d.day, str(d.facts), d.sha256[:12], d.path)
        for d in listed
    ]
    units = len({(d.entity, d.region) for d in listed})
    return _grid([_LISTED, *rows]) + f"共 {len(listed)} 份，{units} 个单位。\n"


def list_json(listed: Sequence[Listed]) -> str:
    return json.dumps({"documents": [asdict(d) for d in listed]}, ensure_ascii=False, indent=1) + "\n"


def list_csv(listed: Sequence[Listed]) -> str:
    names = tuple(asdict(listed[0])) if listed else Listed.__slots__
    rows = [[csv_cell(str(value)) for value in asdict(d).values()] for d in listed]
    return "\n".join(",".join(_quoted(cell) for cell in row) for row in (names, *rows)) + "\n"


def show_text(listed: Sequence[Listed], figures: Sequence[Figure]) -> str:
    """一个单位：先列各份，再列历年的数，一行一个概念，一栏一份。"""
    current = [d for d in listed if d.current]
    told: dict[str, dict[int, str]] = {}
    for one in figures:
        told.setdefault(one.concept, {})[one.document] = f"{one.printed}{'' if one.unit in one.printed else one.unit}"
    head = ("概念", *(f"{d.year}{d.scope}{d.kind}" for d in current))
    rows = [(concept, *(own.get(d.document, "") for d in current)) for concept, own in sorted(told.items())]
    return list_text(listed) + ("\n" + _grid([head, *rows]) if rows else "")


def show_json(listed: Sequence[Listed], figures: Sequence[Figure]) -> str:
    shown: list[dict[str, Any]] = [
        {**asdict(d), "figures": [_figure(f) for f in figures if f.document == d.document]} for d in listed
    ]
    return json.dumps({"documents": shown}, ensure_ascii=False, indent=1) + "\n"


def _figure(one: Figure) -> dict[str, str]:
    value = format(one.value.normalize(), "f") if one.value else "0"
    return {"concept": one.concept, "value": value, "unit": one.unit, "printed": one.printed}


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\n') else cell


def _grid(rows: Sequence[Sequence[str]]) -> str:
    """各栏按显示宽度对齐；最后一栏不截短。"""
    shown = [[*(cut(visible(cell), _WIDEST) for cell in row[:-1]), visible(row[-1])] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(*shown, strict=True)]
    return "".join(
        "  ".join(pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in shown
    )
