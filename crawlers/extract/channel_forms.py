"""Contact forms: a form in which a visitor can write a message, or such a form embedded from its vendor."""

from __future__ import annotations

from lxml.html import HtmlElement

from crawlers.extract.channel_config import address, config, matches
from crawlers.extract.page import Page
from crawlers.extract.text import text_of
from data.records import Channel

_MAX_FIELDS = 200


def find_contact_forms(page: Page) -> list[Channel]:
    """At most one channel a vendor, address `""`: which page it stands on is its `url`."""
    found: dict[str, Channel] = {}
    for frame in page.root.iter("iframe", "script"):
        where = address(page.url, frame.get("src") or frame.get("data-src"))
        if where is None:
            continue
        for pattern, vendor in config()["form"]["embeds"].items():
            if matches(where, pattern):
                found.setdefault(vendor, Channel(url=page.url, kind="contact_form", vendor=vendor))
    if any(_is_contact_form(form) for form in page.root.iter("form")):
        found.setdefault("none", Channel(url=page.url, kind="contact_form"))
    return list(found.values())


def _is_contact_form(form: HtmlElement) -> bool:
    """A message field, and either an e-mail or phone field beside it or words that say what the form is for."""
    words = config()["form"]
    naming = " ".join(form.get(name) or "" for name in ("id", "class", "name", "action", "role")).casefold()
    if any(name in naming for name in words["not_forms"]):
        return False
    fields = [field for _, field in zip(range(_MAX_FIELDS), form.iter("textarea", "input", "select"), strict=False)]
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
    about = f"{naming} {text_of(form)[:2000]}".casefold()
    return reachable or any(word in about for word in words["contact_words"])


def _is_shown(field: HtmlElement) -> bool:
    """Spam traps and captcha answers are text areas too."""
    style = (field.get("style") or "").replace(" ", "")
    return "display:none" not in style and "recaptcha" not in _names(field) and "hidden" not in field.attrib


def _names(field: HtmlElement) -> str:
    return f"{field.get('name') or ''} {field.get('id') or ''}".strip().casefold()
