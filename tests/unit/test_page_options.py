"""What a page can be asked for: only quotations of the article, and online tiles that a reader may switch on."""

from __future__ import annotations

import re
from dataclasses import replace

import page_stories
import pytest

from geomap.errors import ConfigError
from geomap.page import OnlineTiles, render
from geomap.page.rows import story_rows


def test_a_page_of_quotations_does_not_hold_the_article() -> None:
    story = page_stories.central()
    text = story.article.text + "\n\nNothing on the map rests on this secret sentence. Neither on that other one."
    story = replace(story, article=replace(story.article, text=text))
    full, quoted = render(story), render(story, text="quotes")
    shown = "".join(part[0] for row in story_rows(story, text="quotes")["text"]["blocks"] for part in row["parts"])
    assert "The tanker was refused entry off Valletta on 21 April and turned back." in shown
    unsaid = [line for line in re.split(r"(?<=[.!?])\s+|\n+", text) if line and line not in shown + story.article.title]
    assert len(unsaid) >= 2
    for sentence in unsaid:
        assert sentence not in quoted, sentence
    assert full != quoted
    assert len(shown) < len(story.article.text)


def test_a_page_of_quotations_counts_all_mentions_and_quotes_the_first() -> None:
    full, quoted = (story_rows(page_stories.central(), text=text) for text in ("full", "quotes"))
    for before, after in zip(full["places"], quoted["places"], strict=True):
        assert after["count"] == before["count"]
        assert after["quotes"] == before["quotes"][:1]
    assert quoted["events"] == full["events"]
    assert quoted["routes"] == full["routes"]
    assert quoted["text"]["quoted"]
    assert not full["text"]["quoted"]


def test_every_quotation_stands_among_the_sentences() -> None:
    rows = story_rows(page_stories.central(), text="quotes")
    text = "\n".join("".join(part[0] for part in row["parts"]) for row in rows["text"]["blocks"])
    for row in (*rows["places"], *rows["events"], *rows["routes"]):
        for _, words, *_ in row["quotes"]:
            assert words in text


def test_the_storys_own_options_decide() -> None:
    story = page_stories.central()
    provenance = replace(story.provenance, options=(("text", "quotes"), ("tiles", "OpenTopoMap")))
    asked = render(story, text="quotes", tiles="OpenTopoMap")
    assert render(replace(story, provenance=provenance)) == asked


def test_tiles_open_the_policy_for_their_hosts_only() -> None:
    page = render(page_stories.one_date(), tiles="OpenTopoMap")
    pictures = re.search(r"img-src ([^;]*);", page)
    assert pictures
    hosts = [f"https://{letter}.tile.opentopomap.org" for letter in "abc"]
    assert pictures[1].split() == ["data:", *hosts]
    assert "default-src &#x27;none&#x27;" in page
    assert "img-src data:;" in render(page_stories.one_date())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("OpenTopoMa", "did you mean 'OpenTopoMap'"),
        ("Thunderforest.Landscape", "need a key"),
        ("Nowhere", "no online tiles"),
    ],
)
def test_tiles_that_can_not_be_used_say_why(name: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        OnlineTiles(name)


def test_a_label_names_the_tiles() -> None:
    assert OnlineTiles("OpenStreetMap.Mapnik").layer_name == "OpenStreetMap.Mapnik"
    assert OnlineTiles("OpenTopoMap", "Hills").layer_name == "Hills"
