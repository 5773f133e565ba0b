"""The corrections file: what may stand in it, what is said about a wrong one, and that writing loses nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import model
from geomap.corrections import (
    Corrections,
    Entry,
    add_entries,
    dumps,
    load_corrections,
    read_corrections,
    with_entry,
    without_entry,
)
from geomap.corrections.keys import ACTIONS
from geomap.corrections.when import when_of
from geomap.errors import InputError, OutputError

BY_HAND = """\
# my corrections
format = 1
author = "Ada Example"

# the bus line is the Lebanese one
[[place]]
action = "choose"   # not the capital of Libya
name = "Tripoli"
candidate = "gn:266826"
made_on = 2026-11-23

# never a place
[[place]]
action = "ignore"
name = "Jackson"
comment = '''
[[place]]
looks like a header, and is none'''

[[event]]
action = "add"
quote = "two men were killed in Sirte"
type = "casualties"
quantity = { value = [40, 60], unit = "people" }
when = 2016-04-20
"""


def test_a_file_written_by_hand() -> None:
    read = read_corrections(BY_HAND)
    choose, ignore, add = read.entries
    assert read.author == "Ada Example"
    assert (choose.target, choose.action, choose.values) == (
        "place", "choose", {"name": "Tripoli", "candidate": "gn:266826"},
    )  # fmt: skip
    assert choose.made_on == "2026-11-23"
    assert (choose.line, ignore.line, add.line) == (6, 13, 20)
    assert add.values["when"] == "2016-04-20"
    assert add.values["quantity"] == {"value": [40, 60], "unit": "people", "qualifier": "range"}


def test_no_file_is_no_corrections(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "x.corrections.toml") is None
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert load_corrections(tmp_path / "file" / "x.corrections.toml") is None


HEAD = "format = 1\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'the first line must be "format = 1"'),
        ("format = '1'", "line 1: format must be 1"),
        ("format = 2", "newer geomap"),
        ("format = 1\nformat = 1", "no TOML"),
        (HEAD + "[[plase]]\naction = 'ignore'", "there is no 'plase', did you mean 'place'"),
        (HEAD + "autor = 'Ada'", "line 2: there is no 'autor', did you mean 'author'"),
        (HEAD + "author = 7", "line 2: author must be text"),
        (HEAD + "[place]\naction = 'ignore'", r"begin each with \[\[place\]\] in double brackets"),
        (HEAD + "[[place]]\nname = 'X'", "line 2: .*needs an action"),
        (HEAD + "[[place]]\naction = 'ignor'", "line 3: .*there is no action 'ignor', did you mean 'ignore'"),
        (HEAD + "[[place]]\naction = 'ignore'", "'ignore' needs name"),
        (HEAD + "[[place]]\naction = 'ignore'\nname = ''", "line 4: .*text in quotes that isn't empty"),
        (HEAD + "[[place]]\naction = 'ignore'\nnme = 'X'", "line 4: .*no key 'nme', did you mean 'name'"),
        (HEAD + "[[place]]\naction = 'ignore'\nname = 'X'\nlat = 4", "line 5: .*it belongs to locate"),
        (HEAD + "[[place]]\naction = 'locate'\nname = 'X'\nlat = 95\nlon = 3", "line 5: .*lat = 95 is out of range"),
        (HEAD + "[[place]]\naction = 'locate'\nname = 'X'\nlat = 5\nlon = -181", "line 6: .*lon = -181 is out of"),
        (HEAD + "[[place]]\naction = 'locate'\nname = 'X'\nlat = '5'\nlon = 1", "line 5: .*number without quotes"),
        (HEAD + "[[place]]\naction = 'locate'\nname = 'X'\nlat = nan\nlon = 1", "line 5: .*must be a number"),
        (HEAD + f"[[place]]\naction = 'locate'\nname = 'X'\nlat = 1{'0' * 400}\nlon = 1", "line 5: .*lat = 1000"),
        (HEAD + f"[[place]]\naction = 'locate'\nname = 'X'\nlat = 1{'0' * 9000}\nlon = 1", "too many digits"),
        (HEAD + "[[place]]\naction = 'locate'\nname = 'X'\nlat = 5\nlon = 1\nkind = 'twon'", "did you mean 'town'"),
        (HEAD + "[[place]]\naction = 'ignore'\nname = 'X'\nwhere = 'here'", "line 5: .*needs quote"),
        (HEAD + "[[place]]\naction = 'ignore'\nname = 'X'\nwhere = 'hear'", "did you mean 'here'"),
        (HEAD + "[[place]]\naction = 'ignore'\nname = 'X'\nalso = 'Y'", "a list of texts"),
        (HEAD + "[[place]]\naction = 'ignore'\nname = 'X'\nmade_on = '2026-13-01'", "line 5: .*is no day"),
        (HEAD + "[[place]]\naction = 'ignore'\nname = 'X'\nmade_on = 2026-11-23T10:00:00", "is no day"),
        (HEAD + "[[date]]\naction = 'fix'\ntext = 'Tuesday'\nwhen = '26.4.2016'", "line 5: .*has no date in"),
        (HEAD + "[[date]]\naction = 'fix'\ntext = 'Tuesday'\nwhen = '2016-05/2016-04'", "ends .* before it begins"),
        (HEAD + "[[date]]\naction = 'add'\ntext = 'Tuesday'\nwhen = ''", "a date to add needs one"),
        (HEAD + "[[date]]\naction = 'published'\nwhen = '2016-04'", "is no day"),
        (HEAD + "[[route]]\naction = 'fix'\nid = 'route-1'", "'fix' needs from or via or to"),
        (HEAD + "[[route]]\naction = 'drop'", "'drop' needs id or quote"),
        (HEAD + "[[route]]\naction = 'add'\nquote = 'they left'", "'add' needs from or to"),
        (HEAD + "[[route]]\naction = 'fix'\nid = 'x'\nstatus = 'stoped'", "there is reported|did you mean"),
        (HEAD + "[[route]]\naction = 'drop'\nid = 'x'\nwas = { form = 'A' }", "has no key 'form', did you mean 'from'"),
        (HEAD + "[[event]]\naction = 'add'\nquote = 'x'\ntype = 'atack'", "did you mean 'attack'"),
        (HEAD + "[[event]]\naction = 'fix'\nid = 'x'\nquantity = 7", "must be a table"),
        (
            HEAD + "[[event]]\naction = 'fix'\nid = 'x'\nquantity = { value = -7, unit = 'dead' }",
            "must not be negative",
        ),
        (HEAD + "[[event]]\naction = 'fix'\nid = 'x'\nquantity = { value = [7], unit = 'dead' }", "pair of numbers"),
        (HEAD + "[[event]]\naction = 'fix'\nid = 'x'\nquantity = { value = 7 }", "unit must be text"),
        (HEAD + "x = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(InputError, match=f"x.corrections.toml.*{message}"):
        read_corrections(text, name="x.corrections.toml")


def test_files_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.corrections.toml"
    path.write_bytes(b"format = 1\nauthor = '\xff'")
    with pytest.raises(InputError, match=r"not UTF-8 \(byte 21\)"):
        load_corrections(path)
    path.write_bytes(b"#" * 5_000_001)
    with pytest.raises(InputError, match="at most 5 MB"):
        load_corrections(path)
    with pytest.raises(InputError, match="can't read the corrections"):
        load_corrections(tmp_path)


def test_adding_keeps_what_was_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "x.corrections.toml"
    path.write_text(BY_HAND.rstrip("\n"), encoding="utf-8")
    new = Entry(target="place", action="rename", values={"name": 'Al "Baida"', "rename": "Bayda\n\x7f\\"}, comment="ü")
    add_entries(path, (new,), title="ignored: the file has a head")
    text = path.read_text(encoding="utf-8")
    assert text.startswith(BY_HAND)
    assert read_corrections(text).entries == (*read_corrections(BY_HAND).entries, new)


def test_a_wrong_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.corrections.toml"
    path.write_text("format = 1\n[[place]\n", encoding="utf-8")
    new = Entry(target="place", action="ignore", values={"name": "X"})
    with pytest.raises(InputError, match="no TOML"):
        add_entries(path, (new,))
    assert path.read_text(encoding="utf-8") == "format = 1\n[[place]\n"
    wrong = Entry(target="place", action="locate", values={"name": "X", "lat": 91, "lon": 0})
    with pytest.raises(InputError, match=r"this correction.*out of range"):
        add_entries(tmp_path / "new.corrections.toml", (wrong,))
    assert not (tmp_path / "new.corrections.toml").exists()
    (tmp_path / "folder").write_text("", encoding="utf-8")
    with pytest.raises(OutputError):
        add_entries(tmp_path / "folder" / "x.corrections.toml", (new,))


def test_taking_one_back_leaves_the_others_to_the_letter() -> None:
    without_first = without_entry(BY_HAND, 0)
    assert without_first == BY_HAND.replace(BY_HAND[BY_HAND.index("[[place]]") : BY_HAND.index("# never")], "\n")
    assert [entry.action for entry in read_corrections(without_entry(BY_HAND, 1)).entries] == ["choose", "add"]
    assert "header, and is none" not in without_entry(BY_HAND, 1)
    with pytest.raises(InputError, match="no correction number 4; there are 3"):
        without_entry(BY_HAND, 3)
    with pytest.raises(InputError, match="one line"):
        without_entry("format = 1\nplace = [{ action = 'ignore', name = 'X' }]\n", 0)


@pytest.mark.parametrize(
    ("text", "start", "end", "granularity"),
    [
        ("2016-04-19", "2016-04-19", "2016-04-19", "day"),
        ("2016-02", "2016-02-01", "2016-02-29", "month"),
        ("2016", "2016-01-01", "2016-12-31", "year"),
        ("-0217", "-0217-01-01", "-0217-12-31", "year"),
        ("-0217-02", "-0217-02-01", "-0217-02-28", "month"),
        ("2016-04-01/2016-04-19", "2016-04-01", "2016-04-19", "range"),
        ("-0300/-0217-05-01", "-0300-01-01", "-0217-05-01", "range"),
        ("2016-04/..", "2016-04-01", None, "open"),
        ("../2016-04", None, "2016-04-30", "open"),
    ],
)
def test_dates(text: str, start: str | None, end: str | None, granularity: str) -> None:
    when = when_of(text)
    assert (when.start, when.end, when.granularity, when.text) == (start, end, granularity, text)


@pytest.mark.parametrize("text", ["", "..", "../..", "2016-13", "2016-02-30", "16-04-01", "2016/", "Tuesday", "2016-4"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|open"):
        when_of(text)


WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(str.strip)
DAYS = st.dates().map(lambda day: day.isoformat())
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "also": st.lists(WORDS, min_size=1, max_size=3),
    "lat": st.floats(-90, 90) | st.integers(-90, 90),
    "lon": st.floats(-180, 180),
    "radius_km": st.floats(0, 20_000),
    "where": st.sampled_from(["everywhere"]),
    "via": st.lists(WORDS, max_size=3),
    "status": st.sampled_from(get_args(model.RouteStatus)),
    "theme": st.sampled_from(get_args(model.Theme)),
    "certainty": st.sampled_from(get_args(model.Certainty)),
    "type": st.sampled_from(get_args(model.EventType)),
    "kind": st.sampled_from(get_args(model.PlaceKind)),
    "when": DAYS,
    "quantity": st.fixed_dictionaries({"value": st.integers(0, 10**9), "unit": WORDS, "qualifier": st.just("about")}),
}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry that the format allows."""
    target = draw(st.sampled_from(sorted(ACTIONS)))
    action = draw(st.sampled_from(sorted(ACTIONS[target])))
    shape = ACTIONS[target][action]
    needed = [*shape.required, *(draw(st.sampled_from(group)) for group in shape.one_of)]
    more = draw(st.lists(st.sampled_from(shape.keys), unique=True)) if shape.keys else []
    was = st.fixed_dictionaries({"from" if target == "route" else "type": WORDS})
    values = {key: draw(was if key == "was" else VALUES.get(key, WORDS)) for key in dict.fromkeys((*needed, *more))}
    about = {key: draw(st.none() | (DAYS if key == "made_on" else WORDS)) for key in ("comment", "author", "made_on")}
    return Entry(target=target, action=action, values=values, **about)  # type: ignore[arg-type]


@given(st.lists(entries(), max_size=4), st.none() | WORDS, st.none() | WORDS)
def test_what_is_written_is_read_again(some: list[Entry], title: str | None, author: str | None) -> None:
    corrections = Corrections(entries=tuple(some), title=title, author=author)
    text = dumps(corrections)
    assert read_corrections(text) == corrections
    for number in range(len(some)):
        rest = (*some[:number], *some[number + 1 :])
        assert read_corrections(without_entry(text, number)).entries == rest


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for tried in (text, HEAD + text, BY_HAND + text):
        try:
            read_corrections(tried)
        except InputError:
            continue
        assert read_corrections(with_entry(tried, Entry(target="place", action="ignore", values={"name": "X"})))
