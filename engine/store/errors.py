"""库出的错：说成一句中文，指明哪个文件、怎么办。DuckDB 的原话不给用户看。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from engine.errors import UsageError

LOCKED: Final = ("Could not set lock", "Conflicting lock")
# DuckDB、SQLite 报错里的字样（不分大小写：同一句话两种都有）→ 怎么说；按次序，先合的为准
_SAID: Final = (
    *((mark, "正被别的程序占用，请等它结束，或另用一个 --store") for mark in LOCKED),
    ("No space left", "磁盘已满，这次没有写进去，原有的内容没有变，请腾出空间后重做"),
    ("disk is full", "磁盘已满，这次没有写进去，原有的内容没有变，请腾出空间后重做"),
    ("not enough disk space", "磁盘已满，这次没有写进去，原有的内容没有变，请腾出空间后重做"),
    ("File too large", "磁盘写不下（超过单个文件的上限），这次没有写进去，原有的内容没有变"),
    ("disk I/O error", "的临时文件读写出错，原有的内容没有变，请检查磁盘空间"),
    ("unable to open database file", "的临时文件打不开，请检查缓存文件夹的权限"),
    ("Could not write", "磁盘写不进去，这次没有写进去，原有的内容没有变，请检查磁盘空间"),
    ("Out of Memory", "读写时内存不够，原有的内容没有变，请关掉别的程序后重做"),
    ("failed to allocate", "读写时内存不够，原有的内容没有变，请关掉别的程序后重做"),
    ("Cannot allocate memory", "读写时内存不够，原有的内容没有变，请关掉别的程序后重做"),
    ("Too many open files", "打不开，打开的文件太多，请关掉别的程序后重做"),
    ("Permission denied", "没有权限，请检查文件和文件夹的权限"),
    ("Read-only file system", "磁盘是只读的，请另用一个 --store"),
    ("read-only mode", "是只读打开的，写不进去"),
    ("with version number", "是更新的 DuckDB 写的，请升级 duckdb（pip install -U duckdb）"),
    ("newer version of DuckDB", "是更新的 DuckDB 写的，请升级 duckdb（pip install -U duckdb）"),
    ("not a valid DuckDB database", "不是历年库，请检查 --store 的路径；没有动它"),
    ("Is a directory", "是文件夹，不是历年库，请写一个文件名，如 gouji.duckdb"),
    ("No such file or directory", "没有这个文件或文件夹，请检查路径"),
)
_DAMAGED: Final = "已经损坏，读不出来；没有动它，请换上备份，或另用一个 --store 重新核查"


class StoreError(UsageError):
    """库打不开、读不出、写不进。str() 就是给用户看的那句话。"""

    @property
    def sentence(self) -> str:
        """后面还要接着说的：不带句号。"""
        return str(self).removesuffix("。")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """里面的 DuckDB、SQLite 错误、系统错误改成 StoreError。"""
    import sqlite3

    import duckdb

    try:
        yield
    except StoreError:
        raise
    except (duckdb.Error, sqlite3.OperationalError, OSError) as problem:
        if isinstance(problem, (duckdb.ProgrammingError, duckdb.DataError, duckdb.IntegrityError)):
            raise  # 语句写错之类是程序的毛病，照样抛出
        text = str(problem).lower()
        said = next((words for mark, words in _SAID if mark.lower() in text), _DAMAGED)
        raise StoreError(f"{path}：历年库{said}。") from problem
