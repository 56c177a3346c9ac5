# ruff: noqa: N802　测试名是中文句子
"""与另一份公开件比：规则要哪几份，口径合不合，口径不明的不符怎样说。"""

from __future__ import annotations

import pytest

from engine.checks.versus import fit, relations_of, unsure
from engine.document import Place
from engine.facts.model import Fact
from engine.outcome import FAIL, PASS, UNKNOWN, Outcome
from engine.ruleset.model import Rule
from tests.audit_tools import load_rules, rule

BASE = "check: facts_agree\nby: concept\nslot: 上年\nversus: 上年公开\n"
STATED = "check: formula\ngiven: {statement: [本年]}\n"


def loaded(body: str) -> Rule:
    (found,) = load_rules(rule(body)).rules
    return found


@pytest.mark.parametrize(
    ("caliber", "told", "found"),
    [
        ("", "", "fits"),
        ("", "决算数", "fits"),
        ("caliber: [年初预算数]\n", "年初预算数", "fits"),
        ("caliber: [年初预算数]\n", "", "unsure"),
        ("caliber: [年初预算数]\n", "预算数", "unsure"),
        ("caliber: [年初预算数]\n", "决算数", "other"),
        ("caliber: [年初预算数, 未写明]\n", "", "fits"),
        ("caliber: [预算数]\n", "预算数", "fits"),
        ("caliber: [未写明]\n", "预算数", "unsure"),
    ],
)
def test_口径合的比_没有写明的不知道_别的口径不比(caliber: str, told: str, found: str) -> None:
    assert fit(loaded(BASE + caliber), told) == found


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (BASE, {"上年公开"}),
        (STATED + "assert: 本年 == 本年", set()),
        (STATED + "assert: 本年 == fact(收入总额, 上年公开)", {"上年公开"}),
        (STATED + "assert: 本年 == fact(收入总额, 上年)", set()),
        (STATED + "let: {去年: 'fact(收入总额, 上年公开)'}\nassert: 本年 == 去年", {"上年公开"}),
        (STATED + "when: fact(收入总额, 上年公开) > 0\nassert: 本年 == 本年", {"上年公开"}),
    ],
)
def test_规则要哪一份公开件_写在versus或算式里(body: str, wanted: set[str]) -> None:
    assert relations_of(loaded(body)) == wanted


LEFT = Fact("甲", "stated", {}, Place(line=3), printed="12.00万元")
RIGHT = {"right.place": "上年的收入总表", "right.printed": "13.00万元"}


@pytest.mark.parametrize(
    ("told", "fields", "reason"),
    [
        ("预算数", RIGHT, "12.00万元只写“预算数”，与上年的收入总表的13.00万元不同，不能断定应当相同"),
        ("", RIGHT, "12.00万元没有写明口径，与上年的收入总表的13.00万元不同，不能断定应当相同"),
        ("", {}, "12.00万元没有写明口径，与另一份的数不同，不能断定应当相同"),
    ],
)
def test_口径不明而不符的_无法核查_说两边各是多少(told: str, fields: dict[str, str], reason: str) -> None:
    assert unsure(Outcome(FAIL, "收入", fields=fields), LEFT, told) == Outcome(UNKNOWN, "收入", reason)


def test_口径不明而相符的_照样通过() -> None:
    same = Outcome(PASS, "收入")
    assert unsure(same, LEFT, "") is same
