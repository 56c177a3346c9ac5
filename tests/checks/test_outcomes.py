# ruff: noqa: N802　测试名是中文句子
"""归并规则：同一根源的合成一个问题，各有原因的不合；什么都不丢。

一份虚构的预算：表中环境卫生 320.50 万元，说明前面也写 320.50，后面写成 350.20；
增减率 6.83% 是按 320.50 与上年 300.00 算的。
"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.findings.group import Finding
from engine.outcome import FAIL, NOT_APPLICABLE, UNKNOWN
from engine.ruleset.loader import load_ruleset
from tests.audit_tools import (
    RULES,
    Audited,
    audit_text,
    budget,
    explained,
    lines,
    rule,
    table,
    vocabulary,
    write_rules,
)

TWICE = rule(
    """
check: formula
given: {statement: [本年, 前述]}
assert: 本年 == 前述
message: 前面写{前述}，后面写{本年}
""",
    ident="A-1",
)
RATE = rule(
    """
check: formula
given: {statement: [本年, 上年, 增减率]}
assert: abs(增减率) == abs(本年 - 上年) / 上年
message: 增减率应为{computed}，文中为{增减率}
""",
    ident="A-2",
    severity="warning",
)
TABLE = rule(
    """
check: facts_agree
by: code
tables: [一般公共预算支出表]
columns: [合计]
message: '{left.printed}与{right.printed}不同'
""",
    ident="A-3",
)
MERGE = """
check: outcomes
of: {family: [试写]}
share: [格]
prove: 代入
then: merge
message: '{lead}；另有{count}处（{rules}）'
"""


def text(again: str = "350.20", rate: str = "6.83", listed: str = "320.50", before: str = "300.00") -> str:
    return budget(
        table(
            "一般公共预算支出表",
            "科目编码|科目名称|合计|基本支出|项目支出",
            f"2120501|城乡社区环境卫生|{listed}|20.50|300.00",
        ),
        explained(
            "一般公共预算支出情况",
            "1. “城乡社区支出（类）城乡社区环境卫生（款）城乡社区环境卫生（项）”320.50万元，主要用于清扫保洁。"
            f"2024年当年预算执行数为{before}万元，2025年预算安排{again}万元，"
            f"比2024年预算执行数增加{rate}%。主要原因是清扫面积增加。",
        ),
    )


def merged(source: str, *rules: str, meta: str = MERGE) -> Audited:
    return audit_text(source, (*(rules or (TWICE, RATE, TABLE)), rule(meta, ident="M-1", severity="info")))


def together(found: Audited) -> list[set[str]]:
    """每个问题连同并入的，各是哪几条规则的。"""
    return [{f.rule.id, *(r.rule.id for r in f.related)} for f in found.audit.findings]


def only(found: Audited) -> Finding:
    (finding,) = found.audit.findings
    return finding


# ---- 代入


def test_一个数写错_三条规则不符_合成一个问题() -> None:
    finding = only(merged(text()))
    assert finding.rule.id == "A-1"
    assert finding.message == "前面写320.50万元，后面写350.20万元；另有2处（A-2、A-3）"
    assert [(r.rule.id, r.severity, r.message) for r in finding.related] == [
        ("A-2", "warning", "增减率应为16.73%，文中为6.83%"),
        ("A-3", "error", "350.20万元与320.50万元不同"),
    ]


def test_各处的证据都在_先是留作问题的() -> None:
    values = [e.value for e in only(merged(text())).evidence]
    assert values[:2] == ["350.20万元", "320.50万元"]
    assert {"6.83%", "300.00万元", "320.50"} <= set(values)


def test_归并之后_结论照样逐处计数() -> None:
    apart, joined = audit_text(text(), (TWICE, RATE, TABLE)), merged(text())
    assert joined.counts()[FAIL] == apart.counts()[FAIL] == 3
    assert joined.failed() == {"A-1", "A-2", "A-3"}
    assert joined.statuses("M-1") == {NOT_APPLICABLE: 1}


def test_并入的编号_就是它单独成为问题时的编号() -> None:
    apart, joined = audit_text(text(), (TWICE, RATE, TABLE)), merged(text())
    finding = only(joined)
    assert {finding.id, *(r.id for r in finding.related)} == {f.id for f in apart.audit.findings}


def test_改对那个数仍不符的_另有原因_不合() -> None:
    assert together(merged(text(rate="9.99"))) == [{"A-1", "A-3"}, {"A-2"}]


def test_两个数各错各的_不合() -> None:
    """说明与表不符；增减率按说明的数也不符，按表的数也不符。"""
    source = text(again="320.50", rate="9.99", listed="310.50")
    assert together(merged(source)) == [{"A-3"}, {"A-2"}]


def test_没有碰到同一个数的_不合() -> None:
    """增减率与上年数：前后两处的本年数相同，只有增减率不符。"""
    assert together(merged(text(again="320.50", rate="9.99"))) == [{"A-2"}]


def test_一条规则单独不符_没有可并的() -> None:
    found = merged(text(), TWICE)
    assert together(found) == [{"A-1"}]
    assert found.outcome("M-1").reason == "文件里没有这条规则要查的内容"


def test_几个数相加的_差额补到一个数上就都相符() -> None:
    """一格印错，行的合计、栏的汇总都不符，都不是两个数直接比。"""
    row = rule(
        """
check: formula
given: {table: [支出总表], codes: ['2120501']}
assert: 合计 == 基本支出 + 项目支出
message: 合计{printed}，相加为{computed}
""",
        ident="A-1",
    )
    column = rule(
        "check: hierarchy_sum\ntables: [支出总表]\nmessage: '{row}{column}{printed}，下级{computed}'", ident="A-2"
    )

    def found(project: str, other: str = "30.00") -> Audited:
        source = budget(
            table(
                "部门支出总表",
                "科目编码|科目名称|合计|基本支出|项目支出",
                "21205|城乡社区环境卫生|120.00|40.00|80.00",
                f"2120501|城乡社区环境卫生|90.00|40.00|{project}",
                f"2120502|其他环境卫生|30.00||{other}",
            )
        )
        return merged(source, row, column)

    assert together(found("50.00")) == []
    finding = only(found("59.00"))
    assert finding.message == "21205 城乡社区环境卫生项目支出80.00，下级89.00；另有1处（A-1）"
    assert [r.message for r in finding.related] == ["合计90.00万元，相加为99.00万元"]
    assert together(found("59.00", "31.00")) == [{"A-2"}, {"A-1"}]


# ---- 级别、哪一条留作问题


def test_级别取最重的() -> None:
    light = TWICE.replace("severity: error", "severity: info")
    finding = only(merged(text(), light, RATE, TABLE))
    assert (finding.rule.id, finding.severity) == ("A-3", "error")


def test_lead指定哪一条留作问题() -> None:
    finding = only(merged(text(), meta=MERGE.replace("share:", "lead: {rule: [A-3]}\nshare:")))
    assert finding.rule.id == "A-3"
    assert finding.message.startswith("350.20万元与320.50万元不同；另有2处")


def test_lead指定的规则没有不符合项_不合() -> None:
    meta = MERGE.replace("share:", "lead: {rule: [A-3]}\nshare:")
    assert together(merged(text(), TWICE, RATE, TABLE.replace("[一般公共预算支出表]", "[支出总表]"), meta=meta)) == [
        {"A-1"},
        {"A-2"},
    ]


def test_then写severity_只改级别_不合() -> None:
    meta = MERGE.replace("then: merge", "then: severity").replace(
        "'{lead}；另有{count}处（{rules}）'", "'{lead}，供参考'"
    )
    found = merged(text(), meta=meta)
    assert {f.rule.id: f.severity for f in found.audit.findings} == dict.fromkeys(("A-1", "A-2", "A-3"), "info")
    assert all(f.message.endswith("，供参考") for f in found.audit.findings)


# ---- 相同的是什么


def sums(*figures: str, unit: str = "单位：万元") -> str:
    """两张表各科目逐个对；第二张的单位可以写错。"""
    codes = ["2010101", "2050201", "2080501", "2101101", "2130101", "2210201"]
    names = ["行政运行", "学前教育", "行政单位离退休", "行政单位医疗", "行政运行", "住房公积金"]
    head = "科目编码|科目名称|合计|基本支出|项目支出"
    left = [f"{c}|{n}|{i}1.50|{i}1.50|" for i, (c, n) in enumerate(zip(codes, names, strict=True), 1)]
    right = [f"{c}|{n}|{v}|{v}|" for c, n, v in zip(codes, names, figures, strict=False)]
    return budget(table("部门支出总表", head, *left), table("一般公共预算支出表", head, *right, unit=unit))


PAIR = rule(
    """
check: tables_agree
left: [支出总表]
right: [一般公共预算支出表]
join: code
columns: [合计]
message: '{key}：{left.printed}与{right.printed}'
""",
    ident="B-1",
)
SLIP = """
check: outcomes
of: {cause: [单位写混]}
share: [表, 原因]
min: 5
then: merge
message: '{lead}；另有{count}处'
"""


def test_一张表的单位写错_五处以上合成一个问题() -> None:
    found = merged(sums("11.50", "21.50", "31.50", "41.50", "51.50", "61.50", unit="单位：元"), PAIR, meta=SLIP)
    assert len(found.outcomes("B-1", FAIL)) == 6
    finding = only(found)
    assert finding.message == "2010101：11.50万元与11.50元；另有5处"
    assert len(finding.related) == 5


def test_不足五处_不合() -> None:
    source = sums("11.50", "21.50", "31.50", "41.50", unit="单位：元")
    assert len(merged(source, PAIR, meta=SLIP).audit.findings) == 4


def test_原因不同的_不在其内() -> None:
    found = merged(sums("11.50", "21.50", "31.50", "41.50", "51.50", "60.00", unit="单位：元"), PAIR, meta=SLIP)
    assert len(found.outcomes("B-1", FAIL)) == 6
    assert sorted(len(f.related) for f in found.audit.findings) == [0, 4]


SAME = SLIP.replace("of: {cause: [单位写混]}", "of: {family: [试写]}").replace("min: 5\n", "")


def again(ident: str) -> str:
    return PAIR.replace("id: B-1", f"id: {ident}").replace("columns: [合计]", "columns: [基本支出]")


def test_同一张表里同样的两个数_两条规则_是一个问题() -> None:
    found = merged(sums("11.52"), PAIR, again("B-2"), meta=SAME.replace("[表, 原因]", "[表, 数]"))
    assert together(found) == [{"B-1", "B-2"}]


def test_数不一样的_不合() -> None:
    found = merged(sums("11.52", "21.54"), PAIR, meta=SAME.replace("[表, 原因]", "[表, 数]"))
    assert len(found.audit.findings) == 2


def test_位数太少的数_相同也可能是碰巧_不合() -> None:
    source = sums("11.52").replace("11.50", "1.5").replace("11.52", "1.8")
    found = merged(source, PAIR, again("B-2"), meta=SAME.replace("[表, 原因]", "[表, 数]"))
    assert together(found) == [{"B-1"}, {"B-2"}]


def test_同一科目同样的两个数_是一个问题() -> None:
    found = merged(sums("11.52", "21.54"), PAIR, again("B-2"), meta=SAME.replace("[表, 原因]", "[科目, 数]"))
    assert together(found) == [{"B-1", "B-2"}, {"B-1", "B-2"}]


# ---- 随附的规则


def test_随附的归并规则_合得上的合_合不上的不合() -> None:
    joined = audit_text(text()).audit.findings
    assert [len(f.related) for f in joined if f.rule.family == "计算"] == [2]
    apart = audit_text(text(rate="9.99")).audit.findings
    assert sorted(len(f.related) for f in apart if f.rule.family == "计算") == [0, 1]


# ---- 写错了


@pytest.mark.parametrize(
    ("change", "at", "said"),
    [
        (("of: {family: [试写]}", "of: {famly: [试写]}"), "famly", "of没有“famly”这个键，是否为“family”？"),
        (("of: {family: [试写]}", "of: 试写"), "试写", "of应写成“键: 值”"),
        (("of: {family: [试写]}", "of: {}"), "{}", "of 要说明看哪些结论"),
        (("[试写]}", "[试写, 表文一至]}"), "表文一至", "of 的 family 没有“表文一至”，是否为“表文一致”？"),
        (("of: {family: [试写]}", "of: {rule: CALC-999}"), "CALC-999", "of 的 rule 没有“CALC-999”"),
        (("of: {family: [试写]}", "of: {check: formul}"), "formul", "of 的 check 没有“formul”，是否为“formula”？"),
        (("{family: [试写]}", "{cause: [单位写错]}"), "单位写错", "cause 不能是“单位写错”，是否为“单位写混”？"),
        (("{family: [试写]}", "{severity: [错误]}"), "错误", "severity 不能是“错误”，可用：error、warning、info"),
        (("share: [格]", "lead: {tag: [增减律]}\nshare: [格]"), "增减律", "lead 的 tag 没有“增减律”，是否为“增减"),
        (
            ("share: [格]", "share: [格子]"),
            "格子",
            "share 不能是“格子”，是否为“格”？可用：格、数、表、章节、科目、原因",
        ),
        (("share: [格]", "share: [表]"), "代入", "prove: 代入 要知道换哪一格的数，share 请写 [格]"),
        (("then: merge", "then: drop"), "drop", "“then”不能是“drop”"),
        (("then: merge", "then: merge\nmin: 1"), "1", "min 应是不小于 2 的整数"),
        (("then: merge", "then: merge\nmin: 2.5"), "2.5", "min 应是不小于 2 的整数"),
        (("{rules}", "{rule}"), "rule}", "没有栏目“rule”，是否为“rules”？"),
    ],
)
def test_写错的归并规则_指到那个词(tmp_path: Path, change: tuple[str, str], at: str, said: str) -> None:
    folder = write_rules(tmp_path, rule(MERGE.replace(*change), ident="M-1"))
    (fault,) = load_ruleset((RULES, folder), vocabulary()).errors
    assert said in fault.message
    assert fault.rule_id == "M-1"
    written = (folder / "试写" / "M-1.yaml").read_text(encoding="utf-8").split("\n")
    assert written[fault.line - 1][fault.column - 1 :].startswith(at)


def test_几处写错的_一次都说(tmp_path: Path) -> None:
    written = MERGE.replace("of: {family: [试写]}", "of: {famly: [试写]}\nlead: {causes: [漏计]}")
    written = written.replace("share: [格]", "share: [格子]\nmin: 1")
    folder = write_rules(tmp_path, rule(written, ident="M-1"))
    said = "；".join(fault.message for fault in load_ruleset((RULES, folder), vocabulary()).errors)
    for fault in ("of没有“famly”", "lead没有“causes”", "share 不能是“格子”", "min 应是不小于 2 的整数"):
        assert fault in said


@pytest.mark.parametrize("limit", ["MAX_TRIALS", "MAX_WORK"])
def test_代入到上限_其余不并_说出来(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(f"engine.checks.outcomes.{limit}", 1)
    found = merged(text())
    refused = found.outcome("M-1", UNKNOWN)
    assert refused.reason.startswith("不符合项太多，代入到上限")
    assert refused.at == "全文"
    assert len(found.audit.findings) == 3


def test_不适用的文种_不归并() -> None:
    found = merged(text(), meta=f"applies: {{kind: [决算]}}{MERGE}")
    assert len(found.audit.findings) == 3
    assert found.statuses("M-1") == {NOT_APPLICABLE: 1}


def test_已经归并的几处又与别的同一根源_并到一起() -> None:
    """M-1 按格归并前后两处与增减率，M-2 再按科目和数并入表文一处。"""
    second = rule(
        MERGE.replace("[格]\nprove: 代入", "[科目, 数]").replace("family: [试写]", "rule: [A-1, A-3]"),
        ident="M-2",
        severity="info",
    )
    first = rule(MERGE.replace("family: [试写]", "rule: [A-1, A-2]"), ident="M-1", severity="info")
    found = audit_text(lines(text()), (TWICE, RATE, TABLE, first, second))
    assert together(found) == [{"A-1", "A-2", "A-3"}]


def test_代入而没有说换哪一格_说清写什么(tmp_path: Path) -> None:
    folder = write_rules(tmp_path, rule(MERGE.replace("share: [格]", "share: [表]"), ident="M-1"))
    (fault,) = load_ruleset((RULES, folder), vocabulary()).errors
    assert fault.message == "prove: 代入 要知道换哪一格的数，share 请写 [格]"
