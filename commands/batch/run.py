"""核查一批：各份分给各进程，结果一份份存进缓存；已有的不再做。

有历年库的，先照库里已有的核查一遍，再看这一批存进去之后哪几份可比的变了，只重做那几份：
两年的一起给，不论先后，结果都一样。真正存进去，是写报告的时候（pages）：那时谁也不查了。
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

from commands.batch import past, remote
from commands.batch.kept import Kept
from commands.batch.piece import audit_source, known_key, lost, nothing_related
from commands.batch.progress import Progress
from commands.batch.results import Made, facts_key, known, stored
from commands.batch.setting import Setting
from commands.saying import warn
from engine import atomic
from engine.batch.cache import Damaged
from engine.batch.cluster import Cluster
from engine.batch.pool import Lost, Pool
from engine.readers.bundle import Source
from engine.store import StoreError, preload
from reports.spool import Spool

_BATCH = "batch"

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Audited:
    """核查好的一批。

    sources、made 各份公开件、它们在缓存里的键，次序相同
    storing       还要存进历年库的；没有为 None
    faults        没有做成的事，一句一件
    """

    sources: Sequence[Source]
    made: Sequence[Made]
    documents: Spool
    storing: past.Load | None = None
    faults: tuple[str, ...] = ()


def audit_all(
    setting: Setting,
    sources: Sequence[Source],
    kept: Kept,
    pool: Pool | None,
    progress: Progress,
    day: str = "",
    cluster: Cluster | None = None,
) -> Audited:
    """核查各份；pool 为 None 的在本进程里做，有 cluster 的送到别的机器上做。day 是核查日期，存进历年库时记着。"""
    made: list[Made] = [Made("", "")] * len(sources)
    if setting.store:
        preload()
        if any(isinstance(tried, Lost) for _, tried in each(past.try_store, (setting,), pool)):
            raise StoreError(
                f"{setting.store}：历年库打不开（打开它的进程死了，多半是文件损坏或内存不够），没有动它，"
                "请换上备份，或另用一个 --store。"
            )
    with progress:
        for number, one in (
            remote.first(setting, kept, sources, cluster)
            if cluster
            else each(functools.partial(make, setting, kept), sources, pool)
        ):
            made[number] = _settled(setting, kept, sources[number], one)
            progress.done(made[number].reused)
    new = [facts_key(one.base) for one in made if one.new] if setting.store else []
    storing = past.Load(setting, kept.cache, new, day) if new else None
    faults: tuple[str, ...] = ()
    if storing:
        try:
            made = _compared(setting, sources, kept, pool, cluster, made, storing)
        except StoreError as problem:
            faults = (f"{problem.sentence}，报告照写，没有与这一批里的别的公开件相比。",)
    past.closed()
    if pool is not None:
        pool.end()  # 核查占的内存还掉，写报告另起
    damaged = sum(one.damaged for one in made)
    if damaged:
        warn("注意", f"缓存里有 {damaged} 份结果坏了，已经重做。")
    with kept.cache.guarded():
        return Audited(sources, made, Spool(kept.cache, [one.key for one in made]), storing, faults)


def _compared(
    setting: Setting,
    sources: Sequence[Source],
    kept: Kept,
    pool: Pool | None,
    cluster: Cluster | None,
    made: Sequence[Made],
    storing: past.Load,
) -> list[Made]:
    """这一批里的互相比：可比的变了的再核查一遍，换上新的。比不成抛出 StoreError。"""
    found = list(made)
    with ExitStack() as stack:
        with kept.cache.guarded():
            folder = stack.enter_context(atomic.drafting(kept.cache.folder / _BATCH))
        batch = past.Batch(folder / _BATCH, kept.cache)
        prepare = functools.partial(past.prepare, batch.path)
        if any(isinstance(done, Lost) for _, done in each(prepare, (storing,), pool)):
            raise StoreError(f"{setting.store}：历年库查不了（查的进程中途死了，多半是内存不够），原有的内容没有变。")
        if pool is not None:
            pool.end()  # 头一遍占的内存还掉
        again = [n for n, one in enumerate(made) if one.base]
        tasks = ((sources[n], made[n].base) for n in again)
        with Progress(len(again), "与历年的再比") as comparing:
            for number, one in (
                remote.again(setting, kept, batch, tasks, cluster)
                if cluster
                else each(functools.partial(make_again, setting, kept, batch), tasks, pool)
            ):
                at = again[number]
                settled = _settled(setting, kept, sources[at], one)
                found[at] = settled._replace(damaged=settled.damaged or made[at].damaged)
                comparing.done(settled.reused)
    return found


def make(setting: Setting, kept: Kept, source: Source) -> Made:
    """核查一份，存进缓存；缓存里已有的不再做。"""
    setting.auditor().matcher.ready()
    damaged = False
    if kept.reuse:
        try:
            if found := known(setting, kept, known_key(setting.identity, source, setting.limits)):
                return found
        except Damaged:
            damaged = True
    return _fresh(setting, kept, source)._replace(damaged=damaged)


def make_again(setting: Setting, kept: Kept, batch: past.Batch, task: tuple[Source, str]) -> Made:
    """可比的变了才再核查一遍。"""
    source, base = task
    setting.auditor().matcher.ready()  # 在打开历年库之前：不把库的内存抄过去
    try:
        if found := known(setting, kept, base, batch):
            return found
    except Damaged:
        return _fresh(setting, kept, source, batch)._replace(damaged=True)
    return _fresh(setting, kept, source, batch)


def _fresh(setting: Setting, kept: Kept, source: Source, batch: past.Batch | None = None) -> Made:
    related_to = functools.partial(past.related, setting, batch=batch) if setting.store else nothing_related
    return stored(kept, audit_source(setting, source, related_to))


def _settled(setting: Setting, kept: Kept, source: Source, one: Made | Lost) -> Made:
    if not isinstance(one, Lost):
        return one
    piece = lost(setting.identity, source)
    kept.cache.put(piece.base, piece.parts)
    return Made("", piece.base)


def each(
    work: Callable[[_Item], _Result], items: Iterable[_Item], pool: Pool | None
) -> Iterator[tuple[int, _Result | Lost]]:
    if pool is not None:
        yield from pool.run(work, items)
        return
    for number, item in enumerate(items):
        yield number, work(item)
