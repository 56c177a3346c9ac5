"""JSON Schema（2020-12）：由读规则用的同一份键的清单生成，编辑器凭它补全、解释、当场画出错处。

每种写法一份定义（$defs），由 check 的值选用（if/then）：写错时说的是那一种写法的哪个键，不是“几种都不符合”。
名称（表、栏、概念……）取自词汇，列成可选的值，附上说明。

本程序把每个值都当文字读，而编辑器按 YAML 把 2024 当数、true 当真假，所以文字处也收数和真假。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from engine.checks import CHECKS
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset import manifest
from engine.ruleset.body import message_fields
from engine.ruleset.loader import HEAD_FIELDS
from engine.ruleset.names import Catalogue, catalogues
from engine.ruleset.schema import Field

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
_NUMBER: Final[Schema] = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?[0-9][0-9,]*(\.[0-9]+)?$"}]
}
_BOOLEAN: Final[Schema] = {"enum": ["是", "否", True, False, "true", "false"]}
_PARAMETER: Final[Schema] = {"type": "string", "pattern": r"^=[^\d\s=][^\s=]*$"}  # =上限
# 收支总表/收入总计/合计 或 收支总表/本年收入合计/合计 = 收入总表/合计/合计
_CELLS: Final[Schema] = {"type": "string", "pattern": "^[^/=]+/[^/=]+/[^=]+=[^/=]+/[^/=]+/[^=]+$"}


def schemas(vocabulary: Vocabulary) -> dict[str, Schema]:
    """文件名 → 模式：规则、规则集清单。"""
    return {
        "rule.schema.json": rule_schema(vocabulary),
        "ruleset.schema.json": whole("规则集清单", object_of(manifest.FIELDS), vocabulary),
    }


def rule_schema(vocabulary: Vocabulary) -> Schema:
    """规则文件的模式。"""
    head = object_of(HEAD_FIELDS)
    head.pop("additionalProperties")  # 其余的键由各种写法的定义去管
    kinds = {
        kind: object_of((*(_told(f, kind) for f in HEAD_FIELDS), *module.FIELDS)) for kind, module in CHECKS.items()
    }
    for kind, definition in kinds.items():
        definition["properties"]["check"] = {"const": kind, **_described(_summary(kind))}
    chosen = [
        {
            "if": {"properties": {"check": {"const": kind}}, "required": ["check"]},
            "then": {"$ref": f"#/$defs/{kind}"},
        }
        for kind in kinds
    ]
    head["properties"]["check"] = {
        "enum": list(CHECKS),
        "enumDescriptions": [_summary(kind) for kind in CHECKS],
        **_described("规则的写法"),
    }
    return whole("勾稽规则", {**head, "allOf": chosen}, vocabulary, kinds)


def whole(title: str, schema: Schema, vocabulary: Vocabulary, more: Mapping[str, Schema] | None = None) -> Schema:
    """加上方言、标题和各类名称的定义；没有用到的名称不列。"""
    named = {name: _names(known) for name, known in catalogues(vocabulary).items()}
    whole = {"$schema": DIALECT, "title": title, **schema, "$defs": {**(more or {}), **named, **_compound(vocabulary)}}
    used = _references(whole)
    whole["$defs"] = {name: value for name, value in whole["$defs"].items() if name in used}
    return whole


def _references(schema: object) -> set[str]:
    found: set[str] = set()
    match schema:
        case dict():
            if isinstance(reference := schema.get("$ref"), str):
                found.add(reference.removeprefix("#/$defs/"))
            for value in schema.values():
                found |= _references(value)
        case list():
            for value in schema:
                found |= _references(value)
    return found


def _summary(kind: str) -> str:
    """写法的第一句：逐级汇总……，取自模块的说明。"""
    return (CHECKS[kind].__doc__ or "").split("\n", 1)[0].partition("：")[2]


def _told(field: Field, kind: str) -> Field:
    """message 的说明里列出这种写法可用的栏目。"""
    if field.name != "message":
        return field
    fields = " ".join(f"{{{name}}}" for name in message_fields(CHECKS[kind]))
    return Field(field.name, field.kind, field.required, doc=f"{field.doc}。可用栏目：{fields}")


def object_of(fields: Iterable[Field]) -> Schema:
    """一组键值的模式，不认得的键不收。"""
    fields = tuple(fields)
    required = [f.name for f in fields if f.required]
    return {
        "type": "object",
        "properties": {f.name: {**_value(f), **_described(f.doc)} for f in fields},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _described(doc: str) -> Schema:
    return {"description": doc, "markdownDescription": doc} if doc else {}


def _value(field: Field) -> Schema:
    """一个键的值；除了说法那样的文字，都可以整个写成“=参数”。"""
    item = _item(field)
    match field.kind:
        case "text":
            return item
        case "number":
            return {"anyOf": [_NUMBER, _PARAMETER]}
        case "boolean":
            return {"anyOf": [_BOOLEAN, _PARAMETER]}
        case "choice":
            return {"anyOf": [{"enum": list(field.values)}, _PARAMETER]}
        case "texts":
            return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}
        case "mapping":
            return {"type": "object", "additionalProperties": item}
    if not field.fields:
        return {}
    inner = object_of(field.fields)
    return {"type": "array", "items": inner} if field.many else inner


def _item(field: Field) -> Schema:
    """一个文字值。"""
    if not field.values and not field.names:
        return TEXT
    chosen = {"enum": list(field.values)} if field.values else {"$ref": f"#/$defs/{field.names}"}
    return {"anyOf": [chosen, _PARAMETER]}


def _names(known: Catalogue) -> Schema:
    """一类名称：列出的值，说明与之对应；open 的也可以写别的。"""
    words = list(known.words)
    listed = {"enum": words, "enumDescriptions": [known.words[w] for w in words]}
    return {"anyOf": [listed, TEXT]} if known.open else listed


def _compound(vocabulary: Vocabulary) -> dict[str, Schema]:
    """由几个名称拼成的值：@词表、左栏=右栏、表/行/栏 = 表/行/栏。"""
    known = catalogues(vocabulary)
    lists = [f"@{name}" for name in known["词表"].words]
    return {
        "@词表": {
            "anyOf": [
                {"enum": lists, "enumDescriptions": list(known["词表"].words.values())},
                {**TEXT, "not": {"type": "string", "pattern": "^@"}},
            ]
        },
        "栏=栏": {"anyOf": [{"$ref": "#/$defs/栏"}, {"type": "string", "pattern": "^[^=]+=[^=]+$"}]},
        "格=格": _CELLS,
    }
