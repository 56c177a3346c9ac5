"""一批的合计：各份文件的 summary 过一遍，得出汇总要用的计数和名单。每份只留一小行，不留 summary。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from reports import labels
from reports.repeated import Common, Repeated

Summary = Mapping[str, Any]
LEVELS = tuple(labels.SEVERITIES)

# 一条规则涉及的文件，先列出的份数
SHOWN = 5
# 第二遍的写法：只归并、只查豁免登记，本身不核查文件；有问题的才算一个类别
_SECOND = {"outcomes", "waivers"}


class Cell(NamedTuple):
    """一份文件的一个类别：各级别的问题数、其中最要紧的第一个的显示编号、查成和没有查成的处数。"""

    counts: tuple[int, ...]
    first: str
    checked: bool
    unknown: int


NOTHING = Cell((0,) * len(LEVELS), "", False, 0)


class Row(NamedTuple):
    """一份文件。cells 依 Totals.families 的次序，短的后面是 NOTHING。"""

    path: str
    name: str
    sha256: str
    status: str
    error: str
    entity: str
    kind: str
    year: str
    region: str
    level: str
    unread: tuple[str, ...]
    counts: tuple[int, ...]
    cells: tuple[Cell, ...]
    unknown: int
    share: str
    largest: Mapping[str, str] | None
    sangong: Mapping[str, str] | None

    @property
    def unit(self) -> str:
        """单位；没有认出的，一份文件算一个单位。"""
        return self.entity or self.path


class Link(NamedTuple):
    """哪份文件的哪个问题。"""

    row: int
    display: str


@dataclass(slots=True)
class RuleTotal:
    """一条规则在整批里：各级别的问题数、涉及的份数、先列出的几份。"""

    title: str
    counts: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    shown: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class Totals:
    """整批的合计。

    families 是类别和它在 Row.cells 里的位置，先照规则集的次序；
    compared 是与历年库里的相比过的份数，related 是哪一种几份。
    """

    rows: list[Row] = field(default_factory=list)
    families: dict[str, int] = field(default_factory=dict)
    status: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    heads: Counter[tuple[str, str]] = field(default_factory=Counter)
    checked: set[str] = field(default_factory=set)
    rules: dict[str, RuleTotal] = field(default_factory=dict)
    waivers: dict[tuple[str, ...], str] = field(default_factory=dict)
    changes: Counter[str] = field(default_factory=Counter)
    related: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    same: Repeated = field(default_factory=Repeated)

    @property
    def findings(self) -> int:
        return self.levels.total()

    def rules_by_reach(self) -> list[tuple[str, RuleTotal]]:
        """涉及文件多的规则在前。"""
        return sorted(self.rules.items(), key=lambda pair: (-pair[1].documents, -pair[1].counts.total(), pair[0]))

    def common(self) -> list[Common]:
        """共性问题，涉及单位多的在前。"""
        return self.same.found([row.unit for row in self.rows])


def gather(header: Mapping[str, Any], summaries: Iterable[Summary]) -> Totals:
    """header 是没有 documents 的报告（已补齐）；summaries 只过一遍，次序就是各表的次序。"""
    family = {rule["id"]: rule["family"] for rule in header["ruleset"]["rules"]}
    first = (rule["family"] for rule in header["ruleset"]["rules"] if rule["check"] not in _SECOND)
    totals = Totals(families={name: n for n, name in enumerate(dict.fromkeys(first))})
    alike: dict[Cell, Cell] = {}
    for summary in summaries:
        _count(summary, totals)
        cells = tuple(alike.setdefault(cell, cell) for cell in _cells(summary, totals.families, family))
        totals.rows.append(_row(summary, cells))
    return totals


def _count(summary: Summary, totals: Totals) -> None:
    number = len(totals.rows)
    totals.status[summary["status"]] += 1
    totals.outcomes.update(summary["counts"])
    totals.changes.update(summary["changes"])
    totals.related.update(summary["related"])
    totals.compared += bool(summary["related"])
    totals.checked.update(summary["checked"])
    seen: set[str] = set()
    for own in summary["rules"]:
        totals.levels[own["severity"]] += own["count"]
        totals.heads[own["head"], own["severity"]] += own["count"]
        rule = totals.rules.setdefault(own["rule_id"], RuleTotal(own["title"]))
        rule.counts[own["severity"]] += own["count"]
        if own["rule_id"] not in seen:
            seen.add(own["rule_id"])
            rule.documents += 1
            if len(rule.shown) < SHOWN:
                rule.shown.append(Link(number, own["first"]))
    totals.same.add(number, summary["same"])
    order = list(labels.WAIVER_STATE)
    for item in summary["waivers"]:
        # 同一单位的预算、决算都涉及的一条，有一份用到就是用到
        key = (summary["entity"], summary["year"], item["rule_id"], item["at"])
        totals.waivers[key] = min(totals.waivers.get(key, item["state"]), item["state"], key=order.index)


def _cells(summary: Summary, families: dict[str, int], family: Mapping[str, str]) -> Iterator[Cell]:
    found: dict[str, Counter[str]] = {}
    firsts: dict[str, tuple[int, str]] = {}
    for own in summary["rules"]:
        name = own["family"]
        families.setdefault(name, len(families))
        found.setdefault(name, Counter())[own["severity"]] += own["count"]
        candidate = (labels.severity_rank(own["severity"]), own["first"])
        firsts[name] = min(firsts.get(name, candidate), candidate, key=lambda pair: pair[0])
    checked = {family.get(rule, "") for rule in summary["checked"]}
    unknown: Counter[str] = Counter()
    for rule, count in summary["unknown"].items():
        unknown[family.get(rule, "")] += count
    for name in families:
        counts: Mapping[str, int] = found.get(name, {})
        first = firsts[name][1] if name in firsts else ""
        yield Cell(tuple(counts.get(key, 0) for key in LEVELS), first, name in checked, unknown[name])


def _row(summary: Summary, cells: tuple[Cell, ...]) -> Row:
    copied = ("path", "name", "sha256", "status", "error", "entity", "kind", "year", "region", "level")
    counts: Counter[str] = Counter()
    for own in summary["rules"]:
        counts[own["severity"]] += own["count"]
    return Row(
        **{key: summary[key] for key in copied},
        unread=tuple(summary["unread"]),
        counts=tuple(counts[key] for key in LEVELS),
        cells=cells,
        unknown=summary["counts"]["unknown"],
        share=summary["share"],
        largest=summary["largest"],
        sangong=summary["sangong"],
    )
