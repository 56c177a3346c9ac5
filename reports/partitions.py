"""Parquet：一批的文件、问题、事实，各若干个分区；DuckDB、pandas 直接读。要另装 pyarrow。

三张表，各一个文件夹：documents 一份一行，findings 一个问题一行，facts 一个数一行；都有 path、sha256、单位、
年度、文种，可以单独用，也可以连起来。各栏见 docs/batch.md。
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.errors import UsageError
from engine.outcome import STATUSES
from engine.store import Record
from engine.store.record import Row
from engine.text import storable
from reports import labels

TABLES = ("documents", "findings", "facts")
SIZE = 200
"""一个分区这么多份公开件：事实约三十万行，几 MB；再小文件太多，再大一个进程占的内存就多。"""

_OWN = ("path", "sha256", "entity", "year", "kind", "region", "level")
_FINDING = ("id", "rule_id", "title", "family", "head", "severity", "message", "at", "likely_cause", "advice")
_FIGURES = ("printed", "computed", "difference", "unit")
_PLACE = ("quote", "file", "page", "line", "table", "row", "column", "section")
_FACT = tuple(name for name in Row._fields if name not in ("kind", "value", "quantum", "quote"))
# 小数点前 28 位、后 10 位：以元计的金额、以百分数计的比率都放得下
_PRECISION, _SCALE = 38, 10

Document = Mapping[str, Any]


def arrow() -> Any:
    """用到才载入；没有装抛出 UsageError。"""
    try:
        importlib.import_module("pyarrow.parquet")
        return importlib.import_module("pyarrow")
    except ImportError:
        raise UsageError('--parquet 要有 pyarrow，请先装上：pip install "gouji[parquet]"。') from None


def render(documents: Sequence[Document], records: Iterable[Record]) -> dict[str, bytes]:
    """一个分区：表名 → Parquet 文件的内容。同样的输入得到同样的字节。"""
    pa = arrow()
    rows = {
        "documents": map(_document, documents),
        "findings": (row for d in documents for row in _findings(d)),
        "facts": (row for record in records for row in _facts(record)),
    }
    schemas = _schemas(pa)
    found = {}
    for name in TABLES:
        out = io.BytesIO()
        table = pa.Table.from_pylist([_storable(row) for row in rows[name]], schema=schemas[name])
        pa.parquet.write_table(table, out, compression="zstd")
        found[name] = out.getvalue()
    return found


def _storable(row: dict[str, Any]) -> dict[str, Any]:
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}


def _document(document: Document) -> dict[str, Any]:
    levels = [finding["severity"] for finding in document.get("findings", ())]
    counts = document.get("outcomes", {}).get("counts", {})
    return {
        **_own(document),
        "name": document["name"],
        "status": document["status"],
        "error": document["error"],
        "pages": document.get("pages"),
        "share": _decimal(document.get("coverage", {}).get("share", "")),
        **{f"{level}s": levels.count(level) for level in labels.SEVERITIES},
        **{f"outcome_{status}": counts.get(status, 0) for status in STATUSES},
    }


def _findings(document: Document) -> Iterator[dict[str, Any]]:
    for finding in document.get("findings", ()):
        evidence = finding["evidence"]
        place = {"quote": evidence[0]["quote"], **evidence[0]["location"]} if evidence else {}
        yield {
            **_own(document),
            **{name: finding[name] for name in (*_FINDING, *_FIGURES)},
            "occurrences": finding["occurrences"],
            **{name: place.get(name) for name in _PLACE},
        }


def _facts(record: Record) -> Iterator[dict[str, Any]]:
    own = {name: getattr(record, name) for name in _OWN}
    for row in record.rows:
        yield {
            **own,
            "fact": row.kind,
            **{name: getattr(row, name) for name in _FACT},
            "value": _decimal(row.value),
            "quantum": _decimal(row.quantum),
            "quote": record.quotes[row.quote] if row.quote >= 0 else "",
        }


def _own(document: Document) -> dict[str, str]:
    return {name: document.get(name) or "" for name in _OWN}


def _decimal(text: str) -> Decimal | None:
    """放不下的（没有公开过这样的数）为空，印的样子在 printed 里。"""
    if not text:
        return None
    try:
        value = Decimal(text).quantize(Decimal(1).scaleb(-_SCALE))
    except InvalidOperation:
        return None
    return value if value.adjusted() < _PRECISION - _SCALE else None


def _schemas(pa: Any) -> dict[str, Any]:
    number, text, whole = pa.decimal128(_PRECISION, _SCALE), pa.string(), pa.int32()
    own = [(name, text) for name in _OWN]
    kinds = {"number": whole, "page": whole, "line": whole, "total": pa.bool_(), "approximate": pa.bool_()}
    return {
        "documents": pa.schema(
            [
                *own,
                ("name", text),
                ("status", text),
                ("error", text),
                ("pages", whole),
                ("share", number),
                *((f"{level}s", whole) for level in labels.SEVERITIES),
                *((f"outcome_{status}", whole) for status in STATUSES),
            ]
        ),
        "findings": pa.schema(
            [
                *own,
                *((name, text) for name in (*_FINDING, *_FIGURES)),
                ("occurrences", whole),
                *((name, kinds.get(name, text)) for name in _PLACE),
            ]
        ),
        "facts": pa.schema(
            [
                *own,
                ("fact", text),
                *((name, kinds.get(name, text)) for name in _FACT),
                ("value", number),
                ("quantum", number),
                ("quote", text),
            ]
        ),
    }
