# ruff: noqa: N802　测试名是中文句子
"""教程：照着做一遍，每条命令的输出与页上印的逐字相同，最后报告里有那一条。"""

from __future__ import annotations

import re
from pathlib import Path

from tests.audit_tools import ROOT
from tests.tutorial_steps import Desk, steps

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


def plain(text: str) -> str:
    """随附的规则有多少条，与教程无关。"""
    return re.sub(r"规则 \d+ 条，", "规则 若干 条，", text)


def test_照着教程做一遍(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    outputs = 0
    for step in steps(PAGE):
        if step.kind == "output":
            assert plain(desk.said) == plain(step.body)
            outputs += 1
        else:
            desk.do(step)
    assert outputs == PAGE.count("<!-- output -->")
    assert desk.watching is None


def test_从一句话到报告_每个命令都用到() -> None:
    shown = "".join(s.body for s in steps(PAGE) if s.kind in ("run", "watch"))
    for command in ("tables", "rules new", "rules lint", "explain", "rules test", "--mutate", "watch", "audit"):
        assert command in shown, command
