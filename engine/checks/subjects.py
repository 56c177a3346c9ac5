"""科目名称：两个名称算不算同一个，文字里的科目路径走不走得通。"""

from __future__ import annotations

import re
from typing import Protocol

from engine.checks.common import Context, evidence, seen
from engine.facts.model import Fact
from engine.outcome import FAIL, NOT_APPLICABLE, PASS, Outcome
from engine.recognition.codes import CodeList, bare


class Failing(Protocol):
    def __call__(self, problem: str, expected: str, severity: str = "") -> Outcome: ...


def same_name(printed: str, expected: str) -> bool:
    """括号、空白之外，只差末尾“支出”“费用/费”或带括号的附注，算相同。"""
    a, b = bare(printed), bare(expected)
    if a == b:
        return True
    strip = ("支出", "用")
    for tail in strip:
        if a.removesuffix(tail) == b.removesuffix(tail):
            return True
    return a.replace("(", "").replace(")", "") == b.replace("(", "").replace(")", "")


def one_off(a: str, b: str) -> bool:
    """一字或两字之差：多半是误写或误读。"""
    a, b = bare(a), bare(b)
    if len(a) == len(b) and len(a) >= 4:
        return sum(x != y for x, y in zip(a, b, strict=True)) <= (2 if len(a) >= 8 else 1)
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return (
        len(longer) - len(shorter) == 1
        and len(longer) >= 4
        and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
    )


def code_of_path(path: Fact, known: CodeList) -> str:
    """科目路径（类、款、项）→ 项级编码；对不上为空串。"""
    top = next((c for c, s in known.by_code.items() if s.level == "类" and bare(s.name) == bare(path.key("类"))), "")
    middle = _named(known, path.key("款"), "款", top) if top else None
    return (_named(known, path.key("项"), "项", middle) or "") if middle else ""


def path_outcome(fact: Fact, context: Context) -> Outcome:
    known = context.vocabulary.functional
    at = f"{fact.key('section')}/{fact.key('path')}"
    names = {level: fact.key(level) for level in ("类", "款", "项")}

    def fail(problem: str, expected: str, severity: str = "") -> Outcome:
        fields = {
            "place": f"“{fact.place.section}”",
            "key": "",
            "printed": fact.key("path"),
            "expected": f"，{expected}" if expected else "",
            "problem": problem,
            "table": "",
        }
        return Outcome(
            FAIL, at, fields=fields, evidence=evidence(context.facts, fact), severity=severity, group=fact.key("path")
        )

    if not names["类"].strip("Xx×*"):
        return Outcome(NOT_APPLICABLE, at, "科目名称是没有填写的占位符")
    top = known.classes.get(bare(names["类"]), "")
    if not top:
        return fail(f"没有“{names['类']}”这个类级科目", "")
    if not names["款"]:
        wrong = _named(known, names["项"], "款", top)
        if wrong:
            return fail(
                f"“{names['项']}”是款级科目，不是项级，缺少项级科目",
                f"应写成“{names['类']}（类）{names['项']}（款）……（项）”",
            )
        return fail("缺少款级科目", "应逐级写全类、款、项", "warning")
    middle = _named(known, names["款"], "款", top)
    if middle is None:
        return _no_such(known, names, top, fail, at)
    if not names["项"] or _named(known, names["项"], "项", middle):
        return Outcome(PASS, at, evidence=seen(context, fact))
    if not known.children.get(middle):
        return Outcome(NOT_APPLICABLE, at, f"代码表“{names['款']}”之下没有列项级科目")
    near = next(
        (s.name for s in known.children[middle] if one_off(s.name, names["项"]) or same_name(names["项"], s.name)), ""
    )
    if near:
        return fail(f"“{names['项']}”与规范名称有出入", f"应为“{near}”", "info")
    several = [bare(name) for name in _JOINED.split(names["项"])]
    if len(several) > 1 and all(_named(known, name, "项", middle) for name in several):
        return fail(f"“{names['项']}”把{len(several)}个项级科目写在一起", "应逐项说明", "info")
    return fail(f"“{names['款']}”之下没有“{names['项']}”这个项级科目", "", "warning")


_JOINED = re.compile("[、和及]")
"""行政运行、事业运行（项）；名称本身有顿号的（环境保护法规、规划及标准）先整个地认。"""


def _no_such(known: CodeList, names: dict[str, str], top: str, make: Failing, at: str) -> Outcome:
    near = next(
        (s.name for s in known.children.get(top, ()) if same_name(names["款"], s.name) or one_off(s.name, names["款"])),
        "",
    )
    if near:
        return make(f"“{names['款']}”与规范名称有出入", f"应为“{near}”", "info")
    elsewhere = sorted(
        {known.by_code[s.parent].name for s in known.by_name.get(bare(names["款"]), ()) if s.parent in known.by_code}
    )
    hint = f"“{names['款']}”属于“{elsewhere[0]}”" if elsewhere else ""
    if not known.children.get(top):
        return Outcome(NOT_APPLICABLE, at, f"代码表“{names['类']}”之下没有列款级科目")
    return make(f"“{names['类']}”之下没有“{names['款']}”这个款级科目", hint)


def _named(known: CodeList, name: str, level: str, parent: str) -> str | None:
    for subject in known.children.get(parent, ()):
        if subject.level == level and bare(subject.name) == bare(name):
            return subject.code
    for subject in known.children.get(parent, ()):
        if (
            subject.level == level
            and bare(subject.name).removesuffix("支出") == bare(name).removesuffix("支出")
            and "支出" in subject.name
        ):
            return subject.code
    return None
