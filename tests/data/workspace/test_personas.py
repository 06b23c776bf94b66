"""[[persona]]: what is accepted, and messages that name the file, the key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import ConfigError
from data.workspace import parse_workspace

HEAD = '[workspace]\nname = "W"\n[[brand]]\nname = "Acme"\nown = true\nsite = "https://a.example/"\n'


def persona(keys: str, name: str = "Students") -> str:
    return f'[[persona]]\nid = "{name.lower()}"\nname = "{name}"\n{keys}\n'


def test_what_a_persona_says_is_kept() -> None:
    space = parse_workspace(HEAD + persona('words = ["dormitory", "หอพัก"]\nlanguages = ["th", "en"]'), Path("/w"))
    (found,) = space.personas
    assert found.conditions() == {"languages": ["th", "en"], "words": ["dormitory", "หอพัก"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (persona(""), ["persona[1]", "at least one of languages, markets, sources, products, words"]),
        (persona('languages = ["xx"]'), ["persona[1].languages[1]", "languages whose texts are read", "'xx'"]),
        (persona('markets = ["the moon"]'), ["persona[1].markets[1]", "th-TH", "the moon"]),
        (persona('words = ["!"]'), ["persona[1].words[1]", "with a word in them", "'!'"]),
        (persona('source = ["x"]'), ["persona[1].source", "unknown key", "did you mean 'sources'"]),
        (
            persona('words = ["a"]') + persona('words = ["b"]'),
            ["persona[2].id", "each id once", "'students' again"],
        ),
    ],
)
def test_what_is_wrong_is_named_by_file_and_key(text: str, said: list[str]) -> None:
    with pytest.raises(ConfigError) as error:
        parse_workspace(HEAD + text, Path("/w"))
    for part in ["/w/overheard.toml", *said]:
        assert part in str(error.value)
