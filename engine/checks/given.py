"""given：formula 取哪些数。一行、一条陈述、一列、一张表单、一个标题，各成一个名称表。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.checks.common import Bound, Context, is_unreadable, own_tables
from engine.checks.environment import Scope
from engine.checks.versus import relations_of
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.numbers import MONEY
from engine.recognition.header import OTHER_GROUP
from engine.recognition.sets import FIRST
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field
from engine.ruleset.syntax import fact_calls

FIELDS = (
    Field("table", "texts", doc="哪些表的各行", names="表"),
    Field("rows", "texts", doc="哪些行：合计行名称、编码或行名；省略为全部有数的行", names="行"),
    Field("names", "texts", doc="哪些科目名称（前加 @ 为词表）", names="@词表"),
    Field("codes", "texts", doc="哪些科目编码（开头几位）"),
    Field("side", "choice", values=("收入", "支出"), doc="收支总表的哪一侧"),
    Field(
        "each",
        "choice",
        values=("column",),
        doc="逐什么算：column 收支两侧的表一栏算一次，各行为名称；省略为逐行",
    ),
    Field("statement", "texts", doc="陈述须有哪些要素", names="要素"),
    Field("lack", "texts", doc="陈述不得有哪些要素", names="要素"),
    Field("concepts", "texts", doc="只查哪些概念", names="概念"),
    Field("sections", "texts", doc="只查哪些章节", names="范围"),
    Field("bound", "boolean", doc="只查认得出概念的陈述"),
    Field("versus", "choice", values=("上年", "预算"), doc="增减与谁比：写明与另一个比的陈述不查"),
    Field("row", "texts", doc="陈述按科目编码、表单按项目名称对上哪张表的行，行的各栏可用", names="表"),
    Field("list", "texts", doc="哪些类别的列举", names="列举"),
    Field("has", "texts", doc="列举各项须有哪些要素", names="要素"),
    Field("whole", "boolean", doc="列举须有总额"),
    Field("same_unit", "boolean", doc="总额和各项印的单位须相同"),
    Field("record", "texts", doc="哪些绩效表的表单", names="表"),
    Field(
        "heading",
        "choice",
        values=("section", "table"),
        doc="写明年份的标题：section 章节标题，table 表的标题；可用名称 年份",
    ),
    Field("text", "texts", doc="句式，句式里的 {名:year} 等就是可用的名称；sections 限定章节"),
    Field("once", "boolean", doc="全文一次；印了几套表的，一套一次"),
)


def queries(rule: Rule) -> tuple[Query, ...]:
    given = rule.body["given"]
    if "table" in given:
        # 与全文的数比的只查同种的第一张：全文的数取自它，第二张是所属单位的
        told = (rule.body["assert"], *rule.body.get("let", {}).values())
        only: dict[str, str | bool] = {"first": True} if any(map(fact_calls, told)) else {}
        return tuple(Query(t, (Pattern("row", "row", {"table": t, **only}),)) for t in given["table"])
    if "statement" in given:
        where: dict[str, str | bool] = {f"has_{slot}": True for slot in given["statement"]}
        if given.get("bound"):
            where["bound"] = True
        said = Pattern("said", "statement", where)
        if "row" in given:
            return tuple(
                Query(
                    t,
                    (
                        said,
                        Pattern(
                            "row",
                            "row",
                            {"table": t, "has_code": True},
                            {"code": ("said", "code"), "set": ("said", "set")},
                        ),
                    ),
                )
                for t in given["row"]
            )
        return (Query("said", (said,)),)
    if "list" in given:
        return tuple(Query(f, (Pattern("list", "list", {"family": f, "many": True}),)) for f in given["list"])
    if "record" in given:
        if "row" in given:
            return tuple(
                Query(
                    f"{r}|{t}",
                    (
                        Pattern("record", "record", {"table": r, "named": True}),
                        Pattern("row", "row", {"table": t}, {"name": ("record", "project"), "set": ("record", "set")}),
                    ),
                )
                for r in given["record"]
                for t in given["row"]
            )
        return tuple(Query(t, (Pattern("record", "record", {"table": t}),)) for t in given["record"])
    if "heading" in given:
        return (Query("heading", (Pattern("title", given["heading"], {"has_年份": True}),)),)
    if "text" in given:
        return (Query("text", (Pattern("title", "text", {"query": rule.id}),)),)
    return (Query("once", (Pattern("doc", "document", {}),)),)


def scopes(rule: Rule, bound: Bound, context: Context) -> Iterator[tuple[Scope, Fact]]:
    given = rule.body["given"]
    absent = rule.body.get("absent") == "zero"
    step = context.budget.step
    if given.get("each"):
        for table in own_tables(given["table"], context):
            yield from _columns(given, [m["row"] for m in bound[table]], context, absent)
        return
    scoped = next((scoped for key, scoped in _SCOPED.items() if key in given), _whole_scopes)
    for matches in bound.values():
        for match in matches:
            step()
            yield from scoped(rule, match, context, absent)


Found = Mapping[str, Fact]
"""一次匹配：别名 → 事实。"""


def _row_scopes(rule: Rule, match: Found, context: Context, absent: bool) -> Iterator[tuple[Scope, Fact]]:
    row = match["row"]
    if why := _row_unwanted(rule.body["given"], row, context):
        context.skip(why, row)
        return
    for slots in _variants(row):
        yield _scope(context, row, slots, absent_zero=absent), row


def _said_scopes(rule: Rule, match: Found, context: Context, absent: bool) -> Iterator[tuple[Scope, Fact]]:
    said = match["said"]
    if why := _said_unwanted(rule.body["given"], said):
        context.skip(why, said)
        return
    slots = {**said.slots, **match["row"].slots} if "row" in match else said.slots
    yield _scope(context, said, slots, absent_zero=absent), said


def _list_scopes(rule: Rule, match: Found, context: Context, absent: bool) -> Iterator[tuple[Scope, Fact]]:
    entry = match["list"]
    if why := _list_unwanted(rule.body["given"], entry):
        context.skip(why, entry)
        return
    yield _scope(context, entry, {}, items=entry.items, head=entry.slots.get("总体")), entry


def _record_scopes(rule: Rule, match: Found, context: Context, absent: bool) -> Iterator[tuple[Scope, Fact]]:
    record = match["record"]
    slots = {k: v for k, v in record.slots.items() if v.quantity is not None}
    if "row" in match:
        slots |= match["row"].slots
    yield _scope(context, record, slots, items=record.items, absent_zero=absent), record


def _title_scopes(rule: Rule, match: Found, context: Context, absent: bool) -> Iterator[tuple[Scope, Fact]]:
    title = match["title"]
    yield Scope(context, title.slots, unit=context.unit, set=title.key("set")), title


def _whole_scopes(rule: Rule, match: Found, context: Context, absent: bool) -> Iterator[tuple[Scope, Fact]]:
    names = context.sets
    if len(names) > 1 and relations_of(rule):  # 别的公开件只取了第一套的
        names = (FIRST,)
    for name in names:
        yield Scope(context, {}, unit=context.unit, absent_zero=absent, set=name), match["doc"]


_SCOPED: Final[Mapping[str, Callable[[Rule, Found, Context, bool], Iterator[tuple[Scope, Fact]]]]] = {
    "table": _row_scopes,
    "statement": _said_scopes,
    "list": _list_scopes,
    "record": _record_scopes,
    "heading": _title_scopes,
    "text": _title_scopes,
}
"""given 的键 → 怎样成名称表；别的是全文一次。"""


def _scope(context: Context, subject: Fact, slots: Mapping[str, Fact], **more: Any) -> Scope:
    """一处的名称表：单位、在第几套，随这一处。"""
    return Scope(context, slots, unit=_unit(subject, context), set=subject.key("set"), **more)


def _variants(row: Fact) -> Iterator[Mapping[str, Fact]]:
    """一行里同名的栏有几种口径（预算数、决算数）的，一种口径算一次；上年栏不算。"""
    if "/" not in "".join(row.slots):  # 多半不分口径
        yield row.slots
        return
    suffixes = dict.fromkeys(label.partition("/")[2] for label in row.slots)
    for suffix in suffixes:
        if "上年" in suffix:
            continue
        slots = {label.partition("/")[0]: f for label, f in row.slots.items() if label.partition("/")[2] == suffix}
        if any(map(_counts, slots.values())):
            yield slots


def _unit(fact: Fact, context: Context) -> str:
    for owner in (fact, *fact.items):
        for slot in owner.slots.values():
            if slot.quantity is not None and slot.quantity.unit in MONEY:
                return slot.quantity.unit
            if slot.key("unit") in MONEY:
                return slot.key("unit")
    return context.unit


def _named(given: Mapping[str, Any], name: str, context: Context) -> bool:
    """在 names 所列的科目名称里；@ 开头的是词表里的各个。"""
    words = context.vocabulary.words
    return any(name in words.get(n[1:], ()) if n.startswith("@") else name == n for n in given["names"])


def _row_unwanted(given: Mapping[str, Any], row: Fact, context: Context) -> str:
    """这一行为什么不查；要查的为空串。"""
    if "rows" in given and all(row.key(key) not in given["rows"] for key in ("row", "role", "code", "name")):
        return "不是 rows 所列的行"
    if "side" in given and row.key("side") != given["side"]:
        return f"不在{given['side']}一侧"
    if "codes" in given and not row.key("code").startswith(tuple(given["codes"])):
        return "科目编码不以 codes 所列的数字开头"
    if "names" in given and not _named(given, row.key("name"), context):
        return "科目名称不在 names 之列"
    return "" if any(map(_counts, row.slots.values())) else "这一行各栏都是空格或零"


def _counts(fact: Fact) -> bool:
    """有数且不为零，或者印了数而认不出。"""
    if fact.quantity is None:
        return is_unreadable(fact)
    return fact.quantity.value != 0


def _said_unwanted(given: Mapping[str, Any], said: Fact) -> str:
    """这条陈述为什么不查；要查的为空串。"""
    if "concepts" in given and said.key("concept") not in given["concepts"]:
        return "说的不是 concepts 所列的概念"
    if "sections" in given and said.key("section") not in given["sections"]:
        return "不在 sections 所列的章节"
    if "versus" in given and said.key("base") not in (given["versus"], ""):
        return f"增减不是与{given['versus']}比"
    extra = [slot for slot in given.get("lack", ()) if slot in said.slots]
    return f"有 lack 不许有的“{'”“'.join(extra)}”" if extra else ""


def _list_unwanted(given: Mapping[str, Any], entry: Fact) -> str:
    """这一列为什么不查；要查的为空串。"""
    if given.get("same_unit") and len(_units(entry)) > 1:
        return "各项的单位不同"
    if entry.keys["gap"]:
        return "列举中间有没有看懂的项"
    if given.get("whole") and "总体" not in entry.slots:
        return "没有总额"
    lacking = [slot for slot in given.get("has", ()) if not all(slot in item.slots for item in entry.items)]
    if lacking:
        return f"有的项缺少 has 要的“{'”“'.join(lacking)}”"
    if any(s.startswith("增减") for s in given.get("has", ())) and not _same_base(entry):
        return "各项的增减不是与同一个数相比"
    return "" if entry.keys["complete"] or not entry.key("family").endswith("级") else "没有列全各级科目"


def _units(entry: Fact) -> set[str]:
    owners = (*entry.items, *((entry.slots["总体"],) if "总体" in entry.slots else ()))
    return {f.quantity.unit for o in owners for f in o.slots.values() if f.quantity is not None and f.quantity.is_money}


def _same_base(entry: Fact) -> bool:
    """各项和总额的增减都是与同一个数（上年、年初预算）相比；没有写明的跟着别的项。"""
    head = entry.slots.get("总体")
    return len({f.key("base") for f in (*entry.items, *((head,) if head else ()))} - {""}) <= 1


def _columns(
    given: Mapping[str, Any], rows: list[Fact], context: Context, absent: bool
) -> Iterator[tuple[Scope, Fact]]:
    """收支两侧的表：一侧一栏，各行的规范名称就是名称；“支出行”“收入行”是该侧的明细各行。"""
    known = context.facts.once(_no_columns)
    key = (given.get("side", ""), tuple([row.id for row in rows]))
    if key not in known:  # 许多规则查同样的表
        known[key] = tuple(_columns_of(given.get("side", ""), rows))
    for column in known[key]:
        first = next(iter(column.cells.values()))
        if column.empty:
            context.skip("这一栏各行都是空格或零", first)
            continue
        scope = Scope(
            context,
            column.cells,
            groups=column.groups,
            unit=first.key("unit"),
            absent_zero=absent,
            set=first.key("set"),
        )
        yield scope, first


@dataclass(frozen=True, slots=True)
class _Column:
    """一张表一侧的一栏：行的规范名称 → 格，“支出行”等 → 该侧的明细各格；empty 是各格都没有数。"""

    cells: Mapping[str, Fact]
    groups: Mapping[str, Sequence[Fact]]
    empty: bool


def _no_columns(_: FactSet) -> dict[tuple[str, tuple[str, ...]], tuple[_Column, ...]]:
    """（哪一侧，各行的编号）→ 各栏；一份文件一份，用到才填。"""
    return {}


def _columns_of(wanted: str, rows: list[Fact]) -> Iterator[_Column]:
    instances: dict[str, list[Fact]] = {}
    for row in rows:
        side = row.key("side")
        if side in (wanted or side, "") and side != OTHER_GROUP:
            instances.setdefault(row.key("instance"), []).append(row)
    for own in instances.values():
        members = {
            f"{side}{name}": [r for r in own if r.key("side") == side and belongs(r, side)]
            for name, belongs in (("行", _detail), ("另行", _beside))
            for side in ("收入", "支出")
        }
        named = [(name, r.slots) for r in own if (name := r.key("row"))]
        for label in dict.fromkeys(label for r in own for label in r.slots):
            cells = {name: slots[label] for name, slots in named if label in slots}
            if cells:
                groups = {name: [r.slots[label] for r in some if label in r.slots] for name, some in members.items()}
                empty = not any(c.quantity is not None and c.quantity.value for c in cells.values())
                yield _Column(cells, groups, empty)


def _detail(row: Fact, side: str) -> bool:
    """该侧本年合计的一个明细。"""
    return row.key("up") == f"本年{side}合计"


def _beside(row: Fact, side: str) -> bool:
    """该侧另列的一行：不属于哪个合计，也不是合计。"""
    return not row.key("up") and not row.key("role") and not row.key("code") and row.printed[:2] != "其中"
