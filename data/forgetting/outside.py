"""Files elsewhere that were written before something was forgotten, and may still hold it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from data.record.identity import fold
from data.state.handed_out import HandedOut, handed_out

LEAST = 12
"""Letters of a text from which finding it means something."""
LONGEST = 256 << 20
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG = re.compile(r"<[^<>]{0,2000}>")


def still_held(state_dir: Path, texts: tuple[str, ...]) -> list[tuple[Path, str]]:
    """(file, why) of each export that still says one of `texts`, and each backup, whose texts cannot be told from outside."""
    pieces = {piece for text in texts if len(piece := fold(text)[:80]) >= LEAST}
    found = []
    for file in handed_out(state_dir):
        path = Path(file.path)
        if reason := _reason(file, path, pieces):
            found.append((path, reason))
    return found


def _reason(file: HandedOut, path: Path, pieces: set[str]) -> str:
    if file.what == "backup":
        return "a backup made before; a restore takes out what is on this workspace's list"
    try:
        said = fold(" ".join(_texts(path)))
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        return f"an export that cannot be looked into ({type(error).__name__})"
    return "an export with its words" if any(piece in said for piece in pieces) else ""


def _texts(path: Path) -> Iterator[str]:
    """What a file says, of a deck or workbook each part. Raises ValueError for one that is too large."""
    if not zipfile.is_zipfile(path):
        yield _plain(path.read_bytes())
        return
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if part.file_size > LONGEST:
                raise ValueError("a part is too large")
            if part.filename.endswith((".xml", ".rels")):
                yield _plain(archive.read(part))


def _plain(content: bytes) -> str:
    text = content.decode("utf-8", "replace").replace("\\n", "\n").replace('\\"', '"')
    return unescape(_TAG.sub("", _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)))
