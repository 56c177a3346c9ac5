"""文件的地址：磁盘上的路径，或“压缩包!/里面的名字”。"""

from __future__ import annotations

import stat
from pathlib import Path

from engine.errors import DocumentError
from engine.os_errors import reason
from engine.readers import archive
from engine.readers.limits import DEFAULTS, Limits

_INSIDE = "!/"


def inside(archive_path: Path, name: str) -> Path:
    """压缩包里一个文件的地址：甲.zip!/表/收支总表.xls"""
    return Path(f"{archive_path}{_INSIDE}{name}")


def split(path: Path) -> tuple[Path, str] | None:
    """地址 → （压缩包，里面的名字）；不是压缩包里的为 None。真有这个名字的文件优先。"""
    outer, mark, name = str(path).partition(_INSIDE)
    return (Path(outer), name) if mark and name and not path.exists() else None


def load(path: Path, limits: Limits = DEFAULTS) -> bytes:
    """一个文件的内容；打不开、超过上限抛出 DocumentError。"""
    within = split(path)
    if within is None:
        return _file(path, limits)
    outer, name = within
    with archive.opened(outer, _file(outer, limits), limits) as opened:
        found = archive.members(opened).get(name)
        if found is None:
            raise DocumentError(f"{path}：压缩包里没有这个文件，请检查名字。")
        return archive.content(path, opened, found, limits)


def _file(path: Path, limits: Limits) -> bytes:
    try:
        known = path.stat()
        size = known.st_size
        if not stat.S_ISREG(known.st_mode) and not stat.S_ISDIR(known.st_mode):
            # 管道、设备读起来没有尽头
            raise DocumentError(f"{path}：不是普通文件（是管道或设备），请先另存为文件。")
        if size > limits.size << 20:
            raise DocumentError(f"{path}：文件有 {size >> 20} MB，超过 {limits.size} MB 的上限，请拆分后再核查。")
        return path.read_bytes()
    except OSError as problem:
        raise DocumentError(f"{path}：打不开（{reason(problem)}），请检查路径和权限。") from None
