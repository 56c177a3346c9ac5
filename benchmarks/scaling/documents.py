"""时间、内存、磁盘随份数怎么长：整条 gouji audit，10 份到 10,000 份。"""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.scaling import whole
from benchmarks.scaling.clock import Ran
from benchmarks.scaling.fit import fit
from benchmarks.scaling.memory import Watch, growth
from benchmarks.scaling.table import Goal, Measured, Table
from benchmarks.scaling.work import Work

LADDER = (10, 30, 100, 1000, 10_000)
MOST_EXPONENT = 1.05
AFTER = 500
"""头这么多份之后，内存不该再长。"""
MOST_GROWTH = 5.0


_SIZED = 200
"""量磁盘用这么多份：历年库、Parquet 有固定的开头，份数太少就显得大。"""
_FEW, _REPEAT = 30, 3
"""这么多份以内的做几遍，取最省的：时间短，开头的时间占得多，一遍不准。"""


def measure(work: Work) -> Measured:
    steps = [n for n in LADDER if n <= work.documents]
    made = whole.make(work.folder / "公开件", steps[-1])
    first = min((_step(work, made[:1])[0] for _ in range(_REPEAT)), key=lambda ran: ran.cpu)
    rows: list[tuple[str | float | int, ...]] = []
    counts, costs, last = [], [], None
    for count in steps:
        if last is not None and last.wall / counts[-1] * count > work.seconds:
            break
        tried = [_step(work, made[:count]) for _ in range(_REPEAT if count <= _FEW else 1)]
        ran, watch = min(tried, key=lambda step: step[0].cpu)
        net = ran.cpu - first.cpu
        memory = growth(watch.samples, AFTER) if count > AFTER else None
        top = max((s.total for s in watch.samples), default=0.0)
        rows.append((count, ran.wall, ran.cpu, net / (count - 1) * 1000, count / ran.wall, top))
        counts.append(count)
        costs.append(net)
        last = ran
    more = [n - 1 for n in counts]
    exponent, r2 = fit(more, costs) if len(counts) > 1 else (float("nan"), 0.0)
    notes = [
        f"只开一份要 {first.wall:.2f} 秒（读规则、起进程），处理器 {first.cpu:.2f} 秒；每份的时间已减去它。",
        f"处理器时间（减去只开一份的）对份数（减一）的指数 {exponent:.3f}，R² {r2:.4f}。",
    ]
    if counts[-1] < steps[-1]:
        notes.append(f"{steps[len(counts)]:,} 份估计要超过 {work.seconds:.0f} 秒，没有量；--seconds 可以放宽。")
    goals = [Goal(f"份数：{counts[0]} 到 {counts[-1]:,} 份的指数", exponent, MOST_EXPONENT)]
    if memory is None:
        goals.append(Goal(f"内存：{AFTER} 份之后多", None, MOST_GROWTH, unit=" %"))
    else:
        early, late, grew = memory
        notes.append(f"{counts[-1]:,} 份时：头 {AFTER} 份各进程共最高 {early:.0f} MB，此后最高 {late:.0f} MB。")
        goals.append(Goal(f"内存：{counts[-1]:,} 份，{AFTER} 份之后多", grew, MOST_GROWTH, unit=" %"))
    return Measured(
        "documents",
        "时间、内存、磁盘随份数",
        (
            Table(
                f"整条 gouji audit（{os.cpu_count()} 核，用全部）",
                ("份", "秒", "处理器秒", "每份处理器 ms", "份/秒", "内存 MB"),
                tuple(rows),
                ("内存是各进程合计的最高（PSS，共用的页平摊）。",),
            ),
            _disk(work, made[:_SIZED]),
        ),
        tuple(goals),
        tuple(notes),
    )


def _step(work: Work, files: list[Path]) -> tuple[Ran, Watch]:
    """核查这些文件，从头做起。"""
    base = work.folder / f"份数{len(files)}"
    documents, cache = whole.linked(base / "公开件", files), base / "缓存"
    watch = Watch(cache)
    ran = whole.audit(documents, base / "报告", work.engine, "--cache", str(cache), look=watch.look)
    whole.clear(base)
    return ran, watch


def _disk(work: Work, files: list[Path]) -> Table:
    """每份占的磁盘，KB；没有这个选项的是“—”。"""
    base = work.folder / "磁盘"
    out, cache, tables = base / "报告", base / "缓存", base / "Parquet"
    more = ("--parquet", str(tables)) if "--parquet" in whole.options() else ()
    documents = whole.linked(base / "公开件", files)
    whole.audit(documents, out, work.engine, "--cache", str(cache), *more)
    sizes = {
        "公开件": whole.size(documents),
        "网页": sum(f.stat().st_size for f in out.glob("*.html")),
        "report.json": whole.size(out / "report.json"),
        "缓存": whole.size(cache),
        "历年库": sum(f.stat().st_size for f in base.glob("*.duckdb")),
        "Parquet": whole.size(tables),
    }
    whole.clear(base)
    row = tuple(size / 1000 / len(files) if size else "—" for size in sizes.values())
    return Table(f"每份占的磁盘，KB（{len(files)} 份）", tuple(sizes), (row,), ("网页含 index.html。",))
