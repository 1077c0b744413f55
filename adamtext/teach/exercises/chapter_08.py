"""A convolutional network: what judges the exercises of chapter 8."""

from math import log, sqrt

import numpy as np

from adamtext.teach.exercises.kinds import Function, Number

_WEIGHTS = 64 * 64 * 3 * 3


def _silent_steps(decay, power=2):
    """Return the steps in which a root falls from 3.2e-4 to 1e-8 without any gradient."""
    return power * log(3.2e-4 / 1e-8) / -log(decay)


def _whitening(covariance, floor, power=-0.5):
    """Return the whitening that changes images least: the solution of exercise 6."""
    sizes, directions = np.linalg.eigh(covariance)
    return directions * (sizes + floor) ** power @ directions.T


def _rotated(covariance, floor):
    sizes, directions = np.linalg.eigh(covariance)
    return ((sizes + floor) ** -0.5 * directions).T


def _cases():
    rng = np.random.default_rng(8)
    draws = [rng.normal(size=(3 * n, n)) @ rng.normal(size=(n, n)) for n in (2, 3, 5)]
    floors = 0.01, 0.1, 0.0
    return [(x.T @ x / len(x), floor) for x, floor in zip(draws, floors, strict=True)]


EXERCISES = [
    Number(
        (_WEIGHTS + 64, _WEIGHTS * 16**2),
        {
            (_WEIGHTS, _WEIGHTS * 16**2): "Each of the filters has an offset, too.",
            (_WEIGHTS + 64, _WEIGHTS * 32**2): "The first pooling has halved the sides.",
            (64 * 9 + 64, 64 * 9 * 16**2): "A filter has weights for each channel of its input.",
        },
        rel=1e-4,
    ),
    Number(
        (0.25, 1.0),
        {
            (0.2 * 0.8, 0.25): "That is before the rest is scaled up.",
            (0.5, 1.0): "That is the spread. The variance is its square.",
            (1.25, 2.0): "That is the mean square. The square of the mean is still in it.",
        },
    ),
    Number(
        _silent_steps(0.999),
        {
            _silent_steps(0.999, power=1): "v falls by 0.999 a step; its root falls more slowly.",
            _silent_steps(0.9): "That is with the memory of m.",
            _silent_steps(0.99): "That is with a memory of a hundred steps.",
        },
    ),
    Number(
        0.03 / 0.3 * (1 - 0.9),
        {
            0.03 / 0.3: "SGD's velocity adds up gradients, m averages them.",
            0.03 / 0.3 / (1 - 0.9): "The factor goes the other way: m is shorter than a velocity.",
            0.03 * (1 - 0.9): "The step is divided by eps.",
        },
    ),
    Number(
        (sqrt(144), 144.0),
        {
            (144.0, 144.0): "Slopes that point every way cancel in part.",
            (sqrt(144), sqrt(144)): "Slopes that agree do not cancel at all.",
            (5.0, 25.0): "That is about the window. How often is a weight used?",
        },
    ),
    Function(
        _whitening,
        [
            (
                lambda covariance, floor: _whitening(covariance, floor, -1.0),
                "Variances are squares: divide by their roots.",
            ),
            (
                lambda covariance, floor: _whitening(covariance, 0.0),
                "The floor below the eigenvalues is missing.",
            ),
            (
                lambda covariance, floor: _whitening(covariance, floor, 0.5),
                "That stretches what is long already.",
            ),
            (_rotated, "It whitens, but does not turn back to pixels: U is missing on the left."),
        ],
        _cases,
    ),
]
