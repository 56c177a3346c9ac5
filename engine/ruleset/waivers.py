"""豁免登记 waivers.yaml：哪条规则、哪个单位、哪一年的不符合项，谁批准、为什么、到哪天为止不计入问题。

错误示例  - {rule: SUM-101, unit: 某市某局, year: "2024", reason: 已批准}      没有批准人和到期日
正确示例  - rule: SUM-101
            unit: 某市某局
            year: "2024"
            reason: 经批准更新执法执勤用车一辆
            approved_by: 预算股
            expires: "2025-03-31"
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.errors import RuleError, RuleFault, UsageError
from engine.os_errors import reason
from engine.ruleset.consistency import mark_of
from engine.ruleset.schema import Field, check
from engine.text import norm
from engine.within import readable
from engine.yaml_source import Mapping, Mark, Node, Sequence, load, suggest

WAIVERS = "waivers.yaml"
MAX_DAYS = 400
"""豁免最长的天数：一个年度加上批复、公开的余地；更长的应当改规则。"""
FIELDS = (
    Field("rule", "text", True, doc="豁免哪条规则，写编号"),
    Field("unit", "text", True, doc="哪个单位，与报告里的单位名称相同"),
    Field("year", "text", True, doc="哪个年度，四位"),
    Field("at", "text", doc="只豁免这个位置，照抄 report.json 里问题的 at，可以只写前几段；省略为该规则的全部"),
    Field("reason", "text", True, doc="为什么豁免"),
    Field("document", "text", doc="批准文件的文号"),
    Field("approved_by", "text", True, doc="谁批准的"),
    Field("granted", "text", doc="哪天批准，写 2024-04-01；省略为从核查那天算起"),
    Field("expires", "text", True, doc="到哪天为止（含当天），写 2025-03-31"),
)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")  # 2025-03-31　2025年3月31日　2025/3/31


@dataclass(frozen=True, slots=True)
class Waiver:
    """一条豁免。at 为空的，该规则在这份文件里的全部。"""

    rule: str
    unit: str
    year: str
    at: str
    reason: str
    document: str
    approved_by: str
    granted: date | None
    expires: date
    mark: Mark


@dataclass(frozen=True, slots=True)
class Register:
    """全部豁免登记。

    day    核查日期；没有就不知道哪些到期，全部不启用
    faults 写错的登记，不启用
    files  （文件，SHA-256）
    """

    waivers: tuple[Waiver, ...] = ()
    day: date | None = None
    faults: tuple[RuleFault, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


NO_WAIVERS = Register()


def day_of(text: str) -> date | None:
    """写着的日期；认不出的为 None。"""
    found = _DAY.fullmatch(norm(text))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:  # 2025-02-30
        return None


def in_rulesets(roots: Iterable[Path]) -> tuple[Path, ...]:
    """各规则集文件夹里的 waivers.yaml；规则集里可以再有规则集。不读的（within）不算，读规则时已说。"""
    found: dict[Path, None] = {}
    for root in roots:
        for folder in (root, *sorted(p.parent for p in root.rglob("ruleset.yaml"))):
            path = folder / WAIVERS
            if readable(path, root):
                found[path] = None
    return tuple(found)


def load_register(given: Iterable[Path], found: Iterable[Path], rules: Collection[str], day: str) -> Register:
    """given 是命令里指定的，打不开抛出 UsageError；found 是规则集文件夹里的。rules 为各规则编号。"""
    today = day_of(day)
    waivers: list[Waiver] = []
    faults: list[RuleFault] = []
    files: list[tuple[str, str]] = []
    seen: dict[tuple[str, ...], Mark] = {}
    for path in dict.fromkeys((*found, *given)):
        files.append((str(path), _digest(path)))
        try:
            node = load(path, str(path))
        except RuleError as problem:
            faults += problem.faults
            continue
        if not isinstance(node, Sequence):
            faults.append(node.mark.fault("豁免登记应是列表，每条以“- ”开头，例如 - rule: SUM-101"))
            continue
        for item in node:
            waiver, wrong = _waiver(item, rules, today)
            if waiver is not None and not wrong:
                name = (waiver.rule, norm(waiver.unit), waiver.year, norm(waiver.at))
                if name in seen:
                    wrong = [waiver.mark.fault(f"与 {seen[name].file} 第 {seen[name].line} 行是同一条豁免，请删去一条")]
                else:
                    seen[name] = waiver.mark
                    waivers.append(waiver)
            faults += wrong
    return Register(tuple(waivers), today, tuple(faults), tuple(files))


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as problem:
        raise UsageError(f"{path}：豁免登记打不开（{reason(problem)}），请检查路径和权限。") from None


def _waiver(node: Node, rules: Collection[str], today: date | None) -> tuple[Waiver | None, list[RuleFault]]:
    values, faults = check(node, FIELDS, "豁免")
    if faults or not isinstance(node, Mapping):
        return None, faults
    text = {name: str(value).strip() for name, value in values.items()}
    if text["rule"] not in rules:
        hint = suggest(text["rule"], rules) or "，请照抄报告里的规则编号"
        faults.append(mark_of(node, "rule").fault(f"没有“{text['rule']}”这条规则，或已停用{hint}"))
    if not re.fullmatch(r"[12]\d{3}", norm(text["year"])):  # 2024
        faults.append(mark_of(node, "year").fault(f'年度“{text["year"]}”应是四位数字，例如 year: "2024"'))
    days = {name: day_of(text[name]) for name in ("granted", "expires") if name in text}
    for name, day in days.items():
        if day is None:
            faults.append(mark_of(node, name).fault(f'日期“{text[name]}”认不出，应写成 {name}: "2025-03-31"'))
    expires, start = days["expires"], days.get("granted", today)
    if expires is None or faults:
        return None, faults
    faults += _length(node, start, expires, "granted" in days)
    waiver = Waiver(
        text["rule"],
        text["unit"],
        norm(text["year"]),
        text.get("at", ""),
        text["reason"],
        text.get("document", ""),
        text["approved_by"],
        days.get("granted"),
        expires,
        node.mark,
    )
    return waiver, faults


def _length(node: Mapping, start: date | None, expires: date, granted: bool) -> Iterator[RuleFault]:
    if start is None:
        return
    mark = mark_of(node, "expires")
    if granted and expires < start:
        yield mark.fault(f"到期日 {expires} 早于批准日 {start}，请核对")
    elif (expires - start).days > MAX_DAYS:
        since = "批准日" if granted else "核查日期"
        yield mark.fault(f"从{since} {start} 到 {expires} 超过 {MAX_DAYS} 天；长期的例外请改规则，不要用豁免")
