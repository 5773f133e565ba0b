"""Finding a person's quotation in an article that may have been edited since."""

from __future__ import annotations

import math
import re
from collections import Counter, deque
from functools import cache

from geomap.model import Span

__all__ = ["find_quote", "occurrences", "overlap"]

SAME = {"'": "['’‘ʼ`´]", "’": "['’‘ʼ`´]", "‘": "['’‘ʼ`´]", '"': '["“”„«»]', "“": '["“”„«»]', "”": '["“”„«»]',
        "-": "[-‐‑‒–—]", "–": "[-‐‑‒–—]", "—": "[-‐‑‒–—]"}  # fmt: skip
"""Characters that editors replace by each other."""
WORD = re.compile(r"\w+")
LEAST_SHARE = 0.6
"""Share of the quotation's words, weighted by their rarity, that must still stand together."""
LEAST_LEAD = 0.1
"""How much better than the next stretch the best one must be, to be the one that is meant."""
SLACK = 1.4
MOST_STRETCHES = 10
"""So many are ambiguous enough: an article that says the same all over must not take long."""
FEWEST_WORDS = 4
"""A shorter quotation must stand in the article as it is."""
MOST_QUOTE_WORDS = 400


def occurrences(text: str, words: str, *, exact_case: bool = False) -> tuple[Span, ...]:
    """Where the words stand in the text as whole words; case, white space and typography of quotes make no difference.

    A stretch never runs over an empty line.
    """
    pattern = _pattern(words, exact_case)
    return tuple(found.span() for found in pattern.finditer(text)) if pattern else ()


@cache
def _pattern(words: str, exact_case: bool) -> re.Pattern[str] | None:
    parts = ["".join(SAME.get(character, re.escape(character)) for character in word) for word in words.split()]
    if not parts:
        return None
    body = r"[^\S\n]*(?:\n[^\S\n]*|[^\S\n])".join(parts)
    before = r"(?<!\w)" if re.match(r"\w", words.split()[0]) else ""
    after = r"(?!\w)" if re.search(r"\w$", words.split()[-1]) else ""
    return re.compile(before + body + after, 0 if exact_case else re.IGNORECASE)


def find_quote(text: str, quote: str) -> tuple[Span, ...]:
    """The stretches of the text that the quotation can mean: where it stands, else where most of its words stand.

    More than one stretch means that it is ambiguous; none, that the text no longer has it.
    """
    return occurrences(text, quote) or _nearest(text, quote)


def _nearest(text: str, quote: str) -> tuple[Span, ...]:
    wanted = [word.casefold() for word in WORD.findall(quote)][:MOST_QUOTE_WORDS]
    if len(wanted) < FEWEST_WORDS:
        return ()
    every = [(found.group().casefold(), found.span()) for found in WORD.finditer(text)]
    weights = _weights(wanted, Counter(word for word, _ in every))
    total = sum(weights[word] for word in wanted)
    stretches = _scored(every, wanted, weights, int(len(wanted) * SLACK) + 1)
    good = [(weight / total, span) for weight, span in stretches if weight >= LEAST_SHARE * total]
    if not good:
        return ()
    best = max(share for share, _ in good)
    return _apart(sorted(((share, span) for share, span in good if share > best - LEAST_LEAD), key=_best_first))


def _weights(wanted: list[str], frequency: Counter[str]) -> dict[str, float]:
    """A rare word says more about where a quotation stood than "the" does."""
    return {word: 1.0 / (1.0 + math.log10(max(1, frequency[word]))) for word in wanted}


def _scored(
    every: list[tuple[str, Span]], wanted: list[str], weights: dict[str, float], longest: int
) -> list[tuple[float, Span]]:
    """Stretches of at most so many words that begin and end with a wanted one, with the weight of what they hold."""
    needed, inside = Counter(wanted), Counter[str]()
    window: deque[tuple[int, str, Span]] = deque()
    weight, found = 0.0, []
    for number, (word, span) in enumerate(every):
        if word not in needed:
            continue
        window.append((number, word, span))
        inside[word] += 1
        weight += weights[word] if inside[word] <= needed[word] else 0.0
        while number - window[0][0] >= longest:
            _, gone, _ = window.popleft()
            weight -= weights[gone] if inside[gone] <= needed[gone] else 0.0
            inside[gone] -= 1
        found.append((weight, (window[0][2][0], span[1])))
    return found


def _best_first(scored: tuple[float, Span]) -> tuple[float, int, int]:
    share, (start, end) = scored
    return -round(share, 9), end - start, start


def _apart(scored: list[tuple[float, Span]]) -> tuple[Span, ...]:
    """The stretches without those that overlap a better one."""
    chosen: list[Span] = []
    for _, span in scored:
        if len(chosen) < MOST_STRETCHES and all(overlap(span, other) == 0 for other in chosen):
            chosen.append(span)
    return tuple(sorted(chosen))


def overlap(a: Span, b: Span) -> int:
    """How many characters two stretches share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))
