"""单元格里的数：认得出才算数，认不出就是“无法辨认”，决不猜。"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from engine.numbers import MOST_DIGITS
from engine.remember import MOST

# 1,345.26 / 352.47 / -3 / △12.5 / (12.50)；千分位逗号后须恰为三位
_NUMBER = re.compile(
    r"^(?P<sign>[△▲+-]?)(?P<open>\(?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<fraction>\.[0-9]+)?(?P<close>\)?)$"
)
# 带单位的数：8.8% / 30万元 / 4次
_WITH_UNIT = re.compile(
    r"^(?P<number>[△▲+-]?[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>%|‰|万元|亿元|千元|元|[个人次家项份辆台套天年])$"
)
# 夹在数里的怪字：上下标 120.5¹、附加符号 1̶2、西里尔字母 1З0；阿拉伯文、印度各文的数字 ١٢ 也是 \d，人却多半不认得
_ODD = "¹²³\u02b0-\u07ff\u0900-\u0dff\u2070-\u209f\u20d0-\u20ff"
# 多半是数而没有印清的：1,62.7 / 4l8.56 / 12.3.4
_LIKE_NUMBER = re.compile(rf"^[△▲+-]?(?=\D*+\d)[\dOolI|,.{_ODD}]++$")
# 占位的短横：- / — / —— / -- / /
_DASH = re.compile(r"^(?:-+|—+|/+|\*+)$")


@lru_cache(maxsize=MOST)
def parse(text: str) -> tuple[Decimal | None, str, str]:
    """归一化的单元格文字 → （数值，状态，单位）。状态见 Cell.status。"""
    if not text:
        return None, "blank", ""
    if _DASH.match(text):
        return None, "dash", ""
    found = _NUMBER.match(text)
    if found and (bool(found["open"]) != bool(found["close"]) or sum(map(str.isdigit, text)) > MOST_DIGITS):
        return None, "unreadable", ""
    if found:
        value = Decimal(found["digits"].replace(",", "") + (found["fraction"] or ""))
        negative = found["sign"] in ("△", "▲", "-") or bool(found["open"])
        return (-value if negative else value), "number", ""
    with_unit = _WITH_UNIT.match(text)
    if with_unit:
        number, status, _ = parse(with_unit["number"])
        return number, status, with_unit["unit"] if status == "number" else ""
    if _LIKE_NUMBER.match(text):
        return None, "unreadable", ""
    return None, "text", ""
