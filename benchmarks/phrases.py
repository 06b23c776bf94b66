"""Phrase matching against pyahocorasick, an Aho-Corasick automaton in C: the same topics, and processor time a text.

    pip install pyahocorasick==2.3.1
    python benchmarks/phrases.py [--corpus DIR] [--texts 2000] [--rounds 9]

The phrases are those of all drivers and FAQ intents of a language. An automaton finds literals, not phrases with gaps and
alternatives: it is given one literal for each alternative of a phrase's longest slot, and each phrase whose literal is there
is then tried by its regex, as analysis/text/phrases does where words are not set apart. Texts are DIR's or, without it, the
phrases themselves in sentences. Both read the same texts in turn, in processor time of one core; the median ratio of the
rounds counts. Ends with status 1 if a text has other topics.

Measured on 2026-12-01 with pyahocorasick 2.3.1, 1,200 texts a language of the corpus, no topic different; the automaton's time
is 3.6 times ours in English, 7.1 times in Vietnamese and 0.47 times in Thai. In Thai that would save 20 of the 520
microseconds that reading a text takes, for one more compiled dependency; so ours stays for both, and the automaton is
installed for this benchmark alone.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))
from analysis.text.drivers import load_taxonomy  # noqa: E402
from analysis.text.intents import load_intents  # noqa: E402
from analysis.text.phrases import PhraseBook, compile_phrase, fold  # noqa: E402
from analysis.text.phrases.spaced import SIGNS, Found, Pattern, WordIndex, outside  # noqa: E402
from analysis.text.phrases.unspaced import UnspacedIndex, _anchors, _is_simple, _regex  # noqa: E402

LANGUAGES = ("en", "vi", "th")
LONGEST = 600
"""Characters of a text."""


class Index(Protocol):
    """What finds phrases in folded text."""

    def search(self, folded: str) -> Sequence[Found]:
        """All phrases in `folded`, in no order that matters."""


class Automaton:
    """An Index over pyahocorasick."""

    def __init__(self, patterns: Sequence[Pattern], word_boundaries: bool) -> None:
        import ahocorasick  # type: ignore[import-not-found,unused-ignore] # of this benchmark alone

        self._patterns = patterns
        self._simple = [not word_boundaries and _is_simple(pattern) for pattern in patterns]
        self._regexes = [_spaced(pattern) if word_boundaries else _regex(pattern) for pattern in patterns]
        by_literal: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            for literal in _anchors(pattern):
                by_literal.setdefault(literal, []).append(number)
        self._automaton = ahocorasick.Automaton()
        for literal, numbers in by_literal.items():
            self._automaton.add_word(literal, (len(literal), numbers))
        self._automaton.make_automaton()

    def search(self, folded: str) -> list[Found]:
        """All phrases in `folded`: first and last are characters."""
        found: list[Found] = []
        tried: set[int] = set()
        for end, (length, numbers) in self._automaton.iter(folded):
            for number in numbers:
                pattern = self._patterns[number]
                if self._simple[number]:
                    found.append(Found(pattern.meaning, pattern.excluded, end - length + 1, end))
                elif number not in tried:
                    tried.add(number)
                    found += [
                        Found(pattern.meaning, pattern.excluded, hit.start(), hit.end() - 1)
                        for hit in self._regexes[number].finditer(folded)
                    ]
        return found


def _spaced(pattern: Pattern) -> re.Pattern[str]:
    words = ["/".join(slot) for slot in pattern.slots]
    return compile_phrase(
        " ".join(f"... {word}" if gap else word for word, gap in zip(words, pattern.gaps, strict=True))
    )


def patterns_of(language: str) -> tuple[list[Pattern], bool]:
    """The phrases of drivers and FAQ intents, without those of signs, which `compile_phrase` does not read; and whether spaces
    set words apart."""
    taxonomy = load_taxonomy(language)
    books: list[PhraseBook] = [taxonomy.book, load_intents(language).book]
    patterns, first = [], 0
    for book in books:
        for pattern in book.patterns:
            if not any(re.search(f"[{SIGNS}]", word) for slot in pattern.slots for word in slot):
                patterns.append(Pattern(first + pattern.meaning, pattern.excluded, pattern.slots, pattern.gaps))
        first += len(book.names)
    return patterns, taxonomy.word_boundaries


def texts_of(language: str, corpus: Path | None, n: int) -> list[str]:
    """`n` folded texts: of the sets of the language or, without a corpus, phrases in sentences."""
    chance = random.Random(20261201)
    if corpus is None:
        patterns, spaced = patterns_of(language)
        said = [
            (" " if spaced else "").join(slot[0].replace("*", "") for slot in pattern.slots) for pattern in patterns
        ]
        texts = [", ".join(chance.sample(said, 3)) for _ in range(n)]
    else:
        texts = [text for path in sorted((corpus / "text").glob(f"*{language}-*.tsv.gz")) for text in _column(path)]
    chance.shuffle(texts)
    return [fold(text[:LONGEST]) for text in texts[:n]]


def _column(path: Path) -> Iterator[str]:
    """The longest field of each line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield max(line.rstrip("\n").split("\t"), key=len)


def topics(index: Index, folded: str) -> set[int]:
    """The topics that a text is about."""
    return {hit.meaning for hit in outside(index.search(folded)) if not hit.excluded}


def seconds(search: Callable[[str], object], texts: Sequence[str]) -> float:
    """Processor time."""
    start = time.process_time()
    for text in texts:
        search(text)
    return time.process_time() - start


def main(arguments: Sequence[str] | None = None) -> int:
    """One line a language; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args(arguments)
    try:
        import ahocorasick  # type: ignore[import-not-found,unused-ignore] # noqa: F401
    except ImportError:
        print("pyahocorasick is not here: pip install pyahocorasick==2.3.1")
        return 0
    bad = 0
    for language in LANGUAGES:
        patterns, spaced = patterns_of(language)
        ours: Index = WordIndex(patterns) if spaced else UnspacedIndex(patterns)
        automaton = Automaton(patterns, spaced)
        texts = texts_of(language, options.corpus, options.texts)
        differing = [text for text in texts if topics(ours, text) != topics(automaton, text)]
        pairs = [(seconds(automaton.search, texts), seconds(ours.search, texts)) for _ in range(options.rounds)]
        ratio = statistics.median(theirs / own for theirs, own in pairs)
        each = [1e6 * statistics.median(side) / len(texts) for side in zip(*pairs, strict=True)]
        print(
            f"{language}: {len(patterns):,} phrases, {len(texts):,} texts, {len(differing)} differ; microseconds a text: "
            f"automaton {each[0]:.1f}, ours {each[1]:.1f}; ratio {ratio:.2f}"
        )
        for text in differing[:3]:
            print(f"    {text[:200]!r}")
        bad += len(differing)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
