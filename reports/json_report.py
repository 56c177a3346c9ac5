"""JSON 报告：约定本身。相同的输入得到相同的字节；写文件要么写成，要么不动旧文件。"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine import atomic

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_DEEP = "\n    "  # documents 里的一份在报告里缩进两层


def dumps(report: Mapping[str, Any]) -> str:
    """报告的 JSON 文本：对象的各键、列表的各项各占一行，项内不再分行；汉字不转义，键保持原有次序，末尾一个换行。"""
    return b"".join(chunks(report, (items([d]) for d in report.get("documents", ())))).decode()


def items(documents: Sequence[Mapping[str, Any]]) -> bytes:
    """documents 里的几份，照它们在报告里的样子：逗号隔开，没有外面的方括号。"""
    return _bytes(f",{_DEEP}".join(_text(d, _DEEP) for d in documents))


def chunks(report: Mapping[str, Any], documents: Iterator[bytes]) -> Iterator[bytes]:
    """同 dumps，一段段给出。documents 是报告里的各份（见 items），代替 report["documents"]。"""
    mark = "{"
    for key, value in report.items():
        yield _bytes(f"{mark}\n  {_line(key)}: ")
        mark = ","
        if key != "documents":
            yield _bytes(_text(value, "\n  "))
            continue
        between = "[" + _DEEP
        for item in documents:
            yield between.encode()
            yield item
            between = "," + _DEEP
        yield b"[]" if between[0] == "[" else b"\n  ]"
    yield b"\n}\n"


def _text(value: Any, newline: str) -> str:
    """newline 是换行和现在的缩进。"""
    inner = newline + "  "
    if isinstance(value, Mapping) and any(isinstance(v, Mapping | list) for v in value.values()):
        return f"{{{inner}{f',{inner}'.join(f'{_line(k)}: {_text(v, inner)}' for k, v in value.items())}{newline}}}"
    if isinstance(value, list) and any(isinstance(v, Mapping | list) for v in value):
        return f"[{inner}{f',{inner}'.join(map(_line, value))}{newline}]"
    return _line(value)


def _line(value: Any) -> str:
    """不分行，由 C 写的编码器一次写完：一份报告有几千项，逐项分行要慢六倍。"""
    return _ENCODER.encode(value)


def _bytes(text: str) -> bytes:
    """落单的代理码位不能编码为 UTF-8，照 JSON 的写法转义（\\ud800），读回来仍是原样。"""
    return text.encode("utf-8", "backslashreplace")


def write(report: Mapping[str, Any], path: Path) -> None:
    """把报告写到 path。"""
    write_text(dumps(report), path)


def write_text(text: str, path: Path) -> None:
    """原子写入文字，UTF-8。各渲染模块的结果都可用它写出。"""
    atomic.write(text.encode(), path)


def load(path: Path) -> dict[str, Any]:
    """读回一份报告。"""
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report
