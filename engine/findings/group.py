"""归并：同一规则、同一根源的各处不符合项合为一个问题；编号只由规则、单位、年度和位置决定。"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.outcome import FAIL, Evidence, Outcome, Step
from engine.ruleset.model import Rule

_ORDER = {"error": 0, "warning": 1, "info": 2}
MAX_EVIDENCE = 40


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
    advice: str = ""


def finding_id(rule_id: str, entity: str, year: str, at: str) -> str:
    """稳定的编号：重新排版、换页、改数都不变。"""
    return hashlib.sha256("\x1f".join((rule_id, entity, year, at)).encode()).hexdigest()[:12]


def group(results: Iterable[tuple[Rule, Outcome]], entity: str, year: str) -> tuple[Finding, ...]:
    """各结论 → 问题，错误在前，同级按阅读顺序。"""
    buckets: dict[tuple[str, str, str], list[tuple[Rule, Outcome]]] = {}
    for rule, outcome in results:
        if outcome.status == FAIL:
            buckets.setdefault((rule.id, outcome.severity or rule.severity, outcome.group or outcome.at), []).append(
                (rule, outcome)
            )
    found: list[Finding] = []
    seen: dict[str, int] = {}
    for (rule_id, severity, _), members in buckets.items():
        rule, first = members[0]
        evidence: dict[tuple[object, ...], Evidence] = {}
        for _, outcome in members:
            for item in outcome.evidence:
                evidence.setdefault((item.quote, item.place, item.value), item)
        fields = {**first.fields, "count": first.fields.get("count") or str(len(members))}
        message = first.message or rule.message.render(fields)
        if len(members) > 1 and "count" not in rule.message.fields:
            message += f"（同样的问题共{len(members)}处）"
        ident = finding_id(rule_id, entity, year, first.at)
        seen[ident] = seen.get(ident, 0) + 1
        if seen[ident] > 1:
            ident = finding_id(rule_id, entity, year, f"{first.at}#{seen[ident]}")
        found.append(
            Finding(
                ident,
                rule,
                severity,
                message,
                tuple(evidence.values())[:MAX_EVIDENCE],
                first.calculation,
                first.likely_cause,
                dict(fields),
                len(members),
                first.at,
                first.advice or rule.advice,
            )
        )
    return tuple(
        sorted(
            found,
            key=lambda f: (
                _ORDER[f.severity],
                f.evidence[0].place.key if f.evidence else (9_999_999,) * 4,
                f.rule.id,
                f.id,
            ),
        )
    )
