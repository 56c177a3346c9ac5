"""可能原因：逐一试算，只有恰好对得上的才说。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from engine.numbers import plain

_SLIPS = {
    Decimal(10_000): "万倍，疑为元、万元写混",
    Decimal(100_000_000): "一亿倍，疑为元、亿元写混",
    Decimal(10): "十倍，疑为小数点错位",
    Decimal(100): "百倍，疑为小数点错位",
    Decimal(1000): "千倍，疑为小数点错位",
}


def unit_slip(first: Decimal, second: Decimal) -> str:
    """恰好差 10 的若干次方。"""
    low, high = sorted((abs(first), abs(second)))
    if low == 0:
        return ""
    name = _SLIPS.get(high / low)
    return f"{plain(high)}恰为{plain(low)}的{name}" if name else ""


def digit_swap(first: Decimal, second: Decimal) -> str:
    """相邻两位数字写反。"""
    a, b = format(first, "f"), format(second, "f")
    if len(a) != len(b):
        return ""
    wrong = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(wrong) == 2 and wrong[1] - wrong[0] <= 2 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]:
        return f"{a}与{b}只是两位数字前后颠倒"
    return ""


def one_item(diff: Decimal, items: Sequence[tuple[str, Decimal]], unit: str) -> str:
    """diff 为列示数减各项之和。恰等于某一项：少则漏计，多则重复计算；恰为某一项的两倍：正负号写反。"""
    for name, value in items:
        if value and abs(diff) == abs(value):
            return f"差额恰等于“{name}”的{value:f}{unit}，疑为{'漏计' if diff < 0 else '重复计算'}"
        if value and abs(diff) == abs(value) * 2:
            return f"差额恰为“{name}”{value:f}{unit}的两倍，疑为正负号写反"
    return ""


def likely(printed: Decimal, computed: Decimal, items: Sequence[tuple[str, Decimal]], unit: str) -> str:
    """依次试：单位写混、数字颠倒、漏计或重复一项。都不符合为空。"""
    return (
        unit_slip(printed, computed) or _swapped(printed, computed, items) or one_item(printed - computed, items, unit)
    )


def _swapped(printed: Decimal, computed: Decimal, items: Sequence[tuple[str, Decimal]]) -> str:
    found = digit_swap(printed, computed.quantize(printed) if printed.as_tuple().exponent else computed)
    if found:
        return found
    for name, value in items:
        wanted = value + (printed - computed)
        if wanted > 0 and (swap := digit_swap(value, wanted.quantize(value))):
            return f"“{name}”若为{wanted.quantize(value):f}则相符，{swap}"
    return ""


# 名称 → 说法里的字样：“……的万倍，疑为元、万元写混”
_MARKS = {
    "单位写混": "写混",
    "小数点错位": "小数点错位",
    "数字颠倒": "前后颠倒",
    "漏计": "疑为漏计",
    "重复计算": "疑为重复计算",
    "正负号写反": "正负号写反",
    "底数用错": "作底数",
}
NAMES = tuple(_MARKS)


def name_of(cause: str) -> str:
    """可能原因的说法 → 名称；没有说原因的为空串。"""
    return next((name for name, mark in _MARKS.items() if mark in cause), "")
