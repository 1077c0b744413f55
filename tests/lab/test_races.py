"""Races: who is tuned how, and what no fair plan may be."""

import math

import pytest

from adamtext.lab import races
from adamtext.lab.needs import work
from adamtext.lab.races import Contestant, Race, Survey, progress, search

SETTINGS = {"problem": "logistic regression, MNIST", "rows": 256, "passes": 2}
ADAM = Contestant("adam", {"alpha": (0.01, 0.1), "beta1": (0.9, 0.95)})
SGD = Contestant("sgd", {"alpha": (0.1, 1.0)}, {"momentum": 0.5}, {"decay": True})
RACE = Race({"Adam": ADAM, "SGD": SGD}, SETTINGS, budget=12, seeds=(1, 2))


def fake(trial, **changes):
    """Return a result whose cost is best at alpha = 0.1, whatever else."""
    hyper = dict(trial.hyper)
    value = 1 + math.log10(hyper["alpha"] / 0.1) ** 2 + hyper.get("beta1", 0.0)
    result = {"trial": trial.as_dict(), "outcome": "finished", "cost": [9.0, value, value]}
    return result | {"noisy": [value, value], "seconds": {"all": 1.0}} | changes


def follow(plan, lookup=fake):
    """Run a plan in pretence; return its progress after each round, and all trials that ran."""
    known, states = {}, []
    while (state := progress(plan, known.get)).missing:
        states.append(state)
        known |= {trial: lookup(trial) for trial in state.missing}
    return [*states, state], known


def test_a_race_from_start_to_end():
    states, known = follow(RACE)
    assert [len(group) for group in states[-1].results.values()] == [2, 2]
    assert states[-1].tuning["SGD"].best == (0.1,)
    assert states[-1].at_most == []
    assert states[-1].done == len(known)
    assert {trial.passes for trial in known} == {2}, "tuned at the horizon that is judged"
    raced = [one["trial"] for group in states[-1].results.values() for one in group]
    tuned = [one["trial"] for each in states[-1].tuning.values() for one in each.results]
    assert {trial["seed"] for trial in raced} == {1, 2}
    assert {trial["seed"] for trial in tuned} == {0}
    assert {trial["hyper"]["alpha"] for trial in raced} == {0.1}
    for group in states[-1].tuning.values():
        assert len(group.results) <= RACE.budget


def test_nobody_races_before_its_own_tuning_has_ended():
    states, _ = follow(RACE)
    for state in states[:-1]:
        for name, found in state.tuning.items():
            assert state.results[name] == [] or found.best is not None


def test_what_is_left_never_grows():
    states, _ = follow(RACE)
    left = [len(state.at_most) for state in states]
    assert left == sorted(left, reverse=True)
    assert left[0] == 2 * (RACE.budget + 2)
    minutes = states[0].minutes
    assert minutes == pytest.approx(sum(map(work, states[0].at_most)) / 60)


def test_a_budget_that_ends_at_an_edge_is_reported():
    far = Race({"SGD": SGD}, SETTINGS, budget=3, seeds=(1, 2))
    found = search(far, "SGD", lambda trial: fake(trial, cost=[9, 1 / dict(trial.hyper)["alpha"]]))
    assert found.best == (10.0,)
    assert found.edges == ("alpha",)
    assert search(RACE, "SGD", fake).edges == ()


def test_a_search_waits_for_all_of_a_round():
    trials = progress(RACE, lambda trial: None).missing
    known = {trial: fake(trial) for trial in trials[1:]}
    state = progress(RACE, known.get)
    assert trials[0] in state.missing
    assert len(state.tuning["Adam"].results) == 3


def test_a_survey_runs_all_of_its_grid_and_its_centre_again():
    survey = Survey({"Adam": ADAM}, SETTINGS, seeds=(1,), central=(0.1,), more_seeds=(2, 3))
    states, known = follow(survey)
    assert len(states) == 2
    assert len(known) == 4 + 2 * 2
    assert {dict(trial.hyper)["alpha"] for trial in known if trial.seed > 1} == {0.1}
    assert [trial.seed for trial in states[0].missing] == [1] * 4 + [2] * 2 + [3] * 2


def race(**changes):
    fields = {"contestants": {"Adam": ADAM}, "settings": SETTINGS, "budget": 12, "seeds": (1, 2)}
    return Race(**(fields | changes))


def contestant(**changes):
    return {"Adam": ADAM._replace(**changes)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"budget": 3}, "budget must be at least 4, the size of Adam's grid, got 3"),
        ({"budget": 0}, "budget must be a whole number >= 1, got 0"),
        ({"finest": 1}, "finest must be above 1, got 1"),
        ({"seeds": (0, 1)}, r"tuning_seed must not be among the seeds of the race \(0, 1\), got 0"),
        ({"tuning_seed": 2}, "tuning_seed must not be among the seeds"),
        ({"seeds": (1,)}, r"seeds must be different ones, at least two, got \(1,\)"),
        ({"seeds": (1, 1)}, "seeds must be different ones"),
        ({"contestants": contestant(grid={})}, "Adam must have a grid over at least one"),
        (
            {"contestants": contestant(grid={"alpha": (0.1,)})},
            r"Adam must have two or more increasing values of alpha, got \(0.1,\)",
        ),
        ({"contestants": contestant(grid={"alpha": ()})}, "two or more increasing values of alpha"),
        ({"contestants": contestant(grid={"alpha": (0.1, 0.01)})}, "increasing values of alpha"),
        (
            {"contestants": contestant(grid={"alpha": (0.1, 1.0), "lr": (0.1, 1.0)})},
            "Adam: hyper has lr=0.1, but adam knows alpha, beta1, beta2, eps",
        ),
        (
            {"contestants": contestant(grid={"alpha": (0.1, 1.0), "beta1": (0.9, 1.0)})},
            r"Adam: beta1 must be in \[0, 1\), got 1.0",
        ),
        ({"settings": SETTINGS | {"passes": 0}}, "Adam: passes must be a whole number >= 1, got 0"),
    ],
)
def test_what_no_race_may_be(changes, message):
    with pytest.raises(ValueError, match=message):
        race(**changes)


def test_what_no_survey_may_be():
    for seeds, more in (((), ()), ((1, 1), ()), ((1,), (1, 2))):
        with pytest.raises(ValueError, match="seeds must be different ones, at least one"):
            Survey({"Adam": ADAM}, SETTINGS, seeds=seeds, more_seeds=more)
    with pytest.raises(ValueError, match="Adam must have two or more"):
        Survey(contestant(grid={"alpha": (0.1,)}), SETTINGS)


def test_the_example_that_this_replaced_is_refused():
    # step size alone at a fixed momentum is a grid; tuning on the seed that races is not
    with pytest.raises(ValueError, match="tuning_seed"):
        Race({"SGD": SGD}, SETTINGS, budget=5, seeds=(0, 1, 2))
    assert races.Race({"SGD": SGD}, SETTINGS, budget=5).seeds == (1, 2, 3)
