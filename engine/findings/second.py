"""第二遍：各条规则的不符合项又作为事实，供归并规则挑选。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.document import Place
from engine.facts.model import Fact
from engine.findings.figures import Figures
from engine.outcome import FAIL, Outcome
from engine.ruleset.model import Rule

Results = Sequence[tuple[Rule, Outcome]]
"""各条规则在各处的结论，次序固定；序号就是结论的名字。"""


def outcome_facts(results: Results, figures: Figures, rules: Iterable[Rule]) -> Iterator[Fact]:
    """每个不符合项一个 outcome 事实，它的每处证据一个 touch 事实。rules 为归并规则，各自挑中的加上记号。"""
    choices = tuple(
        (f"{meta.id} {name}", meta.body[name]) for meta in rules for name in ("of", "lead") if name in meta.body
    )
    marks: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for number, (rule, outcome) in enumerate(results):
        if outcome.status != FAIL:
            continue
        keys: dict[str, str | bool] = {
            "id": f"o{number}",
            "number": str(number),
            "rule": rule.id,
            "family": rule.family,
            "check": rule.check,
            "severity": outcome.severity or rule.severity,
            "cause": outcome.cause,
            "figures": figures.pair(outcome),
            "at": outcome.at,
        }
        alike = (rule.id, outcome.severity, outcome.cause)  # 这几样相同的，挑不挑中也相同
        if alike not in marks:
            marks[alike] = tuple(mark for mark, wanted in choices if _chosen(wanted, rule, keys))
        keys.update(dict.fromkeys(marks[alike], True))
        place = outcome.evidence[0].place if outcome.evidence else Place()
        yield Fact(f"o{number}", "outcome", keys, place)
        for order, item in enumerate(outcome.evidence):
            fact = figures.at(item)
            touched: dict[str, str | bool] = {
                "outcome": f"o{number}",
                "cell": figures.cell(item),
                "table": item.place.table,
                "section": item.place.section,
                "subject": (fact.key("code") or fact.key("concept")) if fact else "",
            }
            yield Fact(f"o{number}.{order}", "touch", touched, item.place, item.value)


def _chosen(wanted: Mapping[str, tuple[str, ...]], rule: Rule, keys: Mapping[str, str | bool]) -> bool:
    """几个键都要合，一个键里合一个就行。"""
    return all(
        bool(set(values) & set(rule.tags)) if name == "tag" else keys[name] in values for name, values in wanted.items()
    )
