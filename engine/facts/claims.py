"""陈述：一条陈述的各个数和词（本年、增减额、增减率、占比、完成率、原因、用途……）写成事实。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from engine.document import Paragraph, Place
from engine.facts import caliber
from engine.facts.drafts import MAIN, Draft
from engine.facts.labels import Subject, path_of
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.facts.narrative import Claim
from engine.facts.reasons import Reasons, lead_of
from engine.facts.wording import Wording, sign_of
from engine.numbers import Quantity

# 金额之后不加“主要用于”直接写用途：2023年预算数为0.8万元,某某补助。
_UNLED_PURPOSE = re.compile(r"元,([^\d,。;]{4,60})[。;]?$")
# 增减之后不加“主要原因是”直接写原因：比上年增加2.00万元,开展交流的团组增多。
_UNLED_REASON = re.compile(
    r"(?:元|%),(?!其中|包括|分别|占|完成|符合|控制在|主要用|用于|与|比|较|全部|均)(?P<text>[^\d,。;%]{6,60})[。;,]?$"
)
_PRIOR = re.compile(r"上年|去年|同比")
# ……,主要原因是：接着上一段说原因
_REASON_FIRST = re.compile(r"^.{0,12}原因")
_YEARS_BEFORE = 4
"""“2023年预算持平”只匹配到“年预算持平”，前面四个字是年份。"""
Lists = Mapping[str, Sequence[str]]
"""词表：名称 → 各词。"""


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


@dataclass
class _Writer:
    """写一条陈述：各步依次添上要素（slots）。

    changes 说了的增减额、增减率
    text    陈述的全部文字
    level   “与上年持平”那几个字，连同前面的年份；没有说持平的为空串
    """

    make: Maker
    draft: Draft
    changes: Sequence[Claim]
    text: str
    words: Wording
    lists: Lists
    reasons: Reasons
    slots: dict[str, Fact] = field(default_factory=dict)
    level: str = ""

    def word(self, slot: str, word: str, sign: str = "", place: Place | None = None) -> Fact:
        """没有给出位置的，就是陈述开头。"""
        return self.make.fact("word", {"slot": slot, "sign": sign}, place or self.draft.first.place, word)

    def way(self, slot: str, claim: Claim) -> Fact:
        return self.word(slot, claim.direction, sign_of(claim.direction, self.words), claim.place)

    def figures(self) -> None:
        """各个数；决算文件里只说了决算的，就是本年数。"""
        for slot, claim in self.draft.claims.items():
            told = caliber.caliber(claim.context, self.lists) if slot == "预算" else ""
            self.slots[slot] = stated_fact(self.make, claim, self.draft.subject, slot, told)
        if "本年" not in self.slots and "决算" in self.slots:
            self.slots["本年"] = self.slots["决算"]

    def ways(self) -> None:
        """增减的方向，带正负号的增减；没有说增减多少的，看有没有说持平。"""
        rate = self.draft.claims.get("增减率")
        if self.changes and self.changes[0].direction:
            self.slots["方向"] = self.way("方向", self.changes[0])
            self._signed(self.slots["方向"].key("sign"))
        elif "增减额" not in self.slots and (level := self.words.unchanged(self.text)) and "年" in level[0]:
            self.level = self.text[max(0, level.start() - _YEARS_BEFORE) : level.end()]
            self.slots["方向"] = self.word("方向", level[0], "0")
        if rate is not None and rate.direction:
            self.slots["升降"] = self.way("升降", rate)

    def _signed(self, sign: str) -> None:
        amount = self.draft.claims.get("增减额")
        if amount is None or not (sign in ("+", "-") or amount.quantity.value == 0):
            return
        q = amount.quantity
        signed = Quantity(-q.value if sign == "-" else q.value, q.unit, q.quantum, q.printed, q.approximate)
        self.slots["增减"] = self.make.fact(
            "stated",
            {**self.slots["增减额"].keys, "slot": "增减"},
            amount.place,
            amount.printed,
            None if amount.doubtful else signed,
        )

    def whys(self) -> None:
        """增减的原因、与预算差异的原因；自己没有写的，本节别处指名写的，最后是本节别处写的。"""
        for found in self.words.reasons(self.text):
            slot = "差异原因" if self.words.against_budget(lead_of(self.text, found)) else "原因"
            self.slots.setdefault(slot, self.word("原因", found["text"].rstrip(",")))
        if "原因" not in self.slots and self.changes and (tail := _UNLED_REASON.search(self.text)):
            self.slots["原因"] = self.word("原因", tail["text"])
        if "原因" not in self.slots and (named := self.reasons.naming(self.draft)):
            self.slots["原因"] = self.word("原因", named)
        if "原因" not in self.slots and (elsewhere := self.reasons.anywhere(self.draft)):
            self.slots["本节原因"] = self.word("原因", elsewhere)

    def years(self) -> None:
        """写明的年份、比较的年份。"""
        claims = self.draft.claims.values()
        for slot, year in (
            ("年份", next((c.year for c in claims if c.year and c.slot in MAIN), "")),
            ("基期年份", next((c.base_year for c in claims if c.base_year.isdigit()), "")),
        ):
            if year:
                printed = f"{year}年"
                quantity = Quantity(Decimal(year), "年", Decimal(0), printed)
                keys: dict[str, str | bool] = {"slot": slot, "name": slot}
                self.slots[slot] = self.make.fact("stated", keys, self.draft.first.place, printed, quantity)

    def uses(self) -> None:
        """用途；决算与预算的比较。"""
        if purpose := self.words.purpose.search(self.text):
            self.slots["用途"] = self.word("用途", purpose["text"])
        elif told := self._unled():
            self.slots["用途"] = self.word("用途", told)
        if compared := self.words.compare.search(self.text):
            word = compared["word"]
            self.slots["比较"] = self.word("比较", word, sign_of(word, self.words))

    def _unled(self) -> str:
        """项级科目的数后面直接写的用途，不是原因。"""
        tail = _UNLED_PURPOSE.search(self.text) if self.draft.subject.family.endswith("项级") else None
        return "" if tail is None or self.words.reason.search(tail[1]) else tail[1]

    def base(self) -> str:
        """增减、持平是与上年比，还是与预算比；没有写明为空串。"""
        if any(c.base_year or _PRIOR.search(c.context) for c in self.changes):
            return "上年"
        if self.changes:
            return "预算" if any("预算" in c.context for c in self.changes) else ""
        said = "方向" in self.slots and (self.words.prior.search(self.level) or self._last_year())
        return "上年" if said else ""

    def _last_year(self) -> bool:
        year = self.make.identity.year
        return year.isdigit() and f"{int(year) - 1}年" in self.level

    def against(self) -> str:
        """增减、持平是与哪种口径的数比；没有写明为空串。"""
        told = [caliber.versus(c.context, self.lists) for c in self.changes]
        if prior := self.draft.claims.get("上年"):
            told.append(caliber.caliber(prior.context, self.lists))
        return next((name for name in (*told, caliber.caliber(self.level, self.lists)) if name), "")

    def whole(self) -> Fact:
        """各要素合成的陈述。"""
        subject, first, claims = self.draft.subject, self.draft.first, self.draft.claims.values()
        title = first.section.title if first.section else ""
        base = self.base()
        base_year = next((c.base_year for c in self.changes if c.base_year), "")
        return self.make.fact(
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
                "year": next((c.year for c in claims if c.year), ""),
                "base_year": base_year if base_year.isdigit() else "",
                "base": base,
                "caliber": self.against() if base or "上年" in self.slots else "",
                "share_base": next((c.base for c in claims if c.slot == "占比"), ""),
                "place": f"{title}/{subject.concept or subject.code or subject.name or first.label}",
                "residue": any(c.direction == "两可" for c in claims),
                "bound": bool(subject.concept),
                "coded": bool(subject.code),
                **{f"has_{slot}": True for slot in self.slots},
            },
            first.place,
            self.text if isinstance(self.make.document.blocks[self.draft.block], Paragraph) else "",
            None,
            self.slots,
        )


def statement_fact(make: Maker, draft: Draft, text: str, words: Wording, lists: Lists, reasons: Reasons) -> Fact:
    """一条陈述；编号的次序就是各步的次序。"""
    changes = [c for slot in ("增减额", "增减率") if (c := draft.claims.get(slot))]
    writer = _Writer(make, draft, changes, text, words, lists, reasons)
    for step in (writer.figures, writer.ways, writer.whys, writer.years, writer.uses):
        step()
    return writer.whole()


def statements_of(make: Maker, claims: list[Claim], drafts: list[Draft], words: Wording, lists: Lists) -> list[Fact]:
    """各条陈述 → statement 事实。lists 是词表。"""
    segments = _segments(claims, drafts)
    claimed = {c.block for d in drafts for c in d.owned}
    reasons = Reasons(make, words)
    return [
        statement_fact(make, d, _extent(make, d, segments[n], claimed), words, lists, reasons)
        for n, d in enumerate(drafts)
    ]
