"""reference：科目的编码、名称、路径和列举，与代码表、报表相符。

查什么  of 为：
  编码名称  表里的科目编码与名称，是否与当年代码表一致（代码表各行有可信度，可信度低的不定为错误）；
  科目路径  文字里的“某某（类）某某（款）某某（项）”，是否存在、是否逐级相属；
  支出科目  收支总表支出一侧没有编码的科目名称，是否是类级科目；
  列举      “主要包括：”之后的科目，表中是否真的有数；
  未列      金额不小的科目，“主要包括”里有没有列；
  用途      “主要用于……”说的是不是别的科目的事；
  照抄      用途、增减原因写的就是别的科目的名称；
  释义      名词解释里的科目，表中有没有用到；
  未释义    表中用到的科目，名词解释里有没有解释。
为什么  科目用错或写错，公众无法与其他年度、其他部门比较。
错误示例  30211 写作“维修费”（代码表为差旅费）。
正确示例  括号全半角不同、省略末尾“支出”二字不算不符。
参数  of 见上；tables 查哪些表；list 支出功能分类科目、支出经济分类科目；unknown 编码不在代码表时的级别
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache, partial

from engine.checks.common import (
    Bound,
    Context,
    evidence,
    is_blank,
    is_unreadable,
    is_zero,
    missing_tables,
    quote,
    seen,
    spot,
    unclear,
)
from engine.checks.glossary import unexplained, unused
from engine.checks.purposes import INSIDE, copied, purposes
from engine.checks.subjects import one_off, path_outcome, same_name
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.recognition.codes import CodeList, bare
from engine.recognition.vocabulary import plain_title
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field

OF = ("编码名称", "科目路径", "支出科目", "列举", "未列", "用途", "照抄", "释义", "未释义")
FIELDS = (
    Field("of", "choice", True, values=OF, doc="查哪一种"),
    Field("tables", "texts", doc="查哪些表", names="表"),
    Field("list", "choice", values=("支出功能分类科目", "支出经济分类科目"), doc="对照哪份代码表"),
    Field("unknown", "choice", values=("error", "warning", "info", "skip"), doc="编码不在代码表时的级别，默认 info"),
    Field(
        "match",
        "choice",
        values=("alias", "normalized", "exact"),
        doc="编码名称怎样算相同：alias 省略末尾“支出”等也算（默认）；normalized 只不计空白、全半角；exact 一字不差",
    ),
    Field("inside", "texts", values=INSIDE, doc="of 为用途时在哪里找：用途（默认）、原因、释义"),
    Field("sections", "texts", doc="只查哪些章节的文字", names="章节"),
    Field("share", "number", doc="of 为未列时：占这项经费的比例超过百分之几才提示，默认 10"),
)
MESSAGE_FIELDS = ("place", "key", "printed", "expected", "problem", "table")
TABLE_KEYS = ("tables",)
_SHORT = 6
"""略写至少这么长才算同一科目：机关事业单位养老保险缴费。"""
_CERTAINTY = {"seen": "error", "high": "warning", "medium": "info"}


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    of = rule.body["of"]
    tables = rule.body.get("tables", ())
    if of == "编码名称":
        queries = []
        for table in tables:
            row = Pattern("row", "row", {"table": table, "has_code": True, "inferred": False})
            same = {"code": ("row", "code")}
            queries.append(Query(f"{table}|有", (row, Pattern("ref", "reference", {"list": rule.body["list"]}, same))))
            queries.append(
                Query(f"{table}|无", (row, Pattern("ref", "reference", {"list": rule.body["list"]}, same, absent=True)))
            )
        return tuple(queries)
    if of == "支出科目":
        return tuple(
            Query(table, (Pattern("row", "row", {"table": table, "side": "支出", "has_code": False, "role": ""}),))
            for table in tables
        )
    if of in ("列举", "未列"):
        named = Pattern("listed", "name", {"from": "列举"})
        return tuple(
            Query(table, (named, Pattern("table", "table", {"table": table}, {"set": ("listed", "set")})))
            for table in tables
        )
    if of in ("用途", "照抄"):
        glossary = Pattern("said", "name", {"from": "科目路径", "section": "名词解释"})
        return (Query("用途", (Pattern("said", "statement", {"coded": True}),)), Query("释义", (glossary,)))
    return (Query("路径", (Pattern("name", "name", {"from": "科目路径"}),)),)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    yield from missing_tables(rule.body.get("tables", ()), context)
    of = rule.body["of"]
    if of == "编码名称":
        for table in rule.body["tables"]:
            yield from _codes(rule, bound, table, context)
    elif of == "支出科目":
        for table in rule.body["tables"]:
            for match in bound[table]:
                yield from _class_name(match["row"], context)
    elif of == "科目路径":
        for match in bound["路径"]:
            if rule.body.get("sections") and match["name"].key("section") not in rule.body["sections"]:
                context.skip("不在 sections 所列的章节", match["name"])
                continue
            yield path_outcome(match["name"], context)
    elif of == "用途":
        inside = rule.body.get("inside", INSIDE[:1])
        yield from purposes([m["said"] for m in bound["用途"]], [m["said"] for m in bound["释义"]], inside, context)
    elif of == "照抄":
        for match in bound["用途"]:
            yield from copied(match["said"], context)
    elif of in ("释义", "未释义"):
        explained = [m["name"] for m in bound["路径"] if m["name"].key("section") == "名词解释"]
        yield from (unused if of == "释义" else unexplained)(explained, rule.body.get("tables", ()), context)
    else:
        for table in rule.body["tables"]:
            rows = cache(partial(_rows_of, table, context=context))  # 一套的一张表里同一项经费的行，各处列举都要看
            for match in bound[table]:
                yield from (_listed if of == "列举" else _unlisted)(rule, match["listed"], table, rows, context)


# ---------- 编码与名称


def _codes(rule: Rule, bound: Bound, table: str, context: Context) -> Iterator[Outcome]:
    for match in bound[f"{table}|有"]:
        row, ref = match["row"], match["ref"]
        name, expected = bare(row.key("name")), ref.key("name")
        at = f"{table}/{row.key('code')}/名称"
        if not name:
            yield Outcome(UNKNOWN, at, f"{spot(row)}没有科目名称")
        elif _same(rule, row, ref, context):
            yield Outcome(PASS, at, evidence=seen(context, row))
        else:
            severity = _CERTAINTY.get(ref.key("certainty"), "")
            if not severity:
                yield Outcome(NOT_APPLICABLE, at, "代码表这一行可信度低，不据以判断")
                continue
            if one_off(name, expected) and severity == "error":
                severity = "warning"
            if one_off(name, expected) and _right_elsewhere(row, expected, context):
                severity = "info"
            yield Outcome(
                FAIL,
                at,
                fields=_fields(row, row.key("code"), row.key("name"), expected, "编码与名称不符"),
                evidence=evidence(context.facts, row),
                severity=severity,
                group=f"{row.key('code')}/{name}",
            )
    for match in bound[f"{table}|无"]:
        row = match["row"]
        code = row.key("code")
        known = _list(rule.body["list"], context)
        at = f"{table}/{code}"
        severity = rule.body.get("unknown", "info")
        if len(code) > _deepest(known) or severity == "skip" or not known.children.get(code[:-2]):
            yield Outcome(NOT_APPLICABLE, at, f"代码表没有细到“{code}”这一级")
            continue
        yield Outcome(
            FAIL,
            at,
            fields=_fields(row, code, row.key("name"), "无此编码", "编码不在当年代码表中"),
            evidence=evidence(context.facts, row),
            severity=severity,
            group=f"{code}/无",
        )


def _same(rule: Rule, row: Fact, ref: Fact, context: Context) -> bool:
    match rule.body.get("match", "alias"):
        case "exact":
            cells = quote(context.facts, row).split("\t")  # 原样，没有归一化；编码可以在同一格里
            return any(cell.lstrip("0123456789[] ") == ref.printed for cell in cells)
        case "normalized":
            return bare(row.key("name")) == bare(ref.printed)
    return same_name(bare(row.key("name")), ref.key("name"))


def _right_elsewhere(row: Fact, expected: str, context: Context) -> bool:
    """同一编码在别的表里写对了：多半是识别误读或笔误。"""
    return any(
        r.id != row.id and r.key("code") == row.key("code") and same_name(r.key("name"), expected)
        for r in context.facts.of("row", has_code=True)
    )


def _fields(row: Fact, key: str, printed: str, expected: str, problem: str) -> dict[str, str]:
    return {
        "place": spot(row),
        "key": key,
        "printed": printed,
        "expected": expected,
        "problem": problem,
        "table": row.key("table"),
    }


def _list(name: str, context: Context) -> CodeList:
    return context.vocabulary.functional if name == "支出功能分类科目" else context.vocabulary.economic


def _deepest(known: CodeList) -> int:
    return max((len(c) for c in known.by_code), default=0)


def _class_name(row: Fact, context: Context) -> Iterator[Outcome]:
    name = row.key("name")
    at = f"{row.key('table')}/支出/{name}"
    near = next((n for n in context.vocabulary.functional.classes if n.endswith("支出") and one_off(name, n)), "")
    if not near:
        near = next(
            (
                n
                for n in context.vocabulary.functional.classes
                if len(n) == len(name) >= 6 and sum(x != y for x, y in zip(n, name, strict=True)) == 2
            ),
            "",
        )
    if near:
        yield Outcome(
            FAIL, at, fields=_fields(row, "", name, near, "支出科目名称不符"), evidence=evidence(context.facts, row)
        )
    else:
        context.skip("名称与类级科目不相近，不是写错的类级科目", row)


# ---------- 列举


Rows = Callable[[str, str], Mapping[str, Fact]]
"""人员经费、公用经费，第几套 → 表中各款级科目：名称 → 行。"""


def _rows_of(table: str, owner: str, own: str, context: Context) -> dict[str, Fact]:
    """一套（own）的表中各款级科目：名称 → 行。owner 为人员经费、公用经费时只取那一栏（或那几组）的数。"""
    found: dict[str, Fact] = {}
    for row in context.facts.of("row", table=table, set=own):
        if len(row.key("code")) != 5:
            continue
        cell = row.slots.get(owner) or row.slots.get("合计")
        if cell is None:
            continue
        if owner not in row.slots:
            personal = row.key("code")[:3] in ("301", "303")
            if owner and personal != (owner == "人员经费"):
                continue
        found[bare(row.key("name"))] = cell
    return found


def _listed(rule: Rule, fact: Fact, table: str, rows_of: Rows, context: Context) -> Iterator[Outcome]:
    owner = fact.key("owner")
    rows = rows_of(owner, fact.key("set"))
    if not owner or not any(c.quantity is None or c.quantity.value for c in rows.values() if not is_blank(c)):
        context.skip("不知道列举的是哪项经费，或表里没有这项经费的数", fact)
        return
    whole = _complete(table, fact, rows, context)
    for item in fact.items:
        name = bare(item.key("name"))
        at = f"{table}/{owner}/列举/{name}"
        cell = rows.get(name) or next((c for n, c in rows.items() if same_name(name, n)), None)
        if cell is None:
            if whole and context.vocabulary.economic.named(name, "款"):
                yield _no_row(fact, item, name, table, context)
            else:
                context.skip(f"《{table}》没有这个名称的行", item)
            continue
        if is_unreadable(cell):
            yield Outcome(UNKNOWN, at, unclear(cell))
            continue
        if is_zero(cell):
            fields = {
                "place": f"“{fact.place.section}”",
                "key": name,
                "printed": f"{owner}包括“{name}”",
                "expected": "空" if cell.quantity is None else cell.printed,
                "problem": f"《{table}》“{name}”没有金额",
                "table": table,
            }
            yield Outcome(
                FAIL, at, fields=fields, evidence=evidence(context.facts, item, cell), group=f"{owner}/{name}"
            )
        else:
            yield Outcome(PASS, at, evidence=seen(context, item, cell))


def _complete(table: str, listed: Fact, rows: Mapping[str, Fact], context: Context) -> bool:
    """表中各款相加等于该栏（或人员、公用经费）的总额：没有的行就是没有数。"""
    found = context.facts.of("known", concept=listed.key("owner"), table=table, set=listed.key("set"))
    known = next(iter(found), None)
    values = [c.quantity.value for c in rows.values() if c.quantity is not None]
    if known is None or known.quantity is None or not values:
        return False
    quantum = max(c.quantity.quantum for c in rows.values() if c.quantity is not None)
    return abs(sum(values) - known.quantity.value) <= quantum * (len(values) + 1) / 2


def _no_row(fact: Fact, item: Fact, name: str, table: str, context: Context) -> Outcome:
    owner = fact.key("owner")
    fields = {
        "place": f"“{fact.place.section}”",
        "key": name,
        "printed": f"{owner}包括“{name}”",
        "expected": "",
        "problem": f"《{table}》没有“{name}”一行",
        "table": table,
    }
    at = f"{table}/{owner}/列举/{name}"
    return Outcome(FAIL, at, fields=fields, evidence=evidence(context.facts, item), group=f"{owner}/{name}")


def _stands_for(said: str, name: str, code: str, context: Context) -> bool:
    """列举里写的 said 就是（或概括了）表中的科目：简称、略写，或者词表“列举概括词”里概括它的说法。"""
    letters = iter(name)
    if (
        same_name(name, said)
        or said in name
        or name in said
        or (len(said) >= _SHORT and all(c in letters for c in said))
    ):
        return True
    for entry in context.vocabulary.words.get("列举概括词", ()):
        word, _, codes = entry.partition("=")
        if plain_title(word) in said and code in codes.split():
            return True
    return False


def _unlisted(rule: Rule, fact: Fact, table: str, rows_of: Rows, context: Context) -> Iterator[Outcome]:
    owner = fact.key("owner")
    rows = rows_of(owner, fact.key("set"))
    values = {n: c.quantity.value for n, c in rows.items() if c.quantity is not None}
    units = {n: c.quantity.unit for n, c in rows.items() if c.quantity is not None}
    total = sum(values.values(), Decimal(0))
    doubtful = next(filter(is_unreadable, rows.values()), None)
    if not owner or not (total or doubtful):
        context.skip("不知道列举的是哪项经费，或表里没有这项经费的数", fact)
        return
    named = [bare(i.key("name")) for i in fact.items]
    limit = rule.body.get("share", Decimal(10))
    if len(named) < 3:
        context.skip("列举不到三项，不像是全部", fact)
        return
    if fact.keys["open"]:
        yield Outcome(NOT_APPLICABLE, f"{table}/{owner}/未列", "列举以“等”结尾，没有说是全部")
        return
    if doubtful is not None:
        yield Outcome(UNKNOWN, f"{table}/{owner}/未列", f"{unclear(doubtful)}，不知道各占多少")
        return
    for name, value in values.items():
        share = value / total * 100
        if share < limit:
            context.skip(f"占合计不到 {limit}%", rows[name])
            continue
        at = f"{table}/{owner}/未列/{name}"
        if any(_stands_for(n, name, rows[name].key("code"), context) for n in named):
            yield Outcome(PASS, at, evidence=seen(context, rows[name]))
            continue
        fields = {
            "place": f"“{fact.place.section}”",
            "key": name,
            "printed": rows[name].printed + units[name],
            "expected": f"{owner}的{share:.1f}%",
            "problem": f"{owner}的列举没有“{name}”",
            "table": table,
        }
        yield Outcome(
            FAIL, at, fields=fields, evidence=evidence(context.facts, fact, rows[name]), group=f"{owner}/{name}"
        )
