"""一本账：一个单位一个年度的收支，单位是分；各表各句的数都由它推出，所以对得上。"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from benchmarks.generator.places import CAPITAL_TASK, FUND_TASKS, Office, Task
from benchmarks.generator.subjects import levels

GENERAL, FUND, CAPITAL, OWN = "一般公共预算", "政府性基金预算", "国有资本经营预算", "单位资金"
WAN = 1_000_000  # 1 万元的分数
_PEOPLE = ("301", "303")


@dataclass(frozen=True)
class Project:
    """一个项目：本年安排（含结转），其中上年结转。"""

    task: Task
    fund: str
    amount: int
    carried: int = 0

    @property
    def name(self) -> str:
        return self.task.name


@dataclass(frozen=True)
class Line:
    """一个项级科目各种资金的支出；people 为基本支出中的人员经费。"""

    code: str
    basic: int = 0
    people: int = 0
    project: int = 0
    own: int = 0
    fund: int = 0
    capital: int = 0

    def __add__(self, other: Line) -> Line:
        pairs = {
            f: getattr(self, f) + getattr(other, f) for f in ("basic", "people", "project", "own", "fund", "capital")
        }
        return Line(self.code, **pairs)

    @property
    def general(self) -> int:
        return self.basic + self.project

    @property
    def total(self) -> int:
        return self.basic + self.project + self.own + self.fund + self.capital

    @property
    def all_projects(self) -> int:
        return self.total - self.basic

    def of(self, fund: str) -> int:
        return {GENERAL: self.general, FUND: self.fund, CAPITAL: self.capital, OWN: self.own}[fund]


@dataclass(frozen=True)
class Book:
    """一年的账。economy 是一般公共预算基本支出按经济分类的款；buy 是在项目里开支的公务用车购置费。"""

    office: Office
    year: int
    economy: dict[str, int]
    projects: tuple[Project, ...]
    own: dict[str, int]
    buy: int = 0
    end: int = 0
    own_end: int = 0

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """各项级科目，按编码排列；全为零的不列。"""
        found: dict[str, Line] = {}
        for line in (*self._basic(), *self._projects()):
            found[line.code] = found.get(line.code, Line(line.code)) + line
        return tuple(found[c] for c in sorted(found) if found[c].total)

    def _basic(self) -> Iterable[Line]:
        public = self.office.nature == "事业单位"
        retired = "2080502" if public else "2080501"
        places = {
            "30108": "2080505", "30109": "2080506", "30112": "2089999" if self.year > 2020 else "2089901",
            "30110": "2101102" if public else "2101101", "30111": "2101103", "30113": "2210201", "30302": retired,
        }  # fmt: skip
        for item, amount in self.economy.items():
            code = places.get(item, self.office.run)
            yield Line(code, basic=amount, people=amount if item[:3] in _PEOPLE else 0)

    def _projects(self) -> Iterable[Line]:
        field = {GENERAL: "project", OWN: "own", FUND: "fund", CAPITAL: "capital"}
        for project in self.projects:
            yield Line(project.task.code, **{field[project.fund]: project.amount})

    def sum(self, what: str) -> int:
        return sum(getattr(line, what) for line in self.lines)

    @property
    def total(self) -> int:
        return self.sum("total")

    @property
    def basic(self) -> int:
        return self.sum("basic")

    @property
    def people(self) -> int:
        return self.sum("people")

    @property
    def public(self) -> int:
        return self.basic - self.people

    def spent(self, fund: str) -> int:
        return sum(line.of(fund) for line in self.lines)

    @property
    def allocated(self) -> int:
        """财政拨款支出。"""
        return self.spent(GENERAL) + self.spent(FUND) + self.spent(CAPITAL)

    def carried(self, fund: str = "") -> int:
        """年初（上年）结转；不给资金即全部。"""
        return sum(p.carried for p in self.projects if fund in ("", p.fund))

    def left(self, fund: str) -> int:
        """年末结转；预算没有。"""
        return {GENERAL: self.end, OWN: self.own_end}.get(fund, 0)

    def received(self, fund: str) -> int:
        """本年收入。"""
        return self.spent(fund) + self.left(fund) - self.carried(fund)

    @property
    def income(self) -> int:
        return sum(self.received(f) for f in (GENERAL, FUND, CAPITAL, OWN))

    @property
    def grand(self) -> int:
        """收入总计、支出总计。"""
        return self.income + self.carried()

    @property
    def grand_allocated(self) -> int:
        return self.allocated + self.left(GENERAL)

    def projects_of(self, fund: str) -> list[Project]:
        return [p for p in self.projects if p.fund == fund]

    def item(self, code: str) -> int:
        """经济分类：款，或 3 位的类。"""
        return sum(v for c, v in self.economy.items() if c.startswith(code))

    @property
    def three(self) -> dict[str, int]:
        """“三公”经费各项。"""
        run, host, abroad = (self.economy.get(c, 0) for c in ("30231", "30217", "30212"))
        return {
            "合计": run + host + abroad + self.buy, "出国": abroad, "用车": run + self.buy,
            "购置": self.buy, "运行": run, "接待": host,
        }  # fmt: skip

    def klass(self, code: str) -> Line:
        """类、款、项级科目的合计。"""
        total = Line(code)
        for line in self.lines:
            if line.code.startswith(code):
                total += replace(line, code=code)
        return total

    def tree(self, fund: str = "") -> list[str]:
        """有数的类、款、项，按先上级后下级。"""
        codes: list[str] = []
        for line in self.lines:
            if fund and not line.of(fund):
                continue
            codes += [c for c in levels(line.code) if c not in codes]
        return codes


class Purse:
    """按一种精细程度出金额：整万元、百元、元、分。"""

    def __init__(self, rng: random.Random, grain: int) -> None:
        self.rng, self.grain = rng, grain

    def wan(self, low: float, high: float) -> int:
        value = self.rng.uniform(low, high) * WAN
        return max(self.grain, round(value / self.grain) * self.grain)

    def near(self, amount: int, low: float, high: float) -> int:
        return max(self.grain, round(amount * self.rng.uniform(low, high) / self.grain) * self.grain)


def book(rng: random.Random, office: Office, year: int, purse: Purse, funds: tuple[str, ...]) -> Book:
    """随机编一本账；funds 是一般公共预算以外还有的资金。"""
    staff = rng.randint(6, 90)
    pay = purse.wan(4.2, 6.5) * staff
    public = office.nature == "事业单位"
    economy = {
        "30101": pay, "30102": purse.near(pay, 0.2, 0.7), **({} if public else {"30103": purse.near(pay, 0.5, 0.9)}),
        **({"30107": purse.near(pay, 0.6, 0.9)} if public else {}),
        "30108": purse.near(pay, 0.28, 0.36), "30109": purse.near(pay, 0.14, 0.18),
        "30110": purse.near(pay, 0.13, 0.16), **({} if public else {"30111": purse.near(pay, 0.05, 0.09)}),
        "30112": purse.near(pay, 0.01, 0.02), "30113": purse.near(pay, 0.2, 0.3),
    }  # fmt: skip
    for code, low, high in (
        ("30201", 0.02, 0.06), ("30202", 0.005, 0.01), ("30205", 0.003, 0.006), ("30206", 0.01, 0.03),
        ("30207", 0.006, 0.02), ("30209", 0.01, 0.03), ("30211", 0.02, 0.04), ("30213", 0.005, 0.02),
        ("30215", 0.003, 0.008), ("30216", 0.006, 0.015), ("30226", 0.01, 0.02), ("30228", 0.02, 0.03),
        ("30229", 0.015, 0.03), ("30239", 0.05, 0.1), ("30299", 0.01, 0.03), ("30302", 0.02, 0.08),
        ("30305", 0.005, 0.02), ("31002", 0.005, 0.02),
    ):  # fmt: skip
        if rng.random() < 0.8:
            economy[code] = purse.near(pay, low, high)
    if rng.random() < 0.8:
        economy["30231"] = purse.wan(1.5, 3) * rng.randint(1, 3)
    if rng.random() < 0.8:
        economy["30217"] = purse.wan(0.3, 3)
    if rng.random() < 0.1:
        economy["30212"] = purse.wan(3, 8)
    tasks = rng.sample(office.tasks, rng.randint(office.least, len(office.tasks)))
    projects = [Project(t, GENERAL, purse.wan(6, 300)) for t in tasks]
    if rng.random() < 0.5:
        projects[0] = replace(projects[0], carried=purse.near(projects[0].amount, 0.05, 0.6))
    if FUND in funds:
        projects.append(Project(rng.choice(FUND_TASKS), FUND, purse.wan(20, 400)))
    if CAPITAL in funds:
        projects.append(Project(CAPITAL_TASK, CAPITAL, purse.wan(5, 60)))
    own: dict[str, int] = {}
    if OWN in funds:
        spare = [t for t in office.tasks if t not in tasks]
        task = spare[0] if spare else replace(tasks[-1], name=tasks[-1].name + "（自筹）")
        amount = purse.wan(5, 120)
        projects.append(Project(task, OWN, amount))
        name = office.own or "其他收入"
        own = {name: amount}
    buy = 0
    big = [p for p in projects if p.fund == GENERAL and p.amount > 40 * WAN]
    if big and "30231" in economy and rng.random() < 0.15:
        buy = purse.wan(15, 30)
    projects.sort(key=lambda p: (p.task.code, p.name))
    return Book(office, year, dict(sorted(economy.items())), tuple(projects), own, buy)


def varied(rng: random.Random, base: Book, purse: Purse, spread: float, year: int) -> Book:
    """另一本相近的账（上年的，或决算的）：多数有增有减，有的不变，有的从零开始。"""

    def other(amount: int, drop: float = 0.04) -> int:
        chance = rng.random()
        if chance < 0.15:
            return amount
        if chance < 0.15 + drop:
            return 0
        return purse.near(amount, 1 - spread, 1 + spread)

    fixed = {"30101", "30108", "30110", "30113"}
    economy = {c: other(v, 0 if c in fixed else 0.03) for c, v in base.economy.items()}
    economy = {c: v for c, v in economy.items() if v}
    projects = []
    for n, project in enumerate(base.projects):
        amount = other(project.amount, 0 if n == 0 else 0.08)
        carried = min(amount, project.carried)
        if amount:
            projects.append(replace(project, amount=amount, carried=carried))
    own = {k: sum(p.amount for p in projects if p.fund == OWN) for k in base.own}
    return replace(
        base, year=year, economy=economy, projects=tuple(projects), own=own, buy=base.buy if rng.random() < 0.3 else 0
    )
