"""pairs：指定的两格相比（表/行/栏 = 表/行/栏）。地址的写法，编成的查询，一套一套地比。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.checks.cells_agree import agree
from engine.checks.common import Bound, Context, amount, is_zero, own_tables, spot, stable
from engine.checks.versus import cell_of, fit, same_set, titles
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.outcome import NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.recognition.sets import FIRST
from engine.ruleset.model import Rule

Address = tuple[str, str, str, str]
"""表、行、栏、口径。"""


def parse_address(text: str) -> Address:
    """表/行/栏[/口径] → 四段。"""
    parts = [p.strip() for p in text.split("/")]
    return (
        parts[0],
        parts[1] if len(parts) > 1 else "",
        parts[2] if len(parts) > 2 else "",
        parts[3] if len(parts) > 3 else "",
    )


def parse_pair(text: str) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """“甲 或 乙 = 丙” → ((甲, 乙), (丙,))。"""
    left, _, right = text.partition("=")
    return tuple(map(parse_address, left.split(" 或 "))), tuple(map(parse_address, right.split(" 或 ")))


def tables_of_pairs(pairs: tuple[str, ...]) -> tuple[str, ...]:
    """各对地址里提到的表。"""
    return tuple(dict.fromkeys(address[0] for pair in pairs for side in parse_pair(pair) for address in side))


def _where(address: Address, period: str = "本年") -> dict[str, str | bool]:
    table, row, column, basis = address
    where: dict[str, str | bool] = {"table": table, "row": row, "column": column, "period": period, "first": True}
    if basis:
        where["basis"] = basis
    return where


def queries(rule: Rule) -> tuple[Query, ...]:
    """每一对的每一种写法一个查询。"""
    period = rule.body.get("period", "本年")
    elsewhere = "versus" in rule.body
    joins = {"first": ("left", "first")} if elsewhere else same_set(rule, "left")
    own = {"set": FIRST} if elsewhere else {}  # 另一份只取了第一套的
    return tuple(
        Query(
            f"pair{number}.{i}.{j}",
            (
                Pattern("left", "cell", {**_where(left, period), **own}),
                cell_of(rule, Pattern("right", "cell", _where(right), joins)),
            ),
        )
        for number, (lefts, rights) in enumerate(map(parse_pair, rule.body["pairs"]))
        for i, left in enumerate(lefts)
        for j, right in enumerate(rights)
    )


def check_pairs(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    """规则写的各对，依次比。"""
    compared = _elsewhere if "versus" in rule.body else _here
    for number, text in enumerate(rule.body["pairs"]):
        matches = [m for name, found in bound.items() if name.startswith(f"pair{number}.") for m in found]
        yield from compared(rule, text, matches, context)


def _elsewhere(rule: Rule, text: str, matches: list[Mapping[str, Fact]], context: Context) -> Iterator[Outcome]:
    """右边在另一份里的一对；所属单位有几份的，一份一份地比。本文件有数而那一份没有读到的，无法核查。"""
    lefts, _ = parse_pair(text)
    period = rule.body.get("period", "本年")
    own = [
        cell
        for left in lefts
        for cell in context.facts.of("cell", **_where(left, period), set=FIRST)
        if not is_zero(cell)
    ]
    for source, title in titles(rule, context).items():
        here = [m for m in matches if m["right"].key("source") == source]
        if here:
            yield from _one(rule, text, here, context)
        elif own and fit(rule, own[0].key("caliber")) == "fits":
            yield Outcome(UNKNOWN, f"{stable(own[0])}={title}", f"{title}没有读到与{spot(own[0])}对应的数")


def _here(rule: Rule, text: str, matches: list[Mapping[str, Fact]], context: Context) -> Iterator[Outcome]:
    """两边都在这一份里的一对；印了几套表的，一套一套地比。"""
    if not matches:
        yield from _one(rule, text, [], context)
        return
    sets: dict[str, list[Mapping[str, Fact]]] = {name: [] for name in context.sets}
    for match in matches:
        sets[match["left"].key("set")].append(match)
    for name, own in sets.items():
        if own:
            yield from _one(rule, text, own, context)
        else:
            yield Outcome(NOT_APPLICABLE, f"第{name}套/{text}", "这一套没有这张表，或表中没有这一行、这一栏")


def _one(rule: Rule, text: str, matches: list[Mapping[str, Fact]], context: Context) -> Iterator[Outcome]:
    """一侧有几种口径的，与其中一种相符即可；都不符时报最接近的一种。"""
    sides = [{a[0] for a in side} for side in parse_pair(text)]
    if not matches:
        own = [own_tables(side, context) for side in sides]
        if all(own) and all(set(side) & context.facts.tables.present for side in own):
            yield Outcome(NOT_APPLICABLE, text, "表中没有这一行或这一栏")
        return
    filled = [m for m in matches if not (is_zero(m["left"]) and is_zero(m["right"]))]
    if not filled:
        context.skip("两边都是空格或零", matches[0]["left"])
        return
    outcomes = [(m, o) for m in filled for o in agree(rule, [m["left"]], [m["right"]], context)]
    passed = next((o for _, o in outcomes if o.status == PASS), None)
    if passed or outcomes:
        yield passed or min(outcomes, key=lambda x: _distance(x[0]))[1]


def _distance(match: Mapping[str, Fact]) -> Decimal:
    a, b = amount(match["left"]), amount(match["right"])
    return abs(a.mid - b.mid) if a is not None and b is not None else Decimal("Infinity")
