"""rounding: of_list：同一列里的比率，应当都四舍五入或都截尾；混用的，列出与多数不同的那几项。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.checks.common import Context, evidence, spot, stable
from engine.checks.environment import Scope
from engine.facts.model import Fact
from engine.outcome import FAIL, Outcome
from engine.ruleset.expression import State, Verdict, evaluate
from engine.ruleset.model import Rule

ROUNDED, TRUNCATED = "四舍五入", "截尾"


@dataclass
class Modes:
    """各列用过的取舍：列的编号 → 各项（事实，取舍）。"""

    context: Context
    seen: dict[str, list[tuple[Fact, str]]] = field(default_factory=dict)

    def note(self, rule: Rule, subject: Fact, scope: Scope | None) -> None:
        """记下一项；两种取舍都说得通、或不在一列里的不记。"""
        mode = _mode(rule, scope) if scope is not None else ""
        owner = next((e for e in self.context.facts.of("list") if any(i.id == subject.id for i in e.items)), None)
        if mode and owner is not None:
            self.seen.setdefault(owner.id, []).append((subject, mode))

    def mixed(self) -> Iterator[Outcome]:
        for members in self.seen.values():
            counts = Counter(mode for _, mode in members)
            if len(counts) < 2:
                continue
            usual = ROUNDED if counts[ROUNDED] >= counts[TRUNCATED] else TRUNCATED
            for subject, mode in members:
                if mode != usual:
                    name = subject.key("concept") or subject.key("name")
                    share = next((f for f in subject.slots.values() if f.quantity and f.quantity.unit == "%"), subject)
                    message = f"{spot(subject)}“{name}”的“{share.printed}”是{mode}所得，同一列的其他各项是{usual}所得"
                    yield Outcome(
                        FAIL,
                        f"{subject.key('place') or stable(subject)}/取舍",
                        fields={"place": spot(subject), "name": name, "printed": share.printed},
                        evidence=evidence(self.context.facts, share),
                        severity="info",
                        message=message,
                    )


def _mode(rule: Rule, scope: Scope) -> str:
    """只有一种取舍才成立时，是哪一种。"""
    held = []
    for mode, truncated in ((ROUNDED, False), (TRUNCATED, True)):
        trial = replace(scope, truncated=truncated, used={}, values=dict(scope.values))
        trial.define(rule.body.get("let", {}))
        verdict = evaluate(rule.body["assert"], trial)
        if isinstance(verdict, Verdict) and verdict.state is State.TRUE:
            held.append(mode)
    return held[0] if len(held) == 1 else ""
