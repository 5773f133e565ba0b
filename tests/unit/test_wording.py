"""What geomap says can be said in every language of the page: each sentence leads to the one template it came from."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.sentences import EVERY, slots, values
from hypothesis import example, given
from hypothesis import strategies as st

import geomap
from geomap.article import article_from_text
from geomap.language.dates import find_dates
from geomap.language.dates.modifiers import MODIFIERS
from geomap.page.assets import page_languages, words
from geomap.wording import heard, say
from geomap.wording.templates import sections, slot_kinds

PACKAGE = Path(geomap.__file__).parent
DATA = Path(__file__).parent.parent / "data"
OTHERS = [language for language in page_languages() if language != "en"]
NUMBERED = {"zero", "one", "two"}
"""Forms of number that say the number by a word."""


@pytest.mark.parametrize(("name", "template"), EVERY, ids=[name for name, _ in EVERY])
def test_a_sentence_is_traced_to_its_template(name: str, template: str) -> None:
    given_values, expected = values(template)
    assert heard(name.partition(".")[0], say(name, **given_values)) == [name, expected]


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_template_with_every_value(language: str) -> None:
    own = words(language)["said"]
    assert {section: list(table) for section, table in own.items()} == {
        section: list(table) for section, table in sections().items()
    }
    plurals = set(words(language)["count"]["places"])
    for name, template in EVERY:
        section, key = name.split(".")
        said = own[section][key]
        forms = said if isinstance(said, dict) else {"other": said}
        assert len(forms) == 1 or (set(forms) == plurals and "count" in slots(template)), name
        for form, text in forms.items():
            missing = set(slots(template)) ^ set(slots(text))
            assert not missing or (missing == {"count"} and form in NUMBERED), (name, form)
        assert said != template or name == "note.of_article", f"{name} is not translated"


def test_english_pages_carry_no_templates() -> None:
    assert "said" not in words("en")


def said_in_the_code() -> Iterator[str]:
    """What is handed to ``say``, as a pattern: an f-string's values may be anything."""
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "from geomap.wording import say" in text else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args:
                first = node.args[0]
                for one in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                    parts = one.values if isinstance(one, ast.JoinedStr) else [one]
                    yield "".join(re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in parts)


def test_every_template_is_said_and_everything_said_has_one() -> None:
    names = {name for name, _ in EVERY if not name.startswith("rule.")}
    told = {pattern: {name for name in names if re.fullmatch(pattern, name)} for pattern in said_in_the_code()}
    assert [pattern for pattern, found in told.items() if not found] == []
    assert names - set().union(*told.values()) == set()


def rules_read() -> set[str]:
    """The rules by which the dates of the test data are read, with and without a date of publication."""
    found = set()
    for name, language in (("date_expressions.tsv", "en"), ("date_expressions_fr.tsv", "fr")):
        rows = list(csv.reader((DATA / name).read_text(encoding="utf-8").splitlines(), delimiter="\t"))
        text = "\n\n".join(cell for row in rows for cell in row if len(cell) > 3 and not row[0].startswith("#"))
        article = article_from_text(text)
        for mention in find_dates(article, language=language):
            found |= {when.rule for when in (mention.when, mention.when_ahead, mention.when_past)}
        for day in ("2016-04-29", "2019-12-31"):
            dated = article_from_text(text, published=day)
            found |= {mention.when.rule for mention in find_dates(dated, language=language)}
    return found


def test_every_rule_of_a_date_is_recognised() -> None:
    rules = rules_read()
    assert len(rules) > 150
    assert [rule for rule in sorted(rules) if heard("rule", rule) is None] == []
    for modifier in MODIFIERS.keys() - {"at a time of"}:
        assert heard("rule", f"{modifier}: month and year") is not None, modifier


def test_rules_stand_within_rules() -> None:
    assert heard("rule", "from early: month, nearest year to the next day (no earlier date to measure from)") == [
        "rule.stretch",
        {
            "first": ["rule.early", {"rule": ["rule.nearest_year", {"rule": ["rule.month", {}]}]}],
            "last": ["rule.without_date_before", {"rule": ["rule.next_day", {}]}],
        },
    ]
    assert heard("rule", "since: the tide") is None


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("reason", "It lies there."),
        ("reason", "The article names , where it lies."),
        ("reason", "It lies near other places in the article: Sfax, Gabès."),
        ("reason", "It is the most likely of many places called “X”: X (town, LY)."),
        ("reason", "The article speaks of a part of Libya; its outline is cut from that of Chad."),
        ("reason", "It is the most likely of 3 places called “A”: B” of 4 places called “C”: X (town, LY)."),
        ("unresolved", "“A” could be B” could be C, but the article does not say clearly enough"),
        ("note", "A title: and no note behind it"),
        ("nothing", "x"),
    ],
)
def test_what_is_no_sentence_of_geomap_or_can_be_read_in_two_ways_is_left_alone(section: str, text: str) -> None:
    if section == "nothing":
        with pytest.raises(KeyError):
            heard(section, text)
        return
    assert heard(section, text) is None


@pytest.mark.parametrize(
    ("aside", "value"),
    [
        ("", {}),
        (": “x”", {"said": "x"}),
        (" (Ada)", {"who": "Ada"}),
        (": “it is “here” (he says)” (Ada, 2026-11-23)", {"said": "it is “here” (he says)", "who": "Ada, 2026-11-23"}),
        (": “x” (Ada (the desk))", None),
        (" by the sea", None),
    ],
)
def test_what_a_person_said_and_who_it_was(aside: str, value: dict[str, str] | None) -> None:
    expected = None if value is None else ["reason.person_located", {"aside": value}]
    assert heard("reason", say("reason.person_located", aside=aside)) == expected


def test_a_note_of_an_article_may_have_any_title() -> None:
    note = say("note.relative_dates", count=2, examples="“on Monday: late”, “today”")
    expected = ["note.relative_dates", {"count": 2, "examples": {"quoted": ["on Monday: late", "today"]}}]
    for title in ("War: a note", "“X” (today) stay unresolved. A", "<b>", "\u202eabc: "):
        of_article = say("note.of_article", title=title, note=note)
        assert heard("note", of_article) == ["note.of_article", {"title": title, "note": expected}]


LITERALS = sorted({part for _, text in EVERY for part in re.split(r"\{\w+\}", text) if part.strip()})
ODD = st.one_of(
    st.text(min_size=1, max_size=30),
    st.lists(
        st.one_of(
            st.sampled_from(
                [*LITERALS, "</script>", "<b>", "{name}", "\u202e", "\u2068", "“", "”", ": ", "طرابلس", "\ufffc"]
            ),
            st.text(min_size=1, max_size=4),
        ),
        min_size=1,
        max_size=5,
    ).map("".join),
)


FREE = [name for name, text in EVERY if slots(text) and set(map(slot_kinds().get, slots(text))) <= {None, "bare"}]
BOUNDED = [
    name for name, text in EVERY if slots(text) and set(map(slot_kinds().get, slots(text))) <= {None, "number", "bare"}
]


@given(name=st.sampled_from(BOUNDED), odd=st.data())
def test_odd_words_never_make_another_sentence(name: str, odd: st.DataObject) -> None:
    """Whatever stands in the slots: the sentence is traced to just these values, or left alone."""
    section, _, key = name.partition(".")
    made = {
        slot: odd.draw(st.integers(0, 10**6)) if slot_kinds().get(slot) == "number" else odd.draw(ODD)
        for slot in dict.fromkeys(slots(sections()[section][key]))
    }
    reading = heard(section, say(name, **made))
    assert reading is None or reading == [name, made]


@given(name=st.sampled_from(FREE), words_are=st.from_regex(r"[^\W\d_]{1,12}( [^\W\d_]{1,12}){0,2}", fullmatch=True))
@example(name="reason.stated", words_are="Washington")
def test_ordinary_names_are_always_recognised(name: str, words_are: str) -> None:
    section, _, key = name.partition(".")
    given_values, expected = values(sections()[section][key], words_are=words_are)
    assert heard(section, say(name, **given_values)) == [name, expected]


def test_the_templates_are_data_that_anyone_can_read() -> None:
    text = (PACKAGE / "wording" / "english.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == {"slots", "reason", "unresolved", "note", "refusal", "rule"}
