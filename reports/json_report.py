"""JSON 报告：约定本身。相同的输入得到相同的字节；写文件要么写成，要么不动旧文件。"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# 落单的代理码位不能编码为 UTF-8，按 JSON 的写法转义（\ud800），读回来仍是原样。
_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(report: Mapping[str, Any]) -> str:
    """报告的 JSON 文本：两格缩进，汉字不转义，键保持原有次序，末尾一个换行。"""
    text = json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"


def write(report: Mapping[str, Any], path: Path) -> None:
    """把报告写到 path。"""
    write_text(dumps(report), path)


def write_text(text: str, path: Path) -> None:
    """原子写入文字，UTF-8。各渲染模块的结果都可用它写出。"""
    write_bytes(text.encode(), path)


def write_bytes(data: bytes, path: Path) -> None:
    """原子写入：先写同一目录下的临时文件，再改名。"""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:20]}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)  # 改名成功后已没有临时文件；中途出错的不留下


def load(path: Path) -> dict[str, Any]:
    """读回一份报告。"""
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report
