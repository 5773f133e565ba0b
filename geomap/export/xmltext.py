"""Text for XML files: article text is anybody's, and XML 1.0 has no way to write some characters."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from xml.etree.ElementTree import Element, SubElement

__all__ = ["add", "document", "readable"]

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def readable(text: str) -> str:
    """The text with U+FFFD for each character that XML 1.0 (section 2.2) forbids."""
    return NOT_IN_XML.sub("\ufffd", text)


def add(parent: Element, tag: str, text: object = None, **attributes: str) -> Element:
    """A new child with this text; None leaves it empty."""
    child = SubElement(parent, tag, {name: readable(value) for name, value in attributes.items()})
    if text is not None:
        child.text = readable(str(text))
    return child


def document(root: Element) -> bytes:
    """The whole file as UTF-8, indented; the same tree gives the same bytes."""
    ElementTree.indent(root, " ")
    text: bytes = ElementTree.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text + b"\n"
