"""拿掉一张表。"""

from __future__ import annotations

import re
from collections import Counter

from benchmarks.metamorphic.pieces import Grid, Pieces, caption_start, join, notes_end, split
from engine.audit import Audit
from engine.outcome import PASS
from engine.text import norm


def tables(text: str) -> list[int]:
    """各张表是第几件。"""
    return [n for n, piece in enumerate(split(text)) if isinstance(piece, Grid)]


def removed(text: str, index: int, whole: bool) -> str:
    """拿掉第 index 件（一张表）；whole：连同标题、单位行和注，否则只拿掉网格。"""
    pieces = split(text)
    return join(_without(pieces, index, whole))


def _without(pieces: Pieces, index: int, whole: bool) -> Pieces:
    if not whole:
        return (*pieces[:index], *pieces[index + 1 :])
    return (*pieces[: caption_start(pieces, index)], *pieces[notes_end(pieces, index) :])


# 说明中的涉及金额 ≥ 项目支出绩效目标表各项目金额之和
_LISTED = re.compile("≥.*绩效目标表")
# 项目绩效自评表#3：同种的第几张，拿掉前面一张就变了
_INSTANCE = re.compile(r"#\d+")


def gained(before: Audit, after: Audit) -> list[str]:
    """拿掉一张表以后才通过的各处；应当没有。

    一处凭规则和位置键认，after 里同一处通过的不能比 before 多。两处不同不算：同种几张表的序号会变；
    “甲 或 乙 = 丙”的一对，原来凭甲通过，拿掉甲以后凭乙通过，是同一对，凭丙认。
    “不少于绩效目标表所列”的规则不算：所列的少了一张，说明自然不比所列的少，说的还是实话。
    """
    old, new = _passed(before), _passed(after)
    return [
        f"{rule} {at}：原来通过{old[rule, at]}处，拿掉表后{n}处" for (rule, at), n in new.items() if n > old[rule, at]
    ]


def _passed(audit: Audit) -> Counter[tuple[str, str]]:
    kept = ((rule, o) for rule, o in audit.results if o.status == PASS and not _LISTED.search(rule.how))
    keys = ((rule.id, norm(o.at)) for rule, o in kept)
    return Counter((rule, _INSTANCE.sub("", at.rpartition("=")[2])) for rule, at in keys)
