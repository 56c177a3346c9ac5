"""gouji rules …：列出、查看、新写、检查、测试规则，写手册和模式。"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from commands import shared
from commands.chinese_click import Commands
from commands.saying import print_json, print_text, warn
from commands.shared import OK, USAGE, comma_list, form_option, rules_option
from engine.checks import CHECKS
from engine.errors import UsageError
from engine.inference.select import matcher
from engine.os_errors import reason
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset import skeleton
from engine.ruleset.json_schema import schemas
from engine.ruleset.layers import Layers, all_rules
from engine.ruleset.loader import load_ruleset
from engine.ruleset.model import SEVERITIES, Ruleset
from engine.yaml_source import suggest


@click.group(cls=Commands, options_metavar="[选项]", subcommand_metavar="命令 …")
def rules() -> None:
    """规则：列出、查看、新写、检查。"""


@rules.command("docs", options_metavar="[选项]")
@click.option(
    "--out",
    default=Path("gouji-rules"),
    type=click.Path(path_type=Path),
    metavar="文件夹",
    show_default="./gouji-rules",
    help="写到哪个文件夹。",
)
@click.option(
    "--format",
    "formats",
    default="html,md",
    callback=lambda _, __, value: comma_list(value, ("html", "md")),
    metavar="格式",
    show_default=True,
    help="手册的格式，逗号隔开：html、md。",
)
@click.option("--catalogue", is_flag=True, help="改写词汇总表（vocabulary-list.md），连同 kinds/ 各页里的键。")
@rules_option
def rule_docs(out: Path, formats: tuple[str, ...], catalogue: bool, rules: tuple[Path, ...]) -> None:
    """由规则生成规则手册：查什么、为什么、怎么算、依据，正反例取自测试。"""
    from reports import manual_files

    vocabulary = Vocabulary.load(shared.RULES)
    roots = tuple(dict.fromkeys(p.resolve() for p in (shared.RULES, *rules)))
    found = (
        manual_files.catalogue(roots, vocabulary, out) if catalogue else manual_files.book(roots, vocabulary, formats)
    )
    for fault in found.faults:
        warn("规则错误", fault)
    try:
        written = manual_files.write(found.pages, out)
    except OSError as problem:
        raise UsageError(f"{out}：手册写不进去（{reason(problem)}），请检查 --out 的文件夹、权限和磁盘空间。") from None
    click.echo(f"写出：{'、'.join(written)}")
    sys.exit(USAGE if found.faults else OK)


@rules.command(name="lint", options_metavar="[选项]")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="文件夹…")
@click.option("--strict", is_flag=True, help="提醒也算错误。")
@form_option("text", "json")
def lint_rules(folders: tuple[Path, ...], strict: bool, form: str) -> None:
    """检查规则写得对不对，逐处指到行列；不写文件夹时检查随附的规则。

    给出的文件夹加在随附的规则之上检查。没有错误退出码为 0，有错误为 2。
    """
    from engine.lint.run import lint
    from reports import lint_view

    report = lint(folders or (shared.RULES,), shared.RULES, Vocabulary.load(shared.RULES), strict)
    if form == "json":
        print_json(lint_view.as_json(report))
    else:  # 带颜色，别处来的字在里面已显形
        click.echo(lint_view.as_text(report, sys.stdout.isatty()), nl=False)
    sys.exit(USAGE if report.count("error") else OK)


def _ruleset(folders: tuple[Path, ...]) -> tuple[Ruleset, Vocabulary]:
    """随附的规则加上 --rules 的；写错的规则说一声，其余照列。"""
    vocabulary = Vocabulary.load(shared.RULES)
    ruleset = load_ruleset((shared.RULES, *folders), vocabulary)
    for fault in ruleset.errors:
        warn("规则错误", fault)
    return ruleset, vocabulary


@rules.command(name="list", options_metavar="[选项]")
@click.option("--family", default="", metavar="类别", help="只列这一类别，如 三公经费。")
@click.option("--check", "kind", default=None, type=click.Choice(list(CHECKS)), help="只列这一种写法。")
@click.option("--severity", default=None, type=click.Choice(list(SEVERITIES)), help="只列这一级别。")
@form_option("table", "json", "csv")
@rules_option
def list_rules(family: str, kind: str | None, severity: str | None, form: str, rules: tuple[Path, ...]) -> None:
    """列出规则：编号、级别、写法、类别、标题。"""
    from reports import rules_view

    ruleset, _ = _ruleset(rules)
    every = all_rules(ruleset)
    families = {r.family for r in every}
    if family and family not in families:
        raise UsageError(f"没有“{family}”这个类别{suggest(family, families) or '。'}有：{'、'.join(sorted(families))}")
    found = [
        r for r in every if family in ("", r.family) and kind in (None, r.check) and severity in (None, r.severity)
    ]
    if form == "json":
        print_json(rules_view.as_json(found))
    elif form == "csv":
        print_text(rules_view.as_csv(found))
    else:
        print_text(rules_view.as_table(found, shutil.get_terminal_size((140, 24)).columns))
    sys.exit(USAGE if ruleset.errors else OK)


@rules.command(name="show", options_metavar="[选项]")
@click.argument("rule_id", metavar="编号")
@rules_option
def show_rule(rule_id: str, rules: tuple[Path, ...]) -> None:
    """用话说出一条规则：查什么、为什么、怎么算、依据、查哪里。"""
    from reports import rules_view

    ruleset, vocabulary = _ruleset(rules)
    every = {r.id: r for r in all_rules(ruleset)}
    rule = every.get(rule_id)
    if rule is None:
        near = suggest(rule_id, list(every))
        raise UsageError(f"没有“{rule_id}”这条规则{near or '，编号见 gouji rules list。'}")
    width = shutil.get_terminal_size((100, 24)).columns
    print_text(rules_view.in_words(rule, vocabulary, min(width, 120)))


def _schemas(folders: tuple[Path, ...]) -> dict[str, dict[str, Any]]:
    """文件名 → 编辑器用的模式；folders 里各层加的词汇也在内。"""
    from engine.ruletest.json_schema import test_schema

    library = load_ruleset((shared.RULES, *folders), Vocabulary.load(shared.RULES)).library
    assert isinstance(library, Layers)
    vocabulary = library.every_word
    return {**schemas(vocabulary), "test.schema.json": test_schema(vocabulary)}


@rules.command(name="schema", options_metavar="[选项]")
@click.option("--out", default=None, type=click.Path(path_type=Path), metavar="文件夹", help="写到这个文件夹。")
@rules_option
def rules_schema(out: Path | None, rules: tuple[Path, ...]) -> None:
    """写出编辑器用的 JSON Schema；不写 --out 时印出规则文件的那一份。"""
    found = _schemas(rules)
    if out is None:
        click.echo(json.dumps(found["rule.schema.json"], ensure_ascii=False, indent=1))
        return
    for path in skeleton.write_schemas(found, out):
        click.echo(path)


@rules.command(name="new", options_metavar="[选项]")
@click.argument("rule_id", metavar="编号")
@click.option("--family", required=True, metavar="类别", help="放进哪个类别的文件夹，如 三公经费。")
@click.option("--check", "kind", required=True, type=click.Choice(skeleton.kinds(shared.RULES)), help="哪一种写法。")
@click.option(
    "--dir",
    "folder",
    default=Path(),
    type=click.Path(path_type=Path),
    metavar="文件夹",
    show_default="当前文件夹",
    help="规则文件夹。",
)
def new_rule(rule_id: str, family: str, kind: str, folder: Path) -> None:
    """照样板写出一条规则和它的测试，已有的文件不覆盖；编辑器用的模式一并写好。"""
    written = skeleton.write(shared.RULES, folder, family, rule_id, kind)
    skeleton.write_schemas(_schemas((folder,)), folder / skeleton.SCHEMAS)
    for path in written:
        click.echo(path)
    click.echo(f"改好之后检查：gouji rules lint {folder}")


@rules.command("test", options_metavar="[选项]")
@click.argument("asked", nargs=-1, metavar="[文件夹、文件或规则编号…]")
@click.option(
    "--rules",
    "extra",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="追加的规则文件夹，连它的测试一起运行；可多次使用。",
)
@click.option("--mutate", is_flag=True, help="改动正例里参加核算的数，列出规则没有察觉的地方。")
@form_option("text", "json", "junit")
@click.option("--brief", is_flag=True, help="只列有问题的规则。")
@click.option("--strict", is_flag=True, help="缺测试、缺正例反例、有改动没有察觉的，也算失败。")
@click.option(
    "--engine",
    default="reference",
    type=click.Choice(["durable", "reference"]),
    show_default=True,
    help="匹配引擎，结果相同；参照匹配器对小文件快。",
)
def test_rules(
    asked: tuple[str, ...], extra: tuple[Path, ...], mutate: bool, form: str, brief: bool, strict: bool, engine: str
) -> None:
    """运行规则旁边的测试（.test.yaml）；不写哪些时，运行全部。

    退出码：0 全部相符；1 有用例不相符；2 规则文件、测试文件写错了，或测试不成立。
    """
    from engine.ruletest import library
    from reports import rule_tests_view as view

    vocabulary = Vocabulary.load(shared.RULES)
    named = [root for word in asked if (root := library.root_of(word))]
    roots = list(dict.fromkeys(p.resolve() for p in (shared.RULES, *extra, *named)))
    tiers = library.tiers(roots, vocabulary, matcher(engine))
    listed = library.targets(tiers)
    results = [library.run(t, vocabulary, mutate) for t in library.chosen(listed, asked)]
    loose = library.loose_faults(tiers, listed)
    for fault in loose:
        warn("规则错误", fault)
    render = {"text": lambda: view.as_text(results, brief), "json": lambda: view.as_json(results)}
    (print_json if form == "json" else print_text)(render.get(form, lambda: view.as_junit(results))())
    sys.exit(USAGE if loose else view.exit_code(results, strict))
