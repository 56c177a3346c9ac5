"""归并：同一根源的各处不符合项合为一个问题；编号只由规则、单位、年度和位置决定。

哪些是同一根源，有两个来处：同一规则里合并键（Outcome.group）相同的；归并规则说的（Outcome.about）。
合在一起的，其余规则各成“同一根源”的一条，证据都归到这个问题。
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.outcome import FAIL, Evidence, Outcome, Step
from engine.ruleset.model import Rule
from engine.text import norm

ORDER = {"error": 0, "warning": 1, "info": 2}
MAX_EVIDENCE = 40

Bucket = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Related:
    """并入一个问题的另一条规则的不符合项；id 是它单独成为问题时的编号。"""

    id: str
    rule: Rule
    severity: str
    message: str
    at: str
    occurrences: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """一个问题。"""

    id: str
    rule: Rule
    severity: str
    message: str
    evidence: tuple[Evidence, ...]
    calculation: tuple[Step, ...]
    likely_cause: str
    fields: dict[str, str] = field(default_factory=dict)
    occurrences: int = 1
    at: str = ""
    related: tuple[Related, ...] = ()
    advice: str = ""


def finding_id(rule_id: str, entity: str, year: str, at: str) -> str:
    """稳定的编号：重新排版、换页、改数、换全半角都不变。"""
    return hashlib.sha256("\x1f".join((rule_id, entity, year, norm(at))).encode()).hexdigest()[:12]


def bucket(rule: Rule, outcome: Outcome) -> Bucket:
    """同一规则内合为一个问题的键。"""
    return rule.id, outcome.severity or rule.severity, outcome.group or outcome.at


def said(rule: Rule, outcome: Outcome, count: int = 1) -> str:
    """一个不符合项怎么说；count 为合并键相同的处数。"""
    fields = {**outcome.fields, "count": outcome.fields.get("count") or str(count)}
    message = outcome.message or rule.message.render(fields)
    return message + (f"（同样的问题共{count}处）" if count > 1 and "count" not in rule.message.fields else "")


@dataclass(frozen=True, slots=True)
class _Draft:
    """合并键相同的几处。"""

    id: str
    rule: Rule
    severity: str
    outcomes: tuple[Outcome, ...]

    @property
    def message(self) -> str:
        return said(self.rule, self.outcomes[0], len(self.outcomes))


def group(results: Iterable[tuple[Rule, Outcome]], entity: str, year: str) -> tuple[Finding, ...]:
    """各结论 → 问题，错误在前，同级按阅读顺序。results 里的序号就是 Outcome.about 所说的序号。"""
    whole = tuple(results)
    orders = [(rule, outcome) for rule, outcome in whole if outcome.about]
    levels = {n: outcome.severity for _, outcome in orders if outcome.severity for n in outcome.about}
    members: dict[Bucket, list[tuple[Rule, Outcome]]] = {}
    home: dict[int, Bucket] = {}
    for number, (rule, outcome) in enumerate(whole):
        if outcome.status == FAIL:
            name, severity, key = bucket(rule, outcome)
            home[number] = (name, levels.get(number, severity), key)
            members.setdefault(home[number], []).append((rule, outcome))
    drafts = _drafts(members, entity, year)
    above: dict[Bucket, Bucket] = {}
    words: dict[Bucket, tuple[Rule, tuple[Bucket, ...]]] = {}
    for rule, order in orders:
        about = tuple(dict.fromkeys(_top(home[n], above) for n in order.about if n in home))
        for one in about if order.severity else about[:1]:
            words.setdefault(one, (rule, about))
        if not order.severity:
            above.update(dict.fromkeys(about[1:], about[0]))
    joined: dict[Bucket, list[_Draft]] = {}
    for one in drafts:
        joined.setdefault(_top(one, above), []).append(drafts[one])
    found: list[Finding] = []
    for root, several in joined.items():
        lead = drafts[root]
        meta, about = words.get(root, (None, ()))
        found.append(_finding(lead, [d for d in several if d is not lead], meta, [drafts[one] for one in about]))
    return tuple(sorted(found, key=_order))


def _drafts(members: Mapping[Bucket, Sequence[tuple[Rule, Outcome]]], entity: str, year: str) -> dict[Bucket, _Draft]:
    """编号由第一处的位置算出；同一规则同一位置的几个再编号。"""
    drafts: dict[Bucket, _Draft] = {}
    seen: Counter[str] = Counter()
    for key, several in members.items():
        rule, first = several[0]
        ident = finding_id(rule.id, entity, year, first.at)
        seen[ident] += 1
        if seen[ident] > 1:
            ident = finding_id(rule.id, entity, year, f"{first.at}#{seen[ident]}")
        drafts[key] = _Draft(ident, rule, key[1], tuple(outcome for _, outcome in several))
    return drafts


def _finding(lead: _Draft, others: Sequence[_Draft], meta: Rule | None, about: Sequence[_Draft]) -> Finding:
    """lead 成为问题，others 并入；meta 是说要归并（或改级别）的规则，about 是它所说的各处。"""
    first = lead.outcomes[0]
    evidence: dict[tuple[object, ...], Evidence] = {}
    for draft in (lead, *others):
        for outcome in draft.outcomes:
            for item in outcome.evidence:
                evidence.setdefault((item.quote, item.place, item.value), item)
    message, severity = lead.message, lead.severity
    if meta is not None:
        rest = others or [d for d in about if d is not lead]
        count = sum(len(d.outcomes) for d in rest)
        names = "、".join(dict.fromkeys(d.rule.id for d in rest))
        message = meta.message.render({"lead": message, "count": str(count), "rules": names})
    if others and meta is not None:
        severity = min((severity, meta.severity, *(d.severity for d in others)), key=ORDER.__getitem__)
    return Finding(
        lead.id,
        lead.rule,
        severity,
        message,
        tuple(evidence.values())[:MAX_EVIDENCE],
        first.calculation,
        first.likely_cause,
        {**first.fields, "count": first.fields.get("count") or str(len(lead.outcomes))},
        len(lead.outcomes),
        first.at,
        tuple(Related(d.id, d.rule, d.severity, d.message, d.outcomes[0].at, len(d.outcomes)) for d in others),
        first.advice,
    )


def _top(one: Bucket, above: Mapping[Bucket, Bucket]) -> Bucket:
    while one in above:
        one = above[one]
    return one


def _order(finding: Finding) -> tuple[int, tuple[int, ...], str, str]:
    place = finding.evidence[0].place.key if finding.evidence else (9_999_999,) * 4
    return ORDER[finding.severity], place, finding.rule.id, finding.id
