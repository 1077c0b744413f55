"""Run an optimiser on an objective, the loop of Algorithm 1, and keep everything that happens."""

from typing import Any, NamedTuple

import numpy as np

from adamtext.arrays import Rows, first_nonfinite


class Trajectory(NamedTuple):
    """All that a run of T steps did, stacked along a first axis, in the paper's letters.

    Attributes
    ----------
    theta : array of shape (T + 1, ...)
        Iterates θ_0, …, θ_T.
    g : array of shape (T, ...)
        Gradients g_1, …, g_T; ``g[t - 1]`` was taken at ``theta[t - 1]``.
    state : NamedTuple of arrays of shape (T, ...)
        The optimiser's state after each step: ``state.t`` is 1, …, T; ``state.m``, ….
        None where no step was taken.
    value : array of shape (T + 1, ...) or None
        The objective at each iterate, where one was given.
    """

    theta: Any
    g: Any
    state: Any
    value: Any


def run(optimizer, grad, theta0, num_steps, objective=None, callback=None):
    """Take ``num_steps`` steps from ``theta0`` and record them.

    Parameters
    ----------
    optimizer : Optimizer
    grad : callable
        ``grad(theta, t)``, the gradient of f_t at theta, for t = 1, …, num_steps.
    theta0 : array, or a (nested) list of floats
    num_steps : int
    objective : callable, optional
        ``objective(theta)``, evaluated at every iterate.
    callback : callable, optional
        ``callback(t, theta, g, state)``, called after every step.

    Returns
    -------
    Trajectory

    Raises
    ------
    ValueError
        If ``num_steps`` is no whole number >= 0, or gradient and theta differ in shape.
    FloatingPointError
        If a gradient is NaN or infinite; its ``trajectory`` holds the run up to there.

    Examples
    --------
    >>> from adamtext import adam
    >>> run(adam(alpha=0.5), lambda theta, t: 2 * theta, [1.0], 2).theta.round(4)
    array([[1.    ],
           [0.5   ],
           [0.0339]])
    """
    if not isinstance(num_steps, int | np.integer) or num_steps < 0:
        raise ValueError(f"num_steps must be a whole number >= 0, got {num_steps!r}")
    theta = theta0 if hasattr(theta0, "dtype") else np.asarray(theta0)
    state = optimizer.init(theta)
    records = Trajectory(
        theta=Rows(num_steps + 1),
        g=Rows(num_steps),
        state=type(state)(*(Rows(num_steps) for _ in state)),
        value=Rows(num_steps + 1) if objective else None,
    )

    def record_iterate():
        records.theta.append(theta)
        if objective:
            records.value.append(objective(theta))

    record_iterate()
    for t in range(1, num_steps + 1):
        g = grad(theta, t)
        where = first_nonfinite(g)
        if where is not None:
            error = FloatingPointError(f"gradient at t={t} is {g[where]} at coordinate {where}")
            error.trajectory = stacked(records)
            raise error
        records.g.append(g)
        theta, state = optimizer.step(theta, g, state)
        for rows, part in zip(records.state, state, strict=True):
            rows.append(part)
        record_iterate()
        if callback:
            callback(t, theta, g, state)
    return stacked(records)


def stacked(records):
    """Turn ``records``, a :class:`Trajectory` of rows, into one of arrays of shape (rows, ...).

    >>> theta, g = Rows(1), Rows(0)
    >>> theta.append(np.array([2.0, 3.0]))
    >>> stacked(Trajectory(theta, g, (), None)).theta
    array([[2., 3.]])
    """
    theta, g, state, value = records
    taken = theta.count > 1
    return Trajectory(
        theta.stacked(),
        g.stacked() if taken else theta.stacked()[:0],
        type(state)(*(rows.stacked() for rows in state)) if taken else None,
        value.stacked() if value else None,
    )
