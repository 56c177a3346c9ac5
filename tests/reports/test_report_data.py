"""报告的数据：摘录、容许尾差、完整性、三公、项目，由一份虚构的公开件走到底。"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commands.shared import auditor_of
from engine.readers import read
from reports import build
from reports.schema import validate
from reports.text import yuan

ROOT = Path(__file__).resolve().parents[2]


def audited(name: str) -> dict[str, Any]:
    auditor = auditor_of((), "reference")
    path = ROOT / "examples" / name
    found = build.document(path, auditor.audit(read(path)))
    assert validate(json.loads(json.dumps(build.report([found], auditor, {})))) == []
    return found


@pytest.fixture(scope="module")
def final() -> dict[str, Any]:
    return audited("青石区档案馆2024年部门决算-差错.txt")


@pytest.fixture(scope="module")
def budget() -> dict[str, Any]:
    return audited("青石区水务局2025年部门预算-差错.txt")


def by_rule(document: dict[str, Any], rule: str) -> dict[str, Any]:
    return next(f for f in document["findings"] if f["rule_id"] == rule)


def test_every_table_involved_has_its_excerpt(final: dict[str, Any]) -> None:
    finding = by_rule(final, "XTB-203")
    first, (second,) = finding["excerpt"], finding["more_excerpts"]
    assert first["head"][-1] == "支出／金额" and "单位：万元" in first["caption"]
    assert second["head"][:2] == ["功能分类科目编码", "科目名称"]
    for excerpt, value, line in ((first, "31.94", "第 81 行"), (second, "31.49", "第 158 行")):
        row = next(r for r in excerpt["rows"] if r["place"] == line)
        assert [c for c, mark in zip(row["cells"], row["marks"], strict=True) if mark] == [value]


def test_a_form_without_heads_borrows_the_row_above(final: dict[str, Any]) -> None:
    excerpt = by_rule(final, "PERF-814")["excerpt"]
    marked = dict(zip(excerpt["head"], excerpt["rows"][0]["cells"], strict=True))
    assert marked["执行率（B/A）"] == "98.4%"


def test_one_cell_of_a_form_gets_no_guessed_head(budget: dict[str, Any]) -> None:
    assert by_rule(budget, "XTB-220")["excerpt"]["head"] == []


def test_errors_lie_outside_the_allowed_rounding(final: dict[str, Any], budget: dict[str, Any]) -> None:
    sums = [f for d in (final, budget) for f in d["findings"] if f["tolerance"]]
    assert len(sums) > 15
    for finding in sums:
        difference = Decimal(finding["difference"].removesuffix("个百分点"))
        assert difference > Decimal(finding["tolerance"]), finding["display"]
    assert by_rule(budget, "SUM-102")["tolerance"] == "0.085"  # 16 项加合计，各 ±0.005


def test_completeness_says_what_is_required_and_what_is_there(final: dict[str, Any]) -> None:
    tables = {t["kind"]: t for t in final["coverage"]["tables"]}
    assert tables["收入决算表"]["requirement"] == "◎"
    missing = tables["政府性基金预算财政拨款收入支出决算表"]
    assert (missing["requirement"], missing["status"]) == ("◎", "missing")
    listed = {a["title"]: a["status"] for a in final["coverage"]["announced"]}
    assert listed["政府性基金预算财政拨款收入支出决算表"] == "missing"
    assert listed["收入决算表"] == "recognised"


def test_a_section_told_elsewhere_is_not_called_missing(final: dict[str, Any], budget: dict[str, Any]) -> None:
    for document in (final, budget):
        faults = {f["message"] for f in document["findings"] if f["rule_id"].startswith("STR-60")}
        for section in document["coverage"]["sections"]:
            assert section["status"] == "present" or any(section["kind"] in fault for fault in faults)


def test_the_documents_own_rounding_note_is_kept(final: dict[str, Any]) -> None:
    (note,) = final["coverage"]["precision_notes"]
    assert "尾差" in note["quote"] and note["place"] == "第 106 行"


def test_sangong_takes_the_table_first_and_keeps_what_the_text_says(final: dict[str, Any]) -> None:
    total = final["sangong"][0]
    assert (total["budget"], total["final"], total["stated"], total["unit"]) == ("2.70", "2.43", "2.34", "万元")
    assert "过紧日子" in total["reason"]


def test_sangong_keeps_the_unit_of_a_figure_that_has_its_own(tmp_path: Path) -> None:
    """表里元、文字万元：2.34万元去掉“元”会成了 2.34万，画图差一万倍。"""
    name = "青石区档案馆2024年部门决算-差错.txt"
    before, after = (ROOT / "examples" / name).read_text(encoding="utf-8").split("公开09表", 1)
    table, rest = after.split("第三部分", 1)
    table = re.sub(r"\d+\.\d\d", lambda m: f"{Decimal(m.group()) * 10_000:.2f}", table).replace("万元", "元")
    copy = tmp_path / name
    copy.write_text(f"{before}公开09表{table}第三部分{rest}", encoding="utf-8")
    total = build.document(copy, auditor_of((), "reference").audit(read(copy)))["sangong"][0]
    assert (total["final"], total["unit"], total["stated"]) == ("24300.00", "元", "2.34万元")
    assert total["prior"].endswith("万元")
    assert yuan(total["final"], "元") == 24_300 and yuan(total["stated"], "元") == 23_400


def test_projects_carry_weights_and_the_amount_listed_elsewhere(budget: dict[str, Any]) -> None:
    projects = {p["project"]: p for p in budget["projects"]}
    odd = projects["河湖巡护与管理保护"]
    assert (odd["weight"], odd["total"], odd["listed"]) == ("90", "180,000.00", "18.00")
    assert [s["name"] for s in odd["sources"]] == ["财政拨款", "上年结转", "其他资金"]


def test_passed_rules_show_one_place(final: dict[str, Any]) -> None:
    for rule in final["outcomes"]["rules"]:
        assert bool(rule["example"]) == bool(rule["pass"])
