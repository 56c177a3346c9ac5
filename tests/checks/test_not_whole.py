# ruff: noqa: N802　测试名是中文句子
"""没有读全的文件：没见到的一律是无法核查，不说没有，也不说通过；见到的照常。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.audit import Auditor
from engine.inference.select import matcher
from engine.outcome import Outcome
from engine.readers import parse
from tests.audit_tools import budget, explained, load_rules, rule, table, vocabulary

HEAD = "check: required_parts\n"
MATRIX = rule(HEAD + "matrix: reference/公开要素矩阵.csv\nlevels: [◎]\ntypes: [表格]\nmessage: 正文未见《{part}》")
TOC = rule(HEAD + "toc: must_match\nmessage: '{where}列有“{title}”，正文未见'")
NUMBERING = rule(HEAD + "numbering: continuous\nmessage: '“{where}”{problem}（{title}）'")
FUND = table("政府性基金预算支出表", "科目编码|科目名称|合计", "|合计|")
SAYS = """
check: implies
if: {all: [{table: [政府性基金预算支出表], state: empty}]}
then: {all: [THEN]}
message: 不对
"""
SAID = rule(SAYS.replace("THEN", "{phrase: [没有政府性基金], sections: [全文]}"))
NOT_SAID = rule(SAYS.replace("THEN", "{not: [政府性基金充足], sections: [全文]}"))
UNEXPLAINED = rule("check: reference\nof: 未释义\ntables: [一般公共预算支出表]\nmessage: '{printed}{problem}'")
UNUSED = rule("check: reference\nof: 释义\ntables: [一般公共预算支出表]\nmessage: '{printed}{problem}'")


def judged(text: str, rules: str, unread: str = "") -> list[Outcome]:
    """unread 不为空的，是没有读全的文件。"""
    ruleset = load_rules(rules)
    auditor = Auditor(ruleset, vocabulary(), matcher("reference"))
    document = parse(Path("公开件.txt"), text.encode())
    facts = auditor.facts(replace(document, unread=(unread,) if unread else ()))
    return [outcome for _, outcome in auditor.judge(facts).results]


def told(text: str, rules: str, unread: str = "") -> set[tuple[str, str, str]]:
    return {(o.status, o.at, o.reason) for o in judged(text, rules, unread)}


NOT_WHOLE = "文件没有读全，不能断定没有"


def test_应公开的表没见到() -> None:
    text = budget(table("部门收入总表", "单位名称|合计", "合计|1.00"))
    assert ("fail", "支出总表", "") in told(text, MATRIX)
    partly = told(text, MATRIX, "第7页起没有读")
    assert ("unknown", "支出总表", NOT_WHOLE) in partly
    assert ("pass", "收入总表", "") in partly
    assert not any(status == "fail" for status, *_ in partly)


def test_目录列有而没见到() -> None:
    text = budget("目录", "一、部门收入总表", "二、部门支出总表", table("部门收入总表", "单位名称|合计", "合计|1.00"))
    assert told(text, TOC) == {("pass", "目录/收入总表", ""), ("fail", "目录/支出总表", "")}
    assert told(text, TOC, "第7页起没有读") == {
        ("pass", "目录/收入总表", ""),
        ("unknown", "目录/支出总表", NOT_WHOLE),
    }


def test_序号() -> None:
    text = budget(FUND, "第一部分 部门概况", "一、主要职能", "（一）管公园。", "（三）管绿地。")
    assert any(o.status == "fail" for o in judged(text, NUMBERING))
    assert [(o.status, o.at) for o in judged(text, NUMBERING, "第7页起没有读")] == [("unknown", "序号")]


@pytest.mark.parametrize(("unread", "status"), [("", "fail"), ("第7页起没有读", "unknown")])
def test_该说的没有说(unread: str, status: str) -> None:
    (found,) = judged(budget(FUND), SAID, unread)
    assert (found.status, found.reason) == (status, NOT_WHOLE if unread else "")


def test_不该说的说了_没有读全也是错() -> None:
    text = budget(FUND, explained("政府性基金预算支出情况", "本年政府性基金充足。"))
    assert [o.status for o in judged(text, NOT_SAID, "第7页起没有读")] == ["fail"]
    assert [o.status for o in judged(budget(FUND), NOT_SAID)] == ["pass"]


@pytest.mark.parametrize(("unread", "status"), [("", "fail"), ("第7页起没有读", "unknown")])
def test_解释了而表里没有用到的科目(unread: str, status: str) -> None:
    glossary = (
        "第四部分 名词解释",
        "一、卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）：指行政单位的医疗。",
    )
    spent = table("一般公共预算支出表", "科目编码|科目名称|合计", "2080505|机关事业单位基本养老保险缴费支出|1.00")
    (found,) = judged(budget(spent, *glossary), UNUSED, unread)
    assert (found.status, found.reason) == (status, NOT_WHOLE if unread else "")


@pytest.mark.parametrize(("unread", "status"), [("", "fail"), ("第7页起没有读", "unknown")])
def test_用到了而名词解释没有解释的科目(unread: str, status: str) -> None:
    glossary = [
        f"{n}、卫生健康支出（类）行政事业单位医疗（款）{name}（项）：指{name}支出。"
        for n, name in zip("一二三", ("行政单位医疗", "事业单位医疗", "公务员医疗补助"), strict=True)
    ]
    spent = table("一般公共预算支出表", "科目编码|科目名称|合计", "2080505|机关事业单位基本养老保险缴费支出|1.00")
    (found,) = judged(budget(spent, "第四部分 名词解释", *glossary), UNEXPLAINED, unread)
    assert (found.status, found.reason) == (status, NOT_WHOLE if unread else "")


PENSION = "2080505|机关事业单位基本养老保险缴费支出|1.00"
MEDICAL = "2101101|行政单位医疗|1.00"
WHOLE = table("部门支出总表", "科目编码|科目名称|合计|基本支出|项目支出", f"{MEDICAL}|1.00|", f"{PENSION}|1.00|")
GRANT = table("一般公共预算支出表", "科目编码|科目名称|合计", MEDICAL)


def _glossary(*names: str) -> list[str]:
    head = "第四部分 名词解释"
    spoken = (f"卫生健康支出（类）行政事业单位医疗（款）{name}（项）：指{name}支出。" for name in names)
    return [head, *(f"{n}、{text}" for n, text in zip("一二三四", spoken, strict=False))]


@pytest.mark.parametrize(
    ("tables", "status"),
    [((WHOLE, GRANT), "fail"), ((WHOLE,), "fail"), ((GRANT,), "unknown")],
)
def test_没有部门支出总表_不能断定用到的都解释了(tables: tuple[str, ...], status: str) -> None:
    rules = UNEXPLAINED.replace("[一般公共预算支出表]", "[支出总表, 一般公共预算支出表]")
    glossary = _glossary("行政单位医疗", "事业单位医疗", "公务员医疗补助")
    (found,) = (o for o in judged(budget(*tables, *glossary), rules) if o.at.startswith("名词解释/"))
    assert (found.status, found.at) == (status, "名词解释/没有解释")
    assert status == "fail" or found.reason == "没有读到《支出总表》，不知道还用到哪些科目"


@pytest.mark.parametrize(
    ("tables", "status"),
    [((WHOLE, GRANT), "fail"), ((WHOLE,), "fail"), ((GRANT,), "unknown")],
)
def test_没有部门支出总表_不能断定解释了的没有用到(tables: tuple[str, ...], status: str) -> None:
    rules = UNUSED.replace("[一般公共预算支出表]", "[支出总表, 一般公共预算支出表]")
    outcomes = judged(budget(*tables, *_glossary("事业单位医疗")), rules)
    (found,) = (o for o in outcomes if o.at.startswith("名词解释/"))
    assert (found.status, found.at) == (status, "名词解释/没有用到")
