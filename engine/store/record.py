"""一份公开件存进库里的样子：身份，和它陈述的各个数。可以跨进程传送，可以写成 JSON。"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from engine import VERSION
from engine.document import Document, Place
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.facts.quoting import quote
from engine.recognition.identity import Identity
from engine.recognition.sets import FIRST, WHOLE
from engine.text import storable

_PIECE = 500
"""存档里一段至多这么多个数，约 100 KB：库一次拆开几段，再大的公开件也只占这么多内存。"""


class Row(NamedTuple):
    """一个数，或绩效表的一项文字。字段依次就是库里 facts 表的各列，说明见 docs/store.md。

    value、quantum 是十进制数的写法，没有数的为空串；quote 是 Record.quotes 的第几条，没有为 -1。
    """

    number: int
    kind: str
    concept: str = ""
    code: str = ""
    name: str = ""
    table_name: str = ""
    instance: str = ""
    row_name: str = ""
    row_label: str = ""
    role: str = ""
    column_name: str = ""
    basis: str = ""
    caliber: str = ""
    period: str = ""
    slot: str = ""
    scope: str = ""
    section: str = ""
    section_kind: str = ""
    direction: str = ""
    project: str = ""
    status: str = ""
    total: bool = False
    value: str = ""
    unit: str = ""
    quantum: str = ""
    approximate: bool = False
    printed: str = ""
    file: str = ""
    page: int | None = None
    line: int | None = None
    label: str = ""
    quote: int = -1


class Brief(NamedTuple):
    """不必读各个数就要知道的：身份，有几个数，内容的哈希（见 Record._digest）。"""

    path: str
    sha256: str
    entity: str
    title: str
    kind: str
    year: str
    region: str
    level: str
    ruleset: str
    tool: str
    facts: int
    digest: str

    @property
    def identity(self) -> Identity:
        return Identity(self.kind, self.year, self.entity, self.title, True, self.region, self.level)

    @property
    def state(self) -> tuple[str, str, str, str]:
        """有一样变了就要再存一次的。"""
        return self.path, self.digest, self.tool, self.ruleset


@contextmanager
def _parsing() -> Iterator[None]:
    """拆存档；不成样子的都说成一种错。"""
    try:
        yield
    except (TypeError, ValueError) as problem:
        raise ValueError(f"不是公开件的存档：{problem}") from None


def _dumps(part: object) -> str:
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"))


class Archive(NamedTuple):
    """Record.json 的各段：摘录、各个数都还没有拆开，库照原样收，不必在 Python 里一个个拆。"""

    brief: Brief
    quotes: str
    pieces: Sequence[str]

    @classmethod
    def of(cls, text: str) -> Archive:
        """不是 Record.json 写的，抛出 ValueError。"""
        with _parsing():
            brief, quotes, *pieces = text.split("\n")
            return cls(Brief(*json.loads(brief)), quotes, pieces)


@dataclass(frozen=True, slots=True)
class Record:
    """一份公开件。tool、ruleset 是得出这些事实的程序版本和规则集（词汇也在其中）的哈希。"""

    path: str
    sha256: str
    entity: str
    title: str
    kind: str
    year: str
    region: str
    level: str
    rows: tuple[Row, ...]
    quotes: tuple[str, ...]
    ruleset: str = ""
    tool: str = VERSION

    @property
    def identity(self) -> Identity:
        return Identity(self.kind, self.year, self.entity, self.title, True, self.region, self.level)

    def json(self) -> str:
        """存档：一行一段，各是一个 JSON 数组。头一段是 Brief，第二段是摘录，以下每段若干个数。"""
        parts = self._parts()
        own = {name: getattr(self, name) for name in Brief._fields if name not in ("facts", "digest")}
        brief = Brief(**own, facts=len(self.rows), digest=self._digest(parts))
        return "\n".join((_dumps(brief), *parts))

    def _parts(self) -> list[str]:
        """存档里除了 Brief 的各段。"""
        pieces = (self.rows[start : start + _PIECE] for start in range(0, len(self.rows), _PIECE))
        return [_dumps(part) for part in (self.quotes, *pieces)]

    def _digest(self, parts: Sequence[str]) -> str:
        """内容的哈希：身份和各个数，连同印在哪里；不含路径、程序版本。"""
        identity = _dumps([self.kind, self.year, self.entity, self.title, self.region, self.level])
        return hashlib.sha256("\n".join((identity, *parts)).encode()).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> Record:
        """json() 的反面。不是它写的，抛出 ValueError。"""
        brief, quotes, pieces = Archive.of(text)
        own = brief._asdict()
        del own["facts"], own["digest"]
        with _parsing():
            rows = tuple(Row(*row) for piece in pieces for row in json.loads(piece))
            return cls(rows=rows, quotes=tuple(json.loads(quotes)), **own)


def record_of(path: Path, facts: FactSet, ruleset: str = "") -> Record:
    """核查过的一份公开件 → 要存的内容。path 是报告里怎么称呼它，ruleset 是规则集的哈希。"""
    identity = facts.identity
    maker = _Maker(facts.document)
    rows = tuple(maker.rows(facts.facts))
    return Record(
        storable(str(path)),
        facts.document.sha256,
        identity.entity,
        identity.title,
        identity.kind,
        identity.year,
        identity.region,
        identity.level,
        rows,
        tuple(maker.quotes),
        ruleset,
    )


def _told(cell: Fact) -> bool:
    """要存的格：有数的、认不清的，和合计行、合计栏的空格；别的空格没有说什么。"""
    return (
        cell.quantity is not None
        or cell.key("status") == "unreadable"
        or bool(cell.keys["has_row"])
        or cell.key("column") == "合计"
    )


class _Maker:
    """逐个写成一行，摘录相同的只存一次。"""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.quotes: dict[str, int] = {}
        self._count = 0
        self._quoted: dict[tuple[int | None, int | None, object], int] = {}

    def rows(self, facts: tuple[Fact, ...]) -> Iterator[Row]:
        for fact in facts:
            match fact.kind:
                case "cell" if _told(fact):
                    yield self.row(fact)
                case "known" if fact.key("set") == FIRST:
                    yield self.row(fact, concept=fact.key("concept"), source=fact.slots["格"])
                case "derived" if fact.key("set") in (FIRST, WHOLE):
                    yield self.row(fact)
                case "statement" if fact.key("concept") or fact.key("code"):
                    # 决算的“本年”就是“决算”，存一次；“增减”是“增减额”加上正负号
                    own = {s.id: (slot, s) for slot, s in reversed(tuple(fact.slots.items())) if s.kind == "stated"}
                    for slot, said in sorted(own.values(), key=lambda entry: entry[1].place.key):
                        if slot not in ("增减", "前述", "年份", "基期年份"):
                            yield self.row(said, kind="stated", slot=slot, owner=fact)
                case "indicator":
                    levels = "/".join(x for x in (fact.key("level1"), fact.key("level2")) if x)
                    yield self.row(fact, concept=levels)
                case "record":
                    for label, said in fact.slots.items():
                        yield self.row(said, kind="record", slot=label, project=fact.key("project"))

    def row(
        self,
        fact: Fact,
        kind: str = "",
        concept: str = "",
        slot: str = "",
        project: str = "",
        source: Fact | None = None,
        owner: Fact | None = None,
    ) -> Row:
        self._count += 1
        keys, named, place, quantity = source or fact, owner or fact, fact.place, fact.quantity
        spot = self.document.spot(place.line)
        return Row(
            self._count,
            kind or fact.kind,
            concept or named.key("concept"),
            named.key("code") or keys.key("code"),
            named.key("name") or keys.key("name"),
            keys.key("table"),
            keys.key("instance"),
            keys.key("row"),
            place.row_name,
            keys.key("role"),
            keys.key("column"),
            keys.key("basis"),
            fact.key("caliber") or keys.key("caliber"),
            keys.key("period"),
            slot or keys.key("slot"),
            named.key("scope") or keys.key("scope"),
            place.section,
            named.key("section"),
            fact.key("direction"),
            project or keys.key("project"),
            keys.key("status"),
            bool(keys.keys.get("total")),
            format(quantity.value, "f") if quantity else "",
            quantity.unit if quantity else keys.key("unit"),
            format(quantity.quantum, "f") if quantity else "",
            bool(quantity and quantity.approximate),
            fact.printed,
            storable(spot.file) if spot else "",
            spot.page if spot else None,
            place.line if spot is None else None,
            spot.label if spot and spot.page is None else "",
            self.quote(place, fact.printed),
        )

    def quote(self, place: Place, printed: str) -> int:
        """原文摘录是第几条；没有位置的为 -1。"""
        if place.block is None:
            return -1
        key = (place.block, place.row, None if place.row is not None else place.span)
        if key not in self._quoted:
            text = quote(self.document, place, printed)
            self._quoted[key] = self.quotes.setdefault(text, len(self.quotes))
        return self._quoted[key]
