"""Convergence: what judges the exercises of chapter 5."""

from math import log, sqrt

import numpy as np

from adamtext.teach.exercises.kinds import Function, Number

_THIRD = 2**2 * sqrt(0.001) / (2 * 0.001 * 0.1) / 2  # over what the worst player pays, times T


def _bound(D, alpha, g):
    """Return AdaGrad's bound from Lemma 5.1: the solution of exercise 6."""
    return (D**2 / (2 * alpha) + alpha) * np.sqrt(np.sum(np.square(g)))


def _bound_cases():
    rng = np.random.default_rng(5)
    return [(2.0, 0.5, rng.normal(size=30)), (1.0, 0.1, np.array([3.0])), (3.0, 2.0, np.ones(9))]


def _drift(slopes, beta1, beta2, own=True, fading=True):
    """Return how far Adam comes in a period of a long game: the solution of exercise 7."""
    m, v = 0.0, 1.0  # where they begin is forgotten
    long = round(20 / (1 - max(beta1, beta2)) / len(slopes)) + 20
    for _ in range(long):
        walked = 0.0
        for g in slopes:
            before, m = v, beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g**2
            below = v if own else before
            walked -= m / np.sqrt(below if fading else np.mean(np.square(slopes)))
    return walked


def _drift_cases():
    threes, rare = np.array([3.0, -1.0, -1.0]), np.array([10.0] + 8 * [-1.0])
    return [(threes, 0.0, 0.1), (threes, 0.9, 0.1), (rare, 0.0, 0.9), (rare, 0.5, 0.95)]


EXERCISES = [
    Number(
        1,
        {
            -3: "That weighs the slopes before dividing.",
            3: "That is the way walked, to and fro.",
            -1: "Each step goes against its slope: how many go down, and how many up?",
        },
    ),
    Number(
        (0.001 * 0.1 / (1 - 0.9 * 0.999), 0.001),
        {
            (0, 0): "The noise has the mean 0, and is skewed.",
            (0.001 * 0.1, 0.001): "The first factor of (5.5) has a denominator.",
            (0.001 * 0.2 / (1 - 0.9 * 0.999), 0.002): "The last factor has a 2 below.",
        },
        rel=0.002,
    ),
    Number(
        (1 / 18, 18),
        {
            (1 / 2, 2): "That is so without momentum.",
            (1 / 38, 38): "That is at the default momentum.",
            (1 / 9, 9): "From one side to the other it is twice that distance.",
        },
        rel=0.005,
    ),
    Number(
        (1 / 17, 4 / 3),
        {
            (1 / 17, 4): "That is for each period.",
            (0.1, 2 / 3): "That is the game of the chapter, with a slope of 3.",
            (
                1 / 17,
                2 / 3,
            ): "Two slopes give back as much as they can; what does the large one cost?",
            (1 / 5, 4 / 3): "In the theorem's choice of beta2 the slope stands squared.",
        },
        rel=0.005,
    ),
    Number(
        _THIRD / (1 - 0.99) ** 2,
        {
            _THIRD / (1 - 0.99): "The theorem has the square of 1 less lambda below.",
            2
            * _THIRD
            / (1 - 0.99) ** 2: "That is the term itself. What does the worst player pay?",
            _THIRD / sqrt(0.001) / (1 - 0.99) ** 2: "There is a root of 1 less beta2 above.",
        },
    ),
    Function(
        _bound,
        [
            (
                lambda D, alpha, g: _bound(D, alpha, g) + alpha * np.sqrt(np.sum(np.square(g))),
                "The second sum of the lemma has a half in front.",
            ),
            (
                lambda D, alpha, g: _bound(D, alpha, g) + D**2 / (2 * alpha) * np.linalg.norm(g),
                "The first sum is at most the square of D over twice the last step size.",
            ),
            (
                lambda D, alpha, g: (
                    (D**2 / (2 * alpha) + alpha * np.sqrt(1 + log(len(g))) / 2) * np.linalg.norm(g)
                ),
                "That is (5.4). The step sizes are others here, and need no logarithm.",
            ),
            (
                lambda D, alpha, g: (
                    (D**2 / (2 * alpha) + alpha * np.max(np.abs(g)) ** 2) * np.sqrt(len(g))
                ),
                "That is (5.2), of steps that know nothing of the slopes.",
            ),
        ],
        _bound_cases,
    ),
    Function(
        _drift,
        [
            (lambda slopes, beta1, beta2: -_drift(slopes, beta1, beta2), "A step goes downhill."),
            (
                lambda slopes, beta1, beta2: _drift(slopes, 0.0, beta2),
                "That is without momentum: each step takes m, not the slope.",
            ),
            (
                lambda slopes, beta1, beta2: _drift(slopes, beta1, beta2, own=False),
                "A gradient is in its own denominator: renew v before dividing.",
            ),
            (
                lambda slopes, beta1, beta2: _drift(slopes, beta1, beta2, fading=False),
                "That is a v which never forgets. This one differs from round to round.",
            ),
        ],
        _drift_cases,
        rel=1e-4,
    ),
]
