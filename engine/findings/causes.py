"""可能原因：逐一试算，只有恰好对得上的才说。

规则用 likely_cause 挑选试哪几种；名称就是 CAUSES 的名称，别处没有另一份清单。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from engine.numbers import decimals, plain, to_places


@dataclass(frozen=True, slots=True)
class Cause:
    """一种可能原因：一句话的意思，一个算得出来的例子。"""

    meaning: str
    example: str


CAUSES: Final[dict[str, Cause]] = {
    "单位写混": Cause("元、万元、亿元写错了单位", "表中 325000，文中 32.5：恰差一万倍"),
    "小数点错位": Cause("小数点多移或少移了几位", "应为 32.50，印成 325.0：恰差十倍"),
    "数字颠倒": Cause("相邻或隔一位的两个数字前后写反", "应为 30.96，印成 36.90"),
    "正负号写反": Cause("减少的写成增加，或者该减的加了", "应为 −2.10，印成 2.10；合计恰差某一项的两倍"),
    "误取上年数": Cause("把上年的数当成了本年的", "本年应为 31.20，印成上年的 28.75"),
    "漏计": Cause("合计里少加了一项", "差额恰等于某一项的 3.50"),
    "重复计算": Cause("合计里把一项加了两遍", "合计恰多出某一项的 3.50"),
    "底数用错": Cause("增减率、占比除错了底数", "增加 2.00、本年 10.00，印成 20%：除的是本年而不是上年的 8.00"),
}
"""可能原因的清单。"""


@dataclass(frozen=True, slots=True)
class Likely:
    """试出来的原因：名称和算给人看的一句话；没有试出来的都是空串。"""

    name: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.name)


NONE: Final = Likely()

_SLIPS = {
    Decimal(10_000): ("单位写混", "万倍，疑为元、万元写混"),
    Decimal(100_000_000): ("单位写混", "一亿倍，疑为元、亿元写混"),
    Decimal(10): ("小数点错位", "十倍，疑为小数点错位"),
    Decimal(100): ("小数点错位", "百倍，疑为小数点错位"),
    Decimal(1000): ("小数点错位", "千倍，疑为小数点错位"),
}


def likely(
    printed: Decimal,
    computed: Decimal,
    items: Sequence[tuple[str, Decimal]] = (),
    unit: str = "",
    tried: Sequence[str] = (),
    last_year: Decimal | None = None,
) -> Likely:
    """依次试：写混单位或小数点、正负号、上年数、数字颠倒、漏计或重复一项。

    各数的单位都是 unit；items 是合计的各项；last_year 是同一处的上年数；tried 为空时都试。
    """
    found = (
        _slip(printed, computed),
        _sign(printed, computed),
        _last_year(printed, computed, last_year, unit),
        _swapped(printed, computed, items),
        _one_item(printed - computed, items, unit),
    )
    return next((f for f in found if f and (not tried or f.name in tried)), NONE)


def _slip(first: Decimal, second: Decimal) -> Likely:
    """恰好差 10 的若干次方。"""
    low, high = sorted((abs(first), abs(second)))
    if low == 0 or high / low not in _SLIPS:
        return NONE
    name, text = _SLIPS[high / low]
    return Likely(name, f"{plain(high)}恰为{plain(low)}的{text}")


def _sign(printed: Decimal, computed: Decimal) -> Likely:
    if printed and printed == -computed:
        return Likely("正负号写反", f"{plain(printed)}与{plain(computed)}只差正负号")
    return NONE


def _last_year(printed: Decimal, computed: Decimal, last_year: Decimal | None, unit: str) -> Likely:
    if last_year and printed == last_year != computed:
        return Likely("误取上年数", f"{plain(printed)}{unit}恰为上年数，疑为误取上年数")
    return NONE


def digit_swap(first: Decimal, second: Decimal) -> str:
    """相邻或隔一位的两个数字写反；小数点不占一位，小数点移到哪里都一样。"""
    a, b = format(first, "f"), format(second, "f")
    if len(a) != len(b) or a.find(".") != b.find("."):
        return ""
    pairs = zip(a.replace(".", ""), b.replace(".", ""), strict=True)
    wrong = [(i, pair) for i, pair in enumerate(pairs) if pair[0] != pair[1]]
    if len(wrong) == 2 and wrong[1][0] - wrong[0][0] <= 2 and wrong[0][1] == wrong[1][1][::-1]:
        return f"{a}与{b}只是两位数字前后颠倒"
    return ""


def _swapped(printed: Decimal, computed: Decimal, items: Sequence[tuple[str, Decimal]]) -> Likely:
    places = decimals(printed)
    shown = to_places(computed, places)
    found = digit_swap(printed, shown if places or shown == computed else computed)
    # 补出来的零不是印着的数字：1363 与 1360.03 不是写反
    own = decimals(computed)
    if found and (own >= places or to_places(printed, own) == printed):
        return Likely("数字颠倒", found)
    for name, value in items:
        wanted = to_places(value + (printed - computed), decimals(value))
        if wanted > 0 and (swap := digit_swap(value, wanted)):
            return Likely("数字颠倒", f"“{name}”若为{wanted:f}则相符，{swap}")
    return NONE


def _one_item(diff: Decimal, items: Sequence[tuple[str, Decimal]], unit: str) -> Likely:
    """diff 为列示数减各项之和。恰等于某一项：少则漏计，多则重复计算；恰为某一项的两倍：正负号写反。"""
    for name, value in items:
        if value and abs(diff) == abs(value):
            kind = "漏计" if diff < 0 else "重复计算"
            return Likely(kind, f"差额恰等于“{name}”的{value:f}{unit}，疑为{kind}")
        if value and abs(diff) == abs(value) * 2:
            return Likely("正负号写反", f"差额恰为“{name}”{value:f}{unit}的两倍，疑为正负号写反")
    return NONE


def wrong_base(change: Decimal, base: Decimal, rate: Decimal, quantum: Decimal, told: tuple[str, str]) -> Likely:
    """增减率恰等于增减额除以本年数。rate、quantum 按 % 计；told 是增减额、本年数的写法。"""
    if not base:
        return NONE
    guess = change / base * 100
    if abs(guess - rate) > quantum:
        return NONE
    text = f"{told[0]} ÷ {told[1]} = {plain(guess, 2)}%，疑为以本年数而不是上年数作底数"
    return Likely("底数用错", text)
