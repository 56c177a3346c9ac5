"""测试文件读入之后的样子。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.outcome import NOT_APPLICABLE, PASS
from engine.yaml_source import Mark


@dataclass(frozen=True, slots=True)
class Line:
    """要印的一行字，和它在测试文件里的位置。"""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class TableSpec:
    """一张表。name 为表种（同种第二张加 #2）；rows 各行的各格；title 为空串时由词汇取。"""

    name: str
    rows: tuple[tuple[Line, ...], ...]
    title: str
    unit: str
    notes: tuple[Line, ...]
    mark: Mark

    @property
    def kind(self) -> str:
        return self.name.partition("#")[0]


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """一节。name 为章节名；heading 为空串时印章节名。"""

    name: str
    heading: str
    paragraphs: tuple[Line, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """一份虚构的公开件。"""

    kind: str
    year: str
    entity: str
    cover: str
    preface: str
    toc: tuple[str, ...]
    tables: tuple[TableSpec, ...]
    sections: tuple[SectionSpec, ...]
    text: tuple[Line, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Expected:
    """应有的一种结论；空串、空组的不比。count 为 None 时见 keys.EXPECT_FIELDS。"""

    status: str
    at: str
    diff: str
    severity: str
    message: tuple[str, ...]
    note: str
    reason: str
    cause: str
    count: int | None
    mark: Mark

    @property
    def lenient(self) -> bool:
        """通过、不适用没有写条数的，至少一条即可。"""
        return self.count is None and self.status in (PASS, NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Case:
    """一个用例。others 是可比的另几份公开件：称呼（上年公开等）→ 那一份。"""

    name: str
    document: DocumentSpec
    others: Mapping[str, DocumentSpec]
    expect: tuple[Expected, ...]
    todo: bool
    audit_with: tuple[str, ...]
    mark: Mark

    @property
    def quiet(self) -> bool:
        """正例：除通过、不适用以外不应有别的结论。"""
        return all(e.status in (PASS, NOT_APPLICABLE) for e in self.expect)


@dataclass(frozen=True, slots=True)
class RuleTests:
    """一个测试文件。rule_file 是旁边的规则文件，从规则目录算起。"""

    rule_id: str
    rule_file: str
    cases: tuple[Case, ...]
