"""Blocks: which line of an article is what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geomap.article import article_from_text
from geomap.model import Article

PROSE = "The ferry left Split for Ancona at noon on Monday, the harbour master said."
TWICE = "Two ferries were hit by a storm off Vis on Monday night, the coast guard said."
MORE = "It turned back off Vis when the wind rose, and nobody was hurt."


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def kind_of(line: str, *, before: str = PROSE, after: str = MORE) -> str:
    """The kind of a line that stands between two paragraphs."""
    article = article_from_text(f"{before}\n\n{line}\n\n{after}")
    return next(kind for kind, words in kinds(article) if words == line)


@pytest.mark.parametrize(
    "prefix",
    [
        "LONDON -",
        "REYHANLI, Turkey, Feb. 14, 2023 (Tuesday) —",
        "GUATEMALA CITY, Jan 31 (Desk) –",
        "SPRINGFIELD, Ill. —",
        "MILWAUKEE —",
        "LAKE CHARLES, La. (Friday, Aug. 28, 2020) ––",
        "TRIPOLI/TUNIS (Reuters) -",
        "MEXICO CITY (AP) —",
        "N'DJAMENA, 4 May 2012 (IRIN) -",
        "PORT-AU-PRINCE, Haiti —",
        "McALLEN, Texas --",
        "Geneva/Nairobi, 3 May 2022 –",
        "Paris (AFP) -",
        "Lagos —",
        "NEW DELHI:",
    ],
)
def test_dateline_is_only_the_prefix(prefix: str) -> None:
    article = article_from_text(f"{prefix} {PROSE}\n\n{MORE}")
    assert kinds(article)[:2] == [("dateline", prefix), ("paragraph", PROSE)]


@pytest.mark.parametrize(
    "paragraph",
    [
        "NATO - The alliance said on Monday that it would send two ships to the Black Sea.",
        "WATCH: The ferry left Split for Ancona at noon on Monday, the harbour master said.",
        "Sweden — long neutral — sent two ships to the Gulf of Aden on Monday, a minister said.",
        "HAMBURG TRADER (containers). Sailed from Ningbo on 28 December with furniture for Rotterdam.",
        "Two ships - the Alpha and the Beta - left Split for Ancona on Monday.",
        "The route from Split to Ancona - 230 km - was closed on Monday.",
    ],
)
def test_a_dash_or_colon_alone_makes_no_dateline(paragraph: str) -> None:
    assert kinds(article_from_text(f"{paragraph}\n\n{MORE}"))[0] == ("paragraph", paragraph)


@pytest.mark.parametrize(
    "line",
    [
        "By Jordan Pike, Staff Writer",
        "By a staff correspondent in Vilnius | 3 August 2023, 18:40 | Updated 4 August",
        "BY JANE DOE AND JOHN ROE",
        "By Ahmed al-Masri and Maria de la Cruz in Tripoli",
        "Posted by Dana on June 17, 2019 | Filed under: Travel, Names | 3 comments",
        "Published: 3 May 2021",
    ],
)
def test_bylines(line: str) -> None:
    assert kind_of(line) == "byline"


@pytest.mark.parametrize(
    "line",
    [
        "By Monday, three tankers had turned back to Jeddah.",
        "By sea and by land, families fled from Mocha to Aden, aid workers said.",
        "Photo shows soldiers who marched from Aden to Mocha, the army said.",
        "Watch towers were built along the border with Syria last year.",
        "Contact with the crew was lost near Hodeidah on Sunday.",
        "About 12 percent of world trade passes Suez.",
        "Related to this, Egypt lost $6 billion in fees from the Suez Canal.",
        "More from Yemen: fuel prices in Sanaa doubled on Monday.",
        "Sign of the times: Malta refused two ships on Monday.",
        "Share prices fell in Tokyo and Seoul.",
        "Leaders are to meet in Geneva on May 3, 2021.",
        "334,000 people displaced inside Sudan",
        "Advertisement for the crossing had drawn crowds to Zuwara.",
        "Copyright talks in Geneva ended without a deal, diplomats said.",
    ],
)
def test_news_is_never_taken_for_the_page(line: str) -> None:
    assert kind_of(line) == "paragraph"


@pytest.mark.parametrize(
    "line",
    [
        "Also today: Galatasaray cancel Istanbul friendly | Weather | Iran quake drill",
        "MOST READ: Bear spotted near St. Louis | Obituaries | Weather: Chicago 38°",
        "Read next: Five walks around Trakai",
        "Advertisement | Story continues below",
        "© Vessel Watch | Unsubscribe",
        "Media contact: Brooke Houston, 608-555-0142",
        "Jane Doe, Head of Communications, jane@example.org, +41 22 000 00 00",
        "(Reporting by Desk staff; additional reporting in Lima)",
        "###",
        "Next post: What to pack for a choir tour >>",
        "Sign up for our morning newsletter",
        "We use cookies to give you the best experience. By using this site you agree.",
        "12 comments",
        "1.2k Shares 33 Likes",
        "Share this on Facebook",
        "4 min read",
        "https://example.org/story",
        "This story was originally published in The Harbour News.",
        "list 1 of 3",
    ],
)
def test_page_furniture(line: str) -> None:
    assert kind_of(line) == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "PHOTO: Deportees step off a plane in Guatemala City, January 24, 2025. Handout/Carolina Cordoba",
        "[Photo: our bus outside the Grand Theatre, London, June 13, 2019]",
        "Caption: Snow on the Col de Clapier. (Photo: Geneva Stone)",
        "FILE - Soldiers patrol near Mandera, Kenya, Oct. 3, 2019.",
        "Migrants wait on a dock in Lampedusa, Italy, March 3, 2015.",
        "A ferry burns off Split. REUTERS/Some One",
        "A general view of the port of Zueitina (AP Photo/Jane Doe)",
        "Image caption, Migrants were brought to Lampedusa on Sunday",
    ],
)
def test_captions(line: str) -> None:
    assert kind_of(line) == "caption"


def test_a_cut_off_copy_is_a_repeat_and_the_whole_line_a_caption() -> None:
    cut = "Survivors of a shipwreck rest in a school near the harb"
    whole = "Survivors of a shipwreck rest in a school near the harbour of Kalamata, Greece. Most come from Egypt."
    found = kinds(article_from_text(f"{PROSE}\n\n{cut}\n{whole}\n\n{MORE}"))
    assert found[1:3] == [("repeat", cut), ("caption", whole)]


def test_a_doubled_paragraph_and_a_pulled_quote_are_repeats() -> None:
    quote = "Nobody told us that the sea would be so wide and so cold"
    story = f"“{quote},” said a student from Somalia who left Zuwara last week."
    found = kinds(article_from_text(f"{PROSE}\n\n{quote}\n\n{story}\n\n{MORE}\n\n{PROSE}"))
    assert [kind for kind, _ in found] == ["paragraph", "repeat", "paragraph", "paragraph", "repeat"]


def test_a_headline_that_the_text_takes_up_stays() -> None:
    title = "Ferry from Split to Ancona turns back off Vis"
    found = kinds(article_from_text(f"{title}\n\n{title} when the wind rose on Monday, the harbour master said."))
    assert found[0] == ("headline", title)
    assert found[1][0] == "paragraph"


def test_head_of_a_page() -> None:
    text = (
        "FOR IMMEDIATE RELEASE\nMay 3, 2019\n\nANALYSIS\nHealth officials trace a case through three airports\n\n"
        f"MILWAUKEE — {PROSE}\n\nTimeline\n• April 20: The traveler left Manila.\n1. She changed planes in Tokyo.\n"
    )
    assert [kind for kind, _ in kinds(article_from_text(text))] == [
        "furniture",
        "byline",
        "heading",
        "headline",
        "dateline",
        "paragraph",
        "heading",
        "list_item",
        "list_item",
    ]


def test_links_under_a_section_heading_are_furniture_up_to_the_next_sentence() -> None:
    text = f"{TWICE}\n\n{MORE}\n\nMore on this story\nItaly shuts its ports\nStorm hits Florida\n\n{PROSE}"
    assert [kind for kind, _ in kinds(article_from_text(text))] == [
        "paragraph",
        "paragraph",
        "furniture",
        "furniture",
        "furniture",
        "paragraph",
    ]


def test_headings_with_nothing_under_them_at_the_end_are_furniture() -> None:
    found = kinds(article_from_text(f"{PROSE}\n\nBlack Sea corner\n{MORE}\n\nSpecial Project\n\nAll our maps"))
    assert [kind for kind, _ in found] == ["paragraph", "heading", "paragraph", "furniture", "furniture"]


def test_hard_wrapped_lines_make_one_paragraph() -> None:
    text = (
        "A ferry carrying about 250 people from Dar es Salaam to Zanzibar sank in\n"
        "strong winds on Monday, and at least 30 people were killed, officials in\n"
        "the capital said. Fishermen from Bagamoyo brought 120 of them ashore, and\n"
        "a navy ship came later.\n\n"
        "Another ferry turned back to the harbour when the wind rose, and a third\n"
        "one never left.\n"
    )
    found = kinds(article_from_text(text))
    assert [kind for kind, _ in found] == ["paragraph", "paragraph"]
    assert found[0][1].endswith("a navy ship came later.")


def test_indented_wrapped_lines_without_blank_lines() -> None:
    text = (
        "A woman has been found three weeks after she was taken while out jogging, the\n"
        "            police said.\n"
        "            She was still bound when she managed to flag down a car on Thursday some 140 miles\n"
        "            from her home in Redding.\n"
        "            The police, who say that she was let go, are looking for two women in connection with\n"
        "            the case. One of them was seen in a car that had been stolen in Reno, the sheriff of\n"
        "            Shasta County said.\n"
    )
    found = [" ".join(words.split()) for _, words in kinds(article_from_text(text))]
    assert [words.rsplit(" ", 2)[-2:] for words in found] == [
        ["police", "said."],
        ["in", "Redding."],
        ["County", "said."],
    ]


def test_a_line_broken_in_small_letters_goes_on() -> None:
    text = "The tanker left the port of Hariga for Malta on Monday with a cargo of\noil for the east. It came back.\n"
    assert [kind for kind, _ in kinds(article_from_text(text))] == ["paragraph"]


def test_lines_are_paragraphs_where_nothing_was_wrapped() -> None:
    found = kinds(
        article_from_text(f"{PROSE}\n{MORE}\nTwo others stayed in the harbour of Split until noon on Tuesday.\n")
    )
    assert [kind for kind, _ in found] == ["paragraph"] * 3


def test_one_line_is_a_paragraph() -> None:
    assert kinds(article_from_text("Boats leave Tripoli for Malta")) == [("paragraph", "Boats leave Tripoli for Malta")]


def test_text_is_the_given_text() -> None:
    text = f"  {PROSE}\t\n\n\n\u00a0{MORE}  \n"
    assert article_from_text(text).text == text


STORIES = sorted((Path(__file__).parent.parent / "data" / "stories").glob("*.gold.json"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.name.removesuffix(".gold.json"))
def test_what_a_reader_would_map_is_never_furniture(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8")
    article = article_from_text(text)
    page = [block for block in article.blocks if block.kind in ("furniture", "repeat")]
    required = [item for item in gold["routes"] + gold["events"] if item["required"]]
    spans = [span for item in required for span in item["evidence"]]
    spans += [place["mentions"][0] for place in gold["places"] if place["required"]]
    assert spans
    assert not [text[s:e] for s, e in spans for block in page if block.start < e and s < block.end]
