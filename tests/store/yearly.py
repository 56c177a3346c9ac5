"""历年库测试共用：虚构的几年公开件，经公开的入口读成事实、存进库、相比。"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

from engine.audit import Audit, Auditor
from engine.facts.build import FactSet, with_related
from engine.facts.prior import Related
from engine.inference.select import matcher
from engine.readers import parse
from engine.ruleset.loader import load_ruleset
from engine.store import Names, Record, Store, record_of
from tests.disclosures import RULES, lines, table, vocabulary

UNIT = "白鹭区园林局"


def budget(year: int, sangong: str, before: str = "", entity: str = UNIT, cover: str = "", preface: str = "") -> str:
    """一份部门预算：三公合计 sangong 万元，before 是与上年比的话。"""
    return lines(
        cover or f"{entity}{year}年部门预算",
        "编制说明：本部门的收入预算、支出预算均为预算数，表内金额以万元为单位。",
        *((preface,) if preface else ()),
        table(
            "三公经费支出表",
            "单位名称|合计|因公出国（境）费|公务用车购置及运行维护费|公务接待费",
            f"{entity}|{sangong}|0.00|{sangong}|0.00",
        ),
        "第三部分 部门预算情况说明",
        "一、“三公”经费情况说明",
        f"{year}年“三公”经费财政拨款预算{sangong}万元{before}。",
    )


def totals(year: int, kind: str, amount: str, entity: str = UNIT, cover: str = "") -> str:
    """一份只有收支总表的公开件：收支总计 amount 万元。"""
    final = kind == "决算"
    return lines(
        cover or f"{entity}{year}年{'度' if final else ''}部门{kind}",
        f"编制说明：本部门的收入{kind}、支出{kind}均为{kind}数，表内金额以万元为单位。",
        table(
            "收入支出决算总表" if final else "收支总表",
            "收入||支出|",
            f"项目|{kind}数|项目|{kind}数",
            f"本年收入合计|{amount}|本年支出合计|{amount}",
            f"收入总计|{amount}|支出总计|{amount}",
        ),
    )


@cache
def auditor() -> Auditor:
    return Auditor(load_ruleset((RULES,), vocabulary()), vocabulary(), matcher("reference"))


@cache
def names() -> Names:
    return Names.load((RULES,), vocabulary())


def facts_of(text: str, name: str = "公开件.txt", region: str = "") -> FactSet:
    found = auditor().facts(parse(Path(name), text.encode()))
    return replace(found, identity=replace(found.identity, region=region or found.identity.region))


def record(text: str, name: str = "公开件.txt", region: str = "") -> Record:
    return record_of(Path(name), facts_of(text, name, region), "r1")


def stored(path: Path, *records: Record, day: str = "", known: Names | None = None) -> None:
    """一批存进去。"""
    with Store.open(path, known or names(), read_only=False) as store:
        store.put(records, day)


def related(path: Path, text: str, name: str = "本年.txt", region: str = "", known: Names | None = None) -> Related:
    facts = facts_of(text, name, region)
    with Store.open(path, known or names()) as store:
        return store.related(facts.identity, facts.document.sha256)


def audited(path: Path, text: str, name: str = "本年.txt") -> Audit:
    facts = facts_of(text, name)
    with Store.open(path, names()) as store:
        return auditor().judge(with_related(facts, store.related(facts.identity, facts.document.sha256)))


def statuses(audit: Audit, rule_id: str) -> dict[str, int]:
    return dict(Counter(o.status for r, o in audit.results if r.id == rule_id))


def paths(found: Related) -> list[tuple[str, str]]:
    """取用的各份：（通常的叫法，路径）。"""
    return [(source.relations[0], source.path) for source in found.sources]
