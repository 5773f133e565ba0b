"""GeoNames' own dump becomes a gazetteer file, beside all that the embedded one knows."""

from __future__ import annotations

import zipfile
from pathlib import Path

import make_synthetic_geonames
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.cli import run
from geomap.errors import InputError
from geomap.gazetteer import Gazetteer, dump_blocks, fold, geonames_dump, in_processes, name_spool
from geomap.gazetteer.building import LISTED, build_from_dump
from geomap.gazetteer.folding import fold_all
from geomap.gazetteer.name_spool import MOST_BEARERS

ROWS = 20_000


def row(number: int = 60_000_001, name: str = "Qwxyz", **changes: str) -> str:
    cells = {
        "id": str(number), "name": name, "ascii": name, "others": "", "lat": "10.5", "lon": "20.25", "class": "P",
        "code": "PPL", "country": "LY", "cc2": "", "admin1": "", "admin2": "", "admin3": "", "admin4": "",
        "people": "0", "elevation": "", "dem": "1", "zone": "Africa/Tripoli", "day": "2024-01-02",
    }  # fmt: skip
    return "\t".join({**cells, **changes}.values()) + "\n"


def built(tmp_path: Path, *rows: str, **options: Path) -> Gazetteer:
    dump = tmp_path / "allCountries.txt"
    dump.write_text("".join(rows), encoding="utf-8")
    build_from_dump(dump, tmp_path / "full.gazetteer", **options)
    return Gazetteer.open(tmp_path / "full.gazetteer")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Gazetteer]:
    folder = tmp_path_factory.mktemp("dump")
    make_synthetic_geonames.write(folder / "allCountries.zip", ROWS)
    build_from_dump(folder / "allCountries.zip", folder / "full.gazetteer")
    return folder, Gazetteer.open(folder / "full.gazetteer")


def test_every_row_is_found_under_its_name(full: tuple[Path, Gazetteer]) -> None:
    folder, gazetteer = full
    with zipfile.ZipFile(folder / "allCountries.zip") as archive:
        lines = archive.read("allCountries.txt").decode().splitlines()
    assert len(lines) == ROWS
    common = 0
    for cells in (line.split("\t") for line in lines):
        bearers = {match.feature.id: match for match in gazetteer.lookup(cells[1])}
        if len(bearers) >= MOST_BEARERS:
            common += 1
            continue
        ids = {f"gn:{cells[0]}", f"admin2:{cells[8]}.{cells[10]}.{cells[11]}"}
        own = [bearers[id_].feature for id_ in ids if id_ in bearers]
        assert own, cells
        if own[0].id.startswith("gn:"):
            assert (own[0].name, own[0].country) == (cells[1], cells[8])
            assert (own[0].lat, own[0].lon) == pytest.approx((float(cells[4]), float(cells[5])), abs=1e-5)
            assert own[0].population == int(cells[14])
    assert common < ROWS / 10


def test_bearers_of_a_name_come_most_prominent_first(full: tuple[Path, Gazetteer]) -> None:
    _, gazetteer = full
    names = [gazetteer.feature(f"gn:{make_synthetic_geonames.FIRST_ID + number}").name for number in range(0, 900, 7)]
    lists = [[match.prominence for match in gazetteer.lookup(name)] for name in names]
    assert max(map(len, lists)) > 3
    assert all(values == sorted(values, reverse=True) for values in lists)


def test_what_the_embedded_gazetteer_knows_is_still_there(full: tuple[Path, Gazetteer]) -> None:
    _, gazetteer = full
    embedded = Gazetteer.open()
    ids = [id_ for id_ in embedded.ids() if not id_.startswith(LISTED)]
    for id_ in ids[:: max(1, len(ids) // 500)]:
        assert gazetteer.feature(id_) == embedded.feature(id_)
        assert gazetteer.footprint(id_) == embedded.footprint(id_)
    for name in ("Libya", "Paris", "Tripoli", "Ill.", "Texas", "New York", "Kiev"):
        before = embedded.lookup(name)
        assert before[0] == gazetteer.lookup(name)[0]
        assert {match for match in before if not match.feature.id.startswith(LISTED)} <= set(gazetteer.lookup(name))
    assert gazetteer.demonym("Libyan") == embedded.demonym("Libyan")
    assert gazetteer.version != embedded.version
    assert gazetteer.country_at(32.9, 13.2) == "LY"


def test_settlements_of_lists_give_way_to_the_dump(tmp_path: Path) -> None:
    embedded = Gazetteer.open()
    listed = next(feature for id_ in embedded.ids() if id_.startswith(LISTED) for feature in (embedded.feature(id_),))
    gazetteer = built(tmp_path, row(others=listed.name, people="90000"))
    assert not any(id_.startswith(LISTED) for id_ in gazetteer.ids())
    assert {match.feature.id for match in gazetteer.lookup(listed.name)} >= {"gn:60000001"}


def test_the_same_dump_gives_the_same_bytes(full: tuple[Path, Gazetteer], tmp_path: Path) -> None:
    folder, _ = full
    build_from_dump(folder / "allCountries.zip", tmp_path / "again.gazetteer")
    assert (tmp_path / "again.gazetteer").read_bytes() == (folder / "full.gazetteer").read_bytes()


def test_many_blocks_read_by_several_processes_give_the_same_bytes(
    full: tuple[Path, Gazetteer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geonames_dump, "BLOCK_BYTES", 300_000)
    for module in (dump_blocks, name_spool):
        monkeypatch.setattr(module, "SMALL_BYTES", 0)
        monkeypatch.setattr(module, "processors", lambda: 2)
    monkeypatch.setattr(in_processes, "processors", lambda: 2)
    build_from_dump(full[0] / "allCountries.zip", tmp_path / "again.gazetteer")
    assert (tmp_path / "again.gazetteer").read_bytes() == (full[0] / "full.gazetteer").read_bytes()
    (tmp_path / "allCountries.txt").write_text(row() * 8000 + row(number=0), encoding="utf-8")
    with pytest.raises(InputError, match="line 8001: the geonameid"):
        build_from_dump(tmp_path / "allCountries.txt", tmp_path / "bad.gazetteer")


def test_a_place_that_both_have_takes_the_dumps_facts_and_both_names(tmp_path: Path) -> None:
    tripoli = Gazetteer.open().feature("gn:2210247")
    gazetteer = built(tmp_path, row(2210247, "Tarabulus Xyzzy", lat="32.5", people="1200000", code="PPLC"))
    now = gazetteer.feature("gn:2210247")
    assert (now.name, now.lat, now.population) == ("Tarabulus Xyzzy", 32.5, 1_200_000)
    assert {gazetteer.lookup(name)[0].feature.id for name in ("Tarabulus Xyzzy", tripoli.name)} == {"gn:2210247"}


def test_countries_and_known_divisions_are_not_doubled(tmp_path: Path) -> None:
    gazetteer = built(
        tmp_path,
        row(2215636, "Libya", **{"class": "A", "code": "PCLI", "admin1": "00"}),
        row(4736286, "Texas", **{"class": "A", "code": "ADM1", "country": "US", "admin1": "TX", "others": "Qwxland"}),
        row(60_000_009, "Qwx Shire", **{"class": "A", "code": "ADM2", "country": "US", "admin1": "TX", "admin2": "9X"}),
        row(60_000_010, "Qwxton", country="US", admin1="TX", admin2="9X"),
    )
    embedded = Gazetteer.open()
    assert [match.feature.id for match in gazetteer.lookup("Libya")] == [m.feature.id for m in embedded.lookup("Libya")]
    assert gazetteer.lookup("Qwxland")[0].feature.id == "admin1:US.TX"
    assert gazetteer.lookup("Qwx Shire")[0].feature.id == "admin2:US.TX.9X"
    town = gazetteer.lookup("Qwxton")[0].feature
    assert (town.country, town.admin1, town.admin1_name, town.admin2) == ("US", "US.TX", "Texas", "US.TX.9X")
    with pytest.raises(KeyError):
        gazetteer.feature("gn:4736286")


def test_other_names_are_kept_where_they_can_be_trusted(tmp_path: Path) -> None:
    others = "Qwxville,QWX,Кверти,http://qwx.example,Libya,qwerty,al-Qwx"
    gazetteer = built(tmp_path, row(others=others), row(60_000_002, "Qwxbig", others="Кверти", people="200000"))
    assert [match.quality for match in gazetteer.lookup("Qwxville")] == ["alternate"]
    assert [match.feature.id for match in gazetteer.lookup("al Qwx")] == ["gn:60000001"]
    assert [match.feature.id for match in gazetteer.lookup("Кверти")] == ["gn:60000002"]
    assert "gn:60000001" not in {
        match.feature.id for name in ("QWX", "qwerty", "Libya") for match in gazetteer.lookup(name)
    }


def test_of_a_very_common_name_the_most_prominent_bearers_are_kept(tmp_path: Path) -> None:
    rows = [row(60_000_001 + number, "Qwx", people=str(1_000 + 10 * number)) for number in range(MOST_BEARERS + 50)]
    rows += [row(70_000_001, "Qwx"), row(70_000_002, "Qwxonce")]
    found = [match.feature.population for match in built(tmp_path, *rows).lookup("Qwx")]
    assert len(found) == MOST_BEARERS
    assert found[0] >= 2_300
    assert min(found) >= 1_000 + 10 * 30


def test_the_nearest_town_is_no_hill(tmp_path: Path) -> None:
    hill = row(60_000_002, "Qwx Hill", **{"class": "T", "code": "HLL", "lat": "10.5", "lon": "20.3"})
    gazetteer = built(tmp_path, row(lat="10.51", lon="20.31"), hill)
    nearest = gazetteer.reverse(10.5, 20.3)
    assert nearest is not None
    assert nearest.id == "gn:60000001"


def test_the_file_of_alternate_names_knows_former_names(tmp_path: Path) -> None:
    path = tmp_path / "alternateNamesV2.txt"
    lines = [
        "1\t60000001\ten\tOld Qwx\t\t\t\t1\t\t", "2\t60000001\tlink\thttps://qwx.example\t\t\t\t\t\t",
        "3\t60000001\tabbr\tQ. Wx.\t\t\t\t\t\t", "4\t60000001\tfr\tQwxbourg\t1\t\t\t\t\t",
        "5\t7\ten\tNoone Qwx\t\t\t\t\t\t",
    ]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")
    gazetteer = built(tmp_path, row(others="Ignored Qwx"), alternate_names=path)
    found = {
        name: [m.quality for m in gazetteer.lookup(name)] for name in ("Old Qwx", "Q.Wx.", "Qwxbourg", "Ignored Qwx")
    }
    assert found == {"Old Qwx": ["historic"], "Q.Wx.": ["abbreviation"], "Qwxbourg": ["alternate"], "Ignored Qwx": []}
    assert not gazetteer.lookup("Noone Qwx")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (row() + "1\tshort\n", "line 2: 2 columns where allCountries.txt has 19"),
        (row(lat="north"), "line 1: the latitude is no such number"),
        (row() + row(60_000_002, lat="95"), "line 2: the latitude is no such number"),
        (row(people="many"), "line 1: the population"),
        (row(number=0), "line 1: the geonameid"),
        (row() + row(), "the geonameid 60000001 twice"),
        ("", "is empty"),
        (row().replace("Qwxyz", "\udcff"), "line 1: it is not UTF-8"),
    ],
)
def test_what_is_no_dump_is_refused_and_nothing_is_written(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "full.gazetteer").write_text("old")
    (tmp_path / "dump.txt").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=message):
        build_from_dump(tmp_path / "dump.txt", tmp_path / "full.gazetteer")
    assert (tmp_path / "full.gazetteer").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump.txt", "full.gazetteer"]


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_zip_that_is_cut_short_is_refused(full: tuple[Path, Gazetteer], tmp_path: Path, kept: float) -> None:
    data = (full[0] / "allCountries.zip").read_bytes()
    (tmp_path / "allCountries.zip").write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(InputError, match="download it again"):
        build_from_dump(tmp_path / "allCountries.zip", tmp_path / "full.gazetteer")


def test_a_zip_with_a_flipped_byte_is_refused(full: tuple[Path, Gazetteer], tmp_path: Path) -> None:
    data = bytearray((full[0] / "allCountries.zip").read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "allCountries.zip").write_bytes(data)
    with pytest.raises(InputError):
        build_from_dump(tmp_path / "allCountries.zip", tmp_path / "full.gazetteer")


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "allCountries.zip", "w") as archive:
        archive.writestr("picture.png", b"x")
    with pytest.raises(InputError, match=r"holds no allCountries\.txt"):
        build_from_dump(tmp_path / "allCountries.zip", tmp_path / "full.gazetteer")


def test_the_command_builds_and_the_others_use_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    dump, target = tmp_path / "allCountries.txt", str(tmp_path / "full.gazetteer")
    dump.write_text(row(), encoding="utf-8")
    assert run(["gazetteer", "build", "--geonames", str(dump), "-o", target]) == 0
    assert capsys.readouterr().out.strip() == target
    assert run(["gazetteer", "info", "--gazetteer", target]) == 0
    assert "geonames-2024-01-02" in capsys.readouterr().out
    assert run(["locate", "Qwxyz", "--gazetteer", target]) == 0
    assert "gn:60000001" in capsys.readouterr().out
    assert run(["locate", "Qwxyz"]) == 0
    assert "gn:60000001" not in capsys.readouterr().out
    assert run(["gazetteer", "build", "--geonames", str(tmp_path / "absent.zip"), "-o", target]) == 1
    assert "absent.zip" in capsys.readouterr().err


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\n"), max_size=30), max_size=20))
def test_folding_many_names_is_folding_each(names: list[str]) -> None:
    assert fold_all(names) == [fold(name) for name in names]


@given(st.lists(st.sampled_from(["the", "Saint", "mount", "fort", "x", "&", "É", "-", " ", ".", "'"]), max_size=12))
def test_folding_many_names_is_folding_each_also_with_shortened_words(words: list[str]) -> None:
    names = [" ".join(words), "".join(words), " ".join(reversed(words))]
    assert fold_all(names) == [fold(name) for name in names]
