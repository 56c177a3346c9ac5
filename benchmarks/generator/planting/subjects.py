"""埋错：科目。"""

from __future__ import annotations

import random
from decimal import Decimal

from benchmarks.generator.draft import Draft
from benchmarks.generator.planting.register import kind
from benchmarks.generator.planting.tools import (
    GENERAL,
    OVERVIEWS,
    SPENDING,
    lines_of,
    one,
    para,
    parsed,
    pick,
    replaced,
)
from benchmarks.generator.subjects import function_names


def _renamed(draft: Draft, rng: random.Random, grids: tuple[str, ...], level: int, new: str) -> tuple[str, ...] | None:
    """有编码的表里，把一个科目的名称换成另一个。"""
    found = [g for g in draft.grids(*grids) if any(len(c) == level and c.isdigit() for c in g.names)]
    if not found:
        return None
    grid = rng.choice(found)
    at = grid.columns.index("名称")
    name = pick(rng, [c for c in lines_of(grid, level) if not grid.rows[grid.names.index(c)][at].endswith(new)])
    if name is None:
        return None
    row = grid.rows[grid.names.index(name)]
    if "[" in row[at]:
        row[at] = f"[{name}]{new}"
    elif at == 0:
        return None
    else:
        row[at] = new
    return (new,)


@kind("科目", "经济科目编码名称不符")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    return _renamed(draft, rng, ("一般公共预算基本支出表",), 5, "租赁费")


@kind("科目", "功能科目编码名称不符")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    return _renamed(draft, rng, SPENDING, 7, "农村公益事业")


@kind("科目", "说明的科目不存在")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "科目/2080505")
    wrong = "机关养老保险补助支出"
    return (wrong,) if replaced(target, "机关事业单位基本养老保险缴费支出（项）", f"{wrong}（项）") else None


@kind("科目", "名词解释的科目不存在")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "名词", "住房公积金（项）")
    return ("住房周转金",) if replaced(target, "住房公积金（项）", "住房周转金（项）") else None


@kind("科目", "总表科目名称差一字")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *OVERVIEWS)
    if grid is None:
        return None
    row = next((r for r in grid.rows if "住房保障支出" in "".join(r)), None)
    if row is None:
        return None
    row[:] = [c.replace("住房保障支出", "住房保证支出") for c in row]
    return ("住房保证支出",)


@kind("科目", "用途是别的科目的")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "科目/2101101") or para(draft, "科目/2101102")
    return ("住房公积金",) if replaced(target, "主要用于[^。]+", "主要用于缴存职工住房公积金") else None


@kind("科目", "用途与支出性质不符")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "科目/2210201", "主要用于")
    return ("信息化建设专项",) if replaced(target, "主要用于[^。]+", "主要用于信息化建设专项") else None


def _moved_to_project(draft: Draft, rng: random.Random, code: str) -> tuple[str, ...] | None:
    grid = one(draft, rng, *GENERAL)
    if grid is None or code not in grid.names or not parsed(grid.at(code, "基本支出")):
        return None
    amount = grid.at(code, "基本支出")
    blank = next((grid.at(n, "项目支出") for n in grid.names if not parsed(grid.at(n, "项目支出"))), "")
    old = parsed(grid.at(code, "项目支出")) or Decimal(0)
    if old:
        return None
    grid.put(code, "项目支出", amount)
    grid.put(code, "基本支出", blank)
    return (amount, "项目支出")


@kind("科目", "行政运行列项目支出")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *GENERAL)
    names = function_names(draft.year)
    code = next((c for c in grid.names if names.get(c) == "行政运行"), "") if grid else ""
    return _moved_to_project(draft, rng, code) if code else None


@kind("科目", "住房公积金列项目支出")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    return _moved_to_project(draft, rng, "2210201")


@kind("科目", "机关运行经费写人员原因")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "机关/总额", "原因|主要是")
    pattern = r"((?:原因是|原因为|主要是由于|主要是|原因：))[^。；]+"
    return ("津贴补贴",) if replaced(target, pattern, r"\g<1>调整津贴补贴标准") else None


@kind("科目", "用途照抄别的科目")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = next(
        (p for p in draft.paras("科目/") if p.key[3:] in ("2080505", "2101101") and "主要用于" in p.text), None
    )
    return ("公务员医疗补助",) if replaced(target, "主要用于[^。]+", "主要用于公务员医疗补助支出") else None


@kind("科目", "解释没有用到的科目", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "名词", "住房公积金（项）")
    return ("提租补贴",) if replaced(target, "住房公积金（项）", "提租补贴（项）") else None
