"""一份的结果在缓存里的来去：查有没有，存进去。

一份的事实只看它自己的内容（键是 facts_key），结果还看与哪几份相比（键是 _result）。
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from commands.batch import past
from commands.batch.kept import Kept
from commands.batch.piece import Piece
from commands.batch.setting import Setting


class Made(NamedTuple):
    """一份做好了。

    base   这份内容的键，见 piece.key_of；做它的进程死了的为空串
    key    结果的键：内容，加上与哪几份相比
    reused 是上次做的；damaged 上次做的坏了、重做的；new 历年库里还没有
    """

    base: str
    key: str
    reused: bool = False
    damaged: bool = False
    new: bool = False


def known(setting: Setting, kept: Kept, base: str, batch: past.Batch | None = None) -> Made | None:
    """缓存里有没有这份内容、与同样的几份相比的结果；坏了抛出 Damaged。有 batch 的，只看比的是哪几份。"""
    cache = kept.cache
    related, new = "", False
    if setting.recorded:
        if not cache.has(facts_key(base)):
            return None
        brief = past.brief_of(cache, facts_key(base))
        if brief and setting.store:
            store = past.opened(setting, batch)
            related = store.related_hash(brief.identity, brief.sha256)
            new = batch is None and not store.holds(brief.sha256, brief.digest, brief.tool, brief.ruleset)
    key = _result(base, related)
    return Made(base, key, reused=True, new=new) if cache.has(key) else None


def stored(kept: Kept, piece: Piece) -> Made:
    """结果存进缓存。"""
    key = _result(piece.base, piece.related)
    if piece.facts is not None:
        kept.cache.put(facts_key(piece.base), piece.facts)
    kept.cache.put(key, piece.parts)
    return Made(piece.base, key, new=piece.facts is not None and bool(piece.facts[past.BRIEF]))


def facts_key(base: str) -> str:
    """这份内容的事实的键。"""
    return hashlib.sha256(f"facts {base}".encode()).hexdigest()


def _result(base: str, related: str) -> str:
    return hashlib.sha256(f"{base} {related}".encode()).hexdigest() if related else base
