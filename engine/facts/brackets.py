"""括号里的列举：20.00万元（其中：某某15.00万元，某某5.00万元）→ list 事实，类别为“括号”。

情况说明的其他抽取不看括号里的数（那是补充说明）；这里只收以“其中、含、包括”开头的括号，
总额是括号前紧挨着的金额，各项只有一个要素“值”。
"""

from __future__ import annotations

import re
from decimal import Decimal

from engine.document import Paragraph
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.facts.narrative import narrative_blocks
from engine.facts.wording import NUMBER, any_of
from engine.recognition.outline import Outline, Section
from engine.recognition.statements import Statement
from engine.recognition.vocabulary import Vocabulary

FAMILY = "括号"
# 其中:某某(15.00万元)　含某某 → 某某
_LEAD = re.compile(r"^(?:其中|包括|包含|含|[,;:、])+")
_TAIL = re.compile(r"(?:支出|收入|资金)?(?:安排|为|是|:)*$")


def bracket_facts(
    make: Maker, outline: Outline, statements: tuple[Statement, ...], vocabulary: Vocabulary
) -> list[Fact]:
    """全文的括号列举，按阅读顺序。"""
    opening = re.compile(rf"\((?:{any_of(vocabulary.words['括号列举引导词'])})[:,]?(?P<inside>[^()]{{2,200}})\)")
    moves = re.compile(any_of((*vocabulary.words["增加"], *vocabulary.words["减少"], *vocabulary.narrative["上年"])))
    found = []
    for paragraph, section in narrative_blocks(make, outline, statements):
        text = paragraph.text.norm
        for number in NUMBER.finditer(text):
            bracket = opening.match(text, number.end()) if number["amount"] else None
            if bracket is not None and not moves.search(bracket["inside"]):
                found += _list(make, paragraph, section, number, bracket)
    return found


def _list(
    make: Maker, paragraph: Paragraph, section: Section | None, number: re.Match[str], bracket: re.Match[str]
) -> list[Fact]:
    text = paragraph.text.norm
    items = []
    start = bracket.start("inside")
    for inner in NUMBER.finditer(text, start, bracket.end("inside")):
        if inner["amount"]:
            items.append(_item(make, paragraph, section, inner, text[start : inner.start()]))
        start = inner.end()
    if not items:
        return []
    before = re.split(r"[。,;:]", text[: number.start()])[-1]
    head = _item(make, paragraph, section, number, before)
    title = section.printed if section else ""
    keys: dict[str, str | bool] = {
        "family": FAMILY,
        "head": head.key("name"),
        "scope": section.scope if section else "无",
        "section": section.kind if section else "",
        "title": title,
        "divided": False,
        "many": True,
        "gap": False,
        "complete": True,
        "place": f"{title}/{head.key('name')}/{FAMILY}",
    }
    return [make.fact("list", keys, head.place, "", None, {"总体": head}, tuple(items))]


def _item(make: Maker, paragraph: Paragraph, section: Section | None, number: re.Match[str], label: str) -> Fact:
    unit = number["money"]
    printed = paragraph.text.quote(*number.span())
    place = make.place(paragraph.index, number.span(), section.printed if section else "")
    quantity = make.money(Decimal(number["amount"].removesuffix(unit).replace(",", "")), unit, printed)
    name = _TAIL.sub("", _LEAD.sub("", label))
    value = make.fact("stated", {"slot": "值", "name": name, "label": name, "unit": unit}, place, printed, quantity)
    return make.fact("statement", {"name": name}, place, printed, None, {"值": value})
