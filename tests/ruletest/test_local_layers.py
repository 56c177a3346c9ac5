# ruff: noqa: N802　测试名是中文句子
"""地方规则的测试：放在那一层的规则旁边，文件要是那个地方的。"""

from __future__ import annotations

from pathlib import Path

from engine.inference.select import matcher
from engine.ruletest.library import FileResult, run, targets, tiers
from tests.audit_tools import vocabulary
from tests.ruletest.bench import SUM, case, faults, statuses, told, write

LOCAL = SUM.replace("severity: error", "severity: warning")
HERE = "kind: 预算\n      entity: 赣州市水务局"


def layered(folder: Path, *cases: str, manifest: str = "") -> dict[str, FileResult]:
    """外层一条 T-1，江西省一层换了它；cases 是江西省那一层的用例。"""
    write(folder, case("30.00", "outcome: pass"), case("31.00", "outcome: fail, severity: error", name="不符"))
    inner = folder / "地方" / "江西省"
    inner.mkdir(parents=True)
    (inner / "ruleset.yaml").write_text(f"applies: {{region: [江西省]}}\n{manifest}", encoding="utf-8")
    write(inner, *cases, rule_text=LOCAL)
    listed = targets(tiers((folder,), vocabulary(), matcher("reference")))
    return {t.tier.layer.prefix: run(t, vocabulary()) for t in listed}


def test_各层用各层的规则(tmp_path: Path) -> None:
    local = case("31.00", "outcome: fail, severity: warning").replace("kind: 预算", HERE)
    found = layered(tmp_path, local)
    assert statuses(found[""]) == ["passed", "passed"]
    assert statuses(found["地方/江西省/"]) == ["passed"]
    assert found["地方/江西省/"].name == "地方/江西省/试写/T-1.test.yaml"


def test_里层的规则没有报出应有的级别(tmp_path: Path) -> None:
    local = case("31.00", "outcome: fail, severity: error").replace("kind: 预算", HERE)
    assert "级别应是 error，实为 warning" in told(layered(tmp_path, local)["地方/江西省/"])[0]


def test_文件不是那个地方的_测试不成立(tmp_path: Path) -> None:
    found = layered(tmp_path, case("31.00", "outcome: fail"))["地方/江西省/"]
    assert statuses(found) == ["broken"]
    assert "这份文件用不到旁边的规则" in faults(found)[0][2]
    assert "用的是 试写/T-1.yaml" in faults(found)[0][2]


def test_停用的规则不测(tmp_path: Path) -> None:
    found = layered(tmp_path, case("31.00"), manifest="disabled: [T-1]\n")["地方/江西省/"]
    assert (found.cases, found.faults) == ((), ())
    assert found.warnings == ("规则已停用，没有测",)
