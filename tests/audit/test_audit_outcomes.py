# ruff: noqa: N802　测试名是中文句子
"""六种结论：读不到的不算通过；各种都要数得出来。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.checks.versus import relations_of
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, STATUSES, UNKNOWN
from engine.ruleset.model import Rule
from reports import build
from tests.audit_tools import (
    EXAMPLES,
    Audited,
    audit_example,
    audit_text,
    budget,
    explained,
    final_account,
    load_rules,
    rule,
    table,
    vocabulary,
)

NAME = "青石区水务局2025年部门预算-规范.txt"
CLEAN = (EXAMPLES / NAME).read_text(encoding="utf-8")
TABLE_KEYS = ("tables", "left", "right")


def tables_of(own: Rule) -> set[str]:
    """规则点名要查的表。"""
    given = own.body.get("given", {})
    named = [*(own.body.get(k, ()) for k in TABLE_KEYS), *(given.get(k, ()) for k in ("table", "row", "record"))]
    named.append(own.body.get("if", {}).get("table", ()))
    return {t for group in named for t in group}


def kinds() -> dict[str, str]:
    """表 → 文种。"""
    return {t.name: t.document for t in vocabulary().tables}


# ---- 没有表、有表名没有表


@pytest.mark.parametrize("kind", ["预算", "决算"])
def test_目录一张表也没列_查表的规则没有一条通过或不符(kind: str) -> None:
    make = budget if kind == "预算" else final_account
    found = audit_text(make(explained("政府采购情况说明", "2025年政府采购预算总额3.00万元。")))
    for own in load_rules(None).rules:
        if tables_of(own) and own.check != "implies":
            statuses = set(found.statuses(own.id))
            allowed = {NOT_APPLICABLE, UNKNOWN} if own.when is not None else {NOT_APPLICABLE}
            assert statuses <= allowed, (own.id, statuses)


@pytest.mark.parametrize("kind", ["预算", "决算"])
def test_目录列了全部的表而正文一张没有_查表的规则都无法核查(kind: str) -> None:
    names = [t for t, k in kinds().items() if k == kind]
    listed = "目录", *(f"{_ordinal(n)}、{t}" for n, t in enumerate(names, 1))
    make = budget if kind == "预算" else final_account
    found = audit_text(make(*listed, explained("政府采购情况说明", "2025年政府采购预算总额3.00万元。")))
    announced = {f.key("concept") for f in found.audit.facts.of("announced", type="表格")}
    checked = 0
    for own in load_rules(None).rules:
        wanted = {t for t in tables_of(own) if t in announced}
        if not wanted or not own.applies(kind, "2025"):
            continue
        if own.when is not None or relations_of(own):  # 与别的公开件比的，没有那一份就不适用
            continue
        checked += 1
        outcomes = found.outcomes(own.id)
        assert {o.at for o in outcomes if o.status == UNKNOWN} >= wanted, own.id
        assert not [o for o in outcomes if o.status in (PASS, FAIL)], own.id
    assert checked >= 25


def _ordinal(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, units = divmod(number, 10)
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[units] if units else "")


def test_只有标题没有表格的_无法核查_说明原因() -> None:
    found = audit_text(
        budget("一般公共预算支出表", "（此处为图片）", table("部门收入总表", "单位名称|合计", "合计|1.00"))
    )
    reasons = {o.reason for o in found.outcomes("SUM-101", UNKNOWN)}
    assert reasons == {"正文的《一般公共预算支出表》有标题，但没有读出表格"}
    assert not {o.at for o in found.outcomes("SUM-101", PASS)} & {"一般公共预算支出表"}


# ---- 认不出的格

CELL = "213\t\t\t\t农林水支出\t1,130.19\t262.09\t868.10"
DAMAGED = CLEAN.replace(CELL, CELL.replace("1,130.19", "1,13O.19"))


@pytest.fixture(scope="module")
def clean() -> Audited:
    return audit_example(NAME)


@pytest.fixture(scope="module")
def damaged() -> Audited:
    assert DAMAGED.count("1,13O.19") == 2
    return audit_text(DAMAGED)


@pytest.mark.parametrize("rule_id", ["SUM-101", "SUM-110", "XTB-203", "XTB-204", "XTB-205"])
def test_格认不出_用到它的规则无法核查_不算通过也不算错(clean: Audited, damaged: Audited, rule_id: str) -> None:
    assert not clean.outcomes(rule_id, FAIL)
    lost = [o for o in damaged.outcomes(rule_id, UNKNOWN) if "213" in o.at]
    assert lost
    assert not damaged.outcomes(rule_id, FAIL)
    passed = {o.at for o in damaged.outcomes(rule_id, PASS)}
    assert not passed & {o.at for o in lost}


def test_格认不出_没有多出一条通过(clean: Audited, damaged: Audited) -> None:
    before = {(r.id, o.at) for r, o in clean.audit.results if o.status == PASS}
    after = {(r.id, o.at) for r, o in damaged.audit.results if o.status == PASS}
    assert after <= before


def test_格认不出_原因里照印那一格(damaged: Audited) -> None:
    reasons = [o.reason for o in damaged.outcomes("SUM-101", UNKNOWN)]
    assert any("1,13O.19" in r for r in reasons)


def test_一行的数都认不出_无法核查() -> None:
    text = budget(table("部门支出总表", "科目编码|科目名称|合计|基本支出|项目支出", "212|城乡社区支出|l8.00|l8.00|"))
    row = rule("check: formula\ngiven: {table: [支出总表]}\nassert: 合计 == 基本支出 + 项目支出")
    assert audit_text(text, row).statuses() == {UNKNOWN: 1}


def test_列举的科目表里认不出_无法核查() -> None:
    text = budget(
        table(
            "一般公共预算基本支出表",
            "科目编码|科目名称|合计|人员经费|公用经费",
            "302|商品和服务支出|29.00||29.00",
            "30201|办公费|2O.00||2O.00",
            "30206|电费|9.00||9.00",
        ),
        explained("一般公共预算基本支出情况说明", "公用经费29.00万元，主要包括：办公费、电费。"),
    )
    listed = rule("check: reference\nof: 列举\ntables: [一般公共预算基本支出表]")
    assert audit_text(text, listed).statuses() == {PASS: 1, UNKNOWN: 1}


# ---- 计数


def test_六种结论都列出来_没有的是零() -> None:
    # 只在文字里说的概念，读规则时不知道它是金额
    wrong = rule("check: formula\ngiven: {once: 是}\nassert: fact(政府采购总额, 本年) <= 5", ident="T-1")
    fails = rule("check: formula\ngiven: {once: 是}\nassert: fact(三公经费合计, 本年) <= 5万元", ident="T-2")
    passes = rule("check: formula\ngiven: {once: 是}\nassert: fact(三公经费合计, 本年) <= 50万元", ident="T-3")
    lacks = rule("check: formula\ngiven: {once: 是}\nassert: fact(机关运行经费, 本年) <= 50万元", ident="T-4")
    other = rule(
        "applies: {kind: 决算}\ncheck: formula\ngiven: {once: 是}\nassert: fact(公用经费, 本年) == 0", ident="T-5"
    )
    text = budget(
        table("“三公”经费支出表", "单位名称|合计|公务接待费", "合计|10.00|10.00"),
        explained("政府采购情况说明", "2025年政府采购预算总额8.00万元。"),
    )
    rules = (wrong, fails, passes, lacks, other)
    found = audit_text(text, rules)
    assert found.counts() == {
        "pass": 1,
        "fail": 1,
        "not_applicable": 1,
        "unknown": 1,
        "waived": 0,
        "rule_error": 1,
    }
    assert tuple(found.counts()) == STATUSES


def test_报告里的计数就是结论的条数(damaged: Audited) -> None:
    document = build.document(Path("甲.txt"), damaged.audit)
    assert document["outcomes"]["counts"] == damaged.counts()
    assert {r["rule_id"] for r in document["outcomes"]["rules"]} == {r.id for r in load_rules(None).rules}
    for status in STATUSES:
        assert sum(r[status] for r in document["outcomes"]["rules"]) == damaged.counts()[status]


def test_每条规则至少有一个结论(clean: Audited) -> None:
    """没有结论的规则等于没有查，也没有人知道。"""
    silent = {r.id for r in load_rules(None).rules} - {r.id for r, _ in clean.audit.results}
    assert not silent
