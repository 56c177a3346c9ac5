"""规则的文字查询在哪里找：全文、某些章节、标题、表的附注。一份文件里的各处只列一次。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from engine.document import Paragraph, Place, Table
from engine.facts.build import FactSet
from engine.recognition.statements import Statement
from engine.ruleset.model import TextQuery
from engine.text import Text, norm

Spot = tuple[Text, Place, str]
"""要找的一处：文字，位置，属于哪一节、哪张表。"""

HEADINGS = "标题"
"""在标题里找：封面、章节标题、表的标题。"""
NOTES, NOTES_OR_WORDS = "同表注", "同表注或情况说明"

# 目录下统一的说明：以上报表中，空表表示本部门无相关收支情况
_BLANKS = re.compile(r"空表(?:表示|均为|的?为|即|说明|是指|系)")
_SUBJECTS = ("政府性基金", "国有资本", "三公", "项目支出", "政府采购", "转移支付")


class Spots:
    """一份文件里可以找的各处。"""

    def __init__(self, facts: FactSet) -> None:
        self._facts = facts
        self._named: dict[str, tuple[tuple[Paragraph, str], ...]] = {}

    def of(self, query: TextQuery) -> Iterator[Spot]:
        """按阅读次序；附注按表的次序。"""
        for place in (NOTES, NOTES_OR_WORDS):
            if place in query.places:
                for statement in self._facts.statements:
                    yield from self._notes(statement)
                    if place == NOTES_OR_WORDS:
                        yield from self._words(statement)
                return
        if HEADINGS in query.places:
            yield from self._headings
        whole = "全文" in query.places
        for text, place_of, kind in self._ordered:
            if place_of.row is not None:  # 表里的
                if whole:
                    yield text, place_of, kind
            elif (whole or kind in query.places) and kind not in query.exclude:
                yield text, place_of, kind

    @cached_property
    def _ordered(self) -> tuple[Spot, ...]:
        """目录以外的段落、表里的文字。"""
        outline = self._facts.outline
        names = {s.table.index: s.name for s in reversed(self._facts.statements)}
        found: list[Spot] = []
        for block in self._facts.document.blocks:
            if isinstance(block, Table):
                found += _cells(block, names.get(block.index, ""), 2)
            elif block.index not in outline.toc_blocks:
                section = outline.section_at(block.index)
                printed, kind = (section.printed, section.kind) if section else ("", "")
                found.append((block.text, Place(line=block.line, block=block.index, section=printed), kind))
        return tuple(found)

    @cached_property
    def _headings(self) -> tuple[Spot, ...]:
        facts = self._facts
        cover = {
            b.index
            for b in facts.document.blocks
            if isinstance(b, Paragraph) and facts.identity.title and b.text.norm == norm(facts.identity.title)
        }
        captions = {s.title_block for s in facts.statements if s.title_block is not None}
        headings = {s.block: s for s in facts.outline.sections}
        found: list[Spot] = []
        for index in sorted(cover | captions | set(headings)):
            block = facts.document.blocks[index]
            if isinstance(block, Paragraph) and index not in facts.outline.toc_blocks:
                title = headings[index].printed if index in headings else ""
                found.append((block.text, Place(line=block.line, block=index, section=title), HEADINGS))
        return tuple(found)

    def _notes(self, statement: Statement) -> Iterator[Spot]:
        """一张表的附注、空表里的说明。"""
        for index in statement.notes:
            block = self._facts.document.blocks[index]
            if isinstance(block, Paragraph) and _speaks_of(block.text.norm, statement.kind.name):
                yield block.text, Place(line=block.line, block=index), statement.name
        for text, place, _ in _cells(statement.table, statement.name, 6):
            yield text, place, statement.name

    def _words(self, statement: Statement) -> Iterator[Spot]:
        """统一说空表的话，以及情况说明里说这张表的段落。"""
        for block in self._blanks:
            yield block.text, Place(line=block.line, block=block.index), statement.name
        subject = _subject(statement.kind.name)
        if subject and subject not in self._named:  # 几张表说的是同样的名目
            self._named[subject] = self._naming(subject)
        for paragraph, section in self._named.get(subject, ()):
            at = Place(line=paragraph.line, block=paragraph.index, section=section)
            yield paragraph.text, at, statement.name

    @cached_property
    def _blanks(self) -> tuple[Paragraph, ...]:
        blocks = self._facts.document.blocks
        return tuple(b for b in blocks if isinstance(b, Paragraph) and _BLANKS.search(b.text.norm))

    def _naming(self, subject: str) -> tuple[tuple[Paragraph, str], ...]:
        """（段落，章节）：段里点了名，或者这一节的标题点了名：五、政府性基金预算情况 / 本部门不涉及。"""
        outline = self._facts.outline
        found: list[tuple[Paragraph, str]] = []
        for block in self._facts.document.blocks[outline.body :]:
            section = outline.section_at(block.index) if isinstance(block, Paragraph) else None
            if not isinstance(block, Paragraph) or not section or section.kind in ("", "名词解释"):
                continue
            if subject in block.text.norm.replace('"', "") or subject in section.title.replace('"', ""):
                found.append((block, section.printed))
        return tuple(found)


def _cells(table: Table, name: str, least: int) -> Iterator[Spot]:
    """表里至少这么多字的文字。"""
    for row in table.rows:
        for cell in row:
            if cell.status == "text" and len(cell.text.norm) >= least:
                at = Place(line=cell.line, block=table.index, table=name, row=cell.row, column=cell.column)
                yield cell.text, at, ""


def _subject(table: str) -> str:
    return next((s for s in _SUBJECTS if s in table), "")


def _speaks_of(note: str, table: str) -> bool:
    """附注点名说别的表的，不算这张表的。"""
    own = _subject(table)
    plain = note.replace('"', "")
    named = [s for s in _SUBJECTS[:3] if s in plain]
    return not named or own in named
