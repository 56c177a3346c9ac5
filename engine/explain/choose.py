"""选规则：按编号，或按规则文件的路径（包括还没有放进规则文件夹的草稿）。"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import RuleError, UsageError
from engine.os_errors import reason
from engine.recognition.identity import Identity
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.layers import Layers
from engine.ruleset.loader import load_ruleset
from engine.ruleset.model import Rule, Ruleset
from engine.yaml_source import suggest

_SUFFIXES = (".yaml", ".yml")


@contextmanager
def loaded(name: str, roots: tuple[Path, ...], vocabulary: Vocabulary) -> Iterator[tuple[Ruleset, str]]:
    """名字 → 规则集和规则编号，在 with 里面用（草稿临时放进一个文件夹）。没有这个文件抛出 UsageError。"""
    path = Path(name)
    if path.suffix.lower() not in _SUFFIXES:
        yield load_ruleset(roots, vocabulary), name
        return
    if not os.path.isfile(path):  # noqa: PTH113  Path.is_file 没有权限时抛异常
        raise UsageError(f"{path}：没有这个规则文件，请检查路径。")
    if any(path.resolve().is_relative_to(root.resolve()) for root in roots):
        yield load_ruleset(roots, vocabulary), path.stem
        return
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / (path.resolve().parent.name or "草稿") / path.name
        draft.parent.mkdir()
        try:
            shutil.copyfile(path, draft)
        except OSError as problem:
            raise UsageError(f"{path}：规则文件打不开（{reason(problem)}）。") from None
        yield load_ruleset((*roots, Path(folder)), vocabulary), path.stem


def chosen(ruleset: Ruleset, rule_id: str, identity: Identity) -> tuple[Ruleset, Rule]:
    """对这份文件有效的一套，和其中的那一条。没有这条抛出 UsageError，写错了抛出 RuleError。"""
    effective = ruleset.of(identity)
    for rule in effective.rules:
        if rule.id == rule_id:
            return effective, rule
    _check(ruleset, rule_id)
    layers = ruleset.library.layers if isinstance(ruleset.library, Layers) else ()
    own = [layer.name for layer in layers if any(s.path.stem == rule_id for s in layer.sources)]
    if own:
        raise UsageError(
            f"规则“{rule_id}”在“{'、'.join(dict.fromkeys(own))}”一层，对这份文件不用，或者已停用；"
            "要按某地、某级的规则看，用 --region、--level。"
        )
    near = suggest(rule_id, [r.id for r in effective.rules])
    raise UsageError(f"没有“{rule_id}”这条规则{near or '；'}编号见 gouji rules list。")


def _check(ruleset: Ruleset, rule_id: str) -> None:
    wrong = [f for f in ruleset.errors if rule_id in (f.rule_id, Path(f.file).stem)]
    if wrong:
        raise RuleError(wrong)
