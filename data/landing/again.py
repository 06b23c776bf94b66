"""What a crawl found as it was found before lands as one line that names the lines before: `again`.

    {"record":"again","data":{"of":"<run>/<spider>.jsonl","fetched_at":"...","lines":"<16 hex digits a line>..."}}

A load puts the lines themselves in its place, with the later time: it loads what a crawl that landed everything would have
loaded. Which lines there were before is read off the landing files alone, so nothing else can disagree with them: what is cut
off, removed, restored or rewritten is not referred to. What is gone from a file when it is loaded was forgotten meanwhile.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from data.landing import FOLDER, complete_lines
from data.state.runs import started

AGAIN_DAYS = 30
"""After so many days a record lands in full again, long before the file that holds it is tidied away."""
SHARE_OF_RETENTION = 3
"""Or after this part of crawl.retention_days, where that is less."""
HEAD = b'{"record":"again","data":'
_LINE = re.compile(
    rb'\{"record":"again","data":\{"of":"(?P<of>[\w-]+/[\w-]+\.jsonl)","fetched_at":(?P<at>"[0-9T:.Z+-]+"),'
    rb'"lines":"(?P<lines>(?:[0-9a-f]{16})+)"\}\}'
)
_AT = re.compile(rb'"fetched_at":("[^"]*")')
_NOT_KEPT = (b'{"record":"visit"', HEAD)
_DIGITS = 16
_OFFSET_BITS = 40


class AgainError(ValueError):
    """A line that repeats nothing that can be found; the message says what is wrong. `gone`: the file is not there."""

    def __init__(self, message: str, *, gone: bool = False) -> None:
        super().__init__(message)
        self.gone = gone


def fingerprint(line: bytes) -> str:
    """What a landed line says but for when it was read: 16 hex digits."""
    return hashlib.blake2b(_AT.sub(b"", line, count=1), digest_size=_DIGITS // 2).hexdigest()


class LandedBefore:
    """What a spider has landed in full lately: fingerprint -> the newest file that holds it, and where."""

    def __init__(self, state_dir: Path, spider: str, now: datetime, retention_days: int) -> None:
        since = now - timedelta(days=min(AGAIN_DAYS, retention_days // SHARE_OF_RETENTION))
        self._folder = state_dir / FOLDER
        self._files: list[str] = []
        self._known: dict[str, int] = {}
        """Fingerprint -> the number of the file and the byte at which the line begins, as one number: half of two."""
        for path in sorted((state_dir / FOLDER).glob(f"*/{spider}.jsonl")):
            began = started(path.parent.name)
            if began is None or not since <= began <= now:
                continue
            self._files.append(f"{path.parent.name}/{path.name}")
            file = (len(self._files) - 1) << _OFFSET_BITS
            for end, line in complete_lines(path, 0):
                if not line.startswith(_NOT_KEPT):
                    self._known[fingerprint(line)] = file | (end - len(line) - 1)

    def holds(self, marks: Iterable[str]) -> bool:
        """Whether all lines of these fingerprints are there."""
        return all(mark in self._known for mark in marks)

    def lines(self, marks: Sequence[str]) -> list[bytes] | None:
        """The lines of these fingerprints, in their order, without newlines; None where one is not there."""
        if not self.holds(marks):
            return None
        found: dict[str, bytes] = {}
        with ExitStack() as stack:
            files: dict[int, BinaryIO] = {}
            for mark in dict.fromkeys(marks):
                number, offset = divmod(self._known[mark], 1 << _OFFSET_BITS)
                if number not in files:
                    files[number] = stack.enter_context((self._folder / self._files[number]).open("rb"))
                files[number].seek(offset)
                found[mark] = files[number].readline().rstrip(b"\n")
        return [found[mark] for mark in marks]

    def shortened(self, lines: Sequence[bytes]) -> bytes:
        """Lines (with their newline) as they are to be landed, in their order: those that were landed before as `again`,
        where that is shorter."""
        out: list[bytes] = []
        run: list[tuple[bytes, str]] = []
        place: tuple[int, bytes] | None = None
        for line in lines:
            mark, where = self._place(line)
            if where != place and run:
                out.append(self._again(run, place))
                run = []
            place = where
            if where is None:
                out.append(line)
            else:
                run.append((line, mark))
        if run:
            out.append(self._again(run, place))
        return b"".join(out)

    def _place(self, line: bytes) -> tuple[str, tuple[int, bytes] | None]:
        """The fingerprint of a line, and which file holds it and when it was read now; None where it is new."""
        at = _AT.search(line)
        if not self._known or at is None or line.startswith(_NOT_KEPT):
            return "", None
        mark = fingerprint(line.rstrip(b"\n"))
        known = self._known.get(mark)
        return mark, None if known is None else (known >> _OFFSET_BITS, at[1])

    def _again(self, run: Sequence[tuple[bytes, str]], place: tuple[int, bytes] | None) -> bytes:
        assert place is not None
        marks = "".join(mark for _, mark in run).encode()
        of = self._files[place[0]].encode()
        short = b'%b{"of":"%b","fetched_at":%b,"lines":"%b"}}\n' % (HEAD, of, place[1], marks)
        whole = b"".join(line for line, _ in run)
        return short if len(short) < len(whole) else whole


def in_full(landing: Path, lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, list[bytes] | AgainError]]:
    """Number and line -> the lines it stands for: itself or, of one that repeats others, those with the later time. `landing`:
    the folder of all landing files."""
    lines = list(lines)
    found = {number: _LINE.fullmatch(line) for number, line in lines if line.startswith(HEAD)}
    wanted: dict[str, set[str]] = {}
    for match in found.values():
        if match:
            wanted.setdefault(match["of"].decode(), set()).update(_marks(match))
    held = {of: _held(landing / of, marks) for of, marks in wanted.items()}
    for number, line in lines:
        if number not in found:
            yield number, [line]
        else:
            yield number, _repeated(found[number], held)


def repeats(line: bytes) -> bool:
    """Whether a landed line repeats others."""
    return line.startswith(HEAD)


def _marks(match: re.Match[bytes]) -> list[str]:
    marks = match["lines"].decode()
    return [marks[start : start + _DIGITS] for start in range(0, len(marks), _DIGITS)]


def _held(path: Path, wanted: set[str]) -> dict[str, bytes] | None:
    """The lines of a file that are wanted; None where it is gone."""
    if not path.is_file():
        return None
    marked = ((fingerprint(line), line) for _, line in complete_lines(path, 0) if not line.startswith(_NOT_KEPT))
    return {mark: line for mark, line in marked if mark in wanted}


def _repeated(match: re.Match[bytes] | None, held: Mapping[str, dict[str, bytes] | None]) -> list[bytes] | AgainError:
    if match is None:
        return AgainError("again: expected a file of landing, a time and the lines it repeats, found something else")
    of = match["of"].decode()
    known = held[of]
    if known is None:
        return AgainError(f"again: expected {FOLDER}/{of}, whose lines it repeats, found no such file", gone=True)
    at = b'"fetched_at":' + match["at"]
    return [_AT.sub(lambda _: at, known[mark], count=1) for mark in _marks(match) if mark in known]
