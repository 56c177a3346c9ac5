"""一张桌子：公开件、报告、缓存、历年库都在一个文件夹里；命令在里面运行，路径都是相对的，所以两张桌子上的结果可以逐字节比。"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.breaking import forked
from benchmarks.breaking.forked import Forked
from engine.batch.cache import Cache, Damaged
from engine.store import opening

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS, OUT, CACHE, STORE = "docs", "out", ".gouji-cache", "gouji.duckdb"
REPORT = "report.json"
_BOUND = 300.0
"""秒；一次核查在忙的机器上也只要几十秒，到这时还没有完就是卡住了。"""
_SQL = (
    "SELECT * EXCLUDE (document, run) FROM documents ORDER BY ALL",
    "SELECT sha256, f.* EXCLUDE (document) FROM facts f JOIN documents USING (document) ORDER BY ALL",
    "SELECT sha256, q.* EXCLUDE (document) FROM quotes q JOIN documents USING (document) ORDER BY ALL",
    "SELECT count(*) FROM facts WHERE document NOT IN (SELECT document FROM documents)",
)
"""库里的各行；编号是第几次存进去的，一份晚一次才读出来的就不同，不比。最后一项是没有主的事实。"""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


Process = subprocess.Popen[bytes] | Forked


@dataclass(frozen=True)
class Ended:
    """一次命令：退出码（没有在时限内做完的为 None），两路输出。"""

    code: int | None
    out: str
    err: str

    @property
    def clear(self) -> str:
        """标准错误上不该有的：不是中文的一行、调用栈、程序自己的毛病；没有为空串。"""
        odd = [line for line in self.err.splitlines() if not _CHINESE.search(line) or "程序出错" in line]
        return odd[0] if odd else ""


class Desk:
    """store 是库；environment 是另加的环境变量；prelude 是命令之前先运行的 Python，用来改时钟、缩短时限。"""

    def __init__(self, folder: Path, documents: Path) -> None:
        self.folder = folder
        self.store = STORE
        self.environment: dict[str, str] = {}
        self.prelude = ""
        folder.mkdir(parents=True)
        shutil.copytree(documents, folder / DOCUMENTS)

    def arguments(self, *more: str) -> list[str]:
        given = ["audit", DOCUMENTS, "--out", OUT, "--store", self.store, "--jobs", "2", *more]
        return [*given, "--fail-on", "never"]

    def command(self) -> list[str]:
        return [sys.executable, str(ROOT / "cli.py"), *self.arguments()]

    def variables(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(ROOT), **self.environment}

    def start(self, *more: str, prepare: Callable[[], None] | None = None) -> Process:
        """自成一个进程组；输出各写进一个没有名字的文件，杀了命令也不会有人等着管道。"""
        self.output = (tempfile.TemporaryFile(), tempfile.TemporaryFile())  # noqa: SIM115  finish 里关
        arguments, variables = self.arguments(*more), self.variables()
        return forked.start(arguments, self.folder, variables, self.output, prepare, self.prelude)

    def fresh(self) -> Process:
        """另起一个 Python，从头载入。"""
        self.output = (tempfile.TemporaryFile(), tempfile.TemporaryFile())  # noqa: SIM115  finish 里关
        return subprocess.Popen(
            self.command(),
            cwd=self.folder,
            env=self.variables(),
            stdin=subprocess.DEVNULL,
            stdout=self.output[0],
            stderr=self.output[1],
            start_new_session=True,
        )

    def finish(self, process: Process, bound: float = _BOUND) -> Ended:
        code: int | None
        try:
            code = process.wait(bound)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(bound)
            code = None
        told = []
        for stream in self.output:
            with stream:
                stream.seek(0)
                told.append(stream.read().decode("utf-8", "replace"))
        return Ended(code, *told)

    def run(self, *more: str, prepare: Callable[[], None] | None = None) -> Ended:
        return self.finish(self.start(*more, prepare=prepare))

    # ---- 看结果

    def outputs(self, out: str = OUT) -> dict[str, bytes]:
        """报告的各文件；临时文件不算。"""
        folder = self.folder / out
        files = (p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith("."))
        return {str(p.relative_to(folder)): p.read_bytes() for p in files}

    def rows(self) -> list[list[tuple[object, ...]]] | None:
        """库里的各行；没有库的为 None。"""
        path = self.folder / self.store
        if not path.exists():
            return None
        with opening.connect(path, read_only=True) as opened:
            return [opened.execute(sql).fetchall() for sql in _SQL]

    def entries(self) -> list[str]:
        """缓存里各项的键。"""
        return sorted(p.stem for p in (self.folder / CACHE).glob("??/*.zip"))

    def half(self, whole: Mapping[str, bytes], rows: list[list[tuple[object, ...]]]) -> list[str]:
        """写到一半却用了正式名字的：报告与没有打断的不同的、坏的缓存、装了一半的库。"""
        found = [f"报告 {name}" for name, data in self.outputs().items() if whole.get(name) != data]
        cache = Cache(self.folder / CACHE)
        for key in self.entries():
            try:
                cache.has(key)
            except Damaged:
                found.append(f"缓存 {key}")
        stored = self.rows()
        if stored is not None and stored[0] and stored[0] != rows[0]:
            found.append("历年库的 documents")
        return found

    def leftovers(self) -> list[str]:
        """不该还在的：临时文件、没有做完的记号、库的日志。"""
        known = {DOCUMENTS, OUT, CACHE, Path(self.store).parts[0]}
        top = [p.name for p in self.folder.iterdir() if p.name not in known]
        inside = [p for name in (OUT, CACHE) for p in (self.folder / name).rglob("*")]
        odd = [p for p in inside if p.name.endswith(".tmp") or p.parent.name == "runs"]
        return [*top, *(str(p.relative_to(self.folder)) for p in odd)]


def _split(report: bytes) -> tuple[list[str], list[dict[str, Any]]]:
    """report.json 里各份的说明，和各份其余的。"""
    documents = json.loads(report)["documents"]
    return [note for one in documents for note in one.pop("notes", [])], documents


@dataclass(frozen=True)
class Whole:
    """没有打断的一次：退出码、标准输出、报告、库。"""

    code: int | None
    out: str
    outputs: Mapping[str, bytes]
    rows: list[list[tuple[object, ...]]]

    @classmethod
    def of(cls, desk: Desk) -> Whole:
        ended = desk.finish(desk.fresh())
        rows = desk.rows()
        if ended.code not in (0, 3) or ended.err or rows is None:
            raise RuntimeError(f"没有打断的一次也没有做成（退出码 {ended.code}）：{ended.err}")
        return cls(ended.code, ended.out, desk.outputs(), rows)

    def noted(self, desk: Desk) -> list[str]:
        """各份的结论都相同、只多了的说明：匹配引擎出了毛病由谁重做的，只在报告里说。结论有不同的为空。"""
        path = desk.folder / OUT / REPORT
        if not path.exists():
            return []
        (notes, documents), (usual, expected) = _split(path.read_bytes()), _split(self.outputs[REPORT])
        return [note for note in notes if note not in usual] if documents == expected else []

    def differences(self, desk: Desk, ended: Ended, store: bool = True) -> list[str]:
        """与这一次不同的地方；一样的没有。"""
        found = [] if ended.code == self.code else [f"退出码 {ended.code}"]
        found += [] if ended.out == self.out else ["标准输出"]
        ours = desk.outputs()
        names = self.outputs.keys() | ours.keys()
        found += [f"报告 {n}" for n in sorted(names) if self.outputs.get(n) != ours.get(n)]
        if store and desk.rows() != self.rows:
            found.append("历年库")
        return found
