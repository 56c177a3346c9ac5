"""检查几个规则文件夹：读规则时的错误，加上读得进去而不对的。"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from engine.errors import UsageError
from engine.lint import files, rules
from engine.lint.complaint import Complaint, Report
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset, rule_files
from engine.ruleset.model import Rule


def lint(folders: tuple[Path, ...], base: Path, vocabulary: Vocabulary, strict: bool = False) -> Report:
    """检查各文件夹里的规则。base 是随附的规则，别的文件夹加在它上面；strict 时提醒也算错误。

    文件夹不存在、一条规则也没有，抛出 UsageError。
    """
    found: list[Complaint] = []
    count = 0
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder}：不是规则文件夹，请给出规则所在的文件夹，里面是各类别的文件夹。")
        alone = folder.resolve() == base.resolve()
        ruleset = load_ruleset((folder,) if alone else (base, folder), vocabulary)
        found += [Complaint.of(fault, "error", folder / fault.file) for fault in ruleset.errors]
        found += [Complaint.of(fault, "error", path) for path, fault in files.faults_in(folder)]
        for rule in ruleset.rules:
            if _is_from(folder, rule):
                found += _complaints(folder / rule.file, rule, vocabulary)
        count += sum(1 for _ in rule_files(folder))
    if strict:
        found = [replace(complaint, severity="error") for complaint in found]
    return Report(count, tuple(sorted(dict.fromkeys(found), key=lambda c: c.order)))


def _is_from(folder: Path, rule: Rule) -> bool:
    path = folder / rule.file
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == rule.sha256


def _complaints(path: Path, rule: Rule, vocabulary: Vocabulary) -> Iterator[Complaint]:
    for severity, fault in rules.faults_of(rule, path, vocabulary):
        yield Complaint.of(fault, severity, path, rule.id)
