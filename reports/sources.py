"""再打开原件：画小图、写批注时用。在子进程里做，渲染崩溃只是少几张图。"""

from __future__ import annotations

import functools
import gc
import importlib
import struct
from collections.abc import Callable, Iterator
from typing import Any

from engine import nursery
from engine.errors import DocumentError
from engine.isolation import Bounds, Send, can_fork
from engine.readers import sniff
from engine.readers.address import load
from engine.readers.bundle import Source
from engine.readers.limits import Limits

_ANSWER = 256  # 送回的结果不超过这么多 MB：带批注的 PDF 与原件差不多大
_INDEX = struct.Struct("<I")

Work = Callable[..., Iterator[tuple[int, bytes]]]
"""在子进程里一件件做：（第几件，结果）。是模块里的函数，参数可以 pickle。"""


def opened(source: Source, file: str, limits: Limits) -> tuple[str, bytes] | None:
    """公开件里的一个文件（Spot.file）→（格式，内容）；没有页的格式、已经打不开的为 None。"""
    if not source.files:
        return None
    try:
        data = load(source.address(file), limits)
    except DocumentError:
        return None
    kind = sniff.kind_of(data, limits)
    return (kind, data) if kind in ("pdf", "image") else None


def in_child(work: Work, args: tuple[Any, ...], limits: Limits, module: str) -> tuple[dict[int, bytes], str]:
    """（做成的各件，没有做完的原因）；不能分叉的系统不做：渲染崩溃会连累整批。module 是要用的模块，各个子进程共用。"""
    if not can_fork():
        return {}, "这个系统不能另起子进程"
    bounds, prepare = Bounds(limits.memory, 0, _ANSWER), functools.partial(importlib.import_module, module)
    ran = nursery.run(_run, (work, args), limits.seconds, bounds, prepare)
    return {_INDEX.unpack_from(m)[0]: m[_INDEX.size :] for m in ran.messages}, ran.ended


def _run(send: Send, work: Work, args: tuple[Any, ...]) -> None:
    gc.enable()
    for index, result in work(*args):
        send(_INDEX.pack(index) + result)
