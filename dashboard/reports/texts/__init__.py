"""Searching all texts that a build holds: what is asked for, and what is found."""

from __future__ import annotations

from dashboard.reports.texts.search import KINDS, SORTS, Limits, TextHit, TextSearch, kind_name, places, search_texts
from dashboard.reports.texts.terms import MAX_TERMS, AskedError

__all__ = [
    "KINDS",
    "MAX_TERMS",
    "SORTS",
    "AskedError",
    "Limits",
    "TextHit",
    "TextSearch",
    "kind_name",
    "places",
    "search_texts",
]
