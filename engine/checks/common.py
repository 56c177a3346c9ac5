"""各种规则共用：证据、核算过程、位置的写法，以及表没有认出时的结论。"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.checks.budget import Budget
from engine.facts import quoting
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.facts.prior import PRIOR, UNITS
from engine.findings.causes import likely
from engine.findings.figures import Figures
from engine.light import light
from engine.numbers import MONEY, ZERO, Interval, Quantity, decimals, plain
from engine.outcome import NOT_APPLICABLE, UNKNOWN, Compared, Evidence, Outcome, Step
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field
from engine.text import nested

Bound = Mapping[str, tuple[Mapping[str, Fact], ...]]
"""查询编号（去掉规则编号前缀）→ 各次匹配（别名 → 事实）。"""


@dataclass(frozen=True, slots=True)
class Skip:
    """看过而没有核对的一处，及其原因；同样的原因归为一类。"""

    reason: str
    fact: Fact


@light
@dataclass(frozen=True)
class Context:
    """核查一份文件时各种规则都能看到的东西。

    trace 只在解释一条规则（gouji explain）时给出：没有核对的各处记在这里，通过的各处也带证据和过程。
    """

    facts: FactSet
    vocabulary: Vocabulary
    budget: Budget = field(default_factory=Budget, compare=False)
    results: tuple[tuple[Rule, Outcome], ...] = ()
    """第二遍：各条规则已有的结论。"""
    retest: Callable[[Rule, FactSet, frozenset[int]], Iterable[Outcome]] = lambda *_: ()
    """第二遍：换了事实，一条规则在这几块（表、段落）里再查一遍的结论。"""
    again: bool = False
    """是再查一遍：只看原来不符合的几处符不符合，不必找可能原因。"""
    figures: Figures | None = None
    """第二遍：文件里的各个数。"""
    trace: list[Skip] | None = None
    chosen: tuple[str, ...] | None = None
    """印了几套表而只有几套合规则的 when 时，是哪几套；都查的为 None。"""

    @property
    def sets(self) -> tuple[str, ...]:
        """要查的各套。"""
        return self.facts.sets.names if self.chosen is None else self.chosen

    def skip(self, reason: str, fact: Fact) -> None:
        """记下一处没有核对；平时什么也不做。"""
        if self.trace is not None:
            self.trace.append(Skip(reason, fact))

    @property
    def unit(self) -> str:
        """报告金额用的单位：文件里最常见的表格单位。"""
        return self.facts.once(_unit)


def _unit(facts: FactSet) -> str:
    units = [s.unit for s in facts.statements]
    return max(sorted(set(units)), key=units.count) if units else "万元"


# ---------- 数


def amount(fact: Fact | None) -> Interval | None:
    """金额事实 → 元的区间；空格按零；认不出的为 None。"""
    if fact is None:
        return None
    if fact.quantity is not None:
        return fact.quantity.in_yuan() if fact.quantity.is_money else fact.quantity.interval()
    if fact.keys.get("status") in ("blank", "dash"):
        return ZERO
    return None


def yuan(fact: Fact | None) -> Decimal | None:
    """照印的金额，折成元；空格按零；认不出的、不是金额的为 None。"""
    if fact is None:
        return None
    if fact.quantity is None:
        return ZERO.mid if is_blank(fact) else None
    return fact.quantity.yuan()


def total(facts: Sequence[Fact]) -> Interval | None:
    """各格相加；有一格认不出的为 None。"""
    if len(facts) == 1:  # 两表对照多半一格对一格
        return amount(facts[0])
    values = [value for fact in facts if (value := amount(fact)) is not None]
    return sum(values, ZERO) if len(values) == len(facts) else None


def is_blank(fact: Fact) -> bool:
    return fact.quantity is None and fact.keys.get("status") in ("blank", "dash")


def is_zero(fact: Fact) -> bool:
    return is_blank(fact) or (fact.quantity is not None and fact.quantity.value == 0)


def is_unreadable(fact: Fact) -> bool:
    """印了数而认不出，或者识别没有把握。"""
    return fact.keys.get("status") == "unreadable"


def shown(value: Decimal, unit: str, places: int | None = None) -> str:
    """元 → 按 unit 显示，默认万元两位、元两位。"""
    if unit not in MONEY:
        return plain(value)
    return plain(value / MONEY[unit], 2 if places is None else places)


def places_of(*quantities: Quantity | None) -> int:
    """一组金额显示用的小数位数：至少两位，够印出最细的那个。"""
    return max([2, *(decimals(q.value) for q in quantities if q is not None)])


def printed(fact: Fact) -> str:
    """打印值；空格写作“空”。"""
    return fact.printed or "空"


def with_unit(fact: Fact) -> str:
    """打印值连同单位；文中的数已经带着单位（3.10万元），不再加。"""
    text, unit = printed(fact), fact.quantity.unit if fact.quantity else ""
    return text if text.endswith(unit) else text + unit


# ---------- 位置、证据


def spot(fact: Fact) -> str:
    """一处的称呼：一般公共预算支出表 / 208 社会保障和就业支出 / 合计，或 情况说明“……”。"""
    place = fact.place
    title = place.origin.title if place.origin else ""
    if place.table:
        table = place.table.split("#")[0]
        parts = [f"《{table}》", f"“{place.row_name}”" if place.row_name else "", place.column_name.split("/上年")[0]]
        return "".join(p for p in (title, *parts) if p)
    return title + (f"“{nested(place.section)}”" if place.section else "正文")


def unclear(fact: Fact) -> str:
    """一处认不出的数，无法核查的理由。"""
    return f"{spot(fact)}印的是“{printed(fact)}”，认不出是多少"


def stable(fact: Fact) -> str:
    """稳定的位置键：不含页码、行号、数值；另一份公开件里的前面写哪一份。"""
    if fact.kind == PRIOR:
        unit = fact.key("entity") if fact.keys.get(UNITS) else ""
        return f"{fact.key('relation')}{unit}:{_stable(fact)}"
    return _stable(fact)


def _stable(fact: Fact) -> str:
    place = fact.place
    if place.table:
        said = fact.keys.get
        row = said("row") or said("code") or said("name") or place.row_name
        parts = (said("instance") or place.table, row, said("column") or place.column_name, said("basis"))
        return "/".join([str(part) for part in parts if part])
    return fact.key("place") or "/".join(
        x
        for x in (place.section, fact.key("concept") or fact.key("code") or fact.key("name") or fact.key("title"))
        if x
    )


def quote(facts: FactSet, fact: Fact, width: int = 60) -> str:
    """原文摘录：表格取整行，文字取所在的一句；另一份公开件里的是那一份的原文。"""
    return quoting.quote(facts.document, fact.place, fact.printed, width)


def evidence(facts: FactSet, *items: Fact) -> tuple[Evidence, ...]:
    return tuple(Evidence(quote(facts, f), f.place, f.printed, f.quantity.unit if f.quantity else "") for f in items)


def seen(context: Context, *items: Fact) -> tuple[Evidence, ...]:
    """通过的一处的证据：只在解释规则时取。"""
    return evidence(context.facts, *items) if context.trace is not None else ()


def compared(
    context: Context, left: Interval, operator: str, right: Interval, unit: str, holds: bool
) -> tuple[Compared, ...]:
    """比较的过程，元折成 unit、比率折成百分数；只在解释规则时取。"""
    if context.trace is None:
        return ()
    scale = Decimal("0.01") if unit == "%" else MONEY.get(unit, Decimal(1))
    a, b = ((x.mid / scale, x.low / scale, x.high / scale) for x in (left, right))
    return (Compared(a, operator, b, unit, holds),)


def step(sign: str, fact: Fact, unit: str) -> Step:
    """核算过程的一行，上下限按 unit 计。"""
    interval = amount(fact)
    scale = MONEY.get(unit, Decimal(1)) if fact.quantity is None or fact.quantity.is_money else Decimal(1)
    place = fact.place
    item = (
        place.row_name + (f"·{place.column_name}" if place.column_name and place.row_name else "")
        or fact.key("label")
        or fact.key("name")
        or place.section
    )
    item = f"{place.origin.title}{item}" if place.origin else item
    if interval is None:
        return Step(sign, item, printed(fact), None, None, place)
    return Step(sign, item, printed(fact), interval.low / scale, interval.high / scale, place)


def row_of(fact: Fact) -> str:
    """行的称呼：208 社会保障和就业支出。"""
    return fact.place.row_name or fact.key("role") or fact.key("name")


def same_place(fact: Fact, context: Context) -> Sequence[Fact]:
    """同一张表、同一行、同一栏名的各格：几种口径、两个年度。"""
    row, column = fact.key("row"), fact.key("column")
    cells = context.facts.of("cell", instance=fact.key("instance"))
    return [cell for cell in cells if cell.key("row") == row and cell.key("column") == column]


def last_year(fact: Fact, context: Context) -> Decimal | None:
    """同一处（同一格，或同一概念）的上年数，按元计；没有为 None。"""
    found: Sequence[Fact]
    if fact.place.table:
        found = [cell for cell in same_place(fact, context) if cell.key("period") == "上年"]
    else:
        concept = fact.key("concept")
        found = context.facts.of("derived", period="上年", concept=concept) if concept else ()
    value = amount(found[0]) if found and found[0].id != fact.id else None
    return value.mid if value is not None else None


def cause_of(
    rule: Rule, printed: Decimal, computed: Decimal, items: Sequence[tuple[str, Decimal]], fact: Fact, context: Context
) -> dict[str, Any]:
    """列示数、核算数（按元计）→ 结论的可能原因两项；items 按 fact 的单位计。"""
    if context.again:
        return {}
    unit = fact.quantity.unit if fact.quantity and fact.quantity.is_money else fact.key("unit") or context.unit
    scale = MONEY[unit]
    prior = last_year(fact, context)
    found = likely(
        printed / scale,
        computed / scale,
        items,
        unit,
        rule.likely_cause,
        None if prior is None else prior / scale,
    )
    return {"likely_cause": found.text, "cause": found.name}


PRECISION = Field(
    "precision", "choice", values=("info", "fail"), doc="一方只是少印了几位小数的：info 列为说明，fail 照常（默认）"
)
"""tables_agree、facts_agree 共用的键。"""


SUSPICIOUS = Field(
    "suspicious", "boolean", doc="差额可疑的也说：是 许多数相加，差额在容许范围之内、但不大像四舍五入的，列为说明"
)
"""hierarchy_sum、formula 共用的键。"""


def is_suspicious(diff: Decimal, quantum: Decimal, count: int) -> bool:
    """count 个数相加的差额大于 3 倍标准差：每个四舍五入的误差均匀分布，方差是 q²/12。"""
    return quantum > 0 and diff * diff > 9 * quantum * quantum * (count + 1) / 12


def coarser(rule: Rule, lefts: Sequence[Fact], rights: Sequence[Fact]) -> str:
    """precision: info 时，两个数各按自己印的小数位四舍五入就相同的，级别为 info；否则为空串。"""
    if rule.body.get("precision") != "info" or len(lefts) != 1 or len(rights) != 1:
        return ""
    sides = [_as_printed(fact.quantity) for fact in (*lefts, *rights)]
    return "info" if sides[0] is not None and sides[1] is not None and sides[0].meets(sides[1]) else ""


def _as_printed(quantity: Quantity | None) -> Interval | None:
    """末位单位只看自己印了几位：21.3 是 21.25 到 21.35。"""
    if quantity is None or not quantity.is_money:
        return None
    own = dataclasses.replace(quantity, quantum=Decimal(1).scaleb(-decimals(quantity.value)))
    return own.in_yuan()


# ---------- 表没有认出


def missing_tables(tables: Iterable[str], context: Context) -> Iterator[Outcome]:
    """规则要查的表：宣布了或必须有却没有认出的为“无法核查”，既没宣布也不要求的为“不适用”。"""
    if context.again:
        return
    state = context.facts.tables
    for name in own_tables(tables, context):
        if name in state.unreadable:
            why = "认出了表格，但没有认出金额栏" if name in state.present else "有标题，但没有读出表格"
            yield Outcome(UNKNOWN, name, f"正文的《{name}》{why}")
        elif name in state.present:
            continue
        elif name in state.announced:
            yield Outcome(UNKNOWN, name, f"目录列有《{name}》，正文没有找到这张表")
        else:
            yield Outcome(NOT_APPLICABLE, name, f"文件没有《{name}》，目录也没有列")


def lost_tables(tables: Iterable[str], context: Context) -> tuple[str, ...]:
    """本该有而没有读到金额的表：目录列有的没有见到，见到的没有读出来。"""
    state = context.facts.tables
    lost = state.unreadable | (state.announced - state.present)
    return tuple(name for name in own_tables(tables, context) if name in lost)


def own_tables(tables: Iterable[str], context: Context) -> tuple[str, ...]:
    """属于本文种的表。"""
    kind = context.facts.identity.kind
    return tuple(t for t in tables if context.vocabulary.table(t).document == kind)


def group_by(matches: Iterable[Mapping[str, Fact]], alias: str) -> dict[str, list[Mapping[str, Fact]]]:
    """按某个别名的事实归组，保持次序。"""
    groups: dict[str, list[Mapping[str, Fact]]] = {}
    for match in matches:
        groups.setdefault(match[alias].id, []).append(match)
    return groups
