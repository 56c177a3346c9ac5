# ruff: noqa: N802　测试名是中文句子
"""词汇写错了在读入时说：一句中文，写明是哪个文件的哪一项；不漏出 KeyError，也不把一个词拆成单字。"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from engine.errors import GoujiError
from engine.recognition.vocabulary import Vocabulary
from tests.disclosures import RULES

# 文件、其中的一段（正则）、改成什么、话里要有的字
MISTAKES = {
    "表没有文种": ("tables", r"    文种: 预算\n", "", ("“收支总表”", "缺少“文种”")),
    "表没有标题": ("tables", r"    标题:\n(?:      - .*\n)+", "", ("“收支总表”", "缺少“标题”")),
    "没有表种": ("tables", r"表种:", "各表:", ("缺少“表种”",)),
    "含没有方括号": ("tables", r"含: \[收支总表\]", "含: 收支总表", ("“收支总表”的“含”", "方括号")),
    "标题只写了一个词": ("tables", r"标题:\n(?:      - .*\n)+", "标题: 收支总表\n", ("“收支总表”", "键: 值")),
    "特征没有无": ("tables", r", 无: \[\]", "", ("特征“项目绩效自评表”", "缺少“无”")),
    "章节没有标题": ("sections", r"  标题:\n(?:    - .*\n)+", "", ("“部门职责”", "缺少“标题”")),
    "章节的不含": ("sections", r"不含: \[[^]]*\]", "不含: 绩效", ("“部门职责”的“不含”", "现在是“绩效”")),
    "没有编码栏": ("columns", r"编码栏:", "编号栏:", ("缺少“编码栏”",)),
    "栏的写法": ("columns", r"类: \[.*\]", "类: 类级", ("“类”", "方括号")),
    "不取数": ("columns", r"不取数: \[.*\]", "不取数: 备注", ("“不取数”", "方括号")),
    "行的写法": ("rows", r"合计: \[.*\]", "合计: 总计", ("“合计”", "方括号")),
    "没有文字项": ("indicators", r"文字项:", "文字:", ("缺少“文字项”",)),
    "指标栏目的写法": ("indicators", r"一级指标: \[.*\]", "一级指标: 一级", ("“一级指标”", "方括号")),
    "词表": ("words", r"增加: \[.*\]", "增加: 增长", ("“增加”", "方括号")),
    "情况说明用语": ("narrative", r"上年: \[.*\]", "上年: 去年", ("“上年”", "方括号")),
    "概念没有单元格": ("concepts", r"  单元格: \[.*\]\n", "", ("“收入总额”", "缺少“单元格”")),
    "概念的说法": ("concepts", r"说法: \[.*\]", "说法: 总收入", ("“收入总额”的“说法”", "方括号")),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_词汇写错_一句中文_写明文件和哪一项(tmp_path: Path, name: str) -> None:
    stem, pattern, new, said = MISTAKES[name]
    for folder in ("vocabulary", "reference"):
        shutil.copytree(RULES / folder, tmp_path / folder)
    path = tmp_path / "vocabulary" / f"{stem}.yaml"
    text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1)
    assert count == 1
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GoujiError) as caught:
        Vocabulary.load(tmp_path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    for words in said:
        assert words in sentence
