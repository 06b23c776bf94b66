"""Edits overheard.toml as a careful person would: what is there stays as it is, comments and order included.

An edit is made on the text (tomlkit), checked as a workspace, and only then put in the file's place, in one step. What is
there already is not added again: the same edit twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Comment, Table, Whitespace

from data.errors import ConfigError
from data.files import write_atomic
from data.workspace import CONFIG_NAME, Workspace, load_workspace, parse_workspace, slug


@dataclass(frozen=True)
class NewBrand:
    """A rival to add, in the terms of [[brand]]; empty lists are not written."""

    name: str
    site: str
    faqs: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    social: tuple[str, ...] = ()


def add_to_workspace(
    root: Path, brands: Sequence[NewBrand] = (), keywords: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Add rivals to `root`/overheard.toml, and keywords to each [[search]] that names keywords.

    Returns (names of the brands added, keywords added); of what is there already (a brand by its id or site, a keyword in
    any letter case) nothing. Raises ConfigError, the file untouched, if it or the result is no valid workspace.
    """
    workspace = load_workspace(root)
    path = workspace.config_path
    raw = path.read_bytes().decode("utf-8")
    new = _new_brands(workspace, brands)
    text, added = edited(raw, new, keywords)
    if text != raw:
        parse_workspace(text, workspace.root)
        write_atomic(path, text)
    return [brand.name for brand in new], added


def edited(text: str, brands: Sequence[NewBrand], keywords: Sequence[str] = ()) -> tuple[str, list[str]]:
    """The text of an overheard.toml with brands added after the last one and keywords after the last of each list; and the
    keywords that were new somewhere. Line ends stay as they are. Raises ConfigError where `brand` is no list of tables."""
    document = tomlkit.parse(text)
    added = [keyword for keyword in dict.fromkeys(keywords) if _add_keyword(document, keyword)]
    for brand in brands:
        _append(document, brand)
    result = tomlkit.dumps(document)
    if "\r\n" in text:
        result = result.replace("\r\n", "\n").replace("\n", "\r\n")
    return result, added


def _new_brands(workspace: Workspace, brands: Sequence[NewBrand]) -> list[NewBrand]:
    ids = {brand.id.casefold() for brand in workspace.brands}
    sites = {_bare(brand.site) for brand in workspace.brands}
    new = []
    for brand in brands:
        if slug(brand.name).casefold() not in ids and _bare(brand.site) not in sites:
            new.append(brand)
            ids.add(slug(brand.name).casefold())
            sites.add(_bare(brand.site))
    return new


def _bare(url: str) -> str:
    return url.casefold().partition("//")[2].removeprefix("www.").rstrip("/")


def _append(document: tomlkit.TOMLDocument, brand: NewBrand) -> None:
    values: dict[str, Any] = {"name": brand.name, "id": slug(brand.name), "site": brand.site}
    values |= {key: list(getattr(brand, key)) for key in ("faqs", "reviews", "social") if getattr(brand, key)}
    append_table(document, "brand", values)


def append_table(document: tomlkit.TOMLDocument, name: str, values: Mapping[str, Any]) -> None:
    """Add a table to the list `name`, after its last one; at the end of the file where there is none. Raises ConfigError where
    `name` is there and no list of tables."""
    tables = document.get(name)
    if isinstance(tables, tomlkit.items.Array):
        inline = tomlkit.inline_table()
        inline.update(values)
        tables.append(inline)
        return
    table = tomlkit.table()
    for key, value in values.items():
        table[key] = value
    if tables is None:
        document.append(name, tomlkit.aot())
        document[name].append(table)
        return
    if not isinstance(tables, AoT) or not len(tables):
        raise ConfigError(f"{CONFIG_NAME}: {name}: expected [[{name}]] tables to add to, found none in one place.")
    tail = take_tail(tables[-1])
    tables.append(table)
    for item in tail or [tomlkit.nl()]:
        tables[-1].value.body.append((None, item))


def take_tail(table: Table) -> list[Any]:
    """Take what stands after a blank line at a table's end: it introduces what follows the table, and follows the new one.
    A blank line stays."""
    body = table.value.body
    last = max((number for number, (key, _) in enumerate(body) if key is not None), default=-1)
    start = next(
        (number for number in range(last + 1, len(body)) if isinstance(body[number][1], Whitespace)), len(body)
    )
    tail = [item for _, item in body[start:] if isinstance(item, Whitespace | Comment)]
    del body[start:]
    body.append((None, tomlkit.nl()))
    return tail


def _add_keyword(document: tomlkit.TOMLDocument, keyword: str) -> bool:
    """Add a keyword where it is missing; whether it was anywhere."""
    added = False
    for search in document.get("search", []):
        known = search.get("keywords")
        if known and keyword.casefold() not in {str(word).casefold() for word in known}:
            known.append(keyword)
            added = True
    return added
