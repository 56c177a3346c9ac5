"""科目名称：取自随附的代码表，按年度。"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "rules" / "reference"


@cache
def _table(file: str) -> tuple[dict[str, str], ...]:
    with (REFERENCE / file).open(encoding="utf-8-sig", newline="") as source:
        return tuple(csv.DictReader(source))


@cache
def function_names(year: int) -> dict[str, str]:
    """这一年度的支出功能分类科目：编码 → 名称。"""
    return {
        row["编码"]: row["名称"]
        for row in _table("支出功能分类科目.csv")
        if int(row["起始年度"] or 0) <= year <= int(row["终止年度"] or 9999)
    }


@cache
def economy_names() -> dict[str, str]:
    """部门预算支出经济分类科目：编码 → 名称。"""
    return {r["编码"]: r["名称"] for r in _table("支出经济分类科目.csv") if r["体系"].startswith("部门预算")}


def name(code: str, year: int) -> str:
    return function_names(year)[code]


def levels(code: str) -> tuple[str, str, str]:
    """项 → 类、款、项的编码。"""
    return code[:3], code[:5], code


def path(code: str, year: int) -> str:
    """某某支出（类）某某（款）某某（项）。"""
    a, b, c = levels(code)
    return f"{name(a, year)}（类）{name(b, year)}（款）{name(c, year)}（项）"


CLASSES = (
    "一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出", "文化旅游体育与传媒支出",
    "社会保障和就业支出", "卫生健康支出", "节能环保支出", "城乡社区支出", "农林水支出", "交通运输支出",
    "资源勘探工业信息等支出", "商业服务业等支出", "金融支出", "援助其他地区支出", "自然资源海洋气象等支出",
    "住房保障支出", "粮油物资储备支出", "国有资本经营预算支出", "灾害防治及应急管理支出", "其他支出",
)  # fmt: skip
