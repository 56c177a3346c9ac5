"""手写的核查：只懂生成的文本这一种版面，只查两件事——上级等于下级之和，几张表的总额相同。

它是同样算术的底线：不认别的版面，不留证据，不管说明文字，表里认不出的就跳过。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_CODE = re.compile(r"\[?(\d{3,7})\]?")
_TOTALS = ("合计", "总计", "支出总计", "支出合计", "收入总计")
_SPENDING = re.compile(r"(支出总|支出决算|公共预算(?:财政拨款)?支出|基金预算.*支出|资本经营预算.*支出).*表")


class Counted(NamedTuple):
    """查了几条等式，几条不成立。"""

    equations: int
    wrong: int


class _Row(NamedTuple):
    code: str
    name: str
    values: tuple[float | None, ...]


def check(text: str) -> Counted:
    """全文查一遍。"""
    equations = wrong = 0
    totals: dict[str, list[float]] = {}
    for title, rows in _tables(text):
        for printed, children in _sums(rows):
            equations += 1
            wrong += abs(printed - sum(children)) > 0.005 * (len(children) + 1) + 1e-9
        whole = next((r for r in rows if r.name.replace(" ", "") in _TOTALS), None)
        first = next((v for v in whole.values if v is not None), None) if whole else None
        if first is not None and _SPENDING.search(title):
            scope = "一般" if "一般公共预算" in title and "基本" not in title and "项目" not in title else title
            totals.setdefault(scope, []).append(first)
    for same in totals.values():
        equations += len(same) - 1
        wrong += sum(abs(v - same[0]) > 0.01 for v in same[1:])
    return Counted(equations, wrong)


def _tables(text: str) -> Iterator[tuple[str, list[_Row]]]:
    """（标题，有编码的行和合计行）。表是接连几行有制表符或竖线的。"""
    title, rows, codes = "", [], ["", "", ""]
    for line in text.split("\n"):
        if "\t" in line or line.startswith("|"):
            cells = line.strip("|").split("|") if line.startswith("|") else line.split("\t")
            row = _row([c.strip() for c in cells], codes)
            if row is not None:
                rows.append(row)
        elif line:
            if rows:
                yield title, rows
                rows, codes = [], ["", "", ""]
            title = line if line.endswith("表") or "表（" in line else title
    if rows:
        yield title, rows


def _row(cells: list[str], codes: list[str]) -> _Row | None:
    """一行的编码、名称、各数；编码连写、三栏、只写本级、短码、括在名称里的都认。"""
    split = [c for c in cells[:3] if re.fullmatch(r"\d{2,3}", c)]
    code, at = "", 0
    if found := _CODE.fullmatch(cells[0]) or _CODE.match(cells[0]) if cells[0].startswith("[") else None:
        code, at = found[1], 0
    elif len(cells) > 4 and len(split) >= 2 and len(cells[0]) == 3:
        code, at = "".join(split), 3
    elif len(cells) > 2 and re.fullmatch(r"\d{3}|\d{5}|\d{7}", cells[0]):
        code, at = cells[0], 1
    elif len(cells) > 2 and re.fullmatch(r"\d{2}", cells[0]) and codes[0]:
        code, at = codes[0] + cells[0], 1
    name = cells[at] if code else next((c for c in cells if c.replace(" ", "") in _TOTALS), "")
    if not name:
        return None
    if len(code) == 3:
        codes[0] = code
    start = at + 1 if code else cells.index(name) + 1
    return _Row(code, name, tuple(_number(c) for c in cells[start:]))


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", "")) if cell else None
    except ValueError:
        return None


def _sums(rows: list[_Row]) -> Iterator[tuple[float, list[float]]]:
    """（上级的数，下级各数）：逐栏。"""
    coded = [r for r in rows if r.code]
    parents = {r.code: r for r in coded}
    below: dict[str, list[_Row]] = {}
    for row in coded:
        upper = row.code[:-2] if len(row.code) > 3 else ""
        if not upper or upper in parents:
            below.setdefault(upper, []).append(row)
    whole = next((r for r in rows if not r.code and r.name.replace(" ", "") in _TOTALS), None)
    for upper, children in below.items():
        parent = parents.get(upper) if upper else whole
        if parent is None:
            continue
        for column, printed in enumerate(parent.values):
            own = [c.values[column] for c in children if column < len(c.values) and c.values[column] is not None]
            if printed is not None and own:
                yield printed, [v for v in own if v is not None]
