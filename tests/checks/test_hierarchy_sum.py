# ruff: noqa: N802　测试名是中文句子
"""hierarchy_sum：逐级汇总的通过、尾差、不符与无法核查。"""

from __future__ import annotations

import pytest

from tests.audit_tools import Audited, audit_text, budget, evidence_lines, rule, table

RULE = rule(
    """
check: hierarchy_sum
tables: [支出总表]
message: 《{table}》“{row}”{column}列示{printed}，下级{count}项合计{computed}，相差{diff}{unit}
"""
)
HEAD = "科目编码|科目名称|合计|基本支出|项目支出"


def spending(*texts: str, unit: str = "单位：万元") -> str:
    return budget(table("部门支出总表", HEAD, *texts, unit=unit))


def summed(parent: str, *children: str, unit: str = "单位：万元") -> Audited:
    """212 之下几款：只有合计一栏有数。"""
    items = [f"212{n:02}|城乡社区甲{n}|{value}||" for n, value in enumerate(children, 1)]
    return audit_text(spending(f"212|城乡社区支出|{parent}||", *items, unit=unit), RULE)


def test_逐级相符是通过_没有尾差说明() -> None:
    found = audit_text(
        spending(
            "|合计|30.00|18.00|12.00",
            "208|社会保障和就业支出|18.00|18.00|",
            "20805|行政事业单位养老支出|18.00|18.00|",
            "2080505|机关事业单位基本养老保险缴费支出|12.00|12.00|",
            "2080506|机关事业单位职业年金缴费支出|6.00|6.00|",
            "212|城乡社区支出|12.00||12.00",
        ),
        RULE,
    )
    assert found.statuses() == {"pass": 7}
    assert not any(o.note for o in found.outcomes())


def test_不符时说明各数_证据先指上级再指下级() -> None:
    found = summed("33.13", "20.00", "13.00", "1.00")
    finding = found.finding()
    assert finding.message == "《支出总表》“212 城乡社区支出”合计列示33.13，下级3项合计34.00，相差0.87万元"
    assert evidence_lines(finding) == [found.line_of(x) for x in ("33.13", "20.00", "13.00", "\t1.00")]
    assert finding.evidence[0].quote == "212\t城乡社区支出\t33.13\t\t"
    assert [(s.sign, s.printed) for s in finding.calculation] == [
        ("=", "33.13"),
        ("+", "20.00"),
        ("+", "13.00"),
        ("+", "1.00"),
    ]


@pytest.mark.parametrize(
    ("parent", "children", "status"),
    [
        ("5.01", ("5.00",), "pass"),  # 容许 0.01×2/2
        ("5.02", ("5.00",), "fail"),
        ("15.01", ("5.00", "10.00"), "pass"),  # 容许 0.015
        ("15.02", ("5.00", "10.00"), "fail"),
        ("30.02", ("5.00", "10.00", "15.00"), "pass"),  # 容许 0.02，恰好在界上
        ("29.98", ("5.00", "10.00", "15.00"), "pass"),
        ("30.03", ("5.00", "10.00", "15.00"), "fail"),
        ("29.97", ("5.00", "10.00", "15.00"), "fail"),
    ],
)
def test_万元的容许误差是末位的半个乘以加数加一(parent: str, children: tuple[str, ...], status: str) -> None:
    found = summed(parent, *children)
    assert found.outcome().status == status
    assert bool(found.outcome().note) == (status == "pass")


def test_尾差记在结论里_不是问题() -> None:
    found = summed("30.02", "5.00", "10.00", "15.00")
    assert not found.audit.findings
    note = found.outcome().note
    assert all(word in note for word in ("30.02", "30.00", "0.02", "四舍五入"))
    assert evidence_lines(found.outcome()) == [found.line_of("30.02")]


def test_空格不算加数_不放宽容许误差() -> None:
    """三款只有一款有数：容许 0.01，不是 0.02。"""
    assert summed("5.02", "5.00", "", "").outcome().status == "fail"


@pytest.mark.parametrize(("parent", "status"), [("50000.00", "pass"), ("50000.01", "fail")])
def test_元列两位小数是精确数_一分不差(parent: str, status: str) -> None:
    found = summed(parent, "20000.00", "30000.00", unit="单位：元")
    assert found.outcome().status == status


def test_以元为单位的表_相差也印元() -> None:
    message = summed("50000.01", "20000.00", "30000.00", unit="单位：元").finding().message
    assert message.endswith("列示50000.01，下级2项合计50000.00，相差0.01元")


def test_省写的零不放宽末位单位() -> None:
    """同栏是两位小数，21.3 就是 21.30。"""
    assert summed("21.3", "20.20", "1.04").outcome().status == "fail"


def test_下级认不出_无法核查_不是通过() -> None:
    found = summed("20.00", "1O.00", "10.00")
    assert found.statuses() == {"unknown": 1}
    assert "1O.00" in found.outcome().reason


def test_上级是空格而下级有数_无法核查() -> None:
    found = summed("", "5.00", "10.00")
    assert found.statuses() == {"unknown": 1}
    assert "空" in found.outcome().reason


def test_合计行等于最上级各行之和() -> None:
    found = audit_text(
        spending("|合计|31.00||", "208|社会保障和就业支出|18.00||", "212|城乡社区支出|12.00||"),
        RULE,
    )
    finding = found.finding()
    assert "“合计”合计列示31.00，下级2项合计30.00，相差1.00万元" in finding.message
    assert evidence_lines(finding)[0] == found.line_of("31.00")


def test_短编码在类之下补全() -> None:
    found = audit_text(
        spending("212|城乡社区支出|12.00||", "01|城乡社区管理事务|7.00||", "99|其他城乡社区支出|6.00||"), RULE
    )
    assert "下级2项合计13.00，相差1.00万元" in found.finding().message


def test_分栏的类款项连成编码() -> None:
    head = "类|款|项|科目名称|合计"
    text = budget(
        table(
            "部门支出总表",
            head,
            "212|||城乡社区支出|12.00",
            "212|05||城乡社区环境卫生|12.00",
            "212|05|01|城乡社区环境卫生|11.00",
        )
    )
    assert audit_text(text, RULE).finding().message.startswith("《支出总表》“21205 城乡社区环境卫生”")


def test_合计两位数字写反_点出来() -> None:
    cause = summed("14.02", "9.46", "4.74").finding().likely_cause
    assert cause == "14.02与14.20只是两位数字前后颠倒"


def test_某一项两位数字写反_点出是哪一项() -> None:
    cause = summed("20.00", "12.84", "7.52").finding().likely_cause
    assert cause == "“21201 城乡社区甲1”若为12.48则相符，12.84与12.48只是两位数字前后颠倒"


def test_哪种原因都对不上_就不说() -> None:
    assert summed("20.00", "12.10", "7.13").finding().likely_cause == ""


def test_上级少加一项_说是漏计() -> None:
    assert "漏计" in summed("15.00", "5.00", "10.00", "2.50").finding().likely_cause


def test_上级多加一遍_说是重复计算() -> None:
    assert "重复" in summed("20.00", "5.00", "10.00").finding().likely_cause


def test_单位写混_点出倍数() -> None:
    cause = summed("120000.00", "5.00", "7.00").finding().likely_cause
    assert "元、万元写混" in cause


def test_目录列了而没有的表_无法核查() -> None:
    text = budget(
        "目录",
        "一、部门收支总表",
        "二、部门支出总表",
        "三、部门收入总表",
        table("部门收入总表", "单位名称|合计", "合计|1.00"),
    )
    found = audit_text(text, RULE)
    assert found.statuses() == {"unknown": 1}
    assert "支出总表" in found.outcome().reason


def test_没有也没宣布的表_不适用() -> None:
    found = audit_text(budget(table("部门收入总表", "单位名称|合计", "合计|1.00")), RULE)
    assert found.statuses() == {"not_applicable": 1}


# ---- 同级只有一部分列了下级；容许范围之内而偏大


def partly(children: str) -> Audited:
    """212 列了下级而不平，221 没有列下级。"""
    return audit_text(
        spending(
            "212|城乡社区支出|12.00||",
            "21201|城乡社区管理事务|10.00||",
            "221|住房保障支出|5.00||",
        ),
        RULE.replace("tables: [支出总表]", f"tables: [支出总表]\nchildren: {children}"),
    )


def test_有下级就判() -> None:
    assert [f.severity for f in partly("all").findings()] == ["error"]


def test_同级都列了下级才判() -> None:
    assert partly("complete").statuses() == {"not_applicable": 1}


def test_只有一部分列了下级的_至多是提示() -> None:
    assert [f.severity for f in partly("partial").findings()] == ["warning"]


def test_同级都列了下级的_照常判() -> None:
    rows = (
        "212|城乡社区支出|12.00||",
        "21201|城乡社区管理事务|10.00||",
        "221|住房保障支出|5.00||",
        "22102|住房改革支出|5.00||",
    )
    rules = RULE.replace("tables: [支出总表]", "tables: [支出总表]\nchildren: complete")
    assert audit_text(spending(*rows), rules).statuses() == {"fail": 1, "pass": 1}


@pytest.mark.parametrize(("parent", "severities"), [("24.03", []), ("24.06", ["info"]), ("24.13", ["error"])])
def test_许多数相加差额偏大的_列为说明(parent: str, severities: list[str]) -> None:
    """24 个数：3·0.01·√(25/12) = 0.0433，容许范围是 0.125。"""
    items = [f"212{n:02}|城乡社区甲{n}|1.00||" for n in range(1, 25)]
    rules = RULE.replace("tables: [支出总表]", "tables: [支出总表]\nsuspicious: 是")
    text = spending(f"212|城乡社区支出|{parent}||", *items)
    found = audit_text(text, rules)
    assert [f.severity for f in found.findings()] == severities
    assert [len(o.calculation) for o in found.outcomes()] == [25]  # 上级一行，下级 24 行
    if severities == ["info"]:
        assert (found.finding().message, found.outcome().group) == (
            f"《支出总表》“212 城乡社区支出”合计列示{parent}，下级24项合计24.00，"
            "相差0.06万元，在四舍五入容许范围之内而偏大，请核实",
            "支出总表/212/合计",
        )
    assert audit_text(text, RULE).statuses() == ({"fail": 1} if severities == ["error"] else {"pass": 1})


@pytest.mark.parametrize(
    ("children", "status", "severity"), [("complete", "not_applicable", ""), ("partial", "fail", "warning")]
)
def test_同级只看同一上级之下的_款级也一样(children: str, status: str, severity: str) -> None:
    """21201 列了下级而不平，同在 212 之下的 21203 没有列下级；22102 在别的上级之下，列没列都不管。"""
    rows = (
        "212|城乡社区支出|17.00||",
        "21201|城乡社区管理事务|12.00||",
        "2120101|行政运行|10.00||",
        "21203|城乡社区公共设施|5.00||",
        "221|住房保障支出|5.00||",
        "22102|住房改革支出|5.00||",
    )
    rules = RULE.replace("tables: [支出总表]", f"tables: [支出总表]\nchildren: {children}")

    def at(*texts: str) -> tuple[str, str]:
        outcomes = audit_text(spending(*texts), rules).outcomes()
        return next((o.status, o.severity) for o in outcomes if o.at == "支出总表/21201/合计")

    assert at(*rows) == (status, severity)
    assert at(rows[0].replace("17", "12"), *rows[1:3], *rows[4:]) == ("fail", "")  # 同一上级之下只有它


def test_不符的结论_算式逐项列出_合并键是上级行和差额() -> None:
    wrong = summed("12.00", "10.00", "3.00").outcome(status="fail")
    assert [(s.sign, s.printed) for s in wrong.calculation] == [("=", "12.00"), ("+", "10.00"), ("+", "3.00")]
    assert wrong.group == f"支出总表/{wrong.at.split('/')[1]}/-1.00"
