"""把程序改错一处的各种改法。怎么改由 mutmut 的算子定（BSD），这里只找地方、排好文字。

只改函数体和参数的缺省值；类型标注、装饰器、文档字符串不改，len、isinstance 的参数不改（一改就出错），同 mutmut。
与 mutmut 不同：有装饰器的函数（property、lru_cache 等）也改。模块一级的常量不改：换掉它要重新导入全部程序。
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import NEVER_MUTATE_FUNCTION_CALLS, deep_replace
from mutmut.mutation.mutators import mutation_operators

Lines = tuple[int, int]
"""从第几行到第几行，含两头。"""


@dataclass(frozen=True, slots=True)
class Mutant:
    """改错的一处。

    key      由函数原来的文字和它的第几个改法算出：别的函数改了，它不变
    function 函数的 __qualname__
    lines    所在的一句；参数缺省值的是整个函数
    default  改的是参数的缺省值
    """

    key: str
    file: str
    function: str
    line: int
    lines: Lines
    default: bool
    _change: _Change
    _module: cst.Module

    def source(self) -> str:
        """改后的整个模块。"""
        own, change = self._module, self._change
        text = [own.code_for_node(s) for s in (*own.header, *own.body, *own.footer)]
        text[len(own.header) + change.top] = self._mutated()
        return "".join(text)

    def changed(self) -> tuple[str, str]:
        """改动的几行，改前和改后：掐去两头相同的行。"""
        old = self._module.code_for_node(self._module.body[self._change.top]).splitlines()
        new = self._mutated().splitlines()
        while old and new and old[0] == new[0]:
            del old[0], new[0]
        while old and new and old[-1] == new[-1]:
            del old[-1], new[-1]
        return "\n".join(map(str.strip, old)), "\n".join(map(str.strip, new))

    def _mutated(self) -> str:
        mutated = deep_replace(self._module.body[self._change.top], self._change.old, self._change.new)
        assert isinstance(mutated, cst.CSTNode)
        return self._module.code_for_node(mutated)


@dataclass(frozen=True, slots=True)
class _Change:
    old: cst.CSTNode
    new: cst.CSTNode
    top: int
    owner: cst.FunctionDef
    function: str
    line: int
    lines: Lines
    default: bool


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.changes: list[_Change] = []
        self.top = -1
        self._path: list[tuple[cst.CSTNode, str]] = []  # 外面的各个类和函数，和它们的名字
        self._spans: list[tuple[cst.CSTNode, Lines]] = []  # 外面的各句
        self._params: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator):
            return False
        if (
            isinstance(node, cst.Call)
            and isinstance(node.func, cst.Name)
            and node.func.value in NEVER_MUTATE_FUNCTION_CALLS
        ):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._path.append((node, node.name.value))
        if isinstance(node, cst.BaseStatement):
            self._spans.append((node, self._span(node)))
        if isinstance(node, cst.Parameters):
            self._params.append(node)
        if any(isinstance(outer, cst.FunctionDef) for outer, _ in self._path):
            self._mutate(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        for stack in (self._path, self._spans):
            if stack and stack[-1][0] is original_node:
                stack.pop()
        if self._params and self._params[-1] is original_node:
            self._params.pop()

    def _span(self, node: cst.CSTNode) -> Lines:
        """一句的行；带语句块的只是开头那几行。"""
        where = self.get_metadata(PositionProvider, node)
        body = getattr(node, "body", None)
        if isinstance(body, cst.IndentedBlock):
            first = self.get_metadata(PositionProvider, body.body[0]).start.line
            return where.start.line, max(where.start.line, first - 1)
        return where.start.line, where.end.line

    def _mutate(self, node: cst.CSTNode) -> None:
        where = self.get_metadata(PositionProvider, node, None)
        function = next(n for n, _ in reversed(self._path) if isinstance(n, cst.FunctionDef))
        whole = self.get_metadata(PositionProvider, function)
        lines = (whole.start.line, whole.end.line) if self._params else self._spans[-1][1]
        line = where.start.line if where else lines[0]
        name = ".".join(
            n + (".<locals>" if isinstance(outer, cst.FunctionDef) and (outer, n) != self._path[-1] else "")
            for outer, n in self._path
        )
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                for new in operator(node):
                    self.changes.append(_Change(node, new, self.top, function, name, line, lines, bool(self._params)))


def find(root: Path, file: str) -> Iterator[Mutant]:
    """一个文件的全部改法。"""
    wrapper = MetadataWrapper(cst.parse_module((root / file).read_text(encoding="utf-8")))
    module = wrapper.module
    visitor = _Visitor()
    with visitor.resolve(wrapper):
        for visitor.top, statement in enumerate(module.body):
            statement.visit(visitor)
    texts: dict[int, str] = {}
    counts: Counter[int] = Counter()
    for change in visitor.changes:
        owner = id(change.owner)
        if owner not in texts:
            texts[owner] = module.code_for_node(change.owner)
        counts[owner] += 1
        name = f"{file}\n{change.function}\n{texts[owner]}\n{counts[owner]}"
        key = hashlib.sha256(name.encode()).hexdigest()[:12]
        yield Mutant(key, file, change.function, change.line, change.lines, change.default, change, module)


def in_order(mutants: Sequence[Mutant], seed: int) -> list[Mutant]:
    """排成次序：各文件按种子打乱，再按比例穿插。做到哪里停，做过的都是按文件分层的随机样本。"""
    by_file: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_file.setdefault(mutant.file, []).append(mutant)
    placed: list[tuple[float, str, Mutant]] = []
    for file, own in sorted(by_file.items()):
        random.Random(f"{seed}{file}").shuffle(own)
        placed += [((n + 0.5) / len(own), file, mutant) for n, mutant in enumerate(own)]
    return [mutant for *_, mutant in sorted(placed, key=lambda item: item[:2])]
