"""缓存：一个键一项，一项是几段字节；写到一半、坏了的不算数，重做就是。

一项一个 ZIP 文件：自带校验，可以只读其中一段，用什么解压软件都看得了。先写临时文件再改名，几个进程、
几次核查同时用也不必上锁：同一个键写的总是同样的内容。
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine import atomic
from engine.errors import UsageError
from engine.os_errors import reason

NAME = ".gouji-cache"
MOST = 4 << 30
"""缓存至多占这么多字节；多的在核查之后由旧到新删去。一份公开件约 50 KB，一个省的两次公开约 1 GB。"""

_TAG = "CACHEDIR.TAG"
# 备份软件见到它就不备份（https://bford.info/cachedir/）
_TAG_TEXT = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n# \xe5\x8b\xbe\xe7\xa8\xbd\xe7\x9a\x84\xe7\xbc\x93\xe5\xad\x98\n"
)
_SUFFIX = ".zip"
_LEVEL = 1  # 压到约六分之一；再高一级慢一倍，小不了一成
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError)
"""zipfile 读坏了的一项会抛出的各种异常。"""


class Damaged(Exception):
    """这一项坏了。"""


@dataclass(frozen=True, slots=True)
class Cache:
    """一个文件夹里的缓存；可以 pickle，各进程各自打开。读写不了抛出 UsageError。"""

    folder: Path

    def prepare(self) -> None:
        """建文件夹，写上不必备份、不必入库的标记。"""
        for name, text in ((_TAG, _TAG_TEXT), (".gitignore", b"*\n")):
            with self.guarded():
                if not (self.folder / name).exists():
                    atomic.write(text, self.folder / name)

    def has(self, key: str) -> bool:
        """有没有完好的一项；坏了抛出 Damaged。有的，记下此刻用过。"""
        with self.guarded():
            try:
                with zipfile.ZipFile(self._path(key)) as opened:
                    if opened.testzip() is not None:
                        raise Damaged
            except FileNotFoundError:
                return False
            except _BROKEN:
                raise Damaged from None
            os.utime(self._path(key))
            return True

    def part(self, key: str, name: str) -> bytes:
        """一项里的一段；没有、坏了抛出 Damaged。"""
        with self.guarded():
            try:
                with zipfile.ZipFile(self._path(key)) as opened:
                    return opened.read(name)
            except (FileNotFoundError, *_BROKEN):
                raise Damaged from None

    def put(self, key: str, parts: Mapping[str, bytes]) -> None:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as made:
            for name, part in parts.items():
                made.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, _LEVEL)
        with self.guarded():
            atomic.write(data.getvalue(), self._path(key))

    def trim(self, since: float, most: int = MOST) -> int:
        """超过 most 字节时由旧到新删去，since（time.time）之后用过的不删。返回删了几项。"""
        with self.guarded():
            found = sorted(self._entries())
        over, removed = sum(size for _, size, _ in found) - most, 0
        for used, size, path in found:
            if over <= 0 or used >= since:
                break
            Path(path).unlink(missing_ok=True)
            over, removed = over - size, removed + 1
        return removed

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """（用过的时刻，字节数，路径）；别人刚删了的不算。"""
        for shelf in os.scandir(self.folder):
            if shelf.is_dir():
                for entry in os.scandir(shelf):
                    try:
                        info = entry.stat()
                    except FileNotFoundError:
                        continue
                    yield info.st_mtime, info.st_size, entry.path

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """其中的 OSError 说成一句话。"""
        try:
            yield
        except OSError as problem:
            raise UsageError(
                f"{self.folder}：缓存读写不了（{reason(problem)}），请检查权限和磁盘空间，"
                "或用 --cache 另指一处，或用 --no-cache 不用缓存。"
            ) from None

    def _path(self, key: str) -> Path:
        """键的头两位是一个文件夹，免得一个文件夹里有几万个文件。"""
        return self.folder / key[:2] / f"{key}{_SUFFIX}"
