# ruff: noqa: N802　测试名是中文句子
"""forbidden_text：不该出现的文字，同一字样各处合为一个问题。"""

from __future__ import annotations

from tests.audit_tools import Audited, audit_text, budget, evidence_lines, explained, line_of, lines, rule, table

RULE = rule(
    """
check: forbidden_text
phrases: [增加（减少）, XX万元, 20XX年]
exclude: [名词解释]
message: '{place}残留“{match}”，共{count}处'
""",
    severity="warning",
)
TAGS = rule(
    "check: forbidden_text\nraw: [<p>, '&nbsp;']\nmessage: '{place}残留“{match}”，共{count}处'", severity="info"
)


def said(*paragraphs: str, rules: str = RULE) -> Audited:
    return audit_text(budget(explained("收入预算情况说明", *paragraphs)), rules)


def test_没有是通过() -> None:
    found = said("2025年收入预算5.00万元，与上年持平。")
    assert found.statuses() == {"pass": 1}
    assert not found.audit.findings


def test_同一字样各处合为一个问题_处数和各行都在() -> None:
    found = said("收入增加（减少）1.00万元。", "其他收入增加（减少）2.00万元。", "事业收入增加(减少)3.00万元。")
    finding = found.finding()
    assert finding.severity == "warning"
    assert finding.message == "“收入预算情况说明”残留“增加（减少）”，共3处"
    assert evidence_lines(finding) == [found.line_of(f"{n}.00万元") for n in (1, 2, 3)]
    assert [e.value for e in finding.evidence] == ["增加（减少）", "增加（减少）", "增加(减少)"]


def test_不同字样各是一个问题() -> None:
    found = said("收入增加（减少）XX万元。")
    assert {f.message for f in found.findings()} == {
        "“收入预算情况说明”残留“增加（减少）”，共1处",
        "“收入预算情况说明”残留“XX万元”，共1处",
    }


def test_中间断了空格也认得_照原样印() -> None:
    found = said("收入增加 （减 少）1.00万元。")
    assert [e.value for e in found.finding().evidence] == ["增加 （减 少）"]


def test_排除的章节不查() -> None:
    text = budget(
        explained("收入预算情况说明", "收入1.00万元。"),
        "第四部分 名词解释",
        "一、某某率：与上年相比增加（减少）的比例。",
    )
    assert audit_text(text, RULE).statuses() == {"pass": 1}


def test_目录里的不算() -> None:
    text = budget(
        "目录",
        "一、收入预算增加（减少）情况",
        "二、支出预算情况",
        "第三部分 部门情况说明",
        "一、收入预算情况",
        "收入1.00万元。",
    )
    assert audit_text(text, RULE).statuses() == {"pass": 1}


def test_表格里的也查_指出是哪张表() -> None:
    text = budget(table("部门收入总表", "单位名称|合计", "（XX万元以下的不列）|1.00", "合计|1.00"))
    found = audit_text(text, RULE)
    assert found.finding().message == "《收入总表》残留“XX万元”，共1处"
    assert evidence_lines(found.finding()) == [line_of(text, "XX万元")]


def test_网页标签按原文字面找() -> None:
    found = said("<p>收入1.00万元。</p>", "支出&nbsp;1.00万元。", rules=TAGS)
    assert {f.message for f in found.findings()} == {
        "“收入预算情况说明”残留“<p>”，共1处",
        "“收入预算情况说明”残留“&nbsp;”，共1处",
    }
    assert [evidence_lines(f) for f in found.findings()] == [
        [found.line_of("<p>")],
        [found.line_of("&nbsp;")],
    ]


def test_断行的一段_指到字样所在的行() -> None:
    text = budget(
        explained(
            "收入预算情况说明", "2025年收入预算五万元，与上年相比，主要是事业单位的\n其他收入增加（减少）的缘故。"
        )
    )
    found = audit_text(text, RULE)
    assert evidence_lines(found.finding()) == [line_of(text, "增加（减少）")]


def test_只查指定章节() -> None:
    rules = RULE.replace("exclude: [名词解释]", "sections: [支出情况]")
    text = lines(
        budget(explained("收入预算情况说明", "收入增加（减少）1.00万元。")),
        "二、支出预算情况说明",
        "支出增加（减少）2.00万元。",
    )
    assert evidence_lines(audit_text(text, rules).finding()) == [line_of(text, "2.00万元")]


def test_只看自己这条规则的句式_不看别的规则找到的() -> None:
    other = rule("check: forbidden_text\nphrases: [与上年持平]\nmessage: '{match}'", ident="T-2")
    found = audit_text(budget(explained("收入预算情况说明", "收入与上年持平。")), (RULE, other))
    assert (found.statuses(), found.statuses("T-2")) == ({"pass": 1}, {"fail": 1})


def test_在哪一节_在哪张表_都不在的说第几行() -> None:
    def places(*parts: str) -> list[str]:
        return [o.fields["place"] for o in audit_text(budget(*parts), RULE).outcomes(status="fail")]

    assert places(explained("收入预算情况说明", "收入XX万元。")) == ["“收入预算情况说明”"]
    assert places("收入XX万元。") == ["第5行"]
