"""Searching all texts that a build holds: what is asked for, and what is found."""

from __future__ import annotations

from analysis.text.expressions import MAX_TERMS, AskedError
from dashboard.reports.texts.search import KINDS, SORTS, Limits, TextHit, TextSearch, kind_name, places, search_texts

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
