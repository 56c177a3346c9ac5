"""历年库与核查：库在哪里，取来相比，存进去，可比的变了的再核查一遍。audit 用。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from engine.errors import UsageError
from engine.facts.build import FactSet, with_related
from engine.facts.prior import NOTHING
from engine.recognition.vocabulary import Vocabulary
from engine.store import Names, Record, Store

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


def shelf_of(
    store: Path | None, no_store: bool, out: Path, count: int, folders: Sequence[Path], vocabulary: Vocabulary
) -> Shelf | None:
    """用哪个库；不用的为 None。count 是公开件的份数，folders 是各规则文件夹（更名表在其中）。

    写明的库打不开，当时就抛出 StoreError，不等核查完。
    """
    if store is not None and no_store:
        raise UsageError("--store 与 --no-store 不能同时用，请去掉一个。")
    if no_store or (store is None and count < 2):
        return None
    shelf = Shelf(store or out.absolute().parent / DEFAULT, Names.load(folders, vocabulary))
    shelf.try_writing()
    return shelf


@dataclass
class Shelf:
    """一个库。可以传给别的进程：各自头一次查的时候只读打开，done 之后放开，写的时候没有人占着。"""

    path: Path
    names: Names
    _open: Store | None = field(default=None, repr=False)

    def try_writing(self) -> None:
        """能不能写：没有的建好，旧格式的改好。不能的抛出 StoreError。"""
        Store.open(self.path, self.names, read_only=False).close()

    def compared(self, facts: FactSet) -> FactSet:
        """加上可比的公开件的事实。认不出单位、年度的没有。"""
        related = self._reading().related(facts.identity, facts.document.sha256)
        return facts if related == NOTHING else with_related(facts, related)

    def changed(self, records: Iterable[tuple[Record, str]]) -> list[bool]:
        """各份可比的变了没有；第二项是核查时的 Related.hash。"""
        store = self._reading()
        return [store.related_hash(record.identity, record.sha256) != before for record, before in records]

    def put(self, records: Iterable[Record], day: str) -> None:
        """存进去，一个事务；写不进去的抛出 StoreError，原有的不变。"""
        self.done()
        with Store.open(self.path, self.names, read_only=False) as store:
            store.put(records, day)

    def done(self) -> None:
        """放开本进程打开的库。"""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _reading(self) -> Store:
        if self._open is None:
            self._open = Store.open(self.path, self.names)
        return self._open

    def __getstate__(self) -> tuple[Path, Names]:
        return self.path, self.names

    def __setstate__(self, state: tuple[Path, Names]) -> None:
        self.path, self.names = state
        self._open = None
