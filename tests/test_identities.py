"""Kinship between the rules: where one becomes another, and how fast."""

import numpy as np
import pytest

from adamtext import (
    adagrad,
    adam,
    adam_efficient,
    adam_factored,
    adamax,
    adamw,
    amsgrad,
    rmsprop,
    run,
    sgd,
)
from adamtext.averages import ema_weights

BETAS = [(0.9, 0.999), (0.9, 0.95), (0.5, 0.5), (0.0, 0.9), (0.9, 0.0)]
STREAM = np.random.default_rng(1412).normal(size=(200, 3)) * [1e-3, 1.0, 1e3]


def feed(optimizer, gradients=STREAM):
    """Iterates of a rule that meets these gradients, wherever it is."""
    return run(optimizer, lambda theta, t: gradients[t - 1], np.zeros(gradients.shape[1]), 200)


def gap(a, b):
    """Largest difference between two runs, in units of alpha = 1."""
    return np.abs(a.theta - b.theta).max()


@pytest.mark.parametrize(("beta1", "beta2"), BETAS)
@pytest.mark.parametrize("eps", [0.0, 1e-8, 1e-3])
def test_three_forms_of_adam_are_one(beta1, beta2, eps):
    plain = feed(adam(1.0, beta1, beta2, eps))
    efficient = feed(
        adam_efficient(1.0, beta1, beta2, eps_hat=lambda t: eps * (1 - beta2**t) ** 0.5)
    )
    assert gap(plain, efficient) < 1e-12
    assert gap(plain, feed(adam_factored(1.0, beta1, beta2, eps))) < 1e-12


def test_a_constant_eps_hat_is_another_algorithm():
    tiny = np.full((200, 1), 1e-6)
    steps = -np.diff(feed(adam_efficient(1.0, eps_hat=1e-8), tiny).theta[:, 0])
    plain = -np.diff(feed(adam(1.0), tiny).theta[:, 0])
    np.testing.assert_allclose(steps[0], 0.75974, atol=1e-5)  # acts as eps = 3.16e-7
    np.testing.assert_allclose(plain, 1 / 1.01, rtol=1e-12)


@pytest.mark.parametrize(("beta1", "beta2"), BETAS)
def test_moments_are_weighted_sums(beta1, beta2):
    state = feed(adam(1.0, beta1, beta2)).state
    for t in (1, 2, 30, 200):
        m = ema_weights(beta1, t) @ STREAM[:t]
        v = ema_weights(beta2, t) @ STREAM[:t] ** 2
        np.testing.assert_allclose(state.m[t - 1], m, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(state.v[t - 1], v, rtol=1e-12)


def test_adam_becomes_adagrad_at_a_linear_rate():
    def schedule(t):
        return 1 / t**0.5

    reference = feed(adagrad(1.0, eps=0.0))
    gaps = [
        gap(reference, feed(adam(schedule, beta1=0.0, beta2=1 - delta, eps=0.0)))
        for delta in (1e-3, 1e-4, 1e-5)
    ]
    rates = np.log10(np.array(gaps[:-1]) / gaps[1:])
    np.testing.assert_allclose(rates, 1.0, atol=0.1)


def test_rmsprop_is_adam_without_first_moment_and_corrections():
    reference = feed(rmsprop(1.0, beta2=0.99, eps=0.0))
    undone = feed(adam(lambda t: 1 / (1 - 0.99**t) ** 0.5, beta1=0.0, beta2=0.99, eps=0.0))
    assert gap(reference, undone) < 1e-12


def test_uncorrected_amsgrad_with_short_memory_is_rmsprop_on_growing_gradients():
    growing = np.linspace(1, 5, 200)[:, None]
    reference = feed(rmsprop(1.0, beta2=0.9, eps=1e-8), growing)
    assert gap(reference, feed(amsgrad(1.0, 0.0, 0.9, bias_correction=False), growing)) < 1e-12


def test_higher_norms_approach_adamax():
    beta1, beta2, reference = 0.9, 0.99, feed(adamax(1.0, 0.9, 0.99))
    gaps = []
    for p in (2, 8, 32, 128):
        scaled = np.abs(STREAM / STREAM.std(axis=0))
        m, v, theta, path = 0.0, 0.0, np.zeros(3), [np.zeros(3)]
        for t, g in enumerate(STREAM / STREAM.std(axis=0), start=1):
            m = beta1 * m + (1 - beta1) * g
            v = beta2**p * v + (1 - beta2**p) * scaled[t - 1] ** p
            u = (v / (1 - beta2 ** (p * t))) ** (1 / p)
            theta = theta - m / (1 - beta1**t) / u
            path.append(theta)
        gaps.append(np.abs(np.array(path) - reference.theta).max())
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < gaps[0] / 10


@pytest.mark.parametrize("rule", [adam, adamax, amsgrad])
def test_scale_of_the_gradient_does_not_matter(rule):
    reference = feed(rule(1.0, eps=0.0))
    for power in (-20, 3, 30):
        assert gap(reference, feed(rule(1.0, eps=0.0), STREAM * 2.0**power)) == 0
    for factor in (1e-4, 3.0, 1e4):
        assert gap(reference, feed(rule(1.0, eps=0.0), STREAM * factor)) < 1e-10
    one_per_coordinate = STREAM * np.array([1e-2, 7.0, 1e5])
    assert gap(reference, feed(rule(1.0, eps=0.0), one_per_coordinate)) < 1e-10


def test_scale_matters_to_sgd_and_to_eps():
    assert gap(feed(sgd(1.0)), feed(sgd(1.0), STREAM * 2)) > 1
    shrunk = feed(adam(1.0, eps=1e-8), STREAM / 1024)
    np.testing.assert_allclose(shrunk.theta, feed(adam(1.0, eps=1024e-8)).theta, atol=1e-10)


def test_directions_matter_to_adam():
    turn = np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]])
    plane = STREAM[:, 1:] / STREAM[:, 1:].std(axis=0) * [1, 10]
    straight = feed(adam(1.0, eps=0.0), plane).theta @ turn.T
    assert np.abs(straight - feed(adam(1.0, eps=0.0), plane @ turn.T).theta).max() > 1


def test_adamw_without_decay_is_adam():
    assert gap(feed(adam(1.0)), feed(adamw(1.0, weight_decay=0.0))) == 0


def test_adamw_shrinks_theta_apart_from_the_step():
    theta, rule = np.array([2.0]), adamw(0.1, weight_decay=0.5)
    after, _ = rule.step(theta, np.zeros(1), rule.init(theta))
    np.testing.assert_allclose(after, 2.0 * (1 - 0.1 * 0.5), rtol=1e-15)


def test_first_step_is_alpha_and_constant_gradients_keep_it():
    constant = np.broadcast_to([1e-6, -1.0, 1e6], (200, 3))
    steps = np.diff(feed(adam(1.0, eps=0.0), constant).theta, axis=0)
    np.testing.assert_allclose(steps, np.broadcast_to([-1, 1, -1], (200, 3)), rtol=1e-12)


def test_amsgrad_never_divides_by_less():
    loud_then_quiet = np.r_[np.ones(10), np.full(190, 1e-3)][:, None]
    assert np.all(np.diff(feed(amsgrad(1.0), loud_then_quiet).state.v_hat[:, 0]) >= 0)
    corrected = feed(adam(1.0), loud_then_quiet).state.v[:, 0] / (1 - 0.999 ** np.arange(1, 201))
    assert np.any(np.diff(corrected) < 0)


def test_momentum_of_zero_is_plain_descent():
    assert gap(feed(sgd(1.0)), feed(sgd(1.0, momentum=0.0, nesterov=True))) == 0
