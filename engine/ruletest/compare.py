"""应有的结论与实有的结论逐条对：一条也不能多，一条也不能少。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.outcome import NOT_APPLICABLE, PASS, Outcome
from engine.recognition.vocabulary import plain_title
from engine.ruleset.model import Rule
from engine.ruletest.model import Case, Expected
from engine.yaml_source import Mark

# 差额：0.03　0.03万元　1.2个百分点　-1,000.5
_AMOUNT = re.compile(r"(-?[\d,]+(?:\.\d+)?)\s*(\D*)")


@dataclass(frozen=True, slots=True)
class Difference:
    """对不上的一处：怎么不同，在测试文件的哪里。"""

    text: str
    mark: Mark


def differences(case: Case, rule: Rule, outcomes: Sequence[Outcome]) -> Iterator[Difference]:
    """用例与结论的出入；没有出入时为空。

    应有的每一条（写了 count 的算几条）各占一条实有的结论，尽量配齐；
    没有配到的是少了，除通过、不适用以外没有被占的是多了。
    """
    wanted = [e for e in case.expect for _ in range(e.count or 1)]
    paired = _pair([[i for i, o in enumerate(outcomes) if not _mismatches(e, o, rule)] for e in wanted])
    taken = set(paired.values())
    told: set[int] = set()
    for index, expected in enumerate(wanted):
        if index not in paired and id(expected) not in told:
            told.add(id(expected))
            near = _nearest(expected, rule, {i: o for i, o in enumerate(outcomes) if i not in taken})
            if near is not None:
                taken.add(near)
            yield Difference(_missing(expected, rule, None if near is None else outcomes[near]), expected.mark)
    for index, outcome in enumerate(outcomes):
        if index in taken:
            continue
        if outcome.status not in (PASS, NOT_APPLICABLE):
            yield Difference(f"多出一条：{shown(outcome, rule)}", case.mark)
            continue
        over = next((e for e in case.expect if e.count is not None and not _mismatches(e, outcome, rule)), None)
        if over is not None and not any(e.lenient and not _mismatches(e, outcome, rule) for e in case.expect):
            yield Difference(f"多于 count 所写的 {over.count} 条：{shown(outcome, rule)}", over.mark)


def _pair(choices: list[list[int]]) -> dict[int, int]:
    """二分图配对：第 i 条应有的 → 第几条实有的，配得最多为止。"""
    owner: dict[int, int] = {}

    def place(wanted: int, tried: set[int]) -> bool:
        for choice in choices[wanted]:
            if choice in tried:
                continue
            tried.add(choice)
            if choice not in owner or place(owner[choice], tried):
                owner[choice] = wanted
                return True
        return False

    for wanted in range(len(choices)):
        place(wanted, set())
    return {wanted: choice for choice, wanted in owner.items()}


def message_of(outcome: Outcome, rule: Rule) -> str:
    """这条结论的说法，同报告里印的。"""
    return outcome.message or rule.message.render(outcome.fields)


def shown(outcome: Outcome, rule: Rule) -> str:
    """一条结论给人看：fail 一般公共预算支出表/208/合计（error）：……。"""
    if outcome.status == "fail":
        return f"fail {outcome.at}（{outcome.severity or rule.severity}）：{message_of(outcome, rule)}"
    tail = outcome.reason or outcome.note
    return f"{outcome.status} {outcome.at}" + (f"：{tail}" if tail else "")


def _mismatches(expected: Expected, outcome: Outcome, rule: Rule) -> list[str]:
    """不相符的各项；相符为空。第一项是结论。"""
    found = []
    if expected.status != outcome.status:
        found.append(f"结论应是 {expected.status}，实为 {outcome.status}")
    if expected.at and not same_place(expected.at, outcome.at):
        found.append(f"位置应是“{expected.at}”，实为“{outcome.at}”")
    if expected.diff and not _same_amount(expected.diff, outcome.fields.get("diff", "")):
        found.append(f"差额应是 {expected.diff}，实为“{outcome.fields.get('diff', '')}”")
    severity = outcome.severity or rule.severity
    if expected.severity and expected.severity != severity:
        found.append(f"级别应是 {expected.severity}，实为 {severity}")
    said = message_of(outcome, rule)
    found += [f"说法里应有“{part}”，实为“{said}”" for part in expected.message if part not in said]
    for what, part, text in (
        ("附带的说明", expected.note, outcome.note),
        ("原因", expected.reason, outcome.reason),
        ("可能原因", expected.cause, outcome.likely_cause),
    ):
        if part and part not in text:
            found.append(f"{what}里应有“{part}”，实为“{text}”")
    return found


def same_place(written: str, at: str) -> bool:
    """写的位置与结论的位置键：空格、引号、全半角不计；两表相比的（甲=乙）写其中一侧也可以。"""
    wanted = _place(written)
    return wanted in (_place(at), *map(_place, at.split("=")))


def _place(text: str) -> str:
    return "=".join("/".join(plain_title(part) for part in side.split("/")) for side in text.split("="))


def _same_amount(written: str, printed: str) -> bool:
    one, other = _AMOUNT.fullmatch(plain_title(written)), _AMOUNT.fullmatch(plain_title(printed))
    if one is None or other is None:
        return plain_title(written) == plain_title(printed)
    return Decimal(one[1].replace(",", "")) == Decimal(other[1].replace(",", "")) and one[2] in ("", other[2])


def _nearest(expected: Expected, rule: Rule, spare: dict[int, Outcome]) -> int | None:
    """没有被占的结论里最接近的一条：结论或位置相同的当中，差得最少的；它不再算“多出一条”。"""
    near = {
        i: len(_mismatches(expected, o, rule))
        for i, o in spare.items()
        if expected.status == o.status or (expected.at and same_place(expected.at, o.at))
    }
    return min(near, key=lambda i: near[i], default=None)


def _missing(expected: Expected, rule: Rule, nearest: Outcome | None) -> str:
    """少了哪一条；有相近的就说差在哪里。"""
    parts = [expected.status, expected.at, f"相差 {expected.diff}" if expected.diff else ""]
    count = f"（共 {expected.count} 条）" if expected.count and expected.count > 1 else ""
    head = f"少了一条：{' '.join(p for p in parts if p)}{count}"
    if nearest is None:
        return f"{head}；没有相近的结论"
    return f"{head}；最接近的一条：{'，'.join(_mismatches(expected, nearest, rule))}（{shown(nearest, rule)}）"
