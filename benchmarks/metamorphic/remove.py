"""拿掉一张表。"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from benchmarks.generality import document
from benchmarks.metamorphic.pieces import Grid, Pieces, caption_start, join, notes_end, split
from engine.audit import Audit
from engine.document import Table
from engine.outcome import FAIL, PASS, Outcome
from engine.ruleset.expression import fact_calls
from engine.ruleset.model import Rule
from engine.text import norm

Parts = tuple[int, ...]
"""一张表是哪几件：断在几页上、读出来接成一张的，连同断开处的页码。"""


def tables(text: str) -> list[Parts]:
    """读得出来的各张表。"""
    blocks = [b for b in document(text).blocks if isinstance(b, Table)]
    return [
        _between(split(text), min(lines), max(lines)) for b in blocks if (lines := [c.line for c in chain(*b.rows)])
    ]


def _between(pieces: Pieces, first: int, last: int) -> Parts:
    """第几行到第几行是哪几件。"""
    found, line = [], 1
    for n, piece in enumerate(pieces):
        end = line + (len(piece.rows) if isinstance(piece, Grid) else 1)
        if line <= last and end > first:
            found.append(n)
        line = end
    return tuple(found)


def removed(text: str, parts: Parts, whole: bool) -> str:
    """拿掉一张表；whole：连同标题、单位行和注，否则只拿掉表格的各行。"""
    pieces = split(text)
    first, last = parts[0], parts[-1]
    if whole:
        first, last = caption_start(pieces, first), notes_end(pieces, last) - 1
    return join((*pieces[:first], *pieces[last + 1 :]))


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


def concluded(before: Audit, after: Audit) -> list[str]:
    """表没有了，还对它下结论的各处；应当没有：只该是无法核查、不适用。查这张表在不在的（required_parts）可以不符合。"""
    gone = {norm(kind) for kind in _kinds(before) - _kinds(after) if kind not in _kinds(after)}
    return [
        f"{rule.id} {outcome.at}：表拿掉了，结论是{outcome.status}"
        for rule, outcome in after.results
        if gone & set(map(_kind, re.split("[/=]", norm(outcome.at))))
        and (outcome.status == PASS or (outcome.status == FAIL and rule.check != "required_parts"))
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
