# ruff: noqa: N802　测试名是中文句子
"""given：取哪些行、陈述、列、表单，各成怎样的名称表；不取的说得出为什么。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from engine.checks.common import Context, Skip
from engine.checks.environment import Scope
from engine.checks.given import scopes
from engine.document import Place
from engine.facts.model import Fact
from engine.numbers import Quantity
from engine.recognition.sets import ONE
from tests.audit_tools import audit_text, budget, explained, lines, rule, table
from tests.disclosures import vocabulary

HERE = Place(table="支出总表", row_name="行")


def cell(printed: str, unit: str = "万元", status: str = "number") -> Fact:
    """printed 为空的是空格。"""
    number = Quantity(Decimal(printed), unit, Decimal("0.01"), printed) if printed and status == "number" else None
    return Fact(f"c{printed}", "cell", {"status": status if printed else "blank", "unit": unit}, HERE, printed, number)


def fact(
    ident: str, kind: str, slots: Mapping[str, Fact] | None = None, items: Sequence[Fact] = (), **keys: Any
) -> Fact:
    said = keys.pop("said", "")
    return Fact(ident, kind, {"set": "1", **keys}, HERE, said, None, slots or {}, tuple(items))


def taken(
    given: Mapping[str, Any], *matches: Mapping[str, Fact], absent: str = "unknown", name: str = "支出总表"
) -> tuple[list[tuple[Scope, Fact]], list[tuple[str, str]]]:
    """（各名称表和被查的事实，没有查的：编号、原因）。文件的表都以元为单位。"""
    trace: list[Skip] = []
    stub: Any = SimpleNamespace(
        statements=[SimpleNamespace(unit="元")], identity=SimpleNamespace(kind="预算"), sets=ONE, of=lambda *_, **__: ()
    )
    made: dict[Any, Any] = {}
    stub.once = lambda make: made[make] if make in made else made.setdefault(make, make(stub))
    own: Any = SimpleNamespace(body={"given": given, "absent": absent})
    found = list(scopes(own, {name: tuple(matches)}, Context(stub, vocabulary(), trace=trace)))
    return found, [(skipped.fact.id, skipped.reason) for skipped in trace]


# ---- 行


def row(ident: str = "r1", slots: Mapping[str, Fact] | None = None, **keys: Any) -> Fact:
    return fact(ident, "row", {"合计": cell("3.10")} if slots is None else slots, **keys)


def why(given: Mapping[str, Any], own: Fact) -> str:
    """一行不查的原因；查的为空串。"""
    found, skipped = taken({"table": ["支出总表"], **given}, {"row": own}, {"row": row("后一行", code="207", **NAMED)})
    ids = [subject.id for _, subject in found]
    if skipped and skipped[0][0] == own.id:
        assert own.id not in ids
        return skipped[0][1]
    assert own.id in ids
    return ""


NAMED: dict[str, Any] = {"name": "城乡社区支出", "row": "甲", "side": "支出"}


@pytest.mark.parametrize(
    ("given", "keys", "reason"),
    [
        ({"rows": ["甲", "乙"]}, {"row": "甲"}, ""),
        ({"rows": ["甲", "乙"]}, {"role": "乙"}, ""),
        ({"rows": ["甲", "乙"]}, {"code": "甲"}, ""),
        ({"rows": ["甲", "乙"]}, {"name": "甲"}, ""),
        ({"rows": ["甲", "乙"]}, {"name": "甲乙"}, "不是 rows 所列的行"),
        ({"side": "支出"}, {"side": "支出"}, ""),
        ({"side": "支出"}, {"side": "收入"}, "不在支出一侧"),
        ({"codes": ["208", "21"]}, {"code": "2120501"}, ""),
        ({"codes": ["208", "21"]}, {"code": "2021"}, "科目编码不以 codes 所列的数字开头"),
        ({"names": ["城乡", "卫生"]}, {"name": "卫生"}, ""),
        ({"names": ["城乡", "卫生"]}, {"name": "城乡社区"}, "科目名称不在 names 之列"),
        ({"names": ["@没有的词表", "卫生"]}, {"name": "没有的词表"}, "科目名称不在 names 之列"),
        ({"names": ["卫生", "@方向词例外"]}, {"name": "方向词例外"}, "科目名称不在 names 之列"),
    ],
)
def test_按行名编码名称和哪一侧挑行_一行不要的不影响后面的(
    given: dict[str, Any], keys: dict[str, str], reason: str
) -> None:
    assert why(given, row(**keys)) == reason


def test_名称写词表的_词表里的词都算() -> None:
    (word, *_) = vocabulary().words["增加"]
    assert why({"names": ["@增加"]}, row(name=word)) == ""
    assert why({"names": ["增加"]}, row(name="增加")) == ""


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ((cell("0.00"), cell("")), "这一行各栏都是空格或零"),
        ((cell("0.00"), cell("0.01")), ""),
        ((cell(""), cell("3.l0", status="unreadable")), ""),
        ((), "这一行各栏都是空格或零"),
    ],
)
def test_各栏都是空格或零的行不查_有认不出的要查(cells: tuple[Fact, ...], reason: str) -> None:
    assert why({}, row(slots={f"栏{n}": c for n, c in enumerate(cells)})) == reason


def test_一行分预算数决算数的_各算一次_上年栏和全是零的不算() -> None:
    slots = {
        "合计/预算数": cell("1.00"),
        "项目/预算数": cell(""),
        "合计/决算数": cell("2.00"),
        "合计/上年/决算数": cell("4.00"),
        "合计/调整数": cell("0.00"),
        "合计": cell("5.00"),
    }
    found, _ = taken({"table": ["支出总表"]}, {"row": row(slots=slots)})
    assert [{name: f.printed for name, f in scope.facts.items()} for scope, _ in found] == [
        {"合计": "1.00", "项目": ""},
        {"合计": "2.00"},
        {"合计": "5.00"},
    ]


def test_没有的栏按不按零_照规则() -> None:
    for absent, zero in (("zero", True), ("skip", False)):
        for given, match in (
            ({"table": ["支出总表"]}, {"row": row()}),
            ({"statement": ["本年"]}, {"said": said()}),
            ({"record": ["项目支出绩效目标表"]}, {"record": fact("d", "record")}),
            ({"once": True}, {"doc": fact("d", "document")}),
        ):
            ((scope, _),), _ = taken(given, match, absent=absent)
            assert scope.absent_zero is zero


def test_单位取第一个金额的_没有数的格取它的栏的单位_都没有的取文件的() -> None:
    def unit(*cells: Fact) -> str:
        slots = {f"栏{n}": c for n, c in enumerate((*cells, cell("9", unit="", status="unreadable")))}
        ((scope, _),), _ = taken({"table": ["支出总表"]}, {"row": row(slots=slots)})
        return scope.unit

    assert unit(cell("5", "辆"), cell("3.10"), cell("3.10", "亿元")) == "万元"
    assert unit(cell("", unit="千元"), cell("3.10")) == "千元"
    assert unit(cell("", unit="辆"), cell("3.10")) == "万元"
    assert unit(cell("5", "辆")) == "元"


# ---- 陈述


def said(ident: str = "s1", slots: Sequence[str] = ("本年",), **keys: Any) -> Fact:
    return fact(ident, "statement", {name: cell("3.10") for name in slots}, **keys)


@pytest.mark.parametrize(
    ("given", "keys", "reason"),
    [
        ({"concepts": ["甲"]}, {"concept": "甲"}, ""),
        ({"concepts": ["甲"]}, {"concept": "乙"}, "说的不是 concepts 所列的概念"),
        ({"sections": ["甲"]}, {"section": "甲"}, ""),
        ({"sections": ["甲"]}, {"section": "乙"}, "不在 sections 所列的章节"),
        ({"versus": "上年"}, {"base": "上年"}, ""),
        ({"versus": "上年"}, {}, ""),
        ({"versus": "上年"}, {"base": "预算"}, "增减不是与上年比"),
        ({"lack": ["占比"]}, {}, ""),
        ({"lack": ["占比", "增减率"]}, {"slots": ("增减率", "本年", "占比")}, "有 lack 不许有的“占比”“增减率”"),
    ],
)
def test_按概念章节比谁和不许有的要素挑陈述(given: dict[str, Any], keys: dict[str, Any], reason: str) -> None:
    last = said("后一条", concept="甲", section="甲")
    found, skipped = taken({"statement": ["本年"], **given}, {"said": said(**keys)}, {"said": last})
    assert skipped == ([("s1", reason)] if reason else [])
    assert [subject.id for _, subject in found] == [*([] if reason else ["s1"]), "后一条"]


def test_陈述对上行的_行的各栏也是名称_同名的以行为准_被查的是陈述() -> None:
    own = row(slots={"合计": cell("9.00"), "本年": cell("8.00")})
    ((scope, subject),), _ = taken({"statement": ["本年"], "row": ["支出总表"]}, {"said": said(), "row": own})
    assert subject.id == "s1"
    assert {name: f.printed for name, f in scope.facts.items()} == {"本年": "8.00", "合计": "9.00"}
    assert scope.unit == "万元"


# ---- 列举


def item(slots: Sequence[str] = ("本年",), unit: str = "万元", **keys: Any) -> Fact:
    return fact("i", "stated", {name: cell("1.00", unit) for name in slots}, **keys)


def entry(*items: Fact, head: Fact | None = None, **keys: Any) -> Fact:
    own = {"gap": False, "complete": True, "family": "项目类别", **keys}
    return fact("l1", "list", {"总体": head} if head else {}, items, **own)


HEAD = item()


@pytest.mark.parametrize(
    ("given", "own", "reason"),
    [
        ({"same_unit": True}, entry(item(), item(unit="元")), "各项的单位不同"),
        ({"same_unit": True}, entry(item(), head=item(unit="元")), "各项的单位不同"),
        ({"same_unit": True}, entry(item(), item(unit="辆"), head=HEAD), ""),
        ({}, entry(item(), item(unit="元")), ""),
        ({}, entry(item(), gap=True), "列举中间有没有看懂的项"),
        ({"whole": True}, entry(item()), "没有总额"),
        ({"whole": True}, entry(item(), head=HEAD), ""),
        ({"has": ["本年"]}, entry(item(), item()), ""),
        (
            {"has": ["增减率", "本年", "占比"]},
            entry(item(), item(("本年", "占比"))),
            "有的项缺少 has 要的“增减率”“占比”",
        ),
        ({"has": ["增减额"]}, entry(item(("增减额",), base="上年"), item(("增减额",))), ""),
        (
            {"has": ["增减额"]},
            entry(item(("增减额",), base="上年"), item(("增减额",), base="预算")),
            "各项的增减不是与同一个数相比",
        ),
        (
            {"has": ["增减率"]},
            entry(item(("增减率",), base="上年"), head=item(base="预算")),
            "各项的增减不是与同一个数相比",
        ),
        ({"has": ["本年"]}, entry(item(base="上年"), item(base="预算")), ""),
        ({}, entry(item(), complete=False, family="项级"), "没有列全各级科目"),
        ({}, entry(item(), complete=False), ""),
        ({}, entry(item(), family="项级"), ""),
    ],
)
def test_列举须各项齐全_单位和比的数相同(given: dict[str, Any], own: Fact, reason: str) -> None:
    last = fact("l2", "list", {}, [item()], gap=True)
    found, skipped = taken({"list": ["项目类别"], **given}, {"list": own}, {"list": last})
    assert [own for own in skipped if own[0] == "l1"] == ([("l1", reason)] if reason else [])
    assert skipped[-1][0] == "l2"  # 一列不要的不影响后面的
    if not reason:
        ((scope, subject),) = found
        assert (subject, scope.items, scope.head) == (own, own.items, own.slots.get("总体"))
        assert scope.facts == {}


def test_列举的单位取各项的() -> None:
    own = entry(item(unit="千元"), head=fact("h", "stated"))
    ((scope, _),), _ = taken({"list": ["项目类别"]}, {"list": own})
    assert scope.unit == "千元"


# ---- 表单、句式、全文


def test_表单的名称只取有数的_对上行的加上行的各栏() -> None:
    own = fact("d1", "record", {"预算数": cell("3.10"), "执行数": cell("")}, [HEAD])
    ((scope, subject),), _ = taken({"record": ["甲"]}, {"record": own})
    assert (subject, list(scope.facts), scope.items, scope.unit) == (own, ["预算数"], (HEAD,), "万元")
    both = {"record": own, "row": row(slots={"合计": cell("")})}
    ((scope, subject),), _ = taken({"record": ["甲"], "row": ["乙"]}, both)
    assert (subject, list(scope.facts)) == (own, ["预算数", "合计"])


def test_句式的名称是它的要素_全文一次没有名称_单位取文件的() -> None:
    title = fact("t1", "text", {"年份": cell("3.10")})
    ((scope, subject),), _ = taken({"text": ["甲"]}, {"title": title})
    assert (subject, list(scope.facts), scope.unit) == (title, ["年份"], "元")
    own = fact("d1", "document")
    ((scope, subject),), _ = taken({"once": True}, {"doc": own})
    assert (subject, scope.facts, scope.unit) == (own, {}, "元")


# ---- 收支两侧


def side(name: str, way: str, printed: str, instance: str = "收支总表", **keys: Any) -> Fact:
    value = cell(printed, unit="千元") if printed else cell("", unit="千元")
    return fact(f"{way}{name}", "row", {"合计": value}, row=name, side=way, instance=instance, **keys)


TWO = (
    side("本年收入合计", "收入", "5.00", role="本年收入合计"),
    side("财政拨款", "收入", "5.00", up="本年收入合计"),
    side("上年结转", "收入", "1.00"),
    side("其中一项", "收入", "0.50", said="其中：一项"),
    side("有编码", "收入", "0.50", code="212"),
    side("本年支出合计", "支出", "6.00", role="本年支出合计"),
    side("城乡", "支出", "6.00", up="本年支出合计"),
    side("结转下年", "支出", ""),
)


def columns(*rows: Fact, **given: Any) -> tuple[list[tuple[Scope, Fact]], list[tuple[str, str]]]:
    own = {"table": ["收支总表", "支出决算表"], "each": "column", **given}
    return taken(own, *({"row": r} for r in rows), name="收支总表")


def test_两侧的表逐栏算_行名是名称_明细行和另列的行各成一组() -> None:
    ((scope, subject),), skipped = columns(*TWO)
    assert skipped == []
    assert (subject, scope.unit, scope.absent_zero) == (TWO[0].slots["合计"], "千元", False)
    assert list(scope.facts) == [r.key("row") for r in TWO]
    groups = {name: [f.printed for f in cells] for name, cells in scope.groups.items()}
    assert groups == {"收入行": ["5.00"], "支出行": ["6.00"], "收入另行": ["1.00"], "支出另行": [""]}


def test_两侧的表只取一侧_不分侧的行都取_各张表分开() -> None:
    ((scope, _),), _ = columns(*TWO, side("合计", "", "9.00"), side("附列", "其他", "8.00"), side="支出")
    assert list(scope.facts) == ["本年支出合计", "城乡", "结转下年", "合计"]
    found, _ = columns(TWO[0], side("本年收入合计", "收入", "7.00", "收支总表#2"))
    assert [subject.printed for _, subject in found] == ["5.00", "7.00"]


def test_一栏各行都是空格或零的不查_没有行名的不算() -> None:
    zero, blank = side("甲", "收入", "0.00"), side("乙", "收入", "")
    assert columns(zero, blank)[1] == [(zero.slots["合计"].id, "这一栏各行都是空格或零")]
    assert columns(side("", "收入", "1.00")) == ([], [])
    both = fact("r", "row", {"空栏": cell(""), "合计": cell("1.00")}, row="甲", side="收入", instance="收支总表")
    assert [subject.printed for _, subject in columns(both)[0]] == ["1.00"]


# ---- 怎样对上


def test_陈述按科目编码对上表的行() -> None:
    rules = rule(
        "check: formula\ngiven: {statement: [本年], row: [一般公共预算支出表]}\nneeds: [合计]\n"
        "assert: 本年 == 合计\nmessage: “{name}”{本年}，表中{合计}"
    )
    said = "（类）行政事业单位医疗（款）行政单位医疗（项）：2025年预算数为5.00万元，用于参保。"
    spent = ("210|卫生健康支出|9.00", "21011|行政事业单位医疗|9.00", "2101101|行政单位医疗|4.00")
    text = budget(
        table("一般公共预算支出表", "科目编码|科目名称|合计", *spent),
        explained("一般公共预算支出情况说明", f"1.卫生健康支出{said}"),
    )
    (found,) = audit_text(text, rules).outcomes()
    assert (found.status, found.fields["合计"]) == ("fail", "4.00")


def test_表单对上行和没有这张表的() -> None:
    rules = rule(
        "check: formula\ngiven: {record: [项目支出绩效目标表], row: [项目支出表]}\n"
        "assert: 年度资金总额 == 合计\nmessage: 不同"
    )
    text = lines(budget(table("部门收入总表", "单位名称|合计", "合计|1.00")))
    assert [(o.status, o.at) for o in audit_text(text, rules).outcomes()] == [
        ("not_applicable", "项目支出表"),
        ("not_applicable", "项目支出绩效目标表"),
        ("not_applicable", "全文"),
    ]
