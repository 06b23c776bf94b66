"""A run that will not fit on the disk is not begun."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from data.state.space import LEAST, check_space, space_needed
from data.warehouse import FILE_NAME


def test_a_run_needs_room_for_a_copy_of_what_is_there(tmp_path: Path) -> None:
    assert space_needed(tmp_path) == LEAST
    (tmp_path / FILE_NAME).write_bytes(bytes(5 << 20))
    assert space_needed(tmp_path) == LEAST + (5 << 20)
    check_space(tmp_path, space_needed(tmp_path))
    with pytest.raises(OSError, match="expected about 205 MB of free space for a run, found 204 MB") as refused:
        check_space(tmp_path, space_needed(tmp_path) - 1)
    assert (refused.value.errno, refused.value.filename) == (errno.ENOSPC, str(tmp_path))
