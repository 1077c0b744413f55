"""On-line convex optimisation, §4: regret, Theorem 4.1's bound, and the counterexample to it."""

import math
from typing import NamedTuple

import numpy as np

from adamtext.rule import Optimizer, check_hyperparameter


class Seesaw(NamedTuple):
    """Lines on [-1, 1] that take turns: f_t(x) = large x if t mod period = 1, else -small x.

    Reddi, Kale and Kumar (2018) let the rare, large slope outweigh the others over a period, so
    that x = -1 is best, and the optimiser forget it in between.

    >>> Seesaw(large=3, small=1, period=3).slope([1, 2, 3, 4])
    array([ 3., -1., -1.,  3.])
    """

    large: float
    small: float
    period: int

    def slope(self, t):
        """Gradient of f_t, of the shape of ``t`` = 1, 2, …, a number or an array."""
        return np.where(np.asarray(t) % self.period == 1, float(self.large), -float(self.small))

    def grad(self, theta, t):
        """Gradient of f_t, t = 1, 2, …, in the shape of ``theta`` and wherever that is."""
        return np.full_like(theta, self.slope(t))

    @property
    def best(self):
        """The point of [-1, 1] that costs least over whole periods."""
        return -1.0 if self.large > (self.period - 1) * self.small else 1.0


#: Slopes 3, -1, -1 in turn.
THREES = Seesaw(large=3, small=1, period=3)
#: One slope of 1010 in 101 steps and -10 in between, as of Reddi, Kale and Kumar.
RARE = Seesaw(large=1010, small=10, period=101)


def projected(optimizer, low=-1.0, high=1.0):
    """Optimiser that takes the steps of ``optimizer`` and then returns to the interval [low, high].

    >>> from adamtext import sgd
    >>> rule, theta = projected(sgd(alpha=1.0)), np.array([0.5])
    >>> rule.step(theta, np.array([-5.0]), rule.init(theta))[0]
    array([1.])
    """

    def step(theta, g, state):
        theta, state = optimizer.step(theta, g, state)
        return np.clip(theta, low, high), state

    return Optimizer(optimizer.init, step)


def regret(problem, x):
    """R(T) for T = 1, …, len(x), equation (5): what ``x`` cost beyond the best fixed point.

    ``x`` has shape (T,): the points at which f_1, …, f_T were paid, x[t - 1] chosen before f_t.
    So has the result. ``problem`` is a :class:`Seesaw`.

    >>> regret(THREES, [1.0, 1.0, 1.0])
    array([6., 4., 2.])
    """
    slope = problem.slope(np.arange(1, len(x) + 1))
    return np.cumsum(slope * (np.asarray(x) - problem.best))


def theorem_bound(g, v_hat, *, alpha, beta1, beta2, decay, diameter, diameter_max, g_max):
    """Right-hand side of Theorem 4.1 after T steps, as printed.

    Parameters
    ----------
    g : array of shape (T, d)
        Gradients g_1, …, g_T.
    v_hat : array of shape (d,)
        Corrected second moments after step T.
    alpha, beta1, beta2, decay : float
        α of α_t = α/√t, the betas, and λ of β_{1,t} = β1 λ^(t-1), in (0, 1).
    diameter, diameter_max, g_max : float
        D, D_∞ and G_∞: bounds on distances of iterates and on gradients.

    Raises
    ------
    ValueError
        If a hyper-parameter is out of its range, or beta1² / sqrt(beta2) >= 1.

    Examples
    --------
    >>> constants = dict(alpha=1, beta1=0.5, beta2=0.75, decay=0.5)
    >>> theorem_bound(np.ones((4, 1)), np.ones(1), **constants, diameter=2, diameter_max=2, g_max=1)
    39.7162088029725
    """
    for name, value in {"alpha": alpha, "beta1": beta1, "beta2": beta2, "decay": decay}.items():
        check_hyperparameter(name, value)
    gamma = beta1**2 / math.sqrt(beta2)
    if gamma >= 1:
        raise ValueError(f"beta1**2 / sqrt(beta2) must be < 1, got {gamma}")
    T, d = g.shape
    first = diameter**2 / (2 * alpha * (1 - beta1)) * np.sqrt(T * v_hat).sum()
    second = alpha * (1 + beta1) * g_max / ((1 - beta1) * math.sqrt(1 - beta2) * (1 - gamma) ** 2)
    third = diameter_max**2 * g_max * math.sqrt(1 - beta2)
    third *= d / (2 * alpha * (1 - beta1) * (1 - decay) ** 2)
    return float(first + second * np.linalg.norm(g, axis=0).sum() + third)


def steady_drift(beta1, beta2, problem):
    """How far Adam moves over one period in the long run, in units of a small constant alpha.

    Positive is towards +1. Exact for an unbounded line and eps = 0: there the averages repeat
    themselves from period to period. ``beta1`` and ``beta2`` are numbers in [0, 1), ``problem`` is
    a :class:`Seesaw`.

    >>> round(steady_drift(0.0, 0.2, THREES), 3), round(steady_drift(0.9, 0.999, THREES), 3)
    (0.453, -0.522)
    """
    g = problem.slope(np.arange(1, problem.period + 1))
    return float(-(cycle_average(g, beta1) / np.sqrt(cycle_average(g**2, beta2))).sum())


def cycle_average(x, beta):
    """Average a stream that repeats ``x`` for ever: its moving average at each place of ``x``.

    ``x`` and the result have shape (n,); ``beta`` outside [0, 1) raises ValueError.

    >>> cycle_average(np.array([1.0, 0.0]), 0.5).round(4)
    array([0.6667, 0.3333])
    """
    check_hyperparameter("beta", beta)
    n = len(x)
    age = (np.arange(n)[:, None] - np.arange(n)) % n
    return (1 - beta) * beta**age @ x / -np.expm1(n * np.log(beta) if beta else -np.inf)


def drift_threshold(beta1, problem):
    """beta2 at which the steady drift changes sides: below, Adam walks away from the best point.

    ``beta1`` is a number in [0, 1), ``problem`` a :class:`Seesaw`. Raises ValueError where the
    drift has the same side at beta2 = 0.023 as at 1 - 1e-8.

    >>> round(drift_threshold(0.0, THREES), 4)
    0.4723
    """
    from scipy.optimize import brentq

    def drift(forgetting):
        return steady_drift(beta1, 1 - 10**forgetting, problem)

    return 1 - 10 ** brentq(drift, -8, -0.01, xtol=1e-14)
