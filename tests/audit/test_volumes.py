# ruff: noqa: N802　测试名是中文句子
"""一份里印了几套表：部门的、各单位的各与自己的比；同一单位重印的与同一套的比；没有的不与别的套比，也不漏。"""

from __future__ import annotations

import pytest

from benchmarks.generator.compose import disclosure
from benchmarks.generator.draft import Draft, Para
from benchmarks.scaling.grow import copies, office
from tests.audit_tools import Audited, audit_text, budget, evidence_lines, lines, rule, table

COLUMNS = "科目编码|科目名称|合计|基本支出|项目支出"
BY_CODE = rule(
    """
check: tables_agree
left: [支出总表]
right: [一般公共预算支出表]
join: code
columns: [合计]
missing: {right: fail, left: fail}
message: '{key}：{left.printed}、{right.printed}'
"""
)
PAIR = rule(
    """
check: tables_agree
pairs: [支出总表/合计/合计 = 收入总表/合计/合计]
message: '{left.printed}、{right.printed}'
"""
)
ONCE = rule(
    """
check: formula
given: {once: 是}
assert: fact(支出总额) == fact(收入总额)
message: '{left}、{right}'
"""
)
SAID = rule(
    """
check: facts_agree
by: concept
message: '{fact}：{left.printed}、{right.printed}'
"""
)
SAID_CODE = rule(
    """
check: formula
given: {statement: [本年], row: [支出总表]}
assert: 本年 == 合计
message: '{本年}、{合计}'
"""
)


def income(total: str) -> str:
    return table("部门收入总表", "单位名称|合计|事业收入", f"合计|{total}|0.00")


def spending(total: str, code: str = "212") -> str:
    return table("部门支出总表", COLUMNS, f"|合计|{total}|{total}|0.00", f"{code}|城乡社区支出|{total}|{total}|0.00")


def public(total: str, code: str = "212") -> str:
    return table(
        "一般公共预算支出表", COLUMNS, f"|合计|{total}|{total}|0.00", f"{code}|城乡社区支出|{total}|{total}|0.00"
    )


def one(total: str, spent: str = "", granted: str = "", said: str = "") -> str:
    """一套表和说明；另写的是改错的数。"""
    words = (
        "情况说明",
        "一、收支预算总体情况",
        f"2025年收入总计{total}万元，支出总计{total}万元。",
        "二、支出预算情况",
        f"2025年支出预算{said or total}万元。",
        "三、一般公共预算情况",
        f"（一）城乡社区支出（类）2025年预算数为{total}万元。",
    )
    return lines(income(total), spending(spent or total), public(granted or total), *words)


def volume(*sets: str) -> str:
    return budget(*sets)


def fails(text: str, rules: str) -> list[str]:
    return [f.message for f in audit_text(text, rules).findings()]


RULES = {"按编码": BY_CODE, "按格": PAIR, "一套一次": ONCE, "按概念": SAID}


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_部门和两个单位_各与自己的比_都相符(rules: str) -> None:
    found = audit_text(volume(one("46.13"), one("30.21"), one("15.92")), rules)
    assert found.findings() == []
    assert found.statuses()["pass"] >= 3
    assert set(found.statuses()) <= {"pass", "not_applicable"}


WRONG = {
    "按编码": (BY_CODE, {"granted": "30.12"}, "212：30.21、30.12"),
    "按格": (PAIR, {"spent": "30.12"}, "30.12、30.21"),
    "一套一次": (ONCE, {"spent": "30.12"}, "30.12、30.21"),
    "按概念": (SAID, {"said": "30.12"}, "支出总额：30.12万元、30.21万元"),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("nth", (0, 1, 2))
def test_哪一套错_说的就是哪一套(name: str, nth: int) -> None:
    rules, wrong, message = WRONG[name]
    parts = [one(total) for total in ("46.13", "30.21", "15.92")]
    parts.insert(nth, parts.pop(1))
    parts[nth] = one("30.21", **wrong)
    text = volume(*parts)
    found = audit_text(text, rules)
    assert found.finding().message.replace("万元", "") == message.replace("万元", "")
    lines_of = text.split("\n")
    assert any(n is not None and "30.12" in lines_of[n - 1] for n in evidence_lines(found.finding()))


@pytest.mark.parametrize("name", WRONG)
def test_错成别的一套的数_照样说(name: str) -> None:
    """单位的一套里误写了部门的数：别的套里有这个数，不能拿来当对照。"""
    rules, wrong, message = WRONG[name]
    found = audit_text(volume(one("46.13"), one("30.21", **dict.fromkeys(wrong, "46.13")), one("15.92")), rules)
    assert found.finding().message.replace("万元", "") == message.replace("万元", "").replace("30.12", "46.13")


def test_同一单位整套重印_一套里的错只与这一套的比() -> None:
    text = volume(one("46.13"), one("46.13", granted="46.31"), one("46.13"))
    found = audit_text(text, BY_CODE)
    assert [o.status for o in found.outcomes()].count("pass") == 2
    assert found.finding().message == "212：46.13、46.31"
    spent = [n for n, line in enumerate(text.split("\n"), 1) if line.startswith("212\t")]
    assert evidence_lines(found.finding()) == spent[2:4]


def test_一张印了两次_另一张一次_两张都与它比() -> None:
    for first, second in (("46.13", "46.13"), ("46.31", "46.13"), ("46.13", "46.31")):
        found = audit_text(budget(spending(first), public("46.13"), "附表", spending(second)), BY_CODE)
        assert found.audit.facts.sets.names == ("1",)
        assert [o.status for o in found.outcomes()] == ["pass" if m == "46.13" else "fail" for m in (first, second)]
        assert {f.message for f in found.findings()} == {f"212：{m}、46.13" for m in {first, second} - {"46.13"}}


def test_一张印了两次_只印一次的错了_两处都说() -> None:
    found = audit_text(budget(spending("46.13"), public("46.31"), "附表", spending("46.13")), BY_CODE)
    assert found.statuses() == {"fail": 2}
    assert [f.message for f in found.findings()] == ["212：46.13、46.31（同样的问题共2处）"]


def test_一张分成两张的_相加再比() -> None:
    parts = spending("40.00"), spending("6.13")
    assert audit_text(budget(*parts, public("46.13")), BY_CODE).statuses() == {"pass": 1}
    assert fails(budget(*parts, public("46.31")), BY_CODE) == ["212：46.13（2处相加）、46.31"]


def test_一张分成两张_有一张是零的_加起来对得上就不报() -> None:
    assert audit_text(budget(spending("46.13"), spending("0.00"), public("46.13")), BY_CODE).statuses() == {"pass": 1}


def test_有一套没有这张表_不与别的套比_说明不适用_没有的行照说() -> None:
    bare = lines(income("30.21"), spending("30.21"), "情况说明", "二、支出预算情况", "2025年支出预算30.21万元。")
    found = audit_text(volume(one("46.13"), bare, one("15.92")), BY_CODE)
    assert found.audit.facts.sets.names == ("1", "2", "3")
    assert found.findings() == []
    assert [(o.at, o.reason) for o in found.outcomes(status="not_applicable")] == [
        ("第2套/支出总表/一般公共预算支出表", "这一套没有《一般公共预算支出表》")
    ]
    other = lines(income("30.21"), spending("30.21"), public("30.21", "213"))
    assert len(fails(volume(one("46.13"), other, one("15.92")), BY_CODE)) == 2


def test_一套一次的_有一套没有要比的数_说这一套缺什么_别的照查() -> None:
    bare = lines(spending("30.21"), public("30.21"), "情况说明", "二、支出预算情况", "2025年支出预算30.21万元。")
    found = audit_text(volume(one("46.13"), bare, one("15.92", spent="15.29")), ONCE)
    assert [(o.at, o.status, o.reason) for o in found.outcomes()] == [
        ("全文", "pass", ""),
        ("第2套", "not_applicable", "这一套缺少收入总额（本年）"),
        ("第3套", "fail", ""),
    ]


def test_指定的格_有一套没有的_说这一套没有_别的照比() -> None:
    bare = lines(spending("30.21"), public("30.21"), "情况说明", "二、支出预算情况", "2025年支出预算30.21万元。")
    found = audit_text(volume(one("46.13"), bare, one("15.92")), PAIR)
    (lacking,) = found.outcomes(status="not_applicable")
    assert (found.statuses()["pass"], lacking.at.split("/")[0]) == (2, "第2套")
    assert lacking.reason == "这一套没有这张表，或表中没有这一行、这一栏"


def test_逐栏核算的_全文的数取自同一套() -> None:
    rules = rule(
        """
check: formula
given: {table: [收支总表], each: column, side: 收入}
assert: 收入总计 == fact(一般公共预算支出)
message: '{left}、{right}'
"""
    )

    def balanced(total: str, granted: str = "") -> str:
        rows = f"收入总计|{total}|支出总计|{total}"
        return lines(table("部门收支总表", "收入||支出|", "项目|预算数|项目|预算数", rows), one(total, granted=granted))

    found = audit_text(volume(balanced("46.13"), balanced("30.21", "30.12"), balanced("15.92")), rules)
    assert found.statuses() == {"pass": 2, "fail": 1}
    assert found.finding().message == "30.21万元、30.12万元"


@pytest.mark.parametrize("wrong", ({"said": "30.12"}, {"spent": " "}), ids=("不同", "空格"))
@pytest.mark.parametrize(("first", "second", "severity"), [("46.31", "", "info"), ("", "30.11", "error")])
def test_例外的条件看同一套的数(wrong: dict[str, str], first: str, second: str, severity: str) -> None:
    rules = SAID.replace(
        "check:", "on_violation: [{if: {assert: fact(收入总额) == fact(一般公共预算支出)}, severity: info}]\ncheck:", 1
    ).replace("by: concept", "by: concept\nconcepts: [支出总额]")
    text = volume(one("46.13", granted=first), one("30.21", granted=second, **wrong), one("15.92"))
    assert [f.severity for f in audit_text(text, rules).findings()] == [severity]


def test_陈述按科目只对上同一套的行() -> None:
    assert fails(volume(one("46.13"), one("30.21")), SAID_CODE) == []
    assert fails(volume(one("46.13"), one("30.21", spent="30.12")), SAID_CODE) == ["30.21万元、30.12"]


def test_条件一套一套地看() -> None:
    when = BY_CODE.replace("check:", "when: fact(收入总额) == fact(一般公共预算支出)\ncheck:", 1)
    text = volume(one("46.13"), one("30.21", granted="30.12"), one("15.92"))
    found = audit_text(text, when)
    assert found.findings() == []
    assert [o.at for o in found.outcomes(status="pass")] == [
        f"支出总表{n}/{row}/合计=一般公共预算支出表{n}/{row}/合计" for n in ("", "#3") for row in ("212",)
    ]


def _body(draft: Draft) -> tuple[int, int]:
    """表和说明从哪里起，到哪里止。"""
    keys = [p.key if isinstance(p, Para) else "" for p in draft.pieces]
    return min(keys.index(k) for k in ("部分/表", "部分/说明")), keys.index("部分/名词")


def _generated(kind: str, seeds: tuple[int, int, int]) -> str:
    """部门的一份，后面接上两个单位的表和说明；三家的数毫不相干。"""
    whole, *units = [disclosure(seed, kind, office(tasks)) for seed, tasks in zip(seeds, (4, 5, 3), strict=True)]
    end = _body(whole)[1]
    more = [piece for unit in units for piece in unit.pieces[slice(*_body(unit))]]
    whole.pieces = [*whole.pieces[:end], *more, *whole.pieces[end:]]
    return whole.text()


@pytest.mark.parametrize(
    ("kind", "seeds"),
    [
        ("预算", (7, 6, 13)),  # 有一家说明在表的前面，有一家没有项目支出表
        ("预算", (11, 18, 21)),
        ("决算", (5, 11, 12)),
        ("决算", (14, 17, 27)),
    ],
)
def test_没有错的一册_整套规则没有误报(kind: str, seeds: tuple[int, int, int]) -> None:
    found = audit_text(_generated(kind, seeds))
    assert found.audit.facts.sets.names == ("1", "2", "3")
    assert [f.message for f in found.audit.findings if f.severity in ("error", "warning")] == []


def test_表和说明重复几遍_匹配和结论随遍数增加_不是平方() -> None:
    def size(times: int) -> tuple[Audited, int]:
        found = audit_text(copies(times))
        return found, len(found.audit.results)

    (_, two), (_, four), (found, eight) = size(2), size(4), size(8)
    assert abs((eight - four) - 2 * (four - two)) <= 0.1 * (four - two)
    assert found.audit.findings == ()
