"""PDF 里没有嵌入的字体，由哪里的代替。

读的时候一概用自带的 fonts/box.ttf，每个字一个方框：PDFium 按代替字体的字形定字的大小，本机没有那种字体，
字形是空的，高、宽为零，单独一个字的、侧放的它就不列，表里的字缺了一片。也不看本机装了什么字体，
同一份文件在哪台机器上读出来都一样。画图的时候用本机的，字才看得见。
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Final

import pypdfium2.raw as raw
from pypdfium2.internal import bases

_FOLDER: Final = Path(__file__).resolve().parent / "fonts"
_VERSION: Final = 2  # FPDF_LIBRARY_CONFIG 的版本，与 pypdfium2 自己用的相同
_CHARS = ctypes.POINTER(ctypes.c_char)


class _Using:
    """PDFium 现在从哪里找字体；交给它的内存要一直留着。"""

    folder: Path | None = None
    kept: object = None


def own() -> None:
    """用自带的。"""
    _use(_FOLDER)


def system() -> None:
    """用本机的。"""
    _use(None)


def _use(folder: Path | None) -> None:
    """字体只在 PDFium 起动时定，换要重新起动；还开着别的 PDF 的不换，换了它们就用不得了。"""
    if folder == _Using.folder or any(bases.ObjectTracker.values()):
        return
    paths = None
    if folder is not None:
        text = ctypes.create_string_buffer(str(folder).encode())
        paths = (_CHARS * 2)(ctypes.cast(text, _CHARS))  # 后一个是空的，表示完了
        _Using.kept = (text, paths)
    config = raw.FPDF_LIBRARY_CONFIG(version=_VERSION, m_pUserFontPaths=paths, m_pIsolate=None, m_v8EmbedderSlot=0)
    raw.FPDF_DestroyLibrary()
    raw.FPDF_InitLibraryWithConfig(config)
    _Using.folder = folder
