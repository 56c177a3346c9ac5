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
from decimal import Decimal

from engine.checks.common import (
    PRECISION,
    Bound,
    Context,
    amount,
    cause_of,
    coarser,
    compared,
    evidence,
    is_blank,
    is_zero,
    missing_tables,
    own_tables,
    places_of,
    printed,
    seen,
    shown,
    spot,
    stable,
    step,
)
from engine.checks.versus import CALIBER, VERSUS, cell_of, fit, same_set, titles, unsure
from engine.facts.model import Fact
from engine.facts.prior import PRIOR
from engine.inference.patterns import Pattern, Query
from engine.lazy import Lazy
from engine.numbers import ZERO, Interval
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome, Step
from engine.recognition.sets import FIRST
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


def tables_of(rule: Rule) -> tuple[str, ...]:
    if "pairs" in rule.body:
        return tables_of_pairs(rule.body["pairs"])
    return (*rule.body["left"], *rule.body["right"])


def _where(address: Address, period: str = "本年") -> dict[str, str | bool]:
    table, row, column, basis = address
    where: dict[str, str | bool] = {"table": table, "row": row, "column": column, "period": period, "first": True}
    if basis:
        where["basis"] = basis
    return where


def _columns(rule: Rule) -> list[tuple[str, str]]:
    return [(a.strip(), (b or a).strip()) for a, _, b in (c.partition("=") for c in rule.body["columns"])]


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    queries: list[Query] = []
    period = rule.body.get("period", "本年")
    if "pairs" in rule.body:
        for number, text in enumerate(rule.body["pairs"]):
            lefts, rights = parse_pair(text)
            elsewhere = "versus" in rule.body
            joins = {"first": ("left", "first")} if elsewhere else same_set(rule, "left")
            own = {"set": FIRST} if elsewhere else {}  # 另一份只取了第一套的
            queries += [
                Query(
                    f"pair{number}.{i}.{j}",
                    (
                        Pattern("left", "cell", {**_where(left, period), **own}),
                        cell_of(rule, Pattern("right", "cell", _where(right), joins)),
                    ),
                )
                for i, left in enumerate(lefts)
                for j, right in enumerate(rights)
            ]
        return tuple(queries)
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
    yield from missing_tables(rule, rule.body.get("left", ()) if elsewhere else tables_of(rule), context)
    if "pairs" in rule.body:
        for number, text in enumerate(rule.body["pairs"]):
            matches = [m for name, found in bound.items() if name.startswith(f"pair{number}.") for m in found]
            yield from (_pairs_elsewhere if elsewhere else _pairs_here)(rule, text, matches, context)
        return
    key = rule.body.get("join", "code")
    present = context.facts.tables.present
    there = _tables_elsewhere(rule, context) if elsewhere else present
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


def _tables_elsewhere(rule: Rule, context: Context) -> set[str]:
    """versus 那一份里读到的表。"""
    wanted: dict[str, str | bool] = {"of": "cell", rule.body["versus"]: True}
    return {f.key("table") for f in context.facts.of(PRIOR, **wanted)}


def _pairs_elsewhere(rule: Rule, text: str, matches: list[Mapping[str, Fact]], context: Context) -> Iterator[Outcome]:
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
            yield from _pairs(rule, text, here, context)
        elif own and fit(rule, own[0].key("caliber")) == "fits":
            yield Outcome(UNKNOWN, f"{stable(own[0])}={title}", f"{title}没有读到与{spot(own[0])}对应的数")


def _pairs_here(rule: Rule, text: str, matches: list[Mapping[str, Fact]], context: Context) -> Iterator[Outcome]:
    """两边都在这一份里的一对；印了几套表的，一套一套地比。"""
    if not matches:
        yield from _pairs(rule, text, [], context)
        return
    sets: dict[str, list[Mapping[str, Fact]]] = {name: [] for name in context.sets}
    for match in matches:
        sets[match["left"].key("set")].append(match)
    for name, own in sets.items():
        if own:
            yield from _pairs(rule, text, own, context)
        else:
            yield Outcome(NOT_APPLICABLE, f"第{name}套/{text}", "这一套没有这张表，或表中没有这一行、这一栏")


def _pairs(rule: Rule, text: str, matches: list[Mapping[str, Fact]], context: Context) -> Iterator[Outcome]:
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
    outcomes = [(m, o) for m in filled for o in _compared(rule, [m["left"]], [m["right"]], context)]
    passed = next((o for _, o in outcomes if o.status == PASS), None)
    if passed or outcomes:
        yield passed or min(outcomes, key=lambda x: _distance(x[0]))[1]


def _compared(rule: Rule, lefts: list[Fact], rights: list[Fact], context: Context) -> Iterator[Outcome]:
    """口径合的照比，口径不明的不断定，口径是别的不比。"""
    told = lefts[0].key("caliber")
    match fit(rule, told):
        case "fits":
            yield compare(rule, lefts, rights, context)
        case "unsure":
            yield unsure(compare(rule, lefts, rights, context), lefts[0], told)
        case "other":
            context.skip(f"口径是{told}，不在 caliber 之列", lefts[0])


def _distance(match: Mapping[str, Fact]) -> Decimal:
    a, b = amount(match["left"]), amount(match["right"])
    return abs(a.mid - b.mid) if a is not None and b is not None else Decimal("Infinity")


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
    if policy == "zero" and _holds(rule, *pair):
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


_SIGNS = {"at_most": "≤", "at_least": "≥"}


_OPERATORS = {"equal": "==", "at_most": "<=", "at_least": ">="}


def _holds(rule: Rule, left: Interval, right: Interval) -> bool:
    match rule.body.get("relation", "equal"):
        case "at_most":
            return left.may_be_at_most(right)
        case "at_least":
            return right.may_be_at_most(left)
    return left.meets(right)


def _joined(rule: Rule, matches: tuple[Mapping[str, Fact], ...], key: str, context: Context) -> Iterator[Outcome]:
    """同一科目在一张表里分几个单位列示的，先相加再比。"""
    groups: dict[tuple[str, ...], tuple[dict[str, Fact], dict[str, Fact]]] = {}
    within = "versus" not in rule.body
    for match in matches:
        where = match["left"].key(key), match["left"].key("set") if within else match["right"].key("source")
        lefts, rights = groups.setdefault(where, ({}, {}))
        lefts[match["left"].id] = match["left"]
        rights[match["right"].id] = match["right"]
    for lefts, rights in groups.values():
        if not all(is_zero(f) for f in (*lefts.values(), *rights.values())):
            yield from _printed_again(rule, list(lefts.values()), list(rights.values()), context)
        else:
            context.skip("两边都是空格或零", next(iter(lefts.values())))


def _printed_again(rule: Rule, lefts: list[Fact], rights: list[Fact], context: Context) -> Iterator[Outcome]:
    """同一套里有同种的两张表：一张分成的，相加再比；同一张印了两次的，每一张都与另一种的比，只印一次的是两张的对照。"""
    whole = tuple(_compared(rule, lefts, rights, context))
    if len(lefts) == len(rights) == 1 or "versus" in rule.body or all(o.status == PASS for o in whole):
        yield from whole
        return
    sides = [_instances(side) for side in (lefts, rights)]
    single = [o for left in sides[0] for right in sides[1] for o in _compared(rule, left, right, context)]
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
    values = [_sum(cells) for cells in instances]
    return all(v is not None and values[0] is not None and v.meets(values[0]) for v in values)


def _sum(facts: list[Fact]) -> Interval | None:
    values = [amount(f) for f in facts]
    return None if any(v is None for v in values) else sum((v for v in values if v is not None), ZERO)


def _told(cell: Fact, mixed: bool) -> str:
    """打印值；两表单位不同时连单位一起说。"""
    return printed(cell) + (cell.key("unit") if mixed and not is_blank(cell) else "")


def _steps(rule: Rule, lefts: list[Fact], rights: list[Fact], unit: str) -> tuple[Step, ...]:
    relation = _SIGNS.get(rule.body.get("relation", ""), "=")
    return (
        *(step("+" if i else "", f, unit) for i, f in enumerate(lefts)),
        *(step("+" if i else relation, f, unit) for i, f in enumerate(rights)),
    )


def compare(rule: Rule, lefts: list[Fact], rights: list[Fact], context: Context) -> Outcome:
    """两边相比；一边有几格的先相加。"""
    left, right = lefts[0], rights[0]
    at = f"{stable(left)}={stable(right)}"
    a, b = _sum(lefts), _sum(rights)
    for side in (*lefts, *rights):
        if amount(side) is None:
            return Outcome(UNKNOWN, at, f"{spot(side)}印的是“{printed(side)}”，认不出是多少")
    assert a is not None and b is not None
    for blank, other in ((lefts, b), (rights, a)):
        if all(is_blank(f) for f in blank) and blank[0].keys.get("total") and other.mid:
            return Outcome(UNKNOWN, at, f"{spot(blank[0])}是空的，不能断定是漏填还是没有读出")
    unit = left.key("unit") or context.unit
    places = places_of(*(f.quantity for f in (*lefts, *rights)))
    diff = a.mid - b.mid
    mixed = left.key("unit") != right.key("unit")

    def told(side: list[Fact], value: Interval) -> str:
        return _told(side[0], mixed) if len(side) == 1 else f"{shown(value.mid, unit, places)}（{len(side)}处相加）"

    fields = Lazy(
        lambda: {
            "left.place": spot(left),
            "left.printed": told(lefts, a),
            "right.place": spot(right),
            "right.printed": told(rights, b),
            "key": left.key("code") or left.key("name") or left.key("row"),
            "diff": shown(abs(diff), unit, places),
            "unit": unit,
        }
    )
    holds = _holds(rule, a, b)
    process = compared(context, a, _OPERATORS[rule.body.get("relation", "equal")], b, unit, holds)
    if holds:
        note = ""
        if not _holds(rule, Interval.exact(a.mid), Interval.exact(b.mid)):
            both = f"{fields['left.place']}{fields['left.printed']}与{fields['right.place']}{fields['right.printed']}"
            note = f"{both}相差{fields['diff']}{unit}，在四舍五入容许范围内"
        proof = seen(context, *lefts, *rights)
        steps = _steps(rule, lefts, rights, unit) if process else ()
        return Outcome(PASS, at, fields=fields, note=note, evidence=proof, calculation=steps, compared=process)
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, *lefts, *rights),
        calculation=_steps(rule, lefts, rights, unit),
        group=f"{fields['key']}/{left.printed}/{right.printed}",
        compared=process,
        severity=coarser(rule, lefts, rights),
        **cause_of(rule, a.mid, b.mid, [], left, context),
    )
