# ruff: noqa: N802　测试名是中文句子
"""套：几套表印在一份里，每张表、每段说明属于第几套；只多印一两张的不另成一套。"""

from __future__ import annotations

from engine.facts.build import FactSet
from tests.disclosures import budget, facts_of, lines, table

HEADS = {
    "收支总表": ("项目|预算数|项目|预算数", "一般公共预算拨款收入|{0}|城乡社区支出|{0}", "收入总计|{0}|支出总计|{0}"),
    "收入总表": ("单位名称|合计|事业收入", "合计|{0}|0.00"),
    "支出总表": ("科目编码|科目名称|合计", "|合计|{0}", "212|城乡社区支出|{0}"),
    "一般公共预算支出表": ("科目编码|科目名称|合计", "|合计|{0}", "212|城乡社区支出|{0}"),
}
ALL = tuple(HEADS)


def tables(total: str, kinds: tuple[str, ...] = ALL) -> str:
    """一套表，总数都是 total。"""
    return lines(*(table(f"部门{kind}", *(row.format(total) for row in HEADS[kind])) for kind in kinds))


def words(total: str) -> str:
    """一遍说明。"""
    return lines(
        "情况说明",
        "一、收支预算总体情况",
        f"2025年收入总计{total}万元，支出总计{total}万元。",
        "二、支出预算情况",
        f"2025年支出预算{total}万元。",
    )


def of_tables(facts: FactSet) -> list[str]:
    return [f.key("set") for f in facts.of("table")]


def of_words(facts: FactSet) -> list[str]:
    return [f.key("set") for f in facts.of("statement")]


def test_一套表从头又排一遍_是另一套() -> None:
    facts = facts_of(budget(tables("46.13"), tables("30.21"), tables("15.92")))
    assert facts.sets.names == ("1", "2", "3")
    assert of_tables(facts) == ["1"] * 4 + ["2"] * 4 + ["3"] * 4
    assert {f.key("set") for f in facts.of("cell", instance="支出总表#2")} == {"2"}


def test_只有一套的_都是第一套() -> None:
    facts = facts_of(budget(tables("46.13"), words("46.13")))
    assert facts.sets.names == ("1",)
    assert {f.key("set") for f in facts.facts} <= {"1", ""}


def test_单位的一套不印全_多一种_先后不同_仍是一套一套的() -> None:
    fewer = budget(tables("46.13"), tables("30.21", ALL[1:3]), tables("15.92"))
    assert of_tables(facts_of(fewer)) == ["1"] * 4 + ["2"] * 2 + ["3"] * 4
    more = budget(tables("46.13", (ALL[0], *ALL[2:])), tables("30.21"))
    assert of_tables(facts_of(more)) == ["1"] * 3 + ["2"] * 4
    first = budget(tables("46.13", ALL[1:]), "松涛中学", tables("30.21"), "松涛小学", tables("15.92"))
    assert of_tables(facts_of(first)) == ["1"] * 3 + ["2"] * 4 + ["3"] * 4
    moved = budget(tables("46.13"), tables("30.21", (ALL[0], ALL[2], ALL[1], ALL[3])))
    assert of_tables(facts_of(moved)) == ["1"] * 4 + ["2"] * 4


def test_多印一张_一张分成两张_同一单位重印一部分_不另成一套() -> None:
    for again in ((ALL[2],), (ALL[0], ALL[2])):
        facts = facts_of(budget(tables("46.13"), tables("46.13", again)))
        assert facts.sets.names == ("1",), again
    split = facts_of(budget(tables("46.13", (ALL[0], ALL[0], ALL[1], ALL[2], ALL[2], ALL[3]))))
    assert split.sets.names == ("1",)
    before = facts_of(budget(tables("46.13", (ALL[0], ALL[2])), tables("46.13")))
    assert before.sets.names == ("1",)


def test_同一单位整套重印_各成一套() -> None:
    assert of_tables(facts_of(budget(tables("46.13"), tables("46.13")))) == ["1"] * 4 + ["2"] * 4


def test_各种表按表排在一起的_分不出套() -> None:
    """表一：部门、甲、乙；表二：部门、甲、乙。"""
    mixed = budget(*(tables(total, (kind,)) for kind in ALL for total in ("46.13", "30.21", "15.92")))
    assert facts_of(mixed).sets.names == ("1",)


def test_各套的第一张_各是这一套的第一张() -> None:
    facts = facts_of(budget(tables("46.13"), tables("30.21", (*ALL, ALL[3]))))
    firsts = [f.key("instance") for f in facts.of("table", first=True)]
    assert firsts == [*ALL, *(f"{kind}#2" for kind in ALL)]


def test_概念在各套的表里各有一格() -> None:
    facts = facts_of(budget(tables("46.13"), tables("30.21")))
    assert [(f.key("set"), f.printed) for f in facts.of("known", concept="支出总额")][:1] == [("1", "46.13")]
    assert {f.printed for f in facts.of("known", concept="支出总额", set="2")} == {"30.21"}


def test_说明与表一套隔一套_表在前_说明在前_说明都在最后() -> None:
    one, two = ("46.13", "30.21")
    for parts in (
        (tables(one), words(one), tables(two), words(two)),
        (words(one), tables(one), words(two), tables(two)),
        (tables(one), tables(two), words(one), words(two)),
        (tables(one), words(one), words(two), tables(two)),
    ):
        facts = facts_of(budget(*parts))
        assert facts.sets.names == ("1", "2")
        said = {f.slots["本年"].printed: f.key("set") for f in facts.of("statement")}
        assert said == {"46.13万元": "1", "30.21万元": "2"}


def test_只有一遍说明_是第一套的_不在每一套都有的_看位置() -> None:
    alone = facts_of(budget(tables("46.13"), tables("30.21"), words("46.13")))
    assert set(of_words(alone)) == {"1"}
    some = budget(tables("46.13"), words("46.13"), tables("30.21"), words("30.21"), tables("15.92"))
    assert set(of_words(facts_of(some))) == {"1", "2"}
    last = budget(tables("46.13"), words("46.13"), tables("30.21"), tables("15.92"), words("15.92"))
    assert set(of_words(facts_of(last))) == {"1", "3"}


def test_不知道是哪一套的说明_说出来() -> None:
    facts = facts_of(budget(tables("46.13"), tables("30.21"), tables("15.92"), words("46.13"), words("15.92")))
    assert set(of_words(facts)) == {"不明1", "不明2"}
    told = [u for u in facts.not_understood if "哪一套" in u.reason]
    assert [(u.what, u.printed) for u in told] == [("章节", "一、收支预算总体情况")] * 2
