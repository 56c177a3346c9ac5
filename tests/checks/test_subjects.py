# ruff: noqa: N802　测试名是中文句子
"""科目名称怎样算相同、差几个字算误写，路径在哪一级走不通、说什么；科目是编的。"""

from __future__ import annotations

import dataclasses

import pytest

from engine.checks.common import Context
from engine.checks.subjects import code_of_path, one_off, path_outcome, same_name
from engine.document import Place
from engine.facts.model import Fact
from engine.recognition.codes import CodeList, Subject
from tests.disclosures import budget, facts_of, vocabulary


def subject(code: str, name: str) -> Subject:
    level = {3: "类", 5: "款", 7: "项"}[len(code)]
    return Subject(code, name, level, code[:-2] if len(code) > 3 else "", "", "", "seen")


KNOWN = CodeList(
    (
        subject("901", "园林绿化支出"),
        subject("90101", "公园管理事务"),
        subject("9010101", "苗木养护支出"),
        subject("9010102", "园路维护"),
        subject("90102", "行道树支出"),
        subject("902", "水务支出"),
        subject("90201", "堤防养护事务"),
        subject("9020101", "堤防巡查"),
        subject("903", "应急支出"),
    )
)
FACTS = facts_of(budget("园林绿化支出的说明。"))
CONTEXT = Context(FACTS, dataclasses.replace(vocabulary(), functional=KNOWN))


def path(top: str, middle: str, item: str) -> Fact:
    keys = {"section": "支出情况", "path": f"{top}{middle}{item}", "类": top, "款": middle, "项": item}
    return Fact("甲", "name", keys, Place(line=3, block=1, section="支出情况说明"))


@pytest.mark.parametrize(
    ("printed", "expected", "same"),
    [
        ("园路维护", "园路维护", True),
        ("园路维护支出", "园路维护", True),
        ("园路维护", "园路维护支出", True),
        ("办公费用", "办公费", True),
        ("园路（改造）费", "园路改造费", True),
        ("园路改造费", "园路（改造）费", True),
        ("支出园路维护", "园路维护", False),
        ("用具购置", "具购置", False),
        ("园路维护", "园路养护", False),
    ],
)
def test_名称只差末尾的支出_用_或括号算相同(printed: str, expected: str, same: bool) -> None:
    assert same_name(printed, expected) is same


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [
        ("园路维护", "园路维修", True),  # 四个字差一个
        ("园路维护", "园林维修", False),
        ("园路费", "园林费", False),  # 三个字的差一个就是别的词
        ("园林绿化苗木", "园林绿地苗圃", False),
        ("园林绿化苗木养护", "园林绿地苗圃养护", True),  # 八个字差两个
        ("园林绿化苗木养护", "园林绿地苗圃养殖", False),
        ("园路维护费", "园路维护", True),  # 多一个字
        ("园路维护", "园路维护费", True),
        ("园路费", "园路", False),
        ("园路费用", "园路费", True),
        ("园路维护", "园路", False),
        ("园路维护费", "园林维护", False),
    ],
)
def test_差几个字算误写_随名称的长短(one: str, other: str, close: bool) -> None:
    assert one_off(one, other) is close


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("园林绿化支出", "公园管理事务", "园路维护"), "9010102"),
        (("园林绿化支出", "公园管理事务", "苗木养护"), "9010101"),
        (("水务支出", "堤防养护事务", "堤防巡查"), "9020101"),
        (("水务支出", "公园管理事务", "园路维护"), ""),
        (("园林绿化支出", "公园管理事务", "堤防巡查"), ""),
        (("园林绿化支出", "公园管理", "园路维护"), ""),
        (("园林", "公园管理事务", "园路维护"), ""),
        (("园林绿化支出", "公园管理事务", "园路维护支出"), ""),  # 代码表里没有“支出”二字的，不许添
        (("园林绿化支出", "公园管理事务", "支出苗木养护"), ""),
    ],
)
def test_路径逐级对上才有编码(names: tuple[str, str, str], code: str) -> None:
    assert code_of_path(path(*names), KNOWN) == code


@pytest.mark.parametrize(
    ("names", "problem", "expected", "severity"),
    [
        (("公园支出", "公园管理事务", "园路维护"), "没有“公园支出”这个类级科目", "", ""),
        (
            ("园林绿化支出", "", "公园管理事务"),
            "“公园管理事务”是款级科目，不是项级，缺少项级科目",
            "，应写成“园林绿化支出（类）公园管理事务（款）……（项）”",
            "",
        ),
        (("园林绿化支出", "", "园路维护"), "缺少款级科目", "，应逐级写全类、款、项", "warning"),
        (
            ("园林绿化支出", "公园管里事务", "园路维护"),
            "“公园管里事务”与规范名称有出入",
            "，应为“公园管理事务”",
            "info",
        ),
        (("园林绿化支出", "行道树支出费", ""), "“行道树支出费”与规范名称有出入", "，应为“行道树支出”", "info"),
        (
            ("园林绿化支出", "堤防养护事务", "堤防巡查"),
            "“园林绿化支出”之下没有“堤防养护事务”这个款级科目",
            "，“堤防养护事务”属于“水务支出”",
            "",
        ),
        (
            ("园林绿化支出", "温室事务", "园路维护"),
            "“园林绿化支出”之下没有“温室事务”这个款级科目",
            "",
            "",
        ),
        (("园林绿化支出", "公园管理事务", "园路维修"), "“园路维修”与规范名称有出入", "，应为“园路维护”", "info"),
        (
            ("园林绿化支出", "公园管理事务", "园路维护支出"),
            "“园路维护支出”与规范名称有出入",
            "，应为“园路维护”",
            "info",
        ),
        (("园林绿化支出", "公园管理事务", "温室"), "“公园管理事务”之下没有“温室”这个项级科目", "", "warning"),
        (
            ("园林绿化支出", "公园管理事务", "苗木养护、园路维护"),
            "“苗木养护、园路维护”把2个项级科目写在一起",
            "，应逐项说明",
            "info",
        ),
        (
            ("园林绿化支出", "公园管理事务", "苗木养护、温室"),
            "“公园管理事务”之下没有“苗木养护、温室”这个项级科目",
            "",
            "warning",
        ),
    ],
)
def test_路径走不通_说哪一级_应是什么_多严重(
    names: tuple[str, str, str], problem: str, expected: str, severity: str
) -> None:
    found = path_outcome(path(*names), CONTEXT)
    printed = "".join(names)
    assert (found.status, found.at, found.group, found.severity) == ("fail", f"支出情况/{printed}", printed, severity)
    assert found.fields == {
        "place": "“支出情况说明”",
        "key": "",
        "printed": printed,
        "expected": expected,
        "problem": problem,
        "table": "",
    }
    assert [e.place.line for e in found.evidence] == [3]


@pytest.mark.parametrize(
    ("names", "status", "reason"),
    [
        (("园林绿化支出", "公园管理事务", "园路维护"), "pass", ""),
        (("园林绿化支出", "公园管理事务", ""), "pass", ""),
        (("××", "××", "××"), "not_applicable", "科目名称是没有填写的占位符"),
        (("园林绿化支出", "行道树支出", "补栽"), "not_applicable", "代码表“行道树支出”之下没有列项级科目"),
        (("应急支出", "排涝", "补栽"), "not_applicable", "代码表“应急支出”之下没有列款级科目"),
    ],
)
def test_路径走得通的通过_代码表没有细到的不判(names: tuple[str, str, str], status: str, reason: str) -> None:
    found = path_outcome(path(*names), CONTEXT)
    assert (found.status, found.at, found.reason) == (status, f"支出情况/{''.join(names)}", reason)
