"""核查用哪个历年库。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from engine.errors import UsageError

DEFAULT: Final = "gouji.duckdb"
"""没有写 --store 时库的文件名，在 --out 的旁边。"""


def store_options(command: Callable[..., None]) -> Callable[..., None]:
    """--store、--no-store。"""
    options = (
        click.option(
            "--store",
            "store",
            type=click.Path(path_type=Path),
            metavar="文件",
            help=f"历年库：与其中上年的等相比，核查过的存进去。不写则用 --out 旁边的 {DEFAULT}，只有一份公开件时不用。",
        ),
        click.option("--no-store", is_flag=True, help="不用历年库：不与别的公开件比，也不存。"),
    )
    for option in reversed(options):
        command = option(command)
    return command


def store_of(store: Path | None, no_store: bool, out: Path, count: int) -> Path | None:
    """用哪个库；不用的为 None。count 是公开件的份数。"""
    if store is not None and no_store:
        raise UsageError("--store 与 --no-store 不能同时用，请去掉一个。")
    if no_store or (store is None and count < 2):
        return None
    return store or out.absolute().parent / DEFAULT
