"""历年库：核查过的公开件的事实存进一个 DuckDB 文件，下次核查同一单位的公开件时取出来比。

规则、检查不知道有库：库只给出 Related，里面是 prior 事实。
"""

from engine.store.errors import StoreError
from engine.store.names import Names
from engine.store.numbering import CHUNK
from engine.store.opening import preload
from engine.store.pending import Pending
from engine.store.record import Brief, Record, record_of
from engine.store.store import Store

__all__ = ["CHUNK", "Brief", "Names", "Pending", "Record", "Store", "StoreError", "preload", "record_of"]
