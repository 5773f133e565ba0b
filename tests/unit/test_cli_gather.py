"""``geomap gather``: several stories on one map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from helpers.stories import sample_story

from geomap.cli import run
from geomap.codec import load_story, save_story


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    story = sample_story()
    save_story(story, tmp_path / "a.story.json")
    save_story(replace(story, article=replace(story.article, title="Another")), tmp_path / "b.story.json")
    return tmp_path


def test_a_folder_of_stories_becomes_one_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = folder / "week.html"
    assert run(["gather", str(folder), "-o", str(page), "--title", "A week"]) == 0
    told = load_story(folder / "week.story.json")
    assert [member.title for member in told.article.members] == ["Ferry leaves Harwich", "Another"]
    assert "A week" in page.read_text(encoding="utf-8")
    said = capsys.readouterr()
    assert said.out.strip() == str(page)
    assert "2 articles" in said.err


def test_the_page_itself_does_not_take_part_the_next_time(folder: Path) -> None:
    for _ in range(2):
        assert run(["gather", str(folder), "-o", str(folder / "week.html")]) == 0
    assert len(load_story(folder / "week.story.json").article.members) == 2


def test_a_missing_story_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gather", str(folder / "c.story.json"), "-o", str(folder / "week.html")]) == 1
    assert "there is no story file" in capsys.readouterr().err


def test_a_folder_without_stories_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gather", str(tmp_path), "-o", str(tmp_path / "week.html")]) == 1
    assert "no story to gather" in capsys.readouterr().err


def test_the_page_must_be_a_page(folder: Path) -> None:
    assert run(["gather", str(folder), "-o", str(folder / "week.pdf")]) == 2
