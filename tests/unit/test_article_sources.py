"""Files, folders and standard input, and everything that can be wrong with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from geomap.article import MAX_BYTES, MAX_CHARACTERS, article_from_text, find_sources, read_article
from geomap.errors import InputError

PROSE = "The ferry left Split for Ancona at noon on Monday, the harbour master said.\n"
DUTCH = "De boot heeft in de nacht de haven van Marseille verlaten en is met de passagiers naar Algiers gevaren. " * 2
GERMAN = "Das Schiff hat den Hafen von Kiel in der Nacht verlassen und ist mit den Gästen nach Oslo gefahren. " * 2
RUSSIAN = "Паром вышел из порта в полдень и направился в Стамбул, сообщил капитан. "


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        PROSE.encode("utf-8-sig"),
        PROSE.encode("utf-16"),
        PROSE.encode("utf-16-le"),
        PROSE.encode("utf-16-be"),
        PROSE.encode("utf-32"),
        PROSE.replace("\n", "\r\n").encode(),
    ],
)
def test_encodings_give_the_same_text(tmp_path: Path, data: bytes) -> None:
    assert read_article(put(tmp_path, "a.txt", data)).text == PROSE


def test_windows_1252(tmp_path: Path) -> None:
    text = "“Nobody told us,” said José Müller in Málaga – the café had closed.\n" + PROSE
    assert read_article(put(tmp_path, "a.txt", text.encode("cp1252"))).text == text


def test_text_of_a_plain_file_is_exactly_the_file(tmp_path: Path) -> None:
    text = "\n  LONDON - " + PROSE + "\u00a0 \t\n\n\nThe end came soon. \x0c\u2028 \n\n"
    assert read_article(put(tmp_path, "a.txt", text)).text == text


def test_source_is_the_name_without_folders(tmp_path: Path) -> None:
    assert read_article(put(tmp_path, "ferry.txt", PROSE)).source == "ferry.txt"
    assert read_article("-", stdin=PROSE.encode()).source == "-"


def test_standard_input_may_be_html() -> None:
    article = read_article("-", stdin=f"<!DOCTYPE html><html><body><p>{PROSE}</p></body></html>".encode())
    assert article.text == PROSE.strip()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "no text"),
        ("a.txt", b" \n\t\n \xc2\xa0", "no text"),
        ("a.md", b"---\ntitle: \n---\n", "no text"),
        ("a.html", b"<html><body><script>alert(1)</script></body></html>", "No article text"),
        ("a.txt", b"%PDF-1.7\n...", "The PDF can't be read"),
        ("a.txt", b"PK\x03\x04\x14\0" + b"x" * 40 + b"[Content_Types].xml", "DOCX.*no text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "picture"),
        ("a.txt", bytes(range(256)) * 20, "binary"),
        ("a.txt", b"text\0text" * 50, "binary"),
        ("a.txt", b"\x01\x02\x03 some words \x04\x05\x06" * 20, "binary"),
        ("a.txt", (RUSSIAN * 5).encode("cp1251"), "UTF-8, UTF-16, Windows-1252"),
        ("a.txt", "船が港を出た。".encode("shift_jis") * 20, "UTF-8, UTF-16, Windows-1252"),
        ("a.txt", b"\xff\xfea\0b", "damaged"),
        ("a.txt", RUSSIAN.encode(), "Cyrillic"),
        ("a.txt", "غادرت السفينة الميناء ظهرا".encode(), "Arabic"),
        ("a.txt", "船在中午离开了港口。".encode(), "Cjk"),
        ("a.txt", DUTCH.encode(), "Dutch"),
        ("a.txt", GERMAN.encode(), "German"),
        ("a.txt", b"12 34 !!\n", "no words"),
    ],
)
def test_bad_content(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_article(put(tmp_path, name, data))
    assert name in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "Boats leave Tripoli for Malta.",
        "Paris Lyon Marseille Nice Lille Nantes Toulouse Bordeaux Brest Metz Nancy Dijon Tours Caen Rouen Le Havre Pau",
        PROSE + "“C’est la vie, et les bateaux sont dans le port,” said a sailor from Marseille.",
    ],
)
def test_names_short_texts_and_quotations_pass_as_english(text: str) -> None:
    assert article_from_text(text).language == "en"


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    put(tmp_path, "ferry-report.txt", PROSE)
    with pytest.raises(InputError, match=r"There is no file .*Did you mean .*ferry-report\.txt\?"):
        read_article(tmp_path / "ferry-reprt.txt")
    with pytest.raises(InputError, match=r"folder .* does not exist"):
        read_article(tmp_path / "nowhere" / "a.txt")


def test_names_that_are_none() -> None:
    for name in ("a\0b.txt", "x" * 5000):
        with pytest.raises(InputError):
            read_article(name)


def test_a_folder_is_no_article(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_article(tmp_path)


def test_too_large(tmp_path: Path) -> None:
    big = put(tmp_path, "big.txt", b"a b " * (MAX_BYTES // 4 + 1))
    with pytest.raises(InputError, match="larger than 10 MB"):
        read_article(big)
    with pytest.raises(InputError, match="larger than 10 MB"):
        read_article("-", stdin=big.read_bytes())
    with pytest.raises(InputError, match="2,000,000"):
        article_from_text("a b " * (MAX_CHARACTERS // 4 + 1))


def test_folders(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "a.html", "c.htm", "README.md", ".hidden.txt", "d.csv"):
        put(tmp_path, name, PROSE)
    (tmp_path / "e.txt").mkdir()
    found = find_sources([str(tmp_path), str(tmp_path / "b.txt"), "-"])
    assert [Path(source).name for source in found] == ["a.md", "b.txt", "c.htm", "-"]


def test_folder_without_articles(tmp_path: Path) -> None:
    put(tmp_path, "d.csv", PROSE)
    with pytest.raises(InputError, match="holds no article"):
        find_sources([str(tmp_path)])


def test_plain_text_loads_no_html_library() -> None:
    program = (
        "import sys; from geomap.article import article_from_text; "
        f"article_from_text({PROSE!r}); "
        "print([name for name in ('trafilatura', 'htmldate', 'lxml', 'spacy', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
