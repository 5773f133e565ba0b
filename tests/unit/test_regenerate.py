"""Maps are made again where something has changed, and nothing is touched where nothing has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.stories import sample_story

from geomap.article import Web, read_article
from geomap.article.web.keeping import keep
from geomap.cli import run
from geomap.codec import load_story, save_story
from geomap.config import load_config
from geomap.errors import ConfigError, InputError
from geomap.files import _machine
from geomap.maps import save_map
from geomap.pipeline import Tools, tell
from geomap.regenerate import Failure, Ledger, Outcome, Run, Settings, jobs_for, load_project, watch
from geomap.regenerate.states import file_state

FERRY = (
    "Ferry turned back\n\nLONDON, April 27, 2016 - A boat with about 40 people left Harwich for Ostend on Tuesday. "
    "Police arrested two men in Ostend on Wednesday.\n"
)
IGNORE = 'format = 1\n[[place]]\naction = "ignore"\nname = "Ostend"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def tools() -> Tools:
    """One model for all: opening it anew for each command line is what takes the time."""
    return Tools.open()


def look(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}


def no_tools(model: str | None) -> Tools:
    raise AssertionError("nothing is to be done, and the tools are opened")


class TestLedger:
    """What is remembered of files, and what it takes to believe that they have not changed."""

    @pytest.fixture
    def files(self, tmp_path: Path) -> dict[str, Path]:
        (tmp_path / "maps").mkdir()
        found = {role: tmp_path / "maps" / f"{role}.txt" for role in ("page", "source")}
        for path in found.values():
            path.write_text("one", encoding="utf-8")
        return {**found, "corrections": tmp_path / "maps" / "not there"}

    def settled(self, tmp_path: Path, files: dict[str, Path]) -> Ledger:
        ledger = Ledger(tmp_path / "cache", tmp_path / "maps")
        ledger.settle(Path("a"), "state", files, {role: file_state(path) for role, path in files.items()})
        ledger.save()
        return Ledger(tmp_path / "cache", tmp_path / "maps")

    def test_nothing_has_happened(self, tmp_path: Path, files: dict[str, Path]) -> None:
        ledger = self.settled(tmp_path, files)
        assert ledger.is_settled(Path("a"), "state", files)
        assert not ledger.is_settled(Path("a"), "another program", files)
        assert not ledger.is_settled(Path("b"), "state", files)
        assert not ledger.is_settled(Path("a"), "state", {**files, "more": files["page"]})

    def test_a_file_that_came_changed_or_went(self, tmp_path: Path, files: dict[str, Path]) -> None:
        ledger = self.settled(tmp_path, files)
        files["corrections"].write_text("new", encoding="utf-8")
        assert not ledger.is_settled(Path("a"), "state", files)
        files["corrections"].unlink()
        assert ledger.is_settled(Path("a"), "state", files)
        files["page"].write_text("two", encoding="utf-8")
        assert not ledger.is_settled(Path("a"), "state", files)
        files["page"].unlink()
        assert not ledger.is_settled(Path("a"), "state", files)

    def test_a_change_that_looks_the_same_is_seen_by_its_content(
        self, tmp_path: Path, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Within the clock's last moments, or by a clock that was set back: same size, same times."""
        ledger = self.settled(tmp_path, files)
        states = {path: file_state(path) for path in files.values()}
        files["source"].write_text("two", encoding="utf-8")
        monkeypatch.setattr("geomap.regenerate.ledger.file_state", lambda path: states[path])
        assert not ledger.is_settled(Path("a"), "state", files)

    def test_old_files_are_not_read(
        self, tmp_path: Path, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later = time.time_ns() + 5_000_000_000
        monkeypatch.setattr("time.time_ns", lambda: later)
        ledger = self.settled(tmp_path, files)
        monkeypatch.setattr("geomap.regenerate.ledger.digest_of", lambda path: pytest.fail("it was read"))
        assert ledger.is_settled(Path("a"), "state", files)

    @pytest.mark.parametrize(
        "content", [b"", b"{", b"[]", b'{"format": 2}', b'{"format": 1, "maps": {"a": [1]}}', b"\xff"]
    )
    def test_a_damaged_ledger_is_an_empty_one(self, tmp_path: Path, files: dict[str, Path], content: bytes) -> None:
        self.settled(tmp_path, files).path.write_bytes(content)
        assert not Ledger(tmp_path / "cache", tmp_path / "maps").is_settled(Path("a"), "state", files)

    def test_a_cache_that_cannot_be_written_costs_time_only(self, tmp_path: Path, files: dict[str, Path]) -> None:
        (tmp_path / "cache").write_text("a file", encoding="utf-8")
        assert not self.settled(tmp_path, files).is_settled(Path("a"), "state", files)


class TestProject:
    """The maps of a geomap.toml."""

    def project(self, text: str) -> None:
        Path("geomap.toml").write_text(text, encoding="utf-8")

    def test_maps_beside_settings(self) -> None:
        self.project(
            'maps = "out"\n[[map]]\nsource = "articles/*.txt"\ndate = 2016-04-28\n'
            '[[map]]\nsource = "articles/ferry.txt"\nname = "other"\ntitle = "Another title"\n'
        )
        assert load_config({}).maps == "out"
        first, second = load_project(Path("out")).maps
        assert (first.page, first.source, first.options) == (
            Path("out/ferry.html"), "articles/ferry.txt", (("date", "2016-04-28"),),
        )  # fmt: skip
        assert (second.page, second.options) == (Path("out/other.html"), (("title", "Another title"),))
        assert load_project(Path("out"), folder=Path("articles")).maps == ()

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[[map]]\nsource = 'articles/fery.txt'", "number 1: .*ferry.txt"),
            ("[[map]]\nsource = 'articles/*.md'", "no file fits"),
            ("[[map]]\nsorce = 'articles'", "no key 'sorce', did you mean 'source'"),
            ("[[map]]\nname = 'x'", "needs a source"),
            ("[[map]]\nsource = 7", "source must be text"),
            ("[map]\nsource = 'articles'", "double brackets"),
            ("[[map]]\nsource = 'articles'\ndate = '2016-04-31'", "no day"),
            ("[[map]]\nsource = 'articles'\nname = '../x'", "without folders"),
            ("[[map]]\nsource = 'articles'\n[[map]]\nsource = 'articles'", "would both become maps/ferry.html"),
            ("[[map]]\nsource = 'https://example.org/a'", "needs a name"),
            ("[[map]", "geomap.toml"),
        ],
    )
    def test_what_is_wrong_is_said(self, text: str, message: str) -> None:
        self.project(text)
        with pytest.raises((ConfigError, InputError), match=message):
            load_project(Path("maps"))

    def test_a_wrong_setting_beside_maps(self) -> None:
        self.project("maqs = 'x'\n[[map]]\nsource = 'articles'")
        with pytest.raises(ConfigError, match="no setting 'maqs', did you mean 'maps'"):
            load_config({})


class TestJobs:
    """Which maps are looked at."""

    def test_a_folder_a_page_or_a_story(self, folder: Path) -> None:
        save_story(sample_story(), folder / "maps" / "b.story.json")
        save_story(sample_story(), folder / "maps" / "a.story.json")
        assert [job.page.name for job in jobs_for(Path("maps"))] == ["a.html", "b.html"]
        for name in ("maps/a.html", "maps/a.story.json"):
            assert [job.story for job in jobs_for(Path(name))] == [Path("maps/a.story.json")]
        for name, message in (
            ("none", "no folder none"),
            ("articles", "no maps"),
            ("maps/bb.html", "mean 'b.story.json'"),
        ):
            with pytest.raises(InputError, match=message):
                jobs_for(Path(name))

    def test_what_killed_writers_left_is_cleared(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        save_story(sample_story(), folder / "maps" / "a.story.json")
        done = subprocess.Popen([sys.executable, "-c", ""])
        done.wait()
        gone, young, alive = (
            folder / "maps" / f".a.html.{process}.part"
            for process in (f"00000000-{done.pid}", f"00000000-{done.pid + 1}", f"{_machine()}-{os.getpid()}")
        )
        for path in (gone, young, alive):
            path.write_text("half", encoding="utf-8")
        for path in (gone, alive):
            os.utime(path, (1, 1))
        monkeypatch.setattr(Run, "is_settled", lambda run, job: True)
        list(Run(Settings(cache=folder / "cache"), no_tools).go(jobs_for(Path("maps"))))
        assert [path.exists() for path in (gone, young, alive)] == [False, True, True]


@pytest.mark.model
class TestRegenerate:
    """The verb, with the real language model."""

    @pytest.fixture(autouse=True)
    def maps(
        self, folder: Path, tools: Tools, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> Path:
        monkeypatch.setattr(Tools, "open", lambda *_, **__: tools)
        assert run(["map", "articles/ferry.txt"]) == 0
        capsys.readouterr()
        return folder / "maps"

    def regenerate(self, capsys: pytest.CaptureFixture[str], *options: str, status: int = 0) -> str:
        assert run(["regenerate", *options]) == status
        return capsys.readouterr().out

    def test_the_second_time_nothing_is_read(
        self, maps: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert self.regenerate(capsys) == "maps/ferry.html: up to date\n"
        before = look(maps)
        monkeypatch.setattr("geomap.regenerate.making.remake", lambda *_, **__: pytest.fail("it was made"))
        assert self.regenerate(capsys) == self.regenerate(capsys, "--check") == "maps/ferry.html: up to date\n"
        assert look(maps) == before

    def test_nothing_heavy_is_loaded_where_nothing_is_to_be_done(self, maps: Path) -> None:
        script = (
            "import sys; from geomap.cli import run; assert run(['regenerate']) == 0; "
            "sys.exit(' '.join({'spacy', 'folium', 'pydantic', 'numpy', 'shapely'} & set(sys.modules)) or 0)"
        )
        for _ in range(2):
            done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

    def test_a_source_elsewhere_is_followed(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.regenerate(capsys)
        Path("articles/ferry.txt").write_text(FERRY.replace("Ostend", "Calais"), encoding="utf-8")
        assert self.regenerate(capsys, "--check", status=1) == (
            "maps/ferry.html: would be made anew: ferry.txt has changed\n"
        )
        assert self.regenerate(capsys) == "maps/ferry.html: made anew: ferry.txt has changed\n"
        assert "Calais" in {place.name for place in load_story("maps/ferry.story.json").places}
        Path("articles/ferry.txt").unlink()
        assert self.regenerate(capsys) == "maps/ferry.html: up to date\n"

    def test_a_correction_stays_whatever_else_changes(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (maps / "ferry.corrections.toml").write_text(IGNORE, encoding="utf-8")
        assert self.regenerate(capsys) == "maps/ferry.html: made anew: its corrections have changed\n"
        assert self.regenerate(capsys) == "maps/ferry.html: up to date\n"
        Path("articles/ferry.txt").write_text(FERRY.replace("Tuesday", "Monday"), encoding="utf-8")
        self.regenerate(capsys)
        assert run(["map", "articles/ferry.txt"]) == 0
        story = load_story("maps/ferry.story.json")
        assert "Ostend" not in {place.name for place in story.places}
        assert [said.outcome for said in story.corrections] == ["applied"]
        (maps / "ferry.corrections.toml").unlink()
        capsys.readouterr()
        assert self.regenerate(capsys) == "maps/ferry.html: made anew: its corrections have changed\n"
        assert "Ostend" in {place.name for place in load_story("maps/ferry.story.json").places}

    def test_what_does_not_apply_is_told_every_time(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (maps / "ferry.corrections.toml").write_text(IGNORE.replace("Ostend", "Timbuktu"), encoding="utf-8")
        for _ in range(2):
            assert run(["regenerate"]) == 0
            assert "not applied, the article no longer says “Timbuktu”" in capsys.readouterr().err

    def test_wrong_corrections_leave_the_map_as_it_is(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (maps / "ferry.corrections.toml").write_text(IGNORE.replace("name", "nme"), encoding="utf-8")
        before = look(maps)
        assert run(["regenerate"]) == 1
        err = capsys.readouterr().err
        assert "ferry.corrections.toml, line 4" in err
        assert "did you mean 'name'" in err
        assert look(maps) == before

    def test_a_publication_date_taken_back(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = load_story(maps / "ferry.story.json")
        Path("articles/ferry.txt").unlink()
        file = maps / "ferry.corrections.toml"
        file.write_text('format = 1\n[[date]]\naction = "published"\nwhen = "2016-05-05"\n', encoding="utf-8")
        assert "its corrections have changed" in self.regenerate(capsys)
        assert load_story(maps / "ferry.story.json").article.published == "2016-05-05"
        file.unlink()
        assert "its corrections have changed" in self.regenerate(capsys)
        assert load_story(maps / "ferry.story.json") == before

    def test_a_story_edited_by_hand_and_a_page_touched(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.regenerate(capsys)
        before = look(maps)
        (maps / "ferry.html").write_bytes(before["ferry.html"][1] + b" ")
        assert "the page was missing or out of date" in self.regenerate(capsys)
        os.utime(maps / "ferry.html", (5, 5))
        assert self.regenerate(capsys) == "maps/ferry.html: up to date\n"
        assert (maps / "ferry.html").stat().st_mtime_ns == 5_000_000_000
        assert {name: content for name, (_, content) in look(maps).items()} == {
            name: content for name, (_, content) in before.items()
        }

    def test_maps_of_a_project(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        Path("geomap.toml").write_text(
            '[[map]]\nsource = "articles/ferry.txt"\nname = "dated"\ndate = "2016-05-05"\n', encoding="utf-8"
        )
        assert self.regenerate(capsys, "--check", status=1).splitlines() == [
            "maps/dated.html: would be made anew: it is new",
            "maps/ferry.html: up to date",
        ]
        assert "maps/dated.html: made anew: it is new\n" in self.regenerate(capsys)
        assert load_story("maps/dated.story.json").article.published == "2016-05-05"
        Path("geomap.toml").write_text(
            '[[map]]\nsource = "articles/ferry.txt"\nname = "dated"\ndate = "2016-05-12"\n', encoding="utf-8"
        )
        told = [json.loads(line) for line in self.regenerate(capsys, "--json").splitlines()]
        assert [(one["page"], one["stale"]) for one in told] == [("maps/dated.html", True), ("maps/ferry.html", False)]
        assert load_story("maps/dated.story.json").article.published == "2016-05-12"

    def test_a_map_of_an_address_follows_the_kept_page(self, folder: Path, tools: Tools) -> None:
        cache, url = folder / "cache", "https://example.org/ferry"

        def keep_page(words: str) -> None:
            page = f"<html><head><title>Ferry</title></head><body><article><p>{words}</p></article></body></html>"
            keep(cache, url, url, "text/html", page.encode())

        def looked_at() -> tuple[str, bool]:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("time.time_ns", lambda: 2**62)  # nothing is too young to be believed
                run = Run(Settings(cache=cache), lambda model: tools)
                settled = run.is_settled(jobs_for(Path("web"))[0])
                (outcome,) = run.go(jobs_for(Path("web")))
            assert isinstance(outcome, Outcome)
            return outcome.what, settled

        keep_page(FERRY)
        save_map(tell(read_article(url, web=Web(cache=cache, connect=False)), tools), folder / "web" / "ferry.html")
        assert looked_at() == ("up to date", False)
        assert looked_at() == ("up to date", True)
        keep_page(FERRY.replace("Ostend", "Calais"))
        assert looked_at() == (f"made anew: {url} has changed", False)
        for path in sorted((cache / "pages").rglob("*.json")):
            path.unlink()
        assert looked_at() == ("up to date", False)

    def test_following_changes(self, maps: Path, folder: Path, tools: Tools) -> None:
        corrections = maps / "ferry.corrections.toml"
        steps = {
            2: lambda: corrections.write_text("format = 1\n[[", encoding="utf-8"),
            7: lambda: corrections.write_text(IGNORE, encoding="utf-8"),
        }
        rests = 0

        def rest(seconds: float) -> None:
            nonlocal rests
            assert seconds < 5, "the making of a map is no looking"
            rests += 1
            if rests == 12:
                raise KeyboardInterrupt
            steps.get(rests, lambda: 0)()

        run = Run(Settings(cache=folder / "cache"), lambda model: tools)
        list(run.go(jobs_for(maps)))
        found: list[str] = []

        def follow() -> None:
            for one in watch(run, lambda: jobs_for(maps), pause=rest):
                found.append("failed" if isinstance(one, Failure) else one.why)

        with pytest.raises(KeyboardInterrupt):
            follow()
        assert found == ["failed", "its corrections have changed"]

    def test_a_kill_leaves_old_or_new_files(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.regenerate(capsys)
        old = {path.name: path.read_bytes() for path in maps.iterdir()}
        (maps / "ferry.corrections.toml").write_text(IGNORE, encoding="utf-8")
        self.regenerate(capsys)
        new = {path.name: path.read_bytes() for path in maps.iterdir()}
        for moment in range(3):
            for name, content in old.items():
                (maps / name).write_bytes(content)
            script = (
                "import os, sys, pathlib\n"
                "from geomap.cli import run\n"
                f"left = {moment}\n"
                "def replace(self, target, _real=pathlib.Path.replace):\n"
                "    global left\n"
                "    if left == 0: os.kill(os.getpid(), 9)\n"
                "    left -= 1\n"
                "    return _real(self, target)\n"
                "pathlib.Path.replace = replace\n"
                "run(['regenerate'])\n"
            )
            done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
            assert done.returncode == -9, done.stderr
            for name in ("ferry.html", "ferry.story.json"):
                assert (maps / name).read_bytes() in (old[name], new[name])
            self.regenerate(capsys)
            assert {name: (maps / name).read_bytes() for name in new} == new


def test_check_and_watch_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["regenerate", "--check", "--watch"]) == 2
    assert "choose one" in capsys.readouterr().err


def test_the_map_of_a_dataset_is_drawn_again_and_never_told_anew_from_its_quotations(tmp_path: Path) -> None:
    overview = replace(sample_story(), times=((sample_story().places[0].id, 4000),))
    save_map(overview, tmp_path / "maps" / "dataset.html")
    before = look(tmp_path / "maps")
    (tmp_path / "maps" / "dataset.html").unlink()
    run_of_all = Run(Settings(cache=tmp_path / "cache"), no_tools)
    (outcome,) = run_of_all.go(jobs_for(tmp_path / "maps"))
    assert isinstance(outcome, Outcome)
    assert outcome.why == "the page was missing or out of date"
    after = look(tmp_path / "maps")
    assert {name: content for name, (_, content) in after.items()} == {
        name: content for name, (_, content) in before.items()
    }
