"""formula：算式。

查什么  对每一行、每条陈述、每一列、每张表单（或全文一次），算式是否成立。
为什么  合计等于分项之和、增减率等于增减额除以上年、占比等于部分除以总体，都可以重算。
错误示例  增加 393.1 万元，增长 24.2%，而上年数为 1234.07 万元，应为 31.9%。
正确示例  比率四舍五入、截尾都可以；截尾的另作说明。
参数  given 取哪些数：{table: [表种], rows: [行]}、{statement: [要素]}、{list: [类别]}、{record: [表种]}、{once: 是}；
      let 中间名称；assert 断言；absent: zero 没有的栏按零；severity_if 条件改级别
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace


from engine.checks.common import Bound, Context, evidence, is_blank, missing_tables, own_tables, spot, stable
from engine.checks.environment import Scope, value_of
from engine.facts.model import Fact
from engine.findings.causes import unit_slip
from engine.inference.patterns import Pattern, Query
from engine.numbers import MONEY, plain
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome, Step
from engine.ruleset.expression import Comparison, State, Term, Value, Verdict, evaluate
from engine.ruleset.model import Rule, TextQuery
from engine.ruleset.phrase import Phrase
from engine.ruleset.schema import Field
from engine.ruleset.syntax import Expression, names

FIELDS = (
    Field("given", "any", True, doc="取哪些数"),
    Field("let", "any", doc="中间名称：算式"),
    Field("assert", "text", True, doc="断言，如 合计 == 基本支出 + 项目支出"),
    Field("needs", "texts", doc="缺了这些名称就不适用"),
    Field("absent", "choice", values=("zero", "unknown"), doc="没有的栏：zero 按零，unknown 无法核查（默认）"),
    Field("rounding_info", "boolean", doc="比率只有按截尾才成立的，另作说明"),
    Field("merge", "choice", values=("numbers", "place"), doc="同样的数算一个问题（默认），或逐处算"),
)
GIVEN_FIELDS = (
    Field("table", "texts", doc="哪些表的各行"),
    Field("rows", "texts", doc="哪些行：合计行名称、编码或行名；省略为全部有数的行"),
    Field("names", "texts", doc="哪些科目名称（前加 @ 为词表）"),
    Field("codes", "texts", doc="哪些科目编码（开头几位）"),
    Field("side", "choice", values=("收入", "支出"), doc="收支总表的哪一侧"),
    Field(
        "each",
        "choice",
        values=("column", "table"),
        doc="column：收支两侧的表逐栏取各行为名称；table：整张表的各行为名称（取合计栏）",
    ),
    Field("statement", "texts", doc="陈述须有哪些要素"),
    Field("lack", "texts", doc="陈述不得有哪些要素"),
    Field("concepts", "texts", doc="只查哪些概念"),
    Field("sections", "texts", doc="只查哪些章节"),
    Field("bound", "boolean", doc="只查认得出概念的陈述"),
    Field("row", "texts", doc="陈述按科目编码、表单按项目名称对上哪张表的行，行的各栏可用"),
    Field("list", "texts", doc="哪些类别的列举"),
    Field("has", "texts", doc="列举各项须有哪些要素"),
    Field("whole", "boolean", doc="列举须有总额"),
    Field("record", "texts", doc="哪些绩效表的表单"),
    Field(
        "heading",
        "choice",
        values=("section", "table"),
        doc="写明年份的标题：section 章节标题，table 表的标题；可用名称 年份",
    ),
    Field("text", "texts", doc="句式，句式里的 {名:year} 等就是可用的名称；sections 限定章节"),
    Field("once", "boolean", doc="全文一次"),
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
    given = rule.body["given"]
    if "table" in given:
        return tuple(Query(t, (Pattern("row", "row", {"table": t}),)) for t in given["table"])
    if "statement" in given:
        where: dict[str, str | bool] = {f"has_{slot}": True for slot in given["statement"]}
        if given.get("bound"):
            where["bound"] = True
        said = Pattern("said", "statement", where)
        if "row" in given:
            return tuple(
                Query(t, (said, Pattern("row", "row", {"table": t, "has_code": True}, {"code": ("said", "code")})))
                for t in given["row"]
            )
        return (Query("said", (said,)),)
    if "list" in given:
        return tuple(Query(f, (Pattern("list", "list", {"family": f, "many": True}),)) for f in given["list"])
    if "record" in given:
        if "row" in given:
            return tuple(
                Query(
                    f"{r}|{t}",
                    (
                        Pattern("record", "record", {"table": r, "named": True}),
                        Pattern("row", "row", {"table": t}, {"name": ("record", "project")}),
                    ),
                )
                for r in given["record"]
                for t in given["row"]
            )
        return tuple(Query(t, (Pattern("record", "record", {"table": t}),)) for t in given["record"])
    if "heading" in given:
        return (Query("heading", (Pattern("title", given["heading"], {"has_年份": True}),)),)
    if "text" in given:
        return (Query("text", (Pattern("title", "text", {"query": rule.id}),)),)
    return (Query("once", (Pattern("doc", "document", {}),)),)


def text_queries(rule: Rule, phrases: tuple[Phrase, ...]) -> tuple[TextQuery, ...]:
    if not phrases:
        return ()
    return (TextQuery(rule.id, phrases, rule.body["given"].get("sections", ("全文",))),)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    given = rule.body["given"]
    tables = (*given.get("table", ()), *given.get("row", ()), *given.get("record", ()))
    yield from missing_tables(rule, tables, context)
    count = 0
    for scope, subject in _scopes(rule, bound, context):
        if all(_has(scope, name) for name in rule.body.get("needs", ())):
            count += 1
            yield from _judge(rule, scope, subject, context)
    if not count:
        yield Outcome(NOT_APPLICABLE, "全文", "文件里没有这条规则要核对的数")


def _has(scope: Scope, name: str) -> bool:
    name = name.strip("「」")
    return name in scope.facts or bool(scope.groups.get(name))


# ---------- 取数


def _scopes(rule: Rule, bound: Bound, context: Context) -> Iterator[tuple[Scope, Fact]]:
    given = rule.body["given"]
    absent = rule.body.get("absent") == "zero"
    if given.get("each"):
        for table in own_tables(given["table"], context):
            yield from _columns(given, [m["row"] for m in bound[table]], context, absent)
        return
    for matches in bound.values():
        for match in matches:
            if "row" in match and "said" not in match and "record" not in match:
                row = match["row"]
                if _row_wanted(given, row, context):
                    for slots in _variants(row):
                        yield Scope(context, slots, unit=_unit(row, context), absent_zero=absent), row
            elif "said" in match:
                said = match["said"]
                if _said_wanted(given, said):
                    slots = {**said.slots, **(match["row"].slots if "row" in match else {})}
                    yield Scope(context, slots, unit=_unit(said, context), absent_zero=absent), said
            elif "list" in match:
                entry = match["list"]
                if _list_wanted(given, entry) and (entry.keys["complete"] or not entry.key("family").endswith("级")):
                    yield Scope(context, {}, entry.items, entry.slots.get("总体"), unit=_unit(entry, context)), entry
            elif "title" in match:
                yield Scope(context, match["title"].slots, unit=context.unit), match["title"]
            elif "record" in match:
                record = match["record"]
                slots = {k: v for k, v in record.slots.items() if v.quantity is not None}
                if "row" in match:
                    slots |= match["row"].slots
                yield Scope(context, slots, unit=_unit(record, context), absent_zero=absent), record
            else:
                yield Scope(context, {}, unit=context.unit, absent_zero=absent), match["doc"]


def _variants(row: Fact) -> Iterator[Mapping[str, Fact]]:
    """一行里同名的栏有几种口径（预算数、决算数）的，一种口径算一次；上年栏不算。"""
    suffixes = dict.fromkeys(label.partition("/")[2] for label in row.slots)
    for suffix in suffixes:
        if "上年" in suffix:
            continue
        slots = {label.partition("/")[0]: f for label, f in row.slots.items() if label.partition("/")[2] == suffix}
        if any(f.quantity is not None and f.quantity.value != 0 for f in slots.values()):
            yield slots


def _unit(fact: Fact, context: Context) -> str:
    for slot in (*fact.slots.values(), *(s for i in fact.items for s in i.slots.values())):
        if slot.quantity is not None and slot.quantity.is_money:
            return slot.quantity.unit
        if slot.key("unit") in MONEY:
            return slot.key("unit")
    return context.unit


def _row_wanted(given: Mapping[str, tuple[str, ...]], row: Fact, context: Context) -> bool:
    if "rows" in given and not set(given["rows"]) & {row.key("row"), row.key("role"), row.key("code"), row.key("name")}:
        return False
    if "side" in given and row.key("side") != given["side"]:
        return False
    if "codes" in given and not row.key("code").startswith(tuple(given["codes"])):
        return False
    if "names" in given:
        wanted = {
            w for n in given["names"] for w in (context.vocabulary.words.get(n[1:], ()) if n.startswith("@") else (n,))
        }
        if row.key("name") not in wanted:
            return False
    return any(s.quantity is not None and s.quantity.value != 0 for s in row.slots.values())


def _said_wanted(given: Mapping[str, tuple[str, ...]], said: Fact) -> bool:
    if "concepts" in given and said.key("concept") not in given["concepts"]:
        return False
    if "sections" in given and said.key("section") not in given["sections"]:
        return False
    return not any(slot in said.slots for slot in given.get("lack", ()))


def _list_wanted(given: Mapping[str, tuple[str, ...]], entry: Fact) -> bool:
    if given.get("whole") and "总体" not in entry.slots:
        return False
    return all(slot in item.slots for slot in given.get("has", ()) for item in entry.items)


def _columns(
    given: Mapping[str, tuple[str, ...]], rows: list[Fact], context: Context, absent: bool
) -> Iterator[tuple[Scope, Fact]]:
    """收支两侧的表：一侧一栏，各行的规范名称就是名称；“支出行”“收入行”是该侧的明细各行。"""
    instances = dict.fromkeys(r.key("instance") for r in rows)
    for instance in instances:
        own = [
            r for r in rows if r.key("instance") == instance and r.key("side") in (given.get("side", r.key("side")), "")
        ]
        labels = dict.fromkeys(label for r in own for label in r.slots)
        for label in labels:
            cells = {r.key("row"): r.slots[label] for r in own if label in r.slots and r.key("row")}
            details = {
                side: [
                    r.slots[label]
                    for r in own
                    if label in r.slots and r.key("side") == side and r.key("up") == f"本年{side}合计"
                ]
                for side in ("收入", "支出")
            }
            others = {
                f"{side}另行": [
                    r.slots[label]
                    for r in own
                    if label in r.slots
                    and r.key("side") == side
                    and not r.key("up")
                    and not r.key("role")
                    and not r.key("code")
                    and r.printed[:2] != "其中"
                ]
                for side in ("收入", "支出")
            }
            first = next(iter(cells.values()), None)
            if first is None or not any(c.quantity is not None and c.quantity.value for c in cells.values()):
                continue
            yield (
                Scope(
                    context,
                    cells,
                    groups={"收入行": details["收入"], "支出行": details["支出"], **others},
                    unit=first.key("unit"),
                    absent_zero=absent,
                ),
                first,
            )


# ---------- 判断


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
    candidates = bases(subject, context)
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
    assert first is not None
    yield _outcome(rule, first[1], first[0], subject, at, context)


def bases(subject: Fact, context: Context) -> list[Fact]:
    """占比可能的底数，由近及远。"""
    found: list[Fact] = []
    facts = context.facts
    word = subject.key("share_base").removesuffix("的").removesuffix("总额").strip()
    statements = [s for s in facts.of("statement") if "本年" in s.slots]
    if len(word) >= 2:
        for s in statements:
            if word in s.key("name") or (s.key("concept") and (word in s.key("concept") or s.key("concept") in word)):
                found.append(s.slots["本年"])
        for k in facts.of("known"):
            spec = context.vocabulary.concepts.get(k.key("concept"), {})
            if k.slots["格"].quantity is not None and any(word.endswith(p) for p in spec.get("说法", ())):
                found.append(k.slots["格"])
    own = next((entry for entry in facts.of("list") if any(i.id == subject.id for i in entry.items)), None)
    if own is not None and "总体" in own.slots and "本年" in own.slots["总体"].slots:
        found.append(own.slots["总体"].slots["本年"])
    scope = subject.key("scope")
    position = subject.place.key
    earlier = [
        s
        for s in statements
        if s.place.key < position and s.key("scope") == scope and s.key("concept") and not s.key("family")
    ]
    if earlier:
        found.append(earlier[-1].slots["本年"])
    unique: dict[str, Fact] = {}
    for fact in found:
        if fact.quantity is not None and fact.quantity.is_money and fact.quantity.value > 0:
            unique.setdefault(fact.printed, fact)
    own_value = subject.slots.get("本年")
    return [f for f in unique.values() if own_value is None or f.id != own_value.id][:6]


def _outcome(rule: Rule, verdict: Verdict, scope: Scope, subject: Fact, at: str, context: Context) -> Outcome:
    if verdict.state is State.UNKNOWN:
        return Outcome(UNKNOWN, at, f"缺少{'、'.join(verdict.missing)}")
    if verdict.state is State.UNDEFINED:
        return Outcome(NOT_APPLICABLE, at, f"{'、'.join(verdict.undefined)} 的除数为零")
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
        return Outcome(PASS, at, fields=fields, note=note)
    if failing is not None and _only_truncated(rule, scope):
        return (
            _truncation(rule, verdict, scope, subject, at, context)
            if rule.body.get("rounding_info")
            else Outcome(PASS, at, fields=fields, note=f"{spot(subject)}：比率按截尾计")
        )
    blank = _blank_total(failing, scope)
    if blank is not None:
        return Outcome(UNKNOWN, at, f"{spot(blank)}是空的，而各分项有数，不能断定是漏填还是没有读出")
    used = _used(scope, subject)
    cause = ""
    if failing is not None and failing.left and failing.right:
        cause = unit_slip(failing.left.interval.mid, failing.right.interval.mid) or _wrong_base(scope)
    group = (
        at
        if rule.body.get("merge") == "place"
        else "/".join(dict.fromkeys(f"{plain(f.quantity.value)}{f.quantity.unit}" for f in used if f.quantity)) or at
    )
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, *(used[:30] or [subject])),
        calculation=_steps(failing),
        likely_cause=cause,
        group=group,
    )


def _used(scope: Scope, subject: Fact) -> list[Fact]:
    """用到的数，被查的那一处在前。"""
    own = subject.place.block
    return sorted(scope.used.values(), key=lambda f: (f.place.block != own, f.place.key))


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
        "title": subject.key("title"),
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


def _steps(comparison: Comparison | None) -> tuple[Step, ...]:
    if comparison is None:
        return ()
    steps = [_step(t) for t in comparison.left_terms]
    steps.append(Step(comparison.operator, "", ""))
    for term in comparison.right_terms:
        steps += [_step(t) for t in (term.parts or (term,))]
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
        f"第{place.line}行" if place and place.line else "",
    )


def _wrong_base(scope: Scope) -> str:
    """增减率用错了底数：恰等于增减额除以本年数。"""
    change, now, rate = (scope.facts.get(n) for n in ("增减额", "本年", "增减率"))
    if not (change and now and rate and change.quantity and now.quantity and rate.quantity) or not now.quantity.value:
        return ""
    if change.quantity.unit != now.quantity.unit:
        return ""
    guess = change.quantity.value / now.quantity.value * 100
    if abs(guess - rate.quantity.value) <= rate.quantity.quantum:
        return f"{change.printed} ÷ {now.printed} = {plain(guess, 2)}%，疑为以本年数而不是上年数作底数"
    return ""
