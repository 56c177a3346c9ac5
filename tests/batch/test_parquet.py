# ruff: noqa: N802　测试名是中文句子
"""--parquet：与 report.json 一份不多一份不少；DuckDB、pandas 读得出来。"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from reports import partitions
from tests.audit_tools import report_of
from tests.batch.batch_tools import NAMES, mixed, written
from tests.cli_tools import CLEAN, audit, put

duckdb = pytest.importorskip("duckdb")
parquet = pytest.importorskip("pyarrow.parquet", reason="没有装 pyarrow（gouji[parquet]）")


def test_各份各个问题与报告里的相同(desk: Path) -> None:
    mixed(desk)
    audit(desk, "--parquet", desk / "表")
    documents = report_of(desk / "out")["documents"]
    found = duckdb.sql(f"SELECT path, status, errors FROM '{desk}/表/documents/*.parquet'").fetchall()
    assert found == [
        (d["path"], d["status"], sum(f["severity"] == "error" for f in d.get("findings", ()))) for d in documents
    ]
    found = duckdb.sql(f"SELECT id, message FROM '{desk}/表/findings/*.parquet'").fetchall()
    assert found == [(f["id"], f["message"]) for d in documents for f in d.get("findings", ())]
    assert found


def test_事实的数是十进制数_连同印的样子和位置(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    audit(desk, "--parquet", desk / "表")
    query = f"""SELECT value, unit, printed, line, quote FROM '{desk}/表/facts/*.parquet'
        WHERE fact = 'cell' AND code = '212' AND column_name = '合计'"""
    ((value, unit, printed, line, quote),) = duckdb.sql(query).fetchall()
    assert (value, unit, printed) == (Decimal("5.00"), "万元", "5.00")
    assert CLEAN.splitlines()[line - 1].startswith("212")
    assert "城乡社区支出" in quote


def test_pandas读整个文件夹(desk: Path) -> None:
    import pandas as pd

    mixed(desk)
    audit(desk, "--parquet", desk / "表")
    frame = pd.read_parquet(desk / "表" / "facts")
    assert set(frame["path"]) == {str(desk / "docs" / f"{n}.txt") for n in NAMES}


def test_分成几个分区_再写一次_不多不少_字节相同(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed(desk)
    monkeypatch.setattr(partitions, "SIZE", 3)
    found = []
    for jobs in ("1", "3"):
        audit(desk, "--jobs", jobs, "--no-store", "--parquet", desk / "表")
        found.append(written(desk / "表"))
    assert found[0] == found[1]
    assert {n.split("/")[1] for n in found[0]} == {f"part-0000{n}.parquet" for n in range(4)}
    monkeypatch.setattr(partitions, "SIZE", 100)
    audit(desk, "--no-store", "--parquet", desk / "表")
    assert len(written(desk / "表")) == 3, "上次多出的分区不留着"
    ((count,),) = duckdb.sql(f"SELECT count(*) FROM '{desk}/表/documents/*.parquet'").fetchall()
    assert count == len(report_of(desk / "out")["documents"])


def test_里面有别的东西的文件夹不换掉(desk: Path) -> None:
    mixed(desk)
    (desk / "表").mkdir()
    (desk / "表" / "要紧的.txt").write_text("", encoding="utf-8")
    done = audit(desk, "--parquet", desk / "表")
    assert done.exit_code == 2
    (told,) = done.stderr.splitlines()
    assert "要紧的.txt" in told
    assert [p.name for p in (desk / "表").iterdir()] == ["要紧的.txt"]


def test_没有装pyarrow_核查之前就说(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed(desk)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    done = audit(desk, "--parquet", desk / "表")
    assert done.exit_code == 2
    assert 'pip install "gouji[parquet]"' in done.stderr
