"""层：一个带 ruleset.yaml 的文件夹是一层规则集；文件夹套文件夹，里层在外层之上加、改、停。

    rules/                         全国
      ruleset.yaml
      地方/江西省/ruleset.yaml       applies: {region: [江西省]}
      地方/江西省/赣州市/ruleset.yaml

不写“继承谁”的路径：文件夹的里外就是继承，所以指不到外面去。哪几层用于一份文件，由文件的身份
（文种、年度、地区、层级）定；外层不适用的，里层也不适用。--rules 的文件夹叠在自带的各层之上。
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.checks import outcomes
from engine.errors import RuleError, RuleFault, UsageError
from engine.recognition.identity import Identity
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.manifest import NAME, OFF, Manifest, read_manifest
from engine.ruleset.model import Rule, Ruleset
from engine.ruleset.reader import Source, read_rule
from engine.within import readable, refused
from engine.yaml_source import Node

NOT_RULES = (NAME, "waivers.yaml")
"""层的文件夹里不是规则的文件。"""
SKIPPED = ("vocabulary", "reference")
"""层的文件夹里不放规则的文件夹。"""
BUILT_IN = "全国"
_DEFAULT_HEAD = "真实性"


@dataclass(frozen=True, eq=False)
class Layer:
    """一层。root 是所在的规则目录，outer 是外层；prefix 是报错时的路径前缀；sources 是规则文件。

    faults 是不读的、放错地方的文件；worded 为有自己的词汇、代码表，其中有不读的文件，整层的都不用。
    """

    name: str
    root: Path
    folder: Path
    prefix: str
    outer: Layer | None
    manifest: Manifest
    sources: tuple[Source, ...]
    faults: tuple[RuleFault, ...]
    worded: bool


def rule_files(root: Path, inner: Iterable[Path] = ()) -> Iterator[Path]:
    """一层的规则文件，按路径排序；词汇、代码表、测试、清单和里层的除外。"""
    nested = tuple(inner)
    for path in sorted(p for p in root.rglob("*") if p.suffix.lower() in (".yaml", ".yml")):
        relative = path.relative_to(root)
        if relative.parts[0] in SKIPPED or path.name.endswith(".test.yaml") or str(relative) in NOT_RULES:
            continue
        if not any(path.is_relative_to(folder) for folder in nested):
            yield path


def find_layers(root: Path, vocabulary: Vocabulary, built_in: bool) -> tuple[Layer, ...]:
    """一个规则目录的各层，外层在前。"""
    if not root.is_dir():
        raise UsageError(f"{root}：没有这个规则目录，请检查 --rules 后面的路径。")
    inside = (p.parent for p in sorted(root.rglob(NAME)) if not set(p.relative_to(root).parts) & set(SKIPPED))
    folders = [root, *(folder for folder in inside if folder != root)]
    away = refused(root)
    found: dict[Path, Layer] = {}
    for folder in folders:
        nested = [f for f in folders if f != folder and f.is_relative_to(folder)]
        outer = next((found[p] for p in folder.parents if p in found), None)
        own = {p: why for p, why in away.items() if p.is_relative_to(folder) and not any(map(p.is_relative_to, nested))}
        found[folder] = _layer(root, folder, nested, own, outer, vocabulary, built_in)
    return tuple(found.values())


def _layer(
    root: Path,
    folder: Path,
    nested: list[Path],
    away: dict[Path, str],
    outer: Layer | None,
    vocabulary: Vocabulary,
    built_in: bool,
) -> Layer:
    prefix = "" if folder == root else f"{folder.relative_to(root).as_posix()}/"
    manifest = Manifest()
    # 没有行号：检查规则时不去印那里的原文
    faults = [RuleFault(path.relative_to(root).as_posix(), 0, 0, why, path.stem) for path, why in away.items()]
    if (folder / NAME).is_file() and folder / NAME not in away:
        try:
            manifest, wrong = read_manifest(folder / NAME, f"{prefix}{NAME}", vocabulary.regions)
            faults += wrong
        except RuleError as problem:
            faults += problem.faults
    sources: list[Source] = []
    for path in rule_files(folder, nested):
        shown = path.relative_to(root).as_posix()
        if path in away:
            continue
        if path.parent == folder:
            message = "规则要放在下一级文件夹里（文件夹名就是问题的类别），请把它移到例如“表内勾稽”文件夹"
            faults.append(RuleFault(shown, 1, 1, message, path.stem))
        else:
            sources.append(Source(path, shown, path.relative_to(folder).parts[0]))
    name = manifest.name or prefix.rstrip("/") or (BUILT_IN if built_in else root.resolve().name)
    worded = any((folder / words).is_dir() for words in SKIPPED)
    worded = worded and not any(path.relative_to(folder).parts[0] in SKIPPED for path in away)
    return Layer(name, root, folder, prefix, outer, manifest, tuple(sources), tuple(faults), worded)


@dataclass(eq=False)
class Layers:
    """全部的层；按文件的身份选出几层，叠成一套规则，每种叠法只编一次。"""

    layers: tuple[Layer, ...]
    vocabulary: Vocabulary
    faults: dict[RuleFault, None] = field(default_factory=dict)
    _made: dict[tuple[int, ...], Ruleset] = field(default_factory=dict)
    _read: dict[tuple[object, ...], Rule | None] = field(default_factory=dict)
    _words: dict[tuple[int, ...], Vocabulary] = field(default_factory=dict)

    def ruleset(self, identity: Identity) -> Ruleset:
        """对这份文件有效的一套。"""
        return self.stacked(self.chosen(identity))

    def chosen(self, identity: Identity) -> tuple[Layer, ...]:
        chosen: list[Layer] = []
        for layer in self.layers:
            if (layer.outer is None or layer.outer in chosen) and not layer.manifest.domain.excludes(identity):
                chosen.append(layer)
        return tuple(chosen)

    def through(self, layer: Layer) -> tuple[Layer, ...]:
        """这一层能看到的各层：各规则目录的最外层直到它自己的，加上它的外层。"""
        before = self.layers[: self.layers.index(layer)]
        outers: list[Layer] = []
        outer = layer.outer
        while outer is not None:
            outers.append(outer)
            outer = outer.outer
        return (*(one for one in before if one.outer is None or one in outers), layer)

    def check(self) -> None:
        """每一层都读一遍：没有文件用到的层，写错了也要说。"""
        for layer in self.layers:
            self.faults.update(dict.fromkeys(layer.faults))
            chain = self.through(layer)
            rules = self.stacked(chain).rules
            ids = {source.path.stem for one in chain for source in one.sources}
            ids |= {fault.rule_id for one in chain for fault in one.faults}
            self.faults.update(dict.fromkeys(layer.manifest.unknown(ids)))
            self.faults.update(dict.fromkeys(outcomes.unknown(rules, ids)))

    @property
    def ids(self) -> frozenset[str]:
        """各层全部规则的编号。"""
        return frozenset(source.path.stem for layer in self.layers for source in layer.sources)

    def stacked(self, chain: tuple[Layer, ...]) -> Ruleset:
        key = tuple(map(id, chain))
        if key not in self._made:
            self._made[key] = self._stack(chain)
        return self._made[key]

    def _stack(self, chain: tuple[Layer, ...]) -> Ruleset:
        held: dict[str, tuple[Source, Layer]] = {}
        severity: dict[str, str] = {}
        params: dict[str, dict[str, Node]] = {}
        stopped: set[str] = set()
        heads: dict[str, str] = {}
        for layer in chain:
            here: dict[str, Source] = {}
            for source in layer.sources:
                rule_id = source.path.stem
                if rule_id in here:
                    message = f"编号“{rule_id}”与 {here[rule_id].shown} 重复，请改用别的编号"
                    self.faults[RuleFault(source.shown, 1, 1, message, rule_id)] = None
                    continue
                here[rule_id] = source
                # 本层换了的规则，下层对它的改动不再算数
                held[rule_id] = source, layer
                severity.pop(rule_id, None)
                params.pop(rule_id, None)
                stopped.discard(rule_id)
            heads |= layer.manifest.heads
            severity |= layer.manifest.severity
            stopped = (stopped - set(layer.manifest.enabled)) | set(layer.manifest.disabled)
            for rule_id, values in layer.manifest.params.items():
                params[rule_id] = {**params.get(rule_id, {}), **values}
        vocabulary = self.words(chain)
        rules = []
        for rule_id, (source, layer) in sorted(held.items()):
            rule = self._rule(source, params.get(rule_id, {}), vocabulary)
            if rule is None or rule_id in stopped or severity.get(rule_id) == OFF:
                continue
            head = heads.get(rule.family, _DEFAULT_HEAD)
            level = severity.get(rule_id, rule.severity)
            rules.append(replace(rule, severity=level, head=head, layer=layer.name))
        version = next((one.manifest.version for one in reversed(chain) if one.manifest.version), "")
        names = tuple(layer.name for layer in chain)
        return Ruleset(version, tuple(rules), (), "", 0, names, vocabulary, self)

    def _rule(self, source: Source, overrides: dict[str, Node], vocabulary: Vocabulary) -> Rule | None:
        key = (source, id(vocabulary), tuple(sorted(overrides.items(), key=lambda pair: pair[0])))
        if key not in self._read:
            try:
                self._read[key] = read_rule(source, overrides, vocabulary)
            except RuleError as problem:
                self._read[key] = None
                self.faults.update(dict.fromkeys(problem.faults))
        return self._read[key]

    def words(self, chain: tuple[Layer, ...]) -> Vocabulary:
        """叠起来的词汇；某层的词汇写错了，记下，不用它。"""
        own = tuple(one for one in chain if one.folder != self.vocabulary.root and one.worded)
        key = tuple(map(id, own))
        if key not in self._words:
            try:
                layered = tuple((one.folder, one.prefix) for one in own)
                self._words[key] = self.vocabulary.extended(layered)
            except RuleError as problem:
                self.faults.update(dict.fromkeys(problem.faults))
                self._words[key] = self.words(tuple(one for one in own[:-1])) if own else self.vocabulary
        return self._words[key]

    @property
    def every_word(self) -> Vocabulary:
        """各层加的词汇都在内；给编辑器补全用。"""
        return self.words(self.layers)

    def digests(self) -> list[str]:
        """全部规则文件、清单、词汇、代码表的哈希。"""
        found = []
        for layer in self.layers:
            files = {layer.folder / NAME, *(s.path for s in layer.sources)}
            for folder in SKIPPED:
                files |= set((layer.folder / folder).glob("*.*"))
            for path in sorted(f for f in files if readable(f, layer.root)):
                name = f"{layer.prefix}{path.relative_to(layer.folder).as_posix()}"
                found.append(f"{name}:{hashlib.sha256(path.read_bytes()).hexdigest()}")
        return sorted(found)


def all_rules(ruleset: Ruleset) -> tuple[Rule, ...]:
    """到处都用的规则，和各地各层自己的规则（照那一层改过的参数、级别）；按编号排。"""
    found = {rule.file: rule for rule in ruleset.rules}
    if isinstance(ruleset.library, Layers):
        for layer in ruleset.library.layers:
            stacked = ruleset.library.stacked(ruleset.library.through(layer))
            own = {source.shown for source in layer.sources}
            found |= {r.file: r for r in stacked.rules if r.layer == layer.name and r.file in own}
    return tuple(sorted(found.values(), key=lambda r: (r.id, r.file)))
