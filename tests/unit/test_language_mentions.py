"""Recognition: what is proposed as a place, and what is told apart beforehand."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from geomap.article import article_from_text
from geomap.gazetteer import Gazetteer
from geomap.language.mention import Mention
from geomap.language.mentions import find_mentions
from geomap.language.model_loading import load_model
from geomap.language.reading import read

pytestmark = pytest.mark.model


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


model = cache(load_model)


def mentions(text: str) -> tuple[Mention, ...]:
    return find_mentions(read(article_from_text(text), model()), gazetteer())


def kinds(text: str) -> dict[str, str]:
    return {mention.text: mention.kind for mention in mentions(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Grain ships left the port of Odesa on Monday for Egypt.", "Odesa"),
        ("Gold is flown from Maracaibo to other countries every week.", "Maracaibo"),
        ("The Benghazi-based company denied that it had sold the oil.", "Benghazi"),
        ("Fighting went on in north-eastern Nigeria for a third day.", "Nigeria"),
        ("The ferry from Santa Cruz de Tenerife was late again today.", "Santa Cruz de Tenerife"),
        ("Troops entered Deir ez-Zor before dawn, residents said.", "Deir ez-Zor"),
    ],
)
def test_places_are_proposed_with_their_borders(text: str, name: str) -> None:
    assert kinds(text).get(name) == "place"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The frigate FGS Hamburg took them aboard last night.", "FGS Hamburg", "vessel"),
        ("The frigate Lisbon took them aboard last night.", "Lisbon", "vessel"),
        ("They fled on a boat named Lady Florence, neighbours said.", "Lady Florence", "vessel"),
        ("She cleared the canal. OSLO TRADER (containers) sailed on Monday with grain.", "OSLO TRADER", "vessel"),
        ("Libyan officials met Turkish diplomats on Monday.", "Libyan", "demonym"),
        ("The museum was closed, said its director, Madison Dublin, on Friday.", "Madison Dublin", "person"),
        ("Readers waited outside. (Photo by Jackson Reed)", "Jackson Reed", "person"),
        ("Berlin denied that it had sent the tanks to the front.", "Berlin", "government"),
        ("Madrid may reopen the border next week.", "Madrid", "government"),
        ("Madrid lies on a high plain in the middle of the country.", "Madrid", "place"),
        ("A bomb went off in Madrid on Monday, police said.", "Madrid", "place"),
    ],
)
def test_look_alikes_are_told_apart(text: str, name: str, kind: str) -> None:
    assert kinds(text).get(name) == kind


def test_a_ship_does_not_hide_the_town_elsewhere() -> None:
    found = [m for m in mentions("The frigate Bremen sailed. Her crew went home to Bremen.") if m.text == "Bremen"]
    assert [mention.kind for mention in found] == ["vessel", "place"]


@pytest.mark.parametrize(
    "text", ["He left Paris, Texas, at dawn.", "He left Paris (Texas) at dawn.", "A Paris in Texas?"]
)
def test_the_state_after_a_town_is_its_qualifier(text: str) -> None:
    town, state = (mention for mention in mentions(text) if mention.kind == "place")
    assert (town.text, town.qualifier) == ("Paris", "Texas")
    assert (state.text, state.qualifier) == ("Texas", None)


def test_a_country_that_begins_a_title_qualifies_nothing() -> None:
    found = mentions("At a meeting in London, U.S. President Obama spoke of Libya.")
    assert next(mention for mention in found if mention.text == "London").qualifier is None


@pytest.mark.parametrize("word", ["Monday", "August", "The West", "North", "March"])
def test_calendar_words_and_directions_are_never_places(word: str) -> None:
    assert word not in kinds(f"{word} was discussed at the meeting in Lisbon on {word}.")


def test_a_name_inside_an_organisation_says_so() -> None:
    found = mentions("A spokesman for the University of Chicago declined to comment.")
    chicago = next((mention for mention in found if "Chicago" in mention.text), None)
    assert chicago is None or "source:inside" in chicago.cues or chicago.text != "Chicago"


def test_mentions_stand_where_they_say_and_do_not_overlap() -> None:
    text = (
        "TUNIS, Tunisia — Ships from Malta’s port reached Zarzis on Monday.\n\n"
        "The U.S. Navy’s USS Cole left Norfolk, Va., "
        "for the Strait of Gibraltar. “Paris’ answer was late,” said José Córdoba of São Paulo 🌍 and N’Djamena."
    )
    article = article_from_text(text)
    found = mentions(text)
    assert len(found) > 8
    for mention in found:
        assert article.text[mention.start : mention.end] == mention.text
    for before, after in pairwise(found):
        assert before.end <= after.start


def test_the_same_text_gives_the_same_mentions() -> None:
    text = "Aid reached Mersin in Turkey by sea. Boats left for Latakia, and Damascus agreed."
    assert mentions(text) == mentions(text)


MATCH = (
    "Wigan beat Leeds 24-12 in the league on Saturday. The coach praised his players. Leeds led at the break, but the "
    "captain scored a late try. The final will be played in Cardiff, and Hull lost to Warrington in the other match."
)


def test_in_a_match_report_towns_that_play_are_teams() -> None:
    found = kinds(MATCH)
    assert {found[name] for name in ("Wigan", "Leeds", "Hull", "Warrington")} == {"organisation"}
    assert found["Cardiff"] == "place"


@pytest.mark.parametrize(
    "text",
    [
        "The floods hit Leeds and Hull on Saturday. Leeds were without power for hours, officials of the city said.",
        "Brazil beat Argentina in the final. The coach praised his players after the match; the league season is over.",
        "The match was played in Leeds. The coach and the players of the team travelled on to Hull for the final.",
    ],
)
def test_towns_in_other_news_countries_and_venues_are_no_teams(text: str) -> None:
    assert "organisation" not in {kind for name, kind in kinds(text).items() if name in ("Leeds", "Hull", "Brazil")}
