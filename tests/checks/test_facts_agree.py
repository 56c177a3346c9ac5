# ruff: noqa: N802　测试名是中文句子
"""facts_agree：情况说明的数与报表比较。"""

from __future__ import annotations

import pytest

from tests.audit_tools import Audited, audit_text, budget, evidence_lines, explained, lines, rule, table

MESSAGE = "message: “{fact}”：{left.place}为{left.printed}，{right.place}为{right.printed}，相差{diff}{unit}"
BY_CONCEPT = rule(f"check: facts_agree\nby: concept\n{MESSAGE}")
BY_CODE = rule(f"check: facts_agree\nby: code\ntables: [一般公共预算支出表]\n{MESSAGE}")


def sangong(printed: str, sentence: str, unit: str = "单位：万元", rules: str = BY_CONCEPT) -> Audited:
    """“三公”经费表一张，说明一句。"""
    return audit_text(
        budget(
            table(
                "“三公”经费支出表",
                "单位名称|合计|因公出国（境）费|公务用车购置及运行维护费|公务接待费",
                f"合计|{printed}|0.00|0.00|{printed}",
                unit=unit,
            ),
            explained("“三公”经费情况说明", sentence),
        ),
        rules,
    )


def test_一致是通过() -> None:
    found = sangong("3.10", "2025年“三公”经费预算3.10万元。")
    assert found.statuses() == {"pass": 1}


def test_文字省写末尾的零_是同一个数() -> None:
    found = sangong("3.10", "2025年“三公”经费预算3.1万元。")
    assert found.statuses() == {"pass": 1}
    assert not found.outcome().note


def test_不一致_说出概念_两处和相差() -> None:
    found = sangong("3.10", "2025年“三公”经费预算3.01万元。")
    finding = found.finding()
    assert finding.message == (
        "“三公经费合计”：“‘三公’经费情况说明”为3.01万元，《三公经费支出表》“合计”三公经费合计为3.10万元，相差0.09万元"
    )
    assert evidence_lines(finding) == [found.line_of("3.01万元"), found.line_of("合计\t3.10")]
    assert finding.evidence[0].quote == "2025年“三公”经费预算3.01万元。"


def test_两位写反_点出来() -> None:
    cause = sangong("31.20", "2025年“三公”经费预算31.02万元。").finding().likely_cause
    assert "31.02与31.20只是两位数字前后颠倒" in cause


@pytest.mark.parametrize(
    ("yuan", "said", "status"),
    [
        ("31000.00", "3.10", "pass"),
        ("31049.00", "3.10", "pass"),
        ("31051.00", "3.10", "fail"),
        ("30949.00", "3.10", "fail"),
    ],
)
def test_表用元文用万元_换算后按万元的末位比(yuan: str, said: str, status: str) -> None:
    found = sangong(yuan, f"2025年“三公”经费预算{said}万元。", unit="单位：元")
    assert found.outcome().status == status


def test_换算后不符_两边各印自己的单位() -> None:
    message = sangong("31051.00", "2025年“三公”经费预算3.10万元。", unit="单位：元").finding().message
    assert "为3.10万元，" in message
    assert "为31051.00元，" in message


def test_恰好差一万倍_说是单位写混() -> None:
    found = sangong("3.10", "2025年“三公”经费预算31000万元。")
    assert "元、万元写混" in found.finding().likely_cause


def test_约数前后各放宽一个末位() -> None:
    assert sangong("3.10", "2025年“三公”经费预算约3.09万元。").statuses() == {"pass": 1}
    assert sangong("3.10", "2025年“三公”经费预算约3.08万元。").statuses() == {"fail": 1}


def test_表里认不出_无法核查() -> None:
    found = sangong("3.l0", "2025年“三公”经费预算3.10万元。")
    assert found.statuses() == {"unknown": 1}
    assert "3.l0" in found.outcome().reason


def test_表里没有这个概念_不适用() -> None:
    found = audit_text(
        budget(
            table("部门收入总表", "单位名称|合计", "合计|1.00"),
            explained("“三公”经费情况说明", "2025年“三公”经费预算3.10万元。"),
        ),
        BY_CONCEPT,
    )
    assert found.statuses() == {"not_applicable": 1}


def test_只查列出的概念() -> None:
    rules = BY_CONCEPT.replace("by: concept", "by: concept\nconcepts: [机关运行经费]")
    assert sangong("3.10", "2025年“三公”经费预算3.01万元。", rules=rules).statuses() == {"not_applicable": 1}


def test_与几格之一相符即可() -> None:
    """收入总额可以指本年收入合计，也可以指收入总计。"""
    balance = table(
        "部门收支总表",
        "收入||支出|",
        "项目|预算数|项目|预算数",
        "本年收入合计|50.00|本年支出合计|55.00",
        "上年结转|5.00||",
        "收入总计|55.00|支出总计|55.00",
    )

    def said(amount: str) -> Audited:
        return audit_text(budget(balance, explained("收入预算情况说明", f"2025年收入预算{amount}万元。")), BY_CONCEPT)

    assert said("50.00").statuses() == {"pass": 1}
    assert said("55.00").statuses() == {"pass": 1}
    assert "“收入总计”合计为55.00万元，相差1.00万元" in said("56.00").finding().message


def subject(cell: str, said: str) -> Audited:
    return audit_text(
        budget(
            table(
                "一般公共预算支出表",
                "科目编码|科目名称|合计",
                "210|卫生健康支出|20.80",
                "21011|行政事业单位医疗|20.80",
                f"2101101|行政单位医疗|{cell}",
            ),
            explained(
                "一般公共预算支出情况说明",
                f"1.卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）：2025年预算数为{said}万元，用于参保。",
            ),
        ),
        BY_CODE,
    )


def test_按科目编码对行_项级() -> None:
    assert subject("13.23", "13.23").statuses() == {"pass": 1}
    found = subject("13.23", "13.32")
    finding = found.finding()
    assert "为13.32万元" in finding.message
    assert "《一般公共预算支出表》“2101101 行政单位医疗”合计为13.23万元，相差0.09万元" in finding.message
    assert evidence_lines(finding) == [found.line_of("13.32"), found.line_of("13.23")]


def test_按编码比_表认不出_无法核查() -> None:
    found = subject("13.2.3", "13.23")
    assert found.statuses() == {"unknown": 1}


def test_表里是空格而文字有数_报出来_印作空() -> None:
    found = subject("", "13.23")
    assert "合计为空，相差13.23万元" in found.finding().message


def test_按编码比的表没有也没宣布_不适用() -> None:
    found = audit_text(budget(explained("收入预算情况说明", "2025年收入预算5.00万元。")), BY_CODE)
    assert found.statuses() == {"not_applicable": 1}


# ---- 只在文字之间、只在表之间


def twice(first: str, second: str, among: str = "phrases") -> Audited:
    return audit_text(
        budget(
            explained(
                "“三公”经费情况说明",
                f"2025年“三公”经费预算{first}万元。",
                f"按照压减要求，2025年“三公”经费预算{second}万元。" if second else "按照要求压减。",
            ),
        ),
        rule(f"check: facts_agree\nby: concept\nconcepts: [三公经费合计]\namong: [{among}]\n{MESSAGE}"),
    )


def test_文字各处说的同一个数应当相同() -> None:
    assert twice("3.10", "3.10").statuses() == {"pass": 1}
    found = twice("3.10", "3.01")
    assert found.statuses() == {"fail": 1}
    assert set(evidence_lines(found.finding())) == {found.line_of("3.10"), found.line_of("3.01")}


def test_只说了一次的_没有可比() -> None:
    assert twice("3.10", "").statuses() == {"not_applicable": 1}


def test_表的各格应当相同() -> None:
    text = budget(
        table("部门收支总表", "收入||支出|", "项目|预算数|项目|预算数", "收入总计|31.00|支出总计|31.00"),
        table("部门收入总表", "单位名称|合计", "合计|30.00"),
    )
    rules = rule(f"check: facts_agree\nby: concept\nconcepts: [收入总额]\namong: [cells]\n{MESSAGE}")
    assert audit_text(text, rules).statuses() == {"fail": 1}
    assert audit_text(text.replace("30.00", "31.00"), rules).statuses() == {"pass": 1}


# ---- 空表


def emptied(*rows: str) -> str:
    head = "单位名称|合计|因公出国（境）费|公务用车购置及运行维护费|公务接待费"
    return table("“三公”经费支出表", head, *(rows or ("合计||||",)))


def test_空表没有机关运行经费一栏_不与说明的机关运行经费比() -> None:
    said = explained("机关运行经费情况", "2025年机关运行经费财政拨款预算24.11万元。")
    assert audit_text(budget(emptied(), said), BY_CONCEPT).statuses() == {"not_applicable": 1}


def test_空表有那一栏_说明有数_不一致() -> None:
    said = explained("“三公”经费情况说明", "2025年“三公”经费预算24.11万元。")
    assert audit_text(budget(emptied(), said), BY_CONCEPT).statuses() == {"fail": 1}


def coded(rows: tuple[str, ...], said: str = "5.00") -> Audited:
    spent = table("一般公共预算支出表", "科目编码|科目名称|合计", *rows)
    sentence = f"1.卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）：2025年预算数为{said}万元，用于参保。"
    return audit_text(budget(spent, explained("一般公共预算支出情况说明", sentence)), BY_CODE)


def test_同一科目分几行的_加起来对得上就通过_对不上不知道比哪一行() -> None:
    rows = ("2101101|行政单位医疗|2.00", "2101101|行政单位医疗|3.00")
    assert [o.status for o in coded(rows).outcomes()] == ["pass"]
    (unsure,) = coded(rows, "6.00").outcomes()
    assert (unsure.status, unsure.reason) == ("unknown", "《一般公共预算支出表》这个科目有2行，不知道该比哪一行")
    assert [o.status for o in coded(rows, "3.00").outcomes()] == ["pass"]


def test_表里的数认不出_无法核查_另有认得出的就比那一格() -> None:
    (unsure,) = coded(("2101101|行政单位医疗|5.O0",)).outcomes()
    assert unsure.status == "unknown"
    assert unsure.reason.endswith("印的是“5.O0”，认不出是多少")
    assert [o.status for o in coded(("2101101|行政单位医疗|5.O0", "2101101|行政单位医疗|5.00")).outcomes()] == ["pass"]


def test_没有这张表的_说目录列没列() -> None:
    said = explained("“三公”经费情况说明", "2025年“三公”经费预算3.10万元。")
    other = table("部门收入总表", "单位名称|合计", "合计|1.00")
    absent = audit_text(budget(other, said), BY_CODE).outcome()
    assert (absent.status, absent.at) == ("not_applicable", "一般公共预算支出表")
    assert absent.reason == "文件没有《一般公共预算支出表》，目录也没有列"
    listed = audit_text(budget("目录", "一、部门收入总表", "二、一般公共预算支出表", other, said), BY_CODE).outcome()
    assert (listed.status, listed.reason) == ("unknown", "目录列有《一般公共预算支出表》，正文没有找到这张表")
    titled = audit_text(budget(other, "一般公共预算支出表", "单位：万元", said), BY_CODE).outcome()
    assert titled.at == "一般公共预算支出表"
    assert (titled.status, titled.reason) == ("unknown", "正文的《一般公共预算支出表》有标题，但没有读出表格")


PHRASES = rule(f"check: facts_agree\nby: concept\namong: [phrases]\n{MESSAGE}")


def said_twice(first: str, second: str) -> Audited:
    said = explained("“三公”经费情况说明", f"2025年“三公”经费预算{first}。", f"2025年“三公”经费预算{second}。")
    return audit_text(budget(table("部门收入总表", "单位名称|合计", "合计|1.00"), said), PHRASES)


def test_文字两处说的相同() -> None:
    (same,) = said_twice("3.10万元", "31000.00元").outcomes()
    assert same.status == "pass"
    assert same.at == "“三公”经费情况说明/三公经费合计=“三公”经费情况说明/三公经费合计"
    assert (same.evidence, same.calculation, same.compared) == ((), (), ())


def test_文字两处说的不同_各印自己的单位_按后一处的单位说相差() -> None:
    found = said_twice("3.10万元", "30900.00元")
    (wrong,) = found.outcomes()
    assert wrong.fields == {
        "fact": "三公经费合计",
        "left.place": "“‘三公’经费情况说明”",
        "left.printed": "30900.00元",
        "right.place": "“‘三公’经费情况说明”",
        "right.printed": "3.10万元",
        "diff": "100.00",
        "unit": "元",
    }
    assert wrong.group == "三公经费合计/30900.00元/3.10万元"
    assert [(e.value, e.unit, e.place.line) for e in wrong.evidence] == [
        ("30900.00元", "元", found.line_of("30900.00元")),
        ("3.10万元", "万元", found.line_of("3.10万元")),
    ]
    assert [(s.sign, s.printed, s.low, s.high) for s in wrong.calculation] == [
        ("", "30900.00元", 30900, 30900),
        ("=", "3.10万元", 30950, 31050),
    ]


# ---- 比哪一栏、哪些概念，可能原因之外的各项


def test_按编码比_写了columns的比那一栏() -> None:
    text = budget(
        table("一般公共预算支出表", "科目编码|科目名称|合计|基本支出|项目支出", "2101101|行政单位医疗|5.00|3.00|2.00"),
        explained(
            "一般公共预算支出情况说明",
            "1.卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）：2025年预算数为2.00万元，用于参保。",
        ),
    )
    only = BY_CODE.replace("by: code", "by: code\ncolumns: [项目支出]")
    assert audit_text(text, only).statuses() == {"pass": 1}
    assert "合计为5.00万元，相差3.00万元" in audit_text(text, BY_CODE).finding().message


def test_只查列出的概念_前面的不在其列_后面的照查() -> None:
    income = table("部门收入总表", "单位名称|合计", "合计|1.00")
    spent = table("“三公”经费支出表", "单位名称|合计|因公出国（境）费", "合计|3.10|3.10")
    said = lines(
        explained("收入预算情况说明", "2025年收入预算2.00万元。"),
        "二、“三公”经费情况说明",
        "2025年“三公”经费预算3.01万元。",
    )
    rules = BY_CONCEPT.replace("by: concept", "by: concept\nconcepts: [三公经费合计]")
    found = audit_text(budget(income, spent, said), rules)
    assert [o.fields["fact"] for o in found.outcomes(status="fail")] == ["三公经费合计"]


def test_表的各格_只少印小数位的可以列为说明() -> None:
    rules = rule(f"check: facts_agree\nby: concept\nconcepts: [收入总额]\namong: [cells]\nprecision: info\n{MESSAGE}")
    balance = table("部门收支总表", "收入||支出|", "项目|预算数|项目|预算数", "收入总计|31.24|支出总计|31.24")

    def severity(total: str) -> list[str]:
        """收入总表同栏另有两位小数的数，末位按两位。"""
        return [
            f.severity
            for f in audit_text(
                budget(balance, table("部门收入总表", "单位名称|合计", f"合计|{total}", "甲所|1.11", "乙所|30.13")),
                rules,
            ).findings()
        ]

    assert severity("31.2") == ["info"]
    assert severity("31.3") == ["error"]
