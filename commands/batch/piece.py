"""一份公开件：读入、核查，得到它在报告里的样子。这就是分给各进程、存进缓存、送到别的机器上的那件事。"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from commands.batch.setting import Setting
from engine.audit import Auditor, NotADisclosure
from engine.errors import DocumentError
from engine.readers import Load, read_source
from engine.readers.address import load
from engine.readers.bundle import Source
from engine.readers.limits import Limits
from reports import build, spool

# 换个时候再做可能不同的结果，键里加上这个字，下次查不到
_PASSING = "一时"


class Piece(NamedTuple):
    """一份公开件的结果：key 见 key_of，parts 是存进缓存的各段。换个时候再做可能不同的，键也不同，下次查不到。"""

    key: str
    parts: Mapping[str, bytes]


class Contents:
    """记着读过的各文件的哈希；held 里已有内容的不再读磁盘。"""

    def __init__(self, held: Mapping[Path, bytes] | None = None) -> None:
        self._held = held or {}
        self.digests: dict[Path, str] = {}

    def load(self, path: Path, limits: Limits) -> bytes:
        """同 address.load；打不开的，那句话当作它的内容。"""
        try:
            data = self._held[path] if path in self._held else load(path, limits)
        except DocumentError as problem:
            self.digests[path] = str(problem)
            raise
        self.digests[path] = hashlib.sha256(data).hexdigest()
        return data


def key_of(identity: str, source: Source, contents: Contents) -> str:
    """缓存的键：指纹、各文件的名字和内容。名字也算：报告里印着路径，扩展名与内容不符要说。"""
    names = [[str(file), contents.digests.get(file, "")] for file in source.files]
    told = [identity, str(source.path), source.problem, names]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def known_key(identity: str, source: Source, limits: Limits) -> str:
    """不核查，只读一遍各文件的内容，得到键。"""
    contents = Contents()
    for file in source.files:
        try:
            contents.load(file, limits)
        except DocumentError:  # 那句话已经记着
            continue
    return key_of(identity, source, contents)


def audit_source(setting: Setting, source: Source, held: Mapping[Path, bytes] | None = None) -> Piece:
    """核查一份。held 是已经读好的各文件的内容，没有的从磁盘读。不抛出异常：出了错也是结果。"""
    contents = Contents(held)
    found = list(_audited(source, setting.auditor(), setting.limits, contents.load))
    identity = setting.identity if all(one.settled for one in found) else f"{_PASSING} {setting.identity}"
    return Piece(key_of(identity, source, contents), spool.parts([one.document for one in found]))


def lost(identity: str, source: Source) -> Piece:
    """做它的进程死了。"""
    why = (
        f"{source.path}：核查它的进程中途死了（多半是内存不够，或解析程序崩溃），没有核查，其余文件照常；"
        "请关掉别的程序或减少 --jobs 再试，仍然不行的请报告给维护者。"
    )
    document = build.failed_document(source.path, "", "unreadable", why)
    return Piece(key_of(f"{_PASSING} {identity}", source, Contents()), spool.parts([document]))


class _One(NamedTuple):
    document: dict[str, Any]
    settled: bool = True


def _audited(source: Source, auditor: Auditor, limits: Limits, content: Load) -> Iterator[_One]:
    """一份公开件的报告；其中读不出来的文件各占一份。"""
    path, digest = source.path, ""
    try:
        document, failures = read_source(source, limits, content)
        for failure in failures:
            sha256 = _digest(failure.path, limits, content)
            failed = build.failed_document(failure.path, sha256, "unreadable", failure.why)
            yield _One(failed, not failure.passing)
        if document is not None:
            digest = document.sha256
            yield _One(build.document(path, auditor.audit(document)))
    except NotADisclosure as problem:
        yield _One(build.failed_document(path, digest, "not_a_disclosure", str(problem)))
    except Exception as problem:  # noqa: BLE001  一份文件出错不能连累整批，写进报告并以退出码 3 说明
        why = f"{path}：核查时程序出错（{type(problem).__name__}：{problem}），这份文件没有核查，请报告给维护者。"
        yield _One(build.failed_document(path, digest, "unreadable", why), settled=False)


def _digest(path: Path, limits: Limits, content: Load) -> str:
    try:
        return hashlib.sha256(content(path, limits)).hexdigest()
    except DocumentError:  # 打不开、太大的没有哈希
        return ""
