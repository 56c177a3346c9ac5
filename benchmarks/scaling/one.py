"""核查一份，从读入到写出报告，时间分到各阶段。"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.scaling.split import BUILD, CHECK, FACTS, READ, RENDER, STAGES, Split
from engine.audit import Audit, Auditor
from engine.outcome import RULE_ERROR
from engine.readers import read
from engine.readers.bundle import Source
from reports import build, files


@dataclass(frozen=True)
class Timed:
    """一份的各阶段处理器秒数，和它有多大。"""

    seconds: Mapping[str, float]
    facts: int
    outcomes: int
    findings: int
    errors: int
    notes: int

    @property
    def audit(self) -> float:
        """从读入到报告数据。"""
        return self.total - self.seconds[RENDER]

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def timed(path: Path, auditor: Auditor, out: Path, render: bool = True) -> Timed:
    """核查一遍 path，报告写到 out。"""
    split = Split()
    gc.collect()
    with split.hooked():
        with split.stage(READ):
            document = read(path)
        with split.stage(FACTS):
            facts = auditor.facts(document)
        with split.stage(CHECK):
            audit = auditor.judge(facts)
        with split.stage(BUILD):
            data = build.document(path, audit)
        with split.stage(RENDER):
            if render:
                report = build.report([data], auditor, {})
                wanted = files.Wanted(out, ("html", "json"))
                files.write_one(report, data, Source(path, (path,)), f"{path.stem}.html", wanted)
                files.write(report, files.Wanted(out, ("json",)))
    return Timed(
        {name: split.seconds[name] for name in STAGES},
        len(facts.facts), len(audit.results), len(audit.findings), _errors(audit), len(audit.notes),
    )  # fmt: skip


def best(path: Path, auditor: Auditor, out: Path, repeat: int, more: int = 0) -> Timed:
    """做 repeat 遍，另做 more 遍不写报告的；取核查最短的一遍，写报告最短的一遍。

    写报告另起进程画图，忙闲差得多，用的时间也长；不写报告的多做几遍，核查才碰得到机器不忙的时候。
    """
    whole = [timed(path, auditor, out) for _ in range(repeat)]
    least = min((*whole, *(timed(path, auditor, out, False) for _ in range(more))), key=lambda t: t.audit)
    return replace(least, seconds={**least.seconds, RENDER: min(t.seconds[RENDER] for t in whole)})


def _errors(audit: Audit) -> int:
    return sum(outcome.status == RULE_ERROR for _, outcome in audit.results)
