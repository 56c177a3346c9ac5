"""facts_agree：文字里说的数与表里的数应当一致。

查什么  情况说明里每个认得出名目的金额：按概念（concept）或按科目编码（code）找到表中的格，是否一致。
为什么  说明是给公众看的，和报表对不上，公众就不知道该信哪个。
错误示例  说明写人员经费 36.90 万元，基本支出表为 30.96 万元。
正确示例  表用元、文用万元的，先换算再比；文字省略末尾的零不算不一致；与所指各格中任一格一致即可。
          文字有数而表是空表的，不一致。
参数  by 为 concept（概念）或 code（科目编码）；concepts 只查哪些概念；slot 比陈述的哪个要素（默认 本年）；
      tables 按编码比时对照哪些表；columns 取哪一栏（默认 合计）；
      versus 对照的是另一份公开件（上年公开、本年预算……），caliber 陈述须是哪种口径
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.checks.common import (
    PRECISION,
    Bound,
    Context,
    amount,
    cause_of,
    coarser,
    compared,
    evidence,
    group_by,
    is_unreadable,
    is_zero,
    missing_tables,
    places_of,
    printed,
    same_place,
    seen,
    shown,
    spot,
    stable,
    step,
    with_unit,
)
from engine.checks.environment import Scope
from engine.checks.versus import CALIBER, VERSUS, cell_of, figure_of, fit, said_fact, same_set, titles, unsure
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.lazy import Lazy
from engine.numbers import ZERO, Quantity, plain
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field

AMONG = ("cells", "phrases")
FIELDS = (
    Field("by", "choice", True, values=("concept", "code"), doc="按概念还是按科目编码找表中的格"),
    Field("concepts", "texts", doc="只查哪些概念；省略为全部", names="概念"),
    Field("slot", "text", doc="比陈述的哪个要素，默认 本年", names="要素"),
    Field("tables", "texts", doc="按编码比时对照哪些表", names="表"),
    Field("columns", "texts", doc="按编码比时取哪一栏，默认 合计", names="栏"),
    Field(
        "among",
        "texts",
        values=AMONG,
        doc="按概念比时在哪里比：[cells, phrases] 文字与表（默认）；[phrases] 文字各处；[cells] 表的各格",
    ),
    VERSUS,
    CALIBER,
    PRECISION,
)
MESSAGE_FIELDS = ("fact", "left.place", "left.printed", "right.place", "right.printed", "diff", "unit")
TABLE_KEYS = ("tables",)


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    if _within(rule):
        said = rule.body["among"] == ("phrases",)
        one = Pattern("one", "statement", {"bound": True}) if said else Pattern("one", "known")
        return (Query("same", (one,)),)
    if rule.body["by"] == "concept":
        said = Pattern("said", "statement", {"bound": True})
        same = {"concept": ("said", "concept"), **same_set(rule, "said")}
        known = figure_of(rule, Pattern("known", "known", {}, same))
        return (Query("concept", (said, known)), Query("alone", (said, replace(known, absent=True))))
    queries = []
    joins = {"code": ("said", "code"), "scope": ("said", "scope"), **same_set(rule, "said")}
    for table in rule.body.get("tables", ()):
        for column in rule.body.get("columns", ("合计",)):
            where: dict[str, str | bool] = {"table": table, "column": column, "period": "本年", "has_code": True}
            queries.append(
                Query(
                    f"{table}|{column}",
                    (
                        Pattern("said", "statement", {"coded": True}),
                        cell_of(rule, Pattern("cell", "cell", where, joins)),
                    ),
                )
            )
    return tuple(queries)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    slot = rule.body.get("slot", "本年")
    wanted = rule.body.get("concepts")
    elsewhere = "versus" in rule.body
    if rule.body["by"] == "code":
        if not elsewhere:
            yield from missing_tables(rule.body.get("tables", ()), context)
        merged: list[Mapping[str, Fact]] = [m for name in bound for m in bound[name]]
        for matches in group_by(merged, "said").values():
            yield from _judged(rule, matches[0]["said"], [m["cell"] for m in matches], slot, context)
        return
    if _within(rule):
        yield from _alike(rule, [m["one"] for m in bound["same"]], slot, context)
        return
    for matches in group_by(bound["concept"], "said").values():
        said = matches[0]["said"]
        if wanted and said.key("concept") not in wanted:
            context.skip(f"“{said.key('concept')}”不在 concepts 之列", said)
            continue
        cells = [m["known"].slots.get("格", m["known"]) for m in matches]
        if slot in ("预算", "决算") and not elsewhere:
            cells = [other for c in cells if (other := _of_basis(c, f"{slot}数", context)) is not None]
        if cells:
            yield from _judged(rule, said, cells, slot, context)
    for match in bound["alone"]:
        said = match["said"]
        if elsewhere:
            yield from _unread(rule, said, slot, context)
        elif (
            (not wanted or said.key("concept") in wanted)
            and context.vocabulary.concepts[said.key("concept")]["单元格"]
            and slot in said.slots
        ):
            fact, empty = said.slots[slot], _empty_table(said, context)
            if empty is not None and is_unreadable(fact):
                yield Outcome(UNKNOWN, f"{said.key('place')}/{slot}", _not_sure(fact))
                continue
            if empty is not None and fact.quantity is not None and fact.quantity.is_money and not is_zero(fact):
                yield _against_empty(said, fact, fact.quantity, empty, context)
                continue
            yield Outcome(NOT_APPLICABLE, stable(said), f"表中没有“{said.key('concept')}”可以对照")


def _judged(rule: Rule, said: Fact, cells: list[Fact], slot: str, context: Context) -> Iterator[Outcome]:
    """与另一份比的，先看口径：合的照比，不明的不断定，是别的不比。"""
    if "versus" not in rule.body:
        yield from _one(rule, said, cells, slot, context)
        return
    fact, told = said_fact(said, slot, context)
    if fact is None:
        context.skip(f"没有“{slot}”这个要素，或者说的不是上一年度", said)
        return
    match fit(rule, told):
        case "fits":
            yield from _one(rule, said, cells, slot, context, fact)
        case "unsure":
            yield from (unsure(o, fact, told) for o in _one(rule, said, cells, slot, context, fact))
        case "other":
            context.skip(f"口径是{told}，不在 caliber 之列", said)


def _unread(rule: Rule, said: Fact, slot: str, context: Context) -> Iterator[Outcome]:
    """另一份里没有读到这个概念：有数的无法核查；是零的，那一份不列也对。"""
    wanted = rule.body.get("concepts")
    fact, told = said_fact(said, slot, context)
    if fact is None or is_zero(fact) or (wanted and said.key("concept") not in wanted) or fit(rule, told) != "fits":
        return
    titled = "、".join(titles(rule, context).values())
    yield Outcome(UNKNOWN, f"{said.key('place')}/{slot}", f"{titled}没有读到“{said.key('concept')}”是多少")


def _of_basis(cell: Fact, basis: str, context: Context) -> Fact | None:
    """同一行同一栏名、另一种口径（预算数、决算数）的格；表里不分口径的没有。"""
    if cell.key("basis") == basis:
        return cell
    return next((other for other in same_place(cell, context) if other.key("basis") == basis), None)


def _empty_table(said: Fact, context: Context) -> Fact | None:
    """说的概念所在的表，这一套里都是空表时，其中一张；有一张不是空表、没有这一栏、或者一张也没有，为 None。"""
    addresses = [address.split("/") for address in context.vocabulary.concepts[said.key("concept")]["单元格"]]
    columns = {name: {a[2] for a in addresses if a[0] == name} for name, *_ in addresses}
    tables = [t for t in context.facts.of("table", set=said.key("set")) if _may_hold(t, columns, context)]
    return tables[0] if tables and all(t.keys["empty"] for t in tables) else None


def _may_hold(table: Fact, columns: dict[str, set[str]], context: Context) -> bool:
    """这张表本来应有这个概念的一格：是那种表，而且读出了栏的，要有那一栏（三公表不都列机关运行经费）。"""
    own = columns.get(table.key("table"))
    if own is None:
        return False
    shown = {c.key("column") for c in context.facts.of("cell", instance=table.key("instance"))}
    return not shown or bool(own & shown)


def _not_sure(fact: Fact) -> str:
    return f"{spot(fact)}印的是“{fact.printed}”，识别没有把握"


def _against_empty(said: Fact, fact: Fact, quantity: Quantity, table: Fact, context: Context) -> Outcome:
    """文字有数，而表是空表。"""
    name = said.key("concept")
    fields = {
        "fact": name,
        "left.place": spot(fact),
        "left.printed": fact.printed,
        "right.place": f"《{table.key('table')}》",
        "right.printed": "空表",
        "diff": plain(quantity.value),
        "unit": quantity.unit,
    }
    return Outcome(
        FAIL,
        f"{said.key('place')}/{fact.key('slot')}",
        fields=fields,
        evidence=evidence(context.facts, fact, table),
        group=f"{name}/空表",
    )


def _within(rule: Rule) -> bool:
    """只在文字之间比，或只在各格之间比。"""
    return rule.body["by"] == "concept" and len(rule.body.get("among", AMONG)) == 1


def _alike(rule: Rule, found: list[Fact], slot: str, context: Context) -> Iterator[Outcome]:
    """一套里同一概念的各处两两相同：每处与第一处比。资金范围、口径不同的不是同一个数。"""
    wanted = rule.body.get("concepts")
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for one in found:
        fact = one.slots.get("格") or one.slots.get(slot)
        if fact is None or (wanted and one.key("concept") not in wanted):
            continue
        if fact.quantity is None or not fact.quantity.is_money:
            continue
        key = (one.key("concept"), one.key("set"), one.key("scope"), one.key("year"), fact.key("basis"))
        groups.setdefault(key, []).append(fact)
    for (concept, *_), facts in groups.items():
        first = facts[0]
        if len(facts) == 1:
            context.skip(f"“{concept}”只此一处；资金范围、年份、口径不同的不相比", first)
        for other in {f.id: f for f in facts[1:] if f.id != first.id}.values():
            context.budget.step()
            yield _pair(rule, concept, other, first, context)


def _pair(rule: Rule, name: str, left: Fact, right: Fact, context: Context) -> Outcome:
    at = f"{stable(left)}={stable(right)}"
    one, other = amount(left), amount(right)
    assert one is not None and other is not None and left.quantity is not None and right.quantity is not None
    unit = left.quantity.unit
    fields = Lazy(
        lambda: {
            "fact": name,
            "left.place": spot(left),
            "left.printed": with_unit(left),
            "right.place": spot(right),
            "right.printed": with_unit(right),
            "diff": shown(abs(one.mid - other.mid), unit, places_of(left.quantity, right.quantity)),
            "unit": unit,
        }
    )
    process = compared(context, one, "==", other, unit, one.meets(other))
    if one.meets(other):
        steps = (step("", left, unit), step("=", right, unit)) if process else ()
        proof = seen(context, left, right)
        return Outcome(PASS, at, fields=fields, evidence=proof, calculation=steps, compared=process)
    return Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, left, right),
        calculation=(step("", left, unit), step("=", right, unit)),
        group=f"{name}/{left.printed}/{right.printed}",
        compared=process,
        severity=coarser(rule, [left], [right]),
        **cause_of(rule, one.mid, other.mid, [], left, context),
    )


def _repeated(cells: list[Fact]) -> list[Fact]:
    """同一张表同一栏里同一编码的几行。"""
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for cell in cells:
        if cell.key("code"):
            groups.setdefault((cell.key("instance"), cell.key("column"), cell.key("code")), []).append(cell)
    return next((group for group in groups.values() if len(group) > 1), [])


def _one(
    rule: Rule, said: Fact, cells: list[Fact], slot: str, context: Context, found: Fact | None = None
) -> Iterator[Outcome]:
    """found 是陈述里要比的数，省略时取要素 slot。"""
    fact = found or said.slots.get(slot)
    at = f"{said.key('place')}/{slot}"
    if fact is not None and is_unreadable(fact):
        yield Outcome(UNKNOWN, at, _not_sure(fact))
        return
    if fact is None or fact.quantity is None or not fact.quantity.is_money:
        context.skip(f"没有“{slot}”这个要素" if fact is None else f"“{slot}”不是金额", said)
        return
    stated = amount(fact)
    readable = [c for c in cells if amount(c) is not None]
    if not readable:
        yield Outcome(UNKNOWN, at, f"{spot(cells[0])}印的是“{printed(cells[0])}”，认不出是多少")
        return
    assert stated is not None
    # 表中空格而文字有数时，不能断定表里漏填还是没有读出；有别的格可比就不看空格
    filled = [c for c in readable if c.quantity is not None] or readable
    agreeing = next((c for c in filled if stated.meets(amount(c) or stated)), None)
    if agreeing is None and (repeated := _repeated(filled)):
        # 表里分单位各列一遍：各行相加，或者不能断定该比哪一行
        total = sum((amount(c) or ZERO for c in repeated), ZERO)
        if stated.meets(total):
            yield Outcome(PASS, at, evidence=seen(context, fact, *repeated))
        else:
            yield Outcome(
                UNKNOWN, at, f"《{repeated[0].key('instance')}》这个科目有{len(repeated)}行，不知道该比哪一行"
            )
        return
    cell = agreeing or min(filled, key=lambda c: abs(stated.mid - (amount(c) or stated).mid))
    table = amount(cell)
    assert table is not None
    unit = fact.quantity.unit
    places = places_of(fact.quantity, cell.quantity)
    diff = stated.mid - table.mid
    name = said.key("concept") or said.key("name")
    fields = Lazy(
        lambda: {
            "fact": name,
            "left.place": spot(fact),
            "left.printed": fact.printed,
            "right.place": spot(cell),
            "right.printed": with_unit(cell),
            "diff": shown(abs(diff), unit, places),
            "unit": unit,
        }
    )
    process = compared(context, stated, "==", table, unit, agreeing is not None)
    if agreeing is not None:
        note = (
            f"{fields['left.place']}{fact.printed}与{fields['right.place']}{fields['right.printed']}相差{fields['diff']}{unit}，在四舍五入容许范围内"
            if diff
            else ""
        )
        steps = (step("", fact, unit), step("=", cell, unit)) if process else ()
        proof = seen(context, fact, cell)
        yield Outcome(PASS, at, fields=fields, note=note, evidence=proof, calculation=steps, compared=process)
        return
    if cell.quantity is None and stated.mid != 0:
        yield Outcome(
            FAIL,
            at,
            fields={**fields, "right.printed": "空"},
            evidence=evidence(context.facts, fact, cell),
            calculation=(step("", fact, unit), step("=", cell, unit)),
            group=f"{name}/{fact.printed}",
            compared=process,
            scope=Scope(context, said.slots, set=said.key("set")),
        )
        return
    yield Outcome(
        FAIL,
        at,
        fields=fields,
        evidence=evidence(context.facts, fact, cell),
        calculation=(step("", fact, unit), step("=", cell, unit)),
        group=f"{name}/{fact.printed}/{cell.printed}",
        compared=process,
        scope=Scope(context, said.slots, set=said.key("set")),
        severity=coarser(rule, [fact], [cell]),
        **cause_of(rule, stated.mid, table.mid, [], fact, context),
    )
