"""运行用例：排成文字 → 读入、识别、抽取、匹配、判断 → 与应有的结论比。只编译、只匹配被测的规则。"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from engine.audit import Auditor
from engine.errors import DocumentError, RuleError, RuleFault
from engine.facts.build import FactSet, with_related
from engine.facts.prior import SAME, Related, Taken
from engine.inference.patterns import Matcher
from engine.outcome import Outcome
from engine.readers import parse
from engine.recognition.identity import Identity
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.model import Rule, Ruleset
from engine.ruletest.compare import Difference, differences
from engine.ruletest.disclosure import Printed, print_disclosure
from engine.ruletest.model import Case, RuleTests
from engine.ruletest.recognised import faults_of
from engine.store.choose import title_of
from engine.store.record import Record, record_of
from engine.store.restore import related_of
from engine.yaml_source import suggest

Status = Literal["passed", "failed", "broken", "todo", "todo_done"]
"""passed 相符；failed 不相符；broken 测试不成立；todo 已知做不到；todo_done 写着 todo 而已经相符。"""

Judged = tuple[Rule, tuple[Outcome, ...]]
"""实际用的规则，和它的各条结论。"""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """一个用例的结果。differences 只在 failed、todo 时有，faults 只在 broken 时有。"""

    case: Case
    status: Status
    differences: tuple[Difference, ...] = ()
    faults: tuple[RuleFault, ...] = ()


@dataclass
class _Only:
    """规则集里只留几条规则；哪几层用于一份文件，仍由文件的身份定。"""

    whole: Ruleset
    ids: frozenset[str]
    _made: dict[int, Ruleset] = field(default_factory=dict)

    def ruleset(self, identity: Identity) -> Ruleset:
        found = self.whole.of(identity)
        if id(found) not in self._made:
            kept = tuple(r for r in found.rules if r.id in self.ids)
            self._made[id(found)] = replace(found, rules=kept, errors=(), library=None)
        return self._made[id(found)]


class Bench:
    """一套规则和一种匹配器，依次运行各条规则的用例。vocabulary 是随附的词汇，words 连上被测那一层加的。"""

    def __init__(self, ruleset: Ruleset, vocabulary: Vocabulary, words: Vocabulary, matcher: Matcher) -> None:
        self.ruleset = ruleset
        self.vocabulary = vocabulary
        self.words = words
        self.matcher = matcher
        self._auditors: dict[frozenset[str], Auditor] = {}

    def file(self, tests: RuleTests) -> tuple[CaseResult, ...]:
        return tuple(self.case(case, tests) for case in tests.cases)

    def case(self, case: Case, tests: RuleTests) -> CaseResult:
        try:
            page = print_disclosure(case.document, self.words)
            facts = self.facts(case, tests, page)
            if wrong := list(faults_of(case.document, page, facts, self.words)):
                raise RuleError(wrong)
            rule, outcomes = self.judge(case, tests, facts)
        except RuleError as problem:
            return CaseResult(case, "broken", faults=tuple(problem.faults))
        except DocumentError as problem:
            return CaseResult(case, "broken", faults=(case.document.mark.fault(f"这份文件读不成公开件：{problem}"),))
        found = tuple(differences(case, rule, outcomes))
        if case.todo:
            return CaseResult(case, "todo" if found else "todo_done", found)
        return CaseResult(case, "failed" if found else "passed", found)

    def outcomes(self, case: Case, tests: RuleTests, page: Printed) -> Judged:
        """这条规则在这份文件上的结论。"""
        return self.judge(case, tests, self.facts(case, tests, page))

    def facts(self, case: Case, tests: RuleTests, page: Printed) -> FactSet:
        """排好的文字读成的事实；不像公开件的抛出 DocumentError。"""
        auditor = self._auditor(case, tests)
        own = auditor.facts(parse(Path(f"{case.name}.txt"), page.text.encode()))
        return with_related(own, self.related(case, auditor)) if case.others else own

    def related(self, case: Case, auditor: Auditor) -> Related:
        """用例写的另几份公开件，照样排成文字再读；写的表没有照样认出来的抛出 RuleError。"""
        found: list[tuple[Taken, Record]] = []
        for name, spec in case.others.items():
            page = print_disclosure(spec, self.words)
            path = Path(f"{case.name}-{name}.txt")
            facts = auditor.facts(parse(path, page.text.encode()))
            if wrong := list(faults_of(spec, page, facts, self.words)):
                raise RuleError(wrong)
            record = record_of(path, facts)
            relations = (f"上年{spec.kind}", name) if name == SAME else (name,)
            title = title_of(spec.entity, spec.year, "部门", spec.kind, relations)
            found.append(
                (Taken(relations, title, str(path), record.sha256, spec.entity, spec.kind, spec.year, ""), record)
            )
        return related_of(found)

    def judge(self, case: Case, tests: RuleTests, facts: FactSet) -> Judged:
        """事实 → 结论；这份文件用的不是旁边那条规则的，抛出 RuleError。"""
        own = [(r, o) for r, o in self._auditor(case, tests).judge(facts).results if r.id == tests.rule_id]
        if not own or own[0][0].file != tests.rule_file:
            used = f"，用的是 {own[0][0].file}" if own else ""
            message = f"这份文件用不到旁边的规则（所在的层不适用，或规则停用）{used}，请检查 entity、cover、kind、year"
            raise RuleError([case.document.mark.fault(message)])
        return own[0][0], tuple(o for _, o in own)

    def _auditor(self, case: Case, tests: RuleTests) -> Auditor:
        ids = frozenset((tests.rule_id, *case.audit_with))
        if ids not in self._auditors:
            known = {r.id for r in self.ruleset.rules} | {tests.rule_id}
            for other in ids - known:
                message = f"audit_with 里的“{other}”不是规则编号{suggest(other, known)}"
                raise RuleError([case.mark.fault(message)])
            only = replace(self.ruleset, library=_Only(self.ruleset, ids))
            self._auditors[ids] = Auditor(only, self.vocabulary, self.matcher)
        return self._auditors[ids]
