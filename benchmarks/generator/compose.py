"""一个种子 → 一份文件。"""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.generator import budget_tables, budget_words, final_tables, final_words, places
from benchmarks.generator.accounts import CAPITAL, FUND, OWN, Book, Purse, book, varied
from benchmarks.generator.draft import Draft, Grid, Para
from benchmarks.generator.grids import Made, numeral
from benchmarks.generator.style import style
from benchmarks.generator.subjects import path
from benchmarks.generator.targets import budget_targets

_DUTIES = ("组织编制有关规划并监督落实", "承担日常管理和服务", "开展监督检查，查处违法行为", "办理上级交办的其他事项")


def disclosure(seed: int, kind: str = "", office: places.Office | None = None) -> Draft:
    """虚构的一份预算或决算；kind、office（哪一类单位）不给则由种子定。"""
    rng = random.Random(f"公开件{seed}")
    kind = kind or rng.choice(("预算", "决算"))
    year = rng.randint(2019, 2026) if kind == "预算" else rng.randint(2019, 2025)
    county = places.place(rng)
    office = office or rng.choice(places.OFFICES)
    entity = places.entity(rng, county, office)
    purse = Purse(rng, rng.choice((1, 100, 10_000, 10_000)))
    funds = tuple(f for f, chance in ((FUND, 0.3), (CAPITAL, 0.1), (OWN, 0.4)) if rng.random() < chance)
    made = Made(style(rng, kind), year, entity, rng)
    base = book(rng, office, year, purse, funds)
    if kind == "预算":
        other = varied(rng, base, purse, 0.4, year - 1)
        if rng.random() < 0.4:
            base, other = replace(other, year=year), replace(base, year=year - 1)
        pieces = _budget(made, base, other)
    else:
        pieces = _final(made, base, purse)
    return Draft(seed, kind, year, entity, pieces, made.style.spaced, made.style.piped, purse.grain)


def _about(made: Made, now: Book, what: str) -> list[Para]:
    """概况：职责、机构。"""
    rng = made.rng
    pieces = [Para("概况/职责标题", "一、" + rng.choice(("主要职能", "部门主要职责", "主要职责")))]
    pieces += [Para("概况/职责", f"（{numeral(n)}）{d}。") for n, d in enumerate(_DUTIES, 1)]
    pieces.append(Para("概况/机构标题", "二、" + rng.choice(("机构设置和人员情况", "机构设置情况"))))
    staff = rng.randint(6, 90)
    pieces.append(
        Para(
            "概况/机构",
            f"纳入{made.year}年部门{what}编制范围的单位共1个，即{made.entity}，单位性质为{now.office.nature}，"
            f"内设办公室、业务股2个股室。年末实有在职人员{staff}人。",
        )
    )
    return pieces


def _terms(made: Made, now: Book) -> list[Para]:
    """名词解释。"""
    words = ["一般公共预算拨款收入：区县财政用一般公共预算安排给本部门的当年资金"]
    if made.rng.random() < 0.6:
        words += [f"{path(line.code, made.year)}：列入本科目的开支" for line in now.lines]
    words += [
        "基本支出：维持机构正常运转所需的支出，分为人员经费和公用经费",
        "项目支出：基本支出以外，为完成特定任务发生的支出",
    ]
    return [Para("名词", f"{numeral(n)}、{w}。") for n, w in enumerate(words, 1)]


def _numbered(made: Made, grids: list[Grid]) -> list[Grid]:
    """加上表号。"""
    style = made.style.numbering
    seen: list[str] = []
    for grid in grids:
        if grid.kind not in seen:
            seen.append(grid.kind)
        n = seen.index(grid.kind) + 1
        if style == "表":
            grid.above.insert(0, f"表{n}")
        elif style == "公开" and "绩效" not in grid.kind:
            grid.above.insert(0, f"公开{n:02}表")
    return grids


def _contents(made: Made, parts: list[str], grids: list[Grid], heads: list[str], words_first: bool) -> list[Para]:
    """目录。"""
    titles: list[str] = []
    for grid in grids:
        title = grid.title.removeprefix(f"{made.year}年度").removeprefix(f"{made.year}年")
        if title not in titles:
            titles.append(title)
    tables = [f"{numeral(n)}、{t}" for n, t in enumerate(titles, 1)]
    body = {"表": tables, "说明": [f"{numeral(n)}、{t}" for n, t in enumerate(heads, 1)]}
    lines = ["目  录"]
    for part in parts:
        lines.append(part)
        key = "说明" if "说明" in part else "表" if part.endswith("表") else ""
        lines += body.get(key, [])
    return [Para("目录", line) for line in lines]


def _assemble(
    made: Made, what: str, now: Book, grids: list[Grid], words: list[Para], heads: list[str]
) -> list[Para | Grid]:
    s, y = made.style, made.style.year(made.year)
    cover = made.rng.choice(
        (f"{made.entity}{y}部门{what}", f"{y}{made.entity}部门{what}", f"{made.entity}{y}部门{what}公开")
    )
    table_part = f"{made.entity}{y}部门{what}表"
    words_part = f"{made.entity}{y}部门{what}情况说明"
    order = [words_part, table_part] if s.words_first else [table_part, words_part]
    names = [f"{made.entity}概况", *order, "名词解释"]
    parts = [f"第{numeral(n)}部分 {name}" for n, name in enumerate(names, 1)]
    pieces: list[Para | Grid] = [Para("封面", cover)]
    if s.toc:
        pieces += _contents(made, parts, grids, heads, s.words_first)
    bodies: dict[str, list[Para | Grid]] = {table_part: [*_numbered(made, grids)], words_part: [*words]}
    pieces += [Para("部分/概况", parts[0]), *_about(made, now, what)]
    for name, part in zip(order, parts[1:3], strict=True):
        key = "部分/说明" if "说明" in name else "部分/表"
        pieces += [Para(key, part), *bodies[name]]
    pieces += [Para("部分/名词", parts[3]), *_terms(made, now)]
    return pieces


def _budget(made: Made, now: Book, before: Book) -> list[Para | Grid]:
    grids = [*budget_tables.tables(made, now, before), *budget_targets(made, now)]
    headed = budget_words.titles(made)
    words = list(budget_words.sections(made, now, before, headed))
    return _assemble(made, "预算", now, grids, words, list(headed.values()))


def _final(made: Made, base: Book, purse: Purse) -> list[Para | Grid]:
    rng = made.rng
    ends = {"end": purse.near(base.projects[0].amount, 0.02, 0.2)} if rng.random() < 0.6 else {}
    now = replace(base, **ends)
    if now.office.own == "财政专户管理资金":
        now = replace(now, own={("事业收入" if k == "财政专户管理资金" else k): v for k, v in now.own.items()})
    before = varied(rng, now, purse, 0.3, made.year - 1)
    planned = varied(rng, replace(now, end=0, own_end=0), purse, 0.2, made.year)
    accounts = final_tables.Accounts(now, before, planned)
    grids = list(final_tables.tables(made, accounts))
    headed = final_words.titles(made)
    words = list(final_words.sections(made, accounts, headed))
    return _assemble(made, "决算", now, grids, words, list(headed.values()))
