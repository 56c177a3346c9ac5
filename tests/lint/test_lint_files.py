# ruff: noqa: N802　测试名是中文句子
"""没有人读的文件、没有依据和测试的规则、编号重复；--strict；层里的规则也查。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.lint.complaint import Report
from engine.lint.run import lint
from tests.disclosures import RULES, vocabulary

SOUND = (
    "id: {id}\ntitle: 甲\nseverity: error\nbasis: [操作规程-总则]\n"
    "check: hierarchy_sum\ntables: [支出总表]\nmessage: 甲有误\n"
)
TEST = """\
rule: {id}
cases:
  - name: 相符
    document: {{kind: 预算, year: "2025", tables: {{支出总表: "科目编码 | 科目名称 | 合计"}}}}
    expect: [{{outcome: pass}}]
  - name: 不符
    document: {{kind: 预算, year: "2025", tables: {{支出总表: "科目编码 | 科目名称 | 合计"}}}}
    expect: [{{outcome: fail}}]
"""


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.format(id=path.name.split(".")[0]), encoding="utf-8")
    return path


def run(folder: Path, strict: bool = False) -> Report:
    return lint((folder,), RULES, vocabulary(), strict)


def said(report: Report, folder: Path) -> list[tuple[str, str, int, str]]:
    return [(c.severity, c.path.relative_to(folder).as_posix(), c.line, c.message[:11]) for c in report.complaints]


def test_写全了的规则没有意见(tmp_path: Path) -> None:
    put(tmp_path, "试写/T-1.yaml", SOUND)
    put(tmp_path, "试写/T-1.test.yaml", TEST)
    put(tmp_path, "试写/说明.md", "写给同事看的：id: 和 check: 都要写。\n")
    put(tmp_path, ".git/T-1.yaml.orig", SOUND)
    assert run(tmp_path) == Report(1, ())


def test_没有依据没有测试是提醒_strict时是错误(tmp_path: Path) -> None:
    put(tmp_path, "试写/T-1.yaml", SOUND.replace("basis: [操作规程-总则]\n", ""))
    assert said(run(tmp_path), tmp_path) == [
        ("warning", "试写/T-1.yaml", 0, "规则没有依据，请写上 "[:11]),
        ("warning", "试写/T-1.yaml", 0, "规则没有测试，请在旁边"),
    ]
    strict = run(tmp_path, strict=True)
    assert (strict.count("error"), strict.count("warning")) == (2, 0)


@pytest.mark.parametrize("name", ["试写/T-2.yaml.txt", "试写/T-2.yaml~", "试写/T-2", "vocabulary/T-2.yaml"])
def test_像规则而没有人读的文件(tmp_path: Path, name: str) -> None:
    put(tmp_path, "试写/T-1.yaml", SOUND)
    put(tmp_path, "试写/T-1.test.yaml", TEST)
    put(tmp_path, name, SOUND)
    found = said(run(tmp_path), tmp_path)
    assert ("error", name, 1, "像是一条规则，但没有人读"[:11]) in found


def test_没有规则的测试(tmp_path: Path) -> None:
    put(tmp_path, "试写/T-1.yaml", SOUND)
    put(tmp_path, "试写/T-1.test.yaml", TEST)
    put(tmp_path, "试写/T-2.test.yaml", TEST)
    assert [c.message for c in run(tmp_path).complaints] == ["旁边没有规则 T-2.yaml，这个测试没有用，请改名或删去"]


def test_放在最外层的_编号重复的(tmp_path: Path) -> None:
    put(tmp_path, "T-1.yaml", SOUND)
    for folder in ("试写", "另写"):
        put(tmp_path, f"{folder}/T-2.yaml", SOUND)
        put(tmp_path, f"{folder}/T-2.test.yaml", TEST)
    errors = {(c.path.relative_to(tmp_path).as_posix(), c.message[:8]) for c in run(tmp_path).complaints}
    assert ("T-1.yaml", "规则要放在下一级") in errors
    assert ("试写/T-2.yaml", "编号“T-2”与") in errors


def test_写了两遍的词_没有用到的let(tmp_path: Path) -> None:
    text = (
        "id: {id}\ntitle: 甲\nseverity: error\nbasis: [操作规程-总则]\ncheck: formula\n"
        "given: {{table: [支出总表, 支出总表]}}\nlet: {{乙: 合计 - 基本支出, 丙: 合计}}\n"
        "assert: 丙 >= 0\nmessage: 甲有误\n"
    )
    put(tmp_path, "试写/T-1.yaml", text)
    put(tmp_path, "试写/T-1.test.yaml", TEST)
    assert [(c.severity, c.line, c.column, c.message) for c in run(tmp_path).complaints] == [
        ("warning", 6, 23, "“支出总表”写了两遍，请删去一个"),
        ("warning", 7, 7, "let 里的“乙”没有用到，请删去，或写进 assert、message"),
    ]


def test_里层的规则也查(tmp_path: Path) -> None:
    put(tmp_path, "试写/T-1.yaml", SOUND)
    put(tmp_path, "地方/江西省/ruleset.yaml", "applies: {{region: [江西省]}}\n")
    bad = put(tmp_path, "地方/江西省/试写/T-2.yaml", SOUND.replace("支出总表", "支出总账"))
    same = put(tmp_path, "地方/江西省/试写/T-3.yaml", SOUND.replace("basis: [操作规程-总则]\n", ""))
    report = run(tmp_path)
    assert report.rules == 3
    assert [(c.path, c.line, c.column) for c in report.complaints if c.severity == "error"] == [(bad, 6, 10)]
    assert any(c.path == same and "依据" in c.message for c in report.complaints)


def test_随附的规则没有错误() -> None:
    report = lint((RULES,), RULES, vocabulary())
    assert report.rules > 100
    assert [c for c in report.complaints if c.severity == "error"] == []


def test_不是文件夹的说清楚(tmp_path: Path) -> None:
    path = put(tmp_path, "试写/T-1.yaml", SOUND)
    for wrong in (path, tmp_path / "没有"):
        with pytest.raises(UsageError, match="不是规则文件夹"):
            run(wrong)


def test_测试写错了是错误_缺一种用例是提醒(tmp_path: Path) -> None:
    put(tmp_path, "试写/T-1.yaml", SOUND)
    put(tmp_path, "试写/T-1.test.yaml", TEST.replace("outcome: fail", "outcome: pass"))
    put(tmp_path, "试写/T-2.yaml", SOUND)
    put(tmp_path, "试写/T-2.test.yaml", TEST.replace("支出总表", "支出总账", 1))
    errors = [c for c in run(tmp_path).complaints if c.severity == "error"]
    assert [(c.path.name, c.line) for c in errors] == [("T-2.test.yaml", 4)]
    warnings = [c for c in run(tmp_path).complaints if c.severity == "warning"]
    assert [(c.path.name, c.message) for c in warnings] == [
        ("T-1.test.yaml", "测试里没有反例：至少要有一个应当报问题（outcome: fail）的用例")
    ]
