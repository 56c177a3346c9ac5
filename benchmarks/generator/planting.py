from __future__ import annotations
from dataclasses import dataclass
from benchmarks.generator.draft import Draft
@dataclass(frozen=True)
class Planted:
    family: str
    tokens: tuple[str, ...]
    info: bool = False
    def seen_in(self, said: str) -> bool: return False
def kinds(): return []
def plant(draft, kind): return None
