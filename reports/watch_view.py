"""守望时每次变动的几行话：存盘的规则查了几处，多了、少了哪些问题，规则错在哪里。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from engine.outcome import STATUSES
from engine.watch.change import Change, RuleState, Told
from reports import labels
from reports.terminal import cells, wrap
from reports.text import visible

SHOWN = 12  # 一次变动至多列这么多个问题，其余只报个数


def as_text(change: Change, first: bool, width: int) -> str:
    """一次变动；first 为刚开始看时的全貌：不逐条列规则和问题。"""
    lines = list(_opening(change) if first else _changed(change))
    lines += [f"⚠ 规则错误：{fault}" for fault in change.faults]
    if change.problem and not any(str(f) in change.problem for f in change.faults):
        lines.append(f"⚠ {change.problem}（前一次的结果保留，改好存盘后再核查）")
    return "".join(f"{part}\n" for line in lines for part in _folded(visible(line), width))


def _folded(line: str, width: int) -> list[str]:
    indent = line[: len(line) - len(line.lstrip(" "))]
    return wrap(line.lstrip(" "), width, indent + "    ", first=indent) if cells(line) > width else [line]


def _opening(change: Change) -> Iterator[str]:
    if change.problem:
        return
    counts = Counter(t.severity for t in change.new)
    told = "、".join(f"{label.word} {counts[key]}" for key, label in labels.SEVERITIES.items())
    yield f"规则 {len(change.saved)} 条，问题 {len(change.new)} 个（{told}）。存盘即重新核查；Ctrl-C 结束。"


def _changed(change: Change) -> Iterator[str]:
    if change.problem:
        return
    for ident, (before, now) in change.saved.items():
        yield f"● {ident} {now.title}：{_counted(now.counts)}{_was(before, now)}"
        if not any(now.counts.get(s) for s in ("pass", "fail", "unknown")) and now.reasons:
            yield f"    一处也没有查：{'；'.join(now.reasons[:3])}。用 gouji explain {ident} 看原因。"
    for ident in change.removed:
        yield f"○ {ident} 没有了（删去、停用或写错）"
    yield from _listed("＋", change.new)
    yield from _listed("－", change.gone)
    yield from (f"  ≠ {_line(new)}（原来{_differs(old, new)}）" for old, new in change.reworded[:SHOWN])
    if change.saved or change.removed or change.new or change.gone or change.reworded or change.mended:
        mended = f"，改好规则错误 {change.mended} 处" if change.mended else ""
        counts = f"新增 {len(change.new)}、消失 {len(change.gone)}、说法变了 {len(change.reworded)}"
        yield f"  {counts}、未变 {change.same}{mended}。"
    elif not change.faults:
        yield "  已重新核查，结果没有变。"


def _counted(counts: Mapping[str, int]) -> str:
    return "、".join(f"{labels.OUTCOMES[s].word} {counts[s]}" for s in STATUSES if counts.get(s)) or "没有结论"


def _was(before: RuleState | None, now: RuleState) -> str:
    if before is None:
        return "（新规则）"
    return f"（原来 {_counted(before.counts)}）" if before.counts != now.counts else "（没有变）"


def _listed(mark: str, told: tuple[Told, ...]) -> Iterator[str]:
    for item in told[:SHOWN]:
        yield f"  {mark} {_line(item)}"
    if len(told) > SHOWN:
        yield f"  {mark} 另有 {len(told) - SHOWN} 个"


def _differs(old: Told, new: Told) -> str:
    """只改了级别的说级别，不把同一句话说两遍。"""
    return f"是{labels.severity(old.severity).word}" if old.message == new.message else f"：{old.message}"


def _line(told: Told) -> str:
    return f"{labels.severity(told.severity).word} {told.rule_id} {told.message}"
