"""The plans of the figures, and what running one does."""

import pytest

from adamtext.lab import figures
from adamtext.lab.figures import FIGURES, Figure, plan, run_figure, stored_figure
from adamtext.lab.kept import path_of
from adamtext.lab.races import Contestant, Race, Survey, progress
from adamtext.lab.trials import run_trial

EVERY = [(name, size) for name, figure in FIGURES.items() for size in figure.plans]
RACES = [each for each in EVERY if isinstance(plan(*each), Race)]
SETTINGS = {"problem": "logistic regression, MNIST", "rows": 256, "passes": 2}
CONTESTANTS = {
    "Adam": Contestant("adam", {"alpha": (0.001, 0.01)}),
    "SGD": Contestant("sgd", {"alpha": (0.1, 1e38)}, {"momentum": 0.5}, {"decay": True}),
}
TINY = Figure(
    "a tiny figure",
    {
        "small": Race(CONTESTANTS, SETTINGS, budget=4, seeds=(1, 2)),
        "full": Survey(CONTESTANTS, SETTINGS),
    },
)


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setitem(FIGURES, "tiny", TINY)


def flat(groups):
    return [one for group in groups.values() for one in group]


@pytest.mark.parametrize(("name", "size"), RACES)
def test_everybody_is_tuned_alike_for_the_horizon_that_is_judged(name, size):
    race = plan(name, size)
    for trial in progress(race, lambda trial: None).at_most:
        assert trial.passes == race.settings["passes"]
        assert trial.data == race.settings.get("data", "small")
        assert trial.rows == race.settings.get("rows")
    assert race.tuning_seed not in race.seeds
    for label, each in race.contestants.items():
        assert len(each.points()) <= race.budget
        noisy = "dropout" in each.changes or "dropout" in race.settings
        if noisy and not name.startswith("fig3-right"):
            assert each.judged == "noisy", "the paper's cost is the one under dropout"
        if "no dropout" in label:
            assert not noisy, "tuned without, where it runs without"


@pytest.mark.parametrize("size", ["small", "full"])
def test_momentum_is_searched_over_wherever_there_is_one(size):
    for name in ("fig1-mnist", "fig1-imdb", "fig2a", "fig2b", "fig3-left", "fig3-right"):
        for label, each in plan(name, size).contestants.items():
            if label.startswith("SGD"):
                assert len(each.grid["momentum"]) >= 2
    for label, each in plan("fig1-imdb", "full").contestants.items():
        if not label.startswith("AdaGrad"):
            assert len(each.grid) == 2, "as many hyper-parameters for each rule"


def test_every_figure_of_the_paper_at_both_sizes():
    papers = {"1-mnist", "1-imdb", "2a", "2b", "3-left", "3-right", "4a", "4b"}
    assert {f"fig{each}" for each in papers} <= FIGURES.keys()
    for figure in FIGURES.values():
        assert {"small", "full"} <= figure.plans.keys()


@pytest.mark.parametrize(("name", "size"), EVERY)
def test_no_trial_is_planned_twice(name, size):
    missing = progress(plan(name, size), lambda trial: None).missing
    assert len(set(missing)) == len(missing)


def test_a_figure_from_end_to_end(tiny, tmp_path, capsys):
    state = run_figure("tiny", "small", folder=tmp_path)
    assert "tiny small, 0 done, at most 12 to go: 4 of 4 trials" in capsys.readouterr().err
    assert state.missing == state.at_most == []
    assert {label: len(group) for label, group in state.results.items()} == {"Adam": 2, "SGD": 2}
    outcomes = {one["outcome"] for one in state.tuning["SGD"].results}
    assert outcomes == {"finished", "diverged"}
    assert stored_figure("tiny", "small", tmp_path) == state
    assert run_figure("tiny", "small", folder=tmp_path, show=False) == state

    gone = state.tuning["Adam"].results[1]
    path_of(figures.progress(TINY.plans["small"], lambda t: None).missing[1], tmp_path).unlink()
    partial = stored_figure("tiny", "small", tmp_path)
    assert gone not in partial.tuning["Adam"].results
    assert partial.results["Adam"] == [], "its best point is unknown again"
    assert partial.results["SGD"] == state.results["SGD"]


def test_a_survey_runs_the_grid(tiny, tmp_path):
    state = run_figure("tiny", "full", folder=tmp_path, show=False)
    assert state.tuning == {}
    assert [len(group) for group in state.results.values()] == [2, 2]


def test_a_trial_that_fails_is_not_tried_again_at_once(tiny, tmp_path, monkeypatch):
    count = []

    def broken(trial):
        count.append(trial)
        if trial.rule == "sgd":
            raise ZeroDivisionError
        return run_trial(trial)

    class Here:
        def submit(self, run, trial):
            from concurrent.futures import Future

            future = Future()
            try:
                future.set_result(broken(trial))
            except ZeroDivisionError as error:
                future.set_exception(error)
            return future

    state = run_figure("tiny", "small", Here(), tmp_path, show=False)
    assert len(set(count)) == len(count)
    assert {one["outcome"] for one in state.results["SGD"]} == {"failed"}
    assert {one["outcome"] for one in state.results["Adam"]} == {"finished"}
    assert stored_figure("tiny", "small", tmp_path).results["SGD"] == []


@pytest.mark.parametrize("call", [plan, run_figure, stored_figure])
def test_unknown_names(call):
    with pytest.raises(ValueError, match=r"figure is 'fig9', must be one of: fig1-mnist, "):
        call("fig9", "small")
    with pytest.raises(ValueError, match="size is 'huge', must be one of: small, full"):
        call("fig1-mnist", "huge")
