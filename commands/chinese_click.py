"""click 的中文外表：帮助和用法错误都是中文。

不用 click 的 gettext：它跟着系统语言走，而且折行按字数不按显示宽度。这里自己排帮助，自己说错误。
"""

from __future__ import annotations

import difflib
import inspect
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from commands.saying import told, warn
from engine.errors import GoujiError, Stopped, UsageError
from engine.os_errors import reason, short_of_memory

_Result = TypeVar("_Result")
_STOPPED = 130  # Ctrl-C 停下的退出码，照惯例是 128+2
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Command(click.Command):
    """帮助是中文的命令。"""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write("\n".join(_help(self, ctx)))


class Commands(click.Group):
    """命令组：出错时只说一句中文，退出码 2，中途停下的 130；决不把内部的出错信息打给用户。"""

    command_class = Command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write("\n".join(_help(self, ctx)))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except Stopped as stopped:
            click.echo(told(stopped), err=True)
            sys.exit(_STOPPED)
        except GoujiError as problem:
            warn("错误", problem)
            sys.exit(2)
        except OSError as problem:
            warn("错误", _system(problem))
            sys.exit(2)
        except Exception as problem:  # noqa: BLE001  没有料到的：说出是什么、在程序的哪一行，不打出调用栈
            warn("错误", _unexpected(problem))
            sys.exit(2)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        return _translated(lambda: super(Commands, self).make_context(*args, **kwargs))

    def invoke(self, ctx: click.Context) -> Any:
        return _translated(lambda: super(Commands, self).invoke(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            raise click.UsageError(f"没有“{args[0]}”这个命令，可用 {'、'.join(self.commands)}", ctx)
        return super().resolve_command(ctx, args)


# ---- 帮助


def _help(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """帮助的各行：用法、说明、命令、选项。说明照文档字符串原样分行。"""
    yield f"用法：{ctx.command_path} {' '.join(command.collect_usage_pieces(ctx))}"
    yield ""
    yield from (f"  {line}".rstrip() for line in inspect.cleandoc(command.help or "").splitlines())
    if isinstance(command, click.Group):
        yield "\n命令："
        yield from (f"  {name}\n      {_summary(inner)}" for name, inner in sorted(command.commands.items()))
    yield "\n选项："
    for parameter in command.get_params(ctx):
        if isinstance(parameter, click.Option):
            own = not set(parameter.opts) & set(ctx.help_option_names)
            yield f"  {_option(parameter)}\n      {_told(parameter) if own else '显示帮助。'}"


def _summary(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").split("\n", 1)[0]


def _option(option: click.Option) -> str:
    shown = "|".join(c for c in option.type.choices if c) if isinstance(option.type, click.Choice) else option.metavar
    return " ".join(filter(None, (", ".join(option.opts), shown)))


def _told(option: click.Option) -> str:
    if not option.show_default:
        return option.help or ""
    default = option.show_default if isinstance(option.show_default, str) else option.default
    return f"{option.help}默认 {default}。"


def _system(problem: OSError) -> str:
    """磁盘、权限的毛病；没有文件名的多半是标准输出接到了写满的磁盘上。"""
    return f"{problem.filename or '标准输出'}：读写不了（{reason(problem)}），没有做完，请检查权限和磁盘空间。"


def _unexpected(problem: Exception) -> str:
    """内存不够；不然是程序自己的毛病，一句话：是什么、在哪一行。"""
    if short_of_memory(problem):
        return "内存不够，没有做完，请关掉别的程序或减少 --jobs 再试。"
    last = traceback.extract_tb(problem.__traceback__)[-1]
    at = f"{Path(last.filename).name}:{last.lineno}"
    said = " ".join(str(problem).split())[:200]
    return f"程序出错（{type(problem).__name__}：{said}，{at}），没有做完，请把这句话和所用的文件报告给维护者。"


# ---- 用法错误


def _translated(act: Callable[[], _Result]) -> _Result:
    """照做；click 的用法错误换成中文的 UsageError。不带参数时 click 打出帮助，照旧。"""
    try:
        return act()
    except click.UsageError as problem:
        if type(problem).__name__ == "NoArgsIsHelpError":
            raise
        command = problem.ctx.command_path if problem.ctx else "gouji"
        raise UsageError(f"{_sentence(problem)}。用法见 {command} --help") from None
    except (KeyboardInterrupt, click.Abort):
        raise Stopped("中途停止，没有做完。") from None


def _sentence(problem: click.UsageError) -> str:
    """是什么错；自己写的中文原样用。"""
    match problem:
        case click.MissingParameter():
            return f"缺少{_name(problem)}"
        case click.NoSuchOption():
            return f"没有 {problem.option_name} 这个选项{_near(problem)}"
        case click.BadOptionUsage():
            return f"选项 {problem.option_name} {'不带值' if 'not take' in problem.message else '后面要写值'}"
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices))):
            return f"{_name(problem)} 只能是 {'、'.join(map(str, choices))}"
        case click.BadParameter() if _CHINESE.search(problem.message):
            return f"{_name(problem)}：{problem.message}"
        case click.BadParameter():
            return f"{_name(problem)} 写得不对"
    if _CHINESE.search(problem.message) and not problem.message.startswith("Got unexpected"):
        return problem.message
    extra = re.search(r"unexpected extra arguments? \((.*)\)", problem.message, re.S)
    return f"多写了“{extra[1]}”" if extra else "用法不对"


def _name(problem: click.BadParameter) -> str:
    """选项写最长的名字，参数写它的中文名。"""
    parameter = problem.param
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return ((parameter.metavar if parameter else "") or "参数").removesuffix("…")


def _near(problem: click.NoSuchOption) -> str:
    known = [o for p in problem.ctx.command.params for o in p.opts] if problem.ctx else []
    near = difflib.get_close_matches(problem.option_name, known, n=1)
    return f"，是否为 {near[0]}" if near else ""
