"""一批里哪几份要存、在库里各是什么身份：存的时候照它写，没有存的时候照它比（pending）。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from engine.store.names import Names, scope_of
from engine.store.record import Brief
from engine.text import norm

if TYPE_CHECKING:
    import duckdb

CHUNK = 8
"""一次看这么多份：存的时候，各份的存档约 100 KB，正好是一条语句。"""

_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Kept:
    """库里的一份：编号，头一次存进去的核查日期、次序，内容有没有变要看的各项。"""

    document: int
    day: str
    run: int
    state: tuple[str, ...]


@dataclass
class Numbering:
    """同样的内容（sha256）只存一份；内容、程序、规则集都没有变的不存。

    known 是库里已有的（sha256 → 一份）；last 是用到的最后一个编号；run 是第几次存，day 是核查日期。
    """

    known: dict[str, Kept]
    last: int
    run: int
    day: str
    replaced: list[int] = field(default_factory=list)
    _arrived: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, day: str) -> Numbering:
        """照库里现有的接着编。"""
        query = "SELECT sha256, document, day, run, path, digest, tool, ruleset FROM documents"
        known = {
            sha256: Kept(document, day, run, tuple(state))
            for sha256, document, day, run, *state in connection.execute(query).fetchall()
        }
        numbers, runs = [one.document for one in known.values()], [one.run for one in known.values()]
        return cls(known, max(numbers, default=0), max(runs, default=0) + 1, day)

    def fresh(
        self, given: Iterable[_Given], brief_of: Callable[[_Given], Brief]
    ) -> Iterator[list[tuple[Kept, _Given]]]:
        """要存的各份，一次几份：按路径排，编号照这个次序。"""
        waiting = iter(given)
        while batch := list(islice(waiting, CHUNK)):
            found = ((self._kept(brief_of(one)), one) for one in sorted(batch, key=lambda one: brief_of(one).path))
            yield [(kept, one) for kept, one in found if kept is not None]

    def _kept(self, brief: Brief) -> Kept | None:
        if brief.sha256 in self._arrived:
            return None
        self._arrived.add(brief.sha256)
        before = self.known.get(brief.sha256)
        if before and before.state == brief.state:
            return None
        self.last += 1
        if before is None:
            return Kept(self.last, self.day, self.run, brief.state)
        # 再存一次的，还算头一次存进去的时候：旧稿重新核查不会变成新稿
        self.replaced.append(before.document)
        return Kept(self.last, before.day, before.run, brief.state)


def document_of(kept: Kept, brief: Brief, names: Names) -> dict[str, Any]:
    """documents 的一行：列名 → 值。"""
    key = names.key(brief.entity, brief.region)
    told = norm(f"{brief.title} {Path(brief.path).name}")
    return {
        "document": kept.document,
        "path": brief.path,
        "sha256": brief.sha256,
        "entity": brief.entity,
        "entity_key": key.name if brief.entity else "",
        "region": key.region,
        "level": brief.level,
        "scope": scope_of(brief.title, key),
        "title": brief.title,
        "kind": brief.kind,
        "year": int(brief.year) if brief.year.isdigit() else None,
        "correction": any(word in told for word in names.words.get("更正说法", ())),
        "day": kept.day,
        "run": kept.run,
        "facts": brief.facts,
        "digest": brief.digest,
        "tool": brief.tool,
        "ruleset": brief.ruleset,
    }
