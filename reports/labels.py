"""封闭的用语目录：级别、结果、状态、五个方面。报告中的固定用语只在这里定义一次。

颜色从不单独表达意思：每个级别、每个状态都有自己的符号和文字。
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Label(NamedTuple):
    """一个用语：符号、文字、一句解释。"""

    mark: str
    word: str
    meaning: str = ""


SEVERITIES: dict[str, Label] = {
    "error": Label("✗", "错误", "公开内容与规则要求不一致，列有证据"),
    "warning": Label("!", "提示", "可能存在问题，需结合实际情况核实"),
    "info": Label("i", "说明", "供参考，一般无需整改"),
}

OUTCOMES: dict[str, Label] = {
    "pass": Label("✓", "通过", "已核查，符合规则要求"),
    "fail": Label("✗", "不符合", "已核查，不符合规则要求，见问题清单"),
    "unknown": Label("?", "无法核查", "应当核查，但缺少可靠的依据数据，不能视为通过"),
    "not_applicable": Label("–", "不适用", "规则的适用条件不成立"),
    "waived": Label("○", "已豁免", "经登记的豁免事项，不计入问题"),
    "rule_error": Label("⚠", "规则出错", "规则自身未能执行，相关核查没有完成"),
}

# 财政部预决算公开专项检查的五个方面。
HEADS: tuple[str, ...] = ("及时性", "完整性", "细化程度", "公开方式", "真实性")

DOCUMENT_STATUS: dict[str, Label] = {
    "audited": Label("✓", "已核查"),
    "unreadable": Label("⚠", "未能读入"),
    "not_a_disclosure": Label("–", "不是预决算公开文本"),
}

PART_STATUS: dict[str, Label] = {
    "recognised": Label("✓", "有", "已识别并参加核查"),
    "present": Label("✓", "有", "已识别并参加核查"),
    "empty": Label("○", "空表", "列出了表格但没有数据"),
    "unrecognised": Label("?", "未识别", "有此表，但结构未能识别，相关核查列入“无法核查”"),
    "missing": Label("✗", "未见", "正文中没有找到"),
}

CERTAINTY: dict[str, str] = {
    "seen_full": "已核对条文原文",
    "seen_part": "据摘录或转述，引用前请核对原文",
    "general": "未见原文，引用前请核对",
}

ENGINES: dict[str, str] = {
    "durable": "durable_rules 规则引擎",
    "reference": "参照匹配器",
}

# 前四种是结论；后两种是不能下结论的：问题这次没有出现，但不是因为改了。
COMPARISON: dict[str, Label] = {
    "resolved": Label("✓", "已整改", "上次有，这次查了，没有再查出"),
    "persisting": Label("✗", "未整改", "上次有，这次还有，数没有变"),
    "new": Label("+", "新增", "上次没有，这次查出"),
    "changed": Label("≠", "数值已变", "上次有，这次还有，数变了"),
    "unchecked": Label("?", "本次未核查", "上次有，这次没有查或没有查成，不能算已整改"),
    "waived": Label("○", "已豁免", "上次有，这次登记了豁免"),
}

# 整改台账“状态”一栏可填的；空着就是待复核。
LEDGER_STATUS: tuple[str, ...] = ("待复核", "未整改", "整改中", "已整改", "无需整改")
# 台账里填的、程序不改的各栏：report.json 里的键 → 栏名。
LEDGER_FIELDS: dict[str, str] = {
    "status": "状态",
    "responsible": "责任人",
    "deadline": "时限",
    "opinion": "单位意见",
    "measures": "整改措施",
    "completed": "完成日期",
    "review": "复核结果",
}

WAIVER_STATE: dict[str, str] = {"used": "有效", "expired": "已过期", "unused": "未用到", "idle": "未启用"}

# 规则的比较号在计算过程里怎么说。
RELATIONS: dict[str, str] = {
    "==": "应等于",
    "!=": "应不等于",
    "<=": "应不大于",
    ">=": "应不小于",
    "<": "应小于",
    ">": "应大于",
}

# 金额单位折合元的倍数，只用于比较差额的大小；显示一律用原文。
MONEY: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}


def severity(key: str) -> Label:
    """级别的用语；目录以外的级别原样显示，不当作错误也不隐藏。"""
    return SEVERITIES.get(key, Label("·", key))


def severity_rank(key: str) -> int:
    """级别从重到轻的次序。"""
    order = list(SEVERITIES)
    return order.index(key) if key in SEVERITIES else len(order)


def part(key: str) -> Label:
    """表格、章节状态的用语。"""
    return PART_STATUS.get(key, Label("·", key))


def certainty(key: str) -> str:
    """依据可靠程度的用语。"""
    return CERTAINTY.get(key, key)
