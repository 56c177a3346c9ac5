"""历年库在一批里的用法：各进程只读打开来查；整批核查完，由一个进程一次存进去。

存要等到谁也不查了；这一批里的互相比，不等它存：先照存好之后的样子比（Batch）。
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from commands.batch.setting import Setting
from engine.batch.cache import Cache, Damaged
from engine.errors import UsageError
from engine.facts.prior import Related
from engine.recognition.identity import Identity
from engine.store import CHUNK, Brief, Pending, Record, Store, StoreError

RECORD, BRIEF = "record.json", "brief.json"
"""缓存的一项里的两段：要存进历年库的，和它的身份。没有核查的，两段都是空的。"""


class Batch(NamedTuple):
    """核查好了、还没有存进库的一批：path 是 prepare 写好的，各个数在缓存里。"""

    path: Path
    cache: Cache


_OPEN: dict[tuple[Setting, Batch | None], Store] = {}


def parts(record: Record | None) -> dict[str, bytes]:
    """身份是存档的头一行。"""
    whole = record.json().encode("utf-8", "surrogatepass") if record else b""
    return {RECORD: whole, BRIEF: whole.partition(b"\n")[0]}


def brief_of(cache: Cache, key: str) -> Brief | None:
    """没有核查的为 None；坏了抛出 Damaged。"""
    data = cache.part(key, BRIEF).decode("utf-8", "surrogatepass")
    return Brief(*json.loads(data)) if data else None


def record_of(cache: Cache, key: str) -> Record | None:
    data = _archive_of(cache, key)
    return Record.from_json(data) if data else None


def _archive_of(cache: Cache, key: str) -> str:
    return cache.part(key, RECORD).decode("utf-8", "surrogatepass")


def opened(setting: Setting, batch: Batch | None = None) -> Store:
    """本进程只读打开的库；有 batch 的，当作它已经存了。"""
    assert setting.store is not None
    if (setting, batch) not in _OPEN:
        closed()
        pending = Pending(batch.path, partial(_present, batch.cache)) if batch else None
        _OPEN[setting, batch] = Store.open(setting.store, setting.names(), sharing=True, pending=pending)
    return _OPEN[setting, batch]


def _present(cache: Cache, key: str) -> str:
    """刚才还在的存档。"""
    try:
        return _archive_of(cache, key)
    except Damaged:
        raise UsageError(
            f"{cache.folder}：与这一批里别的公开件相比时，缓存里的结果没有了或坏了，"
            "请再运行一次同样的命令，做过的不必重做。"
        ) from None


def related(setting: Setting, identity: Identity, sha256: str, batch: Batch | None = None) -> Related:
    """库里可比的，只取规则用得上的。"""
    return opened(setting, batch).related(identity, sha256, setting.auditor().plan(identity).cells)


def closed() -> None:
    """存之前都要关上：写的时候只能有一个。"""
    while _OPEN:
        _OPEN.popitem()[1].close()


def try_store(setting: Setting) -> None:
    """打得开、写得了；没有的新建。不行抛出 StoreError。"""
    assert setting.store is not None
    Store.open(setting.store, setting.names(), read_only=False).close()


class Load(NamedTuple):
    """一次存进去的：各份在缓存里的键，核查日期。"""

    setting: Setting
    cache: Cache
    keys: Sequence[str]
    day: str


def prepare(path: Path, load: Load) -> None:
    """写好 Batch 要的 path。"""
    opened(load.setting).prepare(path, _briefs(load), load.day)


def _briefs(load: Load) -> Iterator[tuple[str, Brief]]:
    for key in load.keys:
        with suppress(Damaged):  # 刚刚还在：少比一份，下次再核查就补上
            if brief := brief_of(load.cache, key):
                yield key, brief


def put(load: Load) -> StoreError | None:
    """存进去；没有存成的给出为什么。内容相同的只存一份，以次序在前的为准。"""
    closed()
    assert load.setting.store is not None
    try:
        with Store.open(load.setting.store, load.setting.names(), read_only=False) as store:
            store.load(filter(None, _archives(load)), load.day)
    except StoreError as problem:
        return problem
    return None


def _archives(load: Load) -> Iterator[str]:
    """各份的存档。另有一个线程先读着库下一次要取的：读、解压的时候，库不必等。"""
    reading: deque[Future[str]] = deque()
    with ThreadPoolExecutor(1) as reader:
        try:
            reader.submit(int).result()
        except RuntimeError:  # 内存不够，起不了线程：自己读
            yield from (_kept_archive(load.cache, key) for key in load.keys)
            return
        for key in load.keys:
            reading.append(reader.submit(_kept_archive, load.cache, key))
            if len(reading) > CHUNK:
                yield reading.popleft().result()
        while reading:
            yield reading.popleft().result()


def _kept_archive(cache: Cache, key: str) -> str:
    """没有核查的、坏了的为空串。坏了的刚刚还在：少存一份，下次再核查就补上。"""
    try:
        return _archive_of(cache, key)
    except Damaged:
        return ""
