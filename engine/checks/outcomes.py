"""outcomes：归并规则，对各条规则的结论再看一遍。

查什么  几条规则的“不符合”是不是同一个根源：碰的是同一格、同样的两个数、同一张表里同一种原因。
为什么  一句话里写错一个数，增减率、表文对照、前后对照都会不符；要改的只是一处，报成一个问题。
错误示例  正文把 120.00 万元写成 210.00 万元，报出三个问题：与表不符、与前文不符、增减率不符。
正确示例  报一个问题，另外两处列在它的“同一根源”里；结论照样逐处计数。
参数  of 看哪些结论；lead 哪一条留作问题；share 什么相同；prove: 代入 换成对面的数再查一遍，相符的才并；
      min 至少几处；then: merge 合成一个问题，severity 改成本规则的级别
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from engine.checks.common import Bound, Context
from engine.errors import RuleFault
from engine.facts.build import FactSet
from engine.facts.model import Fact
from engine.findings.causes import CAUSES
from engine.findings.figures import Correction, Figures
from engine.findings.group import ORDER, bucket
from engine.inference.patterns import Pattern, Query
from engine.numbers import Quantity
from engine.outcome import NOT_APPLICABLE, PASS, UNKNOWN, Outcome
from engine.ruleset.model import SEVERITIES, Rule
from engine.ruleset.schema import Field
from engine.ruleset.schema import check as check_keys
from engine.yaml_source import Mapping, Mark, Node, Scalar, Sequence, suggest

FIELDS = (
    Field("of", "any", True, doc="看哪些结论，如 {family: [计算, 表文一致]}；几个键都要合，一个键里合一个就行"),
    Field("lead", "any", doc="哪一条留作问题，写法同 of；省略为最重的、最靠前的"),
    Field("share", "texts", True, doc="什么相同才算同一根源：格、数、表、章节、科目、原因；写几样的都要相同"),
    Field("prove", "choice", values=("代入",), doc="代入：把那一格换成对面的数再查一遍，相符的才并；share 要写 [格]"),
    Field("min", "number", doc="至少几处，默认 2"),
    Field(
        "then",
        "choice",
        True,
        values=("merge", "severity"),
        doc="怎么办：merge 合成一个问题；severity 改成本规则的级别",
    ),
)
SELECT_FIELDS = (
    Field("rule", "texts", doc="规则编号"),
    Field("family", "texts", doc="类别，即规则所在的文件夹"),
    Field("tag", "texts", doc="规则的标签"),
    Field("check", "texts", doc="规则的写法"),
    Field("severity", "texts", doc="级别"),
    Field("cause", "texts", doc=f"可能原因：{'、'.join(CAUSES)}"),
)
MESSAGE_FIELDS = ("lead", "count", "rules")
TABLE_KEYS: tuple[str, ...] = ()
SHARES = {"格": "cell", "数": "figures", "表": "table", "章节": "section", "科目": "subject", "原因": "cause"}
"""share 的写法 → outcome、touch 事实的键。"""
MAX_TRIALS, MAX_WORK = 100, 300_000
"""一份文件里至多代入几次、几次乘以事实数的上限。一次把一条规则在所涉的几块里重查一遍。"""

Chosen = dict[int, Fact]
"""结论的序号 → 它的 outcome 事实，按规则次序。"""


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    touched = Pattern("touch", "touch", {}, {"outcome": ("outcome", "id")})
    return (Query("of", (Pattern("outcome", "outcome", {f"{rule.id} of": True}), touched)),)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    """每归到一处给一个结论，about 是各结论的序号，留作问题的在前。归并规则自己不作判断，都是“不适用”。"""
    chosen: Chosen = {}
    groups: dict[tuple[str, ...], Chosen] = {}
    for match in bound["of"]:
        outcome, touch = match["outcome"], match["touch"]
        number = int(outcome.key("number"))
        chosen[number] = outcome
        shared = tuple(touch.key(SHARES[s]) or outcome.key(SHARES[s]) for s in rule.body["share"])
        if all(shared):
            groups.setdefault(shared, {})[number] = outcome
    figures = context.figures or Figures(context.facts)
    trials = _Trials(figures, context) if "prove" in rule.body else None
    roots = [
        r
        for shared, group in groups.items()
        if len(group) > 1
        for r in _roots(rule, shared, group, figures, trials, context)
    ]
    taken: set[int] = set()
    for root in sorted(roots, key=lambda r: -len(r)):
        if taken.isdisjoint(root):
            taken |= set(root)
            level = rule.severity if rule.body["then"] == "severity" else ""
            at = context.results[root[0]][1].at
            yield Outcome(NOT_APPLICABLE, at, f"同一根源的{len(root)}处", severity=level, about=root)
    if trials is not None and trials.refused:
        why = f"不符合项太多，代入到上限，另有{trials.refused}次没有试，是不是同一根源没有查"
        yield Outcome(UNKNOWN, "全文", why)


def _roots(
    rule: Rule, shared: tuple[str, ...], group: Chosen, figures: Figures, trials: _Trials | None, context: Context
) -> Iterator[tuple[int, ...]]:
    """一组相同的结论里可以并的：（留作问题的，其余……）。要代入的，每个可作根源的都试。"""
    able = [n for n, fact in group.items() if "lead" not in rule.body or fact.keys.get(f"{rule.id} lead")]
    for lead in sorted(able, key=lambda n: _gravity(*context.results[n], figures)):
        rest = [n for n in sorted(group) if n != lead]
        root = (lead, *(rest if trials is None else trials.settled(lead, rest, shared[0])))
        several = rule.body["then"] == "severity" or len({bucket(*context.results[n]) for n in root}) > 1
        if several and len(root) >= rule.body.get("min", 2):
            yield root
        if trials is None:
            return


def _gravity(rule: Rule, outcome: Outcome, figures: Figures) -> tuple[int, bool, tuple[int, ...]]:
    """最重的在前；同级的，两个数直接比、说得出该是多少的在前；再按阅读次序。"""
    place = outcome.evidence[0].place.key if outcome.evidence else ()
    return ORDER[outcome.severity or rule.severity], not figures.compared(outcome), place


class _Trials:
    """代入：把一格换成该是的数，看别的结论是不是就相符了。"""

    def __init__(self, figures: Figures, context: Context) -> None:
        self._figures = figures
        self._context = context
        self._correction = Correction(context.facts, figures)
        self._most = min(MAX_TRIALS, MAX_WORK // len(context.facts.facts))
        self.refused = 0
        self._done: dict[tuple[str, str, Quantity, frozenset[int]], dict[str, set[str]]] = {}
        self._changed: dict[tuple[str, Quantity], FactSet] = {}

    def settled(self, lead: int, others: list[int], cell: str) -> list[int]:
        """others 里，把 cell 换成使 lead 相符的数，也就相符了的；有几个数可换的，取相符最多的。"""
        outcome = self._context.results[lead][1]
        best: list[int] = []
        for wrong, right in self._figures.corrections(outcome, cell):
            if self._holds(lead, cell, wrong, right):
                best = max(best, [n for n in others if self._holds(n, cell, wrong, right)], key=len)
        return best

    def _holds(self, number: int, cell: str, wrong: Fact, right: Quantity) -> bool:
        rule, outcome = self._context.results[number]
        blocks = frozenset(e.place.block for e in outcome.evidence if e.place.block is not None)
        key = (rule.id, cell, right, blocks)
        if key not in self._done:
            if len(self._done) >= self._most:
                self.refused += 1
                return False
            if (wrong.id, right) not in self._changed:  # 同样的改法，几条规则都要再查
                self._changed[wrong.id, right] = self._correction.of(wrong, right)
            found: dict[str, set[str]] = {}
            for again in self._context.retest(rule, self._changed[wrong.id, right], blocks):
                found.setdefault(again.at, set()).add(again.status)
            self._done[key] = found
        return self._done[key].get(outcome.at) == {PASS}


# ---------- 读规则


def read(body: dict[str, Any], node: Mapping) -> list[RuleFault]:
    """就地把 of、lead 换成读好的值，marks 记下各个值在哪里；返回写错的地方。别的写法的规则原样。"""
    if not isinstance(body.get("of"), Node):
        return []
    faults: list[RuleFault] = []
    body["marks"] = {}
    for key in ("of", "lead"):
        written = body.get(key)
        if written is None:
            continue
        values, wrong = check_keys(written, SELECT_FIELDS, key)
        if not values and not wrong:
            wrong = [written.mark.fault(f"{key} 要说明看哪些结论，例如 {key}: {{family: [计算, 表文一致]}}")]
        for name in values:
            body["marks"] |= {(key, name, value): mark for value, mark in _words(written, name)}
        for name, allowed in (("severity", SEVERITIES), ("cause", tuple(CAUSES))):
            wrong += _unlisted(written, name, allowed)
        faults += wrong
        body[key] = values
    wrong = _unlisted(node, "share", tuple(SHARES))
    if "prove" in body and not wrong and body.get("share") != ("格",):
        wrong = [mark_of(node, "prove").fault("prove: 代入 要知道换哪一格的数，share 请写 [格]")]
    least = body.get("min", 2)
    if least < 2 or least % 1:
        wrong.append(mark_of(node, "min").fault("min 应是不小于 2 的整数，例如 min: 5"))
    return faults + wrong


def unknown(rules: Iterable[Rule], ids: Iterable[str]) -> Iterator[RuleFault]:
    """of、lead 里提到而没有的规则、类别、标签、写法：写错一个字就一直并不了。"""
    rules = tuple(rules)
    known = {
        "rule": set(ids),
        "family": {r.family for r in rules},
        "tag": {t for r in rules for t in r.tags},
        "check": {r.check for r in rules},
    }
    for rule in rules:
        marks: dict[tuple[str, str, str], Mark] = rule.body.get("marks", {})
        for (key, name, value), mark in marks.items():
            if name in known and value not in known[name]:
                yield _named(mark.fault(f"{key} 的 {name} 没有“{value}”{suggest(value, known[name])}"), rule)


def _named(fault: RuleFault, rule: Rule) -> RuleFault:
    return dataclasses.replace(fault, rule_id=rule.id)


def _words(node: Node, key: str) -> Iterator[tuple[str, Mark]]:
    """一个键里的各个值和位置。"""
    found = node.get(key) if isinstance(node, Mapping) else None
    for item in found if isinstance(found, Sequence) else (found,):
        if isinstance(item, Scalar):
            yield item.value.strip(), item.mark


def _unlisted(node: Node, key: str, allowed: tuple[str, ...]) -> list[RuleFault]:
    return [
        mark.fault(f"{key} 不能是“{value}”{suggest(value, allowed) or '，'}可用：{'、'.join(allowed)}")
        for value, mark in _words(node, key)
        if value not in allowed
    ]


def mark_of(node: Mapping, key: str) -> Mark:
    found = node.get(key)
    return found.mark if found is not None else node.mark
