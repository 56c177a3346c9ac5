"""打开库：没有的新建，旧格式的改过来，打不开的说明原因。新建先写在旁边，写好了再改名。"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import atomic
from engine.store import schema
from engine.store.errors import LOCKED, StoreError, told

if TYPE_CHECKING:
    import duckdb

_SHARING, _READING, _WRITING = "8MB", "128MB", "64MB"
"""内存：核查时几个进程各开一份，一次只查几份公开件（一万份的库里一份二十万个数的，6 MB 查得了，4 MB 不行）；
另外的时候只有一个进程；写的时候连同主进程、正写网页的，不比几个进程核查的时候多。不够用的，DuckDB 暂存到磁盘。"""
_RESTING = "2MB"
"""查完一份，DuckDB 留着的读过的只许这么多：下一份用不上，几个进程的却都占着。"""

PATIENCE, _LOOK = 15, 0.2
"""占着的再试这么多次，每次隔这么多秒。"""


def preload() -> None:
    """载入 DuckDB，不打开什么：分叉之前载入一次，各进程不必各自再载。"""
    import duckdb  # noqa: F401


def connect(path: Path, read_only: bool, sharing: bool = False) -> duckdb.DuckDBPyConnection:
    """打开 path。只读的必须已经有；要写的没有就新建。出错抛出 StoreError，原有的文件不动。

    sharing 是几个进程同时只读打开，各用少些内存。
    """
    with told(path):
        if read_only and not path.exists():
            raise StoreError(f"{path}：没有这个历年库，请检查 --store 的路径，或先用 gouji audit 存进去。")
        if not read_only and not path.exists():
            _create(path)
        # 线程多了互相抢，还妨碍分叉；不限内存，它就把读过的都留着，库多大就占多大
        memory = _SHARING if sharing else _READING if read_only else _WRITING
        connection = _opened(path, read_only, {"threads": 1, "memory_limit": memory})
        try:
            if not read_only:
                _tidy(path)
            _check(connection, path, read_only)
        except BaseException:
            connection.close()
            raise
        return connection


def rest(connection: duckdb.DuckDBPyConnection) -> None:
    """几个进程同时开着的（sharing），查完了：读过的不留。上限一降就放掉，再升回来，好查下一份。"""
    import duckdb

    with contextlib.suppress(duckdb.OutOfMemoryException):  # 还有放不掉的，留着
        connection.execute(f"SET memory_limit = '{_RESTING}'")
        connection.execute(f"SET memory_limit = '{_SHARING}'")


def _opened(path: Path, read_only: bool, config: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    """被占着的等一会儿：刚被杀的进程要过一阵才放开，另一次核查存进去也只要一会儿。"""
    import duckdb

    left = PATIENCE
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only, config=dict(config))
        except duckdb.IOException as problem:
            if not left or not any(words in str(problem) for words in LOCKED):
                raise
        left -= 1
        time.sleep(_LOOK)


def _tidy(path: Path) -> None:
    """以前被杀的，暂存在磁盘上的还在，DuckDB 不管；要写的打开了，别人都没有开着。"""
    spilled = path.with_name(f"{path.name}.tmp")
    with contextlib.suppress(OSError):  # 删不了的留着
        for part in spilled.glob("duckdb_temp_*"):
            part.unlink()
        spilled.rmdir()


def settle(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """写过的要关上了：都写进库里，日志不留。提交到一半被杀的，日志是半截，DuckDB 不认，却也一直不删。

    写不进去的不说：提交了的在日志里，日志也就不删。
    """
    import duckdb

    with contextlib.suppress(duckdb.Error, OSError):
        connection.execute("CHECKPOINT")
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)


def _create(path: Path) -> None:
    """在旁边建好空库再改名：中途断了，不会留下半个库。"""
    import duckdb

    with atomic.drafting(path) as folder:
        draft = folder / "库"
        with duckdb.connect(str(draft)) as connection:
            for statement in schema.CREATE:
                connection.execute(statement)
            connection.execute("CHECKPOINT")  # 关上时也会做，做不成却不说，写的都还在旁边的日志里
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)  # 库没有了，它的日志谁也用不了，新库更不能认
        draft.replace(path)


def _check(connection: duckdb.DuckDBPyConnection, path: Path, read_only: bool) -> None:
    """格式号：更新的不读，更旧的改过来。"""
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "gouji_store" not in tables:
        raise StoreError(f"{path}：是 DuckDB 的库，但不是历年库，请检查 --store 的路径；没有动它。")
    ((version,),) = connection.execute("SELECT max(version) FROM gouji_store").fetchall()
    if not isinstance(version, int) or version > schema.VERSION:
        raise StoreError(
            f"{path}：历年库是更新版本的 gouji 写的（格式 {version}，本程序只认到 {schema.VERSION}），"
            "请升级 gouji，或另用一个 --store；没有动它。"
        )
    if version < schema.VERSION and read_only:
        raise StoreError(f"{path}：历年库是旧格式（{version}），请先用 gouji audit --store 打开一次，自动改成新格式。")
    if version < schema.VERSION:
        migrate(connection, version)


def migrate(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    """由格式 version 一步步改到现在的格式；中途出错的全部退回。"""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            for step in range(version, schema.VERSION):
                for statement in schema.MIGRATIONS[step]:
                    cursor.execute(statement)
            cursor.execute("UPDATE gouji_store SET version = ?", [schema.VERSION])
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
