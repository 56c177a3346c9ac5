"""豁免：把登记过的不符合项改为“已豁免”，并说出每条豁免用到没有、到期没有。

没有核查日期就不知道豁免到期没有，一条也不启用：宁可多报，不可把过期的豁免当作有效。
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.document import Place
from engine.facts.model import Fact
from engine.findings.group import said
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, WAIVED, Outcome
from engine.recognition.identity import Identity
from engine.ruleset.model import Rule
from engine.ruleset.waivers import Register, Waiver
from engine.text import norm

USED, EXPIRED, UNUSED, IDLE = "used", "expired", "unused", "idle"
"""有效；已过期；没有用到；未启用（没有核查日期、没有到批准日，或者无法核查）。"""


@dataclass(frozen=True, slots=True)
class Use:
    """涉及这份文件的一条豁免。findings 是它所说的各处：有效的不计入问题，过期的仍是问题。"""

    waiver: Waiver
    state: str
    findings: tuple[str, ...] = ()


def apply(
    results: Sequence[tuple[Rule, Outcome]], register: Register, identity: Identity
) -> tuple[tuple[tuple[Rule, Outcome], ...], tuple[Use, ...]]:
    """结论 → （豁免之后的结论，涉及这份文件的各条豁免）。次序、个数不变。"""
    judged = list(results)
    uses: list[Use] = []
    for waiver in register.waivers:
        if norm(waiver.unit) != norm(identity.entity) or waiver.year != identity.year:
            continue
        own = [n for n, (rule, o) in enumerate(judged) if rule.id == waiver.rule and o.status != NOT_APPLICABLE]
        if not own:
            continue  # 这条规则管不到这份文件：同一单位的预算、决算各有各的规则
        here = [n for n in own if covers(waiver.at, judged[n][1].at)]
        failed = [n for n in here if judged[n][1].status == FAIL]
        state = _state(waiver, register, {judged[n][1].status for n in own}, {judged[n][1].status for n in here})
        uses.append(Use(waiver, state, tuple(said(*judged[n]) for n in failed) if state in (USED, EXPIRED) else ()))
        for n in failed if state == USED else ():
            rule, outcome = judged[n]
            judged[n] = (rule, dataclasses.replace(outcome, status=WAIVED, reason=_reason(waiver)))
    return tuple(judged), tuple(uses)


def unjudged(register: Register) -> str:
    """豁免没有启用的一句话；启用了的、没有登记的为空。"""
    if register.day is not None or not register.waivers:
        return ""
    count = len(register.waivers)
    return f"登记了豁免 {count} 条，没有核查日期（--date，如 2025-06-30），不知道到期没有，都没有启用。"


def _state(waiver: Waiver, register: Register, own: set[str], here: set[str]) -> str:
    """own 是这条规则在全文的各种结论，here 是登记的位置上的。"""
    day = register.day
    if day is None or (waiver.granted is not None and day < waiver.granted):
        return IDLE
    if day > waiver.expires:
        return EXPIRED
    if FAIL in here:
        return USED
    return UNUSED if own & {PASS, FAIL, WAIVED} and UNKNOWN not in here else IDLE


def covers(wanted: str, at: str) -> bool:
    """豁免写的位置包括结论的位置：相同，或是它的前几段；两表相比的，写哪一边都行。空的全都包括。"""
    whole, sides = norm(wanted), [norm(at), *norm(at).split("=")]
    return not whole or any(side == whole or side.startswith((f"{whole}/", f"{whole}#")) for side in sides)


def _reason(waiver: Waiver) -> str:
    paper = f"，{waiver.document}" if waiver.document else ""
    return f"{waiver.reason}（{waiver.approved_by}批准{paper}，至 {waiver.expires}）"


def waiver_facts(uses: Iterable[Use]) -> Iterator[Fact]:
    """涉及这份文件的各条豁免，供规则查到期和没有用到的；过期而问题已经没有了的不必再说。"""
    for number, use in enumerate(uses):
        waiver = use.waiver
        if use.state == EXPIRED and not use.findings:
            continue
        keys: dict[str, str | bool] = {
            "state": use.state,
            "rule": waiver.rule,
            "at": waiver.at,
            "reason": waiver.reason,
            "document": waiver.document,
            "approved_by": waiver.approved_by,
            "expires": str(waiver.expires),
            "place": f"{waiver.mark.file} 第 {waiver.mark.line} 行",
        }
        yield Fact(f"w{number}", "waiver", keys, Place())
