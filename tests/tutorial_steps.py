"""教程里的步骤：照抄文件、改字、运行命令、守着文件，各步的输出与页上印的比。

页上的记号写在代码块前面：<!-- file 路径 -->、<!-- run 退出码 -->（0 可省）、<!-- output -->、
<!-- edit 路径 旧 新 -->（␣ 代空格）、<!-- watch -->、<!-- finding 规则编号 -->（下面一行引文）。
"""

from __future__ import annotations

import re
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from tests.audit_tools import gouji, interrupted, report_of, watching

WIDTH = {"COLUMNS": "100", "SOURCE_DATE_EPOCH": ""}
# <!-- run 2 -->，下面是代码块或一行引文，也可以没有
_STEP = re.compile(
    r"<!-- (file|run|output|edit|watch|finding)((?: (?!-->)\S+)*) -->\n(?:```\w+\n(.*?)```|> ([^\n]*)\n)?", re.S
)


@dataclass(frozen=True, slots=True)
class Step:
    """kind 是记号，words 是记号里其余的字，body 是下面的代码块或引文，start、end 是代码块在页里的位置。"""

    kind: str
    words: tuple[str, ...]
    body: str
    start: int
    end: int


def steps(page: str) -> tuple[Step, ...]:
    found = []
    for m in _STEP.finditer(page):
        group = 3 if m[3] is not None else 4
        start, end = m.span(group) if m[group] is not None else (m.end(), m.end())
        words = tuple(w.replace("␣", " ") for w in (m[2] or "").split())
        found.append(Step(m[1], words, m[group] or "", start, end))
    return tuple(found)


@dataclass
class Desk:
    """空文件夹里照着做；said 是最近一条命令的输出。"""

    folder: Path
    said: str = ""
    watching: subprocess.Popen[bytes] | None = None

    def do(self, step: Step) -> None:
        match step.kind:
            case "file":
                path = self.folder / step.words[0]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(step.body, encoding="utf-8")
            case "edit":
                self.edit(*step.words)
            case "run":
                command = step.body.split()
                assert command[0] == "gouji"
                ran = gouji(*command[1:], cwd=self.folder, env=WIDTH)
                assert ran.code == int(step.words[0] if step.words else 0), ran.err
                self.said = ran.out + ran.err
            case "watch":
                self.said = self.watch(step.body.split()[2:])
            case "finding":
                (document,) = report_of(self.folder / "gouji-report")["documents"]
                told = [f["message"] for f in document["findings"] if f["rule_id"] == step.words[0]]
                assert told == [step.body]

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        if self.watching is not None:
            self.said += self.heard("未变")
            assert interrupted(self.watching) == 0
            self.watching = None

    def watch(self, arguments: list[str]) -> str:
        """守到第一次核查完。"""
        self.watching = watching(*arguments, cwd=self.folder, env=WIDTH)
        return self.heard("存盘即重新核查")

    def heard(self, ending: str) -> str:
        """听到含 ending 的一行为止。"""
        assert self.watching is not None and self.watching.stdout is not None
        late = threading.Timer(90, self.watching.kill)  # 一直没有回音的，结束它，输出就对不上
        late.start()
        lines = []
        for line in map(bytes.decode, self.watching.stdout):
            lines.append(line)
            if ending in line:
                break
        late.cancel()
        return "".join(lines)
