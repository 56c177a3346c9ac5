"""情况说明里通用的句子：增减、占比、列举、空泛以外的原因；说法各地不同，随机取用。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.generator.grids import Made

MORE = (
    "新增{x}任务", "在职人员正常晋级晋档", "调整津贴补贴标准后基数提高", "{x}范围扩大", "上级下达的专项任务增多",
    "补充了急需更换的设备", "新招录工作人员到岗",
)  # fmt: skip
LESS = (
    "{x}任务已在上年完成", "在职人员退休", "落实过紧日子要求，压减一般性支出", "部分设备上年已购置到位",
    "{x}改为分年实施", "严格控制开支",
)  # fmt: skip
SAME = ("两年工作任务没有变化", "支出标准没有调整")
CAR_MORE = ("车辆使用年限较长，维修次数增多", "下乡检查里程增加")
CAR_LESS = ("减少长途用车", "从严管理车辆使用")
HOST_MORE = ("上级检查和外地交流批次增多", "承办了一次区域性的交流活动")
HOST_LESS = ("精简接待批次和陪同人数", "从严控制公务接待")
RUN_MORE = ("公用经费定额标准调整", "更新到期的办公设备", "办公用房的水电和物业费用增加")
RUN_LESS = ("压减办公费和差旅费", "推行无纸化办公", "办公设备上年已更新")


_FORMS = (
    "{way}{amount}，{word}{rate}", "{way}{amount}，{word}{rate}", "{way}{amount}，{w}幅{rate}",
    "{way}{amount}，同比{word}{rate}", "{way}{amount}，{w}幅为{rate}", "{word}{rate}，{way}{amount}",
)  # fmt: skip


@dataclass(frozen=True)
class Reasons:
    """增、减、平各有哪些说得通的原因。"""

    more: Sequence[str] = MORE
    less: Sequence[str] = LESS
    same: Sequence[str] = SAME


PLAIN = Reasons()
CAR = Reasons(CAR_MORE, CAR_LESS, ("车辆数量和用车需求没有变化",))
HOST = Reasons(HOST_MORE, HOST_LESS, ("接待批次与上年大体相同",))
ABROAD = Reasons(("安排了一次技术交流任务",), ("上年任务已经完成",), ("两年均未安排出国（境）任务",))
BUY = Reasons(("按规定更新一辆到期报废的车辆",), ("上年已完成车辆更新",), ("两年均未安排购置车辆",))
THREE = Reasons(("车辆维修和交流接待批次增多",), ("从严控制公务接待和车辆使用",), ("各项标准和工作量没有变化",))
RUNNING = Reasons(RUN_MORE, RUN_LESS, SAME)


def reason(made: Made, change: int, reasons: Reasons, thing: str) -> str:
    pool = reasons.more if change > 0 else reasons.less if change < 0 else reasons.same
    return made.rng.choice(tuple(pool)).replace("{x}", thing)


def changed(
    made: Made, now: int, before: int, reasons: Reasons = PLAIN, thing: str = "重点工作", why: bool = True
) -> str:
    """“比2024年增加8.65万元，增长2.49%，主要原因是……”；持平的、上年为零的另有说法。"""
    s = made.style
    prior = s.prior.replace("{y}", str(made.year - 1))
    difference = now - before
    tail = f"，{s.because}{reason(made, difference, reasons, thing)}" if why else ""
    if not difference:
        return f"与{prior}{made.rng.choice(('持平', '一致', '相同'))}{tail}"
    way = "增加" if difference > 0 else "减少"
    lead = f"{s.than.replace('…', prior)}" if "…" in s.than else f"{s.than}{prior}"
    amount = s.money(abs(difference))
    if not before:
        return f"{lead}{way}{amount}{tail}"
    rate = s.percent(difference, before)
    word = s.rise if difference > 0 else s.fall
    if s.than == "比" and made.rng.random() < 0.15:
        lead = f"比{prior}的{s.money(before)}"
    form = made.rng.choice(_FORMS)
    return lead + form.format(way=way, amount=amount, word=word, rate=rate, w="增" if difference > 0 else "降") + tail


def shares(made: Made, parts: Sequence[tuple[str, int]], whole: int, of: str = "") -> str:
    """“基本支出1.00万元，占50.00%；项目支出……”；为零的不列。"""
    s = made.style
    join = made.rng.choice(("；", "；", "，"))
    word = made.rng.choice((f"占{of}", f"占{of}")) if of else made.rng.choice(("占", "占比", "占"))
    return join.join(f"{name}{s.money(v)}，{word}{s.percent(v, whole)}" for name, v in parts if v)
