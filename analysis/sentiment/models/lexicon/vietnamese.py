"""Vietnamese: one token a syllable; the lexicon finds its words by the longest match over syllables."""

from __future__ import annotations

import re

from analysis.sentiment.models.lexicon.tokens import Settings, Tokens, few_in_a_row, respelled, shortened, word_pattern

_OPEN_SYLLABLES = (("o", "a", "òóỏõọ", "àáảãạ"), ("o", "e", "òóỏõọ", "èéẻẽẹ"), ("u", "y", "ùúủũụ", "ỳýỷỹỵ"))
_NEW_STYLE = {
    first + marked_last: marked_first + last
    for first, last, marked_firsts, marked_lasts in _OPEN_SYLLABLES
    for marked_first, marked_last in zip(marked_firsts, marked_lasts, strict=True)
}
_TONE_PLACE = re.compile(rf"(?<!q)(?:{'|'.join(_NEW_STYLE)})(?![^\W\d_])")


def one_style(text: str) -> str:
    """Tone marks of open syllables on the first vowel: "hoà", "thuý" and "hòa", "thúy" are one spelling."""
    if text.isascii():
        return text
    return _TONE_PLACE.sub(lambda match: _NEW_STYLE[match.group()], text)


class SyllableTokenizer:
    """Syllables, numbers, punctuation and symbols; teencode in its usual spelling. Expects a normalised text."""

    def __init__(self, settings: Settings) -> None:
        self._find = word_pattern(settings.vocabulary).findall
        self._spelling = {one_style(short): one_style(long) for short, long in settings.spelling.items()}

    def __call__(self, text: str) -> Tokens:
        tokens = few_in_a_row(self._find(shortened(one_style(text.replace("_", " ")))))
        tokens = respelled(tokens, self._spelling)
        return tokens, tokens
