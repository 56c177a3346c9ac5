"""Word 的自动编号：印在段前而不在文字里的“一、”“（一）”“1.”要自己数出来。"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from engine.readers.ooxml import attribute, child, children, number, switched_on

_DIGITS = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_MOST = 9999  # 编号不会更大；再大的照印阿拉伯数字
# 编号文字里的占位：%1、 （%2） 第%1部分
_SLOT = re.compile(r"%([1-9])")
_LEVELS = 9


def _counting(value: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """三百二十一 的写法；十几省去开头的“一”。"""
    text = ""
    for place, char in zip((1000, 100, 10), reversed(units), strict=True):
        digit = value // place % 10
        if digit:
            text += digits[digit] + char
        elif text and value % place and not text.endswith(digits[0]):
            text += digits[0]
    if value % 10:
        text += digits[value % 10]
    text = text or digits[0]
    if text.startswith(digits[1] + units[0]) and value < 20:
        text = text[1:]
    return text


def _spelled(value: int) -> str:
    """一〇二 的写法。"""
    return "".join("〇" if c == "0" else _DIGITS[int(c)] for c in str(value))


def _letters(value: int) -> str:
    """A、B……Z、AA、BB：Word 过了 Z 把字母重复。"""
    repeat, index = divmod(value - 1, 26)
    return chr(65 + index) * (repeat + 1)


def _roman(value: int) -> str:
    text = ""
    for worth, symbol in _ROMAN:
        text += symbol * (value // worth)
        value %= worth
    return text


def _cycled(symbols: str) -> Callable[[int], str]:
    return lambda value: symbols[(value - 1) % len(symbols)]


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda v: f"{v:02d}",
    "upperLetter": _letters,
    "lowerLetter": lambda v: _letters(v).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda v: _roman(v).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "ideographDigital": _spelled,
    "japaneseDigitalTenThousand": _spelled,
    "taiwaneseDigital": _spelled,
    "chineseLegalSimplified": lambda v: _counting(v, _FORMAL, "拾佰仟"),
    "ideographLegalTraditional": lambda v: _counting(v, _FORMAL, "拾佰仟"),
    "ideographTraditional": _cycled(_STEMS),
    "ideographZodiac": _cycled(_BRANCHES),
    "decimalEnclosedCircle": lambda v: chr(0x245F + v) if v <= 20 else f"({v})",
    "decimalEnclosedCircleChinese": lambda v: chr(0x245F + v) if v <= 20 else f"({v})",
    "ideographEnclosedCircle": lambda v: f"({_counting(v)})",
    # ⑴ ⒈ 与“(1)”“1.”同义，写成后者便于认序号
    "decimalEnclosedParen": lambda v: f"({v})",
    "decimalEnclosedFullstop": lambda v: f"{v}.",
    "bullet": lambda v: "",
    "none": lambda v: "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    """编号的一级。restart 是上面第几级一变就重数（0 为从不，-1 为任何一级）。"""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str = ""
    restart: int = -1
    legal: bool = False


@dataclass(slots=True)
class _List:
    """一个编号定义。家族（abstractNum）相同的接着数。"""

    family: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """numbering.xml 里的各种编号，和数到几了。"""

    def __init__(self, root: etree._Element | None) -> None:
        abstract = {attribute(e, "abstractNumId"): e for e in children(root, "abstractNum")}
        # 编号样式：numStyleLink 指向 styleLink 同名的那一个
        linked = {attribute(child(e, "styleLink"), "val"): key for key, e in abstract.items() if _has(e, "styleLink")}
        self._lists: dict[str, _List] = {}
        for num in children(root, "num"):
            family = attribute(child(num, "abstractNumId"), "val")
            link = attribute(child(abstract.get(family), "numStyleLink"), "val")
            family = linked.get(link, family)
            levels = {number(e, "ilvl", 0): _level(e) for e in children(abstract.get(family), "lvl")}
            found = _List(family, levels)
            for override in children(num, "lvlOverride"):
                at = number(override, "ilvl", 0)
                own = child(override, "lvl")
                if own is not None:
                    found.levels[at] = _level(own)
                restart = child(override, "startOverride")
                if restart is not None:
                    found.restarts[at] = number(restart, "val", 1)
            self._lists[attribute(num, "numId")] = found
        self._counts: dict[str, dict[int, int]] = {}
        self._overridden: set[tuple[str, int]] = set()

    def level_of_style(self, num: str, style: str) -> int:
        """样式自带编号时它是第几级。"""
        levels = self._lists[num].levels if num in self._lists else {}
        return next((at for at, level in levels.items() if level.style == style), 0)

    def next(self, num: str, at: int) -> str:
        """下一段的编号文字；没有这种编号、项目符号为空串。"""
        found = self._lists.get(num)
        if found is None or at not in found.levels:
            return ""
        level = found.levels[at]
        counts = self._counts.setdefault(found.family, {})
        if at in found.restarts and (num, at) not in self._overridden:
            self._overridden.add((num, at))
            counts[at] = found.restarts[at]
        else:
            counts[at] = counts[at] + 1 if at in counts else level.start
        for lower in [k for k in counts if k > at]:
            restart = found.levels[lower].restart if lower in found.levels else -1
            if restart == -1 or at < restart:
                del counts[lower]
        if level.form == "bullet":
            return ""
        return _SLOT.sub(lambda slot: self._shown(found, level, int(slot[1]) - 1), level.text)

    def _shown(self, found: _List, level: _Level, at: int) -> str:
        own = found.levels.get(at, _Level())
        value = self._counts[found.family].setdefault(at, own.start)
        form = _FORMATS.get("decimal" if level.legal else own.form)
        return form(value) if form and 0 < value <= _MOST else str(value)


def _has(element: etree._Element, wanted: str) -> bool:
    return child(element, wanted) is not None


def _level(element: etree._Element) -> _Level:
    return _Level(
        number(child(element, "start"), "val", 0),
        attribute(child(element, "numFmt"), "val", "decimal"),
        attribute(child(element, "lvlText"), "val"),
        attribute(child(element, "pStyle"), "val"),
        number(child(element, "lvlRestart"), "val", -1),
        switched_on(child(element, "isLgl")),
    )
