"""改一个数，看报不报：在没有差错的虚构公开件里逐个改金额，核查，看新增的问题有没有带上改过的数。

用法：python -m benchmarks.alterations [文件…] [--every N] [--verbose]

每次只改一处，改动大于四舍五入容许的差（把个位或十位的数字加三）。改的是表里的金额和文字里的金额；
新增的错误、提示的证据里有改过的那个数、在那一行，算发现。没有发现的逐处列出，供人看是该查而没有查，还是没有别的数可比。
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from engine.audit import Auditor
from engine.findings.group import Finding
from engine.inference.select import matcher
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "rules"
CLEAN = tuple(sorted((ROOT / "examples").glob("*规范.txt")))
# 1,224.80　15.60　356.70万元；两位小数的都是金额
_AMOUNT = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})*\.\d{2}(?![\d%.])")


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


class Auditing:
    """核查一段文字，给出各个问题。"""

    def __init__(self) -> None:
        vocabulary = Vocabulary.load(RULES)
        self.auditor = Auditor(load_ruleset((RULES,), vocabulary), vocabulary, matcher("reference"))

    def findings(self, text: str) -> tuple[Finding, ...]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "公开件.txt"
            path.write_text(text, encoding="utf-8")
            return self.auditor.audit(path).findings


def noticed(found: tuple[Finding, ...], change: Change) -> bool:
    """有错误或提示的证据里是改过的那个数，或说明里写了它。"""
    bare = change.new.replace(",", "")
    for finding in found:
        if finding.severity == "info":
            continue
        for item in finding.evidence:
            if item.place.line == change.line and bare in (item.value + item.quote).replace(",", ""):
                return True
    return False


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--every", type=int, default=1, help="每几处改一处")
    options.add_argument("--verbose", action="store_true", help="逐处列出发现它的规则")
    chosen = options.parse_args()
    auditing = Auditing()
    total, hit, by_place = 0, 0, Counter[tuple[bool, bool]]()
    for path in chosen.files or CLEAN:
        text = path.read_text(encoding="utf-8")
        assert not [f for f in auditing.findings(text) if f.severity != "info"], f"{path}：原件就有问题"
        for change in list(changes(text))[:: chosen.every]:
            found = auditing.findings(applied(text, change))
            seen = noticed(found, change)
            total, hit = total + 1, hit + seen
            by_place[change.in_table, seen] += 1
            if not seen or chosen.verbose:
                rules = "、".join(f"{f.rule.id}({f.severity})" for f in found)
                place = f"{path.name}:{change.line} {change.old}→{change.new}"
                print(f"{'✓' if seen else '✗'} {place} [{rules}] {change.text[:90]}")
    for in_table, name in ((True, "表里"), (False, "文字里")):
        good, bad = by_place[in_table, True], by_place[in_table, False]
        if good + bad:
            print(f"{name}：改 {good + bad} 处，发现 {good} 处，{good / (good + bad):.1%}")
    print(f"合计：改 {total} 处，发现 {hit} 处，{hit / total:.1%}")


if __name__ == "__main__":
    main()
