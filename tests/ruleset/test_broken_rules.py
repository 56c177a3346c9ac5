# ruff: noqa: N802　测试名是中文句子
"""写错的规则：检查逐处指到行列，一处不多、一处不少。

broken/ 里一个文件一种错法，expected.yaml 写着应指到哪里、怎么说。文件名就是编号；ruleset.* 是写错的清单。
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from engine.lint.run import lint
from engine.yaml_source import load_plain
from tests.disclosures import RULES, vocabulary

BROKEN = Path(__file__).parent / "broken"
EXPECTED = load_plain(BROKEN / "expected.yaml")
SOUND = "id: 甲\ntitle: 甲\nseverity: info\ncheck: hierarchy_sum\ntables: [支出总表]\nmessage: 甲有误\n"


def placed(name: str, folder: Path) -> Path:
    """把一个写错的文件放到规则文件夹里它该在的地方。"""
    where = folder / "ruleset.yaml" if name.startswith("ruleset.") else folder / "试写" / name
    (folder / "试写").mkdir(parents=True, exist_ok=True)
    if where.name == "ruleset.yaml":
        (folder / "试写" / "甲.yaml").write_text(SOUND, encoding="utf-8")
    shutil.copyfile(BROKEN / name, where)
    return where


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_指到行列_一处不多一处不少(name: str, tmp_path: Path) -> None:
    path = placed(name, tmp_path)
    found = [c for c in lint((tmp_path,), RULES, vocabulary()).complaints if c.severity == "error"]
    wanted = []
    for entry in EXPECTED[name]:
        parts = re.fullmatch(r"(\d+):(\d+) (.+)", entry)
        assert parts is not None
        wanted.append((int(parts[1]), int(parts[2]), parts[3]))
    assert [(c.line, c.column) for c in found] == [(line, column) for line, column, _ in wanted], found
    assert {c.path for c in found} == {path}
    for complaint, (_, _, says) in zip(found, wanted, strict=True):
        assert says in complaint.message


def test_每个文件都有应指到的地方() -> None:
    files = {p.name for p in BROKEN.glob("*.yaml")} - {"expected.yaml"}
    assert files == set(EXPECTED)
    assert len(files) >= 60


def test_整个文件夹一起检查_退出码为2_没有出错信息漏出来(tmp_path: Path) -> None:
    for name in EXPECTED:
        if not name.startswith("ruleset."):
            placed(name, tmp_path)
    result = CliRunner().invoke(main, ["rules", "lint", str(tmp_path)])
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    said = {name for name in EXPECTED if f"{name}:" in result.output}
    assert said == {name for name in EXPECTED if not name.startswith("ruleset.")}
