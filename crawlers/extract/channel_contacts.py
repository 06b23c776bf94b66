"""Phone numbers and e-mail addresses of a page: linked, described (schema.org) or written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from crawlers.extract.channel_config import config
from crawlers.extract.page import Page
from crawlers.extract.structured import structured_items
from crawlers.extract.text import one_line, text_of

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_@=#%$€£+-])(?<!\d[.,/:])"
    r"\(?\+?\d(?:\)?[-. \u00a0–]{0,2}\d|[-. \u00a0]{0,2}\(\d{1,4}\)){5,14}"
    r"(?![A-Za-z_@%])(?!\)?[-. \u00a0]{0,2}\d)"
)
_NANP = re.compile(r"^(?:\+?1[-. ]?)?(?:\(\d{3}\)[- ]{0,2}|\d{3}[-. ])\d{3}[-. ]\d{4}$")
_NORTH_AMERICAN = re.compile(r"^1?[2-9]\d{2}[2-9]\d{6}$")
_DATE = re.compile(r"^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{4}\s?[-–]\s?\d{4})$")
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9_][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w@-])", re.ASCII
)
_AT = re.compile(r"\s{0,3}[\[({<]\s{0,3}(?:at|ät|@|a t)\s{0,3}[\])}>]\s{0,3}", re.IGNORECASE)
_DOT = re.compile(r"\s{0,3}[\[({<]\s{0,3}(?:dot|\.|punkt|point)\s{0,3}[\])}>]\s{0,3}", re.IGNORECASE)
_MIN_DIGITS, _MAX_DIGITS = 7, 15
_SHORT_DIGITS = 4
_PLACEHOLDER = "01234567890123456789"
_LABEL_REACH = 60
_MAX_LINE = 2000
_PEOPLE = frozenset({"person", "review", "comment", "rating"})


def find_phones(page: Page) -> list[str]:
    """Canonical numbers (`+66212345678`; national digits where the country is unknown) in page order, each once.

    Numbers linked by `tel:` and described by schema.org are believed; written ones only beside a word for phone, or in
    a form no other number has. Faxes are left out.
    """
    country = _country(page.url)
    numbers = [number for raw in _raw_phones(page) if (number := canonical_phone(raw, country))]
    international = {number for number in numbers if number.startswith("+")}
    return [
        number
        for number in dict.fromkeys(numbers)
        if number.startswith("+")
        or len(number) < _MIN_DIGITS
        or not any(other.endswith(number.lstrip("0")) for other in international)
    ]


def _raw_phones(page: Page) -> Iterator[str]:
    for link in page.root.iter("a", "area"):
        href = (link.get("href") or "").strip()
        if href[:4].lower() == "tel:" and not _is_fax(one_line(text_of(link))):
            yield "tel:" + unquote(href[4:200])
        elif href[:7].lower() == "callto:":
            yield "tel:" + unquote(href[7:200])
    for item in structured_items(page):
        if item.types.isdisjoint(_PEOPLE):
            yield from (part for part in item.text("telephone").splitlines() if part.strip())
    previous = ""
    for line in page.text.splitlines():
        yield from _written_phones(line[:_MAX_LINE], previous)
        previous = line


def _written_phones(line: str, previous: str) -> Iterator[str]:
    folded = line.casefold()
    label_before = previous if len(previous) <= _LABEL_REACH and not _has_digits(previous) else ""
    for match in _NUMBER.finditer(line):
        raw = match.group().strip()
        digits = sum(char.isdigit() for char in raw)
        if not _MIN_DIGITS <= digits <= _MAX_DIGITS or _DATE.match(raw):
            continue
        before = folded[max(0, match.start() - _LABEL_REACH) : match.start()]
        if _is_fax(folded[match.end() :].strip(" ()-,")[:_LABEL_REACH], whole=True):
            continue
        nearest = _nearest_label(before) or (_nearest_label(label_before.casefold()) if not before.strip() else "")
        if nearest == "phone" or (nearest == "" and (_NANP.match(raw) or (raw.startswith("+") and digits >= 10))):
            yield raw


def _nearest_label(text: str) -> str:
    """`phone`, `fax` or `other`, whichever word stands last before a number; `""` if none does."""
    words = config()["phone"]
    if text.strip(" .:") in words["letters"]:
        return str(words["letters"][text.strip(" .:")])
    best, where = "", -1
    for label, names in (("phone", "words"), ("fax", "not_words"), ("other", "not_number_words")):
        for word in words[names]:
            at = _last_word(text, word)
            if at > where or (at == where and at >= 0 and label == "fax"):
                best, where = label, at
    return best


def _last_word(text: str, word: str) -> int:
    """Where a word last ends in a text, as a whole word where its script has words of Latin letters; -1 if nowhere."""
    at = text.rfind(word)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(word) : at + len(word) + 1]
        if not word[0].isascii() or not (before.isalpha() or (after.isalpha() and word[-1].isalpha())):
            return at + len(word)
        at = text.rfind(word, 0, at + len(word) - 1)
    return -1


def _is_fax(text: str, whole: bool = False) -> bool:
    """Whether a text names a fax; `whole`: and nothing else (`408 727 8447 Fax`)."""
    words = config()["phone"]["not_words"]
    return text in words if whole else any(word in text.casefold() for word in words)


def _has_digits(text: str) -> bool:
    return any(char.isdigit() for char in text)


def canonical_phone(raw: str, country: tuple[str, str] | None = None) -> str:
    """One way to write a number: `+` and digits if its country is known, else the digits as dialled.

    The country is told by the number's prefix, by `country` (calling code and trunk prefix) or by the North American
    form. `""` for what cannot be a number: placeholders, too short or too long.
    """
    linked = raw.startswith("tel:")
    text = raw.removeprefix("tel:").split(";")[0].split(",")[0]
    text = re.sub(r"(?i)(?:ext|x|ที่)\.?\s{0,2}\d{1,6}\s*$", "", text).replace("(0)", "")
    digits = "".join(str(int(char)) for char in text if char.isdecimal())
    international = text.strip().lstrip("(").startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00")
    least = _SHORT_DIGITS if linked and not international else _MIN_DIGITS
    if not least <= len(digits) <= _MAX_DIGITS or len(set(digits)) < 2 or digits in _PLACEHOLDER:
        return ""
    if international:
        return f"+{digits}"
    if country is not None:
        code, trunk = country
        if trunk and digits.startswith(trunk) and len(digits) >= 9:
            return f"+{code}{digits.removeprefix(trunk)}"
        if digits.startswith(code) and len(digits) >= len(code) + 8:
            return f"+{digits}"
    elif _NORTH_AMERICAN.match(digits) and (len(digits) == 11 or _NANP.match(text.strip())):
        return f"+1{digits[-10:]}"
    return digits


def _country(url: str) -> tuple[str, str] | None:
    try:
        ending = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        return None
    entry = config()["phone"]["countries"].get(ending)
    return (entry[0], entry[1]) if entry else None


def find_emails(page: Page) -> list[str]:
    """E-mail addresses in lower case, each once: `mailto:` links, schema.org, Cloudflare-protected and written ones."""
    return list(dict.fromkeys(email for raw in _raw_emails(page) if (email := canonical_email(raw))))


def _raw_emails(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        href = (element.get("href") or "").strip()
        if href[:7].lower() == "mailto:":
            yield from re.split(r"[,;]", unquote(href[7:500].split("?")[0]))
        protected = element.get("data-cfemail") or href.partition("/cdn-cgi/l/email-protection#")[2]
        if protected:
            yield decode_cfemail(protected)
    for item in structured_items(page):
        if item.types.isdisjoint(_PEOPLE):
            yield from item.text("email").splitlines()
    for line in page.text.splitlines():
        clipped = line[:_MAX_LINE]
        if "@" in clipped:
            yield from _EMAIL.findall(clipped)
        if _AT.search(clipped):
            yield from _EMAIL.findall(_DOT.sub(".", _AT.sub("@", clipped)))


def decode_cfemail(code: str) -> str:
    """Cloudflare's protection: hexadecimal bytes, each exclusive-or the first; `""` if it is none."""
    try:
        key, *rest = bytes.fromhex(code.strip()[:400])
    except ValueError:
        return ""
    return bytes(byte ^ key for byte in rest).decode("utf-8", "replace")


def canonical_email(raw: str) -> str:
    """The address in lower case, or `""` for what is none: placeholders, file names such as `logo@2x.png`."""
    match = _EMAIL.fullmatch(raw.strip().removeprefix("mailto:").strip(" <>\"'").rstrip("."))
    if match is None:
        return ""
    email = match.group().lower()
    domain = email.partition("@")[2]
    words = config()["email"]
    if domain in words["placeholder_domains"] or domain.rpartition(".")[2] in words["file_endings"]:
        return ""
    return email
