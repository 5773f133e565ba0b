"""Several stories on one map."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.codec import dumps, loads
from geomap.errors import InputError
from geomap.gathering import gather, members_of
from geomap.story_checks import problem_in
from tests.helpers.stories import sample_story, stories


def test_the_same_place_is_drawn_once_with_all_its_mentions() -> None:
    story = sample_story()
    both = gather([story, story])
    assert len(both.places) == len(story.places)
    assert [len(place.mentions) for place in both.places] == [2 * len(place.mentions) for place in story.places]
    assert len(both.routes) == 2 * len(story.routes)
    assert len({route.id for route in both.routes}) == len(both.routes)


def test_a_place_that_was_moved_by_hand_in_one_article_is_another_place() -> None:
    story = sample_story()
    moved = replace(story, places=(replace(story.places[0], lat=story.places[0].lat + 1), *story.places[1:]))
    both = gather([story, moved])
    assert len(both.places) == len(story.places) + 1
    assert both.routes[0].origin != both.routes[1].origin


def test_the_members_say_which_stretch_is_which_article() -> None:
    story = sample_story()
    other = replace(story, article=replace(story.article, title="Another", published="2016-05-01"))
    both = gather([story, other], "A week at sea")
    assert both.article.title == "A week at sea"
    assert [member.title for member in both.article.members] == [story.article.title, "Another"]
    for member in both.article.members:
        assert both.article.text[member.start : member.end] == story.article.text
    assert both.article.published is None
    assert gather([story, story]).article.published == story.article.published


def test_gatherings_can_be_gathered() -> None:
    story = sample_story()
    assert len(gather([gather([story, story]), story]).article.members) == 3


def test_the_articles_come_out_as_they_went_in() -> None:
    story = sample_story()
    other = replace(story.article, title="Another", published=None, published_by="unknown")
    assert members_of(gather([story, replace(story, article=other)]).article) == (story.article, other)
    assert members_of(story.article) == (story.article,)


def test_nothing_to_gather_is_an_error() -> None:
    with pytest.raises(InputError, match="at least one"):
        gather([])


@given(st.lists(stories(), min_size=1, max_size=3))
def test_what_is_gathered_holds_together_and_survives_a_file(told: list) -> None:  # type: ignore[type-arg]
    both = gather(told)
    assert problem_in(both) is None
    assert loads(dumps(both)) == both
    assert len(both.events) == sum(len(story.events) for story in told)
    for place in both.places:
        assert all(both.article.text[one.start : one.end] == one.text for one in place.mentions)
