"""A text that came without line breaks is read in pieces: no name lost, no offset shifted, no sentence torn."""

from __future__ import annotations

import time

import pytest
import spacy

from geomap.article import article_from_text
from geomap.language.reading import LONGEST_PASSAGE, LONGEST_SENTENCE, read
from geomap.pipeline import Tools, tell

SENTENCE = "The ferry with forty people on board left the harbour on Tuesday for the island. "


@pytest.mark.parametrize(
    ("text", "torn"),
    [(SENTENCE * 200, False), (SENTENCE.replace(".", ",") * 200, True), ("The ferry left. " + "x" * 12_000, True)],
    ids=["sentences", "one sentence", "one word"],
)
def test_long_blocks_are_read_in_pieces(text: str, torn: bool) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    article = article_from_text(text)
    reading = read(article, nlp)
    assert len(reading.passages) > 1
    assert bool(reading.cuts) is torn
    end = 0
    for passage in reading.passages:
        assert passage.start == passage.block.start == end
        assert passage.doc.text == article.text[passage.block.start : passage.block.end]
        assert len(passage.doc.text) <= LONGEST_PASSAGE
        assert torn or passage.doc.text.strip().endswith(".")
        end = passage.block.end
    assert end >= len(article.text.rstrip())


def test_a_sentence_that_never_ends_is_cut_between_words_and_counted() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    reading = read(article_from_text("The ferry left. " + "the boat left Harwich " * 200), nlp)
    assert reading.cuts == 4400 // LONGEST_SENTENCE
    assert all(len(passage.doc.text) <= LONGEST_SENTENCE for passage in reading.passages[1:])
    assert all(passage.doc.text.endswith(" ") for passage in reading.passages[:-1])


@pytest.mark.model
def test_time_grows_with_a_text_without_full_stops_and_the_story_tells_of_the_cuts() -> None:
    """Four times the text may take about four times as long, never sixteen times."""
    tools = Tools.open()
    spent = []
    for size in (6_000, 24_000):
        article = article_from_text("The army killed 12 people in Aleppo and " * (size // 40), published="2020-01-01")
        started = time.process_time()
        story = tell(article, tools)
        spent.append(time.process_time() - started)
        assert f"{size // LONGEST_SENTENCE} time(s) a sentence goes on for more than 1,500" in story.notes[0]
        assert story.events
    assert spent[1] < 9 * spent[0] + 0.3
