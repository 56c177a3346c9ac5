# ruff: noqa: N802　测试名是中文句子
"""gouji audit 的豁免：--waivers、规则文件夹里的 waivers.yaml，报告、终端、退出码。"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cli
from commands import shared
from reports import schema
from reports.html import render_document, render_index
from tests.audit_tools import RULES, budget, report_of, rule, table, write_rules

ERROR = budget(table("部门支出总表", "科目编码|科目名称|合计|基本支出|项目支出", "2120101|行政运行|5.50|5.00|"))
FEW = ("ruleset.yaml", "表内勾稽/SUM-110.yaml", "豁免/WAIVER-EXPIRED.yaml", "豁免/WAIVER-UNUSED.yaml")
WAIVER = """
- rule: SUM-110
  unit: 白鹭区园林局
  year: "2025"
  at: 支出总表/2120101
  reason: 表样由上级统一下发，差额已说明
  document: 白财预〔2025〕12号
  approved_by: 预算股
  expires: "2025-12-31"
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """只带几条规则的命令；公开件有一处合计不符。"""
    rules = tmp_path / "rules"
    for name in ("vocabulary", "reference"):
        shutil.copytree(RULES / name, rules / name)
    for name in FEW:
        (rules / name).parent.mkdir(exist_ok=True)
        shutil.copy(RULES / name, rules / name)
    monkeypatch.setattr(shared, "RULES", rules)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "甲.txt").write_text(ERROR, encoding="utf-8")
    (tmp_path / "豁免.yaml").write_text(WAIVER, encoding="utf-8")
    return tmp_path


def run(*args: str) -> Result:
    done = CliRunner().invoke(cli.main, ["audit", "甲.txt", "--out", "out", "--engine", "reference", *args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def document(desk: Path) -> dict[str, Any]:
    report = report_of(desk / "out")
    assert schema.validate(report) == []
    (found,) = report["documents"]
    assert isinstance(found, dict)
    return found


def test_豁免之后没有问题_退出码为零_报告里有理由(desk: Path) -> None:
    assert run("--date", "2025-06-30").exit_code == 1
    done = run("--date", "2025-06-30", "--waivers", "豁免.yaml")
    assert done.exit_code == 0
    assert "登记了豁免 1 条：有效 1 条；豁免不符合项 1 处。" in done.output
    found = document(desk)
    assert found["findings"] == []
    assert found["outcomes"]["counts"]["waived"] == 1
    message = "《支出总表》“2120101 行政运行”合计列示5.50万元，各栏相加为5.00万元，相差0.50万元"
    assert found["waivers"] == [
        {
            "rule_id": "SUM-110",
            "at": "支出总表/2120101",
            "reason": "表样由上级统一下发，差额已说明",
            "document": "白财预〔2025〕12号",
            "approver": "预算股",
            "expires": "2025-12-31",
            "state": "used",
            "findings": [message],
        }
    ]
    page = render_document(schema.complete(report_of(desk / "out")), schema.complete_document(found))
    assert "已豁免事项" in page and "表样由上级统一下发，差额已说明" in page and message in page


def test_豁免文件的哈希写进报告(desk: Path) -> None:
    run("--date", "2025-06-30", "--waivers", "豁免.yaml")
    report = report_of(desk / "out")
    digest = hashlib.sha256((desk / "豁免.yaml").read_bytes()).hexdigest()
    assert report["run"]["inputs"] == [{"what": "豁免登记", "path": "豁免.yaml", "sha256": digest}]
    assert digest in render_document(report, schema.complete_document(report["documents"][0]))


def test_问题的at照抄到登记里就豁免得到(desk: Path) -> None:
    run("--date", "2025-06-30")
    (finding,) = document(desk)["findings"]
    assert finding["at"] == "支出总表/2120101"


def test_过期的_问题回来_另有一条提示(desk: Path) -> None:
    done = run("--date", "2026-01-05", "--waivers", "豁免.yaml")
    assert done.exit_code == 1
    assert "登记了豁免 1 条：已过期 1 条；豁免不符合项 0 处。" in done.output
    assert [(f["rule_id"], f["severity"]) for f in document(desk)["findings"]] == [
        ("SUM-110", "error"),
        ("WAIVER-EXPIRED", "warning"),
    ]


def test_没有用到的_是说明(desk: Path) -> None:
    (desk / "甲.txt").write_text(ERROR.replace("5.50", "5.00"), encoding="utf-8")
    done = run("--date", "2025-06-30", "--waivers", "豁免.yaml")
    assert done.exit_code == 0
    assert "未用到 1 条" in done.output
    assert [(f["rule_id"], f["severity"]) for f in document(desk)["findings"]] == [("WAIVER-UNUSED", "info")]


@pytest.mark.parametrize("day", [(), ("--date", "下月")])
def test_没有核查日期_都不启用_终端和报告各说一句(desk: Path, day: tuple[str, ...]) -> None:
    done = run("--waivers", "豁免.yaml", *day)
    sentence = "登记了豁免 1 条，没有核查日期（--date，如 2025-06-30），不知道到期没有，都没有启用。"
    assert done.exit_code == 1
    assert sentence in done.output.replace("\n", "")
    found = document(desk)
    assert [w["state"] for w in found["waivers"]] == ["idle"]
    assert sentence in found["notes"]
    assert sentence in render_index(report_of(desk / "out"), {})


def test_SOURCE_DATE_EPOCH也算核查日期(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1751241600")
    assert run("--waivers", "豁免.yaml").exit_code == 0


def test_规则文件夹里的waivers_自动启用(desk: Path) -> None:
    own = write_rules(desk / "我的规则", rule("check: forbidden_text\nphrases: ['某某']", ident="MINE-1"))
    shutil.move(desk / "豁免.yaml", own / "waivers.yaml")
    assert run("--date", "2025-06-30", "--rules", "我的规则").exit_code == 0
    assert report_of(desk / "out")["run"]["inputs"][0]["path"] == "我的规则/waivers.yaml"


def test_登记写错_指到行列_退出码2_问题照报(desk: Path) -> None:
    (desk / "豁免.yaml").write_text(WAIVER.replace("SUM-110", "SUM-11O"), encoding="utf-8")
    done = run("--date", "2025-06-30", "--waivers", "豁免.yaml")
    assert done.exit_code == 2
    assert "豁免.yaml:2:9：没有“SUM-11O”这条规则，或已停用，是否为“SUM-110”？" in done.stderr
    assert [f["rule_id"] for f in document(desk)["findings"]] == ["SUM-110"]
    assert report_of(desk / "out")["ruleset"]["errors"][0]["line"] == 2


def test_登记文件打不开_一句话_退出码2(desk: Path) -> None:
    done = run("--waivers", "没有.yaml")
    assert done.exit_code == 2
    assert "没有.yaml：豁免登记打不开" in done.stderr


def test_一份里用到就是用到_不重复计(desk: Path) -> None:
    (desk / "乙.txt").write_text(ERROR.replace("5.50", "5.00"), encoding="utf-8")
    done = run("乙.txt", "--separately", "--date", "2025-06-30", "--waivers", "豁免.yaml")
    assert "登记了豁免 1 条：有效 1 条；豁免不符合项 1 处。" in done.output


def test_没有登记的_不提豁免(desk: Path) -> None:
    done = run("--date", "2025-06-30")
    assert "豁免" not in done.output
    assert json.loads((desk / "out" / "report.json").read_text(encoding="utf-8"))["run"]["inputs"] == []
