"""用途、原因与科目：说的是不是别的科目的事，是不是照抄了别的科目的名称。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine.checks.common import Context, evidence, seen, stable
from engine.checks.subjects import code_of_path
from engine.document import Paragraph
from engine.facts.model import Fact
from engine.outcome import FAIL, PASS, Outcome
from engine.recognition.codes import CodeList, bare
from engine.recognition.vocabulary import plain_title

INSIDE = ("用途", "原因", "释义")
"""of 为用途时可以找的地方：用途、原因是陈述的要素，释义是名词解释里科目之后的话。"""


def _glossary(name: Fact, context: Context) -> str:
    """名词解释里冒号之后的话。"""
    block = context.facts.document.blocks[name.place.block or 0]
    return block.text.norm.partition(":")[2] if isinstance(block, Paragraph) else ""


def purposes(
    statements: Sequence[Fact], glossary: Sequence[Fact], inside: Sequence[str], context: Context
) -> Iterator[Outcome]:
    """用途（原因、名词解释）里写的事应当列在别的科目，见词表“科目用途词”。"""
    for said in statements:
        for slot in INSIDE[:2]:
            if slot in inside and slot in said.slots:
                yield from _purpose(said, said.key("code"), said.slots[slot].printed, slot, context)
    for name in glossary if "释义" in inside else ():
        code = code_of_path(name, context.vocabulary.functional)
        yield from _purpose(name, code, _glossary(name, context), "释义", context)


def _purpose(said: Fact, code: str, purpose: str, slot: str, context: Context) -> Iterator[Outcome]:
    if len(code) < 7 or not purpose:
        context.skip("没有写用途" if not purpose else "不是项级科目", said)
        return
    known = context.vocabulary.functional
    own = known.by_code.get(code)
    if own is None:
        context.skip("代码表里没有这个科目", said)
        return
    text = plain_title(purpose)
    at = f"{said.key('place') or stable(said)}/{slot}"
    relatives = {bare(s.name) for c in (code, code[:5], code[:3]) if (s := known.by_code.get(c))}
    for name, codes in _topics(context).items():
        if name not in text or any(name in r or r in name for r in relatives):
            continue
        if any(code.startswith(c) for c in codes):
            continue
        if own.name in context.vocabulary.words.get("基本支出科目", ()) and _general(text, name, context):
            continue
        other = known.by_code.get(codes[0])
        fields = {
            "place": f"“{said.place.section}”",
            "key": own.name,
            "printed": purpose,
            "expected": other.name if other else name,
            "problem": f"{slot}写的是“{name}”",
            "table": said.slots["本年"].printed if "本年" in said.slots else "",
        }
        yield Outcome(
            FAIL,
            at,
            fields=fields,
            evidence=evidence(context.facts, said.slots.get("本年", said)),
            group=f"{code}/{slot}",
        )
        return
    yield Outcome(PASS, at, evidence=seen(context, said.slots.get(slot, said)))


def _general(text: str, topic: str, context: Context) -> bool:
    """行政运行、事业运行的用途概括地说到工资、保险、公积金，是正常的写法。"""
    return any(
        w in text and w not in topic and topic not in w
        for w in map(plain_title, context.vocabulary.words.get("基本性质词", ()))
        if not any(p in topic for p in (w[:4],))
    )


def _topics(context: Context) -> dict[str, tuple[str, ...]]:
    """用途里出现就说明是哪个科目的事：词 → 该词所属科目编码（前缀）。"""
    return {
        plain_title(word): tuple(spec.split())
        for entry in context.vocabulary.words.get("科目用途词", ())
        for word, _, spec in (entry.partition("="),)
    }


# 名称之外只剩这些字的，说的就是那个科目：事业单位离退休(经费增加)、统计管理(方面的支出)
_FILLER = re.compile(
    r"(?:经费|支出|费用|资金|项目|预算|方面|工作|的|等|及|和|与|、|,|增加|减少|增长|下降|增支|减支|安排|\"|“|”)+"
)
_SHORT = 4
"""三个字以下的科目名称（防汛、津贴）常是普通的词，不据以断定。"""


def copied(said: Fact, context: Context) -> Iterator[Outcome]:
    """用途或原因除了别的科目的名称，没有说别的。"""
    own = context.vocabulary.functional.by_code.get(said.key("code"))
    if own is None or own.level != "项":
        context.skip("不是代码表里的项级科目", said)
        return
    for slot in ("用途", "原因"):
        stated = said.slots.get(slot)
        if stated is None:
            continue
        at = f"{said.key('place')}/{slot}"
        other = _other(plain_title(stated.printed), own.code, context.vocabulary.functional)
        if not other:
            yield Outcome(PASS, at, evidence=seen(context, stated))
            continue
        amount = said.slots.get("本年") or said.slots.get("决算") or said
        fields = {
            "place": f"“{said.place.section}”",
            "key": own.name,
            "printed": stated.printed,
            "expected": other,
            "problem": f"{slot}写的是“{other}”",
            "table": amount.printed,
        }
        changes = [said.slots[n] for n in ("增减额", "增减率") if slot == "原因" and n in said.slots]
        yield Outcome(
            FAIL, at, fields=fields, evidence=evidence(context.facts, amount, *changes, stated), group=own.code
        )


def _other(text: str, code: str, known: CodeList) -> str:
    """text 由科目名称连成，其中有项级科目而没有本科目：那个项级科目的名称；否则为空串。"""
    own = {bare(s.name) for c in (code, code[:5], code[:3]) if (s := known.by_code.get(c))}
    found: list[str] = []
    rest = _FILLER.sub("|", text.strip("。;"))
    for piece in filter(None, rest.split("|")):
        names = _split(piece, known)
        if names is None:
            return ""
        found += names
    foreign = [n for n in found if any(s.level == "项" for s in known.by_name.get(n, ())) and n not in own]
    own_item = next((bare(s.name) for c in (code,) if (s := known.by_code.get(c))), "")
    if not foreign or own_item in found or any(n in own_item or own_item in n for n in foreign):
        return ""
    return foreign[-1]


def _split(piece: str, known: CodeList) -> list[str] | None:
    """整段拆成科目名称，一律取最长的；拆不尽为 None。"""
    found: list[str] = []
    while piece:
        taken = next((n for n in range(len(piece), _SHORT - 1, -1) if _official(piece[:n], known)), 0)
        if not taken:
            return None
        found.append(_official(piece[:taken], known))
        piece = piece[taken:]
    return found


def _official(name: str, known: CodeList) -> str:
    """代码表里的名称，末尾的“支出”可以省略；没有为空串。"""
    return next((n for n in (name, name + "支出") if n in known.by_name), "")
