"""``adamtext experiments``."""

import importlib.util
import os
import socket
import subprocess
import sys

import pytest

from adamtext.__main__ import main
from adamtext.lab import cache, experiments_command, figures, kept, needs, results, workers
from adamtext.lab.figures import FIGURES, Figure
from adamtext.lab.races import Contestant, Race, Survey, progress

SETTINGS = {"problem": "logistic regression, MNIST", "rows": 256, "passes": 2}
TINY = Figure(
    "A tiny figure",
    {
        "small": Race(
            {
                "Adam": Contestant("adam", {"alpha": (0.001, 0.01)}),
                "SGD": Contestant("sgd", {"alpha": (1e37, 1e38)}),
            },
            SETTINGS,
            budget=3,
            seeds=(1, 2),
        ),
        "full": Survey(
            {"Adam": Contestant("adam", {"alpha": (0.001, 0.01)})}, SETTINGS | {"data": "full"}
        ),
    },
)
NETWORK = Figure(
    "A network",
    {
        "small": Survey(
            {"Adam": Contestant("adam", {"alpha": (0.001, 0.01)})},
            SETTINGS | {"problem": "autoencoder"},
        )
    },
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
    assert lines[0].split() == "end value (range over seeds) core-minutes".split()
    assert lines[1].split()[0] == "Adam"
    assert lines[1].endswith("5 finished")
    assert lines[2].split() == ["at", "alpha=0.01"]
    assert lines[3].split()[0] == "SGD"
    assert lines[4].endswith("(budget spent at an edge of alpha)")
    assert lines[-1].startswith(f"results: {folder / 'results'} (ADAMTEXT_RESULTS")
    assert f"tiny (small): 0 trials kept in {folder / 'results'}, at most 10 to go" in err
    assert "the same command goes on" in err
    assert "tiny small, 0 done, at most 10 to go: 4 of 4 trials" in err
    assert "to go: 4 of 4 trials |" in err.splitlines()[-1], "the race"

    assert run("run", "tiny") == 0
    again, err = capsys.readouterr()
    assert again == out
    assert "tiny (small): 10 trials kept" in err
    assert ", complete" in err
    assert "trials |" not in err

    assert run("status") == 0
    status = capsys.readouterr().out.splitlines()
    assert status[0].startswith(f"results: {folder / 'results'}")
    assert status[1].split() == "tiny small 10 trials kept, complete; not recorded".split()
    assert status[2].startswith("tiny          full  0 trials kept, at most 2 to go, 1 core-min")

    assert run("record", "tiny", "--size", "small") == 0
    path = folder / "recorded" / "tiny-small.json"
    assert capsys.readouterr().out.startswith(f"10 trials recorded in {path} (")
    content = results.recorded("tiny", "small", folder / "recorded")
    assert content["command"] == "adamtext experiments run tiny --size small"
    assert len(content["results"]["SGD"]) == 2
    run("status")
    assert "complete; recorded" in capsys.readouterr().out.splitlines()[1]


def test_status_of_one_figure_tells_each_contestants_search(capsys):
    run("run", "tiny")
    capsys.readouterr()
    assert run("status", "tiny") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split()[:10] == "Adam 2 runs, 3 of at most 3 tried; best".split()
    assert lines[2].endswith("best alpha=0.01")
    assert lines[3].startswith("  SGD   2 runs, 3 of at most 3 tried; best alpha=")
    assert lines[3].endswith("(budget spent at an edge of alpha)")
    assert "Adam  0 runs" in lines[5]


def test_a_part_is_recorded_restored_and_gone_on_with(here, folder, capsys, monkeypatch):
    assert run("run", "tiny") == 0
    everything = sorted((folder / "results").iterdir())
    first = progress(TINY.plans["small"], lambda trial: None).missing[0]
    kept.path_of(first, folder / "results").unlink()
    assert run("record", "tiny", "--size", "small") == 0
    assert "; at most " in capsys.readouterr().out
    run("status")
    assert "recorded, 4 missing" in capsys.readouterr().out

    monkeypatch.setenv("ADAMTEXT_RESULTS", str(folder / "new"))
    assert run("restore", "tiny", "--size", "small") == 0
    assert capsys.readouterr().out == f"6 trials restored into {folder / 'new'}\n"
    assert run("run", "tiny") == 0
    assert "6 trials kept" in capsys.readouterr().err
    assert [path.name for path in sorted((folder / "new").iterdir())] == [
        path.name for path in everything
    ]


def test_what_an_older_protocol_left_is_named_and_left(here, folder, capsys):
    old = folder / "results" / "adam-old.json"
    old.parent.mkdir()
    old.write_text('{"protocol": 1}')
    record = folder / "recorded" / "tiny-small.json"
    results.write_record(record, {"figure": "tiny", "size": "small", "tuning": {}, "results": {}})
    before = record.read_bytes()
    assert run("status") == 0
    out = capsys.readouterr().out
    assert "1 results of another protocol lie there; they are left as they are" in out
    assert f"{record} was recorded by protocol 1" in out
    assert run("run", "tiny") == 0
    assert run("record", "tiny", "--size", "small") == 1
    err = capsys.readouterr().err
    assert "is left as it is; move it, or record elsewhere with --to FOLDER" in err
    assert record.read_bytes() == before
    assert old.read_text() == '{"protocol": 1}'
    assert run("record", "tiny", "--size", "small", "--to", str(folder / "elsewhere")) == 0


def test_list(capsys, monkeypatch):
    for arguments in ([], ["list"]):
        assert run(*arguments) == 0
        assert capsys.readouterr().out.splitlines()[:3] == [
            "tiny: A tiny figure",
            "  small 2 x at most 3 + 2 trials, 2 passes over 256 examples, 1 core-minutes",
            "  full  2 trials, 2 passes over 256 examples, 1 core-minutes",
        ]
    monkeypatch.setattr(figures, "FIGURES", FIGURES)
    run("list")
    out = capsys.readouterr().out
    assert "fig1-mnist: Figure 1, left" in out
    assert "  full  4 x at most 30 + 5 trials, 45 passes over 60000 examples, 38 core-min" in out
    assert "on a seed of its own" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "fig9"], "argument FIGURE: invalid choice: 'fig9' (choose from tiny, network)"),
        (["record", "fig9"], "argument FIGURE: invalid choice: 'fig9' (choose from tiny, network)"),
        (["run", "tiny", "--size", "huge"], "argument --size: invalid choice: 'huge' (choose from"),
        (["status", "fig9"], "argument FIGURE: invalid choice: 'fig9' (choose from tiny, network)"),
        (["restore", "tiny", "--size", "huge"], "argument --size: invalid choice: 'huge'"),
        (["run", "tiny", "--workers", "0"], "argument --workers: must be a whole number from 1 to"),
        (["run", "tiny", "--workers", "1.5"], "argument --workers: must be a whole number from 1"),
        (["run", "tiny", "--workers", "9" * 26], "argument --workers: must be a whole number fr"),
        (["run", "tiny", "--device", "tpu"], "argument --device: invalid choice: 'tpu'"),
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

    def store(result, folder, store=kept.store):
        if len(calls) == 3:
            raise KeyboardInterrupt
        calls.append(result)
        store(result, folder)

    monkeypatch.setattr("adamtext.lab.experiments.store", store)
    assert run("run", "tiny") == 130
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith("adamtext: interrupted: at most 7 to go, 1 core-minutes; the same comm")


def test_a_failed_trial_is_named_and_the_code_is_one(here, capsys, monkeypatch):
    def broken(trial, device):
        raise MemoryError("no room for theta")

    monkeypatch.setattr("adamtext.lab.trials.build", broken)
    assert run("run", "tiny") == 1
    out, err = capsys.readouterr()
    assert "5 failed" in out
    failed = "adamtext: sgd(alpha=1e+37), seed 0, 2 passes failed: MemoryError: no room for theta"
    assert failed in err
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


def test_a_gpu_that_is_not_there(here, folder, capsys, monkeypatch):
    cuda = pytest.importorskip("torch").cuda
    monkeypatch.setattr(cuda, "is_available", lambda: False)
    assert run("run", "tiny", "--device", "cuda") == 1
    assert "--device cuda: PyTorch finds no GPU here" in capsys.readouterr().err
    assert not (folder / "results").exists()
    monkeypatch.setitem(sys.modules, "torch.cuda", None)
    assert run("run", "tiny", "--device", "cuda") == 1
    assert "--device cuda needs PyTorch: pip install torch" in capsys.readouterr().err


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
        n_workers=1,
        processes=False,
        threads_per_worker=2,
        dashboard_address=None,
        protocol="tcp://",
        host="127.0.0.1",  # or Dask asks outside which address is its own
    ) as cluster:
        assert run("run", "tiny", "--scheduler", cluster.scheduler_address) == 0
        assert run("run", "tiny", "--size", "full", "--scheduler", cluster.scheduler_address) == 1
    out, err = capsys.readouterr()
    assert "Adam" in out
    assert f"{cluster.scheduler_address}: 1 workers" in err
    assert err.count("adamtext: the full mnist set is neither in the cache") == 1


def test_the_parser_needs_none_of_the_heavy_modules():
    code = (
        "import sys; from adamtext.lab.experiments_command import add_experiments; import argparse;"
    )
    code += "add_experiments(argparse.ArgumentParser().add_subparsers()); "
    code += "assert not {'torch', 'distributed', 'adamtext.lab.figures', 'scipy'} & {*sys.modules}"
    path = os.pathsep.join(filter(None, sys.path))
    environment = os.environ | {"PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
