"""The two weightings of the past, the stream that makes the most of them, and the exact bound."""

import math

import traitlets
from matplotlib.figure import Figure

from adamtext.averages import bias_correction, ema_weights
from adamtext.bounds import step_bound, worst_stream
from adamtext.teach.live.figure import LIMIT, Beta, Live
from adamtext.teach.plots import INK, plot_weights


class Weightings(Live):
    """How the mean and the mean of squares weigh the past, and how long a step that allows.

    Parameters
    ----------
    beta1 : float
        In [0, 1).
    beta2 : float
        At least 0.01, and below 1.
    t : int
        How many gradients there are, from 1 to 60.
    """

    figure = "weightings"
    beta1 = Beta(0.9).tag(sync=True)
    beta2 = traitlets.Float(0.999, min=0.01, max=math.nextafter(1.0, 0.0)).tag(sync=True)
    t = traitlets.Int(20, min=1, max=60).tag(sync=True)

    def alt(self):
        """Return the still picture in words."""
        bound = step_bound(self.beta1, self.beta2, self.t)
        return (
            f"Bars over the ages of {self.t} gradients, at beta1 = {self.beta1:g} and beta2 = "
            f"{self.beta2:g}: filled ones for their weights in the mean, outlines for those in the "
            "mean of squares. Below, the gradients that make the longest step, and the terms "
            f"whose sum is the square of the bound, {bound:.4g}."
        )

    def draw(self):
        """Return the still picture: weights, gradients, terms."""
        w, z, worst, terms = weightings(self.beta1, self.beta2, self.t)
        figure = Figure(figsize=(6.4, 5.2))
        rows = figure.subplots(3, sharex=True, height_ratios=(3, 2, 2))
        plot_weights({"mean, w": w, "squares, z": z}, rows[0], xlabel="")
        ages = range(self.t - 1, -1, -1)
        rows[1].bar(ages, worst, color=INK)
        rows[1].set_title("The worst stream, g = w/z but for scale")
        rows[2].bar(ages, terms, color=LIMIT)
        rows[2].set_title(f"w²/z: the sum is {terms.sum():.4g}, the square of the bound")
        rows[2].set_xlabel("steps ago")
        rows[2].xaxis.get_major_locator().set_params(integer=True)
        return figure


def weightings(beta1, beta2, t):
    """Return, oldest first, weights w and z, the worst stream, and the terms w²/z of the bound."""
    w, z = (ema_weights(beta, t) / bias_correction(beta, t) for beta in (beta1, beta2))
    return w, z, worst_stream(beta1, beta2, t), w**2 / z
