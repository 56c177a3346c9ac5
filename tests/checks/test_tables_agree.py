# ruff: noqa: N802　测试名是中文句子
"""tables_agree：两表同一数的比较、单位换算、几个单位相加、缺行与空格。"""

from __future__ import annotations

import pytest

from engine.audit import Auditor
from engine.checks.common import Skip
from engine.inference.select import matcher
from tests.audit_tools import Audited, audit_text, budget, evidence_lines, load_rules, rule, table, vocabulary
from tests.disclosures import document_of

MESSAGE = "message: '{key}：{left.place}为{left.printed}，{right.place}为{right.printed}，相差{diff}{unit}'"
BY_CODE = rule(
    f"""
check: tables_agree
left: [支出总表]
right: [一般公共预算支出表]
join: code
columns: [合计]
{MESSAGE}
"""
)
AT_MOST = rule(
    f"""
check: tables_agree
left: [一般公共预算支出表]
right: [支出总表]
join: code
columns: [合计]
relation: at_most
{MESSAGE}
"""
)
PAIR = rule(
    f"""
check: tables_agree
pairs:
  - 收支总表/支出总计/合计 或 收支总表/本年支出合计/合计 = 支出总表/合计/合计
{MESSAGE}
"""
)


def two(left: str, right: str, rules: str = BY_CODE, right_unit: str = "单位：万元") -> Audited:
    """两张表里同一科目各一个数。"""
    return audit_text(
        budget(
            table("部门支出总表", "科目编码|科目名称|合计", f"212|城乡社区支出|{left}"),
            table("一般公共预算支出表", "科目编码|科目名称|合计", f"212|城乡社区支出|{right}", unit=right_unit),
        ),
        rules,
    )


def test_相同是通过() -> None:
    found = two("46.13", "46.13")
    assert found.statuses() == {"pass": 1}
    assert not found.outcome().note


def test_不同时两边的数照印_证据各在其行() -> None:
    found = two("46.31", "46.13")
    finding = found.finding()
    assert finding.message == (
        "212：《支出总表》“212 城乡社区支出”合计为46.31，"
        "《一般公共预算支出表》“212 城乡社区支出”合计为46.13，相差0.18万元"
    )
    assert evidence_lines(finding) == [found.line_of("46.31"), found.line_of("46.13")]
    assert [e.value for e in finding.evidence] == ["46.31", "46.13"]


def test_千分位照印_照样比() -> None:
    assert two("1,224.80", "1224.80").statuses() == {"pass": 1}
    assert "为1,224.80，" in two("1,224.80", "1,224.90").finding().message


@pytest.mark.parametrize(
    ("yuan", "status"),
    [
        ("461300.00", "pass"),
        ("461349.99", "pass"),
        ("461350.00", "pass"),  # 46.135 万元，恰好是 46.13 的上界
        ("461350.01", "fail"),
        ("461249.99", "fail"),
    ],
)
def test_元与万元先换算_按粗的一方的末位比较(yuan: str, status: str) -> None:
    assert two("46.13", yuan, right_unit="单位：元").outcome().status == status


def test_换算后的不符_两边都带单位_相差印左边的单位() -> None:
    message = two("46.13", "463100.00", right_unit="单位：元").finding().message
    assert message.endswith("合计为463100.00元，相差0.18万元")


def test_恰好差一万倍_说是单位写混() -> None:
    """右表印的是元，单位写成万元。"""
    found = two("46.13", "461300.00")
    assert "元、万元写混" in found.finding().likely_cause


def test_印得粗的一方在其末位之内_是尾差() -> None:
    found = two("46.13", "46.1")
    assert found.statuses() == {"pass": 1}
    assert "46.13与《一般公共预算支出表》“212 城乡社区支出”合计46.1相差0.03万元" in found.outcome().note


def test_同栏是两位小数的_省写的零不放宽() -> None:
    left = table("部门支出总表", "科目编码|科目名称|合计", "212|城乡社区支出|46.13")
    right = table("一般公共预算支出表", "科目编码|科目名称|合计", "212|城乡社区支出|46.1", "221|住房保障支出|5.27")
    assert audit_text(budget(left, right), BY_CODE).outcome().status == "fail"


@pytest.mark.parametrize(("left", "right"), [("4b.13", "46.13"), ("46.13", "4l.13")])
def test_一边认不出_无法核查(left: str, right: str) -> None:
    left = left.replace("b", "O")
    found = two(left, right)
    assert found.statuses() == {"unknown": 1}
    assert any(bad in found.outcome().reason for bad in (left, right))


def test_不大于_小于和等于都通过() -> None:
    assert two("46.13", "40.00", AT_MOST).statuses() == {"pass": 1}
    assert two("46.13", "46.13", AT_MOST).statuses() == {"pass": 1}


def test_不大于_大了就报_末位误差之内不报() -> None:
    assert two("46.13", "46.14", AT_MOST).statuses() == {"pass": 1}
    finding = two("46.13", "46.15", AT_MOST).finding()
    assert finding.message.startswith("212：《一般公共预算支出表》“212 城乡社区支出”合计为46.15")


def units(total: str, first: str, second: str) -> Audited:
    """右表同一科目分两个单位列示。"""
    return audit_text(
        budget(
            table("部门支出总表", "科目编码|科目名称|合计", f"212|城乡社区支出|{total}"),
            table(
                "一般公共预算支出表",
                "科目编码|单位代码|科目名称|合计",
                f"212|301001|城乡社区支出|{first}",
                f"212|301002|城乡社区支出|{second}",
            ),
        ),
        BY_CODE,
    )


def test_同一科目分几个单位的_先相加再比() -> None:
    assert units("46.13", "40.00", "6.13").statuses() == {"pass": 1}


def test_几个单位相加仍不符_说明是几处相加_每处都是证据() -> None:
    found = units("46.13", "40.00", "6.31")
    finding = found.finding()
    assert "46.31（2处相加）" in finding.message
    assert finding.message.endswith("相差0.18万元")
    assert evidence_lines(finding) == [found.line_of("46.13"), found.line_of("40.00"), found.line_of("6.31")]


def test_几个数相加的尾差随个数放宽() -> None:
    """左一右二：容许 0.015。"""
    assert units("46.14", "40.00", "6.13").outcome().status == "pass"
    assert units("46.15", "40.00", "6.13").outcome().status == "fail"


def missing(rules: str) -> Audited:
    return audit_text(
        budget(
            table("部门支出总表", "科目编码|科目名称|合计", "212|城乡社区支出|46.13", "221|住房保障支出|5.00"),
            table("一般公共预算支出表", "科目编码|科目名称|合计", "212|城乡社区支出|46.13"),
        ),
        rules,
    )


def test_右表没有这一行_默认不管() -> None:
    assert missing(BY_CODE).statuses() == {"pass": 1}


def test_右表没有这一行_missing写fail就报() -> None:
    found = missing(BY_CODE.replace("join: code", "join: code\nmissing: fail"))
    assert found.statuses() == {"pass": 1, "fail": 1}
    assert found.finding().message == (
        "221：《支出总表》“221 住房保障支出”合计为5.00，《一般公共预算支出表》为没有这一行，相差5.00万元"
    )


def balance(*left_rows: str, total: str = "50.00", rules: str = PAIR) -> Audited:
    return audit_text(
        budget(
            table("部门收支总表", "收入||支出|", "项目|预算数|项目|预算数", *left_rows),
            table("部门支出总表", "科目编码|科目名称|合计", f"|合计|{total}", f"212|城乡社区支出|{total}"),
        ),
        rules,
    )


def test_成对的格_相符通过_不符指出两处() -> None:
    assert balance("收入总计|50.00|支出总计|50.00").statuses() == {"pass": 1}
    found = balance("收入总计|55.00|支出总计|55.00")
    finding = found.finding()
    assert finding.message.startswith("支出总计：《收支总表》“支出总计”合计为55.00")
    assert "《支出总表》“合计”合计为50.00，相差5.00万元" in finding.message
    assert evidence_lines(finding) == [found.line_of("55.00"), found.line_of("50.00")]


def test_一侧有几种口径_与一种相符即可_都不符报最近的() -> None:
    rows = ("本年收入合计|50.00|本年支出合计|50.00", "上年结转|5.00||", "收入总计|55.00|支出总计|55.00")
    assert balance(*rows).statuses() == {"pass": 1}
    assert "“支出总计”合计为55.00" in balance(*rows, total="54.00").finding().message
    assert "“本年支出合计”合计为50.00" in balance(*rows, total="51.00").finding().message


def test_几种口径也可以写在右边() -> None:
    rows = ("本年收入合计|50.00|本年支出合计|50.00", "上年结转|5.00||", "收入总计|55.00|支出总计|55.00")
    turned = PAIR.replace(
        "收支总表/支出总计/合计 或 收支总表/本年支出合计/合计 = 支出总表/合计/合计",
        "支出总表/合计/合计 = 收支总表/支出总计/合计 或 收支总表/本年支出合计/合计",
    )
    assert balance(*rows, rules=turned).statuses() == balance(*rows, total="55.00", rules=turned).statuses()
    assert balance(*rows, rules=turned).statuses() == {"pass": 1}
    assert "《收支总表》“支出总计”合计为55.00" in balance(*rows, total="54.00", rules=turned).finding().message


def test_一侧有几种口径_不大于的_与一种相符即可_别的差得再少也不报() -> None:
    rows = ("本年收入合计|50.00|本年支出合计|50.00", "上年结转|5.00||", "收入总计|55.00|支出总计|55.00")
    at_most = PAIR.replace("check: tables_agree", "check: tables_agree\nrelation: at_most")
    assert balance(*rows, total="54.00", rules=at_most).statuses() == {"pass": 1}
    assert "“本年支出合计”合计为50.00" in balance(*rows, total="49.00", rules=at_most).finding().message


def test_合计行是空格而对面有数_无法核查() -> None:
    found = balance("收入总计|50.00|支出总计|50.00", total="")
    assert found.statuses() == {"unknown": 1}
    assert "空" in found.outcome().reason


def test_两边都是零或空_没有结论() -> None:
    assert two("", "0.00").statuses() == {"not_applicable": 1}


def test_表里没有要比的那一行_不适用() -> None:
    found = audit_text(
        budget(
            table("部门收支总表", "收入||支出|", "项目|预算数|项目|预算数", "事业收入|1.00|城乡社区支出|1.00"),
            table("部门支出总表", "科目编码|科目名称|合计", "212|城乡社区支出|1.00"),
        ),
        PAIR,
    )
    assert found.statuses() == {"not_applicable": 1}


# ---- 不小于，缺行，精度


@pytest.mark.parametrize(
    ("left", "status"), [("30.00", "pass"), ("29.99", "pass"), ("29.98", "fail"), ("31.00", "pass")]
)
def test_左不小于右_差一个末位算尾差(left: str, status: str) -> None:
    rules = BY_CODE.replace("columns: [合计]", "columns: [合计]\nrelation: at_least")
    assert two(left, "30.00", rules).outcome().status == status


def lacking(policy: str, left: str = "5.00", relation: str = "equal") -> Audited:
    """左表有 213，右表没有；右表有 221，左表没有。"""
    return audit_text(
        budget(
            table("部门支出总表", "科目编码|科目名称|合计", "212|城乡社区支出|10.00", f"213|农林水支出|{left}"),
            table("一般公共预算支出表", "科目编码|科目名称|合计", "212|城乡社区支出|10.00", "221|住房保障支出|3.00"),
        ),
        BY_CODE.replace("columns: [合计]", f"columns: [合计]\nrelation: {relation}\nmissing: {policy}"),
    )


@pytest.mark.parametrize(
    ("policy", "statuses"),
    [
        ("skip", {"pass": 1}),
        ("fail", {"pass": 1, "fail": 1}),
        ("unknown", {"pass": 1, "unknown": 1}),
        ("zero", {"pass": 1, "fail": 1}),
        ("{left: fail}", {"pass": 1, "fail": 1}),
        ("{left: fail, right: fail}", {"pass": 1, "fail": 2}),
        ("{left: unknown, right: skip}", {"pass": 1, "unknown": 1}),
    ],
)
def test_一方没有这一行_按规则写的办(policy: str, statuses: dict[str, int]) -> None:
    assert lacking(policy).statuses() == statuses


def test_缺行按零_不等式可以成立() -> None:
    assert lacking("zero", relation="at_least").statuses() == {"pass": 2}
    assert lacking("zero", relation="at_most").statuses() == {"pass": 1, "fail": 1}


def test_左表缺行按零_左边是零() -> None:
    """221：左表没有，右表 3.00。"""
    assert lacking("{left: zero}", relation="at_most").statuses() == {"pass": 2}
    assert lacking("{left: zero}", relation="at_least").statuses() == {"pass": 1, "fail": 1}


def test_缺的行本来就是零_没有可比的() -> None:
    assert lacking("{right: fail}", left="0.00").statuses() == {"pass": 1}
    found = lacking("{right: fail}", left="")
    assert found.statuses() == {"pass": 1}
    trace: list[Skip] = []
    ruleset = load_rules(BY_CODE.replace("columns: [合计]", "columns: [合计]\nmissing: {right: fail}"))
    auditor = Auditor(ruleset, vocabulary(), matcher("reference"))
    auditor.judge(auditor.facts(document_of(found.text)), trace)
    (skipped,) = trace
    assert (skipped.reason.startswith("《一般公共预算支出表》没有这一行"), skipped.fact.key("code")) == (True, "213")


def test_编码是推定的_另一方没有这一行_不断定() -> None:
    found = audit_text(
        budget(
            table("部门支出总表", "科目名称|合计", "城乡社区支出|10.00", "农林水支出|5.00"),
            table("一般公共预算支出表", "科目编码|科目名称|合计", "212|城乡社区支出|10.00"),
        ),
        BY_CODE.replace("columns: [合计]", "columns: [合计]\nmissing: fail"),
    )
    assert {c.key("code") for c in found.audit.facts.of("cell", table="支出总表", inferred=True)} == {"212", "213"}
    assert found.statuses() == {"pass": 1}


def test_按行名对的缺行_说的是行名() -> None:
    rules = BY_CODE.replace("[支出总表]", "[收支总表]", 1).replace("join: code", "join: row\nmissing: unknown")
    rows = ("本年收入合计|50.00|本年支出合计|50.00", "上年结转|5.00||", "收入总计|55.00|支出总计|55.00")
    text = budget(
        table("部门收支总表", "收入||支出|", "项目|预算数|项目|预算数", *rows),
        table("一般公共预算支出表", "科目编码|科目名称|合计", "|合计|50.00", "212|城乡社区支出|50.00"),
    )
    reasons = {o.reason for o in audit_text(text, rules).outcomes(status="unknown")}
    assert "《一般公共预算支出表》没有“支出总计”这一行，无从对照" in reasons


def test_缺行的印出哪张表没有() -> None:
    (finding,) = lacking("{left: fail}").findings()
    assert finding.message.startswith("221：《支出总表》为没有这一行，《一般公共预算支出表》")


@pytest.mark.parametrize(("right", "severity"), [("30.1", "info"), ("30.2", "error")])
def test_少印小数位而四舍五入就相同的_可以只列说明(right: str, severity: str) -> None:
    text = budget(
        table("部门支出总表", "科目编码|科目名称|合计", "212|城乡社区支出|30.14", "213|农林水支出|1.11"),
        table("一般公共预算支出表", "科目编码|科目名称|合计", f"212|城乡社区支出|{right}", "213|农林水支出|1.11"),
    )
    rules = BY_CODE.replace("columns: [合计]", "columns: [合计]\nprecision: info")
    assert [f.severity for f in audit_text(text, rules).findings()] == [severity]
    assert [f.severity for f in audit_text(text, BY_CODE).findings()] == ["error"]


def test_不大于_多出的在末位之内_列为尾差() -> None:
    found = two("5.00", "5.01", AT_MOST)
    assert found.statuses() == {"pass": 1}
    assert "容许范围" in found.outcome().note


def test_不大于_本来就小的_没有尾差可说() -> None:
    assert two("5.00", "4.99", AT_MOST).outcome().note == ""


@pytest.mark.parametrize(
    ("policy", "at", "there", "absent"),
    [
        ("{right: fail}", "支出总表/213/合计", "left", "right"),
        ("{left: fail}", "一般公共预算支出表/221/合计", "right", "left"),
    ],
)
def test_缺行的结论_证据是有数的那一格(policy: str, at: str, there: str, absent: str) -> None:
    found = lacking(policy)
    wrong = found.outcome(status="fail")
    code, value = ("213", "5.00") if there == "left" else ("221", "3.00")
    assert (wrong.at, wrong.group) == (at, f"{code}/缺")
    assert evidence_lines(wrong) == [found.line_of(code)]
    assert [(e.value, e.unit) for e in wrong.evidence] == [(value, "万元")]
    assert wrong.fields["key"] == code
    assert (wrong.fields[f"{there}.printed"], wrong.fields[f"{absent}.printed"]) == (value, "没有这一行")
    assert (wrong.fields["diff"], wrong.fields["unit"]) == (value, "万元")


def test_缺行而有数的一格认不出_无法核查() -> None:
    unsure = lacking("fail", left="5.O0").outcome(status="unknown")
    assert (unsure.at, unsure.reason) == ("支出总表/213/合计", "《一般公共预算支出表》没有“213”这一行，无从对照")


def test_没有写join的_按编码对_一个科目一个结论() -> None:
    head = "科目编码|科目名称|合计"
    found = audit_text(
        budget(
            table("部门支出总表", head, "212|城乡社区支出|1.00", "213|农林水支出|2.00"),
            table("一般公共预算支出表", head, "212|城乡社区支出|1.00", "213|农林水支出|3.00"),
        ),
        BY_CODE.replace("join: code\n", ""),
    )
    assert found.statuses() == {"pass": 1, "fail": 1}
    assert found.finding().message.startswith("213：《支出总表》“213 农林水支出”合计为2.00，")


def test_一侧有几种口径_有认不出的_报认得出的() -> None:
    rows = ("本年收入合计|50.00|本年支出合计|5O.00", "上年结转|5.00||", "收入总计|55.00|支出总计|55.00")
    wrong = balance(*rows, total="54.00").outcome()
    assert (wrong.status, wrong.fields["left.printed"]) == ("fail", "55.00")
