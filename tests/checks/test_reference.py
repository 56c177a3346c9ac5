# ruff: noqa: N802　测试名是中文句子
"""reference：编码与名称、科目路径、列举、未列、用途。"""

from __future__ import annotations

import pytest

from tests.audit_tools import Audited, audit_text, budget, evidence_lines, explained, rule, table


def reference(of: str, more: str = "") -> str:
    message = "message: '{place}｜{key}｜{printed}｜{expected}｜{problem}'"
    return rule(f"check: reference\nof: {of}\n{more}{message}")


CODES = reference("编码名称", "list: 支出经济分类科目\ntables: [一般公共预算基本支出表]\n")
FUNCTIONS = reference("编码名称", "list: 支出功能分类科目\ntables: [一般公共预算支出表]\n")


def basic(*texts: str, rules: str = CODES, after: str = "") -> Audited:
    """基本支出表一张。"""
    head = "科目编码|科目名称|合计|人员经费|公用经费"
    return audit_text(budget(table("一般公共预算基本支出表", head, *texts), after), rules)


# ---- 编码与名称


def test_名称相符_括号全半角不同也算() -> None:
    found = basic("302|商品和服务支出|3.00||3.00", "30213|维修(护)费|3.00||3.00")
    assert found.statuses() == {"pass": 2}


def test_编码与名称不符_给出规范名称() -> None:
    found = basic("302|商品和服务支出|3.00||3.00", "30211|维修费|3.00||3.00")
    finding = found.finding()
    assert finding.severity == "error"
    assert "｜30211｜维修费｜差旅费｜" in finding.message
    assert evidence_lines(finding) == [found.line_of("30211")]


def test_一字之差是提示() -> None:
    assert basic("30217|公务招待费|3.00||3.00").finding().severity == "warning"


def test_别处写对了的一字之差_只作说明() -> None:
    found = basic("30217|公务招待费|3.00||3.00", "30217|公务接待费|1.00||1.00")
    assert found.finding().severity == "info"


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        ("2101101|公务员补贴|1.00", "error"),  # 见过原件
        ("2100101|卫生管理|1.00", "warning"),  # 可信度高
        ("2100212|疗养院所|1.00", "info"),  # 可信度中
    ],
)
def test_级别随代码表的可信度(row: str, severity: str) -> None:
    text = budget(table("一般公共预算支出表", "科目编码|科目名称|合计", row))
    assert audit_text(text, FUNCTIONS).finding().severity == severity


def test_代码表按文件年度取行() -> None:
    """20805 在 2020 年改过名，2025 年的文件用旧名就是不符。"""
    text = budget(table("一般公共预算支出表", "科目编码|科目名称|合计", "20805|行政事业单位离退休|1.00"))
    assert "行政事业单位养老支出" in audit_text(text, FUNCTIONS).finding().message
    old = text.replace("2025", "2018")
    assert not audit_text(old, FUNCTIONS).audit.findings


def test_编码不在代码表里_作说明() -> None:
    found = basic("30288|公园养护费|3.00||3.00")
    assert found.finding().severity == "info"
    assert "不在当年代码表中" in found.finding().message


def test_编码不在代码表里_级别可以自定() -> None:
    rules = CODES.replace("list:", "unknown: error\nlist:")
    assert basic("30288|公园养护费|3.00||3.00", rules=rules).finding().severity == "error"


def test_表没有也没宣布_不适用() -> None:
    text = budget(table("部门收入总表", "单位名称|合计", "合计|1.00"))
    assert audit_text(text, CODES).statuses() == {"not_applicable": 1}


# ---- 收支总表的支出科目

CLASSES = reference("支出科目", "tables: [收支总表]\n")


@pytest.mark.parametrize(
    ("name", "count"),
    [("卫生健康支出", 0), ("卫生健身支出", 1), ("卫星健身支出", 1), ("公园养护支出", 0), ("农木火支出", 0)],
)
def test_支出一侧的类级科目名称(name: str, count: int) -> None:
    text = budget(table("部门收支总表", "收入||支出|", "项目|预算数|项目|预算数", f"一、事业收入|5.00|一、{name}|5.00"))
    found = audit_text(text, CLASSES)
    assert len(found.findings()) == count
    assert all("卫生健康支出" in f.message for f in found.findings())


def test_代码表没有细到这一级的不查_级别可以写不查() -> None:
    deeper = basic("302|商品和服务支出|3.00||3.00", "3020101|办公用纸|3.00||3.00")
    assert deeper.statuses() == {"pass": 1, "not_applicable": 1}
    assert deeper.outcome(status="not_applicable").reason == "代码表没有细到“3020101”这一级"
    skipped = basic("30288|公园养护费|3.00||3.00", rules=CODES.replace("list:", "unknown: skip\nlist:"))
    assert skipped.outcome().reason == "代码表没有细到“30288”这一级"
    assert skipped.outcome().at == "一般公共预算基本支出表/30288"


# ---- 科目路径

PATHS = reference("科目路径")


def path(text: str) -> Audited:
    said = explained("一般公共预算支出情况说明", f"1.{text}：2025年预算数为3.00万元，用于参保。")
    return audit_text(budget(said), PATHS)


def test_路径逐级存在() -> None:
    assert path("卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）").statuses() == {"pass": 1}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("公园养护支出（类）行政事业单位医疗（款）行政单位医疗（项）", "没有“公园养护支出”这个类级科目"),
        ("社会保障和就业支出（类）行政事业单位医疗（款）行政单位医疗（项）", "“行政事业单位医疗”属于“卫生健康支出”"),
        ("卫生健康支出（类）行政事业单位医疗（款）公园养护（项）", "之下没有“公园养护”这个项级科目"),
        ("卫生健康支出（类）行政事业单位医疗（项）", "“行政事业单位医疗”是款级科目，不是项级"),
    ],
)
def test_路径不成立_说明哪一级(text: str, problem: str) -> None:
    found = path(text)
    assert problem in found.finding().message
    assert evidence_lines(found.finding()) == [found.line_of(text)]


def test_没有填写的科目_不适用() -> None:
    assert path("XX（类）XX（款）XX（项）").statuses() == {"not_applicable": 1}


# ---- 列举与未列

LISTED = reference("列举", "tables: [一般公共预算基本支出表]\n")
UNLISTED = reference("未列", "share: 15\ntables: [一般公共预算基本支出表]\n")
ROWS = (
    "|合计|30.00||30.00",
    "302|商品和服务支出|30.00||30.00",
    "30201|办公费|20.00||20.00",
    "30206|电费|9.00||9.00",
    "30211|差旅费|1.00||1.00",
    "30215|会议费|||",
    "30216|培训费|0.00||0.00",
)


def including(names: str, rules: str = LISTED) -> Audited:
    said = explained("一般公共预算基本支出情况说明", f"公用经费30.00万元，主要包括：{names}。")
    return basic(*ROWS, rules=rules, after=said)


def test_列举的科目表中都有金额() -> None:
    assert including("办公费、电费、差旅费").statuses() == {"pass": 3}


@pytest.mark.parametrize("name", ["会议费", "培训费"])
def test_列举的科目表中没有金额_文字和表格都是证据(name: str) -> None:
    found = including(f"办公费、电费、{name}")
    finding = found.finding()
    assert f"《一般公共预算基本支出表》“{name}”没有金额" in finding.message
    assert set(evidence_lines(finding)) == {found.line_of("主要包括"), found.line_of(f"\t{name}")}


def test_表里各款已列全_列举的科目没有这一行也是没有金额() -> None:
    assert "《一般公共预算基本支出表》没有“取暖费”一行" in including("办公费、电费、取暖费").finding().message


@pytest.mark.parametrize("names", ["办公费、电费、慰问费", "办公费、电费、各项杂费"])
def test_代码表里没有的名称_不判(names: str) -> None:
    assert including(names).statuses() == {"pass": 2}


def test_表里各款没有列全_没有这一行不判() -> None:
    said = explained("一般公共预算基本支出情况说明", "公用经费30.00万元，主要包括：办公费、电费、取暖费。")
    assert basic(*ROWS[:4], rules=LISTED, after=said).statuses() == {"pass": 2}


def test_占比大的科目没有列_提示_印出占比() -> None:
    found = including("办公费、差旅费、会议费", UNLISTED)
    assert found.statuses() == {"pass": 1, "fail": 1}
    assert "｜电费｜9.00万元｜公用经费的30.0%｜公用经费的列举没有“电费”" in found.finding().message


def test_列举太少_看不出是列举_不判() -> None:
    assert including("办公费、差旅费", UNLISTED).statuses() == {"not_applicable": 1}


def test_这项经费有一格认不出_不知道各占多少_无法核查() -> None:
    """办公费认不出：只按认得出的算，电费就占了九成。"""
    said = explained("一般公共预算基本支出情况说明", "公用经费30.00万元，主要包括：办公费、差旅费、会议费。")
    rows = [row.replace("20.00||20.00", "2O.00||2O.00") for row in ROWS]
    unsure = basic(*rows, rules=UNLISTED, after=said).outcome()
    assert (unsure.status, unsure.at) == ("unknown", "一般公共预算基本支出表/公用经费/未列")
    assert unsure.reason.endswith("印的是“2O.00”，认不出是多少，不知道各占多少")
    none = [row.replace(".00|", ".O0|").replace(".00", ".O0") for row in rows]
    assert basic(*none, rules=UNLISTED, after=said).outcome().status == "unknown"


def test_不知道列举的是哪项经费_不判() -> None:
    said = explained("一般公共预算基本支出情况说明", "主要包括：办公费、差旅费、会议费。")
    assert basic(*ROWS, rules=UNLISTED, after=said).statuses() == {"not_applicable": 1}


@pytest.mark.parametrize(("share", "found"), [("30", {"pass": 1, "fail": 1}), ("30.01", {"pass": 1})])
def test_占比恰到限度的要列(share: str, found: dict[str, int]) -> None:
    """电费 9.00，占 30.00 的 30%。"""
    rules = UNLISTED.replace("share: 15", f"share: {share}")
    assert including("办公费、差旅费、会议费", rules).statuses() == found


def test_列举所对的格认不出_无法核查() -> None:
    said = explained("一般公共预算基本支出情况说明", "公用经费30.00万元，主要包括：办公费、电费、差旅费。")
    rows = [row.replace("9.00", "9.O0") for row in ROWS]
    found = basic(*rows, rules=LISTED, after=said)
    assert found.statuses() == {"pass": 2, "unknown": 1}
    assert "认不出是多少" in found.outcome(status="unknown").reason


def test_有编码而没有名称_无法核查() -> None:
    found = basic("302|商品和服务支出|3.00||3.00", "30201||3.00||3.00")
    assert found.statuses() == {"pass": 1, "unknown": 1}
    assert "没有科目名称" in found.outcome(status="unknown").reason


# ---- 用途

PURPOSE = reference("用途")


def used(text: str) -> Audited:
    name = "卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）"
    said = explained("一般公共预算支出情况说明", f"1.{name}：2025年预算数为3.00万元，主要用于{text}。")
    return audit_text(budget(said), PURPOSE)


def test_用途与科目相符() -> None:
    assert used("缴纳基本医疗保险缴费的单位部分").statuses() == {"pass": 1}


def test_用途是别的科目的事_指出应列的科目() -> None:
    finding = used("缴存职工住房公积金").finding()
    assert "用途写的是“住房公积金”" in finding.message
    assert "｜住房公积金｜用途" in finding.message


# ---- 怎样算相同；在哪里找


@pytest.mark.parametrize(
    ("name", "match", "status"),
    [
        ("维修(护)费", "alias", "pass"),
        ("维修(护)费", "normalized", "pass"),
        ("维修(护)费", "exact", "fail"),
        ("维修（护）费", "exact", "pass"),
        ("因公出国（境）费", "alias", "pass"),
        ("因公出国（境）费", "normalized", "fail"),
    ],
)
def test_编码名称怎样算相同(name: str, match: str, status: str) -> None:
    code = "30213" if "维修" in name else "30212"
    more = f"match: {match}\nlist: 支出经济分类科目\ntables: [一般公共预算基本支出表]\n"
    found = basic("302|商品和服务支出|3.00||3.00", f"{code}|{name}|3.00||3.00", rules=reference("编码名称", more))
    assert found.outcomes()[-1].status == status


def test_用途也可以在名词解释里查() -> None:
    text = budget(
        "第四部分 名词解释",
        "1.城乡社区支出（类）城乡社区管理事务（款）行政运行（项）：反映缴纳住房公积金的支出。",
    )
    inside = reference("用途", "inside: [释义]\n")
    found = audit_text(text, inside)
    usual = audit_text(text, reference("用途"))
    assert usual.statuses() == {"not_applicable": 1}
    assert found.statuses() != {"not_applicable": 1}


@pytest.mark.parametrize(
    ("text", "severity", "said"),
    [
        (
            "卫生健康支出（类）行政事业单位医疗（款）行政单位医药（项）",
            "info",
            "，应为“行政单位医疗”｜“行政单位医药”与规范名称有出入",
        ),
        (
            "卫生健康支出（类）行政事业单位医聊（款）行政单位医疗（项）",
            "info",
            "，应为“行政事业单位医疗”｜“行政事业单位医聊”与规范名称有出入",
        ),
        (
            "卫生健康支出（类）行政事业单位医疗（款）公园养护（项）",
            "warning",
            "｜“行政事业单位医疗”之下没有“公园养护”这个项级科目",
        ),
        (
            "卫生健康支出（类）公园养护（款）行政单位医疗（项）",
            "error",
            "｜“卫生健康支出”之下没有“公园养护”这个款级科目",
        ),
    ],
)
def test_路径不成立_级别和规范名称(text: str, severity: str, said: str) -> None:
    (wrong,) = path(text).outcomes()
    finding = path(text).finding()
    assert finding.severity == severity
    assert finding.message.endswith(said)
    assert finding.message.startswith("“一般公共预算支出情况说明”｜｜卫生健康支出")
    assert wrong.group.startswith("卫生健康支出")


def test_路径是占位符的不查() -> None:
    found = path("××（类）××（款）××（项）")
    assert [o.reason for o in found.outcomes(status="not_applicable")] == ["科目名称是没有填写的占位符"]


BOTH = (
    "|合计|50.00|20.00|30.00",
    "301|工资福利支出|20.00|20.00|",
    "30101|基本工资|20.00|20.00|",
    "302|商品和服务支出|30.00||30.00",
    "30201|办公费|20.00||20.00",
    "30206|电费|10.00||10.00",
)


def both(owner: str, names: str, rows: tuple[str, ...] = BOTH) -> list[str]:
    """人员经费、公用经费都有的表：列举里没有这一行的各项。"""
    said = explained("一般公共预算基本支出情况说明", f"{owner}，主要包括：{names}。")
    return [o.fields["key"] for o in basic(*rows, rules=LISTED, after=said).outcomes(status="fail")]


def test_各款是否列全_只看这项经费的总额() -> None:
    assert both("公用经费30.00万元", "办公费、电费、取暖费") == ["取暖费"]
    assert both("人员经费20.00万元", "基本工资、津贴补贴、奖金") == ["津贴补贴", "奖金"]


def test_各款相加与总额不等_或没有总额_没有的行不判() -> None:
    short = tuple(row.replace("10.00||10.00", "9.00||9.00") for row in BOTH)
    assert both("公用经费30.00万元", "办公费、电费、取暖费", short) == []
    for last, lacking in (("9.99", ["取暖费"]), ("9.98", [])):  # 三个数，容许末位的一个半
        near = tuple(row.replace("10.00||10.00", f"{last}||{last}") for row in BOTH)
        assert both("公用经费30.00万元", "办公费、电费、取暖费", near) == lacking
    assert both("公用经费30.00万元", "办公费、电费、取暖费", BOTH[4:]) == []


TOTAL_ONLY = (
    "|合计|50.00",
    "301|工资福利支出|20.00",
    "30101|基本工资|20.00",
    "30103|奖金|0.00",
    "302|商品和服务支出|30.00",
    "30201|办公费|20.00",
    "30206|电费|10.00",
    "30215|会议费|",
)


@pytest.mark.parametrize(
    ("owner", "names", "passed", "failed"),
    [
        ("公用经费30.00万元", "办公费、电费、会议费", ["办公费", "电费"], ["会议费"]),
        ("人员经费20.00万元", "基本工资、电费、奖金", ["基本工资"], ["奖金"]),  # 电费是另一项经费的
    ],
)
def test_表里不分人员和公用的_按编码分(owner: str, names: str, passed: list[str], failed: list[str]) -> None:
    said = explained("一般公共预算基本支出情况说明", f"{owner}，主要包括：{names}。")
    found = audit_text(budget(table("一般公共预算基本支出表", "科目编码|科目名称|合计", *TOTAL_ONLY), said), LISTED)
    assert [o.at.split("/")[-1] for o in found.outcomes(status="pass")] == passed
    assert [o.at.split("/")[-1] for o in found.outcomes(status="fail")] == failed


def test_代码表可信度低的一行_不据以判断() -> None:
    text = budget(table("一般公共预算支出表", "科目编码|科目名称|合计", "2013904|专门事项|1.00"))
    found = audit_text(text, FUNCTIONS).outcome()
    assert (found.status, found.at) == ("not_applicable", "一般公共预算支出表/2013904/名称")
    assert found.reason == "代码表这一行可信度低，不据以判断"


def test_别的编码写对了_与这一处的一字之差无关() -> None:
    found = basic("30217|公务招待费|3.00||3.00", "30201|办公费|1.00||1.00")
    assert found.finding().severity == "warning"


def test_代码表没有细到的不查_后面不在代码表里的照说() -> None:
    found = basic("302|商品和服务支出|3.00||3.00", "3020101|办公用纸|3.00||3.00", "30288|公园养护费|3.00||3.00")
    assert found.statuses() == {"pass": 1, "not_applicable": 1, "fail": 1}


def test_功能分类的编码不在代码表里_也作说明() -> None:
    text = budget(table("一般公共预算支出表", "科目编码|科目名称|合计", "2120177|公园养护|1.00"))
    finding = audit_text(text, FUNCTIONS).finding()
    assert (finding.severity, finding.message.split("｜")[1:4]) == ("info", ["2120177", "公园养护", "无此编码"])


def test_列举写的是科目的另一种写法_也是那一行() -> None:
    said = explained("一般公共预算基本支出情况说明", "公用经费30.00万元，主要包括：办公费、电费、因公出国（境）费。")
    rows = (*ROWS[:4], "30212|因公出国（境）费用|1.00||1.00")
    assert basic(*rows, rules=LISTED, after=said).statuses() == {"pass": 3}


STAFF = (
    "|合计|30.00|30.00|",
    "301|工资福利支出|30.00|30.00|",
    "30101|基本工资|15.00|15.00|",
    "30108|机关事业单位基本养老保险缴费|15.00|15.00|",
)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("基本养老", "pass"),  # 名称里的几个字
        ("机关事业单位养老保险缴费", "pass"),  # 略去几个字
        ("社会保险", "pass"),  # 词表里概括它的说法
        ("机关养老费", "fail"),  # 也是略去几个字，太短
        ("其他社会性补助缴费", "fail"),  # 够长，不是略写
        ("退休费用", "fail"),
    ],
)
def test_占比大的科目_列举里换个说法也算列了(written: str, status: str) -> None:
    said = explained("一般公共预算基本支出情况说明", f"人员经费30.00万元，主要包括：基本工资、奖金、{written}。")
    found = basic(*STAFF, rules=UNLISTED, after=said)
    last = found.outcomes()[-1]
    assert (last.at.split("/")[-1], last.status) == ("机关事业单位基本养老保险缴费", status)
