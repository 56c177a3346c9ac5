"""规则的文字查询在哪里找：全文、某些章节、标题、表的附注。一份文件里的各处只列一次。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain

from engine.document import Cell, Paragraph, Place, Table
from engine.facts.build import FactSet
from engine.recognition.statements import Statement
from engine.ruleset.model import TextQuery
from engine.text import Text, norm

Spot = tuple[Text, Paragraph | Cell, int, str, str]
"""要找的一处：文字，段落或单元格，第几块，所在章节、表的标题，属于哪一节、哪张表。位置找到了再造（place_of）。"""

HEADINGS = "标题"
"""在标题里找：封面、章节标题、表的标题。"""
NOTES, NOTES_OR_WORDS = "同表注", "同表注或情况说明"
_NOTE = 6
"""表里这么多字以上的才像说明：本表为空表。"""

# 目录下统一的说明：以上报表中，空表表示本部门无相关收支情况
_BLANKS = re.compile(r"空表(?:表示|均为|的?为|即|说明|是指|系)")
_SUBJECTS = ("政府性基金", "国有资本", "三公", "项目支出", "政府采购", "转移支付")


class Spots:
    """一份文件里可以找的各处。"""

    def __init__(self, facts: FactSet) -> None:
        self._facts = facts
        self._named: dict[tuple[str, str], tuple[tuple[Paragraph, str], ...]] = {}
        self._texts: dict[int, list[Cell]] = {}

    def of(self, query: TextQuery) -> tuple[Spot, ...]:
        """按阅读次序；附注按表的次序。"""
        if NOTES in query.places:
            return tuple(spot for notes in self._notes for spot in notes)
        if NOTES_OR_WORDS in query.places:
            pairs = zip(self._notes, self._facts.statements, strict=True)
            return tuple(spot for notes, statement in pairs for spot in (*notes, *self._words(statement)))
        headings = self._headings if HEADINGS in query.places else ()
        if "全文" in query.places:
            return (*headings, *(s for s in self._ordered if isinstance(s[1], Cell) or s[-1] not in query.exclude))
        wanted = set(query.places).difference(query.exclude)
        found = sorted(chain.from_iterable(self._sections.get(kind, ()) for kind in wanted))
        return (*headings, *(self._ordered[position] for position in found))

    @cached_property
    def _ordered(self) -> tuple[Spot, ...]:
        """目录以外的段落、表里的文字。"""
        outline = self._facts.outline
        names = {s.table.index: s.name for s in reversed(self._facts.statements)}
        found: list[Spot] = []
        for block in self._facts.document.blocks:
            if isinstance(block, Table):
                found += self._cells(block, names.get(block.index, ""), "")
            elif block.index not in outline.toc_blocks:
                section = outline.section_at(block.index)
                printed, kind = (section.printed, section.kind) if section else ("", "")
                found.append((block.text, block, block.index, printed, kind))
        return tuple(found)

    @cached_property
    def _sections(self) -> Mapping[str, list[int]]:
        """章节的种类 → 其中的段落在 _ordered 里的序号。"""
        found: dict[str, list[int]] = {}
        for position, spot in enumerate(self._ordered):
            if isinstance(spot[1], Paragraph):
                found.setdefault(spot[-1], []).append(position)
        return found

    @cached_property
    def _headings(self) -> tuple[Spot, ...]:
        facts = self._facts
        title = norm(facts.identity.title)
        cover = {b.index for b in facts.document.blocks if isinstance(b, Paragraph) and title and b.text.norm == title}
        captions = {s.title_block for s in facts.statements if s.title_block is not None}
        headings = {s.block: s for s in facts.outline.sections}
        found: list[Spot] = []
        for index in sorted(cover | captions | set(headings)):
            block = facts.document.blocks[index]
            if isinstance(block, Paragraph) and index not in facts.outline.toc_blocks:
                printed = headings[index].printed if index in headings else ""
                found.append((block.text, block, index, printed, HEADINGS))
        return tuple(found)

    @cached_property
    def _notes(self) -> tuple[tuple[Spot, ...], ...]:
        """各张表的附注、空表里的说明。"""
        return tuple(tuple(self._noted(statement)) for statement in self._facts.statements)

    def _noted(self, statement: Statement) -> Iterator[Spot]:
        for index in statement.notes:
            block = self._facts.document.blocks[index]
            if isinstance(block, Paragraph) and _speaks_of(block.text.norm, statement.kind.name):
                yield block.text, block, index, "", statement.name
        cells = self._cells(statement.table, statement.name, statement.name)
        yield from (cell for cell in cells if len(cell[0].norm) >= _NOTE)

    def _cells(self, table: Table, name: str, near: str) -> list[Spot]:
        """表里两个字以上的文字。"""
        index = table.index
        if index not in self._texts:
            self._texts[index] = [c for row in table.rows for c in row if c.status == "text" and len(c.text.norm) > 1]
        return [(cell.text, cell, index, name, near) for cell in self._texts[index]]

    def _words(self, statement: Statement) -> Iterator[Spot]:
        """统一说空表的话，以及情况说明里说这张表的段落。"""
        for block in self._blanks:
            yield block.text, block, block.index, "", statement.name
        subject = _subject(statement.kind.name)
        own = self._facts.sets.of(statement.table.index)
        if subject and (own, subject) not in self._named:  # 几张表说的是同样的名目
            self._named.update(self._naming(subject))
        for paragraph, section in self._named.get((own, subject), ()):
            yield paragraph.text, paragraph, paragraph.index, section, statement.name

    @cached_property
    def _blanks(self) -> tuple[Paragraph, ...]:
        blocks = self._facts.document.blocks
        return tuple(b for b in blocks if isinstance(b, Paragraph) and _BLANKS.search(b.text.norm))

    def _naming(self, subject: str) -> dict[tuple[str, str], tuple[tuple[Paragraph, str], ...]]:
        """（第几套，名目）→（段落，章节）：段里点了名，或者标题点了名：五、政府性基金预算情况 / 本部门不涉及。"""
        outline = self._facts.outline
        sets = self._facts.sets
        found: dict[str, list[tuple[Paragraph, str]]] = {name: [] for name in sets.names}
        for block in self._facts.document.blocks[outline.body :]:
            section = outline.section_at(block.index) if isinstance(block, Paragraph) else None
            if not isinstance(block, Paragraph) or not section or section.kind in ("", "名词解释"):
                continue
            if subject in block.text.norm.replace('"', "") or subject in section.title.replace('"', ""):
                found.setdefault(sets.of(block.index), []).append((block, section.printed))
        return {(name, subject): tuple(own) for name, own in found.items()}


def place_of(spot: Spot, start: int, end: int) -> Place:
    """找到的一段归一化文字在哪里。表里的只说到格，没有名字的表除外。"""
    _, source, block, name, _ = spot
    if isinstance(source, Paragraph):
        return Place(line=source.line_at(start), block=block, section=name, span=(start, end))
    span = None if name else (start, end)
    return Place(line=source.line, block=block, table=name, row=source.row, column=source.column, span=span)


def _subject(table: str) -> str:
    return next((s for s in _SUBJECTS if s in table), "")


def _speaks_of(note: str, table: str) -> bool:
    """附注点名说别的表的，不算这张表的。"""
    own = _subject(table)
    plain = note.replace('"', "")
    named = [s for s in _SUBJECTS[:3] if s in plain]
    return not named or own in named
