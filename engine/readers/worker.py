"""在子进程里读一份文件：解析程序崩溃、绕圈、吃光内存，都只是一句话。

能分叉的系统分叉；不能的另起一个 Python（python -m engine.readers.worker），只有时限，没有内存上限。
"""

from __future__ import annotations

import functools
import gc
import importlib
import io
import os
import pickle
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine import nursery
from engine.document import Document
from engine.errors import DocumentError, Overrun
from engine.isolation import Bounds, Ran, Send, can_fork
from engine.readers import sniff
from engine.readers.limits import Limits

MODULES = {
    "pdf": "pdf",
    "image": "scan",
    "docx": "docx",
    "doc": "doc",
    "rtf": "doc",
    "xlsx": "xlsx",
    "xls": "xls",
    "html": "html",
    "mht": "mht",
    "text": "text",
}
"""格式 → engine.readers 下的模块；各有 read(path, data, limits)。"""

_LIGHT = ("pdf", "docx", "xls", "html", "mht")
"""分叉之前就载入的格式：它们的库不开线程，载入一次，各个子进程共用；numpy、onnxruntime 会开线程，不行。"""

_DOCUMENT, _REFUSAL, _MEMORY, _DEPTH, _FAULT = b"D", b"R", b"M", b"S", b"F"
_SMALL_TEXT = 4 << 20  # 真实的文本公开件不超过 1 MB，几秒之内读完
_ANSWER = 512  # 送回的结果不超过这么多 MB：四十万格的表约 100 MB
_OUTPUT = 512  # 写出的单个临时文件（转换 doc 时）不超过这么多 MB
_WIND_UP = 0.9  # 时间用到这么多，逐页识别的就该收尾，来得及送回已读的
# numpy 的线程每个要占几十 MB 地址空间；处理器多的机器上，光是它们就会用完内存的上限
_FEW_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "2"}
# 原生的库没有内存时的话：std::bad_alloc  Insufficient memory  Cannot allocate memory
_OUT_OF_MEMORY = re.compile(r"bad_alloc|Insufficient memory|allocate memory|memory allocation", re.I)
_SUSPECT = "多半是文件损坏或有意做坏，没有核查，请用原软件打开、另存后再试。"
# 子进程送回的东西里只许有这些模块里的类：子进程处理来路不明的文件，送回的也不能全信
_TRUSTED = ("engine.document", "engine.text", "decimal")


def parse(kind: str, path: Path, data: bytes, limits: Limits) -> Document:
    """按格式读；读不出来抛出 DocumentError。不大的文本由本进程读，其余在子进程里读。"""
    if kind == "text" and len(data) <= _SMALL_TEXT:
        return _read(kind, path, data, limits)
    ran = _forked(kind, path, data, limits) if can_fork() else _spawned(kind, path, data, limits)
    if not ran.messages:
        raise Overrun(_ended(path, ran, limits))
    mark, body = ran.messages[0][:1], ran.messages[0][1:]
    if mark == _DOCUMENT:
        return _loaded(path, body)
    told = body.decode("utf-8", "replace")
    if mark == _REFUSAL:
        raise DocumentError(told)
    if mark == _MEMORY:
        raise Overrun(_too_much_memory(path, limits))
    if mark == _DEPTH:
        raise DocumentError(f"{path}：内容套得太深，读不下去，{_SUSPECT}")
    raise DocumentError(f"{path}：读的时候程序出错（{told}），{_SUSPECT}")


def _forked(kind: str, path: Path, data: bytes, limits: Limits) -> Ran:
    prepare = functools.partial(_module, kind) if kind in _LIGHT else None
    bounds = Bounds(limits.memory, _OUTPUT, _ANSWER)
    return nursery.run(_work, (kind, path, data, limits), limits.seconds, bounds, prepare)


def _work(send: Send, kind: str, path: Path, data: bytes, limits: Limits) -> None:
    gc.freeze()  # 父进程的对象不再扫描，子进程自己的照常回收
    gc.enable()
    _silence()
    os.environ.update(_FEW_THREADS)
    send(_answer(kind, path, data, limits))


def _spawned(kind: str, path: Path, data: bytes, limits: Limits) -> Ran:
    command = [sys.executable, "-m", "engine.readers.worker"]
    request = pickle.dumps((kind, str(path), data, limits))
    try:
        done = subprocess.run(
            command,
            input=request,
            capture_output=True,
            timeout=limits.seconds,
            check=False,
            cwd=Path(__file__).resolve().parents[2],
        )
    except subprocess.TimeoutExpired:
        return Ran((), "超时", timed_out=True)
    except OSError as problem:
        return Ran((), f"未能启动（无法另起子进程：{problem.strerror}）")
    whole = done.returncode == 0 and done.stdout
    return Ran((done.stdout,)) if whole else Ran((), f"异常退出（状态 {done.returncode}）")


def _answer(kind: str, path: Path, data: bytes, limits: Limits) -> bytes:
    """在子进程里：读，把结果或失败的原因变成一条消息。"""
    limits = replace(limits, until=time.monotonic() + limits.seconds * _WIND_UP)
    try:
        if kind == "ole":
            kind = _inside_ole(path, data)
        document = _read(kind, path, data, limits)
        return _DOCUMENT + pickle.dumps(document, pickle.HIGHEST_PROTOCOL)
    except DocumentError as problem:
        return _REFUSAL + str(problem).encode()
    except MemoryError:
        return _MEMORY
    except RecursionError:
        return _DEPTH
    except Exception as problem:  # noqa: BLE001  各种解析库遇到坏文件抛什么都有，一律说成一句话
        return _MEMORY if _OUT_OF_MEMORY.search(str(problem)) else _FAULT + _told(problem).encode()


def _read(kind: str, path: Path, data: bytes, limits: Limits) -> Document:
    document: Document = _module(kind).read(path, data, limits)
    odd = sniff.mismatch(path, kind)
    return replace(document, remarks=(odd, *document.remarks)) if odd else document


def _told(problem: Exception) -> str:
    """异常的种类和它的话；有的库把整个调用过程写进去，只取最后一行。"""
    lines = str(problem).strip().splitlines()
    return f"{type(problem).__name__}：{lines[-1].strip()[:80]}" if lines else type(problem).__name__


def _inside_ole(path: Path, data: bytes) -> str:
    from engine.readers import ole

    kind = ole.kind_of(data)
    if kind in sniff.REFUSED:
        raise DocumentError(f"{path}：{sniff.REFUSED[kind]}。")
    if kind not in MODULES:
        raise DocumentError(
            f"{path}：是旧版 Office 文件，但认不出是 Word 还是 Excel（也可能没有下载完整），请另存为 docx 或 xlsx。"
        )
    return kind


def _module(kind: str) -> Any:
    return importlib.import_module(f"engine.readers.{MODULES[kind]}")


def _silence() -> None:
    """各种库往标准输出、错误输出写的警告不是给用户看的。"""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)


def _ended(path: Path, ran: Ran, limits: Limits) -> str:
    if ran.timed_out:
        return f"{path}：读了 {limits.seconds:g} 秒还没有读完，没有核查，请拆分文件，或用 --limit seconds=… 放宽时间。"
    guess = f"多半是文件损坏、有意做坏，或内存超过 {limits.memory} MB"
    return f"{path}：读的时候解析程序{ran.ended or '没有结果'}，{guess}，没有核查，请用原软件打开、另存后再试。"


def _too_much_memory(path: Path, limits: Limits) -> str:
    return f"{path}：读的时候内存超过 {limits.memory} MB，没有核查，请拆分文件，或用 --limit memory=… 放宽。"


class _Plain(pickle.Unpickler):
    """只认文档模型里的类。"""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module in _TRUSTED and "." not in name else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


def _loaded(path: Path, body: bytes) -> Document:
    try:
        document = _Plain(io.BytesIO(body)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, TypeError, ValueError):
        document = None
    if not isinstance(document, Document):
        raise DocumentError(f"{path}：读的时候解析程序送回的结果不对，{_SUSPECT}")
    return document


def main() -> None:
    """另起的 Python：从标准输入收请求，把一条消息写到标准输出。"""
    kind, path, data, limits = pickle.load(sys.stdin.buffer)  # 请求来自父进程
    out = os.dup(1)
    _silence()
    with os.fdopen(out, "wb") as file:
        file.write(_answer(kind, Path(path), data, limits))


if __name__ == "__main__":
    main()
