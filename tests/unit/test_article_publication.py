"""The day of publication, the author and the title: stated or unknown, never guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geomap.article import article_from_text
from geomap.errors import ConfigError

PROSE = "The ferry left Split for Ancona on Monday, and came back on 4 June 2023, the harbour master said."
TITLE = "Ferry turns back off Vis"


@pytest.mark.parametrize(
    ("head", "date", "by"),
    [
        ("SPLIT, Croatia, June 6, 2023 —", "2023-06-06", "dateline"),
        ("Geneva/Split, 6 June 2023 (IOM) –", "2023-06-06", "dateline"),
        ("SPLIT (Tuesday, June 6, 2023) –", "2023-06-06", "dateline"),
        ("SPLIT, June 6 (Reuters) -", None, "unknown"),
        ("SPLIT —", None, "unknown"),
    ],
)
def test_dateline(head: str, date: str | None, by: str) -> None:
    article = article_from_text(f"{head} {PROSE}")
    assert (article.published, article.published_by) == (date, by)


@pytest.mark.parametrize(
    "line",
    [
        "6 June 2023",
        "Tuesday, June 6, 2023 | 6:15 a.m.",
        "June 6, 2023 / 9:12 AM / 2 years ago",
        "Issued 6 June 2023 | Covers 28 May to 3 June 2023",
        "Covers 28 May to 3 June 2023 | Issued 6 June 2023",
        "By a staff correspondent in Vilnius | 6 June 2023, 18:40 | Updated 8 June 2023",
        "Posted by Dana on June 6, 2023 | Filed under: Travel | 3 comments",
        "Published\n6 June 2023\nUpdated\n8 June 2023",
        "Updated: 8 June 2023\nPublished: 6 June 2023",
        "Date: Tue, 6 Jun 2023 09:00:00 +0000",
        "Last updated: 2023-06-06",
        "Press release | 6th of June 2023",
        "06.06.2023",
        "Published 9:12 AM GMT+2, June 6, 2023",
        "Harbour News Published Tuesday, June 6, 2023 1:19PM CST",
        "Harbour News · Posted: Jun 06, 2023 1:19 PM CT | Last Updated: June 8, 2023",
        "First published on Tue 6 Jun 2023 09.00 BST",
    ],
)
def test_line_of_the_head(line: str) -> None:
    article = article_from_text(f"{TITLE}\n{line}\n\n{PROSE}")
    assert (article.published, article.published_by, article.title) == ("2023-06-06", "byline", TITLE)


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("VESSEL WATCH – Friday, 19 January 2024", "2024-01-19"),
        ("Red Sea Bulletin No. 4 | 19 January 2024", "2024-01-19"),
        ("Remembering 11 September 2001", None),
        ("New York – 11 September 2001", None),
    ],
)
def test_title_of_a_series(title: str, date: str | None) -> None:
    assert article_from_text(f"{title}\n\n{PROSE}").published == date


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        f"{TITLE}\n\n{PROSE}",
        f"{TITLE}\nCovers 28 May to 3 June 2023\n\n{PROSE}",
        f"{PROSE}\n\nPHOTO: A ferry waits in Split, June 6, 2023.",
        f"{TITLE}\n3/4/2023\n\n{PROSE}",
        f"How the ferries stopped\n\n3 May 2023\n{PROSE}\n\n4 May 2023\nNothing left the harbour.",
        f"{TITLE}\n31 June 2023\n\n{PROSE}",
    ],
    ids=["text", "titled", "period", "caption", "ambiguous", "chronology", "no such day"],
)
def test_other_dates_are_not_the_publication(text: str) -> None:
    article = article_from_text(text)
    assert (article.published, article.published_by) == (None, "unknown")


def test_dateline_without_year_takes_the_only_year_of_the_head() -> None:
    head = f"{TITLE}\nBy Jane Doe | Harbour Weekly 2023"
    article = article_from_text(f"{head}\n\nSPLIT, June 6 (Desk) – {PROSE}")
    assert (article.published, article.published_by) == ("2023-06-06", "dateline")


def test_option_is_stronger_and_any_full_date_will_do() -> None:
    for value in ("2023-06-07", "7 June 2023", "June 7, 2023"):
        article = article_from_text(f"SPLIT, June 6, 2023 — {PROSE}", published=value)
        assert (article.published, article.published_by) == ("2023-06-07", "option")


@pytest.mark.parametrize("value", ["", "yesterday", "2023-13-01", "2023-02-30", "June 2023", "3/4/2023", "2023"])
def test_option_that_is_no_date(value: str) -> None:
    with pytest.raises(ConfigError, match=r"for example 2016-04-26"):
        article_from_text(PROSE, published=value)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{TITLE}\n\n{PROSE}", TITLE),
        (
            f"LONDON - {'The ferry that left the harbour of Split for Ancona with two hundred people aboard sank.'}",
            "The ferry that left the harbour of Split for Ancona with two hundred people…",
        ),
        ("Boats left Tripoli for Malta.", "Boats left Tripoli for Malta."),
        (f"Subject: Fwd: {TITLE}\nDate: Tue, 6 Jun 2023 09:00:00 +0000\n\n{PROSE}", TITLE),
    ],
)
def test_title(text: str, title: str) -> None:
    assert article_from_text(text).title == title


def test_title_option_is_stronger() -> None:
    assert article_from_text(f"{TITLE}\n\n{PROSE}", title="My map").title == "My map"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Jordan Pike, Staff Writer", "Jordan Pike"),
        ("By Ahmed Elumami and Aidan Lewis", "Ahmed Elumami and Aidan Lewis"),
        ("Posted by Dana on June 17, 2019", "Dana"),
        ("Author: Jane Doe", "Jane Doe"),
        ("By a staff correspondent in Vilnius", None),
    ],
)
def test_author(line: str, author: str | None) -> None:
    assert article_from_text(f"{TITLE}\n{line}\n\n{PROSE}").author == author


STORIES = Path(__file__).parent.parent / "data" / "stories"


@pytest.mark.parametrize("path", sorted(STORIES.glob("*.gold.json")), ids=lambda path: path.name)
def test_published_of_the_stories_is_right_or_unknown(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8")
    published = article_from_text(text).published
    year_is_stated = gold["published"] is not None and gold["published"][:4] in text[:200]
    assert published == (gold["published"] if year_is_stated else None)
