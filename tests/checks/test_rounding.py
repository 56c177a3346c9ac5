# ruff: noqa: N802　测试名是中文句子
"""同一列的取舍：不知道底数的一项不算一种取舍。"""

from __future__ import annotations

from tests.audit_tools import audit_text, budget, explained, rule

ROUNDING = rule(
    "check: formula\ngiven: {statement: [本年, 占比]}\nrounding: of_list\nassert: 占比 == 本年 / 底数\n"
    "message: “{name}”占比不对"
)


def test_不知道底数的一项_不算一种取舍() -> None:
    text = budget(
        explained(
            "政府采购情况说明",
            "2025年政府采购预算总额30000.00万元，其中：政府采购货物预算20000.00万元，占66.67%、"
            "政府采购工程预算500.00万元，占公园养护资金的40.00%。",
        )
    )
    assert audit_text(text, ROUNDING).statuses() == {"pass": 1, "unknown": 1}
