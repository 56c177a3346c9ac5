"""上限：一条规则在一份文件里至多给多少结论、用多少时间；超过的记为规则出错，不悄悄截断。"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

from engine.errors import RuleError, RuleFault
from engine.yaml_source import Mark

MAX_OUTCOMES: Final = 5_000
"""一份文件至多几千行、几百句；随附规则最多的不到一千。"""
MAX_SECONDS: Final = 10
"""处理器时间。随附规则全部加起来不到半秒。"""


@dataclass
class Budget:
    """一条规则的用量。mark 为空时不计（测试里直接调用检查）。"""

    mark: Mark | None = None
    rule_id: str = ""
    outcomes: int = 0
    began: float = field(default_factory=time.monotonic)
    started: float | None = None

    def begin(self, mark: Mark, rule_id: str) -> None:
        """换一条规则，从头计。"""
        self.mark, self.rule_id, self.outcomes = mark, rule_id, 0
        self.began, self.started = time.monotonic(), None

    def outcome(self) -> None:
        """多了一个结论。"""
        self.outcomes += 1
        if self.outcomes > MAX_OUTCOMES:
            raise self._over(f"结论超过 {MAX_OUTCOMES} 个")
        self.step()

    def step(self) -> None:
        """会越转越多的循环里，每转一次看一看时间。"""
        if time.monotonic() - self.began <= MAX_SECONDS:
            return
        if self.started is None:  # 钟点走过这么多才开始看处理器时间：问一次贵得多，机器忙也不冤枉
            self.started = time.process_time()
        if time.process_time() - self.started > MAX_SECONDS:
            raise self._over(f"用了 {MAX_SECONDS} 秒还没有查完")

    def _over(self, what: str) -> RuleError:
        message = f"规则 {self.rule_id} {what}，没有给出结论，请缩小范围（例如只写用得上的表、章节、概念）"
        at = self.mark or Mark("", 0, 0)
        return RuleError([RuleFault(at.file, at.line, at.column, message, self.rule_id)])
