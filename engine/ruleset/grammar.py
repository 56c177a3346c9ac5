"""算式的写法：一个封闭的小语法，自己分词、自己逐级下降，没有 eval。

    判断 := 与 ("or" 与)*           与 := 非 ("and" 非)*            非 := "not" 非 | 比较
    比较 := 和 (("==" | "!=" | "<=" | ">=" | "<" | ">") 和)?
    和   := 积 (("+" | "-") 积)*    积 := 负 (("*" | "/") 负)*      负 := "-" 负 | 元素
    元素 := 数["%" | 货币单位] | 名称 | 「任意列名」 | 函数 "(" 参数 ")" | "(" 判断 ")"
    函数 := sum | count | min | max | abs | round | sign | fact | says | only

名称由汉字、字母、数字、下划线组成，可以带点（各项.增减额）；列名里有括号、引号、空格时写成「金额（万元）」。
中文输入法的写法照收：（ ） ， ＋ － × ÷ ≤ ≥ ≠ ％。数可以带货币单位：50万元。
上限：200 个字、12 层括号、64 个成分——审计人员写的算式远不到，超过的多半是粘贴错了。

错误示例：合计 = 基本支出          正确示例：合计 == 基本支出
错误示例：金额（万元） == 0        正确示例：「金额（万元）」 == 0
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from engine.errors import RuleError
from engine.numbers import MONEY
from engine.ruleset.syntax import (
    COMPARISONS,
    WORD_CALLS,
    Binary,
    Call,
    Dimension,
    Expression,
    Name,
    Number,
    Part,
    Unary,
    is_logical,
)
from engine.yaml_source import Mark, suggest

MAX_LENGTH: Final = 200
MAX_DEPTH: Final = 12
MAX_PARTS: Final = 64
MAX_DIGITS: Final = 20

# 函数 → 参数个数的下限和上限；sum、count、min、max 也可以给一个由多行组成的名称。
FUNCTIONS: Final[dict[str, tuple[int, int]]] = {
    "sum": (1, MAX_PARTS),
    "count": (1, MAX_PARTS),
    "min": (1, MAX_PARTS),
    "max": (1, MAX_PARTS),
    "abs": (1, 1),
    "round": (1, 2),
    "sign": (1, 1),
    "fact": (1, 2),
    "says": (2, 2),
    "only": (2, 2),
}
_EXAMPLES: Final = {
    "fact": "fact(三公经费合计, 本年)",
    "says": "says(用途, 项目性质词)",
    "only": "only(原因, 空泛原因)",
    "round": "round(合计, 2)",
    "sign": "sign(方向)",
    "abs": "abs(增减额)",
}
_ALIASES: Final = {"≤": "<=", "≥": ">=", "≠": "!=", "×": "*", "÷": "/", "−": "-", "–": "-"}
# 全角 ASCII（！至～）逐字换成半角，字数不变，位置也就不变。
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BRACKETED: Final = re.compile(r"\w+[(（][^()（）]*[)）]\w*")  # 因公出国（境）费
_NUMBER: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(.*)")  # 18.7　50万元


def parse(text: str, mark: Mark) -> Expression:
    """mark 是 text 第一个字的位置；写错时抛出 RuleError，位置指到错的那个字。"""
    if len(text) > MAX_LENGTH:
        raise RuleError([mark.fault(f"算式超过 {MAX_LENGTH} 个字，请用 let 分成几步")])
    return _Parser(text, mark).expression()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["number", "name", "operator", "end"]
    value: str
    at: int
    end: int


class _Parser:
    def __init__(self, text: str, mark: Mark) -> None:
        self.text = text
        self.mark = mark
        self.tokens = list(self.tokenise())
        self.index = 0
        self.depth = 0
        self.count = 0

    def error(self, at: int, message: str) -> RuleError:
        return RuleError([self.mark.at(at).fault(message)])

    # —— 分词 ——

    def tokenise(self) -> Iterator[_Token]:
        text, at = self.text.translate(_HALF_WIDTH), 0
        while at < len(text):
            char, start = text[at], at
            if char.isspace():
                at += 1
            elif char == "「":
                at = text.find("」", start) + 1
                inside = self.text[start + 1 : at - 1].strip()
                if not at or not inside:
                    raise self.error(start, "「」没有配对或里面是空的，应写成「列名」")
                yield _Token("name", inside, start, at)
            elif char.isalnum() or char == "_":
                while at < len(text) and (text[at].isalnum() or text[at] == "_" or text[at : at + 1] == "."):
                    at += 1
                yield self.word(text[start:at], start)
            else:
                value = text[at : at + 2] if text[at : at + 2] in COMPARISONS else _ALIASES.get(char, char)
                at += 2 if text[at : at + 2] in COMPARISONS else 1
                if value not in COMPARISONS and value not in "+-*/(),%":
                    raise self.error(start, _strange(char))
                yield _Token("operator", value, start, at)
        yield _Token("end", "", len(text), len(text))

    def word(self, word: str, at: int) -> _Token:
        number = _NUMBER.fullmatch(word)
        if number and (not number[2] or number[2] in MONEY):
            if len(number[1]) > MAX_DIGITS:
                raise self.error(at, f"数字超过 {MAX_DIGITS} 位")
            return _Token("number", word, at, at + len(word))
        if word.startswith(".") or word.endswith(".") or ".." in word or (number and number[2] and "." in number[1]):
            raise self.error(at, f"看不懂“{word}”：数写成 18.7 或 18.7%，列名有特殊字符时写成「{word}」")
        return _Token("name", word, at, at + len(word))

    # —— 逐级下降 ——

    @property
    def token(self) -> _Token:
        return self.tokens[self.index]

    def take(self, *values: str) -> str:
        """当前是这些符号或 and/or/not 之一就取走，否则为空串。"""
        token = self.token
        if token.kind in ("operator", "name") and token.value in values and self.text[token.at] != "「":
            self.index += 1
            return token.value
        return ""

    def made(self, part: Part) -> Part:
        self.count += 1
        if self.count > MAX_PARTS:
            raise self.error(part.at, f"算式的成分超过 {MAX_PARTS} 个，请用 let 分成几步")
        return part

    def since(self, at: int) -> str:
        return self.text[at : self.tokens[self.index - 1].end]

    def expression(self) -> Expression:
        if self.token.kind == "end":
            raise self.error(0, "算式是空的，例如 合计 == 基本支出 + 项目支出")
        root = self.either()
        token = self.token
        if token.value in COMPARISONS:
            raise self.error(token.at, "一次只能比较两个数，请用 and 连接，例如 甲 <= 乙 and 乙 <= 丙")
        if token.kind != "end":
            extra = self.text[token.at : token.end]
            what = "右括号多了" if token.value == ")" else f"“{extra}”之前缺少运算符"
            raise self.error(token.at, f"{what}，例如 合计 == 基本支出 + 项目支出")
        return Expression(root, self.text, self.mark)

    def want(self, part: Part, logical: bool, near: str) -> Part:
        if is_logical(part) != logical:
            need = "判断，例如 项目支出 == 0" if logical else "数，不能是判断"
            raise self.error(part.at, f"“{near}”这里应是{need}")
        return part

    def either(self) -> Part:
        return self.chain(("or",), self.both, True)

    def both(self) -> Part:
        return self.chain(("and",), self.negation, True)

    def sum(self) -> Part:
        return self.chain(("+", "-"), self.product, False)

    def product(self) -> Part:
        return self.chain(("*", "/"), self.negative, False)

    def chain(self, operators: tuple[str, ...], lower: Callable[[], Part], logical: bool) -> Part:
        at = self.token.at
        part = lower()
        while operator := self.take(*operators):
            self.want(part, logical, operator)
            right = self.want(lower(), logical, operator)
            part = self.made(Binary(operator, part, right, self.since(at), at))
        return part

    def negation(self) -> Part:
        at = self.token.at
        if self.take("not"):
            operand = self.want(self.nested(self.negation, at), True, "not")
            return self.made(Unary("not", operand, self.since(at), at))
        left = self.sum()
        if operator := self.take(*COMPARISONS):
            self.want(left, False, operator)
            right = self.want(self.sum(), False, operator)
            return self.made(Binary(operator, left, right, self.since(at), at))
        return left

    def negative(self) -> Part:
        at = self.token.at
        if self.take("-"):
            operand = self.want(self.nested(self.negative, at), False, "-")
            return self.made(Unary("-", operand, self.since(at), at))
        return self.atom()

    def nested(self, inner: Callable[[], Part], at: int) -> Part:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(at, f"括号嵌套超过 {MAX_DEPTH} 层，请用 let 分成几步")
        part = inner()
        self.depth -= 1
        return part

    def atom(self) -> Part:
        token = self.token
        if token.kind == "number":
            self.index += 1
            return self.number(token)
        if self.take("("):
            part = self.nested(self.either, token.at)
            self.close(token.at, "一次只能比较两个数，请用 and 连接，例如 甲 <= 乙 and 乙 <= 丙")
            return part
        if token.kind == "name" and (self.text[token.at] == "「" or token.value not in ("and", "or", "not")):
            self.index += 1
            if self.text[token.at] != "「" and self.take("("):
                return self.call(token)
            return self.made(Name(token.value, self.text[token.at : token.end], token.at))
        before = self.tokens[self.index - 1] if self.index else token
        what = f"“{self.text[token.at : token.end]}”" if token.kind != "end" else "末尾"
        raise self.error(token.at if token.kind != "end" else before.at, f"{what}处缺少数或名称，例如 合计 - 基本支出")

    def number(self, token: _Token) -> Part:
        found = _NUMBER.fullmatch(token.value)
        assert found is not None  # word() 已检查
        value, unit = Decimal(found[1]), found[2]
        dimension: Dimension = "money" if unit else "number"
        if not unit and self.take("%"):
            value, unit, dimension = value.scaleb(-2), "%", "ratio"
        return self.made(Number(value * MONEY.get(unit, 1), dimension, unit, self.since(token.at), token.at))

    def close(self, opened: int, comparing: str) -> None:
        if not self.take(")"):
            if self.token.value in COMPARISONS:
                raise self.error(self.token.at, comparing)
            raise self.error(opened, "左括号没有配对的右括号")

    def call(self, name: _Token) -> Part:
        function, opened = name.value, self.tokens[self.index - 1].at
        if function not in FUNCTIONS:
            hint = suggest(function, FUNCTIONS) or f"；如果是列名，请写成「{self.bracketed(name.at)}」"
            raise self.error(name.at, f"没有函数“{function}”{hint}")
        arguments: list[Part] = []
        while self.token.value != ")" and (not arguments or self.take(",")):
            if function in ("fact", *WORD_CALLS):
                arguments.append(self.bare(function))
            else:
                arguments.append(self.want(self.nested(self.sum, name.at), False, function))
        self.close(opened, f"{function} 里只能写数，不能写比较")
        low, high = FUNCTIONS[function]
        if not low <= len(arguments) <= high:
            raise self.error(
                name.at, f"{function} 的参数个数不对，应写成 {_EXAMPLES.get(function, function + '(名称)')}"
            )
        if function == "round" and len(arguments) == 2:
            places = arguments[1]
            if not isinstance(places, Number) or places.text not in ("0", "1", "2", "3", "4", "5", "6"):
                raise self.error(places.at, "保留几位小数应写 0 到 6 的整数，例如 round(合计, 2)")
        return self.made(Call(function, tuple(arguments), self.since(name.at), name.at))

    def bracketed(self, at: int) -> str:
        """从 at 起带括号的整个列名：因公出国（境）费。"""
        found = _BRACKETED.match(self.text, at)
        return found[0] if found else self.text[at:].strip()

    def bare(self, function: str) -> Part:
        token = self.token
        if token.kind != "name":
            raise self.error(token.at, f"{function} 里应写名称，例如 {_EXAMPLES[function]}")
        self.index += 1
        return self.made(Name(token.value, self.text[token.at : token.end], token.at))


def _strange(char: str) -> str:
    if char == "=":
        return "判断相等要写两个等号，例如 合计 == 基本支出"
    if char in "&|":
        return "“并且”写 and，“或者”写 or，例如 甲 == 0 and 乙 == 0"
    if char in "“”\"'‘’":
        return "名称里有引号时要整个写在「」里，例如 「“三公”经费」"
    return f"看不懂“{char}”：名称里有特殊字符时要写在「」里，例如 「金额（万元）」"
