"""Files appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from geomap.errors import OutputError
from geomap.files import open_atomically, write_all, write_atomically, write_where_different


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_text_and_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_atomically(tmp_path / "new" / "folder" / "x.txt", "é\r\n\u2028")
    assert (tmp_path / "new" / "folder" / "x.txt").read_bytes() == "é\r\n\u2028".encode()
    write_atomically(tmp_path / "y.bin", b"\x00\xff")
    assert (tmp_path / "y.bin").read_bytes() == b"\x00\xff"
    assert names(tmp_path) == ["new", "y.bin"]


def test_the_umask_decides_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "x", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old", encoding="utf-8")
    (tmp_path / "link").symlink_to("target")
    write_atomically(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_breaks_in_the_middle_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException] | BaseException
) -> None:
    target = tmp_path / "x.html"
    target.write_text("old", encoding="utf-8")

    def breaking(descriptor: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", breaking)
    with pytest.raises((KeyboardInterrupt, OutputError)):
        write_atomically(target, "new")
    assert target.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["x.html"]


def test_files_that_belong_together_are_replaced_together(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match="b/c"):
        write_all({tmp_path / "a": "new", tmp_path / "a" / "b" / "c": "new"})
    assert (tmp_path / "a").read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize(
    "target", [lambda folder: folder, lambda folder: folder / "file" / "below", lambda folder: Path("/dev/full")]
)
def test_an_unwritable_place_is_named(tmp_path: Path, target: Callable[[Path], Path]) -> None:
    (tmp_path / "file").write_text("old", encoding="utf-8")
    path = target(tmp_path)
    with pytest.raises(OutputError, match=f"can't write {path}: "):
        write_atomically(path, "new")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "old"


def test_a_device_is_written_into_not_replaced() -> None:
    write_atomically("/dev/null", "x")
    assert Path("/dev/null").is_char_device()


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    same, other = tmp_path / "same", tmp_path / "other"
    write_all({same: "1", other: "1"})
    stamp = same.stat()
    assert write_where_different({same: "1", other: "2"}) == (other,)
    assert (same.stat().st_mtime_ns, same.stat().st_ino) == (stamp.st_mtime_ns, stamp.st_ino)


def test_lines_appear_when_all_are_written(tmp_path: Path) -> None:
    target = tmp_path / "x.jsonl"
    with open_atomically(target) as stream:
        stream.write("1\n")
        assert not target.exists()
    assert target.read_bytes() == b"1\n"
    with pytest.raises(ZeroDivisionError), open_atomically(target) as stream:
        stream.write(f"2\n{1 / 0}")
    assert target.read_bytes() == b"1\n"
    assert names(tmp_path) == ["x.jsonl"]
    with pytest.raises(OutputError), open_atomically(target / "below") as stream:
        stream.write("3\n")
