# ruff: noqa: N802　测试名是中文句子
"""implies：空表要有说明，有数的表不得写成空表，某一节里应当说到某事。"""

from __future__ import annotations

import pytest

from tests.audit_tools import Audited, audit_text, budget, evidence_lines, explained, lines, rule, table

EMPTY = rule(
    """
check: implies
if: {table: [政府性基金预算支出表], state: empty}
then: {phrase: [无, 没有, 未安排], near: 同表注}
message: 《{table}》是空表，没有说明
"""
)
FILLED = rule(
    """
check: implies
if: {table: [政府性基金预算支出表], state: filled}
then: {not: [故本表为空表], near: 同表注}
message: 《{table}》有金额，却写“{match}”
"""
)
SECTION = rule(
    """
check: implies
if: {section: [国有资产占用情况]}
then: {phrase: ['车辆{数:count}', '没有车辆'], near: 本节}
message: 没有写车辆的数量
"""
)


def fund(amount: str, *after: str, rules: str = EMPTY) -> Audited:
    return audit_text(budget(table("政府性基金预算支出表", "科目编码|科目名称|合计", f"|合计|{amount}"), *after), rules)


def test_空表没有说明_报出来_指到表的标题() -> None:
    found = fund("")
    assert found.statuses() == {"fail": 1}
    assert found.finding().message == "《政府性基金预算支出表》是空表，没有说明"
    assert evidence_lines(found.finding()) == [found.line_of("政府性基金预算支出表")]


def test_表下有注_通过() -> None:
    assert fund("", "注：本部门没有政府性基金预算安排的支出。").statuses() == {"pass": 1}


def test_只在情况说明里说了_算不算由near定() -> None:
    said = explained("政府性基金预算支出情况说明", "2025年未安排政府性基金预算支出。")
    assert fund("", said).statuses() == {"fail": 1}
    either = EMPTY.replace("near: 同表注", "near: 同表注或情况说明")
    assert fund("", said, rules=either).statuses() == {"pass": 1}
    assert fund("", "注：本部门没有政府性基金预算安排的支出。", rules=either).statuses() == {"pass": 1}
    assert fund("", rules=either).statuses() == {"fail": 1}


def test_注里说的是别的表_不算() -> None:
    assert fund("", "注：本部门没有国有资本经营预算安排的支出。").statuses() == {"fail": 1}


def test_有数的表不是空表() -> None:
    assert fund("5.00").statuses() == {"not_applicable": 1}


def test_零也是数_不是空表() -> None:
    assert fund("0.00").statuses() == {"not_applicable": 1}


def test_有数而注明空表_矛盾() -> None:
    found = fund("5.00", "注：本部门没有政府性基金预算安排的支出，故本表为空表。", rules=FILLED)
    assert found.finding().message == "《政府性基金预算支出表》有金额，却写“故本表为空表”"
    assert found.line_of("故本表为空表") in evidence_lines(found.finding())
    assert fund("5.00", "注：金额含上年结转。", rules=FILLED).statuses() == {"pass": 1}


def test_没有这张表_不适用_宣布了没有的_无法核查() -> None:
    other = table("部门收入总表", "单位名称|合计", "合计|1.00")
    assert audit_text(budget(other), EMPTY).statuses() == {"not_applicable": 1}
    listed = budget("目录", "一、部门收入总表", "二、政府性基金预算支出表", "三、部门支出总表", other)
    assert audit_text(listed, EMPTY).statuses() == {"unknown": 1}


def asset(*paragraphs: str) -> Audited:
    return audit_text(budget(explained("国有资产占有使用情况", *paragraphs)), SECTION)


def test_本节说到了_通过() -> None:
    assert asset("截至2024年末，共有车辆2辆。").statuses() == {"pass": 1}
    assert asset("本部门没有车辆。").statuses() == {"pass": 1}


def test_本节没有说到_报出来_引本节第一段() -> None:
    found = asset("2025年未安排购置设备。")
    assert found.statuses() == {"fail": 1}
    assert "2025年未安排购置设备。" in [e.quote for e in found.finding().evidence]


def test_别的节说到了_不算() -> None:
    text = lines(
        budget(explained("国有资产占有使用情况", "2025年未安排购置设备。")),
        "二、政府采购情况",
        "2025年政府采购预算总额3.00万元，购置车辆1辆。",
    )
    assert audit_text(text, SECTION).statuses() == {"fail": 1}


def test_没有这一节_不适用() -> None:
    text = budget(explained("收入预算情况说明", "2025年收入预算3.00万元。"))
    assert audit_text(text, SECTION).statuses() == {"not_applicable": 1}


# ---- 几个条件、句式的要素、算式


def implied(condition: str, demand: str, *sentences: str) -> Audited:
    rules = rule(f"check: implies\nif: {condition}\nthen: {demand}\nmessage: '{{place}}｜{{match}}'")
    return audit_text(budget(explained("国有资产占用情况", *sentences)), rules)


HAS_CARS = "{phrase: ['车辆{数:count}'], sections: [国有资产占用情况]}"


def test_说了这句就要说那句() -> None:
    assert implied(HAS_CARS, "{phrase: [其中]}", "本单位有车辆3辆，其中应急用车1辆。").statuses() == {"pass": 1}
    found = implied(HAS_CARS, "{phrase: [其中]}", "本单位有车辆3辆。")
    assert found.statuses() == {"fail": 1}
    assert found.finding().message == "“国有资产占用情况”｜车辆3辆"


def test_没有说这句的_不适用() -> None:
    assert implied(HAS_CARS, "{phrase: [其中]}", "本单位没有汽车。").statuses() == {"not_applicable": 1}


def test_句式的要素用在算式里_几处各查一次() -> None:
    found = implied(HAS_CARS, "{assert: 数 <= 5}", "本单位有车辆3辆。", "下属单位有车辆8辆。")
    assert found.statuses() == {"pass": 1, "fail": 1}


def test_几个条件都成立才要求() -> None:
    both = f"{{all: [{HAS_CARS}, {{not: [租赁]}}]}}"
    assert implied(both, "{phrase: [购置]}", "本单位有车辆3辆。").statuses() == {"fail": 1}
    assert implied(both, "{phrase: [购置]}", "本单位有车辆3辆，均为租赁。").statuses() == {"not_applicable": 1}


def test_几个要求都要做到() -> None:
    demand = "{all: [{phrase: [其中]}, {not: [租赁]}]}"
    assert implied(HAS_CARS, demand, "本单位有车辆3辆，其中应急用车1辆。").statuses() == {"pass": 1}
    assert implied(HAS_CARS, demand, "本单位有车辆3辆，其中租赁1辆。").statuses() == {"fail": 1}


def test_条件是算式_缺数的无法核查() -> None:
    condition = f"{{all: [{HAS_CARS}, {{assert: 'fact(公务用车购置费, 本年) > 0'}}]}}"
    assert implied(condition, "{phrase: [购置]}", "本单位有车辆3辆。").statuses() == {"unknown": 1}


@pytest.mark.parametrize(("amount", "status"), [("0.00", "not_applicable"), ("0.01", "fail"), ("3.00", "fail")])
def test_条件是大于零的_印作零的不适用(amount: str, status: str) -> None:
    found = implied("{assert: 'fact(公务用车购置费, 本年) > 0'}", "{phrase: [更新]}", f"公务用车购置费{amount}万元。")
    assert found.statuses() == {status: 1}


@pytest.mark.parametrize(("area", "status"), [("30.01", "pass"), ("30.02", "fail")])
def test_要求是算式的_差在末位之内算通过(area: str, status: str) -> None:
    condition = "{phrase: ['公务用车购置费{购置:amount}，运行维护费{运行:amount}'], sections: [国有资产占用情况]}"
    said = f"公务用车购置费{area}万元，运行维护费30.00万元。"
    assert implied(condition, "{assert: 购置 <= 运行}", said).statuses() == {status: 1}


def test_表的状态和文字合起来() -> None:
    rules = rule(
        "check: implies\n"
        "if: {all: [{table: [政府性基金预算支出表], state: empty}, {phrase: [政府性基金预算支出为零]}]}\n"
        "then: {phrase: [没有], near: 同表注}\nmessage: 《{table}》"
    )
    zero = explained("政府性基金情况", "政府性基金预算支出为零。")
    assert fund("", zero, rules=rules).statuses() == {"fail": 1}
    assert fund("", "注：没有此项支出。", zero, rules=rules).statuses() == {"pass": 1}
    assert fund("", rules=rules).statuses() == {"not_applicable": 1}


@pytest.mark.parametrize(
    ("demand", "status", "reason"),
    [
        ("fact(公务接待费) > 0万元", "unknown", "缺少公务接待费（本年）"),
        ("1万元 / 0 > 0万元", "not_applicable", "1万元 / 0 没有意义"),
        ("fact(文件年度) == 2025", "pass", ""),
        ("fact(文件年度) == 2024", "fail", ""),
    ],
)
def test_要求写成算式的_缺数无法核查_没有意义的不适用(demand: str, status: str, reason: str) -> None:
    found = fund(
        "",
        rules=rule(
            "check: implies\nif: {all: [{table: [政府性基金预算支出表], state: empty}]}\n"
            f"then: {{all: [{{assert: {demand}}}]}}\nmessage: 不对"
        ),
    ).outcome()
    assert found.status == status
    assert found.reason.startswith(reason)


def test_条件里写章节_有这一节才要求() -> None:
    rules = rule(
        "check: implies\nif: {all: [{section: [国有资产占用情况]}, {phrase: ['车辆{数:count}']}]}\n"
        "then: {all: [{phrase: [单价], sections: [全文]}]}\nmessage: 没有说单价"
    )
    said = explained("国有资产占用情况", "本部门有车辆3辆。")
    assert audit_text(budget(fundless(), said), rules).statuses() == {"fail": 1}
    assert audit_text(budget(fundless(), explained("政府采购情况", "本部门有车辆3辆。")), rules).statuses() == {
        "not_applicable": 1
    }


def fundless() -> str:
    return table("部门收入总表", "单位名称|合计", "合计|1.00")


def test_本节第一段太长_只引开头() -> None:
    found = asset("2025年未安排购置设备。" * 30)
    title, opening = found.finding().evidence
    assert title.quote == "一、国有资产占有使用情况"
    assert opening.quote == ("2025年未安排购置设备。" * 30)[:160]
    assert (opening.place.line, opening.place.section) == (found.line_of("未安排"), "国有资产占有使用情况")


@pytest.mark.parametrize("after", [(), ("二、政府采购情况", "2025年政府采购预算总额3.00万元。")])
def test_这一节只有标题_证据只有标题(after: tuple[str, ...]) -> None:
    found = audit_text(budget(explained("国有资产占有使用情况"), *after), SECTION)
    wrong = found.outcome()
    assert [e.quote for e in wrong.evidence] == ["一、国有资产占有使用情况"]
    assert wrong.fields == {
        "table": "国有资产占用情况",
        "title": "一、国有资产占有使用情况",
        "place": f"第{found.line_of('国有资产')}行",
        "match": "",
    }


def test_本节第一块是表_不引() -> None:
    inside = table("车辆情况表", "类别|数量", "轿车|2", unit="")
    found = audit_text(budget(explained("国有资产占有使用情况"), inside.split("\n\n", 1)[1]), SECTION)
    assert [e.quote for e in found.outcome().evidence] == ["一、国有资产占有使用情况"]


def test_没有写near的_看同表注() -> None:
    rules = EMPTY.replace(", near: 同表注", "")
    assert fund("", "注：本部门没有政府性基金预算安排的支出。", rules=rules).statuses() == {"pass": 1}
    said = explained("政府性基金预算支出情况说明", "2025年未安排政府性基金预算支出。")
    assert fund("", said, rules=rules).statuses() == {"fail": 1}


def test_没有这一节_说明原因() -> None:
    text = budget(explained("收入预算情况说明", "2025年收入预算3.00万元。"))
    none = audit_text(text, SECTION).outcome()
    assert (none.at, none.reason) == ("国有资产占用情况", "文件没有这一节")
