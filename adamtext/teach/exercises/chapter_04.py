"""AdaMax and averaging: what judges the exercises of chapter 4."""

from math import ceil, log, sqrt

import numpy as np

from adamtext.bounds import adamax_step_bound
from adamtext.teach.exercises.kinds import Formula, Function, Number

_DEFAULT = adamax_step_bound(0.9, 0.999)
_LONE = 0.1 / sqrt(0.001)  # Adam's first step after silence
_FIRST = "(1 - beta1) / (1 - beta1**n)"
_FADES = "(1 - (beta1 / beta2)**n) / (1 - beta1 / beta2)"


def _adamax(inside=True, outside=False, hat=True, hat_u=False):
    """Return AdaMax with eps as PyTorch has it: the solution of exercise 7, or a slip."""

    def answer(g, alpha, beta1, beta2, eps):
        m, u, theta, found = 0.0, 0.0, 0.0, []
        for t, gradient in enumerate(g, 1):
            m = beta1 * m + (1 - beta1) * gradient
            u = max(beta2 * u, abs(gradient) + eps * inside)
            below = u / (1 - beta2**t if hat_u else 1) + eps * outside
            with np.errstate(invalid="ignore"):
                theta = theta - alpha / (1 - beta1**t if hat else 1) * np.divide(m, below)
            found.append(theta)
        return np.array(found)

    return answer


def _cases():
    rng = np.random.default_rng(4)
    return [
        (np.array([0.0, 0.0, 1.0, 0.0]), 0.1, 0.9, 0.999, 1e-3),
        (0.01 * rng.normal(size=30), 0.01, 0.9, 0.95, 1e-3),
        (rng.normal(size=20), 1.0, 0.0, 0.5, 0.1),
    ]


EXERCISES = [
    Number(
        0.1 * 0.98 / 0.08,
        {
            1: "That is the printed bound.",
            1 / 0.98: "The past fades in every step, not once.",
            _DEFAULT: "That is so at the defaults.",
            0.1 / 0.08: "The newest gradient has not faded: the series begins with a 1.",
        },
        rel=0.005,
    ),
    Number(
        (0.1, _DEFAULT),
        {
            (0.7, 7 * _DEFAULT): "Multiply all gradients by one number: what does the step do?",
            (_LONE, _LONE / (1 - 0.9 / sqrt(0.999))): "You answered for Adam.",
            (0.1, 1): "You let u stand still: it fades a little, while m does.",
            (1, 10 * _DEFAULT): "The hat on m is near 1 after a long silence, not one tenth.",
        },
        rel=0.002,
    ),
    Number(
        ceil(log(1000) / log(1.01)),
        {
            ceil(log(1000) / log(1.1)): "That is for ten percent.",
            100_000: "The number of entries stands under a root.",
            ceil(log(1000) / 0.01): "The logarithm of 1.01 is a little less than 0.01.",
        },
        rel=0.001,
    ),
    Number(
        log(1000) / -log(0.99),
        {
            2 * log(1000) / -log(0.99): "That is Adam's rate of forgetting.",
            log(1000) / -log(0.999): "That is at the default memory.",
            log(100) / -log(0.99): "That is for an outlier of 100.",
        },
        rel=0.002,
    ),
    Number(
        (1, 1000),
        {
            (1 - 0.999**50, 1000): "You left out the weight of the start.",
            (0.999**50, 1000): "That is the weight of the start alone.",
            (1, 1): "With which number would one divide in the first step?",
        },
        rel=1e-4,
    ),
    Formula(
        "beta1 beta2 n",
        f"{_FIRST} * {_FADES}",
        {
            _FIRST: "That is the step in which the gradient comes. The mean goes on.",
            f"(1 - beta1) * {_FADES}": "The mean holds the gradients before, too.",
            "1 + 0 * n": "You let u stand still between two gradients.",
            "(1 - beta1) / (1 - beta1 / beta2)": "That is after endless silence, and for ever.",
        },
        [(0.9, 0.999, 7), (0.9, 0.999, 1), (0.5, 0.9, 3), (0.95, 0.9, 4)],
    ),
    Function(
        _adamax(),
        [
            (
                _adamax(inside=False, outside=True),
                "That is where Keras puts eps: after the maximum.",
            ),
            (_adamax(outside=True), "Once is enough: eps is in the maximum already."),
            (_adamax(inside=False), "Where is eps? A first gradient of 0 gives 0/0."),
            (_adamax(hat=False), "The hat on m is missing."),
            (_adamax(hat_u=True), "A maximum needs no hat."),
        ],
        _cases,
    ),
]
