# ruff: noqa: N802　测试名是中文句子
"""字里的花样：终端控制、改方向、零宽、相像的字、别国的数字、上标；规则、公开件、台账里都一样。"""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

import cli
from engine.errors import RuleError, UsageError
from engine.readers.numerals import parse
from engine.text import norm
from engine.yaml_source import compose
from reports import ledger, load, register, tables_view, templating
from reports.cells import risky
from tests.cli_tools import CLEAN, ERROR, put
from tests.readers import bad_files as bad

ACTING = set("\x1b\x9b\x07\x08\u202e\u2066\u200b")
"""会支使终端、改变次序、看不见的字。"""


def coloured(*args: str | Path) -> str:
    """像在终端里那样运行（不去掉转义序列）：标准输出和标准错误的字。"""
    done = CliRunner().invoke(cli.main, [str(a) for a in args], color=True)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.output


# ---- 终端


@pytest.mark.parametrize("command", ["facts", "tables", "explain", "audit"])
def test_文件名和公开件里的控制字符_不进终端(desk: Path, command: str) -> None:
    bad_words = "\x1b[2J\x9b31m\u202e\u200b\x07"
    text = ERROR.replace("城乡社区支出", f"{bad_words}城乡社区支出")
    path = put(desk, f"甲{bad_words}.txt", text)
    args = {"explain": ("SUM-110", path), "audit": (path, "--out", desk / "out", "--format", "json")}.get(
        command, (path,)
    )
    assert not ACTING & set(coloured(command, *args))
    for form in ("json", "csv") if command in ("facts", "tables") else ():
        assert not ACTING & set(coloured(command, path, "--format", form))


def test_说错误的那句话里也没有(desk: Path) -> None:
    for args in (
        ("facts", desk / "没有\x1b[2J\u202e.txt"),
        ("report", desk / "没有\x9b31m"),
        ("audit", desk / "没\n有\x1b]8;;x\x1b\\", "--out", desk / "out"),
    ):
        said = coloured(*args)
        assert not ACTING & set(said)
        assert len(said.splitlines()) == 1


def test_检查规则时_文件名里的也没有(tmp_path: Path) -> None:
    odd = "e\x1b[2J\x9b31m\u202e"
    folder = tmp_path / "规则" / f"三公{odd}经费"
    folder.mkdir(parents=True)
    for name in (f"SG-901{odd}.yaml", f"SG-902{odd}.test.yaml", f"SG-903{odd}.yaml.txt"):
        (folder / name).write_text("id: SG-901\ncheck: 没有\n", encoding="utf-8")
    for form in ("text", "json"):
        assert not ACTING & set(coloured("rules", "lint", tmp_path / "规则", "--format", form))


# ---- 表格软件


def test_看表的CSV里没有公式() -> None:
    grid = [["=1+1", "\t@x", " +cmd|'x'!A0", "＝1", "-2+3", "-12.50"]]
    table = {"number": 1, "kind": "=a", "place": "", "columns": [], "rows": [], "grid": grid}
    rows = list(csv.reader(io.StringIO(tables_view.as_csv([table]), newline="")))
    assert not any(risky(cell) for row in rows for cell in row)
    assert rows[-1][-1] == "-12.50"


# ---- 数


@pytest.mark.parametrize("printed", ["120.5¹", "10⁴", "1₂", "١٢٣", "१२", "1З0", "1̶20", "1\u0335", "12\u20e3", "-12²"])
def test_夹着怪字的数_认不清_不当作别的数(printed: str) -> None:
    assert parse(norm(printed)) == (None, "unreadable", "")


@pytest.mark.parametrize("printed", ["㊿", "㉑", "🄂", "Ⅻ", "½", "〡〢"])
def test_像数的记号不是数(printed: str) -> None:
    assert parse(norm(printed))[0] is None


def test_别国数字的金额_文字里也不当作金额(desk: Path) -> None:
    path = put(desk, "甲.txt", CLEAN + "\n\n一般公共预算支出١٢٣.00万元，比上年增加1٣0万元。\n")
    said = coloured("facts", path, "--format", "csv")
    assert "١٢٣.00万元" not in said and "0万元" not in {row[-2] for row in csv.reader(io.StringIO(said))}


# ---- 规则


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\u200b", "\u00ad", "\ue000", "\U000e0041", "\ufffe"])
def test_规则里看不见的_改方向的_自造的字_指到那一处(char: str) -> None:
    with pytest.raises(RuleError) as caught:
        compose(f"id: SUM-1\ntitle: 收{char}支\n", "甲.yaml")
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (2, 9)
    assert f"U+{ord(char):04X}" in fault.message


@pytest.mark.parametrize("word", ["аpprove", "Αβ", "\u0301e"])
def test_规则里相像的字_检查时提醒(tmp_path: Path, word: str) -> None:
    folder = tmp_path / "规则" / "三公经费"
    folder.mkdir(parents=True)
    rule = f"""id: SG-901
title: 测试{word}
severity: warning
basis: [操作规程-总则]
why: 试。
how: 试。
check: formula
given: {{once: 是}}
assert: fact(公务用车运行维护费, 本年) <= fact(公用经费, 本年) * 5%
message: 公务用车运行维护费{{left}}
advice: 试。
"""
    (folder / "SG-901.yaml").write_text(rule, encoding="utf-8")
    said = coloured("rules", "lint", tmp_path / "规则")
    assert "看着像别的字" in said and "SG-901.yaml:2:10" in said


def test_管道不当作规则读(tmp_path: Path) -> None:
    folder = tmp_path / "规则" / "三公经费"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "SG-901.yaml")
    assert "打不开" in coloured("rules", "list", "--rules", tmp_path / "规则")
    assert "打不开" in coloured("rules", "lint", tmp_path / "规则")


# ---- 别处来的台账、报告、模板


def test_台账里的炸弹_一句话(tmp_path: Path) -> None:
    for name, data in (
        ("实体.xlsx", bad.xlsx(b'<row><c t="inlineStr"><is><t>&j;</t></is></c></row>', bad.ENTITIES)),
        ("大.xlsx", bad.xlsx(b"<row/>" * (50 << 20))),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UsageError, match=name) as told:
            ledger.read(tmp_path / name)
        assert str(told.value).endswith("。")


def test_台账在子进程里读(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook()
    book.active.title = register.SHEET
    book.save(tmp_path / "台账.xlsx")
    monkeypatch.setattr(ledger, "_read", lambda *_: os._exit(9))
    with pytest.raises(UsageError, match="状态 9"):
        ledger.read(tmp_path / "台账.xlsx")


def test_管道不当作报告读(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "report.json")
    with pytest.raises(UsageError, match="不是普通文件"):
        load.load(tmp_path / "report.json")


BOMBS = ("{{ 9**9**9 }}", "{{ 'a' * 9999999999 }}", "{{ [1] * 9999999999 }}", "{% include 'document.html.j2' %}")


@pytest.mark.parametrize("text", BOMBS)
def test_模板里的炸弹_一句话(tmp_path: Path, text: str) -> None:
    (tmp_path / "document.html.j2").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"document\.html\.j2:1"):
        templating.render("document.html.j2", {}, tmp_path)
