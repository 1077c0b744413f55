"""Logistic regression: what judges the exercises of chapter 6."""

from math import sqrt

import numpy as np

from adamtext.teach.exercises.kinds import Function, Number

_T = 45 * (60_000 // 128)
_ROOTS = sum(1 / sqrt(t) for t in range(1, _T + 1))
_HARMONIC = sum(1 / t for t in range(1, _T + 1))


def _present(share, batch_size=128):
    """Return how often a feature in such a share of the examples is in a minibatch."""
    return 1 - (1 - share) ** batch_size


def _errors(x, y, weights, offsets):
    """Return the probabilities less what is true, a row an example."""
    scores = x @ weights + offsets
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return p - np.eye(len(offsets))[y]


def _gradient(x, y, weights, offsets, l2):
    """Return the gradient by the weights: the solution of exercise 6."""
    return x.T @ _errors(x, y, weights, offsets) / len(x) + l2 * weights


def _cases():
    rng = np.random.default_rng(6)
    return [
        (rng.normal(size=(n, 4)), rng.integers(3, size=n), *_parameters(rng), l2)
        for n, l2 in ((1, 0.0), (5, 0.0), (7, 0.3))
    ]


def _parameters(rng):
    return rng.normal(size=(4, 3)), rng.normal(size=3)


EXERCISES = [
    Number(
        _present(0.5 * 0.00084),
        {
            _present(0.00084): "That is without dropout: half of the time the word is dropped.",
            0.5 * 0.00084: "That is how often one example has it. A minibatch has 128 chances.",
            0.5 * 0.00084 * 128: "Adding up chances counts a minibatch that has it twice, twice.",
        },
    ),
    Number(
        (0.1, -0.9),
        {
            (0.0, 0.0): "All classes are equally likely, but only one of them is true.",
            (0.1, 0.1): "These are the probabilities. What has to be taken off the true one?",
            (-0.1, 0.9): "That is the step, against the gradient.",
        },
    ),
    Number(
        (_ROOTS, _HARMONIC),
        {
            (_T, _ROOTS): "AdaGrad has a decay of its own before anybody adds one.",
            (_ROOTS, _ROOTS): "The second decay multiplies each step by one more root.",
            (_HARMONIC, _ROOTS): "The two are the wrong way round.",
        },
    ),
    Number(
        0.316 * 0.05 / 0.01,
        {
            0.316: "Equal steps are not what stays: five times fewer gradients add up.",
            0.316 * 0.01 / 0.05: "The wrong way: fewer gradients add up, so each must count more.",
            0.316 * 0.99 / 0.95: "What counts is how far the momentum is from 1, not its size.",
        },
    ),
    Number(
        0.25,
        {
            0.5: "That makes the step of word j as 1 over its frequency. AdaGrad takes a root.",
            1.0: "Dividing columns counts twice: once in the gradient, once in the weight.",
            -0.25: "Then rare words get shorter steps.",
        },
    ),
    Function(
        _gradient,
        [
            (
                lambda x, y, weights, offsets, l2: x.T @ _errors(x, y, weights, offsets) / len(x),
                "Where is the penalty?",
            ),
            (
                lambda x, y, weights, offsets, l2: (
                    x.T @ _errors(x, y, weights, offsets) + l2 * weights
                ),
                "The cost is a mean over the examples, and that is a sum.",
            ),
            (
                lambda x, y, weights, offsets, l2: _gradient(x, y, weights, offsets, 2 * l2),
                "The penalty has a half in front, which its derivative takes away.",
            ),
        ],
        _cases,
    ),
]
