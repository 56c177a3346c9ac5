"""各种格式的读取共用：在本进程里读，只许一句话的错误和“套得太深”（子进程会说成一句话）。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks.fuzzing.promise import one_sentence, sound
from engine.document import Document
from engine.errors import DocumentError
from engine.readers.limits import Limits

SMALL = Limits(seconds=20, memory=1500, size=4, unpacked=8, entries=100, pages=20, cells=4000, pixels=1_000_000)
"""比默认小的上限：输入小，走到上限的也快。"""
Read = Callable[[Path, bytes, Limits], Document]


def tried(read: Read, name: str, data: bytes) -> Document | None:
    """读一次；读不出来为 None。"""
    try:
        document = read(Path(name), data, SMALL)
    except DocumentError as problem:
        one_sentence(str(problem))
        assert str(problem).startswith(f"{name}：")
        return None
    except RecursionError:
        return None
    sound(document)
    return document
