"""句式：写错的指到那个字；写对的，找到的各处都在文字之内、不重叠，要素与原文相符，数取得出来。"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from benchmarks.fuzzing.draw import Draw
from benchmarks.fuzzing.promise import text_at, traced
from engine.errors import DocumentError, RuleError
from engine.facts.build import FactSet, extract, with_extra
from engine.facts.texts import text_facts
from engine.readers import parse
from engine.ruleset.model import TextQuery
from engine.ruleset.phrase import Phrase, compile_phrase, compile_plain
from engine.text import normalise
from engine.yaml_source import Mark
from tests.disclosures import vocabulary

LENGTH = 160
_MARK = Mark("f", 5, 8)
_TEMPLATE = (
    "机关运行",
    "[经]",
    "费",
    "…",
    "(预算|支出)",
    "[为]",
    "{值:amount}",
    "{率:percent}",
    "{年:year}",
    "{数:number}",
    "{个:count}",
    "{话:text}",
    "{方向:增加|减少}",
    "{升:增长|下降|增长额}",
    "[甲|乙]",
    "（境）",
    "(减少)",
    "“三公”",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "|",
    ":",
    "：",
    "值",
    "amount",
    "……",
    "，",
    "。",
    "[{次:count}]",
    "([",
    "XX",
    "比",
)
_BODY = (
    "机关运行",
    "经",
    "费",
    "预算",
    "支出",
    "为",
    "12.5万元",
    "35",
    "元",
    "18.7%",
    "百分之五点二",
    "2024年",
    "2023",
    "3个",
    "12人次",
    "增加",
    "减少",
    "增长",
    "下降",
    "增长额",
    "甲",
    "乙",
    "（境）",
    "(减少)",
    "“三公”",
    "\n",
    "。",
    "，",
    "1,234.50",
    "-3",
    "10-20万元",
    "个百分点",
    "XX",
    "XXL",
    "比",
    "年",
    "，其中：",
    "0",
    ".",
    "5",
    "亿",
)


def run(data: bytes) -> None:
    draw = Draw(data)
    facts = draw.rarely()
    make = compile_plain if draw.rarely() else compile_phrase
    template = draw.words(_TEMPLATE, 10)
    body = draw.words(_BODY, 24)
    try:
        phrase = make(template, _MARK)
    except RuleError as problem:
        for fault in problem.faults:
            assert fault.line == _MARK.line
            assert _MARK.column <= fault.column <= _MARK.column + len(template), fault
            assert fault.message
        return
    _searched(phrase, body)
    if facts:
        _as_facts(phrase, body)


def seeds() -> Iterator[bytes]:
    for n in range(0, 40, 3):
        yield bytes([n % 5, n, 6, *(range(n, n + 6)), 20, *(k % 200 for k in range(n, n + 20))])


def _searched(phrase: Phrase, raw: str) -> None:
    text = normalise(raw)
    matches = list(phrase.find(text))
    last = 0
    for match in matches:
        assert last <= match.start < match.end <= len(text.norm)
        last = match.end
        assert text.quote(match.start, match.end)
        for name, (start, end, value) in match.slots.items():
            assert name in dict(phrase.slots)
            assert match.start <= start < end <= match.end
            assert value == text.norm[start:end]


@cache
def _outline() -> str:
    return "白鹭区园林局2025年部门预算\n\n第三部分 情况说明\n\n一、收入预算情况\n\n"


def _facts_of(body: str) -> FactSet:
    source = (_outline() + body).encode("utf-8", "replace")
    return extract(parse(Path("公开件.txt"), source.replace(b"\0", b"")), vocabulary())


def _as_facts(phrase: Phrase, body: str) -> None:
    try:
        facts = _facts_of(body)
    except DocumentError:  # 控制字符太多，当作二进制数据
        return
    found = text_facts(facts, [TextQuery("q", (phrase,)), TextQuery("r", (phrase,), ("标题",))])
    for fact in found:
        text = text_at(facts.document, fact.place)
        assert fact.place.span is not None and text is not None
        assert 0 <= fact.place.span[0] < fact.place.span[1] <= len(text.norm), fact
        assert fact.printed == text.quote(*fact.place.span)
    traced(with_extra(facts, ()))
