# ruff: noqa: N802　测试名是中文句子
"""几种格式一次写出；gouji report 由 report.json 重写，逐字节相同；--templates；坏输入在每种格式里都只是文字。"""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports.naming import FORMATS
from tests.audit_tools import gouji, report_of
from tests.cli_tools import CHINESE, CLEAN, ERROR, POEM, audit, put, run, sentences
from tests.reports.readers import junit, paragraphs, parts, sarif_problems

ALL = ",".join(FORMATS)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def batch(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    put(desk, "乙.txt", CLEAN)
    put(desk, "诗.txt", POEM)
    put(desk, "空.txt", "")


def test_几种格式一次写出(desk: Path) -> None:
    batch(desk)
    done = audit(desk, "--format", ALL)
    found = files(desk / "out")
    assert {
        "index.html",
        "report.json",
        "整改台账.xlsx",
        "问题清单.csv",
        "无法核查.csv",
        "report.sarif",
        "junit.xml",
    } <= set(found)
    assert sum(name.endswith("-审核意见书.docx") for name in found) == 2, "没有核查的不出意见书"
    assert "整改台账.xlsx" in done.output and "报告：" in done.output
    assert sarif_problems(found["report.sarif"].decode()) == []
    junit(found["junit.xml"])
    parts(found["整改台账.xlsx"])


@pytest.mark.parametrize("form", FORMATS)
def test_单要一种_只写那一种(desk: Path, form: str) -> None:
    batch(desk)
    audit(desk, "--format", form)
    endings = {Path(name).suffix for name in files(desk / "out")}
    assert endings == {{"junit": ".xml"}.get(form, f".{form}")}


def test_重写的与核查当时写的逐字节相同(desk: Path) -> None:
    batch(desk)
    audit(desk, "--format", ALL)
    done = run("report", desk / "out" / "report.json", "--format", ALL, "--out", desk / "again")
    assert done.exit_code == 0
    assert files(desk / "again") == files(desk / "out")
    run("report", desk / "out", "--format", "sarif", "--out", desk / "one")
    assert files(desk / "one") == {"report.sarif": files(desk / "out")["report.sarif"]}


def test_各种格式相同输入相同字节_散列种子不同也一样(desk: Path) -> None:
    batch(desk)
    found = []
    for seed in ("0", "424242"):
        shutil.rmtree(desk / "out", ignore_errors=True)
        gouji("audit", desk / "docs", "--out", desk / "out", "--format", ALL, env={"PYTHONHASHSEED": seed})
        found.append(files(desk / "out"))
    assert found[0] == found[1]


def test_摘要重写时也打出来(desk: Path) -> None:
    batch(desk)
    first = audit(desk, "--format", "json").output.split("报告：")[0]
    again = run("report", desk / "out", "--out", desk / "again").output.split("报告：")[0]
    assert first.endswith(again)


@pytest.mark.parametrize("text", ["{}", "<html>", '{"schema": "gouji-report/9"}'])
def test_不是报告的一句话_什么也不写(desk: Path, text: str) -> None:
    path = put(desk, "假的.json", text)
    done = run("report", path, "--out", desk / "again")
    assert done.exit_code == 2
    (sentence,) = sentences(done, "假的.json")
    assert CHINESE.search(sentence)
    assert not (desk / "again").exists()


# ---- 模板


def test_另给的模板_网页和意见书都用它(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    own = desk / "模板"
    own.mkdir()
    (own / "document.html.j2").write_text("某市财政局 {{ subject }}", encoding="utf-8")
    audit(desk, "--format", "html,docx", "--templates", own)
    (page,) = (desk / "out").glob("甲-*.html")
    assert page.read_text(encoding="utf-8").startswith("某市财政局 ")
    (opinion,) = (desk / "out").glob("*.docx")
    assert any("审核意见书" in text for text in paragraphs(opinion.read_bytes())), "没有另给的用自带的"


def test_没有这个模板文件夹_先说(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    done = audit(desk, "--templates", desk / "没有")
    assert done.exit_code == 2
    assert "没有这个模板文件夹" in done.output
    assert not (desk / "out").exists()


def test_意见书的模板写错了_先说_不核查(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    own = desk / "模板"
    own.mkdir()
    (own / "审核意见书.docx").write_bytes(b"PK")
    done = audit(desk, "--format", "docx,json", "--templates", own)
    assert done.exit_code == 2
    (sentence,) = sentences(done, "审核意见书.docx")
    assert sentence.startswith("错误：模板")
    assert not (desk / "out").exists()
    assert audit(desk, "--templates", own).exit_code == 1, "不写意见书就不看它"


# ---- 坏输入

NASTY = "<script>alert(1)</script>}}{% x %}=cmd|'/c calc'!A0\u202e\u200b"


def test_公开件里的恶意文字_每种格式里都只是文字(desk: Path) -> None:
    """表名、科目名称、说明里都有；一格一百 KB。"""
    text = ERROR.replace("城乡社区支出", f"{NASTY}城乡社区支出").replace("|合计|", "|合计|")
    text += "\n\n公园设施清单\n\n名称\t数量\n" + "长" * 100_000 + "\t12\n"
    put(desk, "甲.txt", text)
    audit(desk, "--format", ALL)
    found = files(desk / "out")
    (document,) = report_of(desk / "out")["documents"]
    assert any("<script>" in f["message"] or "<script>" in str(f["evidence"]) for f in document["findings"])
    for name, data in found.items():
        if name.endswith(".html"):
            assert b"<script>alert" not in data
    assert sarif_problems(found["report.sarif"].decode()) == []
    junit(found["junit.xml"])
    book = openpyxl.load_workbook(io.BytesIO(found["整改台账.xlsx"]))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not any(c.data_type == "f" for c in cells)
    assert all(len(c.value) <= 32_767 for c in cells if isinstance(c.value, str))
    rows = csv.reader(io.StringIO(found["问题清单.csv"].decode("utf-8-sig"), newline=""))
    assert not any(cell.lstrip().startswith(("=", "+", "@")) for row in rows for cell in row)
    (opinion,) = (data for name, data in found.items() if name.endswith(".docx"))
    told = "\n".join(paragraphs(opinion))
    assert "⟦U+202E⟧" in told and "\u202e" not in told


def test_json照原样_别的显形(desk: Path) -> None:
    put(desk, "甲.txt", ERROR.replace("城乡社区支出", f"{NASTY}城乡社区支出"))
    audit(desk, "--format", "json,sarif")
    said: dict[str, Any] = json.loads((desk / "out" / "report.sarif").read_text(encoding="utf-8"))
    assert "\u202e" not in json.dumps(said, ensure_ascii=False)


# ---- 终端


def test_不是终端时没有颜色和链接(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    done = gouji("audit", desk / "docs", "--out", desk / "out", "--fail-on", "never")
    assert "\x1b" not in done.said
