"""埋错：每种一个函数，改动草稿的一处，说明报告里应当出现哪些字；这份文件没有可埋之处的返回 None。"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.generator.draft import Draft, Grid, Para
from benchmarks.generator.subjects import function_names
from engine.text import norm

_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?(?=万元)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Planted:
    """埋下的一个错。tokens 中的字样应当同在一个问题里；数按数比。info：这种问题本来就只作说明。"""

    family: str
    tokens: tuple[str, ...]
    info: bool = False

    def seen_in(self, said: str) -> bool:
        text = norm(said).replace(",", "").replace('"', "")
        numbers = {Decimal(n) for n in _NUMBER.findall(said.replace(",", ""))}
        for token in self.tokens:
            word = norm(token).replace(",", "").replace('"', "")
            if not (Decimal(word) in numbers if _NUMBER.fullmatch(word) else word in text):
                return False
        return True


Plant = Callable[[Draft, random.Random], "Planted | None"]
_KINDS: dict[str, tuple[str, Plant, bool]] = {}


def kind(
    family: str, name: str, info: bool = False
) -> Callable[[Callable[[Draft, random.Random], tuple[str, ...] | None]], None]:
    """登记一种差错：函数改动草稿，返回应当出现的字样。"""

    def register(make: Callable[[Draft, random.Random], tuple[str, ...] | None]) -> None:
        def wrapped(draft: Draft, rng: random.Random) -> Planted | None:
            tokens = make(draft, rng)
            return None if tokens is None else Planted(family, tokens, info)

        _KINDS[f"{name}"] = (family, wrapped, info)

    return register


def kinds() -> list[str]:
    return list(_KINDS)


def plant(draft: Draft, name: str) -> Planted | None:
    """在草稿里埋一种差错。"""
    return _KINDS[name][1](draft, random.Random(f"埋错{draft.seed}{name}"))


# ---- 改数


def parsed(text: str) -> Decimal | None:
    found = _NUMBER.fullmatch(text.replace(",", ""))
    return Decimal(found[0]) if found else None


def bumped(text: str, rng: random.Random, share: float = 0.07) -> str:
    """改成明显不同的数：加一个百分之几，至少 1。"""
    value = parsed(text)
    assert value is not None
    step = max(Decimal(1), (value * Decimal(str(share + rng.random() / 20))).quantize(Decimal("0.01")))
    return printed(value + step, text)


def swapped(text: str) -> str:
    """颠倒相邻两位不同的数字；没有可颠倒的原样。"""
    for n in range(len(text) - 1):
        a, b = text[n], text[n + 1]
        if a.isdigit() and b.isdigit() and a != b and not (n == 0 and b == "0"):
            return text[:n] + b + a + text[n + 2 :]
    return text


def printed(value: Decimal, like: str) -> str:
    places = len(like.partition(".")[2])
    value = value.quantize(Decimal(1).scaleb(-places))
    return f"{value:,}" if "," in like or ("." in like and value < 1000) else f"{value}"


def filled(grid: Grid, column: str, names: list[str] | None = None) -> list[str]:
    """这一栏有非零数的各行。"""
    found = []
    for name in grid.names if names is None else names:
        value = parsed(grid.at(name, column)) if grid.has(name, column) else None
        if value:
            found.append(name)
    return found


def pick(rng: random.Random, found: list[str]) -> str | None:
    return rng.choice(found) if found else None


def one(draft: Draft, rng: random.Random, *names: str) -> Grid | None:
    found = draft.grids(*names)
    return rng.choice(found) if found else None


def para(draft: Draft, key: str, needed: str = "") -> Para | None:
    return next((p for p in draft.paras(key) if re.search(needed, p.text)), None)


def replaced(target: Para | None, pattern: str, new: str | Callable[[re.Match[str]], str]) -> bool:
    """改一段里的第一处；没有改成返回假。"""
    if target is None:
        return False
    text = re.sub(pattern, new, target.text, count=1)
    changed = text != target.text
    target.text = text
    return changed


def lines_of(grid: Grid, level: int) -> list[str]:
    return [n for n in grid.names if n.isdigit() and len(n) == level]


_SPENDING = ("支出总表", "一般公共预算支出表", "支出决算表", "一般公共预算财政拨款支出决算表")
_GENERAL = ("一般公共预算支出表", "一般公共预算财政拨款支出决算表")
_ECONOMY = ("一般公共预算基本支出表", "一般公共预算财政拨款基本支出决算表")
_OVERVIEWS = ("收支总表", "收入支出决算总表")


def total_column(grid: Grid) -> str:
    return next(c for c in grid.columns if c in ("合计", "本年支出合计", "本年收入合计", "小计"))


# ---- 表内勾稽


def _child_altered(draft: Draft, rng: random.Random, change: Callable[[str], str]) -> tuple[str, ...] | None:
    grid = one(draft, rng, *_SPENDING)
    if grid is None:
        return None
    column = total_column(grid)
    name = pick(
        rng, [n for n in filled(grid, column, lines_of(grid, 7)) if change(grid.at(n, column)) != grid.at(n, column)]
    )
    if name is None:
        return None
    new = change(grid.at(name, column))
    grid.put(name, column, new)
    return (new,)


@kind("表内勾稽", "项级金额改大")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    return _child_altered(draft, rng, lambda t: bumped(t, rng))


@kind("表内勾稽", "项级数字颠倒")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    return _child_altered(draft, rng, lambda t: swapped(t.split(".")[0]) + t[len(t.split(".")[0]) :])


@kind("表内勾稽", "款级小计错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *_SPENDING)
    if grid is None or not (names := filled(grid, total_column(grid), lines_of(grid, 5))):
        return None
    name, column = rng.choice(names), total_column(grid)
    new = bumped(grid.at(name, column), rng)
    grid.put(name, column, new)
    return (new,)


@kind("表内勾稽", "漏一行")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *_SPENDING)
    if grid is None:
        return None
    codes = lines_of(grid, 7)
    several = [
        c for c in codes if sum(o.startswith(c[:5]) for o in codes) > 1 and parsed(grid.at(c, total_column(grid)))
    ]
    name = pick(rng, several)
    if name is None:
        return None
    parent = grid.at(name[:5], total_column(grid))
    row = grid.names.index(name)
    del grid.rows[row], grid.names[row]
    return (parent,)


@kind("表内勾稽", "横向不平")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *_SPENDING)
    if grid is None:
        return None
    name = pick(rng, filled(grid, "基本支出", lines_of(grid, 7)))
    if name is None:
        return None
    new = bumped(grid.at(name, "基本支出"), rng)
    grid.put(name, "基本支出", new)
    return (new,)


@kind("表内勾稽", "经济分类款级错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "一般公共预算基本支出表")
    if grid is None:
        return None
    name = pick(rng, filled(grid, "合计", lines_of(grid, 5)))
    if name is None:
        return None
    new = bumped(grid.at(name, "合计"), rng, 0.2)
    grid.put(name, "合计", new)
    return (new,)


@kind("表内勾稽", "基本支出明细表错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "一般公共预算财政拨款基本支出决算表")
    if grid is None:
        return None
    names = [(n, i) for n in grid.names for i, part in enumerate(n.split("|")) if len(part) == 5 and part.isdigit()]
    names = [(n, i) for n, i in names if parsed(grid.at(n, f"组{i}"))]
    if not names:
        return None
    name, i = rng.choice(names)
    new = bumped(grid.at(name, f"组{i}"), rng, 0.2)
    grid.put(name, f"组{i}", new)
    return (new,)


@kind("表内勾稽", "收入支出总计不等")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *_OVERVIEWS)
    if grid is None:
        return None
    side = rng.choice(("收入", "支出"))
    new = bumped(grid.at("收入总计|支出总计", side), rng)
    grid.put("收入总计|支出总计", side, new)
    return (new,)


@kind("表内勾稽", "收入来源之和错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *_OVERVIEWS)
    if grid is None:
        return None
    row = next(n for n in grid.names if n.startswith("本年收入合计"))
    new = bumped(grid.at(row, "收入"), rng)
    grid.put(row, "收入", new)
    return (new,)


@kind("表内勾稽", "三公合计错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "三公经费支出表", "三公经费支出决算表")
    if grid is None:
        return None
    column = next(c for c in grid.columns if c.startswith("合计"))
    if not parsed(grid.at("合计", column)):
        return None
    new = bumped(grid.at("合计", column), rng)
    grid.put("合计", column, new)
    return (new,)


@kind("表内勾稽", "绩效资金来源不平")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "项目支出绩效目标表")
    if grid is None:
        return None
    row = grid.rows[grid.names.index("拨款")]
    if not parsed(row[2]):
        return None
    row[2] = bumped(row[2], rng)
    return (row[2],)


@kind("表内勾稽", "收入表横向不平")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "收入总表", "收入决算表")
    if grid is None:
        return None
    column = next(c for c in grid.columns if c in ("一般公共预算拨款收入", "财政拨款收入"))
    name = pick(rng, [n for n in filled(grid, column) if n != "合计"])
    if name is None:
        return None
    new = bumped(grid.at(name, column), rng)
    grid.put(name, column, new)
    return (new,)


# ---- 表间勾稽


@kind("表间勾稽", "总表类级与明细不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *_OVERVIEWS)
    if grid is None:
        return None
    names = [n for n in grid.names if n.split("|")[1].isdigit() and parsed(grid.at(n, "支出"))]
    name = pick(rng, names)
    if name is None:
        return None
    new = bumped(grid.at(name, "支出"), rng)
    grid.put(name, "支出", new)
    return (new,)


@kind("表间勾稽", "财政拨款总表类级不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "财政拨款收支总表", "财政拨款收入支出决算总表")
    if grid is None:
        return None
    names = [n for n in grid.names if n.split("|")[1].isdigit() and parsed(grid.at(n, "一般公共预算"))]
    name = pick(rng, names)
    if name is None:
        return None
    new = bumped(grid.at(name, "一般公共预算"), rng)
    grid.put(name, "一般公共预算", new)
    return (new,)


@kind("表间勾稽", "绩效资金与项目表不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    listed = draft.grids("项目支出表")
    grids = [g for g in draft.grids("项目支出绩效目标表") if listed and g.rows[0][1] in listed[0].names]
    if not grids:
        return None
    grid = rng.choice(grids)
    total, allocated = grid.rows[grid.names.index("总额")], grid.rows[grid.names.index("拨款")]
    value, part = parsed(total[2]), parsed(allocated[2])
    assert value is not None and part is not None
    new = parsed(bumped(total[2], rng))
    assert new is not None
    allocated[2] = printed(part + new - value, allocated[2])
    total[2] = printed(new, total[2])
    return (total[2],)


@kind("表间勾稽", "整体绩效金额不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "部门整体支出绩效目标表")
    if grid is None:
        return None
    row = grid.rows[grid.names.index("支出")]
    column = rng.choice((2, 4))
    if not parsed(row[column]):
        return None
    row[column] = bumped(row[column], rng)
    return (row[column],)


@kind("表间勾稽", "基本支出总额与明细表不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "一般公共预算基本支出表")
    if grid is None:
        return None
    codes = filled(grid, "公用经费", [n for n in lines_of(grid, 5) if n.startswith("302")])
    name = pick(rng, codes)
    if name is None:
        return None
    old = parsed(grid.at(name, "公用经费"))
    new = parsed(bumped(grid.at(name, "公用经费"), rng, 0.5))
    assert old is not None and new is not None
    for row in (name, "302", "合计"):
        for column in ("合计", "公用经费"):
            cell = grid.at(row, column)
            value = parsed(cell)
            assert value is not None
            grid.put(row, column, printed(value + new - old, cell))
    return (grid.at("合计", "合计"),)


@kind("表间勾稽", "三公小于基本支出明细")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "三公经费支出表", "三公经费支出决算表")
    if grid is None:
        return None
    end = "/决算" if "合计/决算" in grid.columns else ""
    host = parsed(grid.at("合计", f"接待{end}"))
    if not host:
        return None
    cut = (host / 2).quantize(Decimal("0.01"))
    for name in grid.names:
        for column in (f"接待{end}", f"合计{end}"):
            cell = grid.at(name, column)
            value = parsed(cell)
            assert value is not None
            grid.put(name, column, printed(value - cut, cell))
    return (grid.at("合计", f"接待{end}"),)


@kind("表间勾稽", "收入总表合计不同")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "收入总表")
    if grid is None:
        return None
    new = bumped(grid.at("合计", "合计"), rng)
    grid.put("合计", "合计", new)
    return (new,)


# ---- 表文一致


def _text_amount(draft: Draft, key: str, change: Callable[[str], str], before: str = "") -> tuple[str, ...] | None:
    target = para(draft, key, f"{before}{_AMOUNT.pattern}")
    if target is None:
        return None
    found = next((m for m in _AMOUNT.finditer(target.text) if re.search(before + "$", target.text[: m.start()])), None)
    if found is None or not parsed(found[0]) or change(found[0]) == found[0]:
        return None
    new = change(found[0])
    target.text = target.text[: found.start()] + new + target.text[found.end() :]
    return (new,)


for _name, _key, _before in (
    ("收支总额", "总体/总额", ""), ("收入", "收入/构成", ""), ("支出", "支出/构成", ""), ("拨款总额", "拨款/总额", ""),
    ("一般公共预算支出", "一般/规模", ""), ("基本支出", "基本/总额", ""), ("人员经费", "基本/人员经费", ""),
    ("三公合计", "三公/总额", ""), ("接待费", "三公/接待", ""), ("运行费", "三公/用车", "运行维护费"),
):  # fmt: skip

    @kind("表文一致", f"文字{_name}与表不同")
    def _(draft: Draft, rng: random.Random, key: str = _key, before: str = _before) -> tuple[str, ...] | None:
        before = (
            {"三公/总额": "支出决算为", "三公/接待": "支出决算为"}.get(key, before) if draft.kind == "决算" else before
        )
        return _text_amount(draft, key, lambda t: bumped(t, rng), before)


@kind("表文一致", "文字科目金额颠倒")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = draft.paras("科目/")
    rng.shuffle(found)
    for target in found:
        before = "支出决算为" if draft.kind == "决算" else ""
        result = _text_amount(draft, target.key, lambda t: swapped(t), before)
        if result:
            return result
    return None


@kind("表文一致", "文字多一个万字")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    """按元的数写了万元。"""
    return _text_amount(draft, "支出/构成", lambda t: f"{(parsed(t) or Decimal(0)) * 10000:.0f}")


@kind("表文一致", "文字漏一个万字")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "支出/构成", _AMOUNT.pattern)
    if target is None:
        return None
    found = _AMOUNT.search(target.text)
    assert found
    target.text = target.text[: found.end()] + target.text[found.end() + 1 :]
    return (f"{found[0]}元",)


@kind("表文一致", "列举没有金额的科目")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "基本/公用经费", "主要包括")
    spare = [n for n in ("取暖费", "租赁费", "手续费", "专用燃料费", "被装购置费")]
    name = rng.choice(spare)
    if not replaced(target, "主要包括：", f"主要包括：{name}、"):
        return None
    return (name,)


@kind("表文一致", "大额科目没有列举")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "基本/人员经费", "基本工资、")
    return ("基本工资",) if replaced(target, "基本工资、", "") else None


@kind("表文一致", "绩效项目个数少")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "绩效/个数", r"项目\d+个")
    if target is None or not draft.grids("项目支出绩效目标表"):
        return None
    count = int(re.search(r"项目(\d+)个", target.text)[1])  # type: ignore[index]
    if count < 2 or not replaced(target, r"项目\d+个", f"项目{count - 1}个"):
        return None
    return (f"{count - 1}个",)


# ---- 计算


def _paragraphs_with(draft: Draft, rng: random.Random, pattern: str, *starts: str) -> Para | None:
    found = [p for s in (starts or ("",)) for p in draft.paras(s) if re.search(pattern, p.text) and "/" in p.key]
    return rng.choice(found) if found else None


_RATE = r"((?:增长|上升|下降|减少|增幅|降幅))(\d+(?:\.\d+)?)%"
_CHANGED = ("总体/", "拨款/", "一般/规模", "三公/", "机关/", "支出/", "收入/")


@kind("计算", "增减率算错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = _paragraphs_with(draft, rng, _RATE, *_CHANGED)
    if target is None:
        return None
    rate = Decimal(re.search(_RATE, target.text)[2])  # type: ignore[index]
    new = f"{rate * 2 + 3}"
    replaced(target, _RATE, rf"\g<1>{new}%")
    return (f"{new}%",)


@kind("计算", "增减率以本年为底数")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "总体/总额", _RATE)
    if target is None:
        return None
    amounts = [Decimal(a.replace(",", "")) for a in _AMOUNT.findall(target.text)]
    rate = re.search(_RATE, target.text)
    assert rate
    if len(amounts) < 2 or not amounts[0]:
        return None
    places = len(rate[2].partition(".")[2])
    new = f"{(amounts[1] / amounts[0] * 100).quantize(Decimal(1).scaleb(-places))}"
    if abs(Decimal(new) - Decimal(rate[2])) < Decimal("0.3"):
        return None
    replaced(target, _RATE, rf"\g<1>{new}%")
    return (f"{new}%",)


@kind("计算", "占比算错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    pattern = r"(占[^，。；%\d]{0,12})(\d+(?:\.\d+)?)%"
    target = _paragraphs_with(draft, rng, pattern, "收入/", "支出/构成", "一般/结构", "结构/")
    if target is None:
        return None
    share = Decimal(re.search(pattern, target.text)[2])  # type: ignore[index]
    new = f"{share / 2 + 1:.2f}"
    if abs(Decimal(new) - share) < 1:
        return None
    replaced(target, pattern, rf"\g<1>{new}%")
    return (f"{new}%",)


@kind("计算", "增减方向矛盾")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = _paragraphs_with(draft, rng, r"增加[\d.,]+万元，(?:增长|上升)", *_CHANGED)
    if target is None:
        return None
    rate = re.search(r"万元，(?:增长|上升)([\d.]+%)", target.text)
    replaced(target, r"(增加[\d.,]+万元，)(?:增长|上升)", r"\g<1>下降")
    assert rate
    return (f"下降{rate[1]}",)


@kind("计算", "完成率算错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    pattern = r"(完成年初预算的)(\d+(?:\.\d+)?)%"
    target = _paragraphs_with(draft, rng, pattern, "科目/", "一般/")
    if target is None:
        return None
    rate = Decimal(re.search(pattern, target.text)[2])  # type: ignore[index]
    new = f"{rate + 7}"
    replaced(target, pattern, rf"\g<1>{new}%")
    return (f"{new}%",)


@kind("计算", "大于小于写反")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = _paragraphs_with(draft, rng, "决算数(?:大于|高于)年初预算数", "科目/")
    if target is None:
        return None
    replaced(target, "决算数(?:大于|高于)", "决算数小于")
    return ("小于预算数",)


@kind("计算", "原因与方向相反")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    pattern = (
        r"(减少[\d.,]+万元(?:，(?:下降|减少|降幅)[\d.]+%)?，[^。；]{0,10}?(?:原因是|原因为|主要是|由于|原因：))[^。；]+"
    )
    target = _paragraphs_with(draft, rng, pattern, "总体/", "拨款/", "一般/规模", "机关/")
    return ("工作经费增加",) if replaced(target, pattern, r"\g<1>工作经费增加") else None


@kind("计算", "没有写增减原因")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "总体/总额", "万元，[^。]*(?:增加|减少)[^。]*，[^，。]*(?:原因|主要是)")
    if target is None:
        return None
    target.text = re.sub(r"，(?:增减变动的)?主要(?:原因)?(?:是|为|：)[^。]*", "", target.text)
    return ("未说明增减原因",)


@kind("计算", "原因空泛")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "总体/总额", "(?:增加|减少)")
    pattern = r"((?:原因是|原因为|主要是由于|主要是|原因：))[^。；]+"
    word = rng.choice(("项目调整", "工作需要", "人员变动"))
    return (word,) if replaced(target, pattern, rf"\g<1>{word}") else None


@kind("计算", "采购分项之和错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "采购/总额")
    if target is None:
        return None
    found = list(_AMOUNT.finditer(target.text))[1]
    if not parsed(found[0]):
        return None
    new = bumped(found[0], rng)
    target.text = target.text[: found.start()] + new + target.text[found.end() :]
    return (new,)


@kind("计算", "增减额写错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    pattern = r"((?:增加|减少))([\d,.]+)(?=万元，(?:增长|上升|下降|减少|增幅|降幅)\d)"
    target = _paragraphs_with(draft, rng, pattern, *_CHANGED)
    if target is None:
        return None
    found = re.search(pattern, target.text)
    assert found
    new = bumped(found[2], rng, 0.6)
    replaced(target, pattern, rf"\g<1>{new}")
    return (new,)


# ---- 三公经费


@kind("三公经费", "接待费增加没有原因")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "三公/接待", "(?:增加)[\\d.,]+万元")
    if target is None:
        return None
    target.text = re.sub(r"，(?:增减变动的)?主要(?:原因)?(?:是由于|是|为|：)[^。；]*", "", target.text)
    return ("公务接待费", "未见增加原因")


@kind("三公经费", "合计增加没有原因")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "三公/总额", "增加[\\d.,]+万元")
    if target is None:
        return None
    for each in draft.paras("三公/"):
        each.text = re.sub(r"，(?:增减变动的)?主要(?:原因)?(?:是由于|是|为|：)[^。；]*", "", each.text)
    return ("三公", "未见增加原因")


for _item, _key in (("因公出国", "三公/出国"), ("公务用车", "三公/用车"), ("公务接待", "三公/接待")):

    @kind("三公经费", f"没有说{_item}")
    def _(draft: Draft, rng: random.Random, item: str = _item, key: str = _key) -> tuple[str, ...] | None:
        target = para(draft, key)
        if target is None:
            return None
        draft.pieces.remove(target)
        return ("没有说到", item)


# ---- 绩效目标


def _indicator(
    draft: Draft, rng: random.Random, level2: str, kinds_: tuple[str, ...] = ("项目支出绩效目标表",)
) -> tuple[Grid, list[str]] | None:
    """某个二级指标的一行。"""
    grids = draft.grids(*kinds_)
    if not grids:
        return None
    grid = rng.choice(grids)
    seen = ""
    for row, name in zip(grid.rows, grid.names, strict=True):
        if name == "表头":
            seen = "表头"
        if not seen or name == "表头":
            continue
        seen = row[1] or seen
        if level2 in seen:
            return grid, row
    return None


def _set_value(grid: Grid, row: list[str], operator: str, value: str, unit: str) -> None:
    if "性质" in grid.columns:
        row[grid.columns.index("性质")] = operator or "定性"
        row[grid.columns.index("指标值")] = value
        row[grid.columns.index("单位")] = unit
    else:
        row[grid.columns.index("指标值")] = f"{operator}{value}{unit}"


@kind("绩效目标", "指标值为负")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "数量")
    if found is None:
        return None
    _set_value(*found, "", "-24", "次") if "性质" not in found[0].columns else _set_value(*found, "≥", "-24", "次")
    return ("-24次",)


@kind("绩效目标", "满意度用人次")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "满意")
    if found is None:
        return None
    _set_value(*found, "≥", "90", "人次")
    return ("90人次",)


@kind("绩效目标", "数量指标没有量化")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "数量")
    if found is None:
        return None
    _set_value(*found, "", "有所提高", "")
    return (found[1][2], "有所提高")


@kind("绩效目标", "及时率列在质量")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "质量")
    if found is None:
        return None
    found[1][2] = "工作完成及时率"
    return ("工作完成及时率", "时效")


@kind("绩效目标", "满意度列在产出")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "质量")
    if found is None:
        return None
    found[1][2] = "培训学员满意度"
    _set_value(*found, "≥", "90", "%")
    return ("培训学员满意度",)


@kind("绩效目标", "算符用反")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "质量")
    if found is None:
        return None
    found[1][2] = "任务完成率"
    _set_value(*found, "≤", "5", "%")
    return ("任务完成率", "5%")


@kind("绩效目标", "比率超过百分之百")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "满意")
    if found is None:
        return None
    _set_value(*found, "≥", "950", "%")
    return ("950%",)


@kind("绩效目标", "取值是选项")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "社会") or _indicator(draft, rng, "生态") or _indicator(draft, rng, "影响")
    if found is None:
        return None
    _set_value(*found, "", "优良中差", "")
    return ("优良中差",)


@kind("绩效目标", "指标重复")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "质量")
    if found is None:
        return None
    grid, row = found
    at = next(n for n, r in enumerate(grid.rows) if r is row)
    grid.rows.insert(at + 1, ["", "", *row[2:]])
    grid.names.insert(at + 1, "重复")
    return (row[2],)


@kind("绩效目标", "权重合计不对", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "数量")
    if found is None or "权重" not in found[0].columns:
        return None
    found[1][found[0].columns.index("权重")] = "33"
    return ("权重",)


@kind("绩效目标", "没有满意度指标", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "满意")
    if found is None:
        return None
    grid, row = found
    at = next(n for n, r in enumerate(grid.rows) if r is row)
    del grid.rows[at], grid.names[at]
    return ("没有满意度指标",)


@kind("绩效目标", "自评得分超过分值")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "数量", ("项目绩效自评表",))
    if found is None:
        return None
    found[1][-1] = "28"
    return (found[1][2], "28")


@kind("绩效目标", "自评执行率算错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "项目绩效自评表")
    if grid is None:
        return None
    row = grid.rows[grid.names.index("总额")]
    row[5] = f"{Decimal(row[5].rstrip('%')) - 9}%"
    return (row[5],)


@kind("绩效目标", "自评总分算错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "项目绩效自评表")
    if grid is None:
        return None
    row = grid.rows[grid.names.index("总分")]
    row[-1] = f"{Decimal(row[-1]) - 3}"
    return (row[-1],)


@kind("绩效目标", "实际完成值照抄目标")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    found = _indicator(draft, rng, "数量", ("项目绩效自评表",))
    if found is None:
        return None
    found[1][4] = found[1][3] if found[1][3].startswith("≥") else "≥" + found[1][3].lstrip("=")
    return (found[1][2], found[1][4])


@kind("绩效目标", "自评来源之和不对")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "项目绩效自评表")
    if grid is None:
        return None
    row = grid.rows[grid.names.index("拨款")]
    if not parsed(row[2]):
        return None
    row[2] = bumped(row[2], rng)
    return (row[2],)


# ---- 完整性


@kind("完整性", "缺一张表")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    names = ("收入总表", "支出总表", "财政拨款收支总表", "一般公共预算支出表", "三公经费支出表", "政府性基金预算支出表",
             "收入决算表", "支出决算表", "财政拨款收入支出决算总表", "三公经费支出决算表")  # fmt: skip
    grid = one(draft, rng, *names)
    if grid is None:
        return None
    draft.pieces.remove(grid)
    title = re.sub(r"^\d{4}年(?:度)?", "", grid.title)
    listed = any(title in p.text for p in draft.paras("目录"))
    return (title,) if listed else (grid.kind,)


@kind("完整性", "缺一节说明")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    """名词解释整个部分，连同目录里的。"""
    for piece in list(draft.pieces):
        if isinstance(piece, Para) and (piece.key.startswith("名词") or "名词解释" in piece.text):
            draft.pieces.remove(piece)
    return ("名词解释",)


@kind("完整性", "缺政府采购说明")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    for piece in list(draft.pieces):
        if isinstance(piece, Para) and (piece.key in ("采购/总额", "标题/采购", "节/采购") or "政府采购" in piece.text):
            draft.pieces.remove(piece)
    return ("政府采购",)


@kind("完整性", "序号跳号")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "节/三公")
    if target is None:
        return None
    mark = target.text.split("、")[0]
    later = {"七": "八", "八": "九", "九": "十", "六": "七"}[mark]
    target.text = later + target.text[len(mark) :]
    return (target.text[:4],)


@kind("完整性", "空表没有说明")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "政府性基金预算支出表", "政府性基金预算财政拨款收入支出决算表")
    if grid is None or not grid.notes:
        return None
    grid.notes.clear()
    target = para(draft, "基金/总额")
    assert target
    target.text = "按照规定编制。"
    return ("空表",)


@kind("完整性", "空表只在文中说明", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "政府性基金预算支出表", "政府性基金预算财政拨款收入支出决算表")
    if grid is None or not grid.notes:
        return None
    grid.notes.clear()
    return ("空表",)


@kind("完整性", "有数的表注明空表")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grids = [g for g in draft.grids("政府性基金预算支出表", "政府性基金预算财政拨款收入支出决算表", "三公经费支出表", "三公经费支出决算表")
             if not g.notes or ("没有" not in g.notes[0] and "无" not in g.notes[0] and "未安排" not in g.notes[0])]  # fmt: skip
    if not grids:
        return None
    grid = rng.choice(grids)
    grid.notes[:] = [f"注：本部门{draft.year}年没有此项支出，故本表为空表。"]
    return ("故本表为空表",)


@kind("完整性", "国有资产没有数量")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "资产/车辆")
    if target is None:
        return None
    target.text = "本年度没有安排购置大型设备。"
    return ("国有资产",)


# ---- 年份单位


@kind("年份单位", "与同一年比较")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "总体/总额", f"{draft.year}年.*{draft.year - 1}年")
    if target is None:
        return None
    target.text = target.text.replace(f"{draft.year - 1}年", f"{draft.year}年")
    return (f"{draft.year}年", "年份相同")


@kind("年份单位", "总额年份写成上年")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "总体/总额", f"^{draft.year}年.*(?:增加|减少)")
    if target is None:
        return None
    target.text = target.text.replace(f"{draft.year}年", f"{draft.year - 1}年", 1)
    return (f"{draft.year - 1}年",)


@kind("年份单位", "章节标题年份错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "部分/说明")
    assert target
    target.text = target.text.replace(f"{draft.year}年", f"{draft.year - 1}年")
    return (f"{draft.year - 1}年", "标题")


@kind("年份单位", "表格标题年份错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grids = [g for g in draft.grids(*_SPENDING, *_OVERVIEWS, "收入总表", "收入决算表") if str(draft.year) in g.title]
    if not grids:
        return None
    grid = rng.choice(grids)
    grid.title = grid.title.replace(str(draft.year), str(draft.year - 1))
    return (f"{draft.year - 1}年", "标题")


@kind("年份单位", "资产截止年份错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    if draft.kind != "决算":
        return None
    target = para(draft, "资产/车辆")
    assert target
    target.text = target.text.replace(f"{draft.year}年", f"{draft.year - 1}年")
    return (f"{draft.year - 1}年12月31日",)


@kind("年份单位", "表的单位印错")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, "支出总表", "支出决算表", "一般公共预算支出表", "一般公共预算财政拨款支出决算表")
    if grid is None:
        return None
    old = grid.above[-1]
    unit = old.split("：")[1]
    grid.above[-1] = old.replace(unit, "元" if unit == "万元" else "万元")
    return (grid.at("合计", total_column(grid)),)


# ---- 科目


def _renamed(draft: Draft, rng: random.Random, grids: tuple[str, ...], level: int, new: str) -> tuple[str, ...] | None:
    """有编码的表里，把一个科目的名称换成另一个。"""
    found = [g for g in draft.grids(*grids) if any(len(c) == level and c.isdigit() for c in g.names)]
    if not found:
        return None
    grid = rng.choice(found)
    at = grid.columns.index("名称")
    name = pick(rng, [c for c in lines_of(grid, level) if not grid.rows[grid.names.index(c)][at].endswith(new)])
    if name is None:
        return None
    row = grid.rows[grid.names.index(name)]
    if "[" in row[at]:
        row[at] = f"[{name}]{new}"
    elif at == 0:
        return None
    else:
        row[at] = new
    return (new,)


@kind("科目", "经济科目编码名称不符")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    return _renamed(draft, rng, ("一般公共预算基本支出表",), 5, "租赁费")


@kind("科目", "功能科目编码名称不符")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    return _renamed(draft, rng, _SPENDING, 7, "农村公益事业")


@kind("科目", "说明的科目不存在")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "科目/2080505")
    wrong = "机关养老保险补助支出"
    return (wrong,) if replaced(target, "机关事业单位基本养老保险缴费支出（项）", f"{wrong}（项）") else None


@kind("科目", "名词解释的科目不存在")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "名词", "住房公积金（项）")
    return ("住房周转金",) if replaced(target, "住房公积金（项）", "住房周转金（项）") else None


@kind("科目", "总表科目名称差一字")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *_OVERVIEWS)
    if grid is None:
        return None
    row = next((r for r in grid.rows if "住房保障支出" in "".join(r)), None)
    if row is None:
        return None
    row[:] = [c.replace("住房保障支出", "住房保证支出") for c in row]
    return ("住房保证支出",)


@kind("科目", "用途是别的科目的")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "科目/2101101") or para(draft, "科目/2101102")
    return ("住房公积金",) if replaced(target, "主要用于[^。]+", "主要用于缴存职工住房公积金") else None


@kind("科目", "用途与支出性质不符")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "科目/2210201", "主要用于")
    return ("信息化建设专项",) if replaced(target, "主要用于[^。]+", "主要用于信息化建设专项") else None


def _moved_to_project(draft: Draft, rng: random.Random, code: str) -> tuple[str, ...] | None:
    grid = one(draft, rng, *_GENERAL)
    if grid is None or code not in grid.names or not parsed(grid.at(code, "基本支出")):
        return None
    amount = grid.at(code, "基本支出")
    blank = next((grid.at(n, "项目支出") for n in grid.names if not parsed(grid.at(n, "项目支出"))), "")
    old = parsed(grid.at(code, "项目支出")) or Decimal(0)
    if old:
        return None
    grid.put(code, "项目支出", amount)
    grid.put(code, "基本支出", blank)
    return (amount, "项目支出")


@kind("科目", "行政运行列项目支出")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    grid = one(draft, rng, *_GENERAL)
    names = function_names(draft.year)
    code = next((c for c in grid.names if names.get(c) == "行政运行"), "") if grid else ""
    return _moved_to_project(draft, rng, code) if code else None


@kind("科目", "住房公积金列项目支出")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    return _moved_to_project(draft, rng, "2210201")


@kind("科目", "机关运行经费写人员原因")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "机关/总额", "原因|主要是")
    pattern = r"((?:原因是|原因为|主要是由于|主要是|原因：))[^。；]+"
    return ("津贴补贴",) if replaced(target, pattern, r"\g<1>调整津贴补贴标准") else None


@kind("科目", "用途照抄别的科目")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = next(
        (p for p in draft.paras("科目/") if p.key[3:] in ("2080505", "2101101") and "主要用于" in p.text), None
    )
    return ("公务员医疗补助",) if replaced(target, "主要用于[^。]+", "主要用于公务员医疗补助支出") else None


@kind("科目", "解释没有用到的科目", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "名词", "住房公积金（项）")
    return ("提租补贴",) if replaced(target, "住房公积金（项）", "提租补贴（项）") else None


# ---- 文字规范


def _inserted(draft: Draft, rng: random.Random, words: str, *starts: str) -> tuple[str, ...] | None:
    target = rng.choice([p for s in starts for p in draft.paras(s)] or [None])  # type: ignore[list-item]
    if target is None:
        return None
    target.text += words
    return (words,)


for _word in ("增加（减少）", "增长（下降）", "（单位名称）", "本部门（单位）", "大于（小于）"):

    @kind("文字规范", f"残留{_word}")
    def _(draft: Draft, rng: random.Random, word: str = _word) -> tuple[str, ...] | None:
        target = para(draft, "资产/车辆")
        if target is None:
            return None
        target.text += f"有关情况{word}按规定执行。"
        return (word,)


for _word in ("20XX年", "XX万元", "××部门"):

    @kind("文字规范", f"占位符{_word}")
    def _(draft: Draft, rng: random.Random, word: str = _word) -> tuple[str, ...] | None:
        target = para(draft, "资产/车辆")
        if target is None:
            return None
        target.text += f"其中{word}的情况按规定公开。"
        return (word,)


@kind("文字规范", "机构性质没有选定")
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "概况/机构", "单位性质")
    if target is None:
        return None
    target.text += "本单位是县政府组成部门（直属机构）。"
    return ("组成部门（直属机构）",)


@kind("文字规范", "网页标签", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "概况/机构", "单位性质")
    if target is None:
        return None
    target.text += "<br>"
    return ("<br>",)


@kind("文字规范", "标点叠用", info=True)
def _(draft: Draft, rng: random.Random) -> tuple[str, ...] | None:
    target = para(draft, "资产/车辆")
    if target is None:
        return None
    target.text = target.text.replace("，", "，，", 1)
    return ("，，",)


def families() -> Iterator[str]:
    """各种差错的类别。"""
    yield from dict.fromkeys(family for family, _, _ in _KINDS.values())
