"""读测试文件：YAML → RuleTests。不认得的键、写错的表都是错误，指到那个字；不会当作没写。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from engine.errors import RuleError, RuleFault
from engine.facts.prior import RELATIONS, UNITS
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.schema import Value, check
from engine.ruletest.keys import (
    CASE_FIELDS,
    DOCUMENT_FIELDS,
    EXPECT_FIELDS,
    FILE_FIELDS,
    KINDS,
    OTHER_FIELDS,
    SECTION_FIELDS,
    TABLE_FIELDS,
)
from engine.ruletest.lines import grid_of, lines_of
from engine.ruletest.model import Case, DocumentSpec, Expected, RuleTests, SectionSpec, TableSpec
from engine.yaml_source import Mapping, Mark, Node, Scalar, Sequence, load, suggest

SUFFIX: Final = ".test.yaml"
ENTITY: Final = "青石区水务局"
UNIT_ENTITY: Final = "青石区水务监测站"
# 使文件认得出是公开件的一句话；没有数、没有年份，别的规则也挑不出毛病
PREFACE: Final = (
    "编制说明：本部门{kind}的收入{kind}、支出{kind}均为{kind}数，表内金额以万元为单位，文内金额也以万元为单位。"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_INSTANCE = re.compile(r"#(?:[2-9]|[1-9]\d)")  # #2


def read_tests(path: Path, name: str, rule_file: str, vocabulary: Vocabulary) -> RuleTests:
    """读一个测试文件；写错了抛出 RuleError，几处一并报告。name 是报错时显示的文件名，rule_file 是旁边的规则。"""
    rule_id = path.name.removesuffix(SUFFIX)
    reader = _Reader(vocabulary)
    try:
        node = load(path, name)
    except RuleError as problem:
        raise RuleError([RuleFault(f.file, f.line, f.column, f.message, rule_id) for f in problem.faults]) from None
    found = reader.file(node, rule_id, rule_file)
    if reader.faults:
        raise RuleError([RuleFault(f.file, f.line, f.column, f.message, rule_id) for f in reader.faults])
    return found


class _Reader:
    """逐层读；错误先记下，读完一并报告。"""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.faults: list[RuleFault] = []

    def wrong(self, mark: Mark, message: str) -> None:
        self.faults.append(mark.fault(message))

    def keys(self, node: Node, fields: tuple[object, ...], what: str) -> dict[str, Value]:
        values, wrong = check(node, fields, what)  # type: ignore[arg-type]
        self.faults += wrong
        return values

    def file(self, node: Node, rule_id: str, rule_file: str) -> RuleTests:
        values = self.keys(node, FILE_FIELDS, "测试文件")
        written = str(values.get("rule", rule_id))
        if written != rule_id:
            self.wrong(_at(node, "rule"), f"rule 写的是“{written}”，文件名是“{rule_id}”，请改成一样")
        cases: list[Case] = []
        listed = values.get("cases")
        if isinstance(listed, Sequence):
            cases = [self.case(item) for item in listed]
            if not cases:
                self.wrong(listed.mark, "cases 是空列表，请写上用例")
        elif listed is not None:
            self.wrong(_at(node, "cases"), "cases 应是列表，每个用例以“- name: …”开头")
        for index, case in enumerate(cases):
            if any(case.name == before.name for before in cases[:index]):
                self.wrong(case.mark, f"用例“{case.name}”重名，请改一个名字")
        return RuleTests(rule_id, rule_file, tuple(cases))

    def case(self, node: Node) -> Case:
        values = self.keys(node, CASE_FIELDS, "用例")
        document = values.get("document")
        own = self.document(document if isinstance(document, Mapping) else node, isinstance(document, Mapping))
        return Case(
            name=str(values.get("name", "")).strip(),
            document=own,
            others={
                name: self.other(name, value, own) for name in RELATIONS if isinstance(value := values.get(name), Node)
            },
            expect=tuple(self.expected(values.get("expect"), node)),
            todo=values.get("todo") is True,
            audit_with=_texts(values, "audit_with"),
            mark=_at(node, "name"),
        )

    # ---- 文件

    def document(self, node: Node, written: bool) -> DocumentSpec:
        if not written:
            where = node.get("document") if isinstance(node, Mapping) else None
            if where is not None:
                self.wrong(where.mark, "document 应写成“键: 值”，例如 kind: 预算")
            return DocumentSpec("", "", "", "", "", (), (), (), (), node.mark)
        return self.spec(node, self.keys(node, DOCUMENT_FIELDS, "document"))

    def other(self, name: str, node: Node, own: DocumentSpec) -> DocumentSpec:
        """另一份公开件；文种、年度、单位不写的，由称呼和正在核查的一份来定。"""
        if not isinstance(node, Mapping):
            self.wrong(node.mark, f"{name} 应写成“键: 值”，例如 {name}: {{sections: {{三公经费情况: …}}}}")
            return self.document(node, False)
        values = self.keys(node, OTHER_FIELDS, name)
        before = name.startswith("上年") and own.year.isdigit()
        values.setdefault("kind", next((kind for kind in KINDS if kind in name), own.kind))
        values.setdefault("year", str(int(own.year) - 1) if before else own.year)
        values.setdefault("entity", UNIT_ENTITY if name == UNITS else own.entity)
        return self.spec(node, values)

    def spec(self, node: Node, values: dict[str, Value]) -> DocumentSpec:
        kind, year = str(values.get("kind", "")), str(values.get("year", "")).strip()
        if year and not _YEAR.fullmatch(year):
            self.wrong(_at(node, "year"), f"year 应是四位年份，例如 2025，现在是“{year}”")
        entity = str(values.get("entity", ENTITY)).strip()
        unit = str(values.get("unit", "万元"))
        return DocumentSpec(
            kind,
            year,
            entity,
            str(values.get("cover", f"{entity}{year}年{'度' if kind == '决算' else ''}部门{kind}")),
            str(values.get("preface", PREFACE.format(kind=kind))),
            _texts(values, "toc"),
            tuple(self.tables(values.get("tables"), kind, unit)),
            tuple(self.sections(values.get("sections"))),
            lines_of(node.get("text"), self.faults) if isinstance(node, Mapping) else (),
            node.mark,
        )

    def tables(self, node: Value | None, document: str, unit: str) -> Iterator[TableSpec]:
        if node is None:
            return
        if not isinstance(node, Mapping):
            self.wrong(_mark(node), "tables 应写成“表种: 表”，表用竖线分隔")
            return
        kinds = {k.name: k for k in self.vocabulary.tables}
        for key, value in node:
            name = key.value.partition("#")[0].strip()
            kind = kinds.get(name)
            if kind is None:
                same = [k for k, spec in kinds.items() if spec.document == document]
                near = suggest(name, same) or suggest(name, kinds) or "；表种见 rules/vocabulary/tables.yaml"
                self.wrong(key.mark, f"没有“{name}”这种表{near}")
                continue
            if document and kind.document != document:
                self.wrong(key.mark, f"《{name}》是{kind.document}的表，这份文件是{document}")
            if "#" in key.value and not _INSTANCE.fullmatch(key.value[key.value.index("#") :]):
                self.wrong(key.mark, f"同种的第二张表写作 {name}#2")
            yield self.table(key, value, unit)

    def table(self, key: Scalar, node: Node, unit: str) -> TableSpec:
        values: dict[str, Value] = {}
        rows, notes = node, None
        if isinstance(node, Mapping):
            values = self.keys(node, TABLE_FIELDS, f"《{key.value}》")
            rows, notes = node.get("rows") or node, node.get("notes")
        grid = grid_of(rows, self.faults) if isinstance(rows, Scalar) else ()
        if isinstance(node, Sequence):
            self.wrong(node.mark, "表应写成一段竖线分隔的文字：表种后面写 |，下一行起写表")
        elif isinstance(rows, Scalar) and not grid:
            self.wrong(key.mark, f"《{key.value}》是空的，请至少写上表头")
        return TableSpec(
            key.value.replace(" ", ""),
            grid,
            str(values.get("title", "")).strip(),
            str(values.get("unit", unit)),
            lines_of(notes, self.faults),
            key.mark,
        )

    def sections(self, node: Value | None) -> Iterator[SectionSpec]:
        if node is None:
            return
        if not isinstance(node, Mapping):
            self.wrong(_mark(node), "sections 应写成“章节: 文字”")
            return
        for key, value in node:
            heading, text = "", value
            if isinstance(value, Mapping):
                values = self.keys(value, SECTION_FIELDS, f"“{key.value}”")
                heading, text = str(values.get("heading", "")).strip(), value.get("text") or value
            known = [k.name for k in self.vocabulary.sections]
            if not heading and key.value not in known and self.vocabulary.section_of_title(key.value) is None:
                near = suggest(key.value, known) or f"；章节有：{'、'.join(known)}"
                self.wrong(key.mark, f"没有“{key.value}”这一节{near}（要印别的标题，另写 heading）")
            if not isinstance(text, Mapping):
                yield SectionSpec(key.value, heading, lines_of(text, self.faults), key.mark)

    # ---- 结论

    def expected(self, node: Value | None, case: Node) -> Iterator[Expected]:
        if node is None:
            return
        if not isinstance(node, Sequence):
            self.wrong(_at(case, "expect"), "expect 应是列表：每条以“- {outcome: …}”开头；什么都没有写 []")
            return
        for item in node:
            values = self.keys(item, EXPECT_FIELDS, "expect 的一条")
            count = values.get("count")
            if isinstance(count, Decimal) and (count != count.to_integral_value() or count < 1):
                self.wrong(_at(item, "count"), "count 应是 1 以上的整数；不该有的结论不必写")
            yield Expected(
                status=str(values.get("outcome", "")),
                at=str(values.get("at", "")).strip(),
                diff=str(values.get("diff", "")).strip(),
                severity=str(values.get("severity", "")),
                message=_texts(values, "message"),
                note=str(values.get("note", "")).strip(),
                reason=str(values.get("reason", "")).strip(),
                cause=str(values.get("cause", "")).strip(),
                count=int(count) if isinstance(count, Decimal) else None,
                mark=_at(item, "outcome"),
            )


def _at(node: Node, key: str) -> Mark:
    found = node.get(key) if isinstance(node, Mapping) else None
    return found.mark if found is not None else node.mark


def _mark(value: Value) -> Mark:
    assert isinstance(value, Scalar | Sequence | Mapping)
    return value.mark


def _texts(values: dict[str, Value], key: str) -> tuple[str, ...]:
    found = values.get(key, ())
    return found if isinstance(found, tuple) else ()
