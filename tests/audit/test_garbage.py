# ruff: noqa: N802　测试名是中文句子
"""核查完，一份公开件立刻就放得掉：一批几万份的内存才是平的，垃圾回收也不必常来扫。"""

from __future__ import annotations

import gc
from collections import Counter

import pytest

from tests.audit_tools import EXAMPLES, audit_file


@pytest.mark.parametrize("name", ["青石区水务局2025年部门预算-规范.txt", "青石区档案馆2024年部门决算-差错.txt"])
def test_核查完不留下环(name: str) -> None:
    path = EXAMPLES / name
    audit_file(path)  # 规则编好、该记住的记住
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        audit_file(path)
        gc.collect()
        left = Counter(type(o).__qualname__ for o in gc.garbage if type(o).__module__.startswith("engine."))
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert not left
