"""写库：一批公开件要么都进去，要么都没有进去。

不是一个大事务：没有提交的都在内存里，一万份要十几个 GB。
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.store.names import Names, scope_of
from engine.store.record import Record, Row
from engine.text import norm

if TYPE_CHECKING:
    import duckdb

_CHUNK = 20
"""一次送进去这么多份：一份几百到一千多行，内存几十 MB。"""
_DOCUMENT = (
    "document",
    "path",
    "sha256",
    "entity",
    "entity_key",
    "region",
    "level",
    "scope",
    "title",
    "kind",
    "year",
    "correction",
    "day",
    "run",
    "facts",
    "digest",
    "tool",
    "ruleset",
)


def put(connection: duckdb.DuckDBPyConnection, records: Iterable[Record], names: Names, day: str) -> int:
    """存进去，返回新的、变了的有几份。同样的内容（sha256）只存一份；内容、程序、规则集都没有变的不写。

    day 是核查日期，没有为空串。records 可以是边读边给的：每次只取一批。
    事实一批批写进去，documents 里没有它们的编号，谁也看不到；最后 documents 一次换上，才算存进去了。
    """
    waiting = iter(records)
    changed: set[int] = set()
    replaced: list[int] = []
    with connection.cursor() as cursor:
        _sweep(cursor)
        cursor.execute("CREATE OR REPLACE TEMP TABLE arriving AS SELECT * FROM documents LIMIT 0")
        try:
            known = _known(cursor)
            last, run = _one(cursor, "SELECT coalesce(max(document), 0), coalesce(max(run), 0) + 1 FROM documents")
            while batch := list(islice(waiting, _CHUNK)):
                states = {r.sha256: _state(r) for r in _single(batch)}
                fresh = [
                    r for r in _single(batch) if r.sha256 not in known or known[r.sha256].state != states[r.sha256]
                ]
                replaced += [known[r.sha256].document for r in fresh if r.sha256 in known]
                for record in fresh:
                    last += 1
                    # 再存一次的，还算头一次存进去的时候：旧稿重新核查不会变成新稿
                    before = known.get(record.sha256)
                    known[record.sha256] = _Kept(
                        last, before.day if before else day, before.run if before else run, states[record.sha256]
                    )
                _insert(cursor, [(known[r.sha256], r) for r in fresh], names)
                changed |= {known[r.sha256].document for r in fresh}
            _appear(cursor, replaced)
        except BaseException:
            _undo(cursor)
            raise
    return len(changed)


def _appear(cursor: duckdb.DuckDBPyConnection, replaced: Sequence[int]) -> None:
    """换上：一个事务，要么都算，要么都不算。"""
    cursor.execute("BEGIN")
    _remove(cursor, replaced)
    gone = [list(replaced)]
    cursor.execute("INSERT INTO documents SELECT * FROM arriving WHERE document NOT IN (SELECT unnest(?))", gone)
    cursor.execute("COMMIT")


def _sweep(cursor: duckdb.DuckDBPyConnection) -> None:
    """上次没有存完的事实：编号都在后面。"""
    for table in ("facts", "quotes"):
        cursor.execute(f"DELETE FROM {table} WHERE document > (SELECT coalesce(max(document), 0) FROM documents)")


@dataclass(frozen=True, slots=True)
class _Kept:
    """库里的一份：编号，头一次存进去的核查日期、次序，内容有没有变要看的各项。"""

    document: int
    day: str
    run: int
    state: tuple[str, ...]


def _known(cursor: duckdb.DuckDBPyConnection) -> dict[str, _Kept]:
    rows = cursor.execute("SELECT sha256, document, day, run, path, digest, tool, ruleset FROM documents").fetchall()
    return {sha256: _Kept(document, day, run, tuple(state)) for sha256, document, day, run, *state in rows}


def forget(connection: duckdb.DuckDBPyConnection, documents: Sequence[int]) -> None:
    """去掉几份，连同它们的事实。"""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            _remove(cursor, documents)
            cursor.execute("COMMIT")
        except BaseException:
            _undo(cursor)
            raise


def _undo(cursor: duckdb.DuckDBPyConnection) -> None:
    """退回，去掉已经写进去的事实；磁盘满了的，引擎自己已经退回，不能再退，去不掉的下次再去。"""
    import duckdb

    with contextlib.suppress(duckdb.Error):
        cursor.execute("ROLLBACK")
    with contextlib.suppress(duckdb.Error):
        _sweep(cursor)


def _one(cursor: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    (found,) = cursor.execute(query).fetchall()
    return tuple(found)


def _state(record: Record) -> tuple[str, ...]:
    """第二项是内容的哈希：算一次要几毫秒，不要算几遍。"""
    return record.path, record.digest, record.tool, record.ruleset


def _single(records: Sequence[Record]) -> list[Record]:
    """同样的内容给了几次的取一份，按路径排。"""
    found: dict[str, Record] = {}
    for record in sorted(records, key=lambda r: r.path):
        found.setdefault(record.sha256, record)
    return list(found.values())


def _remove(cursor: duckdb.DuckDBPyConnection, documents: Sequence[int]) -> None:
    for table in ("documents", "facts", "quotes") if documents else ():
        cursor.execute(f"DELETE FROM {table} WHERE document IN (SELECT unnest(?))", [list(documents)])


def _insert(cursor: duckdb.DuckDBPyConnection, records: Sequence[tuple[_Kept, Record]], names: Names) -> None:
    documents = [_document(kept, record, names) for kept, record in records]
    facts = [(kept.document, *row) for kept, record in records for row in record.rows]
    quotes = [(kept.document, i, text) for kept, record in records for i, text in enumerate(record.quotes)]
    for table, columns, rows in (
        ("arriving", _DOCUMENT, documents),
        ("facts", ("document", *Row._fields), facts),
        ("quotes", ("document", "quote", "text"), quotes),
    ):
        _load(cursor, table, columns, rows)


def _load(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """成批送进去：逐行 INSERT 慢几十倍。"""
    import pandas as pd

    if not rows:
        return
    cells = zip(*rows, strict=True)
    frame = pd.DataFrame({name: pd.Series(own, dtype=object) for name, own in zip(columns, cells, strict=True)})
    cursor.register("incoming", frame)
    try:
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM incoming")
    finally:
        cursor.unregister("incoming")


def _document(kept: _Kept, record: Record, names: Names) -> tuple[Any, ...]:
    key = names.key(record.entity, record.region)
    told = norm(f"{record.title} {Path(record.path).name}")
    return (
        kept.document,
        record.path,
        record.sha256,
        record.entity,
        key.name if record.entity else "",
        key.region,
        record.level,
        scope_of(record.title, key),
        record.title,
        record.kind,
        int(record.year) if record.year.isdigit() else None,
        any(word in told for word in names.words.get("更正说法", ())),
        kept.day,
        kept.run,
        len(record.rows),
        kept.state[1],
        record.tool,
        record.ruleset,
    )
