"""One weight: what Algorithm 1 makes of its gradients, step by step."""

import numpy as np
import traitlets
from matplotlib.figure import Figure

from adamtext.teach.live.figure import FINE, POINT, Beta, Live
from adamtext.teach.live.stream import averages, normal
from adamtext.teach.plots import INK, PALE

SAMPLE = [round(g, 2) for g in normal(24).tolist()]


class OneWeight(Live):
    """Algorithm 1 at one weight: its gradients, both averages, the step, and the arithmetic.

    Parameters
    ----------
    gradients : list of float
        Those of steps 1, 2, …
    t : int
        The step of which the arithmetic is shown.
    beta1, beta2 : float
        In [0, 1).
    """

    figure = "weight"
    gradients = traitlets.List(traitlets.Float(), SAMPLE, minlen=2).tag(sync=True)
    t = traitlets.Int(3, min=1).tag(sync=True)
    beta1 = Beta(0.9).tag(sync=True)
    beta2 = Beta(0.999).tag(sync=True)

    def alt(self):
        """Return the still picture in words."""
        return (
            f"Two panels over {len(self.gradients)} steps, at beta1 = {self.beta1:g} and beta2 = "
            f"{self.beta2:g}. Above, dots of gradients, their corrected average, and the band of "
            f"their size about zero. Below, the steps as bars. Step {self.t} is marked."
        )

    def draw(self):
        """Return the still picture: gradients above, steps below, one of them marked."""
        g = np.array(self.gradients)
        _, _, m_hat, v_hat, step, _ = averages(g, self.beta1, self.beta2)
        t, root = np.arange(1, len(g) + 1), np.sqrt(v_hat)
        figure = Figure(figsize=(6.4, 4.6))
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
        above.fill_between(t, -root, root, color=PALE, linewidth=0)
        above.plot(t, g, "o", color=INK, markersize=3)
        above.plot(t, m_hat, color=FINE)
        above.set_title("Gradients, their average m̂, and the band ±√v̂")
        below.bar(t, -step, color=FINE, width=0.5)
        below.set_title("Step, in units of α")
        below.set_xlabel("step t")
        for ax in (above, below):
            ax.axhline(0, color=PALE, linewidth=1)
            ax.axvline(self.t, color=POINT, linewidth=1)
        above.plot(self.t, g[self.t - 1], "o", color=POINT, markersize=7)
        return figure
