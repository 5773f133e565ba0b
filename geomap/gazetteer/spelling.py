"""Other spellings to try for a name that is not found as it stands: map abbreviations, foreign generic words."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["other_spellings"]

ABBREVIATED = {
    "i": "island", "is": "islands", "isl": "island", "mts": "mountains", "mtn": "mountain", "mtns": "mountains",
    "ra": "range", "rge": "range", "pen": "peninsula", "plat": "plateau", "arch": "archipelago", "str": "strait",
    "g": "gulf", "b": "bay", "c": "cape", "l": "lake", "r": "river", "s": "south", "n": "north", "e": "east",
    "w": "west", "st": "saint", "des": "desert", "pt": "point", "hts": "heights", "res": "reservoir", "gr": "group",
}  # fmt: skip
"""Words as maps shorten them; all but the compass letters stand at either end of a name."""

GENERIC = {
    "golfo": "gulf", "golfe": "gulf", "bahia": "bay", "baia": "bay", "baie": "bay", "estrecho": "strait",
    "estreito": "strait", "detroit": "strait", "isla": "island", "ilha": "island", "ile": "island", "isola": "island",
    "islas": "islands", "ilhas": "islands", "iles": "islands", "archipielago": "islands", "archipel": "islands",
    "arquipelago": "islands", "archipelago": "islands", "peninsula": "peninsula", "peninsule": "peninsula",
    "poluostrov": "peninsula", "ostrov": "island", "ostrova": "islands", "mys": "cape", "cabo": "cape", "cap": "cape",
    "capo": "cape", "lago": "lake", "lac": "lake", "ozero": "lake", "rio": "river", "desierto": "desert",
    "sierra": "mountains", "serra": "mountains", "cordillera": "mountains", "khrebet": "range", "gory": "mountains",
    "monts": "mountains", "montes": "mountains", "mont": "mount", "monte": "mount", "costa": "coast", "cote": "coast",
    "plateau": "plateau", "planalto": "plateau", "meseta": "plateau", "mar": "sea", "mer": "sea", "canal": "channel",
    "delta": "delta", "gunung": "mount", "jabal": "mount", "jebel": "mount", "djebel": "mount", "pulau": "island",
    "kepulauan": "islands", "teluk": "bay", "selat": "strait", "nevado": "mount", "chapada": "plateau",
    "massif": "mountains",
}  # fmt: skip
OF = r"(?:de la|de los|de las|de l|de|del|della|delle|des|du|do|da|dos|das|d|di|of)"
FOREIGN = re.compile(
    rf"({'|'.join(sorted(GENERIC, key=len, reverse=True))}) (?:{OF} )?(?:el |la |le |los |las |l )?(.+)"
)
TRAILING = re.compile(
    r"(.+) (?:island|islands|isles|group|chain|archipelago|mountains|range|peninsula|plateau|desert|hills|highlands|"
    r"plain|plains|lowland|basin|upland|uplands|coast|sea|gulf|bay|strait|valley|region|river|volcano|atoll|mts|mtn)"
)


def other_spellings(folded: str) -> Iterator[str]:
    """Spellings to try instead of a folded name, the nearest first: "lofoten is" gives "lofoten islands"."""
    words = folded.split()
    if not words:
        return
    expanded = [
        ABBREVIATED.get(word, word) if number in (0, len(words) - 1) or word in "nsew" else word
        for number, word in enumerate(words)
    ]
    full = " ".join(expanded)
    if full != folded:
        yield full
    if foreign := FOREIGN.fullmatch(full):
        generic, name = GENERIC[foreign[1]], foreign[2]
        yield from (f"{generic} of {name}", f"{name} {generic}", f"{generic} {name}", name)
    if bare := TRAILING.fullmatch(full):
        yield bare[1]
        yield from (f"{bare[1]} {word}" for word in ("islands", "island", "mountains", "range", "peninsula", "desert"))
    yield from (f"{full} {word}" for word in ("islands", "mountains", "peninsula", "desert", "island", "plateau"))
