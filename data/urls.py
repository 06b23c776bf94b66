"""Web addresses: host, site, absolute form. Pure text; no request is made."""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ORIGIN = re.compile(r"(https?://[a-z0-9.-]+(?::\d{1,5})?)(?:[/?#]|$)")
_REST = r"(?:\?[^\s?#][^\s#]*)?(?:#\S+)?"
_PLAIN_URL = re.compile(rf"https?://[a-z0-9.-]+(?::\d{{1,5}})?(/[^\s;?#]*{_REST})?")
_PLAIN_PATH = re.compile(rf"/(?![/.])(?:[^\s;?#/]|/(?!\.))*{_REST}")
"""Addresses that joining to the page's own would change in nothing: most of them, and joining is slow. No parameters
(`;`), no dots to resolve, no space or empty part to drop."""
_PLAIN_NAME = re.compile(rf"[^\x00-\x20\s;:?#/.][^\s;:?#/]*(?:/[^\s;?#/.][^\s;?#/]*)*/?{_REST}")
"""Likewise, from where the page is; no scheme (`:`)."""
_PLAIN_FOLDER = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?/(?:[^\s;?#/.][^\s;?#/]*/)*(?=[^\s;?#/]*(?:[?#]\S*)?$)")
_OTHER_SCHEME = re.compile(r"(?i)(?:javascript|mailto|tel|data|sms|callto|whatsapp):")
_PORT = re.compile(r":\d+$")


def host(url: str) -> str:
    """Lower-case host without `www.`, with `:port` only if given and not the scheme's own; '' if there is none."""
    origin = _ORIGIN.match(url)
    return _host_at(origin[1]) if origin else _read_host(url)


@lru_cache(maxsize=4_096)
def _host_at(origin: str) -> str:
    """`host` of an address without path: sites link to few hosts, many times."""
    return _read_host(origin)


def _read_host(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    name = name.rstrip(".").removeprefix("www.")
    if ":" in name:
        name = f"[{name}]"
    return f"{name}:{port}" if name and port is not None and port != _DEFAULT_PORTS.get(parts.scheme) else name


def hostname(url: str) -> str:
    """The host of an address in lower case, as it is: with `www.`, without port; '' if there is none. Never raises."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def written_host(url: str) -> str:
    """What is between the `//` of an address and its path, as written; '' of a relative one. For a first look at many
    addresses: to take each apart costs more."""
    return url.partition("//")[2].partition("/")[0]


def same_site(a: str, b: str) -> bool:
    """Whether two URLs belong to one site: the same registrable domain (subdomains and ports apart), or, for IP
    addresses and names of one label (`localhost`), the same host and port.

    An ending that the list of public suffixes does not know counts as one: `help.acme.example` is of `acme.example`.
    """
    first, second = _site(a), _site(b)
    return bool(first) and first == second


def _site(url: str) -> str:
    origin = _ORIGIN.match(url)
    return _site_at(origin[1]) if origin else _read_site(url)


@lru_cache(maxsize=4_096)
def _site_at(origin: str) -> str:
    return _read_site(origin)


def _read_site(url: str) -> str:
    address = host(url)
    if split := split_host(address):
        return ".".join(split)
    if not address or _PORT.search(address):
        return address
    # The port made explicit, so that http://127.0.0.1 and http://127.0.0.1:80 are one.
    return f"{address}:{_DEFAULT_PORTS.get(urlsplit(url).scheme, 0)}"


def is_public(url: str) -> bool:
    """Whether an address is on the public web by its looks: a name with a known ending, on the scheme's own port. Not one by
    number, of one label (`localhost`) or with a port, as machines of one's own have."""
    name = host(url)
    return ":" not in name and split_host(name) is not None


def site_label(url: str) -> str:
    """The name a site goes by (`acme` of `https://shop.acme.co.th/`); '' for addresses by number and single labels."""
    split = split_host(host(url))
    return split[0] if split else ""


@lru_cache(maxsize=8_192)
def split_host(name: str) -> tuple[str, str] | None:
    """(label, public suffix) of the registrable domain of a host, or None where there is none: an address by number, a name
    of one label. In: as `host` gives it; a port is left out. An ending that the list does not know counts as a suffix.
    """
    name = _PORT.sub("", name)
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        found = _suffixes()(name)
        if found.domain and found.suffix:
            return found.domain, found.suffix
        labels = name.split(".")
        if len(labels) > 1 and all(labels):
            # A suffix itself (`github.io`) is the site of whoever runs it.
            return labels[-2], labels[-1]
    return None


@cache
def _suffixes() -> TLDExtract:
    """Public suffixes as shipped with tldextract: no request, no cache file. Where anybody may have a name (shop builders,
    blog hosts: `x.myshopify.com`), each name is a site of its own."""
    from tldextract import TLDExtract  # loads a client for HTTP, which most commands do without

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def absolute(start: str, href: str | None) -> str | None:
    """The http(s) URL of `href` on a page at `start`; None for fragments, other schemes and what is no address."""
    if not href or href[0] == "#":
        return None
    if _PLAIN_URL.fullmatch(href):
        return href
    if plain := joined(start, href):
        return plain
    href = href.strip()
    if href.startswith("#") or _OTHER_SCHEME.match(href):
        return None
    try:
        url = urljoin(start, href)
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def joined(start: str, href: str) -> str:
    """The address of a plain path, from the root of its site or from where the page is; '' where joining takes more than
    putting them together."""
    if href[:1] == "/":
        return _origin(start) + href if _PLAIN_PATH.fullmatch(href) and _origin(start) else ""
    folder = _folder(start)
    return folder + href if folder and _PLAIN_NAME.fullmatch(href) else ""


@lru_cache(maxsize=256)
def _origin(url: str) -> str:
    """`https://host:port` of an address that has such, else ''."""
    match = _ORIGIN.match(url)
    return match[1] if match else ""


@lru_cache(maxsize=256)
def _folder(url: str) -> str:
    """An address up to the last slash of its path, if that is plain, else ''."""
    match = _PLAIN_FOLDER.match(url)
    return match[0] if match else ""


def without_fragment(url: str) -> str:
    """The URL up to its `#`, with `/` for an empty path."""
    if plain := _PLAIN_URL.fullmatch(url):
        return url.partition("#")[0] if plain[1] else f"{plain[0]}/"
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


_TRACKING = re.compile(
    r"(?:utm_\w+|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|yclid|ttclid|twclid|li_fat_id|igshid|mc_[ce]id|mkt_tok"
    r"|_hs\w+|hsctatracking|_g[al]|_openstat|vero_\w+|pk_\w+|mtm_\w+|matomo_\w+|piwik_\w+|at_\w+|s_cid|wt_\w+|ref_src|srsltid"
    r"|phpsessid|jsessionid|aspsessionid\w*|asp\.net_sessionid|sessionid|session_id|cfid|cftoken|zenid|oscsid|sid)",
    re.IGNORECASE,
)
"""Parameters that say where a visitor came from, or who it is, not what is shown."""
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"[0-9a-zA-Z,-]{16,}")
_SHORT_SESSIONS = frozenset({"sid", "sessionid", "session_id"})
_VIEWS = frozenset({"print", "printable", "amp", "outputtype", "output_type"})
_LANGUAGES = frozenset({"lang", "language", "locale", "hl"})
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)


def without_tracking(url: str) -> str:
    """The address without its fragment, tracking parameters and session ids; the others as they are."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = _SESSION_PATH.sub("", parts.path)
    kept = [part for part in parts.query.split("&") if part and not _is_tracking(part)]
    query = "&".join(kept) if len(kept) < len(parts.query.split("&")) else parts.query
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    if _TRACKING.fullmatch(name) is None:
        return False
    return name.lower() not in _SHORT_SESSIONS or _SESSION_VALUE.fullmatch(value) is not None


def variant_key(url: str, language: str | None = None) -> str:
    """What the addresses of one page have in common: host without `www.` and path, without scheme, tracking, session ids,
    closing slash, name of an index file and view for print; parameters in any order. Where `language` (a code, or '' for one
    unknown) is given, also without AMP and that language in path or query: then the pages must be known to say the same."""
    try:
        parts = urlsplit(without_tracking(url))
    except ValueError:
        return url
    segments = _segments(parts.path, language)
    query = [part for part in parts.query.split("&") if part and not _is_view(part, language)]
    path = "".join(f"/{part}" for part in segments)
    return host(url) + path + (f"?{'&'.join(sorted(query))}" if query else "")


def _segments(path: str, language: str | None) -> list[str]:
    """The parts of a path for `variant_key`."""
    segments = [part for part in _INDEX.sub("", path).split("/") if part]
    if language is not None and len(segments) > 1 and "amp" in (segments[0].lower(), segments[-1].lower()):
        segments = segments[1:] if segments[0].lower() == "amp" else segments[:-1]
    return segments[1:] if language and len(segments) > 1 and segments[0].lower() == language else segments


def _is_view(parameter: str, language: str | None) -> bool:
    """Whether a parameter names the form in which the same is shown: for print, as AMP, in the language it is in anyway."""
    name, _, value = parameter.lower().partition("=")
    return name in _VIEWS or bool(
        language and name in _LANGUAGES and value.replace("_", "-").partition("-")[0] == language
    )
