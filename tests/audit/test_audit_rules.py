# ruff: noqa: N802　测试名是中文句子
"""规则是数据：删去文件就没有这项检查，加一个文件就多一项，不用写 Python。"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.audit import Auditor
from engine.errors import UsageError
from engine.findings.group import Finding
from engine.inference.select import matcher
from engine.ruleset.loader import load_ruleset, rule_files
from engine.ruleset.model import Ruleset
from tests.audit_tools import (
    EXAMPLES,
    ROOT,
    RULES,
    audit_example,
    audit_file,
    audit_text,
    budget,
    evidence_lines,
    explained,
    final_account,
    rule,
    table,
    vocabulary,
    write_rules,
)

BROKEN = EXAMPLES / "青石区水务局2025年部门预算-差错.txt"
SANGONG = table(
    "“三公”经费支出表",
    "单位名称|合计|因公出国（境）费|公务用车购置及运行维护费|公务接待费",
    "合计|10.00|0.00|6.00|4.00",
)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """随附规则的一份副本，可以删改。"""
    return Path(shutil.copytree(RULES, tmp_path_factory.mktemp("copy") / "rules"))


@pytest.fixture(scope="module")
def whole(copied: Path) -> list[Finding]:
    return findings(load_ruleset((copied,), vocabulary()))


def findings(ruleset: Ruleset) -> list[Finding]:
    return list(Auditor(ruleset, vocabulary(), matcher("reference")).audit(BROKEN).findings)


@pytest.mark.parametrize("rule_id", ["SUM-102", "SUM-121", "XTB-204", "PERF-801", "STR-605", "TPL-701", "YEAR-101"])
def test_删去规则文件_它的问题就没有了_别的不变(copied: Path, whole: list[Finding], rule_id: str) -> None:
    assert rule_id in each(whole).values()
    (path,) = copied.rglob(f"{rule_id}.yaml")
    kept = path.read_bytes()
    path.unlink()
    try:
        without = findings(load_ruleset((copied,), vocabulary()))
    finally:
        path.write_bytes(kept)
    assert each(without) == {i: r for i, r in each(whole).items() if r != rule_id}


def each(found: list[Finding]) -> dict[str, str]:
    """编号 → 规则，连同归并在一起的。"""
    return {one.id: one.rule.id for f in found for one in (f, *f.related)}


def test_代码里没有规则编号() -> None:
    """编号只在规则文件里。"""
    ids = {p.stem for p in rule_files(RULES)}
    assert len(ids) >= 25
    files = [
        ROOT / "cli.py",
        *(p for folder in ("commands", "engine", "reports") for p in (ROOT / folder).rglob("*.py")),
    ]
    files += (ROOT / "reports" / "templates").rglob("*.j2")
    examples = {"SUM-101"}  # 出错时示范“id: SUM-101”这样的写法
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not {i for i in ids - examples if i in text}, path


# ---- 新规则，只写 YAML


def test_新规则_公务接待费不超过三公经费的三成(tmp_path: Path) -> None:
    own = rule(
        """
check: formula
given: {once: 是}
assert: fact(公务接待费, 本年) <= fact(三公经费合计, 本年) * 30%
message: 公务接待费{left}，超过“三公”经费的三成{right}
""",
        ident="MINE-1",
        severity="warning",
    )
    found = audit_text(budget(SANGONG), write_rules(tmp_path, own))
    finding = found.finding("MINE-1")
    assert finding.severity == "warning"
    assert finding.message.startswith("公务接待费4.00万元，超过“三公”经费的三成3")
    assert set(evidence_lines(finding)) == {found.line_of("合计\t10.00")}
    fine = audit_text(budget(SANGONG.replace("4.00", "3.00").replace("6.00", "7.00")), write_rules(tmp_path, own))
    assert fine.statuses("MINE-1") == {"pass": 1}


def test_新规则_对表里的每一行(tmp_path: Path) -> None:
    own = rule(
        """
check: formula
given: {table: [支出总表], codes: ['221']}
assert: 项目支出 == 0
message: 《{table}》“{row}”不应列项目支出，列了{项目支出}
""",
        ident="MINE-2",
    )
    text = budget(
        table(
            "部门支出总表",
            "科目编码|科目名称|合计|基本支出|项目支出",
            "212|城乡社区支出|5.00||5.00",
            "221|住房保障支出|5.00|4.00|1.00",
        )
    )
    found = audit_text(text, write_rules(tmp_path, own))
    assert found.finding("MINE-2").message == "《支出总表》“221 住房保障支出”不应列项目支出，列了1.00"


def test_新规则_对说明里的每条陈述(tmp_path: Path) -> None:
    own = rule(
        """
check: formula
given: {statement: [本年, 增减率], concepts: [机关运行经费]}
assert: 增减率 <= 10%
message: “{name}”{本年}，增长{增减率}，请说明
""",
        ident="MINE-3",
    )
    said = explained("机关运行经费情况说明", "2025年机关运行经费39.00万元，比2024年预算增加9.00万元，增长30.00%。")
    found = audit_text(budget(said), write_rules(tmp_path, own))
    assert found.finding("MINE-3").message == "“机关运行经费”39.00万元，增长30.00%，请说明"


def test_新规则_不得出现的字样(tmp_path: Path) -> None:
    own = rule("check: forbidden_text\nphrases: [绿化养护]\nmessage: '{place}写了“{match}”'", ident="MINE-4")
    said = explained("收入预算情况说明", "2025年收入预算5.00万元，用于绿化养护。")
    assert (
        audit_text(budget(said), write_rules(tmp_path, own)).finding("MINE-4").message
        == "“收入预算情况说明”写了“绿化养护”"
    )


# ---- 规则集清单


def shipped_with(tmp_path: Path, manifest: str) -> Ruleset:
    (tmp_path / "试写").mkdir()
    (tmp_path / "ruleset.yaml").write_text(manifest, encoding="utf-8")
    return load_ruleset((RULES, tmp_path), vocabulary())


def test_清单里停用的规则不参加(tmp_path: Path) -> None:
    ruleset = shipped_with(tmp_path, "disabled: [SUM-101]\n")
    assert not ruleset.errors
    assert "SUM-101" not in {r.id for r in ruleset.rules}


def test_清单里可以改级别(tmp_path: Path) -> None:
    ruleset = shipped_with(tmp_path, "severity: {SUM-101: info}\n")
    (own,) = write_and_load(tmp_path, (RULES / "表内勾稽" / "SUM-101.yaml").read_text(encoding="utf-8"))
    assert own == "info"
    assert not ruleset.errors


def write_and_load(tmp_path: Path, text: str) -> list[str]:
    write_rules(tmp_path, text)
    return [r.severity for r in load_ruleset((RULES, tmp_path), vocabulary()).rules if r.id == "SUM-101"]


def test_空的规则文件夹_一句话说明(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有读到一条规则"):
        load_ruleset((tmp_path,), vocabulary())


# ---- 适用范围和条件

ONCE = "check: formula\ngiven: {once: 是}\nassert: fact(三公经费合计, 本年) <= 5万元"


@pytest.mark.parametrize(
    ("applies", "status"),
    [
        ("{kind: 预算}", "fail"),
        ("{kind: [预算, 决算]}", "fail"),
        ("{kind: 决算}", "not_applicable"),
        ("{year: '>=2025'}", "fail"),
        ("{year: '>=2026'}", "not_applicable"),
        ("{year: '<=2024'}", "not_applicable"),
        ("{year: 2023-2025}", "fail"),
        ("{year: '2024'}", "not_applicable"),
    ],
)
def test_文种和年度不符的_不适用(applies: str, status: str) -> None:
    found = audit_text(budget(SANGONG), rule(f"applies: {applies}\n{ONCE}"))
    assert found.outcome().status == status


@pytest.mark.parametrize(
    ("when", "status"),
    [
        ("fact(公务接待费, 本年) == 4万元", "fail"),
        ("fact(公务接待费, 本年) > 4.01万元", "not_applicable"),
        ("fact(公务接待费, 本年) < 5万元 and fact(「因公出国（境）费」, 本年) == 0", "fail"),
        ("fact(机关运行经费, 本年) > 1万元", "unknown"),
    ],
)
def test_条件不成立不适用_条件缺数无法核查(when: str, status: str) -> None:
    found = audit_text(budget(SANGONG), rule(f"when: {when}\n{ONCE}"))
    assert found.outcome().status == status
    if status == "unknown":
        assert "机关运行经费" in found.outcome().reason


def test_决算规则不动预算() -> None:
    found = audit_text(final_account(SANGONG), rule(f"applies: {{kind: 预算}}\n{ONCE}"))
    assert found.outcome().status == "not_applicable"


def test_一条规则在运行时出错_不连累别的() -> None:
    # 只在文字里说的概念，读规则时不知道它是金额
    wrong = rule("check: formula\ngiven: {once: 是}\nassert: fact(政府采购总额, 本年) <= 5", ident="T-1")
    right = rule(ONCE, ident="T-2")
    said = explained("政府采购情况说明", "2025年政府采购预算总额8.00万元。")
    found = audit_text(budget(SANGONG, said), (wrong, right))
    assert found.statuses("T-1") == {"rule_error": 1}
    assert "T-1.yaml:6:" in found.outcome("T-1").reason
    assert found.statuses("T-2") == {"fail": 1}


def test_规则互不影响_单独核查和一起核查结论相同() -> None:
    whole = audit_example(BROKEN.name)
    for ident in ("SUM-102", "XTB-204", "PERF-801"):
        (path,) = RULES.rglob(f"{ident}.yaml")
        alone = audit_file(BROKEN, path.read_text(encoding="utf-8"))
        assert [(o.status, o.at) for o in alone.outcomes(ident)] == [(o.status, o.at) for o in whole.outcomes(ident)]
