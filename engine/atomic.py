"""写文件：先写同一文件夹里的临时文件，再改名；要么写成，要么不动旧文件。"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_NAMED = 20  # 临时文件名里留这么多个字，看得出是哪个文件的


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """给出可写的文件；正常离开时改名为 path，出了异常不留下什么。写不进去抛出 OSError。"""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:_NAMED]}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)  # 改名成功后已没有临时文件


def write(data: bytes, path: Path) -> None:
    with writing(path) as stream:
        stream.write(data)
