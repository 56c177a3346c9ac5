"""formula：算式。

查什么  对每一行、每条陈述、每一列、每张表单（或全文一次），算式是否成立。
为什么  合计等于分项之和、增减率等于增减额除以上年、占比等于部分除以总体，都可以重算。
错误示例  增加 20.00 万元，增长 20.5%，而上年数为 80.00 万元，应为 25.0%。
正确示例  比率四舍五入、截尾都可以；截尾的另作说明。
参数  given 取哪些数：{table: [表种], rows: [行]}、{statement: [要素]}、{list: [类别]}、{record: [表种]}、{once: 是}；
      let 中间名称；assert 断言；absent、blank 缺的数、空的格怎么办；base、rounding 占比的底数和取舍
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypedDict

from engine.checks import given
from engine.checks.common import (
    SUSPICIOUS,
    Bound,
    Context,
    compared,
    evidence,
    is_blank,
    is_suspicious,
    is_unreadable,
    missing_tables,
    seen,
    spot,
    stable,
)
from engine.checks.environment import Scope, value_of
from engine.checks.formula_cause import formula_cause
from engine.checks.formula_words import (
    MANY,
    difference_of,
    fields_of,
    figures_of,
    ratio_text,
    rounded_like,
    side,
    steps_of,
)
from engine.checks.rounding import Modes
from engine.checks.shares import BASES, bases, share_word
from engine.facts.model import Fact
from engine.inference.patterns import Query
from engine.lazy import Lazy
from engine.numbers import plain
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Compared, Evidence, Outcome, Step
from engine.recognition.sets import FIRST
from engine.ruleset.expression import Comparison, State, Verdict, evaluate, exactly
from engine.ruleset.glance import Glance, glance
from engine.ruleset.model import Rule, TextQuery
from engine.ruleset.phrase import Phrase
from engine.ruleset.schema import Field
from engine.ruleset.syntax import Expression
from engine.ruleset.value import is_zero

FIELDS = (
    Field("given", "any", True, doc="取哪些数", fields=given.FIELDS),
    Field("let", "any", doc="中间名称：算式"),
    Field("assert", "text", True, doc="断言，如 合计 == 基本支出 + 项目支出"),
    Field("needs", "texts", doc="缺了这些名称就不适用"),
    Field(
        "absent",
        "choice",
        values=("zero", "unknown", "skip", "fail"),
        doc="缺的数：zero 没有的栏按零；unknown 无法核查（默认）；skip 不适用；fail 算不符合",
    ),
    Field(
        "blank",
        "choice",
        values=("zero", "skip", "unknown"),
        doc="印着空格、短横的格：zero 按零（默认）；skip 不适用；unknown 无法核查",
    ),
    Field("base", "texts", values=BASES, doc="占比的底数依次试哪几种：句中、总体、本节、各项之和；省略为前三种"),
    Field("rounding_info", "boolean", doc="比率只有按截尾才成立的，另作说明"),
    Field(
        "rounding",
        "choice",
        values=("each", "of_list"),
        doc="比率怎样四舍五入：of_list 同一列的应当都四舍五入或都截尾，混用的另作说明；each 各算各的（默认）",
    ),
    SUSPICIOUS,
    Field(
        "merge",
        "choice",
        values=("numbers", "place", "rule"),
        doc="几处怎样合：numbers 同样的数算一个问题（默认）；place 逐处算；rule 全文合成一个",
    ),
)
FIXED_FIELDS = (
    "place",
    "computed",
    "printed",
    "diff",
    "name",
    "row",
    "table",
    "unit",
    "left",
    "right",
    "reason",
    "purpose",
    "title",
)
TABLE_KEYS: tuple[str, ...] = ()


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    return given.queries(rule)


def text_queries(rule: Rule, phrases: tuple[Phrase, ...]) -> tuple[TextQuery, ...]:
    if not phrases:
        return ()
    return (TextQuery(rule.id, phrases, rule.body["given"].get("sections", ("全文",))),)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    wanted = rule.body["given"]
    tables = (*wanted.get("table", ()), *wanted.get("row", ()), *wanted.get("record", ()))
    yield from missing_tables(tables, context)
    count = 0
    modes = Modes(context) if rule.body.get("rounding") == "of_list" else None
    quick = _glance(rule, context)
    needs = [name.strip("「」") for name in rule.body.get("needs", ())]
    for scope, subject in given.scopes(rule, bound, context):
        lacking = [name for name in needs if name not in scope.facts and not scope.groups.get(name)]
        if lacking:
            context.skip(f"缺少 needs 要的“{'”“'.join(lacking)}”", subject)
            continue
        count += 1
        if quick is not None and not rule.body["uses_base"] and quick.holds(scope):
            yield _passed(rule, scope, _at(subject, scope))
            continue
        for outcome in _judge(rule, scope, subject, context, quick):
            if modes is not None:
                modes.note(rule, subject, outcome.scope)
            yield outcome
    if modes is not None:
        yield from modes.mixed()
    if not count:
        yield Outcome(NOT_APPLICABLE, "全文", "文件里没有这条规则要核对的数")


def _glance(rule: Rule, context: Context) -> Glance | None:
    """这条规则怎样一眼看；还要看别的（空格、取舍、偏大的尾差、过程）的不能只看一眼。"""
    body = rule.body
    if context.trace is not None or body.get("rounding") or body.get("suspicious"):
        return None
    return glance(body["assert"], tuple(body.get("let", {}).items())) if body.get("blank", "zero") == "zero" else None


def _passed(rule: Rule, scope: Scope, at: str) -> Outcome:
    """一眼看出通过的一处。"""
    return Outcome(PASS, at, fields=Lazy(partial(_figures, rule, scope)))


def _figures(rule: Rule, scope: Scope) -> Mapping[str, str]:
    """通过的一处两边的数。"""
    scope.define(rule.body.get("let", {}))
    verdict = evaluate(rule.body["assert"], scope)
    assert isinstance(verdict, Verdict)
    return figures_of(_failing(verdict))


def _judge(rule: Rule, scope: Scope, subject: Fact, context: Context, quick: Glance | None) -> Iterator[Outcome]:
    at = _at(subject, scope)
    expression: Expression = rule.body["assert"]
    if rule.body["uses_base"]:
        yield from _with_bases(rule, scope, subject, expression, at, context, quick)
        return
    scope.define(rule.body.get("let", {}))
    verdict = evaluate(expression, scope)
    assert isinstance(verdict, Verdict)
    yield _outcome(rule, verdict, scope, subject, at, context)


def _at(subject: Fact, scope: Scope) -> str:
    if subject.kind == "document":
        return "全文" if scope.set == FIRST else f"第{scope.set}套"
    if subject.kind == "cell":
        return f"{subject.key('instance')}/{subject.key('column')}"
    if subject.kind == "row":
        return f"{subject.key('instance')}/{subject.key('row')}"
    if subject.kind == "record":
        return "/".join(x for x in (subject.key("instance"), subject.key("project")) if x)
    return subject.key("place") or stable(subject)


def _with_bases(
    rule: Rule, scope: Scope, subject: Fact, expression: Expression, at: str, context: Context, quick: Glance | None
) -> Iterator[Outcome]:
    """占比的底数有几种可能：句中“占××的”、列举的总额、本节的总额、各项之和；有一种成立即可。"""
    candidates, named = bases(subject, context, rule.body.get("base", BASES[:3]))
    if not candidates:
        yield Outcome(UNKNOWN, at, "不知道占的是什么")
        return
    first: tuple[Scope, Verdict] | None = None
    for fact in candidates:
        for truncated in (False, True):
            trial = replace(scope, values={}, used={}, truncated=truncated)
            base = value_of(fact, scope.unit, fact.key("concept") or fact.key("label") or fact.key("name") or "总额")
            trial.values["底数"] = base
            trial.used[fact.id] = fact
            if quick is not None and not truncated and quick.holds(trial):
                yield _passed(rule, trial, at)
                return
            verdict = evaluate(expression, trial)
            assert isinstance(verdict, Verdict)
            if verdict.state is State.TRUE:
                if truncated and rule.body.get("rounding_info"):
                    yield _truncation(verdict, trial, subject, at, context)
                else:
                    yield _outcome(rule, verdict, trial, subject, at, context)
                return
            if first is None and not truncated:
                first = (trial, verdict)
    if not named:
        yield Outcome(UNKNOWN, at, f"文件里没有找到“{share_word(subject)}”是多少")
        return
    assert first is not None
    for fact in candidates[1:]:
        context.skip("也试作占比的底数，同样不相符", fact)
    yield _outcome(rule, first[1], first[0], subject, at, context)


def _outcome(rule: Rule, verdict: Verdict, scope: Scope, subject: Fact, at: str, context: Context) -> Outcome:
    if rule.body.get("blank", "zero") != "zero":
        blank_used = next((f for f in scope.used.values() if is_blank(f)), None)
        if blank_used is not None:
            status = NOT_APPLICABLE if rule.body["blank"] == "skip" else UNKNOWN
            return Outcome(status, at, f"{spot(blank_used)}是空的")
    if verdict.state is State.UNKNOWN:
        return _missing(rule, verdict, scope, subject, at, context)
    if verdict.state is State.UNDEFINED:
        unclear = [f"{u} 的方向不明" if u.startswith("sign(") else f"{u} 的除数为零" for u in verdict.undefined]
        return Outcome(NOT_APPLICABLE, at, "，".join(unclear))
    failing = _failing(verdict)
    if context.again:  # 只问符不符合，不必说是哪几个数
        fields: Mapping[str, str] = {}
    elif verdict.state is State.TRUE and context.trace is None:
        fields = Lazy(lambda: figures_of(failing))
    else:
        fields = fields_of(scope, subject, failing)
    if verdict.state is State.TRUE:
        note = _by_rounding(rule, verdict, scope, subject)
        if rule.body.get("suspicious"):
            doubtful = next(filter(_suspicious, verdict.comparisons), None)
            if doubtful is not None:
                return _doubtful(doubtful, scope, subject, at, context)
        kept = scope if "rounding" in rule.body else None
        return Outcome(PASS, at, fields=fields, note=note, scope=kept, **_proof(verdict, scope, subject, context))
    if failing is not None and _only_truncated(rule, scope):
        return (
            _truncation(verdict, scope, subject, at, context)
            if rule.body.get("rounding_info")
            else Outcome(
                PASS,
                at,
                fields=fields,
                note=f"{spot(subject)}：比率按截尾计",
                scope=scope,
                **_proof(verdict, scope, subject, context),
            )
        )
    blank = _blank_total(failing, scope)
    if blank is not None:
        return Outcome(UNKNOWN, at, f"{spot(blank)}是空的，而各分项有数，不能断定是漏填还是没有读出")
    if scope.filled and (strange := _unread(subject, context)):
        return Outcome(UNKNOWN, at, f"这一行的“{strange}”没有认出是什么栏，不能断定没有的栏是零")
    if context.again:
        return Outcome(FAIL, at, scope=scope)
    used = _used(scope, subject)
    cause = formula_cause(rule, failing, scope, subject, context)
    numbers = "/".join(dict.fromkeys(f"{plain(f.quantity.value)}{f.quantity.unit}" for f in used if f.quantity))
    group = {"place": at, "rule": rule.id}.get(rule.body.get("merge", ""), numbers or at)
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, *(used[:30] or [subject])),
        calculation=steps_of(failing),
        likely_cause=cause.text,
        cause=cause.name,
        group=group,
        compared=_compared(verdict, context),
        scope=scope,
    )


def _failing(verdict: Verdict) -> Comparison | None:
    """不成立的那次比较；都成立的，头一次。"""
    for comparison in verdict.comparisons:
        if comparison.state is State.FALSE:
            return comparison
    return verdict.comparisons[0] if verdict.comparisons else None


def _by_rounding(rule: Rule, verdict: Verdict, scope: Scope, subject: Fact) -> str:
    """靠四舍五入才成立的，说相差多少；几个条件任选、另有一个照印的数就成立的不说。"""
    rounded = [c for c in verdict.comparisons if c.operator == "==" and c.by_rounding]
    if not rounded or exactly(rule.body["assert"], scope):
        return ""
    left, right = rounded[0].left, rounded[0].right
    if left is None or left.dimension != "money":
        return ""
    return f"{spot(subject)}：{side(left)}与{side(right)}相差{difference_of(rounded[0])}，在四舍五入容许范围内"


class _Proof(TypedDict):
    evidence: tuple[Evidence, ...]
    calculation: tuple[Step, ...]
    compared: tuple[Compared, ...]


def _proof(verdict: Verdict, scope: Scope, subject: Fact, context: Context) -> _Proof:
    """通过的一处的证据和过程：只在解释规则时取。"""
    if context.trace is None:
        return {"evidence": (), "calculation": (), "compared": ()}
    told = _compared(verdict, context)
    return {
        "evidence": seen(context, *(_used(scope, subject)[:30] or [subject])),
        "calculation": tuple(s for c in verdict.comparisons for s in steps_of(c)) if told else (),
        "compared": told,
    }


def _compared(verdict: Verdict, context: Context) -> tuple[Compared, ...]:
    """每一次比较的两边，按左边的单位；只在解释规则时取。"""
    found: list[Compared] = []
    for c in verdict.comparisons:
        if c.left is not None and c.right is not None:
            like = c.right if is_zero(c.left) else c.left
            found += compared(context, c.left.interval, c.operator, c.right.interval, like.unit, c.state is State.TRUE)
    return tuple(found)


def _missing(rule: Rule, verdict: Verdict, scope: Scope, subject: Fact, at: str, context: Context) -> Outcome:
    """缺数：按 absent 定。认不出的数不是缺，总是无法核查。"""
    reason = f"缺少{'、'.join(verdict.missing)}"
    unreadable = any(map(is_unreadable, scope.used.values()))
    if subject.kind == "document" and scope.set != FIRST and not unreadable:
        return Outcome(NOT_APPLICABLE, at, f"这一套{reason}")  # 所属单位的一套不一定印全
    policy = rule.body.get("absent", "unknown")
    if policy == "skip" and not unreadable:
        return Outcome(NOT_APPLICABLE, at, reason)
    if policy == "fail" and not unreadable:
        return Outcome(
            FAIL,
            at,
            reason,
            fields=fields_of(scope, subject, next(iter(verdict.comparisons), None)),
            evidence=evidence(context.facts, *(_used(scope, subject)[:30] or [subject])),
            group=at,
            scope=scope,
        )
    return Outcome(UNKNOWN, at, reason)


def _suspicious(comparison: Comparison) -> bool:
    """许多数相加，差额在容许范围之内而偏大。"""
    difference = comparison.difference
    terms = [t.value for t in (*comparison.left_terms, *comparison.right_terms) if t.value is not None]
    if comparison.operator != "==" or difference is None or difference.dimension != "money" or len(terms) < MANY:
        return False
    quantum = max(value.interval.width for value in terms)
    return is_suspicious(difference.interval.mid, quantum, len(terms) - 1)


def _doubtful(comparison: Comparison, scope: Scope, subject: Fact, at: str, context: Context) -> Outcome:
    fields = fields_of(scope, subject, comparison)
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, *(_used(scope, subject)[:30] or [subject])),
        calculation=steps_of(comparison),
        severity="info",
        message=f"{fields['place']}{fields['left']}与{fields['right']}相差{fields['diff']}，"
        "在四舍五入容许范围之内而偏大，请核实",
        group=at,
    )


def _used(scope: Scope, subject: Fact) -> list[Fact]:
    """用到的数，被查的那一处在前。"""
    own = subject.place.block
    ordered = sorted(scope.used.values(), key=lambda f: (f.place.origin is not None, f.place.block != own))
    return [f for n, f in enumerate(ordered) if n == 0 or f.quantity is not None]


def _blank_total(failing: Comparison | None, scope: Scope) -> Fact | None:
    """断言左边是一个空着的格（合计没有印或没有读出）。"""
    if failing is None or failing.operator != "==" or len(failing.left_terms) != 1:
        return None
    fact = scope.facts.get(failing.left_terms[0].item)
    return fact if fact is not None and fact.kind == "cell" and is_blank(fact) else None


def _unread(subject: Fact, context: Context) -> str:
    """表的一行里有数而没有认出的一栏；没有为空串。"""
    place = subject.place
    if subject.kind != "row" or place.row is None:
        return ""
    return next((s.unread(place.row) for s in context.facts.statements if s.name == place.table), "")


def _only_truncated(rule: Rule, scope: Scope) -> bool:
    """比率按截尾理解就成立。"""
    trial = replace(scope, truncated=True, values={k: v for k, v in scope.values.items() if k == "底数"}, used={})
    trial.define(rule.body.get("let", {}))
    verdict = evaluate(rule.body["assert"], trial)
    return isinstance(verdict, Verdict) and verdict.state is State.TRUE


def _truncation(verdict: Verdict, scope: Scope, subject: Fact, at: str, context: Context) -> Outcome:
    comparison = next(iter(verdict.comparisons))
    fields = fields_of(scope, subject, comparison)
    used = _used(scope, subject)
    message = f"{fields['place']}{fields['name']}{ratio_text(scope)}是截尾所得，四舍五入应为{rounded_like(comparison)}"
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, *used),
        calculation=steps_of(comparison),
        severity="info",
        message=message,
        group=at,
        compared=_compared(verdict, context),
    )
