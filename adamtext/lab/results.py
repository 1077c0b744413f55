"""Results of trials on disk: each is written at once, whole or not at all."""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from adamtext.lab.cache import cache_folder
from adamtext.lab.trials import PROTOCOL, Trial

RECORDED = Path(__file__).parent / "recorded"
FORMAT = 1  # of a recorded file


class DamagedResult(ValueError):
    """A file of results that cannot be read, or was written by another version."""


def results_folder():
    """Where trials are kept: the folder that ADAMTEXT_RESULTS names, or one in the data cache."""
    named = os.environ.get("ADAMTEXT_RESULTS")
    return Path(named) if named else cache_folder() / "experiments"


def path_of(trial, folder):
    """File of a trial's result: named by the rule, and by a hash of all that defines the run."""
    return Path(folder) / f"{trial.rule}-{checksum([PROTOCOL, trial.as_dict()])[:16]}.json"


def store(result, folder):
    """Write a trial's result into ``folder``, atomically.

    Raises
    ------
    OSError
        If it cannot be written, a full disk included. What was there before is still there.
    """
    write_whole(path_of(Trial(**result["trial"]), folder), json.dumps(result) + "\n")


def stored(trial, folder):
    """Return the result of ``trial`` in ``folder``, or None where it is still to be had.

    A trial that failed, and a file that is damaged, are still to be had: they are run again.
    """
    try:
        result = json.loads(path_of(trial, folder).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    expected = {"trial": trial.as_dict(), "protocol": PROTOCOL}
    if not isinstance(result, dict) or {key: result.get(key) for key in expected} != expected:
        return None
    return result if result.get("outcome") in ("finished", "diverged") else None


def record(figure, size, tuning, results, command, folder=RECORDED):
    """Write the results of a figure into one compact file, which goes with the package.

    ``tuning`` and ``results`` are what :func:`adamtext.lab.figures.run_figure` returns; they may
    lack trials that were not run. ``command`` is the command line that makes them. Returns the
    path of the file.
    """
    places = []

    def compact(result):
        if result["where"] not in places:
            places.append(result["where"])
        return result | {"where": places.index(result["where"])}

    def compact_all(groups):
        return {label: [compact(one) for one in group] for label, group in groups.items()}

    content = {"figure": figure, "size": size, "command": command, "where": places}
    content |= {"tuning": compact_all(tuning), "results": compact_all(results)}
    path = Path(folder) / f"{figure}-{size}.json"
    head = {"format": FORMAT, "sha256": checksum(content)}
    write_whole(path, json.dumps(head | content, separators=(",", ":")) + "\n")
    return path


def recorded(figure, size="full", folder=RECORDED):
    """Return a recorded figure, as :func:`record` wrote it into ``folder`` at that ``size``.

    Returns
    -------
    dict
        ``results`` and ``tuning`` are dictionaries from a contestant's name to its list of
        results; ``command`` made them, and ``where`` lists the versions and machines to which
        each result's own ``where`` is an index.

    Raises
    ------
    FileNotFoundError
        If that figure was not recorded at that size.
    DamagedResult
        If the file does not hold what was written, or is of another format.
    """
    path = Path(folder) / f"{figure}-{size}.json"
    try:
        content = json.loads(path.read_text("utf-8"))
        form, digest = content.pop("format"), content.pop("sha256", None)
    except FileNotFoundError:
        there = ", ".join(sorted(file.stem for file in Path(folder).glob("*.json"))) or "nothing"
        message = f"no recorded run of {figure} ({size}) in {folder}; there is: {there}"
        raise FileNotFoundError(message) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedResult(f"{path} is damaged: {type(error).__name__}: {error}") from error
    if form != FORMAT:
        raise DamagedResult(f"{path} has format {form}, this adamtext reads format {FORMAT}")
    if checksum(content) != digest:
        raise DamagedResult(f"{path} is damaged: its content does not have its checksum")
    return content


def checksum(content):
    """SHA-256 of what JSON makes of ``content``."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def write_whole(path, text):
    """Write a file such that under its name there is never a part of it.

    Raises
    ------
    OSError
        If it cannot be written: with its path.
    """
    # not of tempfile, whose files only their owner may read
    part = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(part, "x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()
        if isinstance(error, OSError):  # which does not always say where
            message = f"cannot write {path}: {error.strerror or error}"
            raise OSError(error.errno, message) from error
        raise
