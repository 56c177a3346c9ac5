"""把改后的代码换进正在运行的程序：编译改后的模块，逐个函数换代码对象。

程序只导入一次；谁引用着这个函数都不要紧。只在分叉出的子进程里换，本进程始终是原来的。
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType

from benchmarks.mutating.mutants import Mutant

Name = tuple[str, int]
"""函数的 __qualname__，和它是同名的第几个（property 的取与存同名）。"""


class Program:
    """正在运行的程序里，几个文件的全部函数。"""

    def __init__(self, root: Path, files: Iterable[str]) -> None:
        self.root = root
        self._files = {str(root / file): file for file in files}
        self._functions: dict[str, list[tuple[Name, FunctionType]]] = {file: [] for file in self._files.values()}
        self._kept: list[functools._lru_cache_wrapper[object]] = []
        names = {path: _names(compile(Path(path).read_text(encoding="utf-8"), path, "exec")) for path in self._files}
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType):
                path = thing.__code__.co_filename
                name = names.get(path, {}).get((thing.__code__.co_qualname, thing.__code__.co_firstlineno))
                if name:
                    self._functions[self._files[path]].append((name, thing))
            elif isinstance(thing, functools._lru_cache_wrapper):
                self._kept.append(thing)

    def lines(self, file: str, function: str) -> range:
        """一个函数的各行，不算 def 那一行。"""
        code = next(f.__code__ for (name, _), f in self._functions[file] if name == function)
        found = [line for *_, line in code.co_lines() if line]
        return range(code.co_firstlineno + 1, max(found) + 1)

    def forget(self) -> None:
        """忘掉记住的结果：它们是原来的程序算的。"""
        for kept in self._kept:
            inner = getattr(kept, "__wrapped__", None)
            if isinstance(inner, FunctionType) and inner.__code__.co_filename in self._files:
                kept.cache_clear()

    def swap(self, mutant: Mutant) -> None:
        """换上改后的代码；改后不成程序的抛出 SyntaxError。"""
        path = str(self.root / mutant.file)
        whole = compile(mutant.source(), path, "exec", dont_inherit=True)
        places = _names(whole)
        codes = {places[code.co_qualname, code.co_firstlineno]: code for code in _codes(whole)}
        self.forget()
        for name, function in self._functions[mutant.file]:
            code = codes[name]
            if len(code.co_freevars) == len(function.__code__.co_freevars):
                function.__code__ = code
        if mutant.default:
            self._defaults(mutant, whole, places)

    def _defaults(self, mutant: Mutant, whole: CodeType, places: dict[tuple[str, int], Name]) -> None:
        """参数的缺省值：另外执行一遍改后的模块，取它的。"""
        module = mutant.file.removesuffix(".py").replace("/", ".")
        space = {"__name__": module, "__package__": module.rpartition(".")[0], "__file__": whole.co_filename}
        mine = {id(f) for _, f in self._functions[mutant.file]}
        exec(whole, space)
        fresh: dict[Name, FunctionType] = {}
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType) and id(thing) not in mine and thing.__globals__ is space:
                name = places.get((thing.__code__.co_qualname, thing.__code__.co_firstlineno))
                if name:
                    fresh[name] = thing
        for name, function in self._functions[mutant.file]:
            if name in fresh:
                function.__defaults__ = fresh[name].__defaults__
                function.__kwdefaults__ = fresh[name].__kwdefaults__


def _codes(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _codes(inner)


def _names(code: CodeType) -> dict[tuple[str, int], Name]:
    """（__qualname__，首行）→ 名字。"""
    lines: dict[str, list[int]] = {}
    for inner in _codes(code):
        own = lines.setdefault(inner.co_qualname, [])
        if inner.co_firstlineno not in own:
            own.append(inner.co_firstlineno)
    return {(name, line): (name, n) for name, own in lines.items() for n, line in enumerate(sorted(own))}
