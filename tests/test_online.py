"""The counterexample and its numbers; Theorem 4.1's bound, overtaken."""

import math

import numpy as np
import pytest

from adamtext import adam, amsgrad, rmsprop, run
from adamtext.online import (
    RARE,
    THREES,
    Seesaw,
    cycle_average,
    drift_threshold,
    projected,
    regret,
    steady_drift,
    theorem_bound,
)

GAME = {
    "alpha": 0.5,
    "beta1": 0.0,
    "beta2": 0.1,
    "decay": 0.5,
    "diameter": 2,
    "diameter_max": 2,
    "g_max": 3,
}


def schedule(t):
    return 0.5 / t**0.5


def play(rule, start, num_steps, problem=THREES):
    return run(projected(rule), problem.grad, np.full(1, float(start)), num_steps)


def test_seesaw_takes_turns():
    assert THREES.slope(np.arange(1, 8)).tolist() == [3, -1, -1, 3, -1, -1, 3]
    assert RARE.slope(102) == 1010
    assert THREES.best == RARE.best == -1
    assert Seesaw(1, 1, 3).best == 1


@pytest.mark.parametrize("problem", [THREES, RARE, Seesaw(3, 2, 3), Seesaw(2.5, 1, 4)])
def test_the_best_point_costs_less_over_a_period_than_the_other_end(problem):
    slopes = problem.slope(np.arange(1, problem.period + 1))
    assert (slopes * problem.best).sum() < (slopes * -problem.best).sum()


def test_projection_keeps_the_interval_and_the_state():
    trajectory = play(adam(alpha=5.0), 0.0, 20)
    assert np.all(np.abs(trajectory.theta) <= 1)
    free = run(adam(alpha=5.0), THREES.grad, np.zeros(1), 20)
    np.testing.assert_array_equal(trajectory.state.v, free.state.v)


def test_projection_keeps_the_precision():
    rule, theta = projected(adam(alpha=5.0)), np.zeros(2, np.float32)
    theta, _ = rule.step(theta, np.ones(2, np.float32), rule.init(theta))
    assert theta.dtype == np.float32
    assert theta.tolist() == [-1.0, -1.0]


def test_regret_counts_against_the_best_point():
    x = np.array([1.0, 0.0, -1.0])
    assert regret(THREES, x).tolist() == [6.0, 5.0, 5.0]
    assert np.all(regret(THREES, np.full(9, -1.0)) == 0)


@pytest.mark.parametrize("large", [2.01, 3.0, 10.0])
@pytest.mark.parametrize("alpha", [0.05, 0.5, 5.0])
def test_counterexample_returns_to_the_worst_point_each_period(large, alpha):
    problem = Seesaw(large, 1, 3)
    # Adam with beta1 = 0 and, as in the proof, nothing corrected
    rule = rmsprop(lambda t: alpha / t**0.5, beta2=1 / (1 + large**2), eps=0.0)
    x = play(rule, 1.0, 3000, problem).theta[:, 0]
    np.testing.assert_allclose(x[::3], 1.0, atol=1e-12)
    growth = np.diff(regret(problem, x[:-1])[2::3])
    assert np.all(growth >= 2 * large - 4 - 1e-9)


def test_adam_ends_on_the_wrong_side_and_amsgrad_on_the_right_one():
    wrong = play(adam(schedule, beta1=0.0, beta2=0.1), 0.0, 3000)
    right = play(amsgrad(schedule, beta1=0.0, beta2=0.1, bias_correction=False), 1.0, 3000)
    assert wrong.theta[-1, 0] == 1.0
    assert right.theta[-1, 0] < -0.99


def bound_at(trajectory, T):
    v_hat = trajectory.state.v[T - 1] / (1 - 0.1**T)
    return theorem_bound(trajectory.g[:T], v_hat, **GAME)


def test_theorem_4_1_is_overtaken_at_step_219():
    trajectory = play(adam(schedule, beta1=0.0, beta2=0.1, eps=0.0), 1.0, 1000)
    paid = regret(THREES, trajectory.theta[:-1, 0])
    bounds = np.array([bound_at(trajectory, T) for T in range(1, 1001)])
    assert np.argmax(paid > bounds) + 1 == 219
    assert paid[218] == pytest.approx(152.65, abs=0.01)
    assert bounds[218] == pytest.approx(151.63, abs=0.01)


def test_theorem_bound_adds_its_three_terms_up():
    g, v_hat = np.array([[3.0, 0.0], [4.0, 1.0]]), np.array([4.0, 1.0])
    value = theorem_bound(
        g,
        v_hat,
        alpha=0.5,
        beta1=0.5,
        beta2=0.25,
        decay=0.75,
        diameter=3,
        diameter_max=5,
        g_max=4,
    )
    first = 9 / (2 * 0.5 * 0.5) * (math.sqrt(8) + math.sqrt(2))
    second = 0.5 * 1.5 * 4 / (0.5 * math.sqrt(0.75) * 0.25) * (5 + 1)
    third = 2 * 25 * 4 * math.sqrt(0.75) / (2 * 0.5 * 0.5 * 0.0625)
    assert value == pytest.approx(first + second + third, rel=1e-14)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"beta1": 0.9, "beta2": 0.5}, r"beta1\*\*2 / sqrt\(beta2\) must be < 1"),
        ({"beta1": 0.5, "beta2": 1 / 16}, r"must be < 1, got 1\.0$"),
        ({"decay": 1.0}, r"^decay must be in \[0, 1\), got 1\.0"),
        ({"alpha": -1}, "^alpha must be finite and >= 0, got -1"),
    ],
)
def test_theorem_bound_names_what_is_wrong(wrong, words):
    with pytest.raises(ValueError, match=words):
        theorem_bound(np.ones((1, 1)), np.ones(1), **GAME | wrong)


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.99])
def test_cycle_average_is_where_the_moving_average_settles(beta):
    x, m = np.array([3.0, -1.0, 2.0, 0.5]), 0.0
    for _ in range(4000):
        for k, value in enumerate(x):
            m = beta * m + (1 - beta) * value
            if k == 1:
                at_second = m
    assert cycle_average(x, beta)[1] == pytest.approx(at_second, rel=1e-12)


@pytest.mark.parametrize(
    ("beta1", "beta2", "drift"), [(0.9, 0.99, 1.90), (0.9, 0.999, 0.105), (0.9, 0.9999, -0.0785)]
)
def test_defaults_drift_the_wrong_way(beta1, beta2, drift):
    assert steady_drift(beta1, beta2, RARE) == pytest.approx(drift, abs=2e-3)


def test_drift_is_what_a_run_does():
    period, many = RARE.period, 300
    rule = adam(1e-6, 0.9, 0.99, eps=0.0)
    theta = run(rule, RARE.grad, np.zeros(1), period * many).theta[:, 0]
    last = (theta[-1] - theta[-1 - period]) / 1e-6
    assert last == pytest.approx(steady_drift(0.9, 0.99, RARE), rel=1e-4)


def test_thresholds():
    assert drift_threshold(0.0, THREES) == pytest.approx(0.472313, abs=1e-6)
    assert drift_threshold(0.9, RARE) == pytest.approx(0.999516, abs=1e-6)
    assert drift_threshold(0.0, RARE) == pytest.approx(0.999603, abs=1e-6)


def test_thresholds_are_looked_for_between_0_023_and_a_hundred_millionth_below_one():
    assert drift_threshold(0.0, Seesaw(30, 1, 3)) == pytest.approx(0.024998, abs=1e-6)
    assert 1 - drift_threshold(0.0, Seesaw(2 + 1e-8, 1, 3)) == pytest.approx(4e-8 / 3, rel=1e-3)
    for large in (40, 2 + 3e-9):
        with pytest.raises(ValueError, match="different signs"):
            drift_threshold(0.0, Seesaw(large, 1, 3))
