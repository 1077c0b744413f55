"""What is said of recorded races: how large they were, and where a search ended at an edge."""

from functools import partial

import pytest

from adamtext.lab import figures
from adamtext.lab.figures import Figure
from adamtext.lab.races import Contestant, Race, progress
from adamtext.lab.report import counted, edges, scale, seeds_by_point
from adamtext.lab.results import record, recorded
from adamtext.lab.trials import PROTOCOL

SETTINGS = {"problem": "logistic regression, MNIST", "rows": 256, "passes": 1}
CONTESTANTS = {
    "lower is better": Contestant("adam", {"alpha": (0.01, 0.1)}),
    "inside": Contestant("sgd", {"alpha": (0.1, 1.0, 10.0)}),
}


def ended(trial):
    """Return a result whose cost is alpha for Adam, and least at alpha = 1 for SGD."""
    alpha = dict(trial.hyper)["alpha"]
    cost = alpha if trial.rule == "adam" else max(alpha, 1 / alpha)
    fields = {"trial": trial.as_dict(), "outcome": "finished", "why": "", "noisy": [cost]}
    return fields | {"cost": [2.3, cost], "where": {"machine": "here"}, "protocol": PROTOCOL}


@pytest.fixture
def content(monkeypatch, tmp_path):
    race = Race(CONTESTANTS, SETTINGS, budget=5, finest=9.9, seeds=(1, 2))
    monkeypatch.setitem(figures.FIGURES, "tiny", Figure("a tiny figure", {"small": race}))
    state = progress(race, ended)
    record("tiny", "small", state, "adamtext experiments run tiny", tmp_path)
    return partial(recorded, "tiny", "small", tmp_path)


def test_an_edge_is_where_the_budget_ended_before_the_best_was_surrounded(content):
    assert edges(content()) == {"lower is better": ("alpha",), "inside": ()}


def test_the_scale_of_a_race(content):
    assert scale(content()) == "256 digits, 1 pass, 2 seeds"


def test_the_scale_says_where_points_have_different_numbers_of_seeds(content):
    part = content()
    del part["results"]["inside"][1]
    assert scale(part) == "256 digits, 1 pass, 1 to 2 seeds"
    assert seeds_by_point(part) == {
        ("lower is better", ("alpha", 1e-5)): 2,
        ("inside", ("alpha", 1.0)): 1,
    }


def test_numbers_have_their_plural():
    assert [counted(n, "pass") for n in (1, 2)] == ["1 pass", "2 passes"]
    assert [counted(n, "seed") for n in (1, 2)] == ["1 seed", "2 seeds"]
