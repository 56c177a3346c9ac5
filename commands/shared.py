"""各条命令共用的：退出码、选项、规则和词汇、读一份公开件。"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from commands.saying import warn
from engine.audit import Auditor
from engine.batch import AUTO, cannot_open, find_sources
from engine.document import Document
from engine.errors import DocumentError, UsageError
from engine.inference.select import matcher
from engine.readers import read_source
from engine.readers.bundle import Naming
from engine.readers.limits import Limits, changed, told
from engine.recognition.regions import LEVELS
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset
from engine.ruleset.waivers import in_rulesets, load_register
from engine.yaml_source import suggest

RULES = Path(__file__).resolve().parent.parent / "rules"
# 退出码：没有问题、有问题、用法不对或规则写错、有文件没有读出来
OK, FINDINGS, USAGE, UNREADABLE = 0, 1, 2, 3


def auditor_of(
    rules: tuple[Path, ...],
    engine: str,
    region: str = "",
    level: str = "",
    waivers: tuple[Path, ...] = (),
    day: str = "",
) -> Auditor:
    """随附的规则加上 rules 各层，配好引擎、地区、豁免。写错的地方在 ruleset.errors、register.faults。"""
    vocabulary = Vocabulary.load(RULES)
    ruleset = load_ruleset((RULES, *rules), vocabulary)
    register = load_register(waivers, in_rulesets((RULES, *rules)), ruleset.ids, day)
    return Auditor(ruleset, vocabulary, matcher(engine), region_path(region, vocabulary), level, register)


def region_path(region: str, vocabulary: Vocabulary) -> str:
    """--region → 规范路径。"""
    path = vocabulary.regions.path(region) if region else ""
    if region and not path:
        near = suggest(region, vocabulary.regions.names)
        raise UsageError(f"--region：没有“{region}”这个地区{near}，应写成 江西省 或 江西省/赣州市。")
    return path


def comma_list(value: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """逗号隔开的几个词；有不认得的、一个也没有的抛出 BadParameter。"""
    chosen = tuple(dict.fromkeys(v.strip().lower() for v in value.split(",") if v.strip()))
    wrong = [v for v in chosen if v not in known]
    if wrong or not chosen:
        raise click.BadParameter(f"不认得“{'、'.join(wrong) or value}”，可用 {'、'.join(known)}，几种之间用逗号隔开")
    return chosen


limits_option = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="名=数",
    callback=lambda _, __, value: changed(value),
    help=f"读一份文件的上限，可多次使用，各项及默认值：{told()}。",
)


rules_option = click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="追加的规则文件夹，同编号的规则以它为准；可多次使用。",
)


region_option = click.option(
    "--region", default="", metavar="地区", help="文件都属于这个地区，如 江西省/赣州市；不写则看文件里的单位名称。"
)


level_option = click.option(
    "--level",
    default="",
    type=click.Choice(["", *LEVELS]),
    metavar="|".join(level for level in LEVELS if level),
    help="文件都属于这一级；不写则看文件里的单位名称。",
)


def read_one(path: Path, vocabulary: Vocabulary, limits: Limits) -> Document:
    """读一份公开件：一个文件，或合成一份的文件夹、压缩包；有几份的请指明一份。"""
    if not os.path.isdir(path) and (why := cannot_open(path)):  # noqa: PTH112  Path.is_dir 没有权限时抛异常
        raise DocumentError(why)
    sources = find_sources((path,), Naming.of(vocabulary.words), AUTO, limits)
    if len(sources) > 1:
        names = "、".join(str(s.path) for s in sources[:3])
        raise DocumentError(f"{path}：里面有 {len(sources)} 份公开件，请指明一份（{names}……）。")
    document, failures = read_source(sources[0], limits)
    if document is None:
        raise DocumentError(failures[0][1])
    for part in document.unread:
        warn("注意", f"没有读全：{part}")
    return document


def form_option(*forms: str, said: str = "输出的样子。") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """--format；第一种是默认的。"""
    return click.option("--format", "form", default=forms[0], type=click.Choice(forms), show_default=True, help=said)
