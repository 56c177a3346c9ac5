"""文本：任何字节，要么读成一份指得回原文的文档、抽出指得回原文的事实，要么是一句话。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.fuzzing.disclosures import disclosure
from benchmarks.fuzzing.draw import Draw
from benchmarks.fuzzing.promise import one_sentence, sound, traced
from engine.document import Document
from engine.errors import DocumentError
from engine.facts.build import extract
from engine.readers import text
from reports import facts_view
from tests.disclosures import vocabulary

LENGTH = 600
_NAME = Path("公开件.txt")
_ENCODINGS = ("utf-8", "utf-8", "utf-8", "gb18030", "utf-16", "utf-8-sig")


def run(data: bytes) -> None:
    document = _read(_bytes(Draw(data)))
    if document is None:
        return
    sound(document)
    facts = extract(document, vocabulary())
    traced(facts)
    if len(data) % 8 == 0:
        facts_view.as_json(facts)
        facts_view.as_csv(facts)


def seeds() -> Iterator[bytes]:
    for words in ("白鹭区园林局2025年部门预算\n\n收支总表\n单位：万元\n项目\t预算数\n合计\t1.00\n", "一、甲\n二、乙\n"):
        yield b"\0\0" + words.encode()
        yield b"\0\0" + words.encode("gb18030")
    for n in range(48):
        yield bytes([1, n, *((n * 11 + k * 7) % 256 for k in range(90))])


def _bytes(draw: Draw) -> bytes:
    raw, encoding = draw.below(6) == 0, draw.pick(_ENCODINGS)
    return draw.rest() if raw else disclosure(draw).encode(encoding, "replace")


def _read(data: bytes) -> Document | None:
    try:
        return text.read(_NAME, data)
    except DocumentError as problem:
        one_sentence(str(problem))
        return None
