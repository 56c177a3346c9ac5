"""抽取：识别结果 → 事实。"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from engine.document import Document, Place
from engine.facts import brackets, cells, known, lists, names, narrative, parts, targets
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.facts.prior import NOTHING, Related
from engine.recognition.identity import Identity, identify
from engine.recognition.outline import Outline, read_outline
from engine.recognition.regions import locate
from engine.recognition.sets import Sets, divide
from engine.recognition.statements import Statement, announced_only, recognise
from engine.recognition.vocabulary import Vocabulary

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """没有看懂的一处：认不出的表、认不出的栏、无主的金额。"""

    what: str
    place: Place
    reason: str
    printed: str


@dataclass(frozen=True, slots=True)
class Tables:
    """各表在不在，都是表名。"""

    present: frozenset[str]
    """认出来的。"""
    unreadable: frozenset[str]
    """正文里有，而没有读出金额的。"""
    announced: frozenset[str]
    """目录、清单宣布的。"""


@dataclass(frozen=True)
class FactSet:
    """一份文件的全部事实，以及没有看懂的地方。"""

    document: Document
    identity: Identity
    outline: Outline
    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    not_understood: tuple[NotUnderstood, ...]
    by_id: Mapping[str, Fact]
    sets: Sets
    related: Related = NOTHING
    """取用的其他公开件；它们的事实已在 facts 里，种类是 prior。"""

    def of(self, kind: str, **keys: str | bool) -> tuple[Fact, ...]:
        """某一种类、键值相符的事实，按阅读顺序。"""
        own = self._kinds.get(kind, ())
        if not keys:
            return own
        names = tuple(sorted(keys))
        index = self._indexes.get((kind, names))
        if index is None:  # 同样的几个键要问许多次
            made: dict[tuple[object, ...], list[Fact]] = {}
            columns = [[fact.keys.get(name) for fact in own] for name in names]
            for fact, values in zip(own, zip(*columns, strict=True), strict=True):
                made.setdefault(values, []).append(fact)
            index = self._indexes[kind, names] = {values: tuple(found) for values, found in made.items()}
        return index.get(tuple([keys[name] for name in names]), ())

    @cached_property
    def _indexes(self) -> dict[tuple[str, tuple[str, ...]], Mapping[tuple[object, ...], tuple[Fact, ...]]]:
        return {}

    def once(self, make: Callable[[FactSet], Made]) -> Made:
        """make(self)，一份文件只做一次。"""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @cached_property
    def _made(self) -> dict[object, Any]:
        return {}

    def swapped(self, changed: Mapping[str, Fact]) -> FactSet:
        """同一编号的事实换成 changed 里的，键照旧。没有换到的种类，分好的照用。"""
        kinds = {f.kind for f in changed.values()}
        facts = list(self.facts)
        for ident in changed.keys() & self._positions.keys():
            facts[self._positions[ident]] = changed[ident]
        made = dataclasses.replace(self, facts=tuple(facts), by_id={**self.by_id, **changed})
        held = {kind: tuple([changed.get(f.id, f) for f in self._kinds.get(kind, ())]) for kind in kinds}
        made.__dict__["_kinds"] = {**self._kinds, **held}
        made.__dict__["_indexes"] = {key: found for key, found in self._indexes.items() if key[0] not in kinds}
        made.__dict__["tables"] = self.tables
        return made

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {fact.id: position for position, fact in enumerate(self.facts)}

    @cached_property
    def _kinds(self) -> Mapping[str, tuple[Fact, ...]]:
        return _by_kind(self.facts)

    @cached_property
    def tables(self) -> Tables:
        """每条规则都要看，一份文件只数一次。"""
        parts = self.of("part", type="表格")
        readable = frozenset(f.key("concept") for f in parts if f.keys["readable"])
        return Tables(
            frozenset(f.key("table") for f in self.of("table")),
            frozenset(f.key("concept") for f in parts) - readable,
            frozenset(f.key("concept") for f in self.of("announced", type="表格")),
        )


def _by_kind(facts: tuple[Fact, ...]) -> dict[str, tuple[Fact, ...]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.kind, []).append(fact)
    return {kind: tuple(own) for kind, own in found.items()}


def _flatten(facts: list[Fact]) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    stack = list(facts)
    while stack:
        fact = stack.pop()
        if found.get(fact.id) is fact:
            continue  # 一格也是它那一行的一栏，见过了
        found[fact.id] = fact
        if fact.slots:  # 多数没有组成部分
            stack.extend(fact.slots.values())
        if fact.items:
            stack.extend(fact.items)
    return found


def identity_of(document: Document, vocabulary: Vocabulary) -> Identity:
    """文种、年度、单位，以及由地名表认出的地区、层级。"""
    identity = identify(document)
    region, level = locate(identity.entity, identity.title, vocabulary.regions, vocabulary.words)
    return dataclasses.replace(identity, region=region, level=level)


def extract(document: Document, vocabulary: Vocabulary, identity: Identity | None = None) -> FactSet:
    """文档 → 事实。vocabulary 为全部年度的词汇，按文件年度取科目；identity 已知的不必再认。"""
    identity = identity or identity_of(document, vocabulary)
    vocabulary = vocabulary.for_year(identity.year)
    outline = read_outline(document, vocabulary, identity.kind)
    statements, strangers = recognise(document, vocabulary, identity.kind, identity.year)
    listed = dict.fromkeys(outline.toc_blocks, True) | {e.block: True for e in outline.lists}
    announced = announced_only(document, statements, vocabulary, identity.kind, listed)
    sets = divide(statements, outline, vocabulary)
    make = Maker(document, identity, sets=sets)

    facts: list[Fact] = [
        make.fact("document", {"doc": identity.kind, "year": identity.year, "entity": identity.entity}, Place(line=1))
    ]
    facts += parts.part_facts(make, outline, statements, announced, vocabulary)
    facts += cells.statement_facts(make, statements, vocabulary)
    facts += targets.target_facts(make, statements, facts, vocabulary)
    claims, loose = narrative.claims(make, outline, statements, vocabulary)
    facts += lists.compound_facts(make, claims, vocabulary)
    facts += names.name_facts(make, outline, vocabulary)
    facts += known.known_facts(make, facts, vocabulary)
    facts += known.derived_facts(make, facts, vocabulary)
    facts += brackets.bracket_facts(make, outline, statements, vocabulary)

    unknown = [
        NotUnderstood(
            "表格",
            Place(line=t.line, block=t.index),
            "前后有接不上或没有读的部分，表可能不全" if t.cut else "没有认出是哪种表",
            " | ".join(c.text.norm for c in t.rows[0] if c.text.norm)[:60],
        )
        for t in strangers
    ]
    for statement in statements:
        unknown += [
            NotUnderstood(
                "栏目",
                make.place(block=statement.table.index, line=statement.table.line, table=statement.name),
                "没有认出是什么栏",
                label[:60],
            )
            for label in statement.unknown_columns
        ]
    unknown += [
        NotUnderstood("表格", make.place(block=b), f"有标题，下面没有读出表格（{k.name}）", make.text(b)[:60])
        for k, b in announced
    ]
    unknown += [NotUnderstood("金额", c.place, "不知道说的是哪一项", c.printed) for c in loose if not c.doubtful]
    unknown += [
        NotUnderstood("章节", make.place(b), "不知道说的是哪一套表，没有与表核对", make.text(b)[:60])
        for b in sets.unsure
    ]
    unknown += [NotUnderstood("金额", c.place, "识别没有把握，没有核查", c.printed) for c in claims if c.doubtful]
    return FactSet(
        document,
        identity,
        outline,
        statements,
        tuple(facts),
        tuple(sorted(unknown, key=lambda u: u.place.key)),
        _flatten(facts),
        sets,
    )


def with_extra(facts: FactSet, extra: tuple[Fact, ...]) -> FactSet:
    """加上按规则集查出来的事实（文字、代码表行）。"""
    made = dataclasses.replace(facts, facts=facts.facts + extra, by_id={**facts.by_id, **_flatten(list(extra))})
    more = _by_kind(extra)
    made.__dict__["_kinds"] = {**facts._kinds, **{k: (*facts.of(k), *own) for k, own in more.items()}}
    return made


def with_related(facts: FactSet, related: Related) -> FactSet:
    """加上其他公开件的事实；没有可比的原样。"""
    if related == NOTHING:
        return facts
    return dataclasses.replace(with_extra(facts, related.facts), related=related)
