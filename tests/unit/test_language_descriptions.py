"""Phrases that describe a position by a name, and the look-alikes that don't. [X] is a name, {X} an adjective."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.language.descriptions import Description, Named, find_descriptions

MARKED = re.compile(r"\[(.*?)\]|\{(.*?)\}")

PHRASES = [
    # words, described, relation, direction, kilometres
    ("sank 90 km west of [Crete]", "90 km west of Crete", "offset", 270, 90),
    ("some 60 nautical miles south-east of [Aden]", "some 60 nautical miles south-east of Aden", "offset", 135, 111.1),
    ("50 kilometres (31 miles) south of [Mosul]", "50 kilometres (31 miles) south of Mosul", "offset", 180, 50),
    ("5 km to the north of the city of [Homs]", "5 km to the north of the city of Homs", "offset", 0, 5),
    ("35 miles south-southeast of [Malta]", "35 miles south-southeast of Malta", "offset", 157.5, 56.3),
    ("20 to 30 km north of [Gao]", "20 to 30 km north of Gao", "offset", 0, 25),
    ("100 kms southwest of [Kyiv]", "100 kms southwest of Kyiv", "offset", 225, 100),
    ("15 miles northeast of the town of [Bol]", "15 miles northeast of the town of Bol", "offset", 45, 24.1),
    ("a dozen miles north\nwest of [Sirte]", "a dozen miles north\nwest of Sirte", "offset", 315, 19.3),
    ("90km east of [Benghazi]", "90km east of Benghazi", "offset", 90, 90),
    ("about 12 km from the town of [Bol]", "about 12 km from the town of Bol", "away", None, 12),
    ("25 miles inland from [Benghazi]", "25 miles inland from Benghazi", "away", None, 40.2),
    ("8 miles outside [Goma]", "8 miles outside Goma", "away", None, 12.9),
    ("50 miles off the coast of [Libya]", "50 miles off the coast of Libya", "off", None, 80.5),
    ("12 nautical miles off [Gaza]", "12 nautical miles off Gaza", "off", None, 22.2),
    ("10 km west of [Yemen]’s port city of [Hodeida]", "10 km west of Yemen’s port city of Hodeida", "offset", 270, 10),
    ("near [Libya]’s western town of [Zuwara]", "near Libya’s western town of Zuwara", "near", None, None),
    ("a naval operation off [Libya]", "off Libya", "off", None, None),
    ("off [Lampedusa] overnight", "off Lampedusa", "off", None, None),
    ("off the island of [Lesbos]", "off the island of Lesbos", "off", None, None),
    ("off the coast of [Tunisia]", "off the coast of Tunisia", "off", None, None),
    ("off the western coast of [Greece]", "off the western coast of Greece", "off", None, None),
    ("off [Libya]'s coast", "off Libya's coast", "off", None, None),
    ("a checkpoint near [Sarmin]", "near Sarmin", "near", None, None),
    ("just outside [Tripoli]", "just outside Tripoli", "near", None, None),
    ("on the outskirts of the city of [Gao]", "on the outskirts of the city of Gao", "near", None, None),
    ("close to the border town of [Zuwara]", "close to the border town of Zuwara", "near", None, None),
    ("in waters between [Corsica] and [Genoa]", "between Corsica and Genoa", "between", None, None),
    ("halfway between [Agadez] and [Arlit]", "halfway between Agadez and Arlit", "between", None, None),
    ("the road between [Gao] and [Kidal]", "between Gao and Kidal", "between", None, None),
    ("capsized between [Cuba] and [Florida]", "between Cuba and Florida", "between", None, None),
    ("midway between the port of [Sfax] and [Bol]", "midway between the port of Sfax and Bol", "between", None, None),
    ("a day's walk from [Kidal]", "a day's walk from Kidal", "travel", None, 30),
    ("a two-day march from [Kidal]", "two-day march from Kidal", "travel", None, 60),
    ("three hours’ drive north of [Gao]", "three hours’ drive north of Gao", "travel", None, 180),
    ("northern [Nigeria]", "northern Nigeria", "part", 0, None),
    ("north-east [Syria]", "north-east Syria", "part", 45, None),
    ("north-eastern [Nigeria]", "north-eastern Nigeria", "part", 45, None),
    ("northwestern [Syria]", "northwestern Syria", "part", 315, None),
    ("EASTERN [CHAD]", "EASTERN CHAD", "part", 90, None),
    ("western [Texas]", "western Texas", "part", 270, None),
    ("central [Mali]", "central Mali", "part", None, None),
    ("far northern [Norway]", "far northern Norway", "part", 0, None),
    ("in the south of [Libya]", "south of Libya", "part", 180, None),
    ("the far north of [Mali]", "far north of Mali", "part", 0, None),
    ("in the centre of [Mali]", "centre of Mali", "part", None, None),
    ("[Libya]'s south.", "Libya's south", "part", 180, None),
    ("[Mali]’s north-east, where", "Mali’s north-east", "part", 45, None),
    ("the coast of [Libya]", "coast of Libya", "coast", None, None),
    ("[Libya]'s coast", "Libya's coast", "coast", None, None),
    ("[Libya]'s Mediterranean coast", "Libya's Mediterranean coast", "coast", None, None),
    ("off the {Turkish} coast", "Turkish coast", "coast", None, None),
    ("along the {Libyan} coastline", "Libyan coastline", "coast", None, None),
    ("on the {Turkish} Aegean coast", "Turkish Aegean coast", "coast", None, None),
    ("the border between [Chad] and [Sudan]", "border between Chad and Sudan", "border", None, None),
    ("the [Chad]-[Sudan] border", "Chad-Sudan border", "border", None, None),
    ("the [Chad]–[Sudan] frontier", "Chad–Sudan frontier", "border", None, None),
    ("the {Turkish}-{Syrian} border", "Turkish-Syrian border", "border", None, None),
    ("[Niger]'s border with [Mali]", "Niger's border with Mali", "border", None, None),
]  # fmt: skip

FALSE_FRIENDS = [
    "[North Korea] fired",
    "he spoke off the record in [Rome]",
    "between Monday and Friday in [Rome]",
    "near record highs in [Rome]",
    "south of 30 percent in [Rome]",
    "a war between [Russia] and [Ukraine]",
    "a match between [Spain] and [Italy]",
    "flights between [Milan] and [Rome]",
    "talks between [Chad] and [Sudan]",
    "the firm laid off [Spain]",
    "they are better off [Italy]",
    "she showed off [Paris]",
    "went to the north of [Libya]",
    "[Nigeria]'s north-eastern Borno",
    "[Mali]’s central bank",
    "the {Turkish} coast guard",
    "{Turkish} coast guards said",
    "the {Turkish} coast attracts",
    "the {Libyan} army",
    "a {Libyan} nearby",
    "12 people from [Bol]",
    "300 miles of road. [Crete]",
    "a day from [Kidal]",
    "on the border, [Chad] said",
]


def read(marked: str) -> tuple[str, list[Named]]:
    text, names, at = "", [], 0
    for found in MARKED.finditer(marked):
        text += marked[at : found.start()]
        word = found[1] or found[2]
        names.append(Named(len(text), len(text) + len(word), adjective=found[2] is not None))
        text += word
        at = found.end()
    return text + marked[at:], names


def describe(marked: str) -> tuple[str, tuple[Description, ...]]:
    text, names = read(marked)
    return text, find_descriptions(text, names)


@pytest.mark.parametrize(("marked", "words", "relation", "direction", "kilometres"), PHRASES)
def test_phrases(marked: str, words: str, relation: str, direction: float | None, kilometres: float | None) -> None:
    text, found = describe(marked)
    assert [(text[one.start : one.end], one.relation, one.direction) for one in found] == [(words, relation, direction)]
    assert found[0].distance_km == (pytest.approx(kilometres, abs=0.1) if kilometres else None)


@pytest.mark.parametrize("marked", FALSE_FRIENDS)
def test_false_friends(marked: str) -> None:
    assert describe(marked)[1] == ()


def test_every_name_has_its_own_description() -> None:
    text, found = describe("off [Libya], near [Sarmin] and in northern [Nigeria]")
    assert [text[one.start : one.end] for one in found] == ["off Libya", "near Sarmin", "northern Nigeria"]


def test_a_far_part_is_told_from_a_part() -> None:
    assert [describe(f"{words} of [Mali]")[1][0].far for words in ("the far north", "the north")] == [True, False]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_around_a_name(before: str, after: str) -> None:
    text = f"{before}Crete{after}"
    for one in find_descriptions(text, [Named(len(before), len(before) + 5)]):
        assert 0 <= one.start <= len(before)
        assert len(before) + 5 <= one.end <= len(text)
