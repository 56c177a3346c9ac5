"""一份文件的样子：单位、小数、科目写法、合计行、标题、用语；逐项随机，搭配起来就是各地的版面。"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from benchmarks.generator.accounts import WAN

_CENT = Decimal(100)


@dataclass(frozen=True)
class Style:
    """版面和用语的选择。"""

    unit: str  # 表的单位：万元、元
    text_unit: str  # 文字里的单位
    places: int  # 表里万元的小数位
    commas: bool
    text_commas: bool
    zero: str  # 表里的零印成什么
    code: str  # 科目：连写、三栏、本级、短码、括号、名称
    total_first: bool
    total_label: str
    rate_places: int
    strip: bool  # 文字里去掉末尾的零
    spaced: bool  # 数字与汉字之间有空格
    piped: bool  # 表格用竖线
    words_first: bool  # 说明在前、表在后
    toc: bool
    dept: str  # 自称：单位名称、本部门、我局
    prior: str  # 上年怎么称呼
    than: str  # 较、比、与…相比
    rise: str
    fall: str
    because: str
    year_form: str  # “2025年”“2025年度”
    notes: str  # 空表怎么注
    numbering: str  # 表号：公开、表、无

    def cell(self, fen: int) -> str:
        """表里的金额。"""
        if not fen:
            return self.zero
        value = Decimal(fen) / (_CENT if self.unit == "元" else WAN)
        return self._print(value, 2 if self.unit == "元" else self.places)

    def _print(self, value: Decimal, places: int) -> str:
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        return f"{rounded:,}" if self.commas else f"{rounded}"

    def money(self, fen: int) -> str:
        """文字里的金额，带单位。"""
        yuan = self.text_unit == "元"
        places = 2 if yuan else self.places
        rounded = (Decimal(fen) / (_CENT if yuan else WAN)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        text = f"{rounded:,}" if self.text_commas else f"{rounded}"
        if self.strip and "." in text:
            text = text.rstrip("0").rstrip(".") or "0"
        return f"{text}{self.text_unit}"

    def percent(self, part: int, whole: int) -> str:
        rate = Decimal(abs(part)) * 100 / whole
        return f"{rate.quantize(Decimal(1).scaleb(-self.rate_places), ROUND_HALF_UP)}%"

    def year(self, number: int) -> str:
        return f"{number}{self.year_form}"


_CODES = ("连写", "连写", "三栏", "本级", "短码", "括号", "名称")
_FINAL_CODES = ("连写", "连写", "连写", "三栏", "本级", "短码")
_PRIORS = ("{y}年", "{y}年预算", "上年", "上年预算")
_FINAL_PRIORS = ("{y}年度", "{y}年", "上年", "上年度")


def style(rng: random.Random, kind: str) -> Style:
    yuan = rng.random() < 0.25
    budget = kind == "预算"
    return Style(
        unit="元" if yuan else "万元",
        text_unit="元" if yuan and rng.random() < 0.3 else "万元",
        places=rng.choice((2, 2, 2, 2, 4, 6)) if not yuan else 2,
        commas=rng.random() < 0.6,
        text_commas=rng.random() < 0.25,
        zero=rng.choice(("", "", "0.00", "0")),
        code=rng.choice(_CODES if budget else _FINAL_CODES),
        total_first=rng.random() < 0.7,
        total_label=rng.choice(("合计", "合计", "合    计", "合 计", "总计")),
        rate_places=rng.choice((1, 2, 2)),
        strip=rng.random() < 0.3,
        spaced=rng.random() < 0.2,
        piped=rng.random() < 0.15,
        words_first=rng.random() < 0.25,
        toc=rng.random() < 0.7,
        dept=rng.choice(("单位", "本部门", "")),
        prior=rng.choice(_PRIORS if budget else _FINAL_PRIORS),
        than=rng.choice(("比", "较", "与…相比，")),
        rise=rng.choice(("增长", "增长", "上升")),
        fall=rng.choice(("下降", "下降", "减少")),
        because=rng.choice(("主要原因是", "主要原因为", "主要是", "主要是由于", "主要原因：", "增减变动的主要原因是")),
        year_form="年" if budget else rng.choice(("年度", "年")),
        notes=rng.choice(("没有", "无", "空表", "未安排")),
        numbering=rng.choice(("公开", "表", "无")),
    )
