"""词汇总表：规则里能写的各种名称，全部由词汇和程序里的清单生成，不手写。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from engine.checks import CHECKS, formula
from engine.facts.known import DERIVED
from engine.facts.model import SLOTS
from engine.findings.causes import CAUSES
from engine.recognition.vocabulary import TableKind, Vocabulary, Wording
from engine.ruleset.describe import manual
from engine.ruleset.model import HEADS, Ruleset
from engine.ruleset.names import FAMILIES
from engine.ruleset.schema import Field
from reports import labels
from reports.manual import escaped_markdown as md

_HEAD = """# 规则里能写的名称

由 `gouji rules docs --catalogue --out docs` 生成，不要手改。
规则怎么写见 [rules.md](rules.md)，词汇怎么加见 [vocabulary.md](vocabulary.md)。"""

_KEYS = re.compile(r"(<!-- 键：开始 -->\n).*?(<!-- 键：结束 -->)", re.S)
_FIELDS = re.compile(r"(<!-- 栏目：开始 -->\n).*?(<!-- 栏目：结束 -->)", re.S)
_PERIODS = (
    ("本年", "本年度的数，不写期间就是它"),
    ("上年", "上年的数：表的上年栏，或由文字的增减倒推"),
    ("预算", "决算文件里的年初（全年）预算数"),
    ("决算", "决算文件里的决算数"),
)


def as_markdown(vocabulary: Vocabulary, ruleset: Ruleset) -> str:
    """整篇。ruleset 只用来列类别和各类的条数。"""
    parts = [
        _HEAD,
        _families(ruleset),
        _severities(),
        _outcomes(),
        _causes(),
        _kinds(),
        _tables(vocabulary),
        _columns(vocabulary),
        _rows(vocabulary),
        _concepts(vocabulary),
        _sections(vocabulary),
        _slots(),
        _lists(vocabulary),
        _indicators(vocabulary),
        _words(vocabulary),
    ]
    return "\n\n".join(parts) + "\n"


def refreshed(page: str, kind: str) -> str:
    """写法页里标记之间的两张表换成现在的；没有标记的不动。"""
    if kind not in CHECKS:
        return page
    page = _KEYS.sub(lambda m: f"{m[1]}\n{key_table(kind)}\n\n{m[2]}", page)
    return _FIELDS.sub(lambda m: f"{m[1]}\n{field_list(kind)}\n\n{m[2]}", page)


def key_table(kind: str) -> str:
    """一种写法的各键；里面还有一层的，另成一张表。"""
    return "\n\n".join(_key_tables(CHECKS[kind].FIELDS, {}))


def _key_tables(fields: Sequence[Field], told: dict[str, str]) -> Iterator[str]:
    """told：已列出的表 → 它是谁里面的键，一样的不再列。"""
    yield _field_table(fields)
    for field in fields:
        if not field.fields:
            continue
        head, *rest = _key_tables(field.fields, told)
        what = f"`{field.name}` {'每一条' if field.many else ''}里面的键"
        if head in told:
            yield f"{what}同 `{told[head]}` 的。"
            continue
        told[head] = field.name
        yield f"{what}：\n\n{head}"
        yield from rest


def field_list(kind: str) -> str:
    """一种写法的 message 可以用的栏目。"""
    own = getattr(CHECKS[kind], "MESSAGE_FIELDS", ()) or formula.FIXED_FIELDS
    return " ".join(f"`{{{name}}}`" for name in own)


_TYPES = {
    "text": "文字",
    "number": "数",
    "boolean": "是、否",
    "choice": "任选其一",
    "texts": "一项或几项",
    "mapping": "键: 值",
    "any": "见说明",
}


def _field_table(fields: Sequence[Field]) -> str:
    rows = []
    for field in fields:
        kind = "见下" if field.fields else _TYPES[field.kind]
        if field.values:
            kind = "、".join(f"`{v}`" for v in field.values) + ("，一项或几项" if field.kind == "texts" else "")
        if field.names:
            kind = field.names if field.kind == "text" else f"{field.names}，{kind}"
        rows.append((f"`{field.name}`", "是" if field.required else "", kind, md(field.doc)))
    return _table(("键", "必填", "写什么", "意思"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _list(names: Iterable[str]) -> str:
    return "、".join(md(n) for n in names)


# ---------- 规则


def _families(ruleset: Ruleset) -> str:
    families: dict[str, list[str]] = {}
    heads = {}
    for rule in ruleset.rules:
        families.setdefault(rule.family, []).append(rule.id)
        heads[rule.family] = rule.head
    rows = [(md(n), heads[n], str(len(ids)), f"{ids[0]} ～ {ids[-1]}") for n, ids in families.items()]
    told = f"归入的方面只有：{'、'.join(HEADS)}。"
    return f"## 类别（family）\n\n{_table(('类别', '归入方面', '条数', '编号'), rows)}\n\n{told}"


def _severities() -> str:
    rows = [(f"`{key}`", label.word, label.meaning) for key, label in labels.SEVERITIES.items()]
    return f"## 级别（severity）\n\n{_table(('写法', '报告里叫', '意思'), rows)}"


def _outcomes() -> str:
    rows = [(f"`{key}`", label.word, label.meaning) for key, label in labels.OUTCOMES.items()]
    return f"## 结论（outcome）\n\n{_table(('写法', '报告里叫', '意思'), rows)}"


def _causes() -> str:
    rows = [(name, md(cause.meaning), md(cause.example)) for name, cause in CAUSES.items()]
    return f"## 可能原因（likely_cause）\n\n{_table(('名称', '意思', '例'), rows)}"


def _kinds() -> str:
    rows = [(f"[`{k}`](kinds/{k}.md)", md(manual(k)[0]), field_list(k)) for k in CHECKS]
    more = (
        "`formula` 的栏目另有 `assert`、`let`、`given` 里出现的名称，"
        "列举的 `{各项}`、`{各项.要素}`、`{总体.要素}`，占比的 `{底数}`。"
    )
    return f"## 写法（check）和说法的栏目\n\n{_table(('写法', '查什么', 'message 可用的栏目'), rows)}\n\n{more}"


# ---------- 表


def _tables(vocabulary: Vocabulary) -> str:
    rows = [
        (md(t.name), t.document, t.scope, t.layout, _titles(t.titles), _list(_known_columns(t, vocabulary)) or "通用栏")
        for t in vocabulary.tables
    ]
    head = ("表种", "文种", "资金范围", "版式", "标题用字（＋有 －无）", "表式里的栏")
    return f"## 表种（tables、table）\n\n标题里有“＋”的字、没有“－”的字，就认作这种表。\n\n{_table(head, rows)}"


def _titles(titles: Sequence[Wording]) -> str:
    return "；".join(" ".join([*(f"＋{md(w)}" for w in t.have), *(f"－{md(w)}" for w in t.lack)]) for t in titles)


def _known_columns(table: TableKind, vocabulary: Vocabulary) -> tuple[str, ...]:
    standard = vocabulary.columns["标准栏次"].get(table.name, {})
    own = vocabulary.columns["表内"].get(table.name, {})
    return tuple(dict.fromkeys([*(n for names in standard.values() for n in names), *own]))


def _columns(vocabulary: Vocabulary) -> str:
    parts = ["## 栏（columns、needs、assert）\n\n下级栏写作“上级＞下级”。算式里用的是规范名称。"]
    for group in ("金额栏", "编码栏", "名称栏", "口径"):
        rows = [(md(n), _list(spellings)) for n, spellings in vocabulary.columns[group].items()]
        parts.append(f"### {group}\n\n{_table(('规范名称', '认得的写法'), rows)}")
    own = [
        (md(table), md(name), _list(spellings))
        for table, names in vocabulary.columns["表内"].items()
        for name, spellings in names.items()
    ]
    parts.append(f"### 只在某种表里这样认\n\n{_table(('表种', '规范名称', '认得的写法'), own)}")
    return "\n\n".join(parts)


def _rows(vocabulary: Vocabulary) -> str:
    roles: dict[str, list[str]] = {}
    for spelling, name in vocabulary.rows.items():
        roles.setdefault(name, []).append(spelling)
    rows = [(md(name), _list(spellings)) for name, spellings in roles.items()]
    told = "没有科目编码的合计行、来源行；科目行写编码或名称。"
    return f"## 行（rows、pairs 的第二段）\n\n{told}\n\n{_table(('规范名称', '认得的写法'), rows)}"


# ---------- 文字


def _concepts(vocabulary: Vocabulary) -> str:
    rows = [
        (
            md(name),
            _list(spec.get("说法", ())),
            "<br>".join(md(c) for c in spec.get("单元格", ())),
            md(str(spec.get("类别", ""))),
        )
        for name, spec in vocabulary.concepts.items()
    ]
    derived = "、".join(f"`{n}`" for n in DERIVED)
    periods = _table(("期间", "意思"), [(f"`{n}`", t) for n, t in _PERIODS])
    return (
        "## 概念（concepts、fact(…)）\n\n"
        f"{_table(('概念', '文字里怎么说', '在表里哪一格（表/行/栏）', '列举类别'), rows)}\n\n"
        f"由程序数出来的，只能用 `fact` 取：{derived}。\n\n`fact(概念, 期间)` 的期间：\n\n{periods}"
    )


def _sections(vocabulary: Vocabulary) -> str:
    rows = [(md(s.name), s.scope, _titles(s.titles)) for s in vocabulary.sections]
    return f"## 章节（sections、if.section）\n\n{_table(('章节', '资金范围', '标题用字（＋有 －无）'), rows)}"


def _slots() -> str:
    told = "意思见 [rules.md](rules.md#陈述的要素)。"
    return f"## 陈述的要素（statement、lack、has）\n\n{'、'.join(f'`{s}`' for s in SLOTS)}。{told}"


def _lists(vocabulary: Vocabulary) -> str:
    members: dict[str, list[str]] = {name: [] for name in FAMILIES}
    for name, spec in vocabulary.concepts.items():
        if spec.get("类别"):
            members.setdefault(str(spec["类别"]), []).append(name)
    rows = [
        (md(n), _list(found) or ("数后面括号里的各项" if n.startswith("括号") else "代码表里的科目"))
        for n, found in members.items()
    ]
    return f"## 列举类别（list）\n\n{_table(('类别', '各项是哪些概念'), rows)}"


def _indicators(vocabulary: Vocabulary) -> str:
    parts = ["## 绩效表"]
    for group, what in (("栏目", "指标表的栏"), ("表单", "表单的标签，`record` 里的名称")):
        found: dict[str, list[str]] = {}
        for spelling, name in vocabulary.indicators[group].items():
            found.setdefault(name, []).append(spelling)
        rows = [(md(n), _list(s)) for n, s in found.items()]
        parts.append(f"### {group}\n\n{what}。\n\n{_table(('规范名称', '认得的写法'), rows)}")
    return "\n\n".join(parts)


def _words(vocabulary: Vocabulary) -> str:
    rows = [(f"`{name}`", str(len(words)), _few(words)) for name, words in vocabulary.words.items()]
    told = "算式里直接写名字，别处前面加 `@`。全部的词见 `rules/vocabulary/words.yaml`。"
    return f"## 词表（says(…)、'@词表'）\n\n{told}\n\n{_table(('词表', '词数', '例'), rows)}"


_SHOWN = 8


def _few(words: Sequence[str]) -> str:
    return _list(words[:_SHOWN]) + ("……" if len(words) > _SHOWN else "")
