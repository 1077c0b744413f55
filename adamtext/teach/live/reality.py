"""Overshoot and reality: how much too long a step without correction is, and what that cost."""

import functools
import itertools
import math
from typing import NamedTuple

import numpy as np
import traitlets
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from adamtext.bounds import uncorrected_ratio
from adamtext.lab.judging import Comparison, compare, end
from adamtext.lab.needs import NEEDS
from adamtext.lab.report import scale
from adamtext.lab.results import recorded
from adamtext.teach.live.figure import FINE, POINT, RAW, Live
from adamtext.teach.live.intervals import result, student
from adamtext.teach.plots import INK, label_lines

#: The records, each a figure of the lab and its size, by the number of their steps.
RUNS = ("fig4a-small", "fig4-loss-small", "fig4-loss-full", "fig4a-full", "fig4b-full")
BETA1, BETA2 = (0.0, 0.9), (0.99, 0.999, 0.9999)
WORDS = ("corrected", "uncorrected")


class Setting(NamedTuple):
    """What a setting's overshoot is, and what leaving out the correction cost.

    ``alphas`` are with and without correction, None where there was no run; ``longest`` and
    ``late`` are the longest and the last step without; ``seeds`` are those at which both ran,
    ``failed`` says how many of them failed, with and without; ``loss`` is the end value without
    over that with, if none did: its interval is no number for a single seed.
    """

    alphas: tuple
    peak: float
    at: int
    longest: float
    late: float
    seeds: list
    failed: tuple
    loss: Comparison


class Reality(Live):
    """The variational auto-encoder with and without correction: end values, lengths of steps.

    Parameters
    ----------
    run : str
        A record: one of ``adamtext.teach.live.reality.RUNS``.
    beta1, beta2 : float
        0 or 0.9, and 0.99, 0.999 or 0.9999.
    alpha : float
        The step size; 0 for each at its best.
    """

    figure = "reality"
    run = traitlets.Enum(RUNS, "fig4-loss-full").tag(sync=True)
    beta1 = traitlets.Enum(BETA1, 0.9).tag(sync=True)
    beta2 = traitlets.Enum(BETA2, 0.999).tag(sync=True)
    alpha = traitlets.Float(0.0, min=0).tag(sync=True)
    data = traitlets.Dict().tag(sync=True, made=True)

    @traitlets.default("data")
    def _data(self):
        return data()

    def alt(self):
        """Return the still picture in words."""
        here = setting(self.run, self.beta1, self.beta2, self.alpha)
        return (
            f"Left, the cost after {data()['runs'][self.run]['steps']} steps against step sizes, "
            f"with and without correction, at beta1 = {self.beta1:g} and beta2 = {self.beta2:g}. "
            "Right, the length of step t: level with correction; without, a hump, "
            f"{here.peak:.3g} times as high at step {here.at}, below the line that no run survived."
        )

    def draw(self):
        """Return the still picture: end values on the left, steps on the right."""
        about = data()["runs"][self.run]
        here = setting(self.run, self.beta1, self.beta2, self.alpha)
        figure = Figure(figsize=(6.4, 3.2))
        left, right = figure.subplots(1, 2)
        t = np.arange(1, about["steps"] + 1)
        ratios = np.ones(len(t)), uncorrected_ratio(self.beta1, self.beta2, t)
        looks = {"with": (FINE, "-"), "without": (RAW, "--")}
        both, lines = grids(self.run, self.beta1, self.beta2), {}
        for grid, alpha, r, name in zip(both, here.alphas, ratios, looks, strict=True):
            colour, dashes = looks[name]
            runs = [(a, cost) for a, _, costs in grid for cost in costs if cost is not None]
            left.plot(*np.transpose(runs), "o", color=colour, markersize=3)
            alphas, logs = middles(grid)
            left.plot(alphas, np.exp(logs), color=colour, linestyle=dashes)
            if alpha is not None:
                left.axvline(alpha, color=POINT, linewidth=0.8, linestyle=dashes)
                lines[name] = right.loglog(t, alpha * r, color=colour, linestyle=dashes)[0]
        left.set(xscale="log", yscale="log", xlabel="step size α", title="cost at the end, nats")
        left.yaxis.set_major_locator(MaxNLocator(5))
        right.axhline(about["limit"], color=INK, linewidth=0.8)
        right.set(xlabel="step t", title="length of step t")
        right.text(1, 0.95 * about["limit"], "no run survived more", va="top")
        for axis in (left.xaxis, left.yaxis, right.xaxis, right.yaxis):
            axis.set_major_formatter("{x:g}")
            axis.set_minor_locator(NullLocator())
        right.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        label_lines(right, lines)
        return figure


@functools.cache
def data():
    """Return what the script needs: the end values of the records, by betas; Student's factors.

    A record has its name, its number of steps, the seeds that tuned, the longest step that a run
    survived, and for each pair of betas what was run with and without correction: rows of a step
    size, seeds, and end values, None for a run that failed or ended above its start.
    """
    runs = {}
    for run in RUNS:
        content = recorded(*run.rsplit("-", 1))
        one = next(iter(content["results"].values()))[0]["trial"]
        examples = one["rows"] or NEEDS[one["problem"]].examples[one["data"]]
        pairs = [
            [*betas, *(rows(content, *betas, words) for words in WORDS)]
            for betas in itertools.product(BETA1, BETA2)
        ]
        tuning = {trial["trial"]["seed"] for group in content["tuning"].values() for trial in group}
        runs[run] = {
            "name": scale(content).rpartition(", ")[0],
            "steps": one["passes"] * examples // one["batch_size"],
            "tuning": sorted(tuning),
            "limit": max(map(survived, pairs)),
            "pairs": pairs,
        }
    return {"runs": runs, "student": student((2, 3, 5))}


def rows(content, beta1, beta2, words):
    """Return rows of a step size, seeds, and end values: None where a run failed."""
    name = f"beta1={beta1}, beta2={beta2}, {words}"
    found = {}
    for one in content["results"][name] + content["tuning"].get(name, []):
        alpha, seed, value = one["trial"]["hyper"]["alpha"], one["trial"]["seed"], end(one)
        value = round(value, 3) if value < one["cost"][0] else None
        found.setdefault(alpha, {})[seed] = value
    return [
        [alpha, sorted(found[alpha]), [found[alpha][seed] for seed in sorted(found[alpha])]]
        for alpha in sorted(found)
    ]


def survived(pair):
    """Return the longest step in the runs of two betas that did not fail."""
    beta1, beta2, *both = pair
    lengths = zip(both, (1, overshoot(beta1, beta2)[1]), strict=True)
    return max(
        alpha * length
        for grid, length in lengths
        for alpha, _, values in grid
        if any(value is not None for value in values)
    )


def overshoot(beta1, beta2):
    """Return the step t with the largest ratio of steps without and with correction, and it."""
    ratio = uncorrected_ratio(beta1, beta2, np.arange(1, 101))
    return int(ratio.argmax()) + 1, float(ratio.max())


def grids(run, beta1, beta2):
    """Return the rows with and without correction of a record."""
    pairs = {(one, other): both for one, other, *both in data()["runs"][run]["pairs"]}
    return pairs[beta1, beta2]


def middles(grid):
    """Return step sizes at which no run failed, and the means of the logarithms of end values."""
    whole = [(alpha, values) for alpha, _, values in grid if None not in values]
    return [alpha for alpha, _ in whole], [float(np.mean(np.log(each))) for _, each in whole]


def best(grid):
    """Return the step size with the lowest mean of those that were run at the most seeds."""
    most = max(len(seeds) for _, seeds, _ in grid)
    alphas, logs = middles([row for row in grid if len(row[1]) == most])
    return alphas[int(np.argmin(logs))]


def setting(run, beta1, beta2, alpha):
    """Return a :class:`Setting`: at the step size that was run next to ``alpha``; 0 is the best."""
    about, both = data()["runs"][run], grids(run, beta1, beta2)
    if alpha:
        known = sorted({row[0] for grid in both for row in grid})
        near = min(known, key=lambda each: abs(math.log(each / alpha)))
        alphas = tuple(near if any(row[0] == near for row in grid) else None for grid in both)
    else:
        alphas = tuple(map(best, both))
    at, peak = overshoot(beta1, beta2)
    last = uncorrected_ratio(beta1, beta2, about["steps"])
    without = alphas[1] if alphas[1] is not None else alphas[0]
    ends = [
        {
            seed: value
            for each, *row in grid
            if each == alpha
            for seed, value in zip(*row, strict=True)
        }
        for grid, alpha in zip(both, alphas, strict=True)
    ]
    shared = [seed for seed in ends[0] if seed in ends[1]]
    seeds = [seed for seed in shared if seed not in about["tuning"]] or shared
    failed = tuple(sum(each[seed] is None for seed in seeds) for each in ends)
    loss = Comparison(math.nan, math.nan, math.nan, len(seeds))
    if seeds and not any(failed):
        sides = [[result(seed, [each[seed]]) for seed in seeds] for each in ends]
        if len(seeds) > 1:
            loss = compare(sides[1], sides[0])
        else:
            loss = loss._replace(ratio=ends[1][seeds[0]] / ends[0][seeds[0]])
    return Setting(alphas, peak, at, peak * without, last * without, seeds, failed, loss)
