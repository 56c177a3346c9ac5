"""列举：把“其中”之下同一类别的各项合成一列；陈述和列举都从这里给出。"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from engine.facts.claims import stated_fact, statements_of
from engine.facts.drafts import Draft, drafts_of
from engine.facts.heads import Heads
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.facts.narrative import Claim
from engine.facts.wording import Wording, wording
from engine.readers.marks import mark_of
from engine.recognition.vocabulary import Vocabulary


def compound_facts(make: Maker, claims: list[Claim], vocabulary: Vocabulary) -> list[Fact]:
    """各个数 → stated、statement、list 事实。"""
    words = wording(vocabulary)
    drafts = drafts_of(claims, words)
    statements = statements_of(make, claims, drafts, words, vocabulary.words)
    bound = {id(c) for d in drafts for c in d.claims.values()}
    loose = [stated_fact(make, c, c.subject, c.slot) for c in claims if id(c) not in bound]
    facts: list[Fact] = []
    for statement in statements:
        facts += {
            s.id: s
            for s in statement.slots.values()
            if s.kind == "stated" and s.keys["slot"] not in ("增减", "年份", "基期年份")
        }.values()
        facts.append(statement)
    return facts + loose + _lists(make, drafts, statements, words)


@dataclass
class _List:
    head: int | None
    family: str
    items: list[int] = field(default_factory=list)
    divided: bool = False


def _lists(make: Maker, drafts: list[Draft], statements: list[Fact], words: Wording) -> list[Fact]:
    """同一总额之下、同一类别、连着出现的各项是一列。"""
    found: list[_List] = []
    heads = Heads(make, drafts, words)
    open_lists: dict[tuple[int | None, str], _List] = {}
    for index, draft in enumerate(drafts):
        if heads.at(index):
            open_lists = {}
        family = draft.subject.family
        if not family:
            if heads.total(index):
                open_lists = {}
            continue
        head, divided = heads.head(index, family)
        key = (head, family)
        if divided or key not in open_lists:
            open_lists[key] = _List(head, family, [], divided)
            found.append(open_lists[key])
        before = [i for i in open_lists[key].items if drafts[i].subject.same_as(draft.subject)]
        if before and drafts[before[0]].block != draft.block:
            # 前面总说一遍、后面逐项再说一遍：各成一列
            open_lists[key] = _List(head, family, [], divided)
            found.append(open_lists[key])
            before = []
        if not before:
            open_lists[key].items.append(index)
    return [
        _list_fact(make, entry, drafts, statements)
        for entry in _merged(found, drafts)
        if len(entry.items) > 1 or entry.head is not None
    ]


def _merged(found: list[_List], drafts: list[Draft]) -> list[_List]:
    """三公没有列公务用车小计、只列购置和运行的，两项并入三公一列。"""
    by_head = {entry.head: entry for entry in found if entry.family == "三公"}
    kept = []
    for entry in found:
        whole = by_head.get(entry.head)
        if entry.family == "公务用车" and whole is not None:
            vehicles = [i for i in whole.items if drafts[i].subject.concept == "公务用车购置及运行维护费"]
            if not vehicles:
                whole.items = sorted(whole.items + entry.items)
                continue
            entry.head = vehicles[-1]  # 另起一段列的，也是公务用车那一项的
        kept.append(entry)
    return kept


def _complete(make: Maker, blocks: list[int]) -> bool:
    """逐段列举的各项，段首序号由一连续：中间没有漏读的段。"""
    if len(set(blocks)) < 2:
        return True
    marks = [mark_of(make.text(b)) for b in dict.fromkeys(blocks)]
    if any(m is None for m in marks):
        return False
    ordinals = [m.ordinal for m in marks if m is not None]
    after = mark_of(make.text(blocks[-1] + 1)) if blocks[-1] + 1 < len(make.document.blocks) else None
    continued = (
        after is not None
        and marks[-1] is not None
        and after.style == marks[-1].style
        and after.ordinal == ordinals[-1] + 1
    )
    return ordinals == list(range(1, len(ordinals) + 1)) and not continued


def _gap(make: Maker, entry: _List, drafts: list[Draft]) -> bool:
    """各项中间、前后夹着认不出名目的数：不知道它算不算一项，不能断定各项之和。

    科目的名称都在代码表里，认不出的多是小计；正好补足总额的才像是一项。
    """
    blocks = {drafts[i].block for i in entry.items}
    first, last = entry.items[0], entry.items[-1]
    while entry.head is not None and entry.head < first - 1 and _joined(make, drafts[first - 1], drafts[first]):
        first -= 1
    while (
        last + 1 < len(drafts) and _joined(make, drafts[last], drafts[last + 1]) and not drafts[last + 1].subject.known
    ):
        last += 1
    unknown = [
        drafts[n]
        for n in range(first, last + 1)
        if not drafts[n].subject.known
        and drafts[n].first.label
        and drafts[n].first.slot in ("本年", "决算", "预算")
        and (drafts[n].block in blocks or drafts[n - 1].block != drafts[n].block)  # 或者自成一段，以它开头
    ]
    if not entry.family.startswith("支出"):
        return bool(unknown)
    if entry.head is None:
        return False
    lacking = _said(drafts[entry.head]) - sum((_said(drafts[i]) for i in entry.items), Decimal(0))
    return lacking != 0 and sum(map(_said, unknown)) == lacking


def _said(draft: Draft) -> Decimal:
    """一条说的数，照印的，不看单位；没有为零。"""
    found = next((draft.claims[slot] for slot in ("本年", "决算", "预算") if slot in draft.claims), None)
    return found.quantity.value if found else Decimal(0)


def _joined(make: Maker, one: Draft, other: Draft) -> bool:
    """两条在同一句里，中间没有句号、分号。"""
    if one.block != other.block:
        return False
    between = make.text(one.block)[one.first.span[1] : other.first.span[0]]
    return not re.search("[。;]", between)


def _list_fact(make: Maker, entry: _List, drafts: list[Draft], statements: list[Fact]) -> Fact:
    items = tuple(statements[i] for i in entry.items)
    head = statements[entry.head] if entry.head is not None else None
    first = drafts[entry.items[0]].first
    name = head.key("concept") or head.key("name") if head else ""
    return make.fact(
        "list",
        {
            "family": entry.family,
            "head": name,
            "scope": first.scope,
            "section": first.section.kind if first.section else "",
            "title": first.section.title if first.section else "",
            "divided": entry.divided,
            "many": len(items) > 1,
            "gap": _gap(make, entry, drafts),
            "complete": "主要" not in (first.section.title if first.section else "")
            and _complete(make, [drafts[i].block for i in entry.items]),
            "place": f"{first.section.title if first.section else ''}/{name}/{entry.family}",
        },
        first.place,
        "",
        None,
        {"总体": head} if head else {},
        items,
    )
