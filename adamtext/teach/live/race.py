"""A race in a bent valley: the paths of four rules, their costs, and the sizes they remember.

The title page of the book has a small one in the same valley.
"""

import io

import numpy as np
import traitlets
from matplotlib.figure import Figure
from PIL import Image

from adamtext import adam, rmsprop, run, sgd
from adamtext.averages import bias_correction
from adamtext.teach.live.figure import Beta, Live
from adamtext.teach.live.stream import normal
from adamtext.teach.plots import COLOURS, INK, PALE, look

# The cost is DEEP h(y - BEND x²) + FLAT h(x - GOAL), with h(z) = √(ROUND² + z²) - ROUND.
DEEP, FLAT, BEND, GOAL, ROUND = 1.5, 0.3, 0.2, 1.7, 0.5
STEPS = 100
#: The costs of the level lines.
LEVELS = (0.02, 0.08, 0.2, 0.4, 0.7, 1.1, 1.6, 2.2, 2.9, 3.7)
NAMES = ("SGD", "momentum", "RMSProp", "Adam")


def _alpha(default):
    return traitlets.Float(default, min=1e-4, max=1).tag(sync=True)


class Race(Live):
    """Four rules from one start down a bent valley, a hundred steps each.

    Parameters
    ----------
    x, y : float
        The start.
    sgd, momentum, rmsprop, adam : float
        The step size of each rule.
    beta1, beta2 : float
        In [0, 1); beta1 is the momentum as well.
    noise : float
        The standard deviation of what is added to each slope.
    """

    figure = "race"
    x = traitlets.Float(-2.1, min=-2.8, max=2.8).tag(sync=True)
    y = traitlets.Float(1.75, min=-0.9, max=2.6).tag(sync=True)
    sgd = _alpha(0.12)
    momentum = _alpha(0.05)
    rmsprop = _alpha(0.02)
    adam = _alpha(0.1)
    beta1 = Beta(0.9).tag(sync=True)
    beta2 = Beta(0.999).tag(sync=True)
    noise = traitlets.Float(0.0, min=0, max=2).tag(sync=True)

    def alt(self):
        """Return the still picture in words."""
        ends = ", ".join(f"{name} {cost(path[-1]):.2g}" for name, path in self.paths().items())
        return (
            "Level lines of a bent valley with four paths from one start. Below, their costs over "
            f"{STEPS} steps, and the sizes by which RMSProp and Adam divide. Costs at the end: "
            f"{ends}."
        )

    def paths(self):
        """Return where each rule has been: a dict of names to arrays of shape (STEPS + 1, 2)."""
        return {name: ran.theta for name, ran in self.runs().items()}

    def runs(self):
        """Return the trajectory of each rule."""
        alphas = self.sgd, self.momentum, self.rmsprop, self.adam
        return runs((self.x, self.y), alphas, self.beta1, self.beta2, self.noise)

    def png(self):
        """Return the still picture in few colours, or all its thin lines would make it large."""
        picture, stream = Image.open(io.BytesIO(super().png())), io.BytesIO()
        picture.convert("RGB").quantize(32).save(stream, format="png", optimize=True)
        return stream.getvalue()

    def draw(self):
        """Return the still picture: the valley with the paths, costs, sizes."""
        ran = self.runs()
        figure = Figure(figsize=(6.4, 6.6))
        above, below = figure.subfigures(2, height_ratios=(3, 2))
        valley, (left, right) = above.subplots(), below.subplots(1, 2)
        for level in LEVELS:
            valley.plot(*level_line(level).T, color=PALE, linewidth=0.7)
        valley.plot(GOAL, BEND * GOAL**2, "+", color=INK, markersize=9)
        for row, (name, one) in enumerate(ran.items()):
            valley.plot(*one.theta.T, **look(name), marker=".", markersize=3, linewidth=1)
            valley.text(
                0.01, 0.3 - 0.07 * row, name, color=COLOURS[name], transform=valley.transAxes
            )
            left.semilogy(np.maximum(cost(one.theta.T), 1e-3), **look(name))
        valley.set(xlim=(-2.9, 2.9), ylim=(-1, 2.7), aspect="equal", xlabel="x", ylabel="y")
        for name, size in sizes(ran, self.beta2).items():
            for axis, dash in enumerate(("-", "--")):
                right.plot(range(1, STEPS + 1), size[:, axis], dash, color=COLOURS[name])
        left.set(title="cost", xlabel="step t")
        right.set(title="what divides: in x, and in y, dashed", xlabel="step t")
        return figure


def cost(theta):
    """Return the cost at points, an array of shape (2, ...)."""
    x, y = theta
    across, along = y - BEND * x * x, x - GOAL
    return DEEP * (_away(across) - ROUND) + FLAT * (_away(along) - ROUND)


def slope(theta, t=None):
    """Return the gradient of the cost."""
    x, y = theta
    across, along = y - BEND * x * x, x - GOAL
    wall = DEEP * across / _away(across)
    return np.array([FLAT * along / _away(along) - 2 * BEND * x * wall, wall])


def _away(z):
    return np.sqrt(ROUND * ROUND + z * z)


def level_line(level):
    """Return the points at which the cost has this value, in order: solved for y at every x."""
    reach = np.sqrt((level / FLAT + ROUND) ** 2 - ROUND**2)
    first, last = max(GOAL - reach, -3.2), min(GOAL + reach, 3.2)  # a bit more than is seen
    turn = np.linspace(-np.pi / 2, np.pi / 2, 57)  # closer together at both ends
    x = (first + last) / 2 + (last - first) / 2 * np.sin(turn)
    rest = np.maximum(level - FLAT * (_away(x - GOAL) - ROUND), 0)
    away = np.sqrt((rest / DEEP + ROUND) ** 2 - ROUND**2)
    there, back = (np.column_stack([x, BEND * x**2 + side]) for side in (away, -away))
    return np.concatenate([there, back[::-1]])


def runs(start, alphas, beta1, beta2, noise=0.0):
    """Return the trajectory of each rule, by its name; all meet the same noise."""
    slow, heavy, short, whole = alphas
    rules = sgd(slow), sgd(heavy, momentum=beta1), rmsprop(short, beta2), adam(whole, beta1, beta2)
    added = noise * normal(2 * STEPS).reshape(STEPS, 2)

    def seen(theta, t):
        return slope(theta) + added[t - 1]

    return {
        name: run(rule, seen, np.array(start), STEPS)
        for name, rule in zip(NAMES, rules, strict=True)
    }


def sizes(ran, beta2):
    """Return what divides, for the rules that divide: arrays of shape (STEPS, 2)."""
    t = np.arange(1, STEPS + 1)[:, None]
    return {
        "RMSProp": np.sqrt(ran["RMSProp"].state.v),
        "Adam": np.sqrt(ran["Adam"].state.v / bias_correction(beta2, t)),
    }
