"""列举：把“其中”之下同一类别的各项合成一列；陈述和列举都从这里给出。"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from engine.facts.claims import Draft, drafts_of, stated_fact, statements_of
from engine.facts.labels import Subject
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.facts.narrative import Claim
from engine.facts.wording import Wording, wording
from engine.readers.marks import mark_of
from engine.recognition.vocabulary import Vocabulary

# 收支总预算9.00万元。收入包括:……;支出包括:：支出各项的总额不是前面的哪一项收入
_SPENT = re.compile(r"支出(?:总?预算)?(?:主要)?包括[:,]?")


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


class _Heads:
    """看到各条时，可以作总额的：最下面是总额，上面是正在说的各级。"""

    def __init__(self, make: Maker, drafts: list[Draft], words: Wording) -> None:
        self._make = make
        self._drafts = drafts
        self._words = words
        self._section: int | None = None
        self._block = -1
        self._fresh = False
        self._stack: list[tuple[int, str]] = []
        self._kept: list[tuple[int, str]] = []
        """换一段还在的：总额；上一段以“其中”结尾的，还有它说的那一项。"""
        self._listed = ""
        """那一项之下列的是哪一类。"""
        self._aside: list[tuple[int, str]] | None = None
        """那一项认不出名目的：它之下的不是总额的，另一类的才又是（这就是换回来的）。"""
        self._stranger = -1

    def at(self, index: int) -> bool:
        """看下一条；另起一节的为真。"""
        draft = self._drafts[index]
        own = draft.first.section.block if draft.first.section else None
        moved = own != self._section
        if moved:
            self._stack, self._kept, self._aside, self._section = [], [], None, own
        self._fresh = draft.block != self._block
        if self._fresh:
            self._turn(index - 1)
            self._block = draft.block
            if not re.match(r"^(?:[一-龥(]|\d|$)", self._make.text(draft.block)):
                self._stack = []
        return moved

    def _turn(self, last: int) -> None:
        """换了一段；上一段的末一条是 last。"""
        opens = _OPENS.search(self._make.text(self._block)) and _only(self._drafts, last)
        if opens and last == self._stranger:
            self._aside, self._kept, self._listed = self._kept or self._stack[:1], [], ""
        elif opens and len(self._stack) > 1:
            self._kept, self._listed = list(self._stack), ""
        elif not self._kept and self._aside is None:
            self._kept = self._stack[:1]
        self._stack = list(self._kept)

    def total(self, index: int) -> bool:
        """不属于哪一类的一条，是不是总额。"""
        draft = self._drafts[index]
        main = draft.claims.get("本年") or draft.claims.get("决算") or draft.claims.get("预算")
        if main is None:
            return False
        if not draft.subject.known:
            self._stranger = index if draft.first.label else -1
            return False
        if not main.quantity.value and self._stack:
            return False
        self._stack, self._aside = [(index, "")], None
        self._kept = list(self._stack)
        return True

    def head(self, index: int, family: str) -> tuple[int | None, bool]:
        """属于 family 一类的一条：（总额是哪一条，是不是又一种分法）。"""
        context, stack = self._drafts[index].first.context, self._stack
        if self._fresh and (len(self._kept) > 1 or self._aside is not None):
            self._listed = self._listed or family
            if family != self._listed:  # 列的是另一类，不是那一项的了
                self._kept = self._kept[:1] if self._aside is None else self._aside
                self._aside, stack[:] = None, self._kept
        if self._stranger == index - 1 and not self._fresh and self._words.among.search(context):
            stack.clear()  # 初中教育支出20.00万元,其中:基本支出……：认不出的那一项的，不是总额的
        while stack and not _may_head(self._drafts[stack[-1][0]].subject, stack[-1][1], family):
            stack.pop()
        divided = bool(self._words.divide.search(context))
        if divided or _SPENT.search(context):
            del stack[1:]
        while len(stack) > 1 and family in [f for _, f in stack[1:]] and stack[-1][1] != family:
            stack.pop()
        if stack and stack[-1][1] == family:
            stack.pop()
        if len(stack) < len(self._kept):
            self._kept = list(stack)
        head = stack[-1][0] if stack else None
        stack.append((index, family))
        return head, divided


# 1.基本支出预算50.00万元。其中:
_OPENS = re.compile(r"(?:其中|包括)[:,]?$")


def _only(drafts: list[Draft], index: int) -> bool:
    """这一段只有这一条；有几条的，“其中”不知道说的是哪一条。"""
    block = drafts[index].block
    return index >= 0 and sum(d.block == block for d in drafts[max(0, index - 1) : index + 2]) == 1


def _lists(make: Maker, drafts: list[Draft], statements: list[Fact], words: Wording) -> list[Fact]:
    """同一总额之下、同一类别、连着出现的各项是一列。"""
    found: list[_List] = []
    heads = _Heads(make, drafts, words)
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


def _may_head(subject: Subject, family_of_head: str, family: str) -> bool:
    """一项收入不会是支出各项的总额；购置费、运行费只属于公务用车费或三公合计。"""
    if family_of_head == "收入来源":
        return family == "收入来源"
    if family == "三公" and family_of_head == "公务用车":
        return False
    if family == "公务用车" and family_of_head == "三公":
        return subject.concept == "公务用车购置及运行维护费"
    return True


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
