"""表格摘录：一个问题牵涉的每张表，只留表头和有关的行，有关的格加框。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from engine.document import Cell, Place
from engine.facts.build import FactSet
from engine.findings.group import Finding
from engine.recognition.statements import Statement
from reports.places import where

MAX_TABLES = 3
MAX_ROWS = 30
MAX_COLUMNS = 10


def excerpts(finding: Finding, facts: FactSet) -> list[dict[str, Any]]:
    """按证据的次序，一张表一段，至多 MAX_TABLES 段；证据不在表格里的为空。"""
    wanted: dict[str, list[tuple[int, Place]]] = {}
    for number, item in enumerate(finding.evidence):
        if item.place.table and item.place.row is not None:
            wanted.setdefault(item.place.table, []).append((number, item.place))
    known = {s.name: s for s in facts.statements}
    shown = [(known[name], places) for name, places in wanted.items() if name in known]
    return [_excerpt(statement, places, facts) for statement, places in shown[:MAX_TABLES]]


def _excerpt(statement: Statement, places: list[tuple[int, Place]], facts: FactSet) -> dict[str, Any]:
    marks = {(p.row, p.column) for _, p in places}
    rows = sorted({r for r, _ in marks if r is not None})[:MAX_ROWS]
    grid = statement.table.rows
    columns = sorted({c for r in rows for c in range(statement.table.width) if grid[r][c].text.norm})
    if len(columns) > MAX_COLUMNS:
        involved = {c for _, c in marks if c is not None}
        columns = sorted(involved | set(columns[: max(0, MAX_COLUMNS - len(involved))]))
    head = _head(statement, columns)
    if not any(head):
        head = _labels_above(grid, columns, marks)
    return {
        "head": head if any(head) else [],
        "rows": [
            {
                "cells": [" ".join(grid[r][c].text.raw.split()) for c in columns],
                "marks": [(r, c) in marks for c in columns],
                "place": where(Place(line=grid[r][0].line), facts.document),
                "evidence": [number for number, place in places if place.row == r],
            }
            for r in rows
        ],
        "caption": "；".join(p for p in (statement.title, statement.unit and f"单位：{statement.unit}") if p),
    }


def _head(statement: Statement, columns: list[int]) -> list[str]:
    """栏名取最下一层；同名的几栏写出整条路径，免得分不清。"""
    paths = {c.index: c.path for half in statement.halves for c in half.columns if c.path}
    last = Counter(paths[c][-1] for c in columns if c in paths)
    return [
        ("" if c not in paths else paths[c][-1] if last[paths[c][-1]] == 1 else "／".join(dict.fromkeys(paths[c])))
        for c in columns
    ]


def _labels_above(
    grid: Sequence[Sequence[Cell]], columns: list[int], marks: set[tuple[int | None, int | None]]
) -> list[str]:
    """没有统一表头的表单：上面最近的、各有关栏都是文字的一行，就是栏名。没有这样的行为空。

    只有一栏有关的不猜：一格一标签的表单里，上面那一格是别的事。
    """
    involved = {c for _, c in marks if c is not None}
    first = min(r for r, _ in marks if r is not None)
    for row in reversed(grid[:first]):
        if len(involved) > 1 and all(row[c].status == "text" for c in involved):
            return [" ".join(row[c].text.raw.split()) for c in columns]
    return []
