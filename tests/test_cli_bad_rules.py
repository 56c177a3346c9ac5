# ruff: noqa: N802　测试名是中文句子
"""坏输入之规则：各有一句中文，指到文件、行、列，其余规则照常。"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.audit_tools import report_of, rule, write_rules
from tests.cli_tools import CHINESE, ERROR, audit, put

GOOD = rule("check: forbidden_text\nphrases: [城乡社区]\nmessage: 有“{match}”", ident="MINE-9")


def broken(desk: Path, text: str, name: str = "试写/T-1.yaml") -> list[str]:
    """写错的规则：退出码 2，其余规则（包括同一文件夹的）照常；返回说这条规则的话。"""
    put(desk, "甲.txt", ERROR)
    folder = write_rules(desk / "rules", GOOD)
    (folder / name).write_text(text, encoding="utf-8")
    done = audit(desk, "--rules", folder)
    assert done.exit_code == 2
    report = report_of(desk / "out")
    found = {f["rule_id"] for f in report["documents"][0]["findings"]}
    assert {"MINE-9", "SUM-110"} <= found, "其余规则照常"
    told = [line for line in done.stderr.splitlines() if name in line]
    listed = [f"{e['file']}:{e['line']}:{e['column']}" for e in report["ruleset"]["errors"]]
    assert len(listed) == len(told)
    assert all(any(at in line for line in told) for at in listed)
    assert all(CHINESE.search(line) for line in told)
    assert name not in done.stdout, "终端上只说一遍"
    return told


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("id: T-1\ntitle: [没有配对\n", ":2:8：", "没有配对"),
        ("id：T-1\ntitle：试\n", ":1:1：", "冒号"),
        ("只有一句话\n", ":1:1：", "键: 值"),
        ("- 一\n- 二\n", ":1:1：", "键: 值"),
        ("", ":1:1：", "空"),
        ("id: T-1\n\ttitle: 试\n", ":2:1：", "Tab"),
        (rule("check: hierarchy_sum\ntables: [支出总表]\ntables: [收入总表]"), ":6:1：", "第 5 行已经写过"),
    ],
)
def test_规则不是YAML或写法不对_指到行列(desk: Path, text: str, at: str, words: str) -> None:
    (told,) = broken(desk, text)
    assert f"试写/T-1.yaml{at}" in told
    assert words in told


def test_规则不是UTF8(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    folder = write_rules(desk / "rules", GOOD)
    (folder / "试写" / "T-1.yaml").write_bytes(rule("check: 无").encode("gb18030"))
    done = audit(desk, "--rules", folder)
    assert done.exit_code == 2
    (told,) = [line for line in done.stderr.splitlines() if "T-1.yaml" in line]
    assert "UTF-8" in told


def test_没有这种写法(desk: Path) -> None:
    (told,) = broken(desk, rule("check: hierachy_sum\ntables: [支出总表]"))
    assert "T-1.yaml:4:8：" in told
    assert "是否为“hierarchy_sum”" in told


def test_没有这个键_给出相近的写法(desk: Path) -> None:
    told = broken(desk, rule("check: hierarchy_sum\ntabels: [支出总表]"))
    assert any("T-1.yaml:5:1：" in t and "“tabels”" in t and "是否为“tables”" in t for t in told)


def test_编号重复(desk: Path) -> None:
    put(desk, "甲.txt", ERROR)
    folder = write_rules(desk / "rules", GOOD)
    write_rules(folder, GOOD, family="另一处")
    done = audit(desk, "--rules", folder)
    assert done.exit_code == 2
    (told,) = [line for line in done.stderr.splitlines() if "MINE-9" in line]
    assert re.search(r"MINE-9\.yaml:1:\d+：", told)
    assert "重复" in told
    (document,) = report_of(desk / "out")["documents"]
    assert "MINE-9" in {f["rule_id"] for f in document["findings"]}, "先写的那条照常"


def test_编号与文件名不同(desk: Path) -> None:
    (told,) = broken(desk, rule("check: forbidden_text\nphrases: [甲]", ident="T-2"))
    assert "T-1.yaml:1:5：" in told
    assert "“T-2”与文件名“T-1”不同" in told


def test_没有这种表_给出相近的写法(desk: Path) -> None:
    (told,) = broken(desk, rule("check: hierarchy_sum\ntables: [支出总表, 支岀决算表]"))
    assert "T-1.yaml:5:" in told
    assert "是否为“支出决算表”" in told


def test_没有这一栏_给出相近的写法(desk: Path) -> None:
    (told,) = broken(desk, rule("check: hierarchy_sum\ntables: [支出总表]\ncolumns: [基本支岀]"))
    assert "T-1.yaml:6:" in told
    assert "没有“基本支岀”这一栏，是否为“基本支出”" in told


def test_没有这个概念_给出相近的写法(desk: Path) -> None:
    text = rule("check: facts_agree\nby: concept\nconcepts: [公务招待费]\nmessage: '{fact}'")
    (told,) = broken(desk, text)
    assert "T-1.yaml:6:" in told
    assert "没有“公务招待费”这个概念，是否为“公务接待费”" in told


def test_算式里没有这一栏_指到行(desk: Path) -> None:
    text = rule("check: formula\ngiven: {table: [支出总表]}\nassert: 合计 == 基本支岀 + 项目支出")
    (told,) = broken(desk, text)
    assert "T-1.yaml:6:" in told
    assert "没有“基本支岀”这一栏，是否为“基本支出”" in told


@pytest.mark.parametrize(
    ("expression", "column"),
    [
        ("合计 == 基本支出 +", 19),
        ("合计 == (基本支出", 15),
        ("合计 === 基本支出", 14),
        ("合计", 9),
        ("合计 == __import__(os)", 15),
        ("合计 == 基本支出 项目支出", 20),
    ],
)
def test_算式写错_指到列(desk: Path, expression: str, column: int) -> None:
    (told,) = broken(desk, rule(f"check: formula\ngiven: {{table: [支出总表]}}\nassert: {expression}"))
    found = re.search(r"T-1\.yaml:6:(\d+)：", told)
    assert found
    assert abs(int(found[1]) - column) <= 3, told


def test_说法里没有这个栏目(desk: Path) -> None:
    text = rule("check: hierarchy_sum\ntables: [支出总表]\nmessage: 列示{priinted}")
    (told,) = broken(desk, text)
    assert "T-1.yaml:6:13：" in told
    assert "是否为“printed”" in told


def test_没有这个法规依据(desk: Path) -> None:
    (told,) = broken(desk, rule("check: hierarchy_sum\nbasis: [没有的法]\ntables: [支出总表]"))
    assert "T-1.yaml:5:" in told


def test_矩阵文件不得在规则目录之外(desk: Path) -> None:
    (told,) = broken(desk, rule("check: required_parts\nmatrix: ../../etc/passwd"))
    assert "T-1.yaml:5:" in told
    assert "没有“../../etc/passwd”这个文件" in told


def test_一个文件几处错_逐处说(desk: Path) -> None:
    told = broken(desk, rule("check: hierarchy_sum\ntables: [支出总賬]\ncolumns: [总和]\nseverity2: 高"))
    assert len(told) >= 3


def test_句式写错_指到行列(desk: Path) -> None:
    text = rule("check: implies\nif: {section: [政府采购情况]}\nthen: {phrase: ['车辆{数:cuont}'], near: 本节}")
    (told,) = broken(desk, text)
    assert "T-1.yaml:6:" in told
