"""forbidden_text：不该出现的文字。

查什么  全文（或指定章节）里有没有模板残留、标点叠用等字样。同一字样各处合为一个问题。
为什么  “增加（减少）”没有选定，说明文字没有按实际情况写，公众看不出是增还是减。
错误示例  比上年增加（减少）××万元
正确示例  与上年持平
参数  phrases 句式；raw 按原文字面找（网页标签等）；sections 只查哪些章节；exclude 不查哪些章节
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.common import Bound, Context, evidence
from engine.facts.model import Fact
from engine.inference.patterns import Pattern, Query
from engine.outcome import FAIL, PASS, Outcome
from engine.ruleset.model import Rule, TextQuery
from engine.ruleset.phrase import Phrase
from engine.ruleset.schema import Field

FIELDS = (
    Field("phrases", "texts", doc="句式，任一出现即是"),
    Field("raw", "texts", doc="按原文字面找的字样，如 <p>"),
    Field("sections", "texts", doc="只查哪些章节；省略为全文", names="章节"),
    Field("exclude", "texts", doc="不查哪些章节", names="章节"),
)
MESSAGE_FIELDS = ("match", "place", "count")
TABLE_KEYS: tuple[str, ...] = ()
MAX_EVIDENCE = 8


def text_queries(rule: Rule, phrases: tuple[Phrase, ...]) -> tuple[TextQuery, ...]:
    return (
        TextQuery(
            rule.id,
            phrases,
            rule.body.get("sections", ("全文",)),
            rule.body.get("exclude", ()),
            rule.body.get("raw", ()),
        ),
    )


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    return (Query("found", (Pattern("text", "text", {"query": rule.id}),)),)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    groups: dict[str, list[Fact]] = {}
    for match in bound["found"]:
        groups.setdefault(match["text"].key("match"), []).append(match["text"])
    if not groups:
        yield Outcome(PASS, "全文")
    for word, places in groups.items():
        first = places[0]
        where = (
            f"“{first.place.section}”"
            if first.place.section
            else (f"《{first.place.table}》" if first.place.table else context.facts.document.where(first.place.line))
        )
        fields = {"match": first.printed, "place": where, "count": str(len(places))}
        for fact in places:
            yield Outcome(FAIL, f"全文/{word}", fields=fields, evidence=evidence(context.facts, fact), group=word)
