"""查询的定义，逐个列举：慢，但与两种匹配器没有一行共用。只用于很小的一组。"""

from __future__ import annotations

import itertools

from engine.facts.model import Fact
from engine.inference.patterns import Match, Pattern, Query


def fits(pattern: Pattern, fact: Fact, chosen: dict[str, Fact]) -> bool:
    return (
        fact.kind == pattern.kind
        and all(key in fact.keys and fact.keys[key] == value for key, value in pattern.where.items())
        and all(
            own in fact.keys and key in chosen[alias].keys and fact.keys[own] == chosen[alias].keys[key]
            for own, (alias, key) in pattern.joins.items()
        )
    )


def by_hand(query: Query, facts: tuple[Fact, ...]) -> tuple[Match, ...]:
    """按定义逐个列举。"""
    present = [pattern for pattern in query.patterns if not pattern.absent]
    absent = [pattern for pattern in query.patterns if pattern.absent]
    matches: list[Match] = []
    for picked in itertools.permutations(facts, len(present)):
        chosen = {pattern.alias: fact for pattern, fact in zip(present, picked, strict=True)}
        if not all(fits(pattern, chosen[pattern.alias], chosen) for pattern in present):
            continue
        taken = {fact.id for fact in picked}
        others = [fact for fact in facts if fact.id not in taken]
        if not any(fits(pattern, fact, chosen) for pattern in absent for fact in others):
            matches.append(dict(sorted(chosen.items())))
    return tuple(matches)
