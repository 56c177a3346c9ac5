"""埋错：完整性、年份单位。"""

from __future__ import annotations

import random
import re

from benchmarks.generator.draft import Draft, Para
from benchmarks.generator.planting.register import kind
from benchmarks.generator.planting.tools import OVERVIEWS, SPENDING, one, para, total_column


@kind("完整性", "缺一张表")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    names = ("收入总表", "支出总表", "财政拨款收支总表", "一般公共预算支出表", "三公经费支出表", "政府性基金预算支出表",
             "收入决算表", "支出决算表", "财政拨款收入支出决算总表", "三公经费支出决算表")  # fmt: skip
    grid = one(draft, rng, *names)
    if grid is None:
        return None
    draft.pieces.remove(grid)
    title = re.sub(r"^\d{4}年(?:度)?", "", grid.title)
    listed = any(title in p.text for p in draft.paras("目录"))
    return (title,) if listed else (grid.kind,)


@kind("完整性", "缺一节说明")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    """名词解释整个部分，连同目录里的。"""
    for piece in list(draft.pieces):
        if isinstance(piece, Para) and (piece.key.startswith("名词") or "名词解释" in piece.text):
            draft.pieces.remove(piece)
    return ("名词解释",)


@kind("完整性", "缺政府采购说明")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    for piece in list(draft.pieces):
        if isinstance(piece, Para) and (piece.key in ("采购/总额", "标题/采购", "节/采购") or "政府采购" in piece.text):
            draft.pieces.remove(piece)
    return ("政府采购",)


@kind("完整性", "序号跳号")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "节/三公")
    if target is None:
        return None
    mark = target.text.split("、")[0]
    later = {"七": "八", "八": "九", "九": "十", "六": "七"}[mark]
    target.text = later + target.text[len(mark) :]
    return (target.text[:4],)


@kind("完整性", "空表没有说明")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "政府性基金预算支出表", "政府性基金预算财政拨款收入支出决算表")
    if grid is None or not grid.notes:
        return None
    grid.notes.clear()
    target = para(draft, "基金/总额")
    assert target
    target.text = "按照规定编制。"
    return ("空表",)


@kind("完整性", "空表只在文中说明", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "政府性基金预算支出表", "政府性基金预算财政拨款收入支出决算表")
    if grid is None or not grid.notes:
        return None
    grid.notes.clear()
    return ("空表",)


@kind("完整性", "有数的表注明空表")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    empties = ("没有", "无", "未安排")
    names = ("政府性基金预算支出表", "政府性基金预算财政拨款收入支出决算表", "三公经费支出表", "三公经费支出决算表")
    grids = [g for g in draft.grids(*names) if not any(word in "".join(g.notes) for word in empties)]
    if not grids:
        return None
    grid = rng.choice(grids)
    grid.notes[:] = [f"注：本部门{draft.year}年没有此项支出，故本表为空表。"]
    return ("故本表为空表",)


@kind("完整性", "国有资产没有数量")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "资产/车辆")
    if target is None:
        return None
    target.text = "本年度没有安排购置大型设备。"
    return ("国有资产",)


@kind("年份单位", "与同一年比较")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "总体/总额", f"{draft.year}年.*{draft.year - 1}年")
    if target is None:
        return None
    target.text = target.text.replace(f"{draft.year - 1}年", f"{draft.year}年")
    return (f"{draft.year}年", "年份相同")


@kind("年份单位", "总额年份写成上年")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "总体/总额", f"^{draft.year}年.*(?:增加|减少)")
    if target is None:
        return None
    target.text = target.text.replace(f"{draft.year}年", f"{draft.year - 1}年", 1)
    return (f"{draft.year - 1}年",)


@kind("年份单位", "章节标题年份错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "部分/说明")
    assert target
    target.text = target.text.replace(f"{draft.year}年", f"{draft.year - 1}年")
    return (f"{draft.year - 1}年", "标题")


@kind("年份单位", "表格标题年份错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grids = [g for g in draft.grids(*SPENDING, *OVERVIEWS, "收入总表", "收入决算表") if str(draft.year) in g.title]
    if not grids:
        return None
    grid = rng.choice(grids)
    grid.title = grid.title.replace(str(draft.year), str(draft.year - 1))
    return (f"{draft.year - 1}年", "标题")


@kind("年份单位", "资产截止年份错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    if draft.kind != "决算":
        return None
    target = para(draft, "资产/车辆")
    assert target
    target.text = target.text.replace(f"{draft.year}年", f"{draft.year - 1}年")
    return (f"{draft.year - 1}年12月31日",)


@kind("年份单位", "表的单位印错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "支出总表", "支出决算表", "一般公共预算支出表", "一般公共预算财政拨款支出决算表")
    if grid is None:
        return None
    old = grid.above[-1]
    unit = old.split("：")[1]
    grid.above[-1] = old.replace(unit, "元" if unit == "万元" else "万元")
    return (grid.at("合计", total_column(grid)),)
