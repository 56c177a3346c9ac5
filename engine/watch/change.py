"""两次核查之间变了什么。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.audit import Audit
from engine.errors import RuleFault
from engine.ruleset.model import Rule, Ruleset


@dataclass(frozen=True, slots=True)
class Told:
    """一个问题：级别、规则、说法。"""

    severity: str
    rule_id: str
    message: str


@dataclass(frozen=True, slots=True)
class RuleState:
    """一条规则：文件、内容的哈希、各种结论的个数、没有查的原因、出错的说明。"""

    title: str
    file: str
    sha256: str
    counts: Mapping[str, int]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """一次核查之后的样子。problem 为文件读不出来的原因，其余为空。"""

    rules: Mapping[str, RuleState] = field(default_factory=dict)
    findings: Mapping[str, Told] = field(default_factory=dict)
    faults: tuple[RuleFault, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """前后的差别。

    saved   改过的、新加的规则，编号 →（原来的，现在的），原来没有的为 None
    removed 没有了的规则编号（删了、停用了或写错了）
    new     新出现的问题；gone 不再有的；same 没有变的个数；reworded 还在而说法或级别变了的
    faults  现在的规则错误；mended 改好了的个数
    problem 文件读不出来的原因
    """

    saved: Mapping[str, tuple[RuleState | None, RuleState]]
    removed: tuple[str, ...]
    new: tuple[Told, ...]
    gone: tuple[Told, ...]
    reworded: tuple[tuple[Told, Told], ...]
    same: int
    faults: tuple[RuleFault, ...]
    mended: int
    problem: str


def state_of(ruleset: Ruleset, audit: Audit) -> State:
    """核查结果 → 可以比较的样子；ruleset 是全部的层，写错的规则都在它那里。"""
    rules = audit.ruleset.rules
    counts: dict[str, Counter[str]] = {r.id: Counter() for r in rules}
    reasons: dict[str, dict[str, None]] = {r.id: {} for r in rules}
    for rule, outcome in audit.results:
        counts[rule.id][outcome.status] += 1
        if outcome.reason:
            reasons[rule.id][outcome.reason] = None
    return State(
        {r.id: RuleState(r.title, r.file, _version(r), dict(counts[r.id]), tuple(reasons[r.id])) for r in rules},
        {f.id: Told(f.severity, f.rule.id, f.message) for f in audit.findings},
        ruleset.errors,
    )


def _version(rule: Rule) -> str:
    """规则文件没有变，清单改了级别、参数的，也算改过。"""
    return "\n".join((rule.sha256, rule.severity, *(f"{k}={v}" for k, v in rule.params.items())))


def difference(before: State, after: State) -> Change:
    """before → after 的差别；次序按 after（没有了的按 before）。"""
    if after.problem:
        return Change({}, (), (), (), (), 0, after.faults, 0, after.problem)
    saved = {
        ident: (before.rules.get(ident), now)
        for ident, now in after.rules.items()
        if ident not in before.rules or before.rules[ident].sha256 != now.sha256
    }
    both = [ident for ident in after.findings if ident in before.findings]
    reworded = [(before.findings[i], after.findings[i]) for i in both if before.findings[i] != after.findings[i]]
    return Change(
        saved,
        tuple(i for i in before.rules if i not in after.rules),
        _only(after.findings, before.findings),
        _only(before.findings, after.findings),
        tuple(reworded),
        len(both) - len(reworded),
        after.faults,
        len(set(before.faults) - set(after.faults)),
        "",
    )


def _only(these: Mapping[str, Told], those: Iterable[str]) -> tuple[Told, ...]:
    known = set(those)
    return tuple(told for ident, told in these.items() if ident not in known)
