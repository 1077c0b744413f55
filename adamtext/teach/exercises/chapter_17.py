"""When training goes wrong late: what judges the exercises of chapter 17."""

from copy import deepcopy
from functools import partial
from math import sqrt

import numpy as np

from adamtext.bounds import uncorrected_ratio
from adamtext.teach.exercises.kinds import Choice, Function, Number


class Training:
    """A training of three weights: Adam in place, noise, a falling step size."""

    def __init__(self, seed):
        self.noise = np.random.default_rng(seed)
        self.theta, self.m, self.v = np.ones(3), np.zeros(3), np.zeros(3)
        self.t = 0

    def step(self):
        """Take a step of the training."""
        g = self.theta + self.noise.normal(size=3)
        self.t += 1
        self.m += 0.1 * (g - self.m)
        self.v += 0.001 * (g**2 - self.v)
        m_hat, v_hat = self.m / (1 - 0.9**self.t), self.v / (1 - 0.999**self.t)
        self.theta -= 0.1 / np.sqrt(self.t) * m_hat / np.sqrt(v_hat)


_PARTS = ("noise", "theta", "m", "v", "t")


def _again(start, parts=_PARTS, keep=deepcopy, anew=False):
    """Return theta after five more steps, and after the same five once more: exercise 7.

    Parameters
    ----------
    parts : sequence of str
        Which parts of the state are kept.
    keep : callable
        What is done to each of them when it is kept.
    anew : bool
        Whether what was not kept begins anew, rather than goes on.
    """
    training = start()
    kept = {name: keep(getattr(training, name)) for name in parts}
    found = []
    for k in range(2):
        if k:
            training = Training(1) if anew else training
            for name, part in kept.items():
                setattr(training, name, part)
        for _ in range(5):
            training.step()
        found.append(training.theta.copy())
    return np.array(found)


def _without(*lost, anew=False):
    parts = [name for name in _PARTS if name not in lost]
    return lambda start: _again(start, parts, anew=anew)


def _after_ten(seed):
    training = Training(seed)
    for _ in range(10):
        training.step()
    return training


def _starts():
    return [(partial(_after_ten, seed),) for seed in (1, 2)]


def _calm(s, k, beta2):
    """Return the n at which (17.3) is one half: exercise 6."""
    return np.log((s**2 - 1) * (1 - beta2**k) / 3) / -np.log(beta2)


def _bursts():
    return [(s, k, b) for s in (10.0, 1000.0) for k in (1, 12) for b in (0.9, 0.99) if s * k > 10]


def _shadow(s, n, beta2):
    return 1 / sqrt(1 + (s**2 - 1) * (1 - beta2) * beta2**n)


_FIRST = uncorrected_ratio(0.9, 0.95, 1)
_AT_301 = uncorrected_ratio(0.9, 0.999, 301)
_HATS = _AT_301 / uncorrected_ratio(0.9, 0.999, 1)
_FAINT, _DARK = _shadow(100, 0, 0.9999), _shadow(100, 0, 0.999)
_UNTIL = next(n for n in range(5000) if _shadow(100, n, 0.999) > 0.5)

EXERCISES = [
    Number(
        _FIRST,
        {
            1 / _FIRST: "You divided the wrong way.",
            uncorrected_ratio(0.9, 0.999, 1): "That is at the default.",
            1.0: "That would be so if t were lost, too.",
            0.1: "That is m alone. What is the root of v?",
        },
    ),
    Number(
        _HATS,
        {
            1 / uncorrected_ratio(0.9, 0.999, 1): "That is for a t so large that the old hats "
            "were 1. At 300 that of v is not.",
            1 / _HATS: "You have it upside down: new hats make steps short.",
            1 / _AT_301: "That is what the old hats did to a step. And the new ones?",
            1.0: "Does m over the root of v not change with the hats?",
        },
    ),
    Number(
        (_FAINT, 0),
        {
            (_DARK, _UNTIL): "That is at the default.",
            (_FAINT**2, 0): "The root is missing.",
            (_FAINT, _UNTIL): "At the default, yes. With this factor, is any step so short?",
        },
    ),
    Number(
        (2**-9, 2**-8),
        {
            (2**-8, 2**-7): "That is how far the neighbours are. Half of it is enough.",
            (2**-8, 2**-8): "A weight of 1 is a power of two: its neighbours are not equally far.",
            (2**-8, 2**-9): "The other way round: below a power of two numbers lie closer.",
            (2**-12, 2**-11): "That is float16, with three more bits of fraction.",
        },
    ),
    Choice(
        "1 and -1 in turn",
        {
            "0": "That is its mean. Which number does a single look give?",
            "1": "So it is just before the sign turns. And just after?",
            "-1": "So it is just after the sign has turned. And one step later?",
        },
    ),
    Function(
        _calm,
        [
            (
                lambda s, k, beta2: np.log((s**2 - 1) * (1 - beta2**k)) / -np.log(beta2),
                "There the factor is the root of a half.",
            ),
            (
                lambda s, k, beta2: np.log((s**2 - 1) * (1 - beta2**k) / 3) / (1 - beta2),
                "One minus the decay is its logarithm only nearly.",
            ),
            (
                lambda s, k, beta2: np.log((s**2 - 1) * (1 - beta2) / 3) / -np.log(beta2),
                "That is for a single loud gradient.",
            ),
            (
                lambda s, k, beta2: np.log((s - 1) * (1 - beta2**k) / 3) / -np.log(beta2),
                "What is averaged is the square.",
            ),
        ],
        _bursts,
    ),
    Function(
        _again,
        [
            (
                lambda start: _again(start, keep=lambda part: part),
                "You kept names, not numbers: the steps are taken in place.",
            ),
            (_without("noise"), "The second five met another noise."),
            (_without("noise", anew=True), "The second five met another noise."),
            (_without("t"), "The counter went on: it is in the hats, and in the step size."),
            (_without("t", anew=True), "The counter began anew: it is in the hats, and beside."),
            (_without("m", "v"), "The averages went on from where they were."),
            (_without("m", "v", anew=True), "The averages began anew."),
            (_without("noise", "m", "v", "t"), "The weights came back, and nothing else."),
            (
                _without("noise", "m", "v", "t", anew=True),
                "The weights came back, and nothing else.",
            ),
        ],
        _starts,
        rel=1e-12,
    ),
]
