"""埋错：表文一致。"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal

from benchmarks.generator.draft import Draft
from benchmarks.generator.planting.register import kind
from benchmarks.generator.planting.tools import AMOUNT, bumped, para, parsed, replaced, swapped


def text_amount(draft: Draft, key: str, change: Callable[[str], str], before: str = "") -> tuple[str, ...] | None:
    target = para(draft, key, f"{before}{AMOUNT.pattern}")
    if target is None:
        return None
    found = next((m for m in AMOUNT.finditer(target.text) if re.search(before + "$", target.text[: m.start()])), None)
    if found is None or not parsed(found[0]) or change(found[0]) == found[0]:
        return None
    new = change(found[0])
    target.text = target.text[: found.start()] + new + target.text[found.end() :]
    return (new,)


for _name, _key, _before in (
    ("收支总额", "总体/总额", ""), ("收入", "收入/构成", ""), ("支出", "支出/构成", ""), ("拨款总额", "拨款/总额", ""),
    ("一般公共预算支出", "一般/规模", ""), ("基本支出", "基本/总额", ""), ("人员经费", "基本/人员经费", ""),
    ("三公合计", "三公/总额", ""), ("接待费", "三公/接待", ""), ("运行费", "三公/用车", "运行维护费"),
):  # fmt: skip

    @kind("表文一致", f"文字{_name}与表不同")
    def _(draft: Draft, rng: random.Random, key: str = _key, before: str = _before) -> tuple[str, ...] | None:
        before = (
            {"三公/总额": "支出决算为", "三公/接待": "支出决算为"}.get(key, before) if draft.kind == "决算" else before
        )
        return text_amount(draft, key, lambda t: bumped(t, rng), before)


@kind("表文一致", "文字科目金额颠倒")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = draft.paras("科目/")
    rng.shuffle(found)
    for target in found:
        before = "支出决算为" if draft.kind == "决算" else ""
        result = text_amount(draft, target.key, lambda t: swapped(t), before)
        if result:
            return result
    return None


@kind("表文一致", "文字多一个万字")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    """按元的数写了万元。"""
    if para(draft, "支出/构成", r"\d万元") is None:
        return None
    return text_amount(draft, "支出/构成", lambda t: f"{(parsed(t) or Decimal(0)) * 10000:.0f}")


@kind("表文一致", "文字漏一个万字")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "支出/构成", r"\d万元")
    if target is None:
        return None
    found = AMOUNT.search(target.text)
    assert found
    target.text = target.text[: found.end()] + target.text[found.end() + 1 :]
    return (f"{found[0]}元",)


@kind("表文一致", "列举没有金额的科目")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "基本/公用经费", "主要包括")
    name = rng.choice(("取暖费", "租赁费", "手续费", "专用燃料费", "被装购置费"))
    if not replaced(target, "主要包括：", f"主要包括：{name}、"):
        return None
    return (name,)


@kind("表文一致", "大额科目没有列举")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "基本/人员经费", "基本工资、")
    return ("基本工资",) if replaced(target, "基本工资、", "") else None


@kind("表文一致", "绩效项目个数少")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "绩效/个数", r"项目\d+个")
    if target is None or not draft.grids("项目支出绩效目标表"):
        return None
    count = int(re.search(r"项目(\d+)个", target.text)[1])  # type: ignore[index]
    if count < 2 or not replaced(target, r"项目\d+个", f"项目{count - 1}个"):
        return None
    return (f"{count - 1}个",)
