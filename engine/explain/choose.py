"""选规则：按编号，或按规则文件的路径（包括还没有放进规则文件夹的草稿）。"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from engine.errors import RuleError, RuleFault, UsageError
from engine.os_errors import reason
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset
from engine.ruleset.model import Rule, Ruleset
from engine.yaml_source import suggest

_SUFFIXES = (".yaml", ".yml")


def chosen(name: str, roots: tuple[Path, ...], vocabulary: Vocabulary) -> tuple[Ruleset, Rule]:
    """名字 → 规则集和其中那一条。没有这条抛出 UsageError，写错了抛出 RuleError。"""
    path = Path(name)
    if path.suffix.lower() not in _SUFFIXES:
        ruleset = load_ruleset(roots, vocabulary)
        return ruleset, _named(name, ruleset)
    if not os.path.isfile(path):  # noqa: PTH113  Path.is_file 没有权限时抛异常
        raise UsageError(f"{path}：没有这个规则文件，请检查路径。")
    if any(path.resolve().is_relative_to(root.resolve()) for root in roots):
        ruleset = load_ruleset(roots, vocabulary)
        return ruleset, _named(path.stem, ruleset)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / (path.resolve().parent.name or "草稿") / path.name
        draft.parent.mkdir()
        try:
            shutil.copyfile(path, draft)
        except OSError as problem:
            raise UsageError(f"{path}：规则文件打不开（{reason(problem)}）。") from None
        ruleset = load_ruleset((*roots, Path(folder)), vocabulary)
    return ruleset, _named(path.stem, ruleset)


def _named(rule_id: str, ruleset: Ruleset) -> Rule:
    """编号为 rule_id 的规则。"""
    for rule in ruleset.rules:
        if rule.id == rule_id:
            return rule
    wrong = [f for f in ruleset.errors if rule_id in (f.rule_id, Path(f.file).stem)]
    if wrong:
        raise RuleError([RuleFault(f.file, f.line, f.column, f.message, f.rule_id) for f in wrong])
    near = suggest(rule_id, [r.id for r in ruleset.rules])
    raise UsageError(f"没有“{rule_id}”这条规则{near or '，或者它已停用；'}编号见规则文件的文件名。")
