"""What a discovery holds: rivals proposed, what was left out, look-ups and suggested keywords, each with its evidence."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

VERSION = 1


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sighting(_Kept):
    """A site met on a result page: `position` counts within `kind` (organic, ad ...) from 1; `fetched_at` is UTC."""

    keyword: str
    engine: str
    market: str = ""
    device: str = "desktop"
    kind: str = "organic"
    position: int
    url: str
    title: str = ""
    fetched_at: datetime


class Site(_Kept):
    """A site met on the result pages, country domains merged. `visibility` 0..1 by the click curve, ads counted little;
    `domains` all under which it was met, `domain` the most visible of them; `reason` why it is proposed or left out."""

    domain: str
    domains: tuple[str, ...]
    name: str
    url: str
    visibility: float
    reason: str
    sightings: tuple[Sighting, ...]

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords on which it meets us, the best position first."""
        ordered = sorted(self.sightings, key=lambda s: (s.kind != "organic", s.position))
        return tuple(dict.fromkeys(s.keyword for s in ordered))


class Proposal(Site):
    """A rival as proposed. Pages, profiles and feeds are those its home page leads to; `home` says what became of
    fetching it: "observed", "not asked", or the status and the reason."""

    home: str = "not asked"
    faqs: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    social: tuple[str, ...] = ()


class LookUp(_Kept):
    """One look-up and what became of it: a failed one is a failure, never an absence."""

    keyword: str
    engine: str
    market: str = ""
    device: str = "desktop"
    url: str
    status: str
    reason: str | None = None
    results: int = 0
    fetched_at: datetime


class Suggestion(_Kept):
    """A keyword to add: found at `sources` (addresses of pages, the first few); `score` orders, larger first."""

    keyword: str
    score: float
    sources: tuple[str, ...]


class Discovery(_Kept):
    """All that one `overheard discover` found. `own` is the name and the site it was made for."""

    version: int = VERSION
    made_at: datetime
    own: tuple[str, str]
    keywords: tuple[str, ...]
    proposals: tuple[Proposal, ...] = ()
    left_out: tuple[Site, ...] = ()
    look_ups: tuple[LookUp, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


class Setup(_Kept):
    """What a workspace is to be made of where there is none yet: the flags of the command."""

    home: str
    name: str = ""
    searxng: str = ""
    saved: str = ""
    market: str = ""
    allow_private: tuple[str, ...] = ()


class State(_Kept):
    """What is kept between a look and `--accept`: the discovery, and the setup where there was no workspace. `own` is our
    own brand as its home page gives it, if it was read for that."""

    discovery: Discovery
    setup: Setup | None = None
    own: Proposal | None = None
