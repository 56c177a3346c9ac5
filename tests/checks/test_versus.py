# ruff: noqa: N802　测试名是中文句子
"""与另一份公开件比：规则要哪几份，口径合不合，口径不明的不符怎样说。"""

from __future__ import annotations

import pytest

from engine.checks.common import Context
from engine.checks.versus import fit, relations_of, said_fact, unsure
from engine.document import Place
from engine.facts.model import Fact
from engine.outcome import FAIL, PASS, UNKNOWN, Outcome
from engine.ruleset.model import Rule
from tests.audit_tools import load_rules, rule
from tests.disclosures import budget, explained, facts_of, vocabulary

BASE = "check: facts_agree\nby: concept\nslot: 上年\nversus: 上年公开\n"
THEN = "then: {all: [{phrase: [收入], sections: [全文]}]}"
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
        ("check: implies\nif: {all: [{assert: 'fact(收入总额, 上年公开) > 0'}]}\n" + THEN, {"上年公开"}),
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


def compared(sentence: str, slot: str) -> tuple[str, str, str]:
    """第一条陈述里要比的数：编号末尾、印的样子、口径；没有的为空串。"""
    facts = facts_of(budget(explained("收入预算情况说明", sentence)))
    fact, told = said_fact(facts.of("statement")[0], slot, Context(facts, vocabulary()))
    return ("", "", told) if fact is None else (fact.id, fact.printed, told)


@pytest.mark.parametrize(
    ("sentence", "slot", "printed"),
    [
        ("2025年收入预算12.00万元，2024年收入预算10.00万元，增加2.00万元。", "本年", "12.00万元"),
        ("2025年收入预算12.00万元，2024年收入预算10.50万元，增加2.00万元。", "上年", "10.50万元"),  # 写了的照写的
        ("2025年收入预算12.00万元，比2023年预算数增加2.00万元。", "上年", ""),  # 不是上一年度
    ],
)
def test_要比的数_说的不是上一年度的没有(sentence: str, slot: str, printed: str) -> None:
    assert compared(sentence, slot)[1] == printed


def test_上年数没有直接写的_由本年数减增减额_编号接在陈述之后() -> None:
    facts = facts_of(budget(explained("收入预算情况说明", "2025年收入预算12.00万元，比2024年预算数增加2.00万元。")))
    said = facts.of("statement")[0]
    fact, told = said_fact(said, "上年", Context(facts, vocabulary()))
    assert fact is not None
    assert fact.quantity is not None
    assert (fact.id, fact.quantity.value, told) == (f"{said.id}.上年", 10, "预算数")
    assert (fact.key("slot"), fact.key("label")) == ("上年", f"{said.key('name')}（上年）")
