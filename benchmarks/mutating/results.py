"""各改法的结果：一行一个 JSON，同一个改法以后面的为准；合成各模块的表，没有察觉的列成清单。"""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.mutating.judge import INVALID, KILLED, SURVIVED, TIMEOUT, UNCOVERED
from benchmarks.mutating.mutants import Mutant

GROUPS = {"engine/checks/": "checks", "engine/inference/": "inference"}
NUMBERS = "rounding、numbers"
_Z = 1.96  # 95% 置信


def read(path: Path) -> dict[str, dict[str, Any]]:
    """键 → 结果。"""
    if not path.exists():
        return {}
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["key"]: row for row in rows}


def add(path: Path, row: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(row + "\n")


def group_of(file: str) -> str:
    if file in ("engine/numbers.py", "engine/checks/rounding.py"):
        return NUMBERS
    return next(name for start, name in GROUPS.items() if file.startswith(start))


COLUMNS = ("键", "文件", "行", "函数", "改前", "改后", "跑过", "走得到", "类", "理由")
EQUIVALENT = "等价"
"""类以它开头的：改后的程序与原来的处处相同，没有测试察觉得了。"""


def read_survivors(path: Path) -> dict[str, dict[str, str]]:
    """没有察觉的清单，或逐个写的理由：键 → 一行。"""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["键"]: row for row in csv.DictReader(file)}


def read_reasons(paths: Iterable[Path]) -> dict[str, dict[str, str]]:
    """逐个看过的：键 → 类、理由；同一个键以后面的文件为准。"""
    return {key: row for path in sorted(paths) for key, row in read_survivors(path).items()}


def keep_survivors(
    path: Path,
    mutants: Sequence[Mutant],
    found: Mapping[str, Mapping[str, Any]],
    reasons: Mapping[str, Mapping[str, str]],
) -> None:
    """没有察觉的写成清单。reasons 里有的，类、理由照它；没有的，类照旧。"""
    known = {**read_survivors(path), **reasons}
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(COLUMNS)
        for mutant in mutants:
            own = found.get(mutant.key)
            if own is None or own["verdict"] not in (SURVIVED, UNCOVERED):
                continue
            told = known.get(mutant.key, {})
            row = (own["before"], own["after"], own["ran"], own["reaching"], told.get("类", ""), told.get("理由", ""))
            sheet.writerow((mutant.key, mutant.file, mutant.line, mutant.function, *row))


def table(
    mutants: Sequence[Mutant], found: Mapping[str, Mapping[str, Any]], known: Mapping[str, Mapping[str, str]]
) -> str:
    """各模块、各组的 Markdown 表；不成程序的不算。known 是读过的清单。"""
    counts: dict[str, Counter[str]] = {}
    for mutant in mutants:
        verdict = found[mutant.key]["verdict"] if mutant.key in found else ""
        if verdict == INVALID:
            continue
        same = mutant.key in known and known[mutant.key]["类"].startswith(EQUIVALENT)
        for name in (mutant.file.removeprefix("engine/"), f"**{group_of(mutant.file)}**", "**合计**"):
            own = counts.setdefault(name, Counter())
            own[verdict] += 1
            own[EQUIVALENT] += same and verdict in (SURVIVED, UNCOVERED)
    names = sorted(counts, key=lambda n: (n == "**合计**", n.startswith("**"), n))
    head = (
        "| 模块 | 改法 | 试过 | 察觉 | 其中到时限 | 没有察觉 | 没有测试走到 | 察觉率 | 95% 置信区间 | 后两项中等价的 |"
    )
    return "\n".join([head, "|---|--:|--:|--:|--:|--:|--:|--:|---|--:|", *(_row(name, counts[name]) for name in names)])


def _row(name: str, own: Counter[str]) -> str:
    total = own.total() - own[EQUIVALENT]
    tried = total - own[""]
    killed = own[KILLED] + own[TIMEOUT]
    rate = f"{killed / tried:.1%}" if tried else "—"
    between = "全部试过" if tried == total else _wilson(killed, tried, total)
    cells = (total, tried, killed, own[TIMEOUT], own[SURVIVED], own[UNCOVERED], rate, between, own[EQUIVALENT])
    return f"| {name} | {' | '.join(map(str, cells))} |"


def _wilson(hits: int, tried: int, total: int) -> str:
    """威尔逊区间，带有限总体的修正。"""
    if not tried:
        return "—"
    n = tried * (total - 1) / max(total - tried, 1)  # 抽得越多，相当的样本越大
    p = hits / tried
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
    return f"{max(0, middle - half):.1%}～{min(1, middle + half):.1%}"
