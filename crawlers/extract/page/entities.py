"""Entity bombs: XML whose own entities would unfold into far more than was sent.

Nothing here unfolds them, but then what a reader would see is not what was read: such a document is no measurement.
"""

from __future__ import annotations

import html
import re

MAX_VALUE = 200
"""Bytes of an entity that may be declared: a character or a phrase, as old feeds do."""
_PROLOG_BYTES = 64 * 1024
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ELEMENT = re.compile(rb"<\w")
_ENTITY = re.compile(rb"<!ENTITY\s+(%\s+)?[^\s\"'<>]+\s+(SYSTEM\b|PUBLIC\b|[\"'])", re.IGNORECASE)
_REFERENCE = re.compile(r"[&%]\w")


class EntityBombError(ValueError):
    """A document whose entities nest, lead outside or are longer than MAX_VALUE; the message says which."""


def refuse_entity_bombs(body: bytes) -> None:
    """Raise EntityBombError if the document type of `body` (bytes of XML, any encoding built on ASCII or UTF-16) declares
    entities that nest, lead outside or are long. Declarations of single characters and outside ones of a DTD are let be."""
    head = body[:_PROLOG_BYTES]
    head = _COMMENT.sub(b"", head.replace(b"\x00", b""))
    element = _ELEMENT.search(head)
    head = head[: element.start()] if element else head
    for declared in _ENTITY.finditer(head):
        how = declared[2]
        if how not in (b'"', b"'"):
            if not declared[1]:
                raise EntityBombError("its document type declares an entity that leads to another file")
            continue
        value, closed, _ = head[declared.end() : declared.end() + MAX_VALUE].partition(how)
        if not closed:
            raise EntityBombError(f"its document type declares an entity of more than {MAX_VALUE} bytes")
        if _REFERENCE.search(html.unescape(value.decode("latin-1"))):
            raise EntityBombError("its document type declares entities within entities (an entity bomb)")
