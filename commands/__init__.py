"""各条命令的参数；事情由 engine 和 reports 做。"""
