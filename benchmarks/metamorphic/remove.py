"""拿掉一张表。"""

from __future__ import annotations

import re
from collections import Counter

from benchmarks.generality import document
from benchmarks.metamorphic.pieces import Grid, caption_start, join, notes_end, split
from engine.audit import Audit
from engine.document import Table
from engine.outcome import FAIL, PASS, Outcome
from engine.ruleset.expression import fact_calls
from engine.ruleset.model import Rule
from engine.text import norm

Parts = tuple[int, ...]
"""一张表是第几件；断在几页上、读出来接成一张的有几件。"""


def tables(text: str) -> list[Parts]:
    """各张表。"""
    blocks = {c.line: b.index for b in document(text).blocks if isinstance(b, Table) for row in b.rows for c in row}
    found: dict[int, list[int]] = {}
    line = 1
    for n, piece in enumerate(split(text)):
        height = len(piece.rows) if isinstance(piece, Grid) else 1
        if isinstance(piece, Grid):
            own = next((blocks[k] for k in range(line, line + height) if k in blocks), -n - 1)  # 没有读成表的自成一张
            found.setdefault(own, []).append(n)
        line += height
    return [tuple(parts) for parts in found.values()]


def removed(text: str, parts: Parts, whole: bool) -> str:
    """拿掉一张表；whole：连同标题、单位行和注，否则只拿掉网格。"""
    pieces = split(text)
    spans = [range(caption_start(pieces, n), notes_end(pieces, n)) if whole else (n,) for n in parts]
    gone = {n for span in spans for n in span}
    return join(piece for n, piece in enumerate(pieces) if n not in gone)


# 项目绩效自评表#3：同种的第几张，拿掉前面一张就变了
_INSTANCE = re.compile(r"#\d+")

Key = tuple[str, str]
"""规则的编号，位置键；“甲 或 乙 = 丙”的一对凭丙认。"""


def gained(before: Audit, after: Audit) -> list[str]:
    """拿掉一张表以后才通过的各处；应当没有。

    一处凭规则和位置键认，after 里同一处通过的不能比 before 多。两处不同不算：同种几张表的序号会变；
    “甲 或 乙 = 丙”的一对，原来凭甲通过，拿掉甲以后凭乙通过，是同一对，凭丙认。
    两种除外。凭全文的数（fact）立论，原来不符，而那个数正取自拿掉的表：拿掉以后取别的表、文字里的同一个数，
    或者所列的少了一张（“不少于绩效目标表所列”），是另一次比较。全文不得有的字样：写在拿掉的表里的，拿掉就没有了。
    """
    old, new, excused = _passed(before), _passed(after), _replaced(before, after)
    return [
        f"{rule} {at}：原来通过{old[rule, at]}处，拿掉表后{n}处"
        for (rule, at), n in new.items()
        if n > old[rule, at] + excused[rule, at]
    ]


def _passed(audit: Audit) -> Counter[Key]:
    kept = ((r, o) for r, o in audit.results if o.status == PASS and r.check != "forbidden_text")
    return Counter(_key(rule, outcome) for rule, outcome in kept)


def _replaced(before: Audit, after: Audit) -> Counter[Key]:
    """原来不符、证据里有一个数是凭 fact 取自拿掉的表的各处。"""
    lost = _kinds(before) - _kinds(after)
    return Counter(
        _key(rule, outcome)
        for rule, outcome in before.results
        if outcome.status == FAIL
        and rule.check == "formula"
        and fact_calls(rule.body["assert"])
        and any(_kind(item.place.table) in lost for item in outcome.evidence)
    )


def _key(rule: Rule, outcome: Outcome) -> Key:
    return rule.id, _kind(norm(outcome.at).rpartition("=")[2])


def _kind(instance: str) -> str:
    return _INSTANCE.sub("", instance)


def _kinds(audit: Audit) -> Counter[str]:
    return Counter(s.kind.name for s in audit.facts.statements) + Counter(
        fact.key("table") for fact in audit.facts.of("record")
    )
