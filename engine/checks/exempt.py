"""on_violation：不符合的结论，按规则写的例外换级别、说法、建议，或者不算问题。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.checks.common import Context, evidence
from engine.checks.environment import Scope
from engine.facts.model import Fact
from engine.outcome import FAIL, NOT_APPLICABLE, Outcome
from engine.ruleset.expression import State, Verdict, evaluate
from engine.ruleset.model import Exemption, Rule

OFF = "off"


def exempt(rule: Rule, outcome: Outcome, context: Context) -> Outcome:
    """第一个成立的例外生效；没有的原样。名称表用过即去掉。"""
    scope = outcome.scope
    if outcome.status != FAIL or not rule.on_violation:
        return outcome if scope is None else replace(outcome, scope=None)
    for number, case in enumerate(rule.on_violation):
        found = _holds(rule, number, case, scope if isinstance(scope, Scope) else Scope(context), context)
        if found is not None:
            return _changed(case, replace(outcome, scope=None), found, context)
    return replace(outcome, scope=None)


def query_of(rule: Rule, number: int) -> str:
    """on_violation 第几项（从 0 起）的文字查询的编号。"""
    return f"{rule.id}#{number + 1}"


def _holds(rule: Rule, number: int, case: Exemption, scope: Scope, context: Context) -> Mapping[str, Fact] | None:
    """条件成立时给出它用到的事实（名称 → 事实），不成立为 None。"""
    if case.has:
        found = {name: scope.facts[name] for name in case.has if name in scope.facts}
        return found if len(found) == len(case.has) else None
    if case.phrases:
        texts = context.facts.of("text", query=query_of(rule, number))
        return {"": texts[0], **texts[0].slots} if texts else None
    assert case.test is not None
    verdict = evaluate(case.test, scope)
    return {} if isinstance(verdict, Verdict) and verdict.state is State.TRUE else None


def _changed(case: Exemption, outcome: Outcome, found: Mapping[str, Fact], context: Context) -> Outcome:
    fields = {**outcome.fields, **{name: fact.printed for name, fact in found.items() if name}}
    said = case.message.render(fields) if case.message else ""
    if case.severity == OFF:
        return Outcome(NOT_APPLICABLE, outcome.at, said or "符合规则所写的例外", fields)
    quoted = (found[""],) if "" in found else tuple(found.values())
    return replace(
        outcome,
        fields=fields,
        severity=case.severity or outcome.severity,
        message=said or outcome.message,
        advice=case.advice or outcome.advice,
        evidence=tuple(dict.fromkeys((*outcome.evidence, *evidence(context.facts, *quoted)))),
    )
