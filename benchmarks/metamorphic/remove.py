"""拿掉一张表。"""

from __future__ import annotations

from benchmarks.metamorphic.pieces import Grid, Pieces, caption_start, join, notes_end, split


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
