# ruff: noqa: N802　测试名是中文句子
"""与另一份公开件比的自写规则：左边取哪一年的栏，所属单位有几份的怎样比。"""

from __future__ import annotations

from pathlib import Path

from engine.audit import Auditor
from engine.facts.build import with_related
from engine.inference.select import matcher
from engine.store import Names, Store
from tests.audit_tools import BUDGET_PREFACE, load_rules, rule
from tests.disclosures import lines, table, vocabulary
from tests.store.yearly import UNIT, facts_of, names, record, stored

LISTED = "科目编码|科目名称|合计"
BY_CODE = "check: tables_agree\nleft: [支出总表]\nright: [支出总表]\njoin: code\ncolumns: [合计]\n"
PAIR = "check: tables_agree\npairs: [支出总表/合计/合计 = 支出总表/合计/合计]\nversus: 上年公开\n"


def spending(year: int, *spent: str, cover: str = "", head: str = LISTED) -> str:
    return lines(
        cover or f"{UNIT}{year}年部门预算",
        BUDGET_PREFACE,
        table("部门支出总表", head, *spent),
    )


def judged(store: Path, text: str, body: str, known: Names | None = None) -> list[tuple[str, str]]:
    """一条规则的各个结论：结果，右边印的数。"""
    facts = facts_of(text)
    with Store.open(store, known or names()) as opened:
        found = opened.related(facts.identity, facts.document.sha256)
    auditor = Auditor(load_rules(rule(body)), vocabulary(), matcher("reference"))
    results = auditor.judge(with_related(facts, found)).results
    return [(o.status, o.fields.get("right.printed", "")) for _, o in results]


def test_指定的格按period取上年的栏或本年的栏(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(spending(2024, "|合计|15.30", "213|农林水支出|15.30"), "去年.txt"))
    head = "科目编码|科目名称|2024年预算数|2025年预算数"
    now = spending(2025, "|合计|15.30|12.00", "213|农林水支出|15.30|12.00", head=head)
    assert judged(store, now, f"{PAIR}period: 上年") == [("pass", "15.30")]
    assert judged(store, now, f"{PAIR}period: 本年") == judged(store, now, PAIR) == [("fail", "15.30")]


def test_那一份没有这一格的_看本文件要比的那一栏有没有数(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(spending(2024, "213|农林水支出|15.30"), "去年.txt"))
    head = "科目编码|科目名称|2024年预算数|2025年预算数"

    def found(before: str, now: str, body: str) -> list[str]:
        text = spending(2025, f"|合计|{before}|{now}", f"213|农林水支出|{before}|{now}", head=head)
        return [status for status, _ in judged(store, text, body)]

    assert found("15.30", "", f"{PAIR}period: 上年") == found("", "12.00", PAIR) == ["unknown"]
    assert found("", "12.00", f"{PAIR}period: 上年") == found("15.30", "", PAIR) == ["not_applicable"]


def test_本文件目录列了而没有这张表_不因为与另一份比就不说(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(spending(2024, "213|农林水支出|15.30"), "去年.txt"))
    income = table("部门收入总表", "单位名称|合计", "合计|12.00")
    text = lines(f"{UNIT}2025年部门预算", BUDGET_PREFACE, "目录", "一、部门收入总表", "二、部门支出总表", income)
    assert judged(store, text, f"{BY_CODE}versus: 上年公开") == [("unknown", "")]


def test_所属单位有几份的_一份一份地比_不相加(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    listed = "部门,单位,依据\n白鹭区园林局,白鹭区苗圃,编办文件\n白鹭区园林局,白鹭区花圃,编办文件\n"
    (tmp_path / "reference" / "单位隶属.csv").write_text(listed, encoding="utf-8")
    units = [
        record(spending(2025, f"213|农林水支出|{spent}", cover=f"{unit}2025年单位预算"), f"{unit}.txt")
        for unit, spent in (("白鹭区苗圃", "10.00"), ("白鹭区花圃", "15.00"))
    ]
    store = tmp_path / "库.duckdb"
    stored(store, *units)
    known = Names.load((tmp_path,), vocabulary())
    body = f"{BY_CODE}relation: at_least\nversus: 所属单位"
    whole = judged(store, spending(2025, "213|农林水支出|20.00"), body, known)
    assert sorted(whole) == [("pass", "10.00"), ("pass", "15.00")]
    less = judged(store, spending(2025, "213|农林水支出|12.00"), body, known)
    assert sorted(less) == [("fail", "15.00"), ("pass", "10.00")]
