"""给人看的错误：一句中文，说清什么、在哪里、怎么办。"""

from __future__ import annotations

from dataclasses import dataclass


class GoujiError(Exception):
    """所有面向用户的错误的基类；str(error) 就是给用户看的那句话。"""


class DocumentError(GoujiError):
    """文件读不出来，或者不是预决算公开文本。"""


class Overrun(DocumentError):
    """读的时候超时、内存不够，或者解析程序中途死了：换个时候、换台机器可能读得出来。"""


class UsageError(GoujiError):
    """命令用法不对。"""


class Stopped(GoujiError):
    """用户中途停下了（Ctrl-C）。"""


class Late(BaseException):
    """做得太久。不是 Exception：一条规则、一个解析库出错时照样往下做的，不能把它也当作出错。"""


class EngineFault(GoujiError):
    """匹配引擎失败；该分片改由参照匹配器重做。"""


@dataclass(frozen=True, slots=True)
class RuleFault:
    """规则文件中的一处错误。line、column 从 1 起，没有位置为 0；choices 是那里可以写的名称，可以为空。"""

    file: str
    line: int
    column: int
    message: str
    rule_id: str = ""
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{at}：{self.message}"


class RuleError(GoujiError):
    """一条规则不能用；faults 逐处说明。"""

    def __init__(self, faults: list[RuleFault]) -> None:
        super().__init__("；".join(str(f) for f in faults))
        self.faults = faults
