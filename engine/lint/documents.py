"""文种：规则里的表，与 applies 合不合，两边在不在同一份文件里。

错误示例  applies: {kind: 预算}；tables: [支出决算表]              （决算的表，预算里没有）
错误示例  pairs: [收支总表/收入总计/合计 = 收入决算表/合计/合计]   （一份文件里只有一张）
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.errors import RuleFault
from engine.lint.nodes import pair, scalars
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field
from engine.yaml_source import Mapping as Entries
from engine.yaml_source import Node, Scalar

_LEFT = ("left",)
"""写了 versus 的，只有这些键里的表在正在核查的文件里。"""


def faults_of(rule: Rule, node: Entries, fields: Iterable[Field], vocabulary: Vocabulary) -> Iterator[RuleFault]:
    """文种、年度对不上的各处。"""
    low, dash, high = rule.domain.years.replace(" ", "").partition("-")
    if dash and low > high and (written := next(scalars(pair(node.get("applies")).get("year")), None)):
        yield written.mark.fault(f"年度“{rule.domain.years}”起止写反了，请写成 {high}-{low}")
    documents = {table.name: table.document for table in vocabulary.tables}
    elsewhere = "versus" in rule.body  # 右边的表在另一份文件里
    own = tuple(f for f in fields if not elsewhere or f.name in _LEFT)
    words = list(_tables(node, own))
    if rule.domain.kinds and words and not any(documents.get(w.value) in rule.domain.kinds for w in words):
        at = next(scalars(pair(node.get("applies")).get("kind")), words[0]).mark
        found = "、".join(dict.fromkeys(documents.get(w.value, "") for w in words))
        yield at.fault(f"规则里的表都只在{found}里有，而 applies 只查{'、'.join(rule.domain.kinds)}，一份也查不到")
    elif rule.domain.kinds:
        for word in words:
            if documents.get(word.value, rule.domain.kinds[0]) not in rule.domain.kinds:
                other = documents[word.value]
                yield word.mark.fault(
                    f"“{word.value}”只在{other}里有，而 applies 只查{'、'.join(rule.domain.kinds)}，请删去"
                )
    if elsewhere:
        return
    for written in scalars(node.get("pairs")):
        left, _, right = written.value.partition("=")
        if not _together(_addressed(left), _addressed(right), documents):
            yield written.mark.fault("等号两边的表不在同一个文种里，永远比不上")
    apart = rule.check == "tables_agree" and "pairs" not in rule.body
    if apart and not _together(rule.body["left"], rule.body["right"], documents):
        side = next(scalars(node.get("right")))
        yield side.mark.fault("左右两边的表不在同一个文种里，永远比不上")


def _tables(node: Node | None, fields: Iterable[Field]) -> Iterator[Scalar]:
    if not isinstance(node, Entries):
        return
    for field in fields:
        if field.names == "表":
            yield from scalars(node.get(field.name))
        elif field.fields:
            yield from _tables(node.get(field.name), field.fields)


def _addressed(side: str) -> tuple[str, ...]:
    return tuple(part.strip().split("/")[0].strip() for part in side.split(" 或 "))


def _together(left: Iterable[str], right: Iterable[str], documents: Mapping[str, str]) -> bool:
    return bool({documents.get(t, "") for t in left} & {documents.get(t, "") for t in right})
