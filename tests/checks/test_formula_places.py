# ruff: noqa: N802　测试名是中文句子
"""formula 的结论：在哪里、几处怎样合、没有查的为什么、截尾和没有意义的怎么说。"""

from __future__ import annotations

import pytest

from engine.explain.build import Explanation, explain
from engine.inference.select import matcher
from engine.outcome import Outcome
from tests.audit_tools import audit_text, budget, explained, load_rules, rule, table
from tests.checks.test_not_whole import judged
from tests.disclosures import facts_of, vocabulary

HEAD = "科目编码|科目名称|合计|基本支出|项目支出"


def checked(body: str, *parts: str) -> list[Outcome]:
    return judged(budget(*parts), rule(f"check: formula\n{body}"))


def why(body: str, *parts: str) -> Explanation:
    """gouji explain 所见。"""
    ruleset = load_rules(rule(f"check: formula\n{body}"))
    (own,) = ruleset.rules
    return explain(own, ruleset, vocabulary(), matcher("reference"), facts_of(budget(*parts)))


def told(*outcomes: Outcome) -> list[tuple[str, str, str]]:
    return [(o.status, o.at, o.reason) for o in outcomes]


SPENT = table("部门支出总表", HEAD, "212|城乡社区支出|30.00|18.00|11.00", "221|住房保障支出|30.00|18.00|11.00")
ROWS = "given: {table: [支出总表]}\nassert: 合计 == 基本支出 + 项目支出\n"


@pytest.mark.parametrize(
    ("merge", "groups"),
    [
        ("", ["30万元/18万元/11万元"] * 2),
        ("merge: numbers\n", ["30万元/18万元/11万元"] * 2),
        ("merge: place\n", ["支出总表/212", "支出总表/221"]),
        ("merge: rule\n", ["T-1", "T-1"]),
    ],
)
def test_几处怎样合_按数_按处_全文合一(merge: str, groups: list[str]) -> None:
    found = checked(merge + ROWS, SPENT)
    assert [o.group for o in found] == groups
    assert [o.at for o in found] == ["支出总表/212", "支出总表/221"]


SAID = "收入预算20.00万元（其中：财政拨款15.00万元，其他资金6.00万元）"
BALANCE = table("部门收支总表", "收入||支出|", "项目|预算数|项目|预算数", "收入总计|55.00|支出总计|56.00")


@pytest.mark.parametrize(
    ("body", "part", "at"),
    [
        ("given: {once: 是}\nassert: fact(文件年度) == 2024", SPENT, "全文"),
        (
            "given: {statement: [本年]}\nassert: 本年 == 0",
            explained("收入情况", "收入预算20.00万元。"),
            "收入情况/收入总额",
        ),
        ("given: {table: [收支总表], each: column}\nassert: 收入总计 == 支出总计", BALANCE, "收支总表/合计"),
        (
            "given: {list: [括号], same_unit: 是}\nassert: sum(各项.值) <= 总体.值",
            explained("收支情况", f"{SAID}。"),
            "收支情况/收入预算/括号",
        ),
    ],
)
def test_在哪里_全文_陈述_一栏_一列(body: str, part: str, at: str) -> None:
    assert [(o.status, o.at) for o in checked(body, part)] == [("fail", at)]


@pytest.mark.parametrize(("project", "at"), [("公园养护", "项目支出绩效目标表/公园养护"), ("", "项目支出绩效目标表")])
def test_在哪里_表单说项目(project: str, at: str) -> None:
    form = table(
        "项目支出绩效目标表",
        f"项目名称|{project}|||",
        "项目资金（万元）|年度资金总额|20.00||",
        "|其中：财政拨款|18.00||",
        "一级指标|二级指标|三级指标|指标值|权重",
        "产出指标|数量指标|养护面积|≥12公顷|90",
        unit="",
    )
    body = "given: {record: [项目支出绩效目标表]}\nassert: 年度资金总额 == 财政拨款"
    assert [(o.status, o.at) for o in checked(body, form)] == [("fail", at)]


def test_没有意义的_说除数为零还是方向不明_几样都说() -> None:
    text = explained("收入情况", "收入预算20.00万元，比上年增加2.00万元，主要原因是工作安排。")
    body = "given: {{statement: [本年, 方向, 原因]}}\nassert: {}"

    def reason(test: str) -> str:
        (found,) = checked(body.format(test), text)
        assert found.status == "not_applicable"
        return found.reason

    zero = "本年 / (本年 - 本年)"
    assert reason(f"{zero} == 50%") == f"{zero} 的除数为零"
    assert reason("sign(方向) == sign(原因)") == "sign(原因) 的方向不明"
    assert reason(f"sign(方向) == sign(原因) and {zero} == 50%") == f"sign(原因) 的方向不明，{zero} 的除数为零"


CUT = "given: {statement: [本年, 占比]}\nlet: {总额: 30000万元}\nassert: 占比 == 本年 / 总额\n"


def shared(rate: str) -> str:
    return explained("支出预算情况说明", f"基本支出20000.00万元，占{rate}%。")


def test_不用底数的比率_截尾的通过而附说明_要说的列为说明() -> None:
    (passed,) = checked(CUT, shared("66.66"))
    assert (passed.status, passed.at) == ("pass", "支出预算情况说明/部门基本支出")
    assert passed.note == "“支出预算情况说明”：比率按截尾计"
    (info,) = checked(f"rounding_info: 是\n{CUT}", shared("66.66"))
    assert (info.status, info.at, info.group, info.severity) == ("fail", passed.at, passed.at, "info")
    assert info.message == "“支出预算情况说明”部门基本支出“66.66%”是截尾所得，四舍五入应为66.67%"
    assert [e.value for e in info.evidence] == ["66.66%", "20000.00万元"]
    assert [s.sign for s in info.calculation][1] == "=="
    assert info.compared == ()
    assert [o.status for o in checked(f"rounding_info: 是\n{CUT}", shared("66.65"))] == ["fail"]
    (rounded,) = checked(f"rounding_info: 是\n{CUT}", shared("66.67"))
    assert (rounded.status, rounded.note) == ("pass", "")
    assert rounded.fields == {"printed": "66.67%", "computed": "66.67%"}


def test_几个底数都不相符_按第一个说_其余的解释时说() -> None:
    body = "given: {statement: [本年, 占比]}\nassert: 占比 == 本年 / 底数\nbase: [总体, 各项之和]\n"
    goods = "政府采购货物预算100.00万元，占40.00%、政府采购服务预算150.00万元，占70.00%"
    found = why(body, explained("政府采购情况说明", f"2025年政府采购预算总额300.00万元，其中：{goods}。"))
    assert [o.status for o in found.outcomes] == ["pass", "fail"]
    assert "也试作占比的底数，同样不相符" in [group.reason for group in found.skipped]


def test_缺needs要的_解释时说缺哪几样() -> None:
    found = why("needs: [合计, 经营支出, 上缴上级支出]\n" + ROWS, SPENT)
    assert [group.reason for group in found.skipped] == ["缺少 needs 要的“经营支出”“上缴上级支出”"]
    assert told(*found.outcomes) == [("not_applicable", "全文", "文件里没有这条规则要核对的数")]


def test_合计格是空的_说哪一格() -> None:
    blank = table("部门支出总表", HEAD, "212|城乡社区支出||18.00|12.00")
    assert told(*checked(ROWS, blank)) == [
        (
            "unknown",
            "支出总表/212",
            "《支出总表》“212 城乡社区支出”合计是空的，而各分项有数，不能断定是漏填还是没有读出",
        )
    ]
    (several,) = checked(ROWS.replace("合计 ==", "合计 + 项目支出 =="), blank)
    assert several.status == "fail"
    (least,) = checked(ROWS.replace("合计 ==", "合计 >="), blank)
    assert least.status == "fail"


@pytest.mark.parametrize(("blank", "status"), [("skip", "not_applicable"), ("unknown", "unknown")])
def test_空的格_不按零的_说哪一格(blank: str, status: str) -> None:
    own = table("部门支出总表", HEAD, "212|城乡社区支出|18.00|18.00|")
    assert told(*checked(f"blank: {blank}\n{ROWS}", own)) == [
        (status, "支出总表/212", "《支出总表》“212 城乡社区支出”项目支出是空的")
    ]


def test_缺的数_说缺什么_算不符合的有证据() -> None:
    body = ROWS.replace("项目支出\n", "项目支出 + 经营支出\n")
    own = table("部门支出总表", HEAD, "212|城乡社区支出|18.00|18.00|0.00")
    assert told(*checked(body, own)) == [("unknown", "支出总表/212", "缺少经营支出")]
    assert told(*checked(f"absent: skip\n{body}", own)) == [("not_applicable", "支出总表/212", "缺少经营支出")]
    several = ROWS.replace("项目支出\n", "上缴上级支出 + 经营支出\n")
    assert told(*checked(several, own)) == [("unknown", "支出总表/212", "缺少上缴上级支出、经营支出")]
    (wrong,) = checked(f"absent: fail\n{body}", own)
    assert (wrong.status, wrong.at, wrong.reason, wrong.group) == (
        "fail",
        "支出总表/212",
        "缺少经营支出",
        "支出总表/212",
    )
    assert [e.value for e in wrong.evidence] == ["18.00", "18.00", "0.00"]
    assert (wrong.fields["row"], wrong.fields["合计"]) == ("212 城乡社区支出", "18.00")


@pytest.mark.parametrize(
    ("given", "name", "slot"),
    [("table", "收入总表", "合计"), ("record", "项目支出绩效目标表", "年度资金总额")],
)
def test_要查的表没有_说没有(given: str, name: str, slot: str) -> None:
    assert told(*checked(f"given: {{{given}: [{name}]}}\nassert: {slot} == 0", SPENT)) == [
        ("not_applicable", name, f"文件没有《{name}》，目录也没有列"),
        ("not_applicable", "全文", "文件里没有这条规则要核对的数"),
    ]


def test_缺needs要的那一条不查_后面的照查() -> None:
    text = explained("支出预算情况说明", "2025年支出预算30000.00万元。", "基本支出20000.00万元，占66.67%。")
    body = "given: {statement: [本年]}\nneeds: [占比]\nassert: 占比 == 本年 / 30000万元\n"
    assert [(o.status, o.at) for o in checked(body, text)] == [("pass", "支出预算情况说明/部门基本支出")]


def test_空的格不按零的_没有空格照查_缺数的栏目有另一边() -> None:
    own = table("部门支出总表", HEAD, "212|城乡社区支出|18.00|18.00|0.00")
    assert [o.status for o in checked(f"blank: skip\n{ROWS}", own)] == ["pass"]
    (wrong,) = checked("absent: fail\n" + ROWS.replace("项目支出\n", "项目支出 + 经营支出\n"), own)
    assert (wrong.fields["left"], wrong.fields["unit"]) == ("18.00万元", "万元")


def test_陈述缺的要素_按零() -> None:
    text = explained("支出预算情况说明", "基本支出20000.00万元。")
    body = "absent: zero\ngiven: {statement: [本年]}\nassert: 本年 == 上年\n"
    (wrong,) = checked(body, text)
    assert (wrong.status, wrong.fields["right"]) == ("fail", "无此栏万元")


def test_句式只取自己这条规则的() -> None:
    rules = [
        rule(
            f"check: formula\ngiven: {{text: ['{word}{{甲:amount}}']}}\nassert: 甲 == 1万元\nmerge: place", ident=ident
        )
        for ident, word in (("T-1", "办公费"), ("T-2", "差旅费"))
    ]
    text = budget(explained("支出预算情况说明", "办公费1.00万元，差旅费2.00万元。"))
    found = audit_text(text, rules)
    assert (found.statuses("T-1"), found.statuses("T-2")) == ({"pass": 1}, {"fail": 1})
