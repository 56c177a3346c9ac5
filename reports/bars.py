"""条形图的几何：一项一个名称，其下一条或几条；一条可由几段相接。只算位置，画由模板的宏画。

图用 SVG 写在网页里：随明暗换色，打印是矢量，字用读者机器上的字体。各段凭虚实、深浅分，黑白也分得清；
每条的数写在条尾，全部的数另有表格。
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

WIDTH, BAR = 360, 210
"""全宽、最长的条，单位是 SVG 的点；手机的宽度正好一比一，余下的写条尾的数。"""
TITLE, ROW, GAP, TOP, THICK = 17, 13, 6, 22, 9
"""项目名一行、每条一行、项目之间、图例、条的粗细。"""
LEGEND = 84
"""图例里一种占多宽。"""
NAME, TOLD = 30, 20
"""项目名、条尾的数至多这么多字，再长就出了图。"""
BEYOND, BREAK = 20, "»"
"""断开画的：比中间大小的一条长这么多倍的，画到头，标断口；其余的至多占四分之三。

元、万元写混会差一万倍，照比例画，别的就都看不见。
"""

Size = int | Decimal


class Part(NamedTuple):
    """一段：样式的名字、大小（不为负）。"""

    key: str
    size: Size


class Strip(NamedTuple):
    """一条：各段、条尾写的数。"""

    parts: tuple[Part, ...]
    told: str

    @property
    def size(self) -> Decimal:
        return Decimal(sum(part.size for part in self.parts))


class Item(NamedTuple):
    """一项：名称、各条。"""

    name: str
    strips: tuple[Strip, ...]


def chart(items: Sequence[Item], legend: Sequence[tuple[str, str]], broken: bool = False) -> dict[str, Any] | None:
    """图的各部分和位置；没有可画的（全是零）为 None。legend：样式的名字、叫法；broken：太长的断开画。"""
    sizes = sorted(strip.size for item in items for strip in item.strips if strip.size)
    if not sizes:
        return None
    limit = sizes[len(sizes) // 2] * BEYOND if broken else sizes[-1]
    most = max(size for size in sizes if size <= limit)
    cut = most < sizes[-1]
    scale = Decimal(BAR * 3 // 4 if cut else BAR) / most
    groups: list[dict[str, Any]] = []
    y = TOP if legend else 0
    for item in items:
        strips = [_strip(strip, most, scale, y + TITLE + ROW * n) for n, strip in enumerate(item.strips)]
        groups.append({"name": _short(item.name, NAME), "y": y + TITLE - 5, "strips": strips})
        y += TITLE + ROW * len(strips) + GAP
    marks = [{"key": key, "name": name, "x": 1 + LEGEND * n} for n, (key, name) in enumerate(legend)]
    size = {"width": WIDTH, "height": y, "thick": THICK}
    return {**size, "legend": marks, "groups": groups, "cut": cut}


def _strip(strip: Strip, most: Decimal, scale: Decimal, y: int) -> dict[str, Any]:
    """各段的起点和宽；不为零的至少一点宽，看得见。"""
    over = strip.size > most
    parts: list[dict[str, Any]] = []
    x = 1
    for part in strip.parts:
        if part.size:
            width = max(1, int(part.size * (BAR / strip.size if over else scale)))
            parts.append({"key": part.key, "x": x, "width": width})
            x += width
    told = _short(strip.told, TOLD)
    return {"y": y, "parts": parts, "end": x + 5, "told": f"{BREAK} {told}" if over else told}


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
