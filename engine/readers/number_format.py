"""电子表格的数字格式：存着的是 5，印出来的是“05”；核查的是印出来的。

只做公开件里用得到的：补零、小数位、千分位、百分数、缩放、负数和零的写法、日期；分数、科学记数一类照存着的值印。
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from engine.numbers import to_places

GENERAL = "General"
_GENERAL_DIGITS = 11  # “常规”格式最多印这么多位，多的四舍五入
# 方括号里的：颜色 [红色]　区域 [$-804]　货币 [$¥-804]　条件 [>=100]　用时 [h]
_BRACKET = re.compile(r"\[([^\[\]]*+)\]")
_CONDITION = re.compile(r"^(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)$")
# 引起来的字、反斜线或叹号后的一个字、_x 留一个字的空、*x 用字填满
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|[_*].')
# 数的本体：#,##0.00　00　0.0,,　0!.0,（元印成万元：各位数之间夹着照印的字，已换成占位）
_BODY = re.compile(r"[#0?](?:[#0?,\0]*[#0?,])?(?:\.[#0?]*)?,*|\.[#0?]+")
_DATE_WORDS = re.compile(r"[ymdhs]|a{3,4}", re.I)
_DATE_TOKEN = re.compile(r"yyyy|yy|mmm+|mm|m|dddd|ddd|dd|d|aaaa|aaa|hh|h|ss|s|am/pm|上午/下午", re.I)
_LOCAL_DATES = {"mm-dd-yy": "yyyy/m/d", "m/d/yy h:mm": "yyyy/m/d h:mm"}  # 内置格式 14、22 随系统，中文系统印成这样
_LONG_DATE = 'yyyy"年"m"月"d"日"'
_WEEK = "一二三四五六日"


def is_date(code: str) -> bool:
    """格式印的是日期或时间。"""
    bare = _LITERAL.sub("", _BRACKET.sub("", code.split(";")[0]))
    return bool(_DATE_WORDS.search(bare)) and code.lower() != "general"


def shown(value: object, code: str) -> str:
    """存着的值按格式印出来的样子；value 是 None、文字、真假、数、日期时间。"""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return _number(Decimal(str(value)), code or GENERAL)
    if isinstance(value, datetime | date | time):
        return _date(value, code)
    return str(value)


def _number(value: Decimal, code: str) -> str:
    if not value.is_finite():
        return str(value)
    section, signed = _section(value, code)
    if section is None:
        return _general(value)
    section = _BRACKET.sub("", section)  # 颜色、货币、区域都不印进数里
    template, literals = _protected(section)
    bare = template.lower()
    body = _BODY.search(template)
    if "general" in bare or "@" in bare or "e+" in bare or "e-" in bare or "/" in bare:
        return _general(value)
    if body is None:
        return _restored(template, literals)  # 全是字：零印成“-”，或什么也不印
    figure = abs(value) if signed or value < 0 else value
    printed = _figure(figure, body[0], bare.count("%"))
    text = _restored(template[: body.start()] + printed + template[body.end() :], literals).strip("¥￥ ")
    # 只用红色表示的负数，颜色印不进文字
    negative = value < 0 and not re.search(r"[-－−(（△▲]", text) and any(c in "123456789" for c in printed)
    return "-" + text if negative else text


def _section(value: Decimal, code: str) -> tuple[str | None, bool]:
    """按正、负、零或条件选一段；signed 表示这一段自己写了负号。"""
    sections = _sections(code)
    for section in sections[:2]:
        for bracket in _BRACKET.findall(section):
            condition = _CONDITION.match(bracket)
            if condition:
                # 带条件的格式公开件里没有见过，照存着的值印，不猜
                return None, False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


@lru_cache(maxsize=500)
def _sections(code: str) -> list[str]:
    """按分号切开；引号里、反斜线后的分号不算。"""
    found, rest = [""], code
    while rest:
        literal = _LITERAL.match(rest)
        piece = literal[0] if literal else rest[0]
        rest = rest[len(piece) :]
        if piece == ";":
            found.append("")
        else:
            found[-1] += piece
    return found


def _protected(section: str) -> tuple[str, list[str]]:
    """把照印的字换成占位，免得里面的 0、% 被当作格式。"""
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        text = match[1] if match[1] is not None else match[2] if match[2] is not None else ""
        literals.append(text)
        return "\0"

    return _LITERAL.sub(keep, section), literals


def _restored(template: str, literals: list[str]) -> str:
    kept = iter(literals)
    return "".join(next(kept, "") if c == "\0" else "" if c in "?#" else c for c in template).strip()


def _figure(value: Decimal, body: str, percents: int) -> str:
    """value 按 #,##0.00 一类的本体印出来。"""
    scale = len(body) - len(body.rstrip(","))
    whole, _, fraction = body.rstrip(",").partition(".")
    value = value * 100**percents / 1000**scale
    most, least = len(fraction), fraction.count("0")
    rounded = to_places(value, most)
    digits, _, decimals = f"{abs(rounded):f}".partition(".")
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    zeros = whole.count("0")
    digits = digits.lstrip("0").rjust(zeros, "0") if zeros else digits.lstrip("0")
    if "," in whole:
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", digits)
    digits = digits or ("0" if decimals else "")  # “.5”一律印作“0.5”
    digits = _interleaved(digits, whole) if "\0" in whole else digits
    sign = "-" if rounded < 0 else ""
    return sign + digits + ("." + decimals if decimals or ("." in body and least) else "")


def _interleaved(digits: str, whole: str) -> str:
    """12346 按 0!.0 印成 1234.6：从右往左一位填一个占位，夹着的字留在原处，余下的各位都在最左边。"""
    found = ""
    for place in reversed(whole):
        if place == "\0":
            found = place + found
        elif place != "," and digits:
            digits, found = digits[:-1], digits[-1] + found
    return digits + found


def _general(value: Decimal) -> str:
    """“常规”：二进制小数的尾巴不印（0.30000000000000004 印作 0.3）。"""
    if value == value.to_integral_value():
        return f"{value:f}".partition(".")[0]
    places = max(0, _GENERAL_DIGITS - 1 - max(value.adjusted(), 0))
    text = f"{to_places(value, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(value: datetime | date | time, code: str) -> str:
    moment = value if isinstance(value, datetime) else datetime.combine(date(1900, 1, 1), time())
    if isinstance(value, date) and not isinstance(value, datetime):
        moment = datetime.combine(value, time())
    elif isinstance(value, time):
        moment = datetime.combine(date(1900, 1, 1), value)
    plain = code.split(";")[0]
    plain = _LONG_DATE if "[$-F800]" in plain else _LOCAL_DATES.get(plain, plain)
    if not is_date(plain):
        plain = "h:mm:ss" if isinstance(value, time) else "yyyy/m/d"
    template, literals = _protected(_BRACKET.sub(lambda m: m[1] if m[1].lower() in "hms" else "", plain))
    parts: list[str] = []
    at, hours = 0, False
    for token in _DATE_TOKEN.finditer(template):
        parts.append(template[at : token.start()])
        at = token.end()
        word = token[0].lower()
        # m 跟在小时后面、或在秒的前面，是分
        minute = word in ("m", "mm") and (hours or bool(re.match(r"[:\0]*s", template[at:], re.I)))
        parts.append(_token(moment, "n" * len(word) if minute else word))
        hours = word.startswith("h")
    return _restored("".join((*parts, template[at:])), literals)


def _token(moment: datetime, word: str) -> str:
    padded = len(word) == 2
    values = {"m": moment.month, "d": moment.day, "h": moment.hour, "n": moment.minute, "s": moment.second}
    if word in ("yyyy", "yy"):
        return f"{moment.year:04d}" if len(word) == 4 else f"{moment.year % 100:02d}"
    if word.startswith("a") and "/" not in word:
        return ("星期" if len(word) == 4 else "") + _WEEK[moment.weekday()]
    if "/" in word:
        return "下午" if moment.hour >= 12 else "上午"
    if len(word) > 2:
        return f"{moment.month}月" if word[0] == "m" else "星期" + _WEEK[moment.weekday()]
    number = values[word[0]]
    return f"{number:02d}" if padded else str(number)
