# ruff: noqa: N802　测试名是中文句子
"""每种写法在四处同名：检查模块、写法页、测试、样板；各种结论都有测试。编辑器的模式见 test_json_schema.py。"""

from __future__ import annotations

import pytest

from engine.checks import CHECKS, SECOND
from engine.ruletest.lacking import UNTESTED
from tests.audit_tools import ROOT, RULES

STATUSES = ("pass", "fail", "unknown", "not_applicable")


@pytest.mark.parametrize("kind", sorted(CHECKS))
def test_一个名字四处都有(kind: str) -> None:
    assert CHECKS[kind].__name__ == f"engine.checks.{kind}"
    assert (ROOT / "docs" / "kinds" / f"{kind}.md").is_file()
    tests = "findings/test_waivers.py" if kind == UNTESTED else f"checks/test_{kind}.py"
    assert (ROOT / "tests" / tests).is_file()
    assert (RULES / "reference" / "样板" / f"{kind}.yaml").is_file() is (kind != UNTESTED)


@pytest.mark.parametrize("kind", sorted({*CHECKS} - {*SECOND, "forbidden_text"}))
def test_四种结论都有测试(kind: str) -> None:
    """forbidden_text 找不到就是通过，没有无法核查、不适用。"""
    text = (ROOT / "tests" / "checks" / f"test_{kind}.py").read_text(encoding="utf-8")
    assert [s for s in STATUSES if f'"{s}"' not in text] == []
