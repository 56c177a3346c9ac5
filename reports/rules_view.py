"""规则的清单，和一条规则用话说出来：查什么、为什么、怎么算、依据、查哪里。"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.checks import CHECKS
from engine.ruleset.model import Domain, Rule
from engine.ruleset.schema import Field
from engine.yaml_source import Plain
from reports import labels
from reports.cells import inert
from reports.terminal import cells, cut, pad, wrap

_HEADS = ("编号", "级别", "写法", "类别", "标题")
_LABEL = 14  # 左边一列的宽度，放得下最长的键名
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


def in_words(rule: Rule, written: Mapping[str, Plain], legal: Mapping[str, Mapping[str, str]], width: int) -> str:
    """一条规则用话说出来。written 是规则文件的各键，legal 是法规依据。"""
    lines = [f"{rule.id}  {rule.title}", ""]
    for name, text in _parts(rule, written, legal):
        lines += wrap(text, width, " " * _LABEL, first=pad(name, _LABEL))
    return "\n".join(lines) + "\n"


def _parts(
    rule: Rule, written: Mapping[str, Plain], legal: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    severity = labels.severity(rule.severity)
    yield "级别", f"{severity.word}（{rule.severity}）"
    yield "类别", f"{rule.family}，归入{rule.head}"
    if rule.why:
        yield "为什么查", rule.why
    if rule.how:
        yield "怎么算", rule.how
    for name in rule.basis:
        entry = legal.get(name, {})
        yield "依据", f"《{entry.get('名称', name)}》{entry.get('条款', '')}：{entry.get('要求', '')}（{name}）"
    yield "适用", "，".join(_domain(rule.domain))
    if rule.when is not None:
        yield "条件", rule.when.text
    yield "写法", f"{rule.check}：{(CHECKS[rule.check].__doc__ or '').split(chr(10), 1)[0].partition('：')[2]}"
    for field in CHECKS[rule.check].FIELDS:
        yield from _binding(field, written.get(field.name))
    yield "怎么说", rule.message.text
    if rule.advice:
        yield "建议", rule.advice
    yield "文件", rule.file


def _domain(domain: Domain) -> Iterator[str]:
    yield "、".join(domain.kinds) or "预算、决算"
    yield f"年度 {domain.years}" if domain.years else "各年度"
    yield from filter(None, ("、".join(domain.regions), "、".join(domain.levels)))


def _binding(field: Field, value: Plain | None) -> Iterator[tuple[str, str]]:
    """一个键：说明和写的值；里面还有键的逐个说。"""
    if value is None:
        return
    inner = field.fields
    for item in value if field.many and isinstance(value, list) else (value,):
        if inner and isinstance(item, dict):
            for part in inner:
                yield from _binding(part, item.get(part.name))
        else:
            yield f"  {field.name}", f"（{field.doc}）" if field.doc else ""
            for line in item if isinstance(item, list) and field.names == "格=格" else (item,):
                yield "", _shown(line)


def _shown(value: Any) -> str:
    match value:
        case list():
            return "、".join(map(_shown, value))
        case dict():
            return "；".join(f"{key} = {_shown(inner)}" for key, inner in value.items())
    return str(value)
