"""逐份逐条查变形的性质，打印不成立的和总数。

用法：python -m benchmarks.metamorphic [文件…] [--documents 300] [--seed 9001] [--tables 2] [--pdf 10] [--chain]
文件不是文本的（PDF、DOCX……），先读出来，排成一段一行、一表一格的文字，再从它变起。
不给文件的，用虚构公开件：每个种子一份没有差错的，一份埋了几处错的。--pdf N：每 N 份有一份另印成 PDF（要有 Chromium）；
0 不印。
--chain：次序、千分位、断页、空格、全半角连着变，一次核查；别的格式轮流各存一种。快三倍，不成立的再逐条查。
有一条不成立就以 1 退出。
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.generator.compose import disclosure
from benchmarks.generator.planting import kinds, plant
from benchmarks.metamorphic.formats import pieces_of
from benchmarks.metamorphic.pieces import join
from benchmarks.metamorphic.properties import (
    CHAINED,
    ENCODED,
    FORMATS,
    PDF,
    REMOVED,
    REWRITES,
    Original,
    chained,
    encoded,
    removals,
    rewritten,
    stored,
)
from engine.readers import read

_PLANTED = 4
"""一份文件里埋几处错：多了互相遮盖，少了走不到归并。"""
_EXACT = 10_000
"""账上都是百元的整数倍，印两位小数的万元就没有尾差。"""


def originals(seeds: Iterable[int]) -> Iterator[tuple[str, Original]]:
    """各种子的两份：没有差错的，埋了几处错的。"""
    for seed in seeds:
        clean, bad = disclosure(seed), disclosure(seed)
        for kind in random.Random(f"变形{seed}").sample(kinds(), _PLANTED):
            plant(bad, kind)
        yield f"{seed}", Original(clean.text(), clean.grain >= _EXACT)
        yield f"{seed}错", Original(bad.text(), bad.grain >= _EXACT)


def _text(file: Path) -> str:
    """文件的文字；不是文本的，是读出来的各段各表。"""
    if file.suffix in (".txt", ".md"):
        return file.read_text(encoding="utf-8")
    return join(pieces_of(read(file)))


def results(
    name: str, original: Original, tables: int, forms: Iterable[str], chain: bool
) -> Iterator[tuple[str, list[str] | None]]:
    """一份文件的各条性质 →（性质，不同之处；None 是用不上）。"""
    if chain:
        yield CHAINED, chained(original, random.Random(f"{name}{CHAINED}"))
    for how in REWRITES[-2:] if chain else REWRITES:
        yield how.name, rewritten(original, how, random.Random(f"{name}{how.name}"))
    yield ENCODED, encoded(original)
    for found in removals(original, random.Random(f"{name}{REMOVED}"), tables):
        yield REMOVED, found
    for form in forms:
        yield form, stored(original, form)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--documents", type=int, default=300, help="几个种子")
    parser.add_argument("--seed", type=int, default=9001)
    parser.add_argument("--tables", type=int, default=2, help="每份拿掉几张表")
    parser.add_argument("--pdf", type=int, default=0, help="每几份印一份 PDF")
    parser.add_argument("--chain", action="store_true", help="几种印法连着变，格式轮流")
    given = parser.parse_args()
    seeds = range(given.seed, given.seed + given.documents)
    several = ((f.name, Original(_text(f), False)) for f in given.files) if given.files else originals(seeds)
    counts = Counter[tuple[str, str]]()
    for n, (name, original) in enumerate(several):
        forms = [FORMATS[n % 3]] if given.chain else list(FORMATS)
        forms += [PDF] if given.pdf and n % given.pdf == 0 else []
        for what, found in results(name, original, given.tables, forms, given.chain):
            counts[what, "用不上" if found is None else "不成立" if found else "成立"] += 1
            if found:
                print(f"不成立 {name} {what}（{len(found)}处）")
                print(*(f"    {line[:300]}" for line in found[:3]), sep="\n", flush=True)
    names = list(dict.fromkeys(what for what, _ in counts))
    for what in names:
        print(f"{what}：成立 {counts[what, '成立']}，不成立 {counts[what, '不成立']}，用不上 {counts[what, '用不上']}")
    wrong = sum(counts[what, "不成立"] for what in names)
    print(f"合计：查 {counts.total() - sum(counts[w, '用不上'] for w in names)} 次，不成立 {wrong} 次")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
