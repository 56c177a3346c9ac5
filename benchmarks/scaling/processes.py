"""一个进程、两个进程、Dask 两个工作进程各要多久；头一次和没有变再来一次各要多久。"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.scaling import samples, whole
from benchmarks.scaling.clock import Ran
from benchmarks.scaling.table import Goal, Measured, Table
from benchmarks.scaling.work import Work

SPEEDUP = 1.8
_ROUNDS = 3
_COUNT, _QUICK = 1_200, 20  # 一个进程约一分半：短了，只开一份的时间占得多


def measure(work: Work) -> Measured:
    count = min(work.documents, _QUICK if work.quick else _COUNT)
    documents = work.folder / "公开件"
    whole.make(documents, count)
    one = work.folder / "一份"
    whole.make(one, 1)
    alone = min((ran for (ran,) in _rounds(work, one, 2, ())), key=lambda ran: ran.wall)
    runs = [("--jobs", "1"), ("--jobs", "2")]
    if "--no-store" in whole.options():
        runs.append(("--jobs", "2", "--no-store"))
    rounds = _rounds(work, documents, 1 if work.quick else _ROUNDS, *runs)
    single, double, *bare = sorted(rounds, key=_speedup)[len(rounds) // 2]
    speedup = single.wall / double.wall
    net = (single.wall - alone.wall) / max(1e-9, double.wall - alone.wall)
    rows: list[tuple[str | float | int, ...]] = [
        ("只开一份", 1, alone.wall, alone.cpu, "—", "—"),
        ("一个进程", count, single.wall, single.cpu, 1.0, 1.0),
        ("两个进程", count, double.wall, double.cpu, speedup, net),
    ]
    rows += (("两个进程，不用历年库", count, ran.wall, ran.cpu, single.wall / ran.wall, "—") for ran in bare)
    notes = [
        "要在没有别的程序用处理器的机器上量；“除去开头”减去只开一份的时间（读规则、起进程）。",
        f"轮流做 {len(rounds)} 轮，各轮快 {'、'.join(f'{_speedup(ran):.2f}' for ran in rounds)} 倍，取居中的一轮。",
    ]
    if (spread := _spread(work, documents)) is None:
        notes.append("没有装 dask.distributed，或者没有 --scheduler，Dask 没有量。")
    else:
        over = single.wall - alone.wall, max(1e-9, spread.wall - alone.wall)
        rows.append(("Dask 两个工作进程", count, spread.wall, "—", single.wall / spread.wall, over[0] / over[1]))
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
        tuple(notes),
    )


def _speedup(ran: Sequence[Ran]) -> float:
    """一轮里，一个进程的用时是两个进程的几倍。"""
    return ran[0].wall / ran[1].wall


def _rounds(work: Work, documents: Path, repeat: int, *ways: tuple[str, ...]) -> list[list[Ran]]:
    """各种选项轮流做几轮；每遍都从头做起，不留历年库。机器时快时慢，同一轮里的才可比。"""
    base = work.folder / "一遍"
    rounds: list[list[Ran]] = []
    for _ in range(repeat):
        rounds.append([])
        for options in ways:
            whole.clear(base)
            rounds[-1].append(whole.audit(documents, base / "报告", work.engine, "--no-cache", *options))
    return rounds


def _spread(work: Work, documents: Path) -> Ran | None:
    """本机的 Dask：两个工作进程，各一个线程；工作进程先起好，先做一份热身，都不算在内。"""
    if importlib.util.find_spec("distributed") is None or "--scheduler" not in whole.options():
        return None
    from distributed import LocalCluster

    os.environ["PYTHONPATH"] = str(samples.ROOT)  # 工作进程由此找到本程序
    base = work.folder / "dask"
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        options = ("--no-cache", "--scheduler", cluster.scheduler_address)
        for folder in (work.folder / "一份", documents):
            whole.clear(base)
            ran = whole.audit(folder, base / "报告", work.engine, *options)
    return ran


def _twice(work: Work, documents: Path) -> tuple[Ran, Ran]:
    out, cache = work.folder / "两遍" / "报告", work.folder / "两遍" / "缓存"
    options = ("--cache", str(cache), "--jobs", "2")
    first, second = (whole.audit(documents, out, work.engine, *options) for _ in range(2))
    return first, second
