# ruff: noqa: N802　测试名是中文句子
"""用途、释义说的是不是别的科目的事：结论的全部各项；行政运行概括地说到公积金不算。"""

from __future__ import annotations

import pytest

from engine.outcome import FAIL, PASS, Outcome
from tests.audit_tools import Audited, audit_text, budget, evidence_lines, explained
from tests.checks.test_reference import PURPOSE, reference

MEDICAL = "卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）"
RUNNING = "城乡社区支出（类）城乡社区管理事务（款）行政运行（项）"


def used(name: str, text: str) -> Audited:
    said = explained("一般公共预算支出情况说明", f"1.{name}：2025年预算数为3.00万元，主要用于{text}。")
    return audit_text(budget(said), PURPOSE)


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        (MEDICAL, "缴纳基本医疗保险缴费", ""),
        (MEDICAL, "公务员医疗补助", "公务员医疗补助"),
        (MEDICAL, "基本工资、缴存职工住房公积金", "住房公积金"),
        (RUNNING, "缴存职工住房公积金", "住房公积金"),
        (RUNNING, "住房公积金、住房公积金缴费", "住房公积金"),
        (RUNNING, "基本工资、缴存住房公积金", ""),  # 概括地说人员经费
        (RUNNING, "日常运转", ""),
    ],
)
def test_用途说到别的科目的事_行政运行概括地说的不算(name: str, text: str, wrong: str) -> None:
    found = used(name, text)
    assert found.statuses() == {FAIL if wrong else PASS: 1}
    assert [f.fields["problem"] for f in found.outcomes(status=FAIL)] == ([f"用途写的是“{wrong}”"] if wrong else [])


def test_款级科目的用途不查() -> None:
    assert used("卫生健康支出（类）行政事业单位医疗（款）", "缴存职工住房公积金").statuses() == {"not_applicable": 1}


def test_用途写错_说科目_原话_应列的科目_本年数() -> None:
    found = used(MEDICAL, "公务员医疗补助")
    wrong = found.outcome()
    assert wrong.at == "一般公共预算支出情况说明/2101101/用途"
    assert wrong.group == "2101101/用途"
    assert wrong.fields == {
        "place": "“一般公共预算支出情况说明”",
        "key": "行政单位医疗",
        "printed": "公务员医疗补助",
        "expected": "公务员医疗补助",
        "problem": "用途写的是“公务员医疗补助”",
        "table": "3.00万元",
    }
    assert evidence_lines(wrong) == [found.line_of("3.00万元")]
    assert [(e.value, e.unit) for e in wrong.evidence] == [("3.00万元", "万元")]


def test_名词解释里冒号之后说的是别的科目的事() -> None:
    text = budget(
        "第四部分 名词解释",
        f"1.{MEDICAL}：反映缴纳住房公积金的支出。",
        f"2.{RUNNING}：反映保障运行的支出。",
        "3.卫生健康支出（类）行政事业单位医疗（款）：反映缴纳住房公积金的支出。",
    )
    found = audit_text(text, reference("用途", "inside: [释义]\n"))
    wrong, right = found.outcomes()
    assert wrong.fields == {
        "place": "“名词解释”",
        "key": "行政单位医疗",
        "printed": "反映缴纳住房公积金的支出。",
        "expected": "住房公积金",
        "problem": "释义写的是“住房公积金”",
        "table": "",
    }
    assert (wrong.at, wrong.group) == ("名词解释/名词解释/释义", "2101101/释义")
    assert evidence_lines(wrong) == [found.line_of("住房公积金")]
    assert right == Outcome(PASS, "名词解释/名词解释/释义")


def test_本科目的事说在前面_后面说到别的科目的事_照样指出() -> None:
    name = "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位职业年金缴费支出（项）"
    wrong = used(name, "基本养老保险缴费和住房公积金").outcome()
    assert (wrong.status, wrong.fields["problem"]) == (FAIL, "用途写的是“住房公积金”")


def test_原因照抄了别的科目的名称_增减额和增减率也是证据() -> None:
    said = (
        f"1.{MEDICAL}：2025年预算数为3.00万元，比2024年预算数增加1.00万元，增长50.00%，主要原因是住房公积金支出增加。"
    )
    found = audit_text(budget(explained("一般公共预算支出情况说明", said)), reference("照抄"))
    wrong = found.outcome()
    assert (wrong.at, wrong.group) == ("一般公共预算支出情况说明/2101101/原因", "2101101")
    assert wrong.fields["problem"] == "原因写的是“住房公积金”"
    assert [e.value for e in wrong.evidence] == ["3.00万元", "1.00万元", "50.00%", "住房公积金支出增加"]
