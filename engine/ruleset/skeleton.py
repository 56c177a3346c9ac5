"""新写一条规则：照样板写出规则和测试，已有的文件决不覆盖。

样板在 rules/reference/样板/，一种写法一份规则、一份测试，都是查得出问题的真规则；“编号”处换成新的编号。
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from engine import atomic
from engine.errors import UsageError
from engine.os_errors import reason
from engine.ruleset.layers import SKIPPED
from engine.within import leads_out

SAMPLES: Final = Path("reference") / "样板"
SCHEMAS: Final = ".schema"
"""规则文件夹里放编辑器用的模式的地方；点开头，不当规则读。"""

_PLACEHOLDER: Final = "编号"
# 编号、类别要作文件名：SUM-901、三公经费；不含斜线、空格，不以点、短横开头
_NAME: Final = re.compile(r"\w[\w.\-]{0,63}")


def kinds(rules: Path) -> tuple[str, ...]:
    """有样板的写法。"""
    return tuple(sorted(p.stem for p in (rules / SAMPLES).glob("*.yaml") if ".test" not in p.name))


def write(rules: Path, folder: Path, family: str, rule_id: str, check: str) -> tuple[Path, Path]:
    """在 folder/family 里写出规则和测试，返回两个文件。名称不能作文件名、文件已有、写不进去，抛出 UsageError。"""
    for what, name in (("编号", rule_id), ("类别", family)):
        if not _NAME.fullmatch(name):
            raise UsageError(f"{what}“{name}”要用作文件名，只能有汉字、字母、数字、短横、下划线，例如 SUM-901。")
    if family in SKIPPED:
        raise UsageError(f"类别不能叫“{family}”，那里放词汇和代码表，请换一个，例如 表内勾稽。")
    if not (rules / SAMPLES / f"{check}.yaml").is_file():
        raise UsageError(
            f"{check} 还没有样板，可用 {'、'.join(kinds(rules))}；也可以照着 gouji rules list 里的规则写。"
        )
    rule, test = (folder / family / f"{rule_id}{suffix}" for suffix in (".yaml", ".test.yaml"))
    for path in (rule, test, folder / SCHEMAS):
        if leads_out(path, folder):
            raise UsageError(f"{path}：这是通向规则目录之外的链接，没有写，请移走它。")
        if path.exists() and path.name != SCHEMAS:
            raise UsageError(f"{path}：已经有这个文件，没有改动它；请换一个编号。")
    schema = os.path.relpath(folder / SCHEMAS, rule.parent).replace(os.sep, "/")
    for path, name, sample in ((rule, "rule", f"{check}.yaml"), (test, "test", f"{check}.test.yaml")):
        text = (rules / SAMPLES / sample).read_text(encoding="utf-8").replace(_PLACEHOLDER, rule_id, 1)
        _create(path, f"# yaml-language-server: $schema={schema}/{name}.schema.json\n{text}")
    return rule, test


def write_schemas(schemas: Mapping[str, Mapping[str, Any]], folder: Path) -> tuple[Path, ...]:
    """写出各份模式，已有的换成新的；写不进去抛出 UsageError。"""
    written = []
    for name, schema in schemas.items():
        path = folder / name
        try:
            atomic.write((json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode(), path)
        except OSError as problem:
            raise UsageError(f"{path}：写不进去（{reason(problem)}），请检查文件夹和权限。") from None
        written.append(path)
    return tuple(written)


def _create(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise UsageError(f"{path}：已经有这个文件，没有改动它；请换一个编号。") from None
    except OSError as problem:
        raise UsageError(f"{path}：写不进去（{reason(problem)}），请检查文件夹和权限。") from None
