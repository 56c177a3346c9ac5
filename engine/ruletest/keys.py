"""测试文件的键：.test.yaml 里能写什么。编辑器补全和手册也取自这里。"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from engine.facts.prior import RELATIONS
from engine.outcome import STATUSES
from engine.ruleset.model import SEVERITIES
from engine.ruleset.schema import Field

KINDS: Final = ("预算", "决算")
NO_UNIT: Final = "不印"
UNITS: Final = ("元", "千元", "万元", "亿元", NO_UNIT)
AUTO_TOC: Final = "是"
"""toc 只写这个字时，目录由各表、各节的标题排成。"""

DOCUMENT_FIELDS = (
    Field("kind", "choice", True, values=KINDS, doc="文种"),
    Field("year", "text", True, doc="年度，如 2025"),
    Field("unit", "choice", values=UNITS, doc="各表的金额单位，默认 万元"),
    Field("entity", "text", doc="单位名称，默认 青石区水务局"),
    Field("cover", "text", doc="封面标题，默认由单位、年度、文种拼成"),
    Field("preface", "text", doc="封面之后的一段话，默认一句编制说明"),
    Field("toc", "texts", doc="目录各行；只写 是 则由各表、各节的标题排成；省略为没有目录"),
    Field("tables", "any", doc="表种: 竖线分隔的表；同种第二张写作 表种#2"),
    Field("sections", "any", doc="章节: 一段或几段文字"),
    Field("text", "text", doc="照印在最后的文字"),
)
OTHER_FIELDS = tuple(replace(f, required=False) if f.name in ("kind", "year") else f for f in DOCUMENT_FIELDS)
"""另一份公开件：文种、年度、单位不写的，按它是哪一份来定。"""
TABLE_FIELDS = (
    Field("rows", "text", True, doc="竖线分隔的表，第一行起是表头"),
    Field("title", "text", doc="印出来的标题，默认取词汇认得的写法"),
    Field("unit", "choice", values=UNITS, doc="这张表的金额单位；不印 为没有单位行"),
    Field("notes", "texts", doc="印在表下的附注，一项一行"),
)
SECTION_FIELDS = (
    Field("text", "any", True, doc="一段文字，或几段的列表"),
    Field("heading", "text", doc="印出来的标题，自带序号的照印"),
)
EXPECT_FIELDS = (
    Field("outcome", "choice", True, values=STATUSES, doc="结论"),
    Field("at", "text", doc="位置，如 一般公共预算支出表 / 208 / 合计"),
    Field("diff", "text", doc="差额，如 0.03；写了单位的连单位一起比"),
    Field("severity", "choice", values=SEVERITIES, doc="级别"),
    Field("message", "texts", doc="问题的说法里有这些字"),
    Field("note", "text", doc="附带的说明里有这些字，如 容许范围"),
    Field("reason", "text", doc="不适用、无法核查的原因里有这些字"),
    Field("cause", "text", doc="可能原因里有这些字"),
    Field("count", "number", doc="这样的结论恰有几条；省略时通过、不适用至少一条，其余恰一条"),
)
CASE_FIELDS = (
    Field("name", "text", True, doc="一句话说明这是什么情形"),
    Field("document", "any", True, doc="虚构的公开件", fields=DOCUMENT_FIELDS),
    Field(
        "expect",
        "any",
        True,
        doc="应有的结论；[] 为除通过、不适用以外没有别的",
        fields=EXPECT_FIELDS,
        many=True,
    ),
    *(Field(name, "any", doc=f"另一份公开件：{told}", fields=OTHER_FIELDS) for name, told in RELATIONS.items()),
    Field("todo", "boolean", doc="是：已知还做不到，另计，不算失败"),
    Field("audit_with", "texts", doc="要一起运行的别的规则，只有对结论再判断的规则才用得着"),
)
FILE_FIELDS = (
    Field("rule", "text", True, doc="测哪条规则，与文件名相同"),
    Field("cases", "any", True, doc="各个用例", fields=CASE_FIELDS, many=True),
)
