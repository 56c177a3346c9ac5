# ruff: noqa: N802　测试名是中文句子
"""XLSX 整改台账：用 openpyxl 读回来看；LibreOffice 打得开。"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports import html, labels, xlsx
from reports.baseline import with_baseline
from reports.register import COLUMNS
from tests.reports import batch_sample, sample
from tests.reports.batch_sample import batch
from tests.reports.history_sample import earlier, loaded
from tests.reports.readers import parts, through_office


def book(report: dict[str, Any], linked: bool = True) -> Any:
    data = xlsx.render(report, html.file_names(report) if linked else {})
    parts(data)
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(sheet: Any) -> list[dict[str, Any]]:
    head, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def test_四张表_各栏_各行() -> None:
    opened = book(sample.report())
    assert opened.sheetnames[:4] == ["问题台账", "无法核查", "汇总", "说明"]
    found = rows(opened["问题台账"])
    assert list(found[0]) == [column.name for column in COLUMNS]
    assert [r["编号"] for r in found] == [f["display"] for f in sample.findings()]
    first = found[0]
    assert (first["公开数"], first["核算数"], first["差额"], first["计量单位"]) == ("186.52", "176.52", "10.00", "万元")
    assert (first["公开数（数值）"], first["差额（数值）"]) == (186.52, 10)
    assert first["位置"] == "第 12 页 · 第 214 行 · 支出决算表 · “208 社会保障和就业支出”行 · “合计”栏"
    assert (first["表"], first["级别"], first["状态"]) == ("支出决算表", "错误", "待复核")
    assert first["问题编号"] == sample.findings()[0]["id"]


def test_数值照千分位和原来的小数位() -> None:
    sheet = book(sample.report())["问题台账"]
    column = next(c.column for c in sheet[1] if c.value == "公开数（数值）")
    assert sheet.cell(2, column).number_format == "#,##0.00####"
    assert sheet.cell(2, column).alignment.wrap_text
    assert sheet.cell(2, 1).number_format == "0"
    assert {c.font.name for row in sheet.iter_rows() for c in row} == {"宋体"}


def test_没有查成的都列出来() -> None:
    found = rows(book(sample.report())["无法核查"])
    audited = [r for r in found if r["单位"] == "云溪市示例区水务局"]
    assert sum(r["处数"] for r in audited) == 27
    whole = [(r["规则名称"], r["原因"]) for r in found if r["规则"] == "（全部）"]
    assert ("未能读入", "文件损坏：没有可读的页") in whole
    assert any(r["规则"] == "XTB-219" for r in found)


def test_汇总_文件和类别和级别() -> None:
    found = rows(book(sample.report())["汇总"])
    total = next(r for r in found if r["单位"] == "云溪市示例区水务局" and r["类别"] == "（合计）")
    assert [total[k] for k in ("错误", "提示", "说明", "合计", "无法核查")] == [4, 2, 1, 7, 27]
    assert sum(r["合计"] for r in found if r["类别"] not in ("（合计）",) and r["合计"]) == 7
    assert any(r["类别"] == "未能读入" for r in found)


def test_筛选_冻结_状态的清单() -> None:
    sheet = book(sample.report())["问题台账"]
    last = 1 + len(sample.findings())
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:") and sheet.auto_filter.ref.endswith(str(last))
    (rule,) = sheet.data_validations.dataValidation
    assert rule.type == "list"
    assert rule.formula1.strip('"').split(",") == list(labels.LEDGER_STATUS)
    letter = next(c.column_letter for c in sheet[1] if c.value == "状态")
    assert str(rule.sqref) == f"{letter}2:{letter}{last}"
    assert sheet.column_dimensions["J"].width > 40
    assert sheet.print_title_rows == "$1:$1"


def test_链接连到证据卡和报告() -> None:
    report = sample.report()
    names = html.file_names(report)
    sheet = book(report)["问题台账"]
    links = {c.coordinate: c.hyperlink for row in sheet.iter_rows() for c in row if c.hyperlink}
    from urllib.parse import unquote

    page = names[report["documents"][0]["path"]]
    assert unquote(links["B2"].target) == f"./{page}"
    assert links["B2"].location == "F-001"
    assert f'id="{links["B2"].location}"' in html.render_document(report, report["documents"][0])
    assert len(links) == 2 * len(sample.findings())


def test_没有写HTML时没有链接() -> None:
    sheet = book(sample.report(), linked=False)["问题台账"]
    assert not any(c.hyperlink for row in sheet.iter_rows() for c in row)


@pytest.mark.parametrize("text", ["=1+1", "=cmd|'/c calc'!A0", "+1+1", "-1-1", "@SUM(A1)", "＝1+1", "#N/A", "TRUE"])
def test_像公式的是文字(text: str) -> None:
    report = sample.report()
    report["documents"][0]["findings"][0]["message"] = text
    sheet = book(report)["问题台账"]
    cell = sheet["J2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix == (text[0] in "=+-@＝")
    data = xlsx.render(report, {})
    assert b"<f>" not in parts(data)["xl/worksheets/sheet1.xml"]


def test_恶意的文字_一百KB的格_都读得回来() -> None:
    report = sample.hostile()
    report["documents"][0]["findings"][0]["message"] = "长" * 100_000
    report["documents"][0]["findings"][1]["message"] = "_x0041_\n甲\u202e乙\x00"
    sheet = book(report)["问题台账"]
    assert len(sheet["J2"].value) <= 32_767 and "100,000" in sheet["J2"].value
    assert sheet["J3"].value == "_x005F_x0041_\n甲⟦U+202E⟧乙⟦U+0000⟧"


def test_与上次相比写在本次结果() -> None:
    compared = with_baseline(sample.report(), loaded(earlier()))
    opened = book(compared)
    assert [r["本次结果"] for r in rows(opened["问题台账"])][:3] == ["数值已变", "未整改", "新增"]
    told = [r["内容"] for r in rows(opened["说明"]) if r["项目"] == "与上次相比"]
    assert any("新增 1 项" in text for text in told) and any("规则集不同" in text for text in told)


def test_相同的字节() -> None:
    for report in (sample.report(), sample.hostile()):
        assert xlsx.render(report, {}) == xlsx.render(report, {})


def test_LibreOffice打得开_字都在_没有算公式(tmp_path: Path) -> None:
    report = sample.report()
    findings = report["documents"][0]["findings"]
    findings[0]["message"], findings[1]["message"] = "=1+1", "_x0041_<script>}}\u202e"
    findings[2]["message"] = "长" * 100_000
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    text = through_office(xlsx.render(report, {}), "台账.xlsx", kind, tmp_path)
    assert "=1+1" in text and "_x0041_<script>}}⟦U+202E⟧" in text
    assert "文件损坏：没有可读的页" in text and "100,000" in text


def test_一批的各张表_只有一份的没有() -> None:
    whole = batch(6)
    whole["documents"].append(sample.refused("unreadable", "坏.pdf", "打不开"))
    names = ["单位类别", "规则", "共性问题", "读不出的文件", "三公", "重复和更正"]
    assert book(whole).sheetnames[4:] == names
    assert book(batch_sample.report(whole["documents"][:1])).sheetnames == ["问题台账", "无法核查", "汇总", "说明"]


def test_单位类别_一份一行_没有查的不写零() -> None:
    whole = batch(2)
    whole["documents"][1]["outcomes"]["rules"] = [{"rule_id": "SUM-101", **sample._counts(0, 0, 0, 4, 0, 0)}]
    found = rows(book(whole)["单位类别"])
    assert [(r["单位"], r["年度"], r["文种"]) for r in found[:2]] == [
        ("云溪市第001虚构局", "2024", "决算"),
        ("云溪市第001虚构局", "2025", "预算"),
    ]
    first = found[0]
    assert [first[k] for k in ("错误", "提示", "说明", "合计", "表内勾稽", "三公经费")] == [1, 1, 1, 3, 1, 1]
    assert (first["最大差额"], first["计量单位"], first["金额识别"]) == ("10.00", "万元", "93.4%")
    assert (found[1]["表内勾稽"], found[1]["三公经费"]) == ("?4", "未查")


def test_规则_共性问题_读不出的文件_三公_重复() -> None:
    whole = batch(6)
    copied = {**whole["documents"][0], "path": "公开文本/重复/甲.txt"}
    whole["documents"] += [copied, sample.refused("unreadable", "坏.pdf", "公开文本/坏.pdf：打不开")]
    whole["documents"][3]["unread"] = ["第 3 页"]
    opened = book(whole)
    by_rule = {r["规则"]: r for r in rows(opened["规则"])}
    assert (by_rule["SUM-101"]["文件数"], by_rule["SUM-101"]["错误"], by_rule["SUM-101"]["合计"]) == (4, 4, 4)
    common = rows(opened["共性问题"])
    assert [(r["规则"], r["单位数"]) for r in common] == [("SG-501", 3), ("SUM-101", 3)]
    assert common[1]["各处"].splitlines()[0].startswith("云溪市第001虚构局 2024 决算")
    assert [(r["文件"], r["状态"], r["原因"]) for r in rows(opened["读不出的文件"])] == [
        (whole["documents"][3]["name"], "没有读全", "第 3 页"),
        ("坏.pdf", "未能读入", "打不开"),
    ]
    money = rows(opened["三公"])[0]
    assert (money["上年数"], money["本年数"], money["增减"]) == ("12.80万元", "15.20万元", "+2.4万元")
    assert (money["上年数（元）"], money["增减（元）"]) == (128_000, 24_000)
    assert [r["情形"] for r in rows(opened["重复和更正"])] == ["内容相同"]
