"""--parquet：一批的文件、问题、事实写成 Parquet 分区。整个文件夹先在旁边写好，再改名换上。"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from commands.batch import past
from commands.batch.results import Made, facts_key
from engine import atomic
from engine.batch.cache import Cache, Damaged
from engine.batch.pool import Lost, Pool
from engine.errors import UsageError
from engine.os_errors import reason
from reports import partitions, spool


class Part(NamedTuple):
    """一个分区：第几个，哪几份。"""

    number: int
    made: Sequence[Made]


def try_tables(folder: Path) -> None:
    """核查之前先看：有没有 pyarrow，能不能写，里面是不是别的东西。不行的抛出 UsageError。"""
    partitions.arrow()
    with _told(folder):
        others = [p.name for p in folder.iterdir() if p.name not in partitions.TABLES] if folder.exists() else []
        if others:
            raise UsageError(f"{folder}：里面有别的文件（{others[0]}），不敢换掉，请另给一个文件夹。")
        with atomic.drafting(folder.absolute()):
            pass


def write_tables(made: Sequence[Made], cache: Cache, folder: Path, pool: Pool) -> None:
    """各分区分给各进程写；原有的整个换掉，不会新旧混在一起。写不进去抛出 UsageError，原有的不动。"""
    with _told(folder), atomic.drafting(folder.absolute()) as beside:
        draft = beside / "new"
        for name in partitions.TABLES:
            (draft / name).mkdir(parents=True)
        for _, wrong in pool.run(functools.partial(write_part, cache, draft), _parts(made)):
            if isinstance(wrong, Lost):
                raise UsageError(f"{folder}：写 Parquet 的进程中途死了（多半是内存不够），请减少 --jobs 再试。")
        if folder.exists():
            folder.rename(beside / "old")
        draft.rename(folder)


def write_part(cache: Cache, draft: Path, part: Part) -> None:
    """写一个分区。"""
    try:
        documents = [d for one in part.made for d in spool.parsed(cache.part(one.key, spool.DOCUMENTS))]
        records = [r for one in part.made if one.base and (r := past.record_of(cache, facts_key(one.base)))]
    except Damaged:
        raise UsageError(f"{cache.folder}：写 Parquet 时缓存里的结果没有了或坏了，请再运行一次同样的命令。") from None
    for name, data in partitions.render(documents, records).items():
        atomic.write(data, draft / name / f"part-{part.number:05d}.parquet")


def _parts(made: Sequence[Made]) -> Iterator[Part]:
    for number, start in enumerate(range(0, len(made), partitions.SIZE)):
        yield Part(number, made[start : start + partitions.SIZE])


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise UsageError(f"{folder}：Parquet 写不进去（{reason(problem)}），请检查权限和磁盘空间。") from None
