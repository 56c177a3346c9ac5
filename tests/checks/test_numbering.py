# ruff: noqa: N802　测试名是中文句子
"""序号不连续、重复：结论的全部各项，章节之外的、长段落的怎样说；表的一侧序号重复。"""

from __future__ import annotations

import pytest

from engine.document import Place
from engine.outcome import FAIL, PASS, Outcome
from tests.audit_tools import audit_text, budget, evidence_lines, rule, table
from tests.checks.test_required_parts import NUMBERING

ROWS = rule("check: required_parts\nnumbering: rows\ntables: [收支总表]\nmessage: '{part}{problem}'")
HEAD = ("收入||支出|", "项目|预算数|项目|预算数")


def test_缺号的结论_说在哪一节_哪两项_应是第几项() -> None:
    text = budget("第一部分 部门概况", "一、主要职能", "（一）管公园。", "（三）管行道树。")
    found = audit_text(text, NUMBERING)
    wrong = found.outcome()
    assert (wrong.status, wrong.at) == (FAIL, "序号/主要职能/（一）3")
    assert wrong.fields == {
        "part": "主要职能",
        "title": "“（一）管公园。”之后是“（三）管行道树。”",
        "condition": "",
        "problem": "序号不连续，应为第2项，实为第3项",
        "where": "主要职能",
    }
    assert evidence_lines(wrong) == [found.line_of("（一）"), found.line_of("（三）")]
    assert {e.place.section for e in wrong.evidence} == {"主要职能"}
    last = wrong.evidence[1].place
    assert (wrong.group, last) == (str(last.block), Place(line=last.line, block=last.block, section="主要职能"))


def test_接排在上一段里的不算缺号_后面缺的照说() -> None:
    parts = ("（一）管公园。（二）管苗圃。", "（三）管行道树。", "（五）管绿地。")
    wrong = audit_text(budget("第一部分 部门概况", "一、主要职能", *parts), NUMBERING).outcome()
    assert wrong.fields["problem"] == "序号不连续，应为第4项，实为第5项"


def test_不在哪一节里的_说在正文() -> None:
    wrong = audit_text(budget("（一）管公园。", "（二）管苗圃。", "（二）管行道树。"), NUMBERING).outcome()
    assert (wrong.at, wrong.fields["where"], wrong.fields["part"]) == ("序号/正文/（一）2", "正文", "正文")
    assert wrong.fields["problem"] == "序号重复，应为第3项，实为第2项"


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ("（三）城区公园绿地的日常养护和巡查", "（三）城区公园绿地的日常养护和巡查"),
        ("（三）城区公园绿地的日常养护和巡查等", "（三）城区公园绿地的日常养护和巡查等"),
        ("（三）城区公园绿地的日常养护和巡查等事", "（三）城区公园绿地的日常养护和巡查等…"),
    ],
)
def test_长的一项只印开头十八个字(item: str, shown: str) -> None:
    wrong = audit_text(budget("第一部分 部门概况", "一、主要职能", "（一）管公园。", item), NUMBERING).outcome()
    assert wrong.fields["title"] == f"“（一）管公园。”之后是“{shown}”"


def test_证据至多引六十个字() -> None:
    item = f"（三）管{'公园' * 40}。"
    wrong = audit_text(budget("第一部分 部门概况", "一、主要职能", "（一）管公园。", item), NUMBERING).outcome()
    assert [e.quote for e in wrong.evidence] == ["（一）管公园。", item[:60]]


def test_表的一侧序号重复_只说头一处_另一侧通过() -> None:
    text = budget(
        table(
            "部门收支总表",
            *HEAD,
            "一、事业收入|5.00|一、卫生健康支出|5.00",
            "二、其他收入|5.00|一、农林水支出|5.00",
            "三、上级补助收入|5.00|一、教育支出|5.00",
        )
    )
    found = audit_text(text, ROWS)
    wrong, right = found.outcomes()
    assert (wrong.status, wrong.at) == (FAIL, "收支总表/支出/序号1")
    assert wrong.fields == {
        "part": "收支总表",
        "title": "“一、卫生健康支出”“一、农林水支出”",
        "condition": "",
        "problem": "序号“一”重复",
        "where": "《收支总表》支出",
    }
    assert evidence_lines(wrong) == [found.line_of("卫生健康支出"), found.line_of("农林水支出")]
    assert right == Outcome(PASS, "收支总表/收入/序号")


def test_两侧各自重复的_各说一处_十以上的照写汉字() -> None:
    rows = [f"{mark}、收入{mark}|1.00|{mark}、支出{mark}|1.00" for mark in ("十", "十一", "二十", "三十一")]
    again = "十一、别的收入|1.00|三十一、别的支出|1.00"
    found = audit_text(budget(table("部门收支总表", *HEAD, *rows, again, "十、别的收入|1.00||")), ROWS)
    assert [(o.at, o.fields["problem"]) for o in found.outcomes(status=FAIL)] == [
        ("收支总表/收入/序号11", "序号“十一”重复"),
        ("收支总表/支出/序号31", "序号“三十一”重复"),
    ]


def test_整十的序号也照写汉字() -> None:
    rows = ("二十、事业收入|1.00||", "二十、其他收入|1.00||")
    wrong = audit_text(budget(table("部门收支总表", *HEAD, *rows)), ROWS).outcome(status=FAIL)
    assert wrong.fields["problem"] == "序号“二十”重复"


def test_序号名称都相同的是分组重列_不算() -> None:
    again = ("一、事业收入|5.00|一、卫生健康支出|5.00",) * 2
    assert audit_text(budget(table("部门收支总表", *HEAD, *again)), ROWS).statuses() == {PASS: 2}
