"""What is fuzzed: each reader of geomap with examples of its input, words that matter to it, and what must hold.

Used by ``tools/fuzz.py`` and by the quick run in the suite. A target's ``prepare`` loads what it needs and returns the
function that takes one case; that may raise GeomapError, and an AssertionError where a promise is broken.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import re
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fuzz_readings import read_by_a_model, read_by_chance

__all__ = ["TARGETS", "Target"]

Run = Callable[[bytes], None]

DATA = Path(__file__).resolve().parent / "fuzz_data"
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


@dataclass(frozen=True, slots=True)
class Target:
    """One reader. ``share`` of the cases asked for are run (fewer of what is dear). Cases of ``prose`` are also
    words in rows, those ``as_json`` also examples with other values.
    """

    name: str
    about: str
    prepare: Callable[[], Run] = field(repr=False)
    examples: tuple[bytes, ...]
    words: tuple[bytes, ...]
    prose: bool = False
    share: float = 1.0
    as_json: bool = False


def _folder() -> Path:
    """A folder for a target's files, removed at the end of the program."""
    _FOLDERS.append(tempfile.TemporaryDirectory())
    return Path(_FOLDERS[-1].name)


def _source(suffix: str, wrap: Callable[[bytes], bytes] = lambda data: data) -> Callable[[], Run]:
    """Read the articles of a file of that ending, as ``geomap map`` does, and look at their blocks."""

    def prepare() -> Run:
        from geomap.article import read_articles
        from geomap.errors import InputError

        path = _folder() / f"case{suffix}"

        def run(data: bytes) -> None:
            path.write_bytes(wrap(data))
            refused: list[InputError] = []
            for article in read_articles(path, report=refused.append):
                end = 0
                for block in article.blocks:
                    assert end <= block.start < block.end <= len(article.text), "blocks out of order"
                    end = block.end
                article.text.encode()
                assert article.title.strip(), "no title"
            if refused:
                raise refused[0]

        return run

    return prepare


@cache
def _word_parts() -> dict[str, bytes]:
    """The parts of an empty Word document."""
    import docx

    target = io.BytesIO()
    docx.Document().save(target)
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _as_word(data: bytes) -> bytes:
    """A Word document with this text part."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, part in {**_word_parts(), "word/document.xml": data}.items():
            archive.writestr(zipfile.ZipInfo(name), part)  # without the time of day
    return made.getvalue()


def _as_warc(data: bytes) -> bytes:
    """The case as it is, or compressed where its last byte says so."""
    return gzip.compress(data, 1, mtime=0) if data[-1:] > b"\x40" else data


def _dates() -> Run:
    from geomap.language.dates import find_dates
    from geomap.language.quantities import find_quantities
    from geomap.model import Article, Block

    def run(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        middle = len(text) // 2
        blocks = [Block(kind="paragraph", start=0, end=middle), Block(kind="caption", start=middle, end=len(text))]
        chance = random.Random(data)
        for language in ("en", "fr"):
            article = Article(
                text=text, blocks=tuple(block for block in blocks if block.end > block.start), title="x", source="x",
                published=chance.choice((None, "2016-04-27", "0001-01-01", "9999-12-31", "-0400-02-29")),
            )  # fmt: skip
            end = 0
            for date in find_dates(article, order=chance.choice((None, "dmy", "mdy")), language=language):
                assert end <= date.start < date.end <= len(text), "dates out of order"
                for when in (date.when, date.when_ahead, date.when_past):
                    assert when.text, "no text"
                    ordered = when.start is None or when.end is None or "-" in (when.start[0], when.end[0])
                    assert ordered or when.start <= when.end, f"{when} ends before it begins"  # type: ignore[operator]
                end = date.end
            for number in find_quantities(text, language=language):
                assert 0 <= number.start <= number.number_start < number.number_end <= number.end <= len(text)

    return run


def _story() -> Run:
    from geomap.codec import dumps, loads
    from geomap.export.formats import encode
    from geomap.page import render

    def run(data: bytes) -> None:
        story = loads(data)
        assert loads(dumps(story)) == story, "a story that reads back as another"
        for format in ("geojson", "csv", "kml", "gpx"):
            encode([story], format)
        render(story)

    return run


def _corrections() -> Run:
    from geomap.corrections import dumps, read_corrections

    tell = read_by_chance()

    def run(data: bytes) -> None:
        corrections = read_corrections(data.decode("utf-8", "replace"))
        again = read_corrections(dumps(corrections))
        assert len(again.entries) == len(corrections.entries), "an entry is lost when it is written"
        tell(_example("ferry.txt"), corrections)

    return run


def _names() -> Run:
    from geomap.gazetteer import Gazetteer
    from geomap.gazetteer.folding import fold, fold_all
    from geomap.gazetteer.geocoder import EmbeddedGeocoder
    from geomap.gazetteer.locate import locate

    gazetteer = Gazetteer.open()
    geocoder = EmbeddedGeocoder(gazetteer)

    def run(data: bytes) -> None:
        name = data.decode("utf-8", "surrogateescape")
        folded = fold(name)
        assert fold(folded) == folded, "folding twice is not folding once"
        lines = name.split("\n")
        assert fold_all(lines) == [fold(line) for line in lines], "fold_all is not fold"
        for match in gazetteer.lookup(name):
            assert -90 <= match.feature.lat <= 90
        gazetteer.has_prefix(name)
        gazetteer.demonym(name)
        _ = name in gazetteer
        locate(gazetteer, name)
        geocoder.geocode(name)

    return run


def _gazetteer_file() -> Run:
    from geomap.errors import GazetteerMissing
    from geomap.gazetteer import Gazetteer

    path = _folder() / "case.gazetteer"
    whole = _small_gazetteer()

    def run(data: bytes) -> None:
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        gazetteer = Gazetteer.open(path)
        for name in ("Zedland", "the Zeds", "Z.L.", "Lo", "Łąka", "North"):
            for match in gazetteer.lookup(name):
                _ = (match.feature, gazetteer.footprint(match.feature.id), gazetteer.geometry(match.feature.id))
        gazetteer.has_prefix("z")
        gazetteer.demonym("Zedlander")
        gazetteer.ids()
        list(gazetteer.keys())
        gazetteer.reverse(45.0, 15.0)
        if data != whole:
            raise GazetteerMissing("damaged where nothing looks")

    return run


def _small_gazetteer() -> bytes:
    from geomap.gazetteer.writing import Record, pack_gazetteer

    square = ((((10.0, 40.0), (20.0, 40.0), (20.0, 50.0), (10.0, 50.0), (10.0, 40.0)),),)
    country = Record(
        id="country:ZZ", name="Zedland", feature_class="A.PCLI", lat=45, lon=15, prominence=9, country="country:ZZ",
        names=(("Zedland", "primary"), ("Z.L.", "abbreviation"), ("the Zeds", "primary")), demonyms=("Zedlander",),
        outline=square, radius_km=500, population=1_000_000,
    )  # fmt: skip
    towns = [
        Record(
            id=f"gn:{number}", name=name, feature_class="P.PPL", lat=45, lon=15, prominence=3, country="country:ZZ",
            population=9, names=((name, "primary"), ("Łąka", "alternate")),
        )
        for number, name in enumerate(("Lo", "North", "Zedland City"), 1)
    ]  # fmt: skip
    return pack_gazetteer([country, *towns], {"version": "test"})


def _addresses() -> Run:
    from geomap.article.web.addresses import is_address, parse_address, reachable_addresses
    from geomap.errors import InputError
    from geomap.maps import slug

    def run(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        name = slug(text)
        assert re.fullmatch(r"[a-z0-9-]{1,60}", name), "no safe name"
        is_address(text)
        target = parse_address(text)
        target.origin.encode()
        if target.host.replace(".", "").isdigit() or ":" in target.host:  # nothing here asks a name server
            for address in reachable_addresses(target, allow_private=False):
                if address.startswith(("127.", "10.", "192.168.", "169.254.", "0.")) or address == "::1":
                    raise AssertionError(f"{address} of {text!r} is fetched")
            raise InputError("it would be fetched")

    return run


def _settings() -> Run:
    from geomap.config import load_config, parse_settings
    from geomap.errors import GeomapError
    from geomap.regenerate.project import load_project

    here = _folder()

    def run(data: bytes) -> None:
        (here / "geomap.toml").write_bytes(data)
        with suppress(GeomapError):
            parse_settings(data.decode("utf-8", "replace"))
        with suppress(GeomapError):
            load_config({}, environment={}, folder=here)
        load_project(here / "maps", folder=here)

    return run


def _answers() -> Run:
    from geomap.errors import InputError
    from geomap.gazetteer.online import OnlineGeocoder
    from geomap.gazetteer.replay import AnswerCache

    cache = AnswerCache(_folder() / "answers.sqlite")
    body = {"text": ""}
    cache.get = lambda url: ("json", body["text"])  # type: ignore[method-assign]
    geocoder = OnlineGeocoder("nominatim", {}, cache=cache, connect=False)

    def run(data: bytes) -> None:
        body["text"] = data.decode("utf-8", "replace")
        answers = geocoder.ask(["Farchana"])
        for match in answers.matches.get("farchana", ()):
            assert -90 <= match.feature.lat <= 90, "no position"
            assert match.feature.radius_km >= 0, "no extent"
        if answers.notes:
            raise InputError(answers.notes[0])

    return run


def _example(name: str) -> bytes:
    return (DATA / name).read_bytes()


def _words() -> dict[str, tuple[bytes, ...]]:
    """The words of each kind; those that are no UTF-8 stand in hexadecimal."""
    tables = tomllib.loads((DATA / "words.toml").read_text(encoding="utf-8"))
    return {
        kind: tuple(bytes.fromhex(word[4:]) if word.startswith("hex:") else word.encode() for word in words)
        for kind, words in tables.items()
    }


def _telling(tell: Callable[..., None]) -> Run:
    return lambda data: tell(data)


def _readers(words: dict[str, tuple[bytes, ...]]) -> tuple[Target, ...]:
    """Those of the sources of articles."""
    ferry, page, prose = _example("ferry.txt"), _example("page.html"), words["prose"]
    record = _example("record.warc")
    feeds = (_example("rss.xml"), _example("atom.xml"))
    return (
        Target(
            "text", "plain text", _source(".txt"), (ferry, _example("ferry-fr.txt")), (*prose, *words["layout"]), True
        ),
        Target("markdown", "Markdown", _source(".md"), (ferry, b"# " + ferry), (*words["layout"], *prose[:20]), True),
        Target("html", "pages", _source(".html"), (page,), words["html"]),
        Target("pdf", "PDF files", _source(".pdf"), (_example("report.pdf"),), words["pdf"]),
        Target("docx", "the XML of Word documents", _source(".docx", _as_word), (_example("word.xml"),), words["docx"]),
        Target("docx-file", "Word documents", _source(".docx"), (_as_word(_example("word.xml")),), words["zip"]),
        Target("mail", "e-mails", _source(".eml"), (_example("mail.eml"),), words["mail"]),
        Target("feed", "RSS and Atom", _source(".rss"), feeds, (*words["xml"], *words["html"][:6])),
        Target("jsonl", "JSON lines", _source(".jsonl"), (_example("lines.jsonl"),), words["json"]),
        Target(
            "warc", "WARC files, plain or compressed", _source(".warc", _as_warc), (record, record * 2), words["warc"]
        ),
    )


def _others(words: dict[str, tuple[bytes, ...]]) -> tuple[Target, ...]:
    """Those of everything else that comes from outside."""
    ferry, french, prose = _example("ferry.txt"), _example("ferry-fr.txt"), words["prose"]
    return (
        Target("dates", "date grammar and quantities, in two languages", _dates, (ferry, french), words["dates"], True),
        Target(
            "frames", "places, frames, narrative on parses made by chance",
            lambda: _telling(read_by_chance()), (ferry,), prose, True,
        ),
        Target(
            "pipeline", "the whole way with the real model, a tenth of the cases",
            lambda: _telling(read_by_a_model()), (ferry,), prose, True, 0.1,
        ),
        Target("story", "story files, then their exports and page", _story,
               (_example("ferry.story.json"),), words["json"], as_json=True),
        Target("corrections", "corrections, and a story told with them", _corrections,
               (_example("ferry.corrections.toml"),), words["toml"]),
        Target("names", "names: folding, look-up, geocoder", _names, words["names"], words["names"], True),
        Target("gazetteer", "gazetteer files", _gazetteer_file, (_small_gazetteer(),), words["gazetteer"]),
        Target("addresses", "addresses, and file names out of titles", _addresses,
               words["addresses"], words["addresses"], True),
        Target("settings", "geomap.toml", _settings, (_example("geomap.toml"),), (*words["settings"], *words["toml"])),
        Target("answers", "answers of online geocoders", _answers,
               (_example("answer.json"),), words["json"], as_json=True),
    )  # fmt: skip


os.environ.setdefault("OMP_NUM_THREADS", "1")  # forked workers; one thread each
TARGETS = {target.name: target for words in [_words()] for target in (*_readers(words), *_others(words))}
