"""读一份文件最多用多少：超过的说明白，不拖垮整批。"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.errors import UsageError


@dataclass(frozen=True, slots=True)
class Limits:
    """各项上限。真实的公开件：几十页、几 MB、一页几千字；上限放到它的几十倍。

    seconds  读一份文件的时间，秒
    memory   读一份文件的内存，MB
    size     文件大小，MB
    unpacked 压缩包（含 docx、xlsx）解开后的大小，MB
    entries  压缩包里的文件数
    pages    页数
    glyphs   一页的字数
    strokes  一页的线段数
    pixels   扫描页渲染后的像素数
    cells    一张表的格数
    until    到这个时刻（time.monotonic）就该收尾，没读的页写进 remarks；由 worker 填
    """

    # 一页扫描件约 4 秒，慢的机器约 10 秒；时间按六十页的扫描件留
    seconds: float = 600
    memory: int = 3072
    size: int = 64
    unpacked: int = 256
    entries: int = 2000
    pages: int = 1000
    glyphs: int = 60_000
    strokes: int = 100_000
    pixels: int = 40_000_000
    cells: int = 400_000
    until: float = math.inf


DEFAULTS = Limits()

_UNITS = {
    "seconds": "秒",
    "memory": "MB 内存",
    "size": "MB",
    "unpacked": "MB，压缩包解开后",
    "entries": "个，压缩包里的文件",
    "pages": "页",
    "glyphs": "字一页",
    "strokes": "条线一页",
    "pixels": "像素一页扫描",
    "cells": "格一张表",
}
"""可以用 --limit 改的各项，和它的单位。"""


def told(limits: Limits = DEFAULTS) -> str:
    """各项和它的值：seconds=600（秒）、memory=3072（MB 内存）……"""
    return "、".join(f"{name}={getattr(limits, name):.0f}（{unit}）" for name, unit in _UNITS.items())


def changed(settings: Sequence[str], limits: Limits = DEFAULTS) -> Limits:
    """按“名=数”改各项上限，如 pages=2000；数是正整数。写错了抛出 UsageError。"""
    found: dict[str, int] = {}
    for setting in settings:
        name, _, number = setting.partition("=")
        if name not in _UNITS:
            raise UsageError(f"--limit 没有“{name}”这一项，可用 {'、'.join(_UNITS)}。")
        if not number.isascii() or not number.isdecimal() or not int(number):
            raise UsageError(f"--limit {name} 应是正整数，如 {name}={getattr(DEFAULTS, name):.0f}，现在是“{number}”。")
        found[name] = int(number)
    return replace(limits, **found)
