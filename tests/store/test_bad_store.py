# ruff: noqa: N802　测试名是中文句子
"""坏的库、占着的库、写不进去的库：一句中文，原有的不动。"""

from __future__ import annotations

import hashlib
import os
import pickle
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.store import Record, Store, StoreError, opening
from engine.store.errors import told
from tests.audit_tools import ROOT, gouji
from tests.store.yearly import budget, names, record, related, stored


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "库.duckdb"
    stored(path, record(budget(2024, "3.50"), "去年.txt"))
    return path


def refused(path: Path, said: str, read_only: bool = False) -> None:
    """打不开：一句话，有路径，文件没有变。"""
    before = digest(path)
    with pytest.raises(StoreError, match=said) as caught:
        Store.open(path, names(), read_only)
    assert str(caught.value).startswith(f"{path}：历年库") or str(path) in str(caught.value)
    assert str(caught.value).endswith("。")
    assert "Error" not in str(caught.value)
    assert digest(path) == before


@pytest.mark.parametrize("read_only", [True, False])
def test_不是库的文件(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "库.duckdb"
    path.write_text("这是一份公开件，不是库。" * 500, encoding="utf-8")
    refused(path, "不是历年库", read_only)


@pytest.mark.parametrize("read_only", [True, False])
def test_别的DuckDB库(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "库.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE t (a INTEGER)")
    refused(path, "不是历年库", read_only)


@pytest.mark.parametrize("read_only", [True, False])
def test_更新版本写的库(store: Path, read_only: bool) -> None:
    with duckdb.connect(str(store)) as newer:
        newer.execute("UPDATE gouji_store SET version = 99")
    refused(store, "更新版本的 gouji 写的（格式 99", read_only)


@pytest.mark.parametrize("damage", ["截断", "乱改"])
def test_损坏的库(store: Path, damage: str) -> None:
    whole = store.read_bytes()
    if damage == "截断":
        store.write_bytes(whole[: len(whole) // 3])
    else:
        store.write_bytes(whole[:64] + b"\xff" * (len(whole) - 64))
    before = digest(store)
    with pytest.raises(StoreError, match="历年库") as caught:
        related(store, budget(2025, "3.10"))
    assert "Traceback" not in str(caught.value)
    assert digest(store) == before


def test_没有这个库_只读的不新建(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="没有这个历年库"):
        Store.open(tmp_path / "没有.duckdb", names())
    assert not (tmp_path / "没有.duckdb").exists()


def test_文件夹里有一段是文件(tmp_path: Path) -> None:
    (tmp_path / "占着").write_text("")
    with pytest.raises(StoreError, match="历年库") as caught:
        Store.open(tmp_path / "占着" / "库.duckdb", names(), read_only=False)
    assert str(caught.value).endswith("。")


@pytest.mark.skipif(os.geteuid() == 0, reason="超级用户不受权限限制")
def test_没有权限的文件夹(tmp_path: Path) -> None:
    folder = tmp_path / "只读"
    folder.mkdir(mode=0o555)
    with pytest.raises(StoreError, match="没有权限"):
        Store.open(folder / "库.duckdb", names(), read_only=False)
    assert list(folder.iterdir()) == []


HOLD = """
import sys, time
from pathlib import Path
from typing import Any
from engine.store import Names, Store
store = Store.open(Path(sys.argv[1]), Names(), read_only=False)
print("ready", flush=True)
time.sleep(60)
"""


def test_别的程序占着(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 1)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        with pytest.raises(StoreError, match="正被别的程序占用"):
            Store.open(store, names())
    finally:
        holder.kill()
        holder.wait()
    assert related(store, budget(2025, "3.10")).sources


def test_占着的一会儿就放开_等得到(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, tries = duckdb.connect, []

    def connect(*args: Any, **options: Any) -> Any:
        tries.append(args)
        if len(tries) < 3:
            raise duckdb.IOException("IO Error: Could not set lock on file")
        return real(*args, **options)

    monkeypatch.setattr(duckdb, "connect", connect)
    monkeypatch.setattr(opening, "_LOOK", 0.0)
    Store.open(store, names()).close()
    assert len(tries) == 3


FULL = """
import pickle, resource, signal, sys
from pathlib import Path
from typing import Any
from engine.store import Names, Store, StoreError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
records = pickle.loads(Path(sys.argv[2]).read_bytes())
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    with Store.open(path, Names(), read_only=False) as store:
        store.put(records)
except StoreError as problem:
    print(problem)
    sys.exit(7)
"""


def test_磁盘写不下_一份也没有进去_原有的还在(store: Path, tmp_path: Path) -> None:
    many = [record(budget(2025, "3.10", entity=f"白鹭区第{n}苗圃"), f"{n}.txt") for n in range(1, 40)]
    batch = tmp_path / "一批"
    batch.write_bytes(pickle.dumps(many))
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(store), str(batch)],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 7, done.stderr.decode()
    assert "写" in done.stdout.decode()
    assert done.stdout.decode().startswith(str(store))
    with Store.open(store, names()) as opened:
        assert opened.query("SELECT path FROM documents")[1] == [("去年.txt",)]
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".new"] == []


@pytest.mark.parametrize("size", [5_000, 20_000, 200_000])
def test_新建时写不下_不留下半个库(tmp_path: Path, size: int) -> None:
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        try:
            Store.open(tmp_path / "库.duckdb", names(), read_only=False).close()
        except StoreError as problem:
            os._exit(7 if "写不下" in str(problem) else 8)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    assert list(tmp_path.iterdir()) == []


def test_存的时候出错_整批退回(store: Path) -> None:
    def broken() -> object:
        yield record(budget(2023, "3.30"), "前年.txt")
        raise KeyboardInterrupt

    with Store.open(store, names(), read_only=False) as opened, pytest.raises(KeyboardInterrupt):
        opened.put(broken())  # type: ignore[arg-type]
    with Store.open(store, names()) as opened:
        assert opened.query("SELECT path FROM documents")[1] == [("去年.txt",)]


def test_几个进程同时只读打开(store: Path) -> None:
    read = "import sys; from pathlib import Path; from engine.store import Names, Store\n" + (
        "s = Store.open(Path(sys.argv[1]), Names()); print(s.query('SELECT count(*) FROM facts')[1][0][0])"
    )
    with Store.open(store, names()) as opened:
        ((count,),) = opened.query("SELECT count(*) FROM facts")[1]
        command = [sys.executable, "-c", read, str(store)]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        readers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=env) for _ in range(3)]
        assert [int(r.communicate()[0]) for r in readers] == [count] * 3


def test_核查时用的一点内存_二十万个数的一份也查得了(store: Path) -> None:
    with duckdb.connect(str(store)) as raw:
        ((document, count),) = raw.execute("SELECT document, count(*) FROM facts GROUP BY document").fetchall()
        columns = ", ".join(name for name, *_ in raw.execute("DESCRIBE facts").fetchall() if name != "number")
        raw.execute(
            f"INSERT INTO facts (number, {columns}) SELECT number + 1000 * copy, {columns} "
            f"FROM facts, range(1, {200_000 // count + 1}) copies(copy)"
        )
    with Store.open(store, names(), sharing=True) as opened:
        _, rows = opened.query("SELECT * FROM facts WHERE document = ?", [document])
    assert len(rows) > 200_000


def test_存档可以传送_可以写成JSON() -> None:
    one = record(budget(2024, "3.50"), "去年.txt")
    assert pickle.loads(pickle.dumps(one)) == one
    assert Record.from_json(one.json()) == one
    brief, quotes, *_ = one.json().split("\n")
    rows = ("3", "[3]", "[[1]]", "[[")
    for bad in ('{"rows": []}', f"{brief}\n3", f"[1]\n{quotes}", *(f"{brief}\n{quotes}\n{piece}" for piece in rows)):
        with pytest.raises(ValueError, match="不是公开件的存档"):
            Record.from_json(bad)


def test_同样的输入_同样的内容(tmp_path: Path) -> None:
    batch = [record(budget(2024, "3.50"), "去年.txt"), record(budget(2023, "3.30"), "前年.txt")]
    dumps = []
    for n, order in enumerate((batch, batch[::-1])):
        path = tmp_path / f"{n}.duckdb"
        stored(path, *order)
        stored(path, *order)  # 再给一遍，什么也不变
        with Store.open(path, names()) as opened:
            dumps.append([opened.query(f"SELECT * FROM {t} ORDER BY ALL")[1] for t in ("documents", "facts", "quotes")])
    assert dumps[0] == dumps[1]


def test_命令行也只说一句(store: Path) -> None:
    store.write_bytes(b"x" * 5000)
    ran = gouji("store", "list", "--store", store)
    assert ran.code == 2
    assert ran.err.startswith("错误：")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        "Out of Memory Error: failed to allocate data of size 1.0 MiB (121.8 MiB/122.0 MiB used)",
        "FATAL Error: Failed to create checkpoint because of error: Failed to allocate block of 262144 bytes",
    ],
)
def test_内存不够的_不说成损坏(words: str) -> None:
    with pytest.raises(StoreError, match="内存不够"), told(Path("库.duckdb")):
        raise duckdb.FatalException(words)
