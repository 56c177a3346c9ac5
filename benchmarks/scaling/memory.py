"""看着一条命令用多少内存、做了几份，直到它做完。"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.scaling.clock import children

_EVERY = 0.5
"""秒；隔这么久看一次。"""
_NEAR = 5
"""取相邻这么多次的中位数，一次的尖峰不算。"""
_ENTRIES = 2
"""一份公开件在缓存里有两项：它的事实，它的结果。"""


@dataclass(frozen=True)
class Sample:
    """某一刻：做了几份；全部进程的内存（共用的页平摊，MB）、主进程的、最大一个子进程的（MB）。"""

    done: int
    total: float
    parent: float
    child: float


class Watch:
    """隔一会儿看一次；做了几份看 cache 里有几项。不取事实（没有历年库）的不能用它。"""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._next = 0.0
        self.samples: list[Sample] = []

    def look(self, pid: int) -> None:
        if time.monotonic() >= self._next and (sample := _sample(pid, self._cache)) is not None:
            self.samples.append(sample)
            self._next = time.monotonic() + _EVERY


def growth(samples: Sequence[Sample], first: int) -> tuple[float, float, float] | None:
    """做完 first 份以前的最高、以后的最高（MB）、多了百分之几；有一段太短的为 None。

    最高比最高：工作进程做一阵就换新的，每一茬都由低到高，拿半中间的一刻作底没有意思。
    """
    early = _top([s.total for s in samples if s.done <= first])
    late = _top([s.total for s in samples if s.done > first])
    return None if early is None or late is None else (early, late, (late / early - 1) * 100)


def _top(held: Sequence[float]) -> float | None:
    """相邻几次的中位数里最高的；次数太少的为 None。"""
    if len(held) < 2 * _NEAR:
        return None
    return max(median(held[n : n + _NEAR]) for n in range(len(held) - _NEAR + 1))


def _sample(pid: int, cache: Path) -> Sample | None:
    tree = list(_tree(pid))
    held = {one: _held(one) for one in tree}
    if held.get(pid, (0, 0))[0] == 0:
        return None
    others = [rss for one, (rss, _) in held.items() if one != pid]
    total = sum(pss for _, pss in held.values())
    return Sample(_count(cache) // _ENTRIES, total, held[pid][0], max(others, default=0.0))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for child in children(pid):
        yield from _tree(child)


def _held(pid: int) -> tuple[float, float]:
    """（RSS，PSS），MB；进程没有了、系统没有 /proc 的是零。"""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0, 0.0
    found = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("Rss:", "Pss:"))}
    return int(found.get("Rss", 0)) / 1024, int(found.get("Pss", 0)) / 1024


def _count(cache: Path) -> int:
    """缓存里有几项。"""
    count = 0
    try:
        for shelf in os.scandir(cache):
            if shelf.is_dir() and len(shelf.name) == 2:
                count += sum(entry.name.endswith(".zip") for entry in os.scandir(shelf.path))
    except OSError:  # 还没有建好
        return count
    return count
