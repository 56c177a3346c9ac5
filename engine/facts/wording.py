"""用语：由词汇编成的若干匹配式，抽取情况说明时共用。全部是字面词的并列，没有回溯的余地。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from engine.recognition.vocabulary import Vocabulary, plain_title


def any_of(words: Iterable[str]) -> str:
    """字面词的并列，长的在前。"""
    return "(?:" + "|".join(sorted((re.escape(plain_title(w)) for w in set(words)), key=len, reverse=True)) + ")"


# 数：金额、比率、个数、年份、日期；前面的优先
NUMBER = re.compile(
    r"(?=[-\d])(?:(?P<date>(?:19|20)[0-9][0-9]年[0-9]{1,2}月(?:[0-9]{1,2}日)?)"
    r"|(?P<year>(?:19|20)[0-9][0-9]年度?(?:初|末|底)?)"
    r"|(?P<amount>(?<![\d.,])-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?P<money>万元|亿元|千元|元)(?![/每]))"
    r"|(?P<percent>-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?%)"
    r"|(?P<points>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?个百分点)"
    r"|(?P<count>(?<![\d.,])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?P<unit>人次|批次|台\(套\)|个|人|名|项|辆|台|套|家|批|组|户|件|次|份))"
    r"|(?P<other>\d[\d,.]*))"
)
"""例：2024年7月31日 / 2023年度 / 1,345.26万元 / 18.7% / 1,291.34% / 3个百分点 / 22人 / 200"""


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """匹配式。各式都用于一个数之前的那段文字。"""

    direction: re.Pattern[str]
    unclear: re.Pattern[str]
    prior: re.Pattern[str]
    budget: re.Pattern[str]
    final: re.Pattern[str]
    share: re.Pattern[str]
    completion: re.Pattern[str]
    completed: re.Pattern[str]
    among: re.Pattern[str]
    divide: re.Pattern[str]
    involved: re.Pattern[str]
    tail: re.Pattern[str]
    flat: re.Pattern[str]
    level: re.Pattern[str]
    lead: re.Pattern[str]
    reason: re.Pattern[str]
    purpose: re.Pattern[str]
    compare: re.Pattern[str]
    even: re.Pattern[str]
    increase: frozenset[str]
    decrease: frozenset[str]
    same: frozenset[str]

    def unchanged(self, text: str) -> re.Match[str] | None:
        """写明与上年、预算持平；多数话里没有“持平”之类，先看有没有。"""
        return self.level.search(text) if self.flat.search(text) else None

    def against_budget(self, lead: str) -> bool:
        """引出原因的那半句说的是决算与预算比，不是与上年比。"""
        return bool(self.compare.search(lead) or self.even.search(lead))

    def reasons(self, text: str) -> Iterable[re.Match[str]]:
        """写明的各处原因；多数段落没有原因引导词，先看有没有。"""
        return self.reason.finditer(text) if self.lead.search(text) else ()


@lru_cache(maxsize=8)
def _compiled(key: tuple[tuple[str, tuple[str, ...]], ...]) -> Wording:
    w = dict(key)
    up, down, same = w["增加"], w["减少"], w["持平"]
    moves = any_of((*up, *down))
    # 单字的“因”“系”只在分句开头算，免得把“因公出国”“基因”当成原因
    long_leads = [x for x in w["原因引导词"] if len(x) > 1]
    short_leads = [x for x in w["原因引导词"] if len(x) == 1]
    stop = "(?!" + any_of(w["原因引导词例外"]) + ")"
    return Wording(
        # ……较上年预算安排增加  ……增长了
        direction=re.compile(rf"(?P<word>{moves})(?:了|额|幅度|幅|率)?(?:约|为|:)?$"),
        # ……较上年增加(减少)  ……增(减)
        unclear=re.compile(
            rf"(?:{moves}\({any_of((*up, *down))}\)|增\(减\)|减\(增\)|增加/减少|增长/下降)(?:了|额)?(?:约|为|:)?$"
        ),
        # 上年、去年
        prior=re.compile(any_of(w["上年"])),
        # ……年初预算为
        budget=re.compile(rf"{any_of(w['年初预算'])}(?:安排)?(?:为|是|:)?$"),
        # ……支出决算为
        final=re.compile(rf"{any_of(w['决算'])}(?:为|是|:)?$"),
        # 占本年支出的
        share=re.compile(rf"{any_of(w['占'])}(?P<base>[^,;。%]{{0,30}})$"),
        # 完成年初预算的
        completion=re.compile(rf"{any_of(w['完成'])}[^,;。%]{{0,20}}$"),
        # 完成全年预算(80.00万元的75%)
        completed=re.compile(
            rf"{any_of(w['完成'])}[^,;。%\d]{{0,8}}(?:\d{{4}}年度?)?{any_of(w['年初预算'])}(?:为|:)?$"
        ),
        # 其中:
        among=re.compile(rf"{any_of(w['其中'])}[:,]?"),
        # 按支出功能科目划分:
        divide=re.compile(r"按[^,;。:]{2,16}(?:划分|分类|分|划)"),
        # 涉及预算7万元
        involved=re.compile(rf"{any_of(w['涉及金额'])}(?:为|是|:|共|共计|合计|总额)?$"),
        tail=re.compile(rf"(?:{any_of(w['尾词'])}|\([类款项]\))$"),
        # 持平
        flat=re.compile(any_of(same)),
        # 与上年持平
        level=re.compile(rf"(?:{any_of((*w['上年'], '预算', '年', '决算'))}[^,;。]{{0,12}})?{any_of(same)}"),
        # 主要原因是
        lead=re.compile(any_of(w["原因引导词"])),
        # 主要原因是：……
        reason=re.compile(
            rf"(?:^|(?<=[,。;:(]))(?:[^,。;:]{{0,40}}?{any_of(long_leads)}|{stop}{any_of(short_leads)})"
            rf"(?!用于)(?:是|为|系|:|,|在于)*(?P<text>[^。;]{{2,200}})"
        ),
        # 主要用于：……
        purpose=re.compile(rf"{any_of(w['用途'])}[:,]?(?P<text>[^。;]{{2,200}})"),
        # 支出决算数大于年初预算数
        compare=re.compile(
            rf"决算数?[^,;。]{{0,6}}?(?P<word>{any_of((*w['大于'], *w['小于'], *w['等于']))})[^,;。]{{0,8}}预算"
        ),
        # 决算数与预算数持平的(主要原因是)
        even=re.compile(rf"决算数?(?:与|同|和)[^,;。]{{0,8}}?预算数?[^,;。]{{0,4}}?{any_of((*same, *w['等于']))}"),
        increase=frozenset(map(plain_title, (*up, *w["大于"]))),
        decrease=frozenset(map(plain_title, (*down, *w["小于"]))),
        same=frozenset(map(plain_title, (*same, *w["等于"]))),
    )


@lru_cache(maxsize=32)  # 一个年度、一层地方规则一套
def wording(vocabulary: Vocabulary) -> Wording:
    """编好的匹配式（同一套词汇只编一次）。"""
    needed = {
        **{
            k: v
            for k, v in vocabulary.words.items()
            if k in ("增加", "减少", "持平", "大于", "小于", "等于", "原因引导词", "原因引导词例外")
        },
        **vocabulary.narrative,
    }
    return _compiled(tuple(sorted((k, tuple(v)) for k, v in needed.items())))


def sign_of(word: str, words: Wording) -> str:
    """方向词 → + - 0；残留的两可写法为空串。"""
    if word in words.increase:
        return "+"
    if word in words.decrease:
        return "-"
    return "0" if word in words.same else ""
