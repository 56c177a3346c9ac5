"""读规则：规则目录 → 规则集。一个文件一条规则；写错的规则记为错误，其余照常。"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from engine.checks import CHECKS
from engine.checks.exempt import query_of
from engine.errors import UsageError
from engine.recognition.identity import Identity
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.layers import Layers, find_layers, rule_files
from engine.ruleset.model import Rule, Ruleset, TextQuery
from engine.ruleset.reader import HEAD_FIELDS

__all__ = ["HEAD_FIELDS", "load_ruleset", "rule_files", "text_queries"]

_ANY = Identity("", "", "", "", True)
"""什么也不知道的文件：只有不限文种、地区、层级的层适用。"""


def load_ruleset(roots: tuple[Path, ...], vocabulary: Vocabulary) -> Ruleset:
    """依次读几个目录，后面目录的同名规则替换前面的；各目录里的各层都读一遍，写错的都列在 errors。

    给出的是不分地区、层级都适用的一套；某份文件用的那一套由 Ruleset.of 取。
    """
    found = [layer for n, root in enumerate(roots) for layer in find_layers(root, vocabulary, n == 0)]
    layers = Layers(tuple(found), vocabulary)
    layers.check()
    base = layers.ruleset(_ANY)
    if not any(layer.sources for layer in layers.layers) and not layers.faults:
        raise UsageError(f"{roots[-1]}：没有读到一条规则，请检查 --rules 后面的路径。")
    digests = layers.digests()
    digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    return replace(base, errors=tuple(layers.faults), sha256=digest, files=len(digests))


def text_queries(rules: tuple[Rule, ...]) -> tuple[TextQuery, ...]:
    """规则集全部的文字查询。"""
    own = (
        q
        for rule in rules
        if hasattr(CHECKS[rule.check], "text_queries")
        for q in CHECKS[rule.check].text_queries(rule, rule.body.get("compiled", ()))
    )
    exempting = (
        TextQuery(query_of(rule, number), case.phrases, case.sections)
        for rule in rules
        for number, case in enumerate(rule.on_violation)
        if case.phrases
    )
    return (*own, *exempting)
