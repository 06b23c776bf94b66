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
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote

from data.errors import RefusedError
from data.languages import all_words, privacy
from data.privacy.disguised import hide_disguised
from data.privacy.emails import hide_emails
from data.privacy.introduced import hide_introduced
from data.privacy.names import hide_name, may_call, name_in_address
from data.privacy.numbers import hide_numbers
from data.privacy.papers import hide_papers
from data.privacy.spotting import Words

KEY_NAME = "key"
KEY_BYTES = 32
_ROUNDS = 3
"""What was hidden may show that what is beside it is a number too."""

_UNNAMED = frozenset({"", "n/a", "na", "none"})
_BESIDE_ADDRESS = re.compile(r"\S+@\S+\s*[(\[]([^()@]{2,100})[)\]]|\"?([^<>@\"]{2,100}?)\"?\s*[<(\[]\S+@\S+[>)\]]")
"""A name beside an e-mail address, as feeds write authors: mail (Name), Name <mail>."""
_ADDRESS_ALONE = re.compile(r"^[^<]*<|\s*[(\[].*$|>$")
_EMAIL_IN_ADDRESS = re.compile(r"[\w.+%-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE)


def load_key(state_dir: Path, *, anew: bool = False) -> bytes:
    """The workspace's secret key, made with mode 0600 when it is not there yet.

    Raises RefusedError, naming the file, when what is there is no key, and when it is gone although landing or a
    build show that there was one: a new one would cut every author off from their earlier reviews, so that is the user's to
    decide, who says so by `anew`.
    """
    path = state_dir / KEY_NAME
    if not path.exists():
        if not anew:
            check_key(state_dir)
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
    return read_key(state_dir)


def read_key(state_dir: Path) -> bytes:
    """The key that is there. Raises RefusedError, naming the file, when it is no key, OSError when there is none."""
    path = state_dir / KEY_NAME
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise RefusedError(
            f"{path}: expected {2 * KEY_BYTES} hexadecimal digits, found something else. Restore the file from a backup; or "
            "delete it for a new key, after which known authors count as new ones."
        )
    return key


def check_key(state_dir: Path) -> None:
    """Raise RefusedError when the key is gone although landing or a build show that authors were hashed with one."""
    path = state_dir / KEY_NAME
    keyed = [path for found in ("landing/*/*.jsonl", "published/[!.]*.duckdb") for path in state_dir.glob(found)]
    if keyed and not path.exists():
        raise RefusedError(
            f"{path}: expected the key that authors were hashed with ({keyed[0].relative_to(state_dir)} shows that there was "
            "one), found none. Restore the file from a backup; or, to count known authors and their reviews as new ones, run "
            "`overheard analyze --confirm`, which makes a new key."
        )


@lru_cache(maxsize=65_536)
def author_key(name: str | None, source: str, key: bytes) -> str | None:
    """A keyed hash (16 hex digits) of an author at one source; None for no name or a generic one ("Guest").

    The source is part of it: equal names at two sources are not known to be one person.
    """
    folded = _folded(name or "")
    if folded.strip("#*.- 0123456789") in _nobody():
        return None
    return _keyed(f"{source}\x00{folded}", key)


@lru_cache(maxsize=65_536)
def account_key(account: str | None, network: str, key: bytes) -> str | None:
    """A keyed hash (16 hex digits) of an account on a network; None for none and for deleted ones.

    Unlike a name under a review, an account is one person's even if it is called "guest" or 4711.
    """
    folded = _folded(account or "")
    if not folded.strip("[]()-. ") or folded.strip("[]()-. ") in ("deleted", "removed", "unknown"):
        return None
    return _keyed(f"{network}\x00{folded}", key)


def respondent_key(respondent: str, survey: str, key: bytes) -> str:
    """A keyed hash (16 hex digits) of a respondent of one survey, whatever the file names them by: number, e-mail, name."""
    return _keyed(f"survey\x00{survey}\x00{_folded(respondent)}", key)


@cache
def _nobody() -> frozenset[str]:
    """Names that stand for nobody, of all languages."""
    return _UNNAMED | frozenset(all_words(privacy, lambda file: file.names.nobody))


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _keyed(text: str, key: bytes) -> str:
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()[:16]


def redact(text: str) -> str:
    """`text` with e-mail addresses replaced by [e-mail], numbers of phones, cards and accounts by [phone], [card] and [iban],
    those of people's papers by [id], names that it introduces by [name]: as they are usually written (`data.privacy.numbers`
    says which are) and disguised.
    Idempotent."""
    for _ in range(_ROUNDS):
        words = Words(text)
        hidden = hide_numbers(hide_papers(hide_disguised(hide_emails(text, words), words), words))
        hidden = hide_introduced(hidden, words)
        if hidden == text:
            break
        text = hidden
    return text


def redact_of(text: str, author: str | None, brand: str = "") -> str:
    """`redact`, and the author's name hidden where the text calls them by it, be it told by an e-mail address; not a generic one
    ("Guest"), and not that of the brand itself, whose id is `brand`."""
    return redact(hide_author(text, author, brand))


def hide_author(text: str, author: str | None, brand: str = "") -> str:
    """`text` with its author's name hidden, as `redact_of` does."""
    if author and "@" in author.strip("@"):
        if beside := _BESIDE_ADDRESS.fullmatch(author.strip()):
            text = hide_author(text, beside[1] or beside[2], brand)
        author = name_in_address(_ADDRESS_ALONE.sub("", author))
    if author and may_call(text, author) and _is_person(author, brand):
        text = hide_name(text, author)
    return text


def _is_person(author: str, brand: str) -> bool:
    own = _letters(brand)
    return _folded(author).strip("#*.- 0123456789") not in _nobody() and not (own and own in _letters(author))


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
