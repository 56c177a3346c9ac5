# ruff: noqa: N802　测试名是中文句子
"""文字：断页的句子接好，标题和各项分开，每个字都记得自己在哪一行。"""

from __future__ import annotations

import pytest

from engine.document import Paragraph
from engine.text import norm
from tests.disclosures import document_of, paragraphs_of

SPLIT = "2025年收入预算96.40万元，比上年增加8.10万元，主要原因是新增了"
REST = "湿地公园的养护任务。"


@pytest.mark.parametrize(
    "between",
    ["\n", "\n\n", "\n\n\n", "\n— 3 —\n", "\n\n-12-\n\n", "\n第3页 共20页\n", "\n3/20\n\n", "\n 7 \n"],
    ids=["断行", "空行", "几个空行", "页码", "空行页码", "第几页", "几之几", "单个数字"],
)
def test_句子中间断开_接成一段(between: str) -> None:
    assert paragraphs_of(SPLIT + between + REST) == [norm(SPLIT + REST)]


def test_数在断页处断开也接上() -> None:
    assert paragraphs_of("2025年收入预算1,2\n\n34.56万元，增长8%。") == ["2025年收入预算1,234.56万元,增长8%。"]


def test_句号之后另起一段() -> None:
    assert paragraphs_of("收入预算96.40万元。\n支出预算96.40万元。") == ["收入预算96.40万元。", "支出预算96.40万元。"]


def test_页码行不进正文_正文里的数不当页码() -> None:
    assert paragraphs_of("第一段。\n— 3 —\n第二段。\n共有车辆\n2辆。") == ["第一段。", "第二段。", "共有车辆", "2辆。"]


def test_标题不与正文粘连() -> None:
    assert paragraphs_of("一、收入预算情况\n2025年收入预算96.40万元，全部为财政拨款。") == [
        "一、收入预算情况",
        "2025年收入预算96.40万元,全部为财政拨款。",
    ]


def test_部分标题不与紧接着的表题粘连() -> None:
    assert paragraphs_of("第二部分 部门预算表\n部门收支总表\n单位：万元") == [
        "第二部分部门预算表",
        "部门收支总表",
        "单位:万元",
    ]


def test_正文不与后面的标题粘连_即使没有句号() -> None:
    text = "主要用于苗木补植，绿地养护，设施维修\n二、支出预算情况\n（一）基本情况\n第四部分 名词解释"
    assert paragraphs_of(text) == [
        "主要用于苗木补植,绿地养护,设施维修",
        "二、支出预算情况",
        "(一)基本情况",
        "第四部分名词解释",
    ]


def test_单位行_表号_附注各成一段() -> None:
    text = "收入预算，支出预算，均按\n单位：万元\n公开01表\n注：本表无数据\n部门：白鹭区园林局\n附件1"
    assert paragraphs_of(text) == [
        "收入预算,支出预算,均按",
        "单位:万元",
        "公开01表",
        "注:本表无数据",
        "部门:白鹭区园林局",
        "附件1",
    ]


def test_列举的各项分开() -> None:
    text = "具体如下：\n1.办公费3.20万元\n2.差旅费1.10万元\n（1）市内\n（2）市外\n①会议\n②培训"
    assert paragraphs_of(text) == [
        "具体如下:",
        "1.办公费3.20万元",
        "2.差旅费1.10万元",
        "(1)市内",
        "(2)市外",
        "①会议",
        "②培训",
    ]


def test_长的一项断行后接回这一项() -> None:
    text = "1.湿地公园养护专项资金四十万元主要用于水面保洁和\n苗木补植\n2.其他"
    assert paragraphs_of(text) == ["1.湿地公园养护专项资金四十万元主要用于水面保洁和苗木补植", "2.其他"]


@pytest.mark.parametrize(
    ("printed", "joined"),
    [
        ("第三部分 白鹭区园林局2025年部门预算情况说\n明", "第三部分白鹭区园林局2025年部门预算情况说明"),
        ("五、一般公共预算财政拨款支出决算具体情\n况说明", "五、一般公共预算财政拨款支出决算具体情况说明"),
        ("第二部分 白鹭区园林局2025年\n部门预算公开表格", "第二部分白鹭区园林局2025年部门预算公开表格"),
    ],
)
def test_折行的标题接成一个(printed: str, joined: str) -> None:
    assert paragraphs_of(f"{printed}\n\n2025年无变化。") == [joined, "2025年无变化。"]


def test_科目路径折行后接上() -> None:
    assert paragraphs_of("1.城乡社区支出（类）城乡社区管理事\n务（款）行政运行（项）：8.00万元。") == [
        "1.城乡社区支出(类)城乡社区管理事务(款)行政运行(项):8.00万元。"
    ]


def test_接好的段落里_每个字仍指回自己的那一行() -> None:
    document = document_of(f"封面\n\n{SPLIT}\n— 3 —\n\n{REST}\n")
    paragraph = document.blocks[1]
    assert isinstance(paragraph, Paragraph)
    norm = paragraph.text.norm
    assert paragraph.line == 3
    assert paragraph.line_at(norm.index("新增了")) == 3
    assert paragraph.line_at(norm.index("湿地")) == 6
    assert paragraph.line_at(len(norm) - 1) == 6
    assert paragraph.text.quote(norm.index("新增"), norm.index("公园")) == "新增了湿地"


def test_缩进_全角空格和行尾空白不影响行号和文字() -> None:
    document = document_of("\n　　收入预算　96.40 万元，  \n   全部为财政拨款。\n")
    paragraph = document.blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text.norm == "收入预算96.40万元,全部为财政拨款。"
    assert paragraph.line_at(0) == 2
    assert paragraph.line_at(paragraph.text.norm.index("全部")) == 3
    assert paragraph.text.quote(0, 9) == "收入预算　96.40".replace("　", " ")


def test_制表符缩进的文字不是表格() -> None:
    text = "\t一、收入预算情况\n\t2025年收入预算96.40万元，全部为财政拨款。\n"
    assert paragraphs_of(text) == ["一、收入预算情况", "2025年收入预算96.40万元,全部为财政拨款。"]


# ---- 网页和公式的残留


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<p>决算数<b>12.50</b>万元。</p>", "决算数12.50万元。"),
        ("决算数12.50万元<sup>①</sup>。", "决算数12.50万元①。"),
        ('<span style="color:red">增加</span>3<br/>万元。', "增加3万元。"),
        ("单价<800元，>500元。", "单价<800元,>500元。"),
        (r"完成率 $\geq$ 9 0%", "完成率≥90%"),
        (r"投诉 \leq 3次", "投诉≤3次"),
        (r"面积3 \times 5，占90\%", "面积3×5,占90%"),
    ],
)
def test_网页标签和公式写法不进归一化文字(raw: str, expected: str) -> None:
    assert paragraphs_of(raw) == [expected]


def test_引用时照原文带出标签和公式写法() -> None:
    document = document_of("决算数<b>12.50</b>万元，完成率\\geq 9 0%。")
    paragraph = document.blocks[0]
    assert isinstance(paragraph, Paragraph)
    text, norm = paragraph.text, paragraph.text.norm
    assert text.quote(norm.index("12.50"), norm.index("万")) == "12.50"
    assert text.quote(norm.index("数"), norm.index(",")) == "数<b>12.50</b>万元"
    assert text.quote(norm.index("≥"), norm.index("。")) == r"\geq 9 0%"


def test_Markdown的标题_粗体_项目符号和图片只留文字() -> None:
    text = (
        "# 白鹭区园林局2025年部门预算\n\n## 一、收入预算情况\n收入**96.40**万元，全部为财政拨款。\n"
        "- 第一项\n* 第二项\n![图](a.png)\n"
    )
    assert paragraphs_of(text) == [
        "白鹭区园林局2025年部门预算",
        "一、收入预算情况",
        "收入96.40万元,全部为财政拨款。",
        "第一项",
        "第二项",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2025年度一般公共预算支出828.59万", "元。较上年减少0.77万元。"),
        ("2025年度一般公共预算支出828.", "59万元，较上年减少0.77万元。"),
        ("2025年度一般公共预算支出828.59", "万元，较上年减少0.77万元。"),
        ("2025年一般公共预算支出预算1125.21万元（含上", "年结转20.96万元），比2024年增加94.97万元。"),
        ("2025年度一般公共预算支出828.59万元", "，较上年减少0.77万元。"),
    ],
    ids=["单位当中", "小数点后", "数与单位之间", "括号里面", "逗号之前"],
)
def test_断在数当中_括号里面_标点之前_前面没有标点也接上(before: str, after: str) -> None:
    assert paragraphs_of(f"{before}\n\n— 3 —\n\n{after}") == [norm(before + after)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("一、收入情况（见下表", "（一）本年收入80.00万元。"),
        ("本年收入80.00万元（含上年结转", "1）财政拨款70.00万元"),
        ("职责（详见下文", "收入80.00万元（含结转）。"),
    ],
    ids=["下一项有序号", "下一项的序号是右括号", "下一段自己有括号"],
)
def test_前一段漏了右括号_不把下一段接上(before: str, after: str) -> None:
    assert paragraphs_of(f"{before}\n{after}") == [norm(before), norm(after)]


@pytest.mark.parametrize(
    ("before", "after"),
    [("50.00", "30.00万元"), ("2024", "100万元"), ("支出合计50.00", "30.00万元")],
    ids=["两格", "年度和数", "接起来不是一个数"],
)
def test_两个数不接成一个(before: str, after: str) -> None:
    assert paragraphs_of(f"{before}\n{after}\n") == [norm(before), norm(after)]
