"""决算的各张表（公开01—09）；有的地方次序不同、列的行不同。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.generator.accounts import CAPITAL, FUND, GENERAL, OWN, Book
from benchmarks.generator.draft import Grid, Rows
from benchmarks.generator.grids import Column, Made, numeral, subject_grid
from benchmarks.generator.subjects import economy_names, function_names
from benchmarks.generator.targets import self_review


@dataclass(frozen=True)
class Accounts:
    """本年决算、上年决算、本年年初预算。"""

    now: Book
    before: Book
    planned: Book


_INCOME = (
    "一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "国有资本经营预算财政拨款收入", "上级补助收入",
    "事业收入", "经营收入", "附属单位上缴收入", "其他收入",
)  # fmt: skip


def incomes(book: Book) -> list[tuple[str, int]]:
    """收入支出决算总表左侧各行。"""
    funds = dict(zip(_INCOME[:3], (GENERAL, FUND, CAPITAL), strict=True))
    return [(n, book.received(funds[n]) if n in funds else book.own.get(n, 0) + _extra(book, n)) for n in _INCOME]


def _extra(book: Book, name: str) -> int:
    """自有资金当年没有花完的，也是当年收入。"""
    return book.own_end if name in book.own else 0


def _classes(made: Made) -> list[str]:
    names = function_names(made.year)
    codes = [c for c in names if len(c) == 3 and c not in ("209", "227", "230")]
    if made.year < 2020:
        codes = [c for c in codes if c != "234"]
    return [c for c in codes if c < "230"] if made.rng.random() < 0.3 else codes


def _title(made: Made, text: str) -> str:
    return f"{made.year}年度{text}" if made.rng.random() < 0.5 else text


def overview(made: Made, book: Book) -> Grid:
    """收入支出决算总表。"""
    style = made.style
    left = [(f"{numeral(n)}、{w}", f"收入/{w}", v) for n, (w, v) in enumerate(incomes(book), 1)]
    names_of = function_names(made.year)
    right = [(f"{numeral(n)}、{names_of[c]}", c, book.klass(c).total) for n, c in enumerate(_classes(made), 1)]
    tail = [
        ("本年收入合计", "本年收入合计", book.income, "本年支出合计", "本年支出合计", book.total),
        ("使用非财政拨款结余", "使用结余", 0, "结余分配", "结余分配", 0),
        ("年初结转和结余", "年初结转", book.carried(), "年末结转和结余", "年末结转", book.end + book.own_end),
        ("总计", "收入总计", book.grand, "总计", "支出总计", book.grand),
    ]
    rows: Rows = []
    names = []
    first = len(right) + len(tail)
    for n in range(len(right)):
        a = left[n] if n < len(left) else ("", "", 0)
        b = right[n]
        rows.append([a[0], str(n + 1), style.cell(a[2]) if a[0] else "", b[0], str(first + n + 1), style.cell(b[2])])
        names.append(f"{a[1]}|{b[1]}")
    for n, (a0, a1, a2, b0, b1, b2) in enumerate(tail, len(right)):
        rows.append([a0, str(n + 1), style.cell(a2), b0, str(first + n + 1), style.cell(b2)])
        names.append(f"{a1}|{b1}")
    word = made.rng.choice(("金额", "决算数"))
    head = [
        ["收入", "", "", "支出", "", ""],
        ["项目", "行次", word, "项目", "行次", word],
        ["栏次", "", "1", "栏次", "", "2"],
    ]
    return Grid(
        "收入支出决算总表", _title(made, "收入支出决算总表"), made.above(), head, rows, names,
        ["", "", "收入", "", "", "支出"], ["注：本表反映部门全年收支总额和结转结余。"],
    )  # fmt: skip


def income(made: Made, book: Book) -> Grid:
    """收入决算表：收入按科目列，结转的科目只列当年收入。"""
    columns = [Column(n, (n,)) for n in ("本年收入合计", "财政拨款收入", *_INCOME[3:])]
    first = book.projects_of(GENERAL)
    own_code = next((p.task.code for p in book.projects if p.fund == OWN), "")
    own_name = next(iter(book.own), "")

    def received(code: str) -> tuple[int, int]:
        """（财政拨款，自有资金）本年收入。"""
        line = book.klass(code)
        allocated = line.general + line.fund + line.capital
        if first and first[0].task.code.startswith(code):
            allocated += book.end
        allocated -= sum(p.carried for p in book.projects if p.task.code.startswith(code))
        own = line.own + (book.own_end if own_code.startswith(code) and own_code else 0)
        return allocated, own

    def value(code: str, column: str) -> int:
        allocated, own = received(code)
        return {"本年收入合计": allocated + own, "财政拨款收入": allocated, own_name: own}.get(column, 0)

    codes = [c for c in book.tree() if any(received(c))]
    return subject_grid(
        made, "收入决算表", _title(made, "收入决算表"), codes, columns, value, lambda c: value("", c), columns_row=True
    )  # fmt: skip


def spending(made: Made, book: Book) -> Grid:
    """支出决算表。"""
    names = ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")

    def value(code: str, column: str) -> int:
        line = book.klass(code)
        return {"本年支出合计": line.total, "基本支出": line.basic, "项目支出": line.all_projects}.get(column, 0)

    return subject_grid(
        made, "支出决算表", _title(made, "支出决算表"), book.tree(), [Column(n, (n,)) for n in names], value,
        lambda c: value("", c), columns_row=True,
    )  # fmt: skip


def allocation(made: Made, book: Book) -> Grid:
    """财政拨款收入支出决算总表。"""
    style = made.style
    funds = (GENERAL, FUND, CAPITAL)
    words = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    left = [
        (f"{numeral(n)}、{w}", f"收入/{w}", book.received(f))
        for n, (w, f) in enumerate(zip(words, funds, strict=True), 1)
    ]
    names_of = function_names(made.year)
    right = []
    for n, c in enumerate(_classes(made), 1):
        line = book.klass(c)
        amounts = [line.general, line.fund, line.capital]
        right.append((f"{numeral(n)}、{names_of[c]}", c, [sum(amounts), *amounts]))
    spent = [book.allocated, *(book.spent(f) for f in funds)]
    received = sum(book.received(f) for f in funds)
    blank: list[int | None] = [None] * 4
    tail: list[tuple[str, str, int | None, str, str, list[int | None]]] = [
        ("本年收入合计", "本年收入合计", received, "本年支出合计", "本年支出合计", [*spent]),
        (
            "年初财政拨款结转和结余",
            "年初结转",
            book.carried(),
            "年末财政拨款结转和结余",
            "年末结转",
            [book.end, book.end, 0, 0],
        ),
        *((w, f"年初/{f}", book.carried(f), "", "", blank) for w, f in zip(words, funds, strict=True)),
        (
            "总计",
            "收入总计",
            received + book.carried(),
            "总计",
            "支出总计",
            [book.allocated + book.end, spent[1] + book.end, *spent[2:]],
        ),
    ]
    rows: Rows = []
    names = []
    for n in range(len(right)):
        a = left[n] if n < len(left) else ("", "", 0)
        b = right[n]
        rows.append(
            [a[0], str(n + 1), style.cell(a[2]) if a[0] else "", b[0], str(n + 31), *(style.cell(v) for v in b[2])]
        )
        names.append(f"{a[1]}|{b[1]}")
    for n, (a0, a1, a2, b0, b1, b2) in enumerate(tail, len(right)):
        rows.append(
            [
                a0,
                str(n + 1),
                style.cell(a2 or 0),
                b0,
                str(n + 31),
                *(style.cell(v or 0) if v is not None else "" for v in b2),
            ]
        )
        names.append(f"{a1}|{b1}")
    word = made.rng.choice(("金额", "决算数"))
    head = [
        ["收入", "", "", "支出", "", "", "", "", ""],
        ["项目", "行次", word, "项目", "行次", "合计", *words],
        ["栏次", "", "1", "栏次", "", "2", "3", "4", "5"],
    ]
    return Grid(
        "财政拨款收入支出决算总表", _title(made, "财政拨款收入支出决算总表"), made.above(), head, rows, names,
        ["", "", "收入", "", "", "合计", *funds],
    )  # fmt: skip


def general(made: Made, book: Book) -> Grid:
    """一般公共预算财政拨款支出决算表。"""
    total = made.rng.choice(("小计", "合计"))
    columns = [
        Column("合计", ("本年支出", total)),
        Column("基本支出", ("", "基本支出")),
        Column("项目支出", ("", "项目支出")),
    ]

    def value(code: str, column: str) -> int:
        line = book.klass(code)
        return {"合计": line.general, "基本支出": line.basic, "项目支出": line.project}[column]

    return subject_grid(
        made, "一般公共预算财政拨款支出决算表", _title(made, "一般公共预算财政拨款支出决算表"), book.tree(GENERAL),
        columns, value, lambda c: value("", c), columns_row=True,
    )  # fmt: skip


def economy(made: Made, book: Book) -> Grid:
    """一般公共预算财政拨款基本支出决算明细表：三组并列，人员一组、公用两组。"""
    style, names_of = made.style, economy_names()
    full = made.rng.random() < 0.5

    def group(*starts: str) -> list[str]:
        codes = [c for c in names_of if c[:3] in starts and c < "31100"]
        return [c for c in codes if full or len(c) == 3 or book.item(c)]

    groups = [group("301", "303"), group("302"), group("310")]
    if not full and not book.item("310"):
        groups[2] = []
    height = max(len(g) for g in groups)
    rows: Rows = []
    names = []
    for n in range(height):
        cells: list[str] = []
        for g in groups:
            cells += [g[n], names_of[g[n]], style.cell(book.item(g[n]))] if n < len(g) else ["", "", ""]
        rows.append(cells)
        names.append("|".join(g[n] if n < len(g) else "" for g in groups))
    rows.append(["", "人员经费合计", style.cell(book.people), "公用经费合计", "", "", "", "", style.cell(book.public)])
    names.append("人员经费合计||公用经费合计")
    head = [
        ["人员经费", "", "", "公用经费", "", "", "", "", ""],
        ["科目编码", "科目名称", "决算数"] * 3,
    ]
    word = made.rng.choice(("一般公共预算财政拨款基本支出决算明细表", "一般公共预算财政拨款基本支出决算表"))
    return Grid(
        "一般公共预算财政拨款基本支出决算表", _title(made, word), made.above(), head, rows, names,
        ["", "", "组0", "", "", "组1", "", "", "组2"],
    )  # fmt: skip


def _special(made: Made, book: Book, fund: str) -> Grid:
    """政府性基金、国有资本经营的决算表。"""
    codes = book.tree(fund)
    if fund == FUND:
        names = ("年初结转和结余", "本年收入", "小计", "基本支出", "项目支出", "年末结转和结余")
        heads = [
            ("年初结转和结余",),
            ("本年收入",),
            ("本年支出", "小计"),
            ("", "基本支出"),
            ("", "项目支出"),
            ("年末结转和结余",),
        ]
        title, kind = "政府性基金预算财政拨款收入支出决算表", "政府性基金预算财政拨款收入支出决算表"
    else:
        names = ("合计", "基本支出", "项目支出")
        heads = [("本年支出", "合计"), ("", "基本支出"), ("", "项目支出")]
        title = kind = "国有资本经营预算财政拨款支出决算表"

    def value(code: str, column: str) -> int:
        amount = book.klass(code).of(fund)
        return amount if column in ("本年收入", "小计", "项目支出", "合计") else 0

    y = f"{made.year}年度"
    notes = () if codes else (f"注：本部门{y}没有{fund}财政拨款收入和支出，故本表无数据。",)
    if made.style.notes == "空表" and not codes:
        notes = (f"说明：本部门{y}无{fund}财政拨款收支，本表为空表。",)
    columns = [Column(n, h) for n, h in zip(names, heads, strict=True)]
    return subject_grid(
        made, kind, _title(made, title), codes, columns, value, lambda c: value("", c), columns_row=True, notes=notes
    )  # fmt: skip


def three(made: Made, a: Accounts) -> Grid:
    """财政拨款“三公”经费支出决算表：预算数、决算数各六栏，或每项下并列。"""
    style, rng = made.style, made.rng
    order = ["合计", "出国", "用车", "购置", "运行", "接待"]
    planned, done = a.planned.three, a.now.three
    zero = style.zero or rng.choice(("", "0.00"))

    def cell(value: int) -> str:
        return style.cell(value) or zero

    word = rng.choice(("公务用车购置及运行维护费", "公务用车购置及运行费"))
    empty = not planned["合计"] and not done["合计"]
    if rng.random() < 0.7:
        part = ["合计", "因公出国（境）费", word, "", "", "公务接待费"]
        sub = ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""]
        head = [["预算数", *[""] * 5, "决算数", *[""] * 5], part * 2, sub * 2, [str(n) for n in range(1, 13)]]
        cells = [cell(planned[k]) for k in order] + [cell(done[k]) for k in order]
        columns = [f"{k}/预算" for k in order] + [f"{k}/决算" for k in order]
    else:
        head = [
            ["合计", "", "因公出国（境）费", "", word, "", "", "", "", "", "公务接待费", ""],
            ["", "", "", "", "小计", "", "公务用车购置费", "", "公务用车运行维护费", "", "", ""],
            ["预算数", "决算数"] * 6,
        ]
        cells = [cell(x[k]) for k in order for x in (planned, done)]
        columns = [f"{k}/{b}" for k in order for b in ("预算", "决算")]
    if empty:
        cells = [""] * 12
    notes = ["注：预算数是按规定程序调整后的全年预算数，决算数是本年财政拨款实际列支的数额。"]
    if empty:
        notes = [f"注：本部门{made.year}年度没有“三公”经费支出，故本表无数据。"]
    title = rng.choice(("财政拨款“三公”经费支出决算表", "一般公共预算财政拨款“三公”经费支出决算表"))
    return Grid("三公经费支出决算表", _title(made, title), made.above(), head, [cells], ["合计"], columns, notes)


def tables(made: Made, a: Accounts) -> Iterator[Grid]:
    """各张表；上海等地把“三公”放在基金之前。"""
    book = a.now
    for make in (overview, income, spending, allocation, general, economy):
        yield make(made, book)
    special = [_special(made, book, FUND), _special(made, book, CAPITAL)]
    if made.year == 2019 and not book.spent(CAPITAL):
        special = special[:1]
    yield from [three(made, a), *special] if made.rng.random() < 0.4 else [*special, three(made, a)]
    if made.rng.random() < 0.6:
        done = {p.name: p for p in book.projects}
        for p in a.planned.projects:
            if p.name in done and p.fund == GENERAL:
                yield self_review(made, max(p.amount, done[p.name].amount), done[p.name])
