"""读回一份 report.json：不是报告、损坏、格式不认得的，说一句话，不当作空的报告。"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from engine.errors import UsageError
from engine.os_errors import reason
from reports.schema import SCHEMA_ID, faults

NAME = "report.json"


class Loaded(NamedTuple):
    """读回的报告：文件、哈希、内容（照原样，没有补齐，写出去还是同样的字节）。"""

    path: Path
    sha256: str
    report: dict[str, Any]


def load(path: Path) -> Loaded:
    """读回；给文件夹的读其中的 report.json。读不出来抛出 UsageError。"""
    file = path / NAME if path.is_dir() else path
    if file.exists() and not file.is_file():  # 管道读起来没有尽头
        raise UsageError(f"{file}：不是普通文件，请给出 gouji audit 写的 {NAME}。")
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise UsageError(f"{file}：打不开（{reason(problem)}），请检查路径和权限。") from None
    return Loaded(file, hashlib.sha256(data).hexdigest(), _parsed(file, data))


def _parsed(file: Path, data: bytes) -> dict[str, Any]:
    try:
        found: Any = json.loads(data)
    except UnicodeDecodeError:
        raise UsageError(f"{file}：不是 UTF-8 编码的 JSON，请给出 gouji audit 写的 {NAME}。") from None
    except json.JSONDecodeError as problem:
        at = f"{file}:{problem.lineno}:{problem.colno}"
        raise UsageError(f"{at}：不是完整的 JSON，请给出 gouji audit 写的 {NAME}。") from None
    except RecursionError:
        raise UsageError(f"{file}：JSON 套得太深，请给出 gouji audit 写的 {NAME}。") from None
    kind = found.get("schema") if isinstance(found, dict) else None
    if not isinstance(kind, str) or not kind.startswith("gouji-report/"):
        raise UsageError(f"{file}：不是勾稽的报告（没有 schema: {SCHEMA_ID}），请给出 gouji audit 写的 {NAME}。")
    if kind != SCHEMA_ID:
        raise UsageError(f"{file}：格式是 {kind}，本程序只认 {SCHEMA_ID}，请用写它的那一版程序。")
    if wrong := faults(found):
        more = f"，另有 {len(wrong) - 1} 处" if len(wrong) > 1 else ""
        raise UsageError(f"{file}：不合 {SCHEMA_ID} 的格式：{wrong[0]}{more}。")
    return dict(found)
