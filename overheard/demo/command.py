"""`overheard demo`: serves the made-up market on this machine, runs the main job on it and shows what came out."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.clock import utc_now
from data.errors import ConfigError
from data.files import write_atomic
from data.publish import current_build
from data.workspace import CONFIG_NAME, STATE_NAME, App, load_workspace
from data.workspace.app import DEFAULT_PORT
from overheard.commands.export import export_file
from overheard.commands.serve import free_port, serve
from overheard.commands.status import status_lines
from overheard.demo.market.market import Market, build_market
from overheard.demo.past import write_past
from overheard.demo.sites.server import DemoServer
from overheard.demo.workspace import NAME, write_workspace
from overheard.progress import say, show, step
from overheard.request import CrawlRequest
from overheard.run import run_all

PORT = 18470
MARK = "demo.json"
FRESH_DAYS = 14
"""A market older than this is made anew: its reviews would leave the comparison's window."""
DECK = "swot.pptx"


@dataclass(frozen=True)
class Stage:
    """What a second run must find unchanged, so that it meets the same pages: port and date of the market."""

    port: int
    anchor: date


def run_demo(root: Path, *, serve_app: bool) -> int:
    """The whole demo in `root`. Returns the exit code: 0 unless the main job failed.

    Raises ConfigError when `root` holds a workspace that is not the demo's.
    """
    root = root.resolve()
    stage = _stage(root)
    with step("building a made-up market"):
        market = build_market(stage.anchor)
    with _server(market, stage.port) as server:
        port = int(next(iter(server.hosts.values())).rsplit(":", 1)[1])
        write_workspace(root, server.hosts, market)
        write_atomic(root / STATE_NAME / MARK, json.dumps({"port": port, "anchor": stage.anchor.isoformat()}))
        write_past(root, server.hosts, market)
        workspace = load_workspace(root)
        say(f"crawling {len(server.hosts)} sites on this machine, politely (one request at a time a site)")
        before = current_build(workspace.state_dir)
        run_all(workspace, CrawlRequest())  # its exit code reports the planted failures; a new build shows success
    if current_build(workspace.state_dir) in (None, before):
        say("demo: the run did not publish; `overheard status` says why")
        return 1
    deck = export_file(workspace, "swot", root / DECK)
    for line in status_lines(workspace):
        say(line)
    app_port = free_port(DEFAULT_PORT)
    say("")
    say("The failures above are planted: a page that breaks, one that blocks, one that redirects to a private address.")
    program = os.path.relpath(sys.argv[0]) if Path(sys.argv[0]).exists() else "overheard"
    how = (
        "" if serve_app else f"   (once you start it: {program} dashboard -w {os.path.relpath(root)} --port {app_port})"
    )
    show(f"deck:  {deck}")
    show(f"app:   http://127.0.0.1:{app_port}/{how}")
    show(f'next:  {program} init -w FOLDER --own "You=https://..." --rival "Rival=https://..."')
    if serve_app:
        say("serving the app; Ctrl-C ends it")
        serve(workspace.root, App(port=app_port))
    return 0


def _stage(root: Path) -> Stage:
    mark = root / STATE_NAME / MARK
    if not mark.exists():
        if (root / CONFIG_NAME).exists() and NAME not in (root / CONFIG_NAME).read_text(encoding="utf-8"):
            raise ConfigError(f"{root / CONFIG_NAME}: is not the demo's. Name another folder by --workspace.")
        return Stage(PORT, utc_now().date())
    content = json.loads(mark.read_text(encoding="utf-8"))
    stage = Stage(int(content["port"]), date.fromisoformat(content["anchor"]))
    if (utc_now().date() - stage.anchor).days <= FRESH_DAYS:
        return stage
    say(f"the demo in {root} is older than {FRESH_DAYS} days: making it anew")
    shutil.rmtree(root / STATE_NAME)
    return Stage(PORT, utc_now().date())


def _server(market: Market, port: int) -> DemoServer:
    try:
        return DemoServer(market, port)
    except OSError:
        say(f"port {port} is taken; the made-up sites get another one")
        return DemoServer(market, 0)
