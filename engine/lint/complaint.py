"""一条意见：错误或提醒，在哪个文件的哪一处，那里可以写什么。"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.errors import RuleFault

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Complaint:
    """path 是文件的实际位置；line、column 从 1 起，说的是整个文件时为 0；choices 是那里可以写的名称。"""

    severity: Severity
    path: Path
    line: int
    column: int
    message: str
    rule_id: str = ""
    choices: tuple[str, ...] = ()

    @staticmethod
    def of(fault: RuleFault, severity: Severity, path: Path, rule_id: str = "") -> Complaint:
        return Complaint(
            severity, path, fault.line, fault.column, fault.message, fault.rule_id or rule_id, fault.choices
        )

    @property
    def order(self) -> tuple[str, int, int, str]:
        return str(self.path), self.line, self.column, self.message


@dataclass(frozen=True, slots=True)
class Report:
    """一次检查：看了几个规则文件，意见按文件、行、列排。"""

    rules: int
    complaints: tuple[Complaint, ...]

    def count(self, severity: Severity) -> int:
        return sum(c.severity == severity for c in self.complaints)
