# ruff: noqa: N802　测试名是中文句子
"""文件身份：文种、年度、单位，以及是不是预决算公开文本。"""

from __future__ import annotations

import pytest

from engine.recognition.identity import Identity, identify, why_not
from tests.disclosures import document_of, facts_of, lines, rows, table

MONEY = "收入预算96.40万元，支出预算96.40万元，其中部门预算拨款90.00万元。"
OVERVIEW = "第一部分 白鹭区园林局概况"


def identity_of(*parts: str) -> Identity:
    return identify(document_of(lines(*parts)))


@pytest.mark.parametrize(
    ("cover", "kind", "year"),
    [
        ("白鹭区园林局2025年部门预算", "预算", "2025"),
        ("2025年度白鹭区园林局单位预算公开", "预算", "2025"),
        ("2024年度白鹭区园林局部门决算", "决算", "2024"),
        ("白鹭区园林局2024年部门决算公开说明", "决算", "2024"),
        ("白鹭区园林局2024年度部门预算执行情况和决算说明", "决算", "2024"),
    ],
)
def test_文种和年度看封面(cover: str, kind: str, year: str) -> None:
    identity = identity_of(cover, MONEY)
    assert (identity.kind, identity.year) == (kind, year)


def test_正文里提到别的文种和年度_不改变封面所说的() -> None:
    others = "2023年决算数、2023年支出决算、2023年部门决算、2023年度决算均已批复。"
    identity = identity_of("白鹭区园林局2025年部门预算", MONEY, others)
    assert (identity.kind, identity.year) == ("预算", "2025")


def test_目录和编号的标题不是封面() -> None:
    identity = identity_of("目录", "第一部分 白鹭区园林局2023年部门预算概况", "白鹭区园林局2025年部门预算", MONEY)
    assert identity.title == "白鹭区园林局2025年部门预算"


def test_没有封面时按全文用词和年份的多数() -> None:
    identity = identity_of(
        OVERVIEW,
        "2024年度收入决算80.00万元，支出决算数75.00万元，均已编入部门决算，比2023年增加。",
        "2024年度支出决算中基本支出50.00万元。",
    )
    assert (identity.kind, identity.year) == ("决算", "2024")


@pytest.mark.parametrize(
    "parts",
    [
        ("白鹭区园林局2025年部门预算",),
        ("2025年度白鹭区园林局单位预算公开说明",),
        ("附件1：白鹭区园林局2025年度部门预算公开文本",),
        ("2025年部门预算", OVERVIEW),
        ("2025年部门预算", "第一部分 白鹭区园林局2025年部门概况"),
        ("2025年部门预算", "部门：白鹭区园林局"),
        ("2025年部门预算", "填报单位：[356]白鹭区园林局"),
        ("2025年部门预算", "单位名称：白鹭区园林局", "单位名称：白鹭区园林局"),
        pytest.param(
            ("2025年部门预算", "部门：白鹭区园林局　　金额单位：万元"),
        ),
        pytest.param(
            ("白鹭区园林局", "2025年部门预算"),
        ),
        pytest.param(
            ("关于白鹭区园林局2025年部门预算的说明",),
        ),
        pytest.param(
            ("填报单位：[356]白鹭区园林局", "2025年收入预算96.40万元，全部编入部门预算。"),
        ),
    ],
    ids=lambda parts: "＋".join(parts),
)
def test_单位取自封面_部门行或第一部分(parts: tuple[str, ...]) -> None:
    assert identity_of(*parts, MONEY).entity == "白鹭区园林局"


@pytest.mark.parametrize(
    ("cover", "entity"),
    [
        ("白鹭区人民政府办公室2025年部门预算", "白鹭区人民政府办公室"),
        pytest.param(
            "白鹭区园林信息中心2025年单位预算",
            "白鹭区园林信息中心",
        ),
        pytest.param(
            "白鹭区绿化队（本级）2025年单位预算",
            "白鹭区绿化队(本级)",
        ),
    ],
)
def test_单位名称不缺字(cover: str, entity: str) -> None:
    assert identity_of(cover, MONEY).entity == entity


@pytest.mark.parametrize("name", ["白鹭区园林局部门决算", "白鹭区园林局部门决算公开"])
def test_封面分两行印年份和单位(name: str) -> None:
    identity = identity_of("2024年度", name, "目录", MONEY)
    assert (identity.kind, identity.year, identity.entity) == ("决算", "2024", "白鹭区园林局")


def test_封面分两行印_年份跟着单位() -> None:
    said = "与2023年预算相比持平。"
    identity = identity_of("白鹭新区（管委会）2024年", "一般公共预算“三公”经费预算", said, said, MONEY)
    assert (identity.kind, identity.year, identity.entity) == ("预算", "2024", "白鹭新区(管委会)")


def test_各表都填的部门名称比封面可靠() -> None:
    filled = "部门：白鹭区园林局（本级）"
    assert identity_of("白鹭区园林局2025年部门预算", filled, MONEY, filled).entity == "白鹭区园林局(本级)"


@pytest.mark.parametrize(
    ("cover", "entity"),
    [
        ("2025年度“三公”经费预算公开", ""),
        ("白鹭区园林局2025年“三公”经费预算公开", "白鹭区园林局"),
        ("白鹭区园林局2025年一般公共预算“三公”经费预算说明", "白鹭区园林局"),
    ],
)
def test_三公经费的单项公开也要核查_三公不是单位名称(cover: str, entity: str) -> None:
    identity = identity_of(cover, "公务接待费0.60万元，比上年减少0.20万元。")
    assert (identity.disclosure, identity.kind, identity.entity) == (True, "预算", entity)


def test_一份部门预算() -> None:
    facts = facts_of(
        lines(
            "白鹭区园林局2025年部门预算",
            table("部门收入总表", "单位名称|合计|事业收入", "合计|96.40|6.40"),
            MONEY,
            "以上预算安排已经区人民代表大会批准。",
        )
    )
    assert facts.identity.disclosure
    (fact,) = facts.of("document")
    assert {k: fact.keys[k] for k in ("doc", "year", "entity")} == {
        "doc": "预算",
        "year": "2025",
        "entity": "白鹭区园林局",
    }


@pytest.mark.parametrize(
    "text",
    [
        lines("红烧茄子", "茄子两根，盐少许。"),
        lines("白鹭区园林局2025年工作总结", "全年完成投资12万元，养护支出9万元，收入持平。"),
        lines("通讯录", rows("姓名|电话", "甲|123")),
        lines("关于编报2025年部门预算的通知", "请各单位于8月前报送部门预算，预算安排应当据实。"),
    ],
    ids=["菜谱", "工作总结", "通讯录", "没有金额的通知"],
)
def test_不是预决算公开文本(text: str) -> None:
    assert not identify(document_of(text)).disclosure


@pytest.mark.parametrize(
    "title",
    [
        "白鹭县2024年度政府决算公开",
        "白鹭县2024年财政决算",
        "关于白鹭县2024年预算执行情况和2025年预算草案的报告",
        "2024年白鹭区财政收支决算草案",
    ],
)
def test_一级政府的预算决算不是部门的_说明是什么(title: str) -> None:
    identity = identify(document_of(lines(title, MONEY, "全县一般公共预算支出决算数9.00万元，年度决算收入9.00万元。")))
    assert not identity.disclosure
    assert why_not(identity) == f"标题“{identity.title}”说的是一级政府的预算、决算，不是部门、单位的"


@pytest.mark.parametrize(
    "title",
    [
        "白鹭县财政局2024年度部门决算",
        "白鹭县水务局2024年财政预算公开",
        "白鹭镇人民政府2025年部门预算",
        "白鹭镇人民政府2025年预算公开",
        "白鹭县政府办公室2025年部门预算公开说明",
        "白鹭县政府采购中心2025年单位预算",
    ],
)
def test_财政局的_乡镇政府的是部门的(title: str) -> None:
    assert identify(document_of(lines(title, MONEY, "单位预算、部门预算、预算安排均为预算数。"))).disclosure


def test_标题就是部门预算的_用语不多也核查_通知不是() -> None:
    said = "基本支出50.00万元，占支出的83.33%；项目支出10.00万元。"
    assert identify(document_of(lines("白鹭区园林局2025年部门预算公开说明", said))).disclosure
    assert not identify(document_of(lines("关于做好2025年部门预算公开工作的通知", said))).disclosure
