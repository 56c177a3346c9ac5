"""写文件：先写同一文件夹里的临时文件，再改名；要么写成，要么不动旧文件。

进程被杀，临时的会留下。写着的都加着锁（flock），进程没有了锁也就没有了：以后的 sweep 凭它认出没有人要的，删去。
不看时刻：时钟会变，有的一写就很久。没有 flock 的系统（Windows）留着不删。
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

_NAMED = 20  # 临时文件名里留这么多个字，看得出是哪个文件的
_TEMPORARY = re.compile(r"^\..*\.[0-9a-f]{12}\.tmp$", re.DOTALL)  # .report.json.0f1e2d3c4b5a.tmp

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

_WRITING: set[Path] = set()
"""本进程正在写的临时文件；没有建起来就先记上，信号打断在哪一步都找得到。分叉出去的不管父进程的。"""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_WRITING.clear)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """给出可写的文件；正常离开时改名为 path，出了异常不留下什么。写不进去抛出 OSError。"""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _beside(path)
    _WRITING.add(temporary)
    try:
        with _ours(temporary, lambda: os.open(temporary, _NEW, 0o666)) as descriptor:
            with os.fdopen(os.dup(descriptor), "wb") as stream:  # 网络文件夹到关上时才说写不下
                yield stream
            if _FLOCK:  # 放开锁之前改名
                temporary.replace(path)
        if not _FLOCK:  # Windows：开着的不能改名
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)  # 改名成功后已没有临时文件
        _WRITING.discard(temporary)


@contextmanager
def drafting(path: Path) -> Iterator[Path]:
    """给出 path 旁边的一个临时文件夹，写好的自己改名搬走；离开时删去，连同以前被杀的留下的。建不了抛出 OSError。"""
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path.parent, path)
    temporary = _beside(path)

    def made() -> int:
        temporary.mkdir(mode=0o700)
        return os.open(temporary, os.O_RDONLY) if _FLOCK else os.open(os.devnull, os.O_RDONLY)

    with _ours(temporary, made):
        try:
            yield temporary
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def write(data: bytes, path: Path) -> None:
    with writing(path) as stream:
        stream.write(data)


def discard() -> None:
    """正在写的都不要了：进程不等做完就要结束时用，信号的处理函数里也可以。"""
    for temporary in tuple(_WRITING):
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def sweep(folder: Path, path: Path | None = None) -> None:
    """删去 folder 里没有人在写的临时文件、文件夹；给出 path 的，只删它的。删不了的留着。"""
    start = "." if path is None else _start(path)
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if entry.name.startswith(start) and _TEMPORARY.fullmatch(entry.name):
                _drop(Path(entry.path), entry.is_dir(follow_symlinks=False))


def _drop(path: Path, folder: bool) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            if not _lock(descriptor, wait=False):
                return
            if folder:
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)


def _beside(path: Path) -> Path:
    return path.with_name(f"{_start(path)}{secrets.token_hex(6)}.tmp")


def _start(path: Path) -> str:
    return f".{path.name[:_NAMED]}."


@contextmanager
def _ours(temporary: Path, made: Callable[[], int]) -> Iterator[int]:
    """建起来、加上锁的 temporary；建好而没有来得及加锁，被别的进程当作没有人要的删了，再建。"""
    while True:
        descriptor = made()
        try:
            _lock(descriptor, wait=True)
            if temporary.exists():
                yield descriptor
                return
        finally:
            os.close(descriptor)


# ---- 锁：进程没有了，系统就放开；分叉出来的一起拿着，都没有了才放开

_fcntl: Any
try:
    import fcntl as _fcntl
except ImportError:  # Windows
    _fcntl = None
_FLOCK = _fcntl is not None


def _lock(descriptor: int, wait: bool) -> bool:
    """加上锁没有。有的网络文件夹不能加锁：那里的临时文件谁也不删。"""
    if not _FLOCK:
        return False
    try:
        _fcntl.flock(descriptor, _fcntl.LOCK_EX | (0 if wait else _fcntl.LOCK_NB))
    except OSError:
        return False
    return True
