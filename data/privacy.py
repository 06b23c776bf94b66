"""What must not be kept of people: author names become keyed hashes, contact and card numbers are redacted.

Both run before landing, so nothing personal ever reaches a file. Without the key two hashes cannot be told to be the
same person's, and the names cannot be guessed by trying.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

KEY_NAME = "key"
KEY_BYTES = 32

_GENERIC_NAMES = {
    "",
    "guest",
    "anonymous",
    "anonym",
    "anonymus",
    "a customer",
    "customer",
    "verified customer",
    "verified buyer",
    "user",
    "google user",
    "a google user",
    "facebook user",
    "reviewer",
    "unknown",
    "n/a",
    "na",
    "none",
    "admin",
    "private",
    "name",
    "visitor",
    "buyer",
    "shopper",
    "deleted",
    "deleted user",
    "[deleted]",
    "amazon customer",
    "gast",
    "kunde",
    "anonyme",
    "invité",
    "anónimo",
    "invitado",
    "ลูกค้า",
    "ผู้ใช้",
    "ไม่ระบุชื่อ",
    "ไม่ระบุตัวตน",
    "ผู้ใช้ทั่วไป",
    "khách",
    "khách hàng",
    "ẩn danh",
    "người dùng",
    "svečias",
    "anonimas",
    "pirkėjas",
    "klientas",
    "vartotojas",
}

_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_EMAIL_IN_ADDRESS = re.compile(r"[\w.+%-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w.,/-])\+?\(?\d(?:[ \t().\-\u00a0\u2011]{0,2}\d){6,21}(?![\w/])(?!%)")
_SEVEN_DIGITS = re.compile(r"\d(?:[ \t().\-\u00a0\u2011]{0,2}\d){6}")
"""What every match of _DIGITS contains; it begins with a plain class, which the engine finds many times faster."""
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}")


def load_key(state_dir: Path) -> bytes:
    """The workspace's secret key, made with mode 0600 when it is not there yet.

    Raises ValueError, naming the file, when what is there is no key: a new one would cut every author off from
    their earlier reviews, so that is the user's to decide.
    """
    path = state_dir / KEY_NAME
    if not path.exists():
        state_dir.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{KEY_NAME}.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # unlike a rename, a link never replaces the key that another process just made
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(
            f"{path}: expected {2 * KEY_BYTES} hexadecimal digits, found something else. Restore the file from a backup; or "
            "delete it for a new key, after which known authors count as new ones."
        )
    return key


@lru_cache(maxsize=65_536)
def author_key(name: str | None, source: str, key: bytes) -> str | None:
    """A keyed hash (16 hex digits) of an author at one source; None for no name or a generic one ("Guest").

    The source is part of it: equal names at two sources are not known to be one person.
    """
    folded = " ".join(unicodedata.normalize("NFKC", name or "").casefold().split())
    if folded.strip("#*.- 0123456789") in _GENERIC_NAMES:
        return None
    return _keyed(f"{source}\x00{folded}", key)


@lru_cache(maxsize=65_536)
def account_key(account: str | None, network: str, key: bytes) -> str | None:
    """A keyed hash (16 hex digits) of an account on a network; None for none and for deleted ones.

    Unlike a name under a review, an account is one person's even if it is called "guest" or 4711.
    """
    folded = " ".join(unicodedata.normalize("NFKC", account or "").casefold().split())
    if not folded.strip("[]()-. ") or folded.strip("[]()-. ") in ("deleted", "removed", "unknown"):
        return None
    return _keyed(f"{network}\x00{folded}", key)


def respondent_key(respondent: str, survey: str, key: bytes) -> str:
    """A keyed hash (16 hex digits) of a respondent of one survey, whatever the file names them by: number, e-mail, name."""
    folded = " ".join(unicodedata.normalize("NFKC", respondent).casefold().split())
    return _keyed(f"survey\x00{survey}\x00{folded}", key)


def _keyed(text: str, key: bytes) -> str:
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()[:16]


def redact(text: str) -> str:
    """`text` with e-mail addresses, phone and card numbers replaced by [e-mail], [phone] and [card].

    A run of 7 to 22 digits counts as a number to hide unless it reads as a date or a price; 13 to 19 digits that pass
    the Luhn check are a card. Idempotent.
    """
    if "@" in text:
        text = _EMAIL.sub("[e-mail]", text)
    return _DIGITS.sub(_number, text) if _SEVEN_DIGITS.search(text) else text


def redact_emails(text: str) -> str:
    """`text`, such as a web address or a line of a log, with e-mail addresses (also with %40 for @) replaced by [e-mail].
    Digits stay: in addresses they are ids. Idempotent."""
    return _EMAIL_IN_ADDRESS.sub("[e-mail]", text) if "@" in text or "%40" in text else text


def protected_id(native_id: str | None, author: str | None, key: bytes) -> str | None:
    """A source's id of a record, or a keyed hash of it (16 hex digits) where it holds an e-mail address or the author's name."""
    if not native_id:
        return native_id
    name = _letters(author) if author else ""
    if (len(name) < 3 or name not in _letters(native_id)) and redact_emails(native_id) == native_id:
        return native_id
    return native_key(native_id, key)


def native_key(native_id: str, key: bytes) -> str:
    """The keyed hash (16 hex digits) that `protected_id` puts in the place of an id that names its author."""
    return _keyed(f"id\x00{native_id}", key)


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", unquote(text)).casefold() if c.isalnum())


def _number(match: re.Match[str]) -> str:
    found = match.group()
    digits = re.sub(r"\D", "", found)
    if 13 <= len(digits) <= 19 and _luhn(digits):
        return "[card]"
    if _DATE.match(found) or re.fullmatch(r"\d{1,3}(\.\d{3})+|\d+\.\d+|(19|20|25)\d\d\s?[-‑]\s?(19|20|25)\d\d", found):
        return found
    return "[phone]"


def _luhn(digits: str) -> bool:
    total = 0
    for i, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
