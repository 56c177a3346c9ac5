# ruff: noqa: N802　测试名是中文句子
"""随附规则的测试都相符；两种匹配器结果相同。"""

from __future__ import annotations

import pytest

from engine.inference.select import matcher
from engine.ruletest.library import FileResult, run, targets, tiers
from reports import rule_tests_view as view
from tests.audit_tools import RULES, vocabulary

(LAYER,) = tiers((RULES,), vocabulary(), matcher("reference"))
TARGETS = targets((LAYER,))


def test_规则和清单都读得进去() -> None:
    assert LAYER.ruleset.errors == ()


@pytest.mark.parametrize("number", range(len(TARGETS)), ids=[t.rule_id for t in TARGETS])
def test_规则的用例都相符(number: int) -> None:
    result: FileResult = run(TARGETS[number], vocabulary())
    assert view.exit_code([result], strict=False) == 0, view.as_text([result])
