"""A page as a bug is reported with it: people's data replaced, beside what was read off it."""

from __future__ import annotations

import copy
import json
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.structured import structured_items
from crawlers.extract.page.structured.microformats import microformat_items
from crawlers.extract.page.text import one_line, text_of
from crawlers.extract.reviews.roles import names_of, role_of
from data.files import write_atomic
from data.landing.protect import protected_fields
from data.privacy import redact, redact_emails
from overheard.commands.read.explain import Explained

PAGE, READ = "page.html", "read.json"
_MAX_NAME = 60
_MAX_NAMES = 5_000
_MAX_SAID = 100_000
"""Characters of one text or attribute; what follows is cut off."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.){1,100000}"')
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What HTML holds and a tree does not take."""
_ADDRESSES = frozenset({"href", "src", "action", "srcset", "data-src"})
_NAMING = frozenset(
    {
        "class",
        "id",
        "style",
        "rel",
        "type",
        "role",
        "name",
        "for",
        "lang",
        "charset",
        "itemprop",
        "itemtype",
        "property",
    }
)


def write_report(folder: Path, explained: Explained) -> list[Path]:
    """Write the page with people's data replaced, and what was read off it, into a folder. Returns the files."""
    page = explained.page
    assert page is not None
    people = People(_names(page, explained))
    folder.mkdir(parents=True, exist_ok=True)
    markup = etree.tostring(people.page(page), method="html", encoding="unicode", doctype="<!DOCTYPE html>")
    write_atomic(folder / PAGE, markup)
    write_atomic(folder / READ, json.dumps(_read(explained, people), ensure_ascii=False, indent=1) + "\n")
    return [folder / PAGE, folder / READ]


class People:
    """Replaces what tells people: each name by a number of its own, e-mail addresses and numbers of phones and cards by what
    they were."""

    def __init__(self, names: Iterable[str]) -> None:
        longest = sorted(dict.fromkeys(names), key=len, reverse=True)[:_MAX_NAMES]
        self._numbers = {name.casefold(): f"[name {number}]" for number, name in enumerate(longest, 1)}
        words = "|".join(re.escape(name) for name in longest)
        self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if longest else None

    def text(self, text: str) -> str:
        """A text without them."""
        return redact(self.names(text[:_MAX_SAID]))

    def names(self, text: str) -> str:
        """A text without the names."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._numbers.get(match[0].casefold(), "[name]"), text)

    def page(self, page: Page) -> etree._Element:
        """A copy of a page's tree without them."""
        root = copy.deepcopy(page.root)  # as it is: what HTML allows is not always XML
        for element in root.iter("*"):
            self._element(element)
        head = root.find("head")
        if head is not None and root.find(".//link[@rel='canonical']") is None and page.url.startswith("http"):
            etree.SubElement(head, "link", rel="canonical", href=redact_emails(self.names(page.url)))
        return root

    def _element(self, element: etree._Element) -> None:
        code = element.tag in ("script", "style")
        if element.text:
            element.text = _CONTROL.sub("", self._code(element.text) if code else self.text(element.text))
        if element.tail:
            element.tail = _CONTROL.sub("", self.text(element.tail))
        for name, value in element.items():
            if name not in _NAMING and value:
                try:
                    element.set(name, _CONTROL.sub("", self._attribute(name, value)))
                except ValueError:  # a name that only HTML allows: it goes, value and all
                    del element.attrib[name]

    def _attribute(self, name: str, value: str) -> str:
        if value.lower().startswith(("mailto:", "tel:", "sms:", "callto:")):
            scheme, _, rest = value.partition(":")
            return f"{scheme}:{self.text(rest)}"
        return redact_emails(self.names(value[:_MAX_SAID])) if name in _ADDRESSES else self.text(value)

    def _code(self, code: str) -> str:
        """Of code only what is in quotation marks: elsewhere digits are not people's."""
        return _QUOTED.sub(lambda match: f'"{self.text(match[0][1:-1])}"', code)

    def all(self, value: Any) -> Any:
        """A value of JSON without them."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list | tuple):
            return [self.all(one) for one in value]
        if isinstance(value, dict):
            return {name: self.all(one) for name, one in value.items()}
        return value


def _names(page: Page, explained: Explained) -> Iterator[str]:
    """Names of people on a page: of the records read, of its markup, of elements named as authors, read or not."""
    for entries in explained.entries.values():
        for entry in entries:
            if author := getattr(entry.record, "author", None):
                yield from _name(author)
    for item in (*structured_items(page), *microformat_items(page)):
        yield from _name(item.line("author", "reviewer", "creator"))
    for element in page.having("class", "itemprop"):
        if role_of(names_of(element)) == "author" or element.get("itemprop") in ("author", "reviewer"):
            yield from _name(one_line(text_of(element)))


def _name(text: str) -> Iterator[str]:
    if 1 < len(text.strip()) <= _MAX_NAME:
        yield text.strip()


def _read(explained: Explained, people: People) -> dict[str, object]:
    """What was read, each record as it may be kept, all texts without people's data."""
    told = explained.as_dict()
    if explained.url.startswith("file:"):  # where somebody keeps a file tells who they are
        told = json.loads(json.dumps(told).replace(json.dumps(explained.url)[1:-1], f"file:///{PAGE}"))
    key = secrets.token_bytes(32)
    kinds = told.get("kinds")
    assert isinstance(kinds, dict)
    for kind, of_kind in kinds.items():
        for written, entry in zip(of_kind["records"], explained.entries[kind], strict=True):
            for name, value in protected_fields(entry.record, key).items():
                if name in written:
                    written[name] = value
            if author := getattr(entry.record, "author", None):
                written["author"] = people.names(author)
            # A brand's own channels are what the report may be about; they are nobody's.
            address = written.get("address") if kind == "channels" else None
            written |= people.all(written) | ({"address": address} if address else {})
    told["kinds"] = {kind: {**of_kind, "refused": people.all(of_kind["refused"])} for kind, of_kind in kinds.items()}
    for name in ("title", "url", "requested", "canonical", "reason"):
        value = told.get(name)
        told[name] = redact_emails(people.names(value)) if isinstance(value, str) else value
    return told
