"""文件：放在规则文件夹里而没有人读的规则，没有规则的测试。

错误示例  我的规则/表内勾稽/SUM-901.yaml.txt    （扩展名不对，读不到）
错误示例  我的规则/vocabulary/SUM-901.yaml      （词汇文件夹里的不当规则读）
错误示例  SUM-901.test.yaml 旁边没有 SUM-901.yaml
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from engine.errors import RuleFault
from engine.ruleset.layers import Layer
from engine.ruleset.skeleton import SAMPLES
from engine.within import leads_out

TEST_SUFFIX: Final = ".test.yaml"
_MOST: Final = 64 * 1024  # 看一个文件像不像规则，读开头这么多就够了
# 行首的 id: 和后面的 check:，都要有内容：id: SUM-901
_ID: Final = re.compile(rb"^id:\s*+\S", re.M)
_CHECK: Final = re.compile(rb"^check:\s*+\S", re.M)


def test_of(rule: Path) -> Path:
    """规则旁边的测试文件。"""
    return rule.with_name(rule.stem + TEST_SUFFIX)


def faults_in(root: Path, layers: Sequence[Layer]) -> Iterator[tuple[Path, RuleFault]]:
    """一个规则文件夹里没有人读的文件。layers 是其中的各层。"""
    loaded = {source.path for layer in layers for source in layer.sources}
    loaded |= {root / fault.file for layer in layers for fault in layer.faults}
    for path in sorted(p for p in root.rglob("*") if not leads_out(p, root) and p.is_file()):
        name = path.relative_to(root)
        if path in loaded or name.is_relative_to(SAMPLES) or any(part.startswith(".") for part in name.parts):
            continue
        if path.name.endswith(TEST_SUFFIX):
            rule = path.with_name(path.name.removesuffix(TEST_SUFFIX) + ".yaml")
            if not rule.is_file():
                yield path, RuleFault(str(name), 1, 1, f"旁边没有规则 {rule.name}，这个测试没有用，请改名或删去")
        elif _like_a_rule(path):
            advice = "扩展名请改为 .yaml" if path.suffix.lower() not in (".yaml", ".yml") else "请移到类别的文件夹里"
            yield path, RuleFault(str(name), 1, 1, f"像是一条规则，但没有人读它：{advice}；不用的请移走")


def _like_a_rule(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            head = stream.read(_MOST)
    except OSError:
        return False
    found = _ID.search(head)
    return bool(found and _CHECK.search(head, found.end()))
