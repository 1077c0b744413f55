"""Interpretation: what judges the exercises of chapter 2."""

from math import sqrt

import numpy as np

from adamtext.bounds import printed_bound, step_bound
from adamtext.teach.exercises.kinds import Formula, Function, Number

_LONE = 0.1 / sqrt(0.001)  # the first step after silence, at the defaults
_RATIO = "(1 - beta1) * (1 - beta2**t) / (1 - beta2) / (1 - beta1**t)"


def _weights(beta, t):
    """Return the weights of an average with its hat, oldest first."""
    return (1 - beta) * beta ** np.arange(t)[::-1] / (1 - beta**t)


def _largest(beta1, beta2, t):
    """Return the largest step, in alpha: the solution of exercise 8."""
    return np.sqrt(np.sum(_weights(beta1, t) ** 2 / _weights(beta2, t)))


def _without_hats(beta1, beta2, t):
    return _largest(beta1, beta2, t) * (1 - beta1**t) / np.sqrt(1 - beta2**t)


def _cases():
    return [(0.9, 0.999, 200), (0.9, 0.999, 1), (0.9, 0.81, 50), (0.0, 0.99, 7), (0.8, 0.5, 20)]


EXERCISES = [
    Number(
        sqrt(28 / 27),
        {
            28 / 27: "That is its square.",
            1: "That is what the paper prints. Are the weights equal?",
            step_bound(0.5, 0.75): "That is the bound for late steps, not for the second.",
        },
        rel=0.002,
    ),
    Number(
        0.9975,
        {
            0.9025: "That is where the bound ends, the square of beta1.",
            0.95: "That is where the betas are equal.",
            0.99: "That is the border for a beta1 of 0.9.",
        },
        rel=2e-4,
    ),
    Number(
        _LONE / (1 - 0.9 / sqrt(0.999)),
        {
            _LONE: "That is the first step. The mean goes on.",
            _LONE * 10: "You let v stand still: it fades a little, while m does.",
            10: "The first step is not one alpha long.",
            _LONE / (1 - 0.9 / 0.999): "The step has the root of v below, so the root of beta2.",
        },
        rel=0.001,
    ),
    Number(
        0.85 / 0.9,
        {
            0.9 / 0.85: "Upside down. Which of the two averages prefers old gradients here?",
            0.999 / 0.9: "That is so at the defaults.",
            1: "Equal gradients make a step of one alpha, whatever the betas.",
            0.85 / 0.9**2: "The square stands in the ratio of the series, not in the stream.",
        },
        rel=0.002,
    ),
    Formula(
        "beta1 beta2 t",
        f"sqrt({_RATIO} * (beta1 / beta2)**(t - 1))",
        {
            f"sqrt({_RATIO})": "That is (2.2), the newest one's ratio. Which is the largest now?",
            f"{_RATIO} * (beta1 / beta2)**(t - 1)": "The root is missing.",
            f"sqrt({_RATIO} * (beta1 / beta2)**t)": "The oldest gradient is t - 1 steps old.",
            f"sqrt({_RATIO} * (beta2 / beta1)**(t - 1))": "That power falls. Look at it again.",
        },
        [(0.9, 0.85, 20), (0.9, 0.85, 1), (0.5, 0.2, 6)],
    ),
    Number(
        sqrt(0.002 * 2 / (2 * 9)),
        {
            sqrt(
                0.002 / (2 * 9)
            ): "The noise is missing: SGD's step size is alpha over sigma here.",
            sqrt(0.002 * 2 / 9): "A factor of two is missing under the root.",
            sqrt(0.002 * 2 / 2): "The curvature is missing.",
            sqrt(0.002 * 2 / 2) / 9: "The curvature stands under the root.",
            0.002 * 2 / (2 * 9): "That is the variance.",
        },
    ),
    None,
    Function(
        _largest,
        [
            (lambda beta1, beta2, t: _largest(beta1, beta2, t) ** 2, "The root is missing."),
            (_without_hats, "The weights must sum to 1: the hats are missing."),
            (
                lambda beta1, beta2, t: step_bound(beta1, beta2),
                "That is the limit (2.3). It does not depend on t.",
            ),
            (lambda beta1, beta2, t: printed_bound(beta1, beta2), "That is the printed bound."),
            (
                lambda beta1, beta2, t: _largest(beta2, beta1, t) if beta1 else np.inf,
                "The squares stand above, with beta1's weights; you have them below.",
            ),
        ],
        _cases,
    ),
]
