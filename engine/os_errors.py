"""操作系统报的错：英文说法换成中文的原因。"""

from __future__ import annotations

import errno

_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件太大，超过了系统的上限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EEXIST: "同名的文件已经占用了这个位置",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENAMETOOLONG: "路径太长",
    errno.ELOOP: "符号链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.EIO: "磁盘读写出错",
    errno.ENOMEM: "内存不够",
    errno.EAGAIN: "进程太多",
}


def reason(problem: OSError) -> str:
    """一句中文原因；表里没有的给出系统错误号，便于查询。"""
    return _REASONS.get(problem.errno or 0, f"系统错误号 {problem.errno}")


# ImportError：载入 .so 时地址空间不够，动态链接器（dlopen）的说法
_NO_ROOM = ("failed to map segment", "cannot allocate memory")


def short_of_memory(problem: BaseException) -> bool:
    """是不是内存不够：Python 自己说的，或者载入一个库时系统说的。"""
    if isinstance(problem, ImportError):
        return any(said in str(problem).lower() for said in _NO_ROOM)
    return isinstance(problem, MemoryError)
