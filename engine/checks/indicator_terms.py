"""indicators 规则里的 where、must：一条指标是不是要查的，合不合要求。"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from engine.checks.common import Context
from engine.facts.model import Fact
from engine.recognition.vocabulary import plain_title
from engine.ruleset.schema import Field

LEVELS = ("level1", "level2")
"""一级、二级指标的键。"""
FILLABLE = ("权重", "实际完成值", "得分", "指标值", "单位")
WHERE_FIELDS = (
    Field("level1", "texts", doc="一级指标含这些字", names="@词表"),
    Field("level2", "texts", doc="二级指标含这些字", names="@词表"),
    Field("name_has", "texts", doc="指标名称含这些字之一", names="@词表"),
    Field("name_lacks", "texts", doc="指标名称不含这些字", names="@词表"),
    Field("name_ends", "texts", doc="指标名称以这些字结尾（结尾的括号说明不算）", names="@词表"),
    Field("name_begins", "texts", doc="指标名称以这些字开头", names="@词表"),
    Field("operator", "texts", doc="算符是：≥ ≤ > < =", names="@词表"),
    Field("unit", "texts", doc="单位是", names="@词表"),
    Field("unit_not", "texts", doc="单位不是", names="@词表"),
    Field("value_is", "texts", doc="指标值整个是", names="@词表"),
    Field("value_begins", "texts", doc="指标值以这些字开头", names="@词表"),
    Field("direction", "texts", doc="指标方向是", names="@词表"),
    Field("nature", "texts", doc="指标性质是", names="@词表"),
    Field("numeric", "boolean", doc="指标值里有没有数：是 有；否 没有"),
    Field("fact_zero", "text", doc="这个概念在文件里为零", names="概念"),
    Field("below", "number", doc="数值小于"),
)
MUST_FIELDS = (
    Field("numeric", "boolean", doc="必须是数"),
    Field("not_negative", "boolean", doc="不得为负"),
    Field("unit", "texts", doc="单位必须是其中之一", names="@词表"),
    Field("unit_not", "texts", doc="单位不得是其中之一", names="@词表"),
    Field("range", "texts", doc="[下限, 上限]，含两端；不含一端的写成一段文字：'(0, 100]'"),
    Field("operator", "texts", doc="算符必须是其中之一"),
    Field("level1", "texts", doc="一级指标必须含其中之一", names="@词表"),
    Field("level2", "texts", doc="二级指标必须含其中之一", names="@词表"),
    Field("not_value", "texts", doc="指标值不得是其中之一（前加 @ 为词表）", names="@词表"),
    Field("not_under", "texts", doc="一级、二级指标不得含其中之一", names="@词表"),
    Field("filled", "texts", values=FILLABLE, doc="这些栏必须填写"),
    Field("never", "boolean", doc="不得出现这样的指标"),
    Field("require", "boolean", doc="每个项目至少要有一条这样的指标"),
    Field("score_within", "boolean", doc="得分不得高于权重（分值）"),
)
WHERE_DOCS = {field.name: field.doc for field in WHERE_FIELDS}
_SPELLED = re.compile(r"[一二两三四五六七八九十百千万]+")
"""汉字写的数：两次、十二份。"""


def words(values: Sequence[str], context: Context) -> tuple[str, ...]:
    """@词表 展开成词。"""
    found: list[str] = []
    for value in values:
        found += context.vocabulary.words.get(value[1:], ()) if value.startswith("@") else [value]
    return tuple(plain_title(w) or w for w in found)


def unselected(where: Mapping[str, Any], item: Fact, value: str, context: Context) -> str:
    """where 里头一个不符合的键；全都符合为空串。"""
    for key, wanted in where.items():
        if key == "numeric":
            selected = _counted(value, context) == wanted
        elif key == "below":
            selected = item.quantity is not None and item.quantity.value < wanted
        elif key == "fact_zero":
            selected = _zero(wanted, context)
        else:
            selected = _SELECTS[key](item, value, words(wanted, context))
        if not selected:
            return key
    return ""


def _name(item: Fact) -> str:
    """指标名称，不带计算公式：满意度[=满意人数/总人数] → 满意度。"""
    return plain_title(item.key("name").split("(计算")[0].split("[")[0])


def _has(text: str, wanted: tuple[str, ...]) -> bool:
    return any(word in text for word in wanted)


_SELECTS: Final[Mapping[str, Callable[[Fact, str, tuple[str, ...]], bool]]] = {
    "level1": lambda item, _, wanted: _has(item.key("level1"), wanted),
    "level2": lambda item, _, wanted: _has(item.key("level2"), wanted),
    "name_has": lambda item, _, wanted: _has(_name(item), wanted),
    "name_lacks": lambda item, _, wanted: not _has(_name(item), wanted),
    "name_ends": lambda item, _, wanted: _stem(_name(item)).endswith(wanted),
    "name_begins": lambda item, _, wanted: _name(item).startswith(wanted),
    "operator": lambda item, _, wanted: item.key("operator") in wanted,
    "unit": lambda item, _, wanted: item.key("unit") in wanted,
    "unit_not": lambda item, _, wanted: item.key("unit") not in wanted,
    "value_is": lambda _, value, wanted: value in wanted,
    "value_begins": lambda _, value, wanted: value.startswith(wanted),
    "direction": lambda item, _, wanted: _has(item.key("direction"), wanted),
    "nature": lambda item, _, wanted: _has(item.key("nature"), wanted),
}
"""where 的键 → 这条指标（事实，指标值）合不合这些词。"""


def _counted(value: str, context: Context) -> bool:
    """指标值里有数：数字，或者汉字写的件数（一份、两次）。"""
    if any(c.isdigit() for c in value):
        return True
    spelled = _SPELLED.search(value)
    return spelled is not None and value.startswith(words(("@计数单位",), context), spelled.end())


def _stem(name: str) -> str:
    """去掉名称末尾的括号说明：参保率(职工) → 参保率。"""
    while name.endswith(")") and "(" in name:
        name = name[: name.rfind("(")]
    return name


def _zero(concept: str, context: Context) -> bool:
    """某个概念在表中明确为零。"""
    cells = [f.slots["格"] for f in context.facts.of("known", concept=concept)]
    values = [c.quantity.value for c in cells if c.quantity is not None]
    said = [
        s.slots["本年"].quantity.value
        for s in context.facts.of("statement", concept=concept)
        if "本年" in s.slots and s.slots["本年"].quantity is not None
    ]
    return bool(values or said) and not any(values) and not any(said)


def broken(must: Mapping[str, Any], item: Fact, value: str, context: Context) -> bool:
    """有一个要求没有做到；指标值不是数的，不问单位、范围、正负。"""
    unit, number = item.key("unit"), item.quantity.value if item.quantity is not None else None
    tests: Mapping[str, Callable[[Any], bool]] = {
        "never": lambda _: True,
        "require": lambda _: False,  # 看的是一组，不是一条
        "numeric": lambda wanted: wanted and not _counted(value, context),
        "score_within": lambda _: _over(item),
        "not_negative": lambda _: number is not None and number < 0,
        "unit": lambda w: number is not None and not unit.startswith(words(w, context)),
        "unit_not": lambda w: number is not None and unit in words(w, context),
        "range": lambda w: number is not None and not _within(w, number),
        "not_under": lambda w: any(x in item.key(level) for x in words(w, context) for level in LEVELS),
        "filled": lambda labels: not all(_filled(item, label) for label in labels),
        "operator": lambda w: item.key("operator") not in ("", *w),
        "level1": lambda w: _elsewhere(item.key("level1"), words(w, context)),
        "level2": lambda w: _elsewhere(item.key("level2"), words(w, context)),
        "not_value": lambda w: value in words(w, context),
    }
    return any(tests[key](wanted) for key, wanted in must.items())


def _elsewhere(level: str, allowed: tuple[str, ...]) -> bool:
    """写了一级、二级指标，而不在许可的之内。"""
    return bool(level) and not any(word in level for word in allowed)


def limits(written: Sequence[str]) -> tuple[Decimal, Decimal, bool, bool] | None:
    """[0, 100] 或 '(0, 100]' →（下限，上限，含下限，含上限）；不是这样写的为 None。"""
    text = written[0].strip() if len(written) == 1 else f"[{','.join(written)}]"
    text = text.replace("，", ",").replace("（", "(").replace("）", ")")
    low, comma, high = text[1:-1].partition(",")
    try:
        pair = Decimal(low.strip()), Decimal(high.strip())
    except InvalidOperation:
        return None
    if not comma or text[0] not in "[(" or text[-1] not in "])" or not all(n.is_finite() for n in pair):
        return None
    return (*pair, text[0] == "[", text[-1] == "]")


def _within(written: Sequence[str], value: Decimal) -> bool:
    found = limits(written)
    assert found is not None  # 读规则时已检查
    low, high, from_low, to_high = found
    return (low <= value if from_low else low < value) and (value <= high if to_high else value < high)


def _filled(item: Fact, label: str) -> bool:
    key = {"指标值": "value", "单位": "unit"}.get(label)
    return bool(item.key(key)) if key else label in item.slots


def _over(item: Fact) -> bool:
    score, full = item.slots.get("得分"), item.slots.get("权重")
    return bool(score and full and score.quantity and full.quantity and score.quantity.value > full.quantity.value)
