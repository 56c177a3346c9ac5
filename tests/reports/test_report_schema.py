"""报告格式：样例合格，缺键、错值都说得出位置；补齐不改原报告。"""

from __future__ import annotations

import copy
import importlib
from typing import Any

import jsonschema
import pytest

from reports import schema
from tests.reports import sample


def test_the_schema_itself_is_sound_and_every_property_is_described() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.schema())

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for name, child in node.get("properties", {}).items():
                target = schema.schema()["$defs"][child["$ref"][8:]] if "$ref" in child else child
                assert child.get("description") or target.get("description") or {"enum", "const"} & set(target), name
            for child in node.values():
                walk(child)

    walk(dict(schema.schema()))


def test_the_sample_is_valid_and_stays_valid_when_completed() -> None:
    assert schema.validate(sample.report()) == []
    assert schema.validate(schema.complete(sample.report())) == []
    assert schema.validate(sample.hostile()) == []


def test_a_missing_key_and_a_wrong_value_are_named() -> None:
    report = sample.report()
    del report["documents"][0]["findings"][0]["message"]
    report["documents"][0]["findings"][1]["severity"] = "致命"
    first, second = schema.validate(report)
    assert first.startswith("documents/0/findings/0：") and "message" in first
    assert second.startswith("documents/0/findings/1/severity：")


def test_only_audited_documents_must_be_whole() -> None:
    report = sample.report()
    report["documents"] = [{**sample.refused("unreadable", "甲.pdf", "损坏"), "status": "audited"}]
    assert any("coverage" in line for line in schema.validate(report))


def test_completing_leaves_the_original_alone() -> None:
    report = sample.report()
    before = copy.deepcopy(report)
    whole = schema.complete(report)
    assert report == before
    assert whole["documents"][2]["outcomes"]["counts"]["unknown"] == 0
    assert whole["documents"][0]["findings"][1]["tolerance"] == ""
    assert whole["documents"][0]["comparison"] is None
    assert whole["run"]["inputs"] == []


def test_without_jsonschema_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", refuse)
    with pytest.raises(RuntimeError, match="jsonschema"):
        schema.validate(sample.report())
