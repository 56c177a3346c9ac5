"""从规则的节点里取东西；形状不对的当作没有，读规则时已经说了。"""

from __future__ import annotations

from collections.abc import Iterator

from engine.yaml_source import Mapping, Mark, Node, Scalar, Sequence


def scalars(node: Node | None) -> Iterator[Scalar]:
    """一段文字，或一列文字的各项；别的形状没有。"""
    for item in node if isinstance(node, Sequence) else (node,):
        if isinstance(item, Scalar):
            yield item


def pair(node: Node | None) -> Mapping:
    """一组键值；不是的给一组空的。"""
    return node if isinstance(node, Mapping) else Mapping((), Mark("", 0, 0))


def yes(node: Mapping, key: str) -> bool | None:
    """键的是或否；没有写为 None。"""
    found = node.get(key)
    return found.value.strip().lower() in ("是", "true") if isinstance(found, Scalar) else None
