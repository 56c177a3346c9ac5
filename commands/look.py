"""gouji facts、tables、explain、watch：看一份文件，不写报告。"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import click

from commands import shared
from commands.chinese_click import Command
from commands.saying import print_json, print_text, warn
from commands.shared import (
    UNREADABLE,
    form_option,
    level_option,
    limits_option,
    read_one,
    region_option,
    region_path,
    rules_option,
)
from engine.audit import Auditor
from engine.batch import cannot_open
from engine.errors import DocumentError
from engine.facts.build import FactSet
from engine.inference.select import matcher
from engine.readers.limits import Limits
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@form_option("table", "csv", "json")
@limits_option
def facts(file: Path, form: str, limits: Limits) -> None:
    """列出从一份文件里读到的事实，最后列出没有看懂的地方。"""
    from engine.facts.build import extract
    from reports import facts_view

    try:
        vocabulary = Vocabulary.load(shared.RULES)
        found = extract(read_one(file, vocabulary, limits), vocabulary)
    except DocumentError as problem:
        warn("错误", problem)
        sys.exit(UNREADABLE)
    if not found.identity.disclosure:
        warn("注意", f"{file} 不像部门预算或部门决算公开文本，下面是照样读到的。")
    if form == "json":
        print_json(facts_view.as_json(found))
    elif form == "csv":
        print_text(facts_view.as_csv(found))
    else:
        print_text(facts_view.as_table(found, shutil.get_terminal_size((140, 24)).columns))


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@form_option("text", "csv", "json")
@click.option("--grid", is_flag=True, help="只列网格，不列识别的结果。")
@limits_option
def tables(file: Path, form: str, grid: bool, limits: Limits) -> None:
    """列出从一份文件里看到的表格：表种、单位、位置、各栏、各行；没有认出的也列。"""
    from engine.facts.build import extract
    from reports import tables_view

    try:
        vocabulary = Vocabulary.load(shared.RULES)
        found = tables_view.tables(extract(read_one(file, vocabulary, limits), vocabulary), grid)
    except DocumentError as problem:
        warn("错误", problem)
        sys.exit(UNREADABLE)
    if form == "json":
        print_json(tables_view.as_json(found))
    elif form == "csv":
        print_text(tables_view.as_csv(found))
    else:
        print_text(tables_view.as_text(found, str(file)))


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("rule", metavar="规则")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@rules_option
@region_option
@level_option
@click.option("--at", default="", metavar="位置", help="只看位置含这些字的各处，如 支出总表/208/合计。")
@click.option("--all", "everything", is_flag=True, help="通过的、不适用的各处也逐处详列。")
@form_option("text", "json")
@limits_option
def explain(
    rule: str,
    file: Path,
    rules: tuple[Path, ...],
    region: str,
    level: str,
    at: str,
    everything: bool,
    form: str,
    limits: Limits,
) -> None:
    """解释一条规则在一份文件里查了哪些地方、怎么算的、哪些地方没有查。

    规则写编号，或者规则文件的路径（可以是还没有放进规则文件夹的草稿）。
    """
    from engine.explain import build as explaining
    from engine.explain.choose import chosen, loaded
    from reports import explain_view

    vocabulary, reference = Vocabulary.load(shared.RULES), matcher("reference")
    with loaded(rule, (shared.RULES, *rules), vocabulary) as (ruleset, rule_id):
        auditor = Auditor(ruleset, vocabulary, reference, region_path(region, vocabulary), level)
        try:
            facts = auditor.facts(read_one(file, vocabulary, limits))
        except DocumentError as problem:
            warn("错误", problem)
            sys.exit(UNREADABLE)
        effective, one = chosen(ruleset, rule_id, facts.identity)
    found = explaining.explain(one, effective, vocabulary, reference, facts)
    if form == "json":
        print_json(explain_view.as_json(found, at))
    else:
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        print_text(explain_view.as_text(found, width, at, everything))


@click.command(cls=Command, options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@rules_option
@region_option
@level_option
@limits_option
def watch(file: Path, rules: tuple[Path, ...], region: str, level: str, limits: Limits) -> None:
    """守着一份文件：规则（--rules 的文件夹）或文件一存盘就重新核查，只说变了什么。Ctrl-C 结束。"""
    from engine.watch.session import INTERVAL, Session
    from reports import watch_view

    if why := cannot_open(file):
        warn("错误", why)
        sys.exit(UNREADABLE)

    def read(auditor: Auditor) -> FactSet:
        return auditor.facts(read_one(file, auditor.vocabulary, limits))

    def auditor(vocabulary: Vocabulary) -> Auditor:
        ruleset = load_ruleset((shared.RULES, *rules), vocabulary)
        return Auditor(ruleset, vocabulary, matcher("reference"), region_path(region, vocabulary), level)

    session = Session(file, (shared.RULES, *rules), read, auditor)
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    first = True
    try:
        while True:
            change = session.look()
            if change is not None:
                print_text(watch_view.as_text(change, first, width))
                first = False
            time.sleep(INTERVAL)
    except KeyboardInterrupt:
        click.echo("\n不再守望。")
