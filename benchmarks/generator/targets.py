"""绩效目标表、整体绩效目标表和决算的自评表；版面有几种。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from benchmarks.generator.accounts import OWN, WAN, Book, Project
from benchmarks.generator.draft import Grid, Rows
from benchmarks.generator.grids import Made


@dataclass(frozen=True)
class Target:
    """一条指标。"""

    level1: str
    level2: str
    name: str
    operator: str
    value: str
    unit: str
    weight: int


_QUALITY = (("任务完成合格率", "≥", "95", "%"), ("验收合格率", "=", "100", "%"), ("工作质量达标率", "≥", "98", "%"))
_TIME = (
    ("任务按期完成率", "≥", "95", "%"),
    ("资金支付及时率", "=", "100", "%"),
    ("工作完成时限", "", "12月20日前", ""),
)
_SOCIAL = (
    ("社会效益指标", "公共服务水平", "", "有效提升", ""), ("社会效益指标", "群众生产生活条件", "", "持续改善", ""),
    ("可持续影响指标", "长效管理机制", "", "不断完善", ""), ("生态效益指标", "周边环境状况", "", "明显改善", ""),
    ("社会效益指标", "政策知晓率", "≥", "90", "%"),
)  # fmt: skip
_HAPPY = (("服务对象满意度", "≥", "90", "%"), ("受益群众满意度", "≥", "92", "%"), ("社会公众满意度", "≥", "95", "%"))


def _wan(fen: int, places: int = 2) -> str:
    return f"{(Decimal(fen) / WAN).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}"


def targets(made: Made, project: Project, full: bool = False) -> list[Target]:
    """一个项目的指标；权重合计 90（full 为 100）。"""
    rng = made.rng
    name, op, value, unit = project.task.count
    social = rng.choice(_SOCIAL)
    rows = [
        Target("产出指标", "数量指标", name, op, str(value), unit, 20),
        Target("产出指标", "质量指标", *rng.choice(_QUALITY), 10),
        Target("产出指标", "时效指标", *rng.choice(_TIME), 10),
        Target("效益指标", *social, 20 if not full else 30),
        Target("满意度指标", "服务对象满意度指标", *rng.choice(_HAPPY), 10),
    ]
    cost = Target("成本指标", "经济成本指标", "项目总成本", "≤", _wan(project.amount, made.style.places), "万元", 20)
    if rng.random() < 0.5:
        return [cost, *rows]
    return [
        *rows[:3],
        Target("产出指标", "成本指标", *(cost.name, cost.operator, cost.value, cost.unit, 20)),
        *rows[3:],
    ]


def indicator_rows(found: list[Target], layout: str, weights: bool, wide: int) -> tuple[Rows, Rows, list[str]]:
    """（表头，各行，栏名）；连着相同的一、二级指标只印一次。"""
    head = ["一级指标", "二级指标", "三级指标"]
    columns = ["一级", "二级", "名称"]
    if layout == "分栏":
        head += ["指标性质", "指标值", "度量单位"]
        columns += ["性质", "指标值", "单位"]
    else:
        head += ["指标值"]
        columns += ["指标值"]
    if weights:
        head += ["权重"]
        columns += ["权重"]
    rows: Rows = []
    last = ("", "")
    for t in found:
        a = t.level1 if t.level1 != last[0] else ""
        b = t.level2 if (t.level1, t.level2) != last else ""
        last = (t.level1, t.level2)
        cells = [a, b, t.name]
        if layout == "分栏":
            cells += [t.operator or "定性", t.value, t.unit]
        else:
            cells += [f"{t.operator}{t.value}{t.unit}"]
        rows.append([*cells, str(t.weight)] if weights else cells)
    pad = max(wide, len(head))
    fill = [[*r, *[""] * (pad - len(r))] for r in [head, *rows]]
    return fill[:1], fill[1:], columns + [""] * (pad - len(columns))


def project_target(made: Made, project: Project, layout: str, weights: bool) -> Grid:
    """项目支出绩效目标表。"""
    money = [_wan(v, made.style.places) for v in (project.amount, project.amount - project.carried, 0, project.carried)]
    if project.fund == OWN:
        money = [money[0], _wan(0), money[0], _wan(0)]
    found = targets(made, project)
    head, rows, columns = indicator_rows(found, layout, weights, 4)
    pad = [""] * (len(columns) - 3)
    top = [
        ["项目名称", project.name, "", *pad],
        ["主管部门", made.entity, "实施单位", made.entity, *pad[1:]],
        ["项目资金（万元）", "年度资金总额", money[0], *pad],
        ["", "其中：财政拨款", money[1], *pad],
        ["", "其他资金", money[2], *pad],
        ["", "上年结转", money[3], *pad],
        ["年度绩效目标", f"完成{project.task.purpose}，达到预期效果。", "", *pad],
    ]
    names = ["项目名称", "主管", "总额", "拨款", "其他", "结转", "目标"]
    title = "项目支出绩效目标表"
    return Grid(
        "项目支出绩效目标表", title, [f"（{made.year}年度）"], [], top + head + rows,
        [*names, "表头", *(t.name for t in found)], columns,
    )  # fmt: skip


def whole_target(made: Made, book: Book, weights: bool) -> Grid:
    """部门整体支出绩效目标表。"""
    p = made.style.places
    own = book.spent(OWN)
    found = [
        Target("产出指标", "数量指标", "完成重点项目数量", "≥", str(len(book.projects)), "个", 20),
        Target("产出指标", "质量指标", "重点工作达标率", "≥", "95", "%", 15),
        Target("产出指标", "时效指标", "年度任务按期完成率", "≥", "95", "%", 15),
        Target("效益指标", "社会效益指标", "公共服务水平", "", "稳步提升", "", 30),
        Target("满意度指标", "服务对象满意度指标", "社会公众满意度", "≥", "90", "%", 10),
    ]
    head, rows, columns = indicator_rows(found, "合栏", weights, 5)
    pad = [""] * (len(columns) - 5)
    if made.rng.random() < 0.5:
        top = [
            ["部门名称", made.entity, "", "", "", *pad],
            ["年度预算（万元）", "资金总额", _wan(book.grand, p), "", "", *pad],
            ["", "其中：财政拨款", _wan(book.allocated, p), "其他资金", _wan(own, p), *pad],
            ["", "其中：基本支出", _wan(book.basic, p), "项目支出", _wan(book.sum("all_projects"), p), *pad],
        ]
        names = ["部门名称", "总额", "来源", "支出"]
    else:
        top = [
            ["部门名称", made.entity, "", "", "", *pad],
            ["收入预算（万元）", "收入预算合计", _wan(book.grand, p), "", "", *pad],
            ["", "其中：财政拨款", _wan(book.allocated, p), "其他资金", _wan(own, p), *pad],
            ["支出预算（万元）", "支出预算合计", _wan(book.grand, p), "", "", *pad],
            ["", "其中：基本支出", _wan(book.basic, p), "项目支出", _wan(book.sum("all_projects"), p), *pad],
        ]
        names = ["部门名称", "总额", "来源", "支出总额", "支出"]
    top.append(["年度总体目标", "依法履行职责，完成年度各项任务，严格控制一般性支出。", "", "", "", *pad])
    return Grid(
        "部门整体支出绩效目标表", "部门整体支出绩效目标表", [f"（{made.year}年度）"], [], top + head + rows,
        [*names, "目标", "表头", *(t.name for t in found)], columns,
    )  # fmt: skip


def _score(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}"


def self_review(made: Made, planned: int, project: Project) -> Grid:
    """项目支出绩效自评表：planned 为全年预算数。"""
    p = made.style.places
    done = project.amount
    rate = Decimal(done) / planned
    spent_score = (rate * 10).quantize(Decimal("0.01"), ROUND_HALF_UP)
    carried = min(project.carried, done, planned)
    found = targets(made, project)
    scores = []
    rows: Rows = []
    names = []
    last = ("", "")
    for n, t in enumerate(found):
        short = n == 1 and made.rng.random() < 0.3
        score = Decimal(t.weight) - (Decimal("1.5") if short else 0)
        scores.append(score)
        a = t.level1 if t.level1 != last[0] else ""
        b = t.level2 if (t.level1, t.level2) != last else ""
        last = (t.level1, t.level2)
        target = f"{t.operator}{t.value}{t.unit}"
        value = _wan(planned, p) if t.unit == "万元" else t.value
        target = f"{t.operator}{value}{t.unit}"
        actual = f"{_wan(done, p)}万元" if t.unit == "万元" else f"{t.value}{t.unit}"
        rows.append([a, b, t.name, target, actual, str(t.weight), _score(score)])
        names.append(t.name)
    total = sum(scores, spent_score)
    rows.append(["总分", "", "", "", "", "100", _score(total)])
    percent = f"{(rate * 100).quantize(Decimal(1).scaleb(-made.style.rate_places), ROUND_HALF_UP)}%"
    top = [
        ["项目名称", project.name, "", "", "", "", ""],
        ["主管部门", made.entity, "", "实施单位", made.entity, "", ""],
        ["项目资金（万元）", "", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"],
        ["", "年度资金总额", _wan(planned, p), _wan(done, p), "10", percent, _score(spent_score)],
        ["", "其中：当年财政拨款", _wan(planned - carried, p), _wan(done - carried, p), "", "", ""],
        ["", "上年结转资金", _wan(carried, p), _wan(carried, p), "", "", ""],
        ["", "其他资金", _wan(0, p), _wan(0, p), "", "", ""],
        ["一级指标", "二级指标", "三级指标", "年初目标值", "实际完成值", "分值", "得分"],
    ]
    return Grid(
        "项目绩效自评表", f"{made.year}年度项目支出绩效自评表", [f"（{project.name}）"], [], top + rows,
        ["项目名称", "主管", "栏", "总额", "拨款", "结转", "其他", "表头", *names, "总分"],
        ["一级", "二级", "名称", "指标值", "实际", "权重", "得分"],
    )  # fmt: skip


def budget_targets(made: Made, book: Book) -> Iterator[Grid]:
    """预算的绩效目标表：各项目一张，有的再加整体一张。"""
    layout = made.rng.choice(("合栏", "分栏"))
    weights = made.rng.random() < 0.7
    for project in book.projects:
        yield project_target(made, project, layout, weights)
    if made.rng.random() < 0.6:
        yield whole_target(made, book, weights)
