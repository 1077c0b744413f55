"""How to compare optimisers: what judges the exercises of chapter 10."""

from math import ceil, comb, sqrt

import numpy as np

from adamtext.teach.exercises.kinds import Function, Number


def _quantile(pairs):
    """Return how many standard errors wide half of a 95 % interval is."""
    from scipy.stats import t

    return t.ppf(0.975, pairs - 1)


def _interval(a, b, quantile=_quantile, ddof=1):
    """Return the 95 % interval of the ratio of two rules' end values: exercise 6."""
    logs = np.log(a) - np.log(b)
    half = quantile(len(logs)) * logs.std(ddof=ddof) / sqrt(len(logs))
    return np.exp([logs.mean() - half, logs.mean() + half])


def _unpaired(a, b):
    from scipy.stats import t

    a, b = np.log(a), np.log(b)
    spread = sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a))
    half = t.ppf(0.975, 2 * len(a) - 2) * spread
    return np.exp([a.mean() - b.mean() - half, a.mean() - b.mean() + half])


def _ratios(a, b):
    ratios = np.divide(a, b)
    half = _quantile(len(ratios)) * ratios.std(ddof=1) / sqrt(len(ratios))
    return np.array([ratios.mean() - half, ratios.mean() + half])


def _cases():
    rng = np.random.default_rng(10)
    runs = [np.exp(rng.normal(scale=0.3, size=(2, n))) for n in (2, 3, 5, 10)]
    return [tuple(each) for each in runs]


_SEEDS = next(n for n in range(2, 100) if _quantile(n) / sqrt(n) <= 0.5)
_STEPS = next(t for t in range(1, 1000) if 1 / (1 - 0.9**t) <= 1.01)
# spreads of two rules, and of their ratio, in percent
_A, _B, _RATIO = 3.0, 4.0, 2.0
_SHARED = (_A**2 + _B**2 - _RATIO**2) / (2 * _A * _B)
_WORTH = (_A**2 + _B**2) / _RATIO**2


EXERCISES = [
    Number(
        comb(3, 1) / comb(5, 2),
        {
            comb(4, 1) / comb(5, 2): "That is the chance of the best.",
            1 / 5: "That is for one trial: with two, the better of both is taken.",
            2 / 5: "That is the chance that it is tried. The best may be tried beside it.",
        },
    ),
    Number(
        (64 * 0.05, 1 - 0.95**64),
        {
            (64 * 0.05, 0.05): "That is the chance of one look.",
            (64 * 0.95, 1 - 0.95**64): "So many intervals hold the truth.",
            (64 * 0.05, 0.95**64): "That is the chance that all are right.",
        },
    ),
    Number(
        _SEEDS,
        {
            _SEEDS - 1: "One seed fewer, and it is still a little above.",
            ceil((1.96 / 0.5) ** 2): "That is the normal distribution's 1.96. The spread is "
            "estimated, too.",
            4: "Half of the spread is the standard error then, not the half-width.",
        },
        rel=0.001,
    ),
    Number(
        _STEPS,
        {
            10: "That is the memory, 1 over 1 - beta1. A third of it is still missing then.",
            _STEPS - 1: "One step early.",
            next(t for t in range(1, 1000) if 0.9**t <= 0.1): "Ten percent are not one.",
        },
        rel=0.001,
    ),
    Number(
        (_SHARED, _WORTH),
        {
            (_SHARED, sqrt(_WORTH)): "Seeds go with the square of a spread.",
            (
                2 * _SHARED,
                _WORTH,
            ): "The product comes twice. No correlation is above 1.",
            (_SHARED, 1 / _WORTH): "The wrong way: pairs are worth more, not less.",
        },
    ),
    Function(
        _interval,
        [
            (_unpaired, "That compares means. Compare seed by seed: pairs share their luck."),
            (_ratios, "Costs differ by factors: take the mean of the logarithms."),
            (
                lambda a, b: _interval(a, b, quantile=lambda n: 1.96),
                "That takes the spread as known. It is estimated from few seeds: Student's t.",
            ),
            (
                lambda a, b: _interval(a, b, ddof=0),
                "Divide the squares by one less than their number: the mean is estimated, too.",
            ),
            (
                lambda a, b: _interval(a, b, lambda n: _quantile(n) * sqrt(n)),
                "That is where another seed may lie. The mean is known better, by a root.",
            ),
        ],
        _cases,
    ),
]
