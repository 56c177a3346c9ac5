"""拼一份虚构的公开件：标题、表头、各行、句子错乱地接在一起，数是随便的；或者把示例的几行改坏。"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from benchmarks.fuzzing.draw import Draw

_EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
COVERS = ("白鹭区园林局2025年部门预算", "白鹭区园林局2024年度部门决算")
PREFACE = "收入预算、支出预算、决算都以万元为单位，合计12.00万元。"
_TITLES = (
    *COVERS,
    "目录",
    "第一部分 部门概况",
    "第三部分 情况说明",
    "一、收入预算情况",
    "二、“三公”经费情况",
    "（一）支出决算情况说明",
    "部门收支总表",
    "一般公共预算支出表",
    "一般公共预算财政拨款基本支出决算明细表",
    "“三公”经费支出决算表",
    "项目支出绩效目标表",
    "部门整体支出绩效目标表",
    "三公经费支出表",
    "收入支出决算总表",
    "政府性基金预算支出表",
    "单位：元",
    "单位：万元",
    "公开01表",
    "附件1",
    "注：本表为空表",
    "本部门没有政府性基金预算支出，故本表无数据。",
    "— 3 —",
    "## 三、支出表",
    "机关运行经费情况说明",
    "政府采购情况说明",
    "第四部分 名词解释",
    "一、部门收支总表（表1）\t3",
    "- 1.其他",
)
_HEADS = (
    "收入\t\t支出\t",
    "项目\t预算数\t项目\t预算数",
    "科目编码\t\t\t科目名称\t合计\t基本支出\t项目支出",
    "类\t款\t项\t\t\t\t",
    "科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数",
    "一级指标\t二级指标\t三级指标\t指标值\t权重",
    "栏次\t1\t2\t3\t4",
    "项目名称\t河道清淤",
    "功能分类科目\t\t本年支出\t\t\t上年",
    "编码\t名称\t小计\t人员经费\t公用经费",
    "|科目编码|科目名称|合计|",
    "|--|--|--|",
    "单位名称\t合计\t因公出国（境）费\t公务用车购置及运行维护费\t公务接待费",
    "预算数\t\t决算数\t",
    "资金来源\t财政拨款\t其他资金",
)
_NAMES = (
    "208\t05\t05\t机关事业单位基本养老保险缴费支出",
    "20805\t行政事业单位养老支出",
    "2080505\t机关事业单位基本养老保险缴费支出",
    "[208]\t社会保障和就业支出",
    "05\t行政事业单位养老支出",
    "\t合    计",
    "合计\t",
    "一、本年收入\t",
    "本年支出合计\t",
    "30201\t办公费",
    "产出指标\t数量指标\t清淤长度",
    "\t质量指标\t合格率",
    "满意度指标\t满意度\t群众",
    "",
    "\t\t",
    "白鹭区园林局",
    "三、社会保障和就业支出",
    "|208|社会保障|",
    "其中：财政拨款",
    "上年结转",
    "收入总计",
    "支出总计",
    "年初结转和结余\t",
    "项目支出",
)
_VALUES = (
    "",
    "0",
    "0.00",
    "—",
    "-",
    "≥30亩",
    "95%",
    "1,2.3",
    "4l8.56",
    "甲",
    "$\\geq 3$",
    "12万元",
    "是",
    "<800元",
    "（1.00）",
)
_SENTENCES = (
    "2025年收入预算{n}万元，比2024年增加（减少）{n}万元，增长{p}%，",
    "2024年度支出总计{n}万元，比上年减少{n}元，下降{p}%，主要原因是压减办公费。",
    "其中：基本支出{n}万元，占{p}%；项目支出{n}万元，占{p}%。",
    "1.城乡社区支出（类）行政运行（项）：年初预算{n}万元，决算{n}万元，完成年初预算的{p}%。",
    "公务接待费{n}万元，与上年持平；20批次、{n}人次。",
    "“三公”经费财政拨款预算{n}万元，其中：因公出国（境）费{n}万元，公务接待费{n}万元，公务用车{n}万元。",
    "社会保障和就业支出（类）{n}万元，住房保障支出（类）{n}亿元。",
    "机关运行经费约{n}万元，同比增长-{p}个百分点。",
    "本年收入{n}元，即{n}",
    "万元。",
    "政府采购预算{n}万元（其中货物{n}万元、服务{n}万元）",
    "<p>\\geq {n}万元</p>",
    "截至2024年12月31日，共有车辆{n}辆。XX局",
    "![](a.png)**{n}**",
)
_BETWEEN = ("\n", "\n", "\n\n", "\n\n", "\r\n", "\f", "\n\t", "")


def disclosure(draw: Draw, cover: bool = False) -> str:
    """cover 为真的，开头总认得出是公开件。"""
    head = f"{draw.pick(COVERS)}\n\n{PREFACE}\n\n" if cover else ""
    return head + (_damaged(draw) if draw.below(3) == 0 else _composed(draw))


def _composed(draw: Draw) -> str:
    parts: list[str] = []
    for _ in draw.times(24):
        kind = draw.below(8)
        if kind <= 1:
            parts.append(draw.pick(_TITLES))
        elif kind == 2:
            parts.append(draw.pick(_HEADS))
        elif kind <= 4:
            parts.append("\n".join(_row(draw) for _ in range(1 + draw.below(4))))
        elif kind <= 6:
            parts.append("".join(_sentence(draw) for _ in range(1 + draw.below(3))))
        else:
            parts.append(draw.words((*_TITLES, *_VALUES, *_NAMES), 4))
        parts.append(draw.pick(_BETWEEN))
    return "".join(parts)


def _row(draw: Draw) -> str:
    return "\t".join([draw.pick(_NAMES), *(_value(draw) for _ in draw.times(5))])


def _value(draw: Draw) -> str:
    return draw.digits() if draw.byte() < 180 else draw.pick(_VALUES)


def _sentence(draw: Draw) -> str:
    parts = draw.pick(_SENTENCES).replace("{p}", "{n}").split("{n}")
    return "".join(part + (draw.digits() if number < len(parts) - 1 else "") for number, part in enumerate(parts))


@cache
def _lines() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(p.read_text(encoding="utf-8").split("\n")) for p in sorted(_EXAMPLES.glob("*.txt")))


def _damaged(draw: Draw) -> str:
    """示例的几段，改几处。"""
    lines: list[str] = []
    for _ in range(1 + draw.below(3)):
        source = draw.pick(_lines())
        start = draw.below(len(source))
        lines += source[start : start + 1 + draw.below(24)]
    for _ in draw.times(6):
        at, way = draw.below(len(lines)), draw.below(5)
        line = lines[at]
        if way == 0:
            del lines[at]
            lines = lines or [""]
        elif way == 1:
            lines[at] = "".join(str(draw.below(10)) if c.isdigit() and draw.below(3) == 0 else c for c in line)
        elif way == 2:
            cells = line.split("\t")
            cells[draw.below(len(cells))] = _value(draw)
            lines[at] = "\t".join(cells)
        elif way == 3:
            lines.insert(at, draw.pick((line, draw.pick(_TITLES), draw.pick(_HEADS), _sentence(draw))))
        else:
            cut = draw.below(len(line) + 1)
            lines[at] = line[:cut] + draw.words(_VALUES, 2) + line[cut:]
    return "\n".join(lines)
