# ruff: noqa: N802　测试名是中文句子
"""填好的台账读回来：按编号认，照原样带，一行也不丢；对不上的说明第几行。"""

from __future__ import annotations

import copy
import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.errors import UsageError
from reports import html, ledger, schema, xlsx
from reports.carry import with_ledger
from tests.reports import sample
from tests.reports.history_sample import earlier, finding

FILLED = {
    "状态": "整改中",
    "责任人": "某甲",
    "时限": "2026-12-31",
    "单位意见": "属实。\n系统导出时串行",
    "整改措施": "更正后重新公开",
    "完成日期": "2026-12-15",
    "复核结果": "同意",
}


def write(folder: Path, report: dict[str, Any], fill: Callable[[Any, dict[str, int]], None]) -> Path:
    """写出台账，照 fill 填，存下来。fill 得到工作表和 栏名 → 第几栏。"""
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(report, html.file_names(report))))
    sheet = book["问题台账"]
    fill(sheet, {cell.value: cell.column for cell in sheet[1]})
    path = folder / "填好的.xlsx"
    book.save(path)
    return path


def fill_row(number: int, values: dict[str, Any]) -> Callable[[Any, dict[str, int]], None]:
    def fill(sheet: Any, columns: dict[str, int]) -> None:
        for name, value in values.items():
            sheet.cell(number, columns[name]).value = value

    return fill


def carried(path: Path, report: dict[str, Any] | None = None) -> dict[str, Any]:
    found = with_ledger(report or sample.report(), ledger.read(path))
    assert schema.validate(found) == []
    return found


def rows(report: dict[str, Any]) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render(report, {})))["问题台账"]
    head, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def test_填的字照原样带进下一次(tmp_path: Path) -> None:
    report = carried(write(tmp_path, sample.report(), fill_row(3, FILLED)))
    found = report["documents"][0]["findings"][1]
    assert found["ledger"] == {
        "status": "整改中",
        "responsible": "某甲",
        "deadline": "2026-12-31",
        "opinion": "属实。\n系统导出时串行",
        "measures": "更正后重新公开",
        "completed": "2026-12-15",
        "review": "同意",
        "extra": {},
    }
    assert found["status"] == "整改中"
    row = rows(report)[1]
    assert {name: row[name] for name in FILLED} == FILLED
    assert row["本次结果"] == "仍存在"
    assert report["ledger"]["faults"] == []
    assert report["run"]["inputs"][-1]["what"] == "整改台账"


def test_来回几次一字不变(tmp_path: Path) -> None:
    report = carried(write(tmp_path, sample.report(), fill_row(3, FILLED)))
    first = xlsx.render(report, {})
    (tmp_path / "二.xlsx").write_bytes(first)
    again = carried(tmp_path / "二.xlsx")
    assert rows(again) == rows(report)


def test_日期格写成年月日_数照看到的样子(tmp_path: Path) -> None:
    values = {"时限": datetime.datetime(2026, 12, 31), "完成日期": 20261215, "复核结果": 0.5}
    report = carried(write(tmp_path, sample.report(), fill_row(2, values)))
    found = report["documents"][0]["findings"][0]["ledger"]
    assert (found["deadline"], found["completed"], found["review"]) == ("2026-12-31", "20261215", "0.5")


def test_排序_插入标题行_删去的栏都不影响(tmp_path: Path) -> None:
    def fill(sheet: Any, columns: dict[str, int]) -> None:
        fill_row(3, FILLED)(sheet, columns)
        second = [cell.value for cell in sheet[2]]
        for number, value in enumerate([cell.value for cell in sheet[3]], start=1):
            sheet.cell(2, number).value = value
        for number, value in enumerate(second, start=1):
            sheet.cell(3, number).value = value
        sheet.delete_cols(columns["建议"])
        sheet.insert_rows(1, 2)
        sheet["A1"] = "某局整改台账"

    report = carried(write(tmp_path, sample.report(), fill))
    assert report["documents"][0]["findings"][1]["ledger"]["responsible"] == "某甲"
    assert report["documents"][0]["findings"][0]["ledger"]["responsible"] == ""


def test_单位另加的栏也带着(tmp_path: Path) -> None:
    def fill(sheet: Any, columns: dict[str, int]) -> None:
        last = sheet.max_column + 1
        sheet.cell(1, last).value, sheet.cell(2, last).value = "备注", "=附件三"
        sheet.cell(2, last).data_type = "s"

    report = carried(write(tmp_path, sample.report(), fill))
    assert report["documents"][0]["findings"][0]["ledger"]["extra"] == {"备注": "=附件三"}
    assert rows(report)[0]["备注"] == "=附件三"


def test_合并的格每一行都算填了(tmp_path: Path) -> None:
    def fill(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(2, columns["责任人"]).value = "某乙"
        sheet.merge_cells(start_row=2, end_row=4, start_column=columns["责任人"], end_column=columns["责任人"])

    report = carried(write(tmp_path, sample.report(), fill))
    assert [f["ledger"]["responsible"] for f in report["documents"][0]["findings"]][:4] == ["某乙"] * 3 + [""]


def test_没有算过的公式不丢_照写法留着(tmp_path: Path) -> None:
    report = carried(write(tmp_path, sample.report(), fill_row(2, {"完成日期": "=TODAY()"})))
    assert report["documents"][0]["findings"][0]["ledger"]["completed"] == "=TODAY()"


# ---- 这次没有了的


def gone(tmp_path: Path, status: str, report: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    old = sample.report()
    old["documents"][0]["findings"].append(finding("gone", **more))
    filled = {**FILLED, "状态": status}
    return carried(write(tmp_path, old, fill_row(1 + len(sample.findings()) + 1, filled)), report)


@pytest.mark.parametrize(("status", "result"), [("已整改", "已整改"), ("整改中", "未再出现")])
def test_没有再查出的留在台账里(tmp_path: Path, status: str, result: str) -> None:
    new = sample.report()
    new["documents"][0]["outcomes"]["unknown"] = []
    report = gone(tmp_path, status, new)
    (entry,) = report["ledger"]["entries"]
    assert (entry["id"], entry["result"]) == ("gone", result)
    last = rows(report)[-1]
    assert last["问题编号"] == "gone"
    assert (last["本次结果"], last["状态"], last["单位意见"]) == (result, status, FILLED["单位意见"])
    assert last["公开数（数值）"] == 186.52


def test_再来一次还在_问题又出现的就对上(tmp_path: Path) -> None:
    new = sample.report()
    new["documents"][0]["outcomes"]["unknown"] = []
    (tmp_path / "二.xlsx").write_bytes(xlsx.render(gone(tmp_path, "已整改", new), {}))
    assert [e["result"] for e in carried(tmp_path / "二.xlsx", new)["ledger"]["entries"]] == ["已整改"]
    back = copy.deepcopy(new)
    back["documents"][0]["findings"].append(finding("gone"))
    report = carried(tmp_path / "二.xlsx", back)
    assert report["ledger"]["entries"] == []
    assert report["documents"][0]["findings"][-1]["status"] == "填报已整改，仍存在"
    assert rows(report)[-1]["本次结果"] == "填报已整改，仍存在"


def test_没有查成的不说未再出现(tmp_path: Path) -> None:
    new = sample.report()
    new["documents"][0]["outcomes"]["unknown"] = [{"rule_id": "SUM-101", "at": "某表/gone", "reason": "没有读出"}]
    assert [e["result"] for e in gone(tmp_path, "整改中", new)["ledger"]["entries"]] == ["本次未核查"]


def test_台账里没有位置键_这条规则有一处没有查成就不说(tmp_path: Path) -> None:
    assert [e["result"] for e in gone(tmp_path, "整改中", at="")["ledger"]["entries"]] == ["本次未核查"]


def test_规则没有了的_文件没有核查的_是本次未核查(tmp_path: Path) -> None:
    report = gone(tmp_path, "整改中", like="TXT-301", rule_id="OLD-1")
    assert [e["result"] for e in report["ledger"]["entries"]] == ["本次未核查"]
    other = sample.report()
    other["documents"] = other["documents"][1:]
    report = carried(write(tmp_path, sample.report(), fill_row(2, FILLED)), other)
    assert {e["result"] for e in report["ledger"]["entries"]} == {"本次未核查"}
    assert len(report["ledger"]["entries"]) == len(sample.findings())


def test_并入别的问题的说并入哪个(tmp_path: Path) -> None:
    new = sample.report()
    own = finding("gone")
    new["documents"][0]["findings"][0]["related"] = [{**own}]
    path = write(tmp_path, {**earlier(), "documents": [gone_document()]}, lambda *_: None)
    report = with_ledger(new, ledger.read(path))
    assert [e["result"] for e in report["ledger"]["entries"]] == ["并入 F-001"]


def gone_document() -> dict[str, Any]:
    return {**sample.audited(), "findings": [finding("gone")]}


# ---- 对不上的


def test_状态不在清单里的说出哪一格_照原样留着(tmp_path: Path) -> None:
    report = carried(write(tmp_path, sample.report(), fill_row(4, {"状态": "改了一半"})))
    (fault,) = report["ledger"]["faults"]
    assert "“问题台账”AB4：“状态”写的是“改了一半”" in fault and "待复核、未整改、整改中、已整改、无需整改" in fault
    assert rows(report)[2]["状态"] == "改了一半"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"问题编号": None, "单位意见": "有意见"}, "第 2 行：没有“问题编号”"),
        ({"问题编号": sample.findings()[1]["id"]}, "第 3 行：问题编号"),
    ],
)
def test_认不出的行说明第几行_留在末尾(tmp_path: Path, values: dict[str, Any], words: str) -> None:
    report = carried(write(tmp_path, sample.report(), fill_row(2, values)))
    assert words in report["ledger"]["faults"][0]
    (entry,) = report["ledger"]["entries"]
    assert entry["result"] == "对不上"
    assert rows(report)[-1]["本次结果"] == "对不上"


def test_没有栏名的_同名的栏_加上栏号留着(tmp_path: Path) -> None:
    def fill(sheet: Any, columns: dict[str, int]) -> None:
        last = sheet.max_column
        sheet.cell(3, last + 1).value = "随手写的"
        sheet.cell(1, last + 2).value, sheet.cell(3, last + 2).value = "责任人", "某丁"

    report = carried(write(tmp_path, sample.report(), fill))
    unnamed, twice = report["ledger"]["faults"]
    assert "AL 栏有字而没有栏名" in unnamed and "AM 栏与前面的一栏都叫“责任人”" in twice
    extra = report["documents"][0]["findings"][1]["ledger"]["extra"]
    assert extra == {"（AL 栏）": "随手写的", "责任人（AM 栏）": "某丁"}
    assert rows(report)[1]["（AL 栏）"] == "随手写的"


def test_预算决算同一编号的凭文种分(tmp_path: Path) -> None:
    report = sample.report()
    other = {**report["documents"][1], "findings": [copy.deepcopy(sample.findings()[0])]}
    report["documents"][1] = other
    found = carried(write(tmp_path, report, fill_row(9, FILLED)), report)
    assert found["documents"][1]["findings"][0]["ledger"]["responsible"] == "某甲"
    assert found["documents"][0]["findings"][0]["ledger"]["responsible"] == ""
    assert found["ledger"]["entries"] == []


def test_不是台账的说一句(tmp_path: Path) -> None:
    other = openpyxl.Workbook()
    other.save(tmp_path / "别的.xlsx")
    changed = write(tmp_path, sample.report(), fill_row(1, {"问题编号": "编号"}))
    (tmp_path / "文字.xlsx").write_text("不是工作簿", encoding="utf-8")
    (tmp_path / "坏的.xlsx").write_bytes(b"PK\x03\x04" + b"0" * 99)
    for path, words in (
        (tmp_path / "别的.xlsx", "没有“问题台账”这张工作表"),
        (changed, "没有“问题编号”一栏"),
        (tmp_path / "文字.xlsx", "不是 XLSX"),
        (tmp_path / "坏的.xlsx", "损坏"),
        (tmp_path / "没有.xlsx", "没有这个文件"),
    ):
        with pytest.raises(UsageError) as told:
            ledger.read(path)
        assert words in str(told.value) and str(path) in str(told.value) and "\n" not in str(told.value)


def test_恶意的文字来回一次不变(tmp_path: Path) -> None:
    nasty = "=cmd|'/c calc'!A0 <script>}} _x0041_"
    report = carried(write(tmp_path, sample.report(), lambda s, c: _text(s.cell(2, c["单位意见"]), nasty)))
    (tmp_path / "二.xlsx").write_bytes(xlsx.render(report, {}))
    again = carried(tmp_path / "二.xlsx")
    assert again["documents"][0]["findings"][0]["ledger"]["opinion"] == nasty


def _text(cell: Any, text: str) -> None:
    cell.value, cell.data_type = text, "s"


def test_网页里也可以放(tmp_path: Path) -> None:
    new = sample.report()
    new["documents"][0]["outcomes"]["unknown"] = []
    report = gone(tmp_path, "整改中", new)
    report["documents"][0]["findings"][0]["ledger"] |= {"opinion": "<b>属实</b>", "review": ""}
    own = tmp_path / "模板"
    own.mkdir()
    page = """{% include "partials/ledger_entries.html.j2" %}
{% for item in cards[:1] %}{% include "partials/ledger.html.j2" %}{% endfor %}"""
    (own / "document.html.j2").write_text(page, encoding="utf-8")
    told = html.render_document(report, report["documents"][0], own)
    assert "未再出现" in told and FILLED["整改措施"] in told
    assert "&lt;b&gt;属实&lt;/b&gt;" in told and "<dt>复核结果</dt>" not in told
