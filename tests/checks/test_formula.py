# ruff: noqa: N802　测试名是中文句子
"""formula：逐行、逐栏、逐条陈述、逐张表单的算式。"""

from __future__ import annotations

import pytest

from tests.audit_tools import Audited, audit_text, budget, evidence_lines, explained, final_account, rule, table

ROW = rule(
    """
check: formula
given: {table: [支出总表]}
needs: [合计, 基本支出]
absent: zero
assert: 合计 == 基本支出 + 项目支出 + 经营支出
message: 《{table}》“{row}”合计列示{printed}，各栏相加为{computed}，相差{diff}
"""
)
GROWTH = rule(
    """
check: formula
given: {statement: [本年, 增减额, 增减率]}
let: {上年数: 本年 - sign(方向) * 增减额}
assert: abs(增减率) == 增减额 / 上年数
message: “{name}”本年{本年}、{方向}{增减额}，应{方向}{computed}，文中为{增减率}
"""
)
SHARE = rule(
    """
check: formula
given: {statement: [本年, 占比]}
rounding_info: 是
assert: 占比 == 本年 / 底数
message: “{name}”{本年}占{底数}的{computed}，文中为{占比}
"""
)


# ---- 逐行


def row(*texts: str, head: str = "科目编码|科目名称|合计|基本支出|项目支出", rules: str = ROW) -> Audited:
    return audit_text(budget(table("部门支出总表", head, *texts)), rules)


def test_逐行_各栏相加() -> None:
    assert row("212|城乡社区支出|30.00|18.00|12.00").statuses() == {"pass": 1}
    found = row("212|城乡社区支出|30.00|18.00|12.50", "221|住房保障支出|5.00|5.00|")
    assert found.statuses() == {"fail": 1, "pass": 1}
    finding = found.finding()
    assert finding.message == "《支出总表》“212 城乡社区支出”合计列示30.00万元，各栏相加为30.50万元，相差0.50万元"
    assert set(evidence_lines(finding)) == {found.line_of("30.00")}


@pytest.mark.parametrize(("total", "status"), [("30.01", "pass"), ("30.02", "fail")])
def test_两数相加容许末位的一个半(total: str, status: str) -> None:
    found = row(f"212|城乡社区支出|{total}|18.00|12.00")
    assert found.outcome().status == status
    assert bool(found.outcome().note) == (status == "pass")


def test_空格按零() -> None:
    assert row("212|城乡社区支出|18.00|18.00|").statuses() == {"pass": 1}


def test_没有的栏按零_缺了needs里的栏不适用() -> None:
    head = "科目编码|科目名称|合计|基本支出"
    assert row("212|城乡社区支出|18.00|18.00", head=head).statuses() == {"pass": 1}
    lacking = row("212|城乡社区支出|18.00|18.00", head="科目编码|科目名称|合计|项目支出")
    assert lacking.statuses() == {"not_applicable": 1}


@pytest.mark.parametrize(("other", "status"), [("1.00", "unknown"), ("0.00", "fail"), ("", "fail")])
def test_没有的栏按零_而有一栏没认出_不平的无法核查(other: str, status: str) -> None:
    found = row(
        f"212|城乡社区支出|31.00|18.00|12.00|{other}", head="科目编码|科目名称|合计|基本支出|项目支出|青石专户列支"
    )
    assert found.outcome().status == status
    assert ("青石专户列支" in found.outcome().reason) == (status == "unknown")


def test_有一栏没认出_各栏都有的照查() -> None:
    head = "科目编码|科目名称|合计|基本支出|项目支出|经营支出|青石专户列支"
    assert row("212|城乡社区支出|31.00|18.00|12.00|0.00|1.00", head=head).outcome().status == "fail"


def test_没有的栏不按零时_无法核查() -> None:
    rules = ROW.replace("absent: zero\n", "")
    found = row("212|城乡社区支出|18.00|18.00|", rules=rules)
    assert found.statuses() == {"unknown": 1}
    assert "经营支出" in found.outcome().reason


def test_格里认不出_无法核查() -> None:
    found = row("212|城乡社区支出|30.00|I8.00|12.00")
    assert found.statuses() == {"unknown": 1}


def test_合计格是空的_无法核查() -> None:
    found = row("212|城乡社区支出||18.00|12.00")
    assert found.statuses() == {"unknown": 1}
    assert "空" in found.outcome().reason


def test_只查某几行() -> None:
    rules = ROW.replace("{table: [支出总表]}", "{table: [支出总表], codes: ['221']}")
    found = row("212|城乡社区支出|31.00|18.00|12.00", "221|住房保障支出|6.00|5.00|", rules=rules)
    assert [o.at for o in found.outcomes()] == ["支出总表/221"]


# ---- 收支两侧，逐栏

BALANCE = rule(
    """
check: formula
given: {table: [收支总表], each: column, side: 收入}
needs: [收入总计, 本年收入合计]
absent: zero
assert: 收入总计 == 本年收入合计 + 上年结转
message: 收入总计列示{printed}，相加为{computed}，相差{diff}
"""
)


def test_两侧的表_行名就是名称() -> None:
    def found(total: str) -> Audited:
        return audit_text(
            budget(
                table(
                    "部门收支总表",
                    "收入||支出|",
                    "项目|预算数|项目|预算数",
                    "一、一般公共预算拨款收入|50.00|一、城乡社区支出|55.00",
                    "本年收入合计|50.00|本年支出合计|55.00",
                    "上年结转|5.00||",
                    f"收入总计|{total}|支出总计|55.00",
                )
            ),
            BALANCE,
        )

    assert found("55.00").statuses() == {"pass": 1}
    assert found("56.00").finding().message == "收入总计列示56.00万元，相加为55.00万元，相差1.00万元"


# ---- 增减率


def growth(sentence: str) -> Audited:
    return audit_text(budget(explained("收入预算情况说明", sentence)), GROWTH)


def grown(now: str, change: str, rate: str, up: str = "增加", grow: str = "增长") -> str:
    return f"2025年收入预算{now}万元，比2024年预算{up}{change}万元，{grow}{rate}%。"


@pytest.mark.parametrize(
    ("now", "change", "rate", "up", "grow", "status"),
    [
        ("110.00", "10.00", "10.00", "增加", "增长", "pass"),
        ("90.00", "10.00", "10.00", "减少", "下降", "pass"),
        ("110.00", "10.00", "10.02", "增加", "增长", "fail"),
        ("110.00", "10.00", "9.98", "增加", "增长", "fail"),
        ("90.00", "10.00", "11.11", "减少", "下降", "fail"),
        ("109.00", "9.37", "9.41", "增加", "增长", "pass"),  # 9.4048…，上下限 9.3988–9.4107
    ],
)
def test_增减率按增减额除以上年数(now: str, change: str, rate: str, up: str, grow: str, status: str) -> None:
    assert growth(grown(now, change, rate, up, grow)).outcome().status == status


def test_重算的增减率_小数位随文中_末尾的零也算() -> None:
    assert "应增加10.00%，文中为10.50%" in growth(grown("110.00", "10.00", "10.50")).finding().message


def test_增减率算错_印出重算的数() -> None:
    found = growth(grown("110.00", "10.00", "10.51"))
    finding = found.finding()
    assert finding.message == "“收入总额”本年110.00万元、增加10.00万元，应增加10.00%，文中为10.51%"
    assert set(evidence_lines(finding)) == {found.line_of("110.00")}


def test_以本年数作底数_点出来() -> None:
    cause = growth(grown("110.00", "10.00", "9.09")).finding().likely_cause
    assert cause == "10.00万元 ÷ 110.00万元 = 9.09%，疑为以本年数而不是上年数作底数"


def test_截尾的增减率不是错() -> None:
    """200 ÷ 30000 = 0.6666…%，印 0.66% 是截尾。"""
    found = growth(grown("30200.00", "200.00", "0.66"))
    assert found.statuses() == {"pass": 1}
    assert "截尾" in found.outcome().note
    assert not growth(grown("30200.00", "200.00", "0.67")).outcome().note
    assert growth(grown("30200.00", "200.00", "0.65")).statuses() == {"fail": 1}


def test_收支总计均为_下一句的增减仍说的是它() -> None:
    found = audit_text(
        budget(
            explained(
                "收支预算总体情况",
                "2025年度收、支总计均为110.00万元。与2024年度相比，收、支总计各增加10.00万元，增长9.09%。",
            )
        ),
        GROWTH,
    )
    assert "应增加10.00%，文中为9.09%" in found.finding().message


def test_上年为零_不适用() -> None:
    found = growth(grown("10.00", "10.00", "100.00"))
    assert found.statuses() == {"not_applicable": 1}


def test_模板两可的方向_不判对错() -> None:
    found = growth("2025年收入预算110.00万元，比2024年预算增加（减少）10.00万元，增长（下降）50.00%。")
    assert "fail" not in found.statuses()


def test_没有增减率的陈述_不适用() -> None:
    assert growth("2025年收入预算110.00万元。").statuses() == {"not_applicable": 1}


# ---- 占比


def share(part: str, rate: str, whole: str = "300.00") -> Audited:
    return audit_text(
        budget(
            explained(
                "支出预算情况说明",
                f"2025年支出预算{whole}万元，其中：基本支出{part}万元，占{rate}%。",
            )
        ),
        SHARE,
    )


def test_占比四舍五入通过() -> None:
    assert share("200.00", "66.67").statuses() == {"pass": 1}


def test_占比截尾_另作说明_级别是说明() -> None:
    finding = share("20000.00", "66.66", whole="30000.00").finding()
    assert finding.severity == "info"
    assert all(x in finding.message for x in ("66.66%", "截尾", "66.67%"))


def test_占比截尾成整数_应为也印整数() -> None:
    finding = share("64.60", "64", "100.00").finding()
    assert finding.severity == "info"
    assert finding.message.endswith("四舍五入应为65%")


def test_占比算错_是错误_印出底数() -> None:
    found = share("200.00", "76.67")
    finding = found.finding()
    assert finding.severity == "error"
    assert finding.message == "“部门基本支出”200.00万元占300.00万元的66.67%，文中为76.67%"
    assert set(evidence_lines(finding)) == {found.line_of("200.00")}


def test_不知道占的是什么_无法核查() -> None:
    found = audit_text(budget(explained("支出预算情况说明", "基本支出200.00万元，占66.67%。")), SHARE)
    assert found.statuses() == {"unknown": 1}


# ---- 列举

LIST = rule(
    """
check: formula
given: {list: [项目类别, 三公, 政府采购], has: [本年], whole: 是}
assert: sum(各项.本年) == 总体.本年
message: “{name}”{总体.本年}，所列{各项}相加为{left}，相差{diff}
"""
)


def purchase(*parts: str, total: str = "30.00") -> Audited:
    names = ("货物", "工程", "服务")
    said = "、".join(f"政府采购{n}预算{p}万元" for n, p in zip(names, parts, strict=False))
    return audit_text(budget(explained("政府采购情况说明", f"2025年政府采购预算总额{total}万元，其中：{said}。")), LIST)


def test_列举各项相加等于总额() -> None:
    assert purchase("10.00", "15.00", "5.00").statuses() == {"pass": 1}


def test_列举相加的尾差_三项容许末位的两个() -> None:
    assert purchase("10.00", "15.00", "5.02").statuses() == {"pass": 1}
    assert purchase("10.00", "15.00", "5.03").statuses() == {"fail": 1}


def test_列举不平_逐项印出() -> None:
    found = purchase("10.00", "15.00", "6.00")
    assert found.finding().message == (
        "“政府采购总额”30.00万元，所列政府采购货物10.00万元、政府采购工程15.00万元、政府采购服务6.00万元相加为31.00万元，相差1.00万元"
    )
    assert set(evidence_lines(found.finding())) == {found.line_of("政府采购预算总额")}


# ---- 表单与全文一次

RECORD = rule(
    """
check: formula
given: {record: [项目支出绩效目标表]}
needs: [年度资金总额, 财政拨款]
absent: zero
assert: 年度资金总额 == 财政拨款 + 其他资金
message: “{name}”资金总额{printed}，相加为{computed}，相差{diff}
"""
)
RATE = rule(
    """
check: formula
given: {record: [项目绩效自评表]}
needs: [预算数, 执行数, 执行率]
assert: 执行率 == 执行数 / 预算数
message: “{name}”预算数{预算数}、执行数{执行数}，应为{computed}，表中为{执行率}
"""
)


def record(total: str, own: str, other: str) -> Audited:
    return audit_text(
        budget(
            table(
                "项目支出绩效目标表",
                "项目名称|公园养护|||",
                f"项目资金（万元）|年度资金总额|{total}||",
                f"|其中：财政拨款|{own}||",
                f"|其他资金|{other}||",
                "一级指标|二级指标|三级指标|指标值|权重",
                "产出指标|数量指标|养护面积|≥12公顷|90",
                unit="",
            )
        ),
        RECORD,
    )


def test_表单_资金总额等于来源之和() -> None:
    assert record("20.00", "18.00", "2.00").statuses() == {"pass": 1}
    found = record("20.00", "18.00", "0.00")
    assert found.finding().message == "“公园养护”资金总额20.00万元，相加为18.00万元，相差2.00万元"
    assert found.line_of("年度资金总额") in evidence_lines(found.finding())


def test_表单_执行率() -> None:
    def rated(rate: str) -> Audited:
        return audit_text(
            final_account(
                table(
                    "项目支出绩效自评表",
                    "项目名称|公园养护|||||",
                    "|预算数(A)|执行数(B)|执行率(B/A)|||",
                    f"|48.75|46.00|{rate}|||",
                    "一级指标|二级指标|三级指标|年初目标值|实际完成值|分值|得分",
                    "产出指标|数量指标|养护面积|≥12公顷|12公顷|90|90",
                    unit="",
                )
            ),
            RATE,
        )

    assert rated("94.4%").statuses() == {"pass": 1}
    assert rated("94.3%").statuses() == {"pass": 1}, "截尾"
    assert "应为94.4%，表中为98.4%" in rated("98.4%").finding().message


MATCHED = rule(
    """
check: formula
given: {record: [项目支出绩效目标表], row: [项目支出表]}
needs: [年度资金总额, 合计]
assert: 年度资金总额 == 合计
message: 项目“{name}”绩效目标表{printed}，项目支出表{computed}，相差{diff}
"""
)


def project(column: str) -> Audited:
    """绩效目标表与项目支出表各一张，项目名称印在叫这个名字的栏里。"""
    return audit_text(
        budget(
            table(
                "一般公共预算项目支出表", f"科目编码|{column}|合计", "2120501|公园养护|20.00", "2120501|行道树养护|5.00"
            ),
            table(
                "项目支出绩效目标表",
                "项目名称|公园养护|||",
                "项目资金（万元）|年度资金总额|18.00||",
                "一级指标|二级指标|三级指标|指标值|权重",
                "产出指标|数量指标|养护面积|≥12公顷|90",
                unit="",
            ),
        ),
        MATCHED,
    )


def test_表单按项目名称对行() -> None:
    found = project("科目名称")
    assert found.finding().message == "项目“公园养护”绩效目标表18.00万元，项目支出表20.00万元，相差2.00万元"


def test_表单按项目名称对行_栏名就叫项目名称() -> None:
    assert project("项目名称").statuses() == {"fail": 1}


ONCE = rule(
    """
check: formula
given: {once: 是}
assert: fact(机关运行经费, 本年) <= fact(公用经费, 本年)
message: 机关运行经费{left}，公用经费{right}，多{diff}
"""
)


def once(running: str, public: str = "37.93") -> Audited:
    return audit_text(
        budget(
            table(
                "一般公共预算基本支出表",
                "科目编码|科目名称|合计|人员经费|公用经费",
                f"|合计|{public}||{public}",
            ),
            explained("机关运行经费情况说明", f"2025年机关运行经费{running}万元。"),
        ),
        ONCE,
    )


def test_全文一次_按概念取数() -> None:
    assert once("37.93").statuses() == {"pass": 1}
    assert once("37.94").statuses() == {"pass": 1}, "在末位的误差之内，不能断定大于"
    assert once("38.93").finding().message == "机关运行经费38.93万元，公用经费37.93万元，多1.00万元"


def test_全文一次_缺一个概念_无法核查() -> None:
    found = audit_text(budget(explained("机关运行经费情况说明", "2025年机关运行经费38.93万元。")), ONCE)
    assert found.statuses() == {"unknown": 1}
    assert "公用经费" in found.outcome().reason


# ---- 缺的数、空的格


@pytest.mark.parametrize(
    ("absent", "status"), [("unknown", "unknown"), ("zero", "pass"), ("skip", "not_applicable"), ("fail", "fail")]
)
def test_缺的数_按规则写的办(absent: str, status: str) -> None:
    rules = rule(f"check: formula\ngiven: {{table: [支出总表]}}\nabsent: {absent}\nassert: 合计 >= 经营支出")
    assert row("212|城乡社区支出|30.00|18.00|12.00", rules=rules).statuses() == {status: 1}


@pytest.mark.parametrize("absent", ["skip", "fail"])
def test_认不出的数不是缺_总是无法核查(absent: str) -> None:
    rules = rule(f"check: formula\ngiven: {{table: [支出总表]}}\nabsent: {absent}\nassert: 合计 >= 基本支出")
    assert row("212|城乡社区支出|30.00|I8.00|12.00", rules=rules).statuses() == {"unknown": 1}


@pytest.mark.parametrize(("blank", "status"), [("zero", "pass"), ("skip", "not_applicable"), ("unknown", "unknown")])
def test_空的格_按规则写的办(blank: str, status: str) -> None:
    rules = rule(f"check: formula\ngiven: {{table: [支出总表]}}\nblank: {blank}\nassert: 合计 == 基本支出 + 项目支出")
    assert row("212|城乡社区支出|30.00|30.00|", rules=rules).statuses() == {status: 1}


# ---- 方向


WAY = rule("check: formula\ngiven: {statement: [方向, 原因]}\nassert: sign(方向) == sign(原因)")


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("新增办公用房", "pass"),
        ("压减会议", "fail"),
        ("工作安排", "not_applicable"),  # 没有方向词
        ("新增人员、压减会议", "not_applicable"),  # 两个方向
        ("不增加编制", "not_applicable"),  # 例外
    ],
)
def test_原因的方向与增减的方向一致_说不清的不判(reason: str, status: str) -> None:
    text = f"机关运行经费31.00万元，比上年增加2.00万元，主要原因是{reason}。"
    found = audit_text(budget(explained("机关运行经费情况", text)), WAY)
    assert found.statuses() == {status: 1}


def test_句式里的词也有方向() -> None:
    rules = rule(
        "check: formula\ngiven: {text: ['{甲:amount}，比上年{方向:增加|减少}{乙:amount}']}\n"
        "let: {上年: 甲 - sign(方向) * 乙}\nassert: 上年 == 29万元"
    )
    found = audit_text(budget(explained("机关运行经费情况", "机关运行经费31.00万元，比上年增加2.00万元。")), rules)
    assert found.statuses() == {"pass": 1}


# ---- 括号里的列举


INSIDE = rule(
    "check: formula\ngiven: {list: [括号], same_unit: 是}\nassert: sum(各项.值) <= 总体.值\n"
    "message: '{name}{总体.值}，括号里相加为{left}'"
)


def bracket(text: str) -> Audited:
    return audit_text(budget(explained("收支预算总体情况", text)), INSIDE)


def test_括号里的各项不大于总额() -> None:
    assert bracket("收入预算20.00万元（其中：财政拨款15.00万元，其他资金5.00万元）。").statuses() == {"pass": 1}
    found = bracket("收入预算20.00万元（其中：财政拨款15.00万元，其他资金6.00万元）。")
    assert found.finding().message == "收入预算20.00万元，括号里相加为21.00万元"


def test_括号里的尾差() -> None:
    assert bracket("收入预算20.00万元（其中：财政拨款15.00万元，其他资金5.01万元）。").statuses() == {"pass": 1}
    assert bracket("收入预算20.00万元（其中：财政拨款15.00万元，其他资金5.02万元）。").statuses() == {"fail": 1}


@pytest.mark.parametrize(
    "text",
    [
        "收入预算20.00万元（比上年增加25.00万元）。",
        "收入预算20.00万元（不含上年结转30.00万元）。",
        "收入预算20.00万元（其中：财政拨款300000.00元）。",
    ],
)
def test_不是各项的括号_单位不同的_不查(text: str) -> None:
    assert bracket(text).statuses() == {"not_applicable": 1}


# ---- 占比的底数和取舍


def purchases(whole: str, *parts: tuple[str, str, str]) -> str:
    said = "、".join(f"政府采购{name}预算{amount}万元，占{rate}%" for name, amount, rate in parts)
    return budget(explained("政府采购情况说明", f"2025年政府采购预算总额{whole}万元，其中：{said}。"))


def based(*kinds: str) -> dict[str, int]:
    rules = SHARE.replace("assert:", f"base: [{', '.join(kinds)}]\nassert:")
    return audit_text(purchases("300.00", ("货物", "100.00", "40.00"), ("服务", "150.00", "60.00")), rules).statuses()


def test_底数只试规则写的几种() -> None:
    assert based("总体") == {"fail": 2}
    assert based("总体", "各项之和") == {"pass": 2}


ROUNDING = SHARE.replace("rounding_info: 是", "rounding: of_list")


def test_同一列都截尾_或都四舍五入_是一致的() -> None:
    goods, works = ("货物", "20000.00", "66.66"), ("工程", "200.00", "0.66")
    assert audit_text(purchases("30000.00", goods, works), ROUNDING).statuses() == {"pass": 2}
    goods, works = ("货物", "20000.00", "66.67"), ("工程", "200.00", "0.67")
    assert audit_text(purchases("30000.00", goods, works), ROUNDING).statuses() == {"pass": 2}


def test_同一列混用取舍_列为说明() -> None:
    found = audit_text(purchases("30000.00", ("货物", "20000.00", "66.67"), ("工程", "200.00", "0.66")), ROUNDING)
    assert found.statuses() == {"pass": 2, "fail": 1}
    assert found.finding().severity == "info"
    assert "“0.66%”是截尾所得" in found.finding().message


def test_混用取舍_列出少数的那几项_说清在哪里_怎么取的() -> None:
    parts = (("货物", "20000.00", "66.66"), ("工程", "200.00", "0.66"), ("服务", "500.00", "1.67"))
    text = purchases("30000.00", *parts)
    found = audit_text(text, ROUNDING)
    (mixed,) = found.outcomes(status="fail")
    assert mixed.at == "政府采购情况说明/政府采购服务/取舍"
    assert mixed.message == ("“政府采购情况说明”“政府采购服务”的“1.67%”是四舍五入所得，同一列的其他各项是截尾所得")
    assert mixed.fields == {"place": "“政府采购情况说明”", "name": "政府采购服务", "printed": "1.67%"}
    assert [(e.value, e.unit) for e in mixed.evidence] == [("1.67%", "%")]
    assert mixed.severity == "info"


def test_两种取舍都不成立的_不算混用() -> None:
    parts = (("货物", "20000.00", "66.67"), ("工程", "200.00", "0.67"), ("服务", "500.00", "5.00"))
    assert audit_text(purchases("30000.00", *parts), ROUNDING).statuses() == {"pass": 2, "fail": 1}


def test_两列各看各的取舍() -> None:
    def section(*rates: str) -> str:
        goods, works = zip(("货物", "工程"), ("20000.00", "200.00"), rates, strict=True)
        return purchases("30000.00", goods, works).split("\n\n")[-1]

    cut, rounded = section("66.66", "0.66"), section("66.67", "0.67")
    one = budget(explained("政府采购情况说明", cut, rounded))
    assert audit_text(one, ROUNDING).statuses() == {"pass": 4}
    mixed = budget(explained("政府采购情况说明", cut, section("66.67", "0.66"), rounded))
    assert audit_text(mixed, ROUNDING).statuses() == {"pass": 6, "fail": 1}


def test_应占多少先写成中间名称_取舍照样看() -> None:
    rules = rule(
        "check: formula\ngiven: {statement: [本年, 占比]}\nrounding: of_list\n"
        "let: {应占: 本年 / 30000万元}\nassert: 占比 == 应占\nmessage: “{name}”占比不对"
    )
    found = audit_text(purchases("30000.00", ("货物", "20000.00", "66.67"), ("工程", "200.00", "0.66")), rules)
    assert found.statuses() == {"pass": 2, "fail": 1}
    assert [o.at for o in found.outcomes(status="fail")] == ["政府采购情况说明/政府采购工程/取舍"]


def test_句中说的底数文件里没有_无法核查() -> None:
    said = "政府采购货物预算100.00万元，占公园养护资金的{}%、政府采购服务预算150.00万元，占50.00%"
    head = "2025年政府采购预算总额300.00万元，其中："
    found = audit_text(budget(explained("政府采购情况说明", f"{head}{said.format('40.00')}。")), SHARE)
    assert [(o.at, o.reason) for o in found.outcomes(status="unknown")] == [
        ("政府采购情况说明/政府采购货物", "文件里没有找到“公园养护资金”是多少")
    ]
    # 照总额算正好对得上的，说的就是总额
    assert audit_text(budget(explained("政府采购情况说明", f"{head}{said.format('33.33')}。")), SHARE).statuses() == {
        "pass": 2
    }


@pytest.mark.parametrize(
    ("total", "severities"), [("8.01", []), ("8.02", []), ("8.03", ["info"]), ("8.04", ["info"]), ("8.05", ["error"])]
)
def test_许多数相加差额偏大的_列为说明(total: str, severities: list[str]) -> None:
    """8 个数：3·0.01·√(9/12) = 0.026，容许范围是 0.045。"""
    rules = INSIDE.replace("<=", "==").replace("message:", "suspicious: 是\nmessage:")
    items = "，".join(f"资金{n}1.00万元" for n in "甲乙丙丁戊己庚辛")
    text = budget(explained("收支预算总体情况", f"收入预算{total}万元（其中：{items}）。"))
    found = audit_text(text, rules)
    assert [f.severity for f in found.findings()] == severities
    if severities == ["info"]:
        assert found.finding().message.endswith(
            f"8.00万元与{total}万元相差0.0{total[-1]}万元，在四舍五入容许范围之内而偏大，请核实"
        )
        assert len(found.finding().evidence) == 9
    assert audit_text(text, rules.replace("suspicious: 是", "suspicious: 否")).statuses() == (
        {"fail": 1} if severities == ["error"] else {"pass": 1}
    )


# ---- 标题里的句式；编制


def test_标题里的年份() -> None:
    rules = rule(
        "check: formula\ngiven: {text: ['{年:year}部门(预算|决算)'], sections: [标题]}\n"
        "assert: 年 == fact(文件年度)\nmerge: place"
    )
    text = budget("第二部分 白鹭区园林局2024年部门预算表", explained("机关运行经费情况", "参照2023年部门预算编制。"))
    found = audit_text(text, rules)
    assert [f.evidence[0].place.line for f in found.findings()] == [found.line_of("2024年部门预算表")]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("核定编制25人。", "pass"),
        ("核定编制20人。", "fail"),
        ("核定编制25人。核定编制20人。", "unknown"),
        ("人员齐整。", "unknown"),
    ],
)
def test_编制人数取自文字_说法不一的无法核查(said: str, status: str) -> None:
    rules = rule("check: formula\ngiven: {once: 是}\nassert: fact(编制) >= 25")
    assert audit_text(budget("第一部分 概况", said), rules).statuses() == {status: 1}


@pytest.mark.parametrize(
    ("versus", "moved", "status"),
    [
        ("上年", "比上年增加0.25万元", "fail"),
        ("上年", "比预算增加0.25万元", "not_applicable"),
        ("预算", "比预算增加0.25万元", "fail"),
        ("预算", "比上年增加0.25万元", "not_applicable"),
    ],
)
def test_只查与上年或与预算相比的增减(versus: str, moved: str, status: str) -> None:
    rules = rule(f"check: formula\ngiven: {{statement: [本年, 增减], versus: {versus}}}\nassert: 增减 <= 0")
    said = f"公务接待费支出年初预算为0.60万元，支出决算为0.85万元，{moved}。"
    assert audit_text(final_account(explained("“三公”经费情况说明", said)), rules).statuses() == {status: 1}


# ---- 表题的年份

TITLE_YEAR = rule(
    """
check: formula
given: {heading: table}
assert: 年份 == fact(文件年度, 本年)
message: 表格标题“{title}”的年份是{年份}，文件年度为{right}
"""
)
ROW_OF_TITLE = ("科目编码|科目名称|合计|基本支出|项目支出", "212|城乡社区支出|30.00|18.00|12.00")


@pytest.mark.parametrize("title", ["2024年部门支出预算表", "2024年部门支出总体情况表", "园林局2024年支出总表"])
def test_表题的年份_写没写预算都核对(title: str) -> None:
    found = audit_text(budget(table(title, *ROW_OF_TITLE)), TITLE_YEAR).finding()
    assert found.message == f"表格标题“{title}”的年份是2024年，文件年度为2025年"


@pytest.mark.parametrize("title", ["2025年部门支出总体情况表", "部门支出总表"])
def test_表题的年份相同或没有写(title: str) -> None:
    assert audit_text(budget(table(title, *ROW_OF_TITLE)), TITLE_YEAR).findings() == []


# ---- 差额、核算数的小数位

HEAD_OF_ROWS = "科目编码|科目名称|合计|基本支出|项目支出"


@pytest.mark.parametrize(("whole", "difference"), [("12.345", "0.002"), ("12.34300", "0.00000"), ("12.30", "0.043")])
def test_差额和核算数的小数位够印出最细的数(whole: str, difference: str) -> None:
    found = audit_text(budget(table("支出总表", HEAD_OF_ROWS, f"212|城乡社区支出|{whole}|10.123|2.220")), ROW)
    failed = found.findings()
    if difference.strip("0.") == "":
        assert not failed
        return
    assert failed[0].message.endswith(f"相加为12.343万元，相差{difference}万元")


def test_尾差的说明写得出差多少_不带负号() -> None:
    text = budget(table("支出总表", HEAD_OF_ROWS, "212|城乡社区支出|12.342|10.123|2.220"))
    (passed,) = audit_text(text, ROW).outcomes(status="pass")
    assert passed.note.endswith("12.342万元与12.343万元相差0.001万元，在四舍五入容许范围内")


EITHER = ROW.replace("合计 == 基本支出 + 项目支出 + 经营支出", "合计 < 基本支出 or 合计 == 基本支出")


@pytest.mark.parametrize(("whole", "note"), [("10.12", ""), ("10.14", "容许范围"), ("10.13", "")])
def test_几个条件任选_照印的数就成立的不是尾差(whole: str, note: str) -> None:
    text = budget(table("支出总表", HEAD_OF_ROWS, f"212|城乡社区支出|{whole}|10.13|0"))
    (passed,) = audit_text(text, EITHER).outcomes(status="pass")
    assert note in passed.note
    assert bool(note) == bool(passed.note)


@pytest.mark.parametrize("rate", ["26.9%", "２６．９％"], ids=["半角", "全角"])
def test_核算的比率印几位小数_不看全半角(rate: str) -> None:
    text = budget(explained("“三公”经费情况", f"公务接待费10.82万元，比上年增加2.07万元，增长{rate}。"))
    (found,) = audit_text(text, GROWTH).findings()
    assert "应增加23.7%" in found.message


@pytest.mark.parametrize(("items", "total", "severities"), [("甲乙丙丁戊", "5.03", ["info"]), ("甲乙丙丁", "4.02", [])])
def test_差额可疑_六个数起才看(items: str, total: str, severities: list[str]) -> None:
    rules = INSIDE.replace("<=", "==").replace("message:", "suspicious: 是\nmessage:")
    told = "，".join(f"资金{n}1.00万元" for n in items)
    text = budget(explained("收支预算总体情况", f"收入预算{total}万元（其中：{told}）。"))
    found = audit_text(text, rules)
    assert [f.severity for f in found.findings()] == severities
    assert found.statuses() == ({"fail": 1} if severities else {"pass": 1})
    if severities:
        wrong = found.outcome()
        assert (wrong.group, wrong.fields["diff"]) == (wrong.at, "0.03万元")


def test_底数有几种可能而都不成立的_按头一种说() -> None:
    rules = SHARE.replace("rounding_info: 是", "base: [总体, 各项之和]")
    items = "政府采购货物预算100.00万元，占50.00%、政府采购服务预算150.00万元，占60.00%"
    text = budget(explained("政府采购情况说明", f"2025年政府采购预算总额300.00万元，其中：{items}。"))
    found = audit_text(text, rules)
    assert found.statuses() == {"pass": 1, "fail": 1}
    assert "占300.00万元的33.33%" in found.finding().message
    assert {e.value for e in found.finding().evidence} == {"100.00万元", "50.00%", "300.00万元"}


def test_缺数算不符合的_例外照样看有没有别的要素() -> None:
    rules = rule(
        "check: formula\ngiven: {statement: [本年]}\nabsent: fail\nassert: 本年 == 增减额\n"
        "on_violation: [{if: {has: [本年]}, severity: info}]"
    )
    text = budget(explained("收入预算情况说明", "2025年收入预算5.00万元。"))
    assert [f.severity for f in audit_text(text, rules).findings()] == ["info"]
