"""陈述：把同一名目的各个数和词合成一条（本年、增减额、增减率、占比、完成率、原因、用途……）。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from engine.document import Paragraph, Place
from engine.facts import caliber
from engine.facts.labels import Subject, path_of
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.facts.narrative import Claim
from engine.facts.wording import Wording, sign_of
from engine.numbers import Quantity
from engine.recognition.outline import Section

# 金额之后不加“主要用于”直接写用途：2023年预算数为0.8万元,某某补助。
_UNLED_PURPOSE = re.compile(r"元,([^\d,。;]{4,60})[。;]?$")
# 增减之后不加“主要原因是”直接写原因：比上年增加2.00万元,开展交流的团组增多。
_UNLED_REASON = re.compile(
    r"(?:元|%),(?!其中|包括|分别|占|完成|符合|控制在|主要用|用于|与|比|较|全部|均)(?P<text>[^\d,。;%]{6,60})[。;,]?$"
)
# 本年收入20.00万元,本年支出(23.46万元)：不是同一个数又说了一遍
_OTHER_SIDE = re.compile(r"本年(?:收入|支出)(?:合计)?(?:为)?$")
_PRIOR = re.compile(r"上年|去年|同比")
# ……,主要原因是：接着上一段说原因
_REASON_FIRST = re.compile(r"^.{0,12}原因")
_MAIN = ("本年", "预算", "决算", "个数")
_CHANGE = ("增减额", "增减率", "上年")
_YEARS_BEFORE = 4
"""“2023年预算持平”只匹配到“年预算持平”，前面四个字是年份。"""
Lists = Mapping[str, Sequence[str]]
"""词表：名称 → 各词。"""


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
        if claim.slot in _MAIN:
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
    if claim.slot not in _MAIN:
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
        if claim.slot not in _MAIN and claim.slot != "涉及金额" and current is None:
            continue
        if claim.slot == "其他比率":
            continue
        if claim.slot == "上年" and claim.subject.known and not (current and claim.subject.same_as(current.subject)):
            continue
        if current is not None and _repeats(current, claim):
            current.owned.append(claim)
            continue
        if claim.slot in _MAIN and (waiting := _waiting(said.get(claim.subject.key), claim)):
            found.remove(waiting)  # 排到说数的地方：各项的先后照数说的先后
            found.append(waiting)
            waiting.first, current = claim, waiting
        elif _starts_new(current, claim) and claim.slot in _MAIN:
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
    return draft if draft.first.section == claim.section and not any(s in draft.claims for s in _MAIN) else None


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


def _segments(claims: list[Claim], drafts: list[Draft]) -> dict[int, list[tuple[int, int, int | None]]]:
    """各条陈述占的文字：(段，起，止)，从自己的一个数的名目起，到别的陈述的名目或段末止。"""
    owner = {id(c): n for n, d in enumerate(drafts) for c in d.owned}
    found: dict[int, list[tuple[int, int, int | None]]] = {}
    marked = [(c.block, c.start, owner[id(c)]) for c in claims if id(c) in owner]
    for block, own in groupby(marked, key=itemgetter(0)):
        runs = [(number, next(run)[1]) for number, run in groupby(own, key=itemgetter(2))]
        for position, (number, start) in enumerate(runs):
            end = runs[position + 1][1] if position + 1 < len(runs) else None
            found.setdefault(number, []).append((block, start if position else 0, end))
    return found


def _extent(make: Maker, draft: Draft, segments: list[tuple[int, int, int | None]], claimed: set[int]) -> str:
    """陈述的全部文字；上一段只写了名目、下一段以原因开头的，一并算入。"""
    text = "".join(make.text(block)[start:end] for block, start, end in segments)
    block, start, _ = segments[0]
    before = make.text(block - 1) if block and start == 0 else ""
    if draft.subject.code and path_of(before) and not path_of(text) and block - 1 not in claimed:
        text = before + text
    last, _, end = segments[-1]
    after = make.text(last + 1) if end is None and last + 1 < len(make.document.blocks) else ""
    return text + after if _REASON_FIRST.match(after) else text


def _lead(text: str, reason: re.Match[str]) -> str:
    """引出原因的那半句：句号、分号之后到原因之前。"""
    start = max(text.rfind(mark, 0, reason.start()) for mark in "。;")
    return text[max(0, start) : reason.start("text")]


class _Reasons:
    """各节写明的原因，一节只找一遍。"""

    def __init__(self, make: Maker, words: Wording) -> None:
        self.make = make
        self.words = words
        self.sections: dict[int, tuple[str, list[tuple[str, str]]]] = {}

    def of(self, section: Section) -> tuple[str, list[tuple[str, str]]]:
        """（本节第一处增减原因，各处原因的（引出它的话，原因））；决算与预算差异的原因不算。"""
        if section.block not in self.sections:
            first, named = "", []
            for index in range(section.block, section.end):
                text = self.make.text(index)
                for found in self.words.reasons(text):
                    if not first and not self.words.against_budget(_lead(text, found)):
                        first = found["text"]
                    lead = text[found.start() : found.start("text")]
                    if not self.words.against_budget(lead):
                        named.append((lead.replace('"', ""), found["text"]))
            self.sections[section.block] = first, named
        return self.sections[section.block]

    def anywhere(self, draft: Draft) -> str:
        """本节别处写的增减原因。"""
        section = draft.first.section
        return self.of(section)[0] if section else ""

    def naming(self, draft: Draft) -> str:
        """本节别处指名道姓写的原因：公务用车购置及运行费支出决算增加的主要原因是……"""
        section, name = draft.first.section, draft.subject.name
        if section is None or len(name) < 4:
            return ""
        return next((reason for lead, reason in self.of(section)[1] if name in lead), "")


def stated_fact(make: Maker, claim: Claim, subject: Subject, slot: str, told: str = "") -> Fact:
    """told 是这个数的口径。"""
    return make.fact(
        "stated",
        {
            "slot": slot,
            "concept": subject.concept,
            "code": subject.code,
            "name": subject.name or claim.label,
            "scope": claim.scope,
            "section": claim.section.kind if claim.section else "",
            "direction": claim.direction,
            "base": claim.base or claim.base_year,
            "label": claim.label or subject.name,
            "caliber": told,
            **({"status": "unreadable"} if claim.doubtful else {}),
        },
        claim.place,
        claim.printed,
        None if claim.doubtful else claim.quantity,
    )


def _word(make: Maker, slot: str, word: str, sign: str, place: Place) -> Fact:
    return make.fact("word", {"slot": slot, "sign": sign}, place, word)


def _against(draft: Draft, level_text: str, lists: Lists) -> str:
    """增减、持平是与哪种口径的数比；没有写明为空串。"""
    told = [caliber.versus(c.context, lists) for s in ("增减额", "增减率") if (c := draft.claims.get(s))]
    if prior := draft.claims.get("上年"):
        told.append(caliber.caliber(prior.context, lists))
    return next((name for name in (*told, caliber.caliber(level_text, lists)) if name), "")


def statement_fact(make: Maker, draft: Draft, text: str, words: Wording, lists: Lists, reasons: _Reasons) -> Fact:
    subject, first = draft.subject, draft.first
    slots = {
        slot: stated_fact(make, claim, subject, slot, caliber.caliber(claim.context, lists) if slot == "预算" else "")
        for slot, claim in draft.claims.items()
    }
    if "本年" not in slots and "决算" in slots:
        slots["本年"] = slots["决算"]
    place = first.place
    change = draft.claims.get("增减额") or draft.claims.get("增减率")
    level_text = ""
    if change is not None and change.direction:
        sign = sign_of(change.direction, words)
        slots["方向"] = _word(make, "方向", change.direction, sign, change.place)
        amount = draft.claims.get("增减额")
        if amount is not None and (sign in ("+", "-") or amount.quantity.value == 0):
            q = amount.quantity
            signed = Quantity(-q.value if sign == "-" else q.value, q.unit, q.quantum, q.printed, q.approximate)
            slots["增减"] = make.fact(
                "stated",
                {**slots["增减额"].keys, "slot": "增减"},
                amount.place,
                amount.printed,
                None if amount.doubtful else signed,
            )
    elif "增减额" not in slots and (level := words.unchanged(text)) and ("上年" in level[0] or "年" in level[0]):
        level_text = text[max(0, level.start() - _YEARS_BEFORE) : level.end()]
        slots["方向"] = _word(make, "方向", level[0], "0", place)
    for slot, claim in (("增减额", draft.claims.get("增减额")), ("增减率", draft.claims.get("增减率"))):
        if claim is not None and claim.direction and slot == "增减率":
            slots["升降"] = _word(make, "升降", claim.direction, sign_of(claim.direction, words), claim.place)
    for found in words.reasons(text):
        lead = _lead(text, found)
        slots.setdefault(
            "差异原因" if words.against_budget(lead) else "原因",
            _word(make, "原因", found["text"].rstrip(","), "", place),
        )
    if "原因" not in slots and change is not None and (tail := _UNLED_REASON.search(text)):
        slots["原因"] = _word(make, "原因", tail["text"], "", place)
    if "原因" not in slots and (named := reasons.naming(draft)):
        slots["原因"] = _word(make, "原因", named, "", place)
    if "原因" not in slots and (elsewhere := reasons.anywhere(draft)):
        slots["本节原因"] = _word(make, "原因", elsewhere, "", place)
    for slot, year in (
        ("年份", next((c.year for c in draft.claims.values() if c.year and c.slot in _MAIN), "")),
        ("基期年份", next((c.base_year for c in draft.claims.values() if c.base_year.isdigit()), "")),
    ):
        if year:
            slots[slot] = make.fact(
                "stated",
                {"slot": slot, "name": slot},
                place,
                f"{year}年",
                Quantity(Decimal(year), "年", Decimal(0), f"{year}年"),
            )
    if purpose := words.purpose.search(text):
        slots["用途"] = _word(make, "用途", purpose["text"], "", place)
    elif subject.family.endswith("项级") and (tail := _UNLED_PURPOSE.search(text)) and not words.reason.search(tail[1]):
        slots["用途"] = _word(make, "用途", tail[1], "", place)
    if compared := words.compare.search(text):
        slots["比较"] = _word(make, "比较", compared["word"], sign_of(compared["word"], words), place)
    changes = [c for slot in ("增减额", "增减率") if (c := draft.claims.get(slot))]
    base_year = next((c.base_year for c in changes if c.base_year), "")
    base = "预算" if any("预算" in c.context for c in changes) else ""
    if base_year or any(_PRIOR.search(c.context) for c in changes):
        base = "上年"
    if not changes and "方向" in slots and (words.prior.search(level_text) or _last_year(make, level_text)):
        base = "上年"
    title = first.section.title if first.section else ""
    mark = make.document.blocks[draft.block]
    return make.fact(
        "statement",
        {
            "concept": subject.concept,
            "code": subject.code,
            "name": subject.name or first.label,
            "classification": subject.classification,
            "family": subject.family,
            "scope": first.scope,
            "section": first.section.kind if first.section else "",
            "title": title,
            "year": next((c.year for c in draft.claims.values() if c.year), ""),
            "base_year": base_year if base_year.isdigit() else "",
            "base": base,
            "caliber": _against(draft, level_text, lists) if base or "上年" in slots else "",
            "share_base": next((c.base for c in draft.claims.values() if c.slot == "占比"), ""),
            "place": f"{title}/{subject.concept or subject.code or subject.name or first.label}",
            "residue": any(c.direction == "两可" for c in draft.claims.values()),
            "bound": bool(subject.concept),
            "coded": bool(subject.code),
            **{f"has_{slot}": True for slot in slots},
        },
        place,
        text if isinstance(mark, Paragraph) else "",
        None,
        slots,
    )


def _last_year(make: Maker, text: str) -> bool:
    year = make.identity.year
    return year.isdigit() and f"{int(year) - 1}年" in text


def statements_of(make: Maker, claims: list[Claim], drafts: list[Draft], words: Wording, lists: Lists) -> list[Fact]:
    """各条陈述 → statement 事实。lists 是词表。"""
    segments = _segments(claims, drafts)
    claimed = {c.block for d in drafts for c in d.owned}
    reasons = _Reasons(make, words)
    return [
        statement_fact(make, d, _extent(make, d, segments[n], claimed), words, lists, reasons)
        for n, d in enumerate(drafts)
    ]
