"""看进程、杀进程：主进程、工作进程、工作进程的子进程（读文件的、匹配的）。要有 /proc。"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.scaling.clock import children

EVERYONE, MAIN, WORKER, CHILD = "整棵进程树", "主进程", "一个工作进程", "工作进程的子进程"


def chosen(main: int, target: str, pick: int) -> list[int]:
    """要杀的各进程；此刻没有这一种的，为空。pick 用来挑一个。"""
    workers = children(main)
    grand = [g for w in workers for g in children(w)]
    match target:
        case "整棵进程树":
            return [main, *workers, *grand, *(c for g in grand for c in children(g))]
        case "主进程":
            return [main]
        case "一个工作进程":
            found = workers
        case _:
            found = grand
    return [found[pick % len(found)]] if found else []


def kill(pids: list[int], number: int = signal.SIGKILL) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def left(folder: Path) -> list[int]:
    """在这个文件夹里运行着的各进程。"""
    return list(_left(str(folder)))


def _left(folder: str) -> Iterator[int]:
    for one in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # 刚结束的；结束了没有收尸的读不出 cwd
            if os.readlink(one / "cwd") == folder:  # noqa: PTH115  要原样的字
                yield int(one.name)


def orphans(folder: Path, bound: float) -> tuple[float, list[int]]:
    """等它们自己结束：用了几秒，到时限还在的。"""
    began = time.monotonic()
    while found := left(folder):
        if time.monotonic() - began > bound:
            break
        time.sleep(0.02)
    return time.monotonic() - began, found
