"""一份公开件：读入、核查，得到它在报告里的样子。这就是分给各进程、存进缓存、送到别的机器上的那件事。"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from commands.batch import past
from commands.batch.setting import Setting
from engine.audit import NotADisclosure
from engine.errors import DocumentError, Late, UsageError
from engine.facts.build import with_related
from engine.facts.prior import NOTHING, Related
from engine.isolation import at_most
from engine.readers import Load, read_source
from engine.readers.address import load
from engine.readers.bundle import Source
from engine.readers.limits import Limits
from engine.recognition.identity import Identity
from engine.store import Record, record_of
from reports import build, spool

# 换个时候再做可能不同的结果，键里加上这个字，下次查不到
_PASSING = "一时"

Held = Mapping[Path, bytes | str]
"""各文件的内容；打不开的是那句话。"""
RelatedTo = Callable[[Identity, str], Related]
"""（身份，内容的哈希）→ 可比的其他公开件；历年库给的。"""


class Piece(NamedTuple):
    """一份公开件的结果，都是字节，可以送到别的机器上。

    base    见 key_of；换个时候再做可能不同的，base 也不同，下次查不到
    parts   报告里的样子，见 spool.parts
    facts   它的事实，见 past.parts；不要的为 None
    related 是与哪几份相比得出的，见 Related.hash
    """

    base: str
    parts: Mapping[str, bytes]
    facts: Mapping[str, bytes] | None = None
    related: str = ""


def nothing_related(_: Identity, __: str) -> Related:
    """没有历年库。"""
    return NOTHING


class Contents:
    """记着读过的各文件的哈希。held 是别处读好的内容，打不开的是那句话；给了 held 就不碰磁盘。"""

    def __init__(self, held: Held | None = None) -> None:
        self._held = held
        self.digests: dict[Path, str] = {}

    def load(self, path: Path, limits: Limits) -> bytes:
        """同 address.load；打不开的，那句话当作它的内容。"""
        try:
            data = load(path, limits) if self._held is None else _held(self._held[path])
        except DocumentError as problem:
            self.digests[path] = str(problem)
            raise
        self.digests[path] = hashlib.sha256(data).hexdigest()
        return data


def _held(found: bytes | str) -> bytes:
    if isinstance(found, str):
        raise DocumentError(found)
    return found


def held_of(source: Source, limits: Limits) -> dict[Path, bytes | str]:
    """各文件的内容；打不开的是那句话。"""
    found: dict[Path, bytes | str] = {}
    for file in source.files:
        try:
            found[file] = load(file, limits)
        except DocumentError as problem:
            found[file] = str(problem)
    return found


def key_of(identity: str, source: Source, contents: Contents) -> str:
    """缓存的键：指纹、各文件的名字和内容。名字也算：报告里印着路径，扩展名与内容不符要说。"""
    names = [[str(file), contents.digests.get(file, "")] for file in source.files]
    told = [identity, str(source.path), source.problem, names]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def known_key(identity: str, source: Source, limits: Limits, held: Held | None = None) -> str:
    """不核查，只读一遍各文件的内容，得到键。"""
    contents = Contents(held)
    for file in source.files:
        try:
            contents.load(file, limits)
        except DocumentError:  # 那句话已经记着
            continue
    return key_of(identity, source, contents)


def audit_source(
    setting: Setting,
    source: Source,
    related_to: RelatedTo = nothing_related,
    held: Held | None = None,
) -> Piece:
    """核查一份。held 见 Contents。文件、规则的毛病都不抛出：那也是结果。"""
    contents = Contents(held)
    made = _Made()
    seconds = setting.limits.seconds * max(1, len(source.files))
    try:
        with at_most(seconds):
            found = list(_audited(source, setting, contents.load, related_to, made))
    except Late:
        made = _Made(settled=False)
        why = (
            f"{source.path}：核查用了 {seconds:g} 秒处理器时间还没有做完，这份文件没有核查，"
            "请拆分文件，或用 --limit seconds=… 放宽时间。"
        )
        found = [build.failed_document(source.path, "", "unreadable", why)]
    identity = setting.identity if made.settled else f"{_PASSING} {setting.identity}"
    facts = past.parts(made.record) if setting.recorded else None
    return Piece(key_of(identity, source, contents), spool.parts(found), facts, made.related.hash)


def lost(identity: str, source: Source) -> Piece:
    """做它的进程死了。"""
    why = (
        f"{source.path}：核查它的进程中途死了（多半是内存不够、解析程序崩溃或停住不动），没有核查，其余文件照常；"
        "请关掉别的程序或减少 --jobs 再试，仍然不行的请报告给维护者。"
    )
    document = build.failed_document(source.path, "", "unreadable", why)
    return Piece(key_of(f"{_PASSING} {identity}", source, Contents()), spool.parts([document]))


@dataclass
class _Made:
    """边做边记下的。"""

    settled: bool = True
    record: Record | None = None
    related: Related = NOTHING


def _audited(
    source: Source, setting: Setting, content: Load, related_to: RelatedTo, made: _Made
) -> Iterator[dict[str, Any]]:
    """一份公开件的报告；其中读不出来的文件各占一份。"""
    path, digest = source.path, ""
    auditor, limits = setting.auditor(), setting.limits
    try:
        document, failures = read_source(source, limits, content)
        for failure in failures:
            made.settled = made.settled and not failure.passing
            # 通向外面的链接，连哈希也不算：不去读它
            sha256 = "" if source.problem and failure.path.is_symlink() else _digest(failure.path, limits, content)
            yield build.failed_document(failure.path, sha256, "unreadable", failure.why)
        if document is not None:
            digest = document.sha256
            facts = auditor.facts(document)
            made.related = related_to(facts.identity, digest)
            audit = auditor.judge(with_related(facts, made.related))
            if setting.recorded:
                made.record = record_of(path, facts, auditor.ruleset.sha256)
            made.settled = made.settled and not audit.passing
            yield build.document(path, audit)
    except NotADisclosure as problem:
        yield build.failed_document(path, digest, "not_a_disclosure", str(problem))
    except UsageError:  # 历年库、缓存出的错，不是这份文件的
        raise
    except MemoryError:
        made.settled = False
        why = f"{path}：核查时内存不够，这份文件没有核查，请关掉别的程序或减少 --jobs 再试。"
        yield build.failed_document(path, digest, "unreadable", why)
    except Exception as problem:  # noqa: BLE001  一份文件出错不能连累整批，写进报告并以退出码 3 说明
        made.settled = False
        why = f"{path}：核查时程序出错（{type(problem).__name__}：{problem}），这份文件没有核查，请报告给维护者。"
        yield build.failed_document(path, digest, "unreadable", why)


def _digest(path: Path, limits: Limits, content: Load) -> str:
    try:
        return hashlib.sha256(content(path, limits)).hexdigest()
    except DocumentError:  # 打不开、太大的没有哈希
        return ""
