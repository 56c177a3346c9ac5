"""运行用例：排成文字 → 读入、识别、抽取、匹配、判断 → 与应有的结论比。只编译、只匹配被测的规则。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from engine.audit import Auditor
from engine.errors import DocumentError, RuleError, RuleFault
from engine.facts.build import FactSet
from engine.inference.patterns import Matcher
from engine.outcome import Outcome
from engine.readers import parse
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.model import Rule, Ruleset
from engine.ruletest.compare import Difference, differences
from engine.ruletest.disclosure import Printed, print_disclosure
from engine.ruletest.model import Case, RuleTests
from engine.ruletest.recognised import faults_of
from engine.yaml_source import suggest

Status = Literal["passed", "failed", "broken", "todo", "todo_done"]
"""passed 相符；failed 不相符；broken 测试不成立；todo 已知做不到；todo_done 写着 todo 而已经相符。"""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """一个用例的结果。differences 只在 failed、todo 时有，faults 只在 broken 时有。"""

    case: Case
    status: Status
    differences: tuple[Difference, ...] = ()
    faults: tuple[RuleFault, ...] = ()


class Bench:
    """一套规则和一种匹配器；一条规则一个，依次运行它的用例。"""

    def __init__(self, ruleset: Ruleset, vocabulary: Vocabulary, matcher: Matcher) -> None:
        self.ruleset = ruleset
        self.rules = {rule.id: rule for rule in ruleset.rules}
        self.vocabulary = vocabulary
        self.matcher = matcher
        self._auditors: dict[tuple[str, ...], Auditor] = {}

    def file(self, tests: RuleTests) -> tuple[CaseResult, ...]:
        rule = self.rules[tests.rule_id]
        return tuple(self.case(case, rule) for case in tests.cases)

    def case(self, case: Case, rule: Rule) -> CaseResult:
        try:
            page = print_disclosure(case.document, self.vocabulary)
            outcomes = self.outcomes(case, rule, page, strict=True)
        except RuleError as problem:
            return CaseResult(case, "broken", faults=tuple(problem.faults))
        except DocumentError as problem:
            return CaseResult(case, "broken", faults=(case.document.mark.fault(f"这份文件读不成公开件：{problem}"),))
        found = tuple(differences(case, rule, outcomes))
        if case.todo:
            return CaseResult(case, "todo" if found else "todo_done", found)
        return CaseResult(case, "failed" if found else "passed", found)

    def outcomes(self, case: Case, rule: Rule, page: Printed, strict: bool = False) -> tuple[Outcome, ...]:
        """这条规则在这份文件上的结论；strict 时表、章节没有照用例认出来就抛出 RuleError。"""
        auditor = self.auditor(case, rule)
        facts = self.facts(case, rule, page)
        if strict and (wrong := list(faults_of(case.document, page, facts, self.vocabulary))):
            raise RuleError(wrong)
        return tuple(o for r, o in auditor.judge(facts).results if r.id == rule.id)

    def facts(self, case: Case, rule: Rule, page: Printed) -> FactSet:
        """排好的文字读成的事实；不像公开件的抛出 DocumentError。"""
        return self.auditor(case, rule).facts(parse(Path(f"{case.name}.txt"), page.text.encode()))

    def auditor(self, case: Case, rule: Rule) -> Auditor:
        ids = (rule.id, *case.audit_with)
        if ids not in self._auditors:
            for other in case.audit_with:
                if other not in self.rules:
                    raise RuleError(
                        [case.mark.fault(f"audit_with 里没有“{other}”这条规则{suggest(other, self.rules)}")]
                    )
            only = replace(self.ruleset, rules=tuple(self.rules[i] for i in sorted(set(ids))), errors=(), library=None)
            self._auditors[ids] = Auditor(only, self.vocabulary, self.matcher)
        return self._auditors[ids]
