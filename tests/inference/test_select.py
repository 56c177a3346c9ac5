# ruff: noqa: N802　测试名是中文句子
"""取匹配器：名称、durable_rules 用不了时的后备。"""

from __future__ import annotations

import os
import sys

import pytest

from engine.errors import UsageError
from engine.inference.select import matcher
from tests.inference.sample import cells, pair

FACTS = cells(("收入", "1"), ("支出", "1"))


def test_按名称() -> None:
    assert matcher("durable").name == "durable"
    assert matcher("reference").name == "reference"
    with pytest.raises(UsageError, match="可用的是 durable、reference"):
        matcher("drools")


def test_不能导入时改用参照匹配器并说明(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    chosen = matcher("durable")
    matches = chosen.match((pair("q"),), FACTS)
    assert chosen.name == "reference"
    assert matches.by_query == matcher("reference").match((pair("q"),), FACTS).by_query
    assert matches.notes[0].startswith("未能导入 durable_rules")
    assert matches.notes[0].endswith("全部规则改由参照匹配器匹配")


def test_不能分叉时改用参照匹配器并说明(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert "不能分叉子进程" in matcher("durable").match((pair("q"),), FACTS).notes[0]


def test_别的版本不用(monkeypatch: pytest.MonkeyPatch) -> None:
    """围栏只对一个版本验证过。"""
    pytest.importorskip("durable_rules_engine")
    monkeypatch.setattr("importlib.metadata.version", lambda _: "2.0.29")
    assert "装的 durable_rules 是 2.0.29，只验证过 2.0.28" in matcher("durable").match((pair("q"),), FACTS).notes[0]
