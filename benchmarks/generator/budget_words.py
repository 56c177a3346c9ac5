"""预算的情况说明。"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.generator.accounts import CAPITAL, FUND, GENERAL, Book
from benchmarks.generator.budget_tables import sources
from benchmarks.generator.draft import Para
from benchmarks.generator.grids import Made, numeral
from benchmarks.generator.subjects import economy_names, function_names, path
from benchmarks.generator.words import (
    ABROAD,
    BUY,
    CAR,
    HOST,
    PLAIN,
    RUNNING,
    THREE,
    changed,
    shares,
)  # fmt: skip

_INCOME = {"一般": "一般公共预算拨款收入", "基金": "政府性基金预算拨款收入", "国资": "国有资本经营预算拨款收入"}
USES = {
    "2080505": "为在职人员缴纳基本养老保险的单位部分", "2080506": "为在职人员缴纳职业年金的单位部分",
    "2101101": "为在职人员缴纳基本医疗保险的单位部分", "2101102": "为在职人员缴纳基本医疗保险的单位部分",
    "2101103": "按规定缴纳公务员医疗补助", "2210201": "为在职人员缴存住房公积金的单位部分",
    "2089999": "为在职人员缴纳工伤保险", "2089901": "为在职人员缴纳工伤保险",
    "2080501": "发放退休人员的补助", "2080502": "发放退休人员的补助",
}  # fmt: skip


def use(book: Book, code: str) -> str:
    """一个项级科目的用途。"""
    if code in USES:
        return USES[code]
    tasks = [p.task.purpose for p in book.projects if p.task.code == code]
    if book.klass(code).basic:
        return "发放在职人员工资津贴，支付办公、差旅等日常开支" + (f"，以及{'、'.join(tasks)}" if tasks else "")
    return "、".join(tasks)


def named(made: Made, word: str) -> str:
    """句子的主语。"""
    return {"单位": made.entity, "本部门": "本部门", "": ""}[made.style.dept] + word


def _overview(made: Made, now: Book, before: Book) -> Iterator[Para]:
    s, y = made.style, f"{made.year}年"
    total = made.rng.choice(("收支预算总数", "收支总预算", "收支总计", "收支预算总额"))
    yield Para(
        "总体/总额", f"{y}{named(made, '')}{total}{s.money(now.grand)}，{changed(made, now.grand, before.grand)}。"
    )
    parts = [(_INCOME.get(k, k), v) for k, v in sources(now)] + [("上年结转", now.carried())]
    income = "、".join(f"{k}{s.money(v)}" for k, v in parts if v)
    names = function_names(made.year)
    spent = "、".join(f"{names[c]}{s.money(now.klass(c).total)}" for c in now.tree() if len(c) == 3)
    yield Para("总体/构成", f"收入包括：{income}。支出包括：{spent}。")


def _income(made: Made, now: Book, before: Book) -> Iterator[Para]:
    s, y = made.style, f"{made.year}年"
    parts = [(_INCOME.get(k, k), v) for k, v in sources(now)] + [("上年结转", now.carried())]
    yield Para("收入/构成", f"{y}收入预算{s.money(now.grand)}，其中：{shares(made, parts, now.grand)}。")


def _spending(made: Made, now: Book, before: Book) -> Iterator[Para]:
    s, y = made.style, f"{made.year}年"
    parts = [("基本支出", now.basic), ("项目支出", now.sum("all_projects"))]
    yield Para("支出/构成", f"{y}支出预算{s.money(now.total)}，其中：{shares(made, parts, now.total)}。")
    if made.rng.random() < 0.5:
        a = changed(made, now.basic, before.basic)
        b = changed(made, now.sum("all_projects"), before.sum("all_projects"), thing=now.projects[0].name)
        yield Para("支出/增减", f"基本支出{a}；项目支出{b}。")


def _allocation(made: Made, now: Book, before: Book) -> Iterator[Para]:
    s, y = made.style, f"{made.year}年"
    word = made.rng.choice(("财政拨款收支预算总数", "财政拨款收支总预算", "财政拨款收支总计"))
    yield Para("拨款/总额", f"{y}{word}{s.money(now.allocated)}，{changed(made, now.allocated, before.allocated)}。")


def _general(made: Made, now: Book, before: Book) -> Iterator[Para]:
    s, y, names = made.style, f"{made.year}年", function_names(made.year)
    spent, was = now.spent(GENERAL), before.spent(GENERAL)
    inner = f"（含上年结转{s.money(now.carried(GENERAL))}）" if now.carried(GENERAL) and made.rng.random() < 0.6 else ""
    yield Para("一般/一", "（一）规模变化情况")
    yield Para("一般/规模", f"{y}一般公共预算支出预算{s.money(spent)}{inner}，{changed(made, spent, was)}。")
    yield Para("一般/二", "（二）结构情况")
    parts = [(names[c], now.klass(c).general) for c in now.tree(GENERAL) if len(c) == 3]
    yield Para("一般/结构", f"{shares(made, parts, spent)}。")
    yield Para("一般/三", "（三）具体使用情况")
    form = made.rng.choice(("预算数为{m}", "预算数{m}", "预算{m}", "安排{m}"))
    compare = made.rng.random() < 0.4
    n = 0
    for code in now.tree(GENERAL):
        if len(code) != 7:
            continue
        n += 1
        amount = now.klass(code).general
        verb = f"{y}{form.format(m=s.money(amount))}"
        old = before.klass(code).general
        change = f"，{changed(made, amount, old, thing='该项工作', why=False)}" if compare and (old or amount) else ""
        carried = sum(p.carried for p in now.projects if p.task.code == code)
        more = f"，其中上年结转{s.money(carried)}" if carried and not compare and made.rng.random() < 0.5 else ""
        yield Para(f"科目/{code}", f"{n}.{path(code, made.year)}：{verb}{change}，主要用于{use(now, code)}{more}。")


def _basic(made: Made, now: Book, before: Book) -> Iterator[Para]:
    s, names = made.style, economy_names()
    yield Para("基本/总额", f"{made.year}年一般公共预算基本支出{s.money(now.basic)}，其中：")
    for word, people in (("人员经费", True), ("公用经费", False)):
        items = [names[c] for c in now.economy if (c[:3] in ("301", "303")) == people]
        amount = now.people if people else now.public
        yield Para(f"基本/{word}", f"{word}{s.money(amount)}，主要包括：{'、'.join(items)}。")


def _three(made: Made, now: Book, before: Book) -> Iterator[Para]:
    s, y, a, b = made.style, f"{made.year}年", now.three, before.three
    word = made.rng.choice(("“三公”经费财政拨款预算数", "“三公”经费预算", "“三公”经费财政拨款预算安排"))
    yield Para("三公/总额", f"{y}{word}{s.money(a['合计'])}，{changed(made, a['合计'], b['合计'], THREE)}。其中：")
    yield Para(
        "三公/出国", f"（一）因公出国（境）费{s.money(a['出国'])}，{changed(made, a['出国'], b['出国'], ABROAD)}。"
    )
    why = BUY if a["购置"] != b["购置"] else CAR
    car = f"公务用车购置及运行维护费{s.money(a['用车'])}，{changed(made, a['用车'], b['用车'], why)}"
    buy, run = s.money(a["购置"]), s.money(a["运行"])
    if made.rng.random() < 0.5:
        more = f"其中：公务用车购置费{buy}；公务用车运行维护费{run}，用于公务用车的燃料、维修、保险等支出"
    else:
        more = (
            f"其中：公务用车购置费{buy}，{changed(made, a['购置'], b['购置'], BUY)}；"
            f"公务用车运行维护费{run}，{changed(made, a['运行'], b['运行'], CAR)}"
        )
    yield Para("三公/用车", f"（二）{car}。{more}。")
    yield Para("三公/接待", f"（三）公务接待费{s.money(a['接待'])}，{changed(made, a['接待'], b['接待'], HOST)}。")


def _special(made: Made, now: Book, fund: str) -> Iterator[Para]:
    s, y = made.style, f"{made.year}年"
    key = "基金" if fund == FUND else "国资"
    spent = now.spent(fund)
    if not spent:
        word = made.rng.choice((f"没有使用{fund}拨款安排的支出", f"没有{fund}拨款安排的支出", f"无{fund}支出"))
        yield Para(f"{key}/总额", f"{y}{named(made, '')}{word}。")
        return
    task = next(p.task for p in now.projects if p.fund == fund)
    yield Para(f"{key}/总额", f"{y}{fund}支出{s.money(spent)}，主要用于{task.purpose}。")


def _others(made: Made, now: Book, before: Book, style: str) -> Iterator[Para]:
    s, rng, y = made.style, made.rng, f"{made.year}年"
    heads = ["机关运行经费情况", "政府采购情况", "国有资产占有使用情况", "预算绩效情况"]
    mark = iter([f"（{numeral(n + 1)}）" for n in range(4)])
    yield Para("标题/机关运行", f"{next(mark)}{heads[0]}")
    if now.office.nature == "事业单位":
        yield Para("机关/总额", f"{named(made, '') or '本单位'}属于事业单位，没有机关运行经费。")
    else:
        yield Para(
            "机关/总额",
            f"{y}机关运行经费财政拨款预算{s.money(now.public)}，{changed(made, now.public, before.public, RUNNING)}。",
        )
    yield Para("标题/采购", f"{next(mark)}{heads[1]}")
    parts = purchases(made, now)
    total = sum(parts)
    words = rng.choice(("政府采购{}预算", "政府采购{}支出预算", "{}类采购预算"))
    kinds = [f"{words.format(k)}{s.money(v)}" for k, v in zip(("货物", "工程", "服务"), parts, strict=True)]
    yield Para("采购/总额", f"{y}政府采购预算总额{s.money(total)}，其中：{'、'.join(kinds)}。")
    yield Para("标题/资产", f"{next(mark)}{heads[2]}")
    cars = rng.randint(1, 3)
    yield Para(
        "资产/车辆",
        f"截至{made.year - 1}年12月31日，{made.entity}共有车辆{cars}辆，其中：应急保障用车{cars}辆。"
        f"单位价值100万元以上的设备{rng.randint(0, 2)}台（套）。",
    )
    yield Para("标题/绩效", f"{next(mark)}{heads[3]}")
    amount = now.sum("all_projects")
    share = f"，占项目支出的{s.percent(amount, amount)}" if rng.random() < 0.5 else ""
    yield Para(
        "绩效/个数",
        f"{y}{named(made, '')}实行绩效目标管理的项目{len(now.projects)}个，涉及预算{s.money(amount)}{share}。",
    )


def purchases(made: Made, now: Book) -> list[int]:
    """政府采购的货物、工程、服务。"""
    whole = now.sum("all_projects") + now.public
    grain = 10_000
    return [round(whole * made.rng.uniform(0.02, 0.2) / grain) * grain for _ in range(3)]


TITLES = {
    "收支总体": ("收支预算总体情况", "收支总体情况", "部门收支总体情况说明", "预算收支增减变化情况"),
    "收入": ("收入预算情况", "部门收入情况说明", "收入预算情况说明"),
    "支出": ("支出预算情况", "部门支出情况说明", "支出预算情况说明"),
    "拨款": ("财政拨款收支预算情况", "财政拨款收支情况说明"),
    "一般": ("一般公共预算支出预算情况", "一般公共预算支出情况说明", "一般公共预算当年拨款情况说明"),
    "基本": ("一般公共预算基本支出预算情况", "一般公共预算基本支出情况说明"),
    "三公": ("“三公”经费财政拨款预算安排情况", "“三公”经费预算情况说明", "一般公共预算“三公”经费支出情况说明"),
    "基金": ("政府性基金预算支出情况", "政府性基金预算支出情况说明"),
    "国资": ("国有资本经营预算支出情况", "国有资本经营预算支出情况说明"),
    "其他": ("其他重要事项情况", "其他重要事项情况说明"),
}


def titles(made: Made) -> dict[str, str]:
    return {k: made.rng.choice(v) for k, v in TITLES.items()}


def sections(made: Made, now: Book, before: Book, headed: dict[str, str]) -> Iterator[Para]:
    """各节：标题“一、……”和正文。"""
    makers = {
        "收支总体": _overview, "收入": _income, "支出": _spending, "拨款": _allocation, "一般": _general,
        "基本": _basic, "三公": _three,
    }  # fmt: skip
    for n, (key, title) in enumerate(headed.items(), 1):
        yield Para(f"节/{key}", f"{numeral(n)}、{title}")
        if key in makers:
            yield from makers[key](made, now, before)
        elif key == "其他":
            yield from _others(made, now, before, "")
        else:
            yield from _special(made, now, FUND if key == "基金" else CAPITAL)


__all__ = ["PLAIN", "sections", "titles"]
