"""埋错：各类差错各一个模块，登记在 register。"""

from benchmarks.generator.planting import (  # noqa: F401　引入即登记
    arithmetic,
    between,
    indicators,
    prose,
    subjects,
    whole,
    within,
    wording,
)
from benchmarks.generator.planting.register import Planted, families, kinds, plant

__all__ = ["Planted", "families", "kinds", "plant"]
