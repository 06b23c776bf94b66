"""All sources of reviews: by an address of overheard.toml, or by what a page turns out to use."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from crawlers.extract.page import Page
from crawlers.sources.networks.registry import ENDPOINT
from crawlers.sources.reviews.appstore import AppStore
from crawlers.sources.reviews.googleplay import GooglePlay
from crawlers.sources.reviews.judgeme import JudgeMe
from crawlers.sources.reviews.source import ReviewSource
from crawlers.sources.reviews.stamped import Stamped
from crawlers.sources.reviews.woocommerce import WooCommerce
from crawlers.sources.reviews.yotpo import Yotpo

APPSTORE, PLAY = "appstore:", "play:"
APP_ADDRESSES = (APPSTORE, PLAY)
"""How the addresses of overheard.toml begin that are no web addresses."""


def app_source(address: str, languages: Sequence[str], env: Mapping[str, str] | None = None) -> ReviewSource | None:
    """The source of `appstore:us/123` or `play:com.acme.app`; None for any other address."""
    env = os.environ if env is None else env
    if address.startswith(APPSTORE):
        country, _, app = address.removeprefix(APPSTORE).partition("/")
        return AppStore(country, app, env.get(f"{ENDPOINT}APPSTORE", ""))
    if address.startswith(PLAY):
        return GooglePlay(address.removeprefix(PLAY), languages, env.get(f"{ENDPOINT}PLAY", ""))
    return None


def widget_of(page: Page, env: Mapping[str, str] | None = None) -> ReviewSource | None:
    """The review widget that a shop's page really uses and whose reviews are served as JSON to anybody; None if none is."""
    env = os.environ if env is None else env
    return (
        JudgeMe.of(page, env.get(f"{ENDPOINT}JUDGEME", ""))
        or Yotpo.of(page, env.get(f"{ENDPOINT}YOTPO", ""))
        or Stamped.of(page, env.get(f"{ENDPOINT}STAMPED", ""))
        or WooCommerce.of(page)
    )
