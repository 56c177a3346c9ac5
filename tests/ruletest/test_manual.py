# ruff: noqa: N802　测试名是中文句子
"""docs/rule-tests.md：讲到每个键，例子读得进去、结论相符。"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.inference.select import matcher
from engine.outcome import STATUSES
from engine.ruletest import keys
from engine.ruletest.read import read_tests
from engine.ruletest.run import Bench
from tests.audit_tools import ROOT, load_rules, vocabulary

MANUAL = (ROOT / "docs" / "rule-tests.md").read_text(encoding="utf-8")
WHOLE = [block for block in re.findall(r"```yaml\n(.*?)```", MANUAL, re.S) if block.startswith("rule:")]
PARTS = [block for block in re.findall(r"```yaml\n(.*?)```", MANUAL, re.S) if not block.startswith("rule:")]


@pytest.mark.parametrize("group", ["CASE_FIELDS", "DOCUMENT_FIELDS", "TABLE_FIELDS", "SECTION_FIELDS", "EXPECT_FIELDS"])
def test_讲到了每个键(group: str) -> None:
    assert [f.name for f in getattr(keys, group) if f"`{f.name}`" not in MANUAL and f"{f.name}:" not in MANUAL] == []


def test_讲到了每种结论() -> None:
    assert [s for s in STATUSES if f"`{s}`" not in MANUAL] == []


@pytest.mark.parametrize("number", range(len(WHOLE)))
def test_完整的例子都相符(number: int, tmp_path: Path) -> None:
    rule_id = WHOLE[number].split("\n", 1)[0].removeprefix("rule:").strip()
    path = tmp_path / f"{rule_id}.test.yaml"
    path.write_text(WHOLE[number], encoding="utf-8")
    rules = load_rules(None)
    beside = next(r.file for r in rules.rules if r.id == rule_id)
    tests = read_tests(path, path.name, beside, vocabulary())
    bench = Bench(rules, vocabulary(), vocabulary(), matcher("reference"))
    assert [c.status for c in bench.file(tests)] == ["passed"] * len(tests.cases)


@pytest.mark.parametrize("number", range(len(PARTS)))
def test_片段读得进去(number: int, tmp_path: Path) -> None:
    path = tmp_path / "T-1.test.yaml"
    body = "".join(f"      {line}\n" for line in PARTS[number].splitlines())
    head = 'rule: T-1\ncases:\n  - name: 甲\n    document:\n      kind: 预算\n      year: "2025"\n'
    path.write_text(f"{head}{body}    expect: []\n", encoding="utf-8")
    (case,) = read_tests(path, path.name, "", vocabulary()).cases
    assert case.document.tables or case.document.sections
