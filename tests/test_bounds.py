"""Bounds against brute force, against the rules themselves, and against sixty digits."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import minimize

from adamtext import adam, adamax, run
from adamtext.averages import ema_weights
from adamtext.bounds import (
    adamax_step_bound,
    burst_response,
    growth_response,
    mean_absolute_step,
    mean_step,
    noise_floor,
    printed_bound,
    rms_step,
    spike_travel,
    square_minus,
    step_bound,
    uncorrected_ratio,
    worst_stream,
)

BETAS = [(0.9, 0.999), (0.9, 0.95), (0.9, 0.9), (0.9, 0.85), (0.5, 0.999), (0.0, 0.9), (0.9, 0.5)]
DEFAULTS = (0.9, 0.999)


def steps(rule, gradients):
    """Steps of a rule with alpha = 1 and eps = 0, downhill positive."""
    gradients = np.asarray(gradients, dtype=float)
    fed = run(
        rule, lambda theta, t: gradients[t - 1], np.zeros(gradients.shape[1:]), len(gradients)
    )
    return -np.diff(fed.theta, axis=0)


def plain_adam(beta1, beta2):
    return adam(1.0, beta1, beta2, eps=1e-200)  # no more than what keeps 0/0 out


@pytest.mark.parametrize(("beta1", "beta2"), BETAS)
@pytest.mark.parametrize("t", [1, 2, 5, 40])
def test_adam_attains_the_bound_on_the_worst_stream(beta1, beta2, t):
    last = steps(plain_adam(beta1, beta2), worst_stream(beta1, beta2, t))[-1]
    assert last == pytest.approx(step_bound(beta1, beta2, t), rel=1e-12)


def test_without_memory_of_the_gradient_the_last_one_is_all():
    for beta2 in (0.0, 0.5, 0.999):
        assert worst_stream(0.0, beta2, 3).tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(("beta1", "beta2"), BETAS)
def test_no_stream_found_by_search_exceeds_the_bound(beta1, beta2):
    t = 6
    w = ema_weights(beta1, t) / ema_weights(beta1, t).sum()
    u = ema_weights(beta2, t) / ema_weights(beta2, t).sum()
    starts = np.random.default_rng(1412).normal(size=(8, t))
    best = min(
        minimize(lambda g: -(w @ g) / np.sqrt(u @ g**2 + 1e-300), start).fun for start in starts
    )
    assert -best == pytest.approx(step_bound(beta1, beta2, t), rel=1e-5)
    assert -best <= step_bound(beta1, beta2, t) * (1 + 1e-12)


@pytest.mark.parametrize(("beta1", "beta2"), BETAS)
def test_bound_is_one_plus_chi_square(beta1, beta2):
    w, u = (ema_weights(b, 30) / ema_weights(b, 30).sum() for b in (beta1, beta2))
    chi_square = ((w - u) ** 2 / u).sum()
    assert step_bound(beta1, beta2, 30) ** 2 == pytest.approx(1 + chi_square, rel=1e-12)


def exact_bound(beta1, beta2, t):
    with localcontext() as context:
        context.prec = 60
        one, b1, b2 = Decimal(1), Decimal(beta1), Decimal(beta2)
        rho = b1 * b1 / b2
        series = (one - rho**t) / (one - rho) if rho != 1 else Decimal(t)
        square = (one - b2**t) / (one - b2) * series
        return float((one - b1) / (one - b1**t) * square.sqrt())


def exact_adamax_bound(beta1, beta2, t):
    with localcontext() as context:
        context.prec = 60
        one, b1, ratio = Decimal(1), Decimal(beta1), Decimal(beta1) / Decimal(beta2)
        series = (one - ratio**t) / (one - ratio) if ratio != 1 else Decimal(t)
        return float((one - b1) / (one - b1**t) * series)


NEAR_ONE = [0.9, 0.81, 0.999, 1 - 1e-6, 1 - 1e-9]


@pytest.mark.parametrize("beta1", NEAR_ONE)
@pytest.mark.parametrize("beta2", NEAR_ONE)
@pytest.mark.parametrize("t", [2, 1000, 10**6])
def test_bounds_keep_twelve_digits_next_to_one(beta1, beta2, t):
    expected = exact_bound(beta1, beta2, t) if beta1 != beta2 else 1.0
    if math.isfinite(expected) and expected < 1e150:
        assert step_bound(beta1, beta2, t) == pytest.approx(expected, rel=1e-12)
    expected = exact_adamax_bound(beta1, beta2, t)
    if math.isfinite(expected) and expected < 1e150:
        assert adamax_step_bound(beta1, beta2, t) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("betas", "limit"),
    [(DEFAULTS, 7.27029), ((0.9, 0.99), 2.34521), ((0.9, 0.95), 1.16496), ((0.0, 0.999), 31.6228)],
)
def test_limit_of_the_bound(betas, limit):
    beta1, beta2 = betas
    closed = 1 + (beta1 - beta2) ** 2 / ((1 - beta2) * (beta2 - beta1**2))
    assert step_bound(*betas) == pytest.approx(limit, rel=1e-5)
    assert step_bound(*betas) ** 2 == pytest.approx(closed, rel=1e-12)
    assert step_bound(*betas, t=10**6) == pytest.approx(step_bound(*betas), rel=1e-12)


def test_where_the_bound_is_infinite_and_where_it_is_one():
    assert step_bound(0.9, 0.81) == step_bound(0.9, 0.5) == step_bound(0.9, 0.0) == math.inf
    assert step_bound(0.9, 0.0, t=2) == math.inf
    assert step_bound(0.9, 0.81, t=1000) == pytest.approx(7.25476, rel=1e-5)
    for beta in (0.0, 0.5, 0.9, 0.999):
        assert step_bound(beta, beta) == step_bound(beta, beta, t=7) == 1.0
    assert step_bound(0.9, 0.5, t=1) == step_bound(0.0, 0.0) == 1.0


def test_printed_bound_holds_until_step_209_at_the_defaults():
    t = np.arange(1, 400)
    exceeds = step_bound(*DEFAULTS, t) > printed_bound(*DEFAULTS)
    assert t[exceeds][0] == 210
    assert printed_bound(0.9, 0.95) == 1.0
    assert printed_bound(0.0, 0.999) == pytest.approx(step_bound(0.0, 0.999), rel=1e-12)


@pytest.mark.parametrize(("beta1", "beta2"), [(0.9, 0.999), (0.9, 0.95), (0.9, 0.9), (0.5, 0.9)])
@pytest.mark.parametrize("t", [1, 2, 10, 100])
def test_adamax_attains_its_bound(beta1, beta2, t):
    last = steps(adamax(1.0, beta1, beta2), beta2 ** np.arange(1.0, t + 1))[-1]
    assert last == pytest.approx(adamax_step_bound(beta1, beta2, t), rel=1e-12)
    others = np.random.default_rng(1412).exponential(size=(t, 2000))
    assert steps(adamax(1.0, beta1, beta2), others)[-1].max() <= last * (1 + 1e-12)


def test_limits_of_adamax():
    assert adamax_step_bound(*DEFAULTS) == pytest.approx(1 + 0.9 * 0.001 / 0.099, rel=1e-12)
    assert adamax_step_bound(0.9, 0.9) == adamax_step_bound(0.9, 0.5) == math.inf
    assert adamax_step_bound(0.0, 0.5) == adamax_step_bound(0.9, 0.5, t=1) == 1.0


def test_overshoot_without_correction():
    ratios = uncorrected_ratio(*DEFAULTS, np.arange(1, 10_000))
    assert ratios[:2] == pytest.approx([math.sqrt(10), 4.24959], rel=1e-5)
    assert ratios.argmax() + 1 == 12
    assert ratios.max() == pytest.approx(6.56852, rel=1e-6)
    assert np.nonzero(ratios >= 1.01)[0][-1] + 2 == 3925


@pytest.mark.parametrize("n", [1, 2, 12])
@pytest.mark.parametrize("t", [12, 300])
def test_a_burst_after_silence(n, t):
    gradients = np.zeros((t, 1))
    gradients[t - n :] = 1.0
    state = run(adam(1.0), lambda theta, k: gradients[k - 1], np.zeros(1), t).state
    step = state.m[-1, 0] / (1 - 0.9**t) / np.sqrt(state.v[-1, 0] / (1 - 0.999**t))
    assert burst_response(*DEFAULTS, n, t) == pytest.approx(step, rel=1e-10)
    assert burst_response(*DEFAULTS, n) == uncorrected_ratio(*DEFAULTS, n)


@pytest.mark.parametrize(
    ("q", "step"),
    [(1.0, 1.0), (1.01, 4.176), (1.05, 6.782), (2.0, 4.980), (0.9999, 0.895), (0.9, 0)],
)
def test_growing_gradients(q, step):
    assert growth_response(*DEFAULTS, q) == pytest.approx(step, rel=1e-3)


@pytest.mark.parametrize("q", [0.75, 1.5])
def test_growth_is_what_a_run_does(q):
    last = steps(plain_adam(0.3, 0.5), q ** np.arange(1.0, 251))[-1]
    assert growth_response(0.3, 0.5, q) == pytest.approx(last, rel=1e-9)


def test_gradients_that_shrink_as_fast_as_they_are_forgotten_move_nothing_in_the_end():
    assert growth_response(0.5, 0.25, 0.5) == 0


def test_fastest_growth_is_the_worst_stream():
    assert growth_response(*DEFAULTS, 0.999 / 0.9) == pytest.approx(step_bound(*DEFAULTS), rel=1e-9)


def test_all_that_one_spike_sets_off():
    later = np.arange(2000)
    v = (1 - 0.999) * 0.999**later
    assert spike_travel(*DEFAULTS) == pytest.approx((0.1 * 0.9**later / np.sqrt(v)).sum(), rel=1e-9)
    assert spike_travel(*DEFAULTS) == pytest.approx(31.77, abs=0.005)
    assert spike_travel(0.9, 0.5) == spike_travel(0.9, 0.75) == spike_travel(0.9, 0.0) == math.inf
    assert spike_travel(0.0, 0.0) == 1  # a step of 1, and nothing is remembered
    assert spike_travel(0.0, 0.75) == 2


@pytest.mark.parametrize("mu", [0.0, 0.3, 1.0])
def test_signal_and_noise_meet_a_simulation(mu):
    gradients = np.random.default_rng(1412).normal(mu, 1.0, size=(6000, 60))
    late = steps(adam(1.0, 0.9, 0.9999, eps=0.0), gradients)[3000:]
    assert late.mean() == pytest.approx(mean_step(mu, 1.0), abs=4e-3)
    assert np.sqrt((late**2).mean()) == pytest.approx(rms_step(mu, 1.0, 0.9), abs=4e-3)
    assert abs(late).mean() == pytest.approx(mean_absolute_step(mu, 1.0, 0.9), abs=4e-3)


def test_noise_floor():
    assert noise_floor(0.9) == pytest.approx(0.229416, rel=1e-5)
    np.testing.assert_allclose(noise_floor(np.array([0.0, 0.5])), [1.0, 1 / math.sqrt(3)])


def test_everything_broadcasts():
    betas = np.array([0.5, 0.9])[:, None], np.array([0.99, 0.999, 0.9999])
    for function in (step_bound, adamax_step_bound, printed_bound, spike_travel):
        table = function(*betas)
        assert table.shape == (2, 3)
        assert table[1, 2] == function(0.9, 0.9999)
    assert uncorrected_ratio(*betas, 5).shape == (2, 3)
    assert step_bound(0.9, 0.999, np.array([1, 10, np.inf])).shape == (3,)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: step_bound(1.0, 0.9), r"beta1 must be in \[0, 1\), got 1.0"),
        (lambda: step_bound(0.9, -0.1), r"beta2 must be in \[0, 1\), got -0.1"),
        (lambda: step_bound(0.9, 0.9, t=0), "t must be >= 1, got 0"),
        (lambda: burst_response(0.9, 0.9, n=3, t=2), "t must be >= n, got t=2 and n=3"),
        (lambda: growth_response(0.9, 0.9, 0.0), "q must be > 0"),
        (lambda: worst_stream(0.9, 0.0, 3), "beta2 must be > 0 where beta1 is"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    "function",
    [
        step_bound,
        printed_bound,
        adamax_step_bound,
        spike_travel,
        lambda beta1, beta2: uncorrected_ratio(beta1, beta2, 1),
        lambda beta1, beta2: burst_response(beta1, beta2, t=1),
        lambda beta1, beta2: growth_response(beta1, beta2, 1.0),
        lambda beta1, beta2: worst_stream(beta1, beta2, 1),
    ],
)
def test_each_beta_goes_by_its_own_name(function):
    with pytest.raises(ValueError, match=r"beta1 must be in \[0, 1\), got 1.5"):
        function(1.5, 0.5)
    with pytest.raises(ValueError, match=r"beta2 must be in \[0, 1\), got 1.5"):
        function(0.5, 1.5)


def test_a_number_among_many_that_is_wrong_is_found():
    with pytest.raises(ValueError, match="q must be > 0"):
        growth_response(0.9, 0.9, np.array([1.0, -1.0]))
    with pytest.raises(ValueError, match="t must be >= n"):
        burst_response(0.9, 0.9, n=3, t=np.array([3, 2]))


def test_the_rounding_error_of_a_square_is_known_to_the_last_bit():
    for a in np.random.default_rng(0).uniform(0, 1, 500):
        exact = Fraction(float(a)) ** 2 - Fraction(float(a * a))
        assert square_minus(a, a * a) == float(exact)
