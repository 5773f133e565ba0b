"""Date expressions: the table of expressions, their anchors, and that reading them takes linear time."""

from __future__ import annotations

import re
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from geomap.errors import ConfigError
from geomap.language.dates import DateMention, find_dates
from geomap.model import Article, Block, BlockKind

DATA = Path(__file__).parent.parent / "data"
TABLES = {"en": DATA / "date_expressions.tsv", "fr": DATA / "date_expressions_fr.tsv"}


def article(*lines: tuple[BlockKind, str], published: str | None) -> Article:
    """An article of these blocks, one a line."""
    blocks, position = [], 0
    for kind, text in lines:
        blocks.append(Block(kind=kind, start=position, end=position + len(text)))
        position += len(text) + 1
    text = "\n".join(text for _, text in lines)
    return Article(text=text, blocks=tuple(blocks), title="", source="-", published=published)


def dates_of(
    text: str, published: str | None = "2016-04-26", kind: BlockKind = "paragraph", language: str = "en"
) -> tuple[DateMention, ...]:
    return find_dates(article((kind, text), published=published), language=language)


def interval(mention: DateMention, *, ahead: bool = False) -> str:
    """The interval as the table writes it."""
    when = mention.when_ahead if ahead else mention.when
    if when.start is None and when.end is None:
        return "?"
    return when.start or "" if when.start == when.end else f"{when.start or ''}..{when.end or ''}"


def rows(language: str = "en") -> list[tuple[str, str, str, str]]:
    lines = [
        line for line in TABLES[language].read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    fields = [[*line.split("\t"), ""][:4] for line in lines]
    return [(reference, text, plain, ahead) for reference, text, plain, ahead in fields]


def read(text: str, reference: str, language: str = "en") -> tuple[list[str], list[DateMention]]:
    """The words in brackets, and the dates of the text without the brackets."""
    marked = [words.strip() for words in re.findall(r"\[(.*?)\]", text)]
    found = dates_of(
        text.replace("[", "").replace("]", ""), None if reference == "none" else reference, language=language
    )
    return marked, list(found)


@pytest.mark.parametrize(("reference", "text", "plain", "ahead"), rows(), ids=lambda value: value[:60])
def test_expression_of_the_table(reference: str, text: str, plain: str, ahead: str) -> None:
    check(reference, text, plain, ahead, "en")


@pytest.mark.parametrize(("reference", "text", "plain", "ahead"), rows("fr"), ids=lambda value: value[:60])
def test_french_expression_of_the_table(reference: str, text: str, plain: str, ahead: str) -> None:
    check(reference, text, plain, ahead, "fr")


def check(reference: str, text: str, plain: str, ahead: str, language: str) -> None:
    marked, found = read(text, reference, language)
    if plain == "-":
        assert [mention.when.text for mention in found] == []
        return
    assert len(found) == len(marked)
    for words, mention in zip(marked, found, strict=True):
        assert words.endswith(mention.when.text) or mention.when.text.endswith(words)
    for mention, expected in zip(found, plain.split(";"), strict=True):
        assert interval(mention) in expected.split("|")
    for mention, expected in zip(found, ahead.split(";") if ahead else (), strict=False):
        assert interval(mention, ahead=True) in expected.split("|")


def test_the_table_is_large_and_a_fifth_of_it_has_another_reference_date() -> None:
    table = rows()
    shifted = [row for row in table if row[0] not in ("2016-04-26", "none")]
    assert len(table) >= 300
    assert len(shifted) * 5 >= len(table)


def test_every_mention_quotes_the_article() -> None:
    text = "He left  on\nMonday,  June 10, and came back [two  weeks later]."
    found = dates_of(text)
    assert [text[mention.start : mention.end] for mention in found] == ["Monday,  June 10", "two  weeks later"]
    assert [mention.when.text for mention in found] == ["Monday, June 10", "two weeks later"]


def test_the_rule_and_the_anchor_are_named() -> None:
    friday, april = dates_of("He left on Friday after 11 April 2016.")
    assert (friday.when.rule, friday.when.anchor, friday.when.granularity) == ("weekday", "published", "day")
    assert april.when.rule == "after: day and month and year"


def test_a_weekday_in_a_caption_is_measured_from_the_caption_s_own_date() -> None:
    caption = "Migrants wait in Tripoli, April 11, 2016. More than 100 were rescued on Monday."
    story = article(("paragraph", "He spoke on Monday."), ("caption", caption), published="2016-04-26")
    outside, _, inside = find_dates(story)
    assert outside.when.start == "2016-04-25"
    assert (inside.when.start, inside.when.anchor) == ("2016-04-11", "caption")


def test_a_caption_dates_weekdays_before_its_date_and_without_a_publication_date() -> None:
    monday, _ = dates_of("Boats seen on Monday. (Photo, 13 April 2016)", published=None, kind="caption")
    assert (monday.when.start, monday.when.anchor) == ("2016-04-11", "caption")


def test_a_caption_without_a_date_is_measured_from_publication() -> None:
    (monday,) = dates_of("Boats seen on Monday.", kind="caption")
    assert (monday.when.start, monday.when.anchor) == ("2016-04-25", "published")


def test_weekdays_belong_to_the_period_that_a_report_covers() -> None:
    story = article(
        ("headline", "Issued 20 July 2023 | Covers 10 to 16 July 2023"),
        ("list_item", "• Trucks came on Friday, and walkers during the week. More come next Friday."),
        published="2023-07-20",
    )
    *_, friday, week, coming = find_dates(story)
    assert (friday.when.start, friday.when.anchor) == ("2023-07-14", "text")
    assert friday.when_past == friday.when
    assert friday.when_ahead.start == "2023-07-21"
    assert (week.when.start, week.when.end) == ("2023-07-10", "2023-07-16")
    assert coming.when.start == "2023-07-21"


def test_the_head_of_a_list_item_is_marked_and_measured_from() -> None:
    story = article(
        ("list_item", "• April 20: The traveller left."),
        ("list_item", "• 2 May – She fell ill the next day."),
        ("paragraph", "It began on April 20: a Saturday."),
        published="2019-05-03",
    )
    first, second, next_day, inline = find_dates(story)
    assert (first.heads_block, second.heads_block, next_day.heads_block, inline.heads_block) == (
        True,
        True,
        False,
        False,
    )
    assert (next_day.when.start, next_day.when.anchor) == ("2019-05-03", "text")


def test_the_date_of_a_subordinate_clause_is_marked() -> None:
    tuesday, day_after = dates_of("They crossed on Tuesday, a day after Damascus agreed.")
    assert (tuesday.dates_next_clause, day_after.dates_next_clause) == (False, True)


def test_the_date_of_a_subordinate_clause_is_not_measured_from() -> None:
    _, _, next_day = dates_of("They crossed on Tuesday, a day after Damascus agreed. They left the next day.")
    assert next_day.when.start == "2016-04-27"


def test_the_text_s_date_does_not_reach_far() -> None:
    lines: list[tuple[BlockKind, str]] = [("paragraph", "It sank on 11 April 2016.")]
    lines += [("paragraph", "Nothing happened.")] * 5
    lines += [("paragraph", "They were found the next day.")]
    *_, next_day = find_dates(article(*lines, published="2016-04-26"))
    assert next_day.when.start is None
    assert "no earlier date" in next_day.when.rule


def test_furniture_and_repeats_have_no_dates() -> None:
    story = article(("furniture", "Friday 22 April 2016"), ("repeat", "On Friday"), published="2016-04-26")
    assert find_dates(story) == ()


def test_an_unknown_publication_date_leaves_relative_dates_unresolved_and_says_so() -> None:
    for mention in dates_of("He came last week, on Friday, in July and on 28 December.", published=None):
        assert (mention.when.start, mention.when.end, mention.when.anchor) == (None, None, None)
        assert "publication date unknown" in mention.when.rule


def test_the_order_of_a_numeric_date_is_an_option_or_the_article_s_own() -> None:
    story = article(("paragraph", "Sent on 11/04/2016."), published="2016-12-01")
    (unknown,) = find_dates(story)
    (day_first,) = find_dates(story, order="dmy")
    (month_first,) = find_dates(story, order="mdy")
    assert [unknown.when.start, day_first.when.start, month_first.when.start] == [None, "2016-04-11", "2016-11-04"]
    by_itself, _ = dates_of("Sent on 11/04/2016, read on 25/04/2016.")
    assert by_itself.when.start == "2016-04-11"


def test_past_reading_never_lies_ahead() -> None:
    (october,) = dates_of("It opened in October.", published="2019-05-03")
    assert october.when.start == "2019-10-01"
    assert october.when_past.start == "2018-10-01"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ConfigError, match="xx"):
        find_dates(article(("paragraph", "Monday"), published=None), language="xx")


@pytest.mark.parametrize("shift", range(-1, 8))
def test_relative_dates_move_with_the_reference(shift: int) -> None:
    """Rules seen from each of nine days around 26 April 2016, against :mod:`datetime`."""
    reference = date(2016, 4, 26) + timedelta(shift)
    text = "He met them yesterday, two days ago, last week and on Friday; he will call tomorrow."
    yesterday, ago, week, friday, tomorrow = dates_of(text, reference.isoformat())
    monday = reference - timedelta(reference.weekday())
    assert yesterday.when.start == str(reference - timedelta(1))
    assert ago.when.start == str(reference - timedelta(2))
    assert (week.when.start, week.when.end) == (str(monday - timedelta(7)), str(monday - timedelta(1)))
    assert tomorrow.when_ahead.start == str(reference + timedelta(1))
    past, coming = date.fromisoformat(friday.when.start or ""), date.fromisoformat(friday.when_ahead.start or "")
    assert (past.weekday(), coming.weekday()) == (4, 4)
    assert timedelta(0) <= reference - past < timedelta(7)
    assert timedelta(0) <= coming - reference < timedelta(7)


LONG_TEXTS = (
    "He left on Monday, June 10, 2016, and came back two weeks later. ",
    "since ",
    "the first three months of ",
    "between ",
    "10 to ",
    "Friday to ",
    "early late mid- the end of ",
    "May ",
    "2015-16-",
    "1" * 50,
    "a" * 50,
    "\n \n",
    "one twenty-one and ",
    "the day after the day before ",
)


@pytest.mark.parametrize("kind", ["paragraph", "caption"])
@pytest.mark.parametrize("piece", LONG_TEXTS, ids=lambda piece: repr(piece[:20]))
def test_work_grows_in_step_with_the_text(piece: str, kind: BlockKind) -> None:
    """Steps counted, not timed: four times the text costs at most five times the calls."""

    def calls(repeats: int) -> int:
        count = 0

        def trace(*_: object) -> None:
            nonlocal count
            count += 1

        story = article((kind, piece * repeats), published="2016-04-26")
        sys.setprofile(trace)
        try:
            find_dates(story)
        finally:
            sys.setprofile(None)
        return count

    calls(1)
    assert calls(80) <= 5 * calls(20) + 2000


def test_a_history_keeps_its_year_until_the_present_is_told() -> None:
    text = "On 6 June 1944 they landed. On 10 June the port fell. Last week the mayor came. He left on 12 June."
    article = Article(
        text=text,
        blocks=(Block(kind="paragraph", start=0, end=len(text)),),
        title="",
        source="-",
        published="2024-06-17",
    )
    assert [date.when.start for date in find_dates(article)] == ["1944-06-06", "1944-06-10", "2024-06-10", "2024-06-12"]
