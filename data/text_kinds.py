"""Kinds of text: people write reviews otherwise than posts, so a model that is good at one is measured anew for the other."""

from __future__ import annotations

REVIEWS, POSTS, SURVEY_ANSWERS = "reviews", "posts", "survey answers"
TEXT_KINDS = {"review": REVIEWS, "mention": POSTS, "survey": SURVEY_ANSWERS}
"""Record kind -> the kind of text its records hold; queries have it as text_kind_of (data/views/samples.sql)."""
READ_KINDS = (REVIEWS, POSTS)
"""Those that opinions are read from."""
