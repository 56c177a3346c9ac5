"""埋错：表内勾稽。"""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.generator.draft import Draft
from benchmarks.generator.planting.register import kind
from benchmarks.generator.planting.tools import (
    OVERVIEWS,
    SPENDING,
    bumped,
    filled,
    lines_of,
    one,
    parsed,
    pick,
    swapped,
    total_column,
)


def _child_altered(draft: Draft, rng: random.Random, change: Callable[[str], str]) -> tuple[str, ...] | None:
    grid = one(draft, rng, *SPENDING)
    if grid is None:
        return None
    column = total_column(grid)
    name = pick(
        rng, [n for n in filled(grid, column, lines_of(grid, 7)) if change(grid.at(n, column)) != grid.at(n, column)]
    )
    if name is None:
        return None
    new = change(grid.at(name, column))
    grid.put(name, column, new)
    return (new,)


@kind("表内勾稽", "项级金额改大")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    return _child_altered(draft, rng, lambda t: bumped(t, rng))


@kind("表内勾稽", "项级数字颠倒")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    return _child_altered(draft, rng, lambda t: swapped(t.split(".")[0]) + t[len(t.split(".")[0]) :])


@kind("表内勾稽", "款级小计错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *SPENDING)
    if grid is None or not (names := filled(grid, total_column(grid), lines_of(grid, 5))):
        return None
    name, column = rng.choice(names), total_column(grid)
    new = bumped(grid.at(name, column), rng)
    grid.put(name, column, new)
    return (new,)


@kind("表内勾稽", "漏一行")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *SPENDING)
    if grid is None:
        return None
    codes = lines_of(grid, 7)
    several = [
        c for c in codes if sum(o.startswith(c[:5]) for o in codes) > 1 and parsed(grid.at(c, total_column(grid)))
    ]
    name = pick(rng, several)
    if name is None:
        return None
    parent = grid.at(name[:5], total_column(grid))
    row = grid.names.index(name)
    del grid.rows[row], grid.names[row]
    return (parent,)


@kind("表内勾稽", "横向不平")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *SPENDING)
    if grid is None:
        return None
    name = pick(rng, filled(grid, "基本支出", lines_of(grid, 7)))
    if name is None:
        return None
    new = bumped(grid.at(name, "基本支出"), rng)
    grid.put(name, "基本支出", new)
    return (new,)


@kind("表内勾稽", "经济分类款级错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "一般公共预算基本支出表")
    if grid is None:
        return None
    name = pick(rng, filled(grid, "合计", lines_of(grid, 5)))
    if name is None:
        return None
    new = bumped(grid.at(name, "合计"), rng, 0.2)
    grid.put(name, "合计", new)
    return (new,)


@kind("表内勾稽", "基本支出明细表错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "一般公共预算财政拨款基本支出决算表")
    if grid is None:
        return None
    names = [(n, i) for n in grid.names for i, part in enumerate(n.split("|")) if len(part) == 5 and part.isdigit()]
    names = [(n, i) for n, i in names if parsed(grid.at(n, f"组{i}"))]
    if not names:
        return None
    name, i = rng.choice(names)
    new = bumped(grid.at(name, f"组{i}"), rng, 0.2)
    grid.put(name, f"组{i}", new)
    return (new,)


@kind("表内勾稽", "收入支出总计不等")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *OVERVIEWS)
    if grid is None:
        return None
    side = rng.choice(("收入", "支出"))
    new = bumped(grid.at("收入总计|支出总计", side), rng)
    grid.put("收入总计|支出总计", side, new)
    return (new,)


@kind("表内勾稽", "收入来源之和错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *OVERVIEWS)
    if grid is None:
        return None
    row = next(n for n in grid.names if n.startswith("本年收入合计"))
    new = bumped(grid.at(row, "收入"), rng)
    grid.put(row, "收入", new)
    return (new,)


@kind("表内勾稽", "三公合计错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "三公经费支出表", "三公经费支出决算表")
    if grid is None:
        return None
    column = next(c for c in grid.columns if c.startswith("合计"))
    if not parsed(grid.at("合计", column)):
        return None
    new = bumped(grid.at("合计", column), rng)
    grid.put("合计", column, new)
    return (new,)


@kind("表内勾稽", "绩效资金来源不平")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "项目支出绩效目标表")
    if grid is None:
        return None
    row = grid.rows[grid.names.index("拨款")]
    if not parsed(row[2]):
        return None
    row[2] = bumped(row[2], rng)
    return (row[2],)


@kind("表内勾稽", "收入表横向不平")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "收入总表", "收入决算表")
    if grid is None:
        return None
    column = next(c for c in grid.columns if c in ("一般公共预算拨款收入", "财政拨款收入", "一般公共预算"))
    name = pick(rng, [n for n in filled(grid, column) if n != "合计"])
    if name is None:
        return None
    new = bumped(grid.at(name, column), rng)
    grid.put(name, column, new)
    return (new,)
