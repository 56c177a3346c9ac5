# ruff: noqa: N802　测试名是中文句子
"""任何文件都抽得完：字句和表格怎样错乱地拼在一起，都不抛错，事实都指得回原文。"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document import Paragraph
from engine.errors import DocumentError
from tests.disclosures import facts_of

PIECES = st.sampled_from(
    [
        "白鹭区园林局2025年部门预算",
        "白鹭区园林局2024年度部门决算",
        "目录",
        "第一部分 部门概况",
        "第三部分 情况说明",
        "一、收入预算情况",
        "二、“三公”经费情况",
        "（一）支出决算情况说明",
        "部门收支总表",
        "一般公共预算支出表",
        "一般公共预算财政拨款基本支出决算明细表",
        "“三公”经费支出决算表",
        "项目支出绩效目标表",
        "单位：元",
        "收入\t\t支出\t",
        "项目\t预算数\t项目\t预算数",
        "科目编码\t\t\t科目名称\t合计\t基本支出",
        "类\t款\t项\t\t\t",
        "科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数",
        "208\t05\t05\t机关事业单位基本养老保险缴费支出\t1,2.3\t",
        "05\t行政事业单位养老支出\t9.00",
        "合    计\t\t\t9.00",
        "一级指标\t二级指标\t三级指标\t指标值",
        "\t\t\t≥30亩",
        "项目名称\t",
        "栏次\t1\t2\t3",
        "\t",
        "注：本表为空表",
        "2025年收入预算96.40万元，比2024年增加（减少）8.10万元，增长9.17%，",
        "其中：基本支出50.00万元，占",
        "1.城乡社区支出（类）行政运行（项）：完成年初预算的",
        "公务接待费0.60万元，与上年持平；20批次",
        "— 3 —",
        "<p>\\geq 3万元</p>",
        "（",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, min_size=1, max_size=14), st.sampled_from(["\n", "\n\n"]))
def test_怎样拼都抽得完_每个数都引得出原文(pieces: list[str], between: str) -> None:
    source = between.join(pieces)
    try:
        facts = facts_of(source)
    except DocumentError:
        return
    lines = source.split("\n")
    assert len(facts.by_id) >= len(facts.facts)
    for fact in facts.by_id.values():
        assert fact.place.line is None or 1 <= fact.place.line <= len(lines)
        if fact.kind == "cell":
            assert (fact.quantity is not None) == (fact.keys["status"] in ("number", "zero"))
            assert fact.printed in lines[(fact.place.line or 1) - 1]
        if fact.kind == "stated" and fact.place.span and fact.place.block is not None and fact.quantity is not None:
            if fact.quantity.unit == "年":  # 年份由全句归纳，指着整句
                continue
            block = facts.document.blocks[fact.place.block]
            assert isinstance(block, Paragraph)
            assert fact.printed == block.text.quote(*fact.place.span)
