"""一个进程、两个进程、Dask 两个工作进程各要多久；头一次和没有变再来一次各要多久。"""

from __future__ import annotations

from pathlib import Path

from benchmarks.scaling import whole
from benchmarks.scaling.clock import Ran
from benchmarks.scaling.table import Goal, Measured, Table
from benchmarks.scaling.work import Work

SPEEDUP = 1.8
_COUNT, _QUICK = 600, 40


def measure(work: Work) -> Measured:
    count = min(work.documents, _QUICK if work.quick else _COUNT)
    documents = work.folder / "公开件"
    whole.make(documents, count)
    one = work.folder / "一份"
    whole.make(one, 1)
    alone = _best(work, one, "1", 1)
    repeat = 1 if work.quick else 2
    single, double = (_best(work, documents, jobs, repeat) for jobs in ("1", "2"))
    speedup = single.wall / double.wall
    net = (single.wall - alone.wall) / max(1e-9, double.wall - alone.wall)
    rows: list[tuple[str | float | int, ...]] = [
        ("只开一份", 1, alone.wall, alone.cpu, "—", "—"),
        ("一个进程", count, single.wall, single.cpu, 1.0, 1.0),
        ("两个进程", count, double.wall, double.cpu, speedup, net),
    ]
    cold, warm = _twice(work, documents)
    kept: list[tuple[str | float | int, ...]] = [
        ("头一次", count, cold.wall, cold.cpu, 1.0),
        ("没有变，再来一次", count, warm.wall, warm.cpu, cold.cpu / warm.cpu),
    ]
    return Measured(
        "processes",
        "一个进程、两个进程，头一次、再来一次",
        (
            Table("进程数（不用缓存）", ("", "份", "秒", "处理器秒", "快几倍", "除去开头，快几倍"), tuple(rows)),
            Table("缓存（两个进程）", ("", "份", "秒", "处理器秒", "省几倍"), tuple(kept)),
        ),
        (Goal(f"两个进程比一个快几倍（{count} 份，整条命令）", speedup, SPEEDUP, most=False, unit=" 倍"),),
        ("要在没有别的程序用处理器的机器上量；“除去开头”减去只开一份的时间（读规则、起进程）。",),
    )


def _best(work: Work, documents: Path, jobs: str, repeat: int) -> Ran:
    """墙上时间最短的一遍。"""
    out = work.folder / f"报告{jobs}"
    runs = []
    for _ in range(repeat):
        whole.clear(out)
        runs.append(whole.audit(documents, out, work.engine, "--no-cache", "--jobs", jobs))
    return min(runs, key=lambda ran: ran.wall)


def _twice(work: Work, documents: Path) -> tuple[Ran, Ran]:
    out, cache = work.folder / "报告缓存", work.folder / "缓存"
    options = ("--cache", str(cache), "--jobs", "2")
    first, second = (whole.audit(documents, out, work.engine, *options) for _ in range(2))
    return first, second
