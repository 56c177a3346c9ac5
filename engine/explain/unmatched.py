"""没有匹配上的各处：同种的事实，差在哪个条件；前一半找到了，后一半没有对上的。

只看规则编译出来的模式，不看是哪种写法；各写法自己筛掉的，由它们用 Context.skip 记下。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.checks.common import Skip
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.inference.reference import FactIndex, find

# 这些键说的是“查哪里”，不符的本来就不归这条规则看；其余的键不符，是看到了而不合条件。
SELECTING = ("table", "row", "column", "basis", "family", "from", "query", "matrix", "list")
_SILENT = ("document", "text", "required")  # 没有“差一点”可说的种类
_WORDS = {
    "has_code": "没有科目编码",
    "has_name": "没有名称",
    "has_row": "不是合计行",
    "has_年份": "没有写年份",
    "bound": "认不出说的是哪个概念",
    "coded": "没有对上科目编码",
    "many": "只有一项，不成列举",
    "named": "没有认出项目名称",
    "inferred": "科目编码是推定的，不据以判断",
    "first": "是同种表的第二张",
    "filled": "这一栏都是空格或零",
    "role": "是合计行、来源行，不是科目行",
}
_PARTNERS = {
    "up": "没有下级行",
    "code": "{where}没有同一科目编码的行",
    "name": "{where}没有同名的行",
    "row": "{where}没有这一合计行",
    "concept": "{where}没有这个概念可以对照",
}


def unmatched(queries: Sequence[Query], facts: FactSet) -> Iterator[Skip]:
    """各处没有匹配上的原因；一处只说一个。"""
    index = FactIndex(facts.facts)
    used = {index.ids[frame[0]] for q in queries for frame in find(q, index) if frame}
    told: set[str] = set()
    for skip in (*_failing(queries, facts), *_alone(queries, facts, index)):
        if skip.fact.id not in used and skip.fact.id not in told:
            told.add(skip.fact.id)
            yield skip


def selected(pattern: Pattern, fact: Fact) -> bool:
    """种类和“查哪里”的键都相符。"""
    return fact.kind == pattern.kind and all(fact.keys.get(k) == v for k, v in pattern.where.items() if k in SELECTING)


def _failing(queries: Sequence[Query], facts: FactSet) -> Iterator[Skip]:
    firsts = {repr(q.patterns[0]): q.patterns[0] for q in queries}
    for pattern in firsts.values():
        if pattern.kind in _SILENT or pattern.absent:
            continue
        for fact in facts.facts:
            if selected(pattern, fact) and (why := _why(pattern, fact)):
                yield Skip(why, fact)


def _why(pattern: Pattern, fact: Fact) -> str:
    wrong = [k for k, v in pattern.where.items() if fact.keys.get(k) != v]
    slots = [k.removeprefix("has_") for k in wrong if k.startswith("has_") and k not in _WORDS]
    if slots:
        return f"缺少要素“{'”“'.join(slots)}”"
    for key in wrong:
        if key == "period":
            return f"是{fact.key('period') or '别的期间'}的数，不是本年数"
        if key == "empty":
            return "是空表" if fact.keys.get("empty") else "表里有数，不是空表"
        if key == "side":
            return f"不在{pattern.where[key]}一侧"
        return _WORDS.get(key, f"{key} 不是“{pattern.where[key]}”")
    return ""


def _alone(queries: Sequence[Query], facts: FactSet, index: FactIndex) -> Iterator[Skip]:
    """前面的模式有、后面的对不上；规则自己要判“没有”的（另有一个取反的查询）不在此列。"""
    present = {f.key("table") for f in facts.of("table")}
    nexts: dict[str, tuple[tuple[Pattern, ...], list[Pattern]]] = {}
    for query in queries:
        for n in range(1, len(query.patterns)):
            prefix = query.patterns[:n]
            nexts.setdefault(repr(prefix), (prefix, []))[1].append(query.patterns[n])
    for prefix, following in nexts.values():
        there = [p for p in following if p.where.get("table", next(iter(present), "")) in present]
        if any(p.absent for p in following) or not there:
            continue
        paired = {frame[: len(prefix)] for p in there for frame in find(Query("", (*prefix, p)), index)}
        for frame in find(Query("", prefix), index):
            if frame and frame not in paired:
                yield Skip(_partner(there), facts.by_id[index.ids[frame[0]]])


def _partner(there: Sequence[Pattern]) -> str:
    tables = list(dict.fromkeys(f"《{p.where['table']}》" for p in there if p.where.get("table")))
    key = next((k for k in _PARTNERS if k in there[0].joins), "")
    return _PARTNERS.get(key, "{where}没有能对上的").format(where="".join(tables) or "文件里")
