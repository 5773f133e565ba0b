"""Names that look like places and are none: ships, persons, and capitals that stand for their governments."""

from __future__ import annotations

from collections.abc import Iterator

from geomap.language.mention import CAPITAL_CLASS
from geomap.language.name_words import NameWords
from geomap.language.token_view import KnownNames, NameSpan, TokenView

__all__ = ["find_credited", "find_persons", "find_vessels", "stands_for_government"]

LONGEST_SHIP_NAME = 4
LONGEST_PERSON_NAME = 3


def find_vessels(view: TokenView, names: KnownNames, words: NameWords) -> Iterator[NameSpan]:
    """ "FGS Bonn", "the frigate Bonn", "a boat named Miss Savannah", "HAMBURG TRADER"."""
    index = 0
    while index < len(view):
        start = _ship_name_start(view, index, words)
        end = _ship_in_capitals(view, index, names, words) if start is None else _capital_run(view, start)
        if start is None:
            start = index
        if end is None or end == start:
            index += 1
            continue
        yield NameSpan(start, end, "vessel", view.labels[start])
        index = end


def _ship_name_start(view: TokenView, index: int, words: NameWords) -> int | None:
    """Where a ship's name begins after the prefix or noun at ``index``; None when nothing announces one."""
    following = index + 1
    if following >= len(view):
        return None
    if view.texts[index].isupper() and view.lower(index) in words.ship_prefixes and view.capital[following]:
        return following
    if view.lower(index) not in words.vessel_nouns:
        return None
    if view.lower(following) in words.naming_words:
        following += 1
    following = _past_adjectives(view, following)
    while following < len(view) and view.texts[following] in ('"', "“", "‘", "'", "«"):
        following += 1
    return following if following < len(view) and view.is_written_large(following) else None


def _past_adjectives(view: TokenView, start: int) -> int:
    """ "un navire militaire français, le Nivôse": in a glossed language adjectives stand behind the noun."""
    at = start
    after = at + 2
    if after < len(view) and view.texts[at] == "," and view.lower(at + 1) == "the" and view.is_written_large(after):
        return (
            after
            if _capital_run(view, after) < len(view) and view.texts[_capital_run(view, after)] in (",", ".")
            else start
        )
    if view.passage.parse is None:
        return start
    while at < min(len(view) - 1, start + 2) and view.pos[at] == "ADJ" and not view.is_written_large(at):
        at += 1
    if at + 2 < len(view) and view.texts[at] == "," and view.lower(at + 1) == "the" and view.is_written_large(at + 2):
        return at + 2
    return at if at < len(view) and view.texts[at] == "«" else start


def _capital_run(view: TokenView, start: int) -> int:
    end = start
    while end < len(view) and end - start < LONGEST_SHIP_NAME and (view.capital[end] or view.texts[end].isdigit()):
        end += 1
    return end


def _ship_in_capitals(view: TokenView, index: int, names: KnownNames, words: NameWords) -> int | None:
    """End of a run of two and more words in capitals that is no gazetteer name, in a passage that isn't all capitals.

    Shipping notes write ships so. The passage must speak of ships or sailing, else the run is left alone.
    """
    if not view.texts[index].isupper() or len(view.texts[index]) < 2 or not view.texts[index].isalpha():
        return None
    end = index + 1
    while end < len(view) and view.texts[end].isupper() and len(view.texts[end]) > 1 and view.texts[end].isalpha():
        end += 1
    if end - index < 2 or names.matches(view.text(index, end)):
        return None
    if not any(lemma in words.vessel_nouns or lemma in words.sailing_verbs for lemma in view.lemmas):
        return None
    return end if any(text.islower() for text in view.texts) else None


def find_persons(view: TokenView, names: KnownNames, words: NameWords) -> Iterator[NameSpan]:
    """Persons' full names that hold a gazetteer name without being one: "Paris Hilton", "Jordan Meyer"."""
    for first, end, label in view.entities():
        if label != "PERSON" or end - first < 2 or not view.is_free(first, end):
            continue
        if view.texts[end - 1] in ("'s", "’s"):
            end -= 1
        if end - first < 2 or names.matches(view.text(first, end)) or not _is_full_name(view, first, end, words):
            continue
        if any(names.matches(view.texts[index]) for index in range(first, end) if view.capital[index]):
            yield NameSpan(first, end, "person", label)


def find_credited(view: TokenView, words: NameWords) -> Iterator[NameSpan]:
    """ "(Photo by Jackson Reed)", "by Geneva Stone and Aden Farah", "Gulf Press/Nurlan Kazan": who made it."""
    for index in range(1, len(view) - 1):
        is_slash = view.texts[index] == "/" and view.lower(index - 1) in words.press_words
        if not is_slash and (view.lower(index - 1) not in words.credit_words or view.lower(index) not in ("by", ":")):
            continue
        yield from _persons_from(view, index + 1)
    if view.passage.block.kind == "byline":
        for index in range(len(view) - 1):
            if view.lower(index) == "by":
                yield from _persons_from(view, index + 1)


def _persons_from(view: TokenView, start: int) -> Iterator[NameSpan]:
    """Names of two or three capitalised words, joined by "and"."""
    end = start
    while end < len(view) and view.capital[end] and view.texts[end].isalpha():
        end += 1
    if not 2 <= end - start <= LONGEST_PERSON_NAME or not view.is_free(start, end):
        return
    yield NameSpan(start, end, "person", view.labels[start])
    if view.lower(end) == "and":
        yield from _persons_from(view, end + 1)


def _is_full_name(view: TokenView, first: int, end: int, words: NameWords) -> bool:
    inner = range(first, end)
    if any(view.lower(index) in words.feature_nouns or view.texts[index] == "," for index in inner):
        return False
    return view.lower(first - 1) not in words.strong_prepositions and sum(view.capital[index] for index in inner) > 1


def stands_for_government(view: TokenView, span: NameSpan, names: KnownNames, words: NameWords) -> bool:
    """Whether a capital does what only its government can: "Minsk denied", "Ankara may reopen"."""
    matches = names.matches(view.text(span.first, span.end))
    if not matches or matches[0].feature.feature_class != CAPITAL_CLASS:
        return False
    subject = span.end - 1
    while view.deps[subject] == "conj":
        subject = view.heads[subject]
    verb = view.heads[subject]
    return view.deps[subject] == "nsubj" and view.pos[verb] == "VERB" and view.lemmas[verb] not in words.place_verbs
