"""The norms between Adam and AdaMax: what is remembered and what is new, joined by a power p."""

import numpy as np
import traitlets
from matplotlib.figure import Figure

from adamtext.averages import bias_correction, ema
from adamtext.teach.live.figure import FINE, POINT, RAW, Beta, Live
from adamtext.teach.live.stream import normal
from adamtext.teach.plots import INK, PALE

SAMPLE = [round(g, 2) for g in normal(40).tolist()]


class Norms(Live):
    """Adam turns into AdaMax: the denominator as an L^p norm of two numbers, for any p >= 1.

    Parameters
    ----------
    gradients : list of float
        Those of steps 1, 2, …
    inverse : float
        1 / p in [0, 1]: 1/2 for Adam, 0 for AdaMax.
    t : int
        The step that is shown.
    beta2 : float
        In [0, 1): the decay of the norm, so that that of the p-th powers is beta2**p.
    """

    figure = "norms"
    gradients = traitlets.List(traitlets.Float(), SAMPLE, minlen=2).tag(sync=True)
    inverse = traitlets.Float(0.5, min=0, max=1).tag(sync=True)
    t = traitlets.Int(12, min=2).tag(sync=True)
    beta2 = Beta(0.95).tag(sync=True)

    def alt(self):
        """Return the still picture in words."""
        return (
            "Left, a plane of what is remembered against what is new: a point, and through it a "
            "curve on which the norm is the same, between a diamond's edge and a square's corner. "
            f"Right, sizes of {len(self.gradients)} gradients as bars under the denominators of "
            "Adam, of AdaMax, and of the power that is chosen; below them the steps."
        )

    def draw(self):
        """Return the still picture: the ball, the denominators, the steps."""
        g = np.array(self.gradients)
        t = np.arange(1, len(g) + 1)
        figure = Figure(figsize=(6.4, 4.4))
        ball, other = figure.subfigures(1, 2, width_ratios=(2, 3))
        old, new = (float(each[self.t - 1]) for each in pairs(g, self.inverse, self.beta2))
        size = denominators(g, self.inverse, self.beta2)[self.t - 1]
        ax = ball.subplots()
        angle = np.linspace(0, np.pi / 2, 91)
        for inverse, colour in ((1, PALE), (0.5, PALE), (0, PALE), (self.inverse, FINE)):
            x, y = np.cos(angle), np.sin(angle)
            p = 1 / max(inverse, 1e-2)
            away = size / (x**p + y**p) ** (1 / p)
            ax.plot(away * x, away * y, color=colour)
        ax.plot(old, new, "o", color=POINT)
        ax.set(xlabel="remembered", ylabel="new", aspect="equal")
        above, below = other.subplots(2, sharex=True, height_ratios=(3, 2))
        above.bar(t, abs(g), color=PALE)
        for inverse, colour in ((0.5, INK), (0, RAW), (self.inverse, FINE)):
            above.plot(t, denominators(g, inverse, self.beta2), color=colour)
        above.set_title("|g| and what divides")
        m_hat = ema(g, 0.9) / bias_correction(0.9, t)
        below.bar(t, -m_hat / denominators(g, self.inverse, self.beta2), color=FINE)
        below.set_title("Step, in units of α")
        return figure


def denominators(g, inverse, beta2):
    """Return what divides the average of the gradients ``g`` at each step, the start corrected.

    For inverse = 1/p it is the p-th root of the average of p-th powers, with decay beta2**p; for
    inverse = 0, the largest faded gradient.
    """
    old, new = pairs(g, inverse, beta2)
    return _norm(old, new, inverse)


def pairs(g, inverse, beta2):
    """Return what is remembered and what is new at each step: their L^p norm is the denominator."""
    size, old, new = 0.0, [], []
    for t, gradient in enumerate(np.abs(g), start=1):
        if inverse:
            p = 1 / inverse
            whole = bias_correction(beta2, p * t)
            shares = 1 - bias_correction(beta2, p) / whole, bias_correction(beta2, p) / whole
        else:
            p, shares = 1, (beta2, 1)
        old.append(max(shares[0], 0) ** (1 / p) * size)
        new.append(shares[1] ** (1 / p) * gradient)
        size = _norm(old[-1], new[-1], inverse)
    return np.array(old), np.array(new)


def _norm(old, new, inverse):
    most = np.maximum(old, new)
    if not inverse:
        return most
    scale = np.where(most > 0, most, 1.0)
    return most * ((old / scale) ** (1 / inverse) + (new / scale) ** (1 / inverse)) ** inverse
