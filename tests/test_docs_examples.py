# ruff: noqa: N802　测试名是中文句子
"""归并、豁免两页里的例子：照着做，输出逐字相同；印出来的规则就是随附的那条。"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.checks.outcomes import MAX_TRIALS, SHARES
from engine.findings.causes import CAUSES
from engine.ruleset.waivers import FIELDS, MAX_DAYS
from tests.audit_tools import ROOT, RULES, gouji

META = (ROOT / "docs" / "meta-rules.md").read_text(encoding="utf-8")
WAIVERS = (ROOT / "docs" / "waivers.md").read_text(encoding="utf-8")
NAME = "白鹭区园林局2025年部门预算.txt"


def block(page: str, name: str) -> str:
    """标着 <!-- example:名字 --> 的一段。"""
    found = re.search(rf"<!-- example:{re.escape(name)} -->\n```\w+\n(.*?)```", page, re.S)
    assert found, name
    return found[1]


def run(folder: Path, command: str) -> str:
    """照抄的命令，在 100 格宽的终端里。"""
    done = gouji(*command.split()[1:], cwd=folder, env={"COLUMNS": "100", "SOURCE_DATE_EPOCH": ""})
    assert done.code == 0, done.err
    return done.out


def test_归并的例子(tmp_path: Path) -> None:
    document, command = block(META, "document"), block(META, "command")
    (tmp_path / NAME).write_text(document, encoding="utf-8")
    assert run(tmp_path, command) == block(META, "output")
    (tmp_path / NAME).write_text(document.replace("6.83%", "9.99%"), encoding="utf-8")
    assert run(tmp_path, command).startswith(block(META, "independent 6.83% 9.99%"))


def test_印出来的就是随附的规则() -> None:
    assert block(META, "rule") == (RULES / "归并" / "META-101.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("day", ["2025-06-30", "2026-01-05", ""])
def test_豁免的例子(tmp_path: Path, day: str) -> None:
    (tmp_path / NAME).write_text(block(WAIVERS, "document"), encoding="utf-8")
    (tmp_path / "豁免.yaml").write_text(block(WAIVERS, "waivers"), encoding="utf-8")
    command = block(WAIVERS, "command 2025-06-30").replace("--date 2025-06-30", f"--date {day}" if day else "")
    assert run(tmp_path, command) == block(WAIVERS, f"output {day}".strip())


def test_登记的每个键_share的每种写法_每种原因都讲到() -> None:
    assert [f.name for f in FIELDS if f"| `{f.name}` |" not in WAIVERS] == []
    assert [s for s in SHARES if f"`{s}`" not in META] == []
    assert "、".join(tuple(CAUSES)) in META
    assert f"不得超过 {MAX_DAYS} 天" in WAIVERS
    assert f"至多代入 {MAX_TRIALS} 次" in META
    assert [p.stem for p in (RULES / "归并").glob("META-???.yaml") if f"| {p.stem} |" not in META] == []
