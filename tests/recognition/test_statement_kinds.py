# ruff: noqa: N802　测试名是中文句子
"""报表：凭标题或表内用字认出种类，单位、表头路径、空表和附注各得其所。"""

from __future__ import annotations

import pytest

from tests.disclosures import (
    budget,
    facts_of,
    final_account,
    labels_of,
    lines,
    row_of,
    rows,
    statement_of,
    statements_of,
    table,
)

INCOME = ("单位名称|合计|事业收入", "合计|3.00|3.00")
SPENDING = ("科目编码|科目名称|合计|基本支出|项目支出", "|合计|9.00|6.00|3.00", "212|城乡社区支出|9.00|6.00|3.00")
OFFICIAL = "单位名称|因公出国（境）费|公务用车购置费|公务用车运行维护费|公务接待费"
TARGETS = "一级指标|二级指标|三级指标|指标值"


# ---- 种类


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("部门收入总表", "收入总表"),
        ("2025年收入预算总表（表二）", "收入总表"),
        ("表1-2 支出预算总表", "支出总表"),
        ("白鹭区园林局2025年一般公共预算支出表", "一般公共预算支出表"),
        ("一般公共预算财政拨款支出预算表", "一般公共预算支出表"),
        ("一般公共预算基本支出表", "一般公共预算基本支出表"),
        ("政府性基金预算支出表", "政府性基金预算支出表"),
        ("国有资本经营预算支出表", "国有资本经营预算支出表"),
        ("一般公共预算项目支出表", "项目支出表"),
        ("财政拨款预算收支总表", "财政拨款收支总表"),
        ("部门基本支出预算表（人员类、运转类公用经费项目）", "部门基本支出表"),
        ("部门一般公共预算基本支出预算表", "一般公共预算基本支出表"),
        ("部门综合预算政府性基金收支表", "政府性基金收支表"),
        ("2025年部门收入预算情况表", "收入总表"),
        ("2025年部门支出预算情况表", "支出总表"),
        ("部门支出总表（按部门预算经济分类）", "支出总表（经济分类）"),
        ("单位支出总体情况表（政府预算）", "支出总表（经济分类）"),
        ("一般公共预算基本支出情况表—商品和服务支出", "一般公共预算基本支出分表"),
        ("基本支出预算明细表-工资福利支出（按政府预算经济分类）", "一般公共预算基本支出分表"),
    ],
)
def test_预算表凭标题认出种类(title: str, kind: str) -> None:
    assert statement_of(budget(table(title, *SPENDING))).kind.name == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("收入决算表", "收入决算表"),
        ("2024年度支出决算表", "支出决算表"),
        ("一般公共预算财政拨款支出决算表", "一般公共预算财政拨款支出决算表"),
        ("政府性基金预算财政拨款收入支出决算表", "政府性基金预算财政拨款收入支出决算表"),
        ("国有资本经营预算财政拨款支出决算表", "国有资本经营预算财政拨款支出决算表"),
        ("一般公共预算财政拨款收入支出决算表", "一般公共预算财政拨款支出决算表"),
        ("项目收入支出决算表", "项目支出决算表"),
        ("部门收入总体情况表", "收入决算表"),
        ("部门支出总体情况表", "支出决算表"),
        ("一般公共预算支出情况表", "一般公共预算财政拨款支出决算表"),
        ("政府性基金预算支出情况表", "政府性基金预算财政拨款收入支出决算表"),
    ],
)
def test_决算表凭标题认出种类(title: str, kind: str) -> None:
    assert statement_of(final_account(table(title, *SPENDING))).kind.name == kind


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ((OFFICIAL, "白鹭区园林局|0.00|0.00|2.00|1.00"), "三公经费支出表"),
        (("项目名称|湿地养护||", TARGETS, "产出指标|数量指标|养护面积|≥30亩"), "项目支出绩效目标表"),
        (("总体目标|养护绿地||", TARGETS, "产出指标|数量指标|养护面积|≥30亩"), "部门整体支出绩效目标表"),
    ],
)
def test_没有标题时凭表内用字认出种类(cells: tuple[str, ...], kind: str) -> None:
    assert statement_of(budget(rows(*cells))).kind.name == kind


@pytest.mark.parametrize(
    "title",
    [
        "上年结转支出预算表",
        "一般公共预算支出情况表—工资福利支出（政府预算）",
        "政府性基金拨款支出预算表（政府预算）",
        "一般公共预算经济科目支出预算表",
    ],
)
def test_另一种分法的表_不当成要核对的那一种(title: str) -> None:
    assert statements_of(budget(table(title, *SPENDING))) == ()


def test_标题认得的以标题为准_不看内容() -> None:
    assert statement_of(budget(table("部门收入总表", OFFICIAL, "合计|0.00|0.00|2.00|1.00"))).kind.name == "收入总表"


def test_标题印在表格第一行() -> None:
    statement = statement_of(budget(rows("部门收入总表||", *INCOME)))
    assert (statement.kind.name, statement.title) == ("收入总表", "部门收入总表")
    assert row_of(statement, "合计").role == "合计"


def test_标题与表格之间隔着表号_部门和单位行() -> None:
    source = budget("部门收入总表", "公开02表", "部门：白鹭区园林局", "金额单位：元", rows(*INCOME))
    statement = statement_of(source)
    assert (statement.kind.name, statement.title, statement.unit) == ("收入总表", "部门收入总表", "元")


def test_同一种表的第二张另起名字() -> None:
    sheet = table("项目支出绩效目标表", "项目名称|湿地养护||", TARGETS, "产出指标|数量指标|养护面积|≥30亩")
    assert [s.name for s in statements_of(budget(sheet, sheet))] == ["项目支出绩效目标表", "项目支出绩效目标表#2"]


def test_标题差一个要害字_是另一种表() -> None:
    source = budget(table("部门收入总表", *INCOME), table("部门支出总表", *SPENDING))
    assert [s.kind.name for s in statements_of(source)] == ["收入总表", "支出总表"]


def test_断页的表接成一张_表头不会重复() -> None:
    source = budget(lines("部门支出总表", rows(*SPENDING[:2]), "— 4 —", rows(*SPENDING[2:])))
    statement = statement_of(source)
    assert [row.role or row.code for row in statement.rows] == ["合计", "212"]


# ---- 单位


@pytest.mark.parametrize("note", ["注：本表金额单位为元。", "说明：以元为单位。"])
def test_单位写在注里(note: str) -> None:
    below = statement_of(budget(table("部门收入总表", *INCOME, unit=""), note))
    above = statement_of(budget("部门收入总表", note, table("", *INCOME, unit="")))
    assert [(s.unit, s.unit_stated) for s in (below, above)] == [("元", True)] * 2
    assert statement_of(budget(table("部门收入总表", *INCOME), note)).unit == "万元"


@pytest.mark.parametrize(
    "unit",
    ["单位：万元", "金额单位: 元", "（单位：元）", "单位：千元", "单位:亿元", "金额单位：人民币元", "本表以元为单位"],
)
def test_单位行在表格上方(unit: str) -> None:
    statement = statement_of(budget(table("部门收入总表", *INCOME, unit=unit)))
    assert statement.unit in unit
    assert statement.unit_stated


@pytest.mark.parametrize("inside", ["部门：白鹭区园林局||金额单位：元", "||单位：元"])
def test_单位印在表格里(inside: str) -> None:
    statement = statement_of(budget(table("部门收入总表", inside, *INCOME, unit="")))
    assert (statement.unit, statement.unit_stated) == ("元", True)
    assert labels_of(statement) == ["合计", "事业收入"]


def test_单位印在标题前面不算这张表的() -> None:
    source = budget(
        table("部门收入总表", *INCOME), "注：无。", "单位：元", "部门支出总表", "单位：万元", rows(*SPENDING)
    )
    assert [s.unit for s in statements_of(source)] == ["万元", "万元"]


def test_没印单位的表沿用上一张表的单位_并且知道是沿用的() -> None:
    source = budget(table("部门收入总表", *INCOME, unit="单位：元"), table("部门支出总表", *SPENDING, unit=""))
    assert [(s.unit, s.unit_stated) for s in statements_of(source)] == [("元", True), ("元", False)]


def test_全文没有单位行时按万元() -> None:
    statement = statement_of(budget(table("部门收入总表", *INCOME, unit="")))
    assert (statement.unit, statement.unit_stated) == ("万元", False)


@pytest.mark.parametrize(
    ("title", "head"),
    [("部门收入总表（元）", "单位名称|合计|事业收入"), ("部门收入总表", "单位名称|合计（元）|事业收入（元）")],
)
def test_单位写在标题或栏名的括号里(title: str, head: str) -> None:
    assert statement_of(budget(table(title, head, "合计|3.00|3.00", unit=""))).unit == "元"


# ---- 表头


def test_两行表头_横向合并的格归到下面各栏() -> None:
    statement = statement_of(
        budget(
            table(
                "“三公”经费支出表",
                "单位名称|三公经费合计|因公出国（境）费|公务用车购置及运行维护费|||公务接待费",
                "|||小计|公务用车购置费|公务用车运行维护费|",
                "合计|3.00|0.00|2.00|0.00|2.00|1.00",
            )
        )
    )
    assert labels_of(statement) == [
        "三公经费合计",
        "因公出国（境）费",
        "公务用车购置及运行维护费",
        "公务用车购置费",
        "公务用车运行维护费",
        "公务接待费",
    ]


def test_三行表头_同名的小计各归其上级() -> None:
    statement = statement_of(
        budget(
            table(
                "一般公共预算支出表",
                "科目编码|科目名称|2025年预算数||||",
                "||合计|基本支出|||项目支出",
                "|||小计|人员经费|公用经费|",
                "|合计|9.00|6.00|5.00|1.00|3.00",
            )
        )
    )
    assert labels_of(statement) == ["合计", "基本支出", "人员经费", "公用经费", "项目支出"]


def test_三公决算表_预算数和决算数各六栏() -> None:
    six = "合计|因公出国（境）费|公务用车购置及运行维护费|||公务接待费"
    three = "||小计|公务用车购置费|公务用车运行维护费|"
    statement = statement_of(
        final_account(
            table(
                "财政拨款“三公”经费支出决算表",
                "预算数||||||决算数|||||",
                f"{six}|{six}",
                f"{three}|{three}",
                "1|2|3|4|5|6|7|8|9|10|11|12",
                "3.00|0.00|2.00|0.00|2.00|1.00|2.50|0.00|1.80|0.00|1.80|0.70",
            )
        )
    )
    names = [
        "三公经费合计",
        "因公出国（境）费",
        "公务用车购置及运行维护费",
        "公务用车购置费",
        "公务用车运行维护费",
        "公务接待费",
    ]
    assert labels_of(statement) == [f"{n}/{basis}" for basis in ("预算数", "决算数") for n in names]
    (row,) = statement.rows
    assert row.role == "合计"
    values = {c.label: str(statement.cell(row, c).value) for c in statement.halves[0].amounts}
    assert (values["公务接待费/预算数"], values["公务接待费/决算数"]) == ("1.00", "0.70")


def test_三公决算表的表头印坏时_按官方栏次对照() -> None:
    statement = statement_of(
        final_account(
            table(
                "“三公”经费支出决算表",
                "#|#|#|#|#|#|#|#|#|#|#|#",
                "1|2|3|4|5|6|7|8|9|10|11|12",
                "3.00|0.00|2.00|0.00|2.00|1.00|2.50|0.00|1.80|0.00|1.80|0.70",
            )
        )
    )
    assert labels_of(statement)[-1] == "公务接待费/决算数"
    assert row_of(statement, "合计").total


@pytest.mark.parametrize("index", ["|栏次|1|2|3", "栏次||1|2|3", "**|**|1|2|3", "||1|2|3", "栏次|栏次|(1)|(2)|(3)"])
def test_栏次行不是数据(index: str) -> None:
    source = final_account(
        table("收入决算表", "科目编码|科目名称|本年收入合计|财政拨款收入|其他收入", index, "|合计|9.00|8.00|1.00")
    )
    statement = statement_of(source)
    assert labels_of(statement) == ["合计", "财政拨款收入", "其他收入"]
    assert [row.role for row in statement.rows] == ["合计"]


def test_上年栏与本年栏分开_增减栏和备注栏不取数() -> None:
    statement = statement_of(
        budget(
            table(
                "一般公共预算支出表",
                "科目编码|科目名称|2024年预算数|2025年预算数|||增减额|备注",
                "|||合计|基本支出|项目支出||",
                "|合计|8.00|9.00|6.00|3.00|1.00|",
            )
        )
    )
    assert [(c.name, c.period) for c in statement.halves[0].amounts] == [
        ("合计", "上年"),
        ("合计", "本年"),
        ("基本支出", "本年"),
        ("项目支出", "本年"),
    ]
    assert statement.unknown_columns == ()


def test_上年结转栏是本年的钱() -> None:
    source = budget(table("部门收入总表", "单位名称|合计|上年结转|事业收入", "合计|3.00|1.00|2.00"))
    assert labels_of(statement_of(source)) == ["合计", "上年结转", "事业收入"]


def test_认不出的栏记下来_不妨碍其他栏() -> None:
    source = budget(table("部门收入总表", "单位名称|合计|神秘收入|事业收入", "合计|3.00|1.00|2.00"))
    facts = facts_of(source)
    assert labels_of(facts.statements[0]) == ["合计", "事业收入"]
    assert [(u.what, u.printed) for u in facts.not_understood] == [("栏目", "神秘收入")]


def test_认不出的表和没有表格的标题都记下来() -> None:
    strange = rows("树种|棵数", "香樟|3")
    facts = facts_of(budget(strange, "部门支出总表", "支出总表另行公布。", table("部门收入总表", *INCOME)))
    assert [s.name for s in facts.statements] == ["收入总表"]
    assert [(u.what, u.printed, u.place.line) for u in facts.not_understood] == [
        ("表格", "树种 | 棵数", 3),
        ("表格", "部门支出总表", 6),
    ]


# ---- 空表和附注

FUND = "科目编码|科目名称|合计|基本支出|项目支出"


def test_没有一个数的表是空表_附注归这张表() -> None:
    note = "注：本部门2025年没有政府性基金预算安排的支出，故本表无数据。"
    facts = facts_of(budget(table("政府性基金预算支出表", FUND, "|合计|||"), note))
    (statement,) = facts.statements
    assert statement.empty
    assert [facts.document.blocks[n].text.raw for n in statement.notes] == [note]  # type: ignore[union-attr]
    (fact,) = facts.of("table")
    assert (fact.keys["empty"], fact.keys["noted"]) == (True, True)


def test_空表没有附注() -> None:
    (fact,) = facts_of(budget(table("政府性基金预算支出表", FUND, "|合计|||"))).of("table")
    assert (fact.keys["empty"], fact.keys["noted"]) == (True, False)


def test_别的表的附注不算这张空表的说明() -> None:
    note = "注：本部门2025年没有国有资本经营预算安排的支出。"
    (fact,) = facts_of(budget(table("政府性基金预算支出表", FUND, "|合计|||"), note)).of("table")
    assert fact.keys["noted"] is False


def test_零不是空() -> None:
    statement = statement_of(budget(table("政府性基金预算支出表", FUND, "|合计|0.00|0.00|0.00")))
    assert not statement.empty


def test_空表说明印在表格里() -> None:
    source = budget(table("政府性基金预算支出表", FUND, "本部门2025年无政府性基金预算安排的支出||||"))
    statement = statement_of(source)
    assert (statement.empty, statement.blank_note) == (True, "本部门2025年无政府性基金预算安排的支出")


def test_印在空表里的说明不是栏目() -> None:
    source = budget(table("政府性基金预算支出表", FUND, "本部门2025年无政府性基金预算安排的支出||||"))
    assert facts_of(source).not_understood == ()


def test_有数的表写着本表为空_看得出来() -> None:
    source = budget(table("政府性基金预算支出表", FUND, "|合计|9.00||9.00"), "注：本表为空表。")
    (fact,) = facts_of(source).of("table")
    assert fact.keys["misnoted"] is True


def test_表下的附注是这张表的_不算下一张表的() -> None:
    rows = ("科目编码|科目名称|合计", "|合计|")
    source = budget(table("政府性基金预算支出表", *rows), "注：本表无数据。", table("国有资本经营预算支出表", *rows))
    assert [len(s.notes) for s in statements_of(source)] == [1, 0]


def test_标题以上的附注_点了这张表的名就是它的() -> None:
    rows = ("科目编码|科目名称|合计", "|合计|")
    source = budget("注：没有政府性基金收支的，本表为空表。", table("政府性基金预算支出表", *rows))
    assert [len(s.notes) for s in statements_of(source)] == [1]


# ---- 侧放的单行表：各项印成行，预算数、决算数印成栏

SIDEWAYS = (
    "项 目|栏次|预算数|决算数",
    "栏次||1|2",
    "一、“三公”经费支出|1|—|—",
    "（一）支出合计|2|5.00|3.00",
    "1.因公出国（境）费|3|0.00|0.00",
    "2.公务用车购置及运行维护费|4|3.00|2.00",
    "其中：公务用车购置费|5|0.00|0.00",
    "公务用车运行维护费|6|3.00|2.00",
    "3.公务接待费|7|2.00|1.00",
    "（二）公务用车保有量（辆）|8|—|1",
)


def test_侧放的三公决算表_与印成一行的同样的栏() -> None:
    statement = statement_of(final_account(table("财政拨款“三公”经费支出决算表", *SIDEWAYS)))
    assert statement.unknown_columns == ()
    (row,) = statement.rows
    names = (
        "三公经费合计",
        "因公出国（境）费",
        "公务用车购置及运行维护费",
        "公务用车购置费",
        "公务用车运行维护费",
        "公务接待费",
    )
    assert labels_of(statement) == [f"{name}/{basis}" for name in names for basis in ("预算数", "决算数")]
    printed = {c.label: statement.cell(row, c).text.norm for c in statement.halves[0].amounts}
    assert (printed["三公经费合计/预算数"], printed["三公经费合计/决算数"]) == ("5.00", "3.00")
    assert (printed["公务接待费/预算数"], printed["公务用车运行维护费/决算数"]) == ("2.00", "2.00")


@pytest.mark.parametrize("head", ["项目|金额", "项目|2025年预算数", "项目|2024年预算数|2025年预算数|增减额"])
def test_侧放的三公预算表_上年的一栏和增减栏分得清(head: str) -> None:
    extra = ("1.00|", "|0.00") if head.count("|") == 3 else ("", "")
    lines_ = [
        f"{name}|{extra[0]}{value}{extra[1]}"
        for name, value in (
            ("合计", "2.60"),
            ("因公出国（境）费", "0.00"),
            ("公务用车运行维护费", "2.00"),
            ("公务接待费", "0.60"),
        )
    ]
    statement = statement_of(budget(table("“三公”经费支出表", head, *lines_)))
    (row,) = statement.rows
    now = {c.name: statement.cell(row, c).text.norm for c in statement.halves[0].amounts if c.period == "本年"}
    assert now == {
        "三公经费合计": "2.60",
        "因公出国（境）费": "0.00",
        "公务用车运行维护费": "2.00",
        "公务接待费": "0.60",
    }
    assert {c.period for c in statement.halves[0].amounts} == ({"本年", "上年"} if extra[0] else {"本年"})


def test_侧放而看不出取哪一栏的_不取() -> None:
    head = "项目|甲口径|乙口径"
    rows_ = ("因公出国（境）费|0.00|1.00", "公务用车运行维护费|2.00|3.00", "公务接待费|0.60|0.70")
    statement = statement_of(budget(table("“三公”经费支出表", head, *rows_)))
    assert labels_of(statement) == []


def test_行名像栏名的别的单行表_不当作侧放的() -> None:
    items = ("办公费|1.00", "会议费|1.00", "培训费|1.00", "公务接待费|1.00", "合计|4.00")
    statement = statement_of(budget(table("机关运行经费表", "项目|2025年预算数", *items)))
    assert labels_of(statement) == ["合计/预算数"]
    assert [r.label for r in statement.rows] == ["办公费", "会议费", "培训费", "公务接待费", "合计"]
