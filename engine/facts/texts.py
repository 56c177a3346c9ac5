"""文字查询：规则集要找的话，整份文件查一次，得到 text 事实。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.document import Paragraph, Place, Table
from engine.facts.build import FactSet
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.numbers import MONEY, Quantity, decimals, last_place
from engine.ruleset.model import TextQuery
from engine.ruleset.phrase import Phrase
from engine.text import Text, norm


def text_facts(facts: FactSet, queries: Iterable[TextQuery]) -> tuple[Fact, ...]:
    """逐条查询，按阅读顺序。"""
    make = Maker(facts.document, facts.identity, "t")
    found: list[Fact] = []
    ranges: dict[tuple[tuple[str, ...], tuple[str, ...]], _Range] = {}
    for query in queries:
        scope = (query.places, query.exclude)
        if scope not in ranges:  # 许多查询找的是同样的几处
            ranges[scope] = _Range.of(_texts(facts, query))
        phrases = tuple(p for p in query.phrases if p.needle in ranges[scope].norm)
        raw = tuple(w for w in query.raw if w in ranges[scope].raw)
        if phrases or raw:
            for text, place, near in ranges[scope].texts:
                found += _matches(make, query, phrases, raw, text, place, near)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Range:
    """要找的各处（文字，位置，属于哪一节、哪张表）；norm、raw 是全部文字连在一起，用来先看有没有。"""

    texts: tuple[tuple[Text, Place, str], ...]
    norm: str
    raw: str

    @classmethod
    def of(cls, found: Iterable[tuple[Text, Place, str]]) -> _Range:
        texts = tuple(found)
        return cls(texts, "\n".join(t.norm for t, _, _ in texts), "\n".join(t.raw for t, _, _ in texts))


def _texts(facts: FactSet, query: TextQuery) -> Iterator[tuple[Text, Place, str]]:
    for place in ("同表注", "同表注或情况说明"):
        if place in query.places:
            yield from _notes(facts, place != "同表注")
            return
    if HEADINGS in query.places:
        yield from _headings(facts)
    whole = "全文" in query.places
    for block in facts.document.blocks:
        if isinstance(block, Paragraph):
            section = facts.outline.section_at(block.index)
            kind = section.kind if section else ""
            if (
                (not whole and kind not in query.places)
                or kind in query.exclude
                or block.index in facts.outline.toc_blocks
            ):
                continue
            yield (
                block.text,
                Place(line=block.line, block=block.index, section=section.printed if section else ""),
                kind,
            )
        elif whole and isinstance(block, Table):
            name = next((s.name for s in facts.statements if s.table.index == block.index), "")
            for row in block.rows:
                for cell in row:
                    if cell.status == "text" and len(cell.text.norm) >= 2:
                        yield (
                            cell.text,
                            Place(line=cell.line, block=block.index, table=name, row=cell.row, column=cell.column),
                            "",
                        )


HEADINGS = "标题"
"""在标题里找：封面、章节标题、表的标题。"""


def _headings(facts: FactSet) -> Iterator[tuple[Text, Place, str]]:
    cover = {
        b.index
        for b in facts.document.blocks
        if isinstance(b, Paragraph) and facts.identity.title and b.text.norm == norm(facts.identity.title)
    }
    captions = {s.title_block for s in facts.statements if s.title_block is not None}
    headings = {s.block: s for s in facts.outline.sections}
    for index in sorted(cover | captions | set(headings)):
        block = facts.document.blocks[index]
        if isinstance(block, Paragraph) and index not in facts.outline.toc_blocks:
            title = headings[index].printed if index in headings else ""
            yield block.text, Place(line=block.line, block=index, section=title), HEADINGS


def _notes(facts: FactSet, narrative: bool) -> Iterator[tuple[Text, Place, str]]:
    """各表的附注、空表里的说明，以及情况说明中同一资金范围的章节。"""
    for statement in facts.statements:
        for index in statement.notes:
            block = facts.document.blocks[index]
            if isinstance(block, Paragraph) and _speaks_of(block.text.norm, statement.kind.name):
                yield block.text, Place(line=block.line, block=index, table=""), statement.name
        for row in statement.table.rows:
            for cell in row:
                if cell.status == "text" and len(cell.text.norm) > 5:
                    yield (
                        cell.text,
                        Place(
                            line=cell.line,
                            block=statement.table.index,
                            table=statement.name,
                            row=cell.row,
                            column=cell.column,
                        ),
                        statement.name,
                    )
        if not narrative:
            continue
        for block in facts.document.blocks:
            # 目录下统一的说明：以上报表中，空表表示本部门无相关收支情况
            if isinstance(block, Paragraph) and _BLANKS.search(block.text.norm):
                yield block.text, Place(line=block.line, block=block.index), statement.name
        subject = _subject(statement.kind.name)
        if not subject:
            continue
        for block in facts.document.blocks[facts.outline.body :]:
            if not isinstance(block, Paragraph):
                continue
            section = facts.outline.section_at(block.index)
            if not section or not section.kind or section.kind == "名词解释":
                continue
            # 段里点了名，或者这一节的标题点了名：五、政府性基金预算情况 / 本部门不涉及。
            if subject in block.text.norm.replace('"', "") or subject in section.title.replace('"', ""):
                yield block.text, Place(line=block.line, block=block.index, section=section.printed), statement.name


_BLANKS = re.compile(r"空表(?:表示|均为|的?为|即|说明|是指|系)")
_SUBJECTS = ("政府性基金", "国有资本", "三公", "项目支出", "政府采购", "转移支付")


def _subject(table: str) -> str:
    return next((s for s in _SUBJECTS if s in table), "")


def _speaks_of(note: str, table: str) -> bool:
    """附注点名说别的表的，不算这张表的。"""
    own = _subject(table)
    plain = note.replace('"', "")
    named = [s for s in _SUBJECTS[:3] if s in plain]
    return not named or own in named


def _matches(
    make: Maker,
    query: TextQuery,
    phrases: tuple[Phrase, ...],
    raw: tuple[str, ...],
    text: Text,
    place: Place,
    near: str,
) -> Iterator[Fact]:
    for phrase in phrases:
        for match in phrase.find(text):
            yield _fact(
                make,
                query,
                text,
                place,
                near,
                match.start,
                match.end,
                text.quote(match.start, match.end),
                text.norm[match.start : match.end],
                match.slots,
            )
    for word in raw:
        start = text.raw.find(word)
        while start >= 0:
            before = sum(1 for o in text.offsets if o < start)
            yield _fact(
                make, query, text, place, near, before, min(before + 20, len(text.norm)), word, norm(word) or word
            )
            start = text.raw.find(word, start + len(word))


def _fact(
    make: Maker,
    query: TextQuery,
    text: Text,
    place: Place,
    near: str,
    start: int,
    end: int,
    printed: str,
    match: str,
    slots: Mapping[str, tuple[int, int, str]] | None = None,
) -> Fact:
    line = place.line
    if place.block is not None and not place.table:
        block = make.document.blocks[place.block]
        if isinstance(block, Paragraph) and block.text is text:
            line = block.line_at(start)
    own = Place(
        line=line,
        block=place.block,
        table=place.table,
        row=place.row,
        column=place.column,
        section=place.section,
        span=None if place.table else (start, end),
    )
    status = {"status": "unreadable"} if make.document.doubtful(line) else {}
    found = {
        name: make.fact("stated", {"slot": name, **status}, own, value, None if status else _quantity(value))
        for name, (_, _, value) in (slots or {}).items()
    }
    return make.fact(
        "text", {"query": query.id, "match": match, "near": near, "section": place.section}, own, printed, None, found
    )


# 句式槽里的数：2024年 / 12.5万元 / 18.7% / 3个 / 7
_SLOT = re.compile(r"^(?P<number>-?\d[\d,]*(?:\.\d+)?)(?P<unit>[^\d]{0,6})$")


def _quantity(value: str) -> Quantity | None:
    found = _SLOT.match(norm(value))
    if not found:
        return None
    number = Decimal(found["number"].replace(",", ""))
    exact = found["unit"] not in (*MONEY, "%")
    return Quantity(number, found["unit"], Decimal(0) if exact else last_place(decimals(number)), value)
