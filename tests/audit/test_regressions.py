# ruff: noqa: N802　测试名是中文句子
"""曾经误报、漏报的写法：用随附的规则核查，写对的不报，写错的照报。"""

from __future__ import annotations

from pathlib import Path

import pytest

from reports import build, json_report
from reports.coverage import coverage
from tests.audit_tools import Audited, audit_text, budget, explained, final_account, lines, table
from tests.disclosures import facts_of, labels_of, statement_of

GENERAL = "一般公共预算支出情况"
FUND = "政府性基金预算支出情况"
THREE = "“三公”经费情况"
FINAL_GENERAL = "一般公共预算财政拨款支出决算情况说明"
FINAL_THREE = "财政拨款“三公”经费支出决算情况说明"


def clean(found: Audited, rule_id: str) -> bool:
    """没有问题，也不是没有查。"""
    return not found.findings(rule_id) and bool(found.outcomes(rule_id, "pass"))


# ---- 表头


def movements(total: str) -> Audited:
    """收入支出版的决算表05。"""
    return audit_text(
        final_account(
            table(
                "一般公共预算财政拨款支出决算表",
                "科目编码|科目名称|年初结转和结余|本年收入|本年支出|||年末结转和结余",
                "||合计|合计|合计|基本支出|项目支出|合计",
                f"|合计|2.00|30.00|{total}|18.00|11.00|3.00",
                f"212|城乡社区支出|2.00|30.00|{total}|18.00|11.00|3.00",
            )
        )
    )


def test_收入支出版的决算表_合计是本年支出的合计() -> None:
    assert clean(movements("29.00"), "SUM-110")
    assert movements("29.50").findings("SUM-110")


def funds(total: str) -> Audited:
    return audit_text(
        budget(
            table(
                "部门收入总表",
                "单位名称|合计|一般公共预算|单位资金||",
                "|||小计|事业收入|其他收入",
                f"白鹭区园林局|{total}|20.00|8.00|5.00|3.00",
                f"合计|{total}|20.00|8.00|5.00|3.00",
            )
        )
    )


def test_单位资金之下又分来源_只加小计() -> None:
    assert clean(funds("28.00"), "SUM-113")
    assert funds("29.00").findings("SUM-113")


def test_年份加预算作表头是金额栏() -> None:
    statement = statement_of(
        budget(table("一般公共预算支出表", "科目编码|科目名称|2025年预算", "212|城乡社区支出|9.00"))
    )
    assert labels_of(statement) == ["合计"]


def test_金额栏一栏也没有认出的表_是没有认出_不是通过() -> None:
    text = budget(table("部门支出总表", "科目编码|科目名称|甲数|乙数", "|合计|9.00|6.00", "212|城乡社区支出|9.00|6.00"))
    (sheet,) = [t for t in coverage(facts_of(text))["tables"] if t["kind"] == "支出总表"]
    assert (sheet["status"], sheet["note"]) == ("unrecognised", "没有认出金额栏，没有取数")
    found = audit_text(text)
    assert [(o.at, o.status) for o in found.outcomes("SUM-110") if o.status != "not_applicable"] == [
        ("支出总表", "unknown")
    ]


# ---- 收支两侧


def two_sided(*texts: str) -> Audited:
    return audit_text(budget(table("部门收支总表", "收入||支出|", "项目|预算数|项目|预算数", *texts)))


def thrice(spent: str) -> Audited:
    head = "支出功能分类科目|预算数|部门预算支出经济分类科目|预算数|支出项目|预算数"
    return audit_text(
        budget(
            table(
                "部门收支总表",
                "收入||支出|||||",
                f"项目|预算数|{head}",
                f"一、一般公共预算拨款收入|30.00|一、城乡社区支出|{spent}|一、工资福利支出|18.00|一、基本支出|22.00",
                "||二、住房保障支出|5.00|二、商品和服务支出|10.00|二、项目支出|8.00",
                "||三、其他支出||三、资本性支出|2.00||",
                "本年收入合计|30.00|本年支出合计|30.00|本年支出合计|30.00|本年支出合计|30.00",
                "收入总计|30.00|支出总计|30.00|支出总计|30.00|支出总计|30.00",
            )
        )
    )


def test_支出一侧按三种分类各印一遍_不叠加() -> None:
    assert clean(thrice("25.00"), "SUM-121")
    assert thrice("26.00").findings("SUM-121")


def appropriation(total: str) -> Audited:
    return two_sided(
        "一、财政拨款|30.00|一、城乡社区支出|32.00",
        "（一）一般公共预算|26.00||",
        "（二）政府性基金预算|4.00||",
        "二、其他收入|2.00||",
        f"本年收入合计|{total}|本年支出合计|32.00",
        "收入总计|32.00|支出总计|32.00",
    )


def test_财政拨款之下的三本预算_不重复相加() -> None:
    assert clean(appropriation("32.00"), "SUM-120")
    assert "SUM-120" in appropriation("62.00").failed()


def tuition(total: str) -> Audited:
    return two_sided(
        "一、一般公共预算拨款收入|30.00|一、教育支出|36.00",
        "二、财政专户管理资金收入（教育收费）|6.00||",
        f"本年收入合计|{total}|本年支出合计|36.00",
        "收入总计|36.00|支出总计|36.00",
    )


def test_财政专户管理资金收入带括注_也算一项收入() -> None:
    found = tuition("36.00")
    assert clean(found, "SUM-120")
    assert clean(found, "SUM-122")
    assert "SUM-120" in tuition("35.00").failed()


# ---- 列举


def listed_twice(car: str) -> Audited:
    return audit_text(
        lines(
            budget(),
            explained(
                THREE,
                "2025年“三公”经费财政拨款预算数9.00万元，其中：因公出国（境）费1.00万元，"
                f"公务用车购置及运行维护费{car}万元，公务接待费2.00万元。具体情况如下：",
                "（一）因公出国（境）费1.00万元，与上年持平。",
                f"（二）公务用车购置及运行维护费{car}万元，与上年持平。",
                "（三）公务接待费2.00万元，与上年持平。",
            ),
        )
    )


def test_三公各项总说一遍_分项再说一遍_不加两遍() -> None:
    assert clean(listed_twice("6.00"), "CALC-411")
    assert listed_twice("6.50").findings("CALC-411")


def against(other: str) -> Audited:
    return audit_text(
        lines(
            final_account(),
            explained(
                FINAL_GENERAL,
                "2024年度一般公共预算财政拨款支出30.00万元，较上年增加4.00万元，增长15.38%。其中：",
                f"1.城乡社区支出（类）20.00万元，较{other}增加1.00万元。",
                f"2.住房保障支出（类）10.00万元，较{other}增加1.00万元。",
            ),
        )
    )


def test_各项与总额比的基数不同_增减额不相加() -> None:
    assert not against("年初预算数").findings("CALC-410")
    assert against("上年").findings("CALC-410")


BASIC = table(
    "一般公共预算基本支出表",
    "科目编码|科目名称|合计|人员经费|公用经费",
    "|合计|30.00|25.00|5.00",
    "301|工资福利支出|25.00|25.00|",
    "30101|基本工资|12.00|12.00|",
    "30102|津贴补贴|10.00|10.00|",
    "30103|奖金|3.00|3.00|",
    "302|商品和服务支出|5.00||5.00",
    "30201|办公费|5.00||5.00",
)


def mainly(ending: str) -> Audited:
    return audit_text(
        lines(
            budget(BASIC),
            explained(
                "一般公共预算基本支出情况",
                "2025年一般公共预算基本支出30.00万元，其中：人员经费25.00万元，"
                f"主要包括：津贴补贴、奖金、医疗费{ending}；公用经费5.00万元，主要包括：办公费。",
            ),
        )
    )


def test_列举以等结尾_不算漏列() -> None:
    assert not mainly("等").findings("TXT-305")
    assert mainly("").findings("TXT-305")


def car_rise(reason: str) -> Audited:
    return audit_text(
        lines(
            final_account(),
            explained(
                FINAL_THREE,
                "2024年度“三公”经费财政拨款支出决算9.00万元，其中：因公出国（境）费支出决算0.00万元；"
                "公务用车购置及运行维护费支出决算7.00万元，比上年增加2.00万元；"
                f"公务接待费支出决算2.00万元，与上年持平。{reason}",
            ),
        )
    )


def test_列举之后另起一句说增加的原因_算说明了原因() -> None:
    assert not car_rise("公务用车购置及运行维护费支出决算增加的主要原因是更新车辆1辆。").findings("SG-501")
    assert car_rise("").findings("SG-501")


# ---- 陈述


def test_科目名称里自己带括号_路径照样认得() -> None:
    def path(item: str) -> Audited:
        return audit_text(
            lines(
                budget(),
                explained(
                    GENERAL,
                    f"一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）{item}（项）2025年预算数为9.00万元。",
                ),
            )
        )

    assert clean(path("行政运行"), "SUBJ-903")
    assert path("湿地运行").findings("SUBJ-903")


@pytest.mark.parametrize(
    "path",
    [
        "节能环保支出（类）环境保护管理事务（款）环境保护法规、规划及标准（项）",
        "公共安全支出（类）检察（款）“两房”建设（项）",
    ],
)
def test_科目名称里有顿号_引号_照样认得(path: str) -> None:
    audited = audit_text(lines(budget(), explained(GENERAL, f"{path}2025年预算数为9.00万元。")))
    assert clean(audited, "SUBJ-903")
    assert not any(audited.findings(rule) for rule in ("SUBJ-904", "SUBJ-912", "SUBJ-913"))


def test_结转_收入_支出不是同一个数写了三次() -> None:
    text = "2025年政府性基金预算年初结转和结余3.46万元，本年收入20.00万元，本年支出23.46万元，年末结转和结余0.00万元。"
    assert not audit_text(lines(budget(), explained(FUND, text))).findings("CALC-407")


@pytest.mark.parametrize(("whole", "status"), [("政府性基金预算项目支出", "unknown"), ("项目支出", "fail")])
def test_占的是政府性基金预算项目支出_不拿部门项目支出作底数(whole: str, status: str) -> None:
    sheet = table(
        "支出决算表",
        "科目编码|科目名称|合计|基本支出|项目支出",
        "|合计|80.00|50.00|30.00",
        "212|城乡社区支出|80.00|50.00|30.00",
    )
    text = f"湿地养护项目支出12.00万元，占{whole}总额的100%。"
    found = audit_text(lines(final_account(sheet), explained("预算绩效情况说明", text)))
    assert found.statuses("CALC-402") == {status: 1}


@pytest.mark.parametrize(("base", "wrong"), [("上年", False), ("2024年", True)])
def test_本年写明年度的决算数比上年_不是自己比自己(base: str, wrong: bool) -> None:
    text = f"2024年度一般公共预算财政拨款支出决算数30.00万元，2024年度决算数比{base}减少3.00万元。"
    found = audit_text(lines(final_account(), explained(FINAL_GENERAL, text)))
    assert bool(found.findings("YEAR-101")) == wrong


SPENDING = table(
    "部门支出总表",
    "科目编码|科目名称|合计|基本支出|项目支出",
    "|合计|9.00|6.00|3.00",
    "212|城乡社区支出|9.00|6.00|3.00",
)


@pytest.mark.parametrize(("name", "wrong"), [("基本建设类项目支出", False), ("项目支出", True)])
def test_基本建设类项目支出不是项目支出(name: str, wrong: bool) -> None:
    text = f"2025年支出预算9.00万元，其中：基本支出6.00万元，{name}0.00万元。"
    found = audit_text(lines(budget(SPENDING), explained("支出预算情况", text)))
    assert bool(found.findings("TXT-301")) == wrong


def test_标题以句号收尾_也是那一节() -> None:
    def missing(heading: str) -> bool:
        found = audit_text(lines(final_account(), explained(FINAL_GENERAL, heading, "本部门逐项开展了绩效自评。")))
        return any("绩效" in f.message for f in found.findings("STR-603"))

    assert not missing("（四）预算绩效管理工作开展情况。")
    assert missing("（四）其他工作开展情况。")


@pytest.mark.parametrize(("rate", "wrong"), [("1.83%", False), ("2.83%", True)])
def test_上年数紧跟在年份后面_没有的字(rate: str, wrong: bool) -> None:
    text = f"2025年支出预算1983.81万元，比2024年1948.14万元增加35.67万元，增长{rate}。"
    found = audit_text(lines(budget(), explained("支出预算情况", text)))
    assert bool(found.findings("CALC-401")) == wrong
    assert found.outcomes("CALC-401")


YEARLY = table(
    "“三公”经费支出表",
    "年度|合计|因公出国（境）费|公务用车购置及运行维护费|公务接待费",
    "2024年|10.00|0.00|7.00|3.00",
    "2025年|9.00|0.00|7.00|2.00",
)


@pytest.mark.parametrize(("total", "wrong"), [("9.00", False), ("10.00", True)])
def test_三公表一年一行_取本年的一行(total: str, wrong: bool) -> None:
    text = f"2025年“三公”经费财政拨款预算数{total}万元。"
    found = audit_text(lines(budget(YEARLY), explained(THREE, text)))
    assert bool(found.findings("TXT-301")) == wrong


@pytest.mark.parametrize(("amount", "status"), [("9.00", "pass"), ("8.00", "unknown")])
def test_表中同一科目分单位列两行_文字写的是合计(amount: str, status: str) -> None:
    sheet = table(
        "一般公共预算支出表",
        "单位名称|科目编码|科目名称|合计|基本支出|项目支出",
        "||合计|9.00|9.00|",
        "白鹭区园林局|2120101|行政运行|6.00|6.00|",
        "白鹭区苗圃|2120101|行政运行|3.00|3.00|",
    )
    text = f"城乡社区支出（类）城乡社区管理事务（款）行政运行（项）2025年预算数为{amount}万元。"
    found = audit_text(lines(budget(sheet), explained(GENERAL, text)))
    assert [o.status for o in found.outcomes("TXT-302") if "2120101" in o.at] == [status]


@pytest.mark.parametrize(
    ("sentence", "wrong"), [("主要原因是压减公务接待费0.30万元", False), ("公务接待费0.30万元", True)]
)
def test_原因里的金额不是那一项的本年数(sentence: str, wrong: bool) -> None:
    text = f"2025年“三公”经费财政拨款预算数9.00万元，比2024年减少1.00万元，{sentence}。"
    found = audit_text(lines(budget(YEARLY), explained(THREE, text)))
    assert bool(found.findings("TXT-301")) == wrong


# ---- 连在一起的数


def test_几十位的数_照样核查得完_不算对得上() -> None:
    digits = "12345678" * 5
    found = audit_text(
        budget(
            table(
                "部门支出总表",
                "科目编码|科目名称|合计|基本支出|项目支出",
                f"212|城乡社区支出|{digits}.12|5.00|{digits}",
                f"21201|城乡社区管理事务|{digits}.12|5.00|{digits}",
                f"|合计|{digits}.12|5.00|9.00",
            ),
            explained("支出预算情况说明", f"2025年支出预算{digits}.12万元，比2024年增加{digits}万元，增长{digits}%。"),
        )
    )
    assert not found.counts()["rule_error"]
    json_report.dumps(build.document(Path("公开件.txt"), found.audit))
