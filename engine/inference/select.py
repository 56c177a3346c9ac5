"""按名称取匹配器；durable_rules 用不了时改用参照匹配器，并说明原因。"""

from __future__ import annotations

from engine.errors import UsageError
from engine.inference.durable import DurableMatcher, unavailable
from engine.inference.patterns import Matcher
from engine.inference.reference import ReferenceMatcher


def matcher(name: str) -> Matcher:
    """name 为 durable 或 reference。"""
    if name == "reference":
        return ReferenceMatcher()
    if name != "durable":
        raise UsageError(f"没有名为“{name}”的匹配器，可用的是 durable、reference")
    why = unavailable()
    if why:
        return ReferenceMatcher((f"{why}，全部规则改由参照匹配器匹配",))
    return DurableMatcher()
