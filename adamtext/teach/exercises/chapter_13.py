"""My numbers differ: what judges the exercises of chapter 13."""

from math import sqrt

import numpy as np

from adamtext.averages import bias_correction
from adamtext.teach.exercises.kinds import Choice, Function, Number


def _agree_from(eps):
    """Return the first gradient from which on a first step is within a percent of Algorithm 1's.

    Solves ``g / (g + eps) = 0.99 * g / (g + 1e-8)``.
    """
    return (0.99 * eps - 1e-8) / 0.01


def _too_long(share):
    """Return the first step after a tenfold drop at which Keras' momentum is that much too long."""
    return next(n for n in range(1, 1000) if 9 * 0.9**n <= share)


def _as_eps(eps_hat, beta2, t):
    """Return the eps of Algorithm 1 that a constant eps_hat is at step ``t``: exercise 6."""
    return eps_hat / np.sqrt(bias_correction(beta2, t))


def _eps_cases():
    steps = (1, 2, 12, 1000, 10_000)
    return [(eps, beta2, t) for eps in (1e-7, 1e-3) for beta2 in (0.9, 0.999) for t in steps]


def _clipped(a, b, most):
    """Return both arrays, one behind the other, shortened together: exercise 7."""
    both = np.concatenate([a, b])
    return both * most / max(np.linalg.norm(both), most)


def _each(a, b, most):
    return np.concatenate([x * most / max(np.linalg.norm(x), most) for x in (a, b)])


def _always(a, b, most):
    both = np.concatenate([a, b])
    return both * most / (np.linalg.norm(both) or 1.0)


def _sum_of_lengths(a, b, most):
    length = np.linalg.norm(a) + np.linalg.norm(b)
    return np.concatenate([a, b]) * most / max(length, most)


def _clip_cases():
    rng = np.random.default_rng(13)
    pairs = [(scale * rng.normal(size=3), rng.normal(size=2)) for scale in (0.1, 1.0, 30.0)]
    found = [(a, b, most) for a, b in pairs for most in (0.5, 100.0)]
    return [*found, (np.zeros(3), np.zeros(2), 1.0)]


_HAT = 1e-7 / sqrt(1 - 0.999)

EXERCISES = [
    Choice(
        "no bias correction",
        {
            "other betas": "With the hats on, the first step is one of alpha whatever they are.",
            "a stuck counter": "At the first step the counter is right: it stands at 1.",
            "a maximum of v": "At the first step v is its own maximum.",
        },
    ),
    Number(
        _agree_from(_HAT),
        {
            _agree_from(1e-7): "That takes its constant for the eps of Algorithm 1. It is added "
            "to a root that the correction has not yet made larger.",
            _agree_from(1e-7 / (1 - 0.999)): "The correction stands under the root.",
            _HAT: "There, the step is half as long as it should be.",
        },
        rel=0.02,
    ),
    Number(
        0.05 / 0.0004,
        {
            0.05: "PyTorch would take alpha times that off: 2500 times less than the recipe.",
            0.05 * 0.0004: "The wrong way round: PyTorch multiplies by alpha itself.",
            0.0004 / 0.05: "You have it upside down.",
        },
    ),
    Number(
        (8, 8, 8, 1),
        {
            (1 / 8, 1 / 8, 1 / 8, 1): "The wrong way: the gradient has grown, not shrunk.",
            (8, 8, 8, 8): "Decoupled decay never meets the gradient.",
            (1, 8, 8, 1): "Adam forgives the factor. Does its eps?",
            (8, 8, 1, 1): "The penalty is added to a gradient that has grown.",
            (8, 1, 8, 1): "The threshold is a length of gradients, and they have grown.",
        },
    ),
    Number(
        _too_long(0.1),
        {
            1: "That is PyTorch's: it multiplies the whole velocity by the rate of now.",
            10: "That is the memory, 1 over 1 - momentum. A third of the old rate is left then.",
            _too_long(0.9): "So much is left of the old velocity, and it was ten times too long.",
            _too_long(0.1) - 1: "One step early.",
        },
        rel=0.001,
    ),
    Function(
        _as_eps,
        [
            (lambda eps_hat, beta2, t: eps_hat, "That is so in the long run only."),
            (
                lambda eps_hat, beta2, t: eps_hat * np.sqrt(bias_correction(beta2, t)),
                "That is the other direction: the constant that would be that eps.",
            ),
            (
                lambda eps_hat, beta2, t: eps_hat / bias_correction(beta2, t),
                "It stands beside a root. Where is the root of the correction?",
            ),
            (
                lambda eps_hat, beta2, t: eps_hat / np.sqrt(1 - beta2),
                "That is so at the first step. What fades with t?",
            ),
        ],
        _eps_cases,
    ),
    Function(
        _clipped,
        [
            (_each, "That shortens each array by itself, as Keras' clipnorm does."),
            (
                lambda a, b, most: np.clip(np.concatenate([a, b]), -most, most),
                "That clips each number by itself.",
            ),
            (_always, "What is shorter than the threshold is left alone."),
            (_sum_of_lengths, "Lengths do not add up: their squares do."),
        ],
        _clip_cases,
        rel=1e-5,
    ),
]
