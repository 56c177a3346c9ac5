# ruff: noqa: N802　测试名是中文句子
"""情况说明：每个数说的是谁、哪一年、比的是什么，增减、占比、完成、个数、原因、用途各归其位。"""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.facts.model import Fact
from tests.disclosures import FINAL_COVER, claim_of, claims_of, explained, facts_of, lines, value_of

RUNNING = "城乡社区支出（类）城乡社区管理事务（款）行政运行（项）"
PENSION = "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）"


def income(*paragraphs: str) -> str:
    return explained("收入预算情况", *paragraphs)


def final(heading: str, *paragraphs: str) -> str:
    return explained(heading, *paragraphs, cover=FINAL_COVER)


def amount(claim: Fact, slot: str = "本年") -> tuple[str, str, str]:
    quantity = claim.slots[slot].quantity
    assert quantity is not None
    return str(quantity.value), quantity.unit, str(quantity.quantum)


def subjects(source: str) -> list[str]:
    """各条陈述说的是谁。"""
    return [c.key("concept") or c.key("code") or c.key("name") for c in claims_of(source)]


# ---- 总额：概念、年度、范围、位置


@pytest.mark.parametrize(
    ("heading", "sentence", "concept", "scope"),
    [
        ("收支总体情况", "2025年收支预算总数9.00万元。", "收支总额", "部门"),
        ("收支总体情况", "2025年收入总计、支出总计均为9.00万元。", "收支总额", "部门"),
        ("财政拨款收支情况", "2025年财政拨款收入总计、支出总计均为9.00万元。", "财政拨款收支总额", "财政拨款"),
        ("收入预算情况", "2025年收入预算9.00万元。", "收入总额", "部门"),
        ("支出预算情况", "2025年支出预算总额为9.00万元。", "支出总额", "部门"),
        ("财政拨款收支预算情况", "2025年财政拨款收支预算总数9.00万元。", "财政拨款收支总额", "财政拨款"),
        ("一般公共预算支出情况", "2025年一般公共预算支出预算9.00万元。", "一般公共预算支出", "一般公共预算"),
        ("一般公共预算基本支出情况", "2025年一般公共预算基本支出9.00万元。", "基本支出", "一般公共预算基本支出"),
        ("“三公”经费情况", "2025年“三公”经费财政拨款预算数9.00万元。", "三公经费合计", "三公"),
        ("机关运行经费情况", "2025年机关运行经费财政拨款预算9.00万元。", "机关运行经费", "一般公共预算基本支出"),
        ("政府采购情况", "2025年政府采购预算总额9.00万元。", "政府采购总额", "部门"),
    ],
)
def test_总额认出概念_年度和资金范围(heading: str, sentence: str, concept: str, scope: str) -> None:
    claim = claim_of(explained(heading, sentence), concept)
    assert (claim.key("year"), claim.key("scope")) == ("2025", scope)
    assert amount(claim) == ("9.00", "万元", "0.01")


def test_同样的话在不同范围的章节里是不同的概念() -> None:
    assert subjects(explained("支出预算情况", "基本支出6.00万元。")) == ["部门基本支出"]
    assert subjects(explained("一般公共预算支出情况", "基本支出6.00万元。")) == ["基本支出"]


def test_数带着所在的行_段和字的位置_原文照引() -> None:
    facts = facts_of(income("全局2025年收入预算1，209．\n20 万元，增长\n\n5.00%。"))
    claim = claim_of(facts, "收入总额")
    stated = claim.slots["本年"]
    assert stated.printed == "1，209． 20 万元"
    assert (stated.place.line, stated.place.section) == (7, "收入预算情况")
    assert claim.slots["增减率"].place.line == 10
    text = facts.document.blocks[stated.place.block or 0].text.norm  # type: ignore[union-attr]
    start, end = stated.place.span or (0, 0)
    assert text[start:end] == "1,209.20万元"


def test_收支两个字分开写也认得() -> None:
    assert subjects(final("收入支出决算总体情况说明", "2024年度收、支总计105.00万元。")) == ["收支总额"]


def test_收支总计均为() -> None:
    assert subjects(final("收入支出决算总体情况说明", "2024年度收、支总计均为105.00万元。")) == ["收支总额"]


def test_支出决算就是支出总额() -> None:
    assert "支出总额" in subjects(final("支出决算情况说明", "2024年度支出决算80.00万元，其中：基本支出80.00万元。"))


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("96.40万元", "96.40", "万元"),
        ("1,096,400.00元", "1096400.00", "元"),
        ("0.31亿元", "0.31", "亿元"),
        ("96万元", "96", "万元"),
    ],
)
def test_各种单位和写法的金额(printed: str, value: str, unit: str) -> None:
    assert amount(claim_of(income(f"2025年收入预算{printed}。"), "收入总额"))[:2] == (value, unit)


def test_末位单位取全文同单位金额通常的小数位数() -> None:
    source = income("2025年收入预算96万元。", "2025年支出预算95.50万元，总收入96.40万元。")
    assert amount(claims_of(source)[0]) == ("96", "万元", "0.01")


def test_以元计两位小数是精确的() -> None:
    assert amount(claim_of(income("2025年收入预算1,096,400.00元。"), "收入总额")) == ("1096400.00", "元", "0")


@pytest.mark.parametrize("wording", ["约96万元", "96万元左右", "近96万元"])
def test_约数看得出是约数(wording: str) -> None:
    (claim,) = claims_of(income(f"2025年收入预算{wording}。"))
    assert claim.slots["本年"].quantity is not None
    assert claim.slots["本年"].quantity.approximate


# ---- 增减


@pytest.mark.parametrize(
    ("wording", "sign", "signed"),
    [
        ("比2024年预算增加8.10万元，增长9.17%", "+", "8.10"),
        ("较上年减少8.10万元，下降9.17%", "-", "-8.10"),
        ("比去年增加了8.10万元，增幅为9.17%", "+", "8.10"),
        ("与上年相比，压减8.10万元，降低9.17%", "-", "-8.10"),
        ("比上年增加0.00万元，增长0.00%", "+", "0.00"),
    ],
)
def test_增减额和增减率带方向(wording: str, sign: str, signed: str) -> None:
    claim = claim_of(income(f"2025年收入预算96.40万元，{wording}。"), "收入总额")
    assert (claim.slots["方向"].key("sign"), claim.slots["升降"].key("sign")) == (sign, sign)
    change = claim.slots["增减"].quantity
    assert change is not None and change.value == Decimal(signed)
    assert value_of(claim, "增减率") in ("9.17%", "0.00%")
    assert claim.key("base") == "上年"


def test_增减的基期年份() -> None:
    claim = claim_of(income("2025年收入预算96.40万元，比2024年增加8.10万元。"), "收入总额")
    assert (claim.key("year"), claim.key("base_year")) == ("2025", "2024")


def test_由本年和增减推出上年数() -> None:
    facts = facts_of(income("2025年收入预算96.40万元，比2024年减少8.10万元。"))
    (prior,) = facts.of("derived", concept="收入总额", period="上年")
    assert prior.quantity is not None and prior.quantity.value == Decimal("104.50")
    assert prior.printed == "104.5万元（96.40万元+8.10万元）"


@pytest.mark.parametrize("wording", ["与上年持平", "与2024年预算一致", "与上年相同", "较上年无变化"])
def test_持平是没有增减(wording: str) -> None:
    claim = claim_of(income(f"2025年收入预算96.40万元，{wording}。"), "收入总额")
    assert claim.slots["方向"].key("sign") == "0"
    assert "增减额" not in claim.slots


def test_决算与预算持平的原因_不是增减的原因() -> None:
    source = final(
        "“三公”经费支出决算情况说明",
        "2024年度“三公”经费支出预算为3.10万元，支出决算为3.10万元；较上年增加0.61万元，增长24.50%。"
        "决算数与预算数持平的主要原因是预算数为调整后的全年预算数。决算数较上年增加的主要原因是接待批次增加。",
    )
    claim = claim_of(source, "三公经费合计")
    assert (value_of(claim, "差异原因"), value_of(claim, "原因")) == ("预算数为调整后的全年预算数", "接待批次增加")


def test_差异原因和增减原因用分号隔开_各归各的() -> None:
    source = final(
        "“三公”经费支出决算情况说明",
        "2024年度“三公”经费支出预算为3.00万元，支出决算为2.50万元，决算数小于预算数的主要原因是压减接待；"
        "比上年增加0.50万元，主要原因是车辆维修增多。",
    )
    claim = claim_of(source, "三公经费合计")
    assert (claim.slots["差异原因"].printed, claim.slots["原因"].printed) == ("压减接待", "车辆维修增多")


def test_决算与本年预算比_没有基期年份() -> None:
    source = final("收入决算情况说明", "2024年度收入决算为96.40万元，比2024年预算增加8.10万元。")
    claim = claim_of(source, "收入总额")
    assert (claim.key("base"), claim.key("base_year")) == ("预算", "")
    assert "基期年份" not in claim.slots


def test_持平也说明了上年数() -> None:
    facts = facts_of(income("2025年收入预算96.40万元，与2024年持平。"))
    assert claim_of(facts, "收入总额").key("base") == "上年"
    (prior,) = facts.of("derived", concept="收入总额", period="上年")
    assert prior.printed == "96.40万元"


@pytest.mark.parametrize(
    "wording",
    ["比上年增加（减少）8.10万元", "比上年增（减）8.10万元", "比上年增加/减少8.10万元", "比上年减少（增加）8.10万元"],
)
def test_没有改完的两可写法不给方向(wording: str) -> None:
    claim = claim_of(income(f"2025年收入预算96.40万元，{wording}。"), "收入总额")
    assert claim.keys["residue"] is True
    assert claim.slots["方向"].key("sign") == ""
    assert "增减" not in claim.slots


def test_没有增加不是增加() -> None:
    claim = claim_of(explained("“三公”经费情况", "公务接待费0.60万元，比上年没有增加。"), "公务接待费")
    assert "增减额" not in claim.slots


def test_先说增长率再说增加额_基期也是上年() -> None:
    claim = claim_of(income("2025年收入预算96.40万元，同比增长9.17%，增加8.10万元。"), "收入总额")
    assert (value_of(claim, "增减额"), value_of(claim, "增减率")) == ("8.10万元", "9.17%")
    assert claim.key("base") == "上年"


def test_写明上年数的增减仍属于本年的总额() -> None:
    claim = claim_of(income("2025年收入预算96.40万元，比2024年的88.30万元增加8.10万元。"), "收入总额")
    assert value_of(claim, "增减额") == "8.10万元"


@pytest.mark.parametrize(
    "prior",
    ["上年机关运行经费预算35.10万元", "上年度为35.10万元", "2024年机关运行经费预算35.10万元", "2024年预算35.10万元"],
)
def test_接着说的上年数不是本年数(prior: str) -> None:
    source = explained("机关运行经费情况", f"2025年机关运行经费预算37.93万元，{prior}，增加2.83万元。")
    claim = claim_of(source, "机关运行经费")
    assert (value_of(claim, "本年"), value_of(claim, "上年")) == ("37.93万元", "35.10万元")


@pytest.mark.parametrize("prior", ["上年公务接待费0.80万元", "上年结转6.40万元"])
def test_别的名目的上年数不归本条(prior: str) -> None:
    claim = claim_of(income(f"2025年收入预算96.40万元，{prior}。"), "收入总额")
    assert "上年" not in claim.slots


def test_百分点不是金额的增长率() -> None:
    source = final(
        "一般公共预算财政拨款支出决算情况说明",
        "2024年度一般公共预算财政拨款支出80.00万元，占本年支出合计的76.19%，比上年提高3.50个百分点。",
    )
    assert "增减率" not in claim_of(source, "一般公共预算支出").slots


def test_基期不同的增减额和增减率不配对() -> None:
    source = final(
        "“三公”经费情况说明",
        "公务接待费支出决算为0.50万元，比预算减少0.50万元；比2023年减少0.10万元，下降16.67%。",
    )
    claim = claim_of(source, "公务接待费")
    pair = (value_of(claim, "增减额"), value_of(claim, "增减率"))
    assert pair in (("0.50万元", ""), ("0.10万元", "16.67%"))


# ---- 占比、完成率、预决算


def test_占比记着占的是什么() -> None:
    source = final(
        "一般公共预算财政拨款支出决算情况说明",
        "2024年度一般公共预算财政拨款支出80.00万元，占本年支出合计的76.19%。",
    )
    claim = claim_of(source, "一般公共预算支出")
    assert amount(claim, "占比") == ("76.19", "%", "0.01")
    assert claim.key("share_base").startswith("本年支出合计")


def test_年初预算_支出决算和完成率() -> None:
    source = final(
        "一般公共预算财政拨款支出决算情况说明",
        "2024年度一般公共预算财政拨款支出年初预算为100.00万元，支出决算为80.00万元，完成年初预算的80.00%。",
    )
    claim = claim_of(source, "一般公共预算支出")
    shown = {slot: value_of(claim, slot) for slot in ("预算", "决算", "本年", "完成率")}
    assert shown == {"预算": "100.00万元", "决算": "80.00万元", "本年": "80.00万元", "完成率": "80.00%"}
    assert claim.key("year") == "2024"


def test_完成预算若干万元的百分之几_预算数和完成率都是这一条的() -> None:
    source = final(
        "“三公”经费财政拨款支出决算情况说明",
        "2024年度“三公”经费财政拨款支出决算为60.00万元，完成全年预算80.00万元的75.00%，比上年决算数增加20.00万元，"
        "增长50.00%。其中：公务用车购置及运行维护费支出决算为25.00万元，完成预算40.00万元的62.50%，比上年决算数"
        "增加5.00万元，增长25.00%；公务接待费支出决算为35.00万元，完成预算40.00万元的87.50%，"
        "比上年决算数增加15.00万元，增长75.00%。",
    )
    shown = {
        concept: {
            slot: value_of(claim_of(source, concept), slot) for slot in ("预算", "决算", "完成率", "增减额", "增减率")
        }
        for concept in ("三公经费合计", "公务用车购置及运行维护费", "公务接待费")
    }
    keys = ("预算", "决算", "完成率", "增减额", "增减率")
    assert shown == {
        "三公经费合计": dict(zip(keys, ("80.00万元", "60.00万元", "75.00%", "20.00万元", "50.00%"), strict=True)),
        "公务用车购置及运行维护费": dict(
            zip(keys, ("40.00万元", "25.00万元", "62.50%", "5.00万元", "25.00%"), strict=True)
        ),
        "公务接待费": dict(zip(keys, ("40.00万元", "35.00万元", "87.50%", "15.00万元", "75.00%"), strict=True)),
    }
    assert subjects(source) == ["三公经费合计", "公务用车购置及运行维护费", "公务接待费"]


def test_完成预算若干万元_不归段首的名目() -> None:
    source = final(
        "“三公”经费财政拨款支出决算情况说明",
        "1.公务用车购置及运行维护费支出决算为25.00万元，完成预算40.00万元的62.50%。其中：公务用车购置支出决算为"
        "10.00万元，完成预算20.00万元的50.00%；公务用车运行维护支出决算为15.00万元，完成预算20.00万元的75.00%。",
    )
    concepts = ("公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费")
    assert [(c, value_of(claim_of(source, c), "预算"), value_of(claim_of(source, c), "完成率")) for c in concepts] == [
        ("公务用车购置及运行维护费", "40.00万元", "62.50%"),
        ("公务用车购置费", "20.00万元", "50.00%"),
        ("公务用车运行维护费", "20.00万元", "75.00%"),
    ]
    assert subjects(source) == list(concepts)


def test_决算比上年增加_比的不是预算() -> None:
    source = final(
        "“三公”经费情况说明",
        "2024年度“三公”经费财政拨款支出预算为3.00万元，支出决算为2.50万元，完成预算的83.33%，比上年增加0.50万元。",
    )
    assert claim_of(source, "三公经费合计").key("base") == "上年"


def test_决算比预算减少_比的是预算() -> None:
    source = final("机关运行经费支出说明", "2024年度机关运行经费支出7.50万元，比年初预算减少0.50万元，降低6.25%。")
    claim = claim_of(source, "机关运行经费")
    assert (claim.key("base"), claim.slots["方向"].key("sign")) == ("预算", "-")
    assert facts_of(source).of("derived", concept="机关运行经费", period="上年") == ()


# ---- 个数


def test_项目个数和涉及的金额() -> None:
    claim = claim_of(explained("预算绩效情况", "2025年实行绩效目标管理的项目3个，涉及预算46.40万元。"), "绩效目标项目")
    assert (value_of(claim, "个数"), value_of(claim, "涉及金额")) == ("3个", "46.40万元")
    assert amount(claim, "个数") == ("3", "个", "0")


def test_编制和实有人数() -> None:
    source = explained("机构设置情况", "核定编制18名，实有在职人员16人。")
    assert [(c.key("name"), value_of(c, "个数")) for c in claims_of(source)] == [
        ("核定编制", "18名"),
        ("实有在职人员", "16人"),
    ]


def test_年份_日期和文号里的数不是金额也不是个数() -> None:
    source = income("截至2024年12月31日，按照第12号文的要求，2025年收入预算96.40万元。")
    (claim,) = claims_of(source)
    assert set(claim.slots) == {"本年", "年份"}


# ---- 原因和用途


@pytest.mark.parametrize(
    "wording",
    [
        "主要原因是新增绿道养护",
        "主要是由于新增绿道养护",
        "主要原因：新增绿道养护",
        "原因是新增绿道养护",
        "主要系新增绿道养护",
    ],
)
def test_增减的原因(wording: str) -> None:
    claim = claim_of(income(f"2025年收入预算96.40万元，比上年增加8.10万元，{wording}。"), "收入总额")
    assert value_of(claim, "原因") == "新增绿道养护"


def test_下一段接着写的原因也算() -> None:
    source = income("2025年收入预算96.40万元，比上年增加8.10万元。", "主要原因是新增绿道养护。")
    assert value_of(claim_of(source, "收入总额"), "原因") == "新增绿道养护"


def test_决算小于预算的原因不是增加的原因() -> None:
    source = final(
        "“三公”经费情况说明",
        "2024年度“三公”经费支出预算为3.00万元，支出决算为2.50万元，比上年增加0.50万元。决算数小于预算数的主要原因是压减接待。",
    )
    claim = claim_of(source, "三公经费合计")
    assert value_of(claim, "差异原因") == "压减接待"
    assert "原因" not in claim.slots and "本节原因" not in claim.slots
    assert claim.slots["比较"].key("sign") == "-"


def test_另起一段_大于上年的主要情况_是本节写的增减原因() -> None:
    source = final(
        "“三公”经费支出决算情况说明",
        "2024年度“三公”经费支出决算为3.00万元，完成预算5.00万元的60.00%，比上年决算数增加1.00万元，增长50.00%。",
        "2024年度“三公”经费支出决算小于预算数的主要情况：压减接待。",
        "2024年度“三公”经费支出决算大于上年决算数的主要情况：下乡督查恢复正常。",
    )
    claim = claim_of(source, "三公经费合计")
    reasons = [value_of(claim, slot) for slot in ("原因", "本节原因") if slot in claim.slots]
    assert reasons == ["下乡督查恢复正常"]


def test_差异的原因和增减的原因可以都有() -> None:
    source = final(
        "“三公”经费情况说明",
        "2024年度“三公”经费支出预算为3.00万元，支出决算为2.50万元，决算数小于预算数的主要原因是压减接待。"
        "比上年增加0.50万元，主要原因是车辆维修增多。",
    )
    claim = claim_of(source, "三公经费合计")
    assert (value_of(claim, "差异原因"), value_of(claim, "原因")) == ("压减接待", "车辆维修增多")


def test_因公出国的因不是原因() -> None:
    source = explained("“三公”经费情况", "因公出国（境）费0.00万元，因公出国任务未安排。")
    assert "原因" not in claim_of(source, "因公出国（境）费").slots


def test_别的一项的原因不算这一项的() -> None:
    source = explained(
        "支出预算情况",
        "2025年支出预算96.40万元，其中：基本支出50.00万元；项目支出46.40万元。",
        "项目支出比2024年预算增加2.00万元，主要原因是新增绿道。基本支出比2024年预算减少1.00万元。",
    )
    assert value_of(claim_of(source, "部门项目支出"), "原因") == "新增绿道"
    assert "原因" not in claim_of(source, "部门基本支出").slots


def test_另起一段说的增减归到那一项() -> None:
    source = explained(
        "支出预算情况",
        "2025年支出预算96.40万元，其中：基本支出50.00万元；项目支出46.40万元。",
        "基本支出比2024年预算减少1.00万元；项目支出比2024年预算增加2.00万元。",
    )
    changes = {c.key("concept"): value_of(c, "增减额") for c in claims_of(source)}
    assert changes == {"支出总额": "", "部门基本支出": "1.00万元", "部门项目支出": "2.00万元"}


# ---- 类款项


def test_类款项各项认出编码_年度和用途() -> None:
    source = explained(
        "一般公共预算支出情况",
        f"1.{RUNNING}：2025年预算数为60.00万元，比2024年预算数增加2.00万元，主要用于人员经费和日常公用支出。",
        f"2.{PENSION}：2025年预算数为8.00万元，缴纳基本养老保险。",
    )
    running, pension = claim_of(source, "2120101"), claim_of(source, "2080505")
    assert (value_of(running, "本年"), value_of(running, "增减额")) == ("60.00万元", "2.00万元")
    assert (running.key("year"), running.key("base_year")) == ("2025", "2024")
    assert value_of(running, "用途") == "人员经费和日常公用支出"
    assert value_of(pension, "用途") == "缴纳基本养老保险"
    assert running.key("family") == "支出功能分类项级"


def test_差异的原因不是用途() -> None:
    (claim,) = claims_of(
        final(
            "一般公共预算财政拨款支出决算情况说明",
            f"1.{PENSION}。年初预算为0.00万元，支出决算为8.00万元，决算数大于年初预算数的主要原因是年中追加专项经费。",
        )
    )
    assert value_of(claim, "用途") == ""
    assert value_of(claim, "差异原因") == "年中追加专项经费"


def test_与上年相比后面的逗号不隔开主语() -> None:
    source = explained(
        "支出预算情况",
        "2025年支出预算20.00万元，其中：基本支出12.00万元；项目支出8.00万元。",
        "基本支出与上年相比，增加2.00万元，增长20.00%；项目支出与上年相比，减少1.00万元，下降11.11%。",
    )
    assert value_of(claim_of(source, "部门基本支出"), "增减额") == "2.00万元"
    assert value_of(claim_of(source, "部门项目支出"), "增减额") == "1.00万元"


def test_与某年度相比之后另起主语_基期年份照认() -> None:
    said = "2025年收支总计均为20.00万元。与2024年度相比，收、支总计各增加2.00万元，增长11.11%。"
    claim = claim_of(explained("收支总体情况", said), "收支总额")
    assert (claim.key("year"), claim.key("base_year")) == ("2025", "2024")


def test_比某年的多少_某年是基期() -> None:
    said = "2025年收入总计、支出总计均为20.00万元，比2024年的18.00万元增加2.00万元，增长11.11%。"
    claim = claim_of(explained("收支总体情况", said), "收支总额")
    assert [value_of(claim, slot) for slot in ("年份", "基期年份", "上年")] == ["2025年", "2024年", "18.00万元"]


def test_比上年的多少_前面可以有主语() -> None:
    source = explained(
        "支出预算情况",
        "2025年支出预算20.00万元，其中：基本支出12.00万元；项目支出8.00万元。",
        "基本支出比上年的10.00万元增加2.00万元，增长20.00%；项目支出比上年的9.00万元减少1.00万元，下降11.11%。",
    )
    for name, prior, change in (("部门基本支出", "10.00万元", "2.00万元"), ("部门项目支出", "9.00万元", "1.00万元")):
        claim = claim_of(source, name)
        assert (value_of(claim, "上年"), value_of(claim, "增减额")) == (prior, change)


def test_夹在各类支出之间的国有资本经营预算支出是科目() -> None:
    listed = "支出包括：农林水支出5.00万元、国有资本经营预算支出2.00万元、住房保障支出1.00万元。"
    assert subjects(explained("收支总体情况", listed)) == ["213", "223", "221"]
    alone = explained("国有资本经营预算支出情况", "2025年国有资本经营预算支出2.00万元。")
    assert subjects(alone) == ["国有资本经营支出"]


def test_政府采购货物支出预算不是支出总额() -> None:
    source = explained("政府采购情况", "2025年政府采购预算总额3.00万元，其中：政府采购货物支出预算3.00万元。")
    assert subjects(source) == ["政府采购总额", "政府采购货物"]


def test_类款项各项的预算_决算和差异原因() -> None:
    source = final(
        "一般公共预算财政拨款支出决算情况说明",
        f"1.{RUNNING}。年初预算为60.00万元，支出决算为50.00万元，完成年初预算的83.33%。"
        "决算数小于预算数的主要原因是厉行节约。",
    )
    claim = claim_of(source, "2120101")
    assert {slot: value_of(claim, slot) for slot in ("预算", "决算", "完成率", "差异原因")} == {
        "预算": "60.00万元",
        "决算": "50.00万元",
        "完成率": "83.33%",
        "差异原因": "厉行节约",
    }


def test_代码表里没有的科目留着文中的名称_并报没有看懂() -> None:
    facts = facts_of(
        explained("一般公共预算支出情况", "1.香樟支出（类）香樟事务（款）香樟养护（项）：2025年预算数为1.00万元。")
    )
    (claim,) = claims_of(facts)
    assert (claim.key("code"), claim.key("name")) == ("", "香樟支出(类)香樟事务(款)香樟养护(项)")


def test_科目路径里的名称各成一个事实() -> None:
    facts = facts_of(explained("一般公共预算支出情况", f"1.{RUNNING}：2025年预算数为60.00万元。"))
    (name,) = facts.of("name", **{"from": "科目路径"})
    assert (name.key("类"), name.key("款"), name.key("项")) == ("城乡社区支出", "城乡社区管理事务", "行政运行")


@pytest.mark.parametrize(
    ("written", "code", "item"),
    [
        (
            "节能环保支出（类）环境保护管理事务（款）环境保护法规、规划及标准（项）",
            "2110105",
            "环境保护法规、规划及标准",
        ),
        ("公共安全支出（类）检察（款）“两房”建设（项）", "2040409", '"两房"建设'),
    ],
)
def test_科目名称里的顿号_引号是名称的一部分(written: str, code: str, item: str) -> None:
    facts = facts_of(explained("一般公共预算支出情况", f"1.{written}：2025年预算数为60.00万元。"))
    (name,) = facts.of("name", **{"from": "科目路径"})
    assert name.key("项") == item
    (claim,) = claims_of(facts)
    assert claim.key("code") == code


def test_两条路径之间的顿号仍是分隔() -> None:
    written = "一般公共服务支出（类）人大事务（款）、政协事务（款）行政运行（项）"
    facts = facts_of(explained("一般公共预算支出情况", f"1.{written}：2025年预算数为60.00万元。"))
    (name,) = facts.of("name", **{"from": "科目路径"})
    assert (name.key("款"), name.key("项")) == ("人大事务", "")


def test_主要包括之后列举的科目各成一个名称() -> None:
    facts = facts_of(
        explained(
            "基本支出情况",
            "人员经费45.00万元，主要包括：基本工资、津贴补贴、奖金等。",
            "公用经费5.00万元，主要包括：办公费、差旅费。",
        )
    )
    listed = {f.key("owner"): [i.printed for i in f.items] for f in facts.of("name", **{"from": "列举"})}
    assert listed == {"人员经费": ["基本工资", "津贴补贴", "奖金"], "公用经费": ["办公费", "差旅费"]}


def test_同一段里的两处主要包括各归各的() -> None:
    sentence = "人员经费45.00万元，主要包括：基本工资、津贴补贴；公用经费5.00万元，主要包括：办公费、差旅费。"
    facts = facts_of(explained("基本支出情况", sentence))
    listed = {f.key("owner"): [i.printed for i in f.items] for f in facts.of("name", **{"from": "列举"})}
    assert listed == {"人员经费": ["基本工资", "津贴补贴"], "公用经费": ["办公费", "差旅费"]}


# ---- 括号、没有主的金额、不算数的章节


def test_括号里的金额不是总额() -> None:
    source = income("2025年收入预算96.40万元（含上年结转6.40万元），比2024年增加8.10万元。")
    claim = claim_of(source, "收入总额")
    assert (value_of(claim, "本年"), value_of(claim, "增减额")) == ("96.40万元", "8.10万元")
    assert "上年结转" not in subjects(source)


def test_名目之后的括号不挡住名目() -> None:
    claim = claim_of(income("2025年收入预算（不含上年结转6.40万元）90.00万元。"), "收入总额")
    assert value_of(claim, "本年") == "90.00万元"


def test_不知道说谁的金额报没有看懂() -> None:
    facts = facts_of(income("2025年收入预算96.40万元。", "本年安排3.00万元。"))
    assert [(u.what, u.printed, u.place.line) for u in facts.not_understood] == [("金额", "3.00万元", 9)]


def test_名词解释和部门职责里的数不算陈述() -> None:
    source = lines(
        income("2025年收入预算96.40万元。"), "第四部分 名词解释", "一、公用经费：指每人9.00万元以内的基本支出。"
    )
    assert subjects(source) == ["收入总额"]


def test_先说增减后说数_与先说数后说增减一样() -> None:
    total = "2025年支出预算12.00万元，其中：基本支出8.00万元，项目支出4.00万元。"
    change = "基本支出比上年增加2.00万元，增长33.3%，主要是人员增加；项目支出比上年减少1.00万元，下降20.0%。"

    def told(*paragraphs: str) -> list[tuple[str, str, str, str]]:
        found = claims_of(explained("支出预算情况", *paragraphs))
        return [(c.key("concept"), *(value_of(c, s) for s in ("本年", "增减额", "增减率"))) for c in found]

    assert told(change, total) == told(total, change) == [
        ("支出总额", "12.00万元", "", ""),
        ("部门基本支出", "8.00万元", "2.00万元", "33.3%"),
        ("部门项目支出", "4.00万元", "1.00万元", "20.0%"),
    ]  # fmt: skip


def test_增减率_完成率有千分位() -> None:
    text = "2025年“三公”经费财政拨款预算数32.14万元，比上年增加29.83万元，增长1,291.34%。"
    claim = claim_of(explained("“三公”经费情况", text), "三公经费合计")
    assert amount(claim, "增减率") == ("1291.34", "%", "0.01")


# ---- 没有写主语的增减、与哪一年比、原因到哪里为止


def told(claim: Fact, *slots: str) -> tuple[str, ...]:
    return tuple(value_of(claim, slot) for slot in slots)


@pytest.mark.parametrize("paragraphs", [("{total}{change}",), ("{total}", "{change}")], ids=["同段", "另起一段"])
def test_其中各项说完另起一句没有主语的增减_说的是总额(paragraphs: tuple[str, ...]) -> None:
    total = "2025年“三公”经费预算40.00万元，其中：因公出国（境）费10.00万元，公务接待费30.00万元。"
    change = "比2024年减少10.00万元，下降20.0%。"
    source = explained("“三公”经费情况", *(p.format(total=total, change=change) for p in paragraphs))
    assert told(claim_of(source, "三公经费合计"), "本年", "增减额", "增减率") == ("40.00万元", "10.00万元", "20.0%")
    assert told(claim_of(source, "公务接待费"), "本年", "增减额", "增减率") == ("30.00万元", "", "")


def test_总额的增减已经说过_另起一句没有主语的仍是最后一项() -> None:
    source = explained(
        "“三公”经费情况",
        "2025年“三公”经费预算40.00万元，比2024年减少10.00万元，其中：公务接待费30.00万元。比2024年减少8.00万元。",
    )
    assert value_of(claim_of(source, "三公经费合计"), "增减额") == "10.00万元"
    assert value_of(claim_of(source, "公务接待费"), "增减额") == "8.00万元"


def test_同一句里的增减仍是刚说的那一项() -> None:
    source = explained(
        "“三公”经费情况",
        "2025年“三公”经费预算40.00万元，其中：因公出国（境）费10.00万元，公务接待费30.00万元，比2024年减少10.00万元。",
    )
    assert value_of(claim_of(source, "公务接待费"), "增减额") == "10.00万元"


@pytest.mark.parametrize(
    ("change", "owner"),
    [
        ("比2024年减少10.00万元，下降20.0%", "三公经费合计"),  # 10 ÷ (40 + 10)
        ("比2024年减少10.00万元，下降25.0%", "公务接待费"),  # 10 ÷ (30 + 10)
        ("比2024年减少10.00万元，下降30.0%", "公务接待费"),  # 哪个都算不上，仍是刚说的那一项
    ],
)
@pytest.mark.parametrize("mark", ["，", "。"])
def test_其中各项之后没有主语的增减_说的是谁看算得上谁(change: str, owner: str, mark: str) -> None:
    listed = "2025年“三公”经费预算40.00万元，其中：因公出国（境）费10.00万元，公务接待费30.00万元"
    source = explained("“三公”经费情况", f"{listed}{mark}{change}。")
    if mark == "。" and change.endswith("30.0%"):
        owner = "三公经费合计"  # 另起一句的是总额
    for concept in ("三公经费合计", "公务接待费"):
        expected = ("10.00万元", change[-5:]) if concept == owner else ("", "")
        assert told(claim_of(source, concept), "增减额", "增减率") == expected


def test_与上年持平之后另说的各项_不是上年的数() -> None:
    source = explained(
        "“三公”经费情况",
        "2025年“三公”经费预算40.00万元，与2024年预算基本持平，其中：因公出国（境）费10.00万元，公务接待费30.00万元。",
    )
    assert told(claim_of(source, "因公出国（境）费"), "本年", "上年") == ("10.00万元", "")


@pytest.mark.parametrize(
    "base", ["比上年累计支出50.00万元减少", "较2024年预算安排50.00万元减少", "比去年同期的50.00万元减少"]
)
def test_比上年支出多少_是上年的数(base: str) -> None:
    claim = claim_of(
        explained("“三公”经费情况", f"2025年“三公”经费预算40.00万元，{base}10.00万元，下降20.0%。"), "三公经费合计"
    )
    assert told(claim, "本年", "上年", "增减额") == ("40.00万元", "50.00万元", "10.00万元")


def test_另一年的同一名目说的增减_不归到那一年() -> None:
    source = explained(
        "“三公”经费情况",
        "2025年“三公”经费预算40.00万元。",
        "2024年“三公”经费支出50.00万元，其中：公务接待费50.00万元。",
        "2025年“三公”经费预算较2024年减少10.00万元，下降20.0%。其中，公务接待费较上年同期减少10.00万元。",
    )
    changed = {(c.key("concept"), value_of(c, "本年")) for c in claims_of(source) if value_of(c, "增减额")}
    assert changed == {("三公经费合计", "40.00万元"), ("公务接待费", "")}


def test_认不出的名目说的增减_不归到总额() -> None:
    source = explained(
        "“三公”经费情况", "2025年“三公”经费预算40.00万元，其中会务活动经费较上年减少0.50万元，下降5.0%。"
    )
    assert value_of(claim_of(source, "三公经费合计"), "增减额") == ""


def test_原因之后又列出一项_照样是一项() -> None:
    source = explained(
        "“三公”经费情况",
        "2025年“三公”经费预算40.00万元：一、2025年因公出国（境）费预算10.00万元，比2024年增加2.00万元，"
        "主要原因是开展交流，二、2025年公务接待费预算30.00万元，与2024年持平，主要原因是控制支出。",
    )
    first, second = claim_of(source, "因公出国（境）费"), claim_of(source, "公务接待费")
    assert (value_of(first, "原因"), value_of(second, "本年")) == ("开展交流", "30.00万元")


def test_原因里说的数_不是一项() -> None:
    source = explained(
        "“三公”经费情况",
        "2025年“三公”经费预算40.00万元，比2024年减少10.00万元，主要原因是压减会务，减少公务接待费10.00万元。",
    )
    assert subjects(source) == ["三公经费合计"]


def test_认不出的名目接着说的增减率_也不归到总额() -> None:
    source = explained(
        "“三公”经费情况",
        "2025年“三公”经费预算40.00万元，较上年增加2.00万元，其中会务活动经费较上年减少0.50万元，减少5.0%。",
    )
    assert told(claim_of(source, "三公经费合计"), "增减额", "增减率") == ("2.00万元", "")


@pytest.mark.parametrize("base", ["较2024年部门预算公开的“三公”经费合计", "比去年全局“三公”经费"])
def test_与上年的同一名目相比_后面接着说增减的_是上年的数(base: str) -> None:
    source = explained(
        "“三公”经费情况",
        f"2025年“三公”经费预算40.00万元，其中：公务接待费30.00万元。{base}50.00万元减少10.00万元，下降20.0%。",
    )
    found = [c for c in claims_of(source) if c.key("concept") == "三公经费合计"]
    assert [told(c, "本年", "上年", "增减额") for c in found] == [("40.00万元", "50.00万元", "10.00万元")]


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        ("，因公出访的团组增多。", "因公出访的团组增多"),
        ("，开展对外交流的团组增多。", "开展对外交流的团组增多"),
        ("，主要是开展交流。", "开展交流"),
        ("，符合只减不增的要求。", ""),
        ("，完成年初预算的百分之百。", ""),
        ("。", ""),
    ],
)
def test_增减之后直接写的原因(tail: str, reason: str) -> None:
    source = explained("“三公”经费情况", f"2025年因公出国（境）费预算10.00万元，比2024年增加2.00万元{tail}")
    assert value_of(claim_of(source, "因公出国（境）费"), "原因") == reason
