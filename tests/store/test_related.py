# ruff: noqa: N802　测试名是中文句子
"""取哪一份来比：上年的、同年另一文种的、所属单位的；几份的取哪一份；分不清的不取，并说出来。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.facts.build import with_related
from engine.facts.prior import NOTHING
from engine.store import Store
from tests.disclosures import lines, table
from tests.store.yearly import (
    UNIT,
    audited,
    auditor,
    budget,
    facts_of,
    names,
    paths,
    record,
    related,
    statuses,
    stored,
    totals,
)

NOW = budget(2025, "3.10", "，比2024年预算减少0.40万元")


def test_取上一年度的预算(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50"), "去年.txt"), record(budget(2023, "9.90"), "前年.txt"))
    found = related(store, NOW)
    assert paths(found) == [("上年预算", "去年.txt")]
    assert found.sources[0].why == "单位名称相同"
    assert "上年公开" in found.relations
    assert {f.kind for f in found.facts} == {"prior"}


def test_比得出与上年公开的不同(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50"), "去年.txt"))
    assert statuses(audited(store, NOW), "YOY-111") == {"pass": 1}
    other = tmp_path / "另.duckdb"
    stored(other, record(budget(2024, "3.20"), "去年.txt"))
    (finding,) = [f for f in audited(other, NOW).findings if f.rule.id == "YOY-111"]
    assert "公开的是3.20万元，相差0.30万元" in finding.message
    own, there = finding.evidence
    assert own.place.origin is None
    assert there.place.origin is not None
    assert (there.place.origin.path, there.place.origin.title) == ("去年.txt", "2024年部门预算")
    assert "3.20" in there.quote
    assert there.place.origin.line


def test_没有可比的_规则不适用并说明原因(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store)
    assert related(store, NOW) == NOTHING
    audit = audited(store, NOW)
    (outcome,) = [o for r, o in audit.results if r.id == "YOY-111"]
    assert (outcome.status, outcome.reason) == ("not_applicable", "没有上一年度的公开件可比")


def test_决算比上年决算和本年预算(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(
        store,
        record(totals(2023, "决算", "96.00"), "上年决算.txt"),
        record(totals(2024, "预算", "90.00"), "本年预算.txt"),
        record(totals(2023, "预算", "88.00"), "上年预算.txt"),
    )
    found = related(store, totals(2024, "决算", "97.00"))
    assert sorted(paths(found)) == [
        ("上年决算", "上年决算.txt"),
        ("上年预算", "上年预算.txt"),
        ("本年预算", "本年预算.txt"),
    ]


def test_别的单位的不取(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50", entity="白鹭区水务局"), "水务.txt"))
    assert related(store, NOW) == NOTHING


def test_自己已在库里_不与自己比(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(NOW, "本年.txt"), record(budget(2024, "3.50"), "去年.txt"))
    assert paths(related(store, NOW)) == [("上年预算", "去年.txt")]


# ---- 同一年有几份


def test_同样的内容给两次只算一份(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50"), "甲.txt"), record(budget(2024, "3.50"), "乙.txt"))
    with Store.open(store, names()) as opened:
        assert opened.query("SELECT count(*) FROM documents")[1] == [(1,)]
    assert paths(related(store, NOW)) == [("上年预算", "乙.txt")]  # 按路径取前一个


def test_写明更正的为准(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.20"), "2024预算（更正）.txt"), day="2024-02-01")
    stored(store, record(budget(2024, "3.50"), "2024预算.txt"), day="2024-03-01")
    found = related(store, NOW)
    assert paths(found) == [("上年预算", "2024预算（更正）.txt")]
    assert "取写明更正的" in found.sources[0].why


def test_核查日期晚的为准_不管先后(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.20"), "新.txt"), day="2024-06-01")
    stored(store, record(budget(2024, "3.50"), "旧.txt"), day="2024-02-01")
    assert paths(related(store, NOW)) == [("上年预算", "新.txt")]


def test_没有日期的以后存的为准_旧稿再存一次不会变成新稿(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50"), "旧.txt"))
    stored(store, record(budget(2024, "3.20"), "新.txt"))
    assert paths(related(store, NOW)) == [("上年预算", "新.txt")]
    again = record(budget(2024, "3.50"), "旧.txt")
    stored(store, type(again)(**{**{n: getattr(again, n) for n in again.__slots__}, "ruleset": "r2"}))
    assert paths(related(store, NOW)) == [("上年预算", "新.txt")]


@pytest.mark.parametrize("flipped", [False, True])
def test_一批给的两份分不清先后_一份也不取并说明(tmp_path: Path, flipped: bool) -> None:
    store = tmp_path / "库.duckdb"
    both = [record(budget(2024, "3.50"), "甲.txt"), record(budget(2024, "3.20"), "乙.txt")]
    stored(store, *(reversed(both) if flipped else both))
    found = related(store, NOW)
    assert found.sources == ()
    (note,) = found.notes
    assert "2024年预算有 2 份内容不同的" in note
    assert "乙.txt、甲.txt" in note


def test_同年另有一份内容不同的_提醒(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2025, "3.90"), "另一份.txt"))
    (note,) = related(store, NOW).notes
    assert "同一年度、内容不同的预算：另一份.txt" in note


# ---- 部门与单位


def test_部门与本级各比各的(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(
        store,
        record(budget(2024, "3.50"), "部门.txt"),
        record(budget(2024, "1.50", cover="白鹭区园林局（本级）2024年单位预算"), "本级.txt"),
    )
    assert paths(related(store, NOW)) == [("上年预算", "部门.txt")]
    own = budget(2025, "1.20", cover="白鹭区园林局（本级）2025年单位预算")
    assert paths(related(store, own)) == [("上年预算", "本级.txt")]


def test_部门与所属单位(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(
        store,
        record(totals(2025, "预算", "60.00", cover="白鹭区园林局（本级）2025年单位预算"), "本级.txt"),
        record(totals(2025, "预算", "99.00", "白鹭区苗圃", cover="白鹭区苗圃2025年单位预算"), "苗圃.txt"),
    )
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "单位隶属.csv").write_text("部门,单位,依据\n白鹭区园林局,白鹭区苗圃,编办文件\n", "utf-8")
    from engine.store import Names
    from tests.disclosures import vocabulary

    known = Names.load((tmp_path,), vocabulary())
    found = related(store, totals(2025, "预算", "80.00"), known=known)
    assert paths(found) == [("所属单位", "本级.txt"), ("所属单位", "苗圃.txt")]
    audit = auditor().judge(with_related(facts_of(totals(2025, "预算", "80.00")), found))
    assert statuses(audit, "YOY-501") == {"pass": 2, "fail": 2}
    (finding,) = [f for f in audit.findings if f.rule.id == "YOY-501"][:1]
    assert "白鹭区苗圃" in finding.message


def test_散列随内容变(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store)
    facts = facts_of(NOW, "本年.txt")
    with Store.open(store, names()) as opened:
        assert opened.related_hash(facts.identity, facts.document.sha256) == ""
    stored(store, record(budget(2024, "3.50"), "去年.txt"))
    one = related(store, NOW)
    with Store.open(store, names()) as opened:
        assert opened.related_hash(facts.identity, facts.document.sha256) == one.hash != ""
    stored(store, record(budget(2024, "3.20"), "去年（更正）.txt"))
    assert related(store, NOW).hash != one.hash


def test_只取规则用得上的_结论不变(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(spending(2024, "12.50"), "去年.txt"))
    facts = facts_of(spending(2025, "12.00"))
    cells = auditor().plan(facts.identity).cells
    with Store.open(store, names()) as opened:
        some = opened.related(facts.identity, facts.document.sha256, cells)
        whole = opened.related(facts.identity, facts.document.sha256)
        none = opened.related(facts.identity, facts.document.sha256, ())
    left = {(f.key("of"), f.key("column"), f.key("slot")) for f in whole.facts if f not in some.facts}
    assert left == {("cell", "基本支出", ""), ("cell", "项目支出", ""), ("stated", "", "增减额"), ("derived", "", "")}
    assert {f.key("of") for f in none.facts} == {"known", "stated"}
    assert {f.id for f in none.facts} < {f.id for f in some.facts} < {f.id for f in whole.facts}
    assert some.sources == whole.sources
    assert some.sources[0].tables == {"一般公共预算支出表"}
    judged = [auditor().judge(with_related(facts, one)) for one in (some, whole)]
    assert judged[0].results == judged[1].results
    assert statuses(judged[0], "YOY-113")["fail"] == 1


def spending(year: int, amount: str) -> str:
    """一般公共预算支出表和一句科目说明：科目 amount 万元，由增减倒推的上年数是 13.50 万元。"""
    return lines(
        f"{UNIT}{year}年部门预算",
        "编制说明：本部门的收入预算、支出预算均为预算数，表内金额以万元为单位。",
        table(
            "一般公共预算支出表",
            "科目编码|科目名称|合计|基本支出|项目支出",
            f"|合计|{amount}|{amount}|0.00",
            f"2130306|水利工程运行与维护|{amount}|{amount}|0.00",
        ),
        "第三部分 部门预算情况说明",
        "一、一般公共预算支出情况说明",
        f"1.农林水支出（类）水利（款）水利工程运行与维护（项）{year}年预算数为{amount}万元，"
        f"比{year - 1}年预算减少{13.5 - float(amount):.2f}万元。",
    )
