"""审计的人看到的：每条规则在每一处的结论，每个问题。比较两次核查时，哪些差别是允许的，都写在这里。

比的：规则、结论、级别、位置键、可能原因、说法；每处证据是哪张表哪一行哪一栏、哪一节，数是多少；问题的编号、
处数、并入的各条、核算过程。
不比的，及其原因：
- 第几行、第几页、第几块、第几字：换了版面自然不同，核对时凭表、行、栏、章节也找得到；
- 引文的原样：全半角、千分位、空白是印法，数已按值比过；数后面写不写单位也是印法（同单位的只在最后写一次）；
- 说法里截断的引文（“（一）因公出国（境）费21,531.00…”）第一个数以后的：印到第几字为止，数印得长就截在前面；
- 结论之间、证据之间的次序：段落换了次序，阅读次序就不同；
- 证据多于 40 处时少列的（报告只列 40 处）：列哪 40 处随阅读次序。
数按值比。金额乘了倍数（元换万元、全部乘以十的若干次方）的，说法里每个数要么不变（个数、比率），要么恰是倍数；
算出来的数只印几位，容许差在末一位之内。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from engine.audit import Audit
from engine.findings.group import MAX_EVIDENCE, Finding, said
from engine.numbers import MONEY, decimals
from engine.outcome import FAIL, Evidence, Outcome, Step
from engine.ruleset.model import Rule
from engine.text import norm

# 第12行、第 3 页、第2张表第5行第1栏、说明.docx 第3段、附表.xlsx Sheet!B6（空格已经去掉）
_WHERE = re.compile(r"(?:附表\.xlsx|说明\.docx)?(?:(?:第\d+张表)?第\d+[页行段](?:第\d+栏)?|(?<=\.xlsx)Sheet![A-Z]+\d+)")
_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# “（一）因公出国（境）费21,531.00…”：截断的引文，年份不算数
_CUT = re.compile(r"“(?P<kept>(?:\d{4}年|[^“”\d…])*)[^“”]*…”")
# 12.30万元、-3元、95；单位要长的在前
_NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>百万元|亿元|万元|千元|元)?")
# 证据里的数：-1,224.80万元　95%　≤3次
_VALUE = re.compile(r"[^\d]{0,3}\d[\d,.]*[^\d]{0,3}")

Numbers = tuple[tuple[Decimal, int], ...]
"""各数及其末位：（值，小数位数）；带金额单位的折成元，小数位也跟着。"""


@dataclass(frozen=True)
class Item:
    """看到的一件：key 要完全相同，numbers 按倍数比；members 是一个问题和并入它的各条的编号。"""

    key: tuple[str, ...]
    numbers: Numbers
    members: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{' | '.join(k for k in self.key if k)} {[str(v) for v, _ in self.numbers]}"


@lru_cache(maxsize=50_000)  # 各次核查说的多半是同样的话
def read(text: str) -> tuple[str, Numbers]:
    """一句话 →（去掉数的样子，各数）。"""
    plain = _COMMA.sub("", _WHERE.sub("", norm(_CUT.sub(r"“\g<kept>…”", text))))
    numbers = tuple(_valued(m) for m in _NUMBER.finditer(plain))
    return _NUMBER.sub("#", plain), numbers


def _valued(found: re.Match[str]) -> tuple[Decimal, int]:
    value = Decimal(found["number"])
    places = decimals(value)
    if not found["unit"]:
        return value, places
    factor = MONEY[found["unit"]]
    return value * factor, places - (len(str(factor)) - 1)


def outcome_item(rule: Rule, outcome: Outcome) -> Item:
    """一处结论。"""
    words = said(rule, outcome) if outcome.status == FAIL else f"{outcome.reason}／{outcome.note}"
    shape, numbers = read(words)
    cause, more = read(outcome.likely_cause)
    key = (rule.id, outcome.status, outcome.severity or rule.severity, norm(outcome.at), outcome.cause, shape, cause)
    return Item((*key, *_evidence_names(outcome.evidence)), numbers + more + _evidence_numbers(outcome.evidence))


def _sorted(evidence: Iterable[Evidence]) -> list[Evidence]:
    return sorted(evidence, key=_name_of)


def _name_of(item: Evidence) -> tuple[str, Numbers]:
    place = item.place
    names = "/".join(map(norm, (place.table, place.row_name, place.column_name, place.section)))
    value = norm(item.value)
    if not _VALUE.fullmatch(value):  # 名称、句子：截取多长随前后的数有几位而变
        return names, ()
    shape, numbers = read(value + (item.unit if value[-1].isdigit() and item.unit in MONEY else ""))
    return f"{names}={shape}", numbers


def _evidence_names(evidence: tuple[Evidence, ...]) -> tuple[str, ...]:
    return tuple(_name_of(e)[0] for e in _sorted(evidence)) if len(evidence) < MAX_EVIDENCE else ("很多处",)


def _evidence_numbers(evidence: tuple[Evidence, ...]) -> Numbers:
    if len(evidence) >= MAX_EVIDENCE:
        return ()
    return tuple(n for e in _sorted(evidence) for n in _name_of(e)[1])


def finding_item(finding: Finding) -> Item:
    """一个问题。"""
    shape, numbers = read(finding.message)
    related = sorted(f"{r.rule.id}({r.severity}){r.id}×{r.occurrences}" for r in finding.related)
    steps = [_step(s) for s in finding.calculation]
    key = (
        "问题", finding.id, finding.rule.id, finding.severity, f"{finding.occurrences}处", shape, *related,
        *(k for k, _ in steps), *_evidence_names(finding.evidence),
    )  # fmt: skip
    everything = (*numbers, *(n for _, own in steps for n in own), *_evidence_numbers(finding.evidence))
    return Item(key, everything, tuple(sorted((finding.id, *(r.id for r in finding.related)))))


def _step(step: Step) -> tuple[str, Numbers]:
    return read(f"{step.sign}{step.item}:{step.printed}")


def items(audit: Audit) -> list[Item]:
    """一份核查结果里看到的各件；归并规则自己的结论随结论的次序编号，不算。"""
    found = [outcome_item(r, o) for r, o in audit.results if not o.about]
    return found + [finding_item(f) for f in audit.findings]


def unordered(item: Item) -> Item:
    """不管先后：列举的先后（“人员经费、公用经费相加”），同一根源的几条由哪一条领头。

    段落换了次序、表格另成一个文件时这样比：阅读次序不同，领头的、先列的就不同；说的是不是同样几处，照比。
    """
    if item.members:
        return Item(("问题", *item.members), ())
    return Item(tuple(sorted("".join(sorted(part)) for part in item.key)), tuple(sorted(item.numbers)))


def differences(before: Iterable[Item], after: Iterable[Item], factors: Iterable[Decimal] = ()) -> list[str]:
    """两次看到的有什么不同；factors 是金额可以差的倍数。相同为空。"""
    mine, other = _by_key(before), _by_key(after)
    found: list[str] = []
    for key in sorted(mine.keys() | other.keys()):
        a, b = mine.get(key, []), other.get(key, [])
        for one, two in zip(a, b, strict=False):
            if not _same(one.numbers, two.numbers, tuple(factors)):
                found.append(f"≠ {one} → {[str(v) for v, _ in two.numbers]}")
        found += [f"- {one}" for one in a[len(b) :]] + [f"+ {two}" for two in b[len(a) :]]
    return found


def _by_key(found: Iterable[Item]) -> dict[tuple[str, ...], list[Item]]:
    grouped: dict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in found:
        grouped[item.key].append(item)
    for several in grouped.values():
        several.sort(key=lambda item: [v for v, _ in item.numbers])
    return grouped


def _same(one: Numbers, two: Numbers, factors: tuple[Decimal, ...]) -> bool:
    return len(one) == len(two) and all(_close(a, b, factors) for a, b in zip(one, two, strict=True))


def _close(one: tuple[Decimal, int], two: tuple[Decimal, int], factors: tuple[Decimal, ...]) -> bool:
    (a, places), (b, other) = one, two
    if a == b:
        return True
    for factor in factors:
        shift = factor.adjusted()
        slack = max(Decimal(1).scaleb(-places + shift), Decimal(1).scaleb(-other))
        if abs(a * factor - b) <= slack:
            return True
    return False
