"""French: glossed parses keep their offsets, names and demonyms are found, the guide's example comes out as it says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import geomap.language.model_loading as model_loading
from geomap.article import article_from_text
from geomap.errors import ModelMissing
from geomap.gazetteer import Gazetteer
from geomap.gazetteer.local import in_language
from geomap.language.gloss_words import gloss_words
from geomap.language.glossing import gloss
from geomap.language.local_names import local_names
from geomap.language.model_loading import load_model
from geomap.language.reading import read
from geomap.pipeline import Tools, tell

ROOT = Path(__file__).resolve().parents[2]
STORIES = sorted((ROOT / "tests" / "data" / "stories-fr").glob("*.txt"))
model = cache(load_model)


@cache
def gazetteer() -> Gazetteer:
    return in_language(Gazetteer.open(), "fr")


@pytest.mark.model
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_glossed_token_stands_for_words_of_the_article(path: Path) -> None:
    article = article_from_text(path.read_text(encoding="utf-8"), published="2025-06-18")
    assert article.language == "fr"
    for passage in read(article, model(language="fr")).passages:
        assert passage.parse is not None
        covered = set()
        for token in passage.doc:
            start, end = passage.offsets(token.i, token.i + 1)
            assert passage.block.start <= start < end <= passage.block.end
            first, last = passage.sources[token.i]
            assert article.text[start:end] == passage.parse[first : last + 1].text
            covered |= set(range(first, last + 1))
        assert covered == set(range(len(passage.parse)))
        for token in passage.doc:
            if token.pos_ == "PROPN":
                start, end = passage.offsets(token.i, token.i + 1)
                assert token.text == article.text[start:end] or token.text.lower() == article.text[start:end].lower()


def glossed(text: str) -> str:
    return " ".join(f"{token.text}/{token.dep_}" for token in gloss(model(language="fr")(text), "fr").doc)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Le navire partira de Brest lundi.", "will/aux"),
        ("Le navire n'a pas quitté Brest.", "not/neg"),
        ("Les rescapés ont été conduits à Sfax par la marine.", "was/auxpass"),
        ("Les rescapés ont été conduits à Sfax par la marine.", "by/agent"),
        ("Le ministre a renoncé à envoyer des soldats au Mali.", "to/aux send/xcomp"),
        ("Le bateau a coulé au large de la Libye.", "off/prep"),
        ("Le navire devrait rejoindre Brest.", "should/aux"),
        ("Le chef aurait quitté la ville.", "may/aux"),
    ],
)
def test_french_in_the_terms_of_the_engine(text: str, wanted: str) -> None:
    assert wanted in glossed(text)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Allemagne", "country:DE"), ("la Libye", "country:LY"), ("mer Rouge", "sea:red-sea"),
        ("Manche", "strait:english-channel"), ("golfe de Guinée", "sea:gulf-of-guinea"),
        ("lac Tchad", "lake:lake-chad"), ("Côte d’Ivoire", "country:CI"),
    ],
)  # fmt: skip
def test_french_names_find_the_place(name: str, id_: str) -> None:
    assert gazetteer().lookup(name)[0].feature.id == id_
    assert name in gazetteer()


@pytest.mark.parametrize("word", ["libyen", "libyenne", "Libyens", "libyennes"])
def test_french_demonyms_name_the_country(word: str) -> None:
    assert [feature.id for feature in gazetteer().demonym(word)] == ["country:LY"]


def test_every_french_name_leads_to_a_place() -> None:
    plain = Gazetteer.open()
    names = local_names("fr")
    assert [name for name in {*names.names.values(), *names.demonyms.values()} if not plain.lookup(name)] == []


def test_english_asks_the_gazetteer_itself() -> None:
    plain = Gazetteer.open()
    assert in_language(plain, "en") is plain
    assert local_names("en").names == {}


def test_every_french_word_has_one_meaning() -> None:
    words = gloss_words("fr")
    assert all(words.tables[table] for table in words.tables)
    assert words.meaning("VERB", "partir") == "leave"
    assert words.meaning("NOUN", "personne") == "person"
    assert words.meaning("PRON", "personne") == "nobody"


def test_without_a_french_pipeline_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_loading, "PREFERRED_MODELS", {"fr": ("no_such_pipeline",)})
    with pytest.raises(ModelMissing, match=r'pip install "geomap\[fr\]"'):
        load_model(language="fr")


@pytest.mark.model
def test_the_example_of_the_guide() -> None:
    guide = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
    example = re.search(r"^> (Un convoi .*)$", guide, re.M)
    assert example is not None
    story = tell(article_from_text(example[1], published="2023-09-15"), Tools.open(language="fr"))
    names = {place.id: place.name for place in story.places}
    (route,) = story.routes
    assert (names[route.origin or ""], names[route.destination or ""], route.theme) == ("Bamako", "Gao", "vehicle")
    assert (route.status, route.when and route.when.start, route.quantity and route.quantity.value) == (
        "reported",
        "2023-09-12",
        40,
    )
    (event,) = (event for event in story.events if event.type == "rescue")
    assert (names[event.place or ""], event.certainty, event.when and event.when.start) == (
        "Sfax",
        "happened",
        "2023-09-12",
    )
    assert event.quantity is not None
    assert (event.quantity.value, event.quantity.qualifier) == (60, "more_than")
    assert event.trigger == "secourus"


@pytest.mark.model
def test_one_pair_of_tools_reads_both_languages() -> None:
    tools = Tools.open()
    text = (
        "Le ferry a quitté le port de Calais pour la ville de Douvres avec des camions dans la nuit, et il est arrivé. "
    )
    french = tell(article_from_text(text * 2, published="2023-09-15"), tools)
    assert french.article.language == "fr"
    assert french.provenance.model.startswith("fr_core_news")
    short = article_from_text("Ferry Calais Douvres", published="2023-09-15")
    assert short.language == "en"
    assert tell(short, tools, options={"language": "fr"}).article.language == "fr"
