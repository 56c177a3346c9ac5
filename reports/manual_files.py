"""规则手册、词汇总表写成哪几个文件。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.errors import RuleError, RuleFault
from engine.inference.reference import ReferenceMatcher
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.layers import all_rules
from engine.ruleset.loader import load_ruleset
from engine.ruletest import library
from engine.ruletest.examples import Examples, examples
from engine.ruletest.read import read_tests
from reports import catalogue as catalogues
from reports import json_report, manual
from reports.manual_view import manual_view

NAME = "规则手册"
LIST = "vocabulary-list.md"


class Made(NamedTuple):
    """各文件的名字和内容；写错的规则和测试。"""

    pages: Mapping[str, str]
    faults: tuple[RuleFault, ...]


def book(roots: Sequence[Path], vocabulary: Vocabulary, formats: tuple[str, ...]) -> Made:
    """各目录、各层的规则 → 手册。写错的规则不在手册里，写错的测试没有例子，都列在 faults。"""
    tiers = library.tiers(roots, vocabulary, ReferenceMatcher())
    ruleset = tiers[-1].ruleset
    shown: dict[str, Examples] = {}
    faults = list(ruleset.errors)
    for target in library.targets(tiers):
        source = next((s for s in target.tier.layer.sources if s.path == target.rule_file), None)
        if target.test_file is None or source is None:
            continue
        try:
            name = target.tier.name(target.test_file)
            tests = read_tests(target.test_file, name, source.shown, target.tier.bench.words)
        except RuleError as problem:
            faults += problem.faults
            continue
        shown[source.shown] = examples(target.tier.bench, tests)
    view = manual_view(ruleset, all_rules(ruleset), vocabulary, shown)
    render = {"html": manual.as_html, "md": manual.as_markdown}
    return Made({f"{NAME}.{form}": render[form](view) for form in formats}, tuple(dict.fromkeys(faults)))


def catalogue(roots: Sequence[Path], vocabulary: Vocabulary, out: Path) -> Made:
    """词汇总表，以及 out/kinds/ 里已有的各页更新之后的样子。"""
    ruleset = load_ruleset(tuple(roots), vocabulary)
    pages = {LIST: catalogues.as_markdown(vocabulary, ruleset)}
    for path in sorted((out / "kinds").glob("*.md")):
        pages[f"kinds/{path.name}"] = catalogues.refreshed(path.read_text(encoding="utf-8"), path.stem)
    return Made(pages, ruleset.errors)


def write(pages: Mapping[str, str], out: Path) -> list[str]:
    """逐个写出，返回路径；写不进去抛出 OSError。"""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        json_report.write_text(text, out / name)
    return [str(out / name) for name in pages]
