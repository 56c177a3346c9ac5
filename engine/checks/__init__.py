"""规则的写法，一种一个模块：九种对着文件，两种对着结论（第二遍）。

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
    outcomes,
    reference,
    required_parts,
    tables_agree,
    waivers,
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
    "outcomes": outcomes,
    "waivers": waivers,
}
"""规则里 check 的写法 → 模块。"""
SECOND = ("outcomes", "waivers")
"""对着结论的写法：别的规则都查完了才查。"""
