"""缓存：一个键一项，一项是几段字节；写到一半、坏了的不算数，重做就是。

一项一个 ZIP 文件，用什么解压软件都看得了；末尾的注释是封条，连同键一起校验：有一位不对、放错了名字的都看得出。
先写临时文件再改名，几个进程、几次核查同时用也不必上锁：同一个键写的总是同样的内容。
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import time
import zipfile
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
_SEAL = 64  # 封条的字节数：SHA-256 的十六进制


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
        try:
            with self.guarded(FileNotFoundError):
                self._opened(key).close()
                os.utime(self._path(key))
        except FileNotFoundError:
            return False
        return True

    def part(self, key: str, name: str) -> bytes:
        """一项里的一段；没有、坏了抛出 Damaged。"""
        try:
            with self.guarded(FileNotFoundError), self._opened(key) as opened:
                return opened.read(name)
        except (FileNotFoundError, KeyError):
            raise Damaged from None

    def _opened(self, key: str) -> zipfile.ZipFile:
        """封条对的一项；不对抛出 Damaged。"""
        data = self._path(key).read_bytes()
        if data[-_SEAL:] != _seal(key, data[:-_SEAL]):
            raise Damaged
        return zipfile.ZipFile(io.BytesIO(data))

    def put(self, key: str, parts: Mapping[str, bytes]) -> None:
        data = io.BytesIO()
        made = zipfile.ZipFile(data, "w")
        try:
            for name, part in parts.items():
                made.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, _LEVEL)
            made.comment = bytes(_SEAL)  # 先占着地方
            made.close()
        except BaseException:
            made.fp = None  # 写到一半的不必关：内存不够的，关的时候另抛 ValueError
            raise
        body = data.getvalue()[:-_SEAL]
        with self.guarded():
            atomic.write(body + _seal(key, body), self._path(key))

    def trim(self, since: float, most: int = MOST) -> int:
        """超过 most 字节时由旧到新删去，since（time.time）之后用过的不删；写到一半没有人要的都删。返回删了几项。"""
        now = time.time()
        with self.guarded():
            for shelf in (self.folder, *self._shelves()):
                atomic.sweep(shelf)
            # 时钟曾经拨快，记着将来的时刻：不知道什么时候用过的，当作最旧的
            found = sorted((0.0 if used > now else used, size, path) for used, size, path in self._entries())
        over, removed = sum(size for _, size, _ in found) - most, 0
        for used, size, path in found:
            if over <= 0 or used >= since:
                break
            with contextlib.suppress(OSError):  # 删不了的留着
                Path(path).unlink(missing_ok=True)
                over, removed = over - size, removed + 1
        return removed

    def _shelves(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.is_dir()]

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """（用过的时刻，字节数，路径）；别人刚删了的不算。"""
        for shelf in self._shelves():
            with os.scandir(shelf) as entries:
                for entry in entries:
                    try:
                        info = entry.stat()
                    except FileNotFoundError:
                        continue
                    yield info.st_mtime, info.st_size, entry.path

    @contextmanager
    def guarded(self, *known: type[OSError]) -> Iterator[None]:
        """其中的 OSError 说成一句话；known 的照抛。"""
        try:
            yield
        except known:
            raise
        except OSError as problem:
            raise UsageError(
                f"{self.folder}：缓存读写不了（{reason(problem)}），请检查权限和磁盘空间，"
                "或用 --cache 另指一处，或用 --no-cache 不用缓存。"
            ) from None

    def _path(self, key: str) -> Path:
        """键的头两位是一个文件夹，免得一个文件夹里有几万个文件。"""
        return self.folder / key[:2] / f"{key}{_SUFFIX}"


def _seal(key: str, body: bytes) -> bytes:
    """封条：键和封条之前的全部字节的哈希。"""
    return hashlib.sha256(key.encode() + body).hexdigest().encode()
