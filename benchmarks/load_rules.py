"""读 200 条规则要多久：随附的规则另起编号抄成 200 条，读入、检查、编成查询，应在 1 秒之内。

用法：python benchmarks/load_rules.py [条数]
只量处理器时间，取三次中最短的；词汇先读好，不算在内。
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from engine.audit import Plan
from engine.recognition.vocabulary import Vocabulary
from engine.ruleset.loader import load_ruleset, rule_files

RULES = Path(__file__).resolve().parent.parent / "rules"
LIMIT = 1.0


def copied(folder: Path, wanted: int) -> None:
    """随附的规则轮着抄，编号后面加“-序号”。"""
    files = list(rule_files(RULES))
    for number in range(wanted):
        source = files[number % len(files)]
        name = f"{source.stem}-{number // len(files)}"
        target = folder / source.parent.name / f"{name}.yaml"
        target.parent.mkdir(exist_ok=True)
        text = source.read_text(encoding="utf-8")
        target.write_text(text.replace(f"id: {source.stem}", f"id: {name}", 1), encoding="utf-8")


def main() -> int:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    vocabulary = Vocabulary.load(RULES)
    spent = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as name:  # 每次换地方，读过的文件不会留着
            folder = Path(name)
            copied(folder, wanted)
            start = time.process_time()
            ruleset = load_ruleset((folder,), vocabulary)
            plan = Plan(ruleset, vocabulary)
            spent.append(time.process_time() - start)
            assert len(ruleset.rules) == wanted and not ruleset.errors, ruleset.errors
            queries = sum(map(len, plan.queries.values()))
    print(f"{wanted} 条规则，{queries} 个查询：{min(spent):.2f} 秒（上限 {LIMIT:.0f} 秒）")
    return int(min(spent) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
