"""改一个数，看报不报：在没有差错的虚构公开件里逐个改金额，核查，看新增的问题有没有带上改过的数。

用法：python -m benchmarks.alterations [文件…] [--every N] [--generated N] [--verbose] [--jobs 2]

每次只改一处，改动大于四舍五入容许的差（把个位或十位的数字加三）。改的是表里的金额和文字里的金额；
证据里有改过的那个数、在那一行，算发现；新增的说明也算（有的关系本来就只作说明）。没有发现的逐处列出，
供人看是该查而没有查，还是没有别的数可比。--generated N 另加 N 份虚构公开件（见 benchmarks.generality）。
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from benchmarks.generality import findings
from benchmarks.generator.compose import disclosure
from engine.findings.group import Finding

ROOT = Path(__file__).resolve().parents[1]
CLEAN = tuple(sorted((ROOT / "examples").glob("*规范.txt")))
# 1,224.80　15.60　356.70万元；两位小数的都是金额
_AMOUNT = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})*\.\d{2}(?![\d%.])")
# 6.5平方公里、9.44分之类不是金额
_NOT_MONEY = re.compile(r"(?:平方|公里|分)")


@dataclass(frozen=True)
class Change:
    """一处改动：第几行、原来的数、改成的数、在不在表里。"""

    line: int
    start: int
    old: str
    new: str
    in_table: bool
    text: str


def changes(text: str) -> Iterator[Change]:
    """文件里每个金额一处改动；为零的不改（空表的零不参与核对）。"""
    for number, line in enumerate(text.split("\n"), 1):
        for found in _AMOUNT.finditer(line):
            if _NOT_MONEY.match(line, found.end()):
                continue
            value = Decimal(found[0].replace(",", ""))
            if not value:
                continue
            step = Decimal(3) if value < 100 else Decimal(30)
            yield Change(number, found.start(), found[0], f"{value + step:,.2f}", "\t" in line, line)


def applied(text: str, change: Change) -> str:
    lines = text.split("\n")
    line = lines[change.line - 1]
    lines[change.line - 1] = line[: change.start] + change.new + line[change.start + len(change.old) :]
    return "\n".join(lines)


def noticed(found: Iterable[Finding], change: Change) -> bool:
    """证据里在那一行、有改过的那个数。"""
    bare = change.new.replace(",", "")
    return any(
        item.place.line == change.line and bare in (item.value + item.quote).replace(",", "")
        for finding in found
        for item in finding.evidence
    )


@cache
def originals(name: str) -> str:
    """文件名，或“#种子”的虚构公开件。"""
    return disclosure(int(name[1:])).text() if name.startswith("#") else Path(name).read_text(encoding="utf-8")


@cache
def before(name: str) -> frozenset[str]:
    """原件已有的问题；原件有错误、提示的不能用。"""
    found = findings(originals(name))
    wrong = [f.message for f in found if f.severity != "info"]
    if wrong:
        raise ValueError(f"{name}：原件就有问题：{wrong[0]}")
    return frozenset(f.message for f in found)


def tried(job: tuple[str, Change]) -> tuple[bool, str]:
    """改一处核查一遍 →（发现没有，报了的规则）。"""
    name, change = job
    old = before(name)
    found = [f for f in findings(applied(originals(name), change)) if f.message not in old]
    return noticed(found, change), "、".join(f"{f.rule.id}({f.severity})" for f in found)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--every", type=int, default=1, help="每几处改一处")
    options.add_argument("--generated", type=int, default=0, help="另加几份虚构公开件")
    options.add_argument("--verbose", action="store_true", help="逐处列出发现它的规则")
    options.add_argument("--least", type=float, default=0.98)
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = options.parse_args()
    names = [*map(str, chosen.files or CLEAN), *(f"#{seed}" for seed in range(1, chosen.generated + 1))]
    jobs = [(name, change) for name in names for change in list(changes(originals(name)))[:: chosen.every]]
    by_place = Counter[tuple[bool, bool]]()
    with multiprocessing.Pool(chosen.jobs) as pool:
        for (name, change), (seen, rules) in zip(jobs, pool.imap(tried, jobs, chunksize=16), strict=True):
            by_place[change.in_table, seen] += 1
            if not seen or chosen.verbose:
                where = f"{name.rsplit('/', 1)[-1]}:{change.line}"
                print(f"{'✓' if seen else '✗'} {where} {change.old}→{change.new} [{rules}] {change.text[:90]}")
    for in_table, label in ((True, "表里"), (False, "文字里")):
        good, bad = by_place[in_table, True], by_place[in_table, False]
        if good + bad:
            print(f"{label}：改 {good + bad} 处，发现 {good} 处，{good / (good + bad):.1%}")
    hit = by_place[True, True] + by_place[False, True]
    print(f"合计：改 {len(jobs)} 处，发现 {hit} 处，{hit / len(jobs):.1%}")
    return int(hit < chosen.least * len(jobs))


if __name__ == "__main__":
    sys.exit(main())
