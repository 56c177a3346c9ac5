"""测试文件的 JSON Schema，由读测试用的同一份键的清单生成；表种、章节取自词汇。"""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.json_schema import TEXT, Schema, object_of, whole
from engine.ruletest.keys import FILE_FIELDS, SECTION_FIELDS, TABLE_FIELDS


def test_schema(vocabulary: Vocabulary) -> Schema:
    """.test.yaml 的模式。"""
    schema = object_of(FILE_FIELDS)
    document = schema["properties"]["cases"]["items"]["properties"]["document"]["properties"]
    paragraphs = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
    section = object_of(SECTION_FIELDS)
    section["properties"]["text"] |= paragraphs
    document["tables"] |= _named((t.name for t in vocabulary.tables), {"anyOf": [TEXT, object_of(TABLE_FIELDS)]})
    document["sections"] |= _named((s.name for s in vocabulary.sections), {"anyOf": [*paragraphs["anyOf"], section]})
    return whole("规则的测试", schema, vocabulary)


def _named(names: Iterable[str], value: Schema) -> Schema:
    """名称: 内容；同种第二张写作 名称#2。"""
    known = tuple(names)
    second = "|".join(map(re.escape, known))
    return {
        "type": "object",
        "properties": dict.fromkeys(known, value),
        "patternProperties": {f"^(?:{second})#[0-9]+$": value},
        "additionalProperties": False,
    }
