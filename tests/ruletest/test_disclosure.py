# ruff: noqa: N802　测试名是中文句子
"""用例排成的公开件：每种表、每一节都印得出、认得回；空表、附注、目录、第二张表都说得出。"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from engine.facts.build import FactSet, extract
from engine.readers import parse
from engine.ruletest.disclosure import Printed, print_disclosure
from engine.ruletest.read import read_tests
from tests.audit_tools import vocabulary

TABLES = sorted({(k.document, k.name) for k in vocabulary().tables})
SECTIONS = [k.name for k in vocabulary().sections if k.name not in ("目录", "公开表格", "情况说明")]


def printed(folder: Path, document: str, kind: str = "预算") -> Printed:
    path = folder / "T-1.test.yaml"
    head = f'rule: T-1\ncases:\n  - name: 甲\n    document:\n      kind: {kind}\n      year: "2025"\n'
    path.write_text(head + textwrap.indent(textwrap.dedent(document), "      ") + "    expect: []\n", encoding="utf-8")
    (case,) = read_tests(path, "T-1.test.yaml", "", vocabulary()).cases
    return print_disclosure(case.document, vocabulary())


def facts(page: Printed) -> FactSet:
    return extract(parse(Path("甲.txt"), page.text.encode()), vocabulary())


@pytest.mark.parametrize(("kind", "name"), TABLES)
def test_每种表都有认得出的标题(kind: str, name: str, tmp_path: Path) -> None:
    rows = "一级指标 | 二级指标 | 三级指标 | 指标值\n    产出指标 | 数量指标 | 保洁次数 | ≥48次"
    if vocabulary().table(name).layout != "指标":
        rows = "科目名称 | 合计\n    合计 | 5.00"
    page = printed(tmp_path, f"tables:\n  {name}: |\n    {rows}\n", kind)
    assert [s.name for s in facts(page).statements] == [name]


@pytest.mark.parametrize("name", SECTIONS)
def test_每一节都有认得出的标题(name: str, tmp_path: Path) -> None:
    found = facts(printed(tmp_path, f"sections:\n  {name}: 本部门情况说明如下。\n"))
    assert name in [s.kind for s in found.outline.sections]


PAGE = """\
toc: 是
tables:
  收支总表:
    title: 2025年部门收支预算总表
    unit: 元
    rows: |
      收入         |              | 支出             |
      项目         | 预算数       | 项目             | 预算数
      一、事业收入 | 1,200,000.00 | 一、城乡社区支出 | 1,200,000.00
  政府性基金预算支出表:
    rows: |
      | 科目编码 | 科目名称 | 合计 |
      |----------|----------|------|
      |          | 合计     |      |
    notes: 注：本部门没有政府性基金预算支出，本表无数据。
  项目支出绩效目标表:
    unit: 不印
    rows: |
      项目名称 | 河道保洁 |          |
      一级指标 | 二级指标 | 三级指标 | 指标值
      产出指标 | 数量指标 | 保洁次数 | ≥48次
  项目支出绩效目标表#2:
    unit: 不印
    rows: |
      项目名称 | 堤防养护 |          |
      一级指标 | 二级指标 | 三级指标 | 指标值
      产出指标 | 数量指标 | 养护长度 | ≥26公里
sections:
  部门职责: 管理全区河湖。
  三公经费情况:
    heading: 五、“三公”经费预算情况说明
    text: [2025年“三公”经费0.60万元。, （一）公务接待费0.60万元。]
  名词解释: 机关运行经费：指日常公用经费。
text: |
  附件：照印的一行。
"""


def test_排成公开件的样子(tmp_path: Path) -> None:
    page = printed(tmp_path, PAGE)
    assert page.text.split("\n\n")[:14] == [
        "青石区水务局2025年部门预算",
        "编制说明：本部门预算的收入预算、支出预算均为预算数，表内金额以万元为单位，文内金额也以万元为单位。",
        "目录",
        "第一部分 青石区水务局概况",
        "一、部门职责",
        "第二部分 青石区水务局2025年部门预算表",
        "一、2025年部门收支预算总表",
        "二、政府性基金预算支出表",
        "三、项目支出绩效目标表",
        "第三部分 青石区水务局2025年部门预算情况说明",
        "五、“三公”经费预算情况说明",
        "第四部分 名词解释",
        "第一部分 青石区水务局概况",
        "一、部门职责",
    ]
    assert page.lines[-2] == "附件：照印的一行。"


def test_都照写的认了出来(tmp_path: Path) -> None:
    found = facts(printed(tmp_path, PAGE))
    assert {s.name: (s.unit, len(s.notes)) for s in found.statements} == {
        "收支总表": ("元", 0),
        "政府性基金预算支出表": ("万元", 1),
        "项目支出绩效目标表": ("万元", 0),
        "项目支出绩效目标表#2": ("万元", 0),
    }
    assert found.statements[1].empty
    assert {s.kind for s in found.outline.sections} >= {"部门职责", "三公经费情况", "名词解释"}
    assert [e.title for e in found.outline.toc if e.table] == [
        "2025年部门收支预算总表",
        "政府性基金预算支出表",
        "项目支出绩效目标表",
    ]
    assert not found.not_understood


def test_每一行记得在测试文件的哪里(tmp_path: Path) -> None:
    page = printed(tmp_path, PAGE)
    written = (tmp_path / "T-1.test.yaml").read_text(encoding="utf-8").split("\n")
    for number, text in enumerate(page.lines, 1):
        mark = page.origin.get(number)
        first = next((c for c in text.split("\t") if c), "")
        if mark is not None and "\t" in text:
            assert written[mark.line - 1][mark.column - 1 :].startswith(first)


def test_目录可以照写(tmp_path: Path) -> None:
    page = printed(
        tmp_path, "toc: [一、收支总表, 二、支出总表]\ntables:\n  收入总表: |\n    单位名称 | 合计\n    合计 | 5.00\n"
    )
    found = facts(page)
    assert [e.table.name for e in found.outline.toc if e.table] == ["收支总表", "支出总表"]
