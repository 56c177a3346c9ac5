# ruff: noqa: N802　测试名是中文句子
"""gouji audit --store、gouji store：几年的公开件，先后给、一起给、次序颠倒，结果一样。"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.audit_tools import ROOT, gouji, report_of
from tests.store.yearly import budget

MANUAL = ROOT / "docs" / "store.md"


@pytest.fixture
def years(tmp_path: Path) -> Path:
    folder = tmp_path / "公开件"
    folder.mkdir()
    (folder / "2024.txt").write_text(budget(2024, "3.20"), encoding="utf-8")
    (folder / "2025.txt").write_text(budget(2025, "3.10", "，比2024年预算减少0.40万元"), encoding="utf-8")
    return folder


def audit(*args: str | Path, out: Path) -> Any:
    ran = gouji("audit", *args, "--out", out, "--format", "json,html", "--fail-on", "never", "--engine", "reference")
    assert ran.code == 0, ran.said
    return report_of(out)


def of(report: Any, name: str) -> Any:
    (found,) = (d for d in report["documents"] if d["name"] == name)
    return found


def compared(document: Any) -> list[str]:
    return [f["message"] for f in document["findings"] if f["rule_id"] == "YOY-111"]


def test_一起给_两种次序_先后给_结果一样(years: Path, tmp_path: Path) -> None:
    first, second = years / "2024.txt", years / "2025.txt"
    found = [
        of(audit(first, second, out=tmp_path / "甲" / "报告"), "2025.txt"),
        of(audit(second, first, out=tmp_path / "乙" / "报告"), "2025.txt"),
    ]
    store = tmp_path / "库.duckdb"
    audit(first, "--store", store, out=tmp_path / "丙")
    found.append(of(audit(second, "--store", store, out=tmp_path / "丁"), "2025.txt"))
    assert found[0] == found[1] == found[2]
    (message,) = compared(found[0])
    assert "相差0.30万元" in message
    (taken,) = found[0]["related"]
    assert (taken["relation"], taken["title"], taken["path"]) == ("上年预算", "2024年部门预算", str(first))
    assert len(taken["sha256"]) == 64


def test_证据写明是哪一份(years: Path, tmp_path: Path) -> None:
    report = audit(years, out=tmp_path / "报告")
    (finding,) = [f for f in of(report, "2025.txt")["findings"] if f["rule_id"] == "YOY-111"]
    own, there = (e["location"] for e in finding["evidence"])
    assert "document" not in own
    assert there["document"] == {"title": "2024年部门预算", "path": str(years / "2024.txt")}
    assert there["line"]
    page = next(p for p in (tmp_path / "报告").glob("2025*.html")).read_text(encoding="utf-8")
    assert "2024年部门预算（2024.txt）" in page
    assert "与上年预算相比" in page


def test_默认的库在报告旁边_只有一份的不用(years: Path, tmp_path: Path) -> None:
    audit(years / "2024.txt", out=tmp_path / "一" / "报告")
    assert not (tmp_path / "一" / "gouji.duckdb").exists()
    audit(years, out=tmp_path / "二" / "报告")
    assert (tmp_path / "二" / "gouji.duckdb").exists()


def test_不用库(years: Path, tmp_path: Path) -> None:
    report = audit(years, "--no-store", out=tmp_path / "一" / "报告")
    assert not (tmp_path / "一" / "gouji.duckdb").exists()
    assert of(report, "2025.txt")["related"] == []
    ran = gouji("audit", years, "--no-store", "--store", tmp_path / "库", "--out", tmp_path / "二")
    assert ran.code == 2
    assert "不能同时用" in ran.err


def test_库打不开_不等核查完就说(years: Path, tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    store.write_text("不是库" * 2000, encoding="utf-8")
    ran = gouji("audit", years, "--store", store, "--out", tmp_path / "报告")
    assert ran.code == 2
    assert "不是历年库" in ran.err
    assert not (tmp_path / "报告").exists()


def test_更名表在追加的规则文件夹里(years: Path, tmp_path: Path) -> None:
    (years / "2024.txt").write_text(budget(2024, "3.20", entity="白鹭区绿化处"), encoding="utf-8")
    rules = tmp_path / "本地"
    (rules / "reference").mkdir(parents=True)
    (rules / "reference" / "单位更名.csv").write_text(
        "旧名,新名,起始年度,依据\n白鹭区绿化处,白鹭区园林局,2025,机构改革\n", encoding="utf-8"
    )
    report = audit(years, "--rules", rules, out=tmp_path / "报告")
    assert compared(of(report, "2025.txt"))
    assert compared(of(audit(years, out=tmp_path / "别处" / "报告"), "2025.txt")) == []


# ---- gouji store


@pytest.fixture
def store(years: Path, tmp_path: Path) -> Path:
    path = tmp_path / "库.duckdb"
    audit(years, "--store", path, out=tmp_path / "报告")
    return path


def test_列出(store: Path) -> None:
    ran = gouji("store", "list", "--store", store)
    assert ran.code == 0
    assert "共 2 份，1 个单位" in ran.out
    rows = list(csv.DictReader(io.StringIO(gouji("store", "list", "--store", store, "--format", "csv").out)))
    assert [r["year"] for r in rows] == ["2024", "2025"]
    assert json.loads(gouji("store", "list", "没有", "--store", store, "--format", "json").out) == {"documents": []}


def test_看一个单位历年的数(store: Path) -> None:
    ran = gouji("store", "show", "园林", "--store", store)
    (line,) = [line for line in ran.out.splitlines() if line.startswith("三公经费合计")]
    assert re.findall(r"[\d.]+万元", line) == ["3.20万元", "3.10万元"]
    found = json.loads(gouji("store", "show", "园林", "--store", store, "--format", "json").out)
    (figure,) = [f for f in found["documents"][0]["figures"] if f["concept"] == "三公经费合计"]
    assert figure == {"concept": "三公经费合计", "value": "3.2", "unit": "万元", "printed": "3.20"}
    missing = gouji("store", "show", "没有的局", "--store", store)
    assert (missing.code, "没有名称含“没有的局”的单位" in missing.err) == (2, True)


def test_去掉一份(store: Path, tmp_path: Path) -> None:
    assert gouji("store", "forget", "没有", "2024.txt", "--store", store).code == 2
    assert "共 2 份" in gouji("store", "list", "--store", store).out
    ran = gouji("store", "forget", "2024.txt", "--store", store)
    assert "已去掉：白鹭区园林局 2024年预算" in ran.out
    assert "共 1 份" in gouji("store", "list", "--store", store).out
    with duckdb.connect(str(store), read_only=True) as connection:
        assert connection.sql("SELECT DISTINCT year FROM all_facts").fetchall() == [(2025,)]


def test_导出CSV和Parquet(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "导出"
    assert gouji("store", "export", "--store", store, "--out", out).code == 0
    assert gouji("store", "export", "--store", store, "--out", out, "--format", "parquet").code == 0
    assert sorted(p.name for p in out.iterdir()) == ["documents.csv", "documents.parquet", "facts.csv", "facts.parquet"]
    with (out / "facts.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with duckdb.connect() as connection:
        ((count,),) = connection.sql(f"SELECT count(*) FROM '{out / 'facts.parquet'}'").fetchall()
    assert len(rows) == count > 0
    assert {r["yuan"] for r in rows if r["concept"] == "三公经费合计" and r["kind"] == "known"} == {"32000", "31000"}


def test_没有这个库(tmp_path: Path) -> None:
    for command in (["list"], ["show", "甲"], ["forget", "甲"], ["export", "--out", str(tmp_path / "x")]):
        ran = gouji("store", *command, "--store", tmp_path / "没有.duckdb")
        assert ran.code == 2
        assert "没有这个历年库" in ran.err
    assert list(tmp_path.iterdir()) == []


# ---- 手册里的 SQL 真的能用


QUERIES = re.findall(r"```sql\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("query", QUERIES)
def test_手册里的查询有结果(store: Path, query: str) -> None:
    with duckdb.connect(str(store), read_only=True) as connection:
        assert connection.sql(query).fetchall() != []
    assert len(QUERIES) >= 3


def test_手册讲到了每一列(store: Path) -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    with duckdb.connect(str(store), read_only=True) as connection:
        for view in ("current_documents", "current_facts"):
            columns = connection.sql(f"SELECT * FROM {view} LIMIT 0").columns
            assert [c for c in columns if f"`{c}`" not in manual] == []
