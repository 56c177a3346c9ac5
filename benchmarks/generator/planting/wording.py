"""埋错：文字规范。"""

from __future__ import annotations

import random

from benchmarks.generator.draft import Draft
from benchmarks.generator.planting.register import kind
from benchmarks.generator.planting.tools import para


def _inserted(draft: Draft, rng: random.Random, words: str, *starts: str) -> tuple[str, ...] | None:
    target = rng.choice([p for s in starts for p in draft.paras(s)] or [None])  # type: ignore[list-item]
    if target is None:
        return None
    target.text += words
    return (words,)


for _word in ("增加（减少）", "增长（下降）", "（单位名称）", "本部门（单位）", "大于（小于）"):

    @kind("文字规范", f"残留{_word}")
    def _(draft: Draft, rng: random.Random, word: str = _word) -> tuple[str, ...] | None:
        target = para(draft, "资产/车辆")
        if target is None:
            return None
        target.text += f"有关情况{word}按规定执行。"
        return (word,)


for _word in ("20XX年", "XX万元", "××部门"):

    @kind("文字规范", f"占位符{_word}")
    def _(draft: Draft, rng: random.Random, word: str = _word) -> tuple[str, ...] | None:
        target = para(draft, "资产/车辆")
        if target is None:
            return None
        target.text += f"其中{word}的情况按规定公开。"
        return (word,)


@kind("文字规范", "机构性质没有选定")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "概况/机构", "单位性质")
    if target is None:
        return None
    target.text += "本单位是县政府组成部门（直属机构）。"
    return ("组成部门（直属机构）",)


@kind("文字规范", "网页标签", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "概况/机构", "单位性质")
    if target is None:
        return None
    target.text += "<br>"
    return ("<br>",)


@kind("文字规范", "标点叠用", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "资产/车辆")
    if target is None:
        return None
    target.text = target.text.replace("，", "，，", 1)
    return ("，，",)
