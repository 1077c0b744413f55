"""Results of trials on disk: each is written at once, whole or not at all."""

import json
import os
from pathlib import Path

from adamtext.lab.cache import cache_folder
from adamtext.lab.fields import fits, is_result
from adamtext.lab.reading import Damaged, read_json
from adamtext.lab.trials import PROTOCOL, Trial
from adamtext.lab.writing import checksum, write_whole

LARGEST = 2**23  # bytes of a result, which has some thousand numbers


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
    path = path_of(Trial(**result["trial"]), folder)
    write_whole(path, json.dumps(result | {"sha256": checksum(result)}) + "\n")


def stored(trial, folder):
    """Return the result of ``trial`` in ``folder``, or None where it is still to be had.

    A trial that failed, and a file that is damaged, are still to be had: they are run again.
    """
    try:
        result = read_json(path_of(trial, folder), LARGEST, "it is run again")
    except (FileNotFoundError, Damaged):
        return None
    if not fits(result):
        return None
    digest = result.pop("sha256", None)
    # those stored first have none: they must at least have all that a result has, and no more
    if not (is_result(result) if digest is None else digest == checksum(result)):
        return None
    expected = {"trial": trial.as_dict(), "protocol": PROTOCOL}
    if {key: result.get(key) for key in expected} != expected:
        return None
    return result if result.get("outcome") in ("finished", "diverged") else None


def older(folder):
    """Count the results in ``folder`` that another protocol stored: they are left as they are."""
    count = 0
    for path in Path(folder).glob("*.json"):
        try:
            result = read_json(path, LARGEST, "it is run again")
        except OSError:
            continue
        count += isinstance(result, dict) and result.get("protocol") != PROTOCOL
    return count
