# ruff: noqa: N802　测试名是中文句子
"""gouji rules test：选哪些、三种输出、退出码。"""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.audit_tools import gouji
from tests.ruletest.bench import SUM, case, write

GOOD = (case("30.00", "outcome: pass"), case("31.00", 'outcome: fail, diff: "1.00"', name="不符"))


def test_全部相符_退出码0(tmp_path: Path) -> None:
    ran = gouji("rules", "test", "T-1", "--rules", write(tmp_path, *GOOD))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "T-1 试写的规则 （试写/T-1.test.yaml）",
        "  ✓ 两栏相加",
        "  ✓ 不符",
        "",
        "1 条规则，2 个用例：相符 2，不相符 0。",
    ]


def test_不相符_退出码1_说差在哪里(tmp_path: Path) -> None:
    write(tmp_path, case("30.50", 'outcome: fail, diff: "0.05"'), case("30.00", name="正例"))
    ran = gouji("rules", "test", tmp_path / "试写" / "T-1.test.yaml")
    assert ran.code == 1
    assert "  ✗ 两栏相加（不相符）\n      试写/T-1.test.yaml:12：少了一条：fail 相差 0.05" in ran.out
    assert "1 条规则，2 个用例：相符 1，不相符 1。" in ran.out


def test_测试文件写错_退出码2(tmp_path: Path) -> None:
    write(tmp_path, GOOD[0].replace("expect:", "expects:"))
    ran = gouji("rules", "test", tmp_path / "试写" / "T-1.yaml")
    assert ran.code == 2
    assert "试写/T-1.test.yaml:11:5：用例没有“expects”这个键，是否为“expect”？" in ran.out
    assert "Traceback" not in ran.said


def test_清单写错_退出码2(tmp_path: Path) -> None:
    write(tmp_path, *GOOD)
    (tmp_path / "ruleset.yaml").write_text("verzion: '1'\n", encoding="utf-8")
    ran = gouji("rules", "test", tmp_path)
    assert ran.code == 2
    assert "verzion" in ran.err


@pytest.mark.parametrize("strict", [False, True])
def test_缺反例_strict时退出码1(strict: bool, tmp_path: Path) -> None:
    ran = gouji("rules", "test", write(tmp_path, GOOD[0]), *(["--strict"] if strict else []))
    assert "  ! 没有反例" in ran.out
    assert ran.code == (1 if strict else 0)


def test_没有这条规则_给出相近的(tmp_path: Path) -> None:
    ran = gouji("rules", "test", "T-2", "--rules", write(tmp_path, *GOOD))
    assert ran.code == 2
    assert ran.err.startswith("错误：T-2：不是规则编号，也没有这个文件，是否为“T-1”？")


def test_改数试验_列出没有察觉的(tmp_path: Path) -> None:
    write(tmp_path, *GOOD, rule_text=SUM.replace("基本支出 + 项目支出", "基本支出 + 项目支出 or 项目支出 == 12万元"))
    ran = gouji("rules", "test", tmp_path, "--mutate")
    assert "  ≈ 试写/T-1.test.yaml:10：30.00 改成" in ran.out
    assert "改数试验：改了 3 处，察觉 1 处（33.3%），没有察觉 2 处（前面有 ≈ 的）。" in ran.out


def test_json(tmp_path: Path) -> None:
    ran = gouji("rules", "test", write(tmp_path, *GOOD, case("31.00", name="漏写")), "--format", "json", "--mutate")
    found = json.loads(ran.out)
    assert found["schema"] == "gouji-rule-tests/1"
    assert {k: found["summary"][k] for k in ("rules", "cases", "passed", "failed", "changed", "deaf")} == {
        "rules": 1,
        "cases": 3,
        "passed": 2,
        "failed": 1,
        "changed": 3,
        "deaf": 0,
    }
    (rule,) = found["rules"]
    assert [c["status"] for c in rule["cases"]] == ["passed", "passed", "failed"]
    assert rule["cases"][2]["differences"][0]["text"].startswith("多出一条：fail 支出总表/2130301")


def test_junit(tmp_path: Path) -> None:
    todo = case("31.00", name="待办的", more="    todo: 是\n")
    ran = gouji("rules", "test", write(tmp_path, *GOOD, case("31.00", name="漏写"), todo), "--format", "junit")
    (suite,) = ElementTree.fromstring(ran.out)
    assert {k: suite.get(k) for k in ("name", "tests", "failures", "errors", "skipped")} == {
        "name": "T-1",
        "tests": "4",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
    }
    assert [[child.tag for child in one] for one in suite] == [[], [], ["failure"], ["skipped"]]


def test_两次运行一字不差(tmp_path: Path) -> None:
    write(tmp_path, *GOOD)
    first, second = (gouji("rules", "test", tmp_path, "--mutate").out for _ in range(2))
    assert first == second
