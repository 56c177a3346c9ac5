"""层次序号：第一部分、一、（一）1. （1）①。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.remember import MOST

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

_STYLES: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    # 第一部分概况 / 第1部分
    ("部分", 1, re.compile(r"^第([一二三四五六七八九十\d]{1,3})(?:部分|章)[:、,.]?")),
    # 一、部门主要职责
    ("一、", 2, re.compile(r"^([一二三四五六七八九十]{1,3})[、.,]")),
    # （一）收入预算情况
    ("（一）", 3, re.compile(r"^\(([一二三四五六七八九十]{1,3})\)[、.]?")),
    # 1.社会保障 / 1、 / 6.2022年第一批（序号后紧跟年份）
    ("1.", 4, re.compile(r"^(\d{1,2})(?:[.、](?!\d)|[.、](?=(?:19|20)\d\d年))")),
    # (1)公务用车购置费 / 1)项目概述
    ("(1)", 5, re.compile(r"^(?:\((\d{1,2})\)|(\d{1,2})\))[、.]?")),
    # ①
    ("①", 6, re.compile(r"^([①-⑳])")),
)
_SEEN = 8  # 以上各式至多看这么多字：“12.2022年”看到“年”字


@dataclass(frozen=True, slots=True)
class Mark:
    """序号。style 样式，level 层级（1 最高），ordinal 第几个，length 在归一化文字中占几个字。"""

    style: str
    level: int
    ordinal: int
    length: int


def chinese_ordinal(text: str) -> int:
    """十二 → 12；阿拉伯数字原样。认不出为 0。"""
    if text.isdigit():
        return int(text)
    if text in _DIGITS:
        return _DIGITS[text]
    tens, ten, units = text.partition("十")
    if not ten or (tens and tens not in _DIGITS) or (units and units not in _DIGITS):
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)


def mark_of(norm: str) -> Mark | None:
    """段首的序号；没有为 None。"""
    return _mark(norm[:_SEEN])


@lru_cache(maxsize=MOST)
def _mark(norm: str) -> Mark | None:
    for style, level, pattern in _STYLES:
        found = pattern.match(norm)
        if found:
            label = next(g for g in found.groups() if g)
            ordinal = ord(label) - 0x245F if style == "①" else chinese_ordinal(label)
            if ordinal:
                return Mark(style, level, ordinal, found.end())
    return None
