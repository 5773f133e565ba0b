"""A short run of tools/fuzz.py over every target, and what its long runs have found, once and for all."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fuzz import mutated
from fuzz_targets import TARGETS

from geomap.article import read_articles
from geomap.codec import dumps, loads
from geomap.config import load_config
from geomap.errors import ConfigError, GazetteerMissing, GeomapError, InputError
from geomap.gazetteer import Gazetteer
from geomap.gazetteer.container import open_container, pack_container
from geomap.language.dates import find_dates
from geomap.model import Article, Block
from geomap.pipeline import Tools, tell
from geomap.places.shapes import Surroundings
from geomap.regenerate.project import load_project

TOOL = Path(__file__).resolve().parents[2] / "tools" / "fuzz.py"
CASES = {"frames": 8, "pipeline": 4, "docx": 25, "html": 30, "story": 40, "corrections": 40}
QUICK = 80


def one_paragraph(text: str, published: str | None = None) -> Article:
    """The text as it stands, which reading an article would tidy up."""
    blocks = (Block(kind="paragraph", start=0, end=len(text)),)
    return Article(text=text, blocks=blocks, title="x", source="x", published=published)


@pytest.mark.model
@pytest.mark.parametrize("name", TARGETS)
def test_damaged_input_is_read_or_refused(name: str) -> None:
    target = TARGETS[name]
    run = target.prepare()
    for number in range(CASES.get(name, QUICK)):
        try:
            run(mutated(random.Random(f"{name} suite {number}"), target))
        except GeomapError:
            continue


def test_the_tool_tells_what_it_did_and_finds_what_is_wrong() -> None:
    done = subprocess.run(
        [sys.executable, str(TOOL), "addresses", "--cases", "50"], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)["addresses"]
    assert (told["cases"], told["findings"]) == (50, [])
    finds = (
        "import fuzz, fuzz_targets; t = fuzz_targets.TARGETS['names']; object.__setattr__(t, 'prepare', lambda: ord)"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{finds}; print(fuzz.fuzz('names', 50)['findings'][0]['what'])"],
        capture_output=True, text=True, check=True, cwd=TOOL.parent,
    )  # fmt: skip
    assert "TypeError" in done.stdout


def test_a_record_longer_than_memory(tmp_path: Path) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
    path = tmp_path / "a.warc"
    path.write_bytes(head % 99999999999999999999 + b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>a</p>")
    with pytest.raises(InputError):
        list(read_articles(path))


def test_days_that_four_digits_cannot_write_stay_unresolved() -> None:
    (date,) = find_dates(one_paragraph("It closed before Easter.", published="9999-12-31"))
    assert (date.when.start, date.when.end) == (None, None)
    assert "four digits" in date.when.rule


@pytest.mark.parametrize("published", ["2016-04-27", "2016-03-01", "2016-12-31"])
def test_a_third_of_a_stretch_that_is_no_whole_months_lies_in_it(published: str) -> None:
    (date,) = find_dates(one_paragraph("It was late, mid and early since Easter.", published=published))
    assert date.when.start is not None
    assert date.when.end is not None
    assert date.when.start <= date.when.end <= published


def test_a_sentence_whose_last_word_is_a_verb_by_mistake_and_a_semicolon() -> None:
    case = (
        "\u201d Homs St. ( migrants to on Tuesday : yesterday not migrants fled London near Paris Paris was on Tuesday "
        "from ; arrested said ; Texas Tripoli : off met ship . \u201c ;\n"
    )
    TARGETS["frames"].prepare()(case.encode())


@pytest.mark.model
def test_a_name_over_a_line_end_that_is_no_place_is_quoted_as_it_stands() -> None:
    story = tell(one_paragraph("He spoke to South\nKoreans in New\nYork."), Tools.open())
    assert loads(dumps(story)) == story
    assert [(name.name, name.mentions[0].text) for name in story.others] == [("South Koreans", "South\nKoreans")]


def test_settings_nested_without_end(tmp_path: Path) -> None:
    (tmp_path / "geomap.toml").write_text("maps = " + "[" * 5000, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"geomap\.toml"):
        load_config({}, environment={}, folder=tmp_path)
    with pytest.raises(ConfigError, match=r"geomap\.toml"):
        load_project(tmp_path / "maps", folder=tmp_path)


@pytest.mark.parametrize("pattern", ["**txt", "/*", "[", "a\\u0000*"])
def test_patterns_of_a_project_that_match_nothing_or_are_none(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "geomap.toml").write_text(f'[[map]]\nsource = "{pattern}"\n', encoding="utf-8")
    with pytest.raises(GeomapError, match="number 1"):
        load_project(tmp_path / "maps", folder=tmp_path)


@pytest.mark.parametrize("checks", ["with", "without"])
def test_a_gazetteer_with_any_byte_changed_is_refused(tmp_path: Path, checks: str) -> None:
    """A damaged trie of names may crash the process that looks something up in it."""
    whole = TARGETS["gazetteer"].examples[0]
    path = tmp_path / "small.gazetteer"
    path.write_bytes(whole)
    header, sections = open_container(path)
    if checks == "without":  # as files were written before there were checks
        old = {name: value for name, value in header.items() if name != "checks"}
        whole = pack_container(old, {name: bytes(section) for name, section in sections.items()})
        head = json.dumps({**old, "format": 1}, sort_keys=True, ensure_ascii=False).encode()
        head += b" " * (-len(head) % 8)
        start = 16 + int.from_bytes(whole[8:16], "little")
        whole = whole[:8] + len(head).to_bytes(8, "little") + head + whole[start:]
    path.write_bytes(whole)
    assert len(Gazetteer.open(path)) == 4
    start = 16 + int.from_bytes(whole[8:16], "little")
    used = [start + at + place for at, length in header["sections"].values() for place in range(length)]
    chance = random.Random(7)
    for at in chance.sample(used, 60) + (chance.sample(range(8, start), 60) if checks == "with" else []):
        other = path.with_name(f"{at}.gazetteer")
        other.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        with pytest.raises(GazetteerMissing):
            Gazetteer.open(other)


def test_a_gazetteer_replaced_while_it_is_open_stays_what_it_was(tmp_path: Path) -> None:
    from geomap.files import write_atomically

    path = tmp_path / "small.gazetteer"
    path.write_bytes(TARGETS["gazetteer"].examples[0])
    gazetteer = Gazetteer.open(path)
    write_atomically(path, b"GEOMAPGZ" + bytes(64))
    assert gazetteer.lookup("Zedland")[0].feature.country == "ZZ"
    with pytest.raises(GazetteerMissing):
        Gazetteer.open(path)


def test_the_coast_of_a_country_at_the_180th_meridian_is_its_own_and_takes_no_minute() -> None:
    gazetteer = Gazetteer.open()
    feature = gazetteer.feature("country:NZ")
    started = time.process_time()
    coast = Surroundings(gazetteer, feature.id, (feature.lon, feature.lat), feature.radius_km).coast()
    assert coast is not None
    assert abs(coast.position[1] - feature.lat) < 20
    assert time.process_time() - started < 10
