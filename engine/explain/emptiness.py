"""一处也没有查到时，最可能的原因：规则要的表、栏、行、要素，文件里各有什么，最接近的是哪个。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine.checks.common import Context
from engine.explain.unmatched import selected
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.ruleset.expression import names
from engine.ruleset.model import Rule
from engine.yaml_source import suggest

if TYPE_CHECKING:
    from engine.explain.build import Group

_SHOWN = 12  # 一行里列这么多个名称就够看出差在哪里


def likely_reason(rule: Rule, queries: Sequence[Query], context: Context, groups: Sequence[Group]) -> str:
    """由大到小：没有这种表、没有这一栏这一行、行栏都有而条件筛掉了。"""
    patterns = [p for q in queries for p in q.patterns if not p.absent]
    return (
        _tables(patterns, context)
        or _columns(rule, patterns, context)
        or _addresses(patterns, context)
        or _rows(rule, patterns, context)
        or _filtered(groups)
        or _families(patterns, context)
        or "文件里没有这条规则要看的内容"
    )


def _listed(names_: Iterable[str]) -> str:
    found = list(dict.fromkeys(n for n in names_ if n))
    more = f"……共 {len(found)} 个" if len(found) > _SHOWN else ""
    return "、".join(found[:_SHOWN]) + more if found else "（没有）"


def _present(context: Context) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.key("table") for f in context.facts.of("table")))


def _asked(patterns: Sequence[Pattern]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(p.where["table"]) for p in patterns if p.where.get("table")))


def _tables(patterns: Sequence[Pattern], context: Context) -> str:
    asked, present = _asked(patterns), _present(context)
    if not asked or set(asked) & set(present):
        return ""
    near = next((s for name in asked if (s := suggest(name, present))), "")
    return f"文件里没有规则要查的表（{'、'.join(asked)}）{near}认出的表有：{_listed(present)}"


def columns_of(table: str, context: Context) -> tuple[str, ...]:
    """一张表认出的金额栏。"""
    rows = context.facts.of("row", table=table)
    return tuple(dict.fromkeys(label.partition("/")[0] for row in rows for label in row.slots))


def _columns(rule: Rule, patterns: Sequence[Pattern], context: Context) -> str:
    """算式要的栏，哪张表都没有。"""
    given = rule.body.get("given", {})
    if "table" not in given or "each" in given:
        return ""
    wanted = {n.strip("「」") for n in rule.body.get("needs", ())} | set(names(rule.body["assert"]))
    wanted -= set(rule.body.get("let", {}))
    for table in [t for t in _asked(patterns) if t in _present(context)]:
        have = columns_of(table, context)
        for name in sorted(wanted - set(have)):
            return (
                f"规则要“{name}”栏，《{table}》没有认出这一栏{_or_stop(suggest(name, have))}认出的栏有：{_listed(have)}"
            )
    return ""


def _or_stop(near: str) -> str:
    return near or "；"


def _addresses(patterns: Sequence[Pattern], context: Context) -> str:
    """指定的行、栏。"""
    for pattern in patterns:
        table = str(pattern.where.get("table", ""))
        if table not in _present(context) or any(selected(pattern, f) for f in context.facts.facts):
            continue
        for key, word in (("row", "行"), ("column", "栏")):
            wanted = str(pattern.where.get(key, ""))
            have = tuple(dict.fromkeys(f.key(key) for f in context.facts.of(pattern.kind, table=table)))
            if wanted and wanted not in have:
                near = _or_stop(suggest(wanted, [h for h in have if h]))
                return f"《{table}》没有“{wanted}”这一{word}{near}认出的{word}有：{_listed(have)}"
        return f"《{table}》里没有规则指定的行和栏相交的格"
    return ""


def _rows(rule: Rule, patterns: Sequence[Pattern], context: Context) -> str:
    """given 里写的行、科目名称，一个也没有。"""
    given = rule.body.get("given", {})
    for table in [t for t in _asked(patterns) if t in _present(context)]:
        rows = context.facts.of("row", table=table)
        for key, found in (("rows", _every(rows)), ("names", [r.key("name") for r in rows])):
            wanted = [
                w
                for n in given.get(key, ())
                for w in (context.vocabulary.words.get(n[1:], ()) if n.startswith("@") else (n,))
            ]
            if wanted and not set(wanted) & set(found):
                near = next((s for w in wanted if (s := suggest(w, [f for f in found if f]))), "；")
                return f"《{table}》没有 {key} 所列的行（{_listed(wanted)}）{near}认出的行有：{_listed(found)}"
    return ""


def _every(rows: Iterable[Fact]) -> list[str]:
    return [r.key(k) for r in rows for k in ("role", "code", "name")]


def _filtered(groups: Sequence[Group]) -> str:
    if not groups:
        return ""
    first = groups[0]
    total = sum(len(g.facts) for g in groups)
    return f"看过的 {total} 处都没有查，其中 {len(first.facts)} 处{first.reason}"


def _families(patterns: Sequence[Pattern], context: Context) -> str:
    wanted = [str(p.where["family"]) for p in patterns if "family" in p.where]
    if not wanted:
        return ""
    have = tuple(dict.fromkeys(f.key("family") for f in context.facts.of("list")))
    near = next((s for w in wanted if (s := suggest(w, have))), "；")
    return f"文件里没有规则要的列举（{'、'.join(wanted)}）{near}认出的列举类别有：{_listed(have)}"
