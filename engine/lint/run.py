"""检查几个规则文件夹：读规则时的错误，加上读得进去而不对的。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from engine.errors import UsageError
from engine.lint import cases, files, rules
from engine.lint.complaint import Complaint, Report
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.layers import Layer, Layers
from engine.ruleset.loader import load_ruleset


def lint(folders: tuple[Path, ...], base: Path, vocabulary: Vocabulary, strict: bool = False) -> Report:
    """检查各文件夹里的规则，里面的各层都查。base 是随附的规则，别的文件夹加在它上面；strict 时提醒也算错误。

    文件夹不存在、一条规则也没有，抛出 UsageError。
    """
    found: list[Complaint] = []
    count = 0
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder}：不是规则文件夹，请给出规则所在的文件夹，里面是各类别的文件夹。")
        alone = folder.resolve() == base.resolve()
        ruleset = load_ruleset((folder,) if alone else (base, folder), vocabulary)
        assert isinstance(ruleset.library, Layers)
        own = [layer for layer in ruleset.library.layers if layer.folder.is_relative_to(folder)]
        found += [Complaint.of(fault, "error", folder / fault.file) for fault in ruleset.errors]
        found += [Complaint.of(fault, "error", path) for path, fault in files.faults_in(folder, own)]
        for layer in own:
            found += _complaints(layer, ruleset.library)
        count += sum(len(layer.sources) for layer in own)
    if strict:
        found = [replace(complaint, severity="error") for complaint in found]
    return Report(count, tuple(sorted(dict.fromkeys(found), key=lambda c: c.order)))


def _complaints(layer: Layer, layers: Layers) -> Iterator[Complaint]:
    """一层自己的规则，放在它的外层之上看。"""
    stacked = layers.stacked(layers.through(layer))
    paths = {source.shown: source.path for source in layer.sources}
    for rule in stacked.rules:
        if rule.layer == layer.name and rule.file in paths:
            path = paths[rule.file]
            vocabulary = stacked.vocabulary or layers.vocabulary
            for severity, fault in rules.faults_of(rule, path, vocabulary):
                yield Complaint.of(fault, severity, path, rule.id)
            yield from cases.complaints(rule, path, layer.root, vocabulary)
