"""formula：算式。

查什么  对每一行、每条陈述、每一列、每张表单（或全文一次），算式是否成立。
为什么  合计等于分项之和、增减率等于增减额除以上年、占比等于部分除以总体，都可以重算。
错误示例  增加 20.00 万元，增长 20.5%，而上年数为 80.00 万元，应为 25.0%。
正确示例  比率四舍五入、截尾都可以；截尾的另作说明。
参数  given 取哪些数：{table: [表种], rows: [行]}、{statement: [要素]}、{list: [类别]}、{record: [表种]}、{once: 是}；
      let 中间名称；assert 断言；absent、blank 缺的数、空的格怎么办；base、rounding 占比的底数和取舍
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from engine.checks import given
from engine.checks.common import (
    SUSPICIOUS,
    Bound,
    Context,
    evidence,
    is_blank,
    is_suspicious,
    last_year,
    missing_tables,
    spot,
    stable,
)
from engine.checks.environment import Scope, value_of
from engine.checks.rounding import Modes
from engine.facts.model import Fact
from engine.findings.causes import NONE, Likely, likely, wrong_base
from engine.inference.patterns import Query
from engine.numbers import MONEY, Quantity, plain
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome, Step
from engine.ruleset.expression import Comparison, State, Term, Value, Verdict, evaluate
from engine.ruleset.model import Rule, TextQuery
from engine.ruleset.phrase import Phrase
from engine.ruleset.schema import Field
from engine.ruleset.syntax import Expression, names

BASES = ("句中", "总体", "本节", "各项之和")
"""占比的底数：句中“占××的”；所属列举的总额；本节前面的总额；所属列举各项相加。"""
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
        doc="of_list：同一列的比率应当都四舍五入或都截尾，混用的另作说明；each 各算各的（默认）",
    ),
    SUSPICIOUS,
    Field(
        "merge",
        "choice",
        values=("numbers", "place", "rule"),
        doc="numbers 同样的数算一个问题（默认）；place 逐处算；rule 全文合成一个",
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
    yield from missing_tables(rule, tables, context)
    count = 0
    modes = Modes(context) if rule.body.get("rounding") == "of_list" else None
    for scope, subject in given.scopes(rule, bound, context):
        if all(_has(scope, name) for name in rule.body.get("needs", ())):
            count += 1
            for outcome in _judge(rule, scope, subject, context):
                if modes is not None:
                    modes.note(rule, subject, outcome.scope)
                yield outcome
    if modes is not None:
        yield from modes.mixed()
    if not count:
        yield Outcome(NOT_APPLICABLE, "全文", "文件里没有这条规则要核对的数")


def _has(scope: Scope, name: str) -> bool:
    name = name.strip("「」")
    return name in scope.facts or bool(scope.groups.get(name))


def _judge(rule: Rule, scope: Scope, subject: Fact, context: Context) -> Iterator[Outcome]:
    at = _at(subject, rule)
    expression: Expression = rule.body["assert"]
    if "底数" in names(expression):
        yield from _with_bases(rule, scope, subject, expression, at, context)
        return
    scope.define(rule.body.get("let", {}))
    verdict = evaluate(expression, scope)
    assert isinstance(verdict, Verdict)
    yield _outcome(rule, verdict, scope, subject, at, context)


def _at(subject: Fact, rule: Rule) -> str:
    if subject.kind == "document":
        return "全文"
    if subject.kind == "cell":
        return f"{subject.key('instance')}/{subject.key('column')}"
    if subject.kind == "row":
        return f"{subject.key('instance')}/{subject.key('row')}"
    if subject.kind == "record":
        return "/".join(x for x in (subject.key("instance"), subject.key("project")) if x)
    return subject.key("place") or stable(subject)


def _with_bases(
    rule: Rule, scope: Scope, subject: Fact, expression: Expression, at: str, context: Context
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
            verdict = evaluate(expression, trial)
            assert isinstance(verdict, Verdict)
            if verdict.state is State.TRUE:
                if truncated and rule.body.get("rounding_info"):
                    yield _truncation(rule, verdict, trial, subject, at, context)
                else:
                    yield _outcome(rule, verdict, trial, subject, at, context)
                return
            if first is None and not truncated:
                first = (trial, verdict)
    if not named:
        yield Outcome(UNKNOWN, at, f"文件里没有找到“{share_word(subject)}”是多少")
        return
    assert first is not None
    yield _outcome(rule, first[1], first[0], subject, at, context)


# 占(本年)(财政拨款)支出合计：底数前面不改变所指的字
_PLAIN = re.compile(r"(?:本年度?|全年|当年|年度|20\d\d年度?|部门|单位|本部门|本单位|总|全部|预算|决算)*")


def share_word(subject: Fact) -> str:
    """占的是什么：占本年支出总额的 → 本年支出。"""
    return subject.key("share_base").removesuffix("的").removesuffix("总额").strip()


def _means(word: str, name: str) -> bool:
    """占比的底数 word 说的就是 name：政府性基金预算项目支出不是项目支出。"""
    return word.endswith(name) and bool(_PLAIN.fullmatch(word.removesuffix(name)))


def bases(subject: Fact, context: Context, wanted: Sequence[str] = BASES[:3]) -> tuple[list[Fact], bool]:
    """占比可能的底数，依 wanted 的次序；文中写明了底数而找不到时，第二项为假。"""
    found: list[Fact] = []
    by_kind: dict[str, list[Fact]] = {"句中": found}
    facts = context.facts
    word = share_word(subject)
    statements = [s for s in facts.of("statement") if "本年" in s.slots]
    if len(word) >= 2:
        for s in statements:
            if word in s.key("name") or (
                s.key("concept") and (word in s.key("concept") or _means(word, s.key("concept")))
            ):
                found.append(s.slots["本年"])
        for k in facts.of("known"):
            spec = context.vocabulary.concepts.get(k.key("concept"), {})
            if k.slots["格"].quantity is not None and any(_means(word, p) for p in spec.get("说法", ())):
                found.append(k.slots["格"])
    named = len(word) < 2 or bool(found)
    own = next((entry for entry in facts.of("list") if any(i.id == subject.id for i in entry.items)), None)
    if own is not None and "总体" in own.slots and "本年" in own.slots["总体"].slots:
        by_kind["总体"] = [own.slots["总体"].slots["本年"]]
    if own is not None and "各项之和" in wanted and (total := _total(own)) is not None:
        by_kind["各项之和"] = [total]
    scope = subject.key("scope")
    position = subject.place.key
    earlier = [
        s
        for s in statements
        if s.place.key < position and s.key("scope") == scope and s.key("concept") and not s.key("family")
    ]
    if earlier:
        by_kind["本节"] = [earlier[-1].slots["本年"]]
    unique: dict[str, Fact] = {}
    for fact in (fact for kind in wanted for fact in by_kind.get(kind, ())):
        if fact.quantity is not None and fact.quantity.is_money and fact.quantity.value > 0:
            unique.setdefault(fact.printed, fact)
    own_value = subject.slots.get("本年")
    return [f for f in unique.values() if own_value is None or f.id != own_value.id][:6], named


def _total(entry: Fact) -> Fact | None:
    """列举各项的本年数相加，成一个事实；有一项没有数的为 None。"""
    items = [item.slots["本年"] for item in entry.items if "本年" in item.slots]
    quantities = [item.quantity for item in items if item.quantity is not None and item.quantity.is_money]
    if len(quantities) != len(entry.items) or len({q.unit for q in quantities}) != 1:
        return None
    total = sum((q.value for q in quantities), Decimal(0))
    quantum = sum((q.quantum for q in quantities), Decimal(0))
    unit = quantities[0].unit
    quantity = Quantity(total, unit, quantum, f"{plain(total)}{unit}")
    return replace(items[0], id=f"{entry.id}+", printed=quantity.printed, quantity=quantity, keys={"label": "各项之和"})


def _outcome(rule: Rule, verdict: Verdict, scope: Scope, subject: Fact, at: str, context: Context) -> Outcome:
    blank_used = next((f for f in scope.used.values() if is_blank(f)), None)
    if blank_used is not None and rule.body.get("blank", "zero") != "zero":
        status = NOT_APPLICABLE if rule.body["blank"] == "skip" else UNKNOWN
        return Outcome(status, at, f"{spot(blank_used)}是空的")
    if verdict.state is State.UNKNOWN:
        return _missing(rule, verdict, scope, subject, at, context)
    if verdict.state is State.UNDEFINED:
        unclear = [f"{u} 的方向不明" if u.startswith("sign(") else f"{u} 的除数为零" for u in verdict.undefined]
        return Outcome(NOT_APPLICABLE, at, "，".join(unclear))
    failing = next((c for c in verdict.comparisons if c.state is State.FALSE), None) or next(
        iter(verdict.comparisons), None
    )
    fields = _fields(scope, subject, failing)
    if verdict.state is State.TRUE:
        rounded = next((c for c in verdict.comparisons if c.by_rounding and c.operator == "=="), None)
        note = (
            f"{spot(subject)}：{_side(rounded.left)}与{_side(rounded.right)}相差{_side(rounded.difference)}，在四舍五入容许范围内"
            if rounded and rounded.left and rounded.left.dimension == "money"
            else ""
        )
        doubtful = next((c for c in verdict.comparisons if rule.body.get("suspicious") and _suspicious(c)), None)
        if doubtful is not None:
            return _doubtful(doubtful, scope, subject, at, context)
        return Outcome(PASS, at, fields=fields, note=note, scope=scope if "rounding" in rule.body else None)
    if failing is not None and _only_truncated(rule, scope):
        return (
            _truncation(rule, verdict, scope, subject, at, context)
            if rule.body.get("rounding_info")
            else Outcome(PASS, at, fields=fields, note=f"{spot(subject)}：比率按截尾计", scope=scope)
        )
    blank = _blank_total(failing, scope)
    if blank is not None:
        return Outcome(UNKNOWN, at, f"{spot(blank)}是空的，而各分项有数，不能断定是漏填还是没有读出")
    used = _used(scope, subject)
    cause = _cause(rule, failing, scope, subject, context)
    numbers = "/".join(dict.fromkeys(f"{plain(f.quantity.value)}{f.quantity.unit}" for f in used if f.quantity))
    group = {"place": at, "rule": rule.id}.get(rule.body.get("merge", ""), numbers or at)
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, *(used[:30] or [subject])),
        calculation=_steps(failing),
        likely_cause=cause.text,
        cause=cause.name,
        group=group,
        scope=scope,
    )


def _missing(rule: Rule, verdict: Verdict, scope: Scope, subject: Fact, at: str, context: Context) -> Outcome:
    """缺数：按 absent 定。认不出的数不是缺，总是无法核查。"""
    reason = f"缺少{'、'.join(verdict.missing)}"
    unreadable = any(f.keys.get("status") == "unreadable" for f in scope.used.values())
    policy = rule.body.get("absent", "unknown")
    if policy == "skip" and not unreadable:
        return Outcome(NOT_APPLICABLE, at, reason)
    if policy == "fail" and not unreadable:
        return Outcome(
            FAIL,
            at,
            reason,
            fields=_fields(scope, subject, next(iter(verdict.comparisons), None)),
            evidence=evidence(context.facts, *(_used(scope, subject)[:30] or [subject])),
            group=at,
            scope=scope,
        )
    return Outcome(UNKNOWN, at, reason)


def _suspicious(comparison: Comparison) -> bool:
    """许多数相加，差额在容许范围之内而偏大。"""
    difference = comparison.difference
    terms = [t.value for t in (*comparison.left_terms, *comparison.right_terms) if t.value is not None]
    if comparison.operator != "==" or difference is None or difference.dimension != "money" or len(terms) < _MANY:
        return False
    quantum = max(value.interval.width for value in terms)
    return is_suspicious(difference.interval.mid, quantum, len(terms) - 1)


def _doubtful(comparison: Comparison, scope: Scope, subject: Fact, at: str, context: Context) -> Outcome:
    fields = _fields(scope, subject, comparison)
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, *(_used(scope, subject)[:30] or [subject])),
        calculation=_steps(comparison),
        severity="info",
        message=f"{fields['place']}{fields['left']}与{fields['right']}相差{fields['diff']}，"
        "在四舍五入容许范围之内而偏大，请核实",
        group=at,
    )


def _used(scope: Scope, subject: Fact) -> list[Fact]:
    """用到的数，被查的那一处在前。"""
    own = subject.place.block
    ordered = sorted(scope.used.values(), key=lambda f: f.place.block != own)
    return [f for n, f in enumerate(ordered) if n == 0 or f.quantity is not None]


def _blank_total(failing: Comparison | None, scope: Scope) -> Fact | None:
    """断言左边是一个空着的格（合计没有印或没有读出）。"""
    if failing is None or failing.operator != "==" or len(failing.left_terms) != 1:
        return None
    fact = scope.facts.get(failing.left_terms[0].item)
    return fact if fact is not None and fact.kind == "cell" and is_blank(fact) else None


def _only_truncated(rule: Rule, scope: Scope) -> bool:
    """比率按截尾理解就成立。"""
    trial = replace(scope, truncated=True, values={k: v for k, v in scope.values.items() if k == "底数"}, used={})
    trial.define(rule.body.get("let", {}))
    verdict = evaluate(rule.body["assert"], trial)
    return isinstance(verdict, Verdict) and verdict.state is State.TRUE


def _truncation(rule: Rule, verdict: Verdict, scope: Scope, subject: Fact, at: str, context: Context) -> Outcome:
    comparison = next(iter(verdict.comparisons))
    fields = _fields(scope, subject, comparison)
    used = _used(scope, subject)
    message = f"{fields['place']}{fields['name']}{_ratio_text(scope)}是截尾所得，四舍五入应为{fields['computed']}"
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, *used),
        calculation=_steps(comparison),
        severity="info",
        message=message,
        group=at,
    )


def _ratio_text(scope: Scope) -> str:
    found = next((f.printed for f in scope.used.values() if f.quantity is not None and f.quantity.unit == "%"), "")
    return f"“{found}”" if found else ""


def _side(value: Value | None) -> str:
    return f"{value.printed}{value.unit if value.unit and value.unit not in value.printed else ''}" if value else ""


def _fields(scope: Scope, subject: Fact, comparison: Comparison | None) -> dict[str, str]:
    left, right = (comparison.left, comparison.right) if comparison else (None, None)
    difference = comparison.difference if comparison else None
    fields = {
        "place": spot(subject),
        "name": subject.key("concept")
        or subject.key("name")
        or subject.key("head")
        or subject.key("project")
        or subject.place.row_name,
        "row": subject.place.row_name,
        "table": subject.key("table"),
        "title": subject.key("title") or (subject.printed if subject.kind == "table" else ""),
        "left": _side(left),
        "right": _side(right),
        "printed": _side(left),
        "computed": _shown(right, left),
        "diff": _difference(difference),
        "unit": left.unit if left else "",
        "reason": subject.slots["原因"].printed if "原因" in subject.slots else "",
        "purpose": subject.slots["用途"].printed if "用途" in subject.slots else "",
    }
    for name, fact in scope.facts.items():
        fields[name] = fact.printed or "空"
    for name, value in scope.values.items():
        fields[name] = _side(value)
    if scope.head is not None:
        for slot, fact in scope.head.slots.items():
            fields[f"总体.{slot}"] = fact.printed
    if scope.items:
        fields["各项"] = "、".join(
            f"{i.key('concept') or i.key('name')}{i.slots['本年'].printed if '本年' in i.slots else ''}"
            for i in scope.items
            if "本年" not in i.slots or i.slots["本年"].quantity is None or i.slots["本年"].quantity.value != 0
        )
    return fields


def _shown(value: Value | None, like: Value | None) -> str:
    """核算数按对面的写法印：比率随对面的小数位，金额随对面的单位。"""
    if value is None:
        return ""
    if value.dimension == "ratio":
        places = 2
        if like is not None and like.printed.endswith("%"):
            places = max(1, len(like.printed.rstrip("% ").partition(".")[2].replace(" ", "")))
        return f"{plain(value.interval.mid * 100, places)}%"
    if value.dimension == "money":
        unit = like.unit if like is not None and like.unit in MONEY else (value.unit or "万元")
        return f"{plain(value.interval.mid / MONEY[unit], 2)}{unit}"
    return f"{plain(value.interval.mid)}{value.unit}"


def _difference(value: Value | None) -> str:
    if value is None:
        return ""
    if value.dimension == "money":
        unit = value.unit if value.unit in MONEY else "万元"
        return f"{plain(abs(value.interval.mid) / MONEY[unit], 2)}{unit}"
    if value.dimension == "ratio":
        return f"{plain(abs(value.interval.mid) * 100, 2)}个百分点"
    return plain(abs(value.interval.mid)) + value.unit


_MANY = 6  # 这么多项相加时，空着的项不列进核算过程


def _steps(comparison: Comparison | None) -> tuple[Step, ...]:
    if comparison is None:
        return ()
    steps = [_step(t) for t in comparison.left_terms]
    steps.append(Step(comparison.operator, "", ""))
    parts = [t for term in comparison.right_terms for t in (term.parts or (term,))]
    steps += [_step(t) for t in parts if t.printed not in ("空", "无此栏") or len(parts) < _MANY]
    if comparison.right is not None:
        scale = comparison.right.scale
        steps.append(
            Step(
                "＝",
                "核算",
                _shown(comparison.right, comparison.left),
                comparison.right.interval.low / scale,
                comparison.right.interval.high / scale,
            )
        )
    return tuple(steps)


def _step(term: Term) -> Step:
    place = term.value.places[0] if term.value and term.value.places else None
    return Step(
        term.sign,
        term.value.label if term.value and term.value.label else term.item,
        term.printed,
        term.low,
        term.high,
        place,
    )


def _cause(rule: Rule, failing: Comparison | None, scope: Scope, subject: Fact, context: Context) -> Likely:
    """不等式没有“应为多少”，只试相等的；各项的数折成左边的单位。"""
    if failing is None or failing.left is None or failing.right is None or failing.operator != "==":
        return NONE
    left, right = failing.left, failing.right
    scale = left.scale
    items = [
        (term.value.label or term.item, plain_decimal(term.value.interval.mid / scale))
        for term in failing.right_terms
        if term.value is not None and left.dimension == "money" and len(failing.right_terms) > 1
    ]
    sources = [f for f in scope.used.values() if left.places and f.place == left.places[0]]
    prior = last_year(sources[0], context) if sources and len(failing.left_terms) == 1 else None
    found = likely(
        plain_decimal(left.interval.mid / scale),
        plain_decimal(right.interval.mid / scale),
        items,
        left.unit,
        rule.likely_cause,
        None if prior is None else prior / scale,
    )
    if found or (rule.likely_cause and "底数用错" not in rule.likely_cause):
        return found
    return _wrong_base(scope)


def plain_decimal(value: Decimal) -> Decimal:
    """去掉末尾的零，免得 30.960000 与 36.90 位数不同而比不出颠倒。"""
    return value.quantize(Decimal("0.01")) if value == value.quantize(Decimal("0.01")) else value


def _wrong_base(scope: Scope) -> Likely:
    """增减率用错了底数：恰等于增减额除以本年数。"""
    change, now, rate = (scope.facts.get(n) for n in ("增减额", "本年", "增减率"))
    if not (change and now and rate and change.quantity and now.quantity and rate.quantity):
        return NONE
    if change.quantity.unit != now.quantity.unit:
        return NONE
    quantity = rate.quantity
    told = (change.printed, now.printed)
    return wrong_base(change.quantity.value, now.quantity.value, quantity.value, quantity.quantum, told)
