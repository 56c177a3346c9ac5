"""哪个测试走到哪几行：每个测试在分叉出的子进程里跑一遍，用 coverage 记下走到的行。孙进程走到的不在内。"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coverage import Coverage

from engine.isolation import Send, run_in_child


@dataclass(frozen=True)
class Reach:
    """一个测试：要多少秒（处理器时间），走到哪些文件的哪些行。"""

    seconds: float
    lines: Mapping[str, frozenset[int]]


def reach(
    root: Path,
    files: Sequence[str],
    tests: Sequence[str],
    run: Callable[[str], bool],
    kept: Path,
    longest: float,
) -> dict[str, Reach]:
    """各个测试走到哪里；程序和这个测试没有变的用上次量的（kept）。

    本来就不通过的、超过 longest 秒的、一行也走不到的不要。
    """
    program = _digest(root / file for file in files)
    stamps = {test: f"{program} {_stamp(root, test)}" for test in tests}
    measured: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    paths = {str(root / file): file for file in files}
    for number, test in enumerate(tests, 1):
        if test in measured and measured[test]["stamp"] == stamps[test]:
            continue

        def once(send: Send, test: str = test) -> None:
            recorder = Coverage(data_file=None, include=list(paths), config_file=False)
            recorder.start()
            start = time.process_time()
            passed = run(test)
            seconds = time.process_time() - start
            recorder.stop()
            data = recorder.get_data()
            lines = {file: data.lines(path) for path, file in paths.items() if data.lines(path)}
            send(json.dumps({"passed": passed, "seconds": seconds, "lines": lines}).encode())

        ran = run_in_child(once, timeout=120)
        measured[test] = json.loads(ran.messages[0]) if ran.messages else {"passed": False, "seconds": 0.0, "lines": {}}
        measured[test]["stamp"] = stamps[test]
        if number % 50 == 0 or number == len(tests):
            print(f"量到第 {number} 个测试，共 {len(tests)} 个", flush=True)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(measured), encoding="utf-8")
    return _read({test: measured[test] for test in tests}, longest)


def _read(measured: Mapping[str, Any], longest: float) -> dict[str, Reach]:
    return {
        test: Reach(own["seconds"], {file: frozenset(lines) for file, lines in own["lines"].items()})
        for test, own in measured.items()
        if own["passed"] and own["lines"] and own["seconds"] <= longest
    }


_RULE = re.compile(r"\b[A-Z]+-\d+\b")  # [SUM-101]


def _stamp(root: Path, test: str) -> str:
    """测试所在的文件，和参数里说到的规则。"""
    file, _, name = test.partition("::")
    rules = [path for rule in _RULE.findall(name) for path in sorted((root / "rules").glob(f"*/{rule}.*"))]
    return _digest([root / file, *rules])


def _digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]
