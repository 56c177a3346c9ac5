"""规则的九种写法，一种一个模块。

每个模块给出：FIELDS 这种规则自己的键；compile_rule 绑定部分 → 模式；check 匹配到的事实 → 结论。
"""

from __future__ import annotations

from types import ModuleType

from engine.checks import (
    facts_agree,
    forbidden_text,
    formula,
    hierarchy_sum,
    implies,
    indicators,
    reference,
    required_parts,
    tables_agree,
)

CHECKS: dict[str, ModuleType] = {
    "hierarchy_sum": hierarchy_sum,
    "tables_agree": tables_agree,
    "facts_agree": facts_agree,
    "formula": formula,
    "required_parts": required_parts,
    "forbidden_text": forbidden_text,
    "indicators": indicators,
    "reference": reference,
    "implies": implies,
}
"""规则里 check 的写法 → 模块。"""
