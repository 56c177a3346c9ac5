"""由量得的数推算一百万份：处理器时、几台机器、磁盘。没有量的项空着。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.scaling.table import Cell, Measured, Table

MILLION = 1_000_000
MACHINES = ((2, "2 核一台"), (16, "16 核一台"), (160, "16 核十台"))


def table(measured: Sequence[Measured]) -> Table | None:
    """推算的表；一份的时间没有量的为 None。"""
    found = {m.name: m for m in measured}
    if "stages" not in found:
        return None
    speed = found["stages"].tables[0]
    rows: list[tuple[Cell, ...]] = []
    for row in speed.rows:
        one = dict(zip(speed.columns, row, strict=True))
        for name, key in (("核查", "核查 ms"), ("核查并写网页", "连写报告 ms")):
            hours = float(one[key]) * MILLION / 3.6e6
            rows.append((f"{one['公开件']}：{name}", f"{hours:,.0f} 核时", _days(hours)))
    rows += _disk(found)
    return Table("一百万份：由上面的数推算", ("", "合计", "要多久、多大"), tuple(rows))


def _days(hours: float) -> str:
    parts = []
    for cores, name in MACHINES:
        own = hours / cores
        parts.append(f"{name} {own:,.1f} 小时" if own < 48 else f"{name} {own / 24:,.1f} 天")
    return "，".join(parts)


def _disk(found: Mapping[str, Measured]) -> list[tuple[Cell, ...]]:
    """每份占的磁盘乘一百万。"""
    if "documents" not in found:
        return []
    own = found["documents"].tables[1]
    return [
        (name, f"{kb * MILLION / 1e6:,.0f} GB", f"每份 {kb:,.1f} KB")
        for name, kb in zip(own.columns, own.rows[0], strict=True)
        if isinstance(kb, float)
    ]
