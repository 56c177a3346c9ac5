"""计时：只算处理器时间，连同收回的子进程；几件事轮流做，各取最短的一遍，别的程序忙不忙影响小。"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine import nursery


def cpu() -> float:
    """本进程、已经收回的子进程、还在的子进程（留用的匹配进程、托儿所）、托儿所里做过的事用掉的处理器秒数。"""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    alive = sum(map(_alive, children(os.getpid())))
    return sum(u.ru_utime + u.ru_stime for u in used) + alive + nursery.spent()


def children(pid: int) -> list[int]:
    """主线程另起的、还在的子进程；没有 /proc 的系统不知道，当作没有。"""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", "rb") as listed:  # noqa: PTH123  量的时候常叫，要快
            return [int(n) for n in listed.read().split()]
    except OSError:
        return []


def _alive(pid: int) -> float:
    """还在的子进程（不连它的子进程）用掉的处理器秒数。"""
    with contextlib.suppress(OSError):  # 刚结束；收回之后算在 RUSAGE_CHILDREN 里
        return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3) 在 Linux 上的值
    return 0.0


def spent(work: Callable[[], object]) -> float:
    """做一遍的处理器秒数；先收垃圾，免得算上别人的。"""
    gc.collect()
    start = cpu()
    work()
    return cpu() - start


def least(works: Mapping[str, Callable[[], object]], repeat: int) -> dict[str, float]:
    """各件事轮流做 repeat 遍，各自最短的处理器秒数。"""
    found = {name: float("inf") for name in works}
    for _ in range(repeat):
        for name, work in works.items():
            found[name] = min(found[name], spent(work))
    return found


@dataclass(frozen=True)
class Ran:
    """一条命令：墙上时间、处理器时间（连同它另起的各进程），秒；退出码；输出。"""

    wall: float
    cpu: float
    code: int
    output: str


def run(command: Sequence[str | Path], folder: Path, log: Path, look: Callable[[int], None] | None = None) -> Ran:
    """在 folder 里运行一条命令，等它做完；输出写在 log。look(进程号) 在等的时候隔一会儿叫一次。"""
    _adopt()
    before = _reaped()
    start = time.monotonic()
    with log.open("wb") as out:
        environment = os.environ | {"PYTHONPATH": str(folder)}
        done = subprocess.Popen(list(map(str, command)), cwd=folder, env=environment, stdout=out, stderr=out)
        while done.poll() is None:
            if look is not None:
                look(done.pid)
            with contextlib.suppress(subprocess.TimeoutExpired):
                done.wait(_LOOK)
    wall = time.monotonic() - start
    _reap()
    text = log.read_text(encoding="utf-8", errors="replace")
    return Ran(wall, _reaped() - before, done.returncode, text)


_LOOK = 0.25  # 秒
_SUBREAPER = 36  # prctl(2) 的 PR_SET_CHILD_SUBREAPER
_PATIENCE = 5.0  # 秒；命令做完，它的匹配进程随后自己结束，至多等这么久


def _adopt() -> None:
    """命令的工作进程先结束的，它们的子进程归本进程收，时间才算得全；只有 Linux 能。"""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _reap() -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            time.sleep(0.05)


def _reaped() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
