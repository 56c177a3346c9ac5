"""核查一批：各份分给各进程，结果一份份存进缓存；已有的不再做。"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import click

from commands.batch.kept import Kept
from commands.batch.piece import audit_source, known_key, lost
from commands.batch.progress import Progress
from commands.batch.setting import Setting
from engine.batch.cache import Cache, Damaged
from engine.batch.pool import Lost, Pool
from engine.readers.bundle import Source
from reports.spool import Spool


class Made(NamedTuple):
    """一份做好了：在缓存里的键；reused 是上次做的，damaged 是上次做的坏了、重做的。"""

    key: str
    reused: bool = False
    damaged: bool = False


@dataclass(frozen=True)
class Audited:
    """核查好的一批：各份公开件、它们在缓存里的键，次序相同。"""

    sources: Sequence[Source]
    keys: Sequence[str]
    documents: Spool


def make(setting: Setting, cache: Cache, reuse: bool, source: Source) -> Made:
    """核查一份，存进缓存；缓存里已有的不再做。"""
    damaged = False
    if reuse:
        key = known_key(setting.identity, source, setting.limits)
        try:
            if cache.has(key):
                return Made(key, reused=True)
        except Damaged:
            damaged = True
    piece = audit_source(setting, source)
    cache.put(piece.key, piece.parts)
    return Made(piece.key, damaged=damaged)


def audit_all(
    setting: Setting, sources: Sequence[Source], kept: Kept, pool: Pool | None, progress: Progress
) -> Audited:
    """核查各份；pool 为 None 的在本进程里做。"""
    cache = kept.cache
    keys = [""] * len(sources)
    work = functools.partial(make, setting, cache, kept.reuse)
    damaged = 0
    with progress:
        for number, made in _run(work, sources, pool):
            if isinstance(made, Lost):
                piece = lost(setting.identity, sources[number])
                cache.put(piece.key, piece.parts)
                made = Made(piece.key)
            keys[number] = made.key
            damaged += made.damaged
            progress.done(made.reused)
    if damaged:
        click.echo(f"注意：缓存里有 {damaged} 份结果坏了，已经重做。", err=True)
    with cache.guarded():
        return Audited(sources, keys, Spool(cache, keys))


def _run(
    work: functools.partial[Made], sources: Sequence[Source], pool: Pool | None
) -> Iterator[tuple[int, Made | Lost]]:
    if pool is not None:
        yield from pool.run(work, sources)
        return
    for number, source in enumerate(sources):
        yield number, work(source)
