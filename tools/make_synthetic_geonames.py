"""Write a made-up gazetteer dump in GeoNames' own format, at any size: to test and to time `geomap gazetteer build`.

    python tools/make_synthetic_geonames.py OUT.txt|OUT.zip [--rows 13000000] [--seed 1]

Nothing in it is a real place. Shares of the feature classes, length and reuse of names, the number of alternate names
and the share of names with diacritics are roughly those of the real dump. The same rows and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROWS = 13_000_000
CHUNK = 100_000
FIRST_ID = 50_000_000  # above every id that GeoNames has given

# Codes with their share of all rows, in thousandths.
CODES = {
    ("P", "PPL"): 330, ("P", "PPLX"): 12, ("P", "PPLL"): 14, ("P", "PPLQ"): 6, ("P", "PPLA4"): 4, ("P", "PPLF"): 18,
    ("S", "SCH"): 48, ("S", "CH"): 35, ("S", "HTL"): 22, ("S", "BLDG"): 14, ("S", "FRM"): 24, ("S", "HSP"): 6,
    ("S", "PO"): 8, ("S", "AIRP"): 3, ("S", "CMTY"): 22, ("H", "STM"): 130, ("H", "LK"): 28, ("H", "SPNG"): 10,
    ("H", "WLL"): 8, ("H", "BAY"): 6, ("H", "CNL"): 6, ("T", "MT"): 62, ("T", "HLL"): 32, ("T", "VAL"): 16,
    ("T", "ISL"): 14, ("T", "CAPE"): 8, ("T", "PK"): 4, ("A", "ADM4"): 22, ("A", "ADM3"): 15, ("A", "ADMD"): 8,
    ("A", "ADM2"): 3, ("L", "LCTY"): 26, ("L", "PRK"): 10, ("R", "RD"): 4, ("V", "FRST"): 6, ("U", "SMU"): 2,
    ("", ""): 1,
}  # fmt: skip
COUNTRIES = ("US CN IN NO MX ID RU IR DE PK TH FR BR CA ES IT GB PL AU TR NE LY ML GR JP UA CO PE AR ZA").split()  # noqa: SIM905 - a list would be thrice as long
ONSETS = ("b br c ch d dr f g gr h j k kh l m n p pr qu r s sh st t tr v w y z al").split()  # noqa: SIM905 - a list would be thrice as long
VOWELS = ("a e i o u a e i o ä é í ö ou ai ei ā ı").split()  # noqa: SIM905 - a list would be thrice as long
CODAS = ["", "", "", "n", "r", "s", "l", "m", "t", "nd", "rt", "ş", "k"]
GENERIC = [
    "",
    "",
    "",
    "",
    "",
    "",
    " Creek",
    " River",
    " School",
    " Hill",
    " Village",
    " Church",
    " Lake",
    " Nuevo",
    "-sur-Mer",
]
LEADING = [
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "San ",
    "Lake ",
    "Mount ",
    "Saint ",
    "Al ",
    "El ",
    "Bol’shoye ",
    "Nizhniy ",
    "La ",
]
OTHER_SCRIPT = "абвгдежзиклмнопрстуфхц"


def main() -> None:
    """Write the dump."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.output, options.rows, options.seed)


def write(output: Path, rows: int, seed: int = 1) -> None:
    """Write the dump to ``output``; a name that ends in .zip gets a zip with an allCountries.txt."""
    if output.suffix != ".zip":
        with output.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(chunks(rows, seed))
        return
    member = zipfile.ZipInfo("allCountries.txt", (2026, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    with (
        zipfile.ZipFile(output, "w", compresslevel=1) as archive,
        archive.open(member, "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as stream,
    ):
        stream.writelines(chunks(rows, seed))


def chunks(rows: int, seed: int) -> Iterator[str]:
    """The text of the dump, piece by piece; one row a line."""
    random = np.random.Generator(np.random.PCG64(seed))
    words = _words(random, 60_000)
    # As in the real dump: neighbouring ids, but not in the order of the lines.
    for start in range(0, rows, CHUNK):
        yield _chunk(random, words, start, min(CHUNK, rows - start))


def _words(random: np.random.Generator, number: int) -> list[str]:
    syllables = [onset + vowel + coda for onset in ONSETS for vowel in VOWELS for coda in CODAS]
    lengths = random.choice([1, 2, 3, 4], size=number, p=[0.1, 0.5, 0.3, 0.1])
    picks = iter(random.integers(0, len(syllables), size=int(lengths.sum())).tolist())
    return ["".join(syllables[next(picks)] for _ in range(length)).capitalize() for length in lengths.tolist()]


def _chunk(random: np.random.Generator, words: list[str], start: int, size: int) -> str:
    names = _names(random, words, size)
    number_of_others = np.minimum(random.geometric(0.47, size=size) - 1, 40)
    others = iter(_names(random, words, int(number_of_others.sum())))
    scripts = iter(random.random(int(number_of_others.sum())).tolist())
    ids = (FIRST_ID + start + random.permutation(size)).tolist()
    lats, lons = random.uniform(-60, 75, size).tolist(), random.uniform(-180, 180, size).tolist()
    codes, shares = list(CODES), np.array(list(CODES.values()), dtype=float)
    picked = random.choice(len(codes), size=size, p=shares / shares.sum()).tolist()
    admins = random.integers(0, 90, size=(size, 2)).tolist()
    crowds = np.where(random.random(size) < 0.05, random.pareto(0.9, size) * 500, 0).clip(0, 2e7).astype(int).tolist()
    rows = []
    for row in range(size):
        name = names[row]
        alternates = ",".join(_other(next(others), next(scripts)) for _ in range(number_of_others[row]))
        letter, code = codes[picked[row]]
        country = COUNTRIES[(start // CHUNK) % len(COUNTRIES)]
        ascii_name = name if name.isascii() else name.encode("ascii", "replace").decode().replace("?", "a")
        admin1, admin2 = admins[row]
        rows.append(
            f"{ids[row]}\t{name}\t{ascii_name}\t{alternates}\t{lats[row]:.5f}\t{lons[row]:.5f}\t{letter}\t{code}\t{country}\t\t"
            f"{admin1:02}\t{admin1:02}{admin2:02}\t\t\t{crowds[row] if letter in 'PA' else 0}\t\t{admin2 * 9}\t"
            f"Europe/Rome\t2024-05-{1 + admin1 % 28:02}\n"
        )
    return "".join(rows)


def _names(random: np.random.Generator, words: list[str], size: int) -> list[str]:
    """Names of one or two words; a few words are very common, as with "San José", and most are rare."""
    ranks = (random.pareto(0.55, size=(size, 2)) * 40).clip(0, 1e9).astype(np.int64) % len(words)
    seconds = (random.random(size) < 0.42).tolist()
    tails = random.integers(0, len(GENERIC), size=size).tolist()
    heads = random.integers(0, len(LEADING), size=size).tolist()
    pairs: Any = ranks.tolist()
    return [
        f"{LEADING[head]}{words[first]}{' ' + words[second] if has_second else ''}{GENERIC[tail]}"
        for head, (first, second), has_second, tail in zip(heads, pairs, seconds, tails, strict=True)
    ]


def _other(name: str, script: float) -> str:
    """An alternate name: three in ten are in another script."""
    if script < 0.7:
        return name
    return "".join(OTHER_SCRIPT[ord(letter) % len(OTHER_SCRIPT)] for letter in name if letter.isalpha()).capitalize()


if __name__ == "__main__":
    main()
