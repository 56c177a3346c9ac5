"""不动内容的变换：段落的次序、全角半角、千分位、断页、编码和换行。都是（文字，随机数）→ 文字；无可变换给 None。"""

from __future__ import annotations

import random
import re

from benchmarks.metamorphic.pieces import Grid, Line, Piece, join, split

# 承上的段落离不开前一段：其中：……　上述……　该项……；没有自己的总额、列举上一段那个总额的：收入包括：……
_LEANING = re.compile(r"^(?:其中|上述|以上|以下|该|此|主要|具体|同时|另外|与|较|比|.{0,10}(?:包括|如下|分别为):?)")


def reordered(text: str, rng: random.Random) -> str | None:
    """同一节里没有序号的各段换次序。

    一节：两个标题（有序号的行、不以句号结束的行）、表之间。承上的段落跟着前一段走；前一行没有写完的不动；
    后面的一行承上的（“财政拨款支出主要内容如下：”列举的是前面说的总额），这几段不动。
    """
    pieces = list(split(text))
    moved = False
    run: list[int] = []  # 一节里各段在 pieces 中的序号
    open_ended = False  # 前一行没有写完，这一行是它的下半
    for n in [*range(len(pieces)), None]:
        piece = pieces[n] if n is not None else None
        if isinstance(piece, Line) and not piece.plain:
            continue
        whole = isinstance(piece, Line) and piece.closed and not piece.marked and not piece.note
        if n is not None and whole and not open_ended:
            run.append(n)
            continue
        open_ended = isinstance(piece, Line) and (piece.unfinished or (open_ended and not piece.closed))
        if isinstance(piece, Line) and _LEANING.match(piece.plain):
            run = []
        blocks = _blocks([pieces[i] for i in run])
        shuffled = rng.sample(blocks, len(blocks))
        flat = [p for block in shuffled for p in block]
        moved |= flat != [pieces[i] for i in run]
        for i, p in zip(run, flat, strict=True):
            pieces[i] = p
        run = []
    return join(pieces) if moved else None


def _blocks(run: list[Piece]) -> list[list[Piece]]:
    found: list[list[Piece]] = []
    for piece in run:
        if found and isinstance(piece, Line) and _LEANING.match(piece.plain):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


_FULL = {c: chr(ord(c) + 0xFEE0) for c in "0123456789.,%():;=+-/[]"}
_HALF = {v: k for k, v in _FULL.items()} | {"。": "｡", "、": "､", "“": '"', "”": '"', "，": ","}
_GROUPS = ("0123456789", ".,", "%", "()", ":;", "=+-/[]")
# 2,080.50 之外，数字之间的全角逗号不能变成千分位：30，105万元
_BETWEEN = re.compile(r"(?<=\d)，(?=\d)")
# 文字里的标签：<p>、</sup>，不是内容
_TAGGED = re.compile(r"<[^<>\n]*>")


def widened(text: str, rng: random.Random) -> str:
    """半角 → 全角：数字、小数点和千分位、百分号、括号、冒号，各类随机取舍，至少一类。"""
    groups = [g for g in _GROUPS if rng.random() < 0.6] or [_GROUPS[0]]
    return _replaced(text, {c: _FULL[c] for g in groups for c in g})


def narrowed(text: str, rng: random.Random) -> str:
    """全角 → 半角：标点、引号；句号顿号也有半角的。"""
    kept = "\x00"
    chosen = {c: h for c, h in _HALF.items() if c not in "。、" or rng.random() < 0.5}
    return _replaced(_BETWEEN.sub(kept, text), chosen).replace(kept, "，")


def _replaced(text: str, table: dict[str, str]) -> str:
    changed = str.maketrans(table)
    parts: list[str] = []
    last = 0
    for tag in _TAGGED.finditer(text):
        parts += [text[last : tag.start()].translate(changed), tag[0]]
        last = tag.end()
    return "".join([*parts, text[last:].translate(changed)])


# 1,224.80　12,345　（2080505、2024 没有千分位）
_GROUPED = re.compile(r"(?<![\d,.])\d{1,3}(?:[,，]\d{3})+(?![\d,])")
# 1224.80：四位以上的整数部分，后面有小数；或者后面就是元、万元
_LONG = re.compile(r"(?<![\d,.])\d{4,}(?=\.\d+(?![\d.]))|(?<![\d,.])\d{4,}(?=万?元)")


def ungrouped(text: str, _: random.Random) -> str | None:
    """去掉千分位。"""
    found = _GROUPED.sub(lambda m: m[0].replace(",", "").replace("，", ""), text)
    return found if found != text else None


def grouped(text: str, _: random.Random) -> str | None:
    """加上千分位：有小数的，或者后面就是元、万元的；编码、年份、文号没有小数，不动。"""
    found = _LONG.sub(lambda m: f"{int(m[0]):,}", text)
    return found if found != text else None


_PAGE_LINES = ("- {n} -", "— {n} —", "{n}", "第{n}页", "第 {n} 页 共 99 页", "{n}/99")


def paged(text: str, rng: random.Random) -> str:
    """断页：段落之间、表的两行之间、句子当中断开，印上页码。"""
    pieces = split(text)
    lines: list[str] = []
    page = 1
    form = rng.choice(_PAGE_LINES)
    for n, piece in enumerate(pieces):
        own = piece.lines() if isinstance(piece, Grid) else [piece.text]
        if n and rng.random() < 0.05:
            lines += _break(form, page, rng)
            page += 1
        if isinstance(piece, Grid):
            at = rng.randrange(1, len(own)) if len(own) > 1 and rng.random() < 0.5 else None
        else:
            own, at = _folded(piece.text, rng)
        for k, line in enumerate(own):
            if k == at:
                lines += _break(form, page, rng)
                page += 1
            lines.append(line)
    return "\n".join(lines)


def _break(form: str, page: int, rng: random.Random) -> list[str]:
    blank = [""] * rng.randint(0, 2)
    return [*blank, form.format(n=page), rng.choice(("\f", "")), *blank]


# 汉字与汉字之间
_SEAM = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_FIRST_STOP = re.compile(r"[，；]")


def _folded(text: str, rng: random.Random) -> tuple[list[str], int | None]:
    """一段长文字在汉字之间断成两行。

    断在第一个逗号以后：此前断开的一行没有标点，与标题没有分别，纯文本里谁也看不出它没有完。
    """
    stop = _FIRST_STOP.search(text)
    if len(text) < 60 or stop is None or rng.random() < 0.6:
        return [text], None
    seams = [m.start() for m in _SEAM.finditer(text, stop.end() + 1, len(text) - 10)]
    if not seams:
        return [text], None
    at = rng.choice(seams)
    return [text[:at], text[at:]], 1


def repiped(text: str, _: random.Random) -> str | None:
    """表格的制表符换成竖线，竖线换成制表符。"""
    pieces = split(text)
    grids = [p for p in pieces if isinstance(p, Grid)]
    if not grids or any("|" in c or "\t" in c for g in grids for row in g.rows for c in row):
        return None
    return join(Grid(p.rows, not p.piped) if isinstance(p, Grid) else p for p in pieces)


def spaced(text: str, rng: random.Random) -> str:
    """段首空两格（全角）、数字与汉字之间加空格、行末空格。"""
    pieces: list[Piece] = []
    for piece in split(text):
        if isinstance(piece, Line) and piece.plain:
            shown = re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])", " ", piece.text)
            pieces.append(Line("　　" + shown + " " * rng.randint(0, 2)))
        elif isinstance(piece, Grid):
            pieces.append(Grid(tuple(tuple(f" {c} " if c else c for c in row) for row in piece.rows), piece.piped))
        else:
            pieces.append(piece)
    return join(pieces)
