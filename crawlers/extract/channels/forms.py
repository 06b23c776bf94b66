"""Contact forms: a form in which a visitor can write a message, or such a form embedded from its vendor."""

from __future__ import annotations

from functools import cache
from itertools import islice

from lxml import etree

from crawlers.extract.channels.config import address, by_host, config, host_names, matches
from crawlers.extract.page import Page
from crawlers.extract.page.text import text_of
from data.records import Channel

_MAX_FIELDS = 200


def find_contact_forms(page: Page) -> list[Channel]:
    """At most one channel a vendor, address `""`: which page it stands on is its `url`."""
    found: dict[str, Channel] = {}
    embeds = _embeds()
    at_vendor = any(name in page.url.lower() for name in embeds)
    for frame in page.survey.loading:
        source = (frame.get("src") or frame.get("data-src") or "").lower()
        # Most are the page's own scripts: not worth taking apart.
        if not (at_vendor or any(map(source.__contains__, embeds)) or not source.isprintable()):
            continue
        where = address(page.url, frame.get("src") or frame.get("data-src"))
        if where is None:
            continue
        for name in host_names(where.host):
            for pattern, vendor in embeds.get(name, ()):
                if matches(where, pattern):
                    found.setdefault(vendor, Channel(url=page.url, kind="contact_form", vendor=vendor))
    if any(_is_contact_form(form) for form in page.root.iter("form")):
        found.setdefault("none", Channel(url=page.url, kind="contact_form"))
    return list(found.values())


@cache
def _embeds() -> dict[str, list[tuple[str, str]]]:
    """Host -> (pattern, vendor) of the forms embedded from it or its subdomains."""
    vendors: dict[str, str] = config()["form"]["embeds"]
    return {name: [(pattern, vendors[pattern]) for pattern in patterns] for name, patterns in by_host(vendors).items()}


def _is_contact_form(form: etree._Element) -> bool:
    """A message field, and either an e-mail or phone field beside it or words that say what the form is for."""
    words = config()["form"]
    naming = " ".join(form.get(name) or "" for name in ("id", "class", "name", "action", "role")).casefold()
    if any(name in naming for name in words["not_forms"]):
        return False
    fields = list(islice(form.iter("textarea", "input", "select"), _MAX_FIELDS))
    messages = [field for field in fields if field.tag == "textarea" and _is_shown(field)]
    if not messages or any("rating" in _names(field) or field.get("type") == "password" for field in fields):
        return False
    if all("comment" in _names(field) and "comments" not in _names(field) for field in messages) and any(
        name in {_names(field) for field in fields} for name in ("comment_post_id", "url")
    ):
        return False
    reachable = any(
        field.get("type") in ("email", "tel") or any(word in _names(field) for word in ("mail", "phone", "tel"))
        for field in fields
        if field.tag == "input" and field.get("type") != "hidden"
    )
    if reachable:
        return True
    about = f"{naming} {text_of(form)[:2000]}".casefold()
    return any(word in about for word in words["contact_words"])


def _is_shown(field: etree._Element) -> bool:
    """Spam traps and captcha answers are text areas too."""
    style = (field.get("style") or "").replace(" ", "")
    return "display:none" not in style and "recaptcha" not in _names(field) and "hidden" not in field.attrib


def _names(field: etree._Element) -> str:
    return f"{field.get('name') or ''} {field.get('id') or ''}".strip().casefold()
