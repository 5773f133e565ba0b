"""A text that came without line breaks is read in pieces: no name lost, no offset shifted, no sentence torn."""

from __future__ import annotations

import pytest
import spacy

from geomap.article import article_from_text
from geomap.language.reading import LONGEST_PASSAGE, read

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
    end = 0
    for passage in reading.passages:
        assert passage.start == passage.block.start == end
        assert passage.doc.text == article.text[passage.block.start : passage.block.end]
        assert len(passage.doc.text) <= LONGEST_PASSAGE
        assert torn or passage.doc.text.strip().endswith(".")
        end = passage.block.end
    assert end >= len(article.text.rstrip())
