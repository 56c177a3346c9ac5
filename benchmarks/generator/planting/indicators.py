"""埋错：绩效目标。"""

from __future__ import annotations

import random
from decimal import Decimal

from benchmarks.generator.draft import Draft, Grid
from benchmarks.generator.planting.register import kind
from benchmarks.generator.planting.tools import bumped, one, parsed


def _indicator(
    draft: Draft, rng: random.Random, level2: str, kinds_: tuple[str, ...] = ("项目支出绩效目标表",)
) -> tuple[Grid, list[str]] | None:
    """某个二级指标的一行。"""
    grids = draft.grids(*kinds_)
    if not grids:
        return None
    grid = rng.choice(grids)
    seen = ""
    for row, name in zip(grid.rows, grid.names, strict=True):
        if name == "表头":
            seen = "表头"
        if not seen or name == "表头":
            continue
        seen = row[1] or seen
        if level2 in seen:
            return grid, row
    return None


def _set_value(grid: Grid, row: list[str], operator: str, value: str, unit: str) -> None:
    if "性质" in grid.columns:
        row[grid.columns.index("性质")] = operator or "定性"
        row[grid.columns.index("指标值")] = value
        row[grid.columns.index("单位")] = unit
    else:
        row[grid.columns.index("指标值")] = f"{operator}{value}{unit}"


@kind("绩效目标", "指标值为负")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "数量")
    if found is None:
        return None
    _set_value(*found, "", "-24", "次") if "性质" not in found[0].columns else _set_value(*found, "≥", "-24", "次")
    return ("-24次",)


@kind("绩效目标", "满意度用人次")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "满意")
    if found is None:
        return None
    _set_value(*found, "≥", "90", "人次")
    return ("90人次",)


@kind("绩效目标", "数量指标没有量化")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "数量")
    if found is None:
        return None
    _set_value(*found, "", "有所提高", "")
    return (found[1][2], "有所提高")


@kind("绩效目标", "及时率列在质量")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "质量")
    if found is None:
        return None
    found[1][2] = "工作完成及时率"
    return ("工作完成及时率", "时效")


@kind("绩效目标", "满意度列在产出")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "质量")
    if found is None:
        return None
    found[1][2] = "培训学员满意度"
    _set_value(*found, "≥", "90", "%")
    return ("培训学员满意度",)


@kind("绩效目标", "算符用反")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "质量")
    if found is None:
        return None
    found[1][2] = "任务完成率"
    _set_value(*found, "≤", "5", "%")
    return ("任务完成率", "5%")


@kind("绩效目标", "比率超过百分之百")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "满意")
    if found is None:
        return None
    _set_value(*found, "≥", "950", "%")
    return ("950%",)


@kind("绩效目标", "取值是选项")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "社会") or _indicator(draft, rng, "生态") or _indicator(draft, rng, "影响")
    if found is None:
        return None
    _set_value(*found, "", "优良中差", "")
    return ("优良中差",)


@kind("绩效目标", "指标重复")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "质量")
    if found is None:
        return None
    grid, row = found
    at = next(n for n, r in enumerate(grid.rows) if r is row)
    grid.rows.insert(at + 1, ["", "", *row[2:]])
    grid.names.insert(at + 1, "重复")
    return (row[2],)


@kind("绩效目标", "权重合计不对", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "数量")
    if found is None or "权重" not in found[0].columns:
        return None
    found[1][found[0].columns.index("权重")] = "33"
    return ("权重",)


@kind("绩效目标", "没有满意度指标", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "满意")
    if found is None:
        return None
    grid, row = found
    at = next(n for n, r in enumerate(grid.rows) if r is row)
    del grid.rows[at], grid.names[at]
    return ("没有满意度指标",)


@kind("绩效目标", "自评得分超过分值")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "数量", ("项目绩效自评表",))
    if found is None:
        return None
    found[1][-1] = "28"
    return (found[1][2], "28")


@kind("绩效目标", "自评执行率算错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "项目绩效自评表")
    if grid is None:
        return None
    row = grid.rows[grid.names.index("总额")]
    row[5] = f"{Decimal(row[5].rstrip('%')) - 9}%"
    return (row[5],)


@kind("绩效目标", "自评总分算错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "项目绩效自评表")
    if grid is None:
        return None
    row = grid.rows[grid.names.index("总分")]
    row[-1] = f"{Decimal(row[-1]) - 3}"
    return (row[-1],)


@kind("绩效目标", "实际完成值照抄目标")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "数量", ("项目绩效自评表",))
    if found is None:
        return None
    found[1][4] = found[1][3] if found[1][3].startswith("≥") else "≥" + found[1][3].lstrip("=")
    return (found[1][2], found[1][4])


@kind("绩效目标", "自评来源之和不对")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "项目绩效自评表")
    if grid is None:
        return None
    row = grid.rows[grid.names.index("拨款")]
    if not parsed(row[2]):
        return None
    row[2] = bumped(row[2], rng)
    return (row[2],)
