# ruff: noqa: N802　测试名是中文句子
"""变形的抽样：换写法、排法、格式、文件名，问题不变；拿掉一张表，不会因此通过。全部的数见 benchmarks.metamorphic。"""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generator.compose import disclosure
from benchmarks.generator.planting import plant
from benchmarks.metamorphic.batch import differing, unnamed
from benchmarks.metamorphic.pieces import Grid, join, split
from benchmarks.metamorphic.properties import (
    FORMATS,
    REWRITES,
    Original,
    Property,
    audited,
    chained,
    encoded,
    removals,
    rewritten,
    stored,
)
from benchmarks.metamorphic.remove import concluded, gained, removed, tables
from benchmarks.metamorphic.rewrite import reordered
from benchmarks.metamorphic.seen import read
from tests.audit_tools import EXAMPLES, ROOT, budget, explained, report_of, table
from tests.cli_tools import CLEAN, ERROR, RESIDUE, put, run

EXACT = 5132  # 账上都是百元的整数倍，又有几段没有序号的
WRONG = ("增减率算错", "总表类级与明细不同", "收入总表合计不同", "自评总分算错", "权重合计不对")
CORPUS = ROOT.parent / "shared" / "corpus" / "docs"
ORIGINALS = ("没有差错的", "埋了差错的", "示例")


@cache
def original(name: str) -> Original:
    if name == "示例":
        return Original(next(EXAMPLES.glob("*预算-差错.txt")).read_text(encoding="utf-8"), False)
    draft = disclosure(EXACT)
    if name == "埋了差错的":
        planted = [plant(draft, kind) for kind in WRONG]
        assert any(planted)
    return Original(draft.text(), True)


@pytest.mark.parametrize("how", REWRITES, ids=lambda how: how.name)
def test_换一种写法_问题不变(how: Property) -> None:
    found = rewritten(original("埋了差错的"), how, random.Random(1))
    assert found == []


@pytest.mark.parametrize("name", ORIGINALS)
def test_几种写法连着换_问题不变(name: str) -> None:
    assert chained(original(name), random.Random(1)) == []


def test_编码_换行_扩展名不改变读出来的() -> None:
    assert encoded(original("示例")) == []


@pytest.mark.parametrize("form", FORMATS)
def test_存成别的格式_问题不变(form: str) -> None:
    assert stored(original("埋了差错的"), form) == []


@pytest.mark.parametrize("name", ORIGINALS)
def test_拿掉一张表_不会因此通过(name: str) -> None:
    assert [found for found in removals(original(name), random.Random(1), 3) if found] == []


# ---- 整批：文件名和次序


def by_content(desk: Path, names: dict[str, str]) -> dict[str, Any]:
    """照给出的次序核查 → 内容的哈希：结果，去掉文件名。"""
    paths = [put(desk, name, text) for name, text in names.items()]
    done = run("audit", *paths, "--separately", "--out", desk / "out", "--format", "json", "--no-cache", "--no-store")
    assert done.exit_code in (0, 1)
    found = {d["sha256"]: unnamed(d) for d in report_of(desk / "out")["documents"]}
    for path in paths:
        path.unlink()
    return found


def test_文件名和次序不改变各份的结果(desk: Path) -> None:
    first = by_content(desk, {"1.txt": ERROR, "2.txt": RESIDUE, "3.txt": CLEAN})
    assert len(first) == 3
    second = by_content(desk, {"乙/某份.txt": CLEAN, "甲.md": ERROR, "丙/0.txt": RESIDUE})
    assert differing(first, second) == []


# ---- 比较本身分得出不同


def test_改了一个数就看得出不同() -> None:
    before = original("没有差错的")
    pieces = list(split(before.text))
    n = next(n for n, p in enumerate(pieces) if isinstance(p, Grid))
    grid = pieces[n]
    assert isinstance(grid, Grid)
    cells = [(r, c) for r, row in enumerate(grid.rows) for c, cell in enumerate(row) if "." in cell and cell > "1"]
    row, column = cells[0]
    rows = [list(own) for own in grid.rows]
    rows[row][column] = "98,765.43"
    pieces[n] = Grid(tuple(map(tuple, rows)), grid.piped)
    assert before.unlike(audited(join(pieces)))
    assert before.unlike(audited(join(pieces)), loose=True)


def test_不该通过的通过了看得出() -> None:
    wrong, clean = original("埋了差错的"), original("没有差错的")
    assert gained(wrong.audit, clean.audit)


SPENT = table("部门支出总表", "科目编码|科目名称|合计|基本支出|项目支出", "|合计|90.00|60.00|30.00")
SANGONG = table("“三公”经费支出表", "单位名称|合计|因公出国（境）费|公务接待费", "合计|0.80|0.00|0.80")
HOSTED = explained("“三公”经费情况", "公务接待费1.60万元，其中：国内公务接待费1.60万元。")


def test_全文的数改取别处的_是另一次比较_不算因此通过() -> None:
    text = budget(SPENT, SANGONG, HOSTED)
    before, after = audited(text), audited(removed(text, tables(text)[-1], False))
    assert [o.status for a in (before, after) for rule, o in a.results if rule.id == "SG-505"] == ["fail", "pass"]
    assert gained(before, after) == []
    other = audited(removed(text, tables(text)[0], False).replace("1.60", "0.80"))  # 拿掉的不是取数的那张
    assert any(line.startswith("SG-505") for line in gained(before, other))


def test_对没有了的表下结论看得出() -> None:
    text = budget(SPENT, SANGONG, HOSTED)
    before, after = audited(text), audited(removed(text, tables(text)[0], True))
    assert concluded(before, after) == []
    stale = replace(after, results=before.results)  # 表没有了，结论还是原来的
    assert any("支出总表" in line and "pass" in line for line in concluded(before, stale))


def test_各件拼回去与原文相同() -> None:
    text = original("示例").text
    assert join(split(text)) == text
    assert len(tables(text)) > 10
    assert len(tables(removed(text, tables(text)[0], True))) == len(tables(text)) - 1


def test_截断的引文只比到第一个数_年份不算() -> None:
    said = "序号不连续（“（一）2025年因公出国费{}…”之后是“（三）接待费”）"
    assert read(said.format("0万元，与")) == read(said.format("0.0000"))
    assert read("“（一）因公出国费，与上年…”") != read("“（一）公务接待费，与上年…”")


def test_后面一行承上的_前面几段不换次序() -> None:
    paragraphs = "二、收支情况\n收入3.00万元，与上年持平。\n支出3.00万元，与上年持平。\n结余0.00万元，与上年持平。\n"
    follows = (paragraphs + last for last in ("三、其他", "支出主要内容如下："))
    assert [bool(reordered(text, random.Random(1))) for text in follows] == [True, False]


# ---- 真实公开件


@pytest.mark.skipif(not CORPUS.is_dir(), reason="没有 ../shared/corpus，真实公开件不在此处")
def test_真实公开件换了写法_问题不变_拿掉表不会因此通过() -> None:
    for path in sorted(CORPUS.glob("*.txt"))[:1]:
        real = Original(path.read_text(encoding="utf-8"), False)
        assert chained(real, random.Random(1)) == []
        assert [found for found in removals(real, random.Random(1), 2) if found] == []
