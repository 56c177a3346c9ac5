# ruff: noqa: N802　测试名是中文句子
"""菜谱：规则读得进去、各有测试、都查得出问题；手册里印的就是那些文件；编辑器的模式认得它们。"""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from cli import main
from engine.checks import CHECKS
from engine.inference.select import matcher
from engine.lint.run import lint
from engine.outcome import FAIL
from engine.ruleset import skeleton
from engine.ruleset.layers import all_rules
from engine.ruleset.loader import load_ruleset
from engine.ruleset.model import Rule
from engine.ruletest import library
from engine.yaml_source import load_plain
from tests.audit_tools import EXAMPLES, ROOT, RULES, vocabulary

BOOK = EXAMPLES / "菜谱"
PAGE = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
FILES = sorted(BOOK.rglob("CP-*.yaml"))
RULE_FILES = [p for p in FILES if ".test" not in p.name]
OTHERS = [p for p in sorted(BOOK.rglob("*")) if p.is_file() and p not in FILES]


@cache
def rules() -> tuple[Rule, ...]:
    ruleset = load_ruleset((RULES, BOOK), vocabulary())
    assert ruleset.errors == ()
    return tuple(r for r in all_rules(ruleset) if r.id.startswith("CP-"))


def test_检查没有错误也没有提醒() -> None:
    assert lint((BOOK,), RULES, vocabulary()).complaints == ()


def test_测试全部相符_每条都有正例反例() -> None:
    tiers = library.tiers((RULES, BOOK), vocabulary(), matcher("reference"))
    results = [library.run(t, vocabulary()) for t in library.targets(tiers) if t.tier.root == BOOK]
    assert len(results) == len(RULE_FILES) >= 25
    for result in results:
        assert (result.faults, result.warnings) == ((), ()), result.rule_id
        assert {c.status for c in result.cases} == {"passed"}, result.rule_id


def test_每条都查得出一份虚构公开件的问题() -> None:
    """归并规则自己不报问题，合得上的就是查得出。"""
    for path in (p for p in FILES if ".test" in p.name):
        wanted = [e for case in load_plain(path)["cases"] for e in case["expect"]]
        assert any(e["outcome"] == FAIL or "同一根源" in str(e.get("reason")) for e in wanted), path.name


def test_九种写法_各种取数_例外_参数_分层都有() -> None:
    used = {r.check for r in rules()}
    assert used == set(CHECKS) - {"waivers"}
    text = "".join(p.read_text(encoding="utf-8") for p in RULE_FILES)
    for key in ("table:", "statement:", "list:", "record:", "heading:", "text:", "once:", "each: column"):
        assert key in text, key
    for key in ("params:", "on_violation:", "applies:", "when:", "phrase:", "near:", "matrix:"):
        assert key in text, key
    assert {r.layer for r in rules()} == {"菜谱（示例）", "浙江省（示例）"}


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda p: p.stem)
def test_手册里印的就是那个文件_说了为什么和注意什么(path: Path) -> None:
    (entry,) = re.findall(rf"### {path.stem}：[^\n]+\n\n```yaml\n(.*?)```\n\n(.*?)(?=\n##|\Z)", PAGE, re.S)
    assert entry[0] == path.read_text(encoding="utf-8")
    assert "**为什么这样写**" in entry[1]
    assert "**注意**" in entry[1]


@pytest.mark.parametrize("path", OTHERS, ids=lambda p: p.relative_to(BOOK).as_posix())
def test_词汇_矩阵_清单也照印(path: Path) -> None:
    assert f"```\n\n`{path.relative_to(BOOK)}`" in PAGE or f"`{path.relative_to(BOOK)}`" in PAGE
    assert f"\n{path.read_text(encoding='utf-8')}```" in PAGE


def test_手册没有多出来的规则() -> None:
    assert sorted(re.findall(r"^### (CP-\w+)：", PAGE, re.M)) == sorted(p.stem for p in RULE_FILES)


# ---- 编辑器


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """一个规则文件夹，里面有菜谱的词汇；各种写法的样板都写了一条。"""
    root = tmp_path_factory.mktemp("规则")
    shutil.copytree(BOOK / "vocabulary", root / "vocabulary")
    for kind in skeleton.kinds(RULES):
        arguments = ["rules", "new", kind, "--family", "试写", "--check", kind, "--dir", str(root)]
        assert CliRunner().invoke(main, arguments).exit_code == 0
    return root


def wrong(path: Path, folder: Path) -> list[str]:
    """照 folder 里写好的模式检查一个文件。"""
    name = "test" if ".test" in path.name else path.stem if path.stem == "ruleset" else "rule"
    schema = json.loads((folder / skeleton.SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return [e.message for e in Draft202012Validator(schema).iter_errors(load_plain(path))]


@pytest.mark.parametrize("path", [*FILES, *BOOK.rglob("ruleset.yaml")], ids=lambda p: p.name)
def test_编辑器的模式认得菜谱里的每个文件(path: Path, folder: Path) -> None:
    assert wrong(path, folder) == []


def test_没有加那些词汇的_编辑器照样画红线(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["rules", "schema", "--out", str(tmp_path / skeleton.SCHEMAS)]).exit_code == 0
    (path,) = BOOK.rglob("CP-804.yaml")
    assert wrong(path, tmp_path) != []


@pytest.mark.parametrize("kind", skeleton.kinds(RULES))
def test_新写的样板_换成菜谱里的规则_仍合乎它自己的模式(kind: str, folder: Path) -> None:
    path = folder / "试写" / f"{kind}.yaml"
    header, _, body = path.read_text(encoding="utf-8").partition("\n")
    assert (path.parent / header.partition("$schema=")[2]).resolve() == folder / skeleton.SCHEMAS / "rule.schema.json"
    assert wrong(path, folder) == []
    filled = [BOOK / r.file for r in rules() if r.check == kind]
    assert filled
    for source in filled:
        path.write_text(f"{header}\n{source.read_text(encoding='utf-8')}", encoding="utf-8")
        assert wrong(path, folder) == [], source.name
    path.write_text(f"{header}\n{body}", encoding="utf-8")
