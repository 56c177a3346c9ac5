"""时间分到各阶段：在阶段的入口挂上计时，里层的时间不算在外层。"""

from __future__ import annotations

import functools
import importlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.scaling.clock import cpu

READ, RECOGNISE, FACTS, MATCH, CHECK, FINDINGS, BUILD, RENDER = STAGES = (
    "读入", "识别", "事实", "匹配", "检查", "归并", "报告数据", "写报告",
)  # fmt: skip

_ENTRIES = (
    ("engine.facts.build", "read_outline", RECOGNISE),
    ("engine.facts.build", "recognise", RECOGNISE),
    ("engine.facts.build", "announced_only", RECOGNISE),
    ("engine.audit", "identity_of", RECOGNISE),
    ("engine.audit", "extract", FACTS),
    ("engine.audit", "text_facts", FACTS),
    ("engine.audit", "reference_facts", FACTS),
    ("engine.audit", "apply", FINDINGS),
    ("engine.audit", "group", FINDINGS),
    ("engine.audit.Auditor", "_second", FINDINGS),
    ("engine.inference.durable.DurableMatcher", "match", MATCH),
    ("engine.inference.reference.ReferenceMatcher", "match", MATCH),
)
"""各阶段的入口：模块或类、名字、算在哪个阶段。程序改了名字，这里跟着改。"""


class Split:
    """各阶段的处理器秒数。"""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._stack: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._turn()
        self._stack.append(name)
        try:
            yield
        finally:
            self._turn()
            self._stack.pop()

    def _turn(self) -> None:
        now = cpu()
        if self._stack:
            self.seconds[self._stack[-1]] += now - self._since
        self._since = now

    @contextmanager
    def hooked(self) -> Iterator[None]:
        """挂上各入口，离开时摘下。"""
        kept: list[tuple[Any, str, Any]] = []
        try:
            for where, name, stage in _ENTRIES:
                owner = _owner(where)
                if not hasattr(owner, name):
                    raise AttributeError(f"{where} 没有 {name}：程序改了，请改 benchmarks/scaling/split.py 的 _ENTRIES")
                own = getattr(owner, name)
                kept.append((owner, name, own))
                setattr(owner, name, self._timed(own, stage))
            yield
        finally:
            for owner, name, own in kept:
                setattr(owner, name, own)

    def _timed(self, work: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @functools.wraps(work)
        def timed(*args: Any, **more: Any) -> Any:
            with self.stage(stage):
                return work(*args, **more)

        return timed


def _owner(where: str) -> Any:
    """模块，或模块里的类。"""
    module, _, last = where.rpartition(".")
    return getattr(importlib.import_module(module), last) if last[:1].isupper() else importlib.import_module(where)
