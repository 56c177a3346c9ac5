"""读入：一种格式一个模块，得到同一种文档模型。按内容而不是按扩展名判断格式。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from engine.document import Document
from engine.errors import DocumentError, Overrun
from engine.readers import sniff, worker
from engine.readers.address import load, split
from engine.readers.bundle import Source
from engine.readers.limits import DEFAULTS, Limits
from engine.readers.merge import merge

_LISTED = 3  # 至多列出这么多个附件的名字

Load = Callable[[Path, Limits], bytes]
"""文件的地址 → 内容；打不开抛出 DocumentError。"""


class Failure(NamedTuple):
    """读不出来的一个文件，和一句话的原因；passing 为真的换个时候可能读得出来（超时、内存不够）。"""

    path: Path
    why: str
    passing: bool = False


def read(path: Path, limits: Limits = DEFAULTS, content: Load = load) -> Document:
    """读一份文件；path 可以是“压缩包!/里面的名字”。读不出来抛出 DocumentError，说明原因。"""
    return parse(path, content(path, limits), limits)


def read_source(
    source: Source, limits: Limits = DEFAULTS, content: Load = load
) -> tuple[Document | None, tuple[Failure, ...]]:
    """读一份公开件的各文件，合成一份；读不出来的文件另列，其余照读。一个也读不出来时文档为 None。"""
    if source.problem:
        return None, (Failure(source.path, source.problem),)
    parts: list[tuple[str, Document]] = []
    failures: list[Failure] = []
    names = source.names
    for file in source.files:
        try:
            parts.append((names[file], read(file, limits, content)))
        except DocumentError as problem:
            failures.append(Failure(file, str(problem), isinstance(problem, Overrun)))
    if not parts:
        return None, tuple(failures)
    document = parts[0][1] if len(source.files) == 1 else merge(source.path, parts)
    unread = [f"{names[file]} 没有读出来，缺了它核查不全。" for file, *_ in failures]
    missing = len(document.attached) - (len(source.files) - 1)
    if missing > 0:  # 下载的附件常常改了名字，只数个数
        listed = "、".join(document.attached[:_LISTED])
        unread.append(f"网页的 {missing} 个附件（{listed}）没有读，请下载后与网页放在同一文件夹里核查。")
    return replace(document, unread=(*unread, *document.unread)) if unread else document, tuple(failures)


def parse(path: Path, data: bytes, limits: Limits = DEFAULTS) -> Document:
    """内容 → 文档；path 只用来称呼这份文件。"""
    kind = sniff.kind_of(data, limits)
    if kind in sniff.REFUSED:
        raise DocumentError(f"{path}：{sniff.REFUSED[kind]}。")
    if kind == "zip":
        nested = "压缩包里套的压缩包，请先解压" if split(path) else "压缩包，里面有几个文件，请指明是哪一个，或先解压"
        raise DocumentError(f"{path}：是{nested}。")
    return worker.parse(kind, path, data, limits)
