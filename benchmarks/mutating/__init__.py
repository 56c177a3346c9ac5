"""变异测试：把程序改错一处，看测试察觉不察觉。用法见 benchmarks/mutation.py。"""
