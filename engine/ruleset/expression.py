"""算式的计算：按区间算，结果带着过程，报告里的“计算”一栏就取自这里。

量纲的规定见 value.py。

比较按区间：== 两边有可能相等就成立，<= < >= > 有可能成立就成立，!= 是 == 的反面（确定不等才成立）。
缺数 → UNKNOWN 并说出缺什么；除数可能为零 → UNDEFINED（不适用）。and、or 用三值逻辑，两边都算，不短路；
结论不定时缺数先于不适用。空的一组数：sum 为 0，count 为 0，min、max 不适用。
"""

from __future__ import annotations

from engine.ruleset.grammar import parse
from engine.ruleset.program import ExpressionError, program
from engine.ruleset.syntax import Expression, fact_calls, names, says_calls
from engine.ruleset.value import Comparison, Environment, State, Term, Value, Verdict
from engine.ruleset.working import Run

__all__ = [
    "Comparison",
    "Environment",
    "Expression",
    "ExpressionError",
    "State",
    "Term",
    "Value",
    "Verdict",
    "evaluate",
    "exactly",
    "fact_calls",
    "names",
    "parse",
    "says_calls",
    "terms",
]


def evaluate(expr: Expression, env: Environment) -> Verdict | Value:
    """判断式给 Verdict；数的算式给 Value，算不出来时给 UNKNOWN 或 UNDEFINED 的 Verdict。"""
    made = program(expr)
    run = Run(env, made.steps)
    if made.truth is not None:
        state = made.truth(run)
        return Verdict(state, tuple(run.comparisons), tuple(run.missing), tuple(run.undefined))
    assert made.number is not None
    result = made.number(run)
    return result if isinstance(result, Value) else Verdict(result, (), tuple(run.missing), tuple(run.undefined))


def exactly(expr: Expression, env: Environment) -> bool:
    """判断式照打印的数就成立，不靠四舍五入；数的算式、算不出来的都不是。"""
    made = program(expr)
    return made.truth is not None and made.truth(Run(env, made.steps, True)) is State.TRUE


def terms(expr: Expression, env: Environment) -> list[Term]:
    """把一个数的算式展开成带正负号的各项；比较的两边见 Comparison.left_terms、right_terms。"""
    return [] if expr.logical else list(Run(env, program(expr).steps).terms(expr.root, "+"))
