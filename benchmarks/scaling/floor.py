"""离底线多远：光取文字、光读成文档、手写的算术核查，各是核查一份的几分之一。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import mean

from benchmarks.read_pdf import bare
from benchmarks.scaling import hand
from benchmarks.scaling.clock import least
from benchmarks.scaling.table import Measured, Table
from benchmarks.scaling.work import Work
from engine.audit import Auditor
from engine.outcome import FAIL, PASS
from engine.readers import read

ARITHMETIC = ("表内勾稽", "表间勾稽")
"""与手写的核查相当的两类规则。"""


def measure(work: Work) -> Measured:
    rows = []
    counts: list[tuple[int, hand.Counted, int, int]] = []
    for name, paths in work.groups.items():
        times = [least(_works(path, work.auditor), work.repeat) for path in paths]
        bare, own, audit = (mean(t[k] for t in times) * 1000 for k in ("取文字", "读入", "核查"))
        by_hand = mean(t["手写"] for t in times) * 1000 if "手写" in times[0] else None
        rows.append((name, bare, own, audit, audit / bare, audit / own, *_or_dash(by_hand, audit)))
        if by_hand is not None:
            counts += [_counted(path, work.auditor) for path in paths]
    tables = [
        Table(
            "一份的处理器时间，毫秒",
            ("公开件", "取文字", "读成文档", "核查", "核查/取文字", "核查/读成文档", "手写", "核查/手写"),
            tuple(rows),
            (
                "取文字：文本是打开、解码；PDF 是 pypdfium2 逐页取文字。读成文档：engine.readers.read。"
                "手写：scaling/hand.py，从字节到结果。",
            ),
        )
    ]
    if counts:
        texts = [c for c in counts if c[1].equations]
        made, ours = sum(c[1].equations for c in texts), sum(c[2] for c in texts)
        tables.append(
            Table(
                "同样的算术查了多少",
                ("", "等式", "不成立", "认得的份数"),
                (
                    ("手写", made, sum(c[1].wrong for c in texts), len(texts)),
                    (f"本程序（{'、'.join(ARITHMETIC)}）", ours, sum(c[3] for c in counts), len(counts)),
                ),
                ("本程序还查说明文字、占比、增减率、绩效、完整性、用字，留下证据；手写的只有这两项算术。",),
            )
        )
    return Measured("floor", "离底线多远", tuple(tables))


def _works(path: Path, auditor: Auditor) -> dict[str, Callable[[], object]]:
    works: dict[str, Callable[[], object]] = {
        "读入": lambda: read(path),
        "核查": lambda: auditor.audit(path),
    }
    if path.suffix == ".pdf":
        return {"取文字": lambda: bare(path.read_bytes()), **works}
    return {
        "取文字": lambda: path.read_bytes().decode(),
        "手写": lambda: hand.check(path.read_bytes().decode()),
        **works,
    }


def _counted(path: Path, auditor: Auditor) -> tuple[int, hand.Counted, int, int]:
    judged = [o for r, o in auditor.audit(path).results if r.family in ARITHMETIC and o.status in (PASS, FAIL)]
    return 0, hand.check(path.read_bytes().decode()), len(judged), sum(o.status == FAIL for o in judged)


def _or_dash(by_hand: float | None, audit: float) -> tuple[str | float, str | float]:
    return ("—", "—") if by_hand is None else (by_hand, audit / by_hand)
