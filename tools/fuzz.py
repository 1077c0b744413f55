"""Give spoilt files to every reader, and say what became of them.

`python -m tools.fuzz` reads a hundred thousand; `--inputs 700` fewer; `--only record 9` one again.
A reader may refuse a file by the one error that there is for it, or read what was written. It is
an error if it raises another one, takes more than two seconds, or writes outside its folder.
"""

import argparse
import gzip
import hashlib
import json
import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from adamtext.lab import cache, embedded, kept, results, unpack
from adamtext.lab.mirrors import File
from adamtext.lab.reading import Damaged
from adamtext.lab.trials import PROTOCOL, Trial
from adamtext.lab.writing import checksum
from adamtext.teach import schedule
from tools import fuzz_inputs

SECONDS = 2  # for one input
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SMALL = {
    "mnist": {"train-labels-idx1-ubyte": bytes(8) + bytes(range(200))},
    "cifar10": {f"data_batch_{k}.bin": bytes(range(40 * k, 40 * k + 40)) * 9 for k in (1, 2)},
    "imdb": {"train-neg.txt": b"It's bad.\nbad, bad\n", "test-pos.txt": b"a good caf\xc3\xa9\n"},
}
ARCHIVES = {
    "mnist": b"".join(SMALL["mnist"].values()),
    "cifar10": fuzz_inputs.tar({f"cifar/{name}": one for name, one in SMALL["cifar10"].items()}),
    "imdb": fuzz_inputs.tar({
        "aclImdb/train/neg/0_3.txt": b"It's  bad.",
        "aclImdb/train/neg/1_2.txt": b"bad, bad",
        "aclImdb/README": b"about",
        "aclImdb/test/pos/0_9.txt": b" a good\tcaf\xc3\xa9 ",
    }),
}  # fmt: skip
TRIAL = Trial("logistic regression, MNIST", "adam", {"alpha": 0.01}, passes=1, rows=256)
RESULT = {"trial": TRIAL.as_dict(), "outcome": "finished", "why": "", "noisy": [2.1], "cost": [2.3]}
RESULT |= {"seconds": {"all": 0.5}, "where": {"machine": "here"}, "protocol": PROTOCOL}
CARD = schedule.Memory(NOW, NOW, 3.0, 5.0, 2, 0, 4, 1)


class Changed(Exception):
    """What was read is not what was written, and nothing refused it."""


def full(name):
    """Return the reader of what the mirrors of a set serve: good input, spoil, read."""

    def spoil(rng, good):
        if name == "mnist":
            return fuzz_inputs.spoil(rng, gzip.compress(good, 1) if rng.random() < 0.8 else good)
        return fuzz_inputs.spoil_archive(rng, good)

    def read(path):
        sizes = {file: len(content) for file, content in SMALL[name].items()}
        found = {}
        for file, content in unpack.unpack(name, path, sizes):
            if content != SMALL[name][file]:
                with patch.dict(cache.FILES, {name: known(name)}):
                    cache.store(name, file, content)  # which must refuse it
                raise Changed(file)
            found[file] = content
        if found != SMALL[name]:
            raise Damaged("the archive lacks files")

    return ARCHIVES[name], spoil, read


def known(name):
    return {
        file: File(len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        for file, content in SMALL[name].items()
    }


def cached():
    """Return the reader of files in the cache: it says which are damaged."""

    def read(path):
        file = next(iter(SMALL["mnist"]))
        folder = Path(os.environ["ADAMTEXT_CACHE"]) / "mnist"
        folder.mkdir(exist_ok=True)
        os.replace(path, folder / file)
        with patch.dict(cache.FILES, {"mnist": known("mnist")}):
            if cache.states("mnist") != {file: "present"}:
                raise Damaged("as it should say")

    return ARCHIVES["mnist"], fuzz_inputs.spoil, read


def small(file):
    """Return the reader of an embedded file."""
    good = (embedded.DATA / file).read_bytes()
    whole = embedded.fingerprint(embedded.read(file))

    def read(path):
        os.replace(path, path.with_name(file))
        with patch.object(embedded, "DATA", path.parent):
            if embedded.fingerprint(embedded.read(file)) != whole:
                raise Changed(file)

    return good, fuzz_inputs.spoil, read


def as_record(content):
    head = {"format": results.FORMAT, "sha256": checksum(content)}
    return json.dumps(head | content).encode()


def record():
    """Return the reader of records, half of which have a checksum that is right for the damage."""
    place = {"machine": "here"}
    groups = {"tuning": {}, "results": {"Adam": [RESULT | {"where": 0}]}}
    content = {"figure": "fig0", "size": "full", "protocol": PROTOCOL, "command": "", "missing": 0}
    content |= {"shared": {}, "where": [place], **groups}

    def spoil(rng, good):
        if rng.random() < 0.5:
            return fuzz_inputs.spoil(rng, good)
        return as_record(fuzz_inputs.spoil_json(rng, json.dumps(content)))

    def read(path):
        os.replace(path, path.with_name("fig0-full.json"))
        found = results.recorded("fig0", folder=path.parent)
        results.restore(found, path.parent / "restored")
        if found != {name: one for name, one in content.items() if name != "shared"}:
            return "other"
        return None

    return as_record(content), spoil, read


def stored():
    """Return the reader of single results."""
    good = json.dumps(RESULT | {"sha256": checksum(RESULT)}).encode()

    def spoil(rng, good):
        if rng.random() < 0.5:
            return fuzz_inputs.spoil(rng, good)
        return json.dumps(fuzz_inputs.spoil_json(rng, good)).encode()

    def read(path):
        os.replace(path, kept.path_of(TRIAL, path.parent))
        kept.older(path.parent)
        found = kept.stored(TRIAL, path.parent)
        if found is None:
            raise Damaged("it is run again")
        if found != RESULT:
            return "other"
        return None

    return good, spoil, read


def progress():
    """Return the reader of cards' progress: what it accepts, one can go on with."""
    whole = {"a": CARD, "b": CARD}

    def spoil(rng, good):
        if rng.random() < 0.5:
            return fuzz_inputs.spoil(rng, good)
        return json.dumps(fuzz_inputs.spoil_json(rng, good)).encode()

    def read(path):
        found = schedule.load(path)
        schedule.due(["a", "b", "c"], found, NOW)
        for memory in found.values():
            schedule.grade(memory, "good", NOW)
        schedule.save(found, path)
        if schedule.load(path) != found:
            raise Changed("saved and read again")
        return None if found == whole else "other"

    return schedule.written(whole).encode(), spoil, read


READERS = {
    "mnist, gzip": lambda: full("mnist"),
    "cifar10, tar": lambda: full("cifar10"),
    "imdb, tar": lambda: full("imdb"),
    "cache": cached,
    "labels.npz": lambda: small("cifar10_2000_1000_labels.npz"),
    "topics.npz": lambda: small("topics_python311.npz"),
    "record": record,
    "result": stored,
    "progress": progress,
}
BOMB = gzip.compress(bytes(2**28), 1)  # a quarter of a gigabyte out of a megabyte


def spoilt(name, number, good, spoil):
    """Return input ``number`` of a reader: its bytes, or for some numbers a size of zeros."""
    if number == 0:
        return BOMB
    if number == 1:
        return b"[" * 200_000
    if number == 2:
        return 2**33  # bytes of a file with a hole
    return spoil(random.Random(f"{name} {number}"), good)


def judge(name, number, made):
    """Let a reader read one input; return what became of it, in words."""
    good, spoil, read = made
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "cache"
        folder.mkdir()
        path = folder / "input"
        data = spoilt(name, number, good, spoil)
        with open(path, "wb") as file:
            file.truncate(data) if isinstance(data, int) else file.write(data)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            with patch.dict(os.environ, ADAMTEXT_CACHE=str(folder)):
                verdict = read(path) or "unchanged"
        except Damaged as error:
            verdict = "refused" if str(error) else "error: it says nothing"
        except OSError as error:  # of the store, which compares hashes
            verdict = "refused" if "came with" in str(error) else f"error: {error!r}"
        except Exception as error:
            verdict = f"error: {type(error).__name__}: {error}"
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        outside = [one.name for one in Path(root).iterdir() if one.name != "cache"]
    return f"error: wrote {outside}" if outside else verdict


def late(*_):
    raise TimeoutError(f"more than {SECONDS} s")


def examine(job):
    """Give inputs to one reader; return its row, and the first errors. Runs in a process alone."""
    name, numbers = job
    signal.signal(signal.SIGALRM, late)
    made, found, errors = READERS[name](), Counter(), []
    judge(name, 3, made)  # what is loaded by the way is loaded
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in numbers:
        verdict = judge(name, number, made)
        found[verdict.partition(":")[0]] += 1
        if verdict.startswith("error"):
            errors.append(f"{name} {number}: {verdict}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return name, found, peak / 1024, errors[:5]


def table(rows):
    """Yield the lines of the table: what became of the inputs of each reader."""
    columns = "refused", "unchanged", "other", "error"
    yield f"{'reader':14}{'inputs':>9}" + "".join(f"{one:>11}" for one in columns) + "   peak MB"
    for name, found, peak in rows:
        counts = "".join(f"{found[one]:11,}" for one in columns)
        yield f"{name:14}{found.total():9,}{counts}{peak:10.0f}"


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=102_600, help="of all readers together")
    parser.add_argument("--only", nargs=2, metavar=("READER", "NUMBER"), help="one input again")
    args = parser.parse_args(argv)
    if args.only:
        print(judge(args.only[0], int(args.only[1]), READERS[args.only[0]]()))
        return 0
    each = max(args.inputs // len(READERS), 4)
    size = -(-each // 20)
    jobs = [(name, range(k, min(k + size, each))) for k in range(0, each, size) for name in READERS]
    rows, errors, start = {name: (Counter(), [0]) for name in READERS}, [], time.monotonic()
    with multiprocessing.Pool(2, maxtasksperchild=1) as pool:
        for done, (name, found, peak, wrong) in enumerate(pool.imap_unordered(examine, jobs), 1):
            rows[name][0].update(found)
            rows[name][1].append(peak)
            errors += wrong
            if done % len(READERS) == 0:
                left = (time.monotonic() - start) * (len(jobs) - done) / done
                print(f"{done} of {len(jobs)} parts, {left:.0f} s to go", file=sys.stderr)
    print(*table((name, found, max(peaks)) for name, (found, peaks) in rows.items()), sep="\n")
    print(*errors, sep="\n")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
