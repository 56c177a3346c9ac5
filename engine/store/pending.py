"""还没有存进库的一批：存进去会是什么样，先照那样比。

于是存的时候不必谁都等着。各份的身份记在一个临时的 SQLite 文件里，几个进程各自打开来查，一万份也不占内存；
各个数还在存档里，比到哪一份读哪一份。
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import astuple
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.facts.prior import Cells
from engine.store.choose import Stored
from engine.store.names import Names
from engine.store.numbering import Numbering, document_of
from engine.store.record import Archive, Brief, Row
from engine.store.restore import OWN_SLOTS

_CREATE = "CREATE TABLE pending (document INTEGER PRIMARY KEY, entity_key TEXT, sha256 TEXT, stored TEXT, key TEXT)"
_INDEXES = ("CREATE INDEX by_entity ON pending (entity_key)", "CREATE INDEX by_sha256 ON pending (sha256)")

_KIND, _TABLE_NAME, _COLUMN_NAME, _SLOT, _QUOTE = map(
    Row._fields.index, ("kind", "table_name", "column_name", "slot", "quote")
)

ArchiveOf = Callable[[str], str]
"""键 → 存档（Record.json）。"""


def write_pending(path: Path, numbering: Numbering, given: Iterable[tuple[str, Brief]], names: Names) -> None:
    """写 path；以前写到一半的不要。given 是各份存档的（键，身份），次序同存的时候。"""
    path.unlink(missing_ok=True)
    with closing(_opened(path, "mode=rwc&nolock=1")) as connection, connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_CREATE)
        for fresh in numbering.fresh(given, lambda one: one[1]):
            rows = [document_of(kept, brief, names) for kept, (_, brief) in fresh]
            connection.executemany(
                "INSERT INTO pending VALUES (?, ?, ?, ?, ?)",
                [
                    (row["document"], row["entity_key"], row["sha256"], json.dumps(astuple(_stored(row))), key)
                    for row, (_, (key, _)) in zip(rows, fresh, strict=True)
                ],
            )
        for statement in _INDEXES:
            connection.execute(statement)


def _opened(path: Path, how: str) -> sqlite3.Connection:
    """写的只有一个，写完了才有人读：都不必上锁，网络文件夹上也就不会锁不上。"""
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)


def _stored(row: dict[str, Any]) -> Stored:
    """取用时的编号是负的：与库里的分得开，别的程序此时又存进几份也不会混。"""
    year = "" if row["year"] is None else str(row["year"])
    own = {name: row[name] for name in Stored.__slots__}
    return Stored(**{**own, "document": -row["document"], "year": year})


class Pending:
    """write_pending 写好的一批；头一次查才打开。"""

    def __init__(self, path: Path, archive_of: ArchiveOf) -> None:
        self._path = path
        self._archive_of = archive_of

    def close(self) -> None:
        if "_connection" in self.__dict__:
            self._connection.close()

    def __contains__(self, document: int) -> bool:
        return document < 0

    def over(self, found: Sequence[Stored], keys: Sequence[str]) -> list[Stored]:
        """found 是库里叫 keys 这些名称的；换成存好之后的：要换掉的去掉，新的在后面。"""
        replaced = self._select("SELECT sha256", "sha256", [one.sha256 for one in found])
        gone = {sha256 for (sha256,) in replaced}
        own = self._select("SELECT stored", "entity_key", keys)
        return [one for one in found if one.sha256 not in gone] + [Stored(*json.loads(stored)) for (stored,) in own]

    def read(self, document: int, cells: Cells | None) -> tuple[list[tuple[Sequence[Any], str]], frozenset[str]]:
        """（各数的（Row 的各列，摘录）；读到了哪些表）。cells 见 Store.related。一段段拆，用不上的不留。"""
        ((key,),) = self._select("SELECT key", "document", [-document])
        archive = Archive.of(self._archive_of(key))
        quotes = json.loads(archive.quotes)
        rows: list[tuple[Sequence[Any], str]] = []
        tables: set[str] = set()
        for row in (row for piece in archive.pieces for row in json.loads(piece)):
            if row[_KIND] == "cell":
                tables.add(row[_TABLE_NAME])
            if cells is None or _used(row, cells):
                rows.append((row, quotes[row[_QUOTE]] if row[_QUOTE] >= 0 else ""))
        return rows, frozenset(tables)

    @cached_property
    def _connection(self) -> sqlite3.Connection:
        return _opened(self._path, "mode=ro&immutable=1")

    def _select(self, what: str, column: str, among: Sequence[object]) -> list[tuple[Any, ...]]:
        marks = ", ".join("?" * len(among))
        query = f"{what} FROM pending WHERE {column} IN ({marks}) ORDER BY document"
        return self._connection.execute(query, list(among)).fetchall()


def _used(row: Sequence[Any], cells: Cells) -> bool:
    """规则用得上的，同 store._USED。"""
    match row[_KIND]:
        case "known" | "indicator":
            return True
        case "stated":
            return row[_SLOT] in OWN_SLOTS
        case "cell":
            return (row[_TABLE_NAME], row[_COLUMN_NAME]) in cells
    return False
