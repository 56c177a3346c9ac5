"""各条性质：怎样变，变了以后该怎样。"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.generality import auditor, document
from benchmarks.metamorphic import formats, remove, reprint, rewrite
from benchmarks.metamorphic.pieces import Pieces
from benchmarks.metamorphic.seen import differences, items, unordered
from engine.audit import Audit
from engine.document import Document
from engine.readers import read, read_source
from engine.readers.bundle import together
from engine.readers.limits import DEFAULTS
from engine.readers.text import read as read_text

Change = Callable[[str, random.Random], str | None]
# <p> </sup>
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_YUAN = (Decimal(1), Decimal(10_000), Decimal("0.0001"))


@dataclass(frozen=True)
class Property:
    """一种改写。

    factors 是金额可以差的倍数；loose 不管列举的先后；exact 只用在没有尾差的文件上：
    元印两位小数就是精确数，四舍五入过的万元换成元，等于说它分文不差。
    """

    name: str
    change: Change
    factors: tuple[Decimal, ...] = ()
    loose: bool = False
    exact: bool = False


def _scaled(text: str, rng: random.Random) -> str | None:
    """随机的十的次方：缩小总可以；放大要各数都有那么多位小数。"""
    return reprint.scaled(text, rng.choice((-4, -3, -2, -1))) if rng.random() < 0.5 else _enlarged(text, rng)


def _enlarged(text: str, rng: random.Random) -> str | None:
    """以元计的不放大：两位小数是精确数，小数位一少就成了四舍五入的数。"""
    return None if reprint.in_yuan(text) else reprint.scaled(text, rng.choice((1, 2)))


REWRITES = (
    Property("段落次序", rewrite.reordered, loose=True),
    Property("半角变全角", rewrite.widened),
    Property("全角变半角", rewrite.narrowed),
    Property("加千分位", rewrite.grouped),
    Property("去千分位", rewrite.ungrouped),
    Property("空格", rewrite.spaced),
    Property("断页", rewrite.paged),
    Property("制表符与竖线", rewrite.repiped),
    Property("元与万元", reprint.converted, _YUAN, exact=True),
    Property("金额乘十的若干次方", _scaled, tuple(Decimal(10) ** p for p in (-4, -3, -2, -1, 1, 2))),
)
CHAINED = "几种印法连着变"
# 依次变：先换内容的次序和写法，再断页、加空格、换全半角
_CHAIN = (
    (rewrite.reordered,), (rewrite.grouped, rewrite.ungrouped), (rewrite.repiped,), (rewrite.paged,),
    (rewrite.spaced,), (rewrite.widened, rewrite.narrowed),
)  # fmt: skip
SPLIT = "XLSX加DOCX"
PDF = "PDF"
FORMATS = ("网页", "DOCX", SPLIT)
ENCODED = "编码和换行"
REMOVED = "拿掉一张表"


def judged(found: Document) -> Audit:
    return auditor().judge(auditor().facts(found))


def audited(text: str) -> Audit:
    return judged(document(text))


@dataclass
class Original:
    """一份原件及其核查结果；exact 表示没有尾差。"""

    text: str
    exact: bool

    def __post_init__(self) -> None:
        self.audit = audited(self.text)
        self.seen = items(self.audit)

    def unlike(self, other: Audit, loose: bool = False, factors: tuple[Decimal, ...] = ()) -> list[str]:
        """另一次核查与原件的不同。"""
        mine, theirs = self.seen, items(other)
        if loose:
            mine, theirs = list(map(unordered, mine)), list(map(unordered, theirs))
        return differences(mine, theirs, factors)


def rewritten(original: Original, how: Property, rng: random.Random) -> list[str] | None:
    """一种改写以后的不同；用不上为 None。"""
    changed = how.change(original.text, rng) if original.exact or not how.exact else None
    return None if changed is None else original.unlike(audited(changed), how.loose, how.factors)


def chained(original: Original, rng: random.Random) -> list[str]:
    """几种印法连着变以后的不同：都成立，连着变也就成立，一次核查抵得上几次。"""
    text = original.text
    for choices in _CHAIN:
        text = rng.choice(choices)(text, rng) or text
    return original.unlike(audited(text), loose=True)


def encoded(original: Original) -> list[str]:
    """别的编码、换行、扩展名读出来的各块与原件不同的。"""
    text, same = original.text, document(original.text).blocks
    forms = {
        "公开件.md": text.encode(), "gb18030.txt": text.encode("gb18030"), "bom.txt": text.encode("utf-8-sig"),
        "utf16.txt": text.encode("utf-16"), "crlf.txt": text.replace("\n", "\r\n").encode(),
    }  # fmt: skip
    return [name for name, data in forms.items() if read_text(Path(name), data, DEFAULTS).blocks != same]


def removals(original: Original, rng: random.Random, most: int) -> Iterator[list[str]]:
    """随机拿掉至多 most 张表，一次一张，连不连标题随机：多出来的通过，对没有了的表下的结论。"""
    found = remove.tables(original.text)
    for index in rng.sample(found, min(most, len(found))):
        after = audited(remove.removed(original.text, index, rng.random() < 0.5))
        yield remove.gained(original.audit, after) + remove.concluded(original.audit, after)


def stored(original: Original, form: str, chromium: str = "chromium") -> list[str]:
    """存成 form 再读的不同。"""
    if _TAG.search(original.text):  # 残留的网页标签在纯文本里不算字，在别的格式里就是字：去掉再比
        original = Original(_TAG.sub("", original.text), original.exact)
    with tempfile.TemporaryDirectory() as temporary:
        pieces = formats.pieces_of(original.audit.facts.document)
        found = judged(_saved(pieces, form, Path(temporary), chromium))
    return original.unlike(found, loose=form == SPLIT)


def _saved(pieces: Pieces, form: str, folder: Path, chromium: str) -> Document:
    page = folder / "网页.html"
    if form in ("网页", PDF):
        page.write_text(formats.page(pieces), encoding="utf-8")
    if form == PDF:
        formats.pdf([page], chromium)
        return read(page.with_suffix(".pdf"))
    if form == "网页":
        return read(page)
    if form == "DOCX":
        formats.docx(pieces, folder / "全文.docx")
        return read(folder / "全文.docx")
    formats.sheets(pieces, folder)
    found, failures = read_source(together(folder, folder.iterdir()))
    if found is None or failures:
        raise ValueError(f"附表和说明没有合成一份：{failures}")
    return found
