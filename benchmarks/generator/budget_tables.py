"""预算的各张表。"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.generator.accounts import CAPITAL, FUND, GENERAL, OWN, Book, Project
from benchmarks.generator.draft import Grid, Rows
from benchmarks.generator.grids import Column, Made, numeral, subject_grid
from benchmarks.generator.subjects import function_names

TITLES = {
    "收支总表": ("部门收支总表", "收支总表", "部门收支预算总表", "{y}部门收支总体情况表"),
    "收入总表": ("部门收入总表", "收入总表", "部门收入预算总表", "{y}部门收入总体情况表"),
    "支出总表": ("部门支出总表", "支出总表", "部门支出预算总表", "{y}部门支出总体情况表"),
    "财政拨款收支总表": ("财政拨款收支总表", "财政拨款收支预算总表", "{y}财政拨款收支总体情况表"),
    "一般公共预算支出表": ("一般公共预算支出表", "一般公共预算支出预算表", "一般公共预算支出情况表（按功能分类科目）"),
    "一般公共预算基本支出表": (
        "一般公共预算基本支出表",
        "一般公共预算基本支出预算表",
        "一般公共预算基本支出情况表（按经济分类科目）",
    ),
    "项目支出表": ("一般公共预算项目支出预算表", "一般公共预算项目支出表"),
    "三公经费支出表": ("一般公共预算“三公”经费支出表", "财政拨款“三公”经费支出表", "一般公共预算“三公”经费支出预算表"),
    "政府性基金预算支出表": ("政府性基金预算支出表", "政府性基金预算支出预算表", "政府性基金预算支出情况表"),
    "国有资本经营预算支出表": ("国有资本经营预算支出表", "国有资本经营预算支出预算表"),
}
_INCOME = {
    GENERAL: ("一般公共预算拨款收入", "一般公共预算财政拨款收入"),
    FUND: ("政府性基金预算拨款收入", "政府性基金预算财政拨款收入"),
    CAPITAL: ("国有资本经营预算拨款收入", "国有资本经营预算财政拨款收入"),
}


def titled(made: Made, kind: str) -> str:
    return made.rng.choice(TITLES[kind]).replace("{y}", f"{made.year}年")


def classes(made: Made, used: list[str]) -> list[str]:
    """总表右侧列哪些类：全部，或只列有数的。"""
    names = function_names(made.year)
    every = [c for c in names if len(c) == 3 and c < "230" and c[:3] not in ("209",)]
    return every if made.rng.random() < 0.7 else [c for c in every if c in used]


def sources(book: Book) -> list[tuple[str, int]]:
    """收入各行的规范名称和金额；单位资金按本单位的名目。"""
    rows = [(name, book.received(fund)) for fund, name in ((GENERAL, "一般"), (FUND, "基金"), (CAPITAL, "国资"))]
    return rows + [(n, book.own.get(n, 0)) for n in ("财政专户管理资金", "事业收入", "其他收入")]


def overview(made: Made, book: Book) -> Grid:
    """收支总表。"""
    style, rng = made.style, made.rng
    pick = rng.randint(0, 1)
    words = {"一般": _INCOME[GENERAL][pick], "基金": _INCOME[FUND][pick], "国资": _INCOME[CAPITAL][pick],
             "财政专户管理资金": "财政专户管理资金收入"}  # fmt: skip
    named = enumerate(sources(book), 1)
    left = [(f"{numeral(n)}、{words.get(k, k)}", f"收入/{k}", v) for n, (k, v) in named]
    used = classes(made, book.tree())
    right = [(f"{numeral(n)}、{function_names(made.year)[c]}", c, book.klass(c).total) for n, c in enumerate(used, 1)]
    carry_word = rng.choice(("上年结转", "上年结转结余", "上年结转和结余"))
    tail_left = [("本年收入合计", "本年收入合计", book.income), (carry_word, "上年结转", book.carried())]
    tail_right = [("本年支出合计", "本年支出合计", book.total), ("结转下年", "结转下年", 0)]
    rows: Rows = []
    names: list[str] = []
    for n in range(max(len(left), len(right))):
        a = left[n] if n < len(left) else ("", "", 0)
        b = right[n] if n < len(right) else ("", "", 0)
        rows.append([a[0], style.cell(a[2]) if a[0] else "", b[0], style.cell(b[2]) if b[0] else ""])
        names.append(f"{a[1]}|{b[1]}")
    for a, b in zip(tail_left, tail_right, strict=True):
        rows.append([a[0], style.cell(a[2]), b[0], style.cell(b[2])])
        names.append(f"{a[1]}|{b[1]}")
    words_total = rng.choice((("收入总计", "支出总计"), ("收 入 总 计", "支 出 总 计"), ("收入总计", "支出总计")))
    rows.append([words_total[0], style.cell(book.grand), words_total[1], style.cell(book.grand)])
    names.append("收入总计|支出总计")
    head = [["收    入", "", "支    出", ""], ["项    目", "预算数", "项    目", "预算数"]]
    return Grid("收支总表", titled(made, "收支总表"), made.above(), head, rows, names, ["", "收入", "", "支出"])


def _income_by_subject(made: Made, book: Book) -> Grid:
    """收入总表：按科目列行。"""
    own = next((n for n, v in book.own.items() if v), "其他收入")
    names = ("合计", "上年结转", "一般公共预算", "政府性基金预算", "国有资本经营预算", own)

    def value(code: str, column: str) -> int:
        line = book.klass(code)
        carried = sum(p.carried for p in book.projects if p.task.code.startswith(code))
        return {
            "合计": line.total, "上年结转": carried, "一般公共预算": line.general - carried,
            "政府性基金预算": line.fund, "国有资本经营预算": line.capital, own: line.own,
        }[column]  # fmt: skip

    columns = [Column(n, (n,)) for n in names]
    return subject_grid(made, "收入总表", titled(made, "收入总表"), book.tree(), columns, value, lambda c: value("", c))


def income(made: Made, book: Book) -> Grid:
    """收入总表：按单位列行，可以有几个下属单位；有的按科目。"""
    if made.rng.random() < 0.3:
        return _income_by_subject(made, book)
    style, rng = made.style, made.rng
    parts = [("上年结转", book.carried())] + [
        (
            {"一般": "一般公共预算拨款收入", "基金": "政府性基金预算拨款收入", "国资": "国有资本经营预算拨款收入"}.get(
                k, k
            ),
            v,
        )
        for k, v in sources(book)
    ]
    if rng.random() < 0.5:
        parts = parts[1:] + parts[:1]
    units = [made.entity]
    if rng.random() < 0.3:
        units = [f"{made.entity}本级", f"{made.entity}服务中心"]
    count = len(units)
    shares = []
    for _, amount in parts:
        grain = 10_000 if amount % 10_000 == 0 else 1
        cut = round(amount * rng.uniform(0.1, 0.3) / grain) * grain if count == 2 else 0
        shares.append([amount - cut, cut][:count])
    head = [["单位代码", "单位名称", "合计", *(k for k, _ in parts)]]
    rows: Rows = []
    names = []
    for n, unit in enumerate(units):
        own = [s[n] for s in shares]
        rows.append([f"31{rng.randint(1, 9)}{n + 1:03}", unit, style.cell(sum(own)), *(style.cell(v) for v in own)])
        names.append(f"单位{n}")
    bottom = ["", style.total_label, style.cell(book.grand), *(style.cell(v) for _, v in parts)]
    where = 0 if style.total_first else len(rows)
    rows.insert(where, bottom)
    names.insert(where, "合计")
    columns = ["", "名称", "合计", *(k for k, _ in parts)]
    return Grid("收入总表", titled(made, "收入总表"), made.above(), head, rows, names, columns)


def _amounts(book: Book, code: str) -> dict[str, int]:
    line = book.klass(code)
    return {"合计": line.total, "基本支出": line.basic, "项目支出": line.all_projects}


def spending(made: Made, book: Book) -> Grid:
    """支出总表。"""
    columns = [Column("合计", ("合计",)), Column("基本支出", ("基本支出",)), Column("项目支出", ("项目支出",))]
    if made.rng.random() < 0.5:
        more = ("上缴上级支出", "事业单位经营支出", "对附属单位补助支出")
        columns += [Column(m, (m,)) for m in more]

    def value(code: str, column: str) -> int:
        return _amounts(book, code).get(column, 0)

    return subject_grid(made, "支出总表", titled(made, "支出总表"), book.tree(), columns, value, lambda c: value("", c))


def allocation(made: Made, book: Book) -> Grid:
    """财政拨款收支总表：一、本年收入 二、上年结转 ｜ 一、本年支出 二、结转下年。"""
    style, rng = made.style, made.rng
    funds = (GENERAL, FUND, CAPITAL)
    plain = ("一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入")
    marked = ("（一）一般公共预算拨款", "（二）政府性基金预算拨款", "（三）国有资本经营预算拨款")
    pick = rng.choice((plain, marked))
    received = [book.received(f) for f in funds]
    left = [("一、本年收入", "本年收入", sum(received))]
    left += [(w, f"收入/{f}", v) for w, f, v in zip(pick, funds, received, strict=True)]
    left += [("二、上年结转", "上年结转", book.carried())]
    left += [(w, f"结转/{f}", book.carried(f)) for w, f in zip(pick, funds, strict=True)]
    mark = rng.random() < 0.5
    names_of = function_names(made.year)
    right = [("一、本年支出", "本年支出", [book.allocated, *(book.spent(f) for f in funds)])]
    for n, c in enumerate(classes(made, book.tree()), 1):
        line = book.klass(c)
        amounts = [line.general, line.fund, line.capital]
        right.append((f"（{numeral(n)}）{names_of[c]}" if mark else names_of[c], c, [sum(amounts), *amounts]))
    right.append(("二、结转下年", "结转下年", [0, 0, 0, 0]))
    rows: Rows = []
    names = []
    for n in range(max(len(left), len(right))):
        a = left[n] if n < len(left) else ("", "", 0)
        b = right[n] if n < len(right) else ("", "", [0, 0, 0, 0])
        cells = [style.cell(v) if b[0] else "" for v in b[2]]
        rows.append([a[0], style.cell(a[2]) if a[0] else "", b[0], *cells])
        names.append(f"{a[1]}|{b[1]}")
    last = [book.allocated, *(book.spent(f) for f in funds)]
    rows.append(["收入总计", style.cell(book.allocated), "支出总计", *(style.cell(v) for v in last)])
    names.append("收入总计|支出总计")
    head = [
        ["收    入", "", "支    出", "", "", "", ""],
        ["项    目", "预算数", "项    目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
    ]
    columns = ["", "收入", "", "合计", GENERAL, FUND, CAPITAL]
    return Grid("财政拨款收支总表", titled(made, "财政拨款收支总表"), made.above(), head, rows, names, columns)


def general(made: Made, book: Book, before: Book) -> Grid:
    """一般公共预算支出表，有的把基本支出再分人员、公用，有的列上年数和增减。"""
    split = made.rng.random() < 0.35
    compared = not split and made.rng.random() < 0.25
    total = made.rng.choice(("合计", "小计"))
    if split:
        columns = [
            Column("合计", ("合计",)), Column("基本支出", ("基本支出", "小计")), Column("人员经费", ("", "人员经费")),
            Column("公用经费", ("", "公用经费")), Column("项目支出", ("项目支出",)),
        ]  # fmt: skip
    elif compared:
        y = f"{made.year}年预算数"
        columns = [
            Column("上年", (f"{made.year - 1}年预算数",)), Column("合计", (y, total)),
            Column("基本支出", ("", "基本支出")), Column("项目支出", ("", "项目支出")),
        ]  # fmt: skip
    else:
        columns = [Column("合计", (total,)), Column("基本支出", ("基本支出",)), Column("项目支出", ("项目支出",))]

    def value(code: str, column: str) -> int:
        line = book.klass(code)
        return {
            "上年": before.klass(code).general,
            "合计": line.general, "基本支出": line.basic, "项目支出": line.project, "人员经费": line.people,
            "公用经费": line.basic - line.people,
        }[column]  # fmt: skip

    return subject_grid(
        made, "一般公共预算支出表", titled(made, "一般公共预算支出表"), book.tree(GENERAL), columns, value,
        lambda c: value("", c), notes=("注：本表含上年结转安排的支出。",) if book.carried(GENERAL) else (),
    )  # fmt: skip


def economy(made: Made, book: Book) -> Grid:
    """一般公共预算基本支出表。"""
    codes: list[str] = []
    for item in sorted(book.economy):
        codes += [c for c in (item[:3], item) if c not in codes]
    columns = [
        Column("合计", ("基本支出", "合计")), Column("人员经费", ("", "人员经费")), Column("公用经费", ("", "公用经费"))
    ]  # fmt: skip
    if made.rng.random() < 0.4:
        columns = [Column("合计", ("合计",)), Column("人员经费", ("人员经费",)), Column("公用经费", ("公用经费",))]

    def value(code: str, column: str) -> int:
        people = code[:3] in ("301", "303")
        return book.item(code) if column == "合计" or people == (column == "人员经费") else 0

    totals = {"合计": book.basic, "人员经费": book.people, "公用经费": book.public}
    return subject_grid(
        made, "一般公共预算基本支出表", titled(made, "一般公共预算基本支出表"), codes, columns, value,
        lambda c: totals[c], economy=True,
    )  # fmt: skip


def _all_projects(made: Made, book: Book) -> Grid:
    """项目支出表：各种资金的项目，按来源分栏。"""
    style = made.style
    funds = (GENERAL, FUND, CAPITAL, OWN)

    def cells(own: list[Project]) -> list[str]:
        carried = sum(p.carried for p in own)
        now = [sum(p.amount - p.carried for p in own if p.fund == f) for f in funds]
        return [style.cell(v) for v in (sum(now) + carried, *now, carried)]

    rows = [[p.name, *cells([p])] for p in book.projects]
    names = [p.name for p in book.projects]
    where = 0 if style.total_first else len(rows)
    rows.insert(where, [style.total_label, *cells(list(book.projects))])
    names.insert(where, "合计")
    head = [["项目名称", "合计", *funds, "上年结转"]]
    columns = ["名称", "合计", *funds, "上年结转"]
    return Grid(
        "项目支出表", made.rng.choice(("项目支出表", "部门项目支出预算表")), made.above(), head, rows, names, columns
    )


def projects(made: Made, book: Book) -> Grid:
    """一般公共预算项目支出表：一行一个项目；有的列全部资金的项目。"""
    if made.rng.random() < 0.3:
        return _all_projects(made, book)
    style = made.style
    rows: Rows = []
    names = []
    for p in book.projects:
        if p.fund != GENERAL:
            continue
        rows.append(
            [p.task.code, p.name, style.cell(p.amount), style.cell(p.amount - p.carried), style.cell(p.carried)]
        )
        names.append(p.name)
    whole = [book.sum("project"), book.sum("project") - book.carried(GENERAL), book.carried(GENERAL)]
    where = 0 if style.total_first else len(rows)
    rows.insert(where, ["", style.total_label, *(style.cell(v) for v in whole)])
    names.insert(where, "合计")
    head = [["科目编码", "项目名称", "合计", "当年财政拨款安排", "上年结转安排"]]
    columns = ["", "名称", "合计", "当年财政拨款", "上年结转"]
    return Grid("项目支出表", titled(made, "项目支出表"), made.above(), head, rows, names, columns)


def three(made: Made, book: Book) -> Grid:
    """“三公”经费支出表。"""
    style, rng = made.style, made.rng
    parts = book.three
    order = ["合计", "出国", "用车", "购置", "运行", "接待"]
    word = rng.choice(("公务用车购置及运行维护费", "公务用车购置及运行费"))
    head = [
        ["单位名称", "合计", "因公出国（境）费", word, "", "", "公务接待费"],
        ["", "", "", "小计", "公务用车购置费", "公务用车运行维护费", ""],
    ]
    if rng.random() < 0.3:
        order = ["合计", "出国", "接待", "用车", "购置", "运行"]
        head = [
            ["单位名称", "合计", "因公出国（境）费", "公务接待费", word, "", ""],
            ["", "", "", "", "小计", "公务用车购置费", "公务用车运行维护费"],
        ]
    zero = style.zero or rng.choice(("", "0.00"))
    cells = [style.cell(parts[k]) or zero for k in order] if parts["合计"] else [""] * 6
    rows = [[style.total_label, *cells]]
    names = ["合计"]
    if rng.random() < 0.5 and parts["合计"]:
        rows.append([made.entity, *cells])
        names.append("单位")
    notes = [] if parts["合计"] else [f"注：本部门{made.year}年没有安排“三公”经费预算，故本表无数据。"]
    return Grid(
        "三公经费支出表", titled(made, "三公经费支出表"), made.above(), head, rows, names, ["名称", *order], notes
    )


def _noted(made: Made, what: str) -> str:
    y = f"{made.year}年"
    return {
        "没有": f"注：本部门{y}没有{what}安排的支出，故本表无数据。",
        "无": f"注：本部门{y}无{what}安排的支出，故本表无数据。",
        "空表": f"说明：本部门{y}无{what}预算，本表为空表。",
        "未安排": f"备注：{y}未安排{what}支出，此表为空表。",
    }[made.style.notes]


def special(made: Made, book: Book, fund: str) -> Grid:
    """政府性基金、国有资本经营预算支出表；没有数的列空表并注明。"""
    kind = f"{fund}支出表"
    columns = [Column("合计", ("合计",)), Column("基本支出", ("基本支出",)), Column("项目支出", ("项目支出",))]

    def value(code: str, column: str) -> int:
        return 0 if column == "基本支出" else book.klass(code).of(fund)

    codes = book.tree(fund)
    notes = () if codes else (_noted(made, f"{fund}拨款"),)
    return subject_grid(made, kind, titled(made, kind), codes, columns, value, lambda c: value("", c), notes=notes)


def tables(made: Made, book: Book, before: Book) -> Iterator[Grid]:
    """各张表，次序有两种。"""
    rest = [economy, projects, three]
    if made.rng.random() < 0.3:
        rest = [economy, three, projects]
    if made.rng.random() < 0.25:
        rest.remove(projects)
    for make in (overview, income, spending, allocation):
        yield make(made, book)
    yield general(made, book, before)
    for make in rest:
        yield make(made, book)
    for fund in (FUND, CAPITAL):
        yield special(made, book, fund)
