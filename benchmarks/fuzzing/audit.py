"""一份文本从头核查到报告：每条规则都有结论，结论是六种之一，没有程序出错，报告合公布的格式。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from benchmarks.fuzzing.disclosures import disclosure
from benchmarks.fuzzing.draw import Draw
from benchmarks.fuzzing.promise import one_sentence
from engine.audit import Auditor
from engine.errors import DocumentError
from engine.inference.select import matcher
from engine.outcome import RULE_ERROR, STATUSES
from engine.readers import parse
from reports import build, json_report
from reports.schema import faults
from tests.audit_tools import load_rules
from tests.disclosures import vocabulary

LENGTH = 600
_NAME = Path("公开件.txt")


@cache
def _auditor() -> Auditor:
    return Auditor(load_rules(None), vocabulary(), matcher("reference"))


def run(data: bytes) -> None:
    source = disclosure(Draw(data), cover=True).encode("utf-8", "replace")
    try:
        found = _auditor().audit(parse(_NAME, source))
    except DocumentError as problem:
        one_sentence(str(problem))
        return
    for rule, outcome in found.results:
        assert outcome.status in STATUSES
        assert outcome.status != RULE_ERROR, (rule.id, outcome.reason)
    judged = {rule.id for rule, _ in found.results}
    assert {rule.id for rule in found.ruleset.rules} == judged  # 没有一条悄悄不查
    document = build.document(_NAME, found)
    assert sum(document["outcomes"]["counts"].values()) == len(found.results)
    ids = Counter(f["id"] for f in document["findings"])
    assert not ids or ids.most_common(1)[0][1] == 1, ids
    report = build.report([document], _auditor(), {})
    assert faults(report) == []
    json_report.dumps(report).encode()


def seeds() -> Iterator[bytes]:
    for n in range(48):
        yield bytes([n, n * 5 % 256, *((n * 11 + k * 7) % 256 for k in range(120))])
