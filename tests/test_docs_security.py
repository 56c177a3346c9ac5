# ruff: noqa: N802　测试名是中文句子
"""docs/security.md 里写的每个测试都在，每一行都有。"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")  # `tests/readers/test_bundle.py::test_压缩炸弹`


def test_写的测试都在() -> None:
    named = _TEST.findall(PAGE)
    assert len(named) > 40
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.M)
    ]
    assert not missing


def test_每种威胁都有测试_恶意输入的测试都写在里面() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and line.count(" | ") == 3]
    threats = rows[rows.index("| 威胁 | 挡住它的 | 上限 | 测试 |") + 1 :]
    assert len(threats) > 35
    assert not [row for row in threats if not _TEST.search(row)]
    own = {
        n
        for p in (ROOT / "tests" / "hostile").glob("test_*.py")
        for n in re.findall(r"^def (test_\w+)", p.read_text(encoding="utf-8"), re.M)
    }
    unwritten = own - {name for _, name in _TEST.findall(PAGE)}
    assert unwritten <= {"test_管道不当作报告读", "test_别国数字的金额_文字里也不当作金额"}
