"""A discovery as lines of text: each proposal opens to the results it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.discovery.models import Discovery, Proposal, Sighting
from analysis.figures.search.visibility import click_curve

_MAX_EVIDENCE = 8
_MAX_TITLE = 80
_MAX_LEFT_OUT = 40
_FAILING = ("failed", "blocked", "partial")


def lines(discovery: Discovery) -> Iterator[str]:
    """The lines that `overheard discover` shows."""
    observed = [one for one in discovery.look_ups if one.status == "observed"]
    yield f"{len(observed)} of {len(discovery.look_ups)} look-ups gave results. Visibility by: {click_curve().source}."
    for one in discovery.look_ups:
        if one.status in _FAILING:
            yield f"  {one.status}: {one.keyword or one.url} ({_place(one.engine, one.market, one.device)}): {one.reason}"
        elif one.status == "absent":
            yield f"  nothing found: {one.keyword} ({_place(one.engine, one.market, one.device)})"
    yield ""
    yield f"Rivals proposed ({len(discovery.proposals)}):"
    for number, proposal in enumerate(discovery.proposals, 1):
        yield from _proposal(number, proposal)
    if discovery.suggestions:
        yield ""
        yield "Keywords you may add:"
        for suggestion in discovery.suggestions:
            yield f"  {suggestion.keyword}   ({', '.join(suggestion.sources)})"
    if discovery.left_out:
        yield ""
        yield f"Left out ({len(discovery.left_out)}); each can be accepted by its domain all the same:"
        for site in discovery.left_out[:_MAX_LEFT_OUT]:
            yield f"  {site.domain}: {site.reason}"
        if len(discovery.left_out) > _MAX_LEFT_OUT:
            yield f"  ... and {len(discovery.left_out) - _MAX_LEFT_OUT} more (--json shows all)"


def _proposal(number: int, proposal: Proposal) -> Iterator[str]:
    also = f" (also {', '.join(proposal.domains[1:])})" if len(proposal.domains) > 1 else ""
    yield f"{number:3}. {proposal.name}  {proposal.url}{also}  visibility {proposal.visibility:.1%}: {proposal.reason}"
    for sighting in proposal.sightings[:_MAX_EVIDENCE]:
        yield f"       {_evidence(sighting)}"
    if len(proposal.sightings) > _MAX_EVIDENCE:
        yield f"       ... and {len(proposal.sightings) - _MAX_EVIDENCE} more results (--json shows all)"
    for label, values in (
        ("FAQ", proposal.faqs),
        ("reviews", proposal.reviews),
        ("contact", proposal.contact),
        ("profiles, feeds", proposal.social),
    ):
        if values:
            yield f"       {label}: {', '.join(values)}"
    if proposal.home != "observed":
        yield f"       home page: {proposal.home}"


def _evidence(sighting: Sighting) -> str:
    title = sighting.title if len(sighting.title) <= _MAX_TITLE else sighting.title[: _MAX_TITLE - 1] + "…"
    place = _place(sighting.engine, sighting.market, sighting.device)
    return (
        f"{sighting.keyword!r} on {place}: {sighting.kind} {sighting.position}, {sighting.url}, "
        f"“{title}”, {sighting.fetched_at:%Y-%m-%d %H:%M} UTC"
    )


def _place(engine: str, market: str, device: str) -> str:
    return " ".join(filter(None, (engine, market, "" if device == "desktop" else device)))
