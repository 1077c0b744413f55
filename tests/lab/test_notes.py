"""What a trial notes beside its costs."""

import numpy as np
import pytest

from adamtext.lab.notes import NOTES, check_notes, defaults
from adamtext.lab.problems import Problem
from adamtext.lab.trials import Clock, Trial, learn

DIGITS = "logistic regression, MNIST"


def notes(gradients, name, rule="adam"):
    """Return what is noted of a rule that is fed these gradients, two passes of half of them."""
    steps = len(gradients) // 2
    problem = Problem(
        np.ones(len(gradients[0])),
        lambda theta, t: (0.0, np.asarray(gradients[t - 1], float)),
        lambda theta: 0.0,
        steps,
        lambda theta: {},
    )
    trial = Trial(DIGITS, rule, {"alpha": 0.01}, passes=2, rows=256, notes=(name,))
    return learn(problem, trial, Clock())["notes"][name]


def test_root_v_hat_of_a_constant_gradient_is_its_size():
    noted = notes([[3.0, 1e-12]] * 10, "root_v_hat")
    assert noted["median"] == pytest.approx([1.5, 1.5])
    assert noted["below_eps"] == [0.5, 0.5]


def test_below_eps_means_below_and_not_at_most():
    assert notes([[1e-8]] * 2, "root_v_hat")["below_eps"] == [0.0, 0.0]
    assert notes([[0.99e-8]] * 2, "root_v_hat")["below_eps"] == [1.0, 1.0]


def test_density_of_steady_gradients_is_one_and_of_rare_ones_their_share():
    rare = [[1.0, -2.0, 5.0 * (t % 4 == 0), 0.0] for t in range(16)]
    noted = notes(rare, "density")
    assert noted["median"] == [1.0, 1.0]
    assert noted["lower"] == pytest.approx([(1 + 0.25) / 2] * 2)  # quartile of 1, 1 and 1/4
    assert noted["silent"] == [0.25, 0.25]


def test_density_of_normal_noise():
    noted = notes(np.random.default_rng(1412).normal(size=(4000, 50)), "density", "sgd")
    np.testing.assert_allclose(noted["median"], 2 / np.pi, atol=0.01)


def test_each_pass_starts_anew():
    first, second = [[1.0]] * 8, [[float(t % 2)] for t in range(8)]
    assert notes(first + second, "density")["median"] == [1.0, 0.5]


@pytest.mark.parametrize(
    ("rule", "wanted", "message"),
    [
        ("adam", ("mood",), r"notes must be a tuple of root_v_hat, density, got \('mood',\)"),
        ("adam", "density", "notes must be a tuple of root_v_hat, density, got 'density'"),
        ("sgd", ("root_v_hat",), "the note root_v_hat needs beta2, eps, sgd has none"),
        ("adagrad", ("root_v_hat",), "the note root_v_hat needs beta2, adagrad has none"),
    ],
)
def test_notes_that_cannot_be_taken(rule, wanted, message):
    with pytest.raises(ValueError, match=message):
        check_notes(rule, wanted)


def test_every_note_can_be_taken_of_adam():
    check_notes("adam", tuple(NOTES))
    assert defaults("adam") == {"alpha": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
    assert "alpha" not in defaults("sgd")
