"""规则目录里的 CSV：读成各行各格；读不成的一句话。"""

from __future__ import annotations

import csv
from pathlib import Path

from engine.errors import UsageError
from engine.os_errors import reason


def rows(path: Path) -> list[list[str]]:
    """UTF-8 的 CSV → 各行各格。打不开、不是 UTF-8、一格太长（131,072 字）的抛出 UsageError。"""
    try:
        return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        raise UsageError(f"{path}：不是 UTF-8 文字，请用表格软件另存为“CSV UTF-8”。") from None
    except csv.Error:
        raise UsageError(f"{path}：有一格太长，或不是 CSV，请用表格软件打开后另存为“CSV UTF-8”。") from None
    except OSError as problem:
        raise UsageError(f"{path}：打不开（{reason(problem)}），请检查权限。") from None
