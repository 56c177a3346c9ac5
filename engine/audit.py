"""核查一份文件：读入 → 识别 → 事实 → 匹配 → 判断 → 豁免 → 第二遍（归并）→ 问题。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from engine.checks import CHECKS, SECOND
from engine.checks.common import Bound, Context, Skip
from engine.checks.environment import Scope
from engine.checks.exempt import exempt
from engine.checks.versus import cells_of, relations_of
from engine.document import Document
from engine.errors import DocumentError, RuleError
from engine.facts.build import FactSet, extract, identity_of, with_extra
from engine.facts.prior import lacking
from engine.facts.references import reference_facts, required_rows
from engine.facts.texts import text_facts
from engine.findings.figures import Figures
from engine.findings.group import Finding, group
from engine.findings.second import outcome_facts
from engine.findings.waive import Use, apply, unjudged, waiver_facts
from engine.inference.patterns import Match, Matcher, Matches, Query
from engine.outcome import NOT_APPLICABLE, RULE_ERROR, UNKNOWN, Outcome
from engine.readers import read
from engine.recognition.identity import Identity, why_not
from engine.recognition.sets import FIRST, WHOLE
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.expression import State, Verdict, evaluate
from engine.ruleset.loader import text_queries
from engine.ruleset.model import Rule, Ruleset
from engine.ruleset.waivers import NO_WAIVERS, Register

Results = tuple[tuple[Rule, Outcome], ...]


@dataclass(frozen=True)
class Audit:
    """一份文件的核查结果。passing 见 Matches：换个时候再做，说明可能不同。"""

    facts: FactSet
    results: tuple[tuple[Rule, Outcome], ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    ruleset: Ruleset
    waivers: tuple[Use, ...] = ()
    passing: bool = False


def compile_rules(rules: tuple[Rule, ...]) -> dict[str, tuple[Query, ...]]:
    """规则 → 查询；编号加上规则编号作前缀。"""
    found: dict[str, tuple[Query, ...]] = {}
    for rule in rules:
        own = CHECKS[rule.check].compile_rule(rule)
        found[rule.id] = tuple(Query(f"{rule.id}:{q.id}", q.patterns, rule.id, rule.mark.line) for q in own)
    return found


class Plan:
    """一套规则编好的查询，可以用于许多文件。"""

    def __init__(self, ruleset: Ruleset, vocabulary: Vocabulary) -> None:
        self.ruleset = ruleset
        self.vocabulary = ruleset.vocabulary or vocabulary
        self.queries = compile_rules(ruleset.rules)
        self.named = {r: {q.id.removeprefix(f"{r}:"): q.id for q in own} for r, own in self.queries.items()}
        """规则 → 规则自己的查询名 → 查询的编号。"""
        self.first = tuple(r for r in ruleset.rules if r.check not in SECOND)
        self.second = tuple(r for r in ruleset.rules if r.check in SECOND)
        self._asked: dict[frozenset[str], tuple[Query, ...]] = {}
        self.texts = text_queries(ruleset.rules)
        self.relations = {r.id: wanted for r in ruleset.rules if (wanted := relations_of(r))}
        """要与别的公开件比的规则 → 要哪几份。"""
        self.cells = cells_of(q for own in self.queries.values() for q in own)
        """其中要别的公开件的哪些格：（表，栏）。"""
        self._excluded: dict[tuple[str, str, str, str], Mapping[str, str]] = {}
        self._matrices = {r.body["matrix"]: r.body["matrix_path"] for r in ruleset.rules if "matrix" in r.body}
        self._required: dict[tuple[str, str], Mapping[str, list[Mapping[str, str]]]] = {}

    def excluded(self, identity: Identity) -> Mapping[str, str]:
        """不适用于这份文件的规则 → 理由。"""
        key = (identity.kind, identity.year, identity.region, identity.level)
        if key not in self._excluded:
            self._excluded[key] = {r.id: why for r in self.ruleset.rules if (why := r.domain.excludes(identity))}
        return self._excluded[key]

    def required(self, identity: Identity) -> Mapping[str, list[Mapping[str, str]]]:
        """各矩阵里这个文种、层级的公开要素。"""
        key = (identity.kind, identity.level)
        if key not in self._required:
            self._required[key] = {name: required_rows(path, *key) for name, path in self._matrices.items()}
        return self._required[key]

    def asked(self, identity: Identity, rules: tuple[Rule, ...]) -> tuple[Query, ...]:
        """这些规则里适用的各条的查询。同样的规则给同一个，匹配器凭它认出编译过的。

        手头有没有别的公开件来比，不管：没有的，那些规则的查询没有候选，不费事；不然各种有无都要另编一套，匹配进程都得留着。
        """
        unwanted = self.excluded(identity)
        key = frozenset(rule.id for rule in rules if rule.id not in unwanted)
        if key not in self._asked:
            self._asked[key] = tuple(q for rule in rules if rule.id in key for q in self.queries[rule.id])
        return self._asked[key]


class Auditor:
    """一套规则和一种匹配器，可以依次核查许多文件。region、level 给出的，不看文件怎么写。"""

    def __init__(
        self,
        ruleset: Ruleset,
        vocabulary: Vocabulary,
        matcher: Matcher,
        region: str = "",
        level: str = "",
        register: Register = NO_WAIVERS,
    ) -> None:
        self.ruleset = ruleset
        self.vocabulary = vocabulary
        self.matcher = matcher
        self.register = register
        self.region = region
        self.level = level
        self.plans: dict[int, Plan] = {}

    def plan(self, identity: Identity) -> Plan:
        """这份文件用的一套规则；同样的几层只编一次。"""
        ruleset = self.ruleset.of(identity)
        if id(ruleset) not in self.plans:  # 规则集由 Layers 存着，同样的几层就是同一个
            self.plans[id(ruleset)] = Plan(ruleset, self.vocabulary)
        return self.plans[id(ruleset)]

    def identity(self, document: Document) -> Identity:
        found = identity_of(document, self.vocabulary)
        return replace(found, region=self.region or found.region, level=self.level or found.level)

    def facts(self, source: Path | Document) -> FactSet:
        """读入（已读的文档不必再读）并抽取事实；读不出来或不是公开文本抛出 DocumentError。"""
        document = source if isinstance(source, Document) else read(source)
        identity = self.identity(document)
        facts = extract(document, self.plan(identity).vocabulary, identity)
        if not facts.identity.disclosure:
            raise NotADisclosure(f"{document.path}：{why_not(facts.identity)}，没有核查。")
        return facts

    def audit(self, source: Path | Document) -> Audit:
        return self.judge(self.facts(source))

    def judge(self, facts: FactSet, trace: list[Skip] | None = None) -> Audit:
        """事实 → 结论；trace 见 Context。"""
        identity = facts.identity
        plan = self.plan(identity)
        vocabulary = plan.vocabulary.for_year(identity.year)
        extra = text_facts(facts, plan.texts) + reference_facts(facts, vocabulary, plan.required(identity))
        facts = with_extra(facts, extra)
        context = Context(facts, vocabulary, trace=trace)
        excluded = {i: why for i, wanted in plan.relations.items() if (why := lacking(wanted, facts.related))}
        excluded |= plan.excluded(identity)
        matches = self.matcher.match(plan.asked(identity, plan.first), facts.facts)
        found = _Found(matches)
        judged = [(r, o) for r in plan.first for o in self._rule(r, excluded.get(r.id, ""), plan, found, context)]
        kept, waivers = apply(judged, self.register, identity)

        def retest(rule: Rule, changed: FactSet, blocks: frozenset[int]) -> Iterator[Outcome]:
            return self._rule(
                rule, "", plan, _Retested(matches, changed, blocks), Context(changed, vocabulary, again=True)
            )

        again = Context(facts, vocabulary, results=kept, retest=retest)
        more, second = self._second(plan, excluded, again, waivers)
        results = kept + more
        told = (unjudged(self.register),) if waivers and unjudged(self.register) else ()
        findings = group(results, identity.entity, identity.year)
        notes = (*matches.notes, *second.notes, *told)
        return Audit(facts, results, findings, notes, plan.ruleset, waivers, matches.passing or second.passing)

    def _second(
        self, plan: Plan, excluded: Mapping[str, str], context: Context, waivers: tuple[Use, ...]
    ) -> tuple[Results, Matches]:
        """第二遍：结论、豁免也是事实，再匹配一次。"""
        wanted = tuple(r for r in plan.second if r.id not in excluded)
        figures = Figures(context.facts)
        extra = (*outcome_facts(context.results, figures, wanted), *waiver_facts(waivers))
        queries = plan.asked(context.facts.identity, plan.second)
        matches = self.matcher.match(queries, extra) if extra else Matches({})
        seen = replace(context, facts=with_extra(context.facts, extra), figures=figures)
        found = _Found(matches)
        outcomes = ((r, o) for r in plan.second for o in self._rule(r, excluded.get(r.id, ""), plan, found, seen))
        return tuple(outcomes), matches

    def _rule(self, rule: Rule, excluded: str, plan: Plan, found: _Found, context: Context) -> Iterator[Outcome]:
        if excluded:
            yield Outcome(NOT_APPLICABLE, "全文", excluded)
            return
        named, refused = plan.named[rule.id], found.refused
        if refused and (why := next((refused[i] for i in named.values() if i in refused), "")):
            yield Outcome(RULE_ERROR, "全文", why)
            return
        try:
            if rule.when is not None:
                names = context.facts.sets.names
                judged = {name: evaluate(rule.when, Scope(context, set=name)) for name in names}
                holding = tuple(n for n, v in judged.items() if isinstance(v, Verdict) and v.state is State.TRUE)
                if not holding:
                    verdict = judged[FIRST]
                    missing = "、".join(verdict.missing) if isinstance(verdict, Verdict) else ""
                    yield Outcome(
                        UNKNOWN if missing else NOT_APPLICABLE,
                        "全文",
                        f"条件无从判断：缺少{missing}" if missing else "条件不成立",
                    )
                    return
                if len(holding) < len(names):  # 印了几套表的，一套一套地看合不合条件
                    context = replace(context, chosen=holding)
            context.budget.begin(rule.mark, rule.id)
            outcomes = tuple(_outcomes(rule, _within(found.of(named), context.chosen), context))
            yield from outcomes or (Outcome(NOT_APPLICABLE, "全文", "文件里没有这条规则要查的内容"),)
        except RuleError as problem:
            yield Outcome(RULE_ERROR, "全文", str(problem))
        except MemoryError:  # 不是规则的错，换个时候就好了：整份算没有核查
            raise
        except Exception as problem:  # noqa: BLE001  一条规则出错不能连累别的规则，也不能无声无息
            yield Outcome(
                RULE_ERROR,
                "全文",
                f"规则 {rule.id} 执行时程序出错（{type(problem).__name__}：{problem}），请报告给维护者。",
            )


def _within(bound: Bound, sets: tuple[str, ...] | None) -> Bound:
    """只要这几套的；说的是全份的、别的公开件的也要。"""
    if sets is None:
        return bound
    own = (*sets, WHOLE)
    return {q: tuple(m for m in found if all(f.key("set") in own for f in m.values())) for q, found in bound.items()}


def _outcomes(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    """检查给出的结论，按 on_violation 处理过；超过上限抛出 RuleError。"""
    for outcome in CHECKS[rule.check].check(rule, bound, context):
        context.budget.outcome()
        yield exempt(rule, outcome, context)


class _Found:
    """匹配到的事实，按查询取。"""

    def __init__(self, matches: Matches) -> None:
        self.refused = matches.refused
        self._by_query = matches.by_query

    def of(self, named: Mapping[str, str]) -> Bound:
        return {name: self._by_query.get(query, ()) for name, query in named.items()}


class _Retested(_Found):
    """同 _Found，事实换成改过的；给出 blocks 的，只要碰到这几块（表、段落）的。"""

    def __init__(self, matches: Matches, changed: FactSet, blocks: frozenset[int]) -> None:
        super().__init__(matches)
        self._blocks = blocks
        self._by_id = changed.by_id
        self._known: dict[int, tuple[Match, ...]] = {}

    def of(self, named: Mapping[str, str]) -> Bound:
        return {name: self._swapped(found) for name, found in super().of(named).items()}

    def _swapped(self, found: tuple[Match, ...]) -> tuple[Match, ...]:
        if id(found) not in self._known:  # found 由 matches 拿着，编号不会给别的
            by_id = self._by_id
            near = filter(self._near, found) if self._blocks else found
            self._known[id(found)] = tuple([{alias: by_id[f.id] for alias, f in m.items()} for m in near])
        return self._known[id(found)]

    def _near(self, match: Match) -> bool:
        """有一个事实在这几块里，或者说的是全文。"""
        blocks = (self._by_id[fact.id].place.block for fact in match.values())
        return any(block is None or block in self._blocks for block in blocks)


class NotADisclosure(DocumentError):
    """读得出来，但不是预决算公开文本。"""
