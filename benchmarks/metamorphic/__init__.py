"""变形：同一份公开件换一种写法、排法、格式，查出来的问题不变；拿掉一张表，不会因此通过。

pieces 把公开件拆成行和表，rewrite、reprint、layout、remove 各是一类文字 → 文字的变换，formats 存成别的格式，
seen 说审计的人看到了什么、哪些差别是允许的，properties 把变换和该有的结果写在一起，examine 逐份查，batch 查整批。
"""
