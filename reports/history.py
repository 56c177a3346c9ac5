"""上次的报告、填好的台账：核查之前先读好（给错了早说），核查之后带进这次的报告。"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import UsageError
from reports import baseline, carry, load

if TYPE_CHECKING:
    from reports.ledger import Ledger


class Applied(NamedTuple):
    """带进去之后的报告；faults 是没有做成的，notices 是要留意的，一句一个。"""

    report: dict[str, Any]
    faults: list[str]
    notices: list[str]


class History(NamedTuple):
    """上次的报告、填好的台账；没有给的为 None。"""

    before: load.Loaded | None
    filled: Ledger | None

    @classmethod
    def read(cls, before: Path | None, filled: Path | None) -> History:
        """读不出来、不是报告或台账的抛出 UsageError。"""
        given = load.load(before) if before else None
        if filled is None:
            return cls(given, None)
        from reports import ledger  # 读工作簿的库很大，给了台账才载入

        return cls(given, ledger.read(filled))

    def apply(self, report: Mapping[str, Any]) -> Applied:
        """对比、带进去。与上次的报告一份也对不上，是没有做成，报告里就没有对比。"""
        found, faults = dict(report), []
        if self.before:
            try:
                found = baseline.with_baseline(found, self.before)
            except UsageError as problem:
                faults.append(str(problem))
        if not self.filled:
            return Applied(found, faults, [])
        found = carry.with_ledger(found, self.filled)
        return Applied(found, faults, [f"{self.filled.path}：{fault}" for fault in found["ledger"]["faults"]])
