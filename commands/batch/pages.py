"""各份自己的网页、意见书、批注，由各进程分头写；已经写好、没有变的不再写。

要存进历年库的也在这时候存：只能由一个进程存，别的进程不必等它。
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from commands.batch import past
from commands.batch.kept import Kept
from commands.batch.progress import Progress
from commands.batch.run import Audited
from engine.batch.cache import Cache, Damaged
from engine.batch.pool import Lost, Pool
from engine.errors import UsageError
from engine.readers.bundle import Source
from engine.store import StoreError
from reports import files, json_report, spool, templating
from reports.files import Wanted, Written

_HEADER, _WRITTEN = "header.json", "written.json"


class Page(NamedTuple):
    """一份：在缓存里的键，是其中第几份，文件名，原件；changed 是带了对比、台账的，不取缓存里的。"""

    key: str
    number: int
    name: str
    source: Source | None
    changed: Mapping[str, Any] | None


@dataclass(frozen=True)
class Pages:
    """整批共用的：缓存，报告的其余部分在缓存里的键，要写什么。"""

    cache: Cache
    header: str
    wanted: Wanted
    reuse: bool

    @classmethod
    def of(cls, report: Mapping[str, Any], kept: Kept, wanted: Wanted) -> Pages:
        rest = json_report.dumps({**report, "documents": []}).encode()
        told = [asdict(wanted), templating.replaced(wanted.templates)]
        key = hashlib.sha256(rest + repr(told).encode()).hexdigest()
        kept.cache.put(key, {_HEADER: rest})
        return cls(kept.cache, key, wanted, kept.reuse)

    def make(self, item: Page | past.Load) -> Written | StoreError | None:
        """写一份；或者存进历年库，见 past.put。"""
        return past.put(item) if isinstance(item, past.Load) else self.write(item)

    def write(self, page: Page) -> Written:
        """写一份；上次写的还在、相同的输入，就不再写。"""
        if page.changed is not None:
            return files.write_one(_header(self.cache, self.header), page.changed, page.source, page.name, self.wanted)
        asked = json.dumps([self.header, page.key, page.number, page.name]).encode()
        key = hashlib.sha256(asked).hexdigest()
        if self.reuse and (known := self._known(key)):
            return known
        document = spool.parsed(self.cache.part(page.key, spool.DOCUMENTS))[page.number]
        header = _header(self.cache, self.header)
        written = files.write_one(header, document, page.source, page.name, self.wanted)
        if self.reuse and not written.passing:
            made = {name: _digest(Path(name)) for name in written.files}
            self.cache.put(key, {_WRITTEN: json.dumps([asdict(written), made]).encode()})
        return written

    def _known(self, key: str) -> Written | None:
        """上次写了哪些；有一个不在了、改过的，不算。"""
        try:
            if not self.cache.has(key):
                return None
            written, made = json.loads(self.cache.part(key, _WRITTEN))
        except Damaged:
            return None
        return Written(**written) if all(_digest(Path(name)) == known for name, known in made.items()) else None


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:  # 没有了，重写就是
        return ""


@functools.lru_cache(maxsize=1)
def _header(cache: Cache, key: str) -> dict[str, Any]:
    """一个进程只读一次。"""
    found: dict[str, Any] = json.loads(cache.part(key, _HEADER))
    return found


@dataclass
class Writing:
    """写各份的：分给各进程，按次序收回。

    documents 是报告里的各份，不在磁盘上的是改过的；faults 是没有做成的事，做完才有。
    """

    pages: Pages
    audited: Audited
    documents: Sequence[Mapping[str, Any]]
    pool: Pool
    faults: list[str] = field(default_factory=list)

    def each(self, names: Mapping[str, str]) -> Iterator[Written]:
        """files.write 要的 each。"""
        storing = self.audited.storing
        items: Iterator[Page | past.Load] = chain([storing] if storing else [], self._items(names))
        found: list[tuple[int, Written]] = []
        with Progress(len(names), "写报告") as progress:
            for number, done in self.pool.run(self.pages.make, items, short=len(names), long=bool(storing)):
                if storing and number == 0:
                    self.faults.extend(_stored(storing, done))
                    continue
                if not isinstance(done, Written):
                    raise UsageError("写报告的进程中途死了（多半是内存不够），请关掉别的程序或减少 --jobs 再试。")
                if done.opinions or done.copies or done.faults:
                    found.append((number, done))
                progress.done()
        self.pool.end()  # 各份都写好了；整批的报告另要内存，各进程的先还掉
        yield from (written for _, written in sorted(found, key=lambda pair: pair[0]))

    def _items(self, names: Mapping[str, str]) -> Iterator[Page]:
        changed = None if isinstance(self.documents, spool.Spool) else self.documents
        told = spool.summaries(self.documents)
        at = 0
        audited = self.audited
        for made, source, count in zip(audited.made, audited.sources, audited.documents.counts, strict=True):
            # 说明读不出来、表格读得出来的，两份同名：以后面核查了的为准
            last = {next(told)["path"]: number for number in range(count)}
            for path, number in last.items():
                yield Page(made.key, number, names[path], source, changed[at + number] if changed else None)
            at += count


def _stored(storing: past.Load, done: object) -> Iterator[str]:
    """没有存进历年库的，一句话。"""
    if isinstance(done, Lost):
        done = StoreError(
            f"{storing.setting.store}：历年库没有存进去（存的进程中途死了，多半是内存不够），原有的内容没有变。"
        )
    if isinstance(done, StoreError):
        yield f"{done.sentence}，报告照写。"
