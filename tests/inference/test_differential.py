# ruff: noqa: N802　测试名是中文句子
"""对照：随机事实与查询，durable_rules 与参照匹配器、与逐个列举的笨办法结果相同。"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.inference.durable import DurableMatcher
from engine.inference.patterns import Pattern, Query
from engine.inference.reference import ReferenceMatcher
from tests.inference.by_hand import by_hand
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
