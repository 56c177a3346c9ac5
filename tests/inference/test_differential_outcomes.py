# ruff: noqa: N802　测试名是中文句子
"""对照：随机的结论和证据，随附的归并规则、豁免规则用两种匹配器挑出的相同。"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.audit import compile_rules
from engine.checks import SECOND
from engine.inference.durable import DurableMatcher
from engine.inference.reference import ReferenceMatcher
from tests.audit_tools import RULES, load_rules
from tests.inference.sample import facts_of

RULESET = tuple(r for r in load_rules(None).rules if r.check in SECOND)
QUERIES = tuple(q for several in compile_rules(RULESET).values() for q in several)
CHOSEN = st.sampled_from([f"{r.id} {name}" for r in RULESET for name in ("of", "lead")])
IDS = st.sampled_from(("o0", "o1", "o2", "o10"))
OUTCOMES = st.builds(
    lambda ident, chosen: ("outcome", {"id": ident, **dict.fromkeys(chosen, True)}), IDS, st.sets(CHOSEN, max_size=4)
)
TOUCHES = st.builds(
    lambda ident, table: ("touch", {"outcome": ident, "table": table}), IDS, st.sampled_from(("", "支出总表"))
)
WAIVERS = st.builds(lambda state: ("waiver", {"state": state}), st.sampled_from(("used", "expired", "unused", "idle")))


def test_随附的规则里有这两种写法() -> None:
    assert {r.check for r in RULESET} == set(SECOND)
    written = [path for path in (RULES / "归并").glob("*.yaml") if not path.name.endswith(".test.yaml")]
    assert len(written) == sum(r.check == "outcomes" for r in RULESET)


@settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(OUTCOMES, TOUCHES, WAIVERS), max_size=14))
def test_两种匹配器相同(rows: list[tuple[str, dict[str, str | bool]]]) -> None:
    facts = facts_of(*rows)
    assert DurableMatcher().match(QUERIES, facts) == ReferenceMatcher().match(QUERIES, facts)
