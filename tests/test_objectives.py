"""Gradients against central differences, batches against single runs."""

import numpy as np
import pytest

from adamtext.objectives import least_squares, quadratic, rosenbrock, turned, with_noise


def features(seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(12, 3)), rng.normal(size=12)


DETERMINISTIC = {
    "quadratic": (quadratic([1.0, 30.0]), 2),
    "turned quadratic": (quadratic([1.0, 30.0], angle=0.7), 2),
    "three curvatures": (quadratic([1.0, 2.0, 5.0]), 3),
    "rosenbrock": (rosenbrock(), 2),
}


def central_difference(value, theta, h=1e-6):
    rows = np.eye(theta.size)
    return np.array([(value(theta + h * e) - value(theta - h * e)) / (2 * h) for e in rows])


@pytest.mark.parametrize("name", DETERMINISTIC)
def test_gradient_is_the_slope_of_the_value(name):
    objective, n = DETERMINISTIC[name]
    theta = np.random.default_rng(1).normal(size=n)
    expected = central_difference(objective.value, theta)
    np.testing.assert_allclose(objective.grad(theta, 1), expected, rtol=1e-6, atol=1e-6)


def test_least_squares_steps_average_to_the_full_gradient():
    x, y = features()
    objective, theta = least_squares(x, y), np.array([0.3, -1.0, 2.0])
    mean = np.mean([objective.grad(theta, t) for t in range(1, len(x) + 1)], axis=0)
    np.testing.assert_allclose(mean, central_difference(objective.value, theta), rtol=1e-7)


def test_least_squares_starts_over_after_the_last_example():
    x, y = features()
    objective, theta = least_squares(x, y), np.ones(3)
    np.testing.assert_array_equal(objective.grad(theta, 1), objective.grad(theta, 13))


@pytest.mark.parametrize("name", [*DETERMINISTIC, "least squares"])
def test_a_batch_is_its_columns(name):
    objective, n = DETERMINISTIC.get(name, (least_squares(*features()), 3))
    batch = np.random.default_rng(2).normal(size=(n, 5))
    columns = [objective.grad(batch[:, b], 3) for b in range(5)]
    np.testing.assert_allclose(objective.grad(batch, 3), np.stack(columns, axis=1), rtol=1e-14)
    values = [objective.value(batch[:, b]) for b in range(5)]
    np.testing.assert_allclose(objective.value(batch), values, rtol=1e-14)


def test_noise_is_that_of_the_step():
    noise = np.random.default_rng(3).normal(size=(4, 2))
    calm = quadratic([1.0, 2.0])
    noisy, theta = with_noise(calm, noise), np.array([1.0, -1.0])
    assert noisy.value(theta) == calm.value(theta)
    np.testing.assert_array_equal(noisy.grad(theta, 3), calm.grad(theta, 3) + noise[2])


def test_turning_there_and_back_changes_nothing():
    theta = np.array([0.3, -2.0])
    np.testing.assert_allclose(turned(turned(theta, 0.8), -0.8), theta, rtol=1e-15)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: quadratic([1.0, -1.0]), "curvatures must be positive"),
        (lambda: quadratic([[1.0]]), "curvatures must be positive and of shape"),
        (lambda: quadratic([1.0, 2.0, 3.0], angle=0.5), "angle must be 0 for 3 curvatures"),
        (lambda: least_squares(np.ones((3, 2)), np.ones(2)), r"got \(3, 2\) and \(2,\)"),
    ],
)
def test_bad_input_is_named(make, words):
    with pytest.raises(ValueError, match=words):
        make()
