"""核查一份文件：读入 → 识别 → 事实 → 匹配 → 判断 → 问题。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.checks import CHECKS
from engine.checks.common import Bound, Context, Skip
from engine.checks.environment import Scope
from engine.document import Document
from engine.errors import DocumentError, RuleError
from engine.facts.build import FactSet, extract, with_extra
from engine.facts.references import reference_facts
from engine.facts.texts import text_facts
from engine.findings.group import Finding, group
from engine.inference.patterns import Matcher, Matches, Query
from engine.outcome import NOT_APPLICABLE, RULE_ERROR, UNKNOWN, Outcome
from engine.readers import read
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.expression import State, Verdict, evaluate
from engine.ruleset.loader import text_queries
from engine.ruleset.model import Rule, Ruleset


@dataclass(frozen=True)
class Audit:
    """一份文件的核查结果。"""

    facts: FactSet
    results: tuple[tuple[Rule, Outcome], ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def compile_rules(rules: tuple[Rule, ...]) -> dict[str, tuple[Query, ...]]:
    """规则 → 查询；编号加上规则编号作前缀。"""
    found: dict[str, tuple[Query, ...]] = {}
    for rule in rules:
        own = CHECKS[rule.check].compile_rule(rule)
        found[rule.id] = tuple(Query(f"{rule.id}:{q.id}", q.patterns, rule.id, rule.mark.line) for q in own)
    return found


class Auditor:
    """一套规则和一种匹配器，可以依次核查许多文件。"""

    def __init__(self, ruleset: Ruleset, vocabulary: Vocabulary, matcher: Matcher) -> None:
        self.ruleset = ruleset
        self.vocabulary = vocabulary
        self.matcher = matcher
        self.queries = compile_rules(ruleset.rules)
        self.texts = text_queries(ruleset.rules)
        self.matrices = [r.body["matrix"] for r in ruleset.rules if "matrix" in r.body]

    def facts(self, source: Path | Document) -> FactSet:
        """读入（已读的文档不必再读）并抽取事实；读不出来或不是公开文本抛出 DocumentError。"""
        document = source if isinstance(source, Document) else read(source)
        facts = extract(document, self.vocabulary)
        if not facts.identity.disclosure:
            raise NotADisclosure(
                f"{document.path}：不像部门预算或部门决算公开文本（没有见到预决算用语和金额），没有核查。"
            )
        return facts

    def audit(self, source: Path | Document) -> Audit:
        return self.judge(self.facts(source))

    def judge(self, facts: FactSet, trace: list[Skip] | None = None) -> Audit:
        """事实 → 结论；trace 见 Context。"""
        identity = facts.identity
        vocabulary = self.vocabulary.for_year(identity.year)
        facts = with_extra(facts, text_facts(facts, self.texts) + reference_facts(facts, vocabulary, self.matrices))
        context = Context(facts, vocabulary, trace=trace)
        rules = tuple(r for r in self.ruleset.rules if r.applies(identity.kind, identity.year))
        present = {(f.kind, f.key("table")) for f in facts.facts}
        queries = tuple(q for r in rules for q in self.queries[r.id] if _possible(q, present))
        matches = self.matcher.match(queries, facts.facts)
        results = [(r, o) for r in self.ruleset.rules for o in self._rule(r, r in rules, matches, context)]
        return Audit(facts, tuple(results), group(results, identity.entity, identity.year), matches.notes)

    def _rule(self, rule: Rule, applies: bool, matches: Matches, context: Context) -> Iterator[Outcome]:
        if not applies:
            yield Outcome(NOT_APPLICABLE, "全文", "不适用于本文种或年度")
            return
        refused = next((matches.refused[q.id] for q in self.queries[rule.id] if q.id in matches.refused), "")
        if refused:
            yield Outcome(RULE_ERROR, "全文", refused)
            return
        try:
            if rule.when is not None:
                verdict = evaluate(rule.when, Scope(context))
                if not isinstance(verdict, Verdict) or verdict.state is not State.TRUE:
                    missing = "、".join(verdict.missing) if isinstance(verdict, Verdict) else ""
                    yield Outcome(
                        UNKNOWN if missing else NOT_APPLICABLE,
                        "全文",
                        f"条件无从判断：缺少{missing}" if missing else "条件不成立",
                    )
                    return
            found = tuple(CHECKS[rule.check].check(rule, self._bound(rule, matches, context.facts), context))
            yield from found or (Outcome(NOT_APPLICABLE, "全文", "文件里没有这条规则要查的内容"),)
        except RuleError as problem:
            yield Outcome(RULE_ERROR, "全文", str(problem))
        except Exception as problem:  # noqa: BLE001  一条规则出错不能连累别的规则，也不能无声无息
            yield Outcome(
                RULE_ERROR,
                "全文",
                f"规则 {rule.id} 执行时程序出错（{type(problem).__name__}：{problem}），请报告给维护者。",
            )

    def _bound(self, rule: Rule, matches: Matches, facts: FactSet) -> Bound:
        by_id = facts.by_id
        return {
            q.id.removeprefix(f"{rule.id}:"): tuple(
                {alias: by_id[i] for alias, i in match} for match in matches.by_query.get(q.id, ())
            )
            for q in self.queries[rule.id]
        }


class NotADisclosure(DocumentError):
    """读得出来，但不是预决算公开文本。"""


def _possible(query: Query, present: set[tuple[str, str]]) -> bool:
    """要的表文件里一张也没有，就不必送去匹配。"""
    for pattern in query.patterns:
        table = pattern.where.get("table")
        if not pattern.absent and isinstance(table, str) and (pattern.kind, table) not in present:
            return False
    return True
