"""一批公开件：找出各份（sources），几个进程同时做（pool），结果存着下次用（cache）。"""

from engine.batch.sources import AUTO, SEPARATELY, TOGETHER, cannot_open, find_sources

__all__ = ["AUTO", "SEPARATELY", "TOGETHER", "cannot_open", "find_sources"]
