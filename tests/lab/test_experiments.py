"""Sweeps: what is stored stays, what fails is said, and nothing keeps running."""

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from adamtext.lab.experiments import LocalWorkers, Trial, run_trial, sweep
from adamtext.lab.kept import path_of, store, stored
from adamtext.lab.needs import num_examples, work
from adamtext.lab.trials import PROTOCOL

DIGITS = "logistic regression, MNIST"


def digits(seed=0, **changes):
    fields = {"passes": 1, "rows": 256, "seed": seed} | changes
    return Trial(DIGITS, "adam", {"alpha": 0.01}, **fields)


TRIALS = [digits(seed) for seed in range(5)]


def curves(result):
    return {key: value for key, value in result.items() if key not in ("seconds", "where", "date")}


def cheap(trial):
    """Return a result at once: what a sweep does with it is what matters here."""
    result = {"trial": trial.as_dict(), "outcome": "finished", "why": "", "cost": [trial.seed]}
    return result | {"where": {}, "protocol": PROTOCOL}


def raises(trial):
    if trial.seed == 2:
        raise ZeroDivisionError("seed two")
    return cheap(trial)


def dies(trial):
    if trial.seed == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return cheap(trial)


def sleeps(trial):
    time.sleep(60 if trial.seed else 0)
    return cheap(trial)


def files(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def gone(alive, seconds=10):
    """Whether ``alive()`` is empty within that time."""
    end = time.monotonic() + seconds
    while alive() and time.monotonic() < end:
        time.sleep(0.05)
    return not alive()


def test_results_come_in_the_trials_order_and_are_stored(tmp_path, capsys):
    wanted = [TRIALS[2], TRIALS[0], TRIALS[1], TRIALS[0]]
    results = sweep(wanted, folder=tmp_path)
    assert [result["trial"]["seed"] for result in results] == [2, 0, 1, 0]
    assert [curves(one) for one in results] == [curves(run_trial(trial)) for trial in wanted]
    assert [stored(trial, tmp_path) for trial in wanted] == results
    assert len(files(tmp_path)) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "3 of 3 trials" in err
    assert gone(multiprocessing.active_children)


def test_what_is_stored_is_not_run_again(tmp_path, capsys):
    asked = []

    def run(trial):
        asked.append(trial.seed)
        return cheap(trial)

    with ThreadPoolExecutor(1) as executor:
        sweep(TRIALS[:2], executor, tmp_path, run=run)
        before = files(tmp_path)
        first, _, third = sweep(TRIALS[:3], executor, tmp_path, progress="again", run=run)
        assert asked == [0, 1, 2]
        assert "again: 2 of 3 trials" in capsys.readouterr().err
        sweep(TRIALS[:3], executor, tmp_path, run=run)
    assert asked == [0, 1, 2]
    assert before.items() <= files(tmp_path).items()
    assert (first["cost"], third["cost"]) == ([0], [2])
    assert capsys.readouterr().err == ""  # nothing to do, no bar


def test_damaged_and_foreign_files_are_run_again(tmp_path):
    with ThreadPoolExecutor(1) as executor:
        expected = sweep(TRIALS[:3], executor, tmp_path, progress=False, run=cheap)
        path_of(TRIALS[0], tmp_path).write_text("{")
        path_of(TRIALS[1], tmp_path).write_text("[]")
        store(cheap(TRIALS[2]) | {"protocol": 0}, tmp_path)
        assert sweep(TRIALS[:3], executor, tmp_path, progress=False, run=cheap) == expected
    assert [stored(trial, tmp_path) for trial in TRIALS[:3]] == expected


def test_an_error_in_one_trial_stops_no_other(tmp_path):
    with ThreadPoolExecutor(2) as executor:
        results = sweep(TRIALS, executor, tmp_path, progress=False, run=raises)
        assert [one["outcome"] for one in results] == ["finished"] * 2 + ["failed"] + [
            "finished"
        ] * 2
        assert results[2]["why"] == "ZeroDivisionError: seed two"
        before = files(tmp_path)
        results = sweep(TRIALS, executor, tmp_path, progress=False, run=cheap)
    assert {one["outcome"] for one in results} == {"finished"}
    changed = {name for name, content in files(tmp_path).items() if before[name] != content}
    assert changed == {path_of(TRIALS[2], "").name}


def test_a_worker_that_dies_takes_only_its_trial_along(tmp_path):
    with LocalWorkers(2) as workers:
        results = sweep(TRIALS, workers, tmp_path, progress=False, run=dies)
    assert [one["outcome"] for one in results] == ["finished"] * 2 + ["failed"] + ["finished"] * 2
    assert results[2]["why"].startswith("the worker process died")
    assert stored(TRIALS[2], tmp_path) is None


@pytest.mark.parametrize("executor", [None, 2])
def test_a_full_disk_stops_the_sweep(executor, tmp_path, monkeypatch):
    store(cheap(TRIALS[4]), tmp_path)
    before = files(tmp_path)

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    workers = executor and LocalWorkers(executor)
    begin = time.monotonic()
    with pytest.raises(OSError, match="No space left") as caught:
        sweep(TRIALS, workers, tmp_path, progress=False, run=sleeps)
    if workers:
        workers.shutdown(wait=False, cancel_futures=True)
    assert time.monotonic() - begin < 30  # without waiting for those that sleep
    assert str(tmp_path) in str(caught.value)
    assert files(tmp_path) == before
    assert gone(multiprocessing.active_children)


SWEEP = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background is deaf to it
sys.path.insert(0, {here!r})
import test_experiments as this

if __name__ == "__main__":
    this.sweep(this.TRIALS, folder={folder!r}, run=this.sleeps)
"""


def start_sweep(tmp_path):
    """Start a sweep of trials that never end, but for the first, in another process."""
    folder, script = tmp_path / "results", tmp_path / "script.py"
    script.write_text(SWEEP.format(here=os.path.dirname(__file__), folder=str(folder)))
    path = os.pathsep.join(filter(None, sys.path))
    child = subprocess.Popen(
        [sys.executable, script],
        env=os.environ | {"PYTHONPATH": path},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert gone(lambda: not (folder.exists() and list(folder.glob("*.json"))), 60)
    assert workers_of(child)
    return child, folder


def workers_of(child):
    """Return processes of the child's session that are no zombies, itself not counted."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as file:
                state, _, _, session = file.read().rpartition(")")[2].split()[:4]
            with open(f"/proc/{entry}/cmdline") as file:
                spawned = "spawn_main" in file.read()
        except OSError:
            continue
        if int(session) == child.pid and state != "Z" and spawned:
            found.append(int(entry))
    return found


linux = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="looks into /proc")


@linux
def test_killed_half_way_and_taken_up_again(tmp_path):
    child, folder = start_sweep(tmp_path)
    child.kill()
    child.communicate()
    assert gone(lambda: workers_of(child))
    before = files(folder)
    assert list(before) == [path_of(TRIALS[0], "").name]
    with ThreadPoolExecutor(1) as executor:
        results = sweep(TRIALS, executor, folder, progress=False, run=cheap)
    assert [result["cost"] for result in results] == [[0], [1], [2], [3], [4]]
    assert before.items() <= files(folder).items()


@linux
def test_an_interrupt_ends_everything_without_a_word_from_the_workers(tmp_path):
    child, _ = start_sweep(tmp_path)
    os.killpg(child.pid, signal.SIGINT)  # as a terminal does, to all of them
    _, err = child.communicate(timeout=60)
    assert err.decode().count("Traceback") == 1  # that of the script, which does not catch it
    assert "KeyboardInterrupt" in err.decode()
    assert gone(lambda: workers_of(child))


@pytest.mark.parametrize("count", [0, -1, 1.5, "2", True])
def test_a_number_of_workers_that_is_none(count):
    with pytest.raises(ValueError, match="workers must be a whole number >= 1, got"):
        LocalWorkers(count)


def test_work_is_rows_times_passes_times_the_cost_of_the_problem():
    assert num_examples(digits()) == 256
    assert num_examples(digits(rows=None)) == 20_000
    assert num_examples(digits(rows=None, data="full")) == 60_000
    assert work(digits(rows=None)) == pytest.approx(work(digits()) * 20_000 / 256)
    assert work(digits(passes=3)) == pytest.approx(3 * work(digits()))
    hyper = {"alpha": 0.001}
    cnn, mlp, vae = (
        Trial(problem, "adam", hyper, passes=1, rows=256)
        for problem in ("convolutional network", "multilayer perceptron", "autoencoder")
    )
    assert work(cnn) > 10 * work(mlp) > 15 * work(vae) > 100 * work(digits())


@pytest.mark.filterwarnings("ignore")  # what Dask warns of is Dask's
def test_a_cluster_gives_the_same_results(tmp_path):
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=2,
        processes=True,
        threads_per_worker=1,
        dashboard_address=None,
        host="127.0.0.1",
    )
    local = sweep(TRIALS[:3], folder=tmp_path / "local", progress=False)
    with cluster, distributed.Client(cluster.scheduler_address) as client:
        executor = client.get_executor()
        there = sweep(TRIALS[:3], executor, tmp_path / "cluster", progress=False)
        failing = sweep([digits(seed=2, passes=2)], executor, tmp_path, progress=False, run=raises)
    assert [curves(result) for result in there] == [curves(result) for result in local]
    assert failing[0]["why"] == "ZeroDivisionError: seed two"
    assert [stored(trial, tmp_path / "cluster") for trial in TRIALS[:3]] == there
