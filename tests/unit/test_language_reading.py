from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from geomap.language.reading import read
from geomap.model import Article, Block, BlockKind

WORDS = st.text(alphabet="abcXYZ ’é\U0001f30d.,-", min_size=1, max_size=30)


@pytest.fixture(scope="module")
def blank() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp


def article_of(*parts: tuple[BlockKind, str]) -> Article:
    text, blocks = "", []
    for kind, words in parts:
        start = len(text)
        text += words
        blocks.append(Block(kind=kind, start=start, end=len(text)))
        text += "\n\n"
    return Article(text=text, blocks=tuple(blocks), title="", source="-")


def test_each_block_is_read_apart_and_repeats_are_left_out(blank: Language) -> None:
    article = article_of(
        ("headline", "A ship sails"),
        ("repeat", "The ship sailed from"),
        ("furniture", "Share this"),
        ("paragraph", "It sank."),
    )
    reading = read(article, blank)
    assert [passage.doc.text for passage in reading.passages] == ["A ship sails", "Share this", "It sank."]
    assert [passage.is_furniture for passage in reading.passages] == [False, True, False]


def test_a_line_break_in_a_block_does_not_move_offsets(blank: Language) -> None:
    article = article_of(("paragraph", "One line\nand another\r\nline."))
    (passage,) = read(article, blank).passages
    assert "\n" not in passage.doc.text
    word = next(token for token in passage.doc if token.text == "another")
    start, end = passage.offsets(word.i, word.i + 1)
    assert article.text[start:end] == "another"


def test_the_sentence_at_an_offset(blank: Language) -> None:
    article = article_of(("headline", "News"), ("paragraph", "It left. It sank off Malta. Nobody died."))
    reading = read(article, blank)
    found = reading.sentence_at(article.text.index("Malta"))
    assert found is not None
    assert found.text == "It sank off Malta."
    assert article.text[found.start : found.end] == found.text
    assert reading.sentence_at(len("News")) is None
    assert reading.sentence_at(10_000) is None


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_every_token_stands_where_its_offsets_say(texts: list[str]) -> None:
    nlp = spacy.blank("en")
    article = article_of(*(("paragraph", text) for text in texts))
    for passage in read(article, nlp).passages:
        for token in passage.doc:
            start, end = passage.offsets(token.i, token.i + 1)
            assert article.text[start:end] == token.text
            back = passage.tokens(start, end)
            assert back is not None
            assert (back.start, back.end) == (token.i, token.i + 1)


def test_tokens_outside_a_passage_are_none(blank: Language) -> None:
    article = article_of(("headline", "News"), ("paragraph", "It sank."))
    first, second = read(article, blank).passages
    assert first.tokens(second.start, second.start + 2) is None
    assert second.tokens(0, 2) is None
