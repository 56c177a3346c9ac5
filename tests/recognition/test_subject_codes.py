# ruff: noqa: N802　测试名是中文句子
"""科目行：编码不论怎样印都还原成 3、5、7 位，上下级连得上，合计行不重复相加。"""

from __future__ import annotations

import pytest

from engine.recognition.statements import Statement
from tests.disclosures import budget, final_account, row_of, statement_of, table

AMOUNTS = "合计|基本支出|项目支出"
PENSION = "行政事业单位养老支出"
BASIC = "机关事业单位基本养老保险缴费支出"
ANNUITY = "机关事业单位职业年金缴费支出"


def functional(*texts: str, head: str = f"科目编码|科目名称|{AMOUNTS}") -> Statement:
    return statement_of(budget(table("一般公共预算支出表", head, *texts)))


def three_columns(*texts: str) -> Statement:
    return functional("类|款|项||||", *texts, head=f"科目编码|||科目名称|{AMOUNTS}")


def tree(statement: Statement) -> list[tuple[str, str]]:
    """各行（编码或规范名称，上级的编码或规范名称）。"""

    def key(index: int | None) -> str:
        row = None if index is None else statement.rows[index]
        return "" if row is None else row.role or row.code or row.label

    return [(key(row.number), key(row.up)) for row in statement.rows]


WHOLE = [("合计", ""), ("208", "合计"), ("20805", "208"), ("2080505", "20805"), ("2080506", "20805"), ("212", "合计")]


# ---- 功能分类


def test_三位五位七位编码() -> None:
    statement = functional(
        "|合计|9.00|9.00|",
        "208|社会保障和就业支出|7.00|7.00|",
        f"20805|{PENSION}|7.00|7.00|",
        f"2080505|{BASIC}|6.00|6.00|",
        f"2080506|{ANNUITY}|1.00|1.00|",
        "212|城乡社区支出|2.00|2.00|",
    )
    assert tree(statement) == WHOLE
    assert row_of(statement, "2080506").label == ANNUITY
    assert not any(row.inferred for row in statement.rows)


def test_类又印了一遍_后面的项不再归前面的款() -> None:
    statement = functional(
        "|合计|9.00|9.00|",
        "208|社会保障和就业支出|7.00|7.00|",
        f"20805|{PENSION}|6.00|6.00|",
        "208|社会保障和就业支出|1.00|1.00|",
        f"2080506|{ANNUITY}|1.00|1.00|",
    )
    assert tree(statement)[-1] == ("2080506", "208")
    assert statement.rows[-1].up == 3


def test_短码接在类之后_同样的05一个是款一个是项() -> None:
    statement = functional(
        "|合计|9.00|9.00|",
        "208|社会保障和就业支出|7.00|7.00|",
        f"05|{PENSION}|7.00|7.00|",
        f"05|{BASIC}|6.00|6.00|",
        f"06|{ANNUITY}|1.00|1.00|",
        "212|城乡社区支出|2.00|2.00|",
    )
    assert tree(statement) == WHOLE
    assert [row.printed_code for row in statement.rows] == ["", "208", "05", "05", "06", "212"]


def test_短码的款和项同码同名() -> None:
    statement = functional(
        "|合计|1.00|1.00|",
        "208|社会保障和就业支出|1.00|1.00|",
        "99|其他社会保障和就业支出|1.00|1.00|",
        "99|其他社会保障和就业支出|1.00|1.00|",
    )
    assert [row.code for row in statement.rows] == ["", "208", "20899", "2089999"]


def test_类款项三栏_逐行全印() -> None:
    statement = three_columns(
        "|||合计|9.00|9.00|",
        "208|||社会保障和就业支出|7.00|7.00|",
        f"208|05||{PENSION}|7.00|7.00|",
        f"208|05|05|{BASIC}|6.00|6.00|",
        f"208|05|06|{ANNUITY}|1.00|1.00|",
        "212|||城乡社区支出|2.00|2.00|",
    )
    assert tree(statement) == WHOLE


def test_类款项三栏_空着的类款沿用上一行() -> None:
    statement = three_columns(
        "|||合计|9.00|9.00|",
        "208|||社会保障和就业支出|7.00|7.00|",
        f"|05||{PENSION}|7.00|7.00|",
        f"||05|{BASIC}|6.00|6.00|",
        f"||06|{ANNUITY}|1.00|1.00|",
        "212|||城乡社区支出|2.00|2.00|",
    )
    assert tree(statement) == WHOLE


def test_类款项三栏_换了款之后项不再沿用旧款() -> None:
    statement = three_columns(
        "|||合计|9.00|9.00|",
        "212|||城乡社区支出|9.00|9.00|",
        "|01||城乡社区管理事务|6.00|6.00|",
        "||01|行政运行|6.00|6.00|",
        "|05||城乡社区环境卫生|3.00|3.00|",
        "||01|城乡社区环境卫生|3.00|3.00|",
    )
    assert [row.code for row in statement.rows] == ["", "212", "21201", "2120101", "21205", "2120501"]


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        (f"功能分类科目|{AMOUNTS}", ("[208]", "[20805]", "[2080505]")),
        (f"科目名称|{AMOUNTS}", ("208", "20805", "2080505")),
        (f"科目编码|{AMOUNTS}", ("208-", "20805-", "2080505-")),
        (f"科目名称|{AMOUNTS}", ("【208】", "【20805】", "【2080505】")),
    ],
)
def test_编码与名称印在同一格(head: str, codes: tuple[str, str, str]) -> None:
    names = ("社会保障和就业支出", PENSION, BASIC)
    printed = [f"{code}{name}|7.00|7.00|" for code, name in zip(codes, names, strict=True)]
    statement = functional("合计|7.00|7.00|", *printed, head=head)
    assert tree(statement) == [("合计", ""), ("208", "合计"), ("20805", "208"), ("2080505", "20805")]
    assert [row.label for row in statement.rows][1:] == list(names)


def test_只有名称_凭代码表推断_并且知道是推断的() -> None:
    statement = functional(
        "合计|9.00|9.00|",
        "一、社会保障和就业支出|7.00|7.00|",
        f"（一）{PENSION}|7.00|7.00|",
        f"1.{BASIC}|6.00|6.00|",
        f"2.{ANNUITY}|1.00|1.00|",
        "二、城乡社区支出|2.00|2.00|",
        head=f"科目名称|{AMOUNTS}",
    )
    assert tree(statement) == WHOLE
    assert [row.inferred for row in statement.rows] == [False, True, True, True, True, True]


def test_同名的项各归自己的款() -> None:
    statement = functional(
        "合计|9.00|9.00|",
        "一、城乡社区支出|9.00|9.00|",
        "城乡社区管理事务|6.00|6.00|",
        "行政运行|6.00|6.00|",
        "二、社会保障和就业支出|1.00|1.00|",
        "人力资源和社会保障管理事务|1.00|1.00|",
        "行政运行|1.00|1.00|",
        head=f"科目名称|{AMOUNTS}",
    )
    codes = [row.code for row in statement.rows]
    assert (codes[3], codes[6]) == ("2120101", "2080101")


def test_代码表里没有的名称不推断() -> None:
    statement = functional("合计|9.00|9.00|", "香樟养护支出|9.00|9.00|", head=f"科目名称|{AMOUNTS}")
    assert (row_of(statement, "香樟养护支出").code, row_of(statement, "香樟养护支出").inferred) == ("", False)


# ---- 合计行


def test_重复印的合计行不参与相加() -> None:
    statement = functional(
        "|合计|9.00|9.00|",
        "||9.00|9.00|",
        "|白鹭区园林局|9.00|9.00|",
        "212|城乡社区支出|9.00|9.00|",
    )
    assert tree(statement) == [("合计", ""), ("白鹭区园林局", ""), ("212", "合计")]
    assert [row.total for row in statement.rows] == [True, False, False]


def test_几个单位的表_单位行在合计与科目之间() -> None:
    statement = functional(
        "|合计|9.00|9.00|",
        "|白鹭区园林局本级|6.00|6.00|",
        "212|城乡社区支出|6.00|6.00|",
        "|白鹭区绿化队|3.00|3.00|",
        "212|城乡社区支出|3.00|3.00|",
    )
    assert tree(statement) == [
        ("合计", ""),
        ("白鹭区园林局本级", "合计"),
        ("212", "白鹭区园林局本级"),
        ("白鹭区绿化队", "合计"),
        ("212", "白鹭区绿化队"),
    ]


@pytest.mark.parametrize("printed", ["合    计||||9.00|9.00|", "|||合 计|9.00|9.00|", "||合计||9.00|9.00|"])
def test_合计二字印在哪一栏都是合计行(printed: str) -> None:
    statement = three_columns(printed, "212|||城乡社区支出|9.00|9.00|")
    assert tree(statement) == [("合计", ""), ("212", "合计")]


def test_单位代码不是科目编码() -> None:
    statement = functional(
        "类|款|项|||||",
        "||||合计|6.00|6.00|",
        "212||||城乡社区支出|6.00|6.00|",
        "212|01|01|356001|行政运行|6.00|6.00|",
        head=f"科目编码|||单位代码|科目名称|{AMOUNTS}",
    )
    assert [row.code for row in statement.rows] == ["", "212", "2120101"]


# ---- 经济分类


def economic(*texts: str, head: str, below: str) -> Statement:
    return statement_of(budget(table("一般公共预算基本支出表", head, below, *texts)))


def test_经济分类的类款两栏() -> None:
    statement = economic(
        "||合计|9.00|8.00|1.00",
        "301||工资福利支出|8.00|8.00|",
        "301|01|基本工资|7.00|7.00|",
        "|13|住房公积金|1.00|1.00|",
        "302||商品和服务支出|1.00||1.00",
        "302|01|办公费|1.00||1.00",
        head="科目编码||科目名称|基本支出||",
        below="类|款||合计|人员经费|公用经费",
    )
    assert tree(statement) == [
        ("合计", ""),
        ("301", "合计"),
        ("30101", "301"),
        ("30113", "301"),
        ("302", "合计"),
        ("30201", "302"),
    ]


def test_地方自编的七位经济科目归在款之下() -> None:
    statement = economic(
        "|||合计|1.00|1.00|",
        "301|||工资福利支出|1.00|1.00|",
        "301|12||其他社会保障缴费|1.00|1.00|",
        "301|12|3011201|工伤保险|0.60|0.60|",
        "301|12|3011202|失业保险|0.40|0.40|",
        head="科目编码||单位代码|科目名称|基本支出||",
        below="类|款|||合计|人员经费|公用经费",
    )
    assert tree(statement)[2:] == [("30112", "301"), ("3011201", "30112"), ("3011202", "30112")]


def test_决算明细表三组并列_各组各自相连() -> None:
    statement = statement_of(
        final_account(
            table(
                "一般公共预算财政拨款基本支出决算明细表",
                "人员经费|||公用经费|||||",
                "科目编码|科目名称|决算数|科目编码|科目名称|决算数|科目编码|科目名称|决算数",
                "301|工资福利支出|8.00|302|商品和服务支出|3.00|310|资本性支出|1.00",
                "30101|基本工资|5.00|30201|办公费|3.00|31002|办公设备购置|1.00",
                "30102|津贴补贴|3.00||||||",
                "人员经费合计||8.00|公用经费合计|||||4.00",
            )
        )
    )
    assert len(statement.halves) == 3
    assert tree(statement) == [
        ("301", ""),
        ("30101", "301"),
        ("30102", "301"),
        ("302", ""),
        ("30201", "302"),
        ("310", ""),
        ("31002", "310"),
        ("人员经费合计", ""),
        ("公用经费合计", ""),
    ]
    total = row_of(statement, "公用经费合计")
    (amount,) = statement.halves[total.half].amounts
    assert str(statement.cell(total, amount).value) == "4.00"
