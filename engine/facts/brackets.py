"""括号里的列举：20.00万元（其中：某某15.00万元，某某5.00万元）→ list 事实，类别为“括号”。

面积、长度等同样：300平方米（其中办公200平方米，库房100平方米），类别为“括号计量”。
情况说明的其他抽取不看括号里的数（那是补充说明）；这里只收以“其中、含、包括”开头的括号，
总额是括号前紧挨着的数，各项只有一个要素“值”；计量的各项与总额单位相同才算。
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from engine.document import Paragraph
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.facts.narrative import APPROXIMATE, narrative_blocks
from engine.facts.wording import any_of
from engine.numbers import MONEY, Quantity, decimals, last_place
from engine.recognition.outline import Outline, Section
from engine.recognition.statements import Statement
from engine.recognition.vocabulary import Vocabulary

MONEY_FAMILY, MEASURE_FAMILY = "括号", "括号计量"
FAMILIES = (MONEY_FAMILY, MEASURE_FAMILY)
# 其中:某某(15.00万元)　含某某 → 某某
_LEAD = re.compile(r"^(?:其中|包括|包含|含|[,;:、])+")
_TAIL = re.compile(r"(?:支出|收入|资金)?(?:安排|约|为|是|:){0,6}$")


def bracket_facts(
    make: Maker, outline: Outline, statements: tuple[Statement, ...], vocabulary: Vocabulary
) -> list[Fact]:
    """全文的括号列举，按阅读顺序。"""
    opening, moves, amount = _patterns(vocabulary)
    found = []
    for paragraph, section in narrative_blocks(make, outline, statements):
        text = paragraph.text.norm
        if not opening.search(text):
            continue
        for number in amount.finditer(text):
            bracket = opening.match(text, number.end())
            if bracket is not None and not moves.search(bracket["inside"]):
                found += _list(make, paragraph, section, number, bracket, amount)
    return found


@lru_cache(maxsize=32)  # 一个年度、一层地方规则一套
def _patterns(vocabulary: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """（开头的括号，增减和上年的字样，带单位的数）。"""
    opening = re.compile(rf"\((?:{any_of(vocabulary.words['括号列举引导词'])})[:,]?(?P<inside>[^()]{{2,200}})\)")
    moves = re.compile(any_of((*vocabulary.words["增加"], *vocabulary.words["减少"], *vocabulary.narrative["上年"])))
    # 1,200.50万元　300平方米；后面是“/”“每”的是单价
    units = any_of((*MONEY, *vocabulary.words["计量单位"]))
    amount = re.compile(
        rf"(?=\d)(?<![\d.,])(?P<value>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>{units})(?![/每])"
    )
    return opening, moves, amount


def _list(
    make: Maker,
    paragraph: Paragraph,
    section: Section | None,
    number: re.Match[str],
    bracket: re.Match[str],
    amount: re.Pattern[str],
) -> list[Fact]:
    text = paragraph.text.norm
    money = number["unit"] in MONEY
    items = []
    start = bracket.start("inside")
    for inner in amount.finditer(text, start, bracket.end("inside")):
        if inner["unit"] in MONEY if money else inner["unit"] == number["unit"]:
            items.append(_item(make, paragraph, section, inner, text[start : inner.start()]))
        start = inner.end()
    if not items:
        return []
    before = re.split(r"[。,;:(]", text[: number.start()])[-1]
    head = _item(make, paragraph, section, number, before)
    title = section.printed if section else ""
    family = MONEY_FAMILY if money else MEASURE_FAMILY
    keys: dict[str, str | bool] = {
        "family": family,
        "head": head.key("name"),
        "scope": section.scope if section else "无",
        "section": section.kind if section else "",
        "title": title,
        "divided": False,
        "many": len(items) > 1 or money,
        "gap": False,
        "complete": True,
        "place": f"{title}/{head.key('name')}/{family}",
    }
    return [make.fact("list", keys, head.place, "", None, {"总体": head}, tuple(items))]


def _item(make: Maker, paragraph: Paragraph, section: Section | None, number: re.Match[str], label: str) -> Fact:
    unit = number["unit"]
    printed = paragraph.text.quote(*number.span())
    place = make.place(paragraph.index, number.span(), section.printed if section else "")
    value = Decimal(number["value"].replace(",", ""))
    approximate = bool(APPROXIMATE.search(label))
    if unit in MONEY:
        quantity = make.money(value, unit, printed, make.usual_at(paragraph.index, unit), approximate)
    else:
        quantum = last_place(decimals(value)) if decimals(value) else Decimal(0)
        if approximate and not quantum:
            quantum = Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))  # 约1200：末尾的零不算准
        quantity = Quantity(value, unit, quantum, printed, approximate)
    name = _TAIL.sub("", _LEAD.sub("", label))
    fact = make.fact("stated", {"slot": "值", "name": name, "label": name, "unit": unit}, place, printed, quantity)
    return make.fact("statement", {"name": name}, place, printed, None, {"值": fact})
