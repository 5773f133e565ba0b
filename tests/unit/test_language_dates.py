"""Date expressions: the table of expressions, their anchors, and that reading them takes linear time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geomap.language.dates import DateMention, find_dates
from geomap.model import Article, Block, BlockKind

TABLE = Path(__file__).parent.parent / "data" / "date_expressions.tsv"


def article(*lines: tuple[BlockKind, str], published: str | None) -> Article:
    """An article of these blocks, one a line."""
    blocks, position = [], 0
    for kind, text in lines:
        blocks.append(Block(kind=kind, start=position, end=position + len(text)))
        position += len(text) + 1
    text = "\n".join(text for _, text in lines)
    return Article(text=text, blocks=tuple(blocks), title="", source="-", published=published)


def dates_of(text: str, published: str | None = "2016-04-26", kind: BlockKind = "paragraph") -> tuple[DateMention, ...]:
    return find_dates(article((kind, text), published=published))


def interval(mention: DateMention, *, ahead: bool = False) -> str:
    """The interval as the table writes it."""
    when = mention.when_ahead if ahead else mention.when
    if when.start is None and when.end is None:
        return "?"
    return when.start or "" if when.start == when.end else f"{when.start or ''}..{when.end or ''}"


def rows() -> list[tuple[str, str, str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    fields = [[*line.split("\t"), ""][:4] for line in lines]
    return [(reference, text, plain, ahead) for reference, text, plain, ahead in fields]


def read(text: str, reference: str) -> tuple[list[str], list[DateMention]]:
    """The words in brackets, and the dates of the text without the brackets."""
    marked = [words.strip() for words in re.findall(r"\[(.*?)\]", text)]
    found = dates_of(text.replace("[", "").replace("]", ""), None if reference == "none" else reference)
    return marked, list(found)


@pytest.mark.parametrize(("reference", "text", "plain", "ahead"), rows(), ids=lambda value: value[:60])
def test_expression_of_the_table(reference: str, text: str, plain: str, ahead: str) -> None:
    marked, found = read(text, reference)
    if plain == "-":
        assert [mention.when.text for mention in found] == []
        return
    assert len(found) == len(marked)
    for words, mention in zip(marked, found, strict=True):
        assert words.endswith(mention.when.text) or mention.when.text.endswith(words)
    for mention, expected in zip(found, plain.split(";"), strict=True):
        assert interval(mention) in expected.split("|")
    for mention, expected in zip(found, ahead.split(";") if ahead else (), strict=False):
        assert interval(mention, ahead=True) in expected.split("|")


def test_the_table_is_large_and_a_fifth_of_it_has_another_reference_date() -> None:
    table = rows()
    shifted = [row for row in table if row[0] not in ("2016-04-26", "none")]
    assert len(table) >= 300
    assert len(shifted) * 5 >= len(table)
