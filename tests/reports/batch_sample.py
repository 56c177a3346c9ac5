"""虚构的一批：若干单位，各两份，问题出自样例的七个；另有读不出的、没有读全的、重复的、更正的。"""

from __future__ import annotations

import copy
from typing import Any

from tests.reports import sample

SEVERITIES = {"SG-501": "warning", "TPL-701": "info", "PERF-801": "warning"}


def document(unit: str, year: str = "2024", kind: str = "决算", findings: tuple[int, ...] = (), **more: Any) -> Any:
    """一份核查了的文件；findings 是样例里第几个问题。"""
    name = f"{unit}{year}年度部门{kind}.txt"
    chosen = [copy.deepcopy(sample.findings()[n]) for n in findings]
    for number, finding in enumerate(chosen, 1):
        finding |= {"display": f"F-{number:03}", "at": f"{finding['title']}/合计"}
    made = sample.audited() | {
        "path": f"公开文本/{name}",
        "name": name,
        "sha256": sample.digest(name),
        "entity": unit,
        "year": year,
        "kind": kind,
        "findings": chosen,
    }
    return made | more


def report(documents: list[dict[str, Any]]) -> dict[str, Any]:
    return sample.report() | {"documents": documents}


def units(count: int) -> list[str]:
    return [f"云溪市第{n:03}虚构局" for n in range(1, count + 1)]


def batch(count: int = 6) -> dict[str, Any]:
    """count 个单位各一份决算一份预算；单数的有错误，三个单位的错误相同（只有数字不同）。"""
    documents = []
    for n, unit in enumerate(units(count), 1):
        final = document(unit, findings=(0, 4, 6) if n % 2 else (6,))
        for finding in final["findings"][:1]:
            finding["message"] = finding["message"].replace("186.52", f"{n}86.52")
        documents += [final, document(unit, "2025", "预算")]
    return report(documents)
