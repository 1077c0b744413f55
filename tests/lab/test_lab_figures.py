"""The plans of the figures, and what running one does."""

import pytest

from adamtext.lab import figures
from adamtext.lab.figures import (
    FIGURES,
    Contestant,
    Figure,
    Scale,
    best_alphas,
    final_cost,
    num_trials,
    run_figure,
    stored_figure,
    trials,
    tuning_trials,
)

EVERY = [(name, size) for name, figure in FIGURES.items() for size in figure.scales]
SETTINGS = {"problem": "logistic regression, MNIST", "rows": 256, "passes": 2}
TINY = Figure(
    "a tiny figure",
    {
        "Adam": Contestant("adam", (0.001, 0.01), {}, {}),
        "SGD": Contestant("sgd", (0.1, 1e38), {"momentum": 0.5}, {"decay": True}),
        "Adam, l2": Contestant("adam", (), {}, {"l2": 0.1}, tuned_as="Adam"),
    },
    {"small": Scale(SETTINGS, {"passes": 1}, (0, 1)), "full": Scale(SETTINGS, None)},
)


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setitem(FIGURES, "tiny", TINY)


def flat(groups):
    return [one for group in groups.values() for one in group]


@pytest.mark.parametrize(("name", "size"), EVERY)
def test_every_plan_can_be_made(name, size):
    tuning = tuning_trials(name, size)
    contestants = FIGURES[name].contestants
    alphas = {label: contestants[label].alphas[0] for label in tuning}
    curves = trials(name, size, alphas)
    assert curves.keys() == contestants.keys()
    assert (len(flat(tuning)), len(flat(curves))) == num_trials(name, size)
    everything = flat(tuning) + flat(curves)
    assert len(set(everything)) == len(everything)
    for trial in flat(tuning):
        assert trial.passes < flat(curves)[0].passes or trial.rows < flat(curves)[0].rows
    for label, group in curves.items():
        assert {trial.seed for trial in group} == set(FIGURES[name].scales[size].seeds)
        assert {trial.rule for trial in group} == {contestants[label].rule}


def test_both_sizes_of_all_of_the_papers_figures():
    assert len(EVERY) == 16
    assert {size for _, size in EVERY} == {"small", "full"}


def test_the_step_size_of_another(tiny):
    assert list(tuning_trials("tiny", "small")) == ["Adam", "SGD"]
    curves = trials("tiny", "small", {"Adam": 0.01, "SGD": 0.1})
    assert [dict(trial.hyper)["alpha"] for trial in curves["Adam, l2"]] == [0.01, 0.01]
    assert list(trials("tiny", "small", {"Adam": 0.01})) == ["Adam", "Adam, l2"]
    assert num_trials("tiny", "small") == (4, 6)


def result(alpha, cost, outcome="finished"):
    return {"trial": {"hyper": {"alpha": alpha}}, "cost": [9.0, cost], "outcome": outcome}


def test_the_best_step_size_is_one_that_came_to_its_end():
    group = [result(0.1, 2.0), result(0.2, 1.0), result(0.3, 0.1, "diverged")]
    group.append({"trial": {"hyper": {"alpha": 0.4}}, "outcome": "failed"})
    assert best_alphas({"Adam": group}) == {"Adam": 0.2}
    assert [final_cost(one) for one in group] == [2.0, 1.0, float("inf"), float("inf")]


def test_a_figure_from_end_to_end(tiny, tmp_path, capsys):
    assert stored_figure("tiny", "small", tmp_path) == ({"Adam": [], "SGD": []}, {})
    tuning, curves = run_figure("tiny", "small", folder=tmp_path)
    assert "tiny small, step sizes: 4 of 4 trials" in capsys.readouterr().err
    assert [len(group) for group in tuning.values()] == [2, 2]
    assert {label: len(group) for label, group in curves.items()} == dict.fromkeys(
        TINY.contestants, 2
    )
    assert [one["outcome"] for one in tuning["SGD"]] == ["finished", "diverged"]
    assert [one["trial"]["hyper"]["alpha"] for one in curves["Adam, l2"]] == [0.01, 0.01]
    assert [one["trial"]["seed"] for one in curves["SGD"]] == [0, 1]
    assert stored_figure("tiny", "small", tmp_path) == (tuning, curves)

    # with one result of the tuning gone, a step size is unknown, and with it whose it is
    gone = figures.tuning_trials("tiny", "small")["Adam"][1]
    from adamtext.lab.results import path_of

    path_of(gone, tmp_path).unlink()
    partial = stored_figure("tiny", "small", tmp_path)
    assert partial == ({"Adam": tuning["Adam"][:1], "SGD": tuning["SGD"]}, {"SGD": curves["SGD"]})


def test_a_figure_without_tuning_runs_the_grid(tiny, tmp_path):
    assert tuning_trials("tiny", "full") == {}
    assert [len(group) for group in trials("tiny", "full").values()] == [2, 2, 0]
    assert num_trials("tiny", "full") == (0, 4)


@pytest.mark.parametrize("call", [tuning_trials, trials, num_trials, run_figure, stored_figure])
def test_unknown_names(call):
    with pytest.raises(ValueError, match=r"figure is 'fig9', must be one of: fig1-mnist, "):
        call("fig9", "small")
    with pytest.raises(ValueError, match="size is 'huge', must be one of: small, full"):
        call("fig2a", "huge")
