"""Lines that say again what another line of the article says: cut-off captions, doubled captions, pulled quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geomap.article.lines import Unit, ends_sentence, words_of

__all__ = ["Repeats", "find_repeats"]

FEWEST_WORDS = 4
FEWEST_LETTERS = 18
FEWEST_QUOTED_WORDS = 8
MOST_QUOTED_WORDS = 80
MOST_CANDIDATES = 4
NEAR = 2
QUOTATION_MARKS = "“\"‘'«"


class Repeats:
    """``copies`` are the units that repeat another one; ``captions`` those beside a cut-off copy of themselves."""

    def __init__(self) -> None:
        self.copies: set[int] = set()
        self.captions: set[int] = set()


def find_repeats(units: Sequence[Unit], headline: int | None) -> Repeats:
    """Find the units that repeat others. The headline, whose words an article likes to take up, is none of them."""
    words = [words_of(unit.text) for unit in units]
    repeats = Repeats()
    _find_cut_off(units, words, headline, repeats)
    _find_doubles(words, headline, repeats)
    _find_pulled_quotes(units, words, headline, repeats)
    return repeats


def _find_cut_off(units: Sequence[Unit], words: Sequence[list[str]], headline: int | None, repeats: Repeats) -> None:
    """A line broken off at a fixed length beside the whole of it, as picture captions come out of a copied page."""
    for index, own in enumerate(words):
        for other in range(max(0, index - NEAR), min(len(units), index + NEAR + 1)):
            if other == index or not _is_beginning(own, words[other]):
                continue
            mid_word = own[-1] != words[other][len(own) - 1]
            broken_off = mid_word or units[index].text.endswith(("…", "..."))
            if not broken_off and (index == headline or ends_sentence(units[index].text)):
                continue
            repeats.copies.add(index)
            if broken_off or (len(own) >= FEWEST_QUOTED_WORDS and units[other].text[0] not in QUOTATION_MARKS):
                repeats.captions.add(other)
    repeats.captions -= repeats.copies


def _is_beginning(short: list[str], whole: list[str]) -> bool:
    """Whether a line holds the first words of another one, the last word perhaps cut."""
    last = len(short) - 1
    return (
        len(short) >= FEWEST_WORDS
        and sum(map(len, short)) >= FEWEST_LETTERS
        and sum(map(len, short)) < sum(map(len, whole))
        and len(short) <= len(whole)
        and whole[last].startswith(short[last])
        and short[:last] == whole[:last]
    )


def _find_doubles(words: Sequence[list[str]], headline: int | None, repeats: Repeats) -> None:
    seen: set[tuple[str, ...]] = set()
    for index, own in enumerate(words):
        key = tuple(own)
        if len(own) < FEWEST_WORDS or sum(map(len, own)) < FEWEST_LETTERS:
            continue
        if key in seen and index != headline:
            repeats.copies.add(index)
        seen.add(key)


def _find_pulled_quotes(
    units: Sequence[Unit], words: Sequence[list[str]], headline: int | None, repeats: Repeats
) -> None:
    """A sentence of the article set again as a line of its own."""
    openings: dict[tuple[str, ...], list[int]] = {}
    for index, own in enumerate(words):
        if FEWEST_QUOTED_WORDS <= len(own) <= MOST_QUOTED_WORDS and index != headline and index not in repeats.copies:
            candidates = openings.setdefault(tuple(own[:FEWEST_QUOTED_WORDS]), [])
            if len(candidates) < MOST_CANDIDATES:
                candidates.append(index)
    for whole, own in enumerate(words):
        if whole not in repeats.copies:
            repeats.copies.update(_quoted_in(whole, own, openings, words))


def _quoted_in(
    whole: int, own: list[str], openings: dict[tuple[str, ...], list[int]], words: Sequence[list[str]]
) -> Iterator[int]:
    for position in range(len(own) - FEWEST_QUOTED_WORDS + 1):
        for index in openings.get(tuple(own[position : position + FEWEST_QUOTED_WORDS]), ()):
            quote = words[index]
            if len(quote) < len(own) and own[position : position + len(quote)] == quote:
                yield index
