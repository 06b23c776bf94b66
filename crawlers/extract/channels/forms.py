"""Contact forms: a form in which a visitor can write a message, or such a form embedded from its vendor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from itertools import islice

from lxml import etree

from crawlers.extract.channels.config import address, by_host, config, host_names, matches
from crawlers.extract.page import Page
from crawlers.extract.page.rules import SURE, VETO, Decision, Rule
from crawlers.extract.page.text import text_of
from data.kinds.channel import Channel
from data.languages import all_words, extract

_MAX_FIELDS = 200


def find_contact_forms(page: Page) -> list[Channel]:
    """At most one channel a vendor, address `""`: which page it stands on is its `url`."""
    found = {vendor: Channel(url=page.url, kind="contact_form", vendor=vendor) for vendor in _embedded(page)}
    if any(_CONTACT_FORMS.holds(_Form(form)) for form in page.root.iter("form")):
        found.setdefault("none", Channel(url=page.url, kind="contact_form"))
    return list(found.values())


def _embedded(page: Page) -> Iterator[str]:
    """Vendors of the forms that the page loads, in page order."""
    embeds = _embeds()
    at_vendor = any(name in page.url.lower() for name in embeds)
    for frame in page.survey.loading:
        source = frame.get("src") or frame.get("data-src") or ""
        # Most are the page's own scripts: not worth taking apart.
        if not (at_vendor or any(map(source.lower().__contains__, embeds)) or not source.lower().isprintable()):
            continue
        where = address(page.url, source)
        for name in host_names(where.host) if where is not None else ():
            yield from (vendor for pattern, vendor in embeds.get(name, ()) if where and matches(where, pattern))


@cache
def _embeds() -> dict[str, list[tuple[str, str]]]:
    """Host -> (pattern, vendor) of the forms embedded from it or its subdomains."""
    vendors: dict[str, str] = config()["form"]["embeds"]
    return {name: [(pattern, vendors[pattern]) for pattern in patterns] for name, patterns in by_host(vendors).items()}


class _Form:
    """A form, with its first fields and what it is called."""

    def __init__(self, form: etree._Element) -> None:
        self.form = form
        self.naming = " ".join(form.get(name) or "" for name in ("id", "class", "name", "action", "role")).casefold()

    @cached_property
    def fields(self) -> list[etree._Element]:
        return list(islice(self.form.iter("textarea", "input", "select"), _MAX_FIELDS))

    @cached_property
    def messages(self) -> list[etree._Element]:
        """Fields in which a text can be written."""
        return [field for field in self.fields if field.tag == "textarea" and _is_shown(field)]


def _is_something_else(form: _Form) -> bool:
    return any(name in form.naming for name in config()["form"]["not_forms"])


def _rates_or_signs_in(form: _Form) -> bool:
    return any("rating" in _names(field) or field.get("type") == "password" for field in form.fields)


def _takes_comments(form: _Form) -> bool:
    """A blog's form for comments asks for the writer's e-mail too."""
    if not all("comment" in _names(field) and "comments" not in _names(field) for field in form.messages):
        return False
    names = {_names(field) for field in form.fields}
    return "comment_post_id" in names or "url" in names


def _asks_for_address(form: _Form) -> bool:
    return any(
        field.get("type") in ("email", "tel") or any(word in _names(field) for word in ("mail", "phone", "tel"))
        for field in form.fields
        if field.tag == "input" and field.get("type") != "hidden"
    )


def _says_contact(form: _Form) -> bool:
    about = f"{form.naming} {text_of(form.form)[:2000]}".casefold()
    return any(word in about for word in all_words(extract, lambda file: file.forms.contact))


_CONTACT_FORMS = Decision[_Form](
    "channels.is a contact form",
    Rule("is called something else", VETO, _is_something_else),
    Rule("takes no message", VETO, lambda form: not form.messages),
    Rule("rates or signs in", VETO, _rates_or_signs_in),
    Rule("takes comments", VETO, _takes_comments),
    Rule("asks for an e-mail or a phone number", SURE, _asks_for_address),
    Rule("says that it is for contact", 1.0, _says_contact),
    needs=1.0,
)
"""A message field, and either an e-mail or phone field beside it or words that say what the form is for."""


def _is_shown(field: etree._Element) -> bool:
    """Spam traps and captcha answers are text areas too."""
    style = (field.get("style") or "").replace(" ", "")
    return "display:none" not in style and "recaptcha" not in _names(field) and "hidden" not in field.attrib


def _names(field: etree._Element) -> str:
    return f"{field.get('name') or ''} {field.get('id') or ''}".strip().casefold()
