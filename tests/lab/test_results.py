"""Results on disk: whole or not at all, and damage that is noticed."""

import errno
import json
import os

import pytest

from adamtext.lab import kept, results
from adamtext.lab.kept import older, path_of, store, stored
from adamtext.lab.races import Progress, Search
from adamtext.lab.reading import Damaged
from adamtext.lab.results import (
    newest,
    read_record,
    record,
    recorded,
    restore,
    write_record,
)
from adamtext.lab.trials import PROTOCOL, Trial

TRIAL = Trial("logistic regression, MNIST", "adam", {"alpha": 0.01}, passes=1, rows=256)


def result(trial=TRIAL, **changes):
    fields = {"trial": trial.as_dict(), "outcome": "finished", "why": "", "noisy": [2.1]}
    fields |= {"cost": [2.3, 1.9], "seconds": {"all": 0.5}, "where": {"machine": "here"}}
    return fields | {"protocol": PROTOCOL} | changes


def test_what_is_stored_comes_back(tmp_path):
    folder = tmp_path / "not" / "there" / "yet"
    assert stored(TRIAL, folder) is None
    store(result(), folder)
    assert stored(TRIAL, folder) == result()
    assert [path.name for path in folder.iterdir()] == [path_of(TRIAL, folder).name]


def test_others_may_read_what_is_stored(tmp_path):
    before = os.umask(0o022)
    try:
        store(result(), tmp_path)
    finally:
        os.umask(before)
    assert path_of(TRIAL, tmp_path).stat().st_mode & 0o777 == 0o644


def test_diverged_is_a_result_and_failed_is_none(tmp_path):
    store(result(outcome="diverged"), tmp_path)
    assert stored(TRIAL, tmp_path)["outcome"] == "diverged"
    store(result(outcome="failed"), tmp_path)
    assert stored(TRIAL, tmp_path) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        json.dumps(result())[:-20],
        "[]",
        "null",
        '"finished"',
        "\x00\x01",
        json.dumps(result(protocol=PROTOCOL + 1)),
        json.dumps(result(Trial(**(TRIAL.as_dict() | {"seed": 1})))),
        json.dumps({"outcome": "finished"}),
    ],
)
def test_what_is_not_this_trials_result_is_still_to_be_had(text, tmp_path):
    path_of(TRIAL, tmp_path).write_text(text)
    assert stored(TRIAL, tmp_path) is None


def test_bytes_that_are_no_text(tmp_path):
    path_of(TRIAL, tmp_path).write_bytes(b"\xff\xfe\x80")
    assert stored(TRIAL, tmp_path) is None


def test_another_protocol_has_other_files(tmp_path, monkeypatch):
    store(result(), tmp_path)
    monkeypatch.setattr(kept, "PROTOCOL", PROTOCOL + 1)
    assert stored(TRIAL, tmp_path) is None


@pytest.mark.parametrize("place", ["os.fsync", "os.replace"])
def test_a_full_disk(place, tmp_path, monkeypatch):
    store(result(), tmp_path)

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(place, full)
    with pytest.raises(OSError, match="No space left") as caught:
        store(result(cost=[1.0]), tmp_path)
    assert str(path_of(TRIAL, tmp_path)) in str(caught.value)
    assert caught.value.errno == errno.ENOSPC
    assert len(list(tmp_path.iterdir())) == 1
    assert stored(TRIAL, tmp_path) == result()


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        store(result(), tmp_path / "file")


def test_an_interrupt_while_writing_leaves_nothing(tmp_path, monkeypatch):
    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store(result(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_has_a_name(tmp_path, monkeypatch):
    monkeypatch.setenv("ADAMTEXT_CACHE", str(tmp_path))
    monkeypatch.delenv("ADAMTEXT_RESULTS", raising=False)
    assert kept.results_folder() == tmp_path / "experiments"
    monkeypatch.setenv("ADAMTEXT_RESULTS", str(tmp_path / "mine"))
    assert kept.results_folder() == tmp_path / "mine"


THERE = result(Trial(**(TRIAL.as_dict() | {"seed": 4})), outcome="diverged")
THERE["where"] = {"machine": "there"}


def progress(at_most=()):
    """Return the progress of a figure with four results, two of one trial."""
    search = {"Adam": Search([THERE], [], (0.01,), ())}
    return Progress(search, {"Adam": [result(), THERE], "SGD": [result()]}, [], list(at_most))


@pytest.fixture
def figure(tmp_path):
    """Record a figure; return its folder and its file."""
    return tmp_path, record("fig0", "full", progress(), "adamtext run", tmp_path)


def test_what_is_recorded_comes_back(figure):
    folder, path = figure
    content = recorded("fig0", folder=folder)
    assert content["where"] == [{"machine": "there"}, {"machine": "here"}]
    assert (content["command"], content["missing"]) == ("adamtext run", 0)
    for group, expected in (
        (content["results"]["SGD"], result()),
        (content["tuning"]["Adam"], THERE),
    ):
        (one,) = group
        assert one | {"where": content["where"][one["where"]]} == expected
    assert len(content["results"]["Adam"]) == 2
    assert path.read_text().count("\n") == 1


def test_what_all_trials_share_is_written_once(figure):
    _, path = figure
    shared = json.loads(path.read_text())["shared"]
    assert shared["problem"] == TRIAL.problem
    assert not {"hyper", "seed"} & shared.keys()
    assert path.read_text().count(TRIAL.problem) == 1


def test_what_is_missing_is_said(tmp_path):
    record("fig0", "full", progress(at_most=[TRIAL] * 3), "adamtext run", tmp_path)
    assert recorded("fig0", folder=tmp_path)["missing"] == 3


def test_a_record_can_be_gone_on_from(figure, tmp_path):
    folder, _ = figure
    content, there = recorded("fig0", folder=folder), tmp_path / "there"
    assert restore(content, there) == 2
    assert stored(TRIAL, there) == result()
    assert restore(content, there) == 0


def test_a_record_of_another_protocol_is_neither_mixed_nor_lost(tmp_path):
    path = tmp_path / "fig0-full.json"
    for protocol in ({}, {"protocol": 1}, {"protocol": PROTOCOL + 1}):
        path.unlink(missing_ok=True)
        write_record(path, {"figure": "fig0", "tuning": {}, "results": {}} | protocol)
        before = path.read_bytes()
        said = protocol.get("protocol", 1)
        with pytest.raises(Damaged, match=f"was recorded by protocol {said}, asked for is"):
            recorded("fig0", folder=tmp_path)
        with pytest.raises(FileExistsError, match=f"protocol {said}.*left as it is") as caught:
            record("fig0", "full", progress(), "adamtext run", tmp_path)
        assert str(path) in str(caught.value)
        assert path.read_bytes() == before
    record("fig0", "small", progress(), "adamtext run", tmp_path)


def test_an_older_record_is_read_when_it_is_asked_for(tmp_path):
    content = {"figure": "fig0", "tuning": {}, "results": {"Adam": [{"trial": {"seed": 0}}]}}
    write_record(tmp_path / "protocol-1" / "fig0-full.json", content)
    assert recorded("fig0", folder=tmp_path, protocol=1)["results"] == content["results"]
    with pytest.raises(FileNotFoundError):
        recorded("fig0", folder=tmp_path)


def test_the_newest_record_is_the_older_one_until_this_protocols_is_complete(tmp_path):
    content = {"figure": "fig0", "tuning": {}, "results": {}}
    write_record(tmp_path / "protocol-1" / "fig0-full.json", content)
    assert newest("fig0", tmp_path)["protocol"] == 1
    record("fig0", "full", progress([TRIAL]), "adamtext run", tmp_path)
    assert newest("fig0", tmp_path)["protocol"] == 1
    record("fig0", "full", progress(), "adamtext run", tmp_path)
    assert newest("fig0", tmp_path)["protocol"] == PROTOCOL
    with pytest.raises(FileNotFoundError):
        newest("fig9", tmp_path)


def test_where_nothing_is_tuned_a_part_of_this_protocols_record_is_the_newest(tmp_path):
    content = {"figure": "fig0", "tuning": {}, "results": {}}
    write_record(tmp_path / "protocol-1" / "fig0-full.json", content)
    part = Progress({}, {"Adam": [result()]}, [TRIAL], [TRIAL])
    record("fig0", "full", part, "adamtext run", tmp_path)
    found = newest("fig0", tmp_path)
    assert found["protocol"] == PROTOCOL
    assert found["missing"] == 1


def test_a_newer_record_of_this_protocol_takes_the_place_of_an_older_one(tmp_path):
    for missing in (2, 0):
        record("fig0", "full", progress([TRIAL] * missing), "adamtext run", tmp_path)
    assert recorded("fig0", folder=tmp_path)["missing"] == 0


def test_results_of_another_protocol_are_counted_and_left(tmp_path):
    store(result(), tmp_path)
    assert older(tmp_path) == 0
    (tmp_path / "adam-0.json").write_text(json.dumps(result(protocol=PROTOCOL - 1)))
    (tmp_path / "adam-1.json").write_text("{")
    assert older(tmp_path) == 1
    assert (tmp_path / "adam-0.json").exists()
    assert older(tmp_path / "nowhere") == 0


def flip(content):
    """Change one digit of a number somewhere inside: still JSON."""
    assert content.count(b"[2.1]") == 4
    return content.replace(b"[2.1]", b"[2.3]", 1)


DAMAGE = {
    "truncated": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "a digit": flip,
    "no text": lambda content: b"\xff" + content,
    "no JSON": lambda content: b"<html>",
    "a list": lambda content: b"[1, 2]",
    "a number": lambda content: b"1",
    "no checksum": lambda content: content.replace(b'"sha256"', b'"sha257"'),
    "no format": lambda content: content.replace(b'"format"', b'"former"'),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_noticed_and_named(damage, figure):
    folder, path = figure
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    with pytest.raises(Damaged, match="is damaged") as caught:
        recorded("fig0", folder=folder)
    assert str(path) in str(caught.value)


def test_a_measurement_that_is_no_figure_comes_back_as_it_was(tmp_path):
    content = {"figure": "memory", "size": "full", "bytes": [1, 2]}
    write_record(tmp_path / "memory-full.json", content)
    assert recorded("memory", folder=tmp_path) == content


def test_the_order_of_keys_is_no_damage(figure):
    folder, path = figure
    content = json.loads(path.read_text())
    path.write_text(json.dumps(dict(reversed(content.items()))))
    assert recorded("fig0", folder=folder)["command"] == "adamtext run"


def test_another_format_is_named(figure):
    folder, path = figure
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"format": 99}))
    with pytest.raises(Damaged, match="has format 99, this adamtext reads format 1"):
        recorded("fig0", folder=folder)


def test_what_was_not_recorded(figure, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"fig0 \(small\) .* there is: fig0-full"):
        recorded("fig0", "small", tmp_path)
    with pytest.raises(FileNotFoundError, match="there is: nothing"):
        recorded("fig0", "small", tmp_path / "none")


def test_all_that_comes_with_the_package_is_whole():
    paths = list(results.RECORDED.rglob("*.json"))
    assert paths
    for path in paths:
        content = read_record(path)
        assert f"{content['figure']}-{content['size']}" == path.stem
        if path.parent == results.RECORDED:
            recorded(content["figure"], content["size"])


@pytest.mark.parametrize("name", ["x/y/../../outside", "..", "", "Fig1", "a--b"])
def test_a_record_stays_in_its_folder(name, tmp_path):
    for use in (
        lambda: record(name, "full", progress(), "adamtext run", tmp_path / "in"),
        lambda: record("fig0", name, progress(), "adamtext run", tmp_path / "in"),
        lambda: recorded(name, folder=tmp_path / "in"),
    ):
        with pytest.raises(ValueError, match="a name is made of a-z, 0-9 and hyphens"):
            use()
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_result_is_still_to_be_had(tmp_path):
    store(result(), tmp_path)
    path = path_of(TRIAL, tmp_path)
    whole = path.read_text()
    for old, new in (("why", "vhy"), ("2.1", "2.3"), ("sha256", "sha257"), ("[2.1]", "2.1")):
        path.write_text(whole.replace(old, new, 1))
        assert stored(TRIAL, tmp_path) is None
    path.write_text(json.dumps(result()))  # as it was stored before there were checksums
    assert stored(TRIAL, tmp_path) == result()
    path.write_text(json.dumps(result(noisy=["2.1"])))
    assert stored(TRIAL, tmp_path) is None


WRONG = {
    "tuning": [],
    "results": {"Adam": {}},
    "where": {},
    "missing": "none",
    "shared": [1],
}


@pytest.mark.parametrize("key", WRONG)
def test_a_record_with_a_right_checksum_and_wrong_types(key, figure):
    folder, path = figure
    content = read_record(path)
    write_record(path, content | {key: WRONG[key]})
    with pytest.raises(Damaged, match=r"json is damaged: it is no record of a figure; record it"):
        recorded("fig0", folder=folder)


@pytest.mark.parametrize("change", [{"trial": {}}, {"trial": {"seed": "x"}}, {"where": 9}])
def test_a_record_of_no_trials_is_not_restored(change, figure, tmp_path):
    content = recorded("fig0", folder=figure[0])
    content["results"]["SGD"][0] |= change
    with pytest.raises(Damaged, match="the record of fig0 is damaged"):
        restore(content, tmp_path / "there")
    assert not (tmp_path / "there").exists()
