"""Races: who is tuned how, and what no fair plan may be."""

import math

import pytest

from adamtext.lab import races
from adamtext.lab.needs import work
from adamtext.lab.races import (
    Contestant,
    Race,
    Survey,
    beyond,
    next_points,
    progress,
    rounded,
    search,
)

SETTINGS = {"problem": "logistic regression, MNIST", "rows": 256, "passes": 2}
ADAM = Contestant("adam", {"alpha": (0.01, 0.1), "beta1": (0.9, 0.95)})
SGD = Contestant("sgd", {"alpha": (0.1, 1.0)}, {"momentum": 0.5}, {"decay": True})
RACE = Race({"Adam": ADAM, "SGD": SGD}, SETTINGS, budget=12, seeds=(1, 2))


def explore(grid, cost, budget=100, finest=1.4):
    """Follow a search of a known cost to its end: all points it tried, in order."""
    costs = {}
    while points := next_points(grid, costs, budget, finest):
        assert len(set(points)) == len(points)
        assert not costs.keys() & set(points)
        costs |= {point: cost(*point) for point in points}
    return costs


def bowl(*centre):
    """A cost with its minimum at these hyper-parameters, on their own scales."""

    def cost(alpha, momentum=None):
        away = math.log10(alpha / centre[0]) ** 2
        if momentum is not None:
            away += math.log10((1 - momentum) / (1 - centre[1])) ** 2
        return 1 + away

    return cost


@pytest.mark.parametrize("where", [1e-4, 0.003, 0.02, 0.5, 40.0])
def test_wherever_the_best_step_size_is_the_search_surrounds_it(where):
    costs = explore({"alpha": (0.01, 0.0316, 0.1)}, bowl(where))
    best = min(costs, key=costs.get)[0]
    tried = sorted(alpha for (alpha,) in costs)
    assert tried[0] < best < tried[-1]
    assert abs(math.log10(best / where)) < 1 / 8
    below, above = tried[tried.index(best) - 1], tried[tried.index(best) + 1]
    assert above / below < 1.4**2


@pytest.mark.parametrize("momentum", [0.5, 0.9, 0.97, 0.999])
def test_and_the_best_momentum(momentum):
    grid = {"alpha": (0.01, 0.1), "momentum": (0.9, 0.95, 0.99)}
    costs = explore(grid, bowl(0.3, momentum))
    alpha, found = min(costs, key=costs.get)
    beside = [m for a, m in costs if a == alpha]
    assert min(beside) < found < max(beside)
    assert abs(math.log10((1 - found) / (1 - momentum))) < 0.36  # half of the widest spacing
    assert len(costs) < 40


def test_no_momentum_is_an_end_and_no_edge():
    costs = explore({"alpha": (0.01, 0.1), "momentum": (0.5, 0.9)}, lambda a, m: m + bowl(0.1)(a))
    assert min(costs, key=costs.get)[1] == 0.0
    assert min(m for _, m in costs) == 0.0


@pytest.mark.parametrize("budget", [4, 5, 7, 11])
def test_the_budget_is_never_passed(budget):
    grid = {"alpha": (0.01, 0.1), "momentum": (0.9, 0.95)}
    assert len(explore(grid, bowl(1e4, 0.99), budget)) == budget


def test_how_fine_is_fine_enough():
    few = explore({"alpha": (0.01, 0.0316, 0.1)}, bowl(0.0316), finest=4.0)
    assert len(few) == 3
    more = explore({"alpha": (0.01, 0.0316, 0.1)}, bowl(0.0316), finest=2.0)
    assert sorted(a for (a,) in more) == [0.01, 0.0178, 0.0316, 0.0562, 0.1]


def test_a_cost_that_is_infinite_everywhere_ends_with_the_budget():
    assert len(explore({"alpha": (1.0, 10.0)}, lambda alpha: math.inf, budget=9)) <= 9


@pytest.mark.parametrize(
    ("name", "last", "before", "value"),
    [
        ("alpha", 0.1, 0.0316, 0.316),
        ("alpha", 0.01, 0.0316, 0.00316),
        ("momentum", 0.99, 0.95, 0.998),
        ("beta2", 0.999, 0.99, 0.9999),
        ("beta1", 0.5, 0.9, 0.0),
        ("beta1", 0.0, 0.5, None),
        ("eps", 1e-6, 1e-4, 1e-8),
        ("eps", 1e-8, 1e-4, None),
        ("eps", 1e-4, 1e-8, 1.0),
    ],
)
def test_beyond_the_edge(name, last, before, value):
    assert beyond(name, last, before) == (value if value is None else pytest.approx(value))


def test_three_digits_of_what_counts():
    assert rounded("alpha", 0.123456) == 0.123
    assert rounded("beta2", 0.99912345) == 0.999123


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
