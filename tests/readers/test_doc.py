# ruff: noqa: N802　测试名是中文句子
"""旧版 Word 文档：LibreOffice 有没有、成不成，都有一句话。"""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from engine.document import Paragraph
from engine.errors import DocumentError
from engine.readers import doc
from engine.readers.limits import Limits

RTF = rb"{\rtf1\ansi\ansicpg936 \u39044?\u31639? 12.50\par}"


def program(folder: Path, script: str) -> None:
    """放一个假的 soffice。"""
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_没有装LibreOffice要说怎么办(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(doc, "_PLACES", ())
    with pytest.raises(DocumentError, match="另存为 docx"):
        doc.read(Path("公开件.doc"), b"x")


@pytest.mark.parametrize(("script", "told"), [("exit 1", "打不开"), ("exec /bin/sleep 60", "还没有完成")])
def test_转换不成要说(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, told: str) -> None:
    program(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DocumentError, match=told):
        doc.read(Path("公开件.doc"), b"x", Limits(seconds=1))


@pytest.mark.skipif(not doc.find(), reason="没有装 LibreOffice")
def test_RTF也由它转换() -> None:
    (block,) = doc.read(Path("公开件.rtf"), RTF).blocks
    assert isinstance(block, Paragraph)
    assert block.text.norm == "预算12.50"
