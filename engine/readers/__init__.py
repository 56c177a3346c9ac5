"""读入：一种格式一个模块，得到同一种文档模型。按内容而不是按扩展名判断格式。"""

from __future__ import annotations

from pathlib import Path

from engine.document import Document
from engine.errors import DocumentError
from engine.os_errors import reason
from engine.readers import text

SUFFIXES = (".txt", ".md")
"""遍历文件夹时会读的扩展名。"""

MAX_BYTES = 64 * 1024 * 1024
"""单个文件的上限；真实的文本公开件不超过 1 MB。"""


def read(path: Path) -> Document:
    """读一份文件；读不出来抛出 DocumentError，说明原因。"""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(f"{path}：文件有 {size >> 20} MB，超过 {MAX_BYTES >> 20} MB 的上限，请拆分后再核查。")
        data = path.read_bytes()
    except OSError as problem:
        raise DocumentError(f"{path}：打不开（{reason(problem)}），请检查路径和权限。") from None
    return text.read(path, data)
