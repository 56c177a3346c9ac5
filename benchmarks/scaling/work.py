"""一次测量共用的：临时文件夹、快慢、用哪个匹配器、另给的公开件。"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.scaling import samples
from commands.shared import auditor_of
from engine.audit import Auditor
from engine.batch.pool import collect_seldom


@dataclass(frozen=True)
class Work:
    """folder 是这一项测量自己的临时文件夹；quick 为真时量得少。

    documents 是份数最多到多少；docs 是另给的公开件文件夹；seconds 是一项测量里“份数”的阶梯至多花的秒数。
    """

    folder: Path
    quick: bool = False
    engine: str = "durable"
    documents: int = 10_000
    seconds: float = 600.0
    docs: Path | None = None

    @cached_property
    def auditor(self) -> Auditor:
        """规则读好之后，垃圾回收与工作进程里一样。"""
        made = auditor_of((), self.engine)
        collect_seldom()
        return made

    @property
    def repeat(self) -> int:
        return 2 if self.quick else 5

    @cached_property
    def groups(self) -> dict[str, list[Path]]:
        """一组一组的公开件：示例、生成的文本、画成的 PDF，或另给的。"""
        if self.docs is not None:
            texts, pdfs = samples.given(self.docs)
            return {name: found for name, found in (("文本", texts), ("PDF", pdfs)) if found}
        count = 2 if self.quick else 10
        return {
            "文本（示例）": samples.examples(),
            "文本（生成）": samples.texts(self.folder, count),
            "PDF（生成）": samples.pdfs(self.folder, count),
        }
