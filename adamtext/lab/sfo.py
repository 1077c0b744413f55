"""SFO, the sum-of-functions optimiser, with which Figure 2b compares Adam.

Sohl-Dickstein, Poole & Ganguli (ICML 2014, arXiv 1311.2115) minimise a sum of N subfunctions f_i,
such as the costs of N fixed minibatches. Each has a quadratic model g_i: value and gradient where
it was last evaluated, and a Hessian H_i, learnt by BFGS from its own history. A step evaluates one
f_i and jumps to the minimum of G = Σ g_i. All models live in one small subspace, spanned by the
gradients and positions met so far.

From the paper: models and jump; history and BFGS, and its start from the smallest curvature of
the history; positive eigenvalues; the farthest subfunction is next; few of them at first; what a
bad step is, and shorter steps after it; the subspace and its collapse. Written from the paper's
equations as we remember them, which is why none is numbered here, and from nobody's code.

Ours, where the paper left a choice, or left us in trouble:

* Positions are counted from theta0, so that the subspace need not hold theta0 itself.
* The first step is short, ``first_step``, and f_0 is evaluated again after it: that shows a first
  curvature, and no learning rate is needed.
* A rise of one f_i is held against the fall that was expected of G / N, not of G: a subfunction
  is one N-th of the whole. Against G, a network's cost jumped two- and threefold in late passes.
* After a bad step its f_i is evaluated once more, where the walk goes on. Else the next step may
  be as bad, and no step is ever accepted again.
* A direction that a history hardly explores has no say in its smallest curvature.
"""

from itertools import count
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from adamtext.lab.sfo_models import Models, turned

LONGEST = 10  # length of a step, in units of the mean of all before it
GIVE_UP = 30  # evaluations in a row that are not finite
BLOCK = 4096  # coordinates that are turned at once: they fit into a processor's cache


class Step(NamedTuple):
    """One step: one evaluation, number ``t``, of one subfunction, ``index``, which was ``value``.

    ``accepted``: whether the walk went on to there; it now is at ``theta``, of shape
    (num_parameters,), which is never written to again. ``estimate``: what the models say there of
    the mean of the ``active`` subfunctions, those met so far. ``dimensions``: the subspace's.
    ``seconds``: what the optimiser itself took, without ``value_and_grad``.
    """

    t: int
    index: int
    value: float
    accepted: bool
    theta: Any
    estimate: float
    active: int
    dimensions: int
    seconds: float


def sfo(value_and_grad, theta0, num_subfunctions, history=10, max_dim=None, first_step=None):
    """Minimise f_0 + … + f_{N-1}: yield a :class:`Step` after each evaluation, without end.

    ``value_and_grad(theta, i) -> (float, array)`` is f_i and its gradient, ``num_subfunctions`` is
    N. ``theta0`` has shape (num_parameters,); large arrays get its dtype. ``history`` is the
    paper's L, ``max_dim`` its K_max, by default 3N. ``first_step`` is a length, by default 1e-3 of
    theta0's, or of 1 if that is more. The memory is that of max_dim + 6 arrays like theta0.

    Raises
    ------
    ValueError
        For bad arguments, when the first step is asked for; for a gradient of another shape.
    FloatingPointError
        If f_0 is not finite at theta0, or some f_i is not however short the steps.

    Examples
    --------
    >>> steps = sfo(lambda theta, i: (theta @ theta, 2 * theta), np.array([3.0, 4.0]), 1)
    >>> [round(float(next(steps).value), 2) for _ in range(5)]
    [25.0, 24.95, 24.45, 21.81, 12.74]
    """
    space, models, pace = _start(theta0, num_subfunctions, history, max_dim, first_step)
    x = tried = np.zeros(len(space.rows))  # where the walk is, and where to evaluate
    theta = point = space.point(x)  # the same as parameters
    index, again, failures = 0, False, 0
    for t in count(1):
        value, g = value_and_grad(point, index)
        began = perf_counter()
        if np.shape(g) != space.origin.shape:
            raise ValueError(f"the gradient has shape {np.shape(g)}, theta0 {space.origin.shape}")
        g = np.asarray(g, space.rows.dtype)  # else each product would make a copy of the rows
        finite = bool(np.isfinite(value) and np.isfinite(np.linalg.norm(g)))
        failures = 0 if finite else failures + 1
        if failures == GIVE_UP or (failures and not models.active):
            raise FloatingPointError(f"f_{index} or its gradient is not finite at t={t}")
        accepted = finite and (again or not models.is_bad(index, value, x, tried))
        again = finite and not accepted
        pace.note(accepted, tried - x)
        if finite:
            models.learn(index, tried, float(value), space.add(g), space.size, pace.first_step)
        elif index < models.active:  # back to where it was finite, and from there less far
            x = models.position[index].copy()
            theta = space.point(x)
        if accepted:
            x, theta = tried, point
        if space.is_full:
            basis = models.basis(x)
            space.turn(basis)
            models.turn(basis)
            x = turned(x, basis)
        tried = x if again else x + pace.limit(models.jump(x))
        point = theta if again else space.point(tried)
        estimate = float(models.values(x).mean())
        evaluated = index
        if finite and not again:
            index = models.choose(tried)
        step = t, evaluated, float(value), accepted, theta, estimate, models.active, space.size
        yield Step(*step, perf_counter() - began)


def _start(theta0, num_subfunctions, history, max_dim, first_step):
    """Check the arguments of :func:`sfo`, and return what it works with."""
    theta0, N = np.array(theta0), num_subfunctions
    fits = theta0.ndim == 1 and theta0.size and theta0.dtype in (np.float32, np.float64)
    if not fits or not np.isfinite(theta0).all():
        raise ValueError(f"theta0 must be a finite vector of float32 or float64, got {theta0!r}")
    for name, number in (("num_subfunctions", N), ("history", history)):
        if not isinstance(number, int | np.integer) or number < 1:
            raise ValueError(f"{name} must be a whole number >= 1, got {number!r}")
    least = 2 * N + 2
    if max_dim is None:
        max_dim = max(3 * N, least)
    if not isinstance(max_dim, int | np.integer) or max_dim < least:
        raise ValueError(f"max_dim must be a whole number >= 2N + 2 = {least}, got {max_dim!r}")
    if first_step is None:
        first_step = 1e-3 * max(float(np.linalg.norm(theta0)), 1.0)
    if not 0 < first_step < np.inf:
        raise ValueError(f"first_step must be finite and > 0, got {first_step!r}")
    max_dim = min(max_dim, theta0.size)
    return Subspace(theta0, max_dim), Models(N, max_dim, history), Pace(N, first_step)


class Subspace:
    """An orthonormal basis, ``rows[:size]``: the one large array. Coordinates are padded by 0."""

    def __init__(self, origin, max_dim):
        self.origin, self.size = origin, 0
        self.rows = np.empty((max_dim, origin.size), origin.dtype)

    @property
    def is_full(self):
        """Whether the next gradient may find no room."""
        return self.size == len(self.rows) < self.origin.size

    def add(self, g):
        """Return the coordinates of ``g``, for which the basis grows if it must (Gram-Schmidt)."""
        rest, x = g, np.zeros(len(self.rows))
        whole = after = np.linalg.norm(g)
        for _ in range(3):  # one round leaves rounding where most of g was in the subspace
            part, before = self.rows[: self.size] @ rest, after
            rest = rest - part @ self.rows[: self.size]
            x[: self.size] += part
            after = np.linalg.norm(rest)
            if after > before / 2:
                break
        if self.size < len(self.rows) and after > 100 * np.finfo(self.rows.dtype).eps * whole:
            np.divide(rest, after, out=self.rows[self.size])
            x[self.size] = after
            self.size += 1
        return x

    def point(self, x):
        """Return the parameters at ``x``."""
        return self.origin + x[: self.size].astype(self.rows.dtype) @ self.rows[: self.size]

    def turn(self, basis):
        """Go over to a ``basis`` of shape (size, kept), in place: a copy would take the memory."""
        across, kept = basis.T.astype(self.rows.dtype), basis.shape[1]
        for first in range(0, self.origin.size, BLOCK):
            columns = slice(first, first + BLOCK)
            self.rows[:kept, columns] = across @ self.rows[: self.size, columns]
        self.size = kept


class Pace:
    """How long steps are: the paper's η, and its limit."""

    def __init__(self, num, first_step):
        self.num, self.first_step = num, first_step
        self.eta, self.total, self.steps = 1.0, 0.0, 0

    def note(self, accepted, step):
        """Halve η after a bad step; after a good one let it go back to 1, within about a pass."""
        length = np.linalg.norm(step)
        if not accepted:
            self.eta /= 2
        elif length > 0:
            self.eta += (1 - self.eta) / self.num
            self.total, self.steps = self.total + length, self.steps + 1

    def limit(self, jump):
        """Shorten a jump by η, and to what is usual."""
        length = self.eta * np.linalg.norm(jump)
        longest = LONGEST * self.total / self.steps if self.steps else self.first_step
        return jump * (self.eta if length <= longest else self.eta * longest / length)
