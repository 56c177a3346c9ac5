"""埋错：计算、三公经费。"""

from __future__ import annotations

import random
import re
from decimal import Decimal

from benchmarks.generator.draft import Draft
from benchmarks.generator.planting.register import kind
from benchmarks.generator.planting.tools import AMOUNT, bumped, para, paragraphs_with, parsed, replaced

_RATE = r"((?:增长|上升|下降|减少|增幅为?|降幅为?))(\d+(?:\.\d+)?)%"
_CHANGED = ("总体/", "拨款/", "一般/规模", "三公/", "机关/", "支出/", "收入/")


@kind("计算", "增减率算错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = paragraphs_with(draft, rng, _RATE, *_CHANGED)
    if target is None:
        return None
    rate = Decimal(re.search(_RATE, target.text)[2])  # type: ignore[index]
    new = f"{rate * 2 + 3}"
    replaced(target, _RATE, rf"\g<1>{new}%")
    return (f"{new}%",)


@kind("计算", "增减率以本年为底数")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "总体/总额", _RATE)
    if target is None:
        return None
    amounts = [Decimal(a.replace(",", "")) for a in AMOUNT.findall(target.text)]
    rate = re.search(_RATE, target.text)
    assert rate
    if len(amounts) < 2 or not amounts[0]:
        return None
    places = len(rate[2].partition(".")[2])
    new = f"{(amounts[1] / amounts[0] * 100).quantize(Decimal(1).scaleb(-places))}"
    if abs(Decimal(new) - Decimal(rate[2])) < Decimal("0.3"):
        return None
    replaced(target, _RATE, rf"\g<1>{new}%")
    return (f"{new}%",)


@kind("计算", "占比算错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    pattern = r"(占[^，。；%\d]{0,12})(\d+(?:\.\d+)?)%"
    target = paragraphs_with(draft, rng, pattern, "收入/", "支出/构成", "一般/结构", "结构/")
    if target is None:
        return None
    share = Decimal(re.search(pattern, target.text)[2])  # type: ignore[index]
    new = f"{share / 2 + 1:.2f}"
    if abs(Decimal(new) - share) < 1:
        return None
    replaced(target, pattern, rf"\g<1>{new}%")
    return (f"{new}%",)


@kind("计算", "增减方向矛盾")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = paragraphs_with(draft, rng, r"增加[\d.,]+万?元，(?:增长|上升)", *_CHANGED)
    if target is None:
        return None
    rate = re.search(r"元，(?:增长|上升)([\d.]+%)", target.text)
    replaced(target, r"(增加[\d.,]+万?元，)(?:增长|上升)", r"\g<1>下降")
    assert rate
    return (f"下降{rate[1]}",)


@kind("计算", "完成率算错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    pattern = r"(完成年初预算的)(\d+(?:\.\d+)?)%"
    target = paragraphs_with(draft, rng, pattern, "科目/", "一般/")
    if target is None:
        return None
    rate = Decimal(re.search(pattern, target.text)[2])  # type: ignore[index]
    new = f"{rate + 7}"
    replaced(target, pattern, rf"\g<1>{new}%")
    return (f"{new}%",)


@kind("计算", "大于小于写反")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = paragraphs_with(draft, rng, "决算数(?:大于|高于)年初预算数", "科目/")
    if target is None:
        return None
    replaced(target, "决算数(?:大于|高于)", "决算数小于")
    return ("小于预算数",)


@kind("计算", "原因与方向相反")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    why = r"，[^。；]{0,10}?(?:原因是|原因为|主要是由于|主要是|原因：)"
    pattern = rf"(减少[\d.,]+万?元(?:，(?:同比)?(?:下降|减少|降幅)为?[\d.]+%)?{why})[^。；]+"
    target = paragraphs_with(draft, rng, pattern, "总体/", "拨款/", "一般/规模", "机关/")
    return ("工作经费增加",) if replaced(target, pattern, r"\g<1>工作经费增加") else None


@kind("计算", "没有写增减原因")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "总体/总额", "元，[^。]*(?:增加|减少)[^。]*，[^，。]*(?:原因|主要是)")
    if target is None:
        return None
    target.text = re.sub(r"，(?:增减变动的)?主要(?:原因)?(?:是|为|：)[^。]*", "", target.text)
    return ("未说明增减原因",)


@kind("计算", "原因空泛")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "总体/总额", "(?:增加|减少)")
    pattern = r"((?:原因是|原因为|主要是由于|主要是|原因：))[^。；]+"
    word = rng.choice(("项目调整", "工作需要", "人员变动"))
    return (word,) if replaced(target, pattern, rf"\g<1>{word}") else None


@kind("计算", "采购分项之和错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "采购/总额")
    if target is None:
        return None
    found = list(AMOUNT.finditer(target.text))[1]
    if not parsed(found[0]):
        return None
    new = bumped(found[0], rng)
    target.text = target.text[: found.start()] + new + target.text[found.end() :]
    return (new,)


@kind("计算", "增减额写错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    pattern = r"((?:增加|减少))([\d,.]+)(?=万?元，(?:同比)?(?:增长|上升|下降|减少|增幅为?|降幅为?)\d)"
    target = paragraphs_with(draft, rng, pattern, *_CHANGED)
    if target is None:
        return None
    found = re.search(pattern, target.text)
    assert found
    new = bumped(found[2], rng, 0.6)
    replaced(target, pattern, rf"\g<1>{new}")
    return (new,)


@kind("三公经费", "接待费增加没有原因")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "三公/接待", "(?:增加)[\\d.,]+万?元")
    if target is None:
        return None
    target.text = re.sub(r"，(?:增减变动的)?主要(?:原因)?(?:是由于|是|为|：)[^。；]*", "", target.text)
    return ("公务接待费", "未见增加原因")


@kind("三公经费", "合计增加没有原因")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "三公/总额", "增加[\\d.,]+万?元")
    if target is None:
        return None
    for each in draft.paras("三公/"):
        each.text = re.sub(r"，(?:增减变动的)?主要(?:原因)?(?:是由于|是|为|：)[^。；]*", "", each.text)
    return ("三公", "未见增加原因")


for _item, _key in (("因公出国", "三公/出国"), ("公务用车", "三公/用车"), ("公务接待", "三公/接待")):

    @kind("三公经费", f"没有说{_item}")
    def _(draft: Draft, rng: random.Random, item: str = _item, key: str = _key) -> tuple[str, ...] | None:
        target = para(draft, key)
        if target is None:
            return None
        draft.pieces.remove(target)
        return ("没有说到", item)
