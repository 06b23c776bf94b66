"""A disk that is full: no file may grow beyond a limit."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """Within the block a write beyond `size` bytes of a file fails in this process, as it does on a full disk.

    Python keeps no byte code meanwhile: it does not notice that a .pyc was cut off, and every later run would fail on it.
    """
    usual, kept = resource.getrlimit(resource.RLIMIT_FSIZE), sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        sys.dont_write_bytecode = kept
