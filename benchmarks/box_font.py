"""做 engine/readers/fonts/box.ttf：读 PDF 时代替没有嵌入的中文字体，每个字都是一个方框。

用法：pip install fonttools；python benchmarks/box_font.py
fonttools 只在做字体时用，不在锁定的依赖里；做好的字体 656 字节，随程序走。
"""

from __future__ import annotations

from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "engine" / "readers" / "fonts" / "box.ttf"
_EM, _ASCENT, _DESCENT, _SIDE = 1000, 880, -120, 60
_FIRST, _LAST = 0x20, 0x2FA1F  # 空格到中日韩兼容表意文字增补
_CODE_PAGES = 1 | 1 << 17 | 1 << 18 | 1 << 19 | 1 << 20  # 西文、日文、简体、韩文、繁体（OS/2 ulCodePageRange1）


def main() -> None:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

    pen = TTGlyphPen(None)
    pen.moveTo((_SIDE, _DESCENT + 40))
    for corner in ((_SIDE, _ASCENT - 60), (_EM - _SIDE, _ASCENT - 60), (_EM - _SIDE, _DESCENT + 40)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    made = FontBuilder(_EM, isTTF=True)
    made.setupGlyphOrder([".notdef", "box"])
    made.setupCharacterMap({_FIRST: "box"})
    made.setupGlyf({".notdef": box, "box": box})
    made.setupHorizontalMetrics({".notdef": (_EM, _SIDE), "box": (_EM, _SIDE)})
    made.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    made.setupNameTable({"familyName": "Gouji Box", "styleName": "Regular"})
    made.setupOS2(
        sTypoAscender=_ASCENT,
        sTypoDescender=_DESCENT,
        usWinAscent=_ASCENT,
        usWinDescent=-_DESCENT,
        ulCodePageRange1=_CODE_PAGES,
    )
    made.setupPost()
    tables = []
    for platform, encoding in ((0, 6), (3, 10)):
        table = CmapSubtable.newSubtable(13)  # 许多字共用一个字形
        table.platformID, table.platEncID, table.language = platform, encoding, 0
        table.cmap = dict.fromkeys(range(_FIRST, _LAST + 1), "box")
        tables.append(table)
    made.font["cmap"].tables = tables
    made.font["head"].created = made.font["head"].modified = 0  # 同样的程序，同样的字节
    made.font.recalcTimestamp = False
    OUT.parent.mkdir(exist_ok=True)
    made.font.save(OUT)


if __name__ == "__main__":
    main()
