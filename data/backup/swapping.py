"""Two folders change places in one step of the file system: readers see the one or the other, and so does who comes after a
kill."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux's renameat2, and RENAME_SWAP of macOS's renamex_np."""
_CANNOT = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)


class CannotSwapError(OSError):
    """The file system has no such step."""


def swap(one: Path, other: Path) -> None:
    """Exchange two folders of one file system. Raises CannotSwapError where it cannot, OSError else, with
    both where they were."""
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    name = "renamex_np" if sys.platform == "darwin" else "renameat2"
    try:
        function = getattr(library, name)
    except AttributeError:
        raise CannotSwapError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(one)) from None
    arguments = (
        (first, second, ctypes.c_uint(_EXCHANGE))
        if sys.platform == "darwin"
        else (_AT_FDCWD, first, _AT_FDCWD, second, ctypes.c_uint(_EXCHANGE))
    )
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raised = CannotSwapError if number in _CANNOT else OSError
        raise raised(number, os.strerror(number), str(one))
