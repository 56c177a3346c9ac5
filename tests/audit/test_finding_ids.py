# ruff: noqa: N802　测试名是中文句子
"""问题的编号：由规则、单位、年度、位置决定；换页、插行、改数都不变。"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit_tools import EXAMPLES, Audited, audit_example, audit_text, budget, table

BROKEN = sorted(EXAMPLES.glob("*-差错.txt"))
HEAD = "科目编码|科目名称|合计|基本支出|项目支出"


def ids(found: Audited) -> list[str]:
    return [f.id for f in found.audit.findings]


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_前面插了行_编号不变_只是行号后移(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before = audit_example(path.name)
    moved = audit_text("\n\n\n" + text.replace("\n\n", "\n\n\n"))
    assert ids(before)
    assert ids(moved) == ids(before)
    assert [f.message for f in moved.audit.findings] == [f.message for f in before.audit.findings]
    lines = [[e.place.line for e in f.evidence] for f in before.audit.findings]
    assert [[e.place.line for e in f.evidence] for f in moved.audit.findings] != lines


def spending(parent: str, child: str, *before: str) -> Audited:
    return audit_text(
        budget(
            *before,
            table("部门支出总表", HEAD, f"212|城乡社区支出|{parent}|{parent}|", f"21205|环境卫生|{child}|{child}|"),
        )
    )


def test_改了数_编号不变() -> None:
    one, two = spending("12.00", "11.00"), spending("13.00", "11.50")
    assert one.failed() == two.failed() == {"SUM-101"} | one.failed()
    assert [f.id for f in one.findings("SUM-101")] == [f.id for f in two.findings("SUM-101")]
    assert one.findings("SUM-101")[0].message != two.findings("SUM-101")[0].message


def test_前面多了一段一张表_编号不变() -> None:
    one = spending("12.00", "11.00")
    two = spending("12.00", "11.00", "本部门负责公园的养护。", table("部门收入总表", "单位名称|合计", "合计|12.00"))
    assert [f.id for f in one.findings("SUM-101")] == [f.id for f in two.findings("SUM-101")]


def test_单位年度不同_编号不同() -> None:
    text = spending("12.00", "11.00").text
    other_unit = audit_text(text.replace("白鹭区园林局", "白鹭区城管局"))
    other_year = audit_text(text.replace("2025年", "2024年"))
    found = {audit_text(text).findings("SUM-101")[0].id, other_unit.findings("SUM-101")[0].id}
    assert len(found | {other_year.findings("SUM-101")[0].id}) == 3


def test_同一份文件里的编号各不相同() -> None:
    for path in BROKEN:
        found = ids(audit_example(path.name))
        assert len(found) == len(set(found))


def test_位置键里没有行号和数值() -> None:
    one, two = spending("12.00", "11.00"), spending("1,313.00", "1,111.50", "本部门负责公园的养护。")
    assert [o.at for o in one.outcomes("SUM-101")] == [o.at for o in two.outcomes("SUM-101")]
    assert {o.at for o in one.outcomes("SUM-101", "fail")} == {"支出总表/212/合计", "支出总表/212/基本支出"}


@pytest.mark.parametrize("year", ["２０２４", " 2024 "], ids=["全角", "空格"])
def test_标题换了全半角_加了空格_编号不变(year: str) -> None:
    def titled(text: str) -> list[str]:
        heading = f"第三部分 白鹭区园林局{text}年度部门预算情况说明"
        found = audit_text(budget(heading, "一、收入预算情况", "2025年收入预算5.00万元。"))
        return [f.id for f in found.findings("YEAR-103")]

    assert titled("2024")
    assert titled(year) == titled("2024")
