"""Recorded figures: all results of a race in one file, which goes with the package."""

import json
import re
from contextlib import suppress
from pathlib import Path

from adamtext.lab.fields import is_figure
from adamtext.lab.kept import store, stored
from adamtext.lab.reading import INSTALL, Damaged, read_json, words
from adamtext.lab.trials import PROTOCOL, Trial
from adamtext.lab.writing import checksum, write_whole

RECORDED = Path(__file__).parent / "recorded"
FORMAT = 1  # of a recorded file
LARGEST = 2**23  # bytes: ten times what the largest record has
REMEDY = f"record it again, or {INSTALL}"


def record(figure, size, state, command, folder=RECORDED):
    """Write how far a figure has come into one compact file, which goes with the package.

    ``state`` is the :class:`~adamtext.lab.races.Progress`; trials may be missing. ``command`` is
    the command line that makes them. Returns the path of the file.

    Raises
    ------
    FileExistsError
        If there is a record of another protocol under that name: it is left as it is.
    ValueError
        If figure or size are no plain names: a record leaves its folder for none.
    """
    path = _place(folder, figure, size)
    if path.exists() and (found := protocol_of(read_record(path))) != PROTOCOL:
        raise FileExistsError(
            f"{path} was recorded by protocol {found}, this is protocol {PROTOCOL}: "
            "it is left as it is; move it, or record elsewhere with --to FOLDER"
        )
    groups = {
        "tuning": {name: each.results for name, each in state.tuning.items()},
        "results": state.results,
    }
    every = [one for group in groups.values() for results in group.values() for one in results]
    shared = {
        key: value
        for key, value in (every[0]["trial"] if every else {}).items()
        if key != "hyper" and all(one["trial"][key] == value for one in every)
    }
    places = []

    def compact(result):
        if result["where"] not in places:
            places.append(result["where"])
        trial = {key: value for key, value in result["trial"].items() if key not in shared}
        return result | {"trial": trial, "where": places.index(result["where"])}

    for group in groups.values():
        for name, results in group.items():
            group[name] = [compact(one) for one in results]
    content = {"figure": figure, "size": size, "protocol": PROTOCOL, "command": command}
    content |= {"missing": len(state.at_most), "shared": shared, "where": places, **groups}
    write_record(path, content)
    return path


def write_record(path, content):
    """Write a record, with its format and its checksum, atomically."""
    head = {"format": FORMAT, "sha256": checksum(content)}
    write_whole(path, json.dumps(head | content, separators=(",", ":")) + "\n")


def recorded(figure, size="full", folder=RECORDED, protocol=PROTOCOL):
    """Return a recorded figure, as :func:`record` wrote it into ``folder`` at that ``size``.

    Records of an older ``protocol`` lie in a folder of that name, and are read only when asked for.

    Returns
    -------
    dict
        ``results`` and ``tuning`` are dictionaries from a contestant's name to its list of
        results; ``missing`` counts the trials that were still to be run, at most; ``command``
        makes them all, and ``where`` lists the versions and machines to which each result's own
        ``where`` is an index.

    Raises
    ------
    FileNotFoundError
        If that figure was not recorded at that size.
    Damaged
        If the file does not hold what was written, or is of another format or protocol.
    """
    folder = Path(folder) if protocol == PROTOCOL else Path(folder) / f"protocol-{protocol}"
    path = _place(folder, figure, size)
    content = read_record(path)
    if "tuning" not in content:  # no figure of §6, but a measurement
        return content
    if protocol_of(content) != protocol:
        raise Damaged(
            f"{path} was recorded by protocol {protocol_of(content)}, asked for is protocol "
            f"{protocol}: their results cannot stand side by side"
        )
    if not is_figure(content):
        raise Damaged(words(path, "it is no record of a figure", REMEDY))
    shared = content.pop("shared", {})
    for group in (content["tuning"], content["results"]):
        for result in (one for results in group.values() for one in results):
            result["trial"] = shared | result["trial"]
    return content


def _place(folder, *names):
    for name in names:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            raise ValueError(f"a name is made of a-z, 0-9 and hyphens, got {name!r}")
    return Path(folder) / ("-".join(names) + ".json")


def newest(figure, folder=RECORDED):
    """Return the record of a figure at full size: this protocol's if it is complete, else older.

    It is that of :func:`recorded` from ``folder``, and its ``protocol`` says which it is. A figure
    that tunes nothing need not be complete: each of its points stands alone, at its own seeds.

    Raises
    ------
    FileNotFoundError
        If there is neither.
    """
    with suppress(FileNotFoundError):
        content = recorded(figure, folder=folder)
        if not (content["missing"] and content["tuning"]):
            return content
    content = recorded(figure, folder=folder, protocol=1)
    return content | {"protocol": protocol_of(content)}


def read_record(path):
    """Return the content of a record, of whatever protocol.

    Raises
    ------
    FileNotFoundError
        If there is none of that name: with the names there are.
    Damaged
        If the file does not hold what was written, or is of another format.
    """
    try:
        content = read_json(path, LARGEST, REMEDY)
    except FileNotFoundError:
        there = ", ".join(sorted(file.stem for file in path.parent.glob("*.json"))) or "nothing"
        figure, _, size = path.stem.rpartition("-")
        message = f"no recorded run of {figure} ({size}) in {path.parent}; there is: {there}"
        raise FileNotFoundError(message) from None
    if not isinstance(content, dict) or "format" not in content:
        raise Damaged(words(path, "it is no record", REMEDY))
    form, digest = content.pop("format"), content.pop("sha256", None)
    if form != FORMAT:
        raise Damaged(f"{path} has format {form}, this adamtext reads format {FORMAT}")
    if checksum(content) != digest:
        raise Damaged(words(path, "its content does not have its checksum", REMEDY))
    return content


def protocol_of(content):
    """Return the protocol of a record; the first one did not write it down."""
    return content.get("protocol", 1)


def restore(content, folder):
    """Store the results of a record, as :func:`recorded` returns it, where sweeps look for them.

    What is stored already stays. Returns how many were not.

    Raises
    ------
    Damaged
        If the record has what is no trial: before anything is stored.
    """
    count = 0
    try:
        groups = content["tuning"], content["results"]
        every = [one for group in groups for results in group.values() for one in results]
        trials = [Trial(**result["trial"]) for result in every]
        where = [content["where"][result["where"]] for result in every]
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise Damaged(words(f"the record of {content.get('figure')}", error, REMEDY)) from error
    for trial, result, place in zip(trials, every, where, strict=True):
        if stored(trial, folder) is None:
            store(result | {"where": place}, folder)
            count += 1
    return count
