"""规则手册里的正反例：取自测试的第一个反例和第一个正例，照着运行一遍，带上结论的那句话。"""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import DocumentError, RuleError
from engine.outcome import FAIL, PASS, Outcome
from engine.ruleset.model import Rule
from engine.ruletest.compare import message_of
from engine.ruletest.disclosure import print_disclosure
from engine.ruletest.model import Case, RuleTests
from engine.ruletest.run import Bench


@dataclass(frozen=True, slots=True)
class Example:
    """一个例子：用例，和规则在它上面的结论，一处一句。"""

    case: Case
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examples:
    """一条规则的反例和正例；没有写测试、测试不成立的为 None。"""

    bad: Example | None = None
    good: Example | None = None


def examples(bench: Bench, tests: RuleTests) -> Examples:
    """第一个反例：应有不符合的；第一个正例：除通过、不适用外没有别的，而且确有通过的。"""
    real = [case for case in tests.cases if not case.todo]
    bad = next((c for c in real if any(e.status == FAIL for e in c.expect)), None)
    passing = [c for c in real if c.quiet]
    good = next((c for c in passing if any(e.status == PASS for e in c.expect)), next(iter(passing), None))
    return Examples(_run(bench, tests, bad, FAIL), _run(bench, tests, good, PASS))


def _run(bench: Bench, tests: RuleTests, case: Case | None, status: str) -> Example | None:
    if case is None:
        return None
    try:
        rule, outcomes = bench.outcomes(case, tests, print_disclosure(case.document, bench.words))
    except (RuleError, DocumentError):  # 测试本身不成立，由 gouji rules test 说明
        return None
    told = dict.fromkeys(_told(o, rule) for o in outcomes if o.status == status)
    return Example(case, tuple(told)) if told else None


def _told(outcome: Outcome, rule: Rule) -> str:
    if outcome.status == FAIL:
        return message_of(outcome, rule)
    return f"{outcome.at}：{outcome.note}" if outcome.note else outcome.at
