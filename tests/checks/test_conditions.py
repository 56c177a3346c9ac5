# ruff: noqa: N802　测试名是中文句子
"""implies 的几个条件合起来（all）：在哪里、结论、理由、栏目、证据。"""

from __future__ import annotations

import pytest

from engine.outcome import Outcome
from tests.audit_tools import budget, explained, rule, table
from tests.checks.test_not_whole import judged

CARS = "{phrase: ['车辆{数:count}'], sections: [国有资产占用情况]}"
EMPTY = "{table: [政府性基金预算支出表], state: empty}"
FUND = table("政府性基金预算支出表", "科目编码|科目名称|合计", "|合计|")


def implied(condition: str, demand: str, *parts: str, unread: str = "") -> list[Outcome]:
    rules = rule(
        f"check: implies\nif: {{all: [{condition}]}}\nthen: {{all: [{demand}]}}\nmessage: '{{place}}｜{{match}}'"
    )
    return judged(budget(*parts), rules, unread)


def assets(*sentences: str) -> str:
    return explained("国有资产占用情况", *sentences)


def told(*outcomes: Outcome) -> list[tuple[str, str, str]]:
    return [(o.status, o.at, o.reason) for o in outcomes]


def test_在条件所在的各处_没有所在的在全文() -> None:
    said = assets("本单位有车辆3辆。")
    assert told(*implied(f"{EMPTY}, {CARS}", "{not: [租赁]}", FUND, said)) == [
        ("pass", "《政府性基金预算支出表》/“国有资产占用情况”", "")
    ]
    assert told(*implied("{not: [房屋]}", "{not: [租赁]}", FUND, said)) == [("pass", "全文", "")]
    assert told(*implied("{not: [房屋]}", "{phrase: [租赁]}", FUND, said)) == [("fail", "全文", "")]


@pytest.mark.parametrize(
    ("test", "status", "reason"),
    [
        ("fact(公务接待费) > 0", "unknown", "条件无从判断：缺少公务接待费（本年）"),
        ("数 > 5", "not_applicable", "条件不成立"),
        ("1万元 / 0 > 0万元", "not_applicable", "条件不成立"),
        ("数 > 2", "pass", ""),
    ],
)
def test_条件里的算式_缺数的无从判断_不成立的不适用(test: str, status: str, reason: str) -> None:
    found = implied(f"{CARS}, {{assert: '{test}'}}", "{not: [租赁]}", assets("本单位有车辆3辆。"))
    assert told(*found) == [(status, "“国有资产占用情况”", reason)]


@pytest.mark.parametrize(
    ("test", "status", "reason"),
    [
        ("fact(公务接待费) > 0 and fact(机关运行经费) > 0", "unknown", "缺少公务接待费（本年）、机关运行经费（本年）"),
        ("1 / 0 > 0", "not_applicable", "1 / 0 没有意义：除数为零，或者方向不明"),
        ("数 > 2", "pass", ""),
    ],
)
def test_要求的算式_缺什么说出来(test: str, status: str, reason: str) -> None:
    found = implied(CARS, f"{{assert: '{test}'}}", assets("本单位有车辆3辆。"))
    assert told(*found) == [(status, "“国有资产占用情况”", reason)]


def test_几处满足条件而说法相同的_是一处() -> None:
    twice = assets("本单位有车辆3辆。", "另，本单位有车辆3辆。")
    assert len(implied(CARS, "{phrase: [租赁]}", twice)) == 1
    assert len(implied(CARS, "{phrase: [租赁]}", assets("本单位有车辆3辆。", "下属有车辆8辆。"))) == 2


def test_要求没有做到_栏目和证据() -> None:
    (found,) = implied(f"{EMPTY}, {CARS}", "{phrase: [租赁]}", FUND, assets("本单位有车辆3辆。"))
    assert found.fields == {
        "table": "政府性基金预算支出表",
        "title": "政府性基金预算支出表",
        "place": "“国有资产占用情况”",
        "match": "车辆3辆",
        "数": "3辆",
    }
    assert [e.quote for e in found.evidence] == ["政府性基金预算支出表", "本单位有车辆3辆。"]


def test_只有表和章节的条件_说表和章节() -> None:
    (found,) = implied(EMPTY, "{phrase: [租赁]}", FUND)
    assert (found.fields["place"], found.fields["match"]) == ("《政府性基金预算支出表》", "")
    (section,) = implied("{section: [国有资产占用情况]}", "{phrase: [租赁]}", assets("本单位有车辆3辆。"))
    assert (section.fields["table"], section.fields["title"]) == ("", "一、国有资产占用情况")
    (nothing,) = implied("{not: [房屋]}", "{phrase: [租赁]}", FUND)
    assert {k: nothing.fields[k] for k in ("table", "title", "place", "match")} == {
        "table": "",
        "title": "",
        "place": "正文",
        "match": "",
    }


def test_不许说的说了_指到说的那处_至多引八处() -> None:
    said = assets("本单位有车辆3辆。", *(f"租赁房屋{n}间。" for n in range(1, 11)))
    (found,) = implied(CARS, "{not: [租赁]}", said)
    assert (found.status, found.fields["match"]) == ("fail", "租赁")
    assert [e.quote for e in found.evidence] == ["本单位有车辆3辆。", *(f"租赁房屋{n}间。" for n in range(1, 9))]


def test_没有读全的文件_不能断定没有_说了的照常() -> None:
    cars = assets("本单位有车辆3辆，租赁1辆。")
    assert told(*implied(CARS, "{phrase: [购置]}", cars, unread="第7页起没有读")) == [
        ("unknown", "“国有资产占用情况”", "文件没有读全，不能断定没有")
    ]
    assert told(*implied(CARS, "{not: [租赁]}", cars, unread="第7页起没有读")) == [("fail", "“国有资产占用情况”", "")]
    both = "{phrase: [购置]}, {not: [租赁]}"
    assert told(*implied(CARS, both, cars, unread="第7页起没有读"))[0][0] == "fail"


def test_几个要求_前面没有做到的_后面做到了也不算() -> None:
    cars = assets("本单位有车辆3辆，租赁1辆。")
    for demand in ("{phrase: [购置]}, {phrase: [租赁]}", "{phrase: [租赁]}, {phrase: [购置]}"):
        assert [o.status for o in implied(CARS, demand, cars)] == ["fail"]
    assert [o.status for o in implied(CARS, "{phrase: [租赁]}, {assert: '数 == 3'}", cars)] == ["pass"]


def test_在表注里找的_只看前面那张表的() -> None:
    noted = "{phrase: [没有], near: 同表注}"
    other = table("国有资本经营预算支出表", "科目编码|科目名称|合计", "|合计|")
    assert [o.status for o in implied(EMPTY, noted, FUND, "注：没有此项支出。", other)] == ["pass"]
    assert [o.status for o in implied(EMPTY, noted, FUND, other, "注：没有此项支出。")] == ["fail"]


def test_有数的表_空的表_各是一个条件() -> None:
    filled = EMPTY.replace("empty", "filled")
    paid = FUND.replace("合计\t", "合计\t5.00")
    for condition, document, status in (
        (EMPTY, FUND, "fail"),
        (EMPTY, paid, "not_applicable"),
        (EMPTY.replace(", state: empty", ""), FUND, "fail"),
        (filled, paid, "fail"),
        (filled, FUND, "not_applicable"),
    ):
        found = implied(condition, "{phrase: [租赁]}", document)
        assert [o.status for o in found] == [status]


def test_条件里的表_宣布了而没有的无法核查() -> None:
    listed = (
        "目录",
        "一、部门收入总表",
        "二、政府性基金预算支出表",
        table("部门收入总表", "单位名称|合计", "合计|1.00"),
    )
    found = implied(f"{EMPTY}, {CARS}", "{phrase: [租赁]}", *listed)
    assert ("unknown", "政府性基金预算支出表") in [(o.status, o.at) for o in found]


def test_句式只在所写的章节里找() -> None:
    said = (assets("本单位有车辆3辆。"), "二、政府采购情况", "租赁车辆1辆。")
    assert [o.status for o in implied(CARS, "{phrase: [租赁]}", *said)] == ["pass"]
    assert [o.status for o in implied(CARS, "{phrase: [租赁], sections: [国有资产占用情况]}", *said)] == ["fail"]


def test_本节的句式只看前面那一节() -> None:
    section = "{section: [国有资产占用情况]}, {phrase: [本单位]}"
    said = (assets("本单位有车辆3辆。"), "二、政府采购情况", "租赁车辆1辆。")
    assert [o.status for o in implied(section, "{phrase: [租赁], near: 本节}", *said)] == ["fail"]
    assert [o.status for o in implied(section, "{phrase: [车辆], near: 本节}", *said)] == ["pass"]


def test_第一个句式找到几处就有几种_后面的句式只取第一处() -> None:
    said = assets("本单位有车辆3辆。", "购置费5.00万元。", "购置费6.00万元。")
    (found,) = implied(f"{CARS}, {{phrase: ['购置费{{价:amount}}']}}", "{phrase: [租赁]}", said)
    assert (found.fields["数"], found.fields["价"]) == ("3辆", "5.00万元")
