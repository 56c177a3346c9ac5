"""决算的情况说明。"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.generator.accounts import CAPITAL, FUND, GENERAL, WAN
from benchmarks.generator.budget_words import named, use
from benchmarks.generator.draft import Para
from benchmarks.generator.final_tables import Accounts, incomes
from benchmarks.generator.grids import Made, numeral
from benchmarks.generator.subjects import economy_names, function_names, path
from benchmarks.generator.words import (
    ABROAD,
    BUY,
    CAR,
    HOST,
    RUNNING,
    THREE,
    Reasons,
    changed,
    reason,
    shares,
)  # fmt: skip

_GAP = Reasons(
    ("年中追加专项经费", "年中调整标准后追加经费", "上级资金年中下达"),
    ("落实过紧日子要求压减开支", "部分项目按进度支付，余款结转下年", "年中有人员退休，经费相应核减"),
    ("严格按预算执行",),
)


def gap(made: Made, planned: int, done: int, what: str = "年初预算", reasons: Reasons = _GAP) -> str:
    """“年初预算为…万元，支出决算为…万元，完成年初预算的…%，决算数大于年初预算数的主要原因是……”。"""
    s = made.style
    text = f"{what}为{s.money(planned)}，支出决算为{s.money(done)}"
    if planned:
        text += f"，完成{what}的{s.percent(done, planned)}"
    if planned == done:
        return text + (f"，决算数与{what}数持平" if made.rng.random() < 0.7 and planned else "")
    word = made.rng.choice(("大于", "高于")) if done > planned else made.rng.choice(("小于", "低于"))
    return f"{text}，决算数{word}{what}数的主要原因是{reason(made, done - planned, reasons, '专项工作')}"


def _overview(made: Made, a: Accounts) -> Iterator[Para]:
    s, y, p = made.style, f"{made.year}年度", f"{made.year - 1}年度"
    now, before = a.now.grand, a.before.grand
    if made.rng.random() < 0.5 and now != before:
        way = "增加" if now > before else "减少"
        rate = s.percent(now - before, before)
        word = s.rise if now > before else s.fall
        text = (
            f"{y}收、支总计均为{s.money(now)}。与{p}相比，收、支总计各{way}{s.money(abs(now - before))}，{word}{rate}，"
            f"主要原因是{reason(made, now - before, Reasons(), '专项工作')}。"
        )
    else:
        text = f"{y}收入总计、支出总计均为{s.money(now)}，{changed(made, now, before)}。"
    yield Para("总体/总额", text)


def _income(made: Made, a: Accounts) -> Iterator[Para]:
    s, y, now = made.style, f"{made.year}年度", a.now
    rows = incomes(now)
    allocated = sum(v for _, v in rows[:3])
    parts = [("财政拨款收入", allocated), *rows[3:]]
    of = made.rng.choice(("", "本年收入"))
    text = f"{y}收入合计{s.money(now.income)}"
    if made.rng.random() < 0.5:
        text += f"，{changed(made, now.income, a.before.income)}"
        yield Para("收入/构成", f"{text}。其中：{shares(made, parts, now.income, of)}。")
    else:
        yield Para("收入/构成", f"{text}，其中：{shares(made, parts, now.income, of)}。")


def _spending(made: Made, a: Accounts) -> Iterator[Para]:
    s, y, now = made.style, f"{made.year}年度", a.now
    parts = [("基本支出", now.basic), ("项目支出", now.sum("all_projects"))]
    of = made.rng.choice(("", "本年支出"))
    text = f"{y}支出合计{s.money(now.total)}"
    if made.rng.random() < 0.5:
        text += f"，{changed(made, now.total, a.before.total)}"
        yield Para("支出/构成", f"{text}。其中：{shares(made, parts, now.total, of)}。")
    else:
        yield Para("支出/构成", f"{text}，其中：{shares(made, parts, now.total, of)}。")


def _allocation(made: Made, a: Accounts) -> Iterator[Para]:
    s, y = made.style, f"{made.year}年度"
    now, before = a.now.grand_allocated, a.before.grand_allocated
    word = made.rng.choice(("财政拨款收、支总计均为", "财政拨款收入总计、支出总计均为"))
    yield Para("拨款/总额", f"{y}{word}{s.money(now)}，{changed(made, now, before)}。")


def _general(made: Made, a: Accounts) -> Iterator[Para]:
    s, rng, names = made.style, made.rng, function_names(made.year)
    y, now = f"{made.year}年度", a.now
    spent, was = now.spent(GENERAL), a.before.spent(GENERAL)
    word = rng.choice(("一般公共预算财政拨款支出", "一般公共预算支出"))
    yield Para("一般/一", "（一）一般公共预算财政拨款支出决算总体情况")
    share = f"，占本年支出合计的{s.percent(spent, now.total)}" if rng.random() < 0.7 else ""
    yield Para("一般/规模", f"{y}{word}{s.money(spent)}{share}。{changed(made, spent, was)}。".replace("。与", "。与"))
    yield Para("一般/二", "（二）一般公共预算财政拨款支出决算结构情况")
    yield Para("一般/结构总", f"{y}{word}{s.money(spent)}，主要用于以下方面：")
    for n, c in enumerate([c for c in now.tree(GENERAL) if len(c) == 3], 1):
        amount = now.klass(c).general
        yield Para(f"结构/{c}", f"{n}.{names[c]}（类）支出{s.money(amount)}，占{s.percent(amount, spent)}。")
    yield Para("一般/三", "（三）一般公共预算财政拨款支出决算具体情况")
    planned = a.planned.spent(GENERAL)
    done = s.percent(spent, planned)
    lead = f"{y}{word}年初预算为{s.money(planned)}，支出决算为{s.money(spent)}，完成年初预算的{done}。"
    if rng.random() < 0.5:
        lead += f"其中：基本支出{s.money(now.basic)}，项目支出{s.money(now.sum('project'))}。"
    yield Para("一般/具体总", lead + "按支出功能分类科目，具体情况如下：")
    codes = sorted({x.code for x in (*now.lines, *a.planned.lines) if x.general})
    purpose = rng.random() < 0.3
    for n, code in enumerate(codes, 1):
        text = gap(made, a.planned.klass(code).general, now.klass(code).general)
        more = f"，主要用于{use(now, code)}" if purpose and now.klass(code).general and use(now, code) else ""
        end = rng.choice(("。", "：")) if n == 1 else "。"
        yield Para(f"科目/{code}", f"{n}.{path(code, made.year)}{end}{text}{more}。")


def _basic(made: Made, a: Accounts) -> Iterator[Para]:
    s, names, now = made.style, economy_names(), a.now
    yield Para("基本/总额", f"{made.year}年度一般公共预算财政拨款基本支出{s.money(now.basic)}，其中：")
    for word, people in (("人员经费", True), ("公用经费", False)):
        items = [names[c] for c in now.economy if (c[:3] in ("301", "303")) == people]
        amount = now.people if people else now.public
        yield Para(f"基本/{word}", f"{word}{s.money(amount)}，主要包括：{'、'.join(items)}。")


def _three(made: Made, a: Accounts) -> Iterator[Para]:
    s, y = made.style, f"{made.year}年度"
    now, before, planned = a.now.three, a.before.three, a.planned.three
    what = made.rng.choice(("全年预算", "预算"))

    def item(key: str, why: Reasons) -> str:
        text = f"{what}为{s.money(planned[key])}，支出决算为{s.money(now[key])}"
        if planned[key]:
            text += f"，完成{what}的{s.percent(now[key], planned[key])}"
        return f"{text}；{changed(made, now[key], before[key], why)}"

    yield Para("三公/一", "（一）“三公”经费财政拨款支出决算总体情况")
    yield Para("三公/总额", f"{y}“三公”经费财政拨款支出{item('合计', THREE)}。")
    yield Para("三公/二", "（二）“三公”经费财政拨款支出决算具体情况")
    groups = 1 if now["出国"] else 0
    yield Para(
        "三公/出国",
        f"1.因公出国（境）费{item('出国', ABROAD)}。全年组织出国（境）团组{groups}个，累计{groups * 3}人次。",
    )
    why = BUY if now["购置"] != before["购置"] else CAR
    yield Para(
        "三公/用车",
        f"2.公务用车购置及运行维护费{item('用车', why)}。其中：公务用车购置费{s.money(now['购置'])}，"
        f"本年度购置公务用车{1 if now['购置'] else 0}辆；公务用车运行维护费{s.money(now['运行'])}，"
        f"截至{made.year}年12月31日，由财政拨款负担费用的公务用车保有量为{2 if now['运行'] else 0}辆。",
    )
    host = now["接待"]
    yield Para(
        "三公/接待",
        f"3.公务接待费{item('接待', HOST)}。其中：国内公务接待支出{s.money(host)}，"
        f"接待{max(1, host // WAN * 8) if host else 0}批次、{max(6, host // WAN * 60) if host else 0}人次。",
    )


def _special(made: Made, a: Accounts, fund: str) -> Iterator[Para]:
    s, y = made.style, f"{made.year}年度"
    spent = a.now.spent(fund)
    key = "基金" if fund == FUND else "国资"
    if not spent:
        yield Para(f"{key}/总额", f"{y}本部门没有{fund}财政拨款收入和支出。")
        return
    yield Para(f"{key}/总额", f"{y}{fund}财政拨款支出{s.money(spent)}，{changed(made, spent, a.before.spent(fund))}。")


def _running(made: Made, a: Accounts) -> Iterator[Para]:
    s, y = made.style, f"{made.year}年度"
    if a.now.office.nature == "事业单位":
        yield Para("机关/总额", f"{y}{named(made, '') or '本单位'}属于事业单位，没有机关运行经费支出。")
        return
    change = changed(made, a.now.public, a.before.public, RUNNING)
    yield Para("机关/总额", f"{y}{named(made, '')}机关运行经费支出{s.money(a.now.public)}，{change}。")


def _buying(made: Made, a: Accounts) -> Iterator[Para]:
    s, rng, y = made.style, made.rng, f"{made.year}年度"
    whole = a.now.sum("all_projects") + a.now.public
    parts = [round(whole * rng.uniform(0.02, 0.2) / 10_000) * 10_000 for _ in range(3)]
    total = sum(parts)
    kinds = [f"政府采购{k}支出{s.money(v)}" for k, v in zip(("货物", "工程", "服务"), parts, strict=True)]
    text = f"{y}{named(made, '')}政府采购支出总额{s.money(total)}，其中：{'、'.join(kinds)}。"
    if rng.random() < 0.6:
        small = round(total * rng.uniform(0.5, 1) / 10_000) * 10_000
        tiny = round(small * rng.uniform(0.4, 1) / 10_000) * 10_000
        text += (
            f"授予中小企业合同金额{s.money(small)}，占政府采购支出总额的{s.percent(small, total)}，"
            f"其中：授予小微企业合同金额{s.money(tiny)}，占授予中小企业合同金额的{s.percent(tiny, small)}。"
        )
    yield Para("采购/总额", text)


def _assets(made: Made, a: Accounts) -> Iterator[Para]:
    cars = made.rng.randint(1, 4)
    yield Para(
        "资产/车辆",
        f"截至{made.year}年12月31日，{made.entity}共有车辆{cars}辆，其中：应急保障用车{cars}辆。"
        f"单价100万元（含）以上设备（不含车辆）{made.rng.randint(0, 2)}台（套）。",
    )


def _performance(made: Made, a: Accounts) -> Iterator[Para]:
    s, amount = made.style, a.now.sum("project")
    count = sum(p.fund == GENERAL for p in a.now.projects)
    yield Para("绩效/一", "（一）预算绩效管理工作开展情况")
    yield Para(
        "绩效/个数",
        f"本部门对{made.year}年度一般公共预算项目支出开展绩效自评，自评项目{count}个，涉及资金{s.money(amount)}，"
        f"占一般公共预算项目支出的{s.percent(amount, amount)}。",
    )
    yield Para("绩效/二", "（二）项目支出自评结果")
    shown = [p for p in a.planned.projects if p.name in {x.name for x in a.now.projects} and p.fund == GENERAL][:2]
    done = {p.name: p.amount for p in a.now.projects}
    for n, p in enumerate(shown, 1):
        whole = max(p.amount, done[p.name])
        yield Para(
            f"绩效/项目{n}",
            f"{n}.{p.name}项目自评情况：全年预算数为{s.money(whole)}，执行数为{s.money(done[p.name])}，"
            f"完成预算的{s.percent(done[p.name], whole)}。主要产出和效益是：按计划完成{p.task.purpose}。",
        )


_MAKERS = {
    "收支总体": _overview, "收入": _income, "支出": _spending, "拨款": _allocation, "一般": _general, "基本": _basic,
    "三公": _three, "机关": _running, "采购": _buying, "资产": _assets, "绩效": _performance,
}  # fmt: skip
TITLES = {
    "收支总体": ("收入支出决算总体情况说明", "收入支出总体情况说明"),
    "收入": ("收入决算情况说明", "收入决算情况"),
    "支出": ("支出决算情况说明", "支出决算情况"),
    "拨款": ("财政拨款收入支出决算总体情况说明", "财政拨款收入支出总体情况说明"),
    "一般": ("一般公共预算财政拨款支出决算情况说明", "一般公共预算支出决算情况说明"),
    "基本": ("一般公共预算财政拨款基本支出决算情况说明", "一般公共预算基本支出决算情况说明"),
    "三公": ("财政拨款“三公”经费支出决算情况说明", "一般公共预算“三公”经费支出决算情况说明"),
    "基金": ("政府性基金预算财政拨款收入支出决算情况说明", "政府性基金预算支出决算情况说明"),
    "国资": ("国有资本经营预算财政拨款支出决算情况说明", "国有资本经营预算支出决算情况说明"),
    "机关": ("机关运行经费支出说明", "机关运行经费支出情况说明"),
    "采购": ("政府采购支出说明", "政府采购支出情况说明"),
    "资产": ("国有资产占用情况说明", "国有资产占有使用情况说明"),
    "绩效": ("预算绩效情况说明", "预算绩效管理工作开展情况说明"),
}


def titles(made: Made) -> dict[str, str]:
    keys = list(TITLES)
    if made.rng.random() < 0.4:  # “三公”在基金、国资之后
        keys.remove("三公")
        keys.insert(keys.index("机关"), "三公")
    return {k: made.rng.choice(TITLES[k]) for k in keys}


def sections(made: Made, a: Accounts, headed: dict[str, str]) -> Iterator[Para]:
    for n, (key, title) in enumerate(headed.items(), 1):
        yield Para(f"节/{key}", f"{numeral(n)}、{title}")
        if key in _MAKERS:
            yield from _MAKERS[key](made, a)
        else:
            yield from _special(made, a, FUND if key == "基金" else CAPITAL)
