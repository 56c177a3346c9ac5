"""句式：implies 要找的话，不能在表的标题里就找得到。

错误示例  if: {table: [三公经费支出表]}；then: {phrase: [三公经费]}   （标题里就有，永远符合）
正确示例  then: {phrase: ['没有…三公经费']}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import RuleError, RuleFault
from engine.lint.nodes import pair, scalars
from engine.recognition.vocabulary import TableKind, Vocabulary
from engine.ruleset.phrase import compile_phrase
from engine.text import normalise
from engine.yaml_source import Mapping


def faults_of(node: Mapping, vocabulary: Vocabulary) -> Iterator[RuleFault]:
    """then 的句式不能在表的标题里就找得到。"""
    condition, demand = pair(node.get("if")), pair(node.get("then"))
    wanted = {s.value.strip() for s in scalars(condition.get("table"))}
    titles = [title for table in vocabulary.tables if table.name in wanted for title in _spelled(table)]
    for scalar in (*scalars(demand.get("phrase")), *scalars(demand.get("not"))):
        try:
            phrase = compile_phrase(scalar.value, scalar.mark)
        except RuleError:  # 句式写错了，读规则时已经说了
            continue
        title = next((t for t in titles if any(True for _ in phrase.find(normalise(t)))), None)
        if title is not None:
            yield scalar.mark.fault(f"表的标题“{title}”里就找得到“{scalar.value}”，永远符合，请写得更具体")


def _spelled(table: TableKind) -> Iterator[str]:
    yield table.name
    yield from ("".join(wording.have) for wording in table.titles)
