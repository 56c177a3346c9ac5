"""与另一份公开件比：规则要哪一份，右边怎样绑定，口径合不合。

versus  右边取自哪一份（RELATIONS 里的称呼）；fact(概念, 上年公开) 也是取那一份的数
caliber 左边的数须是哪种口径；没有写明口径、或只写“预算数”而要年初预算的，相符算相符，不符算无法核查
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal

from engine.checks.common import Context
from engine.facts.caliber import CALIBERS, UNSAID
from engine.facts.known import stated_prior
from engine.facts.model import Fact
from engine.facts.prior import PRIOR, RELATIONS
from engine.inference.patterns import Pattern, Query
from engine.outcome import FAIL, UNKNOWN, Outcome
from engine.ruleset.expression import Expression, fact_calls
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field

VERSUS = Field(
    "versus",
    "choice",
    values=tuple(RELATIONS),
    doc="右边取自另一份公开件：" + "；".join(f"{name} {told}" for name, told in RELATIONS.items()),
)
CALIBER = Field(
    "caliber",
    "texts",
    values=(*CALIBERS, UNSAID),
    doc="左边的数须写明是哪种口径；口径是别的不比，没有写明的相符算相符、不符算无法核查",
)

Fit = Literal["fits", "unsure", "other"]
"""口径：合；没有写明，不知道合不合；是别的口径。"""

_LOOSE: Final = "预算数"
"""只写“预算数”的，可能是年初预算，也可能是调整后的。"""


def relations_of(rule: Rule) -> frozenset[str]:
    """规则要比的各份公开件。"""
    found = {str(rule.body["versus"])} if "versus" in rule.body else set()
    found |= {period for expression in _expressions(rule) for _, period in fact_calls(expression)}
    return frozenset(found & set(RELATIONS))


def _expressions(rule: Rule) -> Iterator[Expression]:
    body = rule.body
    lets = body.get("let", {})
    yield from (e for e in (rule.when, body.get("assert"), *lets.values()) if isinstance(e, Expression))
    yield from (case.test for case in rule.on_violation if case.test is not None)
    conditions = (*body.get("if_all", ()), *body.get("then_all", ()))
    yield from (c["assert"] for c in conditions if c.get("assert") is not None)


def cell_of(rule: Rule, pattern: Pattern) -> Pattern:
    """右边的格取自 versus 那一份；没有写 versus 的照旧。"""
    if "versus" not in rule.body:
        return pattern
    where: dict[str, str | bool] = {"of": pattern.kind, str(rule.body["versus"]): True}
    return replace(pattern, kind=PRIOR, where={**pattern.where, **where})


def figure_of(rule: Rule, pattern: Pattern) -> Pattern:
    """右边的概念取自 versus 那一份：表中的格，或文字里说的；没有写 versus 的照旧。"""
    if "versus" not in rule.body:
        return pattern
    return replace(pattern, kind=PRIOR, where={"figure": True, str(rule.body["versus"]): True})


def cells_of(queries: Iterable[Query]) -> frozenset[tuple[str, str]]:
    """这些查询要另一份的哪些格：（表，栏）。"""
    patterns = (p.where for q in queries for p in q.patterns if p.kind == PRIOR and p.where.get("of") == "cell")
    return frozenset((str(where["table"]), str(where["column"])) for where in patterns)


def same_set(rule: Rule, alias: str) -> dict[str, tuple[str, str]]:
    """右边与左边（alias）要在同一套；另一份公开件里的不分套。"""
    return {} if "versus" in rule.body else {"set": (alias, "set")}


def tables_elsewhere(rule: Rule, context: Context) -> set[str]:
    """versus 那一份里读到的表。"""
    wanted = rule.body["versus"]
    return {table for s in context.facts.related.sources if wanted in s.relations for table in s.tables}


def titles(rule: Rule, context: Context) -> Mapping[str, str]:
    """versus 那一份（所属单位有几份）：内容的哈希 → 怎么称呼。"""
    wanted = rule.body.get("versus")
    return {s.sha256: s.title for s in context.facts.related.sources if wanted in s.relations}


def said_fact(said: Fact, slot: str, context: Context) -> tuple[Fact | None, str]:
    """陈述里要比的数，和它写明的口径。上年数没有直接写的，由本年数减增减额；说的不是上一年度的为 None。"""
    if slot != "上年":
        fact = said.slots.get(slot)
        return fact, fact.key("caliber") if fact else ""
    year, base = context.facts.identity.year, said.key("base_year")
    if base and base != str(int(year) - 1):
        return None, ""
    fact = said.slots.get("上年")
    if fact is None and (prior := stated_prior(said)) is not None:
        place, printed, quantity = prior
        keys = {**said.keys, "slot": "上年", "label": f"{said.key('name')}（上年）"}
        fact = Fact(f"{said.id}.上年", "stated", keys, place, printed, quantity)
    return fact, said.key("caliber")


def fit(rule: Rule, told: str) -> Fit:
    """told 是左边的数写明的口径，没有写明为空串。"""
    wanted: Sequence[str] = rule.body.get("caliber", ())
    if not wanted or (told or UNSAID) in wanted:
        return "fits"
    return "unsure" if told in ("", _LOOSE) else "other"


def unsure(outcome: Outcome, left: Fact, told: str) -> Outcome:
    """口径不明的：不符的不能断定。"""
    if outcome.status != FAIL:
        return outcome
    said = f"只写“{told}”" if told else "没有写明口径"
    fields = outcome.fields
    where = f"与{fields.get('right.place', '另一份')}的{fields.get('right.printed', '数')}不同"
    return Outcome(UNKNOWN, outcome.at, f"{left.printed}{said}，{where}，不能断定应当相同")
