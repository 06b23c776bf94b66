"""Labels of texts without letters, which no language's model reads: thumbs, hearts, faces."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property

from analysis.sentiment.model import NO_MODEL, Sentiment, label_of
from analysis.sentiment.models.lexicon.symbols import emoji_valences, emoticon_valences, without_modifiers

_ALPHA = 15.0
"""VADER's normalisation: score = sum / √(sum² + alpha) (Hutto and Gilbert, ICWSM 2014)."""


class EmojiModel:
    """A SentimentModel of texts without letters: the sum of the valences of their emoji and emoticons. One that holds none of
    those known gets no label."""

    language = "und"

    @cached_property
    def name(self) -> str:
        """`emoji-<hash of the valences>`."""
        known = sorted({**emoji_valences(), **emoticon_valences()}.items())
        return f"emoji-{hashlib.sha256(repr(known).encode()).hexdigest()[:8]}"

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """One Sentiment a text, in order; never raises on any text."""
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> Sentiment:
        total = sum(emoji_valences().get(char, 0.0) for char in without_modifiers(text))
        total += sum(emoticon_valences().get(word, 0.0) for word in text.split())
        if not total:
            return Sentiment(None, None, NO_MODEL)
        score = total / (total * total + _ALPHA) ** 0.5
        return Sentiment(label_of(score), score, self.name)


EMOJI = EmojiModel()
