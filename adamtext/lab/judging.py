"""When one rule beats another: end values, paired intervals, and the words for what they say.

This is the only place where a difference becomes a verdict. The *end value* of a run is the
geometric mean of its cost over the last tenth of the passes, at least one. Two contestants are
compared seed by seed: same starting point, same minibatches, same noise. Of the ratio of end
values we give the geometric mean over the seeds and its 95 % interval.

* A *beats* B where the whole interval is below 1.
* A *keeps up with* B where the whole interval is below 1.05: five percent are called equal.
* A is *far* ahead of B where, in every seed, it needs at most half of the passes for B's end value.
* What the interval leaves open is *undecided*.
"""

import math
from typing import NamedTuple

import numpy as np

TENTH = 10
CLOSE = 1.05
FAR = 0.5


def curve(result, judged="cost"):
    """Return what is judged, pass by pass, of a trial's ``result``.

    ``judged`` is "cost", measured after each pass, or "noisy", the mean over the minibatches of
    each pass, as it was while learning.
    """
    values = np.array(result["cost"][1:] if judged == "cost" else result["noisy"])
    points = result["trial"]["points"] if judged == "noisy" else 1
    return values[: len(values) // points * points].reshape(-1, points).mean(axis=1)


def end(result, judged="cost", passes=None):
    """Return the end value of a trial's ``result``; infinite if it did not finish.

    ``judged`` names the curve, as in :func:`curve`. With ``passes``, the end value is that after
    so many of them, of the same run.
    """
    if result["outcome"] != "finished":
        return math.inf
    values = curve(result, judged)[:passes]
    with np.errstate(divide="ignore"):  # a cost that has rounded to zero
        return float(np.exp(np.mean(np.log(values[-last_passes(len(values)) :]))))


def best(results, judged="cost"):
    """Return the one of ``results`` whose end value is lowest; ``judged`` is as in :func:`end`."""
    return min(results, key=lambda result: end(result, judged))


def last_passes(passes):
    """Say over how many passes the end value of a run of so many is taken.

    >>> [last_passes(passes) for passes in (3, 45, 50, 160)]
    [1, 5, 5, 16]
    """
    return math.ceil(passes / TENTH)


class Comparison(NamedTuple):
    """The end value of one contestant over that of another: mean, 95 % interval, pairs of runs."""

    ratio: float
    low: float
    high: float
    pairs: int

    @property
    def beats(self):
        """Whether the first is below the second, by the whole interval."""
        return self.high < 1

    @property
    def beaten(self):
        """Whether the first is above the second, by the whole interval."""
        return self.low > 1

    @property
    def keeps_up(self):
        """Whether the first is at most 5 % above the second, by the whole interval."""
        return self.high < CLOSE

    @property
    def level(self):
        """Whether each keeps up with the other."""
        return self.keeps_up and self.low > 1 / CLOSE

    @property
    def words(self):
        """The same as a person would write it, in percent, or in factors where those are large.

        >>> Comparison(0.962, 0.951, 0.974, 5).words
        '-3.8 % (-4.9 to -2.6 %)'
        >>> Comparison(31.5, 24.2, 41.0, 3).words
        '32 times (24 to 41)'
        """
        if max(self.ratio, 1 / self.ratio) >= 2:
            return f"{self.ratio:.2g} times ({self.low:.2g} to {self.high:.2g})"
        # adding zero makes of -0.0 a 0.0
        ratio, low, high = (round(100 * (value - 1), 1) + 0.0 for value in self[:3])
        return f"{ratio:+.1f} % ({low:+.1f} to {high:+.1f} %)"


def compare(first, second, judged="cost", passes=None):
    """Compare two contestants' results, seed by seed.

    ``first`` and ``second`` are lists of results; ``judged`` and ``passes`` are those of
    :func:`end`. The interval is Student's for the mean of the logarithms. A run that did not
    finish, or whose cost rounded to zero, leaves no interval, and so no verdict: nan.

    Raises
    ------
    ValueError
        Unless both have the same seeds, at least two.
    """
    from scipy.stats import t

    ends = [{one["trial"]["seed"]: end(one, judged, passes) for one in g} for g in (first, second)]
    if ends[0].keys() != ends[1].keys() or len(ends[0]) < 2:
        seeds = " and ".join(str(sorted(each)) for each in ends)
        raise ValueError(f"first and second must have the same seeds, at least two, got {seeds}")
    with np.errstate(divide="ignore", invalid="ignore"):
        gaps = np.subtract(*(np.log([each[seed] for seed in ends[0]]) for each in ends))
    if not np.isfinite(gaps).all():
        return Comparison(math.nan, math.nan, math.nan, len(gaps))
    half = t.ppf(0.975, len(gaps) - 1) * gaps.std(ddof=1) / math.sqrt(len(gaps))
    ratio, low, high = np.exp(gaps.mean() + np.array([0.0, -half, half])).tolist()
    return Comparison(ratio, low, high, len(gaps))


def passes_to(result, level, judged="cost"):
    """Return after how many passes a run is at ``level`` or below; infinite if it never is.

    The run is that of a trial's ``result``; ``judged`` names its curve, as in :func:`curve`.
    """
    reached = np.flatnonzero(curve(result, judged) <= level)
    return int(reached[0]) + 1 if len(reached) else math.inf


def lead(first, second, judged="cost"):
    """Return, for each seed, what share of the passes ``first`` needs for ``second``'s end value.

    Infinite where it does not get there. ``judged`` names the curve, as in :func:`curve`.
    """
    levels = {one["trial"]["seed"]: end(one, judged) for one in second}
    return [
        passes_to(one, levels[one["trial"]["seed"]], judged) / one["trial"]["passes"]
        for one in first
    ]


def far_ahead(first, second, judged="cost"):
    """Whether ``first`` needs at most half of the passes for ``second``'s end value, every time.

    ``judged`` names the curve, as in :func:`curve`.
    """
    return max(lead(first, second, judged)) <= FAR
