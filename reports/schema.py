"""报告的格式：`gouji-report-1.schema.json` 是唯一的定义，校验和补齐都由它而来。"""

from __future__ import annotations

import copy
import importlib
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

SCHEMA_ID = "gouji-report/1"
SCHEMA_FILE = Path(__file__).parent / "gouji-report-1.schema.json"


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """已公布的 JSON Schema。调用者不得改动。"""
    loaded: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return loaded


def validate(report: Mapping[str, Any]) -> list[str]:
    """不合格式之处，每处一句“位置：原因”；合格时为空。需要开发依赖 jsonschema。"""
    try:
        jsonschema = importlib.import_module("jsonschema")
    except ModuleNotFoundError as error:
        raise RuntimeError("校验报告格式需要 jsonschema：pip install jsonschema") from error
    validator = jsonschema.Draft202012Validator(schema())
    problems = [(list(map(str, error.absolute_path)), error.message) for error in validator.iter_errors(report)]
    return [f"{'/'.join(path) or '（根）'}：{message}" for path, message in sorted(problems)]


def complete(report: Mapping[str, Any]) -> dict[str, Any]:
    """补齐缺少的键（可选的键，以及未能读入的文档没有的键），使渲染时每个键都在。不改动原报告。"""
    filled: dict[str, Any] = _fill(report, schema())
    return filled


def complete_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """同 complete，只补齐一份文档。"""
    filled: dict[str, Any] = _fill(document, {"$ref": "#/$defs/document"})
    return filled


def _resolve(node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        node = schema()["$defs"][str(node["$ref"]).removeprefix("#/$defs/")]
    return node


def _types(node: Mapping[str, Any]) -> tuple[str, ...]:
    kind = node.get("type", ())
    return (kind,) if isinstance(kind, str) else tuple(kind)


def _fill(value: Any, node: Mapping[str, Any]) -> Any:
    if isinstance(value, str):  # 大半是文字，没有要补的
        return value
    node = _resolve(node)
    if isinstance(value, Mapping) and "properties" in node:
        filled = dict(value)
        for key, child in node["properties"].items():
            filled[key] = _fill(value[key], child) if key in value else _blank(child)
        return filled
    if isinstance(value, list) and "items" in node:
        return [_fill(item, node["items"]) for item in value]
    return value


def _blank(node: Mapping[str, Any]) -> Any:
    node = _resolve(node)
    if "default" in node:
        return copy.deepcopy(node["default"])
    kinds = _types(node)
    if "null" in kinds:
        return None
    if "object" in kinds:
        return _fill({}, node)
    return {"string": "", "integer": 0, "boolean": False, "array": []}.get(kinds[0] if kinds else "string", "")


# ---- 核对外来的报告。只看会让渲染出错的：类型、必有的键、封闭的取值；全部约束由 validate 查。

_PYTHON: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def faults(report: Any) -> list[str]:
    """类型不对、缺了键、取值不认得之处，每处一句“位置：原因”；不需要开发依赖，比 validate 快得多。"""
    return list(_faults(report, schema(), ""))


def _faults(value: Any, node: Mapping[str, Any], at: str) -> Iterator[str]:
    node = _resolve(node)
    kinds = _types(node)
    wrong = isinstance(value, bool) and "boolean" not in kinds
    if kinds and (wrong or not any(isinstance(value, _PYTHON[kind]) for kind in kinds)):
        yield f"{at or '（根）'}：类型不对，应是 {'、'.join(kinds)}"
        return
    if value not in node.get("enum", (value,)) or value != node.get("const", value):
        yield f"{at}：不认得“{value}”"
    if isinstance(value, dict):
        audited = value.get("status") == node.get("if", {}).get("properties", {}).get("status", {}).get("const")
        required = [*node.get("required", ()), *(node.get("then", {}).get("required", ()) if audited else ())]
        yield from (f"{at or '（根）'}：缺 {key}" for key in required if key not in value)
        other = node.get("additionalProperties")
        for key, item in value.items():
            child = node.get("properties", {}).get(key, other)
            if isinstance(child, dict):
                yield from _faults(item, child, f"{at}/{key}" if at else key)
    if isinstance(value, list) and "items" in node:
        for number, item in enumerate(value):
            yield from _faults(item, node["items"], f"{at}/{number}")
