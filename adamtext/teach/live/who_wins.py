"""Who wins? One set of runs, tuned over so many passes and judged after so many."""

import functools
from typing import NamedTuple

import numpy as np
import traitlets
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from adamtext import adagrad, adam, run, sgd
from adamtext.lab.judging import Comparison, compare, end
from adamtext.teach.live.figure import Live
from adamtext.teach.live.intervals import result, student
from adamtext.teach.plots import INK
from adamtext.teach.race_plots import plot_seeds, plot_winners

HORIZONS = [1, 2, 3, 5, 8, 13, 20, 30]


class Look(NamedTuple):
    """Who wins a race: each rule's step size, the rules by their place, the second's cost."""

    alphas: dict
    order: list
    behind: Comparison

    @property
    def sure(self):
        """Whether the first beats the second."""
        return self.behind.beaten


class WhoWins(Live):
    """A map of who wins, tuned over so many passes and judged after so many, and the race.

    Parameters
    ----------
    known : dict, optional
        Results of trials, by (name of the rule, step size, seed), with seeds 0, 1, …; each of the
        rules has run with each of its step sizes at each seed. By default a small race of its own.
    horizons : list of int
        Numbers of passes at which one may look.
    tuned, judged : int
        Two of them: after how many passes step sizes are chosen, and runs compared.
    seed : int
        The one to tune on; the others race.
    """

    figure = "who-wins"
    runs = traitlets.Dict().tag(sync=True)
    horizons = traitlets.List(traitlets.Int(min=1), HORIZONS).tag(sync=True)
    tuned = traitlets.Int(13).tag(sync=True)
    judged = traitlets.Int(5).tag(sync=True)
    seed = traitlets.Int(0, min=0).tag(sync=True)
    student = traitlets.Dict().tag(sync=True, made=True)

    def __init__(self, known=None, **traits):
        super().__init__(**({} if known is None else {"runs": gathered(known)}) | traits)

    @traitlets.default("runs")
    def _runs(self):
        return valley()

    @traitlets.default("student")
    def _student(self):
        return factors(self.runs)

    @traitlets.validate("tuned", "judged")
    def _horizon(self, proposal):
        if proposal["value"] not in self.horizons:
            raise traitlets.TraitError(f"{proposal['value']} is none of {self.horizons} passes")
        return proposal["value"]

    def alt(self):
        """Return the still picture in words."""
        here = look(self.runs, self.tuned, self.judged, self.seed)
        return (
            "Left, a square table of fields, passes at judging to the right and at tuning upwards, "
            "in the colours of the rules that win them, pale where the winner may be luck. Right, "
            f"the costs of {len(here.order)} rules over the winner's, tuned over {self.tuned} and "
            f"judged after {self.judged}: {here.order[0]} wins{', for sure' if here.sure else ''}."
        )

    def fields(self):
        """Return who wins each field, and where for sure: a row a horizon of tuning."""
        looks = [[look(self.runs, p, q, self.seed) for q in self.horizons] for p in self.horizons]
        winners = [[each.order[0] for each in row] for row in looks]
        return np.array(winners), np.array([[each.sure for each in row] for row in looks])

    def draw(self):
        """Return the still picture: the map, and the race of the chosen field."""
        looks = [[look(self.runs, p, q, self.seed) for q in self.horizons] for p in self.horizons]
        winners = np.array([[each.order[0] for each in row] for row in looks])
        sure = np.array([[each.sure for each in row] for row in looks])
        figure = Figure(figsize=(5.8, 3.1))
        left, right = figure.subplots(1, 2, width_ratios=(6, 5))
        plot_winners(winners, sure, self.horizons, left)
        for text in list(left.texts):  # too many for so small a map
            text.remove()
        halo = [withStroke(linewidth=2.5, foreground="white")]
        for name in np.unique(winners):
            own = winners == name
            row, column = middle_of(own & sure if (own & sure).any() else own)
            at = {"ha": "center", "va": "center", "path_effects": halo}
            left.text(column + 0.5, row + 0.5, name.partition("-")[0], **at)
        corner = self.horizons.index(self.judged), self.horizons.index(self.tuned)
        left.plot(*np.transpose(box(*corner)), color=INK, linewidth=2, clip_on=False)
        curves = beside_winner(self.runs, self.tuned, self.judged, self.seed)
        settings = {"xscale": "log", "yscale": "log", "xlabel": "passes"}
        plot_seeds(curves, right, title="cost, in units of the winner’s", **settings)
        low, high = right.get_ylim()
        for axis, wide in ((right.xaxis, True), (right.yaxis, high > 8 * low)):
            axis.set_major_locator(LogLocator(subs=(1, 2, 5)) if wide else MaxNLocator(5))
            axis.set_major_formatter("{x:g}")
            axis.set_minor_locator(NullLocator())
        return figure


def middle_of(fields):
    """Return row and column of the true field that is nearest to the middle of all true ones."""
    places = np.argwhere(fields)
    return places[np.hypot(*(places - places.mean(axis=0)).T).argmin()]


def box(column, row):
    """Return the corners of a field, as a closed line."""
    sides = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    return [(column + x, row + y) for x, y in sides]


def gathered(known):
    """Return results of trials, by (name, step size, seed), as the figure keeps them.

    That is, for each name, pairs of a step size and a text a seed: costs after each pass, of four
    digits; an empty one for a run that did not finish.

    Raises
    ------
    ValueError
        Unless seeds are 0, 1, …
    """
    runs = {}
    for (name, _, seed), one in sorted(known.items(), key=lambda item: item[0][2]):
        alpha, finished = one["trial"]["hyper"]["alpha"], one["outcome"] == "finished"
        costs = " ".join(f"{cost:.4g}" for cost in one["cost"][1:]) if finished else ""
        texts = runs.setdefault(name, {}).setdefault(alpha, [])
        if seed != len(texts):
            raise ValueError(f"seeds must be 0, 1, …, each with all step sizes, got {seed}")
        texts.append(costs)
    return {name: [[alpha, grid[alpha]] for alpha in grid] for name, grid in runs.items()}


def racing(runs, name, alpha, without):
    """Return the results of a rule at a step size, at all seeds but one."""
    texts = dict(runs[name])[alpha]
    costs = [[float(cost) for cost in text.split()] for text in texts]
    return [result(seed, costs[seed]) for seed in range(len(costs)) if seed != without]


def look(runs, tuned, judged, seed):
    """Return who wins, tuned over ``tuned`` passes at ``seed``, judged after ``judged`` at others.

    ``runs`` are those of :func:`gathered`. Of each rule the step size is chosen that ends lowest.
    """
    alphas, racers, logs = {}, {}, {}
    for name, grid in runs.items():
        tries = {
            alpha: end(result(seed, [float(cost) for cost in texts[seed].split()]), passes=tuned)
            for alpha, texts in grid
        }
        alphas[name] = min(tries, key=tries.get)
        racers[name] = racing(runs, name, alphas[name], seed)
        logs[name] = np.mean(np.log([end(one, passes=judged) for one in racers[name]]))
    order = sorted(logs, key=logs.get)
    return Look(alphas, order, compare(racers[order[1]], racers[order[0]], passes=judged))


def beside_winner(runs, tuned, judged, seed):
    """Return costs over the winner's of a :func:`look`, up to where it is judged.

    They are a dict from a rule to passes and ratios, a row a seed: those that both finished.
    """
    alphas, (first, *_), _ = look(runs, tuned, judged, seed)
    best, curves = racing(runs, first, alphas[first], seed), {}
    for name, alpha in alphas.items():
        pairs = zip(racing(runs, name, alpha, seed), best, strict=True)
        costs = [(one["cost"][1:], winner["cost"][1:]) for one, winner in pairs]
        ratios = np.array([np.divide(one, winner) for one, winner in costs if one and winner])
        if ratios.size:
            curves[name] = np.arange(1, judged + 1), ratios[:, :judged]
    return curves


def factors(runs):
    """Return Student's factor for as many seeds as race."""
    (_, texts), *_ = next(iter(runs.values()))
    return student([len(texts) - 1])


@functools.cache
def valley():
    """Return runs of three rules down a noisy valley, six seeds at once, as by :func:`gathered`."""
    noise = np.random.default_rng(1412).normal(size=(300, 2, 6))
    slopes = np.array([[1.0], [30.0]])
    rules = {
        "SGD-Nesterov": (lambda alpha: sgd(alpha / 30, momentum=0.9, nesterov=True)),
        "Adam": adam,
        "AdaGrad": (lambda alpha: adagrad(10 * alpha)),
    }
    known = {}
    for name, rule in rules.items():
        for alpha in (0.001, 0.00316, 0.01, 0.0316, 0.1):
            start, grad = np.ones((2, 6)), lambda theta, t: slopes * theta + noise[t - 1]
            theta = run(rule(alpha), grad, start, 300).theta
            costs = np.sum(slopes * theta**2, axis=1)[1:].reshape(30, 10, 6).mean(axis=1) / 2
            costs = np.vstack([np.full(6, slopes.sum() / 2), costs])
            for seed in range(6):
                trial = {"hyper": {"alpha": alpha}}
                one = {"trial": trial, "outcome": "finished", "cost": costs[:, seed].tolist()}
                known[name, alpha, seed] = one
    return gathered(known)
