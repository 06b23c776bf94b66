"""Contact forms: a form in which a visitor can write a message, or such a form embedded from its vendor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import islice

from lxml import etree

from crawlers.extract.channels.config import Address, address, by_host, config, host_names, matches
from crawlers.extract.page import Page
from crawlers.extract.page.rules import SURE, VETO, Decision, Rule
from crawlers.extract.page.text import one_line, text_of
from data.kinds.channel import Channel
from data.languages import all_words, extract

_MAX_FIELDS = 200
_MAX_FORMS, _MAX_ABOVE, _MAX_BUTTONS, _MAX_LABEL = 50, 5, 5, 100
_MAX_SAYING = 2_000
_TITLES = ("legend", "h1", "h2", "h3", "h4", "h5")
_SAYING = (*_TITLES, "textarea", "button", "input")
_NO_FIELDS = frozenset({"hidden", "submit", "button", "checkbox", "radio", "file"})


def find_contact_forms(page: Page) -> list[Channel]:
    """At most one channel a vendor, address `""`: which page it stands on is its `url`."""
    vendors = (*_embedded(page), *_linked(page))
    found = {vendor: Channel(url=page.url, kind="contact_form", vendor=vendor) for vendor in vendors}
    if any(_CONTACT_FORMS.holds(_Form(page, form)) for form in _forms(page)):
        found.setdefault("none", Channel(url=page.url, kind="contact_form"))
    return list(found.values())


def _forms(page: Page) -> Iterator[etree._Element]:
    """The forms of a page; those that scripts send are a box with a message, another field and a button."""
    yield from page.tagged("form")[:_MAX_FORMS]
    for message in page.tagged("textarea")[:_MAX_FORMS]:
        above = list(islice(message.iterancestors(), _MAX_ABOVE))
        if not any(box.tag == "form" for box in message.iterancestors()):
            box = next((box for box in above if _holds(box, "input") and _holds(box, "button")), None)
            if box is not None and box.tag not in ("body", "html", "main"):
                yield box


def _holds(box: etree._Element, tag: str) -> bool:
    return next(box.iter(tag), None) is not None


def _embedded(page: Page) -> Iterator[str]:
    """Vendors of the forms that the page loads, in page order."""
    at_vendor = any(name in page.url.lower() for name in _embeds())
    sources = [(frame, frame.get("src") or frame.get("data-src") or "") for frame in page.survey.loading]
    # Most pages load none, which one look at all addresses tells; most addresses are not worth taking apart.
    if not (at_vendor or _may_be_embeds(" ".join([source for _, source in sources]))):
        return
    for frame, source in sources:
        where = address(page.url, source) if at_vendor or _may_be_embeds(source) else None
        if where is not None and not _says_others(f"{frame.get('title') or ''} {_heading(frame)}"):
            yield from _vendors_at(where)


def _may_be_embeds(source: str) -> bool:
    lower = source.lower()
    return any(map(lower.__contains__, _embeds())) or not lower.isprintable()


def _vendors_at(where: Address) -> Iterator[str]:
    for name in host_names(where.host):
        yield from (vendor for pattern, vendor in _embeds().get(name, ()) if matches(where, pattern))


def _linked(page: Page) -> Iterator[str]:
    """Vendors of the forms that links lead to which say that they are for contact."""
    if not any(host in page.targets for host in _embeds()):
        return
    for link, label in page.survey.labels.items():
        if any(host in (link.get("href") or "").lower() for host in _embeds()) and _says(label, _contact_words()):
            where = address(page.url, link.get("href"))
            yield from _vendors_at(where) if where is not None else ()


@cache
def _embeds() -> dict[str, list[tuple[str, str]]]:
    """Host -> (pattern, vendor) of the forms embedded from it or its subdomains."""
    vendors: dict[str, str] = config()["form"]["embeds"]
    return {name: [(pattern, vendors[pattern]) for pattern in patterns] for name, patterns in by_host(vendors).items()}


class _Form:
    """A form, with its first fields and what it is called."""

    def __init__(self, page: Page, form: etree._Element) -> None:
        self.page, self.form = page, form
        self.naming = " ".join(form.get(name) or "" for name in ("id", "class", "name", "action", "role")).casefold()

    @cached_property
    def fields(self) -> list[etree._Element]:
        return list(islice(self.form.iter("textarea", "input", "select"), _MAX_FIELDS))

    @cached_property
    def messages(self) -> list[etree._Element]:
        """Fields in which a text can be written."""
        return [field for field in self.fields if field.tag == "textarea" and _is_shown(field)]

    @cached_property
    def labels(self) -> dict[etree._Element, str]:
        """What each field is called: what is written in it, its label, else the text right before it."""
        labels = list(islice(self.form.iter("label"), _MAX_FIELDS))
        by_id = {label.get("for"): one_line(text_of(label)) for label in labels if label.get("for")}
        return {field: _told(field, by_id).casefold() for field in self.fields}

    @cached_property
    def asked(self) -> str:
        """What the heading above the message says, and the buttons behind it: a form may be a whole page."""
        heading, buttons = "", list[str]()
        message = self.messages[0] if self.messages else None
        is_behind = False
        for element in islice(self.form.iter(*_SAYING), _MAX_SAYING):
            is_behind = is_behind or element is message
            if element.tag in _TITLES:
                heading = heading if is_behind else one_line(text_of(element))
            elif is_behind and (element.tag == "button" or element.get("type") in ("submit", "button")):
                buttons.append(one_line(text_of(element)) or element.get("value") or "")
        return " | ".join((heading or _heading(self.form), *buttons[:_MAX_BUTTONS])).casefold()


def _told(field: etree._Element, by_id: dict[str | None, str]) -> str:
    told = [field.get(name) or "" for name in ("placeholder", "aria-label", "title", "autocomplete")]
    around = next((box for box in islice(field.iterancestors(), 3) if box.tag == "label"), None)
    label = by_id.get(field.get("id") or "-", "") or (one_line(text_of(around)) if around is not None else "")
    before = field.getprevious()
    text = label or (before.tail if before is not None and before.tail else "") or _text_before(field, before)
    return " ".join((*told, text[:_MAX_LABEL]))


def _text_before(field: etree._Element, before: etree._Element | None) -> str:
    """The text of the element before a field, or of the box that it begins."""
    if before is not None:
        return one_line(text_of(before)) if before.tag not in ("input", "select", "textarea") else ""
    box = field.getparent()
    return (box.text or "") if box is not None else ""


def _heading(element: etree._Element) -> str:
    """The heading right before an element or the box that it begins."""
    for box in (element, *islice(element.iterancestors(), 2)):
        before = box.getprevious()
        while before is not None and before.tag in ("p", "br", "hr", "script"):
            before = before.getprevious()
        if before is not None and before.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            return one_line(text_of(before))
    return ""


def _is_something_else(form: _Form) -> bool:
    settings = config()["form"]
    steps = re.split(r"[/?&#=]", (form.form.get("action") or "").casefold())
    if any(name in form.naming for name in settings["not_forms"]):
        return True
    return not set(settings["not_actions"]).isdisjoint(steps) and not _says(form.naming, _contact_words())


def _says_others(text: str) -> bool:
    """Whether a heading or button is one of another form's: an order, a comment, a topic, an application."""
    return _other_words().search(text.casefold()) is not None


@cache
def _other_words() -> re.Pattern[str]:
    return _word(all_words(extract, lambda file: file.forms.others))


def _is_for_others(form: _Form) -> bool:
    return _says_others(form.asked) and not _says(form.asked, _contact_words())


def _rates_or_signs_in(form: _Form) -> bool:
    return any("rating" in _names(field) or field.get("type") == "password" for field in form.fields)


def _sells(form: _Form) -> bool:
    """Whether a form takes an order: a card, or what is only asked with one."""
    marks = config()["form"]["orders"]
    return any(mark in _names(field) for field in form.fields for mark in marks)


def _takes_applications(form: _Form) -> bool:
    """Whether a form asks for a curriculum vitae."""
    files = [f"{_names(field)} {form.labels[field]}" for field in form.fields if field.get("type") == "file"]
    return any(not set(config()["form"]["applications"]).isdisjoint(re.split(r"[\W_]+", label)) for label in files)


def _takes_comments(form: _Form) -> bool:
    """A blog's form for comments asks for the writer's e-mail too."""
    if not all("comment" in _names(field) and "comments" not in _names(field) for field in form.messages):
        return False
    names = {_names(field) for field in form.fields}
    return "comment_post_id" in names or "url" in names


def _asks_for_address(form: _Form) -> bool:
    words, called = _address_words()
    return any(
        field.get("type") in ("email", "tel")
        or any(map(_names(field).__contains__, words))
        or called.search(form.labels[field])
        for field in form.fields
        if field.tag == "input" and field.get("type") not in _NO_FIELDS
    )


@cache
def _address_words() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """What a field for an e-mail address or a phone number is called."""
    words = all_words(extract, lambda file: file.forms.address)
    return words, _word(words)


def _sends_message(form: _Form) -> bool:
    words, sent = _message_words()
    called = (f"{_names(field)} {form.labels[field]}" for field in form.messages)
    return any(_says(text, words) for text in called) and sent.search(form.asked) is not None


@cache
def _message_words() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """What a field for a message is called, and the button that sends it."""
    words = all_words(extract, lambda file: file.forms.message)
    return words, _word(all_words(extract, lambda file: file.forms.send))


def _says_contact(form: _Form) -> bool:
    return _says(f"{form.naming} {text_of(form.form)[:2000]}", _contact_words())


def _says(text: str, words: Iterable[str]) -> bool:
    folded = text.casefold()
    return any(word in folded for word in words)


def _word(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of the words, where a word begins; in scripts without spaces, anywhere."""
    spaced = "|".join(re.escape(word) for word in words if word.upper() != word)
    others = "|".join(re.escape(word) for word in words if word.upper() == word)
    return re.compile(rf"(?<![^\W\d_])(?:{spaced})" + (f"|{others}" if others else ""))


@cache
def _contact_words() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.forms.contact)


_CONTACT_FORMS = Decision[_Form](
    "channels.is a contact form",
    Rule("takes no message", VETO, lambda form: not form.messages),
    Rule("is called something else", VETO, _is_something_else),
    Rule("rates or signs in", VETO, _rates_or_signs_in),
    Rule("takes comments", VETO, _takes_comments),
    Rule("takes an order", VETO, _sells),
    Rule("takes applications", VETO, _takes_applications),
    Rule("is headed as another form", VETO, _is_for_others),
    Rule("asks for an e-mail or a phone number", SURE, _asks_for_address),
    Rule("says that it is for contact", 1.0, _says_contact),
    Rule("sends a message", 1.0, _sends_message),
    needs=1.0,
)
"""A message field, and either an e-mail or phone field beside it or words that say what the form is for."""


def _is_shown(field: etree._Element) -> bool:
    """Spam traps and captcha answers are text areas too."""
    style = (field.get("style") or "").replace(" ", "")
    return "display:none" not in style and "recaptcha" not in _names(field) and "hidden" not in field.attrib


def _names(field: etree._Element) -> str:
    return f"{field.get('name') or ''} {field.get('id') or ''}".strip().casefold()
