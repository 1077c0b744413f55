"""``adamtext experiments``."""

import importlib.util
import os
import socket
import subprocess
import sys

import pytest

from adamtext.__main__ import main
from adamtext.lab import cache, experiments_command, figures, needs, results, workers
from adamtext.lab.experiments_command import table
from adamtext.lab.figures import FIGURES, Contestant, Figure, Scale

SETTINGS = {"problem": "logistic regression, MNIST", "rows": 256, "passes": 2}
TINY = Figure(
    "A tiny figure",
    {
        "Adam": Contestant("adam", (0.001, 0.01), {}, {}),
        "SGD": Contestant("sgd", (1e37, 1e38), {}, {}),
    },
    {
        "small": Scale(SETTINGS, {"passes": 1}, (0, 1)),
        "full": Scale(SETTINGS | {"data": "full"}, {"passes": 1}),
    },
)
NETWORK = TINY._replace(
    scales={"small": Scale(SETTINGS | {"problem": "autoencoder"}, {"passes": 1})}
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Give each test its own results and recorded files, an empty cache, and only tiny figures."""
    monkeypatch.setenv("ADAMTEXT_RESULTS", str(tmp_path / "results"))
    monkeypatch.setenv("ADAMTEXT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(results, "RECORDED", tmp_path / "recorded")
    monkeypatch.setattr(figures, "FIGURES", {"tiny": TINY, "network": NETWORK})
    for name in cache.MIRRORS:
        monkeypatch.setitem(cache.MIRRORS, name, ("http://127.0.0.1:9/{file}.gz",))
    return tmp_path


@pytest.fixture
def here(monkeypatch):
    """Run trials in this process: for tests of what is printed, not of workers."""

    class Threads(workers.ThreadPoolExecutor):
        def __init__(self, count=None):
            super().__init__(1)

    monkeypatch.setattr(workers, "LocalWorkers", Threads)


def run(*arguments):
    return main(["experiments", *arguments])


def test_a_run_and_what_is_told_of_it_later(folder, capsys):
    assert run("run", "tiny", "--workers", "2") == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].split() == "step size final cost (range over seeds) seconds".split()
    assert lines[1].split()[:2] == ["Adam", "0.01"]
    assert lines[1].endswith("2 finished")
    assert lines[2].split()[:2] == ["SGD", "1e+37"]
    assert lines[-1].startswith(f"results: {folder / 'results'} (ADAMTEXT_RESULTS")
    assert "tiny (small): 0 of 8 trials kept" in err
    assert "the same command goes on" in err
    assert "tiny small, step sizes: 4 of 4 trials" in err
    assert "tiny small, figure: 4 of 4 trials" in err

    assert run("run", "tiny") == 0
    again, err = capsys.readouterr()
    assert again == out
    assert "tiny (small): 8 of 8 trials kept" in err
    assert "step sizes" not in err

    assert run("status") == 0
    status = capsys.readouterr().out.splitlines()
    assert status[0].startswith(f"results: {folder / 'results'}")
    assert (
        status[1].split()
        == "tiny small 8 of 8 trials kept, 1 of them diverged; not recorded".split()
    )
    assert (
        status[2].split()
        == "tiny full 0 of 6 trials kept, 0 of them diverged; not recorded".split()
    )

    assert run("record", "tiny", "--size", "small") == 0
    path = folder / "recorded" / "tiny-small.json"
    assert capsys.readouterr().out.startswith(f"8 of 8 trials recorded in {path} (")
    content = results.recorded("tiny", "small", folder / "recorded")
    assert content["command"] == "adamtext experiments run tiny --size small"
    assert len(content["results"]["SGD"]) == 2
    run("status")
    assert "diverged; recorded" in capsys.readouterr().out.splitlines()[1]

    removed = figures.trials("tiny", "small", {"Adam": 0.01})["Adam"][1]
    results.path_of(removed, folder / "results").unlink()
    assert run("record", "tiny", "--size", "small", "--to", str(folder / "elsewhere")) == 0
    assert capsys.readouterr().out.startswith(f"7 of 8 trials recorded in {folder / 'elsewhere'}")


def test_list(capsys, monkeypatch):
    for arguments in ([], ["list"]):
        assert run(*arguments) == 0
        assert capsys.readouterr().out.splitlines()[:3] == [
            "tiny: A tiny figure",
            "  small 4 + 4 trials, 2 passes over 256 examples",
            "  full  4 + 2 trials, 2 passes over 256 examples",
        ]
    monkeypatch.setattr(figures, "FIGURES", FIGURES)
    run("list")
    out = capsys.readouterr().out
    assert "fig1-mnist: Figure 1, left" in out
    assert "45 passes over 60000 examples" in out
    assert "60 trials, 10 passes over 60000 examples" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "fig9"], "argument FIGURE: invalid choice: 'fig9' (choose from tiny, network)"),
        (["record", "fig9"], "argument FIGURE: invalid choice: 'fig9' (choose from tiny, network)"),
        (["run", "tiny", "--size", "huge"], "argument --size: invalid choice: 'huge' (choose from"),
        (["run", "tiny", "--workers", "0"], "argument --workers: must be a whole number >= 1"),
        (["run", "tiny", "--workers", "1.5"], "argument --workers: must be a whole number >= 1"),
        (
            ["run", "tiny", "--workers", "2", "--scheduler", "tcp://x:1"],
            "argument --scheduler: not",
        ),
        (["run"], "the following arguments are required: FIGURE"),
        (["walk"], "argument ACTION: invalid choice: 'walk'"),
    ],
)
def test_a_wrong_command_line_gets_one_line(arguments, words, capsys):
    with pytest.raises(SystemExit) as stop:
        run(*arguments)
    out, err = capsys.readouterr()
    assert stop.value.code == 2
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_an_interrupt_says_how_far_it_got(here, capsys, monkeypatch):
    calls = []

    def store(result, folder, store=results.store):
        if len(calls) == 3:
            raise KeyboardInterrupt
        calls.append(result)
        store(result, folder)

    monkeypatch.setattr("adamtext.lab.experiments.store", store)
    assert run("run", "tiny") == 130
    line = capsys.readouterr().err.splitlines()[-1]
    assert line == "adamtext: interrupted: 3 of 8 trials kept; the same command goes on from there"


def test_a_failed_trial_is_named_and_the_code_is_one(here, capsys, monkeypatch):
    def broken(trial):
        raise MemoryError("no room for theta")

    monkeypatch.setattr("adamtext.lab.trials.build", broken)
    assert run("run", "tiny") == 1
    out, err = capsys.readouterr()
    assert "2 failed" in out
    assert (
        "adamtext: sgd(alpha=1e+37), seed 0, 1 passes failed: MemoryError: no room for theta" in err
    )
    assert "Traceback" not in err


def test_a_full_set_that_is_not_to_be_had_is_said_once(here, folder, capsys):
    assert run("run", "tiny", "--size", "full") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("the full mnist set is neither in the cache nor to be had") == 1
    assert not (folder / "results").exists()


def test_without_torch(here, capsys, monkeypatch):
    monkeypatch.setattr(needs, "find_spec", lambda name: None)
    assert run("run", "network") == 1
    err = capsys.readouterr().err
    assert "the autoencoder needs PyTorch, which is not installed: pip install torch" in err
    assert run("run", "tiny") == 0


def test_nothing_to_record(folder, capsys):
    assert run("record", "tiny") == 1
    err = capsys.readouterr().err
    assert err == f"adamtext: nothing of tiny (full) is kept in {folder / 'results'}\n"


def test_a_folder_that_cannot_be_written(here, folder, capsys):
    (folder / "results").write_text("in the way")
    assert run("run", "tiny") == 1
    assert str(folder / "results") in capsys.readouterr().err


def test_without_dask(here, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert run("run", "tiny", "--scheduler", "tcp://127.0.0.1:9") == 1
    assert "needs Dask, which is not installed: pip install distributed" in capsys.readouterr().err


needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="Dask is not installed"
)


@needs_dask
@pytest.mark.filterwarnings("ignore")  # what Dask warns of is Dask's
@pytest.mark.parametrize("scheme", ["tcp://", "", "carrier-pigeon://"])
def test_a_scheduler_that_does_not_answer(scheme, capsys, monkeypatch):
    monkeypatch.setattr(experiments_command, "TIMEOUT", 1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"{scheme}127.0.0.1:{probe.getsockname()[1]}"
    assert run("run", "tiny", "--scheduler", address) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith(f"adamtext: no scheduler answers at {address} (")


@needs_dask
@pytest.mark.filterwarnings("ignore")
def test_a_run_on_a_cluster(folder, capsys):
    import distributed

    with distributed.LocalCluster(
        n_workers=1, processes=False, threads_per_worker=2, dashboard_address=None
    ) as cluster:
        assert run("run", "tiny", "--scheduler", cluster.scheduler_address) == 0
        assert run("run", "tiny", "--size", "full", "--scheduler", cluster.scheduler_address) == 1
    out, err = capsys.readouterr()
    assert "Adam" in out
    assert f"{cluster.scheduler_address}: 1 workers" in err
    assert err.count("adamtext: the full mnist set is neither in the cache") == 1


def test_the_table_takes_the_step_size_with_the_lowest_mean_cost():
    def result(alpha, cost, outcome="finished"):
        trial = {"hyper": {"alpha": alpha}}
        return {"trial": trial, "cost": [cost], "outcome": outcome, "seconds": 1.6}

    group = [result(0.1, 1.0), result(0.1, 2.0), result(0.2, 0.5), result(0.2, 9.0, "diverged")]
    _, line = table({"Adam": group})
    assert line.split() == "Adam 0.1 1.5 (1 to 2) 6 1 diverged, 3 finished".split()


def test_the_parser_needs_none_of_the_heavy_modules():
    code = (
        "import sys; from adamtext.lab.experiments_command import add_experiments; import argparse;"
    )
    code += "add_experiments(argparse.ArgumentParser().add_subparsers()); "
    code += "assert not {'torch', 'distributed', 'adamtext.lab.figures', 'scipy'} & {*sys.modules}"
    path = os.pathsep.join(filter(None, sys.path))
    environment = os.environ | {"PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
