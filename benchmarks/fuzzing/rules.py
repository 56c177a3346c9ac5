"""改坏的规则：随附的规则、清单、豁免登记、规则的测试改几处，要么照常读得，要么给出指得到行列的错误；决不悄悄不读。"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from benchmarks.fuzzing.draw import Draw
from benchmarks.fuzzing.mutations import PAYLOADS, WAYS, mutated
from benchmarks.fuzzing.promise import pointed
from engine.errors import RuleError, UsageError
from engine.lint.cases import UNTESTED
from engine.lint.run import lint
from engine.ruleset.layers import rule_files
from engine.ruleset.waivers import load_register
from engine.ruletest.read import read_tests
from reports import lint_view
from tests.disclosures import RULES, vocabulary

LENGTH = 48
_RULE, _MANIFEST, _WAIVERS = "试写/T-1.yaml", "ruleset.yaml", "waivers.yaml"
MANIFEST = (
    "version: '2026'\nname: 某省\napplies: {region: [江西省], level: [县级], kind: [预算], year: '>=2019'}\n"
    "heads: {试写: 真实性}\nseverity: {T-1: info}\ndisabled: [T-1]\nparams: {T-1: {上限: 3%}}\n"
)
WAIVERS = (
    '- rule: T-1\n  unit: 某市某局\n  year: "2024"\n  at: 收支总表/合计\n  reason: 经批准\n'
    '  document: 某财〔2024〕1号\n  approved_by: 预算股\n  granted: 2024-04-01\n  expires: "2025-03-31"\n'
)


@cache
def sources() -> tuple[str, ...]:
    """编号换成与文件名相同的，改得不坏的规则就读得进去，后面的检查也走得到。"""
    return tuple(re.sub("^id: .*", "id: T-1", p.read_text(encoding="utf-8")) for p in rule_files(RULES))


@cache
def _tests() -> tuple[str, ...]:
    return tuple(p.read_text(encoding="utf-8") for p in sorted(RULES.rglob("*.test.yaml")))


def run(data: bytes) -> None:
    draw = Draw(data)
    kind = draw.below(8)
    source = draw.pick(MAKERS[kind]() if kind < len(MAKERS) else sources())
    changes = [
        (draw.pick(sorted(WAYS)), (draw.byte() << 8 | draw.byte()) / 65536, draw.pick(PAYLOADS))
        for _ in range(1 + draw.below(5))
    ]
    CHECKS[min(kind, 3)](mutated(source, changes))


def seeds() -> Iterator[bytes]:
    for n in range(48):
        yield bytes([n % 8, n * 5, n % 4, *((n * 37 + k * 11) % 256 for k in range(20))])


def _rule(text: str) -> None:
    rules = _linted(_RULE, text)
    assert rules == 1


def _manifest(text: str) -> None:
    _linted(_MANIFEST, text, sources()[0])


def _linted(name: str, text: str, beside: str = "") -> int:
    """把一份文字当作规则文件（或清单）检查，给出有几条规则。"""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _written(root / name, text)
        if beside:
            _written(root / _RULE, beside)
        try:
            report = lint((root,), root, vocabulary())
        except UsageError:
            return 0
        lint_view.as_text(report, color=False)
        lint_view.as_json(report)
        told = [c for c in report.complaints if c.path == root / name]
        for complaint in told:
            if complaint.severity == "error":
                pointed(complaint, text)
        # 没有测试，至少有一条提醒；读不进去的有错误。不用测试的除外
        assert report.complaints or beside or re.search(f"^check: {UNTESTED}", text, re.M)
        return report.rules


def _waivers(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _WAIVERS
        _written(path, text)
        register = load_register((path,), (), ("T-1",), "2024-06-01")
        assert register.waivers or register.faults or not text.strip()
        for fault in register.faults:
            pointed(fault, text)


def _case(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "T-1.test.yaml"
        _written(path, text)
        try:
            found = read_tests(path, path.name, "T-1.yaml", vocabulary())
        except RuleError as problem:
            for fault in problem.faults:
                pointed(fault, text)
        else:
            for fault in found.faults:
                pointed(fault, text)


def _written(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="", errors="replace")


MAKERS = (lambda: (MANIFEST,), lambda: (WAIVERS,), _tests)
CHECKS = (_manifest, _waivers, _case, _rule)
"""前八分之三各试一种旁的文件，其余试规则。"""
