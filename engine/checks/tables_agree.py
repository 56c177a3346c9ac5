"""tables_agree：两张表里同一个数应当相同（或一方不大于另一方）。

查什么  左、右两表按科目编码（code）、名称（name）、行（row）对上的各行，指定栏是否一致；
        或者两个指定的格（left: 表/行/栏，right: 表/行/栏）是否一致。
为什么  同一笔钱在几张表里出现，口径相同就必须相同。
错误示例  支出总表 208 为 46.31，一般公共预算支出表 208 为 46.13，而单位没有其他资金。
正确示例  两表单位不同（元、万元）时先换算，再按较粗一方的末位比较。
参数  pairs 若干“表/行/栏 = 表/行/栏”；或 left、right 两表，join 对行的键，columns 比哪些栏；
      versus 右边取自另一份公开件（上年公开、本年预算……），period 左边取上年栏，caliber 左边须是哪种口径；
      relation 为 equal、at_most（左不大于右）、at_least（左不小于右）；
      missing 一方有数而另一方没有这一行时：skip、fail、zero、unknown，或 {left: …, right: …} 分别说
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.checks import paired
from engine.checks.cells_agree import agree, holds
from engine.checks.common import (
    PRECISION,
    Bound,
    Context,
    amount,
    evidence,
    is_zero,
    missing_tables,
    printed,
    spot,
    stable,
    total,
)
from engine.checks.versus import CALIBER, VERSUS, cell_of, same_set, tables_elsewhere, titles
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.numbers import ZERO
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field

FIELDS = (
    Field("pairs", "texts", doc="一行一对：表/行/栏 = 表/行/栏（栏后可再加 /预算数、/决算数）", names="格=格"),
    Field("left", "texts", doc="左表（几种表时依次都比）", names="表"),
    Field("right", "texts", doc="右表", names="表"),
    Field("join", "choice", values=("code", "name", "row"), doc="按什么对行：科目编码、名称、合计行名称"),
    Field("columns", "texts", doc="比哪些栏；左右栏名不同写作 左栏=右栏", names="栏=栏"),
    Field(
        "relation",
        "choice",
        values=("equal", "at_most", "at_least"),
        doc="两边的关系：equal 相等（默认）；at_most 左不大于右；at_least 左不小于右",
    ),
    Field(
        "missing",
        "any",
        doc="一方有数而另一方没有这一行：skip 不管（默认），fail 算不一致，zero 按零，unknown 无法核查；"
        "写一个词说的是右表缺行，写 {left: fail, right: skip} 分别说",
    ),
    VERSUS,
    Field("period", "choice", values=("本年", "上年"), doc="左边取本年的栏（默认）还是上年的栏"),
    CALIBER,
    PRECISION,
)
MISSING = ("skip", "fail", "zero", "unknown")
"""一方没有这一行时怎么办。"""
MESSAGE_FIELDS = ("left.place", "left.printed", "right.place", "right.printed", "key", "diff", "unit")
TABLE_KEYS = ("left", "right", "pairs")


def tables_of(rule: Rule) -> tuple[str, ...]:
    if "pairs" in rule.body:
        return paired.tables_of_pairs(rule.body["pairs"])
    return (*rule.body["left"], *rule.body["right"])


def _columns(rule: Rule) -> list[tuple[str, str]]:
    return [(a.strip(), (b or a).strip()) for a, _, b in (c.partition("=") for c in rule.body["columns"])]


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    if "pairs" in rule.body:
        return paired.queries(rule)
    queries: list[Query] = []
    period = rule.body.get("period", "本年")
    key = rule.body.get("join", "code")
    for left_table in rule.body["left"]:
        for right_table in rule.body["right"]:
            for number, (left_column, right_column) in enumerate(_columns(rule)):
                name = f"{left_table}|{right_table}|{number}"
                left = Pattern(
                    "left", "cell", {"table": left_table, "column": left_column, "period": period, f"has_{key}": True}
                )
                right_where: dict[str, str | bool] = {"table": right_table, "column": right_column, "period": "本年"}
                right = cell_of(
                    rule, Pattern("right", "cell", right_where, {key: ("left", key), **same_set(rule, "left")})
                )
                queries.append(Query(name, (left, right)))
                missing = rule.body.get("missing", {})
                if missing.get("right", "skip") != "skip":
                    queries.append(Query(f"{name}|缺right", (left, replace(right, absent=True))))
                if missing.get("left", "skip") != "skip":
                    right = cell_of(rule, Pattern("right", "cell", {**right_where, f"has_{key}": True}))
                    same = {key: ("right", key), **same_set(rule, "right")}
                    absent = Pattern("left", "cell", left.where, same, absent=True)
                    queries.append(Query(f"{name}|缺left", (right, absent)))
    return tuple(queries)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    elsewhere = "versus" in rule.body
    yield from missing_tables(rule.body.get("left", ()) if elsewhere else tables_of(rule), context)
    if "pairs" in rule.body:
        yield from paired.check_pairs(rule, bound, context)
        return
    key = rule.body.get("join", "code")
    present = context.facts.tables.present
    there = tables_elsewhere(rule, context) if elsewhere else present
    for left_table in rule.body["left"]:
        for right_table in rule.body["right"]:
            if left_table not in present:
                continue
            if right_table not in there:
                if elsewhere:
                    told = "、".join(titles(rule, context).values())
                    yield Outcome(UNKNOWN, f"{left_table}/{right_table}", f"{told}没有读到《{right_table}》")
                continue
            found = False
            for number in range(len(rule.body["columns"])):
                name = f"{left_table}|{right_table}|{number}"
                found = found or bool(bound[name])
                yield from _joined(rule, bound[name], key, context)
                for side, table in (("right", right_table), ("left", left_table)):
                    for match in bound.get(f"{name}|缺{side}", ()):
                        cell = match["left" if side == "right" else "right"]
                        if elsewhere or _has(table, cell.key("set"), context):
                            found = True
                            yield from _lonely(rule, cell, side, table, context)
            if not elsewhere:
                yield from _alone(left_table, right_table, context)
            if not found:
                yield Outcome(NOT_APPLICABLE, f"{left_table}/{right_table}", "两表没有能对上的行")


def _has(table: str, name: str, context: Context) -> bool:
    """这一套里有这种表。"""
    return bool(context.facts.of("table", table=table, set=name))


def _alone(left: str, right: str, context: Context) -> Iterator[Outcome]:
    """印了几套表的，有一套只印了两表之一：别的套里的不是它的对照。"""
    for name in context.sets if len(context.facts.sets.names) > 1 else ():
        here = [table for table in (left, right) if _has(table, name, context)]
        if len(here) == 1:
            lacking = right if here[0] == left else left
            yield Outcome(NOT_APPLICABLE, f"第{name}套/{left}/{right}", f"这一套没有《{lacking}》")


def _lonely(rule: Rule, cell: Fact, side: str, table: str, context: Context) -> Iterator[Outcome]:
    """一方有数（cell）、另一方没有这一行；side 是没有的一方，table 是没有的那张表。"""
    if is_zero(cell) or cell.keys.get("inferred"):
        context.skip(f"《{table}》没有这一行，这一格也是空格、零或编码是推定的", cell)
        return
    policy = rule.body["missing"][side]
    name = cell.key("code") or cell.key("name") or cell.key("row")
    value = amount(cell)
    if policy == "unknown" or value is None:
        yield Outcome(UNKNOWN, stable(cell), f"《{table}》没有“{name}”这一行，无从对照")
        return
    pair = (value, ZERO) if side == "right" else (ZERO, value)
    if policy == "zero" and holds(rule, *pair):
        yield Outcome(PASS, stable(cell))
        return
    there, absent = ("left", "right") if side == "right" else ("right", "left")
    fields = {
        f"{there}.place": spot(cell),
        f"{there}.printed": printed(cell),
        f"{absent}.place": f"《{table}》",
        f"{absent}.printed": "没有这一行",
        "key": name,
        "diff": printed(cell),
        "unit": cell.key("unit"),
    }
    yield Outcome(FAIL, stable(cell), fields=fields, evidence=evidence(context.facts, cell), group=f"{name}/缺")


def _joined(rule: Rule, matches: tuple[Mapping[str, Fact], ...], key: str, context: Context) -> Iterator[Outcome]:
    """同一科目在一张表里分几个单位列示的，先相加再比。"""
    groups: dict[tuple[str, ...], tuple[dict[str, Fact], dict[str, Fact]]] = {}
    within = "versus" not in rule.body
    for match in matches:
        left, right = match["left"], match["right"]
        where = left.key(key), left.key("set") if within else right.key("source")
        lefts, rights = groups.setdefault(where, ({}, {}))
        lefts[left.id], rights[right.id] = left, right
    for lefts, rights in groups.values():
        if not (all(map(is_zero, lefts.values())) and all(map(is_zero, rights.values()))):
            yield from _printed_again(rule, list(lefts.values()), list(rights.values()), context)
        else:
            context.skip("两边都是空格或零", next(iter(lefts.values())))


def _printed_again(rule: Rule, lefts: list[Fact], rights: list[Fact], context: Context) -> Iterator[Outcome]:
    """同一套里有同种的两张表：一张分成的，相加再比；同一张印了两次的，每一张都与另一种的比，只印一次的是两张的对照。"""
    if len(lefts) == len(rights) == 1 or "versus" in rule.body:
        yield from agree(rule, lefts, rights, context)
        return
    whole = tuple(agree(rule, lefts, rights, context))
    if all(o.status == PASS for o in whole):
        yield from whole
        return
    sides = [_instances(side) for side in (lefts, rights)]
    single = [o for left in sides[0] for right in sides[1] for o in agree(rule, left, right, context)]
    again = any(o.status == PASS for o in single) or all(_alike(side) for side in sides)
    yield from single if again else whole


def _instances(cells: list[Fact]) -> list[list[Fact]]:
    """按在哪一张表分开。"""
    found: dict[str, list[Fact]] = {}
    for cell in cells:
        found.setdefault(cell.key("instance"), []).append(cell)
    return list(found.values())


def _alike(instances: list[list[Fact]]) -> bool:
    """各张表里都是同一个数。"""
    values = [total(cells) for cells in instances]
    return all(v is not None and values[0] is not None and v.meets(values[0]) for v in values)
