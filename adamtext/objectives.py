"""Functions to descend, the f of §2. Each takes theta of shape (n,) or, for B runs, (n, B)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Objective(NamedTuple):
    """A function to descend and what an optimiser may see of it.

    Attributes
    ----------
    value : callable
        ``value(theta)``: the full objective, of shape () or (B,).
    grad : callable
        ``grad(theta, t)``: the gradient of f_t for t = 1, 2, …, of theta's shape. The same t
        gives the same f_t, so that all optimisers meet the same noise.
    """

    value: Callable
    grad: Callable


def quadratic(curvatures, angle=0.0):
    """Bowl ``½ Σ c_i x_i²``, whose axes are turned by ``angle`` (radians; two coordinates only).

    ``curvatures`` has shape (n,), all > 0; their largest over their smallest is the condition
    number. The minimum is 0 at the origin.

    Raises
    ------
    ValueError
        If curvatures have another shape or are not > 0, or others than two are to be turned.

    Examples
    --------
    >>> quadratic([1.0, 100.0]).grad(np.array([1.0, 1.0]), t=1)
    array([  1., 100.])
    """
    c = np.asarray(curvatures, dtype=float)
    if c.ndim != 1 or not np.all(c > 0):
        raise ValueError(f"curvatures must be positive and of shape (n,), got {curvatures!r}")
    if angle and c.size != 2:
        raise ValueError(f"angle must be 0 for {c.size} curvatures, got {angle!r}")

    def column(theta):
        return c.reshape(-1, *[1] * (theta.ndim - 1))

    def value(theta):
        return 0.5 * (column(theta) * turned(theta, -angle) ** 2).sum(axis=0)

    def grad(theta, t):
        return turned(column(theta) * turned(theta, -angle), angle)

    return Objective(value, grad)


def turned(theta, angle):
    """Turn ``theta``, of shape (2,) or (2, B), counter-clockwise by ``angle`` radians.

    >>> turned(np.array([1.0, 0.0]), np.pi / 2).round(12)
    array([0., 1.])
    """
    if not angle:
        return theta
    x, y = theta
    return np.stack([np.cos(angle) * x - np.sin(angle) * y, np.sin(angle) * x + np.cos(angle) * y])


def rosenbrock(a=1.0, b=100.0):
    """Curved, narrow valley ``(a - x)² + b (y - x²)²`` with its minimum 0 at (a, a²), b > 0.

    >>> float(rosenbrock().value(np.array([1.0, 1.0])))
    0.0
    """

    def value(theta):
        x, y = theta
        return (a - x) ** 2 + b * (y - x**2) ** 2

    def grad(theta, t):
        x, y = theta
        across = y - x**2
        return np.stack([-2 * (a - x) - 4 * b * x * across, 2 * b * across])

    return Objective(value, grad)


def with_noise(objective, noise):
    """Objective like ``objective``, its gradient at step t off by ``noise[t - 1]``.

    ``noise`` has shape (T, n), or (T, n, 1) and (T, n, B) for batches; a run can take T steps.

    >>> with_noise(quadratic([1.0]), np.array([[0.5]])).grad(np.array([1.0]), t=1)
    array([1.5])
    """
    return Objective(objective.value, lambda theta, t: objective.grad(theta, t) + noise[t - 1])


def least_squares(features, targets):
    """Squared error ``½ mean (x·θ - y)²`` over N examples; step t sees number t - 1, modulo N.

    ``features`` has shape (N, n), ``targets`` (N,). Where a row of ``features`` is zero, so is
    the gradient: rare features give sparse gradients.

    Raises
    ------
    ValueError
        If features and targets have other shapes.

    Examples
    --------
    >>> least_squares([[1.0, 0.0], [3.0, 2.0]], [1.0, 2.0]).grad(np.zeros(2), t=2)
    array([-6., -4.])
    """
    x, y = np.asarray(features, dtype=float), np.asarray(targets, dtype=float)
    if x.ndim != 2 or y.shape != x.shape[:1]:
        raise ValueError(
            f"features and targets must have shapes (N, n) and (N,), got {x.shape} and {y.shape}"
        )

    def value(theta):
        residual = (x @ theta).T - y
        return 0.5 * (residual**2).mean(axis=-1)

    def grad(theta, t):
        row = (t - 1) % len(x)
        return np.multiply.outer(x[row], x[row] @ theta - y[row])

    return Objective(value, grad)
