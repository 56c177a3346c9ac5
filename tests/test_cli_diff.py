# ruff: noqa: N802　测试名是中文句子
"""gouji diff、--baseline、--ledger：改了、没改、又出现；给错了文件说清楚，不说全是新增。"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from reports import schema
from tests.audit_tools import budget, report_of, table
from tests.cli_tools import CHINESE, CLEAN, ERROR, HEAD, audit, put, run, sentences

OTHER = budget(table("部门支出总表", HEAD, "212|城乡社区支出|7.00|5.00|", "|合计|5.00|5.00|"))


def keep(desk: Path, name: str, text: str) -> Path:
    """核查这一份，报告另存在 name。"""
    put(desk, "甲.txt", text)
    audit(desk, "--format", "json,xlsx", "--fail-on", "never")
    shutil.rmtree(desk / name, ignore_errors=True)
    shutil.move(desk / "out", desk / name)
    return desk / name


@pytest.mark.parametrize(
    ("before", "after", "word", "code"),
    [
        (ERROR, CLEAN, "已整改", 0),
        (CLEAN, ERROR, "新增", 1),
        (ERROR, ERROR, "未整改", 0),
        (ERROR, OTHER, "数值已变", 1),
    ],
)
def test_四种变化_退出码(desk: Path, before: str, after: str, word: str, code: int) -> None:
    old, new = keep(desk, "旧", before), keep(desk, "新", after)
    done = run("diff", old / "report.json", new)
    assert done.exit_code == code
    flat = " ".join(done.output.split())
    assert re.search(rf"相比：[^。]*{word} \d+ 项", flat)
    assert f" {word} SUM-110 " in flat
    found = json.loads(run("diff", old, new, "--format", "json").output)
    changes = {i["change"] for d in found["documents"] for i in d["items"] if i["rule_id"] == "SUM-110"}
    assert changes == {{"已整改": "resolved", "新增": "new", "未整改": "persisting", "数值已变": "changed"}[word]}
    assert sum(found["counts"].values()) == sum(len(d["items"]) for d in found["documents"])


def test_数值怎样变写出来(desk: Path) -> None:
    done = run("diff", keep(desk, "旧", ERROR), keep(desk, "新", OTHER))
    assert "公开数 5.50 → 7.00；差额 0.50 → 2.00" in " ".join(done.output.split())


@pytest.mark.parametrize("which", [0, 1])
def test_给错了文件_一句话(desk: Path, which: int) -> None:
    good = keep(desk, "旧", ERROR)
    bad = put(desk, "别的.json", '{"name": "别的程序"}')
    for path in (bad, desk / "没有.json"):
        pair = [good, good]
        pair[which] = path
        done = run("diff", *pair)
        assert done.exit_code == 2
        (sentence,) = done.output.splitlines()
        assert path.name in sentence and CHINESE.search(sentence) and "新增" not in sentence


def test_没有一份对得上_一句话(desk: Path) -> None:
    old = keep(desk, "旧", ERROR)
    new = keep(desk, "新", ERROR.replace("2025", "2026"))
    done = run("diff", old, new)
    assert done.exit_code == 2
    assert "没有一份文件与这次的对得上" in done.output


# ---- 核查时对比


def test_核查时对比_写进报告(desk: Path) -> None:
    old = keep(desk, "旧", ERROR)
    put(desk, "甲.txt", OTHER)
    done = audit(desk, "--baseline", old / "report.json", "--format", "html,json,sarif", "--fail-on", "never")
    assert done.exit_code == 0
    assert "与上次相比：" in done.output
    report = report_of(desk / "out")
    assert schema.validate(report) == []
    items = report["documents"][0]["comparison"]["items"]
    assert {i["change"] for i in items if i["rule_id"] == "SUM-110"} == {"changed"}
    assert "--baseline" in report["run"]["command"]
    (page,) = (desk / "out").glob("甲-*.html")
    assert "与上次检查对比" in page.read_text(encoding="utf-8")
    assert '"baselineState": "updated"' in (desk / "out" / "report.sarif").read_text(encoding="utf-8")


def test_旧报告读不出来_先说_不核查(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    for path in (desk / "没有.json", put(desk, "坏.json", "{")):
        done = audit(desk, "--baseline", path)
        assert done.exit_code == 2
        assert len(sentences(done, path.name)) == 1
        assert not (desk / "out").exists()


def test_旧报告是别的文件的_报告照写_没有对比_退出码2(desk: Path) -> None:
    old = keep(desk, "旧", ERROR.replace("2025", "2026"))
    put(desk, "甲.txt", ERROR)
    done = audit(desk, "--baseline", old)
    assert done.exit_code == 2
    assert "没有一份文件与这次的对得上" in done.output
    (document,) = report_of(desk / "out")["documents"]
    assert "comparison" not in document
    assert all(not f.get("status") for f in document["findings"])


def test_重写报告时也可以对比(desk: Path) -> None:
    old, new = keep(desk, "旧", ERROR), keep(desk, "新", CLEAN)
    done = run("report", new, "--baseline", old, "--format", "json", "--out", desk / "again")
    assert done.exit_code == 0
    items = report_of(desk / "again")["documents"][0]["comparison"]["items"]
    assert {i["change"] for i in items if i["rule_id"] == "SUM-110"} == {"resolved"}


# ---- 台账


def fill(path: Path, **values: str) -> Path:
    """在每一行填上。"""
    book = openpyxl.load_workbook(path)
    sheet = book["问题台账"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for name, value in values.items():
            sheet.cell(row, columns[name]).value = value
    book.save(path)
    return path


def ledger_rows(path: Path) -> list[dict[str, object]]:
    head, *rest = openpyxl.load_workbook(path)["问题台账"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def test_填好的台账带进下一次_改了的留着(desk: Path) -> None:
    filled = fill(keep(desk, "旧", ERROR) / "整改台账.xlsx", 状态="已整改", 责任人="某甲", 单位意见="已更正")
    put(desk, "甲.txt", CLEAN)
    assert audit(desk, "--ledger", filled, "--format", "json,xlsx,html", "--fail-on", "never").exit_code == 0
    report = report_of(desk / "out")
    assert schema.validate(report) == []
    rows = ledger_rows(desk / "out" / "整改台账.xlsx")
    results = {(row["规则"], row["本次结果"]) for row in rows}
    assert ("SUM-110", "已整改") in results and ("STR-601", "填报已整改，仍存在") in results
    assert {result for _, result in results} == {"已整改", "填报已整改，仍存在"}
    assert {row["责任人"] for row in rows} == {"某甲"}
    assert len(rows) == len(ledger_rows(filled))


def test_台账填错了_说出哪一格_照样写报告(desk: Path) -> None:
    filled = fill(keep(desk, "旧", ERROR) / "整改台账.xlsx", 状态="好了")
    put(desk, "甲.txt", ERROR)
    done = audit(desk, "--ledger", filled)
    assert done.exit_code == 1
    told = [line for line in done.stderr.splitlines() if line.startswith("注意：")]
    assert told and all(re.search(r"“问题台账”[A-Z]+\d+：“状态”写的是“好了”", line) for line in told)
    assert report_of(desk / "out")["documents"][0]["findings"][0]["ledger"]["status"] == "好了"


def test_给的不是台账_先说_不核查(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    done = audit(desk, "--ledger", put(desk, "甲.xlsx", "不是"))
    assert done.exit_code == 2
    assert len(sentences(done, "甲.xlsx")) == 1
    assert not (desk / "out").exists()
