"""对着终端说一句话：文件名、公开文本、规则里的字可以是任何字，控制字符、改方向的字一律显形，不会支使终端。"""

from __future__ import annotations

import json
import re

import click

from reports.text import visible


def told(text: object) -> str:
    """一行：空白并成一个，看不见的字显形；说得出口，不论终端用什么编码。"""
    return visible(" ".join(str(text).split()))


def warn(label: str, text: object) -> None:
    """往标准错误说一句：错误、注意、规则错误。"""
    click.echo(f"{label}：{told(text)}", err=True)


def print_text(text: str) -> None:
    """往标准输出写几行文字；自己不带颜色的都走这里。"""
    click.echo(visible(text), nl=False)


def print_json(text: str) -> None:
    """往标准输出写 JSON：看不见的字、没有配对的代理写成 \\u202e，读回来一字不差。"""
    click.echo(_HIDDEN.sub(_escaped, text), nl=False)


# C1 控制字符、软连字符、零宽和方向控制、行段分隔、代理、BOM、语言标记；U+0020 以下的 JSON 自己就转
_HIDDEN = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
