"""required_parts：该公开的表和说明都有；目录宣布的正文都有；章节序号连续。

查什么  ① 公开要素矩阵（◎必须 ○有条件 △可选）中本文种的要素，正文是否都有；
        ② 目录（及正文中的表格清单）列出的表和章节，正文是否都有；③ 同级章节序号有没有缺号、重号。
为什么  缺一张表、少一段说明，是公开检查最先看的事。
错误示例  目录列“五、财政拨款支出表”，正文没有这张表。
正确示例  目录写“机关运行经费支出说明”，正文写“机关运行经费支出情况”：是同一节。
参数  matrix 矩阵文件（在规则目录内）；levels 查哪几级（◎ ○）；types 表格、说明、概况；
      toc 为 must_match 时查目录；numbering 查序号：continuous 各级标题、rows 表内各行（tables）
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.checks import numbering
from engine.checks.common import Bound, Context, evidence, missing_tables, seen
from engine.document import Paragraph, Table
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.readers.marks import mark_of
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field

FIELDS = (
    Field("matrix", "text", doc="公开要素矩阵文件，相对规则目录"),
    Field("levels", "texts", doc="查哪几级要素：◎ 必须、○ 有条件、△ 可选、× 不得有"),
    Field("types", "texts", doc="查哪几类要素：表格、说明、概况"),
    Field("toc", "choice", values=("must_match",), doc="与目录对照：must_match 目录列出的，正文都要有"),
    Field(
        "numbering",
        "choice",
        values=("continuous", "rows"),
        doc="查序号：continuous 同级章节序号连续；rows 表内各行的序号不重复",
    ),
    Field("tables", "texts", doc="numbering: rows 时查哪些表"),
)
MESSAGE_FIELDS = ("part", "title", "condition", "problem", "where")
TABLE_KEYS = ("tables",)


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    queries: list[Query] = []
    if "matrix" in rule.body:
        need = Pattern("need", "required", {"matrix": rule.body["matrix"]})
        queries.append(Query("有", (need, Pattern("part", "part", {}, {"concept": ("need", "concept")}))))
        queries.append(Query("缺", (need, Pattern("part", "part", {}, {"concept": ("need", "concept")}, absent=True))))
    if rule.body.get("toc"):
        listed = Pattern("listed", "announced", {})
        queries.append(Query("目录有", (listed, Pattern("part", "part", {}, {"concept": ("listed", "concept")}))))
        queries.append(
            Query("目录缺", (listed, Pattern("part", "part", {}, {"concept": ("listed", "concept")}, absent=True)))
        )
    return tuple(queries)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    if "matrix" in rule.body:
        yield from _matrix(rule, bound, context)
    if rule.body.get("toc"):
        yield from _toc(bound, context)
    if rule.body.get("numbering"):
        if rule.body["numbering"] == "rows":
            yield from missing_tables(rule.body["tables"], context)
            yield from numbering.rows(rule.body["tables"], context)
        else:
            yield from numbering.headings(context)


def _topic(context: Context) -> str:
    """封面标题说的只是一件事（2024年度“三公”经费决算公开）的，是哪一节；整套公开件为空串。"""
    title, words = context.facts.identity.title, context.vocabulary.words
    if not title or any(word in title for word in words.get("整套公开说法", ())):
        return ""
    kind = context.vocabulary.section_of_title(title)
    return kind.name if kind is not None and kind.name in words.get("单项公开", ()) else ""


def _separate(context: Context) -> str:
    """写明表另见附件的，正文一张表也没有、没有认出的，为什么不能断定没有公开；不是这样的为空串。"""
    facts, words = context.facts, context.vocabulary.words
    for block in facts.document.blocks:
        said = block.text.norm if isinstance(block, Paragraph) and len(block.text.norm) <= _SHORT else ""
        if any(w in said for w in words.get("另附说法", ())) and any(w in said for w in words.get("整套表说法", ())):
            return f"文中写“{said}”，附件没有一起核查"
    if facts.statements:
        return ""
    if any(isinstance(block, Table) for block in facts.document.blocks):
        return "正文里的表一张也没有认出，不能断定没有"
    return "正文一张表也没有，多半另附，没有一起核查"


_SHORT = 60  # 第二部分:2025年单位预算报表(详见附件)　上述报表详见附件。
FORBIDDEN = "×"
_NOT_WHOLE = numbering.NOT_WHOLE


# ---------- 矩阵


def _unwanted(rule: Rule, need: Fact) -> str:
    """矩阵的这一行为什么不查；要查的为空串。"""
    levels, types = rule.body.get("levels", ("◎",)), rule.body.get("types")
    if need.key("level") not in levels:
        return f"矩阵里是“{need.key('level')}”级，不在 levels 之列"
    return f"是{need.key('type')}，不在 types 之列" if types and need.key("type") not in types else ""


def _matrix(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    announced = {f.key("concept") for f in context.facts.of("announced")}
    done: set[str] = set()
    for match in bound["有"]:
        need, part = match["need"], match["part"]
        if why := _unwanted(rule, need):
            context.skip(why, need)
            continue
        if need.key("concept") in done:
            continue
        done.add(need.key("concept"))
        if need.key("level") == FORBIDDEN:
            name = need.key("concept")
            fields = {
                "part": name,
                "title": part.printed,
                "condition": need.key("condition"),
                "problem": "不应公开而公开了",
                "where": "正文",
            }
            yield Outcome(FAIL, name, fields=fields, evidence=evidence(context.facts, part))
        elif part.keys.get("readable"):
            yield Outcome(PASS, need.key("concept"), evidence=seen(context, part))
        else:
            yield Outcome(UNKNOWN, need.key("concept"), f"正文有“{part.printed}”的标题，但没有读出表格")
    topic = _topic(context)
    for match in bound["缺"]:
        need = match["need"]
        if why := _unwanted(rule, need):
            context.skip(why, need)
            continue
        name, condition = need.key("concept"), need.key("condition")
        if need.key("level") == FORBIDDEN:
            yield Outcome(UNKNOWN, name, _NOT_WHOLE) if context.facts.document.unread else Outcome(PASS, name)
            continue
        if topic:
            yield Outcome(NOT_APPLICABLE, name, f"标题只说“{topic}”，不是整套公开件")
            continue
        if any(context.facts.of("part", concept=other) for other in need.key("instead").split("、") if other):
            yield Outcome(PASS, name)
            continue
        if condition and not _holds(condition, context):
            yield Outcome(NOT_APPLICABLE, name, f"条件“{condition}”不成立或无从判断")
            continue
        if name in announced:
            yield Outcome(NOT_APPLICABLE, name, "目录已列出，由目录与正文对照的规则核查")
            continue
        sections = context.facts.of("section")
        if need.key("type") != "表格" and not sections:
            yield Outcome(UNKNOWN, name, "没有认出任何章节标题，无从判断有没有这一节")
            continue
        if need.key("type") != "表格" and _spoken(name, context):
            yield Outcome(PASS, name)
            continue
        if context.facts.document.unread:
            yield Outcome(UNKNOWN, name, _NOT_WHOLE)
            continue
        if need.key("type") == "表格" and (why := _separate(context)):
            yield Outcome(UNKNOWN, name, why)
            continue
        fields = {"part": name, "title": name, "condition": condition, "problem": "未见", "where": "全文"}
        yield Outcome(FAIL, name, fields=fields)


def _holds(condition: str, context: Context) -> bool:
    """矩阵“条件”列的几种写法；不认得的条件视为不成立。"""
    facts = context.facts
    year = facts.identity.year
    if condition.endswith("年度起"):
        return year.isdigit() and condition[:4].isdigit() and int(year) >= int(condition[:4])
    words = {
        "有一般公共预算支出": ("一般公共预算",),
        "有基本支出": ("基本支出",),
        "有项目支出": ("项目支出",),
        "有政府性基金收支": ("政府性基金",),
        "有国有资本经营收支": ("国有资本经营",),
    }.get(condition)
    if words is None:
        return False
    return any(word in name for name in facts.once(_filled) for word in words)


def _filled(facts: FactSet) -> frozenset[str]:
    """有数的格在哪些栏、哪些合计行、哪些资金范围。"""
    cells = (f for f in facts.of("cell") if f.quantity is not None and f.quantity.value != 0)
    return frozenset(name for cell in cells for name in (cell.key("column"), cell.key("role"), cell.key("scope")))


# ---------- 目录


def _toc(bound: Bound, context: Context) -> Iterator[Outcome]:
    if not context.facts.outline.toc:
        yield Outcome(NOT_APPLICABLE, "目录", "文件没有目录")
    done: set[str] = set()
    for match in bound["目录有"]:
        listed, part = match["listed"], match["part"]
        name = listed.key("concept")
        if name in done:
            continue
        done.add(name)
        if part.keys.get("readable"):
            yield Outcome(PASS, f"目录/{name}", evidence=seen(context, listed, part))
        else:
            yield Outcome(UNKNOWN, f"目录/{name}", f"正文有“{part.printed}”的标题，但没有读出表格")
    for match in bound["目录缺"]:
        listed = match["listed"]
        name = listed.key("concept")
        if name in done or (listed.key("type") == "章节" and _container(name)):
            continue
        done.add(name)
        if context.facts.document.unread:
            yield Outcome(UNKNOWN, f"目录/{name}", _NOT_WHOLE)
            continue
        if listed.key("type") == "表格" and (why := _separate(context)):
            yield Outcome(UNKNOWN, f"目录/{name}", why)
            continue
        fields = {
            "part": name,
            "title": listed.key("title"),
            "condition": "",
            "problem": "目录列有，正文未见",
            "where": listed.key("source"),
        }
        severity = "" if listed.key("type") == "表格" else "warning"
        yield Outcome(FAIL, f"目录/{name}", fields=fields, evidence=evidence(context.facts, listed), severity=severity)


def _container(name: str) -> bool:
    """只是部分的名称，正文可以没有单独的标题。"""
    return name in ("部门概况", "公开表格", "情况说明", "其他重要事项", "附件", "目录")


def _spoken(name: str, context: Context) -> bool:
    """没有单独的标题，但情况说明里说到了。"""
    facts = context.facts
    kind = next((k for k in context.vocabulary.sections if k.name == name), None)
    if kind is None:
        return False
    captions = (
        {s.title_block for s in facts.statements} | facts.outline.toc_blocks | {e.block for e in facts.outline.lists}
    )
    for block in facts.document.blocks[facts.outline.body :]:
        if not isinstance(block, Paragraph) or block.index in captions:
            continue
        section = facts.outline.section_at(block.index)
        if section is None or section.kind in ("", "名词解释", "部门职责"):
            continue
        mark = mark_of(block.text.norm)
        headed = (
            context.vocabulary.section_of_title(re.split("[:。]", block.text.norm[mark.length :])[0]) if mark else None
        )
        if headed is not None and headed.name == name:
            return True
        sentence = block.text.norm.replace('"', "")
        if len(sentence) > 15 and any(
            all(w in sentence for w in wording.have) for wording in kind.titles if wording.weight >= 4
        ):
            return True
    return False
