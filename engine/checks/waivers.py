"""waivers：豁免登记本身的毛病。

查什么  到期的豁免；规则查了、却没有用到的豁免。
为什么  豁免到期而没有人管，问题就一直被盖着；用不到的，多半是问题已经改了，或者登记时写错了位置。
错误示例  登记到 2025-03-31 为止，核查日期是 2025-06-30。
正确示例  到期前续批，写上新的到期日；已经整改的，从登记里删去。
参数  state expired 已过期，unused 没有用到
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.common import Bound, Context
from engine.inference.patterns import Pattern, Query
from engine.outcome import FAIL, NOT_APPLICABLE, Evidence, Outcome
from engine.ruleset.model import Rule
from engine.ruleset.schema import Field

FIELDS = (
    Field("state", "choice", True, values=("expired", "unused"), doc="哪一种豁免：expired 已过期；unused 没有用到"),
)
MESSAGE_FIELDS = ("rule", "at", "reason", "document", "approved_by", "expires", "place")
TABLE_KEYS: tuple[str, ...] = ()


def compile_rule(rule: Rule) -> tuple[Query, ...]:
    return (Query("waiver", (Pattern("waiver", "waiver", {"state": rule.body["state"]}),)),)


def check(rule: Rule, bound: Bound, context: Context) -> Iterator[Outcome]:
    for match in bound["waiver"]:
        waiver = match["waiver"]
        fields = {name: waiver.key(name) for name in MESSAGE_FIELDS}
        at = "/".join(x for x in ("豁免", fields["rule"], fields["at"]) if x)
        proof = Evidence(f"{fields['place']}：{fields['rule']}，{fields['reason']}", waiver.place)
        yield Outcome(FAIL, at, fields=fields, evidence=(proof,))
    if not bound["waiver"]:
        yield Outcome(NOT_APPLICABLE, "全文", "没有这样的豁免")
