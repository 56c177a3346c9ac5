"""通用性：几百份虚构公开件，没有差错的不报错误和提示，埋了差错的查得出；按类别数。

用法：python -m benchmarks.generality [--documents 300] [--seed 1] [--clean-only] [--jobs 2]
每份先照原样核查，再逐个埋错核查（一次埋一个）；埋错的人说明报告里应当出现哪些字。
没有差错的文件报了错误或提示、某一类查出的不到 --least（默认 0.95），以 1 退出。
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.generator.compose import disclosure
from benchmarks.generator.planting import Planted, kinds, plant
from engine.audit import Auditor
from engine.document import Document
from engine.findings.group import Finding
from engine.inference.select import matcher
from engine.readers import text
from engine.readers.limits import DEFAULTS
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset

RULES = Path(__file__).resolve().parents[1] / "rules"


class Alarm(NamedTuple):
    """没有差错的文件里报的错误或提示。"""

    seed: int
    rule: str
    severity: str
    message: str


class Tried(NamedTuple):
    """埋了一个错：查出没有；没查出的附上报了些什么。"""

    seed: int
    family: str
    kind: str
    found: bool
    note: str


@cache
def auditor() -> Auditor:
    vocabulary = Vocabulary.load(RULES)
    return Auditor(load_ruleset((RULES,), vocabulary), vocabulary, matcher("reference"))


def document(source: str) -> Document:
    return text.read(Path("公开件.txt"), source.encode(), DEFAULTS)


def findings(source: str) -> tuple[Finding, ...]:
    return auditor().audit(document(source)).findings


def serious(found: Iterable[Finding]) -> list[Finding]:
    return [f for f in found if f.severity != "info"]


def clean(seed: int) -> list[Alarm]:
    """照原样核查一份。"""
    return [Alarm(seed, f.rule.id, f.severity, f.message) for f in serious(findings(disclosure(seed).text()))]


def noticed(found: Iterable[Finding], planted: Planted) -> bool:
    """说明或证据里有应当出现的字样；本该是说明级的，说明级也算。"""
    for finding in found:
        if finding.severity == "info" and not planted.info:
            continue
        said = " ".join((finding.message, *(f"{e.quote} {e.value}" for e in finding.evidence)))
        if planted.seen_in(said):
            return True
    return False


def tried(job: tuple[int, str]) -> Tried | None:
    """在一份文件里埋一种错；这份文件没有可埋之处给 None。"""
    seed, kind = job
    draft = disclosure(seed)
    planted = plant(draft, kind)
    if planted is None:
        return None
    found = findings(draft.text())
    said = "；".join(f"{f.rule.id}:{f.message[:60]}" for f in serious(found))
    return Tried(seed, planted.family, kind, noticed(found, planted), f"应有 {planted.tokens} 实报 {said or '无'}")


def plan(seeds: Iterable[int], every: int) -> Iterator[tuple[int, str]]:
    """每份文件轮到哪些种差错：every 份里各轮一遍。"""
    names = kinds()
    for seed in seeds:
        for n, kind in enumerate(names):
            if (seed + n) % every == 0:
                yield seed, kind


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300, help="几份文件")
    parser.add_argument("--seed", type=int, default=1, help="第一份的种子")
    parser.add_argument("--every", type=int, default=10, help="一种差错每几份文件埋一次")
    parser.add_argument("--clean-only", action="store_true", help="只核查没有差错的")
    parser.add_argument("--planted-only", action="store_true", help="只核查埋了差错的")
    parser.add_argument("--kind", default="", help="只埋这一种差错")
    parser.add_argument("--least", type=float, default=0.95)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    seeds = range(given.seed, given.seed + given.documents)
    bad = False
    with multiprocessing.Pool(given.jobs) as pool:
        if not given.planted_only:
            per_document = pool.map(clean, seeds, chunksize=4)
            alarms = [a for found in per_document for a in found]
            for alarm in alarms:
                print(f"误报 种子{alarm.seed} {alarm.rule}({alarm.severity}) {alarm.message}")
            print(f"没有差错的 {len(seeds)} 份，{sum(map(bool, per_document))} 份报了错误或提示，共 {len(alarms)} 条")
            bad |= bool(alarms)
        if not given.clean_only:
            jobs = [j for j in plan(seeds, given.every) if not given.kind or j[1] == given.kind]
            results = [r for r in pool.map(tried, jobs, chunksize=8) if r is not None]
            total, hit = Counter(r.family for r in results), Counter(r.family for r in results if r.found)
            for r in results:
                if not r.found:
                    print(f"没查出 种子{r.seed} {r.family}/{r.kind} {r.note}")
            for family in total:
                print(f"{family}：埋 {total[family]}，查出 {hit[family]}，{hit[family] / total[family]:.1%}")
                bad |= hit[family] < given.least * total[family]
            print(f"合计：埋 {total.total()}，查出 {hit.total()}，{hit.total() / max(1, total.total()):.1%}")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
