# ruff: noqa: N802　测试名是中文句子
"""on_violation：有理由的换级别、换说法，或者不算问题；likely_cause 挑选试哪几种原因；上限。"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.checks import budget as limits
from engine.ruleset.loader import load_ruleset
from tests.audit_tools import audit_text, budget, explained, lines, rule, table, vocabulary, write_rules

RISE = """check: formula
given: {statement: [本年, 增减]}
assert: 增减 <= 0
message: '{name}增加{增减额}'
on_violation:
"""


def said(*sentences: str) -> str:
    return budget(explained("机关运行经费情况", *sentences))


PLAIN = "机关运行经费31.00万元，比上年增加2.00万元。"
REASON = "机关运行经费31.00万元，比上年增加2.00万元，主要原因是新增办公用房。"


def test_说了原因的_换级别和说法() -> None:
    rules = rule(RISE + "  - {if: {has: [原因]}, severity: info, message: '已说明：{原因}', advice: 核实原因。}")
    found = audit_text(said(REASON), rules).finding()
    assert (found.severity, found.message, found.advice) == ("info", "已说明：新增办公用房", "核实原因。")
    assert audit_text(said(PLAIN), rules).finding().severity == "error"


def test_文中有某句话的_不算问题() -> None:
    rules = rule(RISE + "  - {if: {phrase: ['经{机关:text}批准']}, severity: 'off', message: '经{机关}批准'}")
    found = audit_text(said(PLAIN, "上述增加已经区政府批准。"), rules)
    assert found.statuses() == {"not_applicable": 1}
    assert found.outcome().reason == "经区政府批准"
    assert audit_text(said(PLAIN), rules).statuses() == {"fail": 1}


def test_章节不对的话不算() -> None:
    rules = rule(RISE + "  - {if: {phrase: [批准], sections: [三公经费情况]}, severity: info}")
    assert audit_text(said(PLAIN, "上述增加已经批准。"), rules).finding().severity == "error"


def test_算式成立的_用同一套名称和参数() -> None:
    body = (
        "params: {小额: 2万元}\n" + RISE + "  - {if: {assert: 增减 <= 小额}, severity: info, message: '不超过{小额}'}"
    )
    assert audit_text(said(PLAIN), rule(body)).finding().message == "不超过2万元"
    assert audit_text(said(PLAIN.replace("2.00", "2.50")), rule(body)).finding().severity == "error"


def test_第一个成立的生效_只改写了的() -> None:
    body = RISE + "  - {if: {has: [用途]}, severity: info}\n  - {if: {has: [原因]}, severity: warning}"
    found = audit_text(said(REASON), rule(body)).finding()
    assert (found.severity, found.message) == ("warning", "机关运行经费增加2.00万元")


def test_按概念比的规则也可以看陈述的要素() -> None:
    body = "check: facts_agree\nby: concept\non_violation:\n  - {if: {has: [原因]}, severity: info}"
    text = budget(
        table("一般公共预算基本支出表", "科目名称|合计|人员经费|公用经费", "合计|90.00|60.00|30.00"),
        explained("基本支出情况", "公用经费31.00万元，比上年增加2.00万元，主要原因是新增办公用房。"),
    )
    assert [f.severity for f in audit_text(text, rule(body)).findings()] == ["info"]


def test_条件缺数的不算成立() -> None:
    rules = rule(RISE + "  - {if: {assert: '本年 <= fact(公务接待费, 本年)'}, severity: info}")
    assert audit_text(said(PLAIN), rules).finding().severity == "error"


BAD = {
    "不是列表": ("on_violation: {if: {has: [原因]}, severity: info}", "应是列表"),
    "没有条件": ("on_violation:\n  - {severity: info}", "缺少必填的键“if”"),
    "什么也不改": ("on_violation:\n  - {if: {has: [原因]}}", "什么也不改"),
    "两个条件": ("on_violation:\n  - {if: {has: [原因], assert: 增减 > 0}, severity: info}", "中的一个"),
    "没有的要素": ("on_violation:\n  - {if: {has: [缘由]}, severity: info}", "没有“缘由”"),
    "没有的章节": ("on_violation:\n  - {if: {phrase: [批准], sections: [甲乙]}, severity: info}", "没有“甲乙”"),
    "没有的栏目": ("on_violation:\n  - {if: {has: [原因]}, message: '{元因}'}", "没有栏目“元因”"),
    "句式写错": ("on_violation:\n  - {if: {phrase: ['[经]']}, severity: info}", "必须出现"),
    "算式不是判断": ("on_violation:\n  - {if: {assert: 增减 + 1万元}, severity: info}", "判断"),
    "级别": ("on_violation:\n  - {if: {has: [原因]}, severity: 低}", "只能是"),
    "按行取数没有要素": (
        "check: formula\ngiven: {table: [支出总表]}\nassert: 合计 == 0\n"
        "on_violation:\n  - {if: {has: [原因]}, severity: info}",
        "has 只用于",
    ),
    "没有的原因": ("likely_cause: [写错单位]", "没有“写错单位”这种可能原因"),
}


@pytest.mark.parametrize("name", BAD)
def test_例外写错_指到行列(tmp_path: Path, name: str) -> None:
    tail, words = BAD[name]
    head = "" if "check:" in tail else "check: formula\ngiven: {statement: [本年, 增减]}\nassert: 增减 <= 0\n"
    errors = load_ruleset((write_rules(tmp_path, rule(head + tail)),), vocabulary()).errors
    assert [e for e in errors if words in e.message and e.line >= 4 and e.column], errors


# ---- 可能原因

SUM = "check: hierarchy_sum\ntables: [支出总表]"


def spending(total: str, *rows: str) -> str:
    return budget(table("部门支出总表", "科目编码|科目名称|合计", f"|合计|{total}", *rows))


CAUSES = {
    "漏计": "20.00",
    "重复计算": "45.00",
    "小数点错位": "325.00",
    "单位写混": "325000.00",
    "数字颠倒": "35.20",
}
ITEMS = ("212|城乡社区支出|20.00", "221|住房保障支出|12.50")


@pytest.mark.parametrize("name", CAUSES)
def test_可能原因_恰好对上才说_名称在清单里(name: str) -> None:
    outcome = audit_text(spending(CAUSES[name], *ITEMS), rule(SUM)).outcome(status="fail")
    assert outcome.cause == name
    assert outcome.likely_cause


def test_只试规则写了的原因() -> None:
    outcome = audit_text(spending(CAUSES["漏计"], *ITEMS), rule(f"{SUM}\nlikely_cause: [单位写混]")).outcome(
        status="fail"
    )
    assert (outcome.cause, outcome.likely_cause) == ("", "")


def test_误取上年数() -> None:
    text = budget(
        table(
            "部门支出总表",
            "科目编码|科目名称|2024年预算数|2025年预算数",
            "|合计|28.75|28.75",
            "212|城乡社区支出|28.75|31.20",
        )
    )
    outcome = audit_text(text, rule(SUM)).outcome(status="fail")
    assert outcome.cause == "误取上年数"


def test_底数用错() -> None:
    body = "check: formula\ngiven: {statement: [本年, 增减额, 增减率]}\nlet: {上年数: 本年 - sign(方向) * 增减额}\n"
    text = said("机关运行经费10.00万元，比上年增加2.00万元，增长20.00%。")
    outcome = audit_text(text, rule(f"{body}assert: 增减率 == 增减额 / 上年数")).outcome(status="fail")
    assert outcome.cause == "底数用错"


# ---- 上限


def test_结论太多的规则记为出错_不悄悄截断(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_OUTCOMES", 1)
    text = spending("30.00", "212|城乡社区支出|20.00", "221|住房保障支出|10.00")
    rules = rule("check: formula\ngiven: {table: [支出总表]}\nassert: 合计 >= 0")
    found = audit_text(text, rules)
    assert found.statuses() == {"rule_error": 1}
    assert "T-1 结论超过 1 个" in found.outcome().reason


def test_太慢的规则记为出错(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", -1)
    found = audit_text(lines(spending("30.00", "212|城乡社区支出|30.00")), rule(SUM))
    assert found.statuses() == {"rule_error": 1}
    assert "T-1.yaml" in found.outcome().reason
