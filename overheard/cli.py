"""The command line. Every command takes --workspace; exit codes: 0 done, 1 done with a new failure, 2 wrong call."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.errors import ConfigError, RefusedError
from overheard import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.workspace import Workspace
    from overheard.commands.init import Draft

app = typer.Typer(
    name="overheard", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="What customers say about you and your rivals, as a SWOT you can defend in the meeting.",
)  # fmt: skip

REFUSED, WRONG = 1, 2
WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace", "-w", envvar="OVERHEARD_WORKSPACE", help="Folder of overheard.toml.", show_default="here"
    ),
]
BrandOption = Annotated[
    list[str] | None, typer.Option("--brand", help="Only this brand (name or id); may be repeated.")
]
LimitOption = Annotated[int, typer.Option("--limit", help="At most so many pages a site.", show_default=False)]
ConfirmOption = Annotated[
    bool,
    typer.Option(
        "--confirm", help="Do what an earlier run refused: the clock, the deletion or the new beginning is right."
    ),
]
WorkspacesOption = Annotated[
    Path | None,
    typer.Option(
        "--workspaces", help="A folder of workspaces instead of one.", show_default=False, file_okay=False, exists=True
    ),
]
HERE = Path()


def _loaded(root: Path) -> Workspace:
    """The workspace in `root`. Raises ConfigError. Loaded late, for `overheard --help` needs none."""
    from data.workspace import load_workspace

    return load_workspace(root)


@app.command()
def init(
    workspace: WorkspaceOption = HERE,
    own: Annotated[str, typer.Option(help="Your brand: NAME=URL of its home page.")] = "",
    rival: Annotated[list[str] | None, typer.Option(help="A rival: NAME=URL; may be repeated.")] = None,
    faqs: Annotated[list[str] | None, typer.Option(help="A FAQ page: NAME=URL; may be repeated.")] = None,
    reviews: Annotated[list[str] | None, typer.Option(help="A page of reviews: NAME=URL; may be repeated.")] = None,
    social: Annotated[list[str] | None, typer.Option(help="A profile or feed of the brand: NAME=URL.")] = None,
    keyword: Annotated[list[str] | None, typer.Option(help="What customers search for; may be repeated.")] = None,
    searxng: Annotated[str, typer.Option(help="Address of a SearXNG instance to ask.")] = "",
    saved: Annotated[str, typer.Option(help="Folder of saved Google result pages.")] = "",
    market: Annotated[str, typer.Option(help="Market of the searches, such as th-TH.")] = "",
    allow_private: Annotated[list[str] | None, typer.Option(help="A private HOST:PORT that may be reached.")] = None,
    name: Annotated[str, typer.Option(help="Name of the workspace.")] = "",
    language: Annotated[str, typer.Option(help="Language of reports.")] = "en",
    timezone: Annotated[str, typer.Option(help="Time zone, such as Asia/Bangkok.")] = "UTC",
) -> None:
    """Write overheard.toml: asks on a terminal, or takes flags. Never overwrites."""
    from overheard.commands import init as setup

    if (workspace / "overheard.toml").exists():
        raise ConfigError(
            f"{(workspace / 'overheard.toml').resolve()}: is there already; `init` never overwrites. Edit it instead."
        )
    if own:
        setup.check_place(timezone, market, searxng)
        draft = setup.Draft(
            brands=setup.draft_from_flags(own, rival or [], faqs or [], reviews or [], social or []),
            name=name, keywords=keyword or [], searxng=searxng, saved=saved, market=market, timezone=timezone,
            language=language, allow_private=allow_private or [],
        )  # fmt: skip
        if keyword and not (searxng or saved):
            raise ConfigError(
                "--keyword: expected a place to look them up too, --searxng URL or --saved FOLDER, found none."
            )
    elif sys.stdin.isatty():
        draft = _answers(setup.ask)
    else:
        raise ConfigError(
            'init: expected --own NAME=URL (no terminal to ask on), such as --own "Acme=https://www.acme.example/".'
        )
    try:
        written = setup.write_workspace(workspace, draft)
    except (ConfigError, OSError):
        typer.echo(
            f"nothing was written; what you gave, to change and give again:\n  {setup.as_command(draft)}", err=True
        )
        raise
    typer.echo(f"wrote {written.config_path}\nnext: overheard run --workspace {workspace}")


def _answers(ask: Callable[[Callable[..., str]], Draft]) -> Draft:
    """What was answered on the terminal. Exits where the questions are broken off, with all that was answered by then."""
    from overheard.commands.init import StoppedError, as_command

    try:
        return ask(typer.prompt)
    except StoppedError as stopped:
        typer.echo("\nstopped, and nothing was written.", err=True)
        if stopped.draft.brands:
            typer.echo(f"What you answered so far, to go on from:\n  {as_command(stopped.draft)}", err=True)
        raise typer.Exit(WRONG) from None


@app.command()
def discover(
    workspace: WorkspaceOption = HERE,
    keyword: Annotated[
        list[str] | None, typer.Option(help="Look this up instead of [[search]]; may be repeated.")
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option(help="Write this rival (name or domain) or suggested keyword; or all rivals.")
    ] = None,
    home: Annotated[str, typer.Option(help="Your home page, where there is no overheard.toml yet.")] = "",
    name: Annotated[str, typer.Option(help="Your brand's name; taken from the home page when not given.")] = "",
    searxng: Annotated[str, typer.Option(help="With --home: address of a SearXNG instance to ask.")] = "",
    saved: Annotated[str, typer.Option(help="With --home: folder of saved result pages.")] = "",
    market: Annotated[str, typer.Option(help="With --home: market of the searches, such as th-TH.")] = "",
    allow_private: Annotated[
        list[str] | None, typer.Option(help="With --home: a private HOST:PORT that may be reached.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Read saved result pages only; visit nobody.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many rivals.", min=1, max=200)] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Everything that was found, as JSON.")] = False,
) -> None:
    """Who ranks for your keywords: proposes rivals, their pages and profiles; --accept writes them into overheard.toml."""
    from overheard.commands.discover import DiscoverRequest, run_discover

    request = DiscoverRequest(
        tuple(keyword or ()), tuple(accept or ()), home, name, searxng, saved, market, tuple(allow_private or ()), offline,
        limit, as_json,
    )  # fmt: skip
    raise typer.Exit(run_discover(workspace, request))


@app.command()
def crawl(
    kinds: Annotated[
        list[str] | None, typer.Argument(help="faqs, reviews, channels, rankings, mentions; all when none is named.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    brand: BrandOption = None,
    limit: LimitOption = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be asked, and what look-ups would cost; ask nothing.")
    ] = False,
) -> None:
    """Collect: one polite crawl of the brands' pages, search results and mentions into landing files."""
    from overheard.request import CrawlRequest

    found, request = _loaded(workspace), CrawlRequest(tuple(kinds or ()), tuple(brand or ()), limit)
    if dry_run:
        from overheard.commands.preview import preview

        for line in preview(found, request):
            typer.echo(line)
        return
    from overheard.run import run_crawl

    raise typer.Exit(run_crawl(found, request))


@app.command()
def analyze(workspace: WorkspaceOption = HERE, confirm: ConfirmOption = False) -> None:
    """Load what has landed, score what is new, rebuild the SWOT, check and publish."""
    from overheard.run import run_analyze

    raise typer.Exit(run_analyze(_loaded(workspace), confirmed=confirm))


@app.command()
def run(
    workspace: WorkspaceOption = HERE,
    brand: BrandOption = None,
    limit: LimitOption = 0,
    if_older_than: Annotated[str, typer.Option(help="Only if the published build is older, such as 20h.")] = "",
    if_missed: Annotated[
        str, typer.Option(help="Only if no run began in that time, such as 27h; one that was killed does not count.")
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", help="Say only what went wrong: what cron sends by mail.")] = False,
    confirm: ConfirmOption = False,
) -> None:
    """Crawl and analyze: what cron calls."""
    from overheard.progress import be_quiet
    from overheard.request import CrawlRequest
    from overheard.run import run_all

    if quiet:
        be_quiet()
    raise typer.Exit(
        run_all(
            _loaded(workspace),
            CrawlRequest((), tuple(brand or ()), limit),
            if_older_than=if_older_than or None,
            if_missed=if_missed or None,
            confirmed=confirm,
        )
    )


@app.command()
def edition(workspace: WorkspaceOption = HERE) -> None:
    """Freeze the SWOT of every finished month and publish it; `run` does so on the first night of a month."""
    from overheard.run import run_edition

    raise typer.Exit(run_edition(_loaded(workspace)))


@app.command()
def dashboard(
    workspace: WorkspaceOption = HERE,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; app.port without it.", min=1, max=65535, show_default="8501")
    ] = None,
    address: Annotated[
        str, typer.Option(help="IP address to listen on; another than 127.0.0.1 demands a login.", show_default=False)
    ] = "",
    workspaces: WorkspacesOption = None,
) -> None:
    """The app, on 127.0.0.1 or where [app] says."""
    from overheard.commands.serve import serve, settings_of

    root = workspaces or workspace
    several = workspaces is not None
    serve(root, settings_of(root, several=several, address=address, port=port), several=several)


@app.command()
def user(
    action: Annotated[str, typer.Argument(help="add, remove or list.")],
    name: Annotated[str, typer.Argument(help="Whom; with a provider the e-mail address.")] = "",
    workspace: WorkspaceOption = HERE,
    role: Annotated[
        str, typer.Option(help="reader, or editor, who may also correct and enter.", show_default="reader, or as it is")
    ] = "",
    sees: Annotated[
        list[str] | None, typer.Option("--sees", help="With --workspaces: only this one; may be repeated; * for all.")
    ] = None,
    provider: Annotated[
        bool, typer.Option("--provider", help="No password: the provider of [app] signs the user in.")
    ] = False,
    workspaces: WorkspacesOption = None,
) -> None:
    """Who may open an app that listens beyond this machine; adding a user again changes what is said."""
    from overheard.commands.users import UserRequest, run_user

    if workspaces is None:
        _loaded(workspace)
    root = workspaces or workspace
    run_user(UserRequest(action, name, role, tuple(sees or ()), provider, root.resolve(), workspaces is not None))


@app.command()
def export(
    what: Annotated[
        str,
        typer.Argument(
            help="swot, comparison, gaps, search, answers, reviews, response, streams, surveys, journey, questions, channels, "
            "consistency, findability, touchpoints, personas, signals, changes, goals or actions."
        ),
    ],
    to: Annotated[Path, typer.Option("--to", help="FILE.pptx, .xlsx, .csv, .md, .html or .json")],
    workspace: WorkspaceOption = HERE,
    brand: Annotated[
        str, typer.Option(help="Whose; your own SWOT, or all brands of a table, when none is named.")
    ] = "",
    template: Annotated[Path | None, typer.Option(help="A .pptx whose master and layouts to use.")] = None,
    edition: Annotated[str, typer.Option(help="A month, such as 2026-10; the newest when none is named.")] = "",
    persona: Annotated[str, typer.Option(help="comparison, journey: of this [[persona]] only, id or name.")] = "",
    full: Annotated[
        bool, typer.Option("--full", help="Slides of the SWOT with an appendix: every finding, lead and definition.")
    ] = False,
) -> None:
    """Write the SWOT, or a table of what was found, of the published build to a file."""
    from overheard.commands.export import export_file

    path = export_file(
        _loaded(workspace), what, to, brand=brand, template=template, edition=edition, persona=persona, full=full
    )
    typer.echo(path)


@app.command(name="import")
def import_(
    kind: Annotated[
        str, typer.Argument(help="reviews, mentions, surveys, mystery-shops, keywords, goals, metrics or actions.")
    ],
    file: Annotated[
        Path | None,
        typer.Argument(help="FILE.csv, .tsv, .jsonl, .json or .xlsx, in any encoding and with any delimiter."),
    ] = None,
    workspace: WorkspaceOption = HERE,
    brand: Annotated[str, typer.Option(help="Brand (name or id) of the rows that name none.")] = "",
    mapping: Annotated[
        str,
        typer.Option(help="The name of a tool's export (--columns lists them), a file, or auto to propose one."),
    ] = "",
    dates: Annotated[
        str, typer.Option(help="Order of dates such as 3/4/2026 where the file does not show it: dmy or mdy.")
    ] = "",
    scale: Annotated[
        float | None, typer.Option(help="Scale of ratings that state none, such as 5 or 10; else read off the column.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of the file, where it is recognised wrongly.")] = "",
    as_of: Annotated[
        str,
        typer.Option(help='Day on which the file was made, which "2 weeks ago" is counted from; else its own time.'),
    ] = "",
    covers_from: Annotated[
        str,
        typer.Option(
            "--from", help="First day of which the file holds everything its sources have of its brands; needs --to."
        ),
    ] = "",
    covers_to: Annotated[
        str, typer.Option("--to", help="Last such day. Without the two, only the records show it.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be imported; write nothing.")] = False,
    columns: Annotated[
        bool, typer.Option("--columns", help="Show the columns that the kind takes, with an example file.")
    ] = False,
) -> None:
    """Take in your own data; bad rows go to FILE.rejected.csv with the reason, to be corrected and imported again."""
    from overheard.commands.importing import ImportRequest, run_import, show_columns

    if columns:
        show_columns(kind)
        return
    if file is None:
        raise ConfigError(
            "import: expected a FILE, found none. `overheard import KIND --columns` shows what it may hold."
        )
    request = ImportRequest(kind, file, brand, mapping, dates, encoding, dry_run, scale, as_of, covers_from, covers_to)
    raise typer.Exit(run_import(_loaded(workspace), request))


@app.command()
def read(
    what: Annotated[
        str,
        typer.Argument(
            metavar="URL|FILE", help="A page, a saved page, a file of raw pages (.warc.gz), or one to import."
        ),
    ],
    workspace: WorkspaceOption = HERE,
    kind: Annotated[
        str,
        typer.Option(help="faqs, reviews, channels or rankings; of a file to import its kind. All when none is named."),
    ] = "",
    url: Annotated[
        str, typer.Option(help="A saved page's own address, where it does not say; which page of a .warc.gz.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,
    report: Annotated[
        Path | None,
        typer.Option(help="Folder to write the page, people's data replaced, and what was read, for a bug report."),
    ] = None,
) -> None:
    """What is read off a page or file, and why: each record, the rules that decided, what was refused. Nothing lands."""
    from overheard.commands.read import ReadRequest, run_read

    raise typer.Exit(run_read(workspace, ReadRequest(what, kind, url, as_json, report)))


@app.command()
def why(
    line_id: Annotated[
        str, typer.Argument(metavar="LINE_ID", help="A line or lead, by its id or the beginning of it.")
    ],
    workspace: WorkspaceOption = HERE,
    edition: Annotated[str, typer.Option(help="A month, such as 2026-10; the newest when none is named.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,
) -> None:
    """A line down to its figures, units, sentences and pages."""
    from overheard.commands import why as command

    report = command.why_report(_loaded(workspace), line_id, edition)
    for line in [command.as_json(report)] if as_json else command.as_text(report):
        typer.echo(line)


@app.command()
def search(
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT", help="Words that must all be found; a phrase in quotation marks: '\"never again\"'."
        ),
    ],
    workspace: WorkspaceOption = HERE,
    brand: Annotated[str, typer.Option(help="Only of this brand, name or id.")] = "",
    kind: Annotated[str, typer.Option(help="Only review, reply, mention, faq, survey or shop.")] = "",
    source: Annotated[str, typer.Option(help="Only of this review site, network or survey.")] = "",
    language: Annotated[str, typer.Option(help="Only in this language, such as th.")] = "",
    first_day: Annotated[str, typer.Option("--from", help="Only from this day on, such as 2026-10-01.")] = "",
    last_day: Annotated[str, typer.Option("--to", help="Only up to this day.")] = "",
    sort: Annotated[str, typer.Option(help="best or newest first.")] = "best",
    limit: Annotated[int, typer.Option(help="At most so many texts.", min=1, max=200)] = 20,
    skip: Annotated[int, typer.Option(help="Leave out the first so many.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,
) -> None:
    """Find words in all that was collected: reviews, answers to them, mentions, FAQs, survey answers, mystery shops."""
    from overheard.commands import search as command

    request = command.SearchRequest(text, brand, kind, source, language, first_day, last_day, sort, limit, skip)
    found = command.run_search(_loaded(workspace), request)
    for line in [command.as_json(found)] if as_json else command.as_text(found):
        typer.echo(line)


@app.command()
def label(
    workspace: WorkspaceOption = HERE,
    language: Annotated[str, typer.Option(help="Only sentences or texts in this language, such as th.")] = "",
    n: Annotated[int, typer.Option("--n", help="At most so many sentences, texts or mentions.", min=1, max=1000)] = 20,
    sample: Annotated[
        bool, typer.Option("--sample", help="Instead: texts drawn at random, which measure the models. Keys + 0 - s q.")
    ] = False,
    kind: Annotated[str, typer.Option(help="With --sample: only reviews, or only posts.")] = "",
    to: Annotated[Path | None, typer.Option("--to", help="With --sample: write the texts to this csv instead.")] = None,
    from_: Annotated[Path | None, typer.Option("--from", help="With --sample: read the labels of such a csv.")] = None,
    meant: Annotated[bool, typer.Option("--meant", help="Instead: do mentions mean the brand? Keys y n s q.")] = False,
    brand: BrandOption = None,
) -> None:
    """Correct labels: the least certain sentences, keys + 0 - d(rivers) s(kip) q(uit). The next analysis learns from it."""
    from overheard.commands.label import LabelRequest, run_label

    request = LabelRequest(
        language=language,
        n=n,
        sample=sample,
        kind=kind,
        to=to,
        source=from_,
        meant=meant,
        brands=tuple(brand or ()),
    )
    run_label(workspace, request, input, typer.echo)


@app.command()
def schedule(
    action: Annotated[str, typer.Argument(help="show, install or remove.")] = "show",
    workspace: WorkspaceOption = HERE,
    at: Annotated[str, typer.Option(help="When, in the machine's own time zone.")] = "03:15",
    systemd: Annotated[bool, typer.Option("--systemd", help="Install a systemd timer, not lines of cron.")] = False,
) -> None:
    """Run every night, by lines of your crontab or a systemd timer; other lines stay as they are."""
    from overheard.commands.schedule.command import run_schedule

    raise typer.Exit(run_schedule(_loaded(workspace), action, at, systemd))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it, such as /mnt/backups/acme.zip.")],
    workspace: WorkspaceOption = HERE,
    keep: Annotated[
        int, typer.Option(help="Put the time into the name and keep the newest so many.", min=0, max=10_000)
    ] = 0,
    without_key: Annotated[
        bool, typer.Option("--without-key", help="Leave the key of the author hashes out; keep it somewhere else.")
    ] = False,
) -> None:
    """The whole workspace in one file, also while a run works; opened and checked before it gets its name."""
    from overheard.commands.keeping.backup import run_backup

    raise typer.Exit(run_backup(_loaded(workspace), file, keep=keep, with_key=not without_key))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `overheard backup` wrote.")],
    workspace: WorkspaceOption = HERE,
    key: Annotated[Path | None, typer.Option(help="File of the key, for a backup that was made without it.")] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Also where the backup is of another workspace.")] = False,
) -> None:
    """Put a backup in the place of the workspace's state, or into an empty folder; the state before is kept."""
    from overheard.commands.keeping.restore import run_restore

    raise typer.Exit(run_restore(workspace, file, key_file=key, confirmed=confirm))


@app.command()
def forget(
    workspace: WorkspaceOption = HERE,
    author: Annotated[str, typer.Option(help="A person's name, as the source shows it; with --source.")] = "",
    source: Annotated[str, typer.Option(help="The review site, network or survey that knows them by it.")] = "",
    brand: Annotated[str, typer.Option(help="All of a brand that is no longer in overheard.toml.")] = "",
    record: Annotated[str, typer.Option(help="One review, mention or FAQ, by its id.")] = "",
) -> None:
    """Take a person, a record or a brand out of all that is kept, and keep it out; says which files elsewhere still hold it."""
    from overheard.commands.keeping.forget import ForgetRequest, run_forget

    raise typer.Exit(run_forget(_loaded(workspace), ForgetRequest(author, source, brand, record)))


@app.command()
def mcp(workspace: WorkspaceOption = HERE) -> None:
    """A published build for assistants, read-only: a Model Context Protocol server on standard input and output."""
    from overheard.commands.assistant.server import serve

    serve(_loaded(workspace))


@app.command()
def status(workspace: WorkspaceOption = HERE) -> None:
    """What happened: runs, the published build, what could not be measured."""
    from overheard.commands.status import status_lines

    for line in status_lines(_loaded(workspace)):
        typer.echo(line)


@app.command()
def doctor(
    workspace: WorkspaceOption = HERE,
    try_alerts: Annotated[
        bool, typer.Option("--try-alerts", help="Send a test to each receiver of [[alert]].")
    ] = False,
) -> None:
    """Find the usual troubles and say how to fix them."""
    from overheard.commands.doctor import TROUBLE, examine

    troubles = 0
    for finding in examine(workspace, try_alerts):
        typer.echo(f"{finding.level:>8}  {finding.text}")
        troubles += finding.level == TROUBLE
    raise typer.Exit(1 if troubles else 0)


@app.command()
def demo(
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="Folder of the demo's workspace.")] = Path(
        "demo-workspace"
    ),
    serve: Annotated[bool | None, typer.Option(help="Serve the app at the end; on a terminal by default.")] = None,
) -> None:
    """A made-up market, really crawled on this machine: from the first URL to the last slide."""
    from overheard.demo.command import run_demo

    raise typer.Exit(run_demo(workspace, serve_app=sys.stdout.isatty() if serve is None else serve))


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"overheard {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """The console script: a wrong configuration or an unusable folder is exit code 2 with its message, a step that was
    refused 1, never a traceback.
    Files that any command makes are the user's own (0600, folders 0700)."""
    os.umask(0o077)  # what customers wrote is for the user's eyes only, whatever the system's habit
    try:
        app()
    except ConfigError as error:
        typer.echo(str(error), err=True)
        sys.exit(WRONG)
    except RefusedError as error:
        typer.echo(str(error), err=True)
        sys.exit(REFUSED)
    except (
        OSError
    ) as error:  # before the work began, or beside it: a folder that cannot be written, a disk that is full
        where = error.filename2 or error.filename or "overheard"
        typer.echo(f"{where}: expected to be able to read and write here, found: {error.strerror or error}.", err=True)
        sys.exit(WRONG)


if __name__ == "__main__":
    main()
