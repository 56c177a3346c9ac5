"""看库里有什么：各份公开件，一个单位历年的数，整个库的导出。结果的次序与存进去的先后无关。"""

from __future__ import annotations

import csv
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from engine.errors import UsageError
from engine.os_errors import reason
from engine.store.errors import told
from engine.store.store import Store
from engine.text import norm

CSV, PARQUET = "csv", "parquet"
EXPORTED: Final[Mapping[str, str]] = {
    "documents": "all_documents",
    "facts": "all_facts",
}
"""导出的文件名 → 视图。"""
_ORDER: Final = {"documents": "entity_key, region, year, kind, scope, path", "facts": "path, sha256, number"}


@dataclass(frozen=True, slots=True)
class Listed:
    """库里的一份。current 为真的是同一年几份里为准的一份。"""

    document: int
    path: str
    sha256: str
    entity: str
    kind: str
    year: str
    scope: str
    region: str
    day: str
    facts: int
    tool: str
    current: bool


def listed(store: Store, entity: str = "") -> list[Listed]:
    """各份，按单位、年度、文种排。entity 是单位名称里的几个字，省略为全部。"""
    _, rows = store.query(
        """SELECT document, path, sha256, entity, kind, coalesce(CAST(year AS VARCHAR), ''), scope, region, day,
        facts, tool, "current" FROM all_documents ORDER BY entity_key, region, year, kind, scope, path, sha256"""
    )
    wanted = norm(entity)
    return [one for row in rows if wanted in norm((one := Listed(*row)).entity)]


def matching(store: Store, wanted: str) -> list[Listed]:
    """sha256（至少前 8 位）、路径、或文件名是 wanted 的各份。"""
    return [
        one
        for one in listed(store)
        if (len(wanted) >= 8 and one.sha256.startswith(wanted.lower())) or wanted in (one.path, Path(one.path).name)
    ]


@dataclass(frozen=True, slots=True)
class Figure:
    """一个概念在一份公开件里的数。"""

    document: int
    concept: str
    value: Decimal
    unit: str
    printed: str


def figures(store: Store, documents: Sequence[Listed]) -> list[Figure]:
    """各份自己年度的各概念的数；不为准的一份没有。"""
    if not documents:
        return []
    marks = ", ".join("?" * len(documents))
    _, rows = store.query(
        f"SELECT document, concept, value, unit, printed FROM current_figures WHERE document IN ({marks}) "
        "ORDER BY document, number",
        [one.document for one in documents],
    )
    return [Figure(*row) for row in rows]


def export(store: Store, folder: Path, form: str, cell: Callable[[str], str]) -> list[Path]:
    """导出成 folder 里的几个文件，先写在旁边再改名。form 是 csv、parquet；cell 使 CSV 的文字不成为公式。"""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_exported(store, folder / f"{name}.{form}", name, form, cell) for name in EXPORTED]
    except OSError as problem:
        raise UsageError(f"{folder}：导出写不进去（{reason(problem)}），请检查 --out 的权限和磁盘空间。") from None


def _exported(store: Store, path: Path, name: str, form: str, cell: Callable[[str], str]) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    query = f"SELECT * FROM {EXPORTED[name]} ORDER BY {_ORDER[name]}"
    try:
        if form == PARQUET:
            with told(path):
                store.query(f"COPY ({query}) TO '{str(draft).replace(chr(39), chr(39) * 2)}' (FORMAT PARQUET)")
        else:
            _write_csv(draft, store.query(f"{query} LIMIT 0")[0], store.pages(query), cell)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def _write_csv(
    path: Path, columns: Sequence[str], pages: Iterator[list[tuple[Any, ...]]], cell: Callable[[str], str]
) -> None:
    with path.open("x", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(columns)
        for rows in pages:
            out.writerows([_cell(value, cell) for value in row] for row in rows)


def _cell(value: Any, cell: Callable[[str], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return cell(value) if isinstance(value, str) else str(value)
