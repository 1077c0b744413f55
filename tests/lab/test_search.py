"""Searches end with the best point surrounded, wherever it is, or with the budget."""

import math

import pytest

from adamtext.lab.search import beyond, next_points, rounded


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
