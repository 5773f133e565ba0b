"""Throw damaged input at every reader of geomap and see that it refuses what it can't read, in time and in memory.

    python tools/fuzz.py [TARGET ...] [--cases 100000] [--seed 7] [--state FOLDER] [--engine mutation|atheris]
                         [--growth] [--list]

Each case is made of the target's examples by chance (the same target, seed and number give the same case) and run in a
forked process with at most 2 GiB of its own memory and 20 s of processor time a case. A finding is any exception but
GeomapError, a broken promise of the target (an AssertionError), too much time or memory, or a process that died; the
cases are printed in base64. With ``--state`` a run that was killed goes on where it was. ``--engine atheris`` lets
libFuzzer search by coverage (``pip install atheris``).
``--growth`` measures instead how time grows when each of the target's words stands thousands of times in an example.

Prints a JSON object a target; exit status 1 when anything was found.
"""

from __future__ import annotations

import argparse
import base64
import copy
import json
import mmap
import os
import random
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from fuzz_targets import TARGETS, Target

from geomap.errors import GeomapError
from geomap.files import write_atomically

__all__ = ["fuzz", "growth", "mutated"]

MEMORY = 2 << 30
SECONDS = 20
MOST_FINDINGS = 8
LONGEST = 3_000
"""Characters of a mutated case, about; the growth of time with the length is measured apart."""
GROWTH_SIZES = (16_000, 64_000)
MOST_GROWTH = 8.0
"""For four times the length; a quadratic reader takes sixteen times as long."""
NOTED_AFTER = 10.0
"""Seconds after which a run notes how far it is."""
UNMEASURABLE = 0.25
"""Seconds below which a time says nothing on a busy machine."""
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, -180.5, 91, 2**63, 0.1, float("nan"), "", "x", "\ud800", "\0", "</script>", "2016-02-30",
    "-0400-01-01", "\U0001f1f1", [], {}, [[]], [None], [0, 0], [[[0, 0], [1, 1], [0, 0]]], "a" * 2000,
)  # fmt: skip
NUMBERS = (b"0", b"-1", b"99999999999999999999", b"1e999", b"2147483648", b"0.0000001", b"NaN")


def mutated(chance: random.Random, target: Target) -> bytes:
    """A case: an example changed in a few places, or for prose a salad of the target's words."""
    if target.prose and chance.random() < 0.5:
        return b" ".join(chance.choice(target.words) for _ in range(chance.randint(1, 60)))
    example = chance.choice(target.examples)
    if target.as_json and chance.random() < 0.7:
        return _with_other_values(example, chance)
    data = bytearray(example)
    for _ in range(min(12, 1 + int(chance.expovariate(0.4)))):
        _change(data, chance, target)
    return bytes(data[: LONGEST + len(example)])


def _with_other_values(example: bytes, chance: random.Random) -> bytes:
    """The JSON with one to three of its values replaced, copied from elsewhere in it, or taken away."""
    whole = json.loads(example)
    for _ in range(chance.randint(1, 3)):
        spots = list(_spots(whole))
        if not spots:
            break
        holder, key = chance.choice(spots)
        other, name = chance.choice(spots)
        kind = chance.randrange(4)
        if kind == 0 and len(holder) > 1:
            del holder[key]
        elif kind == 1:
            holder[key] = json.loads(json.dumps(other[name]))
        else:
            holder[key] = copy.deepcopy(chance.choice(VALUES))
    return json.dumps(whole).encode()


def _spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every value in a tree as what holds it and where."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        yield value, key
        yield from _spots(one)


def _change(data: bytearray, chance: random.Random, target: Target) -> None:
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + 1 + int(chance.expovariate(0.05)))
    kind = chance.randrange(9)
    if kind == 0 and at < len(data):
        data[at] = chance.choice((0, 9, 10, 32, 127, 128, 255, data[at] ^ (1 << chance.randrange(8))))
    elif kind == 1:
        data[at:end] = b""
    elif kind == 2:
        data[at:at] = data[at:end] * chance.choice((1, 2, 5, 40))
    elif kind in (3, 4):
        data[at:at] = chance.choice(target.words) * chance.choice((1, 1, 1, 2, 30))
    elif kind == 5:
        data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 6)))
    elif kind == 6:
        other = chance.choice(target.examples)
        start = chance.randrange(len(other) + 1)
        data[at:end] = other[start : start + chance.randint(1, 200)]
    elif kind == 7:
        _change_number(data, at, chance)
    else:
        letters = "".join(chr(chance.choice((chance.randrange(0x20, 0xD7FF), chance.randrange(0xE000, 0x10FFFF))))
                          for _ in range(chance.randint(1, 4)))  # fmt: skip
        data[at:at] = letters.encode()


def _change_number(data: bytearray, at: int, chance: random.Random) -> None:
    """Replace the next number by one at the edge of what fits."""
    first = next((place for place in range(at, len(data)) if 48 <= data[place] <= 57), None)
    if first is not None:
        last = next((place for place in range(first, len(data)) if not 48 <= data[place] <= 57), len(data))
        data[first:last] = chance.choice(NUMBERS)


class _TooSlow(Exception):  # noqa: N818 - it says what is the case
    """A case used up its processor time."""


def fuzz(name: str, cases: int, seed: int = 7, folder: Path | None = None) -> dict[str, Any]:
    """Run a target's cases; what was found, how many were refused, and what the dearest one cost.

    With ``folder`` the cases go on behind those that are noted there, and are noted in turn: a run may be killed and
    begun again, and its figures are of all cases together.
    """
    with mmap.mmap(-1, 8) as place, tempfile.TemporaryDirectory() as work:
        state = (folder or Path(work)) / f"{name}-{seed}.json"
        told = _noted(state)
        while told["cases"] < cases and len(told["findings"]) < MOST_FINDINGS:
            first = told["cases"]
            place[:8] = struct.pack("<q", first)
            worker = os.fork()
            if worker == 0:
                try:
                    _work(TARGETS[name], range(first, cases), seed, place, state, Path(work))
                finally:
                    os._exit(1)
            _, status = os.waitpid(worker, 0)
            told = _noted(state)
            if os.waitstatus_to_exitcode(status) != 0:
                told["cases"] = struct.unpack("<q", place[:8])[0] + 1
                told["findings"].append(_finding(name, told["cases"] - 1, seed, f"the process died ({status})"))
                write_atomically(state, json.dumps(told))
    return told


def _noted(state: Path) -> dict[str, Any]:
    """How far a target's cases have come."""
    if state.is_file():
        told: dict[str, Any] = json.loads(state.read_text(encoding="utf-8"))
        return told
    return {"cases": 0, "seconds": 0.0, "refused": 0, "slowest_ms": 0, "peak_mib": 0, "findings": []}


def _work(target: Target, numbers: range, seed: int, place: mmap.mmap, state: Path, work: Path) -> NoReturn:
    """The forked process: run cases to the end, and note every few seconds how far they are."""
    parent = os.getppid()
    tempfile.tempdir = str(work)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, _too_slow)
    told = _noted(state)
    run = target.prepare()
    since = time.monotonic()
    for number in numbers:
        place[:8] = struct.pack("<q", number)
        start = time.process_time()
        _one_case(target, run, number, seed, told)
        told["cases"] = number + 1
        told["slowest_ms"] = max(told["slowest_ms"], round(1000 * (time.process_time() - start)))
        stops = len(told["findings"]) >= MOST_FINDINGS or number + 1 == numbers.stop
        if stops or time.monotonic() - since > NOTED_AFTER:
            told["peak_mib"] = max(told["peak_mib"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
            told["seconds"] = round(told["seconds"] + time.monotonic() - since, 1)
            since = time.monotonic()
            write_atomically(state, json.dumps(told))
            print(f"{target.name}: {number + 1:,} of {numbers.stop:,}, {told['refused']:,} refused, "
                  f"{len(told['findings'])} found", file=sys.stderr, flush=True)  # fmt: skip
        if stops or os.getppid() != parent:
            break
    os._exit(0)


def _one_case(target: Target, run: Callable[[bytes], None], number: int, seed: int, told: dict[str, Any]) -> None:
    """Run a case; each sort of finding is told once."""
    case = mutated(random.Random(f"{target.name} {seed} {number}"), target)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        run(case)
    except GeomapError:
        told["refused"] += 1
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        if all(not finding["what"].startswith(where) for finding in told["findings"]):
            told["findings"].append(_finding(target.name, number, seed, f"{where}: {str(error)[:200]}"))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _too_slow(signal_number: int, frame: object) -> None:
    raise _TooSlow(f"more than {SECONDS} s")


def _finding(name: str, number: int, seed: int, what: str) -> dict[str, Any]:
    case = mutated(random.Random(f"{name} {seed} {number}"), TARGETS[name])
    return {"case": number, "what": what, "input": base64.b64encode(case).decode()}


def growth(name: str) -> dict[str, Any]:
    """How the time grows with the length: for each word of the target, and for its examples, four times as many."""
    target = TARGETS[name]
    run = target.prepare()
    findings: list[dict[str, Any]] = []
    measured, worst = 0, 0.0
    for pump, before, after in _pumps(target):
        spent = [_seconds(run, before + pump * (size // len(pump)) + after) for size in GROWTH_SIZES]
        measured += 1
        worst = max(worst, spent[1])
        if spent[1] > UNMEASURABLE and spent[1] > MOST_GROWTH * spent[0]:
            findings.append({"pump": pump[:60].decode("utf-8", "replace"), "seconds": [round(one, 3) for one in spent]})
    return {"pumps": measured, "longest_s": round(worst, 2), "findings": findings}


def _seconds(run: Callable[[bytes], None], case: bytes) -> float:
    start = time.process_time()
    with suppress(GeomapError):
        run(case)
    return time.process_time() - start


def _pumps(target: Target) -> Iterator[tuple[bytes, bytes, bytes]]:
    """What is repeated, and what stands before and after it."""
    frames = [(b"", b""), *((example[: at], example[at:]) for example in target.examples[:2]
                            for at in (len(example) // 3, 2 * len(example) // 3))]  # fmt: skip
    for pump in (*target.words, *(example for example in target.examples if len(example) < 2000)):
        for before, after in frames if pump in target.words else frames[:1]:
            if pump:
                yield pump, before, after


def by_coverage(name: str, cases: int, seed: int) -> dict[str, Any]:
    """Let libFuzzer look for new ways through the code; it stops at its first finding."""
    with tempfile.TemporaryDirectory() as corpus:
        for number, example in enumerate(TARGETS[name].examples):
            (Path(corpus) / f"example-{number}").write_bytes(example)
        words = Path(corpus).with_suffix(".dict")
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in TARGETS[name].words if word), encoding="ascii")
        command = [sys.executable, __file__, "--inside", name, f"-runs={cases}", f"-seed={seed}", f"-dict={words}",
                   f"-rss_limit_mb={MEMORY >> 20}", f"-timeout={SECONDS}", f"-max_len={LONGEST}",
                   f"-artifact_prefix={corpus}/found-", corpus]  # fmt: skip
        started = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        words.unlink()
        findings = [
            {"what": done.stderr[-1500:], "input": base64.b64encode(path.read_bytes()).decode()}
            for path in Path(corpus).glob("found-*")
        ]
        if done.returncode and not findings:
            findings.append({"what": done.stderr[-1500:], "input": ""})
        progress = [line for line in done.stderr.splitlines() if line.startswith("#")]
        return {"seconds": round(time.monotonic() - started, 1), "last": progress[-1:], "findings": findings}


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def _inside(name: str, arguments: list[str]) -> NoReturn:
    """What runs under libFuzzer."""
    atheris = import_module("atheris")

    with atheris.instrument_imports(include=["geomap"]):
        run = TARGETS[name].prepare()

    def one(data: bytes) -> None:
        try:
            run(data)
        except GeomapError:
            return

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()
    raise SystemExit


def main() -> int:
    """Run what is asked for and print what was found."""
    if sys.argv[1:2] == ["--inside"]:
        _inside(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--state", type=Path, help="a folder that keeps how far each target is")
    parser.add_argument("--engine", choices=("mutation", "atheris"), default="mutation")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list:
        print("\n".join(f"{target.name}: {target.about}" for target in TARGETS.values()))
        return 0
    if options.state:
        options.state.mkdir(parents=True, exist_ok=True)
    unknown = sorted({*options.targets} - {*TARGETS})
    if unknown:
        parser.error(f"no target {', '.join(unknown)}; there is {', '.join(TARGETS)}")
    found = False
    for name in options.targets or TARGETS:
        if options.growth:
            result = growth(name)
        elif options.engine == "atheris":
            result = by_coverage(name, options.cases, options.seed)
        else:
            result = fuzz(name, max(1, int(options.cases * TARGETS[name].share)), options.seed, options.state)
        found = found or bool(result["findings"])
        print(json.dumps({name: result}), flush=True)
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
