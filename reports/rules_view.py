"""规则的清单，和一条规则用话说出来：查什么、为什么、怎么算、依据、查哪里。"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.describe import applies, describe, manual
from engine.ruleset.model import Rule
from reports import labels
from reports.build import basis_of
from reports.cells import inert
from reports.terminal import cells, cut, pad, wrap

_HEADS = ("编号", "级别", "写法", "类别", "标题")
_KEYS = ("id", "severity", "check", "family", "title")


def rows(rules: Iterable[Rule]) -> list[dict[str, str]]:
    """一条规则一行，按类别、编号排。"""
    found = [{key: str(getattr(rule, key)) for key in (*_KEYS, "file")} for rule in rules]
    return sorted(found, key=lambda row: (row["family"], row["id"]))


def as_table(rules: Iterable[Rule], width: int) -> str:
    """对齐的清单，每行不超过 width 格；末尾一句条数。"""
    listed = rows(rules)
    body = [
        [row["id"], labels.severity(row["severity"]).word, row["check"], row["family"], row["title"]] for row in listed
    ]
    wide = [max((cells(line[n]) for line in (_HEADS, *body)), default=0) for n in range(len(_HEADS))]
    lines = ["  ".join(pad(text, w) for text, w in zip(line, wide, strict=True)).rstrip() for line in (_HEADS, *body)]
    return "".join(f"{cut(line, width)}\n" for line in lines) + f"共 {len(listed)} 条规则。\n"


def as_csv(rules: Iterable[Rule]) -> str:
    """一行一条，第一行是栏名。"""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_KEYS, "file"))
    writer.writerows([inert(value) for value in row.values()] for row in rows(rules))
    return out.getvalue()


def as_json(rules: Iterable[Rule]) -> str:
    """[{id, severity, check, family, title, file}]。"""
    return json.dumps(rows(rules), ensure_ascii=False, indent=1) + "\n"


def in_words(rule: Rule, vocabulary: Vocabulary, width: int) -> str:
    """一条规则用话说出来，每行不超过 width 格。"""
    lines = [f"{rule.id}  {rule.title}", ""]
    parts = list(_parts(rule, vocabulary))
    column = max(cells(name) for name, _ in parts) + 2
    for name, text in parts:
        lines += wrap(text, width, " " * column, first=pad(name, column))
    return "\n".join(lines) + "\n"


def _parts(rule: Rule, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    severity = labels.severity(rule.severity)
    yield "级别", f"{severity.word}（{rule.severity}）"
    yield "类别", f"{rule.family}，归入{rule.head}"
    if rule.why:
        yield "为什么查", rule.why
    if rule.how:
        yield "怎么算", rule.how
    for law in basis_of(rule.basis, vocabulary):
        yield "依据", f"{law['text']}（{law['id']}）"
    yield "适用", applies(rule) or "不限"
    if rule.when is not None:
        yield "条件", rule.when.text
    yield "写法", f"{rule.check}：{manual(rule.check)[0]}"
    for line in describe(rule):
        yield f"{'  ' * (line.depth + 1)}{line.key}", f"{line.label}：{line.value}" if line.value else line.label
    yield "怎么说", rule.message.text
    if rule.advice:
        yield "建议", rule.advice
    yield "文件", rule.file
