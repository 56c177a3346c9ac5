# ruff: noqa: N802　测试名是中文句子
"""帮助、用法错误：都是中文，系统语言不影响。"""

from __future__ import annotations

import re

import pytest

import cli
from tests.audit_tools import gouji
from tests.cli_tools import CHINESE, run


@pytest.mark.parametrize("command", [(), ("audit",), ("facts",), ("report",), ("diff",)])
def test_帮助是中文(command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert done.exit_code == 0
    assert CHINESE.search(done.output)
    assert run(*command, "-h").output == done.output


@pytest.mark.parametrize("command", [(), ("audit",), ("facts",), ("report",), ("diff",)])
def test_帮助里没有英文句子(command: tuple[str, ...]) -> None:
    said = run(*command, "--help").output
    assert not re.search(r"Usage:|Options:|Commands:|Show this message|default:", said)
    assert not re.search(r"OPTIONS|COMMAND|ARGS|PATH|TEXT|FILE|DIRECTORY|required", said)


def test_不带命令_给出帮助() -> None:
    assert run().output == run("--help").output


def test_帮助里有每个选项和默认值() -> None:
    said = run("audit", "--help").output
    for option in cli.main.commands["audit"].params[1:]:
        assert f"  {option.opts[0]}{'' if option.is_flag else ' '}" in said
    for default in ("./gouji-report", "html,json", "durable", "error"):
        assert f"默认 {default}。" in said


def test_可以不写的选项_可写的值里没有空的一个() -> None:
    assert "--level 省级|市级|县级|乡级" in run("audit", "--help").output


@pytest.mark.parametrize("args", [("--help",), ("audit", "没有的选项也没有的文件", "--out")])
def test_系统语言不影响(args: tuple[str, ...]) -> None:
    outs = [
        gouji(*args, env={"LANG": lang, "LC_ALL": lang, "LANGUAGE": lang[:2]}) for lang in ("C.UTF-8", "de_DE.UTF-8")
    ]
    assert outs[0].out == outs[1].out
    assert outs[0].code == outs[1].code


def test_每个命令和选项都有中文说明() -> None:
    for command in cli.main.commands.values():
        assert CHINESE.search(command.help or "")
        for parameter in command.params:
            told = getattr(parameter, "help", None)
            assert parameter.param_type_name == "argument" or CHINESE.search(told or ""), parameter.name


@pytest.mark.parametrize(
    "args",
    [
        ("audit",),
        ("facts",),
        ("facts", "甲", "乙"),
        ("没有的命令",),
        ("-x",),
        ("audit", "examples", "--frmat", "html"),
        ("audit", "examples", "--format"),
        ("audit", "examples", "--engine", "x"),
        ("audit", "--help=x"),
    ],
)
def test_用法错误是中文_退出码2(args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.exit_code == 2
    (sentence,) = done.output.splitlines()
    assert done.stderr == done.output
    assert sentence.startswith("错误：")
    assert not re.search(r"Error|Invalid|Missing|No such|option|argument|unexpected", sentence)


@pytest.mark.parametrize(
    "problem",
    [
        MemoryError(),
        ImportError("/lib/some.so: failed to map segment from shared object"),
        ImportError("libsome.so: cannot allocate memory in static TLS block"),
    ],
)
def test_内存不够不是程序的毛病(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    def short(*_: object) -> None:
        raise problem

    monkeypatch.setattr("commands.rules.load_ruleset", short)
    done = run("rules", "list")
    assert done.exit_code == 2
    assert done.output == "错误：内存不够，没有做完，请关掉别的程序或减少 --jobs 再试。\n"


def test_程序自己的毛病也只是一句话_说出在哪一行(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("没有料到的键")

    monkeypatch.setattr("commands.rules.load_ruleset", broken)
    done = run("rules", "list")
    assert done.exit_code == 2
    assert re.search(r"^错误：程序出错（KeyError：'没有料到的键'，test_cli_help\.py:\d+），", done.output)
    assert "Traceback" not in done.output
