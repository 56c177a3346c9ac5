"""哪些数是一条陈述的：同一名目的本年数、增减额、增减率、占比、完成率，依次归到一起。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from engine.facts.labels import Subject
from engine.facts.narrative import Claim
from engine.facts.wording import Wording, sign_of

# 本年收入20.00万元,本年支出(23.46万元)：不是同一个数又说了一遍
_OTHER_SIDE = re.compile(r"本年(?:收入|支出)(?:合计)?(?:为)?$")
MAIN = ("本年", "预算", "决算", "个数")
"""说的就是这个名目有多少。"""
_CHANGE = ("增减额", "增减率", "上年")


@dataclass
class Draft:
    """正在合成的一条陈述。"""

    subject: Subject
    first: Claim
    claims: dict[str, Claim] = field(default_factory=dict)
    owned: list[Claim] = field(default_factory=list)  # 归它的全部数，含重复的
    around: str = ""  # 同一段前面的数写明的年份

    @property
    def block(self) -> int:
        return self.first.block

    @property
    def year(self) -> str:
        """说的是哪一年的数；没有写的，同一段前面写的是哪一年；都没有为空串。"""
        return next((c.year for c in self.claims.values() if c.year), self.around)

    @property
    def changed(self) -> bool:
        """已经说了增减。"""
        return any(slot in self.claims for slot in _CHANGE)


class _Listing:
    """“其中”列着的各项之后、没有主语的增减：另起一句的说的是总额，同一句的说的是最后一项。

    增减额和增减率算得上另一个、算不上这一个的，是另一个的。
    """

    def __init__(self, words: Wording) -> None:
        self._words = words
        self._total: Draft | None = None
        self._last: Claim | None = None
        self._unsure: list[tuple[Draft, Draft]] = []
        """（说的是它，也可能是它）。"""

    def owner(self, claim: Claim, current: Draft | None) -> Draft | None:
        """依次看各个数，给出它说的是哪一条。current 是正在说的。"""
        last, self._last = self._last, claim
        fresh = last is None or claim.block != last.block or claim.start > last.span[1]
        if claim.slot in MAIN:
            if fresh:
                self._total = None
            if self._total is None and self._words.among.search(claim.context):
                self._total = current
            return current
        spoken = claim.label or claim.subject.known or claim.slot not in _CHANGE
        total, item = self._total, current
        if spoken or total is None or item is None or total is item or total.changed or item.changed:
            return current
        said, other = (total, item) if fresh else (item, total)
        self._unsure.append((said, other))
        return said

    def settle(self) -> None:
        for said, other in self._unsure:
            moved = [said.claims[slot] for slot in _CHANGE if slot in said.claims]
            if not other.changed and _fits(other, moved, self._words) and not _fits(said, moved, self._words):
                for claim in moved:
                    del said.claims[claim.slot]
                    other.claims[claim.slot] = claim
                said.owned = [c for c in said.owned if c not in moved]
                other.owned += moved


def _fits(draft: Draft, changes: Sequence[Claim], words: Wording) -> bool:
    """增减率正是增减额除以这一条的上年数（本年数减增减额）。"""
    told = {c.slot: c for c in changes}
    now = draft.claims.get("本年") or draft.claims.get("决算")
    amount, rate = told.get("增减额"), told.get("增减率")
    if now is None or amount is None or rate is None or now.quantity.unit != amount.quantity.unit:
        return False
    change = amount.quantity.value * {"+": 1, "-": -1}.get(sign_of(amount.direction, words), 0)
    before = now.quantity.value - change
    if not before:
        return False
    return abs(abs(change / before) * 100 - rate.quantity.value) <= rate.quantity.quantum


def _starts_new(current: Draft | None, claim: Claim) -> bool:
    if current is None:
        return True
    if claim.slot not in MAIN:
        return False
    if claim.block != current.block:
        return True
    if claim.label or claim.subject.known:
        same = claim.subject.same_as(current.subject) or (not claim.subject.known and not claim.label)
        # 收、支总计……与上年相比，收、支总计各增加：名目重复不算另起
        return not (same and claim.slot not in current.claims)
    return claim.slot in current.claims


def _repeats(current: Draft | None, claim: Claim) -> bool:
    """同一段里又说一遍同样的数：2024年预算安排25.77万元（前面已说过）。"""
    if (
        current is None
        or claim.slot != "本年"
        or claim.label
        or claim.block != current.block
        or not claim.subject.same_as(current.subject)
    ):
        return False
    said = current.claims.get("本年")
    return (
        said is not None and said.quantity.value == claim.quantity.value and said.quantity.unit == claim.quantity.unit
    )


def _another(draft: Draft, claim: Claim) -> bool:
    """claim 说的是另一个名目，或者同一名目另一年的。"""
    return not claim.subject.same_as(draft.subject) or _other_year(draft, claim)


def _other_year(draft: Draft, claim: Claim) -> bool:
    return bool(claim.own_year and draft.year) and claim.own_year != draft.year


def drafts_of(claims: list[Claim], words: Wording) -> list[Draft]:
    found: list[Draft] = []
    said: dict[tuple[str, str], list[Draft]] = {}  # 各名目的各条，先后为序；一节的各条连在一起
    current: Draft | None = None
    listing = _Listing(words)
    for claim in claims:
        if current is not None and (claim.section is None) != (current.first.section is None):
            current = None
        if (
            current is not None
            and claim.section is not None
            and current.first.section is not None
            and claim.section.block != current.first.section.block
        ):
            current = None
        current = listing.owner(claim, current)
        if claim.slot == "涉及金额" and (
            current is None or "个数" not in current.claims or claim.slot in current.claims
        ):
            continue
        if claim.slot in _CHANGE and claim.subject.known and (current is None or _another(current, claim)):
            # 句中自带主语：基本支出比上年增加……，归到前面说基本支出的那条
            owner = _said_of(said.get(claim.subject.key, ()), claim)
            if owner is None or claim.slot in owner.claims:
                owner = Draft(claim.subject, claim)
                said.setdefault(claim.subject.key, []).append(owner)
                found.append(owner)
            current = owner
        if claim.slot in ("增减额", "增减率") and claim.label and current is not None and _another(current, claim):
            current = None  # 说的是谁认不出来，不是正在说的；接着的增减率也是它的
            continue
        if claim.slot not in MAIN and claim.slot != "涉及金额" and current is None:
            continue
        if claim.slot == "其他比率":
            continue
        if claim.slot == "上年" and claim.subject.known and not (current and claim.subject.same_as(current.subject)):
            continue
        if current is not None and _repeats(current, claim):
            current.owned.append(claim)
            continue
        if claim.slot in MAIN and (waiting := _waiting(said.get(claim.subject.key), claim)):
            found.remove(waiting)  # 排到说数的地方：各项的先后照数说的先后
            found.append(waiting)
            waiting.first, current = claim, waiting
        elif _starts_new(current, claim) and claim.slot in MAIN:
            around = current.year if current is not None and current.block == claim.block else ""
            before, current = current, Draft(_settled(claim, found), claim, around=around)
            if (
                before is not None
                and before.block == claim.block
                and before.subject.same_as(claim.subject)
                and "上年" in before.claims
            ):
                current.claims["上年"] = before.claims["上年"]
            if (
                before is not None
                and before.block == claim.block
                and before.subject.same_as(claim.subject)
                and not claim.label
                and not _OTHER_SIDE.search(claim.context)
                and claim.subject.known
                and "本年" in before.claims
            ):
                current.claims["前述"] = before.claims["本年"]
            said.setdefault(current.subject.key, []).append(current)
            found.append(current)
        if current is None:
            continue
        current.owned.append(claim)
        if claim.slot not in current.claims and not (claim.slot == "增减率" and _other_base(current)):
            current.claims[claim.slot] = claim
    listing.settle()
    return found


def _said_of(drafts: Sequence[Draft], claim: Claim) -> Draft | None:
    """同一节前面说这一年的最近一条；drafts 是同一名目的各条。"""
    for draft in reversed(drafts):
        if draft.first.section != claim.section:
            return None
        if not _other_year(draft, claim):
            return draft
    return None


def _waiting(drafts: Sequence[Draft] | None, claim: Claim) -> Draft | None:
    """同一节前面的段落只说了增减、还没有说数的那条：基本支出比上年增加……。⏎其中：基本支出418.46万元。"""
    if not drafts or not claim.subject.known or drafts[-1].block == claim.block:
        return None
    draft = drafts[-1]
    return draft if draft.first.section == claim.section and not any(s in draft.claims for s in MAIN) else None


def _other_base(draft: Draft) -> bool:
    """已经写过两个增减额（比预算、比上年各一个）：后面的增减率不知道配哪一个。"""
    return sum(c.slot == "增减额" for c in draft.owned) > 1


def _settled(claim: Claim, before: list[Draft]) -> Subject:
    """功能、经济分类同名的科目，跟着前面正在列举的分类走；与概念同名的类级科目，夹在各类之间的才是科目。"""
    subject = claim.subject
    if not subject.alternate:
        return subject
    if subject.concept:
        listed = before and before[-1].block == claim.block and before[-1].subject.family == "支出功能分类"
        return Subject("", subject.alternate, subject.name, "支出功能分类", "功能") if listed else subject
    families = [d.subject.family for d in before[-3:] if d.subject.family]
    if families and families[-1] == "支出经济分类":
        return replace(subject, code=subject.alternate, family="支出经济分类", classification="经济")
    return subject
