# ruff: noqa: N802　测试名是中文句子
"""目录和章节：目录止于正文开始处，标题定章节，正文段落各归其节。"""

from __future__ import annotations

import pytest

from engine.recognition.outline import Outline, Section
from tests.disclosures import BUDGET_COVER, document_of, facts_of, lines, table

ENTRIES = (
    "第一部分 部门概况",
    "一、主要职能",
    "第二部分 部门预算表",
    "一、部门收支总表",
    "二、部门收入总表",
    "第三部分 部门预算情况说明",
    "第四部分 名词解释",
)
INCOME = table("部门收入总表", "单位名称|合计|事业收入", "合计|1.00|1.00")
BODY = (
    "第一部分 部门概况",
    "一、主要职能",
    "负责全区绿地养护。",
    "第二部分 部门预算表",
    INCOME,
    "第三部分 部门预算情况说明",
    "一、收入预算情况",
    "2025年收入预算1.00万元。",
    "（一）财政拨款收支情况",
    "全部为财政拨款。",
    "二、政府性基金预算支出情况",
    "没有安排。",
    "第四部分 名词解释",
    "一、基本支出：指维持运转的支出。",
)


def outline_of(*parts: str) -> Outline:
    return facts_of(lines(BUDGET_COVER, *parts)).outline


def section_of(outline: Outline, title: str) -> Section:
    (section,) = (s for s in outline.sections if s.title == title)
    return section


# ---- 目录


@pytest.mark.parametrize("heading", ["目录", "目  录", "目次"])
@pytest.mark.parametrize(
    "leader",
    [
        "{}",
        "{}……………{}",
        "{}........{}",
        "{}·······{}",
        pytest.param("{}\t{}"),
    ],
    ids=["无引导点", "省略号", "西文点", "间隔号", "制表符"],
)
def test_目录各项去掉引导点和页码(heading: str, leader: str) -> None:
    printed = [leader.format(entry, page) for page, entry in enumerate(ENTRIES, start=1)]
    outline = outline_of(heading, *printed, *BODY)
    assert [entry.title for entry in outline.toc] == [
        "部门概况",
        "主要职能",
        "部门预算表",
        "部门收支总表",
        "部门收入总表",
        "部门预算情况说明",
        "名词解释",
    ]
    assert [entry.table.name for entry in outline.toc if entry.table] == ["收支总表", "收入总表"]
    assert [entry.part for entry in outline.toc][3:5] == ["部门预算表", "部门预算表"]


def test_目录各行连着印也分得开() -> None:
    assert len(outline_of("目录", "\n".join(ENTRIES), *BODY).toc) == len(ENTRIES)


def test_目录止于正文开始处_目录项不是章节() -> None:
    source = lines(BUDGET_COVER, "目录", *ENTRIES, *BODY)
    outline = facts_of(source).outline
    body = document_of(source).blocks[outline.body]
    assert body.text.norm == "第一部分部门概况"  # type: ignore[union-attr]
    assert outline.body == 2 + len(ENTRIES)
    assert [s.title for s in outline.sections if s.level == 1] == [
        "部门概况",
        "部门预算表",
        "部门预算情况说明",
        "名词解释",
    ]


def test_目录之后直接是表_表题不算目录项() -> None:
    outline = outline_of("目录", "第一部分 部门概况", "第二部分 部门预算表", INCOME)
    assert [entry.title for entry in outline.toc] == ["部门概况", "部门预算表"]


def test_目录残缺_正文第一句上面的标题是正文的() -> None:
    outline = outline_of("目录", "三、收入预算情况说明", "四、支出预算情况说明", *BODY)
    assert [entry.title for entry in outline.toc] == ["收入预算情况说明", "支出预算情况说明"]
    assert [s.title for s in outline.sections][:2] == ["部门概况", "主要职能"]


@pytest.mark.parametrize("sentence", ["负责全区绿地养护。", "本中心的主要职责如下："])
def test_只有目录二字_接着就是正文(sentence: str) -> None:
    outline = outline_of("目录", "第一部分 部门概况", "1.主要职能", sentence, *BODY[3:])
    assert outline.toc == ()
    assert [s.title for s in outline.sections][:2] == ["部门概况", "主要职能"]


@pytest.mark.parametrize("leader", ["{}", "{}……{}"], ids=["无页码", "有页码"])
def test_目录之后先写一段话_后面还要印的标题仍是目录的(leader: str) -> None:
    printed = [leader.format(entry, page) for page, entry in enumerate(ENTRIES, start=1)]
    outline = outline_of("目录", *printed, "现将本部门预算公开如下。", *BODY)
    assert len(outline.toc) == len(ENTRIES)


def test_没有目录() -> None:
    outline = outline_of(*BODY)
    assert (outline.toc, outline.toc_blocks, outline.body) == ((), frozenset(), 0)


# ---- 章节


def test_标题成节_认出是哪一节_带着路径() -> None:
    outline = outline_of(*BODY)
    duty = section_of(outline, "主要职能")
    income = section_of(outline, "收入预算情况")
    grant = section_of(outline, "财政拨款收支情况")
    assert (duty.kind, duty.level, duty.ordinal) == ("部门职责", 2, 1)
    assert (income.kind, income.scope) == ("收入情况", "部门")
    assert (grant.kind, grant.scope, grant.level) == ("财政拨款收支情况", "财政拨款", 3)
    assert grant.path == ("部门预算情况说明", "收入预算情况", "财政拨款收支情况")
    assert section_of(outline, "名词解释").kind == "名词解释"


def test_每段正文属于最内一节() -> None:
    source = lines(BUDGET_COVER, *BODY)
    outline = facts_of(source).outline
    owner = {
        block.text.norm: section.title  # type: ignore[union-attr]
        for block in document_of(source).blocks
        if hasattr(block, "text") and (section := outline.section_at(block.index))
    }
    assert owner["2025年收入预算1.00万元。"] == "收入预算情况"
    assert owner["全部为财政拨款。"] == "财政拨款收支情况"
    assert owner["没有安排。"] == "政府性基金预算支出情况"
    assert owner["负责全区绿地养护。"] == "主要职能"


def test_标题与正文印在一行_标题仍成节() -> None:
    outline = outline_of(
        "第三部分 情况说明", "七、政府性基金预算收支情况说明2025年度本部门没有安排政府性基金预算支出。"
    )
    section = section_of(outline, "政府性基金预算收支情况说明")
    assert (section.ordinal, section.kind) == (7, "政府性基金情况")


@pytest.mark.parametrize(
    "paragraph",
    [
        "一、2025年收入预算1.00万元。",
        "二、人员经费，主要包括工资",
        "（一）办公费3.20万元",
        "1.2025年预算数3.20万元",
        "负责全区绿地养护",
        "三、基本支出：指维持运转的支出",
        "四、部门收入总表",
    ],
)
def test_句子_带金额的一项和表题不是章节(paragraph: str) -> None:
    assert [s.title for s in outline_of("第三部分 情况说明", paragraph).sections] == ["情况说明"]


def test_没认出的小节沿用上级的种类和范围() -> None:
    outline = outline_of("第三部分 情况说明", "一、“三公”经费情况", "（一）总体安排", "合计1.00万元。")
    section = section_of(outline, "总体安排")
    assert (section.kind, section.scope, section.own_kind) == ("三公经费情况", "三公", False)


LIST = "一、部门收支总表\n二、部门收入总表\n三、部门支出总表\n四、财政拨款收支总表\n五、一般公共预算支出表"


def test_正文里罗列的表名是清单_不是章节() -> None:
    outline = outline_of("第一部分 部门概况", "负责绿地。", "第二部分 公开内容", LIST, INCOME)
    assert [e.table.name for e in outline.lists if e.table] == [
        "收支总表",
        "收入总表",
        "支出总表",
        "财政拨款收支总表",
        "一般公共预算支出表",
    ]
    assert [s.title for s in outline.sections] == ["部门概况", "公开内容"]


def test_表格清单上面的部分标题仍成节() -> None:
    outline = outline_of("第一部分 部门概况", "负责绿地。", "第二部分 部门预算表", LIST, INCOME)
    assert [s.title for s in outline.sections] == ["部门概况", "部门预算表"]
