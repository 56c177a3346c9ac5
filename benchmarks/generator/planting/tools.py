"""埋错共用的：改数、找行、找段。"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal

from benchmarks.generator.draft import Draft, Grid, Para
from benchmarks.generator.planting.register import NUMBER

# 1,224.80万元
AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?(?=万?元)")


def parsed(text: str) -> Decimal | None:
    found = NUMBER.fullmatch(text.replace(",", ""))
    return Decimal(found[0]) if found else None


def bumped(text: str, rng: random.Random, share: float = 0.07) -> str:
    """改成明显不同的数：加一个百分之几，至少 1。"""
    value = parsed(text)
    assert value is not None
    step = max(Decimal(1), (value * Decimal(str(share + rng.random() / 20))).quantize(Decimal("0.01")))
    return printed(value + step, text)


def swapped(text: str) -> str:
    """颠倒相邻两位不同的数字；没有可颠倒的原样。"""
    for n in range(len(text) - 1):
        a, b = text[n], text[n + 1]
        if a.isdigit() and b.isdigit() and a != b and not (n == 0 and b == "0"):
            return text[:n] + b + a + text[n + 2 :]
    return text


def printed(value: Decimal, like: str) -> str:
    places = len(like.partition(".")[2])
    value = value.quantize(Decimal(1).scaleb(-places))
    return f"{value:,}" if "," in like or ("." in like and value < 1000) else f"{value}"


def filled(grid: Grid, column: str, names: list[str] | None = None) -> list[str]:
    """这一栏有非零数的各行。"""
    found = []
    for name in grid.names if names is None else names:
        value = parsed(grid.at(name, column)) if grid.has(name, column) else None
        if value:
            found.append(name)
    return found


def pick(rng: random.Random, found: list[str]) -> str | None:
    return rng.choice(found) if found else None


def one(draft: Draft, rng: random.Random, *names: str) -> Grid | None:
    found = draft.grids(*names)
    return rng.choice(found) if found else None


def para(draft: Draft, key: str, needed: str = "") -> Para | None:
    return next((p for p in draft.paras(key) if re.search(needed, p.text)), None)


def replaced(target: Para | None, pattern: str, new: str | Callable[[re.Match[str]], str]) -> bool:
    """改一段里的第一处；没有改成返回假。"""
    if target is None:
        return False
    text = re.sub(pattern, new, target.text, count=1)
    changed = text != target.text
    target.text = text
    return changed


def lines_of(grid: Grid, level: int) -> list[str]:
    return [n for n in grid.names if n.isdigit() and len(n) == level]


SPENDING = ("支出总表", "一般公共预算支出表", "支出决算表", "一般公共预算财政拨款支出决算表")
GENERAL = ("一般公共预算支出表", "一般公共预算财政拨款支出决算表")
ECONOMY = ("一般公共预算基本支出表", "一般公共预算财政拨款基本支出决算表")
OVERVIEWS = ("收支总表", "收入支出决算总表")


def total_column(grid: Grid) -> str:
    return next(c for c in grid.columns if c in ("合计", "本年支出合计", "本年收入合计", "小计"))


def paragraphs_with(draft: Draft, rng: random.Random, pattern: str, *starts: str) -> Para | None:
    found = [p for s in (starts or ("",)) for p in draft.paras(s) if re.search(pattern, p.text) and "/" in p.key]
    return rng.choice(found) if found else None
