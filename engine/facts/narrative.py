"""情况说明里的每个数：是什么（本年、预算、决算、增减额、增减率、占比、完成率、个数），说的是谁。"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal

from engine.document import Paragraph, Place
from engine.facts import labels
from engine.facts.labels import Subject
from engine.facts.maker import Maker, usual_decimals
from engine.facts.wording import NUMBER, Wording, wording
from engine.light import light
from engine.numbers import Quantity, decimals, last_place
from engine.readers.marks import mark_of
from engine.recognition.identity import Identity
from engine.recognition.outline import Outline, Section
from engine.recognition.statements import Statement
from engine.recognition.vocabulary import Vocabulary

_SENTENCE_END = re.compile(r"[。;!?]")
# 2024年
_YEARS = re.compile(r"((?:19|20)\d\d)年")
_DIGIT = re.compile(r"\d")
_SILENT = ("名词解释", "部门职责", "重点工作完成情况", "部门概况")
APPROXIMATE = re.compile(r"(?:约|近)$")


@light
@dataclass(frozen=True, slots=True)
class Claim:
    """一个数。span 为数和单位在段落归一化文字中的起止；start 为它的名目从哪里起；doubtful 为识别没有把握。

    year 是这个数的年份；own_year 是说增减的，写明增减的是哪一年的：2025年预算较2024年增加 → 2025。
    """

    block: int
    span: tuple[int, int]
    start: int
    slot: str
    quantity: Quantity
    printed: str
    label: str
    subject: Subject
    context: str
    direction: str
    base: str
    year: str
    base_year: str
    section: Section | None
    place: Place
    doubtful: bool = False
    own_year: str = ""

    @property
    def scope(self) -> str:
        return self.section.scope if self.section else "无"


def narrative_blocks(
    make: Maker, outline: Outline, statements: tuple[Statement, ...]
) -> list[tuple[Paragraph, Section | None]]:
    """情况说明的各段和所在的章节：目录、清单、表的标题和附注、名词解释等除外。"""
    captions = {s.title_block for s in statements} | {n for s in statements for n in s.notes}
    skip = outline.toc_blocks | {e.block for e in outline.lists} | captions
    found = []
    for block in make.document.blocks[outline.body :]:
        if not isinstance(block, Paragraph) or block.index in skip:
            continue
        section = outline.section_at(block.index)
        if outline.sections and (section is None or section.kind in _SILENT):
            continue
        found.append((block, section))
    return found


def _usual(make: Maker, blocks: list[tuple[Paragraph, Section | None]]) -> dict[tuple[str, str], int]:
    """（第几套，单位）→ 金额通常的小数位数。"""
    seen: dict[tuple[str, str], list[Decimal]] = {}
    for paragraph, _ in blocks:
        own = make.sets.of(paragraph.index)
        for found in NUMBER.finditer(paragraph.text.norm):
            if found["amount"]:
                seen.setdefault((own, found["money"]), []).append(
                    Decimal(found["amount"].removesuffix(found["money"]).replace(",", ""))
                )
    return {key: places for key, values in seen.items() if (places := usual_decimals(values)) is not None}


def claims(
    make: Maker, outline: Outline, statements: tuple[Statement, ...], vocabulary: Vocabulary
) -> tuple[list[Claim], list[Claim]]:
    """全部情况说明 →（各个数，其中不知道说谁的金额）。"""
    words = wording(vocabulary)
    blocks = narrative_blocks(make, outline, statements)
    make.usual.update(_usual(make, blocks))
    found: list[Claim] = []
    carried = Subject()
    for paragraph, section in blocks:
        topic = _topic(paragraph.text.norm, section.scope if section else "无", vocabulary, words)
        own = _paragraph(
            make,
            paragraph,
            section,
            topic if topic.known or mark_of(paragraph.text.norm) else carried,
            vocabulary,
            words,
        )
        # 科目路径自成一段、金额在下一段的，名目带到下一段
        carried = topic if topic.code and not own else Subject()
        found += own
    return found, [
        c
        for c in found
        if c.slot == "本年" and not c.subject.known and c.section is not None and c.section.kind and not c.label
    ]


def _topic(text: str, scope: str, vocabulary: Vocabulary, words: Wording) -> Subject:
    """段首的名目：科目路径，或序号后到第一个标点为止的名称。"""
    mark = mark_of(text)
    body = text[mark.length :] if mark else text
    path = labels.path_of(body[:160])
    if path and body.find(f"({path[-1][1]})") < 160:
        return labels.resolve("".join(f"{n}({level})" for n, level in path), scope, vocabulary, words)
    if mark is None:
        return Subject()
    head = re.split(r"[。,;:]", body, maxsplit=1)[0]
    number = NUMBER.search(head)
    return labels.resolve(labels.label_of(head[: number.start()] if number else head), scope, vocabulary, words)


def _paragraph(
    make: Maker, paragraph: Paragraph, section: Section | None, topic: Subject, vocabulary: Vocabulary, words: Wording
) -> list[Claim]:
    text = paragraph.text.norm
    if not _DIGIT.search(text):
        return []
    mark = mark_of(text)
    found: list[Claim] = []
    previous = mark.length if mark else 0
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    reasoned = words.lead.search(text) is not None
    depth = counted = 0  # 数以前还没有合上的括号，数到哪里
    completed = 0  # 前一个数是“完成预算80.00万元(的75%)”的，止于何处
    year = ""  # 一段接连只说增减的，后面的没有写年份，也是前面写明的那一年
    for number in NUMBER.finditer(text, previous):
        if number["date"] or number["year"] or number["other"]:
            continue
        depth += text.count("(", counted, number.start()) - text.count(")", counted, number.start())
        counted = number.start()
        if depth > 0:
            continue  # 括号里的数只是补充说明：(含上年结转15.60万元)
        if _THRESHOLD.match(text, number.end()):
            continue
        begun = bisect_right(ends, number.start())
        sentence = ends[begun - 1] if begun else 0
        start = max(previous, sentence)
        if reasoned:
            item = _after_reason(text[sentence : number.start()], section, vocabulary, words)
            if item is None:
                continue
            start = max(start, sentence + item)
        claim = _claim(make, paragraph, section, number, sentence, start, topic, vocabulary, words)
        if completed and start == completed and claim.context == "的" and number["percent"]:
            claim = replace(claim, slot="完成率", label="")
        completed = number.end() if claim.slot == "预算" and words.completed.search(claim.context) else 0
        if not claim.subject.known and not claim.label and not completed and claim.slot in ("本年", "预算", "决算"):
            claim = replace(claim, subject=topic)
        year = "" if claim.slot in ("本年", "预算", "决算", "个数") else claim.own_year or year
        if claim.slot in ("增减额", "增减率") and year != claim.own_year:
            claim = replace(claim, own_year=year)
        found.append(claim)
        previous = number.end()
    return found


def _after_reason(before: str, section: Section | None, vocabulary: Vocabulary, words: Wording) -> int | None:
    """这一句里数以前的话（before）写了原因的，数的名目从哪里起；没有写的为 0，数写在原因里的为 None。

    写在原因里的：主要原因是压减公务接待费(0.30万元)。“其中”以后、另列的一项又是正文：
    主要原因是开展交流,公务接待费(30.00万元)。
    """
    reason = next(iter(words.reasons(before)), None)
    if reason is None or words.among.search(reason["text"]):
        return 0
    start = labels.start_of(before)
    scope = section.scope if section else "无"
    if start <= reason.start("text") or not labels.is_name(before[start:], scope, vocabulary, words):
        return None
    return start - len(_NUMBERED.search(before, 0, start)[0])  # type: ignore[index]  # 没有序号的也合，是空的


# ……开展交流,(二、)2025年公务接待费：名目之前的序号
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))?$")


def _number(text: str, unit: str) -> Decimal:
    return Decimal(text.removesuffix(unit).replace(",", ""))


def _claim(
    make: Maker,
    paragraph: Paragraph,
    section: Section | None,
    number: re.Match[str],
    sentence: int,
    start: int,
    topic: Subject,
    vocabulary: Vocabulary,
    words: Wording,
) -> Claim:
    text = paragraph.text.norm
    span = number.span()
    context = text[start : number.start()].replace('"', "")
    if "(" in context:
        context = _ASIDE.sub("", context)
    after = text[number.end() : number.end() + 2]
    approximate = bool(APPROXIMATE.search(context)) or after.startswith(("左右", "余"))
    printed = paragraph.text.quote(*span)
    scope = section.scope if section else "无"
    slot, direction, base, label = _slot(number, context, make.identity.kind, words)
    if number["amount"]:
        unit = number["money"]
        usual = make.usual_at(paragraph.index, unit)
        quantity = make.money(_number(number["amount"], unit), unit, printed, usual, approximate)
    elif number["percent"] or number["points"]:
        value = _number((number["percent"] or number["points"]).removesuffix("个百分点"), "%")
        quantity = Quantity(value, "%", last_place(decimals(value)), printed, approximate)
    else:
        quantity = Quantity(_number(number["count"], number["unit"]), number["unit"], Decimal(0), printed, approximate)
    if slot in ("本年", "预算", "决算") and _is_base(
        label, text[number.end() : number.end() + _NEXT], make.identity, words
    ):
        slot, label = "上年", ""
    earned = _EARNED.search(text, max(sentence, number.start() - _NEAR), number.start()) if slot == "本年" else None
    if earned and "支出" not in text[earned.end() : number.start()]:
        label = _income(label, scope, vocabulary, words)
    subject = Subject()
    generic = bool(label) and labels.is_generic(label, words)
    if label and not (generic and topic.code) and slot in ("本年", "预算", "决算", "个数", "增减额", "增减率", "上年"):
        subject = (
            Subject() if _TOGETHER.search(labels.paired(context)) else labels.resolve(label, scope, vocabulary, words)
        )
    if generic and not subject.known:
        label, subject = "", Subject()
    if slot == "决算" and not label and not topic.known:
        # 支出决算情况说明里的“支出决算80.00万元”说的就是支出总额
        subject = labels.resolve(labels.label_of(context), scope, vocabulary, words)
    years = _YEARS.findall(_LEVEL_CLAUSE.sub("", context)) if "年" in context else []
    relative = bool(direction) or slot == "上年"
    if (
        slot in ("本年", "预算", "决算")
        and not number["count"]
        and _of_last_year(make, text[sentence : number.start()], years, label, subject, generic, words)
    ):
        slot = "上年"
    title = section.printed if section else ""
    own_year, base_year = _compared_years(context, make.identity, words) if relative else ("", "")
    return Claim(
        paragraph.index,
        span,
        start,
        slot,
        quantity,
        printed,
        label,
        subject,
        context,
        direction,
        base,
        "" if relative else (years[-1] if years else ""),
        base_year,
        section,
        make.place(paragraph.index, span, title),
        _doubtful(make, paragraph, span),
        own_year,
    )


# 收入包括:一般公共预算拨款8.00万元、上年结转(1.00万元)　收入预算9.00万元,其中:一般公共预算拨款(8.00万元)
# 较2014年度部门决算公开“三公”经费合计(16.08万元)增加15.15万元
_BASE = re.compile(r"^(?:比|较|与)(?:上年|去年|(?P<year>(?:19|20)\d\d)年)")


def _is_base(label: str, after: str, identity: Identity, words: Wording) -> bool:
    """比较对象的数：名目以“比上年”开头，数后面（after）接着说增减。"""
    found = _BASE.match(label)
    if found is None or not after.startswith(tuple(words.increase | words.decrease)):
        return False
    year = found["year"]
    return not year or (identity.year.isdigit() and int(year) == int(identity.year) - 1)


_NEXT = 4
"""数后面接着的方向词至多这么长。"""
_SOURCES = "收入来源"
_NEAR = 300
"""“收入包括”之后这么多字以内是它的各项：再长的一句没有见过，也不必每个数都从头看一遍。"""
_EARNED = re.compile(r"收入[^;。支]{0,30}?(?:包括|其中)[:,]?")


def _income(label: str, scope: str, vocabulary: Vocabulary, words: Wording) -> str:
    """“收入包括”之后没有写“收入”二字的来源，加上就认得的加上：一般公共预算拨款 → 一般公共预算拨款收入。"""
    known, full = (labels.resolve(said, scope, vocabulary, words) for said in (label, f"{label}收入"))
    return f"{label}收入" if known.family != _SOURCES and full.family == _SOURCES else label


def _of_last_year(
    make: Maker, before: str, years: list[str], label: str, subject: Subject, generic: bool, words: Wording
) -> bool:
    """是上年的数：只写上一年的年份；写了名目的，要么同一句里先说了本年，要么以“上年”开头而不是上年结转。

    before 是这一句里数以前的话。
    """
    if prior := words.prior.match(label):
        rest = label[prior.end() :].removeprefix("度")
        return labels.is_generic(rest, words) or (subject.known and not _CARRIED.match(rest))
    year = make.identity.year
    if not years or not year.isdigit() or int(years[-1]) != int(year) - 1:
        return False
    return (generic and not subject.known) or f"{year}年" in before[: before.rfind(f"{years[-1]}年")]


def _doubtful(make: Maker, paragraph: Paragraph, span: tuple[int, int]) -> bool:
    """这个数所在的行，识别没有把握；数字断在两行的，两行都看。"""
    return make.doubted and any(make.document.doubtful(paragraph.line_at(offset)) for offset in (span[0], span[1] - 1))


_VERSUS = re.compile(r"(?<!同)(?:比|较|与|和)")
# 与2023年度(相比),收、支总计各增加：“相比”的“比”不引出比较对象
_COMPARE_WORD = re.compile(r"相比较?|对比|比较")
_THRESHOLD = re.compile(r"(?:\((?:不?含)\))?(?:及其?)?(?:以上|以下|以内)")
"""单价100万元(含)以上：标准，不是金额。"""
_CARRIED = re.compile(r"(?:结转|结余|滚存)")
"""上年结转(6.40万元)：是本年的一项来源，不是上年的数。"""
_LEVEL_CLAUSE = re.compile(r"(?:比|较|与|和|同)(?:19|20)\d\d年[^,;。:]{0,16}[,;:]")
"""与2024年预算基本持平,其中:公务接待费(30.00万元)：比较已经说完，年份不是后面这个数的。"""
_TOGETHER = re.compile(r"、[^,;。:、]*共$")
"""上缴上级支出、经营支出共(0.00万元)：几项合在一起的数。"""


def _compared_years(context: str, identity: Identity, words: Wording) -> tuple[str, str]:
    """（增减的是哪一年的数，与哪一年比）：2025年度预算较2024年度(增加) → 2025、2024；没有写的为空串。

    2024年决算数比2023年 → 与2023年比，比上年 → 与上年比；没有说比，年份就是本年的。
    决算与本年预算比（比2024年预算增加）不是与哪一年比。
    """
    parts = _VERSUS.split(_COMPARE_WORD.sub("", context))
    if len(parts) == 1:
        return "", "上年" if words.prior.search(context) else ""
    own, years = _YEARS.findall(parts[0]), _YEARS.findall(parts[-1])
    base = "上年" if not years and words.prior.search(parts[-1]) else ""
    if years and not (identity.kind == "决算" and years[-1] == identity.year and "预算" in parts[-1]):
        base = years[-1]
    return own[-1] if own else "", base


# 基本支出比2024年预算(增加) / 收、支总计各(增加)：方向词之前、比较对象之前是谁
_COMPARED = re.compile(r"(?:比|较|与|同|相比|对比).*$")
_EACH = re.compile(r"(?:各|均|共|总体|同比){1,6}$")


# 比2024年的88.30万元(增加)、项目支出比上年的5.00万元(增加)、比上年累计支出433.00万元(减少)：比较对象的数
_PRIOR_AMOUNT = re.compile(
    r"(?:比|较|与)(?:上年|去年|(?:19|20)\d\d年)度?(?:同期|累计|实际|全年|年初|财政拨款|安排|完成|执行|支出|收入|预算|决算|数){0,4}的?$"
)
# 收入预算(不含上年结转6.40万元)：括号里的补充说明
_ASIDE = re.compile(r"\([^()]*\d[^()]*\)")


# 项目支出与上年相比,(减少)：比较对象后面的逗号不隔开主语
_VERSUS_COMMA = re.compile(r"((?:比|较|与|和)[^,;。:、]{1,16}(?:相比|比较|对比|比)),$")


def _who(before: str, words: Wording) -> str:
    """谁增加了：句中自带主语的取主语，没有为空。"""
    label = labels.label_of(_VERSUS_COMMA.sub(r"\1", before))
    label = _EACH.sub("", _COMPARED.sub("", label))
    return "" if words.prior.search(label) else label


def _slot(number: re.Match[str], context: str, kind: str, words: Wording) -> tuple[str, str, str, str]:
    """（要素，方向词，占的底数，名目文字）。"""
    label = labels.label_of(context)
    if number["points"]:
        return "其他比率", "", "", label
    if number["count"]:
        return "个数", "", "", label
    unclear = words.unclear.search(context)
    moved = None if unclear else words.direction.search(context)
    if number["amount"]:
        if unclear:
            return "增减额", "两可", "", _who(context[: unclear.start()], words)
        if moved:
            return "增减额", moved["word"], "", _who(context[: moved.start()], words)
        if prior := _PRIOR_AMOUNT.search(label):
            return "上年", "", "", label[: prior.start()]
        if words.involved.match(label):
            return "涉及金额", "", "", ""
        if (
            kind == "决算"
            and (budget := words.budget.search(context))
            and not re.search(r"预算(?:拨款|收入|支出)$", context)
        ):
            if words.completed.search(context):
                return "预算", "", "", ""
            return "预算", "", "", labels.label_of(context[: budget.start()])
        if kind == "决算" and (final := words.final.search(context)):
            return "决算", "", "", labels.label_of(context[: final.start()])
        return "本年", "", "", label
    if unclear:
        return "增减率", "两可", "", _who(context[: unclear.start()], words)
    if moved:
        return "增减率", moved["word"], "", _who(context[: moved.start()], words)
    if words.completion.search(context) and "预算" in context[-24:]:
        return "完成率", "", "", ""
    if share := words.share.search(context):
        return "占比", "", share["base"], ""
    return "其他比率", "", "", label
