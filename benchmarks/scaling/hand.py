"""手写的核查：只懂生成的文本这一种版面，只查两件事——上级等于下级之和，支出总表的合计等于收支总表的支出合计。

它是同样算术的底线：不认别的版面，不留证据，不管说明文字，表里认不出的就跳过。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# [2130301]行政运行
_BRACKETED = re.compile(r"\[(\d{3,7})\](.+)")
# 水务局2025年部门支出总表　支出决算表；不要：财政拨款收支总表、一般公共预算支出表、项目支出表
_SPENDING = re.compile(r"(?:^|年度?|部门)支出(?:预算)?(?:总表|总体情况表|决算表)$")
_OVERVIEW = re.compile(r"(?:^|年度?|部门)(?:收支|收入支出)(?:预算|决算)?(?:总表|总体情况表)$")


class Counted(NamedTuple):
    """查了几条等式，几条不成立。"""

    equations: int
    wrong: int


class _Row(NamedTuple):
    """一行：编码（合计行为空串）和编码、名称之后各栏的数。"""

    code: str
    values: tuple[float | None, ...]


def check(text: str) -> Counted:
    """全文查一遍。"""
    equations = wrong = 0
    totals: list[float] = []
    for title, grid in _tables(text):
        rows = list(_rows(grid))
        for printed, children in _sums(rows):
            equations += 1
            wrong += abs(printed - sum(children)) > 0.005 * (len(children) + 1) + 1e-9
        if _OVERVIEW.search(title):
            totals += [v for row in grid if (v := _after(row, "本年支出合计")) is not None]
        elif _SPENDING.search(title):
            totals += [r.values[0] for r in rows if not r.code and r.values and r.values[0] is not None]
    for other in totals[1:]:
        equations += 1
        wrong += abs(other - totals[0]) > 0.01
    return Counted(equations, wrong)


def _tables(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """（标题，网格）。表是接连几行有制表符或竖线的；标题是前面最近的以“表”结尾的一行，表号不算。"""
    title, grid = "", []
    for line in (*text.split("\n"), "完"):
        if "\t" in line or line.startswith("|"):
            cells = line[1:-1].split("|") if line.startswith("|") else line.split("\t")
            grid.append([c.strip() for c in cells])
        elif line:
            if grid:
                yield title, grid
                title, grid = "", []
            if line.endswith("表") and not line.startswith(("表", "公开")):
                title = line


def _rows(grid: list[list[str]]) -> Iterator[_Row]:
    """有编码的行和合计行。编码连写、三栏、短码、括在名称里的都认；只写本级的、没有编码的不认。"""
    if any(sum("编码" in c for c in row) > 1 for row in grid[:4]):  # 几组并列的不认
        return
    parent = ""
    split = any(row[:3] == ["类", "款", "项"] for row in grid[:4])
    for row in grid:
        code, start = "", 0
        if split and re.fullmatch(r"\d{3}", row[0]):
            code, start = "".join(row[:3]), 4
        elif found := _BRACKETED.fullmatch(row[0]):
            code, start = found[1], 1
        elif re.fullmatch(r"\d{3}|\d{5}|\d{7}", row[0]) and not split:
            code, start = row[0], 2
        elif re.fullmatch(r"\d{2}", row[0]) and len(parent) >= 3 and not split:
            code, start = parent[:3] + row[0], 2
        elif label := next((n for n, c in enumerate(row[:4]) if c.replace(" ", "") in ("合计", "总计")), None):
            start = label + 1
        elif row[0] in ("合计", "总计"):
            start = 1
        if start:
            parent = code or parent
            yield _Row(code, tuple(_number(c) for c in row[start:]))


def _after(row: list[str], label: str) -> float | None:
    """一行里 label 之后最后一个数（中间可以有行次）。"""
    if label not in row:
        return None
    numbers = [v for c in row[row.index(label) + 1 :] if (v := _number(c)) is not None]
    return numbers[-1] if numbers else None


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", "")) if cell else None
    except ValueError:
        return None


def _sums(rows: list[_Row]) -> Iterator[tuple[float, list[float]]]:
    """（上级的数，下级各数）：逐栏。编码有重复的表不查。"""
    coded = [r for r in rows if r.code]
    uppers = {r.code: r for r in coded}
    if len(uppers) < len(coded):
        return
    below: dict[str, list[_Row]] = {}
    for row in coded:
        below.setdefault(row.code[:-2] if len(row.code) > 3 else "", []).append(row)
    whole = next((r for r in rows if not r.code), None)
    for upper, children in below.items():
        parent = uppers.get(upper) if upper else whole
        if parent is None:
            continue
        for column, printed in enumerate(parent.values):
            own = [v for c in children if column < len(c.values) and (v := c.values[column]) is not None]
            if printed is not None and own:
                yield printed, own
