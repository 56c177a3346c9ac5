"""进度条：做了几份、每分钟几份、还要多久。只在终端里、做得久的时候出现。"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

import click

_AFTER = 2.0  # 秒；两秒之内做完的，不必有进度条
_EVERY = 0.2  # 秒；至多这么久画一次
_WIDTH = 24
_UNITS = ((3600, "小时"), (60, "分钟"), (1, "秒"))


class Progress:
    """用 with；每做完一份叫一次 done。画在标准错误上；标准错误不是终端的，什么也不画。"""

    def __init__(self, total: int, label: str) -> None:
        self.total = total
        self.fresh = self.reused = 0
        self._label = label
        self._began = self._drawn = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if self._bar is not None:
            self._draw()
            self._bar.render_finish()

    @property
    def finished(self) -> int:
        return self.fresh + self.reused

    def done(self, reused: bool = False) -> None:
        """又做完一份；reused 是上次做好的，不算进快慢。"""
        self.reused += reused
        self.fresh += not reused
        now = time.monotonic()
        if now - self._drawn >= (_EVERY if self._bar else _AFTER) and sys.stderr.isatty():
            self._drawn = now
            self._draw()

    def _draw(self) -> None:
        if self._bar is None:
            self._bar = click.progressbar(
                length=self.total,
                label=self._label,
                show_eta=False,
                show_percent=False,
                show_pos=True,
                width=_WIDTH,
                item_show_func=lambda _: self._told(),
                file=sys.stderr,
            )
        self._bar.update(self.finished - self._bar.pos)

    def _told(self) -> str:
        """“每分钟 48 份，还要约 12 分钟”。"""
        spent = time.monotonic() - self._began
        if not self.fresh or self.finished == self.total:
            return ""
        left = (self.total - self.finished) * spent / self.fresh
        rate = self.fresh * 60 / spent
        return f"每分钟 {rate:,.{0 if rate >= 10 else 1}f} 份，还要约{_length(left)}"


def _length(seconds: float) -> str:
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), _UNITS[-1])
    return f" {seconds / size:.1f} {unit}" if size == _UNITS[0][0] else f" {max(1, round(seconds / size))} {unit}"
