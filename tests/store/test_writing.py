# ruff: noqa: N802　测试名是中文句子
"""存进去的就是各份的数，一个不多、一个不少；同样的内容只存一份；断了的、以前留下的都不算。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.store import Record, Store
from engine.store.record import Row
from tests.store.yearly import budget, names, record, stored

ODD = ("", '甲"乙', "\\", "第一行\n第二行", "零\0字符", "行\u2028分隔", "𠀀", "null", "true", "[1]", "长" * 5000)


def _rows(store: Path, table: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(store), read_only=True) as opened:
        return opened.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()


def _many(count: int, path: str = "多.txt") -> Record:
    """有 count 个数的一份，文字各式各样。"""
    base = record(budget(2024, "3.50"), path)
    rows = tuple(
        Row(n, "cell", name=ODD[n % len(ODD)], total=n % 2 == 0, page=n if n % 3 else None, value="1" * 60, quote=n % 2)
        for n in range(1, count + 1)
    )
    return replace(base, rows=rows, quotes=ODD)


@pytest.mark.parametrize("count", [0, 1, 1203])
def test_存进去的就是各个数(tmp_path: Path, count: int) -> None:
    one = _many(count)
    stored(tmp_path / "库.duckdb", one)
    ((number, path, *_),) = _rows(tmp_path / "库.duckdb", "documents")
    assert (number, path) == (1, "多.txt")
    assert _rows(tmp_path / "库.duckdb", "facts") == [(1, *row) for row in one.rows]
    assert _rows(tmp_path / "库.duckdb", "quotes") == [(1, n, text) for n, text in enumerate(ODD)]
    assert Record.from_json(one.json()) == one


def test_数到了上限的一份_内存够用(tmp_path: Path) -> None:
    base = _many(60_000)
    stored(
        tmp_path / "库.duckdb",
        replace(base, rows=tuple(r._replace(name="长" * 60, section="节" * 60) for r in base.rows)),
    )
    with Store.open(tmp_path / "库.duckdb", names()) as opened:
        assert opened.query("SELECT count(*), max(number) FROM facts")[1] == [(60_000, 60_000)]


def test_同样的内容隔得很远也只存一份_以前面的为准(tmp_path: Path) -> None:
    base = record(budget(2024, "3.50"))
    batch = [replace(base, path=f"{n:03}.txt", sha256=f"{n:064}") for n in range(50)]
    again = [replace(one, path=f"又一份{one.path}") for one in batch]
    stored(tmp_path / "库.duckdb", *batch, *again)
    assert [row[:2] for row in _rows(tmp_path / "库.duckdb", "documents")] == [
        (n + 1, f"{n:03}.txt") for n in range(50)
    ]
    assert len(_rows(tmp_path / "库.duckdb", "facts")) == sum(len(one.rows) for one in batch)


def test_变了的换上_没有变的不动(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    one, other = record(budget(2024, "3.50"), "去年.txt"), record(budget(2023, "3.30"), "前年.txt")
    stored(store, one, other, day="2025-01-01")
    stored(store, replace(one, path="改名.txt"), other, day="2025-02-02")
    kept = {row[1]: row for row in _rows(store, "documents")}
    assert set(kept) == {"改名.txt", "前年.txt"}
    assert (kept["改名.txt"][0], kept["前年.txt"][0]) == (3, 1)
    assert {row[12] for row in kept.values()} == {"2025-01-01"}
    assert {row[0] for row in _rows(store, "facts")} == {1, 3}
    assert len(_rows(store, "facts")) == len(one.rows) + len(other.rows)


def test_存到一半断了_一个数也没有进去(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50"), "去年.txt"))
    before = [_rows(store, table) for table in ("documents", "facts", "quotes")]

    def broken() -> Iterator[Record]:
        for n in range(45):
            yield replace(_many(600, f"{n}.txt"), sha256=f"{n:064}")
        raise KeyboardInterrupt

    with Store.open(store, names(), read_only=False) as opened, pytest.raises(KeyboardInterrupt):
        opened.put(broken())
    assert [_rows(store, table) for table in ("documents", "facts", "quotes")] == before


def test_以前的程序没有存完的数_不算到新的一份名下(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50"), "去年.txt"))
    with duckdb.connect(str(store)) as older:
        for table in ("facts", "quotes"):
            older.execute(f"INSERT INTO {table} SELECT * REPLACE (document + 1 AS document) FROM {table}")
    new = record(budget(2025, "3.10"), "今年.txt")
    stored(store, new)
    assert len([row for row in _rows(store, "facts") if row[0] == 2]) == len(new.rows)


def test_被杀的留下的_下次存的时候收拾(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50"), "去年.txt"))
    spilled = tmp_path / "库.duckdb.tmp"
    spilled.mkdir()
    (spilled / "duckdb_temp_7_0_storage_DEFAULT-0.tmp").write_bytes(bytes(1000))
    Store.open(store, names()).close()
    assert spilled.exists(), "只读的不动：也许别人正用着"
    Store.open(store, names(), read_only=False).close()
    assert not spilled.exists()


def test_库没有了_日志还在_新建的不认它(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50"), "去年.txt"))
    with duckdb.connect(str(store)) as opened:
        opened.execute("PRAGMA disable_checkpoint_on_shutdown")
        opened.execute("UPDATE documents SET path = '旧.txt'")
    assert (tmp_path / "库.duckdb.wal").exists()
    store.unlink()
    stored(store, record(budget(2025, "3.10"), "今年.txt"))
    assert [row[1] for row in _rows(store, "documents")] == ["今年.txt"]


def test_提交到一半被杀的_日志是半截_打开了就收拾掉(tmp_path: Path) -> None:
    store = tmp_path / "库.duckdb"
    stored(store, record(budget(2024, "3.50"), "甲.txt"))
    half = tmp_path / "半截" / store.name
    half.parent.mkdir()
    with duckdb.connect(str(store)) as opened:
        opened.execute("INSERT INTO facts (document, number, kind) SELECT 9, range, 'cell' FROM range(20000)")
        log = store.with_name(f"{store.name}.wal").read_bytes()
        half.write_bytes(store.read_bytes())
        half.with_name(f"{store.name}.wal").write_bytes(log[: len(log) // 2])
    assert half.with_name(f"{store.name}.wal").stat().st_size > 1000
    Store.open(half, names(), read_only=False).close()  # 核查之前先试一试打得开
    assert [p.name for p in half.parent.iterdir()] == [store.name]
    stored(half, record(budget(2025, "3.60"), "乙.txt"))
    assert [p.name for p in half.parent.iterdir()] == [store.name]
    assert {row[1] for row in _rows(half, "documents")} == {"甲.txt", "乙.txt"}
    assert not [row for row in _rows(half, "facts") if row[0] == 9]
