# ruff: noqa: N802　测试名是中文句子
"""写法页：每种写法一页；键和栏目的表与程序一致；页里的规则和正反例都跑得通。"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.checks import CHECKS, SECOND
from engine.inference.select import matcher
from engine.outcome import FAIL, NOT_APPLICABLE, PASS
from engine.ruletest import library
from engine.ruletest.lacking import UNTESTED
from reports import catalogue
from tests.audit_tools import ROOT, RULES, load_rules, vocabulary

PAGES = ROOT / "docs" / "kinds"
KINDS = sorted(p.stem for p in PAGES.glob("*.md"))


def page(kind: str) -> str:
    return (PAGES / f"{kind}.md").read_text(encoding="utf-8")


def test_每种写法一页() -> None:
    assert sorted(CHECKS) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_键和栏目是最新的(kind: str) -> None:
    assert catalogue.refreshed(page(kind), kind) == page(kind), "请运行 gouji rules docs --catalogue --out docs"
    assert catalogue.key_table(kind) in page(kind)
    assert catalogue.field_list(kind) in page(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_查什么为什么和各种结论都讲到(kind: str) -> None:
    for part in ("**查什么**", "**为什么**", "错误示例", "正确示例", "四舍五入", "不适用"):
        assert part in page(kind), part


@pytest.mark.parametrize("kind", KINDS)
def test_页里的例子跑得通_正例反例都有(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "示例"
    folder.mkdir()
    for block in re.findall(r"```yaml\n(.*?)```", page(kind), re.S):
        key, _, rest = block.partition(":")
        name = rest.split("\n", 1)[0].strip()
        if key in ("id", "rule"):
            (folder / f"{name}{'.test' if key == 'rule' else ''}.yaml").write_text(block, encoding="utf-8")
    layers = library.tiers((RULES, tmp_path), vocabulary(), matcher("reference"))
    results = [library.run(t, vocabulary()) for t in library.targets(layers) if t.tier.root == tmp_path and t.test_file]
    assert bool(results) is (kind != UNTESTED)
    assert layers[-1].ruleset.errors == ()
    for result in results:
        assert not result.faults, "；".join(map(str, result.faults))
        for case in result.cases:
            told = [*(d.text for d in case.differences), *map(str, case.faults)]
            assert case.status == "passed", f"{result.rule_id} {case.case.name}：{'；'.join(told)}"
        wanted = {e.status for c in result.cases for e in c.case.expect}
        assert wanted >= ({NOT_APPLICABLE} if kind in SECOND else {FAIL, PASS}), result.rule_id
        assert not result.warnings, result.warnings


def test_词汇总表是最新的() -> None:
    made = catalogue.as_markdown(vocabulary(), load_rules(None))
    shipped = (ROOT / "docs" / "vocabulary-list.md").read_text(encoding="utf-8")
    assert made == shipped, "请运行 gouji rules docs --catalogue --out docs"
