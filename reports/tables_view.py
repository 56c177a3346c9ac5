"""看到了哪些表：认出来的写表种、栏名、各行的编码，没有认出的照样把网格列出来。"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from engine.document import Cell, Document, Table
from engine.facts.build import FactSet
from engine.recognition.statements import Statement, is_blind
from reports.cells import csv_cell
from reports.terminal import cells as width_of
from reports.terminal import cut, pad
from reports.text import visible

_WIDEST = 24  # 一格至多印这么宽（半角字符数），更长的截断；JSON、CSV 里是全的
_MERGED = {"<": "←", "^": "↑"}  # 并入左边、并入上面


def tables(facts: FactSet, grid_only: bool = False) -> list[dict[str, Any]]:
    """各张表，按阅读顺序。grid_only 只要网格，不要识别的结果。"""
    known = {} if grid_only else {s.table.index: s for s in facts.statements}
    blocks = [b for b in facts.document.blocks if isinstance(b, Table)]
    return [_table(n, t, known.get(t.index), facts.document) for n, t in enumerate(blocks, start=1)]


def _table(number: int, table: Table, statement: Statement | None, document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {
        "number": number,
        "status": "unrecognised",
        "kind": "",
        "title": "",
        "unit": "",
        "place": document.where(table.line),
        "pages": _pages(table, document),
        "columns": [],
        "rows": [],
        "grid": [[_shown(c) for c in row] for row in table.rows],
    }
    if statement is None:
        return found
    status = "empty" if statement.empty else "unrecognised" if is_blind(statement) else "recognised"
    unit = statement.unit + ("" if statement.unit_stated or not statement.unit else "（推定）")
    found |= {"status": status, "kind": statement.name, "title": statement.title, "unit": unit}
    found["columns"] = [
        {"column": c.index + 1, "side": h.side, "path": list(c.path), "group": c.group, "name": c.label}
        for h in statement.halves
        for c in h.columns
    ]
    found["rows"] = [
        {
            "row": r.index + 1,
            "place": document.where(table.rows[r.index][0].line),
            "side": statement.halves[r.half].side if r.half < len(statement.halves) else "",
            "code": r.code,
            "inferred": r.inferred,
            "name": r.name,
            "role": r.role,
            "total": r.total,
        }
        for r in statement.rows
    ]
    return found


def _pages(table: Table, document: Document) -> list[int]:
    spots = (document.spot(cell.line) for row in table.rows for cell in row)
    return sorted({s.page for s in spots if s and s.page})


def _shown(cell: Cell) -> str:
    return _MERGED.get(cell.merged, "") or " ".join(cell.text.raw.split())


def as_json(found: list[dict[str, Any]]) -> str:
    return json.dumps({"tables": found}, ensure_ascii=False, indent=1) + "\n"


def as_csv(found: list[dict[str, Any]]) -> str:
    """一行一格：第几张表、表种、位置、行、栏、栏名、编码、角色、内容。"""
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\n")
    out.writerow(("table", "kind", "place", "row", "column", "column_name", "code", "role", "text"))
    for table in found:
        names = {c["column"]: c["name"] for c in table["columns"]}
        rows = {r["row"]: r for r in table["rows"]}
        for number, row in enumerate(table["grid"], start=1):
            own = rows.get(number, {})
            for column, text in enumerate(row, start=1):
                head = (table["number"], table["kind"], table["place"], number, column)
                said = (*head, names.get(column, ""), own.get("code", ""), own.get("role", ""), text)
                out.writerow(csv_cell(value) if isinstance(value, str) else value for value in said)
    return written.getvalue()


def as_text(found: list[dict[str, Any]], source: str) -> str:
    """终端里看：每张表一段，网格按显示宽度对齐，行首是编码或角色。"""
    known = sum(1 for t in found if t["status"] != "unrecognised")
    lines = [f"{source}：{len(found)} 张表，认出 {known} 张。"]
    for table in found:
        lines += ["", _heading(table), *_columns(table), *_grid(table)]
    return "\n".join(lines) + "\n"


def _heading(table: dict[str, Any]) -> str:
    state = {"recognised": "", "empty": "空表", "unrecognised": "没有认出"}[table["status"]]
    pages = table["pages"]
    place = f"第{pages[0]}—{pages[-1]}页" if len(pages) > 1 else table["place"]
    size = f"{len(table['grid'])} 行 × {len(table['grid'][0]) if table['grid'] else 0} 栏"
    title = f"“{table['title']}”" if table["title"] and table["title"] != table["kind"] else ""
    parts = (table["kind"], title, state, f"单位：{table['unit']}" if table["unit"] else "", place, size)
    return visible(f"【{table['number']}】" + "　".join(p for p in parts if p))


def _columns(table: dict[str, Any]) -> list[str]:
    return [
        visible(
            f"  第{c['column']}栏 {c['side'] + '：' if c['side'] else ''}{'/'.join(c['path']) or '（无表头）'}"
            f" → {c['name'] or '不认得'}（{c['group']}）"
        )
        for c in table["columns"]
    ]


def _grid(table: dict[str, Any]) -> list[str]:
    roles: dict[int, list[str]] = {}
    for row in table["rows"]:
        said = (row["code"] + ("（推断）" if row["inferred"] else "")) if row["code"] else row["role"]
        roles.setdefault(row["row"], []).append(said)
    marks = [" ".join(m for m in roles.get(n, ()) if m) for n in range(1, len(table["grid"]) + 1)]
    shown = [[cut(visible(t), _WIDEST) for t in (mark, *row)] for mark, row in zip(marks, table["grid"], strict=True)]
    if not table["rows"]:
        shown = [row[1:] for row in shown]
    widths = [max(map(width_of, column)) for column in zip(*shown, strict=True)]
    return ["  " + " | ".join(pad(t, w) for t, w in zip(row, widths, strict=True)).rstrip() for row in shown]
