"""模糊试验的各个对象：一个模块一个，给任意字节，拼成输入，查结果守不守承诺。

各模块有三样：
    run(data)   拼成输入、试一次；不守承诺的抛出异常（AssertionError 或别的，都算毛病）
    seeds()     开头用的几份输入
    LENGTH      输入至多多长，字节
引擎（Atheris）和短试验（Hypothesis）都只给字节，用的是同一个 run。用法见 benchmarks/fuzz.py。
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

TARGETS: dict[str, tuple[str, int]] = {
    "number_cells": ("单元格里的数、区间算术、印数", 900_000),
    "expressions": ("算式", 50_000),
    "phrases": ("句式、句式所得的文字事实", 60_000),
    "yaml_nodes": ("YAML 的读取", 80_000),
    "rules": ("规则文件、清单、豁免登记、规则的测试", 3_000),
    "text": ("文本的读取、表格的拼装、识别、事实", 6_000),
    "audit": ("一份文本从头核查到报告", 500),
    "html": ("网页", 20_000),
    "docx": ("Word 文档", 8_000),
    "xlsx": ("Excel 工作簿", 4_000),
    "pdf": ("PDF", 4_000),
    "isolated": ("各种格式，经公开的入口、在隔离的子进程里", 4_000),
    "renderers": ("各种格式的报告", 3_000),
    "store": ("历年库：存、取、损坏的库", 300),
}
"""对象 → 试什么，长试验默认试多少次：慢的少些。"""


@dataclass(frozen=True, slots=True)
class Target:
    """一个对象。"""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]
    length: int


def target(name: str) -> Target:
    """载入一个对象；各自用到的库很重，用到才载入。"""
    module = importlib.import_module(f"benchmarks.fuzzing.{name}")
    return Target(name, module.run, module.seeds, module.LENGTH)
