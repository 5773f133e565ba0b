"""Write docs/story.schema.json, the published JSON Schema of story files, from the model. Run it when that changes."""

from __future__ import annotations

from pathlib import Path

from geomap.codec import story_schema
from geomap.files import write_atomically
from geomap.jsontext import pretty

TARGET = Path(__file__).resolve().parent.parent / "docs" / "story.schema.json"


def main() -> None:
    """Write the file and say so."""
    write_atomically(TARGET, pretty(story_schema()))
    print(TARGET.name)


if __name__ == "__main__":
    main()
