"""对照：每个概念在表中的格（known），以及由文件推算出来的数（derived）。"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from engine.document import Paragraph, Place
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.facts.wording import any_of
from engine.numbers import MONEY, Quantity, plain
from engine.recognition.sets import WHOLE
from engine.recognition.vocabulary import Vocabulary

DERIVED = ("文件年度", "编制", "绩效目标表项目个数", "绩效目标表公用经费项目个数", "绩效目标表项目金额")
"""推算出来的概念，不在 concepts.yaml 里；规则里用 fact(文件年度) 一样取得到。"""


def known_facts(make: Maker, facts: list[Fact], vocabulary: Vocabulary) -> list[Fact]:
    """概念的“单元格”清单 → 文件里实际有的那些格，一套一套地找。"""
    cells: dict[tuple[str | bool, ...], Fact] = {}
    wanted = {(table, row) for _, _, (table, row, _, _) in _addresses(vocabulary)}  # 多数的行用不着
    for fact in facts:
        keys = fact.keys
        if fact.kind != "cell" or (keys["table"], keys["row"]) not in wanted:
            continue
        if keys["first"] and keys["period"] == "本年":
            address = (keys["set"], keys["table"], keys["row"], keys["column"])
            cells.setdefault((*address, keys["basis"]), fact)
            cells.setdefault((*address, ""), fact)
    found: list[Fact] = []
    for name in make.sets.names:
        for concept, printed, parts in _addresses(vocabulary):
            cell = cells.get((name, *parts))
            if cell is not None:
                own: dict[str, str | bool] = {"concept": concept, "table": cell.key("table"), "address": printed}
                found.append(make.fact("known", own, cell.place, cell.printed, cell.quantity, {"格": cell}))
    return found


@lru_cache(maxsize=32)  # 一个年度、一层地方规则一套
def _addresses(vocabulary: Vocabulary) -> tuple[tuple[str, str, tuple[str, str, str, str]], ...]:
    """各概念的单元格：（概念，地址，拆开的地址）；没有写口径的为空串。"""
    found = []
    for concept, spec in vocabulary.concepts.items():
        for address in spec["单元格"]:
            table, row, column, basis = (*address.split("/"), "")[:4]
            found.append((concept, address, (table, row, column, basis)))
    return tuple(found)


def derived_facts(make: Maker, facts: list[Fact], vocabulary: Vocabulary) -> list[Fact]:
    """文件年度，编制人数，上年数（本年减增减），绩效目标表的项目个数和金额。"""
    return _year(make) + _staff(make, vocabulary) + _prior(make, facts) + _projects(make, facts)


def _staff(make: Maker, vocabulary: Vocabulary) -> list[Fact]:
    """编制人数：全文只说了一个数的才算；几个单位各说各的，不知道是谁的。"""
    said = _staff_said(vocabulary)
    found = []
    for block in make.document.blocks:
        if isinstance(block, Paragraph):
            found += [(block, m) for m in said.finditer(block.text.norm)]
    if len({m["number"] for _, m in found}) != 1:
        return []
    block, match = found[0]
    printed = block.text.quote(*match.span("number")) + "人"
    quantity = Quantity(Decimal(match["number"]), "人", Decimal(0), printed)
    place = make.place(block.index, match.span())
    return [make.fact("derived", {"concept": "编制", "period": "本年"}, place, printed, quantity)]


@lru_cache(maxsize=32)
def _staff_said(vocabulary: Vocabulary) -> re.Pattern[str]:
    """编制数50名"""
    return re.compile(rf"{any_of(vocabulary.words['编制说法'])}(?:共有|共|为|:)*(?P<number>\d+)(?:人|名|个)")


def _year(make: Maker) -> list[Fact]:
    year = make.identity.year
    if not year.isdigit():
        return []
    return [
        make.fact(
            "derived",
            {"concept": "文件年度", "period": "本年", "set": WHOLE},
            Place(line=1, block=0),
            f"{year}年",
            Quantity(Decimal(year), "年", Decimal(0), f"{year}年"),
        )
    ]


def _prior(make: Maker, facts: list[Fact]) -> list[Fact]:
    found: list[Fact] = []
    for fact in facts:
        if fact.kind == "cell" and fact.keys["period"] == "上年" and fact.quantity is not None and fact.keys["total"]:
            found.append(
                make.fact(
                    "derived",
                    {"concept": fact.key("column"), "period": "上年"},
                    fact.place,
                    fact.printed,
                    fact.quantity,
                )
            )
    for fact in facts:
        if fact.kind == "statement" and fact.key("concept") and (prior := stated_prior(fact)) is not None:
            place, printed, quantity = prior
            keys: dict[str, str | bool] = {"concept": fact.key("concept"), "period": "上年"}
            found.append(make.fact("derived", keys, place, printed, quantity))
    return found


def stated_prior(statement: Fact) -> tuple[Place, str, Quantity | None] | None:
    """陈述里推得出的上年数：本年减增减，或者与上年持平。推不出为 None；给出（位置，写法，数）。"""
    now, change = statement.slots.get("本年"), statement.slots.get("增减")
    if statement.key("base") != "上年" or now is None or now.quantity is None or not now.quantity.is_money:
        return None
    if change is not None and change.quantity is not None and change.quantity.is_money:
        scale = MONEY[change.quantity.unit] / MONEY[now.quantity.unit]
        value = now.quantity.value - change.quantity.value * scale
        quantum = now.quantity.quantum + change.quantity.quantum * scale
        sign = "+" if change.quantity.value < 0 else "-"
        printed = f"{plain(value)}{now.quantity.unit}（{now.printed}{sign}{change.printed}）"
        return change.place, printed, Quantity(value, now.quantity.unit, quantum, printed)
    way = statement.slots.get("方向")
    return (way.place, now.printed, now.quantity) if way is not None and way.key("sign") == "0" else None


def _projects(make: Maker, facts: list[Fact]) -> list[Fact]:
    records = [f for f in facts if f.kind == "record" and f.key("table") == "项目支出绩效目标表" and f.key("project")]
    if make.document.unread:  # 没有读全的，数不清有几个
        return []
    by_set: dict[str, list[Fact]] = {}
    for record in records:
        by_set.setdefault(record.key("set"), []).append(record)
    return [fact for own in by_set.values() for fact in _counted(make, own)]


def _counted(make: Maker, records: list[Fact]) -> list[Fact]:
    """一套的各张绩效目标表：项目个数、公用经费项目个数，都写了金额的还有金额合计。"""
    by_name = {r.key("project"): r for r in records}
    first = records[0]
    which = first.key("set")

    def counted(concept: str, chosen: list[Fact]) -> Fact:
        printed = f"{len(chosen)}个（{'、'.join(r.key('project') for r in chosen)}）" if chosen else "0个"
        place = (chosen or [first])[0].place
        return make.fact(
            "derived",
            {"concept": concept, "period": "本年", "set": which},
            place,
            printed,
            Quantity(Decimal(len(chosen)), "个", Decimal(0), printed),
        )

    running = [r for name, r in by_name.items() if "公用经费" in name]
    found = [counted("绩效目标表项目个数", list(by_name.values())), counted("绩效目标表公用经费项目个数", running)]
    amounts = [
        r.slots["年度资金总额"]
        for r in by_name.values()
        if "年度资金总额" in r.slots and r.slots["年度资金总额"].quantity is not None
    ]
    if len(amounts) == len(by_name):
        quantities = [a.quantity for a in amounts if a.quantity is not None]
        unit = quantities[0].unit
        total = sum((q.value * MONEY[q.unit] / MONEY[unit] for q in quantities), Decimal(0))
        quantum = sum((q.quantum for q in quantities), Decimal(0))
        printed = (
            f"{plain(total)}{unit}（{'＋'.join(a.printed for a in amounts)}）"
            if len(amounts) > 1
            else amounts[0].printed
        )
        found.append(
            make.fact(
                "derived",
                {"concept": "绩效目标表项目金额", "period": "本年", "set": which},
                amounts[0].place,
                printed,
                Quantity(total, unit, quantum, printed),
            )
        )
    return found
