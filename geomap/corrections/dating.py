"""Corrections of dates: an expression read otherwise, one that geomap did not see, one that is none, and the day of
publication. What is dated by an expression follows.
"""

from __future__ import annotations

from dataclasses import replace

from geomap.corrections.entries import Entry
from geomap.corrections.outcomes import Inapplicable, Outcomes
from geomap.corrections.quoting import find_quote, occurrences, overlap
from geomap.corrections.when import when_of
from geomap.language.dates import DateMention
from geomap.model import Article, Correction, Span, When
from geomap.wording import say

__all__ = ["DateCorrections"]


class DateCorrections:
    """The entries about dates; ``by_when`` tells afterwards which entry a date of a mark comes from."""

    def __init__(self, outcomes: Outcomes) -> None:
        self._outcomes = outcomes
        self.by_when: dict[When, Correction] = {}

    def article(self, article: Article) -> Article:
        """The article with the day of publication that a person gave; the last entry holds."""
        for number, entry in self._outcomes.of("date"):
            if entry.action == "published":
                article = replace(article, published=entry.values["when"], published_by="correction")
                self._outcomes.applied(number, ("published",), None)
        return article

    def apply(self, dates: tuple[DateMention, ...], article: Article) -> tuple[DateMention, ...]:
        """The date expressions of the article as the entries leave them, in text order."""
        for number, entry in self._outcomes.of("date"):
            if entry.action == "published":
                continue
            try:
                dates = self._applied(number, entry, dates, article)
            except Inapplicable as why:
                self._outcomes.refused(number, why)
        return tuple(sorted(dates, key=lambda date: date.start))

    def _applied(
        self, number: int, entry: Entry, dates: tuple[DateMention, ...], article: Article
    ) -> tuple[DateMention, ...]:
        span = _span(entry, article.text, dates)
        touched = [date for date in dates if overlap((date.start, date.end), span)]
        if entry.action == "drop":
            if not touched:
                raise Inapplicable(say("refusal.no_date_there"), "already so")
            self._outcomes.applied(number, ("dates",), None)
            return tuple(date for date in dates if date not in touched)
        if not entry.values["when"]:
            self._outcomes.applied(number, ("dates",), None)
            nothing = When(start=None, end=None, granularity="open", text=article.text[slice(*span)], rule="")
            return _with(dates, touched, DateMention(*span, nothing, nothing, nothing))
        when = replace(when_of(entry.values["when"]), text=article.text[slice(*span)])
        self.by_when[when] = self._outcomes.applied(number, ("dates",), None)
        heads = any(date.heads_block for date in touched)
        return _with(dates, touched, DateMention(*span, when, when, when, heads_block=heads))


def _with(dates: tuple[DateMention, ...], gone: list[DateMention], new: DateMention) -> tuple[DateMention, ...]:
    return (*(date for date in dates if date not in gone), new)


def _span(entry: Entry, text: str, dates: tuple[DateMention, ...]) -> Span:
    """Where the date's words stand: inside the quotation, or anywhere if there is none; where geomap reads a date."""
    words = entry.values["text"]
    if "quote" not in entry.values:
        found = occurrences(text, words)
    else:
        stretches = find_quote(text, entry.values["quote"])
        if not stretches:
            raise Inapplicable(say("refusal.quote_gone"))
        found = tuple(
            dict.fromkeys(
                (first + start, first + end)
                for first, last in stretches
                for start, end in occurrences(text[first:last], words)
            )
        )
    if not found:
        raise Inapplicable(say("refusal.words_gone_there", words=words))
    read = tuple(span for span in found if any(overlap((date.start, date.end), span) for date in dates))
    if entry.action != "add" and len(read) == 1:
        return read[0]
    if len(found) > 1:
        raise Inapplicable(say("refusal.words_several", words=words, count=len(found)), "ambiguous")
    return found[0]
