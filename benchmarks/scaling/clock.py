"""计时：只算处理器时间，连同收回的子进程；几件事轮流做，各取最短的一遍，别的程序忙不忙影响小。"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


def cpu() -> float:
    """本进程、已经收回的子进程、还在的子进程（留用的匹配进程）用掉的处理器秒数。"""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used) + sum(map(_alive, children(os.getpid())))


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
    """一条命令：墙上时间、处理器时间（连同它的子进程），秒；退出码；输出。"""

    wall: float
    cpu: float
    code: int
    output: str


def run(command: list[str], folder: Path, log: Path) -> Ran:
    """运行一条命令，等它做完；标准输出、错误输出写在 log。"""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    with log.open("wb") as out:
        files = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, out.fileno(), 2)]
        env = os.environ | {"PYTHONPATH": str(folder)}
        pid = os.posix_spawnp(command[0], command, env, file_actions=files)
        _, status = os.waitpid(pid, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    text = log.read_text(encoding="utf-8", errors="replace")
    return Ran(time.monotonic() - start, used, os.waitstatus_to_exitcode(status), text)
