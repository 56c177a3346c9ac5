# ruff: noqa: N802　测试名是中文句子
"""对照：随机事实与查询，durable_rules 与参照匹配器、与逐个列举的笨办法结果相同。"""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.facts.model import Fact
from engine.inference.durable import DurableMatcher
from engine.inference.patterns import Match, Pattern, Query
from engine.inference.reference import ReferenceMatcher
from tests.inference.sample import facts_of

KINDS = st.sampled_from(("cell", "stated"))
KEYS = st.sampled_from(("科目", "栏", "合计"))
VALUES = st.sampled_from(("", "20805", "一般公共预算", "True", True, False))
ROWS = st.tuples(KINDS, st.dictionaries(KEYS, VALUES))


@st.composite
def queries(draw: st.DrawFn) -> tuple[Query, ...]:
    made = []
    for number in range(draw(st.integers(1, 8))):
        patterns: list[Pattern] = []
        present: list[str] = []
        for alias in draw(st.permutations(("甲", "乙", "丙", "a")))[: draw(st.integers(1, 4))]:
            absent = draw(st.booleans()) and draw(st.booleans())
            least = 1 if present and not absent else 0
            links = st.dictionaries(KEYS, st.tuples(st.sampled_from(present), KEYS), min_size=least, max_size=2)
            joins = draw(links) if present else {}
            where = draw(st.dictionaries(KEYS, VALUES, max_size=1))
            patterns.append(Pattern(alias, draw(KINDS), where, joins, absent))
            present += [] if absent else [alias]
        made.append(Query(f"q{number}", tuple(patterns)))
    return tuple(made)


def fits(pattern: Pattern, fact: Fact, chosen: dict[str, Fact]) -> bool:
    return (
        fact.kind == pattern.kind
        and all(key in fact.keys and fact.keys[key] == value for key, value in pattern.where.items())
        and all(
            own in fact.keys and key in chosen[alias].keys and fact.keys[own] == chosen[alias].keys[key]
            for own, (alias, key) in pattern.joins.items()
        )
    )


def by_hand(query: Query, facts: tuple[Fact, ...]) -> tuple[Match, ...]:
    """按定义逐个列举。"""
    present = [pattern for pattern in query.patterns if not pattern.absent]
    absent = [pattern for pattern in query.patterns if pattern.absent]
    matches: list[Match] = []
    for picked in itertools.permutations(facts, len(present)):
        chosen = {pattern.alias: fact for pattern, fact in zip(present, picked, strict=True)}
        others = [fact for fact in facts if fact not in picked]
        held = all(fits(pattern, chosen[pattern.alias], chosen) for pattern in present)
        if held and not any(fits(pattern, fact, chosen) for pattern in absent for fact in others):
            matches.append(tuple(sorted((alias, fact.id) for alias, fact in chosen.items())))
    return tuple(matches)


@settings(max_examples=300, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(queries(), st.lists(ROWS, max_size=12))
def test_两种匹配器结果相同(wanted: tuple[Query, ...], rows: list[tuple[str, dict[str, str | bool]]]) -> None:
    facts = facts_of(*rows, *rows[:2])
    assert DurableMatcher().match(wanted, facts) == ReferenceMatcher().match(wanted, facts)


@settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(queries(), st.lists(ROWS, max_size=6))
def test_参照匹配器合乎定义(wanted: tuple[Query, ...], rows: list[tuple[str, dict[str, str | bool]]]) -> None:
    facts = facts_of(*rows)
    expected = {query.id: by_hand(query, facts) for query in wanted}
    assert ReferenceMatcher().match(wanted, facts).by_query == expected
