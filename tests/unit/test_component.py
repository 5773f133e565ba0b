"""The spaCy component: in people's own pipelines, through bytes, files and processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from geomap.component import PlacesComponent
from geomap.errors import ConfigError
from geomap.language.model_loading import load_model

pytestmark = pytest.mark.model
TEXT = "A ferry left Harwich for Ostend on Tuesday. Nobody was hurt.\n\nThe Libyan coast guard saw it from Tripoli."


@pytest.fixture(scope="module")
def nlp() -> Iterator[Any]:
    pipeline = load_model(None)
    pipeline.add_pipe("geomap_places")
    return pipeline


def names(doc: Doc) -> list[str]:
    return [place.name for place in doc._.places]


def test_the_factory_is_known_without_an_import_of_geomap() -> None:
    assert spacy.blank("en").has_factory("geomap_places")


def test_places_have_the_offsets_of_the_doc(nlp: Any) -> None:
    doc = nlp(TEXT)
    assert names(doc) == ["Harwich", "Ostend", "Tripoli"]
    for place in doc._.places:
        for mention in place.mentions:
            assert doc.text[mention.start : mention.end] == mention.text
    assert (round(doc._.places[0].lat), round(doc._.places[0].lon)) == (52, 1)


def test_a_text_without_places_or_words_has_none(nlp: Any) -> None:
    assert nlp("Nobody was hurt.")._.places == ()
    assert nlp(" \n ")._.places == ()
    assert nlp("")._.places == ()


def test_the_places_go_through_bytes(nlp: Any) -> None:
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.places == doc._.places
    (third,) = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    assert third._.places == doc._.places


def test_it_works_in_several_processes(nlp: Any) -> None:
    texts = [TEXT, "He went to Paris.", "Nobody was hurt."]
    assert [names(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=1)] == [names(doc) for doc in nlp.pipe(texts)]


def test_a_pipeline_with_it_is_saved_and_loaded(nlp: Any, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    assert names(spacy.load(tmp_path / "pipeline")(TEXT)) == names(nlp(TEXT))
    component: PlacesComponent = nlp.get_pipe("geomap_places")
    assert component.from_bytes(component.to_bytes()) is component
    with pytest.warns(UserWarning, match="gazetteer 0; here is"):
        component.from_bytes(b'{"gazetteer": "0"}')


def test_a_pipeline_that_lacks_what_it_needs_says_so() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("geomap_places")
    with pytest.raises(ConfigError, match="needs ner and parser and tagger before it"):
        blank("He went to Paris.")
