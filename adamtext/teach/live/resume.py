"""A resumed run that has lost a part of its state, and what its steps tell of it."""

import numpy as np
import traitlets
from matplotlib.figure import Figure

from adamtext.averages import bias_correction
from adamtext.teach.live.figure import FINE, Beta, Live
from adamtext.teach.plots import INK

#: What can be lost, by the letters of its parts.
LOST = {
    "": "nothing",
    "m": "m",
    "v": "v",
    "t": "t",
    "mv": "m and v",
    "mt": "m and t",
    "vt": "v and t",
    "mvt": "m, v and t",
}
STEPS = 1000


class Resume(Live):
    """The steps after a resume at which a part of the state was lost.

    Parameters
    ----------
    lost : str
        Letters of m, v and t, in this order.
    gradients : str
        "signs", ±1 by chance, or "equal", always 1.
    past : int
        How many steps were made before.
    beta1, beta2 : float
        In [0, 1).
    """

    figure = "resume"
    lost = traitlets.Enum(tuple(LOST), "mv").tag(sync=True)
    gradients = traitlets.Enum(("signs", "equal"), "signs").tag(sync=True)
    past = traitlets.Int(10_000, min=10, max=100_000).tag(sync=True)
    beta1 = Beta(0.9).tag(sync=True)
    beta2 = Beta(0.999).tag(sync=True)

    def alt(self):
        """Return the still picture in words."""
        return (
            "Length of the step against steps since the resume, both axes logarithmic: a line for "
            f"a run that lost {LOST[self.lost]}, and one for a run that lost nothing."
        )

    def draw(self):
        """Return the still picture: both lines."""
        about = self.gradients, self.past, self.beta1, self.beta2
        n = np.arange(1, STEPS + 1)
        figure = Figure(figsize=(6.4, 3.6))
        ax = figure.subplots()
        ax.loglog(n, after_loss("", *about), color=INK, label="nothing lost")
        ax.loglog(n, after_loss(self.lost, *about), color=FINE, label=f"lost: {LOST[self.lost]}")
        ax.set(xlabel="steps since the resume", ylabel="step, in α", ylim=(0.01, 100))
        ax.legend()
        return figure


def after_loss(lost, gradients, past, beta1, beta2):
    """Return the root mean square of steps 1, …, 1000 after a loss, in units of alpha.

    It is exact for eps = 0. With gradients ±1 by chance, m is a sum of independent terms, whose
    squares add up; with equal ones, the terms themselves do. v is the same for both.
    """
    n = np.arange(1, STEPS + 1)
    t = n + (0 if "t" in lost else past)
    old_m, old_v = 0 if "m" in lost else 1, 0 if "v" in lost else 1
    if gradients == "signs":
        squares = (1 - beta1) / (1 + beta1)
        kept = old_m * beta1 ** (2.0 * n) * bias_correction(beta1, 2 * past)
        m = np.sqrt(squares * (bias_correction(beta1, 2 * n) + kept))
    else:
        m = bias_correction(beta1, n) + old_m * beta1 ** (1.0 * n) * bias_correction(beta1, past)
    v = bias_correction(beta2, n) + old_v * beta2 ** (1.0 * n) * bias_correction(beta2, past)
    return m / bias_correction(beta1, t) / np.sqrt(v / bias_correction(beta2, t))
