"""What the recorded runs of §6 hold, for the claims that they decide."""

from functools import cache

import numpy as np

from adamtext.lab.judging import compare, end
from adamtext.lab.report import settings
from adamtext.lab.results import newest, recorded

# The races over five seeds on the paper's problems: figure, its record, suffix, what is judged.
RACES = (
    ("Figure 1 left", ("fig1-mnist", "full"), "", "cost"),
    ("Figure 1 right", ("fig1-imdb", "full"), "", "noisy"),
    ("Figure 1 right", ("fig1-imdb", "full"), ", no dropout", "cost"),
    ("2a", ("fig2a", "small"), "", "noisy"),
    ("2b", ("fig2b", "small"), "", "cost"),
    ("3", ("fig3-right", "small"), "", "noisy"),
)


@cache
def results(figure, size="full"):
    """Results of a recorded figure, by contestant."""
    return recorded(figure, size)["results"]


@cache
def latest(figure):
    """Results of the newest record of a figure, and words that say what it is."""
    content = newest(figure)
    return {name: runs for name, runs in content["results"].items() if runs}, settings(content)


@cache
def beside_sfo(case):
    """Return the runs of a case of the race between SFO and Adam, as results of trials."""
    runs = [run for run in recorded("sfo", "small")["runs"] if run["case"] == case]
    shared = {"passes": len(runs[0]["cost"]) - 1, "points": 1}
    return [run | {"outcome": "finished", "trial": shared | {"seed": run["seed"]}} for run in runs]


def rivals(runs, suffix):
    """Name the contestants of a race that the paper sets against Adam, those with ``suffix``."""
    rules = ("SGD-Nesterov", "AdaGrad", "RMSProp", "AdaDelta")
    return [rule + suffix for rule in rules if rule + suffix in runs]


def races():
    """Compare Adam with each rival of each race over five seeds; the last one is with SFO."""
    found = {}
    for figure, record, suffix, judged in RACES:
        runs = results(*record)
        for name in rivals(runs, suffix):
            found[figure, name] = compare(runs[f"Adam{suffix}"], runs[name], judged)
    return found | {("2b", "SFO"): compare(beside_sfo("Adam"), beside_sfo("SFO"))}


def broken(run):
    """Whether a run ended above the cost that it began with, or not at all."""
    return not end(run) < run["cost"][0]


def how_many(runs, true_of):
    """Say of how many runs something is true: `3 of 10`."""
    return f"{sum(map(true_of, runs))} of {len(runs)}"


def ends(results, judged="cost"):
    """Return what each contestant ends at, the geometric mean over its runs, by name."""
    return {
        name: float(np.exp(np.mean(np.log([end(run, judged) for run in runs]))))
        for name, runs in results.items()
    }
