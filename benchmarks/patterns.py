"""正则的耗时随文字长度怎样涨：每一条都对着专挑它的长串跑，找出比正比涨得快的。

用法：python -m benchmarks.patterns
一行一条：每长一倍耗时是几倍，用什么串，在哪里编译的。超过三倍半的（平方是四倍）以 1 退出。
长串是那条正则自己的字和词重复成的，末尾加一个它不认的字，逼它回头。
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import re._constants as constants
import re._parser as parser
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("engine", "reports", "commands")
ANCHORED = (
    "engine/yaml_source.py",
    "engine/ruleset/grammar.py",
    "engine/ruleset/skeleton.py",
    "engine/readers/sniff.py",
    "engine/batch/cluster.py",
)
"""这几处的正则只从头比一次（match、fullmatch），或者文字至多二百字、四千字节：从每一处找起才慢的，它们遇不到。"""
_SHORT, _LONG = 4_000, 8_000
_CLEAR = 0.02  # 秒；快过它的量不准，也不要紧
_WORST = 3.5
_UNKNOWN = "\x01"
_CATEGORIES = {constants.CATEGORY_DIGIT: "1", constants.CATEGORY_SPACE: " ", constants.CATEGORY_WORD: "a"}
# 谁也没有想到的，也试一试
COMMON = (
    "1",
    "1,",
    "中",
    " ",
    "\t",
    "\n",
    "\t ",
    ".",
    "…",
    "(",
    "(a)",
    "(1",
    "表",
    "共",
    "<!---->",
    "![",
    "![](",
    "-",
    "|-",
)


class Found(NamedTuple):
    """一条正则，在哪里编译的。"""

    where: str
    pattern: re.Pattern[Any]

    @property
    def anchored(self) -> bool:
        return self.where.startswith(ANCHORED)

    def run(self, text: str) -> None:
        """从头找到尾；只从头比的比一次。"""
        data = text if isinstance(self.pattern.pattern, str) else text.encode("utf-8")
        if self.anchored:
            self.pattern.match(data)
        else:
            for _ in self.pattern.finditer(data):
                pass


def collected() -> tuple[Found, ...]:
    """载入全部模块、核查一份示例，记下本程序编译的每一条正则；要在还没有载入它们的进程里做。"""
    made: dict[tuple[Any, int], Found] = {}
    compile_ = re._compile  # type: ignore[attr-defined]

    def record(pattern: Any, flags: int) -> Any:
        done = compile_(pattern, flags)
        caller = Path(sys._getframe(2).f_code.co_filename)
        if caller.is_relative_to(ROOT) and caller.relative_to(ROOT).parts[0] in _PACKAGES:
            where = f"{caller.relative_to(ROOT).as_posix()}:{sys._getframe(2).f_lineno}"
            made.setdefault((done.pattern, done.flags), Found(where, done))
        return done

    re._compile = record  # type: ignore[attr-defined]
    try:
        for package in _PACKAGES:
            for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
                importlib.import_module(module.name)
        from commands.shared import auditor_of

        auditor = auditor_of((), "reference")
        for path in sorted((ROOT / "examples").glob("*.txt")):
            auditor.audit(path)
    finally:
        re._compile = compile_  # type: ignore[attr-defined]
    return tuple(sorted(made.values(), key=lambda found: found.where))


def pumps(pattern: re.Pattern[Any]) -> list[str]:
    """这条正则自己的字、词，几个字随意连成的，加上 COMMON。"""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    letters = sorted(set(_letters(parser.parse(source, pattern.flags & re.VERBOSE))))
    words = [word for word in re.split(r"[^\w\u4e00-\u9fff]+", source) if 1 < len(word) < 12]
    rng = random.Random(1)
    mixed = ["".join(rng.choices(letters, k=rng.randint(2, 4))) for _ in range(20)] if letters else []
    return list(dict.fromkeys((*letters[:60], *words[:30], *mixed, *COMMON)))


def _letters(tree: Any) -> Iterator[str]:
    match tree:
        case (constants.LITERAL, int(code)):
            yield chr(code)
        case (constants.RANGE, (int(low), int())):
            yield chr(low)
        case (constants.CATEGORY, kind):
            yield _CATEGORIES.get(kind, "x")
        case parser.SubPattern() | tuple() | list():
            for part in tree:
                yield from _letters(part)


def repeated(pump: str, length: int) -> str:
    return pump * (length // len(pump)) + _UNKNOWN


def _seconds(found: Found, text: str) -> float:
    began = time.process_time()
    found.run(text)
    return time.process_time() - began


def growth(found: Found) -> tuple[float, str]:
    """长一倍耗时是几倍，用的什么串；快得量不出的为 1。"""
    worst = (1.0, "")
    for pump in pumps(found.pattern):
        if _seconds(found, repeated(pump, _LONG)) > _CLEAR:
            short, long = (min(_seconds(found, repeated(pump, n)) for _ in range(3)) for n in (_SHORT, _LONG))
            worst = max(worst, (long / short, pump))
    return worst


def main() -> None:
    wrong = 0
    found = collected()
    for one in found:
        times, pump = growth(one)
        wrong += times > _WORST
        if times > 1:
            print(f"{times:5.1f} 倍  {pump!r:16} {one.where:36} {str(one.pattern.pattern)[:80]}", flush=True)
    print(f"{len(found)} 条，长一倍耗时超过 {_WORST:g} 倍的 {wrong} 条。")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
