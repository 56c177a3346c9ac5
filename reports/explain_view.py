"""解释的两种写法：给人看的文字、给程序看的 JSON。"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from engine.checks.common import spot, stable
from engine.document import Document, Place
from engine.explain.build import Explanation, Group
from engine.facts.model import Fact
from engine.numbers import MONEY, decimals, plain, to_places
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, RULE_ERROR, STATUSES, UNKNOWN, Compared, Outcome, Step
from engine.ruleset.describe import applies, describe, manual
from engine.ruleset.expression import State, Value
from reports import labels
from reports.places import location, where
from reports.terminal import cells, pad, wrap
from reports.text import place as place_text
from reports.text import visible

SCHEMA_ID = "gouji-explain/1"
_ORDER = (RULE_ERROR, FAIL, UNKNOWN, PASS, NOT_APPLICABLE)
SHOWN_PASSES = 3  # 通过的各处写法相同，详列几处就看得懂
SHOWN_PLACES = 20  # 其余各处一行一处，再多的只报个数
SHOWN_SKIPS = 5
_OPERATORS = {"==": "等于", "!=": "不等于", "<=": "不大于", ">=": "不小于", "<": "小于", ">": "大于"}


# ---------- 数据


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(to_places(value, 6))


def _message(explanation: Explanation, outcome: Outcome) -> str:
    if outcome.status != FAIL:
        return outcome.message
    return outcome.message or explanation.rule.message.render(outcome.fields)


def _skipped(group: Group, document: Document) -> dict[str, Any]:
    return {
        "reason": group.reason,
        "count": len(group.facts),
        "places": [
            {"what": _told(f), "printed": f.printed, "location": location(f.place, document)} for f in group.facts
        ],
    }


def _told(fact: Fact) -> str:
    """一处的称呼；文字里的一处带上说的是什么。"""
    if fact.place.table:
        return spot(fact)
    if fact.kind == "required":  # 矩阵的一行，不在文件里
        return fact.key("concept")
    name = fact.key("concept") or fact.key("name") or fact.key("head") or fact.key("title") or fact.key("path")
    return spot(fact) + (f"“{name}”" if name and name not in spot(fact) else "")


def _compared(item: Compared) -> dict[str, Any]:
    def side(value: tuple[Decimal, Decimal, Decimal]) -> dict[str, str]:
        return dict(zip(("value", "low", "high"), map(_number, value), strict=True))

    return {
        "left": side(item.left),
        "operator": item.operator,
        "right": side(item.right),
        "unit": item.unit,
        "difference": _number(item.difference),
        "allowed": _number(item.allowed),
        "holds": item.holds,
    }


def data(explanation: Explanation, at: str = "") -> dict[str, Any]:
    """解释的全部内容；at 只要位置含这些字的各处。"""
    rule, facts = explanation.rule, explanation.facts
    document = facts.document
    chosen = [o for o in explanation.outcomes if matches(o, at)]
    return {
        "schema": SCHEMA_ID,
        "rule": {
            "id": rule.id,
            "title": rule.title,
            "family": rule.family,
            "severity": rule.severity,
            "check": rule.check,
            "why": rule.why,
            "how": rule.how,
            "file": rule.file,
            "looks_for": [{"depth": n.depth, "key": n.key, "doc": n.doc, "value": n.value} for n in describe(rule)],
        },
        "document": {
            "path": document.path,
            "kind": facts.identity.kind,
            "year": facts.identity.year,
            "entity": facts.identity.entity,
            "region": facts.identity.region,
            "level": facts.identity.level,
        },
        "when": [
            {"text": c.text, "left": _side(c.left), "right": _side(c.right), "holds": c.state is State.TRUE}
            for c in explanation.when
        ],
        "counts": {s: sum(o.status == s for o in explanation.outcomes) for s in STATUSES},
        "places": [
            {
                "at": o.at,
                "outcome": o.status,
                "severity": (o.severity or rule.severity) if o.status == FAIL else "",
                "message": _message(explanation, o),
                "reason": o.reason,
                "note": o.note,
                "likely_cause": o.likely_cause,
                "facts": [
                    {
                        "quote": e.quote,
                        "printed": e.value,
                        "unit": e.unit,
                        "location": location(e.place, document),
                    }
                    for e in o.evidence
                ],
                "calculation": [
                    {
                        "sign": s.sign,
                        "item": s.item,
                        "printed": s.printed,
                        "low": _number(s.low),
                        "high": _number(s.high),
                        "place": where(s.place, document) if s.place else "",
                    }
                    for s in o.calculation
                ],
                "comparisons": [_compared(c) for c in o.compared],
            }
            for o in chosen
        ],
        "skipped": [_skipped(g, document) for g in _chosen(explanation.skipped, at)],
        "nothing_checked": explanation.zero,
        "notes": list(explanation.notes),
    }


def _chosen(groups: Sequence[Group], at: str) -> list[Group]:
    """没有查的各处里，位置含 at 各段的。"""
    if not at:
        return list(groups)
    kept = [
        Group(g.reason, tuple(f for f in g.facts if _within(at, f"{stable(f)}/{f.place.section}/{f.place.row_name}")))
        for g in groups
    ]
    return [g for g in kept if g.facts]


def _within(at: str, text: str) -> bool:
    return all(part.strip() in text for part in at.split("/"))


def as_json(explanation: Explanation, at: str = "") -> str:
    return json.dumps(data(explanation, at), ensure_ascii=False, indent=2) + "\n"


def matches(outcome: Outcome, at: str) -> bool:
    """位置里含 at 用“/”隔开的各段；at 为空都算。"""
    return _within(at, "/".join((outcome.at, *(e.place.row_name for e in outcome.evidence[:1]))))


# ---------- 文字


def as_text(explanation: Explanation, width: int, at: str = "", everything: bool = False) -> str:
    """整篇文字，每行不超过 width 格。everything：通过的各处也逐处详列。"""
    lines = [
        *_head(explanation),
        "",
        *_conclusion(explanation),
        *_places(explanation, at, everything),
        *_not_checked(explanation, at),
        *(f"匹配：{note}" for note in explanation.notes),
    ]
    return "\n".join(part for line in lines for part in _folded(line, width)) + "\n"


def _folded(line: str, width: int) -> list[str]:
    clean = visible(line)
    indent = clean[: len(clean) - len(clean.lstrip(" "))]
    return wrap(clean.lstrip(" "), width, indent + "  ", first=indent) if cells(clean) > width else [clean.rstrip()]


def _head(explanation: Explanation) -> Iterator[str]:
    rule, identity = explanation.rule, explanation.facts.identity
    level = labels.SEVERITIES[rule.severity]
    yield f"{rule.id}  {rule.title}"
    yield f"  {level.mark} {level.word} · {rule.family} · {manual(rule.check)[0]}（{rule.check}） · {rule.file}"
    if rule.why:
        yield f"  为什么查  {rule.why}"
    if rule.how:
        yield f"  怎么算    {rule.how}"
    yield "  找什么"
    for line in describe(rule):
        yield f"    {'  ' * line.depth}{line.label}（{line.key}）：{line.value}".rstrip()
    if applies(rule):
        yield f"  适用      {applies(rule)}"
    if rule.when is not None:
        yield f"  条件      {rule.when.text}"
        for c in explanation.when:
            verdict = {State.TRUE: "成立", State.FALSE: "不成立"}.get(c.state, "无从判断")
            left, right = _side(c.left) or "缺数", _side(c.right) or "缺数"
            yield f"            {left} 应{_OPERATORS[c.operator]} {right}：{verdict}"
    yield ""
    who = (identity.region, identity.level, identity.entity, f"{identity.year}年" if identity.year else "")
    told = " ".join(p for p in (*who, identity.kind) if p)
    yield f"文件  {explanation.facts.document.path}（{told or '认不出文种、年度、单位'}）"


def _side(value: Value | None) -> str:
    if value is None:
        return ""
    unit = value.unit if value.unit and value.unit not in value.printed else ""
    return f"{value.label}{value.printed}{unit}" if value.label else f"{value.printed}{unit}"


def _conclusion(explanation: Explanation) -> Iterator[str]:
    counts = Counter(o.status for o in explanation.outcomes)
    checked = sum(counts[s] for s in (PASS, FAIL, UNKNOWN))
    skipped = sum(len(g.facts) for g in explanation.skipped)
    if not checked and not counts[RULE_ERROR]:
        reasons = list(dict.fromkeys(o.reason for o in explanation.outcomes if o.status == NOT_APPLICABLE))
        yield f"结论  零处：这条规则在这份文件里一处也没有查。{explanation.zero or '；'.join(reasons)}。"
        return
    told = "、".join(f"{labels.OUTCOMES[s].word} {counts[s]}" for s in STATUSES if counts[s])
    more = f"；另有 {skipped} 处看过而没有查" if skipped else ""
    yield f"结论  查了 {checked} 处：{told}{more}。"


def _places(explanation: Explanation, at: str, everything: bool) -> Iterator[str]:
    chosen = [o for status in _ORDER for o in explanation.outcomes if o.status == status and matches(o, at)]
    if at and not chosen:
        yield f"没有位置含“{at}”的结论；去掉 --at 看全部位置。"
    brief: Counter[str] = Counter()
    for outcome in chosen:
        brief[outcome.status] += 1
        long = everything or bool(at) or outcome.status in (FAIL, UNKNOWN, RULE_ERROR)
        if long or (outcome.status == PASS and brief[PASS] <= SHOWN_PASSES):
            yield ""
            yield from _place(explanation, outcome)
        elif brief[outcome.status] <= SHOWN_PLACES:
            if outcome.status == NOT_APPLICABLE and brief[NOT_APPLICABLE] == 1:
                yield ""
            yield _one_line(outcome)
    for status, count in brief.items():
        if status in (PASS, NOT_APPLICABLE) and count > SHOWN_PLACES and not (everything or at):
            yield f"  另有 {count - SHOWN_PLACES} 处{labels.OUTCOMES[status].word}没有列出，加 --all 全部列出。"


def _one_line(outcome: Outcome) -> str:
    label = labels.OUTCOMES[outcome.status]
    told = outcome.reason or "；".join(_short(c) for c in outcome.compared)
    return f"{label.mark} {label.word}  {outcome.at}" + (f"：{told}" if told else "")


def _short(item: Compared) -> str:
    if item.operator == "==" and item.difference:
        return f"{_printed(item.left, item)}，{_apart(item)}，在容许的 {_figure(item.allowed, item.unit)} 之内"
    return f"{_printed(item.left, item)} {_OPERATORS[item.operator]} {_printed(item.right, item)}"


def _figure(value: Decimal, unit: str) -> str:
    """给人看的数：金额至少两位小数，其余照有几位写几位；除不尽的到四位为止。"""
    shown = plain(to_places(value, 4))
    return plain(Decimal(shown), max(2, decimals(Decimal(shown)))) if unit in MONEY else shown


def _printed(side: tuple[Decimal, Decimal, Decimal], item: Compared) -> str:
    return f"{_figure(side[0], item.unit)}{item.unit}"


def _apart(item: Compared) -> str:
    unit = "个百分点" if item.unit == "%" else item.unit
    return f"相差 {_figure(item.difference, item.unit)}{unit}"


def _place(explanation: Explanation, outcome: Outcome) -> Iterator[str]:
    document = explanation.facts.document
    label = labels.OUTCOMES[outcome.status]
    level = outcome.severity or explanation.rule.severity
    severity = f"（{labels.severity(level).word}）" if outcome.status == FAIL else ""
    yield f"{label.mark} {label.word}{severity}  {outcome.at}"
    told = _message(explanation, outcome) or outcome.reason
    if told:
        yield f"    {told}"
    if outcome.note and outcome.status == PASS:
        yield f"    说明  {outcome.note}"
    for number, item in enumerate(outcome.evidence):
        head = "依据  " if number == 0 else "      "
        value = f"“{item.value}”{item.unit if item.unit not in item.value else ''}" if item.value else f"“{item.quote}”"
        yield f"    {head}{value}  {place_text(location(item.place, document))}"
    yield from _calculation(outcome.calculation, document)
    for number, compared in enumerate(outcome.compared):
        yield f"    {'比较  ' if number == 0 else '      '}{_why(compared)}"
    if outcome.likely_cause:
        yield f"    可能  {outcome.likely_cause}"


def _calculation(steps: Sequence[Step], document: Document) -> Iterator[str]:
    if not steps:
        return
    rows = [
        (
            s.sign,
            s.item,
            s.printed,
            _range(s),
            _line(s.place, document),
        )
        for s in steps
    ]
    widths = [max(cells(row[n]) for row in rows) for n in range(4)]
    yield "    计算  （符号、项目、印出的数、真值所在的范围、位置）"
    for row in rows:
        yield "      " + "  ".join(pad(text, size) for text, size in zip(row, [*widths, 0], strict=True)).rstrip()


def _range(step: Step) -> str:
    if step.low is None:
        return ""
    return f"{_number(step.low)} ～ {_number(step.high)}" if step.low != step.high else f"{_number(step.low)}（精确）"


def _line(place: Place | None, document: Document) -> str:
    return where(place, document) if place else ""


def _why(item: Compared) -> str:
    """两边各是多少，为什么成立、为什么不成立。"""
    head = f"{_printed(item.left, item)} 应{_OPERATORS[item.operator]} {_printed(item.right, item)}"
    if item.operator not in ("==", "!="):
        why = f"左边在 {_span(item.left, item)} 之间，右边在 {_span(item.right, item)} 之间"
    elif not item.difference:
        why = "两边相同"
    else:
        within = "没有超过" if item.difference <= item.allowed else "超过了"
        why = f"{_apart(item)}，四舍五入至多能解释 {_figure(item.allowed, item.unit)}，{within}"
    return f"{head}：{why}，{'成立' if item.holds else '不成立'}。"


def _span(side: tuple[Decimal, Decimal, Decimal], item: Compared) -> str:
    return f"{_figure(side[1], item.unit)} ～ {_figure(side[2], item.unit)}"


def _not_checked(explanation: Explanation, at: str) -> Iterator[str]:
    groups = _chosen(explanation.skipped, at)
    if not groups:
        return
    yield ""
    yield "看过而没有查的地方"
    document = explanation.facts.document
    for group in groups:
        yield f"  {len(group.facts)} 处：{group.reason}"
        shown = [
            _told(f) + (f"（{seen}）" if (seen := where(f.place, document)) else "") for f in group.facts[:SHOWN_SKIPS]
        ]
        more = f" 等 {len(group.facts)} 处" if len(group.facts) > SHOWN_SKIPS else ""
        yield f"    {'、'.join(dict.fromkeys(shown))}{more}"
