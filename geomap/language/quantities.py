"""How many and how much: numbers with their qualifier and what they count, from plain text.

Left out, because they count nothing that moved or happened: dates, times, ages, spans of time, magnitudes, scores,
"one in five", fractions, and numbers that name things (Terminal 5, No. 14, C-17s).
The words are data (``geomap/data/quantities.en.toml``).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geomap.language.dates import date_spans
from geomap.language.quantity_words import Kind, NumberToken, QuantityWords, number_tokens, quantity_words
from geomap.model import Qualifier, Quantity

__all__ = ["QuantityMention", "find_quantities"]

WORDS_TO_NOUN = 4
OLDEST_AGE = 120
LARGEST_SHARE = 100
DAYS_OF_MONTH = 31
WORDS_TO_DATE = 12


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """A quantity at text offsets. ``start`` to ``end`` cover the qualifier, the number and the noun behind it;
    ``number_start`` to ``number_end`` the number alone.

    ``kind``: a count of things, an amount (tonnes), a distance, money, or a share (percent).
    ``vague`` marks counts without a number ("dozens of"): the value is then the least that they can mean, and a reader
    who wants numbers that the text states takes none.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    quantity: Quantity
    kind: Kind = "count"
    vague: bool = False


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of the text as token indexes, ``end`` exclusive. ``sign`` is the unit of a currency sign."""

    first: int
    end: int
    value: float
    sign: str | None = None
    vague: bool = False
    is_word: bool = False
    about: bool = False


def find_quantities(text: str, *, language: str = "en") -> tuple[QuantityMention, ...]:
    """The quantities of a text in order, none overlapping. Raises ConfigError for a language without a word list."""
    return tuple(_Finder(text, quantity_words(language), date_spans(text, language=language)).mentions())


class _Finder:
    """One pass over a text."""

    def __init__(self, text: str, words: QuantityWords, dates: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self.words = words
        self.tokens = number_tokens(text, words)
        self._date_starts = [start for start, _ in dates]
        self._dates = dates

    def mentions(self) -> Iterator[QuantityMention]:
        index = 0
        while index < len(self.tokens):
            number = self._number(index)
            if number is None:
                index += 1
                continue
            mention, index = self._mention(number)
            if mention:
                yield mention

    # numbers

    def _number(self, start: int) -> _Number | None:
        token, words = self.tokens[start], self.words
        for phrases in (words.vague, words.approximate, words.groups):
            found = phrases.at(self.tokens, start)
            if found:
                vague, about = phrases is words.vague, phrases is words.approximate
                return _Number(start, found[0], float(found[1]), vague=vague, is_word=True, about=about)
        money = self._money(start)
        if money:
            return money
        if token.is_figure:
            return self._figure(start)
        return self._spelled(start)

    def _money(self, start: int) -> _Number | None:
        """ "$2.1 million", "A$5"."""
        tokens = self.tokens
        prefix = self.words.currency_prefixes.get(tokens[start].word)
        at = start + 1 if prefix and start + 1 < len(tokens) and tokens[start + 1].word == "$" else start
        sign = self.words.currency_signs.get(tokens[at].word)
        if sign is None or at + 1 >= len(tokens) or not tokens[at + 1].is_figure:
            return None
        if at > start and not tokens[at].glued:
            return None
        amount = self._figure(at + 1, after_sign=True)
        return _Number(start, amount.end, amount.value, prefix if at > start and prefix else sign)

    def _figure(self, start: int, *, after_sign: bool = False) -> _Number:
        value, end = float(self.tokens[start].word.replace(",", "")), start + 1
        if end < len(self.tokens):
            following = self.tokens[end]
            glued = {"m": 10**6, **self.words.glued_multipliers} if after_sign else self.words.glued_multipliers
            scale = glued.get(following.word) if following.glued else self.words.multipliers.get(following.word)
            if scale:
                return _Number(start, end + 1, value * scale)
        return _Number(start, end, value)

    def _spelled(self, start: int) -> _Number | None:
        """ "Sixteen", "twenty-one", "two hundred and fifty thousand", "a hundred"."""
        tokens, words = self.tokens, self.words
        total = current = 0.0
        end = start
        if tokens[start].word in words.lists["articles"]:
            if start + 1 >= len(tokens) or tokens[start + 1].word not in words.multipliers:
                return None
            current, end = 1.0, start + 1
        while end < len(tokens):
            word = tokens[end].word
            if word in words.number_words:
                current += words.number_words[word]
            elif word in words.multipliers and end > start:
                current *= words.multipliers[word]
                if words.multipliers[word] >= 1000:
                    total, current = total + current, 0.0
            elif not self._links(start, end):
                break
            end += 1
        return _Number(start, end, total + current, is_word=True) if end > start else None

    def _links(self, start: int, index: int) -> bool:
        """Whether a hyphen or an "and" stands inside a spelled number."""
        tokens, words = self.tokens, self.words
        if index == start or index + 1 >= len(tokens) or tokens[index + 1].word not in words.number_words:
            return False
        before, after = tokens[index - 1].word, words.number_words[tokens[index + 1].word]
        if tokens[index].word == "-":
            return words.number_words.get(before, 0) >= 20 and 0 < after < 10
        return tokens[index].word in words.lists["number_and"] and words.multipliers.get(before, 0) in (100, 1000)

    # the expression around a number

    def _mention(self, number: _Number) -> tuple[QuantityMention | None, int]:
        """The quantity around a number, and the token to go on from."""
        tokens, lists = self.tokens, self.words.lists
        low, high, number = self._range(number)
        behind = self.words.qualifiers_behind.at(tokens, number.end)
        end = self._past_link(number, behind[0] if behind else number.end)
        kind, unit, unit_end = self._unit(number, end)
        if self._counts_nothing(number, end, unit, kind, is_range=low != high):
            return None, number.end
        before = self.words.qualifiers.before(tokens, number.first)
        first = before[0] if before else number.first
        said = [words[1] for words in (before, behind) if words]
        qualifier: Qualifier = next((word for word in said if word != "exact"), "exact")
        value: float | tuple[float, float] = low
        if low != high:
            value, qualifier = (low, high), "range"
            opened = number.first and tokens[number.first - 1].word in lists["between"]
            first = number.first - 1 if opened else first
        elif number.vague:
            qualifier = "more_than"
        elif number.about and before is None and behind is None:
            qualifier = "about"
        start, stop = tokens[first].start, tokens[unit_end - 1].end
        quantity = Quantity(value=value, qualifier=qualifier, unit=unit, text=" ".join(self.text[start:stop].split()))
        number_start, number_end = tokens[number.first].start, tokens[number.end - 1].end
        return QuantityMention(start, stop, number_start, number_end, quantity, kind, number.vague), unit_end

    def _past_link(self, number: _Number, end: int) -> int:
        """Past the "de" between a scale and what is counted ("1,2 million de barils", "3 millions d'euros")."""
        links, tokens = self.words.lists.get("linking", frozenset()), self.tokens
        if not links or self._scale_of(number) == 1 or end >= len(tokens) or tokens[end].word not in links:
            return end
        elided = end + 1 < len(tokens) and tokens[end + 1].word in "'’"
        return end + 2 if elided else end + 1

    def _range(self, number: _Number) -> tuple[float, float, _Number]:
        """Low and high end ("40 to 50", "between 40 and 50", "three or four"), and the number with both in it."""
        tokens, lists = self.tokens, self.words.lists
        alone = number.value, number.value, number
        if number.vague or number.end + 1 >= len(tokens):
            return alone
        join, opened = tokens[number.end].word, number.first > 0 and tokens[number.first - 1].word in lists["between"]
        if join not in (lists["between_joins"] if opened else lists["range_joins"]):
            return alone
        other = self._number(number.end + 1)
        if other is None or other.vague or self._is_inside_date(other.end - 1):
            return alone
        low, high = number.value, other.value
        scale = self._scale_of(other)
        if self._scale_of(number) == 1 and low * scale < high:
            low *= scale
        if low >= high or (join in ("or", "ou") and high > 2 * low):
            return alone
        return low, high, _Number(number.first, other.end, high, number.sign or other.sign, is_word=number.is_word)

    def _scale_of(self, number: _Number) -> float:
        """The multiplier that ends a number: "1 to 2 million" is a million to two million."""
        last = self.tokens[number.end - 1].word
        return self.words.multipliers.get(last) or self.words.glued_multipliers.get(last) or 1

    def _unit(self, number: _Number, start: int) -> tuple[Kind, str, int]:
        """What kind of quantity it is, its unit, and where the noun ends."""
        tokens = self.tokens
        if number.sign:
            return "money", number.sign, start
        measure = self.words.units.at(tokens, start)
        if measure:
            kind, unit = measure[1]
            return kind, unit, self._with_goods(measure[0]) if kind == "amount" else measure[0]
        noun = self._noun(start, singular=number.value == 1 and number.is_word)
        return ("count", "", start) if noun is None else ("count", tokens[noun].word, noun + 1)

    def _noun(self, start: int, *, singular: bool) -> int | None:
        """The token of the counted noun: the first plural within a few words, or the last word of a singular phrase."""
        last, words = None, 0
        for index in range(start, len(self.tokens)):
            token = self.tokens[index]
            if not token.word.isalpha():
                if not self._is_inner_mark(index):
                    break
                continue
            words += 1
            if (
                words > WORDS_TO_NOUN
                or token.word in self.words.lists["stop_words"]
                or token.word in self.words.number_words
            ):
                break
            if singular and token.text.islower() and not token.word.endswith(tuple(self.words.lists["verbal_endings"])):
                last = index
            elif not singular and self._is_plural(token):
                return index + 1 if self._is_plural_word(index + 1) and not self.words.noun_first else index
        return last

    def _with_goods(self, end: int) -> int:
        """The end of "kilos of cocaine"."""
        tokens, lists = self.tokens, self.words.lists
        goods = end + 1
        if goods < len(tokens) and tokens[end].word in lists["of"]:
            word = tokens[goods]
            if word.text.islower() and word.word.isalpha() and word.word not in lists["stop_words"]:
                return goods + 1
        return end

    def _is_inner_mark(self, index: int) -> bool:
        """A hyphen or a full stop inside a word ("U.S.", "twin-engine")."""
        token = self.tokens[index]
        return token.word in "-." and token.glued and index + 1 < len(self.tokens) and not self._ends_clause(index)

    def _ends_clause(self, index: int) -> bool:
        before = self.tokens[index - 1]
        return self.tokens[index].word == "." and not (before.text.isupper() and len(before.text) == 1)

    def _is_plural_word(self, index: int) -> bool:
        if index >= len(self.tokens) or self.tokens[index].word in self.words.lists["stop_words"]:
            return False
        return self._is_plural(self.tokens[index])

    def _is_plural(self, token: NumberToken) -> bool:
        lists = self.words.lists
        if token.word in lists["plurals"] or token.word in lists["time_units"]:
            return True
        if not token.text.islower() or len(token.word) <= 2 or token.word.endswith("ss"):
            return False
        return token.word.endswith(tuple(lists.get("plural_endings", ("s",))))

    # numbers that count nothing

    def _counts_nothing(self, number: _Number, end: int, unit: str, kind: Kind, *, is_range: bool) -> bool:
        tokens, lists = self.tokens, self.words.lists
        if self._is_inside_date(number.first) or self._is_inside_date(number.end - 1):
            return True
        before = tokens[number.first - 1] if number.first else None
        after = tokens[end] if end < len(tokens) else None
        elided = end > number.end and tokens[end - 1].word in "'’"
        if unit in lists["time_units"] or self._is_in_name(number, before, None if elided else after):
            return True
        if after and (after.word in lists["not_counted"] or after.word in lists["fraction_words"]):
            return True
        if tokens[number.first].word in lists["need_noun"] and not unit:
            return True
        if self._is_fraction(number, end) or (not unit and self._is_age(number, before, after)):
            return True
        named_year = before is not None and before.word in lists["before_named_year"] and self._is_year_like(number)
        if (self.text[tokens[number.first].start] == "0" and number.value >= 1) or named_year:
            return True
        if unit or number.sign or kind != "count":
            return number.value == 1 and number.is_word and self._is_pronoun(number, before, after)
        return self._is_bare_nothing(number, before, after, is_range=is_range)

    def _is_inside_date(self, index: int) -> bool:
        start = self.tokens[index].start
        found = bisect_right(self._date_starts, start) - 1
        return found >= 0 and start < self._dates[found][1]

    def _is_in_name(self, number: _Number, before: NumberToken | None, after: NumberToken | None) -> bool:
        """ "C-17s", "No. 14", "Terminal 5", "34-year-old", "18:40", "608-555-0142", "38°"."""
        tokens, first = self.tokens, number.first
        if before and not number.sign:
            glued = tokens[first].glued and (before.word[-1].isalnum() or before.word in "-–/:._#&+")
            named = before.word == "." and first > 1 and tokens[first - 2].word in self.words.lists["naming"]
            aged = (
                first > 1
                and before.word in self.words.lists["of"]
                and tokens[first - 2].word in self.words.lists["ages"]
            )
            if glued or named or aged or before.word in self.words.lists["naming"]:
                return True
        if after is None or not after.glued:
            return False
        closing = tokens[number.end + 1] if number.end + 1 < len(tokens) else None
        hyphenated = after.word in "-–/:" and closing is not None and closing.glued
        return (
            hyphenated or after.word in "°'’" or (after.word.isalpha() and not self.words.units.at(tokens, number.end))
        )

    def _is_fraction(self, number: _Number, end: int) -> bool:
        """ "One in five", "three out of four"."""
        tokens, lists = self.tokens, self.words.lists
        for phrase in lists["fraction_joins"]:
            words = phrase.split()
            after = end + len(words)
            if [token.word for token in tokens[end:after]] == words and after < len(tokens):
                following = self._number(after)
                limit = math.inf if number.value == 1 else LARGEST_SHARE
                counts_years = self._is_inside_date(after)
                return following is not None and not counts_years and number.value < following.value <= limit
            before = number.first - len(words)
            if before > 0 and [token.word for token in tokens[before : number.first]] == words:
                numerator = tokens[before - 1]
                one = numerator.word == "1" or self.words.number_words.get(numerator.word) == 1
                is_number = numerator.is_figure or numerator.word in self.words.number_words
                if one or (is_number and number.value <= LARGEST_SHARE):
                    return True
        return False

    def _is_age(self, number: _Number, before: NumberToken | None, after: NumberToken | None) -> bool:
        """ "Halima, 34, a teacher": a figure between commas behind a name."""
        if before is None or before.word != "," or number.first < 2 or not number.value <= OLDEST_AGE:
            return False
        closes = after is None or after.word in {",", ".", ")", ";", "who", "and", "of", "from"}
        return self.tokens[number.first - 2].text[0].isupper() and closes

    def _is_pronoun(self, number: _Number, before: NumberToken | None, after: NumberToken | None) -> bool:
        lists = self.words.lists
        return bool(
            (before and before.word in lists["not_after_one"]) or (after and after.word in lists["not_before_one"])
        )

    def _is_bare_nothing(
        self, number: _Number, before: NumberToken | None, after: NumberToken | None, *, is_range: bool
    ) -> bool:
        """A number without a noun counts only where it stands like one: not "8-2", not "War Two", not "2016"."""
        if number.vague or self.words.qualifiers.before(self.tokens, number.first) is not None:
            return False
        if is_range:
            return not number.is_word
        if number.value == 1:
            return not (after and after.word in self.words.lists["of"]) or self._is_pronoun(number, before, after)
        if number.is_word:
            return before is not None and before.text[0].isupper() and self.tokens[number.first].text[0].isupper()
        figure = self.tokens[number.first].word
        if number.end > number.first + 1 or not figure.isdigit():
            return False
        if self._is_year_like(number) or self._continues_dates(number):
            return True
        in_running_text = before is not None and before.word.isalpha() and before.text.islower()
        return not (in_running_text and after is not None and after.text.islower())

    def _is_year_like(self, number: _Number) -> bool:
        figure = self.tokens[number.first].word
        return number.end == number.first + 1 and len(figure) == 4 and figure.isdigit() and 1000 <= number.value < 2200

    def _continues_dates(self, number: _Number) -> bool:
        """The 18 and the 19 of "March 17, 18 and 19"."""
        if not number.value <= DAYS_OF_MONTH:
            return False
        links = self.words.lists["number_and"] | {","}
        for index in range(number.first - 1, max(number.first - WORDS_TO_DATE, 0), -1):
            if self._is_inside_date(index):
                return self.tokens[index].is_figure
            if not self.tokens[index].is_figure and self.tokens[index].word not in links:
                return False
        return False
