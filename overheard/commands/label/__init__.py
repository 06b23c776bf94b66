"""`overheard label`: what users teach (the least certain sentences), and what they measure: a random sample of texts (--sample),
whom mentions mean (--meant)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.errors import ConfigError
from data.workspace import load_workspace
from overheard.commands.label.meant import label_meant
from overheard.commands.label.sample import label_sample
from overheard.commands.label.sheet import read_sheet, write_sheet
from overheard.commands.label.terminal import Ask, Show
from overheard.commands.label.uncertain import label_sentences


@dataclass(frozen=True, kw_only=True)
class LabelRequest:
    """The options of the command, as they are called there; '' or None: not given."""

    language: str
    n: int
    sample: bool
    kind: str
    to: Path | None
    source: Path | None
    meant: bool
    brands: tuple[str, ...]


def run_label(root: Path, request: LabelRequest, ask: Ask, show: Show) -> None:
    """Label in the workspace in `root`. Raises ConfigError for options that do not go together, and what each way raises."""
    _check(request)
    workspace = load_workspace(root)
    language, kind, n = request.language, request.kind, request.n
    if request.meant:
        label_meant(workspace, workspace.select_brands(list(request.brands)), n, ask, show)
    elif request.source:
        read_sheet(workspace, request.source, show)
    elif request.to:
        write_sheet(workspace, request.to, language, kind, n, show)
    elif request.sample:
        label_sample(workspace, language, kind, n, ask, show)
    else:
        label_sentences(workspace, language, n, ask, show)


def _check(request: LabelRequest) -> None:
    if request.meant and request.sample:
        raise ConfigError("--sample: expected --meant or --sample, found both.")
    if request.meant and request.language:
        raise ConfigError("--language: expected none with --meant, for its sample is random over all languages.")
    if request.brands and not request.meant:
        raise ConfigError("--brand: expected --meant with it, for the brand is not shown to whoever labels texts.")
    if (request.kind or request.to or request.source) and not request.sample:
        raise ConfigError("--kind, --to, --from: expected --sample with them.")
    if request.to and request.source:
        raise ConfigError("--to, --from: expected one of them: --to writes a file, --from reads it.")
