# ruff: noqa: N802　测试名是中文句子
"""绩效表：一、二级指标向下沿用，指标值拆成算符、数、单位，表单的值在右或在下。"""

from __future__ import annotations

import pytest

from engine.facts.model import Fact
from tests.disclosures import budget, facts_of, final_account, table

HEAD = "一级指标|二级指标|三级指标|指标值|权重"
SPLIT_HEAD = "一级指标|二级指标|三级指标|指标性质|指标值|度量单位"


def targets(*texts: str) -> str:
    return budget(table("项目支出绩效目标表", *texts, unit=""))


def indicators(source: str) -> tuple[Fact, ...]:
    return facts_of(source).of("indicator")


def parts(indicator: Fact) -> tuple[str, str, str]:
    """（算符，数，单位）；定性指标的数为空。"""
    quantity = indicator.quantity
    return indicator.key("operator"), str(quantity.value) if quantity else "", quantity.unit if quantity else ""


# ---- 指标


def test_空着的一级二级指标沿用上面的() -> None:
    found = indicators(
        targets(
            "项目名称|湿地养护|||",
            HEAD,
            "产出指标|数量指标|养护面积|≥30亩|20",
            "||巡查次数|=12次|10",
            "|质量指标|苗木成活率|≥95%|10",
            "效益指标|生态效益指标|水质|明显改善|20",
        )
    )
    assert [(i.key("level1"), i.key("level2"), i.key("name")) for i in found] == [
        ("产出指标", "数量指标", "养护面积"),
        ("产出指标", "数量指标", "巡查次数"),
        ("产出指标", "质量指标", "苗木成活率"),
        ("效益指标", "生态效益指标", "水质"),
    ]
    assert {i.key("project") for i in found} == {"湿地养护"}
    assert [i.slots["权重"].printed for i in found] == ["20", "10", "10", "20"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("≥30亩", ("≥", "30", "亩")),
        ("=12次", ("=", "12", "次")),
        ("≤486.50万元", ("≤", "486.50", "万元")),
        ("＜3%", ("<", "3", "%")),
        (">=1,200人", ("≥", "1200", "人")),
        ("\\geq 9 0%", ("≥", "90", "%")),
        ("$\\leq$ 24小时", ("≤", "24", "小时")),
        ("不低于95%", ("≥", "95", "%")),
        ("不超过24小时", ("≤", "24", "小时")),
        ("95%以上", ("≥", "95", "%")),
        ("24小时以内", ("≤", "24", "小时")),
        ("≤680元/亩/年", ("≤", "680", "元/亩/年")),
        ("5次", ("", "5", "次")),
        ("明显改善", ("", "", "")),
        ("2025年11月30日前", ("", "", "")),
        ("无", ("", "", "")),
    ],
)
def test_一格里的指标值拆成算符_数和单位(printed: str, expected: tuple[str, str, str]) -> None:
    (found,) = indicators(targets(HEAD, f"产出指标|数量指标|某指标|{printed}|20"))
    assert parts(found) == expected
    assert found.keys["numeric"] == bool(expected[1])


@pytest.mark.parametrize(
    ("cells", "expected", "value"),
    [
        ("≥|30|亩", ("≥", "30", "亩"), "≥30亩"),
        ("＝|12|次", ("=", "12", "次"), "=12次"),
        ("≤|1,200.5|万元", ("≤", "1200.5", "万元"), "≤1,200.5万元"),
        ("定性|优良中低差|其他", ("", "", ""), "优良中低差"),
        ("≥|95%|%", ("≥", "95", "%"), "≥95%"),
    ],
)
def test_算符_数_单位分在三栏(cells: str, expected: tuple[str, str, str], value: str) -> None:
    (found,) = indicators(targets(SPLIT_HEAD, f"产出指标|数量指标|某指标|{cells}"))
    assert parts(found) == expected
    assert found.printed == value


def test_指标记得自己的表_行和栏() -> None:
    (found,) = indicators(targets("项目名称|湿地养护|||", HEAD, "产出指标|数量指标|养护面积|≥30亩|20"))
    place = found.place
    assert (place.line, place.table, place.row, place.column) == (7, "项目支出绩效目标表", 2, 3)
    assert (place.row_name, place.column_name) == ("养护面积", "指标值")


def test_绩效自评表的完成值和得分() -> None:
    source = final_account(
        table(
            "项目支出绩效自评表",
            "项目名称|湿地养护|||||",
            "一级指标|二级指标|三级指标|年初目标值（A）|实际完成值（B）|分值|得分",
            "产出指标|数量指标|养护面积|≥30亩|32亩|20|19.5",
            unit="",
        )
    )
    (found,) = facts_of(source).of("indicator")
    assert found.keys["table"] == "项目绩效自评表"
    assert (found.key("value"), found.key("actual")) == ("≥30亩", "32亩")
    assert {slot: fact.printed for slot, fact in found.slots.items()} == {
        "权重": "20",
        "得分": "19.5",
        "实际完成值": "32亩",
    }


# ---- 项目


def test_一张表里几个项目_各有各的指标() -> None:
    source = targets(
        "单位名称|项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标值",
        "白鹭区园林局|湿地养护|20.00|养护湿地|产出指标|数量指标|养护面积|≥30亩",
        "||||效益指标|社会效益指标|受益人数|≥1,200人",
        "|绿道保洁|8.00|保洁绿道|产出指标|数量指标|保洁里程|≥6.5公里",
    )
    facts = facts_of(source)
    assert [(i.key("project"), i.key("name"), i.key("level2")) for i in facts.of("indicator")] == [
        ("湿地养护", "养护面积", "数量指标"),
        ("湿地养护", "受益人数", "社会效益指标"),
        ("绿道保洁", "保洁里程", "数量指标"),
    ]
    records = facts.of("record")
    assert [(r.key("project"), r.slots["年度资金总额"].printed) for r in records] == [
        ("湿地养护", "20.00"),
        ("绿道保洁", "8.00"),
    ]
    assert [len(r.items) for r in records] == [2, 1]


def test_几个项目的表单接着印在一张表里() -> None:
    source = targets(
        "项目名称|湿地养护|||",
        "年度资金总额|20.00|||",
        HEAD,
        "产出指标|数量指标|养护面积|≥30亩|20",
        "项目名称|绿道保洁|||",
        "年度资金总额|8.00|||",
        HEAD,
        "产出指标|数量指标|保洁里程|≥6.5公里|20",
    )
    assert [(r.key("project"), r.slots["年度资金总额"].printed) for r in facts_of(source).of("record")] == [
        ("湿地养护", "20.00"),
        ("绿道保洁", "8.00"),
    ]


# ---- 表单


def form(*texts: str) -> dict[str, str]:
    (record,) = facts_of(targets(*texts, HEAD, "产出指标|数量指标|养护面积|≥30亩|20")).of("record")
    return {slot: fact.printed for slot, fact in record.slots.items()}


def test_表单的值在标签右边_下一行的数不相干() -> None:
    assert form(
        "项目名称|湿地养护|实施单位|白鹭区园林局|", "项目资金（万元）|年度资金总额|20.00||", "|其中：财政拨款|15.00||"
    ) == {
        "项目名称": "湿地养护",
        "实施单位": "白鹭区园林局",
        "年度资金总额": "20.00",
        "财政拨款": "15.00",
    }


def test_表单自己写的单位_不随前一张表() -> None:
    source = budget(
        table("支出总表", "科目名称|合计|基本支出|项目支出", "合计|300000.00|100000.00|200000.00", unit="单位：元"),
        table("项目支出绩效目标表", "项目名称|湿地养护||", "项目资金（万元）|年度资金总额|20.00|",
              "一级指标|二级指标|三级指标|指标值", "产出指标|数量指标|养护面积|≥30亩", unit=""),
    )  # fmt: skip
    (record,) = facts_of(source).of("record")
    quantity = record.slots["年度资金总额"].quantity
    assert quantity is not None and (str(quantity.value), quantity.unit) == ("20.00", "万元")


def test_表单的标签和值隔着空格() -> None:
    assert form("项目名称||湿地养护||", "实施单位||白鹭区园林局||") == {
        "项目名称": "湿地养护",
        "实施单位": "白鹭区园林局",
    }


def test_标签连着印的_值在下面一行() -> None:
    assert form("项目名称|湿地养护|||", "年度资金总额|财政拨款|其他资金||", "20.00|15.00|5.00||") == {
        "项目名称": "湿地养护",
        "年度资金总额": "20.00",
        "财政拨款": "15.00",
        "其他资金": "5.00",
    }


def test_标签下面的值可以是文字() -> None:
    assert form("项目名称|年度资金总额|财政拨款||", "湿地养护|20.00|15.00||")["项目名称"] == "湿地养护"


def test_自评表单的预算数_执行数和执行率() -> None:
    source = final_account(
        table(
            "项目支出绩效自评表",
            "项目名称|湿地养护|||",
            "|全年预算数（A）|全年执行数（B）|执行率（B/A）|",
            "年度资金总额|20.00|19.00|95.00%|",
            "一级指标|二级指标|三级指标|年初目标值|实际完成值",
            "产出指标|数量指标|养护面积|≥30亩|32亩",
        )
    )
    (record,) = facts_of(source).of("record")
    shown = {slot: fact.quantity for slot, fact in record.slots.items() if fact.quantity is not None}
    assert {slot: (str(q.value), q.unit) for slot, q in shown.items()} == {
        "年度资金总额": ("20.00", "万元"),
        "年度资金总额执行数": ("19.00", "万元"),
        "预算数": ("20.00", "万元"),
        "执行数": ("19.00", "万元"),
        "执行率": ("95.00", "%"),
    }


@pytest.mark.parametrize(
    ("printed", "rate"), [("95.00%", "95.00"), ("95.00", "95.00"), ("0.95", "95.00"), ("1.05", "105.00")]
)
def test_执行率没有印百分号也是比率(printed: str, rate: str) -> None:
    source = final_account(
        table(
            "项目支出绩效自评表",
            "项目名称|湿地养护|||",
            "|全年预算数（A）|全年执行数（B）|执行率（B/A）|",
            f"年度资金总额|20.00|19.00|{printed}|",
            "一级指标|二级指标|三级指标|年初目标值|实际完成值",
            "产出指标|数量指标|养护面积|≥30亩|32亩",
        )
    )
    (record,) = facts_of(source).of("record")
    quantity = record.slots["执行率"].quantity
    assert quantity is not None and (str(quantity.value), quantity.unit, quantity.printed) == (rate, "%", printed)


def test_总分不是钱() -> None:
    source = final_account(
        table(
            "项目支出绩效自评表",
            "项目名称|湿地养护|||",
            "一级指标|二级指标|三级指标|年初目标值|实际完成值",
            "产出指标|数量指标|养护面积|≥30亩|32亩",
            "总分|98|||",
        )
    )
    (record,) = facts_of(source).of("record")
    score = record.slots["总分"].quantity
    assert score is None or not score.is_money


def test_由各张表数出项目个数和金额() -> None:
    sheets = [
        table(
            "项目支出绩效目标表",
            f"项目名称|{name}|||",
            f"年度资金总额|{amount}|||",
            HEAD,
            "产出指标|数量指标|养护面积|≥30亩|20",
        )
        for name, amount in (("湿地养护", "20.00"), ("绿道保洁", "8.50"))
    ]
    derived = {f.key("concept"): f for f in facts_of(budget(*sheets)).of("derived")}
    count, amount = derived["绩效目标表项目个数"].quantity, derived["绩效目标表项目金额"].quantity
    assert count is not None and (str(count.value), count.unit) == ("2", "个")
    assert amount is not None and (str(amount.value), amount.unit) == ("28.50", "万元")
    assert derived["绩效目标表项目金额"].printed == "28.5万元（20.00＋8.50）"
