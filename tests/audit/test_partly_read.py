# ruff: noqa: N802　测试名是中文句子
"""没有读全的文件：没见到的不说没有，接着没读的页的表不核查，退出码为 3。"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.audit_tools import ROOT, gouji

SAMPLE = next((ROOT / "tests" / "fixtures" / "formats").glob("*预算*.pdf"))


@pytest.fixture(scope="module")
def partly(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, Any]]:
    """只读前六页：第六页上的支出总表还没有印完。"""
    out = tmp_path_factory.mktemp("partly")
    done = gouji("audit", SAMPLE, "--limit", "pages=6", "--out", out, "--fail-on", "never")
    return done, json.loads((out / "report.json").read_text(encoding="utf-8"))["documents"][0]


def test_退出码为三_终端和报告都说没有读全(partly: tuple[Any, dict[str, Any]]) -> None:
    done, document = partly
    assert done.code == 3, done.said
    assert "没有读全：共 25 页，只读了前 6 页" in done.said
    assert len(document["unread"]) == 1 and document["pages"] == 25


def test_目录列有而没见到的_是无法核查_不是错误(partly: tuple[Any, dict[str, Any]]) -> None:
    _, document = partly
    assert [f["rule_id"] for f in document["findings"] if f["rule_id"].startswith("STR-")] == []
    reasons = {u["reason"] for u in document["outcomes"]["unknown"]}
    assert "文件没有读全，不能断定没有" in reasons


def test_接着没读的页的表不核查_列为没有看懂(partly: tuple[Any, dict[str, Any]]) -> None:
    _, document = partly
    assert any("表可能不全" in n["reason"] for n in document["coverage"]["not_understood"])
    assert not any("支出总表" in f["message"] for f in document["findings"])
