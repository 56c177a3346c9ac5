"""写库：一个事务，一批公开件要么都进去，要么都没有进去。

各个数由库自己从存档的 JSON 里拆出来，比在 Python 里一个个拆快几倍。没有提交的一行组一行组地压好写在库的文件里，
内存不随份数长；没有提交就断了的，库不认。
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from engine.store.names import Names
from engine.store.numbering import Kept, Numbering, document_of
from engine.store.record import Archive, Row

if TYPE_CHECKING:
    import duckdb

_AT_ONCE = 1_000_000
"""一条语句拆这么多个字：再少一半慢半成，再多快不了，只多占内存。"""


def _cells(count: int) -> str:
    """一行 JSON 的前 count 项，各成一列；列要的是数、真假的，写进去时转换。"""
    return ", ".join(f"row[{n}]" for n in range(1, count + 1))


_ROWS = """unnest(from_json(piece, '[["VARCHAR"]]')) AS row"""
_GIVEN = "(SELECT unnest(?) AS document, unnest(?) AS piece)"
_FACTS = f"""INSERT INTO facts (document, {", ".join(Row._fields)})
    SELECT document, {_cells(len(Row._fields))} FROM (SELECT document, {_ROWS} FROM {_GIVEN})"""
_QUOTES = f"""INSERT INTO quotes (document, quote, text)
    SELECT document, generate_subscripts(texts, 1) - 1, unnest(texts) FROM
    (SELECT document, from_json(piece, '["VARCHAR"]') AS texts FROM {_GIVEN})"""


def put(connection: duckdb.DuckDBPyConnection, archives: Iterable[str], names: Names, day: str) -> int:
    """存进去，返回新的、变了的有几份。同样的内容（sha256）只存一份；内容、程序、规则集都没有变的不写。

    archives 是各份的存档（Record.json），可以是边读边给的：每次只取几份，按路径排，编号照这个次序。
    day 是核查日期，没有为空串。
    """
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            _sweep(cursor)
            numbering = Numbering.of(cursor, day)
            first = numbering.last
            for fresh in numbering.fresh(map(Archive.of, archives), lambda archive: archive.brief):
                _insert(cursor, fresh, names)
            _appear(cursor, numbering.replaced)
        except BaseException:
            _undo(cursor)
            raise
    return numbering.last - first


def _appear(cursor: duckdb.DuckDBPyConnection, replaced: Sequence[int]) -> None:
    """换上：去掉旧的，提交；这时才看得到新的。"""
    _remove(cursor, replaced)
    cursor.execute("COMMIT")


def _sweep(cursor: duckdb.DuckDBPyConnection) -> None:
    """以前的程序不止一个事务，没有存完的留着：编号都在后面。"""
    for table in ("facts", "quotes"):
        cursor.execute(f"DELETE FROM {table} WHERE document > (SELECT coalesce(max(document), 0) FROM documents)")


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
    """退回；磁盘满了的，引擎自己已经退回，不能再退。"""
    import duckdb

    with contextlib.suppress(duckdb.Error):
        cursor.execute("ROLLBACK")


def _remove(cursor: duckdb.DuckDBPyConnection, documents: Sequence[int]) -> None:
    for table in ("documents", "facts", "quotes") if documents else ():
        cursor.execute(f"DELETE FROM {table} WHERE document IN (SELECT unnest(?))", [list(documents)])


def _insert(cursor: duckdb.DuckDBPyConnection, fresh: Sequence[tuple[Kept, Archive]], names: Names) -> None:
    if not fresh:
        return
    documents = [document_of(kept, archive.brief, names) for kept, archive in fresh]
    cursor.execute(
        f"""INSERT INTO documents ({", ".join(documents[0])})
        SELECT {_cells(len(documents[0]))} FROM (SELECT {_ROWS} FROM (SELECT ? AS piece))""",
        [json.dumps([list(document.values()) for document in documents], ensure_ascii=False)],
    )
    facts = [(kept.document, piece) for kept, archive in fresh for piece in archive.pieces]
    quotes = [(kept.document, archive.quotes) for kept, archive in fresh]
    for statement, pieces in ((_FACTS, facts), (_QUOTES, quotes)):
        for portion in _portions(pieces):
            cursor.execute(statement, [list(column) for column in zip(*portion, strict=True)])


def _portions(pieces: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """一条语句一组；一段太长的自成一组。"""
    portion: list[tuple[int, str]] = []
    size = 0
    for document, piece in pieces:
        if portion and size + len(piece) > _AT_ONCE:
            yield portion
            portion, size = [], 0
        portion.append((document, piece))
        size += len(piece)
    if portion:
        yield portion
