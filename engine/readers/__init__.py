"""读入：一种格式一个模块，得到同一种文档模型。按内容而不是按扩展名判断格式。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.document import Document
from engine.errors import DocumentError
from engine.os_errors import reason
from engine.readers import sniff, worker
from engine.readers.limits import DEFAULTS, Limits


def read(path: Path, limits: Limits = DEFAULTS) -> Document:
    """读一份文件；读不出来抛出 DocumentError，说明原因。"""
    return parse(path, load(path, limits), limits)


def load(path: Path, limits: Limits = DEFAULTS) -> bytes:
    """文件的内容；打不开、超过上限抛出 DocumentError。"""
    try:
        size = path.stat().st_size
        if size > limits.size << 20:
            raise DocumentError(f"{path}：文件有 {size >> 20} MB，超过 {limits.size} MB 的上限，请拆分后再核查。")
        return path.read_bytes()
    except OSError as problem:
        raise DocumentError(f"{path}：打不开（{reason(problem)}），请检查路径和权限。") from None


def parse(path: Path, data: bytes, limits: Limits = DEFAULTS) -> Document:
    """内容 → 文档；path 只用来称呼这份文件。"""
    kind = sniff.kind_of(data, limits)
    if kind in sniff.REFUSED:
        raise DocumentError(f"{path}：{sniff.REFUSED[kind]}。")
    if kind == "zip":
        raise DocumentError(f"{path}：是 ZIP 压缩包，请解压后再核查。")
    document = worker.parse(kind, path, data, limits)
    odd = sniff.mismatch(path, kind) if kind == "text" else ""
    return replace(document, remarks=(odd, *document.remarks)) if odd else document
