"""Where Adam wins: what judges the exercises of chapter 11."""

from math import ceil, expm1, log, sqrt

import numpy as np

from adamtext.teach.exercises.kinds import Choice, Function, Number

_TIME = log(99 / expm1(0.1)) / 2  # where the flow of signs has a loss of 0.1
_LIMIT = 2 / (0.01 / 2)  # the common row's curvature is half its frequency


def _row_by_row(scores, g, alpha):
    """Return the scores after a step as long in every row: the solution of exercise 7."""
    length = np.linalg.norm(g, axis=1, keepdims=True)
    return scores - alpha * g / np.where(length > 0, length, 1)


def _whole(scores, g, alpha):
    return scores - alpha * g / (np.linalg.norm(g) or 1)


def _dividing_zero(scores, g, alpha):
    with np.errstate(all="ignore"):
        return scores - alpha * g / np.linalg.norm(g, axis=1, keepdims=True)


def _cases():
    rng = np.random.default_rng(11)
    found = []
    for silent in (0, 1, 2):
        g = rng.normal(size=(4, 4)) * 10.0 ** -np.arange(4)[:, None]
        g[:silent] = 0
        found.append((rng.normal(size=(4, 4)), g, 0.1))
    return found


EXERCISES = [
    Number(
        800,
        {
            1: "That is so for signs. The flow of the gradient sees frequencies.",
            sqrt(800): "The frequency stands in the law itself, not its root.",
            799: "That is how much more it is, in units of the first class's time.",
        },
        rel=1e-4,
    ),
    Choice(
        "neither",
        {
            "dividing": "One number for all rows: in which ratio are the rows' gradients after it?",
            "clipping": "Where it clips, it is dividing, and where it does not, nothing changes.",
            "both": "Both have one number for all rows.",
        },
    ),
    Choice(
        "AdaGrad and Adam",
        {
            "AdaGrad": "What happens to Adam's m and v if a row's gradients are all multiplied?",
            "Adam": "What happens to AdaGrad's sum if a row's gradients are all multiplied?",
            "Adam, later": "Does the theorem's third part speak of a time?",
            "all three": "Momentum is a sum of gradients: multiply them, and it is multiplied.",
        },
    ),
    Choice(
        "the second",
        {
            "the first": "All terms of a row are multiplied by one number. What has it to lose?",
            "both": "In the first, all terms of a row are multiplied by one number.",
            "neither": "In the second, the shares inside a row are changed.",
        },
    ),
    Number(
        ceil(_TIME / 0.03),
        {
            ceil(2 * _TIME / 0.03): "The wrong scores fall while the right one rises.",
            ceil(_TIME): "That is the time. How many steps of 0.03 are in it?",
            ceil(_TIME / 0.03) - 1: "One step early.",
        },
        rel=0.001,
    ),
    Number(
        (_LIMIT, 1 - _LIMIT * 0.0001 / 2),
        {
            (
                _LIMIT / 2,
                1 - _LIMIT / 2 * 0.0001 / 2,
            ): "The limit is 2 over the curvature, not 1.",
            (
                2 / 0.01,
                1 - 2 / 0.01 * 0.0001,
            ): "With two equal followers the eigenvalue is one half.",
            (_LIMIT, -1.0): "That is the common row's factor, at the limit.",
            (100 * _LIMIT, -1.0): "That is the rare row's own limit. The common one is less.",
        },
        rel=0.005,
    ),
    Function(
        _row_by_row,
        [
            (_whole, "One length for all rows: rare ones are as slow as before."),
            (
                lambda scores, g, alpha: scores - alpha * np.sign(g),
                "That is sign descent. Here each row keeps its direction.",
            ),
            (_dividing_zero, "A row without gradient has length 0, and 0/0 is no number."),
            (
                lambda scores, g, alpha: _row_by_row(scores.T, g.T, alpha).T,
                "These are columns: the words after.",
            ),
        ],
        _cases,
    ),
]
