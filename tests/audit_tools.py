"""测试共用：用两种匹配器各核查一遍虚构的公开件，要求结论逐条相同。

规则可以写成 YAML 文字（只用这几条），也可以给一个文件夹（加在随附的规则之上，如同 --rules）。
单位、数字都是编的。
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.audit import Audit, Auditor
from engine.findings.group import Finding
from engine.inference.durable import unavailable
from engine.inference.select import matcher
from engine.outcome import FAIL, STATUSES, Evidence, Outcome
from engine.ruleset.loader import load_ruleset
from engine.ruleset.model import Ruleset
from tests import disclosures
from tests.disclosures import RULES, lines, rows, table, vocabulary

__all__ = ["ROOT", "RULES", "lines", "rows", "table", "vocabulary"]

ROOT = RULES.parent
EXAMPLES = ROOT / "examples"
MATCHERS = ("durable", "reference")
BUDGET_PREFACE = "部门预算公开说明：收支预算的收入、支出都是预算数，表内金额以万元为单位，文内金额也以万元为单位。"
FINAL_PREFACE = "部门决算公开说明：收入决算、支出决算都是决算数，表内金额以万元为单位，文内金额也以万元为单位。"


# ---- 拼文件


def budget(*parts: str) -> str:
    """一份部门预算，自带认得出是公开件的开头。"""
    return disclosures.budget(BUDGET_PREFACE, *parts)


def final_account(*parts: str) -> str:
    """一份部门决算。"""
    return disclosures.final_account(FINAL_PREFACE, *parts)


def explained(heading: str, *paragraphs: str) -> str:
    """情况说明中的一节。"""
    return lines("第三部分 部门情况说明", f"一、{heading}", *paragraphs)


def line_of(text: str, fragment: str, nth: int = 1) -> int:
    """含这些字的第几行（从 1 起）；nth 为其中第几处。"""
    found = [n for n, line in enumerate(text.split("\n"), 1) if fragment in line]
    assert len(found) >= nth, f"文中没有第 {nth} 处“{fragment}”"
    return found[nth - 1]


# ---- 规则


def rule(body: str, ident: str = "T-1", severity: str = "error", message: str = "有出入") -> str:
    """补上规则的头尾；body 里自己写了 message 的以它为准。"""
    tail = "" if "\nmessage:" in f"\n{body}" else f"\nmessage: {message}"
    return f"id: {ident}\ntitle: 试写的规则\nseverity: {severity}\n{body.strip()}{tail}\n"


def write_rules(folder: Path, *texts: str, family: str = "试写") -> Path:
    """规则文字 → 规则文件夹，文件名取自编号。"""
    (folder / family).mkdir(parents=True, exist_ok=True)
    for text in texts:
        ident = next(line.removeprefix("id:").strip() for line in text.splitlines() if line.startswith("id:"))
        (folder / family / f"{ident}.yaml").write_text(text, encoding="utf-8")
    return folder


Rules = str | Iterable[str] | Path | None


def load_rules(rules: Rules) -> Ruleset:
    """见模块说明；写错的规则当场失败。"""
    if rules is None:
        return _shipped()
    if isinstance(rules, Path):
        found = load_ruleset((RULES, rules), vocabulary())
    else:
        with tempfile.TemporaryDirectory() as folder:
            root = write_rules(Path(folder), *([rules] if isinstance(rules, str) else rules))
            found = load_ruleset((root,), vocabulary())
    assert not found.errors, "；".join(map(str, found.errors))
    return found


@cache
def _shipped() -> Ruleset:
    return load_ruleset((RULES,), vocabulary())


# ---- 核查


@dataclass(frozen=True)
class Audited:
    """一份文件的核查结果。"""

    text: str
    audit: Audit

    def outcomes(self, rule_id: str = "T-1", status: str = "") -> list[Outcome]:
        return [o for r, o in self.audit.results if r.id == rule_id and status in ("", o.status)]

    def outcome(self, rule_id: str = "T-1", status: str = "") -> Outcome:
        """只有一条的那条结论。"""
        (found,) = self.outcomes(rule_id, status)
        return found

    def statuses(self, rule_id: str = "T-1") -> dict[str, int]:
        """结论 → 条数，没有的不列。"""
        return dict(Counter(o.status for o in self.outcomes(rule_id)))

    def counts(self) -> dict[str, int]:
        found = Counter(o.status for _, o in self.audit.results)
        return {s: found[s] for s in STATUSES}

    def findings(self, rule_id: str = "T-1") -> list[Finding]:
        return [f for f in self.audit.findings if f.rule.id == rule_id]

    def finding(self, rule_id: str = "T-1") -> Finding:
        (found,) = self.findings(rule_id)
        return found

    def failed(self) -> set[str]:
        """有不符合项的规则。"""
        return {r.id for r, o in self.audit.results if o.status == FAIL}

    def line_of(self, fragment: str, nth: int = 1) -> int:
        return line_of(self.text, fragment, nth)


def evidence_lines(found: Finding | Outcome) -> list[int | None]:
    """各处证据所在的行。"""
    return [e.place.line for e in found.evidence]


def evidence_text(found: Finding) -> str:
    """说明和全部证据连成一段，查字样用。"""

    def parts(item: Evidence) -> tuple[str, ...]:
        return item.quote, item.value, item.unit

    return "\n".join((found.message, *(p for e in found.evidence for p in parts(e))))


def audit_text(text: str | bytes, rules: Rules = None) -> Audited:
    """两种匹配器各核查一遍，结论、问题逐条相同，返回其一。"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "公开件.txt"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return audit_file(path, rules)


def audit_file(path: Path, rules: Rules = None) -> Audited:
    """同 audit_text，核查现成的文件。"""
    ruleset = load_rules(rules)
    first, second = (Auditor(ruleset, vocabulary(), matcher(name)) for name in MATCHERS)
    facts = first.facts(path)
    durable, reference = first.judge(facts), second.judge(facts)
    assert durable.results == reference.results
    assert durable.findings == reference.findings
    if not unavailable():
        assert not durable.notes, durable.notes
    return Audited(path.read_bytes().decode("utf-8", "replace"), durable)


@cache
def audit_example(name: str) -> Audited:
    """examples/ 里的一份，用随附的规则；整套测试只核查一次。"""
    return audit_file(EXAMPLES / name)


# ---- 命令


@dataclass(frozen=True)
class Ran:
    """一次命令。"""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


def gouji(*args: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> Ran:
    """另起进程运行 cli.py；env 是全部环境变量之外要加的。"""
    done = subprocess.run(  # 参数由测试给定
        [sys.executable, str(ROOT / "cli.py"), *map(str, args)],
        capture_output=True,
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
        check=False,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def watching(*args: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """另起进程守望，由 interrupted 结束；标准错误并入输出。

    在后台跑测试时，shell 让整组进程不理 SIGINT，子进程照样不理；这里恢复成终端里的样子。
    """
    return subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "watch", *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1", **(env or {})},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def interrupted(process: subprocess.Popen[bytes]) -> int:
    """按 Ctrl-C，等它结束，返回退出码；一分钟不结束的杀掉，不留给别的测试。"""
    process.send_signal(signal.SIGINT)
    try:
        return process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()


def report_of(folder: Path) -> dict[str, Any]:
    """文件夹里的 report.json。"""
    found: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found
