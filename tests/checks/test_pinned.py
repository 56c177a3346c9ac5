# ruff: noqa: N802　测试名是中文句子
"""结论的全部各项：规则的测试只比写了的几项，这里比每一处的说法、证据、算式、原因、合并键，和没有查的各处。

pinned/写法.json 是随附规则的一些用例，用 gouji explain 的数据定稿：规则编号 → 用例 → 数据。
有意改动之后用 GOUJI_UPDATE_GOLDEN=1 重新定稿，看过改了哪些再提交。要多定一个用例，在文件里加上它的名字，再定稿。
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.explain.build import Explanation, explain
from engine.inference.select import matcher
from engine.ruletest.disclosure import print_disclosure
from engine.ruletest.library import Tier, targets, tiers
from engine.ruletest.model import Case, RuleTests
from engine.ruletest.read import read_tests
from reports import explain_view
from tests.audit_tools import RULES, vocabulary

PINNED = Path(__file__).parent / "pinned"
CASES = [
    (path.stem, rule_id, name)
    for path in sorted(PINNED.glob("*.json"))
    for rule_id, own in json.loads(path.read_text(encoding="utf-8")).items()
    for name in own
]
(TIER,) = tiers((RULES,), vocabulary(), matcher("reference"))
TARGETS = {target.rule_id: target for target in targets((TIER,))}


@cache
def rule_tests(rule_id: str) -> RuleTests:
    target = TARGETS[rule_id]
    assert target.test_file is not None and target.rule_file is not None
    return read_tests(target.test_file, rule_id, target.rule_file.relative_to(RULES).as_posix(), TIER.bench.words)


def explained(tier: Tier, case: Case, tests: RuleTests) -> Explanation:
    facts = tier.bench.facts(case, tests, print_disclosure(case.document, tier.bench.words))
    ruleset = tier.ruleset.of(facts.identity)
    (rule,) = (r for r in ruleset.rules if r.id == tests.rule_id)
    return explain(rule, ruleset, vocabulary(), tier.bench.matcher, facts)


def whole(found: Explanation) -> dict[str, Any]:
    """explain 的数据，去掉规则和文件本身的，加上合并键和原因的名称。"""
    data = explain_view.data(found)
    for place, outcome in zip(data["places"], found.outcomes, strict=True):
        place |= {"group": outcome.group, "cause": outcome.cause, "advice": outcome.advice}
        place["fields"] = [f"{name}={value}" for name, value in outcome.fields.items()]
    kept = {key: data[key] for key in ("when", "places", "skipped", "nothing_checked")}
    return json.loads(json.dumps(_filled(kept), ensure_ascii=False))


def _filled(value: Any) -> Any:
    """空的各项不印。"""
    if isinstance(value, dict):
        return {key: _filled(own) for key, own in value.items() if own not in ("", [], None)}
    return [_filled(own) for own in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("check", "rule_id", "name"), CASES)
def test_结论的全部各项与定稿相同(check: str, rule_id: str, name: str) -> None:
    path = PINNED / f"{check}.json"
    wanted: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    tests = rule_tests(rule_id)
    (case,) = (case for case in tests.cases if case.name == name)
    found = whole(explained(TIER, case, tests))
    if os.environ.get("GOUJI_UPDATE_GOLDEN"):
        wanted[rule_id][name] = found
        path.write_text(json.dumps(wanted, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    assert found == wanted[rule_id][name]
