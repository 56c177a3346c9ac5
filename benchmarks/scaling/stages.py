"""一份公开件要多少处理器时间，用在哪个阶段；每核每秒几份；比光是读入多多少。"""

from __future__ import annotations

from statistics import mean

from benchmarks.scaling.one import Timed, best
from benchmarks.scaling.split import CHECK, FACTS, MATCH, READ, RECOGNISE, STAGES
from benchmarks.scaling.table import Goal, Measured, Table
from benchmarks.scaling.work import Work

TEXT_MS = 60.0
PDF_MORE = 1.30


def measure(work: Work) -> Measured:
    found = _timed(work)
    speed, split, goals = [], [], []
    for name, timed in found.items():
        sizes = [path.stat().st_size / 1000 for path in work.groups[name]]
        audit, read = mean(t.audit for t in timed) * 1000, mean(t.seconds[READ] for t in timed) * 1000
        total = mean(t.total for t in timed) * 1000
        worst = max(t.audit for t in timed) * 1000
        extracted = mean(sum(t.seconds[s] for s in (READ, RECOGNISE, FACTS)) for t in timed) * 1000
        ratios = (audit / read, audit / extracted)
        speed.append((name, len(timed), mean(sizes), audit, worst, 1000 / audit, total, 1000 / total, *ratios))
        stages = [mean(t.seconds[s] for t in timed) * 1000 for s in STAGES]
        split.append((name, *stages))
        split.append(("　占 %", *(100 * s / total for s in stages)))
        if name.startswith("文本"):
            goals.append(Goal(f"{name}：一份的核查", audit, TEXT_MS, unit=" ms"))
        else:
            goals.append(Goal(f"{name}：核查是光读入的几倍", audit / read, PDF_MORE, unit=" 倍"))
        work_done = mean(t.seconds[MATCH] + t.seconds[CHECK] for t in timed) * 1000
        goals.append(Goal(f"{name}：匹配加检查是读入的几倍", work_done / read, 1.0, unit=" 倍"))
    return Measured(
        "stages",
        "一份公开件的时间",
        (
            Table(
                "一份的处理器时间（规则已读好）",
                (
                    "公开件",
                    "份",
                    "KB",
                    "核查 ms",
                    "最慢 ms",
                    "份/秒·核",
                    "连写报告 ms",
                    "份/秒·核 ",
                    "核查/读入",
                    "核查/抽取",
                ),
                tuple(speed),
                (
                    "核查是从读入到报告数据；连写报告再加上 HTML 和 JSON（PDF 有问题的要画小图）。",
                    "抽取是读入、识别、事实三段，到有了事实为止。",
                ),
            ),
            Table("各阶段，毫秒", ("公开件", *STAGES), tuple(split)),
        ),
        tuple(goals),
    )


def _timed(work: Work) -> dict[str, list[Timed]]:
    """各组各份的最短一遍；头一份先做一遍，规则编好、模板读好。"""
    for paths in work.groups.values():
        best(paths[0], work.auditor, work.folder / "out", 2)
    return {
        name: [best(path, work.auditor, work.folder / "out", work.repeat, 3 * work.repeat) for path in paths]
        for name, paths in work.groups.items()
    }
