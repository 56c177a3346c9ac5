"""规则测试的结果：终端文字、JSON、JUnit。输出只由规则和测试决定，不含时间。"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

from engine.ruletest.library import FileResult
from engine.ruletest.mutate import Deaf, Mutation
from engine.ruletest.run import CaseResult

SCHEMA = "gouji-rule-tests/1"
_MARKS = {"passed": "✓", "failed": "✗", "broken": "⚠", "todo": "○", "todo_done": "○"}
_WORDS = {"failed": "不相符", "broken": "测试不成立", "todo": "待办", "todo_done": "待办，已经相符"}


def as_text(results: Sequence[FileResult], brief: bool = False) -> str:
    """逐条规则、逐个用例；brief 时相符的规则不列。"""
    lines: list[str] = []
    for result in results:
        if not (brief and _clean(result)):
            lines += [*_file(result), ""]
    return "\n".join([*lines, *_summary(results)]) + "\n"


def _clean(result: FileResult) -> bool:
    deaf = result.mutation is not None and result.mutation.deaf
    return not (result.faults or result.warnings or deaf) and result.count("passed") == len(result.cases)


def _file(result: FileResult) -> Iterator[str]:
    yield " ".join(part for part in (result.rule_id, result.title, f"（{result.name}）") if part)
    yield from (f"  ⚠ {fault}" for fault in result.faults)
    for case in result.cases:
        word = _WORDS.get(case.status, "")
        yield f"  {_MARKS[case.status]} {case.case.name}{f'（{word}）' if word else ''}"
        yield from (f"      {line}" for line in _details(case))
    yield from (f"  ! {warning}" for warning in result.warnings)
    for deaf in result.mutation.deaf if result.mutation else ():
        yield f"  ≈ {_deaf(deaf)}"


def _deaf(deaf: Deaf) -> str:
    change = f"{deaf.printed} 改成 {deaf.changed} 等，没有察觉"
    return f"{deaf.mark.file}:{deaf.mark.line}：{change}（用例“{deaf.case.name}”）"


def _details(case: CaseResult) -> Iterator[str]:
    for difference in case.differences:
        yield f"{difference.mark.file}:{difference.mark.line}：{difference.text}"
    yield from map(str, case.faults)


def counts(results: Iterable[FileResult]) -> dict[str, int]:
    """各种数目。"""
    listed = list(results)
    found = {status: sum(r.count(status) for r in listed) for status in ("passed", "failed", "broken")}
    return {
        "rules": len(listed),
        "cases": sum(len(r.cases) for r in listed),
        **found,
        "todo": sum(r.count("todo") + r.count("todo_done") for r in listed),
        "broken_files": sum(1 for r in listed if r.faults),
        "warnings": sum(len(r.warnings) for r in listed),
        "changed": sum(r.mutation.tried for r in listed if r.mutation),
        "deaf": sum(len(r.mutation.deaf) for r in listed if r.mutation),
    }


def exit_code(results: Iterable[FileResult], strict: bool) -> int:
    """2 写错了；1 有不相符的，或 strict 时缺测试；0 其余。"""
    n = counts(results)
    if n["broken"] or n["broken_files"]:
        return 2
    return 1 if n["failed"] or (strict and (n["warnings"] or n["deaf"])) else 0


def _summary(results: Sequence[FileResult]) -> Iterator[str]:
    n = counts(results)
    parts = [f"相符 {n['passed']}", f"不相符 {n['failed']}"]
    parts += [f"不成立 {n['broken']}"] if n["broken"] else []
    parts += [f"待办 {n['todo']}（不计）"] if n["todo"] else []
    yield f"{n['rules']} 条规则，{n['cases']} 个用例：{'，'.join(parts)}。"
    if n["broken_files"]:
        yield f"{n['broken_files']} 条规则的规则文件或测试文件写错了，用例没有运行。"
    if n["warnings"]:
        yield f"{n['warnings']} 处缺测试（前面有 ! 的）。"
    if any(r.mutation for r in results):
        noticed = n["changed"] - n["deaf"]
        share = f"（{noticed / n['changed']:.1%}）" if n["changed"] else ""
        yield f"改数试验：改了 {n['changed']} 处，察觉 {noticed} 处{share}，没有察觉 {n['deaf']} 处（前面有 ≈ 的）。"
        still = [r.rule_id for r in results if r.mutation and not r.mutation.tried]
        if still:
            yield f"正例里没有参加核算的数，没有试：{'、'.join(still)}。"


# ---- JSON


def as_json(results: Sequence[FileResult]) -> str:
    data = {"schema": SCHEMA, "summary": counts(results), "rules": [_rule(r) for r in results]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _rule(result: FileResult) -> dict[str, Any]:
    return {
        "rule_id": result.rule_id,
        "title": result.title,
        "file": result.name,
        "errors": [_fault(f.file, f.line, f.column, f.message) for f in result.faults],
        "warnings": list(result.warnings),
        "cases": [_case(c) for c in result.cases],
        **({"mutation": _mutation(result.mutation)} if result.mutation else {}),
    }


def _case(case: CaseResult) -> dict[str, Any]:
    told = [_fault(d.mark.file, d.mark.line, d.mark.column, d.text) for d in case.differences]
    told += [_fault(f.file, f.line, f.column, f.message) for f in case.faults]
    return {"name": case.case.name, "line": case.case.mark.line, "status": case.status, "differences": told}


def _mutation(mutation: Mutation) -> dict[str, Any]:
    told = [_fault(d.mark.file, d.mark.line, d.mark.column, f"{d.printed} → {d.changed}") for d in mutation.deaf]
    return {"changed": mutation.tried, "deaf": told}


def _fault(file: str, line: int, column: int, text: str) -> dict[str, Any]:
    return {"file": file, "line": line, "column": column, "text": text}


# ---- JUnit


def as_junit(results: Sequence[FileResult]) -> str:
    """一条规则一个 testsuite。待办是 skipped，写错的是 error。"""
    root = ElementTree.Element("testsuites")
    for result in results:
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=result.rule_id,
            tests=str(len(result.cases) or len(result.faults)),
            failures=str(result.count("failed")),
            errors=str(result.count("broken") + (1 if result.faults else 0)),
            skipped=str(result.count("todo") + result.count("todo_done")),
        )
        if result.faults:
            broken = ElementTree.SubElement(suite, "testcase", classname=result.rule_id, name="读入", file=result.name)
            _told(broken, "error", "规则或测试文件写错了", map(str, result.faults))
        for case in result.cases:
            line = str(case.case.mark.line)
            element = ElementTree.SubElement(
                suite, "testcase", classname=result.rule_id, name=case.case.name, file=result.name, line=line
            )
            kind = {"failed": "failure", "broken": "error", "passed": ""}.get(case.status, "skipped")
            if kind:
                _told(element, kind, _WORDS[case.status], _details(case))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


# XML 1.0 不许有的控制字符
_CONTROL = dict.fromkeys(c for c in range(32) if c not in (9, 10, 13))


def _told(element: ElementTree.Element, kind: str, message: str, lines: Iterable[str]) -> None:
    ElementTree.SubElement(element, kind, message=message).text = "\n".join(lines).translate(_CONTROL)
