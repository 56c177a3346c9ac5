# ruff: noqa: N802　测试名是中文句子
"""indicators：绩效指标的形式、重复、权重、得分。"""

from __future__ import annotations

import pytest

from engine.checks.common import Context
from engine.checks.indicator_terms import limits, words
from tests.audit_tools import Audited, audit_text, budget, evidence_lines, final_account, rule, table, vocabulary
from tests.disclosures import facts_of

MESSAGE = "message: 《{table}》“{name}”指标值“{printed}”{problem}"


def rows_rule(*texts: str, more: str = "") -> str:
    listed = "\n".join(f"  - {t}" for t in texts)
    return rule(f"check: indicators\ntables: [项目支出绩效目标表]\n{more}rows:\n{listed}\n{MESSAGE}")


COUNTED = rows_rule("{where: {numeric: 是, name_ends: [满意度]}, must: {unit_not: ['@计数单位']}, problem: 以件数计量}")
NEGATIVE = rows_rule("{where: {numeric: 是, name_lacks: ['@可为负词']}, must: {not_negative: 是}, problem: 为负数}")
QUANTIFIED = rows_rule("{where: {level2: [数量]}, must: {numeric: 是}, problem: 应当量化}")


def targets(*texts: str, rules: str, project: str = "公园养护") -> Audited:
    """一个项目的绩效目标表；texts 每条“一级|二级|三级|值|权重”。"""
    return audit_text(budget(goal(project, *texts)), rules)


def goal(project: str, *texts: str) -> str:
    return table(
        "项目支出绩效目标表",
        f"项目名称|{project}|||",
        "项目资金（万元）|年度资金总额|20.00||",
        "一级指标|二级指标|三级指标|指标值|权重",
        *texts,
        unit="",
    )


def satisfied(value: str, name: str = "游客满意度") -> Audited:
    return targets(f"满意度指标|服务对象满意度指标|{name}|{value}|10", rules=COUNTED)


@pytest.mark.parametrize("value", ["≥95%", "≥ 9 5%", "\\geq 95%", ">=95%", "不低于95%", "≥9分"])
def test_满意度用百分比或分_通过(value: str) -> None:
    assert satisfied(value).statuses() == {"pass": 1}


@pytest.mark.parametrize("value", ["≥5次", "≥ 5 次", "5人次", "≥3个"])
def test_满意度用次数计量_报出来_照印原值(value: str) -> None:
    found = satisfied(value)
    finding = found.finding()
    assert finding.message.startswith("《项目支出绩效目标表》“游客满意度”指标值“")
    assert finding.message.endswith("”以件数计量")
    assert evidence_lines(finding) == [found.line_of("游客满意度")]
    assert finding.evidence[0].quote == f"满意度指标\t服务对象满意度指标\t游客满意度\t{value}\t10".replace("  ", " ")


def test_名称末尾的括号说明不影响判断() -> None:
    assert satisfied("≥5次", name="满意度（游客）").statuses() == {"fail": 1}


def test_定性的满意度_这条规则不管() -> None:
    assert satisfied("较高").statuses() == {"not_applicable": 1}


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("养护及时率", "-100%", {"fail": 1}),
        ("养护及时率", "=100%", {"pass": 1}),
        ("绿地面积增长率", "≥-1%", {"not_applicable": 1}),
    ],
)
def test_负数(name: str, value: str, status: dict[str, int]) -> None:
    found = targets(f"产出指标|质量指标|{name}|{value}|10", rules=NEGATIVE)
    assert found.statuses() == status


def test_负数照印() -> None:
    message = targets("产出指标|质量指标|养护及时率|-100%|10", rules=NEGATIVE).finding().message
    assert message == "《项目支出绩效目标表》“养护及时率”指标值“-100%”为负数"


def test_数量指标要有数() -> None:
    found = targets(
        "产出指标|数量指标|养护面积|≥12公顷|10",
        "||修剪次数|按需开展|10",
        "|质量指标|苗木长势|良好|10",
        rules=QUANTIFIED,
    )
    assert found.statuses() == {"pass": 1, "fail": 1}
    assert found.finding().message == "《项目支出绩效目标表》“修剪次数”指标值“按需开展”应当量化"


@pytest.mark.parametrize("value", ["一份", "每季度两次", "十二期"])
def test_汉字写的件数也是数(value: str) -> None:
    assert targets(f"产出指标|数量指标|巡查报告|{value}|10", rules=QUANTIFIED).statuses() == {"pass": 1}


@pytest.mark.parametrize("value", ["一致", "统一管理", "百分之百落实"])
def test_有汉字数字而不是件数(value: str) -> None:
    assert targets(f"产出指标|数量指标|巡查报告|{value}|10", rules=QUANTIFIED).statuses() == {"fail": 1}


@pytest.mark.parametrize("blank", ["无", "—", "/"])
def test_没有设的一类_名称和指标值都是空话_不查(blank: str) -> None:
    assert targets(f"产出指标|数量指标|{blank}|{blank}|", rules=QUANTIFIED).statuses() == {"not_applicable": 1}


def test_一二级指标向下沿用() -> None:
    found = targets("产出指标|数量指标|养护面积|≥12公顷|10", "||修剪次数|按需开展|10", rules=QUANTIFIED)
    assert found.outcome(status="fail").fields["level1"] == "产出指标"
    assert found.outcome(status="fail").fields["level2"] == "数量指标"


def test_同一指标在两个项目里同样写错_合为一个问题_两行都是证据() -> None:
    bad = "满意度指标|服务对象满意度指标|游客满意度|≥5次|10"
    found = audit_text(budget(goal("公园养护", bad), goal("行道树养护", bad)), COUNTED)
    finding = found.finding()
    assert "同样的问题共2处" in finding.message
    assert evidence_lines(finding) == [found.line_of("游客满意度"), found.line_of("游客满意度", 2)]


RANGE = rows_rule("{where: {unit: ['%'], name_ends: [率]}, must: {range: ['0', '100']}, problem: 超过100%}")


@pytest.mark.parametrize(("value", "status"), [("≥100%", "pass"), ("≥100.1%", "fail"), ("≥0%", "pass")])
def test_范围含两端(value: str, status: str) -> None:
    assert targets(f"产出指标|质量指标|验收合格率|{value}|10", rules=RANGE).statuses() == {status: 1}


FILED = rows_rule("{where: {name_ends: [满意度]}, must: {level2: [满意]}, problem: 归类不当}")


def test_归类() -> None:
    assert targets("满意度指标|服务对象满意度指标|游客满意度|≥90%|10", rules=FILED).statuses() == {"pass": 1}
    assert targets("产出指标|数量指标|游客满意度|≥90%|10", rules=FILED).statuses() == {"fail": 1}


OPERATOR = rows_rule(
    "{where: {operator: ['≤'], unit: ['%'], below: 60, name_ends: [完成率]}, must: {never: 是}, problem: 写反}"
)


def test_算符与数值的条件() -> None:
    assert targets("产出指标|质量指标|任务完成率|≤5%|10", rules=OPERATOR).statuses() == {"fail": 1}
    assert targets("产出指标|质量指标|任务完成率|≥5%|10", rules=OPERATOR).statuses() == {"not_applicable": 1}
    assert targets("产出指标|质量指标|任务完成率|≤60%|10", rules=OPERATOR).statuses() == {"not_applicable": 1}


NOT_VALUE = rows_rule("{where: {name_lacks: [事故]}, must: {not_value: ['@无效取值']}, problem: 不是目标}")


def test_无效取值() -> None:
    assert targets("产出指标|数量指标|养护面积|无|10", rules=NOT_VALUE).statuses() == {"fail": 1}
    assert targets("产出指标|数量指标|安全事故|无|10", rules=NOT_VALUE).statuses() == {"not_applicable": 1}


UNIQUE = rule(f"check: indicators\ntables: [项目支出绩效目标表]\nunique: 是\n{MESSAGE}")


def test_同一项目内重复() -> None:
    found = targets(
        "产出指标|数量指标|养护公园面积|≥12公顷|10", "||养护公园面积|≥15公顷|10", "||修剪行道树数|≥3次|10", rules=UNIQUE
    )
    assert found.finding().message == "《项目支出绩效目标表》“养护公园面积”指标值“≥15公顷”重复，另一处为“≥12公顷”"
    assert evidence_lines(found.finding()) == [found.line_of("≥15公顷")]


def test_不同项目的同名指标不算重复() -> None:
    one = "产出指标|数量指标|养护公园面积|≥12公顷|10"
    assert not audit_text(budget(goal("公园养护", one), goal("行道树养护", one)), UNIQUE).audit.findings


WEIGHTS = rule(f"check: indicators\ntables: [项目支出绩效目标表]\nweights: ['90', '100']\n{MESSAGE}", severity="info")


@pytest.mark.parametrize(("last", "status"), [("30", "pass"), ("40", "pass"), ("35", "fail"), ("", "not_applicable")])
def test_权重合计(last: str, status: str) -> None:
    found = targets("产出指标|数量指标|养护面积|≥12公顷|60", f"||修剪次数|≥3次|{last}", rules=WEIGHTS)
    assert found.statuses() == {status: 1}


def test_权重合计不合惯例_印出合计() -> None:
    found = targets("产出指标|数量指标|养护面积|≥12公顷|60", "||修剪次数|≥3次|35", rules=WEIGHTS)
    assert "合计为95，通常为90、100" in found.finding().message


SCORE = rule(
    """
check: indicators
tables: [项目绩效自评表]
rows:
  - {where: {name_lacks: [总分]}, must: {score_within: 是}, problem: 得分高于分值}
message: 《{table}》“{name}”{problem}：{computed}
"""
)


def test_得分不得高于分值() -> None:
    found = audit_text(
        final_account(
            table(
                "项目支出绩效自评表",
                "项目名称|公园养护|||||",
                "一级指标|二级指标|三级指标|年初目标值|实际完成值|分值|得分",
                "产出指标|数量指标|养护面积|≥12公顷|12公顷|15|15",
                "||修剪次数|≥3次|4次|15|18",
                unit="",
            )
        ),
        SCORE,
    )
    assert found.statuses() == {"pass": 1, "fail": 1}
    assert found.finding().message == "《项目绩效自评表》“修剪次数”得分高于分值：得分18，分值15"


def test_表没有也没宣布_不适用() -> None:
    found = audit_text(budget(table("部门收入总表", "单位名称|合计", "合计|1.00")), COUNTED)
    assert found.statuses() == {"not_applicable": 1}


def test_宣布而没有的_无法核查() -> None:
    text = budget(
        "目录",
        "一、部门收入总表",
        "二、项目支出绩效目标表",
        "三、部门支出总表",
        table("部门收入总表", "单位名称|合计", "合计|1.00"),
    )
    assert audit_text(text, COUNTED).statuses() == {"unknown": 1}


# ---- 更多的条件和要求


def kept(*texts: str, where: str, must: str) -> dict[str, int]:
    return targets(*texts, rules=rows_rule(f"{{where: {where}, must: {must}, problem: 不合要求}}")).statuses()


ONE = "产出指标|数量指标|养护面积|≥12公顷|90"


def test_名称以某字开头() -> None:
    assert kept(ONE, where="{name_begins: [养护]}", must="{never: 是}") == {"fail": 1}
    assert "fail" not in kept(ONE, where="{name_begins: [面积]}", must="{never: 是}")


def test_不得放在某类之下() -> None:
    assert kept(ONE, where="{name_has: [面积]}", must="{not_under: [效益]}") == {"pass": 1}
    assert kept(ONE, where="{name_has: [面积]}", must="{not_under: [数量]}") == {"fail": 1}


def test_某栏必须填写() -> None:
    assert kept(ONE, where="{numeric: 是}", must="{filled: [权重, 单位]}") == {"pass": 1}
    bare = "产出指标|数量指标|养护面积|≥12公顷|"
    assert kept(bare, where="{numeric: 是}", must="{filled: [权重]}") == {"fail": 1}


def test_每个项目至少要有一条() -> None:
    where = "{level1: [满意度]}"
    found = targets(ONE, rules=rows_rule(f"{{where: {where}, must: {{require: 是}}, problem: 没有满意度指标}}"))
    assert found.finding().message == "《项目支出绩效目标表》“公园养护”指标值“”没有满意度指标"
    both = (ONE, "满意度指标|服务对象满意度指标|游客满意度|≥95%|10")
    assert kept(*both, where=where, must="{require: 是}") == {"pass": 1}


@pytest.mark.parametrize(
    ("limits", "value", "status"),
    [
        ("[0, 100]", "≥0%", "pass"),
        ("'(0, 100]'", "≥0%", "fail"),
        ("'(0, 100]'", "≥100%", "pass"),
        ("'[0, 100)'", "≥100%", "fail"),
        ("[0, 100]", "≥100.5%", "fail"),
    ],
)
def test_范围可以不含一端(limits: str, value: str, status: str) -> None:
    text = f"满意度指标|服务对象满意度指标|游客满意度|{value}|10"
    assert kept(text, where="{unit: ['%']}", must=f"{{range: {limits}}}") == {status: 1}


def test_凭几项算重复() -> None:
    def found(unique: str) -> dict[str, int]:
        rules = rule(f"check: indicators\ntables: [项目支出绩效目标表]\nunique: {unique}\n{MESSAGE}")
        return targets(ONE, "产出指标|质量指标|养护面积|≥12公顷|10", rules=rules).statuses()

    assert found("是") == {"fail": 1}
    assert "fail" not in found("[二级指标, 三级指标]")


DISTINCT = rule(
    "check: indicators\ntables: [项目支出绩效目标表]\ngroup: 项目名称\n"
    f"distinct: {{of: [三级指标, 指标值], overlap: 80%, min: 3}}\n{MESSAGE}"
)
FIVE = [f"产出指标|数量指标|养护面积{n}|≥{n}公顷|20" for n in "12345"]


def pair(second: list[str]) -> Audited:
    return audit_text(budget(goal("公园养护", *FIVE), goal("绿地养护", *second)), DISTINCT)


def test_两个项目的指标大半相同_报出来() -> None:
    found = pair([*FIVE[:4], "产出指标|数量指标|补栽株数|≥9株|20"])
    assert found.statuses() == {"fail": 1}
    assert "与“公园养护”的指标有4条相同" in found.finding().message


def test_同一项目印在两张表里_不是照抄() -> None:
    text = budget(goal("公园养护", *FIVE), goal("公园养护", *FIVE))
    assert audit_text(text, DISTINCT).statuses() == {"not_applicable": 1}


def test_相同的不到八成_通过() -> None:
    other = [f"产出指标|数量指标|补栽株数{n}|≥{n}株|20" for n in "12"]
    assert pair(FIVE[:3] + other).statuses() == {"pass": 1}


def test_指标太少的不比() -> None:
    assert pair(FIVE[:2]).statuses() == {"not_applicable": 1}


def test_同一项目内重复而指标值相同_与另一处不同的分开说() -> None:
    rules = rule(f"check: indicators\ntables: [项目支出绩效目标表]\nunique: 'true'\n{MESSAGE}")
    found = targets(
        "产出指标|数量指标|养护公园面积|≥12公顷|10",
        "||养护公园面积|≥12公顷|10",
        "||养护公园面积|≥15公顷|10",
        "||养护树|≥1株|10",
        "||养护树|≥1株|10",  # 三个字以下的名称多是通称
        rules=rules,
    )
    assert [o.fields["problem"] for o in found.outcomes()] == ["重复，且两处指标值相同", "重复，另一处为“≥12公顷”"]


ACTUAL = rule(
    "check: indicators\ntables: [项目绩效自评表]\ncolumn: 实际完成值\nrows:\n"
    f"  - {{where: {{level2: [数量]}}, must: {{numeric: 是}}, problem: 应当是数}}\n{MESSAGE}"
)


def test_查实际完成值一栏_空的跳过_照印这一栏的值() -> None:
    text = final_account(
        table(
            "项目支出绩效自评表",
            "项目名称|公园养护|||||",
            "一级指标|二级指标|三级指标|年初目标值|实际完成值|分值|得分",
            "产出指标|数量指标|养护面积|大面积||15|15",
            "||修剪次数|≥3次|已完成|15|14",
            "||补栽株数|按需补栽|20株|15|15",
            unit="",
        )
    )
    found = audit_text(text, ACTUAL)
    right, wrong = sorted(found.outcomes(), key=lambda o: o.status, reverse=True)
    assert (right.status, right.at) == ("pass", "项目绩效自评表/公园养护/补栽株数")
    assert (wrong.status, wrong.at) == ("fail", "项目绩效自评表/公园养护/修剪次数")
    assert (wrong.fields["printed"], wrong.fields["computed"]) == ("已完成", "得分14，分值15")
    assert wrong.group == "项目绩效自评表/修剪次数/已完成/应当是数"


@pytest.mark.parametrize("rate", ["'(0， 100]'", "'（0, 100]'", "'( 0 , 100 ]'", "' (0,100] '"])
def test_范围的标点可以是全角(rate: str) -> None:
    for value, status in (("≥0%", "fail"), ("≥100%", "pass"), ("≥101%", "fail")):
        text = f"满意度指标|服务对象满意度指标|游客满意度|{value}|10"
        assert kept(text, where="{unit: ['%']}", must=f"{{range: {rate}}}") == {status: 1}


@pytest.mark.parametrize(
    "written",
    [
        ("5",),
        ("0", "1", "2"),
        ("{0, 100]",),
        ("[0, 100}",),
        ("[0, 100X",),
        ("[0 100]",),
        ("[甲, 100]",),
        ("[0, Infinity]",),
    ],
)
def test_写得不像范围的_读不出(written: tuple[str, ...]) -> None:
    assert limits(written) is None


def test_词表里没有的词表_等于没有词() -> None:
    context = Context(facts_of(budget("公园养护。")), vocabulary())
    assert words(("@没有这个词表", "养护"), context) == ("养护",)


def test_缺指标的结论_说哪个项目_指到表() -> None:
    where = "{level1: [满意度]}"
    rules = rows_rule(f"{{where: {where}, must: {{require: 是}}, problem: 没有满意度指标}}")
    (wrong,) = targets(ONE, rules=rules).outcomes()
    assert wrong.at == "项目支出绩效目标表/公园养护/应有的指标"
    assert wrong.group == f"{wrong.at}/没有满意度指标"
    assert (wrong.fields["name"], wrong.fields["printed"]) == ("公园养护", "")


def test_几个项目都缺_合成一个_至多列四个名称() -> None:
    row = "{where: {level1: [满意度]}, must: {require: 是}, problem: 没有满意度指标}"
    both = "满意度指标|服务对象满意度指标|游客满意度|≥95%|10"
    text = budget(*(goal(f"{n}区养护", ONE) for n in "甲乙丙丁戊"), goal("己区养护", ONE, both))
    right, wrong = audit_text(text, rows_rule(row, more="merge: 是\n")).outcomes()
    assert (right.status, right.at) == ("pass", "项目支出绩效目标表/己区养护")
    assert wrong.at == "项目支出绩效目标表/应有的指标/没有满意度指标"
    assert wrong.group == "项目支出绩效目标表/没有满意度指标"
    assert wrong.fields["name"] == "甲区养护、乙区养护、丙区养护、丁区养护等5个项目"
    assert wrong.fields["count"] == "5"
    assert len(wrong.evidence) == 5
    four = budget(*(goal(f"{n}区养护", ONE) for n in "甲乙丙丁"))
    (all_named,) = audit_text(four, rows_rule(row, more="merge: 是\n")).outcomes()
    assert all_named.fields["name"] == "甲区养护、乙区养护、丙区养护、丁区养护"


def test_一个项目没有读全的无法核查_后面的项目缺的照说() -> None:
    row = "{where: {level1: [满意度]}, must: {require: 是}, problem: 没有满意度指标}"
    text = budget(goal("公园养护", "产出指标||养护面积|≥12公顷|90"), goal("绿地养护", ONE))
    found = audit_text(text, rows_rule(row))
    assert [(o.status, o.at.split("/")[1]) for o in found.outcomes()] == [
        ("unknown", "公园养护"),
        ("fail", "绿地养护"),
    ]


def test_两个项目雷同的结论_说几条_各条都是证据_至多十二处() -> None:
    many = [f"产出指标|数量指标|养护面积{n}|≥{n}公顷|20" for n in range(1, 15)]
    text = budget(goal("公园养护", *many), goal("绿地养护", *many))
    (wrong,) = audit_text(text, DISTINCT).outcomes()
    assert wrong.at == "项目支出绩效目标表/绿地养护/公园养护"
    assert wrong.fields["name"] == "绿地养护"
    assert (wrong.fields["printed"], wrong.fields["count"]) == ("14条", "14")
    assert wrong.fields["problem"] == "与“公园养护”的指标有14条相同"
    assert len(wrong.evidence) == 12


def test_至少一条的条件可以看指标值() -> None:
    rules = rows_rule("{where: {value_is: [100%]}, must: {require: 是}, problem: 没有全部完成的指标}")
    done = "产出指标|质量指标|苗木成活率|100%|10"
    assert targets(ONE, done, rules=rules).statuses() == {"pass": 1}
    assert targets(ONE, rules=rules).statuses() == {"fail": 1}
