"""解释一条规则：核查一遍，同时记下没有查的各处；不另写判断。"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from engine.audit import Auditor
from engine.checks import SECOND
from engine.checks.common import Context, Skip
from engine.checks.environment import Scope
from engine.explain.emptiness import likely_reason
from engine.explain.unmatched import unmatched
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.inference.patterns import Matcher
from engine.outcome import NOT_APPLICABLE, Outcome
from engine.recognition.identity import Identity
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.describe import applies
from engine.ruleset.expression import Comparison, Verdict, evaluate
from engine.ruleset.model import Rule, Ruleset


@dataclass(frozen=True, slots=True)
class Group:
    """因同一个原因没有查的各处，按阅读顺序。"""

    reason: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """一条规则在一份文件里的经过。

    when     条件里的各次比较及其数；没有写条件为空
    outcomes 每一处的结论，都带证据和过程
    skipped  看过而没有查的各处
    zero     一处也没有查到时，最可能的原因；查到了为空串
    notes    匹配引擎的说明
    """

    rule: Rule
    facts: FactSet
    when: tuple[Comparison, ...]
    outcomes: tuple[Outcome, ...]
    skipped: tuple[Group, ...]
    zero: str
    notes: tuple[str, ...]


def explain(rule: Rule, ruleset: Ruleset, vocabulary: Vocabulary, matcher: Matcher, facts: FactSet) -> Explanation:
    """rule 为 ruleset（对这份文件有效的一套）中的一条；facts 为已抽取的事实。"""
    # 归并、豁免的规则看的是别的规则的结论，要把整套运行一遍
    second = rule.check in SECOND
    rules = ruleset.rules if second else (rule,)
    auditor = Auditor(dataclasses.replace(ruleset, rules=rules, library=None), vocabulary, matcher)
    trace: list[Skip] = []
    audit = auditor.judge(facts, trace)
    context = Context(audit.facts, (ruleset.vocabulary or vocabulary).for_year(facts.identity.year))
    outcomes = tuple(outcome for ran, outcome in audit.results if ran.id == rule.id)
    judged = [o for o in outcomes if o.status != NOT_APPLICABLE or o.about]
    whole = next((o.reason for o in outcomes if o.at == "全文" and o.status == NOT_APPLICABLE), "")
    when = _when(rule, context)
    queries = auditor.plan(facts.identity).queries[rule.id]
    ran = bool(judged) or not (rule.domain.excludes(facts.identity) or whole.startswith("条件"))
    skips = [*trace, *unmatched(queries, audit.facts)] if ran and not second else []
    groups = _grouped(skips)
    zero = "" if judged or not ran else likely_reason(rule, queries, context, groups)
    if rule.domain.excludes(facts.identity):
        zero = _not_for(rule, facts.identity)
    return Explanation(rule, audit.facts, when, outcomes, groups, zero, audit.notes)


def _not_for(rule: Rule, identity: Identity) -> str:
    """规则适用的是什么，这份文件是什么。"""
    own = (identity.region, identity.level, f"{identity.year}年{identity.kind}" if identity.year else identity.kind)
    known = "、".join(p for p in own if p) or "认不出文种、年度的"
    return f"规则适用的是{applies(rule)}，这份文件是{known}"


def _when(rule: Rule, context: Context) -> tuple[Comparison, ...]:
    if rule.when is None:
        return ()
    verdict = evaluate(rule.when, Scope(context))
    return verdict.comparisons if isinstance(verdict, Verdict) else ()


def _grouped(skips: Sequence[Skip]) -> tuple[Group, ...]:
    """同一原因归在一起，多的在前。"""
    found: dict[str, dict[str, Fact]] = {}
    for skip in skips:
        found.setdefault(skip.reason, {}).setdefault(skip.fact.id, skip.fact)
    groups = [
        Group(reason, tuple(sorted(facts.values(), key=lambda f: f.place.key))) for reason, facts in found.items()
    ]
    return tuple(sorted(groups, key=lambda g: -len(g.facts)))
