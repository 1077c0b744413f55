"""A variational auto-encoder: what judges the exercises of chapter 9."""

from math import log, log10, sqrt

import numpy as np

from adamtext.bounds import uncorrected_ratio
from adamtext.teach.exercises.kinds import Function, Number


def _divergence(mean, variance):
    """Return the divergence of N(mean, variance) from the standard normal density."""
    return (mean**2 + variance - log(variance) - 1) / 2


def _ratios(beta1, beta2, num_steps):
    return uncorrected_ratio(beta1, beta2, np.arange(1, num_steps + 1))


_SHIFTS = _ratios(0.8, 0.9999, 6000)
_TOP, _MEAN = _SHIFTS.max(), _SHIFTS.mean()
_LONGEST = _ratios(0.9, 0.999, 1000).max()
_LAST = _ratios(0.9, 0.999, 1000)[-1]


def _error(x, scores):
    """Return the reconstruction error, without overflow: the solution of exercise 6."""
    return np.sum(np.logaddexp(0, scores) - x * scores)


def _overflowing(x, scores):
    with np.errstate(all="ignore"):
        return np.sum(np.log(1 + np.exp(scores)) - x * scores)


def _cases():
    rng = np.random.default_rng(9)
    draws = [(rng.uniform(size=n), rng.normal(scale=3, size=n)) for n in (1, 5, 20)]
    return [*draws, (np.array([0.25, 1.0]), np.array([1000.0, -1000.0]))]


EXERCISES = [
    Number(
        _divergence(1, 0.25),
        {
            _divergence(1, 0.5): "That takes the standard deviation for the variance.",
            2 * _divergence(1, 0.25): "The half in front is missing.",
            _divergence(1, 0.25) + log(0.25): "The logarithm has the wrong sign.",
        },
    ),
    Number(
        0.05 / _LONGEST,
        {
            0.05: "That is with correction.",
            0.05 / uncorrected_ratio(0.9, 0.999, 1): "The first step is not the longest.",
            0.05 / uncorrected_ratio(0, 0.999, 1): "That is without momentum.",
        },
    ),
    Number(
        (log10(_TOP), log10(_MEAN)),
        {
            (_TOP, _MEAN): "These are the factors. How many decades are they?",
            (log10(_TOP), log10(_TOP)): "What survives is moved by the mean of r.",
            (log10(_SHIFTS[0]), log10(_MEAN)): "Longer steps than the first come later.",
        },
    ),
    Number(
        _LONGEST / _LAST,
        {
            _LONGEST: "That is max r. After 1000 steps r has not come down to 1.",
            _ratios(0.9, 0.999, 1000)[0] / _LAST: "The first step is not the longest.",
            _LONGEST / _ratios(0.9, 0.999, 1000).mean(): "It is the last step, not the mean one.",
        },
    ),
    Number(
        (0.0, sqrt(6)),
        {
            (0.0, 6.0): "That is the variance.",
            (0.5, sqrt(6)): "That is the spread of z. Its slope has none.",
            (0.0, 2.0): "The square of the noise varies, too.",
            (0.0, 0.0): "The second depends on z, which is drawn.",
        },
    ),
    Function(
        _error,
        [
            (_overflowing, "The formula is right. In floating point it overflows: e to the 1000."),
            (
                lambda x, scores: _error(1 - x, scores),
                "A high score is for ink: x and 1 - x are exchanged.",
            ),
            (lambda x, scores: _error(x, scores) / len(x), "That is the mean. Pixels add up."),
            (lambda x, scores: _error(0 * x, scores), "The ink itself is missing."),
        ],
        _cases,
    ),
]
