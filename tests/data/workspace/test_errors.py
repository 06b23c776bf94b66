"""Whatever stands where in overheard.toml, the message is one that its reader can act on."""

from __future__ import annotations

import copy
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import ConfigError
from data.workspace import Alert, Brand, Crawl, Listen, OwnDriver, Persona, parse_workspace
from data.workspace.app import App
from data.workspace.errors import RIGHT
from data.workspace.recipes import Recipe
from data.workspace.searches import Search
from data.workspace.tables import ConfigFile, Settings

GOOD: dict[str, Any] = {
    "workspace": {"name": "W"},
    "brand": [{"name": "Acme", "own": True, "site": "https://a.example/"}],
    "listen": [{"network": "mastodon", "query": "x"}],
    "search": [{"provider": "searxng", "url": "http://127.0.0.1:8888", "keywords": ["x"]}],
    "recipe": [{"host": "a.example", "kind": "reviews", "box": "li", "body": "p"}],
    "driver": [{"id": "luggage", "name": "Luggage", "words": {"en": ["bag"]}}],
    "persona": [{"id": "students", "name": "Students", "words": ["dormitory"]}],
    "alert": [{"name": "team", "url_env": "OVERHEARD_ALERT_TEAM"}],
    "crawl": {},
    "app": {},
}
TABLES = {
    "workspace": Settings, "brand": Brand, "listen": Listen, "search": Search, "recipe": Recipe,
    "driver": OwnDriver, "persona": Persona, "alert": Alert, "crawl": Crawl, "app": App,
}  # fmt: skip
OF_TWO_KEYS = {
    "search.engine", "search.model", "search.asks", "recipe.question", "recipe.answer", "app.oidc_issuer", "app.oidc_client_id",
    "alert.drivers", "alert.brands",
}  # fmt: skip
"""Whether they may be there another key says: the provider, the kind, the other half of a pair."""
KEYS = [*TABLES, *(f"{table}.{key}" for table, model in TABLES.items() for key in model.model_fields)]
SCALARS = (
    st.sampled_from(["", " ", "https://[x", "appstore:xx", "play:", "America", "../x", "a" * 400, "en-US", "ไทย", 10**30])
    | st.just(datetime(2026, 1, 1, tzinfo=UTC))
    | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner), max_leaves=5
)
JARGON = re.compile(
    r"pydantic|[Ii]nput should|instance of|valid (string|tuple|list|dictionary|integer|boolean|number)|should (match|have)|"
    r"validation|unable to|Settings|ConfigFile|Traceback|IPv6"
)


def message(key: str, value: Any) -> str:
    """What is said of GOOD with this value at `key`; '' if nothing."""
    tree = copy.deepcopy(GOOD)
    table, _, name = key.partition(".")
    if not name:
        tree[table] = value
    elif isinstance(tree[table], list):
        tree[table][0][name] = value
    else:
        tree[table][name] = value
    try:
        parse_workspace(tomlkit.dumps(tree), Path("/w"))
    except ConfigError as error:
        return str(error)
    return ""


def test_every_key_has_words_and_an_example_that_is_right() -> None:
    assert set(RIGHT) == set(KEYS)
    assert set(ConfigFile.model_fields) == set(TABLES)
    for key, (_, example) in RIGHT.items():
        assert "." not in key or key in OF_TWO_KEYS or not message(key, tomllib.loads(f"x = {example}")["x"]), key


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=60, deadline=None)
@given(value=VALUES)
def test_a_wrong_value_is_told_in_plain_words(key: str, value: Any) -> None:
    said = message(key, value)
    assert not JARGON.search(said), said
    for line in filter(None, said.split("\n")):
        table, _, name = key.partition(".")
        assert line.startswith(f"/w/overheard.toml: {table}"), line
        assert name in line or (key == "brand.name" and "gives no id" in line)  # a name of signs alone
        assert "expected" in line


@pytest.mark.parametrize("key", KEYS)
def test_a_table_or_a_list_of_lists_is_right_nowhere(key: str) -> None:
    for value in ({"a": 1}, [[1]], datetime(2026, 1, 1, tzinfo=UTC)):
        assert "found" in message(key, value) or "unknown key" in message(key, value)


@pytest.mark.parametrize("address", ["appstore:xx", "appstore:US/1", "app:1", "play:", "acme.example"])
def test_a_malformed_app_address_shows_the_forms(address: str) -> None:
    said = message("brand.reviews", [address])
    for part in ("brand[1].reviews[1]", "appstore:us/1234567890", "play:com.acme.app", "https://", repr(address)):
        assert part in said


def test_single_brackets_and_a_missing_table_are_told() -> None:
    assert "brand: expected tables that each begin with the line [[brand]], in double brackets" in message(
        "brand", {"name": "A"}
    )
    with pytest.raises(ConfigError, match=r"workspace: expected a table that begins with the line \[workspace\]"):
        parse_workspace("", Path("/w"))


@pytest.mark.parametrize("key", ["brand.faqs", "brand.reviews", "brand.social"])
def test_an_address_that_is_too_long_is_said_with_its_length(key: str) -> None:
    said = message(key, ["https://help.acme.example/faq/" + "x" * 3_000])
    assert f"{key.replace('.', '[1].')}[1]" in said
    assert "at most 2,000 characters, which this one of 3,030 is not" in said
    assert len(said) < 500
