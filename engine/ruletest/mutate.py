"""改数试验：把正例里参加核算的数逐个改一位数字，规则应当察觉。察觉不了的，规则多半没有查到那个数。

哪些数参加核算，由运行时看：算区间时用到的数就是。改的是印出来的文字，改后重走全程。
先改最高位（改动最大，超出四舍五入），加一、减一、改到最大、最小都试；再试次高两位；都没有察觉才算不察觉。
只核对文字、编码的规则没有数可改，另列。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from engine.document import Paragraph, Place
from engine.errors import DocumentError
from engine.facts.build import FactSet, with_extra
from engine.facts.model import Fact
from engine.numbers import Interval, Quantity
from engine.outcome import FAIL, PASS, RULE_ERROR, UNKNOWN, Outcome
from engine.ruletest.disclosure import Printed, print_disclosure
from engine.ruletest.model import Case, RuleTests
from engine.ruletest.run import Bench
from engine.yaml_source import Mark

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")  # 1,209.20
_DIGITS: Final = 3  # 改到第几位为止
_ALARM: Final = (FAIL, UNKNOWN, RULE_ERROR)


@dataclass(frozen=True, slots=True)
class Deaf:
    """没有察觉的一处：原来的数、最后试的数。"""

    case: Case
    printed: str
    changed: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Mutation:
    """一条规则的改数试验。tried 为 0 时正例里没有参加核算的数。"""

    rule_id: str
    tried: int
    deaf: tuple[Deaf, ...]


def mutate(bench: Bench, tests: RuleTests) -> Mutation:
    """逐个用例、逐个数地试；待办的、不该通过的用例不试。"""
    tried, deaf = 0, []
    for case in tests.cases:
        if case.todo or not case.quiet:
            continue
        page = print_disclosure(case.document, bench.words)
        before, spots = _watched(bench, case, tests, page)
        if not any(o.status == PASS for o in before):
            continue
        for spot in spots:
            tried += 1
            missed = _missed(bench, case, tests, page, spot, before)
            if missed is not None:
                deaf.append(missed)
    return Mutation(tests.rule_id, tried, tuple(deaf))


# ---- 哪些数参加核算


@dataclass(frozen=True, slots=True)
class _Watched(Quantity):
    """用到时记一笔的量。"""

    place: Place = field(default_factory=Place, compare=False)
    used: dict[tuple[object, ...], Place] = field(default_factory=dict, compare=False)

    def interval(self) -> Interval:
        self._note()
        return Quantity.interval(self)

    def yuan(self) -> Decimal | None:
        self._note()
        return Quantity.yuan(self)

    def in_yuan(self) -> Interval:
        self._note()
        return Quantity.in_yuan(self)

    def _note(self) -> None:
        where = self.place
        self.used.setdefault((where.line, where.column, where.span), where)


Spot = tuple[int, int, int]
"""第几行（从 1 起），这个数在行里的起止。"""


def _watched(bench: Bench, case: Case, tests: RuleTests, page: Printed) -> tuple[tuple[Outcome, ...], tuple[Spot, ...]]:
    """运行一次，得到结论和参加核算的数。"""
    facts = bench.facts(case, tests, page)
    used: dict[tuple[object, ...], Place] = {}
    done: dict[int, Fact] = {}

    def watch(fact: Fact) -> Fact:
        if id(fact) not in done:
            quantity = fact.quantity
            if quantity is not None:
                q = quantity
                quantity = _Watched(q.value, q.unit, q.quantum, q.printed, q.approximate, fact.place, used)
            slots = {name: watch(slot) for name, slot in fact.slots.items()}
            done[id(fact)] = replace(fact, quantity=quantity, slots=slots, items=tuple(map(watch, fact.items)))
        return done[id(fact)]

    watched = with_extra(replace(facts, facts=(), by_id={}), tuple(map(watch, facts.facts)))
    _, outcomes = bench.judge(case, tests, watched)
    spots = (spot for place in used.values() if (spot := _spot(place, facts, page)))
    return outcomes, tuple(sorted(dict.fromkeys(spots)))


def _spot(place: Place, facts: FactSet, page: Printed) -> Spot | None:
    """一个数印在哪里；不是印出来的（文件年度、推算的数）为 None。"""
    if place.line is None or place.block is None:
        return None
    text = page.lines[place.line - 1]
    if place.column is not None:
        cells = text.split("\t")
        start = sum(len(cell) + 1 for cell in cells[: place.column])
    elif place.span is not None and isinstance(block := facts.document.blocks[place.block], Paragraph):
        before = block.text.raw[: block.text.raw_offset(place.span[0])]
        piece = block.text.raw.split("\n")[before.count("\n")]
        start = text.find(piece) + len(before) - (before.rfind("\n") + 1)
    else:
        return None
    found = _NUMBER.search(text, start)
    return (place.line, *found.span()) if found else None


# ---- 改


def _missed(
    bench: Bench, case: Case, tests: RuleTests, page: Printed, spot: Spot, before: tuple[Outcome, ...]
) -> Deaf | None:
    """改这一处的数；察觉了为 None。"""
    line, start, end = spot
    text = page.lines[line - 1]
    changed = ""
    for changed in shifted(text[start:end]):
        lines = [*page.lines]
        lines[line - 1] = text[:start] + changed + text[end:]
        try:
            _, after = bench.outcomes(case, tests, replace(page, lines=lines))
        except DocumentError:
            continue
        if _alarms(after) - _alarms(before):
            return None
    return Deaf(case, text[start:end], changed, page.origin.get(line, case.mark))


def shifted(number: str) -> Iterator[str]:
    """一个数改一位数字的各种改法，从最高位起；不改成以 0 开头的多位数。"""
    places = [i for i, char in enumerate(number) if char.isdigit()]
    whole = len(number.partition(".")[0].replace(",", ""))
    first = next((n for n, i in enumerate(places) if number[i] != "0"), 0)
    for n, index in list(enumerate(places))[first : first + _DIGITS]:
        own = int(number[index])
        least = 1 if n == 0 and whole > 1 else 0
        for digit in dict.fromkeys((own + 1, own - 1, *((9, least) if n == first else ()))):
            if least <= digit <= 9 and digit != own:
                yield f"{number[:index]}{digit}{number[index + 1 :]}"


def _alarms(outcomes: tuple[Outcome, ...]) -> Counter[tuple[str, str]]:
    return Counter((o.status, o.at) for o in outcomes if o.status in _ALARM)
