"""An optimiser that is examined, and how to set it to work."""

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from adamtext.teach.examine.candidates import DEFAULTS, OTHERS
from adamtext.teach.examine.streams import normal
from adamtext.teach.examine.work import CannotBeExamined, run


class Subject(NamedTuple):
    """An optimiser to be examined.

    Attributes
    ----------
    name : str
    words : str
        What it was taken for.
    start : callable
        ``start(thetas, values) -> AtWork``, with values of the hyper-parameters it takes.
    takes : tuple of str
        Those of alpha, beta1, beta2, eps that can be chosen.
    defaults : dict
        What these are if they are not chosen, where it tells.
    told : dict
        Those of a finished object, which tells what it was made with.
    weight_decay : float or None
        Its weight decay, where it tells.
    others : tuple
        Other ways to set it to work that may be meant: pairs of words and ``start``.
    """

    name: str
    words: str
    start: Callable
    takes: tuple = ()
    defaults: dict = {}  # noqa: RUF012 (nobody writes to it)
    told: dict = {}  # noqa: RUF012
    weight_decay: float | None = None
    others: tuple = ()

    def with_values(self, values):
        """Return what sets it to work with hyper-parameters: a function of arrays."""
        return lambda thetas: self.start(thetas, values if self.takes else {})


def trial(start, one=False):
    """Set something to work for three steps on two arrays; return why it does not, or None."""
    thetas = [np.array([1.0, -2.0]), np.array([[0.5, 1.5, -1.0], [2.0, 1.0, 3.0]])]
    noise = abs(normal())
    gradients = [[g[:2], g[2:8].reshape(2, 3)] for g in noise[1:4]]
    if one:
        thetas, gradients = thetas[:1], [each[:1] for each in gradients]
    try:
        paths = run(start, thetas, gradients)
    except Exception as error:
        return error
    if any(np.all(path == 0) for path in paths):
        return CannotBeExamined("three steps moved nothing")
    return None


def without_effect(subject, steps=4):
    """List the hyper-parameters of ``subject`` that change nothing."""
    values = {k: OTHERS[k] for k in subject.takes}
    gradients = [[g * np.resize([1, 1e-3], len(g))] for g in normal()[:steps]]

    def path(values):
        return run(subject.with_values(values), [0 * gradients[0][0]], gradients)[0]

    before = path(values)
    return [
        k for k in values if np.array_equal(path(values | {k: DEFAULTS[k]}), before, equal_nan=True)
    ]


def name_of(x):
    """Name a function, or what functools.partial made of one."""
    if isinstance(x, functools.partial):
        fixed = ", ".join(f"{k}={v!r}" for k, v in x.keywords.items())
        return f"{name_of(x.func)}({fixed})"
    return getattr(x, "__qualname__", type(x).__name__)
