"""坏了的缓存和历年库：先好好做一遍，弄坏，再做。"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from benchmarks.breaking.desk import CACHE, STORE, Desk, Ended
from benchmarks.breaking.disk import Harm

_FLIPS = 6


def faults() -> Iterator[tuple[str, Harm]]:
    for name, harm in (
        ("截断", lambda data, _: data[: len(data) // 2]),
        ("改了一位", _flipped),
        ("空的", lambda *_: b""),
        ("乱写的", lambda data, rng: rng.randbytes(len(data))),
    ):
        yield f"缓存的各项{name}", _cache(harm)
    yield "缓存的各项换了名字", _swapped
    yield "没有做完的记号乱写", _journal(b"\xff\x00 {")
    yield "没有做完的记号套了十万层", _journal(b"[" * 100_000)
    yield "缓存里混着别的东西", _strange
    for name, harm in (
        ("截断一半", lambda data, _: data[: len(data) // 2]),
        ("截断到开头", lambda data, _: data[:5000]),
        ("空的", lambda *_: b""),
        ("乱写的", lambda data, rng: rng.randbytes(len(data))),
    ):
        yield f"历年库{name}", _store(harm)
    for seed in range(_FLIPS):
        yield f"历年库改了几处（第 {seed + 1} 种）", _store(_scattered, seed)
    yield "历年库没有了，日志还在", _without
    yield "历年库的日志是乱写的", _log
    yield "历年库是更新版本的", _newer


Bytes = Callable[[bytes, random.Random], bytes]


def _flipped(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def _scattered(data: bytes, rng: random.Random) -> bytes:
    for _ in range(20):
        data = _flipped(data, rng)
    return data


def _cache(harm: Bytes) -> Harm:
    def run(desk: Desk) -> Ended:
        desk.run()
        rng = random.Random(1)
        for path in sorted((desk.folder / CACHE).glob("??/*.zip")):
            path.write_bytes(harm(path.read_bytes(), rng))
        return desk.run()

    return run


def _swapped(desk: Desk) -> Ended:
    desk.run()
    found = sorted((desk.folder / CACHE).glob("??/*.zip"))
    whole = [path.read_bytes() for path in found]
    for path, data in zip(found, whole[1:] + whole[:1], strict=True):
        path.write_bytes(data)
    return desk.run()


def _journal(data: bytes) -> Harm:
    def run(desk: Desk) -> Ended:
        process = desk.start()
        runs = desk.folder / CACHE / "runs"
        while process.poll() is None and not (runs.exists() and list(runs.glob("*.json"))):
            pass
        process.kill()
        desk.finish(process)
        for path in runs.glob("*.json"):
            path.write_bytes(data)
        return desk.run("--resume")

    return run


def _strange(desk: Desk) -> Ended:
    desk.run()
    cache = desk.folder / CACHE
    folder, link = (cache / name for name in _free(cache)[:2])
    (cache / "生人.txt").write_text("别的文件", encoding="utf-8")
    (folder / "里面还有").mkdir(parents=True)
    link.symlink_to("没有")
    os.mkfifo(folder / ".管道.0123456789ab.tmp")
    ended = desk.run()
    link.unlink()
    return ended


def _free(cache: Path) -> list[str]:
    """缓存里还没有用着的两位名字。"""
    return [name for n in range(256) if not (cache / (name := f"{n:02x}")).exists()]


def _store(harm: Bytes, seed: int = 0) -> Harm:
    def run(desk: Desk) -> Ended:
        path = desk.folder / STORE
        _once(desk)
        good = path.read_bytes()
        bad = harm(good, random.Random(seed))
        path.write_bytes(bad)
        ended = desk.run()
        if ended.code == 2 and path.read_bytes() != bad:
            ended = Ended(ended.code, ended.out, f"{ended.err}Store changed")
        if ended.code == 2:
            path.write_bytes(good)
        return ended

    return run


def _once(desk: Desk) -> None:
    """做一遍，再去掉缓存：各份都要重做，都要读库。"""
    desk.run()
    shutil.rmtree(desk.folder / CACHE)


def _without(desk: Desk) -> Ended:
    path = _put_half(desk)
    if not path.with_name(f"{STORE}.wal").exists():
        raise RuntimeError("没有做出日志来")
    path.unlink()
    return desk.run()


def _put_half(desk: Desk) -> Path:
    """提交了，没有来得及关上就被杀：库还在，日志也在。"""
    path = desk.folder / STORE
    _once(desk)
    with duckdb.connect(str(path)) as opened:
        opened.execute("PRAGMA disable_checkpoint_on_shutdown")
        opened.execute("INSERT INTO quotes SELECT document, quote + 1000000, text FROM quotes")
    return path


def _log(desk: Desk) -> Ended:
    _once(desk)
    log = desk.folder / f"{STORE}.wal"
    log.write_bytes(random.Random(2).randbytes(100_000))
    ended = desk.run()
    log.unlink(missing_ok=True)
    return ended


def _newer(desk: Desk) -> Ended:
    path = desk.folder / STORE
    _once(desk)
    good = path.read_bytes()
    with duckdb.connect(str(path)) as opened:
        opened.execute("UPDATE gouji_store SET version = 99")
    ended = desk.run()
    path.write_bytes(good)
    return ended
