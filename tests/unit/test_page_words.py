"""The page's own words: every language has the same keys and values, and the forms of number that it needs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import page_stories
import pytest

from geomap.cli.making import PAGE_LANGUAGES
from geomap.errors import ConfigError
from geomap.page import OfflineBasemap, StoryMap, render
from geomap.page.assets import page_languages, seas, words

PLURAL = {"zero", "one", "two", "few", "many", "other"}
NEEDED = {"ar": PLURAL}
"""The forms of whole numbers up to a thousand, as Unicode's plural rules have them; elsewhere one and other."""


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict) and not is_plural(value):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    else:
        yield path, value


def is_plural(value: Any) -> bool:
    return isinstance(value, dict) and {"one", "other"} <= set(value) <= PLURAL


def placeholders(value: Any) -> set[str]:
    texts = [*value.values()] if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return {name for text in texts for name in re.findall(r"\{(\w+)\}", text)}


OTHERS = [language for language in page_languages() if language != "en"]


def test_the_languages_of_the_command_line_are_those_of_the_page() -> None:
    assert page_languages() == PAGE_LANGUAGES
    assert set(page_languages()) >= {"en", "fr", "it", "es", "de", "ar"}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_all_words_and_values(language: str) -> None:
    english, own = dict(leaves(words())), dict(leaves({k: v for k, v in words(language).items() if k != "said"}))
    assert list(own) == list(english)
    for path, value in own.items():
        assert type(value) is type(english[path]), path
        assert placeholders(value) == placeholders(english[path]), path
        if is_plural(value):
            assert set(value) == NEEDED.get(language, {"one", "other"}), path
    same = [
        path for path, value in own.items() if value == english[path] and isinstance(value, str) and value.isalpha()
    ]
    assert len(same) < 40, f"not translated? {same}"


@pytest.mark.parametrize("language", OTHERS)
def test_every_sea_has_its_name_and_stands_where_it_did(language: str) -> None:
    english, own = seas(), seas(language)
    assert [(sea["lat"], sea["lon"], sea["zoom"]) for sea in own] == [
        (sea["lat"], sea["lon"], sea["zoom"]) for sea in english
    ]
    names = [sea["name"] for sea in own]
    assert len(set(names)) == len(names)
    assert all(name.strip() for name in names)
    same = [sea["name"] for sea, name in zip(english, names, strict=True) if sea["name"] == name]
    assert len(same) < 5, f"not translated? {same}"
    if language == "ar":
        assert all(unicodedata.bidirectional(name[0]) == "AL" for name in names)


def test_the_map_of_a_page_has_the_seas_of_its_language() -> None:
    french = StoryMap.of(page_stories.one_date(), language="fr")
    (basemap,) = [part for part in french._children.values() if isinstance(part, OfflineBasemap)]
    assert "Mer Méditerranée" in {sea["name"] for sea in basemap.data()["seas"]}


def test_a_page_speaks_the_language_asked_for_else_that_of_its_article() -> None:
    story = page_stories.one_date()
    assert '<html lang="en" dir="ltr">' in render(story)
    assert '<html lang="ar" dir="rtl">' in render(story, language="ar")
    french = replace(story, article=replace(story.article, language="fr"))
    assert '<html lang="fr" dir="ltr">' in render(french)
    assert '<html lang="de" dir="ltr">' in render(
        replace(french, provenance=replace(story.provenance, options=(("page_language", "de"),)))
    )
    unspoken = replace(story, article=replace(story.article, language="fi"))
    assert '<html lang="en" dir="ltr">' in render(unspoken)
    with pytest.raises(ConfigError, match="'fi'"):
        render(story, language="fi")
