"""词汇文件的读取：几层词汇的同名文件逐项合并，写错的指到行列。

自带的词汇是底；各层 vocabulary/ 里的同名文件往上加：词接在原来那列的后面，新的名字另起一项。
地方只能加，不能改、不能减：规则里的名字靠底层的词汇，改了就对不上。

错误示例  增加: 调升            （增加 原来是一列词）
正确示例  增加: [调升]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import RuleError
from engine.yaml_source import Mapping, Mark, Node, Scalar, Sequence, Word, load

Layered = tuple[tuple[Path, str], ...]
"""往上加的各层：（文件夹，报错时显示的路径前缀）。"""


@dataclass(frozen=True, slots=True)
class At:
    """词汇文件中的一处：位置和称呼。"""

    mark: Mark
    label: str = ""

    def of(self, name: str, label: str = "") -> At:
        """其中的一项。"""
        return At(name.mark if isinstance(name, Word) else self.mark, label or f"{self.label}“{name}”")

    def wrong(self, message: str) -> RuleError:
        return RuleError([self.mark.fault(f"{self.label}：{message}" if self.label else message)])


def read(root: Path, layers: Layered, name: str, *keys: str) -> tuple[dict[str, Any], At]:
    """root 下的一个词汇文件，加上各层的同名文件；键和文字都是 Word。keys 必有。"""
    node = load(root / name)
    for folder, shown in layers:
        if (folder / name).is_file():
            more = load(folder / name, f"{shown}{name}")
            if not isinstance(more, Mapping):
                raise At(more.mark).wrong("词汇文件应写成“键: 值”，例如 增加: [调升]")
            node = _merged(node, more, "")
    at = At(Mark((root / name).as_posix(), 1, 1))
    return entry(_marked(node), at, *keys), at


def _merged(base: Node, more: Node, label: str) -> Node:
    """more 加到 base 上；样子不同的、要改原有文字的报错。"""
    match base, more:
        case Mapping(), Mapping():
            entries = {key.value: (key, value) for key, value in base}
            for key, value in more:
                held = entries.get(key.value)
                merged = value if held is None else _merged(held[1], value, f"{label}“{key.value}”")
                entries[key.value] = (key if held is None else held[0], merged)
            return Mapping(tuple(entries.values()), base.mark)
        case Sequence(), Sequence() | Mapping():
            items = more.items if isinstance(more, Sequence) else (more,)
            held_words = {item.value for item in base if isinstance(item, Scalar)}
            new = tuple(i for i in items if not (isinstance(i, Scalar) and i.value in held_words))
            return Sequence((*base.items, *new), base.mark)
        case Mapping(), Sequence():
            return Sequence((base, *more.items), base.mark)
        case Scalar(), Scalar() if base.value == more.value:
            return base
        case Scalar(), _:
            raise At(more.mark, label).wrong(f"自带的词汇已经写了“{base.value}”，地方只能加词，不能改")
    raise At(more.mark, label).wrong("样子与自带的词汇不同，要加的词请写成一列，例如 [调升, 调减]")


def _marked(node: Node) -> Any:
    match node:
        case Scalar():
            return Word(node.value, node.mark)
        case Sequence():
            return [_marked(item) for item in node]
        case Mapping():
            return {Word(key.value, key.mark): _marked(value) for key, value in node}


def entry(value: Any, at: At, *keys: str) -> dict[str, Any]:
    """一组“键: 值”，keys 必有；写错了说出是哪个文件的哪一项，不漏出 KeyError。"""
    if not isinstance(value, dict):
        raise at.wrong(f"应写成“键: 值”，现在是“{_shown(value)}”，请对照随附的词汇改正。")
    if missing := [k for k in keys if k not in value]:
        raise at.wrong(f"缺少“{'、'.join(missing)}”，请对照随附的词汇补上。")
    return value


def words(value: Any, at: At) -> tuple[str, ...]:
    """一列词。一个词忘了写方括号时不能当作一串单字。"""
    if not isinstance(value, list) or not all(isinstance(w, str) and w for w in value):
        raise at.wrong(f"应是一列词，写在方括号里，例如 [收支总表, 收支预算总表]，现在是“{_shown(value)}”。")
    return tuple(map(str, value))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(_shown, value))
    return "、".join(map(str, value)) if isinstance(value, dict) else str(value)
