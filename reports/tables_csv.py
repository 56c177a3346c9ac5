"""CSV：问题清单和无法核查，各栏与整改台账相同；带 BOM，表格软件打开不乱码，不会有公式。"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.cells import csv_cell
from reports.register import COLUMNS, entries, extra_columns
from reports.schema import complete
from reports.summary_tables import UNKNOWN_HEAD, unknown_rows

Value = str | int | Decimal


def render(report: Mapping[str, Any]) -> str:
    """问题清单：一个问题一行。"""
    whole = complete(report)
    names = [*(column.name for column in COLUMNS), *extra_columns(whole)]
    return _csv([names, *([entry.cells.get(name, "") for name in names] for entry in entries(whole))])


def render_unknown(report: Mapping[str, Any]) -> str:
    """无法核查：没有查成的，不能当作没有问题。"""
    return _csv([UNKNOWN_HEAD, *unknown_rows(complete(report))])


def _csv(rows: Iterable[Sequence[Value]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([csv_cell(v) if isinstance(v, str) else v for v in row] for row in rows)
    return "\ufeff" + out.getvalue()
