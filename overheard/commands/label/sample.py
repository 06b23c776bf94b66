"""`overheard label --sample`: shows texts drawn at random and asks how each judges as a whole. What is labelled measures the
models that read such texts here, and so admits or withdraws tested lines.

Nothing but chance chooses the texts (`dashboard/reports/texts/drawn.py`): which model read what, and how, is neither looked at
nor shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from dashboard.reports.names import language_name
from dashboard.reports.texts.drawn import Stratum, draw, strata
from data.errors import ConfigError
from data.state.sample import append_sample
from data.wording import counted
from data.workspace import Workspace
from overheard.commands.label.terminal import Ask, Show, lines, printable, published_build

KEYS = {"+": 1, "0": 0, "-": -1}
SKIP, QUIT = "s", "q"
HELP = (
    "how does the text judge as a whole? + positive, 0 neutral or mixed, - negative, s it cannot be told (another language, "
    "no sense), q quit"
)
KINDS = ("reviews", "posts")


def label_sample(workspace: Workspace, language: str, kind: str, n: int, ask: Ask, show: Show) -> int:
    """Go through up to `n` drawn texts (of `language` and `kind`, '' = any). Each answer is on the disk before the next text is
    shown. Returns how many were labelled. Raises ConfigError when nothing is published, or for a kind there is not."""
    check_kind(kind)
    build = published_build(workspace, "texts")
    drawn = draw(build, workspace.state_dir, language, kind, n)
    if not drawn:
        show(nothing_left(build, workspace.state_dir, language, kind))
        return 0
    show(f"{counted(len(drawn), 'text')} drawn at random\n{HELP}")
    so_far = Counter({text.stratum: text.stratum.labelled for text in drawn})
    given = 0
    for text in drawn:
        stratum = text.stratum
        show(f"\n{_place(so_far[stratum] + 1, stratum)}")
        for part in filter(str.strip, (text.title, text.body)):
            show(printable(part))
        answer = _answer(ask, show)
        if answer == QUIT:
            break
        append_sample(workspace.state_dir, [text.labelled(KEYS.get(answer))])
        so_far[stratum] += answer != SKIP
        given += answer != SKIP
    show(f"\n{counted(given, 'text')} labelled; they count from the next `overheard analyze` on")
    for line in countdown(strata(build, workspace.state_dir)):
        show(line)
    return given


def check_kind(kind: str) -> None:
    """Raises ConfigError for a kind of text that there is not ('' = any)."""
    if kind and kind not in KINDS:
        raise ConfigError(f"--kind: expected {' or '.join(KINDS)}, found {kind!r}.")


def countdown(found: Iterable[Stratum]) -> Iterator[str]:
    """What is labelled of each stratum, a line each."""
    for stratum in found:
        few = "" if stratum.measurable else ": too few to measure a model yet"
        yield f"  {stratum.labelled} of {stratum.wanted} for {stratum.called} ({counted(stratum.texts, 'text')}{few})"


def nothing_left(build: Path, state_dir: Path, language: str, kind: str) -> str:
    """Why there is no text to label."""
    found = [
        each for each in strata(build, state_dir) if language in ("", each.language) and kind in ("", each.text_kind)
    ]
    if not found:
        asked = " ".join(
            part for part in (kind or "texts", f"in {language_name(language)}" if language else "") if part
        )
        return f"no {asked} that a model reads, so there is nothing to measure it on"
    if language or kind:
        return "every such text is labelled"
    return (
        "enough is labelled of every language and kind of text that has enough texts; --language or --kind goes on with one\n"
        + "\n".join(countdown(found))
    )


def _place(number: int, stratum: Stratum) -> str:
    if number > stratum.wanted:
        return f"{number} for {stratum.called}"
    return f"{number} of {stratum.wanted} for {stratum.called}"


def _answer(ask: Ask, show: Show) -> str:
    for line in lines(ask):
        if line[:1] in (*KEYS, SKIP, QUIT) and line:
            return line[0]
        if line:
            show(HELP)
    return QUIT
