"""埋错：表间勾稽。"""

from __future__ import annotations

import random
from decimal import Decimal

from benchmarks.generator.draft import Draft
from benchmarks.generator.planting.register import kind
from benchmarks.generator.planting.tools import OVERVIEWS, bumped, filled, lines_of, one, parsed, pick, printed


@kind("表间勾稽", "总表类级与明细不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *OVERVIEWS)
    if grid is None:
        return None
    names = [n for n in grid.names if n.split("|")[1].isdigit() and parsed(grid.at(n, "支出"))]
    name = pick(rng, names)
    if name is None:
        return None
    new = bumped(grid.at(name, "支出"), rng)
    grid.put(name, "支出", new)
    return (new,)


@kind("表间勾稽", "财政拨款总表类级不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "财政拨款收支总表", "财政拨款收入支出决算总表")
    if grid is None:
        return None
    names = [n for n in grid.names if n.split("|")[1].isdigit() and parsed(grid.at(n, "一般公共预算"))]
    name = pick(rng, names)
    if name is None:
        return None
    new = bumped(grid.at(name, "一般公共预算"), rng)
    grid.put(name, "一般公共预算", new)
    return (new,)


@kind("表间勾稽", "绩效资金与项目表不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    listed = draft.grids("项目支出表")
    grids = [g for g in draft.grids("项目支出绩效目标表") if listed and g.rows[0][1] in listed[0].names]
    if not grids:
        return None
    grid = rng.choice(grids)
    total, allocated = grid.rows[grid.names.index("总额")], grid.rows[grid.names.index("拨款")]
    value, part = parsed(total[2]), parsed(allocated[2])
    assert value is not None and part is not None
    new = parsed(bumped(total[2], rng))
    assert new is not None
    allocated[2] = printed(part + new - value, allocated[2])
    total[2] = printed(new, total[2])
    return (total[2],)


@kind("表间勾稽", "整体绩效金额不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "部门整体支出绩效目标表")
    if grid is None:
        return None
    row = grid.rows[grid.names.index("支出")]
    column = rng.choice((2, 4))
    if not parsed(row[column]):
        return None
    row[column] = bumped(row[column], rng)
    return (row[column],)


@kind("表间勾稽", "基本支出总额与明细表不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "一般公共预算基本支出表")
    if grid is None:
        return None
    codes = filled(grid, "公用经费", [n for n in lines_of(grid, 5) if n.startswith("302")])
    name = pick(rng, codes)
    if name is None:
        return None
    old = parsed(grid.at(name, "公用经费"))
    new = parsed(bumped(grid.at(name, "公用经费"), rng, 0.5))
    assert old is not None and new is not None
    for row in (name, "302", "合计"):
        for column in ("合计", "公用经费"):
            cell = grid.at(row, column)
            value = parsed(cell)
            assert value is not None
            grid.put(row, column, printed(value + new - old, cell))
    return (grid.at("合计", "合计"),)


@kind("表间勾稽", "三公小于基本支出明细")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "三公经费支出表", "三公经费支出决算表")
    if grid is None:
        return None
    end = "/决算" if "合计/决算" in grid.columns else ""
    host = parsed(grid.at("合计", f"接待{end}"))
    if not host:
        return None
    cut = (host / 2).quantize(Decimal("0.01"))
    for name in grid.names:
        for column in (f"接待{end}", f"合计{end}"):
            cell = grid.at(name, column)
            value = parsed(cell)
            assert value is not None
            grid.put(name, column, printed(value - cut, cell))
    return (grid.at("合计", f"接待{end}"),)


@kind("表间勾稽", "收入总表合计不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "收入总表")
    if grid is None:
        return None
    new = bumped(grid.at("合计", "合计"), rng)
    grid.put("合计", "合计", new)
    return (new,)
