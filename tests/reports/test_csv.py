# ruff: noqa: N802　测试名是中文句子
"""CSV：各栏与台账相同；带 BOM；没有公式；一个问题一行。"""

from __future__ import annotations

import csv
import io

from reports import tables_csv
from reports.cells import risky
from reports.register import COLUMNS
from tests.reports import sample


def read(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_一个问题一行_各栏与台账相同() -> None:
    found = read(tables_csv.render(sample.report()))
    assert list(found[0]) == [column.name for column in COLUMNS]
    assert [row["问题编号"] for row in found] == [f["id"] for f in sample.findings()]
    assert found[0]["依据"].startswith("《中华人民共和国预算法》第七十五条")


def test_没有查成的另是一个文件() -> None:
    found = read(tables_csv.render_unknown(sample.report()))
    assert sum(int(row["处数"] or 0) for row in found) == 28
    assert any(row["原因"] == "文件损坏：没有可读的页" for row in found)


def test_没有公式_没有控制字符() -> None:
    report = sample.hostile()
    for finding, text in zip(report["documents"][0]["findings"], ("=cmd|'/c calc'!A0", "\t@x", "-1+1"), strict=False):
        finding["message"] = finding["advice"] = text
    for text in (tables_csv.render(report), tables_csv.render_unknown(report)):
        assert all(char in "\r\n\t" or char >= " " for char in text)
        assert "\u202e" not in text
        assert not any(risky(cell) for row in read(text) for cell in row.values())


def test_负数照原样() -> None:
    report = sample.report()
    report["documents"][0]["findings"][0]["difference"] = "-10.00"
    row = read(tables_csv.render(report))[0]
    assert (row["差额"], row["差额（数值）"]) == ("-10.00", "-10.00")
