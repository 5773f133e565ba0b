"""From a sentence back to its template and the values in its slots.

The values hold names and quotations of the article, which may look like anything, also like a template. A sentence that
can be read in more than one way is therefore not recognised at all, rather than taken apart at the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from geomap.wording.templates import sections, slot_kinds
from geomap.wording.values import READERS, Value

__all__ = ["Heard", "heard"]

Heard = list[Value]
"""The template's name ("reason.holder"), and its values by slot."""

SLOT = re.compile(r"\{(\w+)\}")
NESTED = {"note": "note", "rule": "rule"}
"""Kinds of slots that hold a sentence of a section."""
FIRST_FITS = "rule"
"""The section whose sentences are all geomap's own words, rules within rules: the first template that fits is right."""
MAY_BE_EMPTY = "aside"
TELLING = 20
"""So many letters of a template's fixed words are met by chance nowhere: what stands in a slot should not have them."""


@dataclass(frozen=True, slots=True)
class _Template:
    """The template's name, its slots, and the fixed words before, between and after them."""

    name: str
    slots: tuple[str, ...]
    words: tuple[str, ...]


def heard(section: str, text: str) -> Heard | None:
    """The template of a section that made the sentence, with its values; None unless there is exactly one reading."""
    if section == FIRST_FITS:
        return next((reading for template in _templates(section) for reading in _readings(template, text)), None)
    found = [reading for template in _templates(section) if (reading := _only_reading(template, text))]
    return found[0] if len(found) == 1 and not _holds_another(section, found[0]) else None


def _holds_another(section: str, reading: Heard) -> bool:
    """Whether words in a slot may be a part of another sentence, which then could be the one that was said."""
    values = reading[1].values() if isinstance(reading[1], dict) else ()
    return any(words in value for value in values if isinstance(value, str) for words in _telling_words(section))


def _only_reading(template: _Template, text: str) -> Heard | None:
    if set(template.slots) & set(NESTED):
        return _within(template, text)
    first, last = _cut(template, text, from_end=False), _cut(template, text, from_end=True)
    return _valued(template, first) if first is not None and first == last else None


def _readings(template: _Template, text: str) -> Iterator[Heard]:
    for from_end in (False, True):
        parts = _cut(template, text, from_end=from_end)
        if parts is not None and (reading := _valued(template, parts)):
            yield reading


def _within(template: _Template, text: str) -> Heard | None:
    """A title and a note: the title may hold anything, but only one of its ends leaves a note behind it."""
    others = [other for other in _templates("note") if other.name != template.name]
    found: list[Heard] = []
    for colon in re.finditer(": ", text):
        title, rest = text[: colon.start()], text[colon.end() :]
        readings = (_only_reading(other, rest) for other in others if rest.startswith(other.words[0]))
        found += [[template.name, {"title": title, "note": note}] for note in readings if note is not None]
    return found[0] if len(found) == 1 else None


def _cut(template: _Template, text: str, *, from_end: bool) -> list[str] | None:
    """What stands in the slots, each as short as can be, or each as long, counted from the beginning.

    The two differ where, and only where, the sentence can be cut in more than one way.
    """
    first, *between, last = template.words if template.slots else (*template.words, "")
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return None
    inner = text[len(first) : len(text) - len(last)]
    if not template.slots:
        return [] if not inner else None
    parts: list[str] = []
    for words in reversed(between) if from_end else between:
        before, found, after = inner.rpartition(words) if from_end else inner.partition(words)
        if not found:
            return None
        parts.append(after if from_end else before)
        inner = before if from_end else after
    parts.append(inner)
    return parts[::-1] if from_end else parts


def _valued(template: _Template, parts: Sequence[str]) -> Heard | None:
    """The template with what its slots hold, if that is what they may hold; a slot that stands twice holds the same."""
    values: dict[str, Value] = {}
    texts: dict[str, str] = {}
    for slot, text in zip(template.slots, parts, strict=True):
        kind = slot_kinds().get(slot, "")
        value = _value(kind, text) if text or kind == MAY_BE_EMPTY else None
        if value is None or texts.setdefault(slot, text) != text:
            return None
        values[slot] = value
    return [template.name, values]


def _value(kind: str, text: str) -> Value | None:
    if kind in NESTED:
        return heard(NESTED[kind], text)
    read = READERS.get(kind)
    return read(text) if read else text


@cache
def _telling_words(section: str) -> tuple[str, ...]:
    return tuple(words for template in _templates(section) for words in template.words if len(words) >= TELLING)


@cache
def _templates(section: str) -> tuple[_Template, ...]:
    made = []
    for key, text in sections()[section].items():
        parts = SLOT.split(text)
        made.append(_Template(f"{section}.{key}", tuple(parts[1::2]), tuple(parts[::2])))
    return tuple(made)
