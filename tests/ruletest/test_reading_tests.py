# ruff: noqa: N802　测试名是中文句子
"""测试文件写错了：逐处指到行列，给出最近的写法，不当作没写。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.inference.select import matcher
from engine.ruletest.library import run, targets, tiers
from tests.audit_tools import vocabulary
from tests.ruletest.bench import case, faults, result, write

GOOD = case("30.00", "outcome: pass")


def keyed(key: str) -> str:
    """表写成几个键：除 rows 之外再写一个。"""
    head, rows, tail = GOOD.partition("          科目编码")
    listed, expect, tail = tail.partition("    expect:")
    indented = (rows + listed).replace("          ", "            ")
    return f"{head.replace('支出总表: |', '支出总表:')}          {key}\n          rows: |\n{indented}{expect}{tail}"


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "said"),
    [
        ("expect:", "expects:", 11, 5, "用例没有“expects”这个键，是否为“expect”？"),
        ("kind: 预算", "kind: 概算", 5, 13, "只能是：预算、决算"),
        ("kind: 预算", "kinds: 预算", 5, 7, "document没有“kinds”这个键，是否为“kind”？"),
        ('"2025"', "25", 6, 13, "year 应是四位年份"),
        ("支出总表: |", "支出总標: |", 8, 9, "没有“支出总標”这种表，是否为“支出总表”？"),
        ("支出总表: |", "支出决算表: |", 8, 9, "《支出决算表》是决算的表，这份文件是预算"),
        ("支出总表: |", "支出总表#1: |", 8, 9, "同种的第二张表写作 支出总表#2"),
        ("18.00    | 12.00", "18.00", 10, 11, "这一行有 4 格，第一行有 5 格"),
        ("outcome: pass", "outcome: passed", 12, 19, "“outcome”不能是“passed”，是否为“pass”？"),
        ("outcome: pass", "outcome: pass, att: 全文", 12, 25, "expect 的一条没有“att”这个键"),
        ("outcome: pass", "at: 全文", 12, 9, "缺少必填的键“outcome”"),
        ("outcome: pass", "outcome: pass, count: 0", 12, 32, "count 应是 1 以上的整数"),
        ("outcome: pass", "outcome: pass, count: 一", 12, 32, "“count”应是一个数"),
        ("      - {outcome: pass}", "      outcome: pass", 12, 7, "expect 应是列表"),
        ("    expect:\n      - {outcome: pass}", "", 3, 5, "用例缺少必填的键“expect”"),
    ],
)
def test_写错的键和值(old: str, new: str, line: int, column: int, said: str, tmp_path: Path) -> None:
    assert old in GOOD
    found = result(tmp_path, GOOD.replace(old, new))
    assert found.broken
    assert found.cases == ()
    first = faults(found)[0]
    assert said in first[2]
    assert first[:2] == (line, column)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("      sections:\n        名字解释: 无。\n", "没有“名字解释”这一节，是否为“名词解释”？"),
        ("      toc:\n", "“toc”后面没有内容"),
        ("      unit: 万\n", "只能是：元、千元、万元、亿元、不印"),
        ("      sections:\n        名词解释: [甲, {乙: 丙}]\n", "这里应是一段文字"),
        ("      sections: [甲]\n", "sections 应写成“章节: 文字”"),
    ],
)
def test_文件里写错的(more: str, said: str, tmp_path: Path) -> None:
    found = result(tmp_path, GOOD.replace("      tables:\n", f"{more}      tables:\n"))
    assert said in faults(found)[0][2]


def test_表里写错的键(tmp_path: Path) -> None:
    assert faults(result(tmp_path, keyed("tittle: 甲")))[0] == (
        9,
        11,
        "《支出总表》没有“tittle”这个键，是否为“title”？",
    )


def test_编号与文件名不同(tmp_path: Path) -> None:
    write(tmp_path, GOOD, head="rule: T-2\ncases:\n")
    (target,) = targets(tiers((tmp_path,), vocabulary(), matcher("reference")))
    assert faults(run(target, vocabulary())) == [(1, 7, "rule 写的是“T-2”，文件名是“T-1”，请改成一样")]


def test_用例重名(tmp_path: Path) -> None:
    assert "重名" in faults(result(tmp_path, GOOD, GOOD))[0][2]


def test_没有用例(tmp_path: Path) -> None:
    write(tmp_path, head="rule: T-1\ncases: []\n")
    (target,) = targets(tiers((tmp_path,), vocabulary(), matcher("reference")))
    assert "cases 是空列表" in faults(run(target, vocabulary()))[0][2]


def test_旁边没有规则(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "试写" / "T-1.test.yaml").rename(tmp_path / "试写" / "T-3.test.yaml")
    found = {t.rule_id: run(t, vocabulary()) for t in targets(tiers((tmp_path,), vocabulary(), matcher("reference")))}
    assert found["T-1"].warnings == ("没有测试，请在旁边写 T-1.test.yaml",)
    assert any("旁边没有规则“T-3”" in f[2] for f in faults(found["T-3"]))


# ---- 没有照写的认出来


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        (GOOD.replace("基本支出 |", "基本之出们 |"), 9, 31, "没有认出“基本之出们”是什么栏"),
        (keyed("title: 一般公共预算支出表"), 8, 9, "认成了《一般公共预算支出表》"),
        (keyed("title: 支出一览"), 8, 9, "没有认出是哪种表"),
        (
            GOOD.replace("kind: 预算", "kind: 预算\n      cover: 青石区水务局2024年部门预算"),
            5,
            7,
            "年度写的是“2025”，由封面认出的是“2024”",
        ),
    ],
)
def test_没有照写的认出来_测试不成立(text: str, line: int, column: int, said: str, tmp_path: Path) -> None:
    found = result(tmp_path, text)
    assert [c.status for c in found.cases] == ["broken"]
    (first, *_) = faults(found)
    assert said in first[2]
    assert first[:2] == (line, column)


def test_不像公开件的_测试不成立(tmp_path: Path) -> None:
    text = GOOD.replace("kind: 预算", "kind: 预算\n      cover: 水务局\n      preface: 无")
    (fault,) = faults(result(tmp_path, text))
    assert "这份文件读不成公开件" in fault[2]
