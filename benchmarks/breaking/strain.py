"""进程：内存不够、停住、空转、时钟前后跳。"""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator

from benchmarks.breaking import processes
from benchmarks.breaking.desk import CACHE, Desk, Ended
from benchmarks.breaking.disk import Harm

_MB = 1 << 20
_PATIENCE = 120.0
_SHORT = """
import engine.batch.pool
engine.batch.pool._SILENT = 8
"""
"""停住多久算停住：平时是十分钟，试的时候短些。"""
_SPIN = """
import engine.audit
extract = engine.audit.extract
def spinning(document, *rest):
    while "2本年" in str(document.path):
        pass
    return extract(document, *rest)
engine.audit.extract = spinning
"""
_CLOCK = """
import time
real, began = time.time, time.monotonic()
time.time = lambda: real() + {first} + ({later} if time.monotonic() - began > 2 else 0)
"""
_SMALL = """
import engine.batch.cache
engine.batch.cache.Cache.trim.__defaults__ = (1,)
"""
_YEAR = 366 * 86400.0


def faults() -> Iterator[tuple[str, Harm]]:
    for size in (200, 400, 600, 900):
        yield f"各进程的地址空间至多 {size} MB", _little(size)
    for more in (0, 20):
        yield f"一个工作进程做到一半，内存只许再要 {more} MB", _squeezed(more)
    yield "一个工作进程停住（SIGSTOP）", _stopped(processes.WORKER)
    yield "工作进程的子进程停住（SIGSTOP）", _stopped(processes.CHILD)
    yield "一份文件怎么也算不完", _spinning
    for name, first, later in (
        ("时钟快一年", _YEAR, 0.0),
        ("时钟慢三十年", -30 * _YEAR, 0.0),
        ("做到一半时钟向前跳一年", 0.0, _YEAR),
        ("做到一半时钟向后跳一年", 0.0, -_YEAR),
    ):
        yield f"{name}，缓存又超过大小", _clock(first, later)
    yield "缓存里的时刻都在将来", _stamped(time.time() + _YEAR)
    yield "缓存里的时刻都是 1970 年", _stamped(0.0)


def _little(size: int) -> Harm:
    def harm(desk: Desk) -> Ended:
        most = size * _MB
        return desk.run(prepare=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)))

    return harm


def _started(desk: Desk, target: str, harm: Callable[[int], None], *more: str) -> Ended:
    """做出几份之后，对一个这种进程下手，等命令做完。"""
    process = desk.start(*more)
    until = time.monotonic() + _PATIENCE
    pids: list[int] = []
    while process.poll() is None and time.monotonic() < until and not pids:
        if len(desk.entries()) >= 2:
            pids = processes.chosen(process.pid, target, 0)
        time.sleep(0.002)
    for pid in pids:
        harm(pid)
    return desk.finish(process)


def _squeezed(more: int) -> Harm:
    def squeeze(pid: int) -> None:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123  不是真的文件
            held = int(file.read().split()[0]) * os.sysconf("SC_PAGESIZE")
        resource.prlimit(pid, resource.RLIMIT_AS, (held + more * _MB, resource.RLIM_INFINITY))

    return lambda desk: _started(desk, processes.WORKER, squeeze)


def _stopped(target: str) -> Harm:
    def harm(desk: Desk) -> Ended:
        desk.prelude = _SHORT
        ended = _started(desk, target, lambda pid: processes.kill([pid], signal.SIGSTOP), "--limit", "seconds=20")
        desk.prelude = ""
        return ended

    return harm


def _spinning(desk: Desk) -> Ended:
    desk.prelude = _SPIN
    ended = desk.run("--limit", "seconds=10")
    desk.prelude = ""
    return ended


def _clock(first: float, later: float) -> Harm:
    def harm(desk: Desk) -> Ended:
        desk.prelude = _CLOCK.format(first=first, later=later) + _SMALL
        ended = desk.run()
        desk.prelude = ""
        return ended

    return harm


def _stamped(moment: float) -> Harm:
    def harm(desk: Desk) -> Ended:
        desk.run()
        for path in (desk.folder / CACHE).rglob("*"):
            os.utime(path, (moment, moment))
        desk.prelude = _SMALL
        ended = desk.run()
        desk.prelude = ""
        return ended

    return harm
