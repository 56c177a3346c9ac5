"""地区和层级：单位名称开头的地名 → 江西省/赣州市，以及省级、市级、县级、乡级。

地名表 reference/行政区划.csv 只有省级、地级的名称；县级只认“县、区、旗、市”的通名。只有名称开头的地名才算：
“某市驻某省办事处”不是某省的单位。说不准的为空串，不猜。
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import UsageError
from engine.os_errors import reason

LEVELS = ("省级", "市级", "县级", "乡级")

# 关于2024年度…… / 附件1:…… / 《……
_LEAD = re.compile(r"^(?:附件\d*:?)?(?:关于)?[《\"]?(?:(?:19|20)\d\d年度?)?")
# 机关的字：地名里不会有。财政局城中区分局 不是县级
_NOT_PLACE = "局厅院委办校所处部"
# 名字至少几个字：单县、城中区、丰城市
_TOWN = re.compile(rf"^[^\W\d_{_NOT_PLACE}]{{1,6}}?(?:镇|乡|街道)")
_COUNTY = re.compile(rf"^(?:[^\W\d_{_NOT_PLACE}]{{1,9}}?(?:自治县|自治旗|县|旗)|[^\W\d_{_NOT_PLACE}]{{2,6}}?(?:区|市))")


@dataclass(frozen=True)
class Gazetteer:
    """地名表。names 全称（及带通名的简称）→ 路径；short 简称 → 路径，只收不重复的。"""

    names: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)

    def path(self, text: str) -> str:
        """写出来的地区 → 规范路径：江西、江西省/赣州、赣州市、江西省/赣州市/某某区；不认得为空串。"""
        first, *rest = [part.strip() for part in text.split("/")]
        found = self.names.get(first) or self.short.get(first, "")
        if rest and found and "/" not in found:
            city = self.names.get(rest[0]) or self.short.get(rest[0], "")
            if not city.startswith(f"{found}/"):
                return ""
            found, rest = city, rest[1:]
        return "/".join((found, *rest)) if found and all(rest) and len(rest) <= 1 else ""

    def head(self, name: str) -> tuple[str, str]:
        """名称开头的地名 →（路径，其余的字）；前后两个地名不相属的不认。"""
        found, rest = self._longest(name)
        if found and "/" not in found:
            inner, after = self._longest(rest)
            if inner.startswith(f"{found}/"):
                return inner, after
            if inner:
                return "", name
        return found, rest

    def _longest(self, name: str) -> tuple[str, str]:
        for length in range(min(len(name), 12), 1, -1):
            if name[:length] in self.names:
                return self.names[name[:length]], name[length:]
        return "", name


def load(path: Path) -> Gazetteer:
    """省级,地级,简称（几个用空格隔开）；地级为空的一行是省本身。"""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise UsageError(f"{path}：行政区划表打不开（{reason(problem)}），请检查规则目录是否完整。") from None
    names: dict[str, str] = {}
    shorts: dict[str, list[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        where = "/".join(x for x in (row["省级"], row["地级"]) if x)
        names[row["地级"] or row["省级"]] = where
        for short in row["简称"].split():
            if short[-1] in "州盟市省" and len(short) > 2:
                names[short] = where
            shorts.setdefault(short, []).append(where)
    # 吉林既是省也是市：指省
    single = {s: min(found, key=len) for s, found in shorts.items() if len({f.count("/") for f in found}) == len(found)}
    return Gazetteer(names, single)


def locate(entity: str, title: str, gazetteer: Gazetteer, words: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    """单位名称和封面标题 →（地区路径，层级）。两处的地区不相属的，地区为空串；层级以说得出的为准。

    words 是词表：非区划的区（开发区不是一级区划），乡级机关（镇、乡、街道之后跟着机关名才是乡级）。
    """
    places = [_place(_LEAD.sub("", text), gazetteer, words) for text in (entity, title) if text]
    regions = sorted({region for region, _ in places if region}, key=len)
    region = regions[-1] if regions and all(regions[-1].startswith(r) for r in regions) else ""
    levels = list(dict.fromkeys(level for _, level in places if level))
    return region, levels[0] if len(levels) == 1 or (levels and region) else ""


def _place(name: str, gazetteer: Gazetteer, words: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    region, rest = gazetteer.head(name)
    county = _COUNTY.match(rest)
    if county and county[0].endswith(words.get("非区划的区", ())):
        return region, ""
    after = rest[county.end() :] if county else rest
    town = _TOWN.match(after)
    if town and after.startswith(words.get("乡级机关", ()), town.end()):
        return region, "乡级"
    if county:
        return region, "县级"
    if not region or not rest:
        return region, ""
    return region, "市级" if "/" in region else "省级"
