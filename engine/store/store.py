"""历年库。打开、存、查；每一步的错都是一句中文（StoreError）。

几个进程可以同时只读打开；写的时候只能有一个。读写都不看时钟：同样的输入，同样的内容。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from engine.facts.model import Fact
from engine.facts.prior import NOTHING, Cells, Related, Taken
from engine.recognition.identity import Identity
from engine.store import writing
from engine.store.choose import Choices, Stored, choose
from engine.store.errors import told
from engine.store.names import Names
from engine.store.numbering import Numbering
from engine.store.opening import connect, rest, settle
from engine.store.pending import Pending, write_pending
from engine.store.record import Brief, Record, Row
from engine.store.restore import OWN_SLOTS, prior_fact

if TYPE_CHECKING:
    import duckdb

_STORED = (
    "document, path, sha256, entity, entity_key, region, level, scope, kind, "
    "coalesce(CAST(year AS VARCHAR), ''), correction, day, run, digest"
)

_USED = "kind IN ('known', 'indicator') OR kind = 'stated' AND slot IN (?, ?) OR kind = 'cell' AND {}"
"""规则用得上的：自己年度的数，绩效指标，要比的格。还没有存的，pending._used 是同样的意思。"""


class Store:
    """打开着的库。用 with，或者自己 close。"""

    def __init__(
        self,
        path: Path,
        connection: duckdb.DuckDBPyConnection,
        names: Names,
        read_only: bool = True,
        sharing: bool = False,
        pending: Pending | None = None,
    ) -> None:
        self.path = path
        self._read_only = read_only
        self._sharing = sharing
        self.names = names
        self._connection = connection
        self._pending = pending

    @classmethod
    def open(
        cls, path: Path, names: Names, read_only: bool = True, sharing: bool = False, pending: Pending | None = None
    ) -> Store:
        """打开 path；要写的（read_only 为假）没有就新建。打不开抛出 StoreError，原有的文件不动。sharing 见 connect。

        pending 是还没有存进去的一批：查的时候当作已经存了。它与库一同关上。
        """
        return cls(path, connect(path, read_only, sharing), names, read_only, sharing, pending)

    def close(self) -> None:
        if self._pending is not None:
            self._pending.close()
        with told(self.path):
            if not self._read_only:
                settle(self._connection, self.path)
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def put(self, records: Iterable[Record], day: str = "") -> int:
        """存进去，返回新的、变了的有几份；出错的一份也没有进去。day 是核查日期。"""
        return self.load((record.json() for record in records), day)

    def load(self, archives: Iterable[str], day: str = "") -> int:
        """同 put；给的是各份的存档（Record.json）。"""
        with told(self.path):
            return writing.put(self._connection, archives, self.names, day)

    def prepare(self, path: Path, given: Iterable[tuple[str, Brief]], day: str = "") -> None:
        """照 put 会存的，写好 Pending 要的 path。given 是各份存档的（键，身份），次序同存的时候。"""
        with told(self.path):
            numbering = Numbering.of(self._connection, day)
            write_pending(path, numbering, given, self.names)

    def holds(self, sha256: str, digest: str, tool: str, ruleset: str) -> bool:
        """已经存着同样的内容，由同样的程序和规则集得出。"""
        query = "SELECT 1 FROM documents WHERE sha256 = ? AND digest = ? AND tool = ? AND ruleset = ?"
        with told(self.path):
            return bool(self._connection.execute(query, [sha256, digest, tool, ruleset]).fetchall())

    def related(self, identity: Identity, sha256: str, cells: Cells | None = None) -> Related:
        """身份是 identity、内容是 sha256 的公开件可比的其他公开件，连同它们的事实。没有的为 NOTHING。

        给出 cells 的只取规则用得上的事实：自己年度的数，绩效指标，这些（表，栏）的格。
        """
        with told(self.path):
            choices = self._choices(identity, sha256)
            facts: list[Fact] = []
            sources: list[Taken] = []
            for n, choice in enumerate(choices.chosen, 1):
                rows, tables = self._read(choice.stored.document, cells)
                facts += [prior_fact(f"p{n}.{values[0]}", values, quote, choice.taken) for values, quote in rows]
                sources.append(replace(choice.taken, tables=tables))
            if self._sharing:
                rest(self._connection)
        if not choices.chosen and not choices.notes:
            return NOTHING
        return Related(tuple(facts), tuple(sources), choices.notes, _hash(choices))

    def related_hash(self, identity: Identity, sha256: str) -> str:
        """related(…).hash，不取事实：看一份公开件可比的变了没有。"""
        with told(self.path):
            return _hash(self._choices(identity, sha256))

    def query(self, sql: str, values: Sequence[object] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
        """查一次：（列名，各行）。"""
        with told(self.path):
            found = self._connection.execute(sql, list(values))
            return [name for name, *_ in found.description or ()], found.fetchall()

    def pages(self, sql: str, size: int = 10_000) -> Iterator[list[tuple[Any, ...]]]:
        """查一次，一批一批地给：结果可能比内存大。"""
        with told(self.path):
            found = self._connection.execute(sql)
            while rows := found.fetchmany(size):
                yield rows

    def forget(self, documents: Sequence[int]) -> None:
        """去掉几份，连同它们的事实；一个事务。"""
        with told(self.path):
            writing.forget(self._connection, documents)

    def _choices(self, identity: Identity, sha256: str) -> Choices:
        return choose(identity, sha256, self.names, self._named)

    def _named(self, keys: Sequence[str]) -> list[Stored]:
        query = f"SELECT {_STORED} FROM documents WHERE entity_key IN ({', '.join('?' * len(keys))})"
        found = [Stored(*row) for row in self._connection.execute(query, list(keys)).fetchall()]
        return self._pending.over(found, keys) if self._pending is not None else found

    def _read(self, document: int, cells: Cells | None) -> tuple[list[tuple[Sequence[Any], str]], frozenset[str]]:
        """（各数的（Row 的各列，摘录）；读到了哪些表）。"""
        if self._pending is not None and document in self._pending:
            return self._pending.read(document, cells)
        return self._facts(document, cells), self._tables(document)

    def _facts(self, document: int, cells: Cells | None) -> list[tuple[Sequence[Any], str]]:
        """分两次取、自己排：在库里连接、排序，一份要多用十几 MB，还慢些。"""
        execute = self._connection.execute
        wanted, values = "TRUE", list[str]()
        if cells is not None:
            marks = ", ".join(["(?, ?)"] * len(cells))
            wanted = _USED.format(f"(table_name, column_name) IN ({marks})" if cells else "FALSE")
            values = [*OWN_SLOTS, *(name for cell in sorted(cells) for name in cell)]
        query = f"SELECT {', '.join(Row._fields)} FROM facts WHERE document = ? AND ({wanted})"
        rows = sorted(execute(query, [document, *values]).fetchall(), key=itemgetter(0))
        quotes = dict[int, str](execute("SELECT quote, text FROM quotes WHERE document = ?", [document]).fetchall())
        return [(row, quotes.get(row[-1], "")) for row in rows]

    def _tables(self, document: int) -> frozenset[str]:
        query = "SELECT DISTINCT table_name FROM facts WHERE document = ? AND kind = 'cell'"
        return frozenset(name for (name,) in self._connection.execute(query, [document]).fetchall())


def _hash(choices: Choices) -> str:
    if not choices.chosen and not choices.notes:
        return ""
    chosen = [(c.taken.relations, c.taken.path, c.stored.digest, c.taken.why) for c in choices.chosen]
    return hashlib.sha256(json.dumps([chosen, choices.notes], ensure_ascii=False).encode()).hexdigest()
