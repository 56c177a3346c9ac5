"""放在磁盘上的各份：用到哪一份读哪一份，一万份也不占内存。

样子与 report["documents"] 的列表相同，各种格式照样渲染；每过一遍就从头读一遍。
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

from engine.batch.cache import Cache, Damaged
from engine.errors import UsageError
from reports import json_report
from reports.schema import complete_document
from reports.summary import summary

DOCUMENTS, SUMMARIES = "documents.json", "summaries.json"
"""缓存的一项里的两段：report.json 里的几份，照原样；汇总用的几份，一行一份。"""

Document = dict[str, Any]


def parts(documents: Sequence[Document]) -> dict[str, bytes]:
    """一份公开件的几份 documents → 缓存的各段。"""
    lines = (json.dumps(summary(d), ensure_ascii=False) for d in documents)
    return {
        DOCUMENTS: json_report.items(documents),
        SUMMARIES: "\n".join(lines).encode("utf-8", "surrogatepass"),
    }


class Spool(Sequence[Document]):
    """keys 依次是各份公开件在缓存里的键；counts 是各占 documents 的几份。"""

    def __init__(self, cache: Cache, keys: Sequence[str]) -> None:
        """先把各份的汇总抄到一个临时文件里：要过好几遍，一项项打开慢得多。写不进去抛出 OSError。"""
        self._cache = cache
        self._keys = keys
        self._lines = tempfile.TemporaryFile(dir=cache.folder)  # noqa: SIM115  与本对象同生死
        self.counts: list[int] = []
        for key in keys:
            lines = self._part(key, SUMMARIES)
            self._lines.write(lines + b"\n")
            self.counts.append(lines.count(b"\n") + 1)

    def texts(self) -> Iterator[bytes]:
        """report.json 里的样子，一份公开件一段。"""
        return (self._part(key, DOCUMENTS) for key in self._keys)

    def raw(self) -> Iterator[Document]:
        """照原样，没有补齐。"""
        return (document for text in self.texts() for document in parsed(text))

    def summaries(self) -> Iterator[Document]:
        return map(json.loads, self._summary_lines())

    def __iter__(self) -> Iterator[Document]:
        return map(complete_document, self.raw())

    def __len__(self) -> int:
        return sum(self.counts)

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> list[Document]: ...
    def __getitem__(self, index: int | slice) -> Document | list[Document]:
        return list(self)[index]

    def _summary_lines(self) -> Iterator[bytes]:
        """各记各的位置，可以几遍同时过。"""
        at = 0
        while True:
            self._lines.seek(at)
            line = self._lines.readline()
            at = self._lines.tell()
            if not line:
                return
            yield line

    def _part(self, key: str, name: str) -> bytes:
        try:
            return self._cache.part(key, name)
        except Damaged:
            raise UsageError(
                f"{self._cache.folder}：写报告时缓存里的结果没有了或坏了，请再运行一次同样的命令，做过的不必重做。"
            ) from None


def parsed(text: bytes) -> list[Document]:
    """一段里的几份。"""
    found: list[Document] = json.loads(b"[" + text + b"]")
    return found


def summaries(documents: Iterable[Mapping[str, Any]]) -> Iterator[Document]:
    """各份在汇总里要用到的。"""
    return documents.summaries() if isinstance(documents, Spool) else map(summary, documents)


def texts(documents: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """各份在 report.json 里的样子。"""
    return documents.texts() if isinstance(documents, Spool) else (json_report.items([d]) for d in documents)
