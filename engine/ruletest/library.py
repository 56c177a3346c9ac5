"""规则集里的测试：找出测试文件，配上规则，逐个运行，汇总。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import RuleError, RuleFault, UsageError
from engine.inference.patterns import Matcher
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.layers import SKIPPED, Layer, Layers, all_rules
from engine.ruleset.loader import load_ruleset
from engine.ruleset.manifest import NAME, OFF
from engine.ruleset.model import Ruleset
from engine.ruletest.lacking import UNTESTED, lacking
from engine.ruletest.model import RuleTests
from engine.ruletest.mutate import Mutation, mutate
from engine.ruletest.read import SUFFIX, read_tests
from engine.ruletest.run import Bench, CaseResult
from engine.within import readable
from engine.yaml_source import suggest


@dataclass(frozen=True, slots=True)
class FileResult:
    """一条规则的测试。faults 不为空时规则或测试文件写错了，用例没有运行；warnings 是该补的。"""

    rule_id: str
    title: str
    name: str
    cases: tuple[CaseResult, ...] = ()
    mutation: Mutation | None = None
    faults: tuple[RuleFault, ...] = ()
    warnings: tuple[str, ...] = ()

    def count(self, status: str) -> int:
        return sum(1 for c in self.cases if c.status == status)

    @property
    def broken(self) -> bool:
        return bool(self.faults) or self.count("broken") > 0


@dataclass(frozen=True)
class Tier:
    """规则目录里的一层，和到这个目录为止的规则集；这一层里的测试用这套规则。"""

    root: Path
    layer: Layer
    ruleset: Ruleset
    bench: Bench

    def name(self, path: Path) -> str:
        """报错时显示的文件名，同规则的报错一样从规则目录算起。"""
        return path.relative_to(self.root).as_posix()


def tiers(roots: Sequence[Path], vocabulary: Vocabulary, matcher: Matcher) -> tuple[Tier, ...]:
    """依次加上各目录，每个目录的各层；目录不存在抛出 UsageError。"""
    found: list[Tier] = []
    for number, root in enumerate(roots, 1):
        ruleset = load_ruleset(tuple(roots[:number]), vocabulary)
        library = ruleset.library
        assert isinstance(library, Layers)
        known = {tier.layer.folder for tier in found}
        for layer in library.layers:
            if layer.folder not in known:
                words = library.words(library.through(layer))
                found.append(Tier(root, layer, ruleset, Bench(ruleset, vocabulary, words, matcher)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Target:
    """要测的一条规则：规则文件或测试文件至少有一个。"""

    tier: Tier
    rule_id: str
    rule_file: Path | None
    test_file: Path | None


def targets(found: Sequence[Tier]) -> tuple[Target, ...]:
    """各层里的全部规则和测试，按路径排序。"""
    listed: list[Target] = []
    for tier in found:
        inner = [t.layer.folder for t in found if t.layer.outer is tier.layer]
        rules = {source.path.stem: source.path for source in tier.layer.sources}
        tests = {path.name.removesuffix(SUFFIX): path for path in _test_files(tier.layer, inner)}
        listed += [
            Target(tier, name, rules.get(name), tests.get(name))
            for name in sorted({**rules, **tests}, key=lambda n: str((rules.get(n) or tests[n]).with_suffix("")))
        ]
    return tuple(listed)


def loose_faults(found: Sequence[Tier], listed: Sequence[Target]) -> tuple[RuleFault, ...]:
    """不属于哪一条规则的错误：清单 ruleset.yaml 写错了。"""
    own = {t.rule_id for t in listed}
    faults = (f for tier in found for f in tier.ruleset.errors)
    return tuple(dict.fromkeys(f for f in faults if f.rule_id not in own and Path(f.file).stem not in own))


def _test_files(layer: Layer, inner: Sequence[Path]) -> Iterator[Path]:
    for path in sorted(layer.folder.rglob(f"*{SUFFIX}")):
        aside = path.relative_to(layer.folder).parts[0] in SKIPPED or not readable(path, layer.root)
        if not aside and not any(path.is_relative_to(other) for other in inner):
            yield path


def chosen(listed: Sequence[Target], asked: Sequence[str]) -> tuple[Target, ...]:
    """asked 为规则编号、规则文件、测试文件或文件夹；空的是全部。对不上的抛出 UsageError。"""
    if not asked:
        return tuple(listed)
    kept: dict[int, Target] = {}
    for word in asked:
        path = Path(word).resolve()
        matched = [t for t in listed if t.rule_id == word] or [t for t in listed if path.exists() and _inside(t, path)]
        if not matched:
            what = "里没有规则" if path.exists() else "不是规则编号，也没有这个文件"
            raise UsageError(f"{word}：{what}{suggest(word, {t.rule_id for t in listed})}")
        kept |= {id(t): t for t in matched}
    return tuple(t for t in listed if id(t) in kept)


def _inside(target: Target, path: Path) -> bool:
    own = [p.resolve() for p in (target.rule_file, target.test_file) if p is not None]
    return any(p == path or path in p.parents for p in own)


def root_of(word: str) -> Path | None:
    """命令里写的文件、文件夹属于哪个规则目录：最外面有 ruleset.yaml 的，没有就是类别文件夹的上级；不是路径为 None。"""
    path = Path(word).resolve()
    if not path.exists():
        return None
    holding = [folder for folder in (path, *path.parents) if (folder / NAME).is_file()]
    if holding:
        return holding[-1]
    return path if path.is_dir() else path.parent.parent


def run(target: Target, vocabulary: Vocabulary, mutated: bool = False) -> FileResult:
    """一条规则的测试；mutated 时再作改数试验。"""
    tier, rule_id = target.tier, target.rule_id
    source = next((s for s in tier.layer.sources if s.path == target.rule_file), None)
    rule = next((r for r in all_rules(tier.ruleset) if source and r.file == source.shown), None)
    title, check = (rule.title, rule.check) if rule else ("", "")
    shown = tier.name(target.test_file or target.rule_file or tier.root)
    faults = [f for f in tier.ruleset.errors if source and f.file == source.shown]
    tests: RuleTests | None = None
    if target.test_file is not None:
        try:
            tests = read_tests(target.test_file, shown, source.shown if source else "", tier.bench.words)
        except RuleError as problem:
            faults += problem.faults
    if target.rule_file is None:
        near = suggest(rule_id, {s.path.stem for s in tier.layer.sources})
        faults.append(RuleFault(shown, 1, 1, f"旁边没有规则“{rule_id}”{near}，请改文件名或删去这个测试", rule_id))
    elif target.test_file is not None and target.test_file.parent != target.rule_file.parent:
        faults.append(RuleFault(shown, 1, 1, f"测试要放在规则旁边：{tier.name(target.rule_file)}", rule_id))
    if faults:
        return FileResult(rule_id, title, shown, faults=tuple(faults))
    if _stopped(tier.layer, rule_id):
        return FileResult(rule_id, title, shown, warnings=("规则已停用，没有测",))
    if tests is None:
        told = () if check == UNTESTED else (f"没有测试，请在旁边写 {rule_id}{SUFFIX}",)
        return FileResult(rule_id, title, shown, warnings=told)
    cases = tier.bench.file(tests)
    sound = mutated and all(c.status != "broken" for c in cases)
    mutation = mutate(tier.bench, tests) if sound else None
    return FileResult(rule_id, title, shown, cases, mutation, warnings=tuple(lacking(check, tests)))


def _stopped(layer: Layer, rule_id: str) -> bool:
    """规则所在的这一层自己停用了它。"""
    return rule_id in layer.manifest.disabled or layer.manifest.severity.get(rule_id) == OFF
