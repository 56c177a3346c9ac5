# ruff: noqa: N802　测试名是中文句子
"""文档里的例子都读得进去，每种写法的每个键、每个栏目在文档里都有。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli import main
from engine.checks import CHECKS, formula, given, implies, indicator_terms, indicators
from engine.findings.causes import CAUSES
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset import exemptions, loader, manifest
from engine.ruleset.loader import load_ruleset

ROOT = Path(__file__).resolve().parent.parent
MANUAL = "".join(
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("rules.md", "meta-rules.md", "waivers.md")
)
BLOCKS = [
    block
    for name in ("docs/rules.md", "docs/ruleset.md", "README.md")
    for block in re.findall(r"```yaml\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.S)
]
EXAMPLES = [block for block in BLOCKS if "check:" in block]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_手册里的例子读得进去(number: int, tmp_path: Path) -> None:
    text = EXAMPLES[number]
    if not text.startswith("id:"):
        text = f"id: DOC-{number:03d}\ntitle: 手册的例子\nseverity: info\n{text}"
    name = text.split("\n", 1)[0].removeprefix("id:").strip()
    folder = tmp_path / "表内勾稽"
    folder.mkdir()
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    ruleset = load_ruleset((tmp_path,), Vocabulary.load(ROOT / "rules"))
    assert not ruleset.errors, "；".join(map(str, ruleset.errors))
    assert [rule.id for rule in ruleset.rules] == [name]


def _told(key: str) -> bool:
    return any(form in MANUAL for form in (f"`{key}`", f"`{key}:", f".{key}`", f"`{key}."))


def test_手册讲到了每个键() -> None:
    groups = {
        "规则": loader.HEAD_FIELDS,
        "given": given.FIELDS,
        "if": implies.IF_FIELDS,
        "then": implies.THEN_FIELDS,
        "rows": indicators.ROW_FIELDS,
        "where": indicator_terms.WHERE_FIELDS,
        "must": indicator_terms.MUST_FIELDS,
        "distinct": indicators.DISTINCT_FIELDS,
        **{kind: module.FIELDS for kind, module in CHECKS.items()},
    }
    assert [f"{group}.{f.name}" for group, fields in groups.items() for f in fields if not _told(f.name)] == []


def test_规则集的手册讲到了每个键和每种原因() -> None:
    told = (ROOT / "docs" / "ruleset.md").read_text(encoding="utf-8")
    names = [f.name for f in (*manifest.FIELDS, *manifest.APPLIES_FIELDS, *exemptions.FIELDS, *exemptions.IF_FIELDS)]
    assert [n for n in (*names, *CAUSES) if f"`{n}`" not in told] == []


def test_手册讲到了每个栏目() -> None:
    fields = {kind: getattr(module, "MESSAGE_FIELDS", ()) for kind, module in CHECKS.items()}
    fields["formula"] = formula.FIXED_FIELDS
    assert [f"{kind}.{f}" for kind, found in fields.items() for f in found if not _told(f)] == []


PAGES = (
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "examples" / "README.md",
    ROOT / "rules" / "reference" / "README.md",
)


def anchors(page: Path) -> set[str]:
    """页里能链到的地方：标题（照 GitHub 的写法去标点、空格换短横）和 <a id>。"""
    text = page.read_text(encoding="utf-8")
    bare = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    titles = (re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", bare, re.M))
    return {*titles, *re.findall(r'<a id="([^"]+)">', text)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_链接的文件和标题都在(page: Path) -> None:
    broken = []
    for target, _, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(#([^)\s]+))?\)", page.read_text(encoding="utf-8")):
        to = page.parent / target if target else page
        if not to.exists() or (anchor and to.suffix == ".md" and anchor not in anchors(to)):
            broken.append(f"{target}#{anchor}")
    assert broken == []


def test_文档里说的测试都有() -> None:
    """写作 `test_甲.py::test_乙`，前面可以有文件夹；乙可以没有参数。"""
    missing = []
    for page in PAGES:
        for path, name in re.findall(r"`([\w/]*test_\w+\.py)::(\w+)`", page.read_text(encoding="utf-8")):
            files = [f for f in (ROOT / "tests").rglob(Path(path).name) if f.as_posix().endswith(f"/{path}")]
            if not any(f"def {name}(" in f.read_text(encoding="utf-8") for f in files):
                missing.append(f"{page.name}：{path}::{name}")
    assert missing == []


def test_文档里的命令和选项都有() -> None:
    """命令名取自 gouji 后面的词，选项取自各命令的帮助。"""
    options = {o for command in _commands(main) for p in command.params for o in p.opts}
    text = "".join(p.read_text(encoding="utf-8") for p in PAGES)
    used = {f"--{o}" for o in re.findall(r"gouji [^`\n]*?--([a-z][a-z-]+)", text)}
    assert used - options - {"--help", "--version"} == set()
    named = set(re.findall(r"`?gouji ([a-z]+)", text))
    assert named - set(main.commands) == set()
    assert set(re.findall(r"gouji rules ([a-z]+)", text)) <= set(main.commands["rules"].commands)


def _commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from _commands(command)


def test_检查的手册里的例子和程序印的一样(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manual = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    shown = re.search(r"```text\n(错误: .*?)```", manual, re.S)
    assert shown is not None
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    arguments = ["rules", "new", "SUM-901", "--family", "表内勾稽", "--check", "formula", "--dir", "我的规则"]
    assert runner.invoke(main, arguments).exit_code == 0
    path = tmp_path / "我的规则" / "表内勾稽" / "SUM-901.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("== 基本支出", "== 基本之出"), encoding="utf-8")
    assert runner.invoke(main, ["rules", "lint", "我的规则"]).output == shown[1]
