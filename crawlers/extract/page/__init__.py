"""A fetched page, parsed once: the tree all extractors share and none of them changes."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from itertools import chain, islice
from typing import TypeVar, cast
from urllib.parse import urljoin

from lxml import etree
from w3lib.encoding import html_body_declared_encoding, resolve_encoding

from crawlers.extract.page.survey import ICON_WORDS, Survey

T = TypeVar("T")
_BOMS = ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be"))
_LEGACY = {
    "th": "cp874",
    "vi": "cp1258",
    "lt": "cp1257",
    "lv": "cp1257",
    "et": "cp1257",
    "pl": "cp1250",
    "cs": "cp1250",
}
"""Declared language -> the single-byte code page its pages used before UTF-8; the web's default is cp1252."""
MAX_ELEMENTS = 50_000
"""Elements kept of a page; the rest is cut off. The longest pages for people have half of this, and every extractor
walks the tree: so all of them together end within two seconds, whatever arrives."""
INDEXED = frozenset({
    "itemscope", "typeof", "id", "class", "for", "aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle",
    "data-rating", "data-score", "data-stars", "title", "aria-label", "alt", "src", "href", "onclick", "rel", "role",
    "itemprop", "property", "style", "hidden", "aria-hidden", "data-testid", "data-test-id", "data-hook", "data-qa", "data-test",
})  # fmt: skip
"""Attributes by which extractors look for elements."""
_TEXTS = etree.XPath("descendant::text()", smart_strings=False)
_COUNT = etree.XPath("count(//*)")
_LAST_KEPT = etree.XPath(f"(//*)[{MAX_ELEMENTS}]")
_TOLERATED_DAMAGE = 0.01
"""Share of undecodable characters up to which a declared encoding is believed (a page cut off in mid-character)."""


@dataclass(frozen=True, eq=False)
class Page:
    """One parsed document.

    `url`: where it was read (after redirects); `root`: the <html> element, comments and processing instructions left
    out, to be read only; `encoding`: the one the bytes were decoded with; `size`: characters of markup.
    """

    url: str
    root: etree._Element
    encoding: str = "utf-8"
    size: int = 0

    @cached_property
    def language(self) -> str | None:
        """Primary subtag the page declares for itself (`th` of lang="th-TH"), lower case; None when undeclared."""
        for value in (self.root.get("lang"), self.root.get("{http://www.w3.org/XML/1998/namespace}lang")):
            if value and value.strip():
                return str(value).strip().replace("_", "-").split("-")[0].lower()
        return None

    @cached_property
    def title(self) -> str:
        """Text of the first <title>, on one line; '' when there is none."""
        found = next(iter(self.tagged("title")), None)
        return " ".join((found.text or "").split()) if found is not None else ""

    @cached_property
    def base(self) -> str:
        """What the page's relative addresses are relative to: the first <base href> that is an address, else `url`."""
        found = next(iter(self.tagged("base")), None)
        try:
            return urljoin(self.url, (found.get("href") or "").strip()) if found is not None else self.url
        except ValueError:  # what stands there is no address
            return self.url

    @cached_property
    def elements(self) -> list[etree._Element]:
        """All elements in page order. To hold them halves the cost of every later walk: lxml makes the object that
        stands for an element anew whenever nobody holds it."""
        return list(self.root.iter())

    @cached_property
    def places(self) -> dict[etree._Element, int]:
        """Each element's place among all `elements`."""
        return {element: place for place, element in enumerate(self.elements)}

    @cached_property
    def tags(self) -> Mapping[str, list[tuple[int, etree._Element]]]:
        """Tag -> the elements that have it, each with its place among all elements, in page order. One pass for all who
        ask: to walk the tree for each tag costs as much."""
        found: defaultdict[str, list[tuple[int, etree._Element]]] = defaultdict(list)
        for place, element in enumerate(self.elements):
            found[str(element.tag)].append((place, element))
        return found

    def tagged(self, *names: str) -> list[etree._Element]:
        """Elements with any of these tags, in page order."""
        return _in_order([self.tags[name] for name in names if name in self.tags])

    @cached_property
    def holders(self) -> Mapping[str, list[tuple[int, etree._Element]]]:
        """Attribute, of those in INDEXED -> the elements that have it, each with its place among all elements, in page
        order. One pass for all who ask: each XPath of its own costs half a parse of the page."""
        found: dict[str, list[tuple[int, etree._Element]]] = {name: [] for name in INDEXED}
        for place, element in enumerate(self.elements):
            for name in element.keys():  # noqa: SIM118  (an element iterates over its children)
                if name in found:
                    found[name].append((place, element))
        return found

    def copied(self, root: etree._Element, copies: Sequence[etree._Element | None]) -> Page:
        """This page with another tree: `copies` of its elements, in their order, None for those left out. They have the
        attributes that these have, and need not be asked for them again."""
        page = replace(self, root=root)
        # What a cached property has found is kept under its name.
        page.__dict__["elements"] = [copy for copy in copies if copy is not None]
        page.__dict__["holders"] = _Copied(self.holders, copies)
        page.__dict__["tags"] = _Copied(self.tags, copies)
        return page

    @cached_property
    def classes(self) -> Mapping[str, _Placed]:
        """Value of `class`, as it is written -> the elements that have it, each with its place among all elements, in page
        order: pages repeat few values many times, and what one says need be asked only once."""
        found: defaultdict[str, _Placed] = defaultdict(list)
        for placed in self.holders["class"]:
            found[placed[1].get("class", "")].append(placed)
        return found

    def classed(self, values: Iterable[str]) -> list[etree._Element]:
        """Elements whose class is one of these `classes`, in page order."""
        return _in_order([self.classes[value] for value in values])

    @cached_property
    def hrefs(self) -> list[str]:
        """All values of `href`, of any element, as they are written, in page order."""
        return [element.get("href", "") for _, element in self.holders["href"]]

    @cached_property
    def targets(self) -> str:
        """All of `hrefs` in lower case, a line each: to see in one look what none of them holds."""
        return "\n".join(self.hrefs).lower()

    @cached_property
    def naming(self) -> frozenset[str]:
        """All values of `class` and `id` on the page, each once: pages repeat theirs many times."""
        return frozenset(self.classes).union([element.get("id", "") for _, element in self.holders["id"]])

    @cached_property
    def named(self) -> str:
        """All of `naming` in lower case, a line each: to see in one look what none of them holds."""
        return "\n".join(self.naming).lower()

    def having(self, *names: str) -> list[etree._Element]:
        """Elements that have any of these attributes of INDEXED, in page order, each once."""
        return _in_order([held for name in names if (held := self.holders[name])])

    @cached_property
    def texts(self) -> list[str]:
        """All texts in the body's elements, scripts' too, in page order and as they are in the markup."""
        body = self.root.find("body")
        return list(_TEXTS(body)) if body is not None else []

    @cached_property
    def survey(self) -> Survey:
        """The page's visible text, its links and their labels, each read when first asked for."""
        return Survey(self.root, frozenset(word for word in ICON_WORDS if word in self.named))

    @cached_property
    def text(self) -> str:
        """What a reader could see, a line per block (scripts, styles, templates and noscript left out)."""
        return self.survey.text

    @cached_property
    def text_length(self) -> int:
        """Characters of visible text, whitespace not counted."""
        return self.survey.text_length


def once_a_page(read: Callable[[Page], T]) -> Callable[[Page], T]:
    """A function of a page that several ask, made to read each page once: what it found is kept with the page."""
    name = f"{read.__module__}.{read.__qualname__}"

    @wraps(read)
    def read_once(page: Page) -> T:
        kept = page.__dict__
        if name not in kept:
            kept[name] = read(page)
        return cast(T, kept[name])

    return read_once


_Placed = list[tuple[int, etree._Element]]


def _in_order(lists: list[_Placed]) -> list[etree._Element]:
    """The elements of several lists in page order, each once."""
    if len(lists) <= 1:
        return [element for held in lists for _, element in held]
    together = {place: element for held in lists for place, element in held}
    return [together[place] for place in sorted(together)]


class _Copied(Mapping[str, _Placed]):
    """`holders` or `tags` of a copy, by those of the page it is of: few of them are asked for."""

    def __init__(self, known: Mapping[str, _Placed], copies: Sequence[etree._Element | None]) -> None:
        self._known, self._copies = known, copies
        self._found: dict[str, _Placed] = {}

    def __getitem__(self, name: str) -> _Placed:
        if name not in self._found:
            self._found[name] = [
                (place, copy) for place, _ in self._known[name] if (copy := self._copies[place]) is not None
            ]
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def parse_page(body: bytes | str, url: str, encoding: str | None = None) -> Page:
    """Parse a response body; `encoding` is the charset of its HTTP header, if any. Never raises on a bad document.

    Bytes are decoded by BOM, as UTF-8 if they are that, then by HTTP charset, then by <meta> or XML declaration, each
    only if the bytes agree with it, and else by the code page usual for the page's declared language. What stands after
    `</html>` is read as part of the body. What libxml2 cannot hold (nesting below its limit of 2,048 levels) is cut off,
    and so is what follows MAX_ELEMENTS elements.
    """
    text, used = (body, "utf-8") if isinstance(body, str) else _decode(body, encoding)
    markup = text.replace("\x00", "").encode("utf-8", "replace")
    # The plain parser: lxml.html's chooses a Python class for each element it hands out, half the cost of a walk.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = None
    if markup.strip():
        try:
            root = etree.fromstring(markup, parser)
        except etree.XMLSyntaxError:  # nothing in it that could be an element
            root = None
    if root is None or root.tag != "html":
        html = etree.Element("html")
        if root is not None:
            html.append(root)
        root = html
    if root.getnext() is not None:
        _join(root, list(islice(root.itersiblings("html"), MAX_ELEMENTS)))
    if _COUNT(root) > MAX_ELEMENTS:
        _cut(root)
    return Page(url=url, root=root, encoding=used, size=len(text))


def _join(root: etree._Element, later: list[etree._Element]) -> None:
    """Move what stands in later roots into the first: libxml2 begins another where a page goes on after `</html>`, as
    those put together of several do; browsers show it in the first's body."""
    holder = body if (body := root.find("body")) is not None else root
    last = next(holder.iterchildren(reversed=True), None)
    texts: list[str] = []
    for piece in chain.from_iterable(map(_contents, later)):
        if isinstance(piece, str):
            texts.append(piece)
            continue
        _write_after(holder, last, texts)
        holder.append(piece)  # with its tail
        last = piece
    _write_after(holder, last, texts)


def _contents(root: etree._Element) -> Iterator[etree._Element | str]:
    """Texts and elements of a root in order; a body's where it stands."""
    yield root.text or ""
    for child in list(root):
        if child.tag == "body":
            yield child.text or ""
            yield from list(child)
            yield child.tail or ""
        else:
            yield child


def _write_after(holder: etree._Element, last: etree._Element | None, texts: list[str]) -> None:
    """Add texts after the last child of an element, if it has any; each is written once, however many there are."""
    if text := "".join(texts):
        if last is None:
            holder.text = (holder.text or "") + text
        else:
            last.tail = (last.tail or "") + text
    texts.clear()


def _cut(root: etree._Element) -> None:
    """Remove what stands after the last element kept, its descendants first of all."""
    node = _LAST_KEPT(root)[0]
    del node[:]
    while (parent := node.getparent()) is not None:
        del parent[parent.index(node) + 1 :]
        node.tail = None
        node = parent


def _decode(body: bytes, http_charset: str | None) -> tuple[str, str]:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    head = body[:4096]
    declared = [resolve_encoding(http_charset) if http_charset else None, html_body_declared_encoding(head)]
    candidates = [name for name in declared if name and not name.startswith("utf-16")]
    # Other text is never valid UTF-8 by chance, so where it is, whoever declared something else was wrong.
    candidates = [*candidates, "utf-8"] if body.isascii() else ["utf-8", *candidates]
    for name in dict.fromkeys(candidates):
        decoded = _strictly(body, name)
        if decoded is not None:
            return decoded, name
    for name in dict.fromkeys(candidates):
        decoded = body.decode(name, "replace")
        if decoded.count("\ufffd") <= 1 + _TOLERATED_DAMAGE * len(decoded):
            return decoded, name
    name = _legacy_encoding(head)
    return body.decode(name, "replace"), name


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _legacy_encoding(head: bytes) -> str:
    start = head.lower().find(b"lang=")
    language = head[start + 5 : start + 8].strip(b"\"' ").decode("ascii", "ignore").lower()[:2] if start >= 0 else ""
    return _LEGACY.get(language, "cp1252")
