"""命令的测试共用的工作文件夹。"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import shared
from engine import nursery
from tests.audit_tools import RULES

FEW = (
    "ruleset.yaml",
    "三公经费/SG-503.yaml",
    "完整性/STR-601.yaml",
    "完整性/STR-604.yaml",
    "文字规范/TPL-701.yaml",
    "表内勾稽/SUM-101.yaml",
    "表内勾稽/SUM-110.yaml",
)


@pytest.fixture(autouse=True)
def fresh_nursery() -> Iterator[None]:
    """托儿所是分叉来的：测试里换掉的函数，要另起一个才换得到；换过的也不留给别的测试。"""
    nursery.stop()
    yield
    nursery.stop()


@pytest.fixture(scope="session")
def few_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """随附规则中的几条：命令的行为与规则多少无关，少几条快得多。"""
    folder = tmp_path_factory.mktemp("rules")
    for name in ("vocabulary", "reference"):
        shutil.copytree(RULES / name, folder / name)
    for name in FEW:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(RULES / name, folder / name)
    return folder


@pytest.fixture
def desk(tmp_path: Path, few_rules: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """一个工作文件夹：公开件放 docs，报告写 out。"""
    monkeypatch.setattr(shared, "RULES", few_rules)
    (tmp_path / "docs").mkdir()
    return tmp_path
