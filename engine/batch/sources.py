"""找出一批里的各份公开件：文件、文件夹、压缩包；说明打不开的原因。"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import DocumentError, UsageError
from engine.os_errors import reason
from engine.readers import archive, bundle
from engine.readers.address import inside, load, split
from engine.readers.bundle import Naming, Source
from engine.readers.limits import DEFAULTS, Limits
from engine.readers.sniff import SUFFIXES, kind_of

AUTO, TOGETHER, SEPARATELY = "auto", "together", "separately"
"""怎样合成一份：按文件夹和名字判断；给出的每个文件夹、压缩包是一份；一个文件一份。"""

_ZIP = b"PK"
_HEAD = 4096
# 本程序写的报告不是公开件：<meta name="generator" content="gouji 0.1.0">
_REPORT = re.compile(rb'<meta name="generator" content="gouji ', re.I)
# 网页另存时放图片、样式的文件夹：预算公开_files  预算公开.files
_SAVED_PARTS = ("_files", ".files")


def find_sources(
    paths: Sequence[Path], naming: Naming, grouping: str = AUTO, limits: Limits = DEFAULTS
) -> tuple[Source, ...]:
    """文件照收（不论扩展名），文件夹逐层查找可读的扩展名，压缩包看里面；同一文件只取一次，按路径排序。

    没有的、打不开的路径也留着，由 Source.problem 逐个说明，其余照常核查；给的路径一个也没有才是用法不对。
    """
    found: list[Source] = []
    loose: list[Path] = []
    seen: set[str] = set()
    for path in paths:
        listed = tuple(_walk(path)) if _is_folder(path) else ((path, ""),)
        found += [Source(inner, problem=why) for inner, why in listed if why]
        own = [inner for inner, why in listed if not why and _first(inner, seen)]
        parts = [part for file in own for part in _expand(file, limits)]
        found += [part for part in parts if isinstance(part, Source)]
        files = [part for part in parts if isinstance(part, Path)]
        if grouping == TOGETHER and files not in ([], [path]):
            found.append(bundle.together(path, files))
        else:
            loose += files
    if grouping == TOGETHER and loose:
        found.append(bundle.together(loose[0], loose))
    else:
        found += _grouped(loose, naming, grouping)
    if not found:
        names = "、".join(str(p) for p in paths)
        raise UsageError(f"{names}：没有找到可核查的文件（{'、'.join(SUFFIXES)}），请检查路径。")
    if not any(os.path.lexists(_outer(path)) for path in paths):
        raise UsageError("；".join(cannot_open(path).rstrip("。") for path in paths) + "。")
    return tuple(sorted(found, key=lambda source: str(source.path)))


def cannot_open(path: Path) -> str:
    """打不开的原因，一句话；打得开为空串。管道、设备读起来没有尽头，不去打开。"""
    path = _outer(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return f"{path}：是文件夹，请给出一个文件。"
        if not stat.S_ISREG(mode):
            return f"{path}：不是普通文件（是管道或设备），请先另存为文件。"
        path.open("rb").close()
    except FileNotFoundError:
        return f"{path}：没有这个文件或文件夹，请检查路径。"
    except OSError as problem:
        return f"{path}：打不开（{reason(problem)}），请检查路径和权限。"
    return ""


def _grouped(files: Sequence[Path], naming: Naming, grouping: str) -> Iterator[Source]:
    """各文件夹分别归拢。"""
    if grouping == SEPARATELY:
        yield from bundle.separately(files)
        return
    folders: dict[Path, list[Path]] = {}
    for file in files:
        folders.setdefault(file.parent, []).append(file)
    for inner in folders.values():
        yield from bundle.group(inner, naming)


def _first(path: Path, seen: set[str]) -> bool:
    """同一个文件（连链接）头一次见到。"""
    real = os.path.realpath(path)
    if real in seen:
        return False
    seen.add(real)
    return True


def _outer(path: Path) -> Path:
    """磁盘上的那个文件：压缩包里的是压缩包。"""
    within = split(path)
    return within[0] if within else path


def _expand(path: Path, limits: Limits) -> Iterator[Path | Source]:
    """一个文件就是它自己；压缩包是里面各个可读的文件；读不了的是说明原因的 Source。"""
    if why := cannot_open(path):
        yield Source(path, problem=why)
        return
    if split(path) or not _head(path).startswith(_ZIP):
        yield path
        return
    try:
        data = load(path, limits)
        names = _members(path, data, limits) if kind_of(data, limits) == "zip" else None
    except DocumentError as problem:
        yield Source(path, problem=str(problem))
        return
    if names is None:
        yield path
    elif names:
        yield from (inside(path, name) for name in names)
    else:
        yield Source(path, problem=f"{path}：压缩包里没有可核查的文件，请检查是否下载完整。")


def _members(path: Path, data: bytes, limits: Limits) -> list[str]:
    with archive.opened(path, data, limits) as opened:
        names = sorted(archive.members(opened))
        if any(archive.unsafe(name) for name in names):
            raise DocumentError(f"{path}：压缩包里有指向别处的文件名，没有读，请检查来源。")
        return [name for name in names if _wanted(Path(name))]


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:  # 原因由 cannot_open 说
        return b""


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # 上级文件夹没有权限；原因由 cannot_open 说
        return False


def _wanted(inner: Path) -> bool:
    """文件夹、压缩包里的一个文件要不要看：扩展名可读，不是隐藏的、说明用的、网页附带的、办公软件的临时文件。"""
    return (
        inner.suffix.lower() in SUFFIXES
        and not any(p.startswith((".", "__MACOSX")) for p in inner.parts)
        and not any(p.endswith(_SAVED_PARTS) for p in inner.parts[:-1])
        and not inner.name.startswith("~$")
        and inner.stem.upper() != "README"
    )


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """文件夹里要看的，和不能看的原因（能看的为空串）：名字像公开件的，不论是文件、管道还是断了的链接；进不去的文件夹。

    别人给的文件夹里，链接可以指向本机的任何文件，报告又会寄给别人：不跟到外面去。
    """
    home = os.path.realpath(folder)
    for inner in sorted(folder.rglob("*")):
        name = inner.relative_to(folder)
        within = _is_folder(inner)
        if any(part.startswith((".", "__MACOSX")) for part in name.parts) or not (within or _wanted(name)):
            continue
        if inner.is_symlink() and not Path(os.path.realpath(inner)).is_relative_to(home):
            yield inner, f"{inner}：是通向文件夹之外的链接，没有读，确实要核查的请直接写出它指向的路径。"
        elif within and not os.access(inner, os.R_OK | os.X_OK):
            yield inner, f"{inner}：文件夹打不开（没有权限），里面的没有核查，请检查权限。"
        elif not within and (cannot_open(inner) or not _own_report(inner)):
            yield inner, ""


def _own_report(path: Path) -> bool:
    return path.suffix.lower() in (".html", ".htm") and bool(_REPORT.search(_head(path)))
