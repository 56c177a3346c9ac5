# ruff: noqa: N802　测试名是中文句子
"""收支总表：收入、支出两侧分开，来源归到本年收入，科目归到本年支出，结转各有其位。"""

from __future__ import annotations

from engine.recognition.statements import Statement
from tests.disclosures import budget, cell_of, facts_of, final_account, statement_of, table

TOTALS = table(
    "部门收支总表",
    "收    入||支    出|",
    "项目|预算数|项目|预算数",
    "一、一般公共预算拨款收入|10.00|一、一般公共服务支出|",
    "二、事业收入|2.00|二、城乡社区支出|11.50",
    "本年收入合计|12.00|本年支出合计|11.50",
    "三、上年结转|0.50|三、结转下年|1.00",
    "收入总计|12.50|支出总计|12.50",
)


def roles(statement: Statement, side: str) -> list[tuple[str, str]]:
    """一侧各行（规范名称或编码，上级）。"""
    found = []
    for row in statement.rows:
        if statement.halves[row.half].side == side:
            up = statement.rows[row.up] if row.up is not None else None
            found.append((row.role or row.code or row.label, (up.role or up.code) if up else ""))
    return found


def test_两侧各行各有规范名称() -> None:
    statement = statement_of(budget(TOTALS))
    assert [half.side for half in statement.halves] == ["收入", "支出"]
    assert roles(statement, "收入") == [
        ("一般公共预算拨款收入", "本年收入合计"),
        ("事业收入", "本年收入合计"),
        ("本年收入合计", ""),
        ("上年结转", ""),
        ("收入总计", ""),
    ]
    assert roles(statement, "支出") == [
        ("201", "本年支出合计"),
        ("212", "本年支出合计"),
        ("本年支出合计", ""),
        ("结转下年", ""),
        ("支出总计", ""),
    ]


def test_两侧的单元格各取各的数() -> None:
    facts = facts_of(budget(TOTALS))
    assert cell_of(facts, "本年收入合计", "合计", side="收入").printed == "12.00"
    assert cell_of(facts, "212", "合计", side="支出").printed == "11.50"
    assert cell_of(facts, "201", "合计", side="支出").keys["status"] == "blank"


def test_没有收入支出大表头_凭两个项目栏分开() -> None:
    source = budget(
        table(
            "部门收支总表",
            "项目|预算数|项目|预算数",
            "财政拨款收入|1.00|城乡社区支出|1.00",
            "收入总计|1.00|支出总计|1.00",
        )
    )
    statement = statement_of(source)
    assert roles(statement, "收入") == [("财政拨款收入", ""), ("收入总计", "")]
    assert roles(statement, "支出") == [("212", "支出总计"), ("支出总计", "")]


def test_财政拨款收支总表_来源分归本年收入和上年结转() -> None:
    statement = statement_of(
        budget(
            table(
                "财政拨款收支总表",
                "收入||支出||||",
                "项目|预算数|项目|合计|一般公共预算|政府性基金预算|国有资本经营预算",
                "一、本年收入|9.00|一、本年支出|11.00|11.00||",
                "一般公共预算拨款收入|9.00|社会保障和就业支出|1.00|1.00||",
                "政府性基金预算拨款收入||城乡社区支出|10.00|10.00||",
                "二、上年结转|2.00||||",
                "一般公共预算拨款收入|2.00||||",
                "||二、结转下年||||",
                "收入总计|11.00|支出总计|11.00|11.00||",
            )
        )
    )
    assert roles(statement, "收入") == [
        ("本年收入合计", ""),
        ("一般公共预算拨款收入", "本年收入合计"),
        ("政府性基金预算拨款收入", "本年收入合计"),
        ("上年结转", ""),
        ("上年结转/一般公共预算拨款收入", "上年结转"),
        ("收入总计", ""),
    ]
    assert roles(statement, "支出")[:3] == [
        ("本年支出合计", ""),
        ("208", "本年支出合计"),
        ("212", "本年支出合计"),
    ]
    assert [c.name for c in statement.halves[1].amounts] == [
        "合计",
        "一般公共预算",
        "政府性基金预算",
        "国有资本经营预算",
    ]


FINAL = final_account(
    table(
        "收入支出决算总表",
        "收入|||支出||",
        "项目|行次|金额|项目|行次|金额",
        "栏次||1|栏次||2",
        "一、一般公共预算财政拨款收入|1|9.00|一、一般公共服务支出|31|",
        "二、其他收入|2|1.00|二、城乡社区支出|32|9.50",
        "本年收入合计|27|10.00|本年支出合计|57|9.50",
        "使用非财政拨款结余|28||结余分配|58|",
        "年初结转和结余|29|0.50|年末结转和结余|59|1.00",
        "其中：项目支出结转和结余|30|0.50|其中：项目支出结转和结余|60|1.00",
        "总计|31|10.50|总计|61|10.50",
    )
)


def test_决算总表_总计按侧取名_行次不是金额() -> None:
    statement = statement_of(FINAL)
    assert roles(statement, "收入") == [
        ("一般公共预算拨款收入", "本年收入合计"),
        ("其他收入", "本年收入合计"),
        ("本年收入合计", ""),
        ("使用非财政拨款结余", ""),
        ("上年结转", ""),
        ("项目支出结转和结余", ""),
        ("收入总计", ""),
    ]
    assert roles(statement, "支出")[-2:] == [("项目支出结转和结余", ""), ("支出总计", "")]
    assert [c.name for half in statement.halves for c in half.amounts] == ["合计", "合计"]


def test_决算总表的合计行标为总数() -> None:
    statement = statement_of(FINAL)
    assert [row.role for row in statement.rows if row.total] == ["本年收入合计", "本年支出合计"]
