"""The game that defeats Adam: one period by hand, the way it drifts, and the regret."""

import numpy as np
import traitlets
from matplotlib.figure import Figure

from adamtext import adam, run
from adamtext.online import Seesaw, cycle_average, projected, regret, steady_drift
from adamtext.teach.live.figure import FINE, RAW, Beta, Live
from adamtext.teach.plots import INK, PALE

PERIODS = 100


class Game(Live):
    """One slope of n in n rounds, -1 in the others, played by Adam on [-1, 1] for 100 periods.

    Parameters
    ----------
    n : int
        From 3 to 101. A period costs x, so that -1 is best.
    beta1, beta2 : float
        In [0, 1).
    alpha : float
        Of step sizes alpha / sqrt(t).
    start : float
        Where Adam begins.
    """

    figure = "game"
    n = traitlets.Int(3, min=3, max=101).tag(sync=True)
    beta1 = Beta(0.0).tag(sync=True)
    beta2 = Beta(0.1).tag(sync=True)
    alpha = traitlets.Float(0.5, min=0.01, max=10).tag(sync=True)
    start = traitlets.Float(0.0, min=-1, max=1).tag(sync=True)

    def alt(self):
        """Return the still picture in words."""
        return (
            f"Bars for the {self.n} rounds of one period: average pull, denominator, and step. "
            f"Below, over {PERIODS} periods, where Adam stands between minus one and one, and its "
            "regret beside that of the worst player, a straight line."
        )

    def draw(self):
        """Return the still picture: a period, the path, the regret."""
        m, root, step, _ = period(self.n, self.beta1, self.beta2)
        x, paid = play(self.n, self.beta1, self.beta2, self.alpha, self.start)
        figure = Figure(figsize=(6.4, 5.4))
        rows = figure.subfigures(2, height_ratios=(2, 3))
        titles = "pull, −m", "divided by √v", "step, in α"
        for ax, title, values in zip(rows[0].subplots(1, 3), titles, (-m, root, step), strict=True):
            ax.bar(range(1, self.n + 1), values, color=np.where(values < 0, RAW, FINE))
            ax.axhline(0, color=INK, linewidth=0.8)
            ax.set(title=title, xlabel="round")
        t = self.n * np.arange(PERIODS + 1)
        above, below = rows[1].subplots(1, 2)
        above.plot(t, x, color=FINE)
        above.set(title="where Adam stands", xlabel="round", ylim=(-1.1, 1.1))
        below.plot(t, 2 * t, color=PALE)
        below.plot(t, paid, color=FINE)
        below.set(title="regret, and the worst player's", xlabel="round")
        return figure


def period(n, beta1, beta2):
    """Return m, root of v and step in each round of a period in the long run, and their sum."""
    problem = Seesaw(n, 1, n)
    slope = problem.slope(np.arange(1, n + 1))
    m, root = cycle_average(slope, beta1), np.sqrt(cycle_average(slope**2, beta2))
    return m, root, -m / root, steady_drift(beta1, beta2, problem)


def play(n, beta1, beta2, alpha, start):
    """Return where Adam stands at the start and after each period, and its regret until then."""
    problem = Seesaw(n, 1, n)
    rule = projected(adam(lambda t: alpha / np.sqrt(t), beta1, beta2, eps=0.0))
    x = run(rule, problem.grad, np.array([float(start)]), PERIODS * n).theta[:, 0]
    return x[::n], np.concatenate([[0.0], regret(problem, x[:-1])])[::n]
