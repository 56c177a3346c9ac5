"""规则手册、词汇总表写成哪几个文件。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.errors import RuleError, RuleFault
from engine.inference.reference import ReferenceMatcher
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.model import Ruleset
from engine.ruletest import library
from engine.ruletest.examples import Examples, examples
from engine.ruletest.read import read_tests
from reports import catalogue as catalogues
from reports import json_report, manual
from reports.manual_view import manual_view

NAME = "规则手册"
LIST = "vocabulary-list.md"


class Made(NamedTuple):
    """手册各文件的名字和内容，所用的规则集，写错的规则和测试。"""

    pages: Mapping[str, str]
    ruleset: Ruleset
    faults: tuple[RuleFault, ...]


def made(roots: Sequence[Path], vocabulary: Vocabulary, formats: tuple[str, ...]) -> Made:
    """各目录的规则 → 手册。写错的规则不在手册里，写错的测试没有例子，都列在 faults。"""
    layers = library.layers(roots, vocabulary, ReferenceMatcher())
    ruleset = layers[-1].ruleset
    shown: dict[str, Examples] = {}
    faults = list(ruleset.errors)
    for target in library.targets(layers):
        if target.test_file is None or target.rule_id not in target.layer.bench.rules:
            continue
        try:
            tests = read_tests(target.test_file, target.layer.name(target.test_file), vocabulary)
        except RuleError as problem:
            faults += problem.faults
            continue
        shown[target.rule_id] = examples(target.layer.bench, tests)
    view = manual_view(ruleset, vocabulary, shown)
    render = {"html": manual.as_html, "md": manual.as_markdown}
    return Made({f"{NAME}.{form}": render[form](view) for form in formats}, ruleset, tuple(dict.fromkeys(faults)))


def catalogue(out: Path, vocabulary: Vocabulary, ruleset: Ruleset) -> dict[str, str]:
    """词汇总表，以及 out/kinds/ 里已有的各页更新之后的样子。"""
    pages = {LIST: catalogues.as_markdown(vocabulary, ruleset)}
    for path in sorted((out / "kinds").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        pages[f"kinds/{path.name}"] = catalogues.refreshed(text, path.stem)
    return pages


def write(pages: Mapping[str, str], out: Path) -> list[str]:
    """逐个写出，返回路径；写不进去抛出 OSError。"""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        json_report.write_text(text, out / name)
    return [str(out / name) for name in pages]
