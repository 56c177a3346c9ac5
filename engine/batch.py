"""一批文件：找出要核查的文件，逐份核查，一份出错不影响其余。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import UsageError
from engine.readers import SUFFIXES


def find_documents(paths: Sequence[Path]) -> tuple[Path, ...]:
    """文件照收（不论扩展名），文件夹逐层查找可读的扩展名；同一文件只取一次，按路径排序。"""
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            for inner in _walk(path):
                found.setdefault(inner.resolve(), inner)
        elif path.exists():
            found.setdefault(path.resolve(), path)
        else:
            raise UsageError(f"{path}：没有这个文件或文件夹，请检查路径。")
    if not found:
        names = "、".join(str(p) for p in paths)
        raise UsageError(f"{names}：没有找到可核查的文件（{'、'.join(SUFFIXES)}），请检查路径。")
    return tuple(sorted(found.values(), key=str))


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
