"""时间随文件的大小怎么长：同一份公开件放大到 50 倍，行多、份多、字多、错多。"""

from __future__ import annotations

from pathlib import Path

from benchmarks.scaling.fit import fit, n_log_n
from benchmarks.scaling.grow import GROWN
from benchmarks.scaling.one import Timed, best
from benchmarks.scaling.split import STAGES
from benchmarks.scaling.table import Goal, Measured, Table
from benchmarks.scaling.work import Work

FACTORS = (1, 2, 5, 10, 20, 50)
QUICK = (1, 2, 5)


def measure(work: Work) -> Measured:
    tables, goals = [], []
    for name, grow in GROWN.items():
        sizes, found = [], []
        for factor in QUICK if work.quick else FACTORS:
            path = work.folder / f"{name}{factor}.txt"
            path.write_text(grow(factor), encoding="utf-8")
            sizes.append(len(path.read_text(encoding="utf-8")))
            found.append(_timed(work, path, factor))
        tables.append(_table(name, sizes, found))
        whole = fit(sizes, [t.total for t in found])
        goals.append(Goal(f"大小（{name}）：指数，n·log n 是 {n_log_n(sizes):.3f}", whole.exponent, n_log_n(sizes)))
    return Measured(
        "size",
        "时间随文件大小",
        tuple(tables),
        tuple(goals),
        ("指数是双对数最小二乘；末段是最大两份之间的指数，固定开销已经看不见，比整段的更严。",),
    )


def _timed(work: Work, path: Path, factor: int) -> Timed:
    """小的多做几遍。"""
    repeat = max(1, (2 if work.quick else 6) // (1 if factor < 3 else factor))
    if factor == 1:
        best(path, work.auditor, work.folder / "out", 2)
    return best(path, work.auditor, work.folder / "out", repeat)


def _table(name: str, sizes: list[int], found: list[Timed]) -> Table:
    rows: list[tuple[str | float | int, ...]] = [
        (
            f"{size / sizes[0]:.1f}",
            size,
            t.facts,
            t.outcomes,
            t.findings,
            *(s * 1000 for s in t.seconds.values()),
            t.total * 1000,
        )
        for size, t in zip(sizes, found, strict=True)
    ]
    series = [*([t.seconds[s] for t in found] for s in STAGES), [t.total for t in found]]
    blank = ("", "", "", "")
    fits = [fit(sizes, [max(y, 1e-6) for y in ys]) for ys in series]
    last = [fit(sizes[-2:], [max(y, 1e-6) for y in ys[-2:]]).exponent for ys in series]
    rows.append(("指数", *blank, *(f.exponent for f in fits)))
    rows.append(("R²", *blank, *(f.r2 for f in fits)))
    rows.append(("末段", *blank, *last))
    told = [f"{sum(t.errors for t in found)} 处规则出错"] if any(t.errors for t in found) else []
    told += [f"{sum(t.notes for t in found)} 句匹配器的说明"] if any(t.notes for t in found) else []
    return Table(
        f"{name}：毫秒",
        ("倍", "字", "事实", "结论", "问题", *STAGES, "合计"),
        tuple(rows),
        ("、".join(told) + "。",) if told else (),
    )
