"""写文件：先写同一文件夹里的临时文件，再改名；要么写成，要么不动旧文件。"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_NAMED = 20  # 临时文件名里留这么多个字，看得出是哪个文件的

_WRITING: set[Path] = set()
"""本进程正在写的临时文件；没有建起来就先记上，信号打断在哪一步都找得到。分叉出去的不管父进程的。"""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_WRITING.clear)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """给出可写的文件；正常离开时改名为 path，出了异常不留下什么。写不进去抛出 OSError。"""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:_NAMED]}.{secrets.token_hex(6)}.tmp")
    _WRITING.add(temporary)
    try:
        with temporary.open("xb") as stream:
            yield stream
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)  # 改名成功后已没有临时文件
        _WRITING.discard(temporary)


def discard() -> None:
    """正在写的都不要了：进程不等做完就要结束时用，信号的处理函数里也可以。"""
    for temporary in tuple(_WRITING):
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write(data: bytes, path: Path) -> None:
    with writing(path) as stream:
        stream.write(data)
