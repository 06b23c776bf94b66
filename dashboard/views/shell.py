"""The frame of every page: build, edition and masthead, and the pages shown when there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import NoReturn

import duckdb
import streamlit as st

from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.names import day, instant, month, zone
from dashboard.reports.queries import Build, Row, SchemaMismatchError
from dashboard.reports.swot import EditionChanges
from dashboard.serving.visitor import may_begin, may_write, state_dir, workspace
from dashboard.serving.workspaces import served
from dashboard.views.markup import chip, esc, tip
from data.publish import current_build

DRAWN_FROM = "drawn_from"
EDITION = "edition"
CHECK_EVERY = 10
"""Seconds between looks for a new build while a page is open."""
CSS = Path(__file__).parent / "theme.css"
DEFINITIONS = (
    "net",
    "unit",
    "interval",
    "q",
    "claimed",
    "rating",
    "response_rate",
    "response_time",
    "neutral",
    "share_of_voice",
    "visibility",
    "engagement",
    "tested",
    "observed",
)


@dataclass(frozen=True)
class Context:
    """The build a page reads, the edition it shows (a row of `editions`), the brands and the reader's time zone."""

    build: Build
    edition: Row
    editions: list[Row]
    brands: list[Row]
    where: tzinfo

    @property
    def edition_id(self) -> str:
        return str(self.edition["edition"])

    @property
    def names(self) -> dict[str, str]:
        return {row["brand"]: row["name"] for row in self.brands}

    @property
    def own(self) -> str:
        return str(next((row for row in self.brands if row["own"]), self.brands[0])["brand"])


def context() -> Context:
    """The context of this rerun. Where there is none, shows what to do instead and ends the rerun."""
    if workspace() is None:
        name = "no_workspaces" if served().several else "no_workspace"
        _notice(name, command=t(f"app.{name}.command"))
    state = state_dir()
    st.session_state[DRAWN_FROM] = str(current_build(state))
    build = _build(state)
    editions, brands = queries.editions(build), queries.rows(build, "brands")
    if not editions or not brands:
        _notice("no_edition", command=t("app.no_edition.command"))
    chosen = chosen_edition(editions)
    return Context(build=build, edition=chosen, editions=editions, brands=brands, where=zone(build.timezone))


def _build(state: Path) -> Build:
    try:
        build = queries.latest_build(state)
    except SchemaMismatchError as mismatch:
        age = "older" if mismatch.found < mismatch.expected else "newer"
        lead = t("app.schema.body", expected=mismatch.expected, found=mismatch.found) + " " + t(f"app.schema.{age}")
        _notice("schema", body=lead, command=t(f"app.schema.{age}_command"))
    except duckdb.Error as error:
        body = t("app.broken.body", path=state / "published", error=error) + " " + t("app.broken.hint")
        _notice("broken", body=body, command=t("app.broken.command"))
    if build is None:
        _notice(
            "empty", command=t("app.empty.command"), after=(t("app.empty.after"), t("app.empty.demo")), settings=True
        )
    return build


def _notice(
    name: str, *, command: str, body: str = "", after: tuple[str, str] | None = None, settings: bool = False
) -> NoReturn:
    """A page that says what is missing and which command helps, or with `settings` which page; ends the rerun."""
    style()
    with st.container(key="notice"):
        lead = body or t(f"app.{name}.body")
        st.html(f'<section class="oh-notice"><h1>{esc(t(f"app.{name}.title"))}</h1><p>{esc(lead)}</p></section>')
        root = workspace()
        if settings and root is not None and (may_write(state_dir()) or may_begin(root)):
            st.page_link("app_pages/settings.py", label=t("app.empty.settings"), icon=":material/tune:")
        st.code(command, language="bash")
        if after:
            st.html(f'<section class="oh-notice"><p>{esc(after[0])}</p></section>')
            st.code(after[1], language="bash")
    if workspace() is not None:
        watch()
    st.stop()


@st.fragment(run_every=CHECK_EVERY)
def watch() -> None:
    """Redraw the app when another build has been published since it was drawn; looks every CHECK_EVERY seconds."""
    if st.session_state.get(DRAWN_FROM) != str(current_build(state_dir())):
        st.rerun(scope="app")


def style() -> None:
    """The app's style sheet; once a rerun."""
    st.html(CSS)


def dark() -> bool:
    """Whether the reader's theme is dark (for charts, whose colours are fixed here)."""
    return st.context.theme.type == "dark"


def masthead(ctx: Context, beside: Callable[[], None]) -> None:
    """The line above every page: workspace, edition and its state, window, and the definitions, with what `beside` shows."""
    style()
    if ctx.build.synthetic:
        st.html(f'<div class="oh-synthetic" role="status">{esc(t("app.header.synthetic"))}</div>')
    left, right = st.columns([2, 1], vertical_alignment="center")
    with right.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if len(ctx.editions) > 1:
            changes = queries.changes_by_edition(ctx.build, ctx.own)
            st.selectbox(
                t("app.header.edition"),
                [row["edition"] for row in ctx.editions],
                format_func=lambda name: edition_option(name, changes[name]),
                key=by_id(EDITION, (row["edition"] for row in ctx.editions)),
                bind="query-params",
                label_visibility="collapsed",
                width=300,
            )
        beside()
        with st.popover(t("app.define.title")):
            st.html("".join(f'<p class="oh-definition">{esc(t(f"app.define.{name}"))}</p>' for name in DEFINITIONS))
    # only now does the session know an edition that stood in the address
    left.html(_edition_line(ctx.build, chosen_edition(ctx.editions), ctx.where))


def by_id(key: str, ids: Iterable[str]) -> str:
    """`key` of a select box over `ids` that is bound to the address. The address holds what the box shows; a link may name the
    choice by its id too, which stays the same in other words."""
    asked = st.query_params.get(key)
    if asked in set(ids) and key not in st.session_state:
        st.session_state[key] = asked
    return key


def edition_option(edition: str, changes: EditionChanges) -> str:
    """`December 2026: 3 new, 1 gone`: an edition in the list of all."""
    if changes.before is None:
        return month(edition)
    counts = [f"{len(titles)} {t(f'export.changes.{kind}')}" for kind, titles in changes.titles.items() if titles]
    return t(
        "app.header.edition_changes",
        month=month(edition),
        changes=", ".join(counts) or t("app.header.edition_unchanged"),
    )


def persona_choice(ctx: Context, key: str, *, can: bool = True) -> str:
    """The id of the persona that the reader chose; '' for all customers, also where there is none or `can` is false."""
    names = {row["persona"]: row["name"] for row in queries.rows(ctx.build, "personas", edition=ctx.edition_id)}
    if not names:
        return ""
    chosen = st.selectbox(
        t("app.persona.label"),
        ["", *names],
        format_func=lambda name: names.get(name, t("app.persona.all")),
        key=key,
        help=t("app.persona.help"),
        disabled=not can,
    )
    return str(chosen) if can and chosen in names else ""


def chosen_edition(editions: list[Row]) -> Row:
    """The edition the reader chose, the newest until then."""
    return next((row for row in editions if row["edition"] == st.session_state.get(EDITION)), editions[0])


def _edition_line(build: Build, edition: Row, where: tzinfo) -> str:
    status = str(edition["status"])
    window = t("app.header.window", start=day(edition["window_start"], where), end=day(edition["window_end"], where))
    made = t("app.header.build", created=instant(build.created_at, where))
    return (
        f'<div class="oh-masthead"><span class="oh-workspace">{esc(build.workspace)}</span>'
        f'<span class="oh-edition">{esc(month(str(edition["edition"])))}</span>'
        f"{chip(t(f'app.header.{status}'), f'oh-{status}', t(f'app.header.{status}_help'))}"
        f'<span class="oh-muted">{esc(window)}</span><span class="oh-muted">{esc(made)}</span></div>'
    )


def heading(title: str, lead: str = "") -> None:
    """A page's title and the sentence under it (plain text)."""
    st.html(f'<header class="oh-page"><h1>{esc(title)}</h1><p>{esc(lead)}</p></header>')


def section(title: str, lead: str = "", definition: str | None = None, *, rule: bool = True) -> None:
    """The title of a part of a page, under a `rule`, with a definition to hover if it needs one."""
    text = tip(title, definition) if definition else esc(title)
    note = f"<p>{esc(lead)}</p>" if lead else ""
    st.html(f'<header class="oh-section{"" if rule else " oh-first"}"><h2>{text}</h2>{note}</header>')
