# ruff: noqa: N802　测试名是中文句子
"""facts_agree、释义、照抄上年：拿几个编的事实直接核查，比结论的各项。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from engine.checks import facts_agree
from engine.checks.carried import carried
from engine.checks.common import Context, Skip
from engine.checks.environment import Scope
from engine.checks.glossary import unexplained, unused
from engine.document import Origin, Place
from engine.facts.build import Tables
from engine.facts.model import Fact
from engine.numbers import Quantity
from engine.outcome import Outcome
from tests.disclosures import vocabulary

SAID = Place(section="三公经费情况")
TABLE = Place(table="支出总表", row_name="合计", column_name="合计")
THERE = Place(section="三公经费情况", origin=Origin("2024年部门预算", "a.txt"))


def figure(ident: str, printed: str, at: Place = SAID, kind: str = "stated", **keys: Any) -> Fact:
    """printed 写“3.10 万元”；没有空格的没有数。"""
    number, _, unit = printed.partition(" ")
    if not unit:
        return Fact(ident, kind, keys, at, printed)
    quantum = Decimal(1).scaleb(-len(number.partition(".")[2]))
    return Fact(ident, kind, keys, at, number, Quantity(Decimal(number), unit, quantum, number))


def cell(ident: str, printed: str, **keys: Any) -> Fact:
    own = {} if " " in printed else {"status": "unreadable" if printed else "blank"}
    return figure(
        ident, printed, TABLE, "cell", **{"instance": "支出总表", "row": "合计", "column": "合计", **own, **keys}
    )


def statement(ident: str = "s", concept: str = "三公经费合计", **slots: str | Fact) -> Fact:
    own = {n: f if isinstance(f, Fact) else figure(f"{ident}{n}", f, slot=n) for n, f in slots.items()}
    keys = {"concept": concept, "name": "三公", "place": f"三公经费情况/{concept}", "set": "1"}
    return Fact(ident, "statement", keys, SAID, "整句", None, own)


def context(*facts: Fact, trace: list[Skip] | None = None, unread: tuple[str, ...] = (), **more: Any) -> Context:
    def of(kind: str, **keys: Any) -> tuple[Fact, ...]:
        return tuple(f for f in facts if f.kind == kind and all(f.keys.get(k) == v for k, v in keys.items()))

    document, identity = SimpleNamespace(unread=unread), SimpleNamespace(kind="预算")
    tables = Tables(frozenset(), frozenset(), frozenset())
    stub: Any = SimpleNamespace(of=of, statements=(), document=document, identity=identity, tables=tables, **more)
    return Context(stub, vocabulary(), trace=trace)


def judged(
    said: Fact, cells: Sequence[Fact], of: Context | None = None, alone: bool = False, **body: Any
) -> list[Outcome]:
    """按概念：这条陈述与这几格相比；alone 的是表里没有这个概念。"""
    rule: Any = SimpleNamespace(id="T-1", likely_cause=(), body={"by": "concept", **body})
    known = [Fact(f"k{n}", "known", {}, TABLE, "", None, {"格": c}) for n, c in enumerate(cells)]
    bound = {"concept": () if alone else tuple({"said": said, "known": k} for k in known)}
    bound["alone"] = ({"said": said},) if alone else ()  # type: ignore[assignment]
    return list(facts_agree.check(rule, bound, of or context(said, *cells)))


def told(found: Sequence[Outcome]) -> list[tuple[str, str, str]]:
    return [(o.status, o.at, o.reason) for o in found]


AT = "三公经费情况/三公经费合计/本年"


def test_识别没有把握的数_无法核查() -> None:
    doubtful = figure("u", "3.10 万元", status="unreadable")
    assert told(judged(statement(本年=doubtful), [cell("c", "3.10 万元")])) == [
        ("unknown", AT, "“三公经费情况”印的是“3.10”，识别没有把握")
    ]


@pytest.mark.parametrize(
    ("slots", "why"),
    [
        ({"上年": "3.10 万元"}, "没有“本年”这个要素"),
        ({"本年": "5 辆"}, "“本年”不是金额"),
        ({"本年": "若干"}, "“本年”不是金额"),
    ],
)
def test_没有要比的金额_不比_解释时说为什么(slots: Mapping[str, str], why: str) -> None:
    trace: list[Skip] = []
    said = statement(**slots)
    assert judged(said, [cell("c", "3.10 万元")], context(trace=trace)) == []
    assert trace == [Skip(why, said)]


def test_不在concepts之列的不比_后面的照比() -> None:
    trace: list[Skip] = []
    said = statement(本年="3.10 万元")
    assert judged(said, [cell("c", "3.20 万元")], context(trace=trace), concepts=("公务接待费",)) == []
    assert trace == [Skip("“三公经费合计”不在 concepts 之列", said)]
    assert len(judged(said, [cell("c", "3.20 万元")], concepts=("公务接待费", "三公经费合计"))) == 1


def test_相符的_平时只有结论和栏目_解释时有证据和过程() -> None:
    said, own = statement(本年="3.10 万元"), cell("c", "31000 元")
    (plain,) = judged(said, [own])
    assert (plain.status, plain.at, plain.note) == ("pass", AT, "")
    assert (plain.evidence, plain.calculation, plain.compared) == ((), (), ())
    assert plain.fields == {
        "fact": "三公经费合计",
        "left.place": "“三公经费情况”",
        "left.printed": "3.10",
        "right.place": "《支出总表》“合计”合计",
        "right.printed": "31000元",
        "diff": "0.00",
        "unit": "万元",
    }
    (full,) = judged(said, [own], context(trace=[]))
    assert [(e.value, e.unit, e.place) for e in full.evidence] == [("3.10", "万元", SAID), ("31000", "元", TABLE)]
    assert [(s.sign, s.printed) for s in full.calculation] == [("", "3.10"), ("=", "31000")]
    assert [(c.operator, c.unit, c.holds) for c in full.compared] == [("==", "万元", True)]


def test_尾差的说明_不符的取最近的一格() -> None:
    (near,) = judged(statement(本年="3.10 万元"), [cell("c", "31049 元")])
    assert near.note == "“三公经费情况”3.10与《支出总表》“合计”合计31049元相差0.00万元，在四舍五入容许范围内"
    (wrong,) = judged(
        statement(本年="3.10 万元"), [cell("a", "9.00 万元"), cell("b", "3.30 万元"), cell("c", "2.00 万元")]
    )
    assert (wrong.status, wrong.fields["right.printed"], wrong.fields["diff"]) == ("fail", "3.30万元", "0.20")
    assert wrong.group == "三公经费合计/3.10/3.30"
    assert [e.value for e in wrong.evidence] == ["3.10", "3.30"]
    assert [s.printed for s in wrong.calculation] == ["3.10", "3.30"]
    assert isinstance(wrong.scope, Scope)
    assert list(wrong.scope.facts) == ["本年"]
    (agreed,) = judged(statement(本年="3.10 万元"), [cell("a", "9.00 万元"), cell("b", "3.10 万元")])
    assert (agreed.status, agreed.fields["right.printed"]) == ("pass", "3.10万元")


def test_不符的_解释时说怎样比的_只少印小数的列为说明_试可能原因() -> None:
    (wrong,) = judged(statement(本年="21.3 万元"), [cell("c", "21.36 万元")], context(trace=[]), precision="info")
    assert [(c.holds, c.unit) for c in wrong.compared] == [(False, "万元")]
    assert wrong.severity == ""
    (swapped,) = judged(statement(本年="31.02 万元"), [cell("c", "31.20 万元")])
    assert swapped.cause == "数字颠倒"


def test_空格而有数的_不符_印作空_是零的相符_另有数的不看空格() -> None:
    said, blank = statement(本年="3.10 万元"), cell("c", "")
    (wrong,) = judged(said, [blank], context(trace=[]))
    assert (wrong.status, wrong.fields["right.printed"], wrong.group) == ("fail", "空", "三公经费合计/3.10")
    assert [e.value for e in wrong.evidence] == ["3.10", ""]
    assert [(s.printed, s.low, s.high) for s in wrong.calculation] == [
        ("3.10", Decimal("3.095"), Decimal("3.105")),
        ("空", 0, 0),
    ]
    assert [c.holds for c in wrong.compared] == [False]
    assert isinstance(wrong.scope, Scope)
    assert (wrong.scope.context.vocabulary, list(wrong.scope.facts)) == (vocabulary(), ["本年"])
    assert wrong.cause == ""
    assert told(judged(statement(本年="0.00 万元"), [blank])) == [("pass", AT, "")]
    (other,) = judged(statement(本年="0.00 万元"), [blank, cell("d", "1.00 万元")])
    assert (other.status, other.fields["right.printed"]) == ("fail", "1.00万元")


def test_认不出的格_都认不出的无法核查() -> None:
    said = statement(本年="3.10 万元")
    assert told(judged(said, [cell("c", "3.l0"), cell("d", "3.I0")])) == [
        ("unknown", AT, "《支出总表》“合计”合计印的是“3.l0”，认不出是多少")
    ]
    assert judged(said, [cell("c", "3.l0"), cell("d", "3.10 万元")])[0].status == "pass"


def test_同一编码几行的_加得上的通过_加不上的不知道比哪一行_两张表的不加() -> None:
    rows = [cell("a", "1.00 万元", code="212"), cell("b", "2.10 万元", code="212")]
    (summed,) = judged(statement(本年="3.10 万元"), rows, context(trace=[]))
    assert (summed.status, summed.at) == ("pass", AT)
    assert [e.value for e in summed.evidence] == ["3.10", "1.00", "2.10"]
    assert judged(statement(本年="3.10 万元"), rows)[0].evidence == ()
    assert told(judged(statement(本年="3.20 万元"), rows)) == [
        ("unknown", AT, "《支出总表》这个科目有2行，不知道该比哪一行")
    ]
    apart = [rows[0], cell("b", "2.10 万元", code="212", instance="支出总表#2")]
    assert judged(statement(本年="3.10 万元"), apart)[0].status == "fail"
    apart = [rows[0], cell("b", "2.10 万元", code="212", column="项目")]
    assert judged(statement(本年="3.10 万元"), apart)[0].status == "fail"
    uncoded = [cell("a", "1.00 万元"), cell("b", "2.10 万元")]
    assert judged(statement(本年="3.10 万元"), uncoded)[0].status == "fail"


@pytest.mark.parametrize(("slot", "basis"), [("预算", "预算数"), ("决算", "决算数")])
def test_比预算数决算数的_取同一行那种口径的格_没有的不比(slot: str, basis: str) -> None:
    own = {f"{b}": cell(f"c{b}", printed, basis=b) for b, printed in (("预算数", "1.00 万元"), ("决算数", "2.00 万元"))}
    elsewhere = cell("x", "9.00 万元", basis=basis, row="别行")
    said = statement(**{slot: "5.00 万元"})
    for given in own.values():
        (found,) = judged(said, [given], context(elsewhere, *own.values()), slot=slot)
        assert found.fields["right.printed"] == f"{own[basis].printed}万元"
    plain = cell("p", "5.00 万元")
    assert judged(said, [plain], context(elsewhere, plain), slot=slot) == []


# ---- 表里没有


def empty(table: str = "三公经费支出表", blank: bool = True) -> Fact:
    return Fact(f"t{table}", "table", {"table": table, "instance": table, "empty": blank, "set": "1"}, TABLE, table)


def test_表是空表而说明有数_不符_有一张不空的_没有那一栏的_不断定() -> None:
    said = statement(本年="3.10 万元")
    (wrong,) = judged(said, [], context(empty()), alone=True)
    assert (wrong.status, wrong.at, wrong.group) == ("fail", AT, "三公经费合计/空表")
    assert wrong.fields == {
        "fact": "三公经费合计",
        "left.place": "“三公经费情况”",
        "left.printed": "3.10",
        "right.place": "《三公经费支出表》",
        "right.printed": "空表",
        "diff": "3.1",
        "unit": "万元",
    }
    assert [e.value for e in wrong.evidence] == ["3.10", "三公经费支出表"]
    none = [("not_applicable", "三公经费情况/三公经费合计", "表中没有“三公经费合计”可以对照")]
    assert told(judged(said, [], context(), alone=True)) == none
    assert told(judged(said, [], context(empty(blank=False)), alone=True)) == none
    assert told(judged(said, [], context(empty("部门收入总表")), alone=True)) == none
    assert told(judged(statement(本年="0.00 万元"), [], context(empty()), alone=True)) == none
    column = Fact("c", "cell", {"instance": "三公经费支出表", "column": "别栏"}, TABLE)
    assert told(judged(said, [], context(empty(), column), alone=True)) == none


def test_表是空表_而说明的数识别没有把握_无法核查_不是金额的不比() -> None:
    doubtful = statement(本年=figure("u", "3.10 万元", status="unreadable"))
    assert told(judged(doubtful, [], context(empty()), alone=True)) == [
        ("unknown", AT, "“三公经费情况”印的是“3.10”，识别没有把握")
    ]
    none = [("not_applicable", "三公经费情况/三公经费合计", "表中没有“三公经费合计”可以对照")]
    for other in ("5 辆", "若干"):
        assert told(judged(statement(本年=other), [], context(empty()), alone=True)) == none


def test_表里没有的_不在concepts之列_没有这个要素_概念不在表里的_不说() -> None:
    said = statement(本年="3.10 万元")
    assert judged(said, [], context(empty()), alone=True, concepts=("公务接待费",)) == []
    assert judged(statement(上年="3.10 万元"), [], context(empty()), alone=True) == []
    assert len(judged(said, [], context(empty()), alone=True, concepts=("三公经费合计",))) == 1


# ---- 文字之间


def alike(*facts: Fact, trace: list[Skip] | None = None, **body: Any) -> list[Outcome]:
    given = {"by": "concept", "among": ("phrases",), **body}
    rule: Any = SimpleNamespace(id="T-1", likely_cause=(), body=given)
    return list(facts_agree.check(rule, {"same": tuple({"one": f} for f in facts)}, context(*facts, trace=trace)))


def test_各处与第一处比_概念范围年份口径不同的不比_只有一处的解释时说() -> None:
    first, same, other = (statement(f"s{n}", 本年=v) for n, v in enumerate(("3.10 万元", "3.10 万元", "3.20 万元")))
    assert [o.status for o in alike(first, same, other)] == ["pass", "fail"]
    trace: list[Skip] = []
    apart = [
        statement("s9", "公务接待费", 本年="9.00 万元"),
        statement("s8", 本年="5 辆"),
        statement("s7", 上年="9 万元"),
    ]
    assert alike(first, *apart, trace=trace) == []
    why = "只此一处；资金范围、年份、口径不同的不相比"
    assert [(s.reason, s.fact.id) for s in trace] == [
        (f"“三公经费合计”{why}", "s0本年"),
        (f"“公务接待费”{why}", "s9本年"),
    ]
    assert len(alike(first, other, *apart, concepts=("三公经费合计",))) == 1
    assert alike(first, other, concepts=("公务接待费",)) == []
    assert len(alike(*apart, first, other, concepts=("三公经费合计",))) == 1  # 前面的不比，后面的照比
    assert len(alike(*apart[1:], first, other)) == 1
    assert len(alike(first, first, other)) == 1


def test_相符的两处_解释时有证据和过程() -> None:
    (same,) = alike(statement("s0", 本年="3.10 万元"), statement("s1", 本年="31000 元"), trace=[])
    assert (same.status, same.fields["diff"], same.fields["unit"]) == ("pass", "0.00", "元")
    assert [e.value for e in same.evidence] == ["31000", "3.10"]
    assert [(s.sign, s.printed) for s in same.calculation] == [("", "31000"), ("=", "3.10")]
    assert [(c.operator, c.unit, c.holds) for c in same.compared] == [("==", "元", True)]


def test_不符的两处_解释时说怎样比的_试可能原因_只少印小数的列为说明() -> None:
    (wrong,) = alike(statement("s0", 本年="31.20 万元"), statement("s1", 本年="31.02 万元"), trace=[])
    assert (wrong.cause, [c.holds for c in wrong.compared], wrong.severity) == ("数字颠倒", [False], "")
    assert wrong.fields["right.printed"] == "31.20万元"


# ---- 释义


def subject(name: str, code: str = "2101101", printed: str = "5.00 万元", of: str = "支出总表") -> Fact:
    keys = {"table": of, "name": name, "code": code, "has_code": True}
    return Fact(f"r{name}", "row", keys, TABLE, name, None, {"合计": cell("c", printed)})


def term(name: str) -> Fact:
    return Fact(f"n{name}", "name", {"项": name}, SAID, name)


TERMS = [term(f"科目{n}") for n in range(8)]


def test_解释了而没有用到的_合成一个问题_至多列六个() -> None:
    (wrong,) = unused(TERMS, ["支出总表"], context(subject("科目7")))
    assert (wrong.status, wrong.at) == ("fail", "名词解释/没有用到")
    assert wrong.fields == {
        "place": "名词解释",
        "key": "",
        "printed": "科目0、科目1、科目2、科目3、科目4、科目5等7个",
        "expected": "",
        "problem": "没有用到",
        "table": "",
    }
    assert [e.value for e in wrong.evidence] == [f"科目{n}" for n in range(6)]
    (six,) = unused(TERMS[:7], ["支出总表"], context(subject("科目6")))
    assert six.fields["printed"] == "科目0、科目1、科目2、科目3、科目4、科目5"
    assert told(unused(TERMS[:1], ["支出总表"], context(subject("科目0")))) == [("pass", "名词解释/没有用到", "")]


@pytest.mark.parametrize(
    "row",
    [
        subject("科目0", code="21011"),
        subject("科目0", printed="0.00 万元"),
        subject("科目0", printed=""),
        subject("科目0", of="收入总表"),
    ],
)
def test_没有用到的科目_只看所列各表有数的项级(row: Fact) -> None:
    none = [("not_applicable", "名词解释", "名词解释没有解释科目，或者表中没有项级科目")]
    assert told(unused(TERMS, ["支出总表"], context(row))) == none
    assert told(unused([Fact("n", "name", {}, SAID)], ["支出总表"], context(subject("科目0")))) == none


def test_没有解释的_解释了三个以上的才看_合成一个问题() -> None:
    rows = [subject(f"科目{n}") for n in (0, 1, 2, 6, 7)]
    (wrong,) = unexplained(TERMS[:3], ["支出总表"], context(*rows))
    assert (wrong.status, wrong.at, wrong.fields["printed"]) == ("fail", "名词解释/没有解释", "科目6、科目7")
    assert [e.value for e in wrong.evidence] == ["科目6", "科目7"]
    assert told(unexplained(TERMS[:3], ["支出总表"], context(*rows[:3]))) == [("pass", "名词解释/没有解释", "")]
    none = [("not_applicable", "名词解释", "名词解释没有逐个解释科目，或者表中没有项级科目")]
    assert told(unexplained(TERMS[:2], ["支出总表"], context(*rows))) == none
    assert told(unexplained([*TERMS[:2], TERMS[0]], ["支出总表"], context(*rows))) == none
    assert told(unexplained(TERMS, ["支出总表"], context())) == none


def test_没有读全的文件_不能断定没有用到() -> None:
    of = context(subject("科目0"), unread=("第7页起没有读",))
    assert told(unused(TERMS, ["支出总表"], of)) == [("unknown", "名词解释", "文件没有读全，不能断定没有")]


# ---- 照抄上年


def indicator(name: str, value: str = "≥5个", kind: str = "indicator", project: str = "甲", **keys: Any) -> Fact:
    own = {"name": name, "project": project, "level1": "产出", "level2": "数量", **keys}
    at = SAID
    if kind == "prior":
        own = {"name": name, "project": project, "concept": "产出/数量", "of": "indicator", "table": "绩效表", **keys}
        own["上年公开"] = True
        at = THERE
    return Fact(f"{kind}{name}{project}", kind, own, at, value)


def copied(
    items: Sequence[Fact], before: Sequence[Fact], overlap: str = "100%", trace: list[Skip] | None = None, **more: Any
) -> list[Outcome]:
    body = {"versus": "上年公开", "distinct": {"of": list(more.pop("of", PARTS)), "overlap": overlap, **more}}
    rule: Any = SimpleNamespace(id="T-1", body=body)
    sources = (SimpleNamespace(sha256="h", title="2024年部门预算", relations=("上年公开",)),)
    of = context(*before, trace=trace, related=SimpleNamespace(sources=sources))
    return list(carried(rule, "绩效表", items, of))


PARTS = ("一级指标", "二级指标", "三级指标", "指标值")
NOW = [indicator(n) for n in "子丑寅卯"]
BEFORE = [indicator(n, kind="prior") for n in "子丑寅卯"]


def test_各条都相同的_是照抄_说几条_先列今年的再列上年的() -> None:
    (wrong,) = copied(NOW, BEFORE)
    assert (wrong.status, wrong.at) == ("fail", "绩效表/甲/照抄上年")
    assert wrong.fields == {
        "table": "绩效表",
        "name": "甲",
        "printed": "4条",
        "problem": "与2024年部门预算的相同",
        "project": "甲",
        "level1": "",
        "level2": "",
        "computed": "",
        "count": "4",
    }
    assert [e.place for e in wrong.evidence] == [SAID] * 4 + [THERE] * 4
    many = "子丑寅卯辰巳午未"
    (wrong,) = copied([indicator(n) for n in many], [indicator(n, kind="prior") for n in many])
    assert (wrong.fields["count"], len(wrong.evidence)) == ("8", 12)


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("一级指标", indicator("卯", level1="效益")),
        ("二级指标", indicator("卯", level2="质量")),
        ("三级指标", indicator("辰")),
        ("指标值", indicator("卯", "≥6个")),
    ],
)
def test_有一条的一项改过_就不是照抄_不看的项改了照样是(part: str, changed: Fact) -> None:
    (passed,) = copied([*NOW[:3], changed], BEFORE)
    assert (passed.status, passed.at, passed.evidence) == ("pass", "绩效表/甲/照抄上年", ())
    assert copied([*NOW[:3], changed], BEFORE, of=[p for p in PARTS if p != part])[0].status == "fail"
    assert copied([*NOW[:3], changed], BEFORE, overlap="75%")[0].status == "fail"
    assert copied([*NOW[:3], changed], BEFORE, overlap="76%")[0].status == "pass"
    (shown,) = copied([*NOW[:3], changed], BEFORE, trace=[])
    assert len(shown.evidence) == 4


def test_上年没有的项目_指标太少的_不比_别的项目照比() -> None:
    other = [indicator(n, project="乙") for n in "子丑寅"]
    found = copied([*other, *NOW], BEFORE)
    assert told(found) == [
        ("not_applicable", "绩效表/乙/照抄上年", "上年没有这个项目，或者指标太少，不比"),
        ("fail", "绩效表/甲/照抄上年", ""),
    ]
    assert copied(NOW[:2], BEFORE)[0].status == "not_applicable"
    assert copied(NOW[:3], BEFORE[:3])[0].status == "fail"
    assert copied(NOW, BEFORE[:2])[0].status == "not_applicable"
    assert copied(NOW[:2], BEFORE, min=2)[0].status == "fail"


def test_整体表没有项目_那一份没有读到这张表的_无法核查() -> None:
    whole = [indicator(n, project="") for n in "子丑寅"]
    (wrong,) = copied(whole, [indicator(n, kind="prior", project="") for n in "子丑寅"])
    assert (wrong.at, wrong.fields["name"], wrong.fields["project"]) == ("绩效表/照抄上年", "绩效表", "")
    assert told(copied(NOW, [])) == [("unknown", "绩效表", "2024年部门预算没有读到《绩效表》的指标")]
    elsewhere = [indicator("子", kind="prior", table="别的表"), indicator("丑", kind="prior", of="cell")]
    assert told(copied(NOW, elsewhere))[0][0] == "unknown"
    assert copied([], []) == []


# ---- 与另一份比


def test_另一份没有读到的_有数的无法核查_是零的_不在concepts之列的不说() -> None:
    sources = (SimpleNamespace(sha256="h", title="2024年部门预算", relations=("上年公开",)),)

    def unread(said: Fact, **body: Any) -> list[tuple[str, str, str]]:
        of = context(related=SimpleNamespace(sources=sources))
        return told(judged(said, [], of, alone=True, versus="上年公开", **body))

    said = statement(本年="3.10 万元")
    missing = [("unknown", AT, "2024年部门预算没有读到“三公经费合计”是多少")]
    assert unread(said) == missing
    assert unread(said, concepts=("三公经费合计",)) == missing
    assert unread(said, concepts=("公务接待费",)) == []
    assert unread(statement(本年="0.00 万元")) == []
    assert unread(said, caliber=("决算数",)) == []


def test_空表读出了那一栏的_与它比() -> None:
    address = next(a for a in vocabulary().concepts["三公经费合计"]["单元格"] if a.startswith("三公经费支出表/"))
    column = Fact("c", "cell", {"instance": "三公经费支出表", "column": address.split("/")[2]}, TABLE)
    (wrong,) = judged(statement(本年="3.10 万元"), [], context(empty(), column), alone=True)
    assert (wrong.status, wrong.fields["right.printed"]) == ("fail", "空表")


def test_不同编码的不相加_一元也是数() -> None:
    rows = [cell("a", "1.00 万元", code="212"), cell("b", "2.10 万元", code="213")]
    assert judged(statement(本年="3.10 万元"), rows)[0].status == "fail"
    (one,) = judged(statement(本年="1 元"), [cell("c", "")])
    assert (one.group, one.cause, [s.sign for s in one.calculation]) == ("三公经费合计/1", "", ["", "="])


def test_差额够印最细的数() -> None:
    (wrong,) = judged(statement(本年="3.1234 万元"), [cell("c", "3.1 万元")])
    assert wrong.status == "pass"
    (wrong,) = judged(statement(本年="3.1234 万元"), [cell("c", "3.01 万元")])
    assert wrong.fields["diff"] == "0.1134"
    (wrong,) = judged(statement(本年="3.01 万元"), [cell("c", "3.1234 万元")])
    assert wrong.fields["diff"] == "0.1134"
    coarse, fine = statement("s0", 本年="3.01 万元"), statement("s1", 本年="3.1234 万元")
    for one, other in ((coarse, fine), (fine, coarse)):
        (pair,) = alike(one, other, precision="info")
        assert (pair.fields["diff"], pair.severity) == ("0.1134", "")


@pytest.mark.parametrize("key", ["scope", "year"])
def test_资金范围_年份不同的两处不相比(key: str) -> None:
    one, other = statement("s0", 本年="3.10 万元"), statement("s1", 本年="3.20 万元")
    apart = [replace(f, keys={**f.keys, key: value}) for f, value in ((one, "甲"), (other, "乙"))]
    assert alike(*apart) == []
    same = [replace(f, keys={**f.keys, key: "甲"}) for f in (one, other)]
    assert len(alike(*same)) == 1
