"""The index of names for more names than fit into Python's memory: they wait in a temporary file, numbers in arrays."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.gazetteer.feature import QUALITIES
from geomap.gazetteer.geonames_dump import Progress
from geomap.gazetteer.in_processes import in_processes, processors
from geomap.gazetteer.writing import PENALTIES, PROMINENCE_UNITS, SEVERAL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MOST_BEARERS", "NameSpool", "NamesOfBlock"]

READ_BYTES = 1 << 22
SMALL_BYTES = 16_000_000
"""Up to this size of all keys starting processes takes longer than they save."""
KEY_SHIFT, WEIGHT_SHIFT = 38, 29  # key: 26 bits, weight: 9 bits, posting: 29 bits of an unsigned 64-bit number
POSTING = (1 << WEIGHT_SHIFT) - 1
HEAVIEST = 255
PART = 1 << 21
MOST_BEARERS = 100
"""Places kept for one name; of a thousand streams of the same name the least prominent can't be told apart anyway."""


class NamesOfBlock:
    """Collects (key, row, quality) of a block of rows, for :meth:`NameSpool.take`; it goes from process to process."""

    def __init__(self) -> None:
        self.keys: list[bytes] = []
        self.rows: list[NDArray[np.uint32]] = []
        self.qualities: list[NDArray[np.uint8]] = []

    def add(self, keys: Sequence[str], rows: Sequence[int] | NDArray[Any], qualities: Sequence[int] | int) -> None:
        """As :meth:`NameSpool.add`."""
        import numpy as np

        if not keys:
            return
        self.keys.append("\n".join(keys).encode() + b"\n")
        self.rows.append(np.asarray(rows, np.uint32))
        self.qualities.append(np.full(len(keys), qualities, np.uint8))


class NameSpool:
    """Collects (key, row, quality) in any order, and makes the sections of a gazetteer file of them.

    Keys are folded names without line breaks. Use as a context manager: the temporary file in ``folder`` goes with it.
    """

    def __init__(self, folder: Path) -> None:
        self._stream = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._rows: list[NDArray[np.uint32]] = []
        self._qualities: list[NDArray[np.uint8]] = []

    def __enter__(self) -> NameSpool:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def add(self, keys: Sequence[str], rows: Sequence[int] | NDArray[Any], qualities: Sequence[int] | int) -> None:
        """Note that these rows bear these names; ``qualities`` are indexes into ``QUALITIES``, or one for all."""
        block = NamesOfBlock()
        block.add(keys, rows, qualities)
        self.take(block, 0)

    def take(self, names: NamesOfBlock, first: int) -> None:
        """Note the names of a block whose rows are numbered from ``first``."""
        self._stream.writelines(names.keys)
        self._rows += [rows + rows.dtype.type(first) for rows in names.rows]
        self._qualities += names.qualities

    def sections(
        self, number_of_row: NDArray[np.int64], prominence: NDArray[np.uint8], progress: Progress
    ) -> dict[str, NDArray[Any]]:
        """The trie and the postings. ``number_of_row`` gives a row's record or -1; ``prominence`` is by record."""
        import marisa_trie
        import numpy as np

        size = self._stream.tell()
        distinct = (dict.fromkeys(block.split(b"\n")) for block in self._blocks("sorting the names", size, progress))
        trie = marisa_trie.BinaryTrie(chain.from_iterable(distinct))
        keys = np.concatenate(list(_numbered(self._blocks("joining names and places", size, progress), trie, size)))
        numbers = number_of_row[np.concatenate(self._rows)]
        kept = numbers >= 0
        progress("ranking the bearers of each name", 0, 0)
        noted = keys[kept].astype(np.uint64) << np.uint64(KEY_SHIFT)
        noted |= numbers[kept].astype(np.uint64) << np.uint64(2)
        noted |= np.concatenate(self._qualities)[kept]
        self._rows, self._qualities = [], []
        del keys, numbers, kept
        return {"names": np.frombuffer(trie.tobytes(), np.uint8), **_postings(noted, prominence, len(trie))}

    def _blocks(self, doing: str, size: int, progress: Progress) -> Iterator[bytes]:
        """The keys with line breaks between them, in large pieces."""
        self._stream.seek(0)
        rest, done = b"", 0
        while piece := self._stream.read(READ_BYTES):
            done += len(piece)
            progress(doing, done, size)
            keys, end, begun = piece.rpartition(b"\n")
            if end:
                yield rest + keys
            rest = begun if end else rest + begun


_trie: Any = None
"""Of a process that numbers keys."""


def _numbered(blocks: Iterator[bytes], trie: Any, size: int) -> Iterator[NDArray[np.uint32]]:
    """The numbers of the keys in the trie; where a process can be forked, which takes the trie along, in several."""
    if size < SMALL_BYTES or processors() == 1 or sys.platform != "linux":
        _learn(trie)
        yield from map(_numbers, blocks)
    else:
        yield from in_processes(_numbers, ((block,) for block in blocks), how="fork", prepare=_learn, given=trie)


def _learn(trie: Any) -> None:
    global _trie
    _trie = trie


def _numbers(block: bytes) -> NDArray[np.uint32]:
    import numpy as np

    return np.array(list(map(_trie.key_id, block.split(b"\n"))), np.uint32)


def _postings(noted: NDArray[np.uint64], prominence: NDArray[np.uint8], size: int) -> dict[str, NDArray[np.uint32]]:
    """For each key its one posting, or where in ``several`` its postings stand, the most prominent bearer first.

    ``noted`` holds key and posting of each name in one number; it is sorted in place and worked off in parts.
    """
    import numpy as np

    noted.sort()
    first = np.zeros(size, np.uint32)
    several: list[NDArray[np.uint32]] = []
    length = start = 0
    while start < len(noted):
        last = int(noted[min(start + PART, len(noted)) - 1]) >> KEY_SHIFT
        end = int(np.searchsorted(noted, np.uint64((last + 1) << KEY_SHIFT)))
        several.append(_postings_of_part(_ranked(noted[start:end], prominence), first, length))
        length += len(several[-1])
        start = end
    return {"postings": first, "several": np.concatenate(several) if several else np.zeros(0, np.uint32)}


def _ranked(noted: NDArray[np.uint64], prominence: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Each bearer of a key once, under its best quality, sorted by key and then by falling prominence."""
    import numpy as np

    unsigned = np.uint64
    bearer = noted >> unsigned(2)
    noted = noted[np.concatenate([[True], bearer[1:] != bearer[:-1]])]
    values = noted & unsigned(POSTING)
    penalties = np.array([round(PENALTIES[quality] * PROMINENCE_UNITS) for quality in QUALITIES], np.int16)
    lightness = HEAVIEST - (prominence[values >> unsigned(2)].astype(np.int16) - penalties[values & unsigned(3)])
    noted |= lightness.astype(np.uint64) << unsigned(WEIGHT_SHIFT)
    noted.sort()
    return noted


def _postings_of_part(noted: NDArray[np.uint64], first: NDArray[np.uint32], length: int) -> NDArray[np.uint32]:
    """Fill in ``first`` for these keys; the lists of those with several bearers, which begin at ``length``."""
    import numpy as np

    owners = noted >> np.uint64(KEY_SHIFT)
    starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))
    counts = np.diff(starts, append=len(owners))
    kept = np.arange(len(owners)) - np.repeat(starts, counts) < MOST_BEARERS
    values, owners = (noted[kept] & np.uint64(POSTING)).astype(np.uint32), owners[kept]
    counts = np.minimum(counts, MOST_BEARERS)
    starts = np.cumsum(counts) - counts
    alone = counts == 1
    first[owners[starts[alone]]] = values[starts[alone]]
    several, heads = _lists(values, starts[~alone], counts[~alone])
    first[owners[starts[~alone]]] = (heads + length).astype(np.uint32) | np.uint32(SEVERAL)
    return several


def _lists(
    values: NDArray[np.uint32], starts: NDArray[Any], counts: NDArray[Any]
) -> tuple[NDArray[np.uint32], NDArray[Any]]:
    """Counted lists one behind the other, and where each begins."""
    import numpy as np

    heads = np.concatenate([[0], np.cumsum(counts + 1)[:-1]]) if len(counts) else counts
    several = np.zeros(int((counts + 1).sum()), np.uint32)
    several[heads] = counts
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    several[np.repeat(heads + 1, counts) + within] = values[np.repeat(starts, counts) + within]
    return several, heads
