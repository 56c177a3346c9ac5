"""名称：文字里出现的科目路径，以及“主要包括”之后列举的科目。"""

from __future__ import annotations

import re

from engine.document import Paragraph
from engine.facts import labels
from engine.facts.maker import Maker
from engine.facts.model import Fact
from engine.readers.marks import mark_of
from engine.recognition.outline import Outline
from engine.recognition.vocabulary import Vocabulary, plain_title

# 主要包括：基本工资、津贴补贴……
_LISTED = re.compile(r"(?:主要)?包括:(?P<names>[^。;]{4,400})")
# 列到“等”为止：没有说是全部
_OPEN = re.compile(r"等(?:支出|费用|经费|方面)?$")
_ITEM_END = re.compile(r"等(?:支出|费用|经费)?$|支出等$")


def name_facts(make: Maker, outline: Outline, vocabulary: Vocabulary) -> list[Fact]:
    """name 事实：from=科目路径（slots 类款项）、from=列举（items 各名称）。"""
    facts: list[Fact] = []
    for block in make.document.blocks[outline.body :]:
        if not isinstance(block, Paragraph):
            continue
        section = outline.section_at(block.index)
        if section is None:
            continue
        text = block.text.norm
        mark = mark_of(text)
        path = labels.path_of(text[mark.length if mark else 0 :][:200])
        if (path and path[0][1] == "类" and len(path) > 1) or (len(path) == 1 and path[0][1] == "项"):
            facts.append(_path(make, block, section.kind, section.printed, path, vocabulary))
        if section.kind in ("基本支出情况", "一般公共预算情况"):
            facts += [_listed(make, block, section.kind, section.printed, m) for m in _LISTED.finditer(text)]
    return facts


def _path(
    make: Maker, block: Paragraph, kind: str, title: str, path: tuple[tuple[str, str], ...], vocabulary: Vocabulary
) -> Fact:
    first, last = path[0], path[-1]
    text = block.text.norm
    start = text.find(f"{first[0]}({first[1]})")
    end = text.find(f"{last[0]}({last[1]})") + len(last[0]) + len(last[1]) + 2
    names = {level: name for name, level in path}
    keys: dict[str, str | bool] = {
        "from": "科目路径",
        "section": kind,
        "title": title,
        "类": names.get("类", ""),
        "款": names.get("款", ""),
        "项": names.get("项", ""),
        "path": "".join(f"{n}({level})" for n, level in path),
    }
    return make.fact(
        "name",
        keys,
        make.place(block.index, (max(start, 0), end), title),
        block.text.quote(max(start, 0), min(end + 30, len(text))),
    )


def _listed(make: Maker, block: Paragraph, kind: str, title: str, found: re.Match[str]) -> Fact:
    """列举所属（人员经费、公用经费）取前面最近的名目。"""
    text = block.text.norm
    before = text[: found.start()]
    owner = max(("人员经费", "公用经费"), key=before.rfind)
    owner = owner if owner in before else ""
    items = []
    cursor = found.start("names")
    for piece in re.split(r"[、,]", found["names"]):
        name = _ITEM_END.sub("", plain_title(piece))
        if name:
            items.append(
                make.fact(
                    "name",
                    {"from": "列举项", "name": name, "section": kind},
                    make.place(block.index, (cursor, cursor + len(piece)), title),
                    name,
                )
            )
        cursor += len(piece) + 1
    return make.fact(
        "name",
        {"from": "列举", "owner": owner, "section": kind, "title": title, "open": bool(_OPEN.search(found["names"]))},
        make.place(block.index, found.span(), title),
        block.text.quote(*found.span()),
        None,
        {},
        tuple(items),
    )
