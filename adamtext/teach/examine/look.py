"""An optimiser as the tests look at it, in units of alpha."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from adamtext.optimizers import adam
from adamtext.teach.examine.observe import TOLERANCE, Observation
from adamtext.teach.examine.streams import LADDER
from adamtext.teach.examine.work import PairAtWork, run


class Finding(NamedTuple):
    """One test: what was expected and what was got. Only a ``required`` one decides."""

    name: str
    passed: bool
    expected: str
    got: str
    required: bool = True


class Look(NamedTuple):
    """An optimiser as it is examined.

    Attributes
    ----------
    start : callable
        From a list of arrays to an :class:`~adamtext.teach.examine.work.AtWork`.
    h : dict
        alpha, beta1, beta2 and eps.
    seen : Observation
        What it did with the streams.
    decay : float
        The part that weights lose at each step, if it is AdamW.
    """

    start: Callable
    h: dict
    seen: Observation
    decay: float = 0.0

    @property
    def tolerance(self):
        """How much steps may differ, in alpha."""
        return max(1e-3, 20 * TOLERANCE[self.seen.dtype])

    def steps(self, gradients, start=None):
        """Return the steps down from theta = 0 in alpha, of shape (T, n)."""
        gradients = np.asarray(gradients, dtype=float)
        gradients = gradients.reshape(len(gradients), -1)
        path = run(start or self.start, [0 * gradients[0]], [[g] for g in gradients])[0]
        return self.down(path)

    def down(self, path):
        """Return the steps down of a path from 0, less what AdamW decays, in alpha."""
        before = np.concatenate([0 * path[:1], path[:-1]])
        return (before * (1 - self.decay) - path) / self.h["alpha"]

    def right(self, gradients):
        """Return what Adam's steps are."""
        rule = adam(**self.h)
        return self._replace(decay=0).steps(gradients, lambda thetas: PairAtWork(rule, thetas))

    def long(self, coordinate):
        """Return the 1000 steps of one coordinate of the stream "long", in alpha."""
        return self.down(self.seen.paths["long"][0][:, coordinate])


def unit(look):
    """Return what rounding may do to a part of theta."""
    name = look.seen.dtype
    return 0 if name == "float64" else 2.0**-7 if name == "bfloat16" else float(np.finfo(name).eps)


def large(look):
    """Return a gradient that is large beside eps."""
    return 1e6 * max(look.h["eps"], LADDER[0] * 1e8)


def several(numbers):
    """Write numbers in short."""
    return ", ".join(f"{x:.3g}" for x in np.ravel(numbers) + 0.0)  # no -0


def near(x, y, tolerance):
    """Whether ``x`` is within ``tolerance`` of ``y`` everywhere; NaN is near nothing."""
    return bool(np.all(abs(np.asarray(x) - np.asarray(y)) <= tolerance))
