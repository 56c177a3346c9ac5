"""别人给的文件夹（规则、模板）里哪些文件不读：借链接通到文件夹之外的，管道一类的，太大的。

一个链接就能使程序去读本机别处的文件，把里面的字带进错误信息、报告。文件夹自己是链接的不算：那是使用者给的。
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

READ: Final = (".yaml", ".yml", ".csv")
"""规则目录里会读的几种文件。"""
MOST: Final = 4 << 20
"""规则目录里一个文件至多这么多字节；随附的最大的是 93 KB 的科目代码表。"""

LEADS_OUT: Final = "这是通向规则目录之外的链接，不读，请把文件放进来"
_NOT_A_FILE: Final = "打不开：不是普通文件（是管道、文件夹或断了的链接），请移走"
_TOO_BIG: Final = f"有 {{}} MB，超过 {MOST >> 20} MB 的上限，没有读，请拆开"


def leads_out(path: Path, root: Path) -> bool:
    """跟过链接，是不是到了 root 之外；中间的文件夹是链接的也算。"""
    # Path.resolve 遇到绕成圈的链接抛异常
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def readable(path: Path, root: Path) -> bool:
    """有这个文件，可以读。不可以的，refused 里有一句话。"""
    return os.path.lexists(path) and not _why(path, root)


def refused(root: Path, under: str = "") -> dict[Path, str]:
    """规则目录（或其中的 under）里不读的文件、文件夹 → 为什么、怎么办；按路径排序，链接通到的文件夹里面不看。"""
    paths = (root / under, *(root / under).rglob("*")) if under else root.rglob("*")
    found = {path: _why(path, root) for path in sorted(paths) if _asked(path)}
    return {path: why for path, why in found.items() if why}


def _asked(path: Path) -> bool:
    return path.suffix.lower() in READ or (path.is_symlink() and os.path.isdir(path))  # noqa: PTH112  没有权限时不抛异常


def _why(path: Path, root: Path) -> str:
    if leads_out(path, root):
        return LEADS_OUT
    try:
        info = path.stat()
    except OSError:
        return _NOT_A_FILE
    if path.suffix.lower() in READ and not stat.S_ISREG(info.st_mode):
        return _NOT_A_FILE
    return _TOO_BIG.format(info.st_size >> 20) if info.st_size > MOST else ""
