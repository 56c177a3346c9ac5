# ruff: noqa: N802　测试名是中文句子
"""规则检查的输出：原文、插入符按显示宽度对齐，可用的名称；终端上有颜色，管道里没有；JSON。"""

from __future__ import annotations

import json
from pathlib import Path

from engine.lint.complaint import Complaint, Report
from reports.lint_view import as_json, as_text
from reports.terminal import cells


def complaint(path: Path, text: str, line: int, column: int, message: str, *choices: str) -> Complaint:
    path.write_text(text, encoding="utf-8", newline="")
    return Complaint("error", path, line, column, message, "T-1", choices)


def frame(found: Complaint) -> list[str]:
    return as_text(Report(1, (found,)), color=False).split("\n")


def test_插入符标出那个词_汉字占两格(tmp_path: Path) -> None:
    path = tmp_path / "T-1.yaml"
    text = "id: T-1\nassert: 合计 == 基本之出 + 项目支出\n"
    lines = frame(complaint(path, text, 2, 15, "没有“基本之出”这一栏，是否为“基本支出”？", "基本支出", "项目支出"))
    assert lines == [
        "错误: 没有“基本之出”这一栏，是否为“基本支出”？",
        f"  --> {path.as_posix()}:2:15",
        "2 | assert: 合计 == 基本之出 + 项目支出",
        "  |                 ^^^^^^^^",
        "  = 可用：基本支出、项目支出",
        "",
        "检查了 1 条规则：错误 1 处。",
        "",
    ]


def test_没有引出那个词时标一个词_行末标一格(tmp_path: Path) -> None:
    path = tmp_path / "T-1.yaml"
    assert frame(complaint(path, "assert: 合计 = 基本支出\n", 1, 12, "相等要写两个等号"))[3] == "  |              ^"
    assert frame(complaint(path, "title:\n", 1, 7, "没有内容"))[3] == "  |       ^"


def test_很长的一行只留前后_插入符仍在那个词下(tmp_path: Path) -> None:
    path = tmp_path / "T-1.yaml"
    text = f"message: {'甲' * 200}{{tabel}}{'乙' * 200}\n"
    lines = frame(complaint(path, text, 1, 211, "没有栏目“tabel”，是否为“table”？"))
    assert cells(lines[2]) <= 110
    before = lines[3][: lines[3].index("^")]
    shown, width = "", 0
    for char in lines[2]:
        if width == len(before):
            break
        shown, width = shown + char, width + cells(char)
    assert lines[2][len(shown) :].startswith("tabel")


def test_看不见的字显形(tmp_path: Path) -> None:
    path = tmp_path / "T-1.yaml"
    lines = frame(complaint(path, "title: 甲\x1b[31m乙\n", 1, 9, "有看不见的控制字符"))
    assert "\x1b" not in "\n".join(lines)


def test_管道里没有颜色_终端上有(tmp_path: Path) -> None:
    found = Report(1, (complaint(tmp_path / "T-1.yaml", "id: T-1\n", 1, 5, "甲"),))
    assert "\x1b[31m" in as_text(found, color=True)
    assert "\x1b" not in as_text(found, color=False)


def test_可用的名称太多时列相近的(tmp_path: Path) -> None:
    names = [f"第{n}种表" for n in range(40)] + ["支出总表"]
    lines = frame(complaint(tmp_path / "T-1.yaml", "tables: [支出总账]\n", 1, 10, "没有“支出总账”这种表", *names))
    assert lines[4].startswith("  = 可用：支出总表、")
    assert lines[4].endswith("……共 41 个")


def test_说的是整个文件的_同样的话只说一遍(tmp_path: Path) -> None:
    found = Report(2, tuple(Complaint("warning", tmp_path / f"T-{n}.yaml", 0, 0, "规则没有依据") for n in (1, 2)))
    lines = as_text(found, color=False).split("\n")
    assert lines[0] == "提醒: 规则没有依据"
    assert lines[1:3] == [f"  --> {(tmp_path / f'T-{n}.yaml').as_posix()}" for n in (1, 2)]
    assert lines[4] == "检查了 2 条规则：没有错误，提醒 2 处。"


def test_JSON(tmp_path: Path) -> None:
    found = complaint(tmp_path / "T-1.yaml", "tables: [支出总账]\n", 1, 10, "没有“支出总账”这种表", "支出总表")
    assert json.loads(as_json(Report(1, (found,)))) == {
        "rules": 1,
        "errors": 1,
        "warnings": 0,
        "complaints": [
            {
                "severity": "error",
                "file": (tmp_path / "T-1.yaml").as_posix(),
                "line": 1,
                "column": 10,
                "message": "没有“支出总账”这种表",
                "rule_id": "T-1",
                "choices": ["支出总表"],
            }
        ],
    }
