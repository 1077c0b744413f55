"""Runs and intervals as ``adamtext.lab.judging`` has them, for the figures of §6."""

import math


def result(seed, costs):
    """Return a run as judging takes it: its costs pass by pass; none, if it did not finish."""
    outcome = "finished" if len(costs) else "diverged"
    return {"trial": {"seed": seed}, "outcome": outcome, "cost": [math.nan, *costs]}


def student(counts):
    """Return Student's factor of a 95 % interval, by the number of seeds.

    >>> {n: round(factor, 2) for n, factor in student([2, 5]).items()}
    {2: 12.71, 5: 2.78}
    """
    from scipy.stats import t

    return {n: float(t.ppf(0.975, n - 1)) for n in counts}
