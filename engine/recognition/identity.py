"""文件身份：文种（预算、决算）、年度、单位。"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from engine.document import Document, Paragraph, Table

# 封面标题：某某局2024年部门预算 / 2024年度某某局部门决算公开 / 某某中心2025年单位预算
_COVER = re.compile(r"(?P<kind>预算|决算)")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
# 封面标题：(关于)某某局2024年(度)部门预算(公开说明) / 2024年度某某局部门决算公开
_TITLE = re.compile(
    r"^(?:附件\d*:?)?(?:关于)?(?P<before>.*?)(?:19|20)\d\d年度?(?P<after>.*?)(?:区级|市级|省级|县级)?(?:部门|单位)?(?:收支)?(?:一般公共)?(?:预算|决算)"
)
# 部门:某某局 / 填报单位:[177]某某局 / 编制单位:某某局 / 预算主管部门:某某局
_FILLED = re.compile(
    r"(?:(?:预算主管|编制|填报|预算|公开)?(?:部门|单位)(?:名称)?:|填报单位:?|编制单位:?)(?:\[\d+\])?([\u4e00-\u9fff()]{4,40})"
)
# 第一部分某某局概况
_PART = re.compile(r"^第一部分(.{4,30}?)(?:(?:20\d\d年度?)?(?:部门|单位)?概况|基本情况)")
_WORDS = {
    "预算": ("部门预算", "预算数", "收支预算", "预算安排", "年预算", "单位预算"),
    "决算": ("部门决算", "决算数", "支出决算", "年度决算", "决算表", "单位决算"),
}
# 单独一行的单位名称
_NAME = re.compile(r"^[\u4e00-\u9fff()]{4,30}$")
_TOPIC = "三公"
"""标题里的“三公”经费不是单位名称：2024年度“三公”经费决算公开。"""
_COVER_BLOCKS = 12
_COVER_LENGTH = 70


@dataclass(frozen=True, slots=True)
class Identity:
    """文种、年度、单位、地区、层级；认不出为空串。disclosure 为假时不是预决算公开文本。

    region  江西省/赣州市，由 regions.locate 补上
    level   省级、市级、县级、乡级
    """

    kind: str
    year: str
    entity: str
    title: str
    disclosure: bool
    region: str = ""
    level: str = ""


def _texts(document: Document) -> list[str]:
    found = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text.norm)
        else:
            found.extend(c.text.norm for row in block.rows for c in row if c.status == "text")
    return found


def identify(document: Document) -> Identity:
    """由封面标题定文种和年度；没有封面时按全文用词多数。"""
    covers = [
        _arabic_year(b.text.norm)
        for b in document.blocks[:_COVER_BLOCKS]
        if isinstance(b, Paragraph) and len(b.text.norm) <= _COVER_LENGTH
    ]
    covers = _whole(covers)
    place = next((n for n, t in enumerate(covers) if _is_cover(t)), None)
    title = covers[place] if place is not None else ""
    body = "".join(_texts(document))
    counts = {kind: sum(body.count(w) for w in words) for kind, words in _WORDS.items()}
    disclosed = [k for k in ("决算", "预算") if k in title]
    kind = disclosed[0] if disclosed else max(counts, key=lambda k: counts[k]) if max(counts.values()) else ""
    if not disclosed and counts["决算"] and counts["决算"] >= counts["预算"] / 2:
        kind = "决算"
    years = Counter(_YEAR.findall(body))
    year_match = _YEAR.search(title)
    year = year_match[1] if year_match else (years.most_common(1)[0][0] if years else "")
    entity = _entity(document, title, covers[place - 1] if place else "")
    return Identity(kind, year, entity, title, _is_disclosure(document, title, body, counts))


# 封面分两行印的标题：2024年度⏎白鹭区园林局部门决算；白鹭区园林局2024年⏎一般公共预算“三公”经费预算
_YEAR_LINE = re.compile(r"^[\u4e00-\u9fff()]{0,30}(?:19|20)\d\d年度?$")
_KIND_LINE = re.compile(
    r"^[\u4e00-\u9fff()]{0,30}"
    r"(?:(?:部门|单位)(?:预算|决算)(?:公开)?|\"三公\"经费[\u4e00-\u9fff]{0,4}(?:预算|决算)[\u4e00-\u9fff]{0,6})$"
)


def _whole(covers: list[str]) -> list[str]:
    """一行以年份结尾、下一行是文种的，合成一行。"""
    found: list[str] = []
    for text in covers:
        if found and _YEAR_LINE.match(found[-1]) and _KIND_LINE.match(text):
            text = found.pop() + text
        found.append(text)
    return found


def _is_cover(text: str) -> bool:
    """像封面标题：有年份和文种，不是句子，不是章节标题。"""
    if not _COVER.search(text) or not _YEAR.search(text) or "目录" in text or re.search(r"[,。;]", text):
        return False
    return not re.match(r"^(?:第[一二三四]部分|[一二三四五]、|\([一二三]\))", text)


_CHINESE_YEAR = re.compile(r"二[〇○零0Oo][一二三四五六七八九〇○零]{2}(?=年)")
"""二〇二五年"""


def _arabic_year(text: str) -> str:
    """封面上用汉字写的年份换成数字：二〇二五年 → 2025年。"""
    digits = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○Oo0", "0")
    return _CHINESE_YEAR.sub(lambda m: "".join(digits[c] for c in m[0]), text)


def _entity(document: Document, title: str, before_title: str) -> str:
    """表头“部门：”所填的名称最可靠；没有就从封面标题、标题上一行、第一部分的标题里取。"""
    named: Counter[str] = Counter()
    for block in document.blocks:
        if isinstance(block, Paragraph) and len(block.text.norm) <= _COVER_LENGTH:
            found = _FILLED.match(block.text.norm)
            name = re.split(r"金额|单位:|单位$|编制|填报|\[", found[1])[0].rstrip(",.") if found else ""
            if len(name) >= 4 and not name.startswith("单位"):
                named[name] += 1
    from_title = _from_title(title) or (before_title if _NAME.match(before_title) else "")
    if not from_title:
        parts = (_PART.match(b.text.norm) for b in document.blocks if isinstance(b, Paragraph))
        from_title = next((p[1] for p in parts if p), "")
    if named:
        best, count = named.most_common(1)[0]
        if count > 1 or not from_title:
            return best
    return from_title


def _from_title(title: str) -> str:
    found = _TITLE.match(title)
    if not found:
        return ""
    names = (n.strip('《》<>"') for n in (found["before"], found["after"]))
    return next((n for n in names if len(n) >= 4 and _TOPIC not in n), "")


# 标题就说明是公开件：某某局2024年部门预算公开说明；关于编制2024年部门预算的通知不是
_OWN_TITLE = re.compile(r"(?:部门|单位)(?:预算|决算)(?!.*(?:通知|办法|意见|方案|细则|规定|工作))")


# 一级政府的总账，不是部门的：某县2022年度政府决算公开；某县2023年财政决算；某县2022年预算执行情况和2023年预算草案的报告
_GOVERNMENT = re.compile(r"(?:政府|财政|财政收支)(?:总?预算|总?决算)|(?:预算|决算)\(?草案")
# 标题里有这些字的是部门、单位、乡镇的：某某局2024年财政预算公开
_ORGANISED = re.compile(r"部门|单位|人民政府|[局委院校馆站所队厅社处园会镇乡]|中心|办公室|街道")


def _governmental(title: str) -> bool:
    return bool(_GOVERNMENT.search(title)) and not _ORGANISED.search(title)


def why_not(identity: Identity) -> str:
    """为什么不是部门预算、部门决算公开文本。"""
    if _governmental(identity.title):
        return f"标题“{identity.title}”说的是一级政府的预算、决算，不是部门、单位的"
    return "不像部门预算或部门决算公开文本（没有见到预决算用语和金额）"


def _is_disclosure(document: Document, title: str, body: str, counts: dict[str, int]) -> bool:
    """至少要有预决算用词（或封面标题就是部门预算、部门决算、“三公”经费的），并且有金额表或收支说明。"""
    if _governmental(title):
        return False
    money = body.count("万元") + body.count("元")
    tables = sum(1 for b in document.blocks if isinstance(b, Table))
    said = sum(counts.values()) >= 3 or _TOPIC in title or bool(_OWN_TITLE.search(title))
    return said and money >= 2 and (tables > 0 or "收入" in body or "支出" in body or _TOPIC in title)
