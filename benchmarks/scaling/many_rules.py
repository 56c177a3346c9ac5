"""时间随规则条数怎么长：随附的规则另起编号、稍作改动，抄成 10 到 1,000 条。"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.scaling import samples
from benchmarks.scaling.clock import least, spent
from benchmarks.scaling.fit import fit, n_log_n
from benchmarks.scaling.table import Cell, Goal, Measured, Table
from benchmarks.scaling.work import Work
from commands.shared import RULES
from engine.audit import Auditor
from engine.checks import SECOND
from engine.inference.patterns import Pattern, Query
from engine.inference.select import matcher
from engine.readers import read
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset, rule_files

COUNTS = (10, 30, 100, 300, 1000)
QUICK = (10, 30, 100)
# phrases: [… 、then: {phrase: ['…：句式清单的开头，在这里插一句
_PHRASES = re.compile(r"^(phrases: \[|then: \{phrase: \[)", re.M)


def copied(folder: Path, wanted: int) -> None:
    """wanted 条规则写到 folder：各类轮着抄，编号后面加“-序号”；有句式的另加一句不会出现的话，免得与原来的全同。

    归并、豁免的规则点名说别的规则，少了那几条就不成立，不抄。
    """
    families: dict[str, list[Path]] = {}
    for path in rule_files(RULES):
        if not any(f"check: {check}\n" in path.read_text(encoding="utf-8") for check in SECOND):
            families.setdefault(path.parent.name, []).append(path)
    columns = sorted(families.values(), key=len, reverse=True)
    files = [own[n] for n in range(len(columns[0])) for own in columns if n < len(own)]
    for number in range(wanted):
        source, time = files[number % len(files)], number // len(files)
        name = f"{source.stem}-{time}"
        text = source.read_text(encoding="utf-8").replace(f"id: {source.stem}", f"id: {name}", 1)
        text = _PHRASES.sub(rf"\g<1>不会出现的第{number}句话, ", text, count=1)
        target = folder / source.parent.name / f"{name}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


NAMES = ("读规则", "规范件的判断", "差错件的判断", "规范件的判断（各不相同）", "差错件的判断（各不相同）")


def measure(work: Work) -> Measured:
    counts = QUICK if work.quick else COUNTS
    rows: list[tuple[Cell, ...]] = []
    series: list[list[float]] = [[] for _ in NAMES]
    for count in counts:
        folder = work.folder / f"规则{count}"
        copied(folder, count)
        queries, found = _timed(folder, work)
        rows.append((str(count), queries, *(f * 1000 for f in found)))
        for ys, value in zip(series, found, strict=True):
            ys.append(value)
    fits = [fit(counts, ys) for ys in series]
    rows.append(("指数", "", *(f.exponent for f in fits)))
    rows.append(("R²", "", *(f.r2 for f in fits)))
    rows.append(("末段", "", *(fit(counts[-2:], ys[-2:]).exponent for ys in series)))
    limit = n_log_n(counts)
    notes = (
        "判断是从事实到问题，事实已经抽好。匹配器把写法相同的查询只做一次，抄出来的规则大多相同；"
        "“各不相同”给每个查询加一个恒成立的条件，使它们没有两个相同：这个条件也费时间，所以比真的不同的规则还慢些。",
    )
    goals = [
        Goal(f"规则条数（{name}）：指数，n·log n 是 {limit:.3f}", own.exponent, limit)
        for name, own in zip(NAMES, fits, strict=True)
    ]
    table = Table("毫秒", ("规则", "查询", *NAMES), tuple(rows), notes)
    return Measured("rules", "时间随规则条数", (table,), tuple(goals))


def _timed(folder: Path, work: Work) -> tuple[int, tuple[float, ...]]:
    """（查询个数，NAMES 各项的处理器秒数）。"""
    vocabulary = Vocabulary.load(RULES)
    found: list[Auditor] = []

    def load() -> None:
        ruleset = load_ruleset((folder,), vocabulary)
        found.append(Auditor(ruleset, vocabulary, matcher(work.engine)))

    loading = spent(load)
    plain = found[0]
    if plain.ruleset.errors:
        raise AssertionError(f"抄出来的规则有错：{plain.ruleset.errors[0]}")
    distinct = Auditor(plain.ruleset, vocabulary, matcher(work.engine))
    files = [next(p for p in samples.examples() if word in p.name) for word in ("规范", "差错")]
    works: dict[str, Callable[[], object]] = {}
    for number, auditor in enumerate((plain, distinct)):
        for path in files:
            facts = auditor.facts(read(path))
            works[f"{number}{path.name}"] = functools.partial(auditor.judge, facts)
    for plan in distinct.plans.values():
        plan.queries = {ident: _distinct(queries) for ident, queries in plan.queries.items()}
    least(works, 2)  # 规则编好
    best = least(works, 2 if work.quick else 3)
    queries = sum(len(own) for plan in plain.plans.values() for own in plan.queries.values())
    return queries, (loading, *best.values())


def _distinct(queries: tuple[Query, ...]) -> tuple[Query, ...]:
    """各加一个恒成立的条件：没有文种是它的编号的文件。"""
    return tuple(
        replace(q, patterns=(*q.patterns, Pattern("没有", "document", {"doc": q.id}, absent=True))) for q in queries
    )
