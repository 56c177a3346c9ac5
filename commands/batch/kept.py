"""结果存在哪里：平时是缓存，下次还用；--no-cache 时是临时的，用完就删。"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine import atomic
from engine.batch.cache import Cache
from engine.errors import UsageError
from engine.os_errors import reason

_RUNS = "runs"
_DRAFT = "gouji-cache"


@dataclass(frozen=True)
class Kept:
    """结果存放的地方；reuse 为假的用完就删，也不用上次的。"""

    cache: Cache
    reuse: bool


@contextmanager
def opened(folder: Path, beside: Path, reuse: bool) -> Iterator[Kept]:
    """folder 是缓存；不用缓存时在 beside 里另建一个临时的。打不开、写不了抛出 UsageError。"""
    if not reuse:
        with ExitStack() as stack:
            yield Kept(Cache(_temporary(beside, stack)), False)
        return
    began = time.time()
    cache = Cache(folder)
    cache.prepare()
    yield Kept(cache, True)
    cache.trim(began)


def _temporary(beside: Path, stack: ExitStack) -> Path:
    try:
        return stack.enter_context(atomic.drafting(beside / _DRAFT))
    except OSError as problem:
        raise UsageError(f"{beside}：写不进去（{reason(problem)}），请检查权限和磁盘空间。") from None


@dataclass(frozen=True)
class Journal:
    """没有做完的一次核查留下的记号：做完就删，所以还在就是中断了。一组 PATHS 一个。"""

    cache: Cache
    path: Path

    @classmethod
    def of(cls, cache: Cache, paths: Sequence[Path]) -> Journal:
        key = hashlib.sha256(json.dumps(sorted(str(p.absolute()) for p in paths)).encode()).hexdigest()
        return cls(cache, cache.folder / _RUNS / f"{key}.json")

    def interrupted(self) -> str | None:
        """中断的那次的指纹（见 setting.identity_of）；没有中断过、记号坏了的为 None。"""
        try:
            found = json.loads(self.path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return str(found.get("identity", "")) if isinstance(found, dict) else None

    def begin(self, identity: str) -> None:
        with self.cache.guarded():
            atomic.write(json.dumps({"identity": identity}).encode(), self.path)

    def finish(self) -> None:
        with self.cache.guarded():
            self.path.unlink(missing_ok=True)
