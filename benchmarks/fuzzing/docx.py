"""Word 文档：部件由零碎拼成、再改几个字节，装成合格的压缩包；有时连压缩包也改坏。"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.fuzzing.draw import Draw, spread
from benchmarks.fuzzing.reading import tried
from engine.readers import docx
from tests.readers.bad_files import zipped

LENGTH = 500
_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BODY = (
    "<w:p>",
    "</w:p>",
    "<w:r><w:t>",
    "</w:t></w:r>",
    "<w:p><w:r><w:t>",
    "</w:t></w:r></w:p>",
    "<w:tab/>",
    "<w:br/>",
    "<w:tbl>",
    "</w:tbl>",
    "<w:tr>",
    "</w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:tc><w:p><w:r><w:t>",
    "</w:t></w:r></w:p></w:tc>",
    '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>',
    '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>',
    "<w:tcPr><w:vMerge/></w:tcPr>",
    '<w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>',
    '<w:tcPr><w:tcW w:w="-5"/></w:tcPr>',
    '<w:tblGrid><w:gridCol w:w="900"/></w:tblGrid>',
    '<w:trPr><w:gridBefore w:val="3"/></w:trPr>',
    '<w:tcPr><w:gridSpan w:val="x"/></w:tcPr>',
    '<w:gridCol w:w="1e9"/>',
    '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    '<w:pPr><w:numPr><w:ilvl w:val="8"/><w:numId w:val="2"/></w:numPr></w:pPr>',
    '<w:pPr><w:pStyle w:val="1"/></w:pPr>',
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>',
    "<w:rPr><w:vanish/></w:rPr>",
    '<w:numId w:val="-1"/>',
    "<w:del>",
    "</w:del>",
    "<w:ins>",
    "</w:ins>",
    '<w:footnoteReference w:id="2"/>',
    '<w:endnoteReference w:id="2"/>',
    "<w:sdt><w:sdtContent>",
    "</w:sdtContent></w:sdt>",
    "<w:txbxContent>",
    "</w:txbxContent>",
    "<w:drawing/>",
    "<w:pict/>",
    "<w:object/>",
    '<w:altChunk r:id="r9"/>',
    '<w:fldChar w:fldCharType="begin"/>',
    "<w:instrText>TOC</w:instrText>",
    '<w:fldChar w:fldCharType="end"/>',
    '<w:sym w:char="F0FE"/>',
    "<mc:AlternateContent><mc:Choice>",
    "</mc:Choice><mc:Fallback>",
    "</mc:Fallback></mc:AlternateContent>",
    "<w:moveFrom>",
    "</w:moveFrom>",
    "白鹭区园林局2025年部门预算",
    "单位：万元",
    "合计",
    "1.00",
    "项目",
    "一、收入",
    "其中：1万元，",
    "&#0;",
    "&amp;",
    "&a;",
    "—",
)
_NUMBERS = (
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>',
    '<w:abstractNum w:abstractNumId="0">',
    '<w:abstractNum w:abstractNumId="1">',
    "</w:abstractNum>",
    '<w:lvl w:ilvl="0">',
    '<w:lvl w:ilvl="8">',
    "</w:lvl>",
    '<w:start w:val="1"/>',
    '<w:start w:val="99999999999"/>',
    '<w:numFmt w:val="chineseCounting"/>',
    '<w:numFmt w:val="upperRoman"/>',
    '<w:numFmt w:val="lowerLetter"/>',
    '<w:lvlText w:val="%1、"/>',
    '<w:lvlText w:val="第%9部分 %1"/>',
    '<w:lvlText w:val="%"/>',
    '<w:start w:val="-7"/>',
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>',
    '<w:numStyleLink w:val="1"/>',
    '<w:lvlRestart w:val="0"/>',
    "<w:isLgl/>",
)
_STYLES = (
    '<w:style w:styleId="1">',
    '<w:style w:styleId="2" w:default="1">',
    "</w:style>",
    '<w:basedOn w:val="2"/>',
    '<w:basedOn w:val="1"/>',
    '<w:name w:val="heading 1"/>',
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>',
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>',
    "<w:rPr><w:vanish/></w:rPr>",
    '<w:link w:val="1"/>',
    "<w:docDefaults/>",
)
_PAYLOADS = (
    b"<",
    b">",
    b"\0",
    b"&",
    b'"',
    b"<!DOCTYPE x [<!ENTITY a '1'>]>",
    b"<?x ?>",
    b"\xff",
    b"-",
    b"9" * 30,
    b"w:",
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


def run(data: bytes) -> None:
    tried(docx.read, "文.docx", package(Draw(data)))


def package(draw: Draw) -> bytes:
    """一个压缩包。"""
    loose = draw.below(8) == 7  # 标签未必成对的，多半到 XML 为止
    body = draw.words(_BODY, 60) if loose else "".join(_block(draw, 2) for _ in draw.times(12))
    note = draw.words(_BODY, 6) if loose else _block(draw, 1)
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(
            *((k, f"{k}.xml") for k in ("numbering", "styles", "footnotes", "endnotes"))
        ),
        "word/numbering.xml": f"<w:numbering {_NS}>{_numbering(draw, loose)}</w:numbering>",
        "word/styles.xml": f"<w:styles {_NS}>{_styles(draw, loose)}</w:styles>",
        "word/footnotes.xml": f'<w:footnotes {_NS}><w:footnote w:id="2">{note}</w:footnote></w:footnotes>',
        "word/endnotes.xml": f'<w:endnotes {_NS}><w:endnote w:id="2"><w:p/></w:endnote></w:endnotes>',
        "word/document.xml": f"<w:document {_NS}><w:body>{body}</w:body></w:document>",
    }
    return mangled(draw, {name: text.encode("utf-8", "replace") for name, text in members.items()})


def _numbering(draw: Draw, loose: bool) -> str:
    if loose:
        return draw.words(_NUMBERS, 12)
    whole = [piece for piece in _NUMBERS if piece.endswith("/>") or piece.startswith("<w:lvlOverride")]
    levels = (
        f'<w:lvl w:ilvl="{level}">{"".join(draw.pick(whole) for _ in draw.times(4))}</w:lvl>'
        for level in draw.pick(((0,), (0, 1), (8,), (0, 0), ()))
    )
    inside = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return inside + "".join(piece for piece in _NUMBERS if piece.startswith("<w:num "))


def _styles(draw: Draw, loose: bool) -> str:
    if loose:
        return draw.words(_STYLES, 8)
    whole = [piece for piece in _STYLES if piece.endswith(("/>", "Pr>"))]
    return "".join(
        f'<w:style w:styleId="{name}">{"".join(draw.pick(whole) for _ in draw.times(3))}</w:style>' for name in "12"
    )


def mangled(draw: Draw, members: dict[str, bytes]) -> bytes:
    """有时改坏一个部件、去掉一个部件、改坏压缩包。"""
    way = draw.below(16)
    name = draw.pick(sorted(members))
    if way == 0:
        members[name] = spread(members[name], draw, _PAYLOADS, 4)
    elif way == 1:
        del members[name]
    packed = zipped(members)
    return spread(packed, draw, _PAYLOADS, 4) if way == 2 else packed


def _relations(*pairs: tuple[str, str]) -> str:
    inside = "".join(f'<Relationship Id="r{n}" Type="{_REL}/{k}" Target="{t}"/>' for n, (k, t) in enumerate(pairs))
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


_PROPERTIES = tuple(piece for piece in _BODY if "Pr>" in piece or piece.endswith("/>"))
_TEXTS = tuple(piece for piece in _BODY if not piece.startswith("<") and piece not in ("&#0;", "&a;"))
_INLINE = tuple(piece for piece in _BODY if piece.endswith("/>") and "Pr" not in piece)


def _block(draw: Draw, depth: int) -> str:
    """标签成对的一段或一张表。"""
    if draw.below(3) or not depth:
        style = draw.pick(_PROPERTIES) if draw.rarely() or draw.rarely() else ""
        return (
            f"<w:p>{style}<w:r>{draw.pick(_INLINE) if draw.rarely() else ''}<w:t>{draw.pick(_TEXTS)}</w:t></w:r></w:p>"
        )
    rows = (
        "<w:tr>" + "".join(f"<w:tc>{_cell(draw, depth - 1)}</w:tc>" for _ in draw.times(4)) + "</w:tr>"
        for _ in draw.times(5)
    )
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def _cell(draw: Draw, depth: int) -> str:
    return (draw.pick(_PROPERTIES) if draw.below(3) == 0 else "") + _block(draw, depth)


def seeds() -> Iterator[bytes]:
    for n in range(40):
        yield bytes([n % 3, 8, *((n * 11 + k * 7) % 256 for k in range(160))])
