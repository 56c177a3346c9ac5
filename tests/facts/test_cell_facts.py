# ruff: noqa: N802　测试名是中文句子
"""报表事实：每格带着金额、单位、末位单位和位置；空白、零、认不出、没有是四回事。"""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.facts.build import FactSet
from engine.facts.model import KINDS, Fact
from tests.disclosures import BUDGET_COVER, budget, cell_of, explained, facts_of, lines, table

HEAD = "科目编码|科目名称|合计|基本支出|项目支出"


def spending(*texts: str, unit: str = "单位：万元") -> FactSet:
    return facts_of(budget(table("一般公共预算支出表", HEAD, *texts, unit=unit)))


def quanta(facts: FactSet, column: str = "合计") -> list[str]:
    return [str(f.quantity.quantum) for f in facts.of("cell", column=column) if f.quantity is not None]


# ---- 金额和末位单位


def test_单元格带着数值_单位_原样和位置() -> None:
    facts = spending("|合计|1, 209. 20|9.00|", "212|城乡社区支出|1,209.20|9.00|")
    cell = cell_of(facts, "合计", "合计")
    assert cell.quantity is not None
    assert (cell.quantity.value, cell.quantity.unit, cell.printed) == (Decimal("1209.20"), "万元", "1, 209. 20")
    code = cell_of(facts, "212", "基本支出")
    place = code.place
    assert (place.line, place.table, place.row, place.column) == (9, "一般公共预算支出表", 2, 3)
    assert (place.row_name, place.column_name) == ("212 城乡社区支出", "基本支出")


def test_单元格的键说清是哪张表_哪一行_哪一栏() -> None:
    facts = spending("|合计|9.00|9.00|", "212|城乡社区支出|9.00|9.00|")
    keys = cell_of(facts, "212", "合计").keys
    assert {
        k: keys[k] for k in ("table", "scope", "code", "name", "level", "basis", "period", "unit", "doc", "total")
    } == {
        "table": "一般公共预算支出表",
        "scope": "一般公共预算",
        "code": "212",
        "name": "城乡社区支出",
        "level": "3",
        "basis": "",
        "period": "本年",
        "unit": "万元",
        "doc": "预算",
        "total": False,
    }
    assert cell_of(facts, "合计", "合计").keys["total"] is True


@pytest.mark.parametrize(
    ("printed", "quantum"),
    [(("9.00", "8.5"), "0.01"), (("9.0", "8"), "0.1"), (("9", "8"), "1"), (("9.00", "8"), "0.01")],
)
def test_末位单位取本列通常的小数位数_省去的零不算少(printed: tuple[str, str], quantum: str) -> None:
    first, second = printed
    facts = spending(f"|合计|{first}||", f"212|城乡社区支出|{second}||")
    assert quanta(facts) == [quantum, quantum]


def test_以元计两位小数是精确的_整元不是() -> None:
    exact = spending("|合计|9,000.25||", "212|城乡社区支出|9,000.25||", unit="单位：元")
    assert quanta(exact) == ["0", "0"]
    whole = spending("|合计|9,000||", "212|城乡社区支出|9,000||", unit="单位：元")
    assert quanta(whole) == ["1", "1"]


def test_整数的行次和编码不影响小数位数() -> None:
    facts = facts_of(
        budget(
            table(
                "部门收支总表",
                "收入|||支出||",
                "项目|行次|预算数|项目|行次|预算数",
                "一、事业收入|1|9.00|一、城乡社区支出|2|8",
            )
        )
    )
    assert quanta(facts) == ["0.01", "0.01"]


# ---- 空白、零、认不出、没有


@pytest.mark.parametrize(
    ("printed", "status", "has_value"),
    [
        ("9.00", "number", True),
        ("0.00", "zero", True),
        ("0", "zero", True),
        ("", "blank", False),
        ("-", "dash", False),
        ("1,62.7", "unreadable", False),
        ("见附件", "text", False),
    ],
)
def test_格的状态(printed: str, status: str, has_value: bool) -> None:
    cell = cell_of(spending("|合计|9.00||", f"212|城乡社区支出|{printed}|1.00|"), "212", "合计")
    assert cell.keys["status"] == status
    assert (cell.quantity is not None) == has_value
    assert cell.printed == printed


def test_表里没有的栏没有单元格() -> None:
    facts = facts_of(budget(table("一般公共预算支出表", "科目编码|科目名称|合计", "|合计|9.00")))
    assert {f.keys["column"] for f in facts.of("cell")} == {"合计"}


@pytest.mark.parametrize(
    ("printed", "filled"),
    [("0.00", False), ("", False), ("—", False), ("-", False), ("1.00", True), ("-1.00", True), ("1.0O", True)],
)
def test_一栏有没有不是零的数_认不出的也算(printed: str, filled: bool) -> None:
    facts = spending("|合计|9.00|9.00|0.00", f"212|城乡社区支出|9.00|9.00|{printed}")
    assert {c.keys["filled"] for c in facts.of("cell", column="项目支出")} == {filled}
    assert {c.keys["filled"] for c in facts.of("cell", column="合计")} == {True}


def test_一行的各格就是这一行的各栏() -> None:
    facts = spending("|合计|9.00|6.00|3.00", "212|城乡社区支出|9.00|6.00|3.00")
    rows = facts.of("row")
    assert [(r.key("row"), r.key("up"), r.printed) for r in rows] == [
        ("合计", "", "合计"),
        ("212", "合计", "212 城乡社区支出"),
    ]
    assert {column: cell.printed for column, cell in rows[1].slots.items()} == {
        "合计": "9.00",
        "基本支出": "6.00",
        "项目支出": "3.00",
    }


# ---- 整套事实


def test_事实编号不重复_都查得到_种类都有定义() -> None:
    facts = facts_of(
        lines(
            explained("支出预算情况", "2025年支出预算9.00万元，其中：基本支出6.00万元，占66.67%；项目支出3.00万元。"),
            table("部门支出总表", HEAD, "|合计|9.00|6.00|3.00"),
        )
    )
    ids = [f.id for f in facts.facts]
    assert len(ids) == len(set(ids))

    def walk(fact: Fact) -> None:
        assert facts.by_id[fact.id] is fact
        assert fact.kind in KINDS
        for inner in (*fact.slots.values(), *fact.items):
            walk(inner)

    for fact in facts.facts:
        walk(fact)


def test_同样的文件得到同样的事实() -> None:
    source = explained("收入预算情况", "2025年收入预算9.00万元，比上年增加1.00万元。")
    assert facts_of(source).facts == facts_of(source).facts


def test_概念对照到表里的格() -> None:
    facts = spending("|合计|9.00|6.00|3.00")
    known = {f.key("concept"): f.printed for f in facts.of("known", table="一般公共预算支出表")}
    assert known == {"一般公共预算支出": "9.00", "基本支出": "6.00", "项目支出": "3.00"}


def test_文件年度也是一个事实() -> None:
    (year,) = facts_of(budget("无。")).of("derived", concept="文件年度")
    assert (year.printed, year.quantity and year.quantity.value) == ("2025年", Decimal(2025))


# ---- 要素


def test_目录宣布的和正文出现的各是各的事实() -> None:
    facts = facts_of(
        lines(
            BUDGET_COVER,
            "目录",
            "第一部分 概况",
            "第二部分 部门预算表",
            "一、部门收入总表",
            "二、部门支出总表",
            "第三部分 情况说明",
            "一、收入预算情况",
            "第一部分 概况",
            "第二部分 部门预算表",
            table("部门收入总表", "单位名称|合计|事业收入", "合计|9.00|9.00"),
            "第三部分 情况说明",
            "一、收入预算情况",
            "2025年收入预算9.00万元。",
        )
    )
    announced = {(f.key("concept"), f.key("type")) for f in facts.of("announced", source="目录")}
    assert {("收入总表", "表格"), ("支出总表", "表格"), ("收入情况", "章节")} <= announced
    present = {(f.key("concept"), f.keys["readable"]) for f in facts.of("part")}
    assert {("收入总表", True), ("收入情况", True)} <= present
    assert not any(concept == "支出总表" for concept, _ in present)


def test_金额栏里的百分数_个数不是金额() -> None:
    source = budget(table("部门支出总表", "科目编码|科目名称|合计|基本支出", "212|城乡社区支出|95%|12人"))
    found = {f.key("column"): f for f in facts_of(source).of("cell")}
    for column, printed in (("合计", "95%"), ("基本支出", "12人")):
        assert (found[column].printed, found[column].quantity) == (printed, None)
        assert found[column].keys["status"] == "text"
