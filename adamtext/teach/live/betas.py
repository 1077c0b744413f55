"""The plane of both betas: where a step is bounded, and by what."""

import numpy as np
from matplotlib.figure import Figure

from adamtext.teach.live.figure import FINE, LIMIT, POINT, Beta, Live
from adamtext.teach.plots import INK

LEVELS = [20, 10, 5, 3, 2, 1.5, 1.1]


class Betas(Live):
    """The plane of 1 - beta1 and 1 - beta2: where a step is bounded, and by what.

    Parameters
    ----------
    beta1, beta2 : float
        In [0, 1).
    """

    figure = "betas"
    beta1 = Beta(0.9).tag(sync=True)
    beta2 = Beta(0.999).tag(sync=True)

    def alt(self):
        """Return the still picture in words."""
        return (
            "Map of the exact bound on a step over one minus beta1 and one minus beta2, both "
            "logarithmic: one on the diagonal, growing away from it, none in the upper left. "
            f"A dot marks beta1 = {self.beta1:g} and beta2 = {self.beta2:g}."
        )

    def draw(self):
        """Return the still picture: the bound over the plane, and a dot."""
        x = np.geomspace(1e-3, 1, 61)
        figure = Figure(figsize=(4.8, 4.0))
        ax = figure.subplots()
        shares = np.linspace(0.62, 0.06, len(LEVELS) + 1)
        ax.fill_between(x, 1e-4, x * (2 - x), color=tint(FINE, shares[0]), linewidth=0)
        for level, share in zip(LEVELS, shares[1:], strict=True):
            ax.fill_between(x, *band(x, level), color=tint(FINE, share), linewidth=0)
            if level > 1.6:
                ax.text(0.95, level**-2, f"{level} α", ha="right", va="center")
        ax.plot(x, x * (2 - x), color=INK, linestyle=":", linewidth=1)
        ax.plot(x, x, color=LIMIT)
        ax.text(0.03, 0.016, "equal betas: bound 1", rotation=40, ha="center", va="center")
        ax.text(0.006, 0.12, "no bound", ha="center")
        dot = {"color": POINT, "markeredgecolor": "white", "markersize": 8}
        ax.plot(1 - self.beta1, 1 - self.beta2, "o", **dot)
        ax.set(xscale="log", yscale="log", xlim=(1e-3, 1), ylim=(1e-4, 0.5))
        ax.set(xlabel="1 - β₁", ylabel="1 - β₂")
        decades = {0: (1e-3, 1e-2, 1e-1, 1), 1: (1e-4, 1e-3, 1e-2, 1e-1)}
        for axis, ticks in zip((ax.xaxis, ax.yaxis), decades.values(), strict=True):
            axis.set_ticks(ticks, [f"{tick:g}" for tick in ticks])
            axis.set_ticks([], minor=True)
        return figure


def band(away, level):
    """Return the two values of 1 - beta2 between which the bound for 1 - beta1 is below level."""
    product = (away / level) ** 2
    total = away * (2 - away) + product
    high = (total + np.sqrt(np.maximum(total**2 - 4 * product, 0))) / 2
    return product / high, high


def tint(colour, share):
    """Mix a colour with white."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 + share * (part - 255)):02x}" for part in parts)
