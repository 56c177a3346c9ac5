"""规则文件的读取：YAML 写法，但每个值都是文字，每个键和值都记得自己在第几行第几列。

为什么不用 yaml.safe_load：它把科目编码 05 读成 5、010 读成 8、no 读成假，把重复的键悄悄丢掉前一个，
而且不留位置。这里只用 PyYAML 的事件流，自己搭出三种节点：文字 Scalar、列表 Sequence、键值 Mapping。

拒绝：重复的键、& 和 * 引用、! 标签、Tab 缩进、超过 256 KB、嵌套超过 16 层、一个文件多份、空文件、非 UTF-8。

错误示例：id：SUM-101          （中文冒号）
正确示例：id: SUM-101          （英文冒号，后面空一格）
"""

from __future__ import annotations

import codecs
import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from engine.errors import RuleError, RuleFault

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 16
_TYPED: Final = frozenset("\t\xa0")
# 控制、格式（零宽、改方向）、代理、自造字、行段分隔
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

# libyaml 的 C 解析器快约十倍；没有编译它的环境退回纯 Python 解析器，节点完全相同。
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Mark:
    """文件中的一处，行、列从 1 起。文字值的位置指它的第一个字（引号之内）。

    cells 只在值与文件中的写法不是逐字对应时才有（多行文字、转义）：值的第 i 个字的行列。
    """

    file: str
    line: int
    column: int
    cells: tuple[tuple[int, int], ...] = field(default=(), repr=False, compare=False)

    def at(self, offset: int) -> Mark:
        """值的第 offset 个字（从 0 起）在文件中的位置；可以指到末字之后。"""
        if self.cells:
            line, column = self.cells[min(offset, len(self.cells) - 1)]
            return Mark(self.file, line, column + max(0, offset - len(self.cells) + 1))
        return Mark(self.file, self.line, self.column + offset)

    def fault(self, message: str, choices: Iterable[str] = ()) -> RuleFault:
        return RuleFault(self.file, self.line, self.column, message, choices=tuple(choices))


@dataclass(frozen=True, slots=True)
class Scalar:
    """一段文字。键后面什么都不写时是空串。"""

    value: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Sequence:
    """列表。"""

    items: tuple[Node, ...]
    mark: Mark

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class Mapping:
    """一组“键: 值”，次序与文件一致，键不重复。"""

    entries: tuple[tuple[Scalar, Node], ...]
    mark: Mark

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, key: str) -> Node | None:
        return next((node for name, node in self.entries if name.value == key), None)

    def key(self, key: str) -> Scalar | None:
        """键本身，要它的位置时用。"""
        return next((name for name, _ in self.entries if name.value == key), None)


Node = Scalar | Sequence | Mapping


class Word(str):
    """记得位置的文字：用起来就是 str，报错时指得到那个字。"""

    __slots__ = ("mark",)
    mark: Mark

    def __new__(cls, text: str, mark: Mark) -> Word:
        self = super().__new__(cls, text)
        self.mark = mark
        return self

    def __reduce__(self) -> tuple[type[Word], tuple[str, Mark]]:
        return Word, (str(self), self.mark)

    def cut(self, start: int, end: int | None = None) -> Word:
        """其中一段，两头的空白去掉，位置跟着走。"""
        part = self[start:end]
        return Word(part.strip(), self.mark.at(start + len(part) - len(part.lstrip())))


def mark_in(text: str, otherwise: Mark) -> Mark:
    """一段文字在文件中的位置；不是从文件读来的，用 otherwise。"""
    return text.mark if isinstance(text, Word) else otherwise


Plain = str | list["Plain"] | dict[str, "Plain"]


def plain(node: Node) -> Plain:
    """去掉位置，只留 str、list、dict；不猜类型。"""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node]
        case Mapping():
            return {key.value: plain(value) for key, value in node}


def suggest(word: str, candidates: Iterable[str]) -> str:
    """最接近的写法：“，是否为“基本支出”？”；没有相近的为空串。

    中文词短，两个字里错一个也算相近，所以四字以内的门槛是一半，长词是六成。
    """
    by_fold = {c.casefold(): c for c in sorted(set(candidates), reverse=True)}
    cutoff = 0.5 if len(word) <= 4 else 0.6
    near = difflib.get_close_matches(word.casefold(), sorted(by_fold), n=1, cutoff=cutoff)
    return f"，是否为“{by_fold[near[0]]}”？" if near else ""


def load(path: Path, name: str | None = None) -> Node:
    """读一个规则文件。name 是错误信息里显示的文件名，缺省用 path。"""
    shown = name if name is not None else path.as_posix()
    start = Mark(shown, 1, 1)
    try:
        if path.exists() and not path.is_file():  # 管道读起来没有尽头
            raise OSError
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError):  # ValueError：路径里有空字符
        raise RuleError([RuleFault(shown, 0, 0, "文件打不开，请检查路径和读取权限")]) from None
    if len(data) > MAX_BYTES:
        raise RuleError([start.fault("文件超过 256 KB，请拆成几个文件，一条规则一个文件")])
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        mark = Mark(shown, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise RuleError([mark.fault("文件不是 UTF-8 编码，请用编辑器另存为 UTF-8")]) from None
    return compose(text, shown)


def compose(text: str, name: str) -> Node:
    """把规则文字变成节点；load 读文件后即调用它，测试可以直接用。"""
    if len(text) > MAX_BYTES:
        raise RuleError([Mark(name, 1, 1).fault("文件超过 256 KB，请拆成几个文件，一条规则一个文件")])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _check_characters(text, name)
    parser = _Loader(text)
    try:
        return _Composer(parser, text, name).document()
    except yaml.YAMLError as error:
        raise RuleError([_translate(error, text, name)]) from None
    finally:
        parser.dispose()


def _check_characters(text: str, name: str) -> None:
    """解析之前看字符：Tab 缩进各家解析器说法不一；U+2028 等会被当成换行，使行号对不上；零宽的、改方向的、
    自造的字，看到的和写着的不是一回事。
    """
    for number, line in enumerate(text.split("\n"), 1):
        indent = len(line) - len(line.lstrip(" \t"))
        if (tab := line.find("\t", 0, indent)) >= 0:
            message = "缩进用了 Tab 键，请改为空格，每层两个空格"
            raise RuleError([Mark(name, number, tab + 1).fault(message)])
        if line.isascii() and line.isprintable():
            continue
        for column, char in enumerate(line, 1):
            if char not in _TYPED and (unicodedata.category(char) in _HIDDEN or ord(char) & 0xFFFE == 0xFFFE):
                message = f"有看不见的控制字符（U+{ord(char):04X}），请删去后重新输入这一行"
                raise RuleError([Mark(name, number, column).fault(message)])


def _end(text: str, name: str) -> Mark:
    """末字之后。"""
    return Mark(name, text.count("\n") + 1, len(text) - text.rfind("\n"))


def _mark(mark: Any, end: Mark) -> Mark:
    """解析器说的位置。末尾没有换行的文件，它会说到再下一行去，改指末字之后。"""
    return Mark(end.file, mark.line + 1, mark.column + 1) if mark.line < end.line else end


class _Composer:
    """事件流 → 节点。能继续的错误先记下，读完一并报告。"""

    def __init__(self, parser: Any, text: str, name: str) -> None:
        self.parser = parser
        self.text = text
        self.name = name
        self.end = _end(text, name)
        self.faults: list[RuleFault] = []

    def document(self) -> Node:
        self.parser.get_event()  # 流开始
        if isinstance(self.parser.get_event(), yaml.StreamEndEvent):
            raise RuleError([Mark(self.name, 1, 1).fault("文件是空的，请写上规则，例如 id: SUM-101")])
        root = self.node(self.parser.get_event(), 1)
        self.parser.get_event()  # 文档结束
        after = self.parser.get_event()
        if not isinstance(after, yaml.StreamEndEvent):
            self.faults.append(self.mark(after).fault("一个文件只能写一份内容，请把“---”以下移到另一个文件"))
        if isinstance(root, Scalar) and not self.faults:
            message = "文件应由“键: 值”组成，英文冒号后空一格，例如 id: SUM-101"
            if not root.value.strip():
                message = "文件是空的，请写上规则，例如 id: SUM-101"
            self.faults.append(root.mark.fault(message))
        if self.faults:
            raise RuleError(self.faults)
        return root

    def mark(self, event: Any) -> Mark:
        return _mark(event.start_mark, self.end)

    def node(self, event: Any, depth: int) -> Node:
        mark = self.mark(event)
        if depth > MAX_DEPTH:
            raise RuleError([mark.fault(f"嵌套超过 {MAX_DEPTH} 层，请减少层次")])
        if isinstance(event, yaml.AliasEvent):
            self.faults.append(mark.fault("不能用“*”引用别处；要写星号本身请加引号，例如 '*'"))
            return Scalar("", mark)
        if event.anchor is not None:
            self.faults.append(mark.fault("不能用“&”起名引用；要写 & 本身请加引号，例如 '&'"))
        if event.tag is not None:
            self.faults.append(mark.fault("不能用“!”标注类型，直接写值即可；要写感叹号请加引号，例如 '!'"))
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.children(yaml.SequenceEndEvent, depth)), mark)
        return self.mapping(mark, depth)

    def children(self, end: type[Any], depth: int) -> Iterator[Node]:
        while not isinstance(event := self.parser.get_event(), end):
            yield self.node(event, depth + 1)

    def mapping(self, mark: Mark, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        children = self.children(yaml.MappingEndEvent, depth)
        for key in children:
            value = next(children)
            if not isinstance(key, Scalar) or not key.value:
                self.faults.append(key.mark.fault("键应是一个词，例如 title: 收支平衡；含花括号的文字请加引号"))
            elif key.value in entries:
                first = entries[key.value][0].mark.line
                message = f"键“{key.value}”重复，第 {first} 行已经写过，请合并或删去一个"
                self.faults.append(key.mark.fault(message))
            else:
                entries[key.value] = (key, value)
        return Mapping(tuple(entries.values()), mark)

    def scalar(self, event: Any, mark: Mark) -> Scalar:
        """位置指到第一个字；值与写法逐字相同时只记起点，否则逐字对照。"""
        value: str = event.value
        start, end = event.start_mark.index, event.end_mark.index
        quoted = event.style in ("'", '"')
        if quoted:
            start, end = start + 1, end - 1
            mark = Mark(mark.file, mark.line, mark.column + 1)
        if not value or (self.text.startswith(value, start) and "\n" not in value):
            return Scalar(value, mark)
        if event.style in ("|", ">"):
            start = self.text.find("\n", start) + 1
        cells = tuple(_align(value, self.text, start, end, event.style == '"'))
        return Scalar(value, Mark(mark.file, cells[0][0], cells[0][1], cells))


# 双引号里的转义：\x41 两位、\u4e00 四位、\U 八位，其余一位（\" \\ \n）
_ESCAPE = {"x": 4, "u": 6, "U": 10}


def _align(value: str, text: str, start: int, end: int, escapes: bool) -> Iterator[tuple[int, int]]:
    """value 的每个字在 text[start:end] 中的行列：折行的空白对空白，转义对转义，其余对相同的字。"""
    line, begin = text.count("\n", 0, start) + 1, text.rfind("\n", 0, start) + 1
    at = start
    for char in value:
        where, step = at, 0
        while where < end and not step:
            found = text[where]
            if escapes and found == "\\":
                step = _ESCAPE.get(text[where + 1 : where + 2], 2)
                if text[where + 1 : where + 2] == "\n":  # 行尾反斜线：换行不算文字
                    where, step = where + 2, 0
            elif found == char or (char in " \n" and found in " \n"):
                step = 1
            else:
                where += 1
        if not step:  # 折行时多出来的字没有对应写法，停在原处
            where = at
        if where > at:
            line += text.count("\n", at, where)
            begin = text.rfind("\n", 0, where) + 1
        yield line, where - begin + 1
        line += text.count("\n", where, where + step)
        at = where + step
        begin = text.rfind("\n", 0, at) + 1


# 解析器的英文说法 → 给审计人员的话；True 表示指向结构开头（没有配对的引号、括号、起头的 * & !）。
_SENTENCES: Final[tuple[tuple[str, str, bool], ...]] = (
    ("scanning a quoted scalar", "引号没有配对，请补上另一半引号", True),
    ("parsing a quoted scalar", "双引号里的反斜线 \\ 有特殊含义，请改用单引号，例如 '甲\\乙'", False),
    ("scanning an alias", "不能用“*”引用别处；要写星号本身请加引号，例如 '*'", True),
    ("scanning an anchor", "不能用“&”起名引用；要写 & 本身请加引号，例如 '&'", True),
    ("a tag", "不能用“!”标注类型，直接写值即可；要写感叹号请加引号，例如 '!'", True),
    ("directive", "行首的“%”有特殊含义，请删去，或给文字加引号", True),
    ("flow sequence", "方括号 [ ] 没有配对，或者各项之间缺英文逗号，例如 [合计, 基本支出]", True),
    ("flow mapping", "花括号 { } 没有配对，或者各项之间缺英文逗号，例如 {table: 收支总表, rows: all}", True),
    ("cannot start any token", "值不能以 @ ` % 等符号开头，请加引号，例如 unit: '%'", False),
    ("could not find expected ':'", "缺少英文冒号，应写成“键: 值”，冒号后空一格，例如 id: SUM-101", True),
    ("expected node content", "值不能以逗号或右括号开头，请加引号，例如 ']'", False),
    ("block sequence entries are not allowed", "“- ”列表项要另起一行写，不能跟在冒号后面", False),
    ("did not find expected '-'", "列表里混进了别的内容：每一项都以“- ”开头并上下对齐", False),
    ("did not find expected <document start>", "“...”以下还有内容：一个文件只能写一份内容", False),
)


# 值以括号、引号开头的一行，到开头的那个字为止：  message: {　  - [
_OPENED: Final = re.compile(r"""\s*(?:- +)?(?:[^\s:]+: +)?[\[{"']""")


def _translate(error: yaml.YAMLError, text: str, name: str) -> RuleFault:
    problem = str(getattr(error, "problem", None) or "")
    said = f"{problem} {getattr(error, 'context', None) or ''}"
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    if mark is None:
        return Mark(name, 1, 1).fault("文件里有 YAML 不允许的字符，请用纯文本编辑器重新保存")
    end = _end(text, name)
    bracket = max(text.rfind("{"), text.rfind("["))
    if "expected node content" in said and bracket >= 0 and not text[mark.index :].strip():
        # 文件写到这里就完了：severity: {
        here = Mark(name, text.count("\n", 0, bracket) + 1, bracket - text.rfind("\n", 0, bracket))
        return here.fault(f"“{text[bracket]}”没有配对的右括号，请补上")
    for needle, sentence, at_context in _SENTENCES:
        if needle in said:
            where = context if at_context and context is not None else mark
            return _mark(where, end).fault(sentence)
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    here = _mark(mark, end)
    if "mapping values are not allowed" in problem:
        above = lines[mark.line - 1] if mark.line else ""
        if ": " in line[: mark.column]:
            return here.fault('值里又出现了冒号，请给整个值加引号，例如 title: "收入: 合计"')
        if above.strip() and ": " not in above and not above.rstrip().endswith(":"):
            indent = len(above) - len(above.lstrip())
            sentence = f"“{above.strip()[:20]}”缺少英文冒号和空格，应写成“键: 值”，例如 id: SUM-101"
            return Mark(name, mark.line, indent + 1).fault(sentence)
    elif line[: mark.column].rstrip().endswith(("]", "}", '"', "'")):
        # text: [经]费、message: {table}列示：开头的括号被当成列表，后面的文字无处安放
        if opened := _OPENED.match(line):
            here = Mark(name, mark.line + 1, opened.end())
        return here.fault("以括号或引号开头的文字要整个加引号，例如 text: '[机关]运行经费'")
    return here.fault("缩进不对：同一层的键要上下对齐，下一层多缩进两个空格")


def load_plain(path: Path) -> Any:
    """读词汇等不需要位置的 YAML：键值和列表，标量都是文字。读不成抛出 RuleError。"""
    return plain(load(path))
