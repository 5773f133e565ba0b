"""Finds the dates of an article, block by block, and anchors them.

Anchors: the publication date; in a caption its own full date; the period that a report covers; the date told before.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from geomap.language.dates.anaphora import CLAUSE_RULES
from geomap.language.dates.calendar_dates import numeric_order
from geomap.language.dates.context import CARRIED_YEAR, Context, DateOrder, Interval, unresolved
from geomap.language.dates.days import from_iso, to_iso, year_bounds, year_month_day
from geomap.language.dates.grammar import Expression, Grammar, Modified, grammar, innermost
from geomap.language.dates.lexer import Token, has_era, tokenize
from geomap.language.dates.modifiers import interval_of, is_anaphoric
from geomap.language.dates.relative_dates import RELATIVE_DATES
from geomap.model import Article, Block, When

__all__ = ["DateMention", "date_spans", "find_dates"]

SILENT_BLOCKS = frozenset({"furniture", "repeat"})
APART = frozenset({"caption", "dateline", "byline"})
LIMITS = frozenset({"since", "by", "until", "before", "after", "starting", "not until"})
LONG_GONE = 2 * 365
"""Days before the publication from which a day tells of the past: dates without a year beside it belong to its year."""
LONGEST_SEASON = 100
"""Days that a date with a year may have to do so ("the middle of November 1878", "in the autumn of 1878")."""
TURN_OF_YEAR = 183
"""Days back to which a date without a year is of the next one: "On 20 December 1941 ... On 2 January ..."."""
RECENT = 60
"""Days before the publication of which news tell without a year."""
REACH_OF_HISTORY = 4
"""How many blocks after the last such day they do, until a date of the present is told."""
REACH_OF_TEXT_DATE = 3
"""How many blocks back "the next day" may look for its date."""
FIRST_DAY, LAST_DAY = year_bounds(-9999)[0], year_bounds(9999)[1]
"""What ISO 8601 writes with four digits for the year."""
SENTENCE_END = re.compile(r"[.!?]\s")
WORDS_BEFORE_SINCE = 12
WORDS_BEFORE_COMPARED = 4
WORDS_BEFORE_NEGATED = 4


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression at article offsets.

    ``when`` is how it reads in a plain clause, ``when_ahead`` in one that looks ahead (will, plans, is due),
    ``when_past`` where the verb that it belongs to is known to tell the past: then "in October" is no October to come.
    ``dates_next_clause``: the date is that of the clause after it ("a day after Damascus agreed"), not of the one it
    stands in. ``heads_block``: it heads its line or list item ("April 20: ...") and dates all of it.
    """

    start: int
    end: int
    when: When
    when_ahead: When
    when_past: When
    dates_next_clause: bool = False
    heads_block: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """An expression where it stands."""

    block: Block
    block_index: int
    start: int
    end: int
    expression: Expression
    heads: bool


@dataclass(frozen=True, slots=True)
class _History:
    """A history that is being told: the block and the day of its last date, and whether it goes on without years."""

    block_index: int
    day: int
    goes_on: bool


@dataclass(frozen=True, slots=True)
class _Date:
    """A date that was told: its block, its end in the article, and how it reads in a plain clause, in one that looks
    ahead, and beside a verb in the past.
    """

    block_index: int
    end: int
    readings: Mapping[str, Interval]


@dataclass(slots=True)
class _Told:
    """The date told last, the last year named, the last day long gone; with the index of the block telling it."""

    date: _Date | None = None
    year: tuple[int, int] | None = None
    history: _History | None = None

    def before(self, found: _Found, reading: str, text: str, rules: Grammar) -> Interval | None:
        """The date to measure an expression from: the last one told, unless that was too far back or a day that is
        told only by what happened on it ("the day of the signing") stands between.
        """
        if self.date is None or self.date.block_index < found.block_index - REACH_OF_TEXT_DATE:
            return None
        between = text[self.date.end : found.start].lower()
        if any(phrase in between for phrase in rules.words.lists["unnamed_days"]):
            return None
        return self.date.readings[reading]


def find_dates(article: Article, *, order: DateOrder | None = None, language: str = "en") -> tuple[DateMention, ...]:
    """The date expressions of an article in order, none overlapping. Furniture and repeats have none.

    ``order`` says how 11/04/2016 reads; without it the article's own clear dates decide, else it stays unresolved.
    Expressions relative to an unknown publication date stay unresolved (both ends None). Raises ConfigError for a
    language without a date grammar.
    """
    rules = grammar(language)
    found = tuple(_expressions(article, rules))
    context = Context(
        reference=from_iso(article.published),
        order=order or _own_order(found, article),
        period=_period(article, found, from_iso(article.published), rules),
    )
    captions = _caption_days(found, context)
    backwards = has_era(article.text, rules.words)
    told = _Told()
    mentions = []
    for each, following in itertools.zip_longest(found, found[1:]):
        if following is not None and _is_of_today(article, each, following, context):
            told.history = told.year = None
        mentions.append(_mention(article, each, _anchored(each, captions, context, told, backwards), told, rules))
    return tuple(mention for mention in mentions if mention)


def date_spans(text: str, *, language: str = "en") -> tuple[tuple[int, int], ...]:
    """Where date expressions stand in a text, as offsets, without reading what they mean."""
    rules = grammar(language)
    tokens = tokenize(text, 0, len(text), rules.words, backwards=has_era(text, rules.words))
    found = rules.find(tokens, _persons(text, rules))
    return tuple((tokens[first].start, tokens[expression.end - 1].end) for first, expression in found)


def _expressions(article: Article, rules: Grammar) -> Iterator[_Found]:
    backwards = has_era(article.text, rules.words)
    persons = _persons(article.text, rules)
    for index, block in enumerate(article.blocks):
        if block.kind in SILENT_BLOCKS:
            continue
        tokens = tokenize(article.text, block.start, block.end, rules.words, backwards=backwards)
        for first, expression in rules.find(tokens, persons):
            expression = _negated(expression, tokens, first, rules)
            first, expression = _of_noun(first, expression, tokens, rules)
            if not _is_comparison(expression, tokens, first, rules):
                yield _found(block, index, tokens, first, expression)


def _found(block: Block, index: int, tokens: Sequence[Token], first: int, expression: Expression) -> _Found:
    following = tokens[expression.end].word if expression.end < len(tokens) else ""
    heads = following in (":", "–", "—") and all(not token.word.isalnum() for token in tokens[:first])
    end = tokens[expression.end - 1].end
    return _Found(block, index, tokens[first].start, end, expression, heads)


def _persons(text: str, rules: Grammar) -> frozenset[str]:
    """Month names behind another capitalised word ("Theresa May"): alone they are people in this article."""
    names = "|".join(name.capitalize() for name in sorted(rules.words.lists["month_names_of_people"]))
    people = set()
    for match in re.finditer(rf"\b([A-Z][a-z]+\.?) ({names})\b(?! \d)", text):
        before = match[1].lower().rstrip(".")
        if (
            before not in rules.words.classes_of
            and before not in rules.words.lists["year_before_words"]
            and before not in rules.openers
        ):
            people.add(match[2].lower())
    return frozenset(people)


def _words_before(tokens: Sequence[Token], first: int, count: int) -> list[Token]:
    """Up to so many tokens before, in the same sentence."""
    before: list[Token] = []
    for token in reversed(tokens[max(first - count, 0) : first]):
        if token.ends_sentence:
            break
        before.append(token)
    return before


def _negated(expression: Expression, tokens: Sequence[Token], first: int, rules: Grammar) -> Expression:
    """ "Will not return before 2024" is 2024 or later."""
    if not isinstance(expression, Modified) or expression.modifier not in ("before", "until"):
        return expression
    before = _words_before(tokens, first, WORDS_BEFORE_NEGATED)
    if any(token.word in rules.words.lists["negations"] for token in before):
        return replace(expression, modifier="not until")
    return expression


def _of_noun(first: int, expression: Expression, tokens: Sequence[Token], rules: Grammar) -> tuple[int, Expression]:
    """ "Ahead of Thursday's summit": the summit is on Thursday, whatever comes before it."""
    ends = [token.word for token in tokens[expression.end : expression.end + 2]]
    if not isinstance(expression, Modified) or expression.modifier != "before" or ends not in (["'", "s"], ["’", "s"]):
        return first, expression
    for start in range(first + 1, expression.end):
        inner = next(iter(rules.find(tokens[start : expression.end], frozenset())), None)
        if inner is not None and inner[0] == 0:
            return start, replace(expression.inner, end=expression.end)
    return first, expression


def _is_comparison(expression: Expression, tokens: Sequence[Token], first: int, rules: Grammar) -> bool:
    """Whether a date only measures: "the first since 2011", "more than in 2015", "double the rate last year"."""
    words = rules.words
    since = isinstance(expression, Modified) and expression.modifier == "since"
    if since or innermost(expression).rule == "in some time":
        before = _words_before(tokens, first, WORDS_BEFORE_SINCE)
        superlative = words.lists["superlatives"]
        return any(
            token.word in superlative or (len(token.word) > 5 and token.word.endswith(words.superlative_ending))
            for token in before
        )
    close = _words_before(tokens, first, WORDS_BEFORE_COMPARED)
    behind = ""
    for index, token in enumerate(close):
        if token.word == "," or (token.word == "than" and not _only_prepositions(close[:index])):
            return False
        if token.word in words.lists["comparisons"]:
            return True
        if token.word in words.lists["multiples"] and behind in words.lists["after_multiples"]:
            return True
        behind = token.word
    return False


def _only_prepositions(tokens: Sequence[Token]) -> bool:
    return all(
        token.word in ("in", "for", "at", "during", "the", "on", "it", "was", "they", "were") for token in tokens
    )


def _own_order(found: Sequence[_Found], article: Article) -> DateOrder | None:
    """The order of numeric dates that the article's unambiguous ones agree on."""
    orders = set()
    for each in found:
        numeric = str(innermost(each.expression).slots.get("numeric", ""))
        if "/" in numeric:
            orders.add(numeric_order(numeric))
    orders.discard(None)
    return orders.pop() if len(orders) == 1 else None


def _period(article: Article, found: Sequence[_Found], reference: int | None, rules: Grammar) -> tuple[int, int] | None:
    """The stretch of days that a report says it covers ("Covers 10 to 16 July 2023", "Reporting period: ...")."""
    for each in found:
        before = re.findall(r"[^\W\d_]+", article.text[max(each.block.start, each.start - 30) : each.start].lower())
        named = each.block.kind in ("headline", "heading") and set(before) & rules.words.lists["report_words"]
        if not named and not set(before[-4:]) & rules.words.lists["cover_words"]:
            continue
        interval = interval_of(each.expression, Context(reference=reference))
        if (
            interval
            and interval.start is not None
            and interval.end is not None
            and 1 <= interval.end - interval.start <= 31
        ):
            return interval.start, interval.end
    return None


def _mention(article: Article, each: _Found, context: Context, told: _Told, rules: Grammar) -> DateMention | None:
    history = context.carried_year is not None and told.history is not None and context.reference is not None
    ahead_year = None if history else context.carried_year
    contexts = {
        "plain": context,
        "ahead": replace(context, ahead=True, carried_year=ahead_year),
        "past": context.towards("past"),
    }
    if is_anaphoric(each.expression):  # "the same night" of a verb in the past is that of a day gone by
        contexts = {
            name: replace(at, text=told.before(each, name, article.text, rules)) for name, at in contexts.items()
        }
    plain, ahead, past = (interval_of(each.expression, at) for at in contexts.values())
    if plain is None or ahead is None:
        return None
    plain_expression = innermost(each.expression)
    of_clause = plain_expression.rule in CLAUSE_RULES
    if not of_clause and plain.is_closed and _can_be_measured_from(each):
        told.date = _Date(each.block_index, each.end, {"plain": plain, "ahead": ahead, "past": past or plain})
    if "year" in plain_expression.slots and plain.start is not None:
        told.year = each.block_index, year_month_day(plain.start)[0]
    told.history = _history(each, plain, context, told)
    text = " ".join(article.text[each.start : each.end].split())
    return DateMention(
        start=each.start,
        end=each.end,
        when=_when(plain, text),
        when_ahead=_when(ahead, text),
        when_past=_when(past or plain, text),
        dates_next_clause=of_clause,
        heads_block=each.heads,
    )


def _history(each: _Found, plain: Interval, context: Context, told: _Told) -> _History | None:
    """The history that is being told after a date: set by a day long gone, ended by a date of the present."""
    if isinstance(each.expression, Modified) and each.expression.modifier == "by":
        plain = interval_of(each.expression.inner, context) or plain  # "by the middle of November 1878"
    if (
        context.reference is None
        or plain.start is None
        or plain.end is None
        or each.block.kind in ("byline", "dateline")
    ):
        return told.history
    gone = context.reference - plain.end
    with_year = "year" in innermost(each.expression).slots or ("year" in plain.rule and CARRIED_YEAR not in plain.rule)
    fine = plain.granularity in ("day", "night") or (with_year and plain.end - plain.start < LONGEST_SEASON)
    if fine and gone > LONG_GONE:
        goes_on = told.history is not None and (told.history.goes_on or not with_year)
        return _History(each.block_index, plain.start, goes_on)
    later = (
        told.history is not None
        and with_year
        and year_month_day(plain.start)[0] > year_month_day(told.history.day)[0] + 1
    )
    present = gone < LONG_GONE and plain.granularity in ("day", "night", "week")
    return None if present or later else told.history


def _is_of_today(article: Article, each: _Found, following: _Found, context: Context) -> bool:
    """ "Held in Braga in June, he is to be tried next month": the sentence has left the history told before it."""
    if each.block_index != following.block_index or "year" in innermost(each.expression).slots:
        return False
    if innermost(following.expression).rule not in RELATIVE_DATES or SENTENCE_END.search(
        article.text, each.end, following.start
    ):
        return False
    day = interval_of(following.expression, context)
    return day is not None and day.is_closed and context.reference is not None and (day.end or 0) > context.reference


def _can_be_measured_from(each: _Found) -> bool:
    """Whether "the next day" may follow it: not what stands apart from the text, no deadline and no "since"."""
    is_limit = isinstance(each.expression, Modified) and each.expression.modifier in LIMITS
    return each.block.kind not in APART and not is_limit


def _when(interval: Interval, text: str) -> When:
    if not all(end is None or FIRST_DAY <= end <= LAST_DAY for end in (interval.start, interval.end)):
        interval = unresolved(interval.granularity, interval.rule, "a year of more than four digits")
    return When(
        start=to_iso(interval.start),
        end=to_iso(interval.end),
        granularity=interval.granularity,
        text=text,
        rule=interval.rule,
        anchor=interval.anchor,
    )


def _anchored(
    each: _Found, captions: Mapping[int, list[tuple[int, int]]], context: Context, told: _Told, backwards: bool
) -> Context:
    if each.block.kind == "caption":
        own = _caption_day(each, captions.get(each.block_index, ()))
        if own is not None:
            context = replace(context, reference=own, anchor="caption", period=None)
    if each.block.kind in ("dateline", "byline", "headline"):
        context = replace(context, period=None)
    return replace(context, carried_year=_carried_year(each, context, told, backwards))


def _caption_days(found: Sequence[_Found], context: Context) -> Mapping[int, list[tuple[int, int]]]:
    """Offset and day of each caption's full dates, by the index of its block."""
    days: dict[int, list[tuple[int, int]]] = {}
    for each in found:
        plain = innermost(each.expression)
        if each.block.kind != "caption" or plain.rule != "day" or not {"year", "iso"} & set(plain.slots):
            continue
        interval = interval_of(each.expression, context)
        if interval and interval.start is not None and interval.start == interval.end:
            days.setdefault(each.block_index, []).append((each.start, interval.start))
    return days


def _caption_day(each: _Found, days: Sequence[tuple[int, int]]) -> int | None:
    """The nearest full date before in the same caption, else the first one after."""
    if not days:
        return None
    return days[max(bisect_left(days, (each.start,)) - 1, 0)][1]


def _is_recent(each: _Found, context: Context) -> bool:
    """Whether a date without a year was just before the publication: news, though the last paragraph looked back."""
    nearest = interval_of(each.expression, replace(context, carried_year=None))
    if nearest is None or nearest.end is None or context.reference is None:
        return False
    return 0 <= context.reference - nearest.end <= RECENT


def _year_going_on(each: _Found, day: int, context: Context) -> int:
    """The year of a history's next date: that of the last one, or the next year where it is told past its turn."""
    year = year_month_day(day)[0]
    same = interval_of(each.expression, replace(context, carried_year=year))
    back = same is not None and same.start is not None and day - same.start > TURN_OF_YEAR
    return year + 1 if back and year != -1 else year


def _carried_year(each: _Found, context: Context, told: _Told, backwards: bool) -> int | None:
    """The year that a date without one belongs to by the text: in a text of years BCE, or beside a long gone year."""
    history = told.history
    if history is not None and each.block_index - history.block_index <= REACH_OF_HISTORY:
        aside = each.block_index > history.block_index and not history.goes_on
        return None if aside and _is_recent(each, context) else _year_going_on(each, history.day, context)
    if told.year is None:
        return None
    block_index, year = told.year
    if backwards and year <= 0:
        return year
    return year if context.reference is None and block_index == each.block_index else None
