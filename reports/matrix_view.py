"""表间勾稽矩阵：两两之间的核查结果排成下三角；对角线是表内勾稽。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def matrix(pairs: Sequence[Mapping[str, Any]], findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """names 为表名，rows[i] 有 i+1 格；没有核查关系的格为 None。两个方向的结果合在一格。"""
    names = list(dict.fromkeys(name for pair in pairs for name in (pair["left"], pair["right"])))
    position = {name: index for index, name in enumerate(names)}
    display = {item["id"]: item for item in findings}
    cells: dict[tuple[int, int], dict[str, Any]] = {}
    for pair in pairs:
        row, column = sorted((position[pair["left"]], position[pair["right"]]), reverse=True)
        cell = cells.setdefault((row, column), {"pass": 0, "fail": 0, "unknown": 0, "findings": []})
        for key in ("pass", "fail", "unknown"):
            cell[key] += pair[key]
        cell["findings"] += [display[name] for name in pair["findings"] if name in display]
    rows = [
        {"name": name, "cells": [cells.get((row, column)) for column in range(row + 1)]}
        for row, name in enumerate(names)
    ]
    return {"names": names, "rows": rows}
