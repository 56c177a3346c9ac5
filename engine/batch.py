"""一批文件：找出要核查的文件，说明打不开的原因。"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import UsageError
from engine.os_errors import reason
from engine.readers.sniff import SUFFIXES


def find_documents(paths: Sequence[Path]) -> tuple[Path, ...]:
    """文件照收（不论扩展名），文件夹逐层查找可读的扩展名；同一文件只取一次，按路径排序。

    没有的、打不开的路径也留着，由 cannot_open 逐个说明，其余照常核查；给的路径一个也没有才是用法不对。
    """
    found: dict[str, Path] = {}
    for path in paths:
        for inner in _walk(path) if _is_folder(path) else (path,):
            found.setdefault(os.path.realpath(inner), inner)
    if not found:
        names = "、".join(str(p) for p in paths)
        raise UsageError(f"{names}：没有找到可核查的文件（{'、'.join(SUFFIXES)}），请检查路径。")
    if not any(os.path.lexists(path) for path in found.values()):
        raise UsageError("；".join(cannot_open(path).rstrip("。") for path in found.values()) + "。")
    return tuple(sorted(found.values(), key=str))


def cannot_open(path: Path) -> str:
    """打不开的原因，一句话；打得开为空串。管道、设备读起来没有尽头，不去打开。"""
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


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # 上级文件夹没有权限；原因由 cannot_open 说
        return False


def _walk(folder: Path) -> Iterator[Path]:
    for inner in sorted(folder.rglob("*")):
        parts = inner.relative_to(folder).parts
        if (
            inner.is_file()
            and inner.suffix.lower() in SUFFIXES
            and not any(p.startswith(".") for p in parts)
            and inner.stem.upper() != "README"
        ):
            yield inner
