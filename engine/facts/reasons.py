"""各节写明的原因：一条陈述自己没有写的，看本节别处有没有写。"""

from __future__ import annotations

import re

from engine.facts.drafts import Draft
from engine.facts.maker import Maker
from engine.facts.wording import Wording
from engine.recognition.outline import Section


def lead_of(text: str, reason: re.Match[str]) -> str:
    """引出原因的那半句：句号、分号之后到原因之前。"""
    start = max(text.rfind(mark, 0, reason.start()) for mark in "。;")
    return text[max(0, start) : reason.start("text")]


class Reasons:
    """各节写明的原因，一节只找一遍。"""

    def __init__(self, make: Maker, words: Wording) -> None:
        self.make = make
        self.words = words
        self.sections: dict[int, tuple[str, list[tuple[str, str]]]] = {}

    def of(self, section: Section) -> tuple[str, list[tuple[str, str]]]:
        """（本节第一处增减原因，各处原因的（引出它的话，原因））；决算与预算差异的原因不算。"""
        if section.block not in self.sections:
            first, named = "", []
            for index in range(section.block, section.end):
                text = self.make.text(index)
                for found in self.words.reasons(text):
                    if not first and not self.words.against_budget(lead_of(text, found)):
                        first = found["text"]
                    lead = text[found.start() : found.start("text")]
                    if not self.words.against_budget(lead):
                        named.append((lead.replace('"', ""), found["text"]))
            self.sections[section.block] = first, named
        return self.sections[section.block]

    def anywhere(self, draft: Draft) -> str:
        """本节别处写的增减原因。"""
        section = draft.first.section
        return self.of(section)[0] if section else ""

    def naming(self, draft: Draft) -> str:
        """本节别处指名道姓写的原因：公务用车购置及运行费支出决算增加的主要原因是……"""
        section, name = draft.first.section, draft.subject.name
        if section is None or len(name) < 4:
            return ""
        return next((reason for lead, reason in self.of(section)[1] if name in lead), "")
