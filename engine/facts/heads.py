"""列举的总额：一条属于某一类的陈述，是哪一条的一项。"""

from __future__ import annotations

import re

from engine.facts.drafts import Draft
from engine.facts.labels import Subject
from engine.facts.maker import Maker
from engine.facts.wording import Wording

# 收支总预算9.00万元。收入包括:……;支出包括:：支出各项的总额不是前面的哪一项收入
_SPENT = re.compile(r"支出(?:总?预算)?(?:主要)?包括[:,]?")
# 1.基本支出预算50.00万元。其中:
_OPENS = re.compile(r"(?:其中|包括)[:,]?$")


class Heads:
    """看到各条时，可以作总额的：最下面是总额，上面是正在说的各级。"""

    def __init__(self, make: Maker, drafts: list[Draft], words: Wording) -> None:
        self._make = make
        self._drafts = drafts
        self._words = words
        self._section: int | None = None
        self._block = -1
        self._fresh = False
        self._stack: list[tuple[int, str]] = []
        self._kept: list[tuple[int, str]] = []
        """换一段还在的：总额；上一段以“其中”结尾的，还有它说的那一项。"""
        self._listed = ""
        """那一项之下列的是哪一类。"""
        self._aside: list[tuple[int, str]] | None = None
        """那一项认不出名目的：它之下的不是总额的，另一类的才又是（这就是换回来的）。"""
        self._stranger = -1
        self._apart = False
        """正在说认不出的一项之下的，到这一段完。"""

    def at(self, index: int) -> bool:
        """看下一条；另起一节的为真。"""
        draft = self._drafts[index]
        own = draft.first.section.block if draft.first.section else None
        moved = own != self._section
        if moved:
            self._stack, self._kept, self._aside, self._section = [], [], None, own
        self._fresh = draft.block != self._block
        if self._fresh:
            self._turn(index - 1)
            self._block = draft.block
            if not re.match(r"^(?:[一-龥(]|\d|$)", self._make.text(draft.block)):
                self._stack = []
        return moved

    def _turn(self, last: int) -> None:
        """换了一段；上一段的末一条是 last。"""
        opens = _OPENS.search(self._make.text(self._block)) and _only(self._drafts, last)
        if opens and last == self._stranger:
            self._aside, self._kept, self._listed = self._kept or self._stack[:1], [], ""
        elif opens and len(self._stack) > 1:
            self._kept, self._listed = list(self._stack), ""
        elif not self._kept and self._aside is None and not self._apart:
            self._kept = self._stack[:1]
        self._stack, self._apart = list(self._kept), False

    def total(self, index: int) -> bool:
        """不属于哪一类的一条，是不是总额。"""
        draft = self._drafts[index]
        main = draft.claims.get("本年") or draft.claims.get("决算") or draft.claims.get("预算")
        if main is None:
            return False
        if not draft.subject.known:
            self._stranger = index if draft.first.label else -1
            return False
        if not main.quantity.value and self._stack:
            return False
        self._stack, self._aside = [(index, "")], None
        self._kept = list(self._stack)
        return True

    def head(self, index: int, family: str) -> tuple[int | None, bool]:
        """属于 family 一类的一条：（总额是哪一条，是不是又一种分法）。"""
        context, stack = self._drafts[index].first.context, self._stack
        if self._fresh and (len(self._kept) > 1 or self._aside is not None):
            self._listed = self._listed or family
            if family != self._listed:  # 列的是另一类，不是那一项的了
                self._kept = self._kept[:1] if self._aside is None else self._aside
                self._aside, stack[:] = None, self._kept
        if self._stranger == index - 1 and not self._fresh and self._words.among.search(context):
            # 初中教育支出20.00万元,其中:基本支出……：认不出的那一项的，不是总额的
            self._kept, self._apart = self._kept or stack[:1], True
            stack.clear()
        while stack and not _may_head(self._drafts[stack[-1][0]].subject, stack[-1][1], family):
            stack.pop()
        divided = bool(self._words.divide.search(context))
        if divided or _SPENT.search(context):
            del stack[1:]
        while len(stack) > 1 and family in [f for _, f in stack[1:]] and stack[-1][1] != family:
            stack.pop()
        if stack and stack[-1][1] == family:
            stack.pop()
        if len(stack) < len(self._kept) and not self._apart:
            self._kept = list(stack)
        head = stack[-1][0] if stack else None
        stack.append((index, family))
        return head, divided


def _only(drafts: list[Draft], index: int) -> bool:
    """这一段只有这一条；有几条的，“其中”不知道说的是哪一条。"""
    block = drafts[index].block
    return index >= 0 and sum(d.block == block for d in drafts[max(0, index - 1) : index + 2]) == 1


def _may_head(subject: Subject, family_of_head: str, family: str) -> bool:
    """一项收入不会是支出各项的总额；购置费、运行费只属于公务用车费或三公合计。"""
    if family_of_head == "收入来源":
        return family == "收入来源"
    if family == "三公" and family_of_head == "公务用车":
        return False
    if family == "公务用车" and family_of_head == "三公":
        return subject.concept == "公务用车购置及运行维护费"
    return True
