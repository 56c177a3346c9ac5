# ruff: noqa: N802　测试名是中文句子
"""坏输入之文件：各有一句中文，写明文件，其余照做，哪里都没有 Traceback。"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.audit_tools import line_of, report_of, table
from tests.cli_tools import BINARY, CHINESE, CLEAN, ERROR, POEM, audit, audited, errors_of, put, run, sentences


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("空.txt", b"", "空"),
        ("空白.txt", b" \n\t\n", "空"),
        ("程序.txt", BINARY, "不是文本"),
        ("诗.txt", POEM.encode(), "不像部门预算或部门决算"),
        ("年报.txt", "本公司年度收入 3 亿元，支出 2 亿元。\n\n".encode() * 5, "不像部门预算或部门决算"),
    ],
)
def test_读不出或不是公开件_一句话说明_其余照做_退出码3(desk: Path, name: str, text: bytes, words: str) -> None:
    put(desk, name, text)
    put(desk, "甲.txt", ERROR)
    done = audit(desk)
    assert done.exit_code == 3
    assert audited(desk) == ["甲.txt"]
    (sentence,) = errors_of(desk).values()
    assert words in sentence
    assert name in sentence
    assert "\n" not in sentence
    assert words in "".join(done.output.split()), "终端里也说"
    (document,) = (d for d in report_of(desk / "out")["documents"] if d["name"] == "甲.txt")
    assert "SUM-110" in {f["rule_id"] for f in document["findings"]}


def test_读不出的文件在HTML里也有交代(desk: Path) -> None:
    put(desk, "程序.txt", BINARY)
    put(desk, "甲.txt", ERROR)
    assert audit(desk, "--format", "html").exit_code == 3
    assert "程序.txt" in (desk / "out" / "index.html").read_text(encoding="utf-8")


def test_文件夹里没有公开件(desk: Path) -> None:
    put(desk, "样式.css", CLEAN)
    done = audit(desk)
    assert done.exit_code == 2
    (sentence,) = sentences(done, str(desk / "docs"))
    assert "没有找到可核查的文件" in sentence
    assert not (desk / "out").exists()


def test_没有这个文件(desk: Path) -> None:
    done = run("audit", desk / "没有.txt", "--out", desk / "out")
    assert done.exit_code == 2
    (sentence,) = sentences(done, "没有.txt")
    assert "没有这个文件或文件夹" in sentence


def test_没有这个文件_其余照做(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN)
    done = run("audit", desk / "没有.txt", desk / "docs", "--out", desk / "out", "--format", "json")
    assert done.exit_code == 3
    assert audited(desk) == ["甲.txt"]
    (sentence,) = done.stderr.splitlines()
    assert "没有.txt：没有这个文件或文件夹" in sentence
    assert "没有这个文件或文件夹" in errors_of(desk)["没有.txt"]


@pytest.mark.parametrize("command", ["audit", "facts"])
def test_管道不去读_说不是普通文件(desk: Path, command: str) -> None:
    """读管道会一直等下去。"""
    pipe = desk / "管道.txt"
    os.mkfifo(pipe)
    more = ("--out", desk / "out", "--format", "json") if command == "audit" else ()
    done = run(command, pipe, *more)
    assert done.exit_code == 3
    assert "管道.txt：不是普通文件" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_路径中有一段是文件_原因是中文(desk: Path) -> None:
    inside = put(desk, "甲.txt", CLEAN) / "乙.txt"
    done = run("audit", inside, desk / "docs", "--out", desk / "out", "--format", "json")
    assert done.exit_code == 3
    assert "路径中有一段是文件" in errors_of(desk)["乙.txt"]


def test_读不懂的表_照常核查_写进没有看懂(desk: Path) -> None:
    text = CLEAN + "\n\n" + table("公园设施清单", "名称|数量|\t\t", "长椅\t12|x|y|z", "1.2.3|||||||9", unit="")
    put(desk, "甲.txt", text)
    assert audit(desk).exit_code == 0
    (document,) = report_of(desk / "out")["documents"]
    not_understood = document["coverage"]["not_understood"]
    assert [(n["what"], n["place"]) for n in not_understood] == [("表格", f"第 {line_of(text, '长椅') - 1} 行")]
    assert CHINESE.search(not_understood[0]["reason"])


def test_有标题而表格读不出_是无法核查_不是通过(desk: Path) -> None:
    put(desk, "甲.txt", CLEAN + "\n\n一般公共预算支出表\n\n单位：万元\n\n（此处为图片）\n")
    audit(desk)
    (document,) = report_of(desk / "out")["documents"]
    reasons = {u["reason"] for u in document["outcomes"]["unknown"]}
    assert any("一般公共预算支出表" in r and "没有读出" in r for r in reasons)
    assert [t["status"] for t in document["coverage"]["tables"] if t["kind"] == "一般公共预算支出表"] == [
        "unrecognised"
    ]


@pytest.mark.parametrize("inside", ["", "下级"])
def test_报告写不进去(desk: Path, inside: str) -> None:
    put(desk, "甲.txt", CLEAN)
    blocked = desk / "占着.txt"
    blocked.write_text("这是一个文件", encoding="utf-8")
    done = run("audit", desk / "docs", "--out", blocked / inside if inside else blocked)
    assert done.exit_code == 2
    assert len(sentences(done, "占着.txt")) == 1
    assert blocked.read_text(encoding="utf-8") == "这是一个文件"


@pytest.mark.parametrize("inside", ["", "下级"])
def test_报告写不进去_原因也是中文(desk: Path, inside: str) -> None:
    put(desk, "甲.txt", CLEAN)
    blocked = desk / "占着.txt"
    blocked.write_text("这是一个文件", encoding="utf-8")
    done = run("audit", desk / "docs", "--out", blocked / inside if inside else blocked)
    (sentence,) = sentences(done, "占着.txt")
    assert not re.search(r"[A-Za-z]{3,}", sentence.replace(str(blocked), "").replace("--out", ""))
