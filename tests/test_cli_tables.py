# ruff: noqa: N802　测试名是中文句子
"""gouji tables：认出的、没有认出的表都列；三种样子；--annotate 写出副本。"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from click.testing import CliRunner, Result

import cli
from reports.terminal import cells
from tests.audit_tools import budget, table

FIXTURES = Path(__file__).resolve().parent / "fixtures" / "formats"
HEAD = "科目编码|科目名称|合计|基本支出|项目支出"
LONG = "城乡社区规划与管理以及其他许许多多的事务支出"
TEXT = (
    budget(table("部门支出总表", HEAD, f"212|{LONG}|5.00|5.00|", "|合计|5.00|5.00|"))
    + "\n其他情况如下。\n甲\t乙\n某某\t7\n"
)


def run(*args: str | Path) -> Result:
    done = CliRunner().invoke(cli.main, [str(a) for a in args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def written(folder: Path) -> Path:
    path = folder / "某局2025年部门预算.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_文字_表种单位位置栏名编码都有_对齐_长的截断(tmp_path: Path) -> None:
    done = run("tables", written(tmp_path))
    assert done.exit_code == 0
    assert (
        "【1】支出总表" in done.output and "单位：万元" in done.output and "第3栏 合计 → 合计（金额栏）" in done.output
    )
    assert "没有认出" in done.output and "某某" in done.output
    assert LONG not in done.output and "…" in done.output
    rows = [line for line in done.output.splitlines() if line.count(" | ") >= 4]
    assert len({cells(line.split(" | ")[0]) for line in rows}) == 1


def test_JSON是全的(tmp_path: Path) -> None:
    found = json.loads(run("tables", written(tmp_path), "--format", "json").output)["tables"]
    assert [t["status"] for t in found] == ["recognised", "unrecognised"]
    first = found[0]
    assert first["kind"] == "支出总表" and first["place"].startswith("第") and first["place"].endswith("行")
    assert first["grid"][1][1] == LONG
    assert (first["rows"][0]["code"], first["rows"][0]["total"]) == ("212", False)
    assert found[1]["grid"] == [["甲", "乙"], ["某某", "7"]] and found[1]["columns"] == []


def test_CSV一行一格(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("tables", written(tmp_path), "--format", "csv").output)))
    amount = next(r for r in rows if r["code"] == "212" and r["column_name"] == "合计")
    assert (amount["table"], amount["kind"], amount["text"]) == ("1", "支出总表", "5.00")


def test_只要网格(tmp_path: Path) -> None:
    done = run("tables", written(tmp_path), "--grid")
    assert "支出总表" not in done.output.splitlines()[2] and "→" not in done.output and "科目编码" in done.output


def test_读不出来退出码为3(tmp_path: Path) -> None:
    done = run("tables", tmp_path / "没有.pdf")
    assert done.exit_code == 3 and "没有.pdf" in done.stderr


def test_PDF写第几页_工作簿写格子() -> None:
    paged = json.loads(run("tables", FIXTURES / "青石区档案馆2024年部门决算-差错.pdf", "--format", "json").output)[
        "tables"
    ]
    assert all(t["place"].startswith("第") and t["place"].endswith("页") and t["pages"] for t in paged)
    sheets = json.loads(run("tables", FIXTURES / "青石区档案馆2024年部门决算-差错.xls", "--format", "json").output)
    assert all("!" in t["place"] for t in sheets["tables"])


def test_核查时写出带批注的副本(tmp_path: Path) -> None:
    source = FIXTURES / "青石区档案馆2024年部门决算-差错.pdf"
    done = run("audit", source, "--out", tmp_path, "--annotate", "--engine", "reference")
    assert done.exit_code == 1
    (copy,) = tmp_path.glob("*-批注.pdf")
    assert str(copy) in done.output
    page = next(p for p in tmp_path.glob("*.html") if p.name != "index.html").read_text(encoding="utf-8")
    assert 'src="data:image/png;base64,' in page
    assert "data:image" not in (tmp_path / "report.json").read_text(encoding="utf-8")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    at = report["documents"][0]["findings"][0]["evidence"][0]["location"]
    assert at["page"] and at["line"] is None and len(at["box"]) == 4


def test_没有PDF时说一声(tmp_path: Path) -> None:
    done = run("audit", written(tmp_path), "--out", tmp_path / "o", "--annotate", "--engine", "reference")
    assert "没有可写批注的 PDF" in done.stderr
